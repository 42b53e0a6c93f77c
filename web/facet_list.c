/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/facet_list.h"

#include <stdio.h>
#include <stdlib.h>

#include "web/chart.h"
#include "web/markup.h"

enum { SHOWN = 6, LISTED = 30, YEARS_MAX = 80 };

void facet_list_chips(struct buffer *out, const struct view *view)
{
	if (!view->choice_count)
		return;
	buffer_add_str(out, "<ul class=\"keuzes\" aria-label=\"Gekozen\">\n");
	for (size_t i = 0; i < view->choice_count; i++) {
		const struct facet_choice *c = &view->choices[i];
		struct slice title = view_value_title(c->facet, c->value);
		buffer_add_str(out, "<li><a href=\"");
		view_link_toggled(out, view, c->facet, c->value);
		markup_put(out, "\" aria-label=\"%s %T weghalen\"><span>%s:</span> %T <b aria-hidden=\"true\">\xc3\x97</b></a></li>\n",
			 facet_title(c->facet), title, facet_title(c->facet), title);
	}
	if (view->choice_count > 1) {
		struct view none = *view;
		none.choice_count = 0;
		none.page = 1;
		buffer_add_str(out, "<li><a class=\"alles\" href=\"");
		view_link(out, "/", &none);
		buffer_add_str(out, "\">alles weghalen</a></li>\n");
	}
	buffer_add_str(out, "</ul>\n");
}

void facet_list_put_value(struct buffer *out, const struct view *view, enum facet facet,
			  const struct facet_value *value)
{
	markup_put(out, "<li><a rel=\"nofollow\"%s href=\"", value->chosen ? " class=gekozen aria-current=true" : "");
	view_link_toggled(out, view, facet, value->value);
	markup_put(out, "\"><span>%T</span> <i>%n</i></a></li>\n", view_value_title(facet, value->value), value->count);
}

static void put_facet(struct buffer *out, const struct view *view, enum facet facet,
		      const struct facet_counts *counts)
{
	size_t listed = counts->count < LISTED ? counts->count : LISTED;
	if (!counts->count)
		return;
	markup_put(out, "<section class=\"facet\"><h3>%s</h3>\n<ul>\n", facet_title(facet));
	for (size_t i = 0; i < listed && i < SHOWN; i++)
		facet_list_put_value(out, view, facet, &counts->values[i]);
	buffer_add_str(out, "</ul>\n");
	if (listed > SHOWN) {
		markup_put(out, "<details><summary>nog %u", (unsigned)(listed - SHOWN));
		if (counts->count > LISTED)
			markup_put(out, " van %n", (unsigned)counts->count - SHOWN);
		buffer_add_str(out, "</summary><ul>\n");
		for (size_t i = SHOWN; i < listed; i++)
			facet_list_put_value(out, view, facet, &counts->values[i]);
		buffer_add_str(out, "</ul></details>\n");
	}
	buffer_add_str(out, "</section>\n");
}

void facet_list_put(struct buffer *out, const struct view *view, const struct facet_counts *counts)
{
	static const enum facet order[] = {FACET_PARLIAMENT, FACET_MINISTER, FACET_OFFICE, FACET_THEME, FACET_ASKER,
					   FACET_PARTY, FACET_STATUS, FACET_SESSION, FACET_KIND};
	bool any = false;
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		any = any || counts[order[i]].count > 1;
	if (!any)
		return;
	buffer_add_str(out, "<nav class=\"facetten\" id=\"verfijnen\" aria-label=\"Verfijnen\">\n<details class=\"luik\" open><summary>Verfijnen</summary>\n<h2 class=\"stil\">Verfijnen</h2>\n");
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (counts[order[i]].counted && counts[order[i]].count > 1)
			put_facet(out, view, order[i], &counts[order[i]]);
	buffer_add_str(out, "</details></nav>\n");
}

/* Years without questions too, so that the row is one of time. */
static size_t fill_years(struct chart_bar *bars, char (*labels)[8], const struct facet_counts *years)
{
	int first = 0, last = 0;
	for (size_t i = 0; i < years->count; i++) {
		int year = atoi(years->values[i].value.ptr);
		first = !first || year < first ? year : first;
		last = year > last ? year : last;
	}
	if (last - first >= YEARS_MAX)
		first = last - YEARS_MAX + 1;
	for (int year = first; year <= last; year++) {
		snprintf(labels[year - first], 8, "%d", year % 10000);
		bars[year - first] = (struct chart_bar){.label = slice_of(labels[year - first])};
	}
	for (size_t i = 0; i < years->count; i++) {
		int year = atoi(years->values[i].value.ptr);
		if (year >= first) {
			bars[year - first].value = years->values[i].count;
			bars[year - first].chosen = years->values[i].chosen;
		}
	}
	return (size_t)(last - first + 1);
}

void facet_list_years(struct buffer *out, const struct view *view, const struct facet_counts *years)
{
	struct chart_bar bars[YEARS_MAX];
	char labels[YEARS_MAX][8];
	struct buffer links[YEARS_MAX] = {0};
	if (!years->counted || years->count < 2)
		return;
	size_t count = fill_years(bars, labels, years);
	for (size_t i = 0; i < count; i++)
		if (bars[i].value > 0 || bars[i].chosen) {
			view_link_toggled(&links[i], view, FACET_YEAR, bars[i].label);
			bars[i].link = buffer_slice(&links[i]);
		}
	buffer_add_str(out, "<section class=\"jaren\" aria-label=\"Per jaar\">\n");
	chart_columns(out, "Vragen per jaar; kies een jaar", "vragen", bars, count);
	buffer_add_str(out, "</section>\n");
	for (size_t i = 0; i < count; i++)
		buffer_release(&links[i]);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/html/facet_list.h"

#include <stdio.h>

#include "web/html/answer_term.h"
#include "web/html/markup.h"
#include "web/html/timeline.h"

enum { SHOWN = 6, LISTED = 30 };

static void put_period_chip(struct buffer *out, const struct view *view)
{
	struct view open = *view;
	open.from = open.to = 0;
	open.page = 1;
	if (!view->from && !view->to)
		return;
	buffer_add_str(out, "<li><a href=\"");
	view_link(out, "/", &open);
	buffer_add_str(out, "\"><span>gesteld:</span>");
	if (view->from)
		markup_put(out, " vanaf %D", view->from);
	if (view->to)
		markup_put(out, " tot en met %D", view->to);
	buffer_add_str(out, "<span class=\"stil\"> weghalen</span> <b "
			    "aria-hidden=\"true\">\xc3\x97</b></a></li>\n");
}

static void put_marked_chips(struct buffer *out, const struct view *view)
{
	for (size_t i = 0; i < view->marked_count; i++) {
		buffer_add_str(out, "<li><a class=\"zoals\" rel=\"nofollow\" href=\"");
		view_link_marked(out, view, view->marked[i]);
		markup_put(out,
			   "\" aria-label=\"meer zoals %T weghalen\"><span>meer zoals:</span> %T "
			   "<b aria-hidden=\"true\">\xc3\x97</b></a></li>\n",
			   view->marked_titles[i], view->marked_titles[i]);
	}
}

void facet_list_chips(struct buffer *out, const struct view *view)
{
	if (!view->choice_count && !view->from && !view->to && !view->marked_count)
		return;
	buffer_add_str(out, "<ul class=\"keuzes\" aria-label=\"Gekozen\">\n");
	for (size_t i = 0; i < view->choice_count; i++) {
		const struct facet_choice *c = &view->choices[i];
		struct slice title = view_value_title(c->facet, c->value);
		buffer_add_str(out, "<li><a href=\"");
		view_link_toggled(out, view, c->facet, c->value);
		markup_put(out,
			   "\" aria-label=\"%s %T weghalen\"><span>%s:</span> %T <b "
			   "aria-hidden=\"true\">\xc3\x97</b></a></li>\n",
			   facet_title(c->facet), title, facet_title(c->facet), title);
	}
	put_period_chip(out, view);
	put_marked_chips(out, view);
	if (view->choice_count + (view->from || view->to) > 1) {
		struct view none = *view;
		none.choice_count = 0;
		none.from = none.to = 0;
		none.page = 1;
		buffer_add_str(out, "<li><a class=\"alles\" href=\"");
		view_link(out, "/", &none);
		buffer_add_str(out, "\">alle filters wissen</a></li>\n");
	}
	buffer_add_str(out, "</ul>\n");
}

void facet_list_put_value(struct buffer *out, const struct view *view, enum facet facet,
			  const struct facet_value *value)
{
	buffer_add_str(
		out,
		value->chosen
			? "<li><a rel=\"nofollow\" class=\"gekozen\" aria-current=\"true\" href=\""
			: "<li><a rel=\"nofollow\" href=\"");
	view_link_toggled(out, view, facet, value->value);
	markup_put(out, "\"><span>%T</span> <i>%n</i></a></li>\n",
		   view_value_title(facet, value->value), value->count);
}

void facet_list_put_all(struct buffer *out, const struct view *view, enum facet facet, size_t count)
{
	struct view first = *view;
	char path[64];
	first.page = 1;
	snprintf(path, sizeof path, "/waarden/%s", facet_name(facet));
	buffer_add_str(out, "<p class=\"alle\"><a rel=\"nofollow\" href=\"");
	view_link(out, path, &first);
	markup_put(out, "\">toon alle %n<span class=\"stil\"> bij %s</span></a></p>\n",
		   (unsigned)count, facet_title(facet));
}

/* Of the values that are chosen, or are not, those from place `first` to `end`; returns how
 * many. */
static size_t put_chosen_values(struct buffer *out, const struct view *view, enum facet facet,
				const struct facet_counts *counts, bool chosen, size_t first,
				size_t end)
{
	size_t place = 0, put = 0;
	for (size_t i = 0; i < counts->count && place < end; i++)
		if (counts->values[i].chosen == chosen && place++ >= first) {
			facet_list_put_value(out, view, facet, &counts->values[i]);
			put++;
		}
	return put;
}

static bool any_chosen(const struct facet_counts *counts)
{
	for (size_t i = 0; i < counts->count; i++)
		if (counts->values[i].chosen)
			return true;
	return false;
}

static void put_facet(struct buffer *out, const struct view *view, enum facet facet,
		      const struct facet_counts *counts)
{
	markup_put(out, "<section class=\"facet\"><h3>%s</h3>\n<ul>\n", facet_title(facet));
	const size_t shown = put_chosen_values(out, view, facet, counts, true, 0, counts->count);
	const size_t rest = counts->count - shown, first = shown < SHOWN ? SHOWN - shown : 0;
	put_chosen_values(out, view, facet, counts, false, 0, first);
	buffer_add_str(out, "</ul>\n");
	if (rest > first) {
		const size_t listed = rest < LISTED ? rest : LISTED;
		markup_put(out, "<details><summary>nog %u</summary><ul>\n",
			   (unsigned)(listed - first));
		put_chosen_values(out, view, facet, counts, false, first, listed);
		buffer_add_str(out, "</ul>\n");
		if (counts->count > LISTED)
			facet_list_put_all(out, view, facet, counts->count);
		buffer_add_str(out, "</details>\n");
	}
	buffer_add_str(out, "</section>\n");
}

static bool is_chosen(const struct view *view, enum facet facet, struct slice value)
{
	for (size_t i = 0; i < view->choice_count; i++)
		if (view->choices[i].facet == facet && slice_eq(view->choices[i].value, value))
			return true;
	return false;
}

static void choose(struct view *view, enum facet facet, struct slice value)
{
	if (!is_chosen(view, facet, value) && view->choice_count < VIEW_CHOICES_MAX)
		view->choices[view->choice_count++] = (struct facet_choice){facet, value};
}

/* What is unanswered and past its term, of each parliament, whose terms differ. */
static void put_overdue(struct buffer *out, const struct view *view,
			const struct facet_counts *parliaments)
{
	const int today = search_request_today(&(struct search_request){.limit = 0});
	const char *gap = "<section class=\"facet\"><h3>te laat</h3>\n<ul>\n";
	for (size_t i = 0; i < parliaments->count; i++) {
		const struct facet_value *value = &parliaments->values[i];
		enum parliament parliament;
		struct view late = *view;
		if (!value->count || (any_chosen(parliaments) && !value->chosen) ||
		    !parliament_parse(value->value, &parliament))
			continue;
		late.to = answer_term_cutoff(parliament, today);
		late.page = 1;
		choose(&late, FACET_STATUS, slice_of(state_name(STATE_ONBEANTWOORD)));
		choose(&late, FACET_PARLIAMENT, value->value);
		if (!late.to)
			continue;
		buffer_add_str(out, gap);
		gap = "";
		buffer_add_str(out, "<li><a rel=\"nofollow\" href=\"");
		view_link(out, "/", &late);
		markup_put(out, "\"><span>%T</span></a></li>\n",
			   view_value_title(FACET_PARLIAMENT, value->value));
	}
	buffer_add_str(out, *gap ? "" : "</ul></section>\n");
}

static uint32_t count_of(const struct facet_counts *counts, struct slice value)
{
	for (size_t i = 0; i < counts->count; i++)
		if (slice_eq(counts->values[i].value, value))
			return counts->values[i].count;
	return 0;
}

void facet_list_put(struct buffer *out, const struct view *view, const struct facet_counts *counts)
{
	static const enum facet order[] = {
		FACET_PARLIAMENT, FACET_MINISTER, FACET_OFFICE, FACET_THEME,   FACET_ASKER,
		FACET_PARTY,      FACET_STATUS,   FACET_YEAR,   FACET_SESSION, FACET_KIND};
	bool any = false;
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		any = any || counts[order[i]].count > 1 || any_chosen(&counts[order[i]]);
	if (!any)
		return;
	buffer_add_str(out, "<nav class=\"facetten\" id=\"verfijnen\" "
			    "aria-label=\"Filters\">\n<h2>Filters</h2>\n<a class=\"sluit\" "
			    "href=\"#inhoud\">Toon de vragen</a>\n");
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (counts[order[i]].counted &&
		    (counts[order[i]].count > 1 || any_chosen(&counts[order[i]])))
			put_facet(out, view, order[i], &counts[order[i]]);
	if (count_of(&counts[FACET_STATUS], slice_of(state_name(STATE_ONBEANTWOORD))) && !view->to)
		put_overdue(out, view, &counts[FACET_PARLIAMENT]);
	buffer_add_str(out, "</nav>\n");
}

void facet_list_put_undated(struct buffer *out, uint32_t without)
{
	if (without)
		markup_put(out, "<p class=\"lezing\">%n %s zonder datum %s er niet in</p>\n",
			   without, without == 1 ? "vraag" : "vragen",
			   without == 1 ? "staat" : "staan");
}

void facet_list_years(struct buffer *out, const struct view *view, const struct facet_counts *years)
{
	struct timeline line;
	if (!years->counted || years->count < 2)
		return;
	timeline_init(&line, facet_year(years->values[0].value),
		      facet_year(years->values[years->count - 1].value));
	for (size_t i = 0; i < years->count; i++) {
		const struct facet_value *year = &years->values[i];
		size_t place = timeline_place(&line, facet_year(year->value));
		if (place == TIMELINE_MAX)
			continue;
		struct chart_bar *bar = &line.bars[place];
		bar->value = year->count;
		bar->chosen = year->chosen;
		view_link_toggled(&line.links[place], view, FACET_YEAR, bar->label);
		bar->link = buffer_slice(&line.links[place]);
	}
	buffer_add_str(out, "<section class=\"jaren\"><h2>Vragen per jaar</h2>\n");
	facet_list_put_undated(out, years->without);
	chart_columns(out, "Vragen per jaar; kies een jaar", (struct chart_unit){"vraag", "vragen"},
		      line.bars, line.count);
	buffer_add_str(out, "</section>\n");
	timeline_release(&line);
}

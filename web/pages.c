/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/pages.h"

#include <stdlib.h>

#include "web/chart.h"
#include "web/markup.h"

struct slice pages_origin(const struct worker *worker, const struct request *rq, struct arena *arena)
{
	if (worker->site->url)
		return slice_of(worker->site->url);
	if (!rq->host.len)
		return slice_of("http://localhost");
	return arena_printf(arena, "%s://%.*s", rq->secure ? "https" : "http", SLICE_ARG(rq->host));
}

void pages_put_pager(struct buffer *out, const struct view *view, uint32_t total)
{
	uint32_t last = (total + PAGE_HITS - 1) / PAGE_HITS;
	if (last > VIEW_PAGE_MAX)
		last = VIEW_PAGE_MAX;
	if (last < 2 && view->page == 1)
		return;
	buffer_add_str(out, "<nav class=\"bladen\" aria-label=\"Bladzijden\"><ul>\n");
	if (view->page > 1) {
		buffer_add_str(out, "<li><a rel=\"prev\" href=\"");
		view_link_page(out, view, view->page - 1);
		buffer_add_str(out, "\">\xe2\x86\x90 vorige</a></li>\n");
	}
	unsigned first = view->page > 3 ? view->page - 2 : 1;
	for (unsigned page = first; page < first + 6 && page <= last; page++) {
		markup_put(out, "<li class=\"blz\"><a%s href=\"", page == view->page ? " aria-current=page" : "");
		view_link_page(out, view, page);
		markup_put(out, "\"><span class=\"stil\">bladzijde </span>%u</a></li>\n", page);
	}
	if (view->page < last) {
		buffer_add_str(out, "<li><a rel=\"next\" href=\"");
		view_link_page(out, view, view->page + 1);
		buffer_add_str(out, "\">volgende \xe2\x86\x92</a></li>\n");
	}
	buffer_add_str(out, "</ul></nav>\n");
}

/* ---- figures ---- */

enum { BARS_MAX = 80 };

static void put_time(struct buffer *out, const struct answer_time *time)
{
	if (time->answered)
		markup_put(out, "<td class=\"g\">%u</td><td class=\"g\">%u</td>", (unsigned)(time->median + .5),
			 (unsigned)(time->percentile90 + .5));
	else
		buffer_add_str(out, "<td class=\"g\">\xe2\x80\x93</td><td class=\"g\">\xe2\x80\x93</td>");
}

static void put_table(struct buffer *out, const struct statistics_table *table, const struct view *view)
{
	bool timed = false;
	for (size_t i = 0; i < table->count; i++)
		timed = timed || table->rows[i].time.answered;
	markup_put(out, "<table><caption class=\"stil\">Per %s</caption><thead><tr><th scope=\"col\">%s</th><th scope=\"col\" class=\"g\">vragen</th>",
		   facet_title(table->facet), facet_title(table->facet));
	if (timed)
		buffer_add_str(out, "<th scope=\"col\" class=\"g\">helft binnen (dagen)</th><th scope=\"col\" class=\"g\">9 op 10 binnen</th>");
	buffer_add_str(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < table->count; i++) {
		buffer_add_str(out, "<tr><th scope=\"row\"><a rel=\"nofollow\" href=\"");
		view_link_toggled(out, view, table->facet, table->rows[i].value);
		markup_put(out, "\">%T</a></th><td class=\"g\">%n</td>", table->rows[i].value, table->rows[i].count);
		if (timed)
			put_time(out, &table->rows[i].time);
		buffer_add_str(out, "</tr>\n");
	}
	buffer_add_str(out, "</tbody></table>\n");
	if (table->all > table->count)
		markup_put(out, "<p class=\"lezing\">De eerste %u van %n.</p>\n", (unsigned)table->count, (unsigned)table->all);
}

static void put_years(struct buffer *out, const struct statistics_table *table, const struct view *view)
{
	struct chart_bar counts[BARS_MAX], days[BARS_MAX];
	struct buffer links[BARS_MAX] = {0};
	size_t from = table->count > BARS_MAX ? table->count - BARS_MAX : 0, n = 0;
	bool timed = false;
	for (size_t i = from; i < table->count; i++, n++) {
		const struct statistics_row *row = &table->rows[i];
		view_link_toggled(&links[n], view, FACET_YEAR, row->value);
		counts[n] = (struct chart_bar){.label = row->value, .value = row->count, .link = buffer_slice(&links[n])};
		days[n] = (struct chart_bar){.label = row->value, .value = row->time.answered ? row->time.median : 0};
		timed |= row->time.answered > 0;
	}
	if (n > 1) {
		buffer_add_str(out, "<figure><figcaption>Vragen per jaar</figcaption>\n");
		chart_columns(out, "Vragen per jaar", "vragen", counts, n);
		buffer_add_str(out, "</figure>\n");
	}
	if (n > 1 && timed) {
		buffer_add_str(out, "<figure><figcaption>Dagen tot het antwoord (mediaan), per jaar</figcaption>\n");
		chart_columns(out, "Dagen tot het antwoord, per jaar", "dagen", days, n);
		buffer_add_str(out, "</figure>\n");
	}
	while (n)
		buffer_release(&links[--n]);
}

void pages_put_figures(struct buffer *out, const struct statistics *s, const struct view *view)
{
	markup_put(out, "<dl class=\"cijfers\"><div><dt>vragen</dt><dd>%n</dd></div>", s->total);
	if (s->time.answered)
		markup_put(out, "<div><dt>helft beantwoord binnen</dt><dd>%u dagen</dd></div><div><dt>9 op 10 binnen</dt><dd>%u dagen</dd></div>"
			      "<div><dt>met beide dagen bekend</dt><dd>%n</dd></div>",
			 (unsigned)(s->time.median + .5), (unsigned)(s->time.percentile90 + .5), s->time.answered);
	buffer_add_str(out, "</dl>\n");
	for (size_t i = 0; i < STATISTICS_TABLES; i++)
		if (s->tables[i].facet == FACET_YEAR)
			put_years(out, &s->tables[i], view);
	for (size_t i = 0; i < STATISTICS_TABLES; i++)
		if (s->tables[i].count > 1 || (s->tables[i].count && s->tables[i].facet == FACET_YEAR)) {
			markup_put(out, "<details class=\"tabel\" open><summary>Tabel per %s</summary>\n",
				   facet_title(s->tables[i].facet));
			put_table(out, &s->tables[i], view);
			buffer_add_str(out, "</details>\n");
		}
}

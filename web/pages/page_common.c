/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/pages/page_common.h"

#include "web/html/facet_list.h"
#include "web/html/markup.h"
#include "web/html/timeline.h"

struct slice pages_origin(const struct worker *worker, const struct request *rq,
			  struct arena *arena)
{
	if (worker->site->url)
		return slice_of(worker->site->url);
	if (!rq->host.len)
		return slice_of("http://localhost");
	return arena_printf(arena, "%s://%.*s", rq->secure ? "https" : "http", SLICE_ARG(rq->host));
}

/* The last page that can have hits: what is folded here takes no place, of what follows nobody
 * knows. */
static uint32_t last_page(const struct view *view, const struct search_results *results)
{
	bool exact;
	const size_t count = search_results_count(results);
	const uint32_t all = search_results_total(results, &exact) +
			     search_results_related(results, &exact);
	const uint32_t before = view->page * PAGE_HITS + search_results_folded(results);
	if (count < PAGE_HITS)
		return view->page;
	return view->page + (all > before ? (all - before + PAGE_HITS - 1) / PAGE_HITS : 0);
}

void pages_put_pager(struct buffer *out, const struct view *view,
		     const struct search_results *results)
{
	uint32_t last = last_page(view, results);
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
		buffer_add_str(out, page == view->page
					    ? "<li class=\"blz\"><a aria-current=\"page\" href=\""
					    : "<li class=\"blz\"><a href=\"");
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

static void put_time(struct buffer *out, const struct answer_time *time)
{
	if (time->known)
		markup_put(out, "<td class=\"g\">%u</td><td class=\"g\">%u</td>",
			   (unsigned)(time->median + .5), (unsigned)(time->percentile90 + .5));
	else
		buffer_add_str(
			out, "<td class=\"g\">\xe2\x80\x93</td><td class=\"g\">\xe2\x80\x93</td>");
}

/* Rows for the years between two that have no questions. */
static void put_gap(struct buffer *out, struct slice before, struct slice after, bool timed)
{
	int year = facet_year(before) + 1, end = facet_year(after);
	for (; end - year <= FACET_GAP_MAX && year < end; year++) {
		markup_put(out, "<tr><th scope=\"row\">%d</th><td class=\"g\">0</td>", year);
		if (timed)
			put_time(out, &(struct answer_time){.answered = 0});
		buffer_add_str(out, "</tr>\n");
	}
}

/* The share of the largest number, for those who look; others have the number. */
static void put_share(struct buffer *out, uint32_t count, uint32_t most)
{
	buffer_add_str(out, "<td class=\"balkje\">");
	if (count)
		markup_put(out,
			   "<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" "
			   "aria-hidden=\"true\"><rect width=\"%f\" "
			   "height=\"10\"/></svg>",
			   100.0 * count / most);
	buffer_add_str(out, "</td>");
}

static void put_table(struct buffer *out, const struct statistics_table *table,
		      const struct view *view)
{
	const bool years = table->facet == FACET_YEAR;
	bool timed = false;
	uint32_t most = 0;
	for (size_t i = 0; i < table->count; i++) {
		timed = timed || table->rows[i].time.known;
		most = table->rows[i].count > most ? table->rows[i].count : most;
	}
	markup_put(out,
		   "<table><caption class=\"stil\">Per %s</caption><thead><tr><th "
		   "scope=\"col\">%s</th><th scope=\"col\" class=\"g\">vragen</th>",
		   facet_title(table->facet), facet_title(table->facet));
	if (timed)
		buffer_add_str(out, "<th scope=\"col\" class=\"g\">mediaan (dagen)</th><th "
				    "scope=\"col\" class=\"g\">90 % binnen</th>");
	if (!years)
		buffer_add_str(out, "<td class=\"balkje\"></td>");
	buffer_add_str(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < table->count; i++) {
		if (i && years)
			put_gap(out, table->rows[i - 1].value, table->rows[i].value, timed);
		buffer_add_str(out, "<tr><th scope=\"row\"><a rel=\"nofollow\" href=\"");
		view_link_toggled(out, view, table->facet, table->rows[i].value);
		markup_put(out, "\">%T</a></th><td class=\"g\">%n</td>", table->rows[i].value,
			   table->rows[i].count);
		if (timed)
			put_time(out, &table->rows[i].time);
		if (!years)
			put_share(out, table->rows[i].count, most);
		buffer_add_str(out, "</tr>\n");
	}
	buffer_add_str(out, "</tbody></table>\n");
	if (table->all > table->count)
		facet_list_put_all(out, view, table->facet, table->all);
}

static void put_years(struct buffer *out, const struct statistics_table *table, uint32_t answered,
		      const struct view *view)
{
	struct timeline counts, days;
	bool timed = false;
	if (table->count < 2)
		return;
	timeline_init(&counts, facet_year(table->rows[0].value),
		      facet_year(table->rows[table->count - 1].value));
	days = counts;
	for (size_t i = 0; i < days.count; i++)
		days.bars[i].unknown = true;
	for (size_t i = 0; i < table->count; i++) {
		const struct statistics_row *row = &table->rows[i];
		size_t place = timeline_place(&counts, facet_year(row->value));
		if (place == TIMELINE_MAX)
			continue;
		view_link_toggled(&counts.links[place], view, FACET_YEAR, row->value);
		counts.bars[place].value = row->count;
		counts.bars[place].link = buffer_slice(&counts.links[place]);
		days.bars[place].value = row->time.median;
		days.bars[place].unknown = !row->time.known;
		timed |= row->time.known;
	}
	buffer_add_str(out, "<figure><figcaption>Vragen per jaar</figcaption>\n");
	facet_list_put_undated(out, table->without);
	chart_columns(out, "Vragen per jaar", (struct chart_unit){"vraag", "vragen"}, counts.bars,
		      counts.count);
	buffer_add_str(out, "</figure>\n");
	if (timed) {
		buffer_add_str(out, "<figure><figcaption>Dagen tot het antwoord (mediaan), per "
				    "jaar</figcaption>\n");
		markup_put(out,
			   "<p class=\"lezing\">over de %n vragen waarvan beide dagen bekend zijn; "
			   "geen mediaan voor een jaar met minder dan "
			   "%d zulke vragen</p>\n",
			   answered, ANSWER_TIMES_MIN);
		chart_columns(out, "Dagen tot het antwoord, per jaar",
			      (struct chart_unit){"dag", "dagen"}, days.bars, days.count);
		buffer_add_str(out, "</figure>\n");
	}
	timeline_release(&counts);
}

/* Of how many the figures cannot speak. */
static void put_coverage(struct buffer *out, const struct coverage *c)
{
	const struct {
		uint32_t count;
		const char *what;
	} lacks[] = {{c->undated, "zonder datum"},
		     {c->unanswered, "zonder antwoord"},
		     {c->status_unknown, "status onbekend"},
		     {c->without_minister, "zonder minister"}};
	for (size_t i = 0; i < sizeof lacks / sizeof *lacks; i++)
		if (lacks[i].count)
			markup_put(out, "<div><dt>%s</dt><dd>%n</dd></div>", lacks[i].what,
				   lacks[i].count);
}

void pages_put_figures(struct buffer *out, const struct statistics *s, const struct view *view)
{
	markup_put(out, "<dl class=\"cijfers\"><div><dt>vragen</dt><dd>%n</dd></div>", s->total);
	if (s->time.known)
		markup_put(out,
			   "<div><dt>mediane antwoordtijd</dt><dd>%u dagen</dd></div><div><dt>90 "
			   "%% binnen</dt><dd>%u dagen</dd></div>",
			   (unsigned)(s->time.median + .5), (unsigned)(s->time.percentile90 + .5));
	if (s->time.answered)
		markup_put(out, "<div><dt>antwoordtijd bekend van</dt><dd>%n</dd></div>",
			   s->time.answered);
	put_coverage(out, &s->coverage);
	buffer_add_str(out, "</dl>\n");
	for (size_t i = 0; i < STATISTICS_TABLES; i++)
		if (s->tables[i].facet == FACET_YEAR)
			put_years(out, &s->tables[i], s->time.answered, view);
	for (size_t i = 0; i < STATISTICS_TABLES; i++)
		if (s->tables[i].count > 1 ||
		    (s->tables[i].count && s->tables[i].facet == FACET_YEAR)) {
			markup_put(out,
				   "<details class=\"tabel\" open><summary><h2>Per "
				   "%s</h2></summary>\n",
				   facet_title(s->tables[i].facet));
			put_table(out, &s->tables[i], view);
			buffer_add_str(out, "</details>\n");
		}
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facets and statistics on a terminal: numbers with bars beside them. */
#include <time.h>

#include "base/buffer.h"
#include "searcher/render/render_terminal.h"

enum { SHOWN_MAX = 12, LABEL_WIDTH = 44, BAR_WIDTH = 30 };

/* A bar of eighths of a column, as long as the share of the widest one. */
static void put_bar(FILE *out, uint32_t count, uint32_t most)
{
	static const char *const eighths[] = {"",
					      "\xe2\x96\x8f",
					      "\xe2\x96\x8e",
					      "\xe2\x96\x8d",
					      "\xe2\x96\x8c",
					      "\xe2\x96\x8b",
					      "\xe2\x96\x8a",
					      "\xe2\x96\x89"};
	unsigned long length = most ? ((unsigned long)count * BAR_WIDTH * 8 + most - 1) / most : 0;
	for (unsigned long i = 0; i < length / 8; i++)
		fputs("\xe2\x96\x88", out);
	fputs(eighths[length % 8], out);
}

/* The text cut to a number of columns, and blanks up to there. */
static void put_cell(FILE *out, struct slice text, unsigned width)
{
	size_t end = 0;
	unsigned columns = 0;
	while (end < text.len && columns < width) {
		end++;
		while (end < text.len && ((unsigned char)text.ptr[end] & 0xc0) == 0x80)
			end++;
		columns++;
	}
	bool cut = end < text.len;
	if (cut) {
		do
			end--;
		while (((unsigned char)text.ptr[end] & 0xc0) == 0x80);
	}
	render_put(out, slice_sub(text, 0, end));
	if (cut)
		fputs("\xe2\x80\xa6", out);
	fprintf(out, "%*s", (int)(width - columns), "");
}

/* ---- facets ---- */

static uint32_t most_of(const struct facet_counts *counts)
{
	uint32_t most = 0;
	for (size_t i = 0; i < counts->count; i++)
		if (counts->values[i].count > most)
			most = counts->values[i].count;
	return most;
}

/* Whether its values stand in order of time, each year in its place. */
static bool is_timeline(enum facet facet)
{
	return facet == FACET_YEAR || facet == FACET_SESSION;
}

/* Lines for the years between two values that have no questions; `rest` ends each. */
static void put_gap(FILE *out, struct slice before, struct slice after, const char *rest)
{
	int year = facet_year(before) + 1, end = facet_year(after);
	if (year == 1 || end - year > FACET_GAP_MAX)
		return;
	for (; year < end; year++) {
		if (after.len == 4)
			fprintf(out, "    %-9d%7u%s\n", year, 0, rest);
		else
			fprintf(out, "    %d-%d%7u%s\n", year, year + 1, 0, rest);
	}
}

static void put_facet(FILE *out, const struct render_style *style, enum facet facet,
		      const struct facet_counts *counts)
{
	bool timeline = is_timeline(facet);
	size_t shown = timeline || counts->count < SHOWN_MAX ? counts->count : SHOWN_MAX;
	fputs("\n", out);
	render_coloured(out, style, BOLD, slice_of(facet_title(facet)));
	fputs(counts->exact ? "\n" : " (ten minste)\n", out);
	for (size_t i = 0; i < counts->count; i++) {
		const struct facet_value *v = &counts->values[i];
		if (i >= shown && !v->chosen)
			continue;
		if (timeline && i)
			put_gap(out, counts->values[i - 1].value, v->value, "");
		fputs(v->chosen ? "  \xe2\x9c\x93 " : "    ", out);
		put_cell(out, v->value, timeline ? 9 : LABEL_WIDTH);
		fprintf(out, "%7u  ", v->count);
		put_bar(out, v->count, most_of(counts));
		putc('\n', out);
	}
	if (shown < counts->count)
		fprintf(out, "    \xe2\x80\xa6 en %zu andere\n", counts->count - shown);
	if (counts->without)
		fprintf(out, "    %-9s%7u\n", "onbekend", counts->without);
}

void render_facets(FILE *out, const struct render_style *style, const struct facet_counts *facets)
{
	for (int f = 0; f < FACET_COUNT; f++)
		if (facets[f].counted && facets[f].count)
			put_facet(out, style, (enum facet)f, &facets[f]);
}

/* ---- completeness ---- */

/* "6 zonder datum, 2 zonder antwoord"; nothing where nothing lacks. */
static void put_coverage(FILE *out, const char *before, const struct coverage *c)
{
	const struct {
		uint32_t count;
		const char *what;
	} lacks[] = {{c->undated, "zonder datum"},
		     {c->unanswered, "zonder antwoord"},
		     {c->status_unknown, "met status onbekend"},
		     {c->without_minister, "zonder minister"}};
	bool any = false;
	for (size_t i = 0; i < sizeof lacks / sizeof *lacks; i++) {
		if (!lacks[i].count)
			continue;
		fprintf(out, "%s%u %s", any ? ", " : before, lacks[i].count, lacks[i].what);
		any = true;
	}
	fputs(any ? ".\n" : "", out);
}

void render_completeness(FILE *out, const struct render_style *style, const struct completeness *c,
			 const struct coverage *found)
{
	char when[64] = "onbekend";
	struct tm tm;
	time_t indexed = (time_t)c->indexed;
	if (c->indexed && localtime_r(&indexed, &tm))
		strftime(when, sizeof when, "%Y-%m-%d %H:%M", &tm);
	putc('\n', out);
	render_list(out, style, "gezochte vormen", c->forms, c->form_count);
	fprintf(out, "De index telt %u vragen, laatst bijgewerkt: %s. ", c->questions, when);
	fprintf(out,
		"Zonder tekst, dus alleen te vinden op titel en gegevens: %u. Nog zonder antwoord: "
		"%u.\n",
		c->without_text, c->unanswered);
	fprintf(out, "Zonder datum, dus in geen periode te vinden: %u.\n", c->undated);
	put_coverage(out, "Van de gevonden vragen zijn er ", found);
}

/* ---- statistics ---- */

static void put_time(FILE *out, const struct answer_time *time)
{
	if (time->known)
		fprintf(out, "%9.0f %9.0f", time->median, time->percentile90);
	else
		fprintf(out, "%9s %9s", "-", "-");
}

static void put_table(FILE *out, const struct render_style *style,
		      const struct statistics_table *table)
{
	bool years = table->facet == FACET_YEAR;
	unsigned width = years ? 9 : LABEL_WIDTH;
	uint32_t most = 0;
	if (!table->count)
		return;
	for (size_t i = 0; i < table->count; i++)
		if (table->rows[i].count > most)
			most = table->rows[i].count;
	putc('\n', out);
	render_colour(out, style, BOLD);
	fprintf(out, "%-*s", (int)width + 4, facet_title(table->facet));
	fprintf(out, "%7s %9s %9s", "vragen", "mediaan", "90 %");
	render_colour(out, style, PLAIN);
	putc('\n', out);
	for (size_t i = 0; i < table->count; i++) {
		if (years && i)
			put_gap(out, table->rows[i - 1].value, table->rows[i].value,
				"         -         -");
		fputs("    ", out);
		put_cell(out, table->rows[i].value, width);
		fprintf(out, "%7u ", table->rows[i].count);
		put_time(out, &table->rows[i].time);
		fputs("  ", out);
		put_bar(out, table->rows[i].count, most);
		putc('\n', out);
	}
	if (table->count < table->all)
		fprintf(out, "    \xe2\x80\xa6 en %zu andere\n", table->all - table->count);
	if (table->without)
		fprintf(out, "    %-9s%7u\n", "onbekend", table->without);
}

void render_statistics(FILE *out, const struct render_style *style,
		       const struct statistics *statistics)
{
	const struct answer_time *time = &statistics->time;
	fprintf(out, "\n%s%u vragen", statistics->exact ? "" : "ten minste ", statistics->total);
	if (time->answered)
		fprintf(out, "; van %u is de tijd tot het antwoord bekend", time->answered);
	if (time->known)
		fprintf(out, ": mediaan %.0f dagen, 90 %% binnen %.0f dagen", time->median,
			time->percentile90);
	else if (time->answered)
		fputs(", te weinig voor een mediaan", out);
	fputs(".\n", out);
	put_coverage(out, "Daarvan zijn er ", &statistics->coverage);
	for (size_t i = 0; i < STATISTICS_TABLES; i++)
		put_table(out, style, &statistics->tables[i]);
}

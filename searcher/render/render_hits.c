/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "searcher/expand/explain.h"
#include "searcher/render/fold_line.h"
#include "searcher/render/render_terminal.h"

static void put_head(FILE *out, const struct render_style *style, const struct question *q)
{
	struct slice number = question_number(q);
	const char *gap = "";
	if (number.len) {
		render_colour(out, style, CYAN);
		fputs("nr. ", out);
		render_put(out, number);
		render_colour(out, style, PLAIN);
		gap = " \xc2\xb7 ";
	}
	if (q->date_asked) {
		fputs(gap, out);
		render_date(out, q->date_asked);
		gap = " \xc2\xb7 ";
	}
	if (q->asker_count) {
		fputs(gap, out);
		render_askers(out, q);
		gap = " \xc2\xb7 ";
	}
	if (q->minister_count) {
		fputs(q->asker_count ? " \xe2\x86\x92 " : gap, out);
		render_ministers(out, q, false);
	}
	const char *kind = q->kind == KIND_MEDEDELING       ? "mededeling, geen vraag"
			   : q->state == STATE_ONBEANTWOORD ? "onbeantwoord"
			   : q->state == STATE_UITGESTELD   ? "uitgesteld"
							    : NULL;
	if (kind)
		fprintf(out, "%s%s", q->minister_count ? " \xc2\xb7 " : gap, kind);
	else if (!*gap && !q->minister_count)
		fputs("nummer en datum onbekend", out);
	putc('\n', out);
}

/* The text behind some words that say what it is. */
static void put_snippet(FILE *out, const struct render_style *style, const char *before,
			const struct snippet *snippet)
{
	struct buffer text = BUFFER_INIT;
	size_t shift = strlen(before);
	if (!snippet->text.len)
		return;
	struct mark *marks = memory_zeroed(snippet->mark_count + 1, sizeof *marks);
	for (size_t i = 0; i < snippet->mark_count; i++)
		marks[i] = (struct mark){snippet->marks[i].start + shift,
					 snippet->marks[i].end + shift};
	buffer_add_str(&text, before);
	buffer_add_slice(&text, snippet->text);
	render_wrapped(out, style, buffer_slice(&text), 5, marks, snippet->mark_count);
	buffer_release(&text);
	free(marks);
}

static void put_folded(FILE *out, const struct render_style *style, const struct search_hit *hit)
{
	struct buffer line = BUFFER_INIT;
	fold_line(hit, &line);
	if (line.len)
		render_wrapped(out, style, buffer_slice(&line), 5, NULL, 0);
	buffer_release(&line);
}

static void put_hit(FILE *out, const struct render_style *style, const struct search_hit *hit)
{
	fprintf(out, "%3u. ", hit->rank);
	render_coloured(out, style, hit->title.len ? BOLD : PLAIN, hit->heading);
	fputs("\n     ", out);
	put_head(out, style, hit->question);
	fputs("     ", out);
	render_coloured(out, style, DIM, hit->id);
	if (hit->label.len) {
		fputs(" \xc2\xb7 in deelvraag ", out);
		render_put(out, hit->label);
	}
	if (hit->related)
		fputs(" \xc2\xb7 verwant", out);
	if (hit->withdrawn)
		fputs(" \xc2\xb7 ingetrokken", out);
	putc('\n', out);
	put_folded(out, style, hit);
	put_snippet(out, style, "", &hit->snippet);
	put_snippet(out, style, "Antwoord: ", &hit->answer);
	if (hit->reason.len) {
		fputs("     Hier omdat: ", out);
		render_put(out, hit->reason);
		putc('\n', out);
	}
	if (hit->term_count) {
		struct buffer heading = BUFFER_INIT;
		buffer_printf(&heading, "score %.2f door", hit->score);
		render_list(out, style, heading.ptr, hit->terms, hit->term_count);
		buffer_release(&heading);
	}
	putc('\n', out);
}

static void put_abbreviations(FILE *out, const struct abbreviations_used *used)
{
	for (size_t i = 0; i < used->count; i++) {
		const struct abbreviation_used *a = &used->items[i];
		fputs(i ? ", " : "Ook gezocht: ", out);
		render_put(out, a->from_brief ? a->expansion : a->brief);
		fputs(" (", out);
		render_put(out, a->from_brief ? a->brief : a->expansion);
		putc(')', out);
	}
	if (used->count)
		fputs(".\n", out);
}

/* The best of what else the words are called: related questions are found by it. */
static void put_names(FILE *out, const struct explanation *e)
{
	enum { SHOWN = 5 };
	for (size_t i = 0; i < e->name_count && i < SHOWN; i++) {
		fputs(i ? ", " : "; ook: ", out);
		render_put(out, e->names[i]);
	}
	fputs(e->name_count > SHOWN ? ", \xe2\x80\xa6" : "", out);
}

static void put_explanation(FILE *out, const struct render_style *style,
			    const struct explanation *e, bool explain)
{
	for (size_t i = 0; i < e->notice_count; i++) {
		fputs("Let op: ", out);
		render_put(out, e->notices[i]);
		putc('\n', out);
	}
	put_abbreviations(out, &e->abbreviations);
	if (!explain)
		return;
	fputs("\nGezocht naar:\n", out);
	for (size_t i = 0; i < e->word_count; i++) {
		struct buffer word = BUFFER_INIT;
		buffer_add_slice(&word, e->words[i].word);
		render_list(out, style, word.ptr, e->words[i].forms, e->words[i].form_count);
		buffer_release(&word);
	}
	render_list(out, style, "andere namen", e->names, e->name_count);
	render_list(out, style, "verwant in EuroVoc", e->labels, e->label_count);
	struct slice terms[100];
	size_t n = e->feedback_count < 100 ? e->feedback_count : 100;
	for (size_t i = 0; i < n; i++)
		terms[i] = e->feedback[i].term;
	render_list(out, style, "kenmerkend voor de beste vragen", terms, n);
}

static void put_marked(FILE *out, const struct explanation *e)
{
	for (size_t i = 0; i < e->marked_count; i++) {
		fputs(i ? ", " : "\nMeer zoals: ", out);
		render_put(out, e->marked[i]);
	}
}

static void begin(struct render *self)
{
	struct slice suggestion = search_results_suggestion(self->results);
	struct slice reading = search_results_explanation(self->results)->reading;
	if (reading.len) {
		render_colour(self->out, &self->style, DIM);
		fputs("Gezocht: ", self->out);
		render_put(self->out, reading);
		put_names(self->out, search_results_explanation(self->results));
		put_marked(self->out, search_results_explanation(self->results));
		render_colour(self->out, &self->style, PLAIN);
		fputs("\n\n", self->out);
	}
	if (!suggestion.len)
		return;
	fputs("Bedoelde u: ", self->out);
	render_coloured(self->out, &self->style, BOLD, suggestion);
	fputs("\n\n", self->out);
}

static void write_hit(struct render *self, const struct search_hit *hit)
{
	self->count++;
	put_hit(self->out, &self->style, hit);
}

static void end(struct render *self)
{
	bool exact;
	FILE *out = self->out;
	uint32_t total = search_results_total(self->results, &exact), offset = self->offset;
	if (total)
		fprintf(out, "%s%u %s gevonden", exact ? "" : "ten minste ", total,
			self->passages ? total == 1 ? "deelvraag" : "deelvragen"
			: total == 1   ? "vraag"
				       : "vragen");
	else
		fputs("Geen vragen gevonden", out);
	if (self->count && (self->count < total || offset))
		fprintf(out, ", getoond: %u tot %u", offset + 1, offset + (uint32_t)self->count);
	uint32_t folded = search_results_folded(self->results);
	if (folded)
		fprintf(out, ", met %u die hetzelfde %s (apart met --no-fold)", folded,
			folded == 1 ? "vraagt" : "vragen");
	uint32_t related = search_results_related(self->results, &exact);
	if (related)
		fprintf(out, ", %s %s%u verwante", total ? "en" : "wel", exact ? "" : "ten minste ",
			related);
	fputs(".\n", out);
	put_explanation(out, &self->style, search_results_explanation(self->results),
			self->explain);
	if (search_results_completeness(self->results))
		render_completeness(out, &self->style, search_results_completeness(self->results),
				    search_results_coverage(self->results));
	render_facets(out, &self->style, search_results_facets(self->results));
	if (search_results_statistics(self->results))
		render_statistics(out, &self->style, search_results_statistics(self->results));
}

const struct render_format render_text = {
	.name = "text",
	.for_people = true,
	.folds = true,
	.begin = begin,
	.hit = write_hit,
	.end = end,
};

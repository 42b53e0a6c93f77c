/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buffer.h"
#include "searcher/explain.h"
#include "searcher/render_parts.h"

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
	const char *kind = q->kind == KIND_MEDEDELING ? "mededeling, geen vraag"
			 : q->state == STATE_ONBEANTWOORD ? "onbeantwoord"
			 : q->state == STATE_UITGESTELD ? "uitgesteld" : NULL;
	if (kind)
		fprintf(out, "%s%s", q->minister_count ? " \xc2\xb7 " : gap, kind);
	else if (!*gap && !q->minister_count)
		fputs("nummer en datum onbekend", out);
	putc('\n', out);
}

static void put_hit(FILE *out, const struct render_style *style, const struct search_hit *hit)
{
	fprintf(out, "%3u. ", hit->rank);
	if (hit->title.len)
		render_coloured(out, style, BOLD, hit->title);
	else
		render_coloured(out, style, BOLD, slice_of("(zonder titel)"));
	fputs("\n     ", out);
	put_head(out, style, hit->question);
	fputs("     ", out);
	render_coloured(out, style, DIM, hit->id);
	if (hit->snippet_label.len) {
		fputs(" \xc2\xb7 bij deelvraag ", out);
		render_put(out, hit->snippet_label);
	}
	if (hit->related)
		fputs(" \xc2\xb7 verwant", out);
	putc('\n', out);
	if (hit->snippet.len)
		render_wrapped(out, style, hit->snippet, 5, hit->marks, hit->mark_count);
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

/* Whom the text named: told when there was a choice, or nobody. */
static void put_people(FILE *out, const char *field, const struct minister_set *set)
{
	if (!set->display.len || (set->count && !set->ambiguous))
		return;
	fprintf(out, "%s: ", field);
	if (!set->count) {
		fprintf(out, "niemand gevonden voor \"");
		render_put(out, set->display);
		fputs(set->close_count ? "\". Bedoelde u: " : "\"", out);
	}
	for (size_t i = 0; i < set->close_count; i++) {
		fputs(i ? ", " : "", out);
		render_put(out, set->close[i]);
	}
	for (size_t i = 0; i < set->count; i++) {
		fputs(i ? ", " : "", out);
		render_put(out, set->items[i].name);
		fprintf(out, " (%u)", set->items[i].documents);
	}
	fputs(set->close_count ? "?\n" : ".\n", out);
}

static void put_explanation(FILE *out, const struct render_style *style, const struct explanation *e,
			    bool explain)
{
	put_people(out, "Minister", &e->minister);
	put_people(out, "Vraagsteller", &e->asker);
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
	render_list(out, style, "verwant in EuroVoc", e->labels, e->label_count);
	struct slice terms[100];
	size_t n = e->feedback_count < 100 ? e->feedback_count : 100;
	for (size_t i = 0; i < n; i++)
		terms[i] = e->feedback[i].term;
	render_list(out, style, "kenmerkend voor de beste vragen", terms, n);
}

static void begin(struct render *self)
{
	struct slice suggestion = search_results_suggestion(self->results);
	if (!suggestion.len)
		return;
	fputs("Bedoelde u: ", self->out);
	render_coloured(self->out, &self->style, BOLD, suggestion);
	fputs("\n\n", self->out);
}

static void write_hit(struct render *self, const struct search_hit *hit)
{
	self->count++;
	self->related += hit->related;
	put_hit(self->out, &self->style, hit);
}

static void end(struct render *self)
{
	bool exact;
	FILE *out = self->out;
	uint32_t total = search_results_total(self->results, &exact), offset = self->offset;
	if (total)
		fprintf(out, "%s%u %s gevonden", exact ? "" : "ten minste ", total,
			total == 1 ? "vraag" : "vragen");
	else
		fputs("Geen vragen gevonden", out);
	if (self->count && (self->count < total || offset))
		fprintf(out, ", getoond: %u tot %u", offset + 1, offset + (uint32_t)self->count);
	if (self->related)
		fprintf(out, "%s%zu verwante", self->count < total || offset ? ", waaronder " : ", en ",
			self->related);
	fputs(".\n", out);
	put_explanation(out, &self->style, search_results_explanation(self->results), self->explain);
}

const struct render_format render_text = {
	.name = "text", .for_people = true, .begin = begin, .hit = write_hit, .end = end,
};

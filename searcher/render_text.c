/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "corpus/dates.h"
#include "corpus/terminal.h"
#include "searcher/explain.h"
#include "searcher/render.h"

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define CYAN "\033[36m"
#define MARKED "\033[1;33m"
#define PLAIN "\033[0m"

enum { WIDTH_DEFAULT = 100, WIDTH_MIN = 40, WIDTH_MAX = 120 };

struct render_style render_style_for(FILE *out)
{
	struct winsize size;
	struct render_style style = {false, WIDTH_DEFAULT};
	if (!isatty(fileno(out)))
		return style;
	const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
	style.colour = !(no_colour && *no_colour) && term && strcmp(term, "dumb") != 0;
	if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col)
		style.width = size.ws_col;
	if (style.width > WIDTH_MAX)
		style.width = WIDTH_MAX;
	if (style.width < WIDTH_MIN)
		style.width = WIDTH_MIN;
	return style;
}

static void put(FILE *out, struct slice s)
{
	terminal_put(out, s);
}

static void colour(FILE *out, const struct render_style *style, const char *code)
{
	if (style->colour)
		fputs(code, out);
}

static void put_coloured(FILE *out, const struct render_style *style, const char *code, struct slice s)
{
	colour(out, style, code);
	put(out, s);
	colour(out, style, PLAIN);
}

static void put_date(FILE *out, int date)
{
	static const char *const months[] = {"januari", "februari", "maart", "april", "mei", "juni",
					     "juli", "augustus", "september", "oktober", "november",
					     "december"};
	fprintf(out, "%d %s %d", date % 100, months[(date / 100 % 100 + 11) % 12], date / 10000);
}

static size_t columns(struct slice s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
	return n;
}

/* ---- wrapped text with marks ---- */

static bool in_marks(const struct mark *marks, size_t count, size_t at)
{
	for (size_t i = 0; i < count; i++)
		if (at >= marks[i].start && at < marks[i].end)
			return true;
	return false;
}

static void put_word(FILE *out, const struct render_style *style, struct slice text, size_t start,
		     size_t end, const struct mark *marks, size_t count)
{
	bool on = false;
	size_t next;
	for (size_t i = start; i < end; i = next) {
		for (next = i + 1; next < end && ((unsigned char)text.ptr[next] & 0xc0) == 0x80;)
			next++;
		bool marked = style->colour && in_marks(marks, count, i);
		if (marked != on)
			fputs(marked ? MARKED : PLAIN, out);
		on = marked;
		put(out, slice_sub(text, i, next));
	}
	if (on)
		fputs(PLAIN, out);
}

/* Fills lines of the style's width, each indented; a line break in the text is kept. */
static void put_wrapped(FILE *out, const struct render_style *style, struct slice text,
			unsigned indent, const struct mark *marks, size_t count)
{
	size_t column = 0;
	bool fresh = true;
	for (size_t i = 0; i < text.len;) {
		if (text.ptr[i] == '\n') {
			putc('\n', out);
			fresh = true;
			i++;
			continue;
		}
		if (byte_is_space(text.ptr[i])) {
			i++;
			continue;
		}
		size_t end = i;
		while (end < text.len && !byte_is_space(text.ptr[end]))
			end++;
		size_t width = columns(slice_sub(text, i, end));
		if (!fresh && column + 1 + width > style->width) {
			putc('\n', out);
			fresh = true;
		}
		if (fresh) {
			fprintf(out, "%*s", (int)indent, "");
			column = indent;
		} else {
			putc(' ', out);
			column++;
		}
		put_word(out, style, text, i, end, marks, count);
		column += width;
		fresh = false;
		i = end;
	}
	putc('\n', out);
}

/* Items behind a heading, wrapped; nothing when there are none. */
static void put_list(FILE *out, const struct render_style *style, const char *heading,
		     const struct slice *items, size_t count)
{
	struct buffer line = BUFFER_INIT;
	if (!count)
		return;
	buffer_add_str(&line, heading);
	for (size_t i = 0; i < count; i++) {
		buffer_add_str(&line, i ? ", " : ": ");
		buffer_add_slice(&line, items[i]);
	}
	put_wrapped(out, style, buffer_slice(&line), 2, NULL, 0);
	buffer_release(&line);
}

/* ---- people ---- */

static void put_askers(FILE *out, const struct question *q)
{
	for (size_t i = 0; i < q->asker_count; i++) {
		if (i)
			fputs(i + 1 < q->asker_count ? ", " : " en ", out);
		put(out, q->askers[i].name);
		if (q->askers[i].party.len) {
			fputs(" (", out);
			put(out, q->askers[i].party);
			putc(')', out);
		}
	}
}

static void put_minister(FILE *out, const struct minister *m, bool roles)
{
	put(out, m->name.len ? m->name : m->role);
	if (roles && m->name.len && m->role.len) {
		fputs(" (", out);
		put(out, m->role);
		putc(')', out);
	}
}

static void put_ministers(FILE *out, const struct question *q, bool roles)
{
	for (size_t i = 0; i < q->minister_count; i++) {
		if (i)
			fputs(i + 1 < q->minister_count ? ", " : " en ", out);
		put_minister(out, &q->ministers[i], roles);
	}
}

/* ---- hits ---- */

static void put_head(FILE *out, const struct render_style *style, const struct question *q)
{
	struct slice number = question_number(q);
	const char *gap = "";
	if (number.len) {
		colour(out, style, CYAN);
		fputs("nr. ", out);
		put(out, number);
		colour(out, style, PLAIN);
		gap = " \xc2\xb7 ";
	}
	if (q->date_asked) {
		fputs(gap, out);
		put_date(out, q->date_asked);
		gap = " \xc2\xb7 ";
	}
	if (q->asker_count) {
		fputs(gap, out);
		put_askers(out, q);
		gap = " \xc2\xb7 ";
	}
	if (q->minister_count) {
		fputs(q->asker_count ? " \xe2\x86\x92 " : gap, out);
		put_ministers(out, q, false);
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
		put_coloured(out, style, BOLD, hit->title);
	else
		put_coloured(out, style, BOLD, slice_of("(zonder titel)"));
	fputs("\n     ", out);
	put_head(out, style, hit->question);
	fputs("     ", out);
	put_coloured(out, style, DIM, hit->id);
	if (hit->snippet_label.len) {
		fputs(" \xc2\xb7 bij deelvraag ", out);
		put(out, hit->snippet_label);
	}
	putc('\n', out);
	if (hit->snippet.len)
		put_wrapped(out, style, hit->snippet, 5, hit->marks, hit->mark_count);
	if (hit->term_count) {
		struct buffer heading = BUFFER_INIT;
		buffer_printf(&heading, "score %.2f door", hit->score);
		put_list(out, style, heading.ptr, hit->terms, hit->term_count);
		buffer_release(&heading);
	}
	putc('\n', out);
}

static void put_abbreviations(FILE *out, const struct abbreviations_used *used)
{
	for (size_t i = 0; i < used->count; i++) {
		const struct abbreviation_used *a = &used->items[i];
		fputs(i ? ", " : "Ook gezocht: ", out);
		put(out, a->from_brief ? a->expansion : a->brief);
		fputs(" (", out);
		put(out, a->from_brief ? a->brief : a->expansion);
		putc(')', out);
	}
	if (used->count)
		fputs(".\n", out);
}

static void put_explanation(FILE *out, const struct render_style *style, const struct explanation *e,
			    bool explain)
{
	put_abbreviations(out, &e->abbreviations);
	if (!explain)
		return;
	fputs("\nGezocht naar:\n", out);
	for (size_t i = 0; i < e->word_count; i++) {
		struct buffer word = BUFFER_INIT;
		buffer_add_slice(&word, e->words[i].word);
		put_list(out, style, word.ptr, e->words[i].forms, e->words[i].form_count);
		buffer_release(&word);
	}
	put_list(out, style, "verwant in EuroVoc", e->labels, e->label_count);
	struct slice terms[100];
	size_t n = e->feedback_count < 100 ? e->feedback_count : 100;
	for (size_t i = 0; i < n; i++)
		terms[i] = e->feedback[i].term;
	put_list(out, style, "kenmerkend voor de beste vragen", terms, n);
}

void render_results_text(FILE *out, const struct render_style *style,
			 const struct search_results *results, uint32_t offset, bool explain)
{
	bool exact;
	uint32_t total = search_results_total(results, &exact);
	size_t count = search_results_count(results), related = 0;
	struct slice suggestion = search_results_suggestion(results);
	if (suggestion.len) {
		fputs("Bedoelde u: ", out);
		put_coloured(out, style, BOLD, suggestion);
		fputs("\n\n", out);
	}
	for (size_t i = 0; i < count; i++) {
		const struct search_hit *hit = search_results_at(results, i);
		if (hit->related && !related++) {
			put_coloured(out, style, BOLD, slice_of("Verwant, zonder deze woorden:"));
			fputs("\n\n", out);
		}
		put_hit(out, style, hit);
	}
	if (!total) {
		fputs("Geen vragen gevonden", out);
	} else {
		fprintf(out, "%s%u %s gevonden", exact ? "" : "ten minste ", total,
			total == 1 ? "vraag" : "vragen");
		if (count > related && count - related < total)
			fprintf(out, ", getoond: %u tot %u", offset + 1, offset + (uint32_t)(count - related));
	}
	if (related)
		fprintf(out, ", en %zu verwante", related);
	fputs(".\n", out);
	put_explanation(out, style, search_results_explanation(results), explain);
}

/* ---- a question ---- */

static void put_field(FILE *out, const struct render_style *style, const char *name)
{
	colour(out, style, DIM);
	fprintf(out, "%-14s", name);
	colour(out, style, PLAIN);
}

static void put_line(FILE *out, const struct render_style *style, const char *name, struct slice value)
{
	if (!value.len)
		return;
	put_field(out, style, name);
	put(out, value);
	putc('\n', out);
}

static void put_date_line(FILE *out, const struct render_style *style, const char *name, int date)
{
	if (!date)
		return;
	put_field(out, style, name);
	put_date(out, date);
	putc('\n', out);
}

static void put_numbers(FILE *out, const struct render_style *style, const struct question *q)
{
	if (!q->number_count)
		return;
	put_field(out, style, "Nummer");
	for (size_t i = 0; i < q->number_count; i++) {
		if (i)
			fputs(", AH ", out);
		put(out, q->numbers[i]);
	}
	putc('\n', out);
}

static void put_lists(FILE *out, const struct render_style *style, const struct question *q)
{
	if (q->theme_count) {
		put_field(out, style, "Thema's");
		for (size_t i = 0; i < q->theme_count; i++) {
			fputs(i ? ", " : "", out);
			put(out, q->themes[i]);
		}
		putc('\n', out);
	}
	for (size_t i = 0; i < q->cite_count; i++) {
		put_field(out, style, i ? "" : "Verwijst naar");
		fputs("nr. ", out);
		put(out, q->cites[i].number);
		if (q->cites[i].date) {
			fputs(" van ", out);
			put_date(out, q->cites[i].date);
		} else if (q->cites[i].session.len) {
			fputs(", vergaderjaar ", out);
			put(out, q->cites[i].session);
		}
		putc('\n', out);
	}
	for (size_t i = 0; i < q->meeting_count; i++)
		put_date_line(out, style, i ? "" : "Vergaderingen", q->meetings[i]);
}

static void put_question_head(FILE *out, const struct render_style *style, const struct question *q,
			      struct slice title)
{
	put_coloured(out, style, BOLD, title.len ? title : slice_of("(zonder titel)"));
	putc('\n', out);
	put_line(out, style, "Id", q->id);
	put_line(out, style, "Soort", slice_of(kind_name(q->kind)));
	put_line(out, style, "Parlement", slice_of(parliament_name(q->parliament)));
	put_numbers(out, style, q);
	put_line(out, style, "Zittingsjaar", q->session);
	put_date_line(out, style, "Gesteld", q->date_asked);
	if (q->asker_count) {
		put_field(out, style, "Door");
		put_askers(out, q);
		putc('\n', out);
	}
	if (q->minister_count) {
		put_field(out, style, q->state == STATE_BEANTWOORD ? "Antwoord van" : "Aan");
		put_ministers(out, q, true);
		putc('\n', out);
	}
	put_date_line(out, style, "Beantwoord", q->date_answered);
	put_line(out, style, "Status", slice_of(state_name(q->state)));
	put_lists(out, style, q);
	put_line(out, style, "Bron", q->url.len ? q->url : q->source);
	putc('\n', out);
}

struct page {
	FILE *out;
	const struct render_style *style;
	struct searcher *searcher;
	const struct question *q;
};

static void put_text(const struct page *p, struct slice raw)
{
	struct slice text = searcher_text(p->searcher, p->q, raw);
	if (text.len)
		put_wrapped(p->out, p->style, text, 2, NULL, 0);
}

static void put_title(const struct page *p, const char *word, const struct slice *labels, size_t count)
{
	colour(p->out, p->style, BOLD);
	fputs(word, p->out);
	for (size_t i = 0; i < count; i++) {
		fputs(i == 0 ? " " : i + 1 < count ? ", " : " en ", p->out);
		put(p->out, labels[i]);
	}
	colour(p->out, p->style, PLAIN);
	putc('\n', p->out);
}

/* The sub-question by which an answer is printed: the last that it answers. */
static bool answers_here(const struct question *q, const struct answer *a, size_t question)
{
	size_t last = q->question_count;
	for (size_t i = 0; i < q->question_count; i++)
		for (size_t k = 0; k < a->label_count; k++) {
			struct slice label = a->labels[k];
			if (label.len && !byte_is_digit(label.ptr[label.len - 1]))
				label.len--;
			if (slice_eq(label, q->questions[i].label))
				last = i;
		}
	return last == question;
}

static void put_answer(const struct page *p, const struct answer *a)
{
	put_title(p, "Antwoord", a->labels, a->label_count);
	put_text(p, a->text);
	putc('\n', p->out);
}

void render_question_text(FILE *out, const struct render_style *style, struct searcher *searcher,
			  const struct question *q)
{
	const struct page p = {out, style, searcher, q};
	put_question_head(out, style, q, searcher_text(searcher, q, q->title));
	if (q->intro.len) {
		put_text(&p, q->intro);
		putc('\n', out);
	}
	if (q->answer_intro.len) {
		put_title(&p, "Antwoord, vooraf", NULL, 0);
		put_text(&p, q->answer_intro);
		putc('\n', out);
	}
	for (size_t i = 0; i < q->question_count; i++) {
		put_title(&p, "Vraag", &q->questions[i].label, 1);
		put_text(&p, q->questions[i].text);
		putc('\n', out);
		for (size_t k = 0; k < q->answer_count; k++)
			if (answers_here(q, &q->answers[k], i))
				put_answer(&p, &q->answers[k]);
	}
	/* answers to all, or to numbers that the question does not have */
	for (size_t k = 0; k < q->answer_count; k++)
		if (answers_here(q, &q->answers[k], q->question_count))
			put_answer(&p, &q->answers[k]);
}

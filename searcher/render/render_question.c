/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/offices/mandates.h"
#include "searcher/render/render_terminal.h"
#include "searcher/results/opening.h"

static void put_field(FILE *out, const struct render_style *style, const char *name)
{
	render_colour(out, style, DIM);
	fprintf(out, "%-14s", name);
	render_colour(out, style, PLAIN);
}

static void put_line(FILE *out, const struct render_style *style, const char *name,
		     struct slice value)
{
	if (!value.len)
		return;
	put_field(out, style, name);
	render_put(out, value);
	putc('\n', out);
}

static void put_date_line(FILE *out, const struct render_style *style, const char *name, int date)
{
	if (!date)
		return;
	put_field(out, style, name);
	render_date(out, date);
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
		render_put(out, q->numbers[i]);
	}
	putc('\n', out);
}

static void put_lists(FILE *out, const struct render_style *style, const struct question *q)
{
	if (q->theme_count) {
		put_field(out, style, "Thema's");
		for (size_t i = 0; i < q->theme_count; i++) {
			fputs(i ? ", " : "", out);
			render_put(out, q->themes[i]);
		}
		putc('\n', out);
	}
	for (size_t i = 0; i < q->cite_count; i++) {
		put_field(out, style, i ? "" : "Verwijst naar");
		fputs("nr. ", out);
		render_put(out, q->cites[i].number);
		if (q->cites[i].date) {
			fputs(" van ", out);
			render_date(out, q->cites[i].date);
		} else if (q->cites[i].session.len) {
			fputs(", vergaderjaar ", out);
			render_put(out, q->cites[i].session);
		}
		putc('\n', out);
	}
	for (size_t i = 0; i < q->meeting_count; i++)
		put_date_line(out, style, i ? "" : "Vergaderingen", q->meetings[i]);
}

/* What the ministers were on that day, by the list of mandates. */
static void put_offices(FILE *out, const struct render_style *style, const struct question *q)
{
	struct mandate mandate;
	for (size_t i = 0; i < q->minister_count; i++) {
		size_t pos = 0, count = 0;
		while (mandates_of_minister(q, &q->ministers[i], &pos, &mandate)) {
			if (!count)
				put_field(out, style, "Ambt");
			fputs(count++ ? ", " : "", out);
			render_put(out, mandate.title);
		}
		if (count)
			fputs(" (op die dag)\n", out);
	}
}

/* Whether a source still has it, and when it changed. */
static void put_standing(FILE *out, const struct render_style *style, struct searcher *searcher,
			 struct slice id)
{
	struct arena arena = ARENA_INIT;
	struct standing standing;
	if (searcher_standing(searcher, id, &arena, &standing, NULL) == STATUS_OK) {
		put_date_line(out, style, "Ingetrokken", standing.withdrawn);
		for (size_t i = 0; i < standing.change_count; i++)
			put_date_line(out, style, i ? "" : "Gewijzigd", standing.changes[i].date);
	}
	arena_release(&arena);
}

static void put_question_head(FILE *out, const struct render_style *style,
			      struct searcher *searcher, const struct question *q,
			      struct slice title)
{
	struct arena arena = ARENA_INIT;
	render_coloured(out, style, title.len ? BOLD : PLAIN,
			title.len ? title : question_opening(q, NULL, &arena));
	arena_release(&arena);
	putc('\n', out);
	put_line(out, style, "Id", q->id);
	put_line(out, style, "Soort", slice_of(kind_name(q->kind)));
	put_line(out, style, "Parlement", slice_of(parliament_name(q->parliament)));
	put_numbers(out, style, q);
	put_line(out, style, "Zittingsjaar", q->session);
	put_date_line(out, style, "Gesteld", q->date_asked);
	if (q->asker_count) {
		put_field(out, style, "Door");
		render_askers(out, q);
		putc('\n', out);
	}
	if (q->minister_count) {
		put_field(out, style, q->state == STATE_BEANTWOORD ? "Antwoord van" : "Aan");
		render_ministers(out, q, true);
		putc('\n', out);
		put_offices(out, style, q);
	}
	put_date_line(out, style, "Beantwoord", q->date_answered);
	if (!q->date_answered)
		put_date_line(out, style, "Termijn", q->date_due);
	put_line(out, style, "Status", slice_of(state_name(q->state)));
	put_standing(out, style, searcher, q->id);
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
		render_wrapped(p->out, p->style, text, 2, NULL, 0);
}

static void put_title(const struct page *p, const char *word, const struct slice *labels,
		      size_t count)
{
	render_colour(p->out, p->style, BOLD);
	fputs(word, p->out);
	for (size_t i = 0; i < count; i++) {
		fputs(i == 0 ? " " : i + 1 < count ? ", " : " en ", p->out);
		render_put(p->out, labels[i]);
	}
	render_colour(p->out, p->style, PLAIN);
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

/* Who gave it and when, where a question has several answers. */
static void put_giver(const struct page *p, const struct answer *a)
{
	struct slice who = a->minister.len ? a->minister : a->role;
	if (!who.len && !a->date)
		return;
	fputs("  ", p->out);
	render_put(p->out, who);
	if (a->date) {
		fputs(who.len ? ", " : "", p->out);
		render_date(p->out, a->date);
	}
	fputs("\n", p->out);
}

static void put_answer(const struct page *p, const struct answer *a)
{
	put_title(p, "Antwoord", a->labels, a->label_count);
	put_giver(p, a);
	put_text(p, a->text);
	putc('\n', p->out);
}

/* As the source has it: the repair knows Dutch only. */
static void put_other_language(const struct page *p)
{
	const struct other_language *o = &p->q->other;
	const struct slice texts[] = {o->title, o->question, o->answer};
	put_title(p, slice_is(o->language, "fr") ? "In het Frans" : "In een andere taal", NULL, 0);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i].len) {
			render_wrapped(p->out, p->style, texts[i], 2, NULL, 0);
			putc('\n', p->out);
		}
}

void render_question_text(FILE *out, const struct render_style *style, struct searcher *searcher,
			  const struct question *q)
{
	const struct page p = {out, style, searcher, q};
	put_question_head(out, style, searcher, q, searcher_text(searcher, q, q->title));
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
	if (q->other.language.len)
		put_other_language(&p);
}

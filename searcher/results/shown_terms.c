/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/results/shown_terms.h"

#include "searcher/compile/written_form.h"
#include "stemming/fold.h"

struct shower {
	struct searcher *searcher;
	struct arena *arena;
	const struct slice *terms;
	size_t count;
	struct slice *words; /* of each term */
	bool *whole;         /* the word is the term in some form */
	uint64_t looks;      /* a bit for the look of each term */
	struct slice text;   /* that is looked through */
	struct buffer folded;
};

static void take(struct shower *s, const struct token *token, const struct word_term *term)
{
	bool whole = term->kind != TERM_PART;
	for (size_t i = 0; i < s->count; i++) {
		if (s->whole[i] || (s->words[i].len && !whole) ||
		    !slice_eq(s->terms[i], term->text))
			continue;
		fold_case(slice_sub(s->text, token->start, token->end), &s->folded);
		s->words[i] = arena_copy(s->arena, buffer_slice(&s->folded));
		s->whole[i] = whole;
	}
}

static void look(void *ctx, const struct token *token)
{
	struct shower *s = ctx;
	if (!(token->word->looks & s->looks))
		return;
	for (unsigned i = 0; i < token->word->count; i++)
		take(s, token, &token->word->terms[i]);
}

static void look_through(struct shower *s, struct slice raw)
{
	s->text = repair_text(s->searcher->repair, raw);
	if (s->text.len)
		analyzer_run(s->searcher->analyzer, s->text, 1, look, s);
}

static void look_at_question(struct shower *s, const struct question *q)
{
	look_through(s, q->title);
	look_through(s, q->intro);
	for (size_t i = 0; i < q->question_count; i++)
		look_through(s, q->questions[i].text);
	look_through(s, q->answer_intro);
	for (size_t i = 0; i < q->answer_count; i++)
		look_through(s, q->answers[i].text);
	for (size_t i = 0; i < q->note_count; i++)
		look_through(s, q->notes[i].text);
	look_through(s, q->rest);
}

static bool has(const struct slice *words, size_t count, struct slice word)
{
	for (size_t i = 0; i < count; i++)
		if (slice_eq(words[i], word))
			return true;
	return false;
}

void shown_terms(struct searcher *searcher, const struct question *question,
		 const struct slice *terms, size_t count, struct arena *arena,
		 const struct slice **words, size_t *word_count)
{
	struct shower s = {.searcher = searcher,
			   .arena = arena,
			   .terms = terms,
			   .count = count,
			   .words = arena_calloc(arena, count + 1, sizeof *s.words),
			   .whole = arena_calloc(arena, count + 1, sizeof *s.whole)};
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		s.looks |= term_look(terms[i]);
	look_at_question(&s, question);
	for (size_t i = 0; i < count; i++) {
		struct slice word = s.words[i].len ? s.words[i] : terms[i];
		if (!has(s.words, n, word))
			s.words[n++] = word;
	}
	*words = s.words;
	*word_count = n;
	buffer_release(&s.folded);
}

enum status shown_feedback(struct searcher *searcher, struct explanation *explanation,
			   struct arena *arena, struct error *err)
{
	enum { QUESTIONS_READ = 3 }; /* for each term */
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < explanation->feedback_count; i++) {
		struct slice *term = &explanation->feedback[i].term, form;
		st = written_form(searcher->db, searcher->matcher, searcher->analyzer, *term,
				  SLICE_EMPTY, QUESTIONS_READ, arena, &form, err);
		if (!st && form.len)
			*term = form;
	}
	return st;
}

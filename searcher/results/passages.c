/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/results/passages.h"

#include <math.h>
#include <stdlib.h>

/* BM25 of passages: a sub-question with its answer has some hundred words. */
static const double K1 = 1.2, B = .5, MEAN_WORDS = 120, ANSWER_WEIGHT = .5;

/* "3b" answers sub-question 3 where the question itself has no "3b". */
static bool labels_meet(struct slice question, struct slice answer)
{
	size_t digits = 0;
	if (!question.len || !answer.len)
		return false;
	if (slice_eq(question, answer))
		return true;
	while (digits < answer.len && byte_is_digit(answer.ptr[digits]))
		digits++;
	return digits && slice_eq(question, slice_sub(answer, 0, digits));
}

static bool answers(const struct answer *answer, struct slice label)
{
	for (size_t i = 0; i < answer->label_count; i++)
		if (labels_meet(label, answer->labels[i]))
			return true;
	return false;
}

static void add_answer(struct passage *p, struct slice text, struct arena *arena, size_t *room)
{
	if (!text.len)
		return;
	p->answers = arena_grow(arena, p->answers, p->answer_count, room, sizeof *p->answers);
	p->answers[p->answer_count++] = text;
}

/* The answers that no sub-question takes, and the one that is for all. */
static struct passage rest_of(const struct question *q, struct arena *arena)
{
	struct passage rest = {.text = q->intro};
	size_t room = 0;
	add_answer(&rest, q->answer_intro, arena, &room);
	for (size_t i = 0; i < q->answer_count; i++) {
		bool taken = false;
		for (size_t k = 0; !taken && k < q->question_count; k++)
			taken = answers(&q->answers[i], q->questions[k].label);
		if (!taken)
			add_answer(&rest, q->answers[i].text, arena, &room);
	}
	return rest;
}

size_t passages_of(const struct question *question, struct arena *arena, struct passage **list)
{
	struct passage *out = arena_calloc(arena, question->question_count + 1, sizeof *out);
	size_t n = 0;
	struct passage rest = rest_of(question, arena);
	if (rest.text.len || rest.answer_count)
		out[n++] = rest;
	for (size_t i = 0; i < question->question_count; i++) {
		const struct subquestion *s = &question->questions[i];
		struct passage *p = &out[n++];
		size_t room = 0;
		*p = (struct passage){.label = s->label, .text = s->text};
		for (size_t k = 0; k < question->answer_count; k++)
			if (answers(&question->answers[k], s->label))
				add_answer(p, question->answers[k].text, arena, &room);
	}
	*list = out;
	return n;
}

/* ---- scores ---- */

static int by_term(const void *a, const void *b)
{
	return slice_compare(((const struct passage_term *)a)->term,
			     ((const struct passage_term *)b)->term);
}

/* Place of a term; terms.count when it is none of them. */
static size_t term_find(const struct passage_terms *terms, struct slice term)
{
	struct passage_term key = {.term = term}, *found = NULL;
	if (terms->count && (terms->seen & term_look(term)))
		found = bsearch(&key, terms->items, terms->count, sizeof key, by_term);
	return found ? (size_t)(found - terms->items) : terms->count;
}

struct group {
	const struct passage_terms *terms;
	struct slice term; /* that is analysed */
	double sum, most;
	double scale; /* for the parts, in the second round */
};

static struct passage_term *item_of(const struct passage_terms *terms, struct slice term)
{
	size_t i = term_find(terms, term);
	return i < terms->count ? &terms->items[i] : NULL;
}

static void look_at_word(void *ctx, const struct token *token)
{
	struct group *g = ctx;
	for (unsigned i = 0; i < token->word->count; i++) {
		struct passage_term *item = item_of(g->terms, token->word->terms[i].text);
		if (item && token->word->terms[i].kind == TERM_PART &&
		    !slice_eq(item->term, g->term))
			item->part = true;
		if (!item || item->shared)
			continue;
		if (g->scale > 0) {
			item->weight *= g->scale;
			item->shared = true;
		} else {
			g->sum += item->weight;
			g->most = item->weight > g->most ? item->weight : g->most;
		}
	}
}

/* A compound and its parts are one word of the query: together they weigh as the heaviest of
 * them. */
static void share_weights(struct analyzer *analyzer, struct passage_terms *terms)
{
	for (size_t t = 0; t < terms->count; t++) {
		struct group g = {.terms = terms, .term = terms->items[t].term};
		if (terms->items[t].shared)
			continue;
		analyzer_run(analyzer, terms->items[t].term, 1, look_at_word, &g);
		if (g.sum <= g.most)
			continue;
		g.scale = g.most / g.sum;
		analyzer_run(analyzer, terms->items[t].term, 1, look_at_word, &g);
	}
}

enum status passages_weigh(struct xap_db *db, struct analyzer *analyzer,
			   const struct term_set *terms, struct passage_terms *out,
			   struct error *err)
{
	double total = xap_doccount(db);
	*out = (struct passage_terms){
		.items = arena_calloc(terms->arena, terms->count, sizeof *out->items)};
	uint32_t *frequencies = arena_calloc(terms->arena, terms->count, sizeof *frequencies);
	enum status st = xap_term_frequencies(db, terms->items, terms->count, frequencies, err);
	if (st)
		return st;
	for (; out->count < terms->count; out->count++) {
		uint32_t frequency = frequencies[out->count];
		out->items[out->count] = (struct passage_term){
			terms->items[out->count],
			log(1 + (total - frequency + .5) / (frequency + .5)), false, false};
	}
	if (out->count)
		qsort(out->items, out->count, sizeof *out->items, by_term);
	for (size_t i = 0; i < out->count; i++)
		out->seen |= term_look(out->items[i].term);
	share_weights(analyzer, out);
	return STATUS_OK;
}

struct looker {
	const struct passage_terms *terms;
	struct arena *arena;
	struct seen_text *seen; /* the text that is looked through */
	size_t room;            /* for what is found in it */
	double *found;          /* by term */
	double words, weight;
};

static void look(void *ctx, const struct token *token)
{
	struct looker *l = ctx;
	bool first = true;
	l->words += l->weight;
	if (!(token->word->looks & l->terms->seen))
		return;
	for (unsigned i = 0; i < token->word->count; i++) {
		size_t t = term_find(l->terms, token->word->terms[i].text);
		if (t == l->terms->count)
			continue;
		l->found[t] += l->weight;
		if (!first)
			continue;
		first = false;
		struct seen_text *seen = l->seen;
		seen->found = arena_grow(l->arena, seen->found, seen->count, &l->room,
					 sizeof *seen->found);
		seen->found[seen->count++] = (struct seen_term){
			token->start, token->end, (unsigned)t, l->terms->items[t].part};
	}
}

static struct seen_text look_through(struct looker *l, struct analyzer *analyzer, struct slice text)
{
	struct seen_text seen = {.text = text};
	l->seen = &seen;
	l->room = 0;
	if (l->terms->count)
		analyzer_run(analyzer, text, 1, look, l);
	return seen;
}

static double score_of(const struct looker *l)
{
	double score = 0, covered = 0, all = 0;
	for (size_t t = 0; t < l->terms->count; t++) {
		double weight = l->terms->items[t].weight, found = l->found[t];
		all += weight;
		covered += found > 0 ? weight : 0;
		score += weight * found * (K1 + 1) /
			 (found + K1 * (1 - B + B * l->words / MEAN_WORDS));
	}
	return all > 0 ? score * covered / all : 0;
}

static unsigned count_asked(const struct looker *l)
{
	unsigned asked = 0;
	for (size_t t = 0; t < l->terms->count; t++)
		asked += l->found[t] > 0 && !l->terms->items[t].part;
	return asked;
}

struct seen_passage passage_look(const struct passage *passage, struct analyzer *analyzer,
				 struct repair *repair, const struct passage_terms *terms,
				 struct arena *arena)
{
	struct looker l = {.terms = terms,
			   .arena = arena,
			   .weight = 1,
			   .found = arena_calloc(arena, terms->count + 1, sizeof *l.found)};
	struct seen_passage out = {
		.question = look_through(&l, analyzer, repair_text(repair, passage->text)),
		.answers = arena_calloc(arena, passage->answer_count, sizeof *out.answers),
		.answer_count = passage->answer_count};
	l.weight = ANSWER_WEIGHT;
	for (size_t i = 0; i < passage->answer_count; i++)
		out.answers[i] = look_through(&l, analyzer,
					      repair_text(repair, passage->answers[i]));
	out.score = score_of(&l);
	out.asked = count_asked(&l);
	return out;
}

struct seen_text passage_look_text(struct slice text, struct analyzer *analyzer,
				   const struct passage_terms *terms, struct arena *arena)
{
	struct looker l = {.terms = terms,
			   .arena = arena,
			   .found = arena_calloc(arena, terms->count + 1, sizeof *l.found)};
	return look_through(&l, analyzer, text);
}

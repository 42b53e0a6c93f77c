/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/compile/written_form.h"

#include <stdlib.h>

#include "base/edit_distance.h"
#include "corpus/model/question_record.h"
#include "stemming/fold.h"
#include "store/index/schema.h"

enum { FORMS_MAX = 64, NEAR_MAX = 2 };

struct form {
	struct slice text, folded;
	unsigned count;
};

struct tally {
	struct arena *arena;
	struct slice term, text; /* text: what is looked through */
	struct form forms[FORMS_MAX];
	size_t count;
	struct buffer folded;
};

static bool is_of(const struct word *word, struct slice term)
{
	for (unsigned i = 0; i < word->count; i++)
		if (word->terms[i].kind == TERM_WORD && slice_eq(word->terms[i].text, term))
			return true;
	return false;
}

static void take(void *ctx, const struct token *token)
{
	struct tally *t = ctx;
	struct slice raw = slice_sub(t->text, token->start, token->end);
	if (token->kind != SPAN_WORD || !is_of(token->word, t->term))
		return;
	for (size_t i = 0; i < t->count; i++)
		if (slice_eq(t->forms[i].text, raw)) {
			t->forms[i].count++;
			return;
		}
	if (t->count == FORMS_MAX)
		return;
	fold_case(raw, &t->folded);
	t->forms[t->count++] = (struct form){arena_copy(t->arena, raw),
					     arena_copy(t->arena, buffer_slice(&t->folded)), 1};
}

static void take_text(struct tally *t, struct analyzer *analyzer, struct slice text)
{
	t->text = text;
	if (text.len)
		analyzer_run(analyzer, text, 1, take, t);
}

static enum status take_question(struct tally *t, struct xap_db *db, struct analyzer *analyzer,
				 uint32_t docid, struct error *err)
{
	struct buffer data = BUFFER_INIT;
	struct question q;
	question_init(&q);
	enum status st = xap_data(db, docid, &data, err);
	if (!st)
		st = schema_blame(db, docid, record_decode(buffer_slice(&data), &q, err), err);
	if (!st) {
		take_text(t, analyzer, q.title);
		take_text(t, analyzer, q.intro);
		take_text(t, analyzer, q.answer_intro);
		for (size_t i = 0; i < q.question_count; i++)
			take_text(t, analyzer, q.questions[i].text);
		for (size_t i = 0; i < q.answer_count; i++)
			take_text(t, analyzer, q.answers[i].text);
	}
	question_release(&q);
	buffer_release(&data);
	return st;
}

/* Edits from what was typed; all that are far are alike. */
static unsigned far_from(struct slice typed, struct slice form)
{
	return typed.len ? edit_distance(typed, form, NEAR_MAX) : 0;
}

/* The word, in whatever case, that is nearest to what was typed, then the commonest; empty without
 * any. */
static struct slice best_word(const struct tally *t, struct slice typed)
{
	struct slice best = SLICE_EMPTY;
	unsigned most = 0, nearest = 0;
	for (size_t i = 0; i < t->count; i++) {
		unsigned count = 0, d = far_from(typed, t->forms[i].folded);
		for (size_t k = 0; k < t->count; k++)
			count += slice_eq(t->forms[k].folded, t->forms[i].folded)
					 ? t->forms[k].count
					 : 0;
		if (best.len && (d > nearest || (d == nearest && count <= most)))
			continue;
		most = count;
		nearest = d;
		best = t->forms[i].folded;
	}
	return best;
}

/* In small letters where it stands so, else as it mostly stands. */
static struct slice spelt(const struct tally *t, struct slice word)
{
	struct slice best = word;
	unsigned most = 0;
	for (size_t i = 0; i < t->count; i++) {
		if (slice_eq(t->forms[i].text, word))
			return word;
		if (slice_eq(t->forms[i].folded, word) && t->forms[i].count > most) {
			most = t->forms[i].count;
			best = t->forms[i].text;
		}
	}
	return best;
}

enum status written_form(struct xap_db *db, struct matcher *matcher, struct analyzer *analyzer,
			 struct slice term, struct slice typed, size_t questions,
			 struct arena *arena, struct slice *form, struct error *err)
{
	static const struct xap_sort_key by_id = {SLOT_ID, false};
	struct tally t = {.arena = arena, .term = term, .folded = BUFFER_INIT};
	struct xap_query *query = xap_query_term(term);
	struct xap_hit *hits = arena_alloc(arena, questions * sizeof *hits);
	struct doc_set set;
	size_t n = 0;
	enum status st = matcher_set(matcher, query, NULL, &set, err);
	if (!st)
		st = matcher_sorted(matcher, &set, &by_id, 1, questions, hits, &n, err);
	for (size_t i = 0; !st && i < n; i++)
		st = take_question(&t, db, analyzer, hits[i].docid, err);
	fold_case(typed, &t.folded);
	*form = st ? SLICE_EMPTY : spelt(&t, best_word(&t, buffer_slice(&t.folded)));
	xap_query_free(query);
	buffer_release(&t.folded);
	return st;
}

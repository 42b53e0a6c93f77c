/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/results/hits.h"

#include <stdlib.h>

#include "searcher/results/opening.h"
#include "searcher/results/snippet.h"
#include "searcher/snapshot/question_history.h"

enum status hit_maker_init(struct hit_maker *self, struct searcher *searcher, struct arena *arena,
			   const struct term_set *terms, bool ids_only, struct error *err)
{
	*self = (struct hit_maker){.searcher = searcher, .arena = arena, .ids_only = ids_only};
	return ids_only
		       ? STATUS_OK
		       : passages_weigh(searcher->db, searcher->analyzer, terms, &self->terms, err);
}

/* Id, rank and score; with ids_only that is all. */
static enum status begin(const struct hit_maker *self, const struct ranked_hit *found,
			 uint32_t rank, struct hit_box *box, struct error *err)
{
	struct buffer id = BUFFER_INIT;
	*box = (struct hit_box){
		.hit = {.rank = rank, .score = found->score, .related = found->related}};
	if (found->evidence) {
		box->hit.features = found->evidence->features;
		box->hit.feature_count = FEATURES;
	}
	enum status st = xap_value(self->searcher->db, found->docid, SLOT_ID, &id, err);
	if (!st)
		box->hit.id = arena_copy(self->arena, buffer_slice(&id));
	buffer_release(&id);
	if (self->loaded)
		box->question = *self->loaded;
	else
		question_init(&box->question);
	if (!st && !self->ids_only && !self->loaded)
		st = session_load(self->searcher, found->docid, &box->question, err);
	if (st || self->ids_only)
		return st;
	st = standing_withdrawn(self->searcher->db, found->docid, &box->hit.withdrawn, err);
	if (st)
		return st;
	box->hit.question = &box->question;
	self->searcher->repairing = NULL; /* an older question may have stood at this place */
	session_repair(self->searcher, &box->question);
	box->hit.title = arena_copy(self->arena,
				    repair_text(self->searcher->repair, box->question.title));
	box->hit.heading = box->hit.title.len
				   ? box->hit.title
				   : question_opening(&box->question, self->searcher->repair,
						      self->arena);
	return STATUS_OK;
}

static struct seen_passage look(const struct hit_maker *self, const struct passage *passage,
				struct arena *arena)
{
	return passage_look(passage, self->searcher->analyzer, self->searcher->repair, &self->terms,
			    arena);
}

/* Of the texts that are no passage (notes, titles of annexes, what fits no field) the first with a
 * word asked. */
static bool look_beside(const struct hit_maker *self, const struct question *q,
			struct seen_text *out)
{
	size_t count = 1 + q->note_count + q->annex_count;
	for (size_t i = 0; i < count; i++) {
		struct slice raw = i == 0               ? q->rest
				   : i <= q->note_count ? q->notes[i - 1].text
							: q->annexes[i - 1 - q->note_count].title;
		if (!raw.len)
			continue;
		*out = passage_look_text(repair_text(self->searcher->repair, raw),
					 self->searcher->analyzer, &self->terms, self->arena);
		for (size_t k = 0; k < out->count; k++)
			if (!out->found[k].part)
				return true;
	}
	return false;
}

enum status hit_make(const struct hit_maker *self, const struct ranked_hit *found, uint32_t rank,
		     struct hit_box *box, struct error *err)
{
	struct passage *passages;
	enum status st = begin(self, found, rank, box, err);
	if (st || self->ids_only || self->titles_only)
		return st;
	size_t best = 0, count = passages_of(&box->question, self->arena, &passages);
	if (!count)
		return STATUS_OK;
	struct seen_passage most = look(self, &passages[0], self->arena);
	for (size_t i = 1; self->terms.count && i < count; i++) {
		struct seen_passage one = look(self, &passages[i], self->arena);
		if (one.asked < most.asked || (one.asked == most.asked && one.score <= most.score))
			continue;
		most = one;
		best = i;
	}
	struct seen_text beside;
	if (self->terms.count && !most.asked && look_beside(self, &box->question, &beside)) {
		box->hit.snippet = snippet_of_text(self->arena, &beside);
		return STATUS_OK;
	}
	box->hit.label = passages[best].label;
	snippet_of_passage(self->arena, &most, &box->hit);
	return STATUS_OK;
}

void hit_box_release(struct hit_box *box)
{
	question_release(&box->question);
}

/* ---- words that match ---- */

static bool same_word(struct slice a, struct slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (byte_lower(a.ptr[i]) != byte_lower(b.ptr[i]))
			return false;
	return true;
}

static void match_text(const struct hit_maker *self, struct slice raw, struct slice *words,
		       size_t *count)
{
	struct slice text = repair_text(self->searcher->repair, raw);
	size_t n;
	const struct mark *marks = snippet_marks(self->arena, self->searcher->analyzer, text,
						 &self->terms, &n);
	for (size_t i = 0; i < n && *count < HIT_MATCHED_MAX; i++) {
		struct slice word = slice_sub(text, marks[i].start, marks[i].end);
		size_t k = 0;
		while (k < *count && !same_word(words[k], word))
			k++;
		if (k == *count)
			words[(*count)++] = arena_copy(self->arena, word);
	}
}

void hit_match(const struct hit_maker *self, struct hit_box *box)
{
	const struct question *q = &box->question;
	struct slice *words = arena_calloc(self->arena, HIT_MATCHED_MAX, sizeof *words);
	size_t *count = &box->hit.matched_count;
	match_text(self, q->title, words, count);
	match_text(self, q->intro, words, count);
	for (size_t i = 0; i < q->question_count; i++)
		match_text(self, q->questions[i].text, words, count);
	match_text(self, q->answer_intro, words, count);
	for (size_t i = 0; i < q->answer_count; i++)
		match_text(self, q->answers[i].text, words, count);
	box->hit.matched = words;
}

/* ---- passages as hits ---- */

static int by_score(const void *a, const void *b)
{
	const struct scored_passage *x = a, *y = b;
	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	if (x->hit != y->hit)
		return x->hit < y->hit ? -1 : 1;
	return (x->passage > y->passage) - (x->passage < y->passage);
}

enum status hits_rank_passages(const struct hit_maker *self, const struct ranking *ranking,
			       struct scored_passage **list, size_t *count, struct error *err)
{
	size_t room = 0;
	struct arena looks = ARENA_INIT; /* of one question */
	enum status st = STATUS_OK;
	*list = NULL;
	*count = 0;
	for (size_t i = 0; !st && i < ranking->count; i++) {
		struct hit_box box;
		struct passage *passages;
		st = begin(self, &ranking->hits[i], 0, &box, err);
		size_t n = st ? 0 : passages_of(&box.question, self->arena, &passages);
		for (size_t k = 0; k < n; k++) {
			struct scored_passage one = {i, k, look(self, &passages[k], &looks).score};
			if (self->terms.count && one.score <= 0)
				continue;
			*list = arena_grow(self->arena, *list, *count, &room, sizeof **list);
			(*list)[(*count)++] = one;
		}
		hit_box_release(&box);
		arena_clear(&looks);
	}
	arena_release(&looks);
	if (*count)
		qsort(*list, *count, sizeof **list, by_score);
	return st;
}

enum status hit_make_passage(const struct hit_maker *self, const struct ranked_hit *found,
			     const struct scored_passage *passage, uint32_t rank,
			     struct hit_box *box, struct error *err)
{
	struct passage *passages;
	enum status st = begin(self, found, rank, box, err);
	if (st)
		return st;
	box->hit.score = passage->score;
	if (passages_of(&box->question, self->arena, &passages) <= passage->passage)
		return STATUS_OK;
	struct seen_passage seen = look(self, &passages[passage->passage], self->arena);
	box->hit.label = passages[passage->passage].label;
	snippet_of_passage(self->arena, &seen, &box->hit);
	return STATUS_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two steps.  First, which contributions are one question: those of one id form a group, and groups
 * are joined by the rules of indexer/ingest/identity.h.  Then each question is merged, first what a
 * source says in several places, the later before the earlier, then the sources, by their
 * authority.
 */
#include "indexer/ingest/decide.h"

#include <stdlib.h>

#include "corpus/model/question_record.h"
#include "indexer/ingest/identity.h"
#include "indexer/ingest/merge.h"

/* ---- one source ---- */

static int by_source(const void *a, const void *b)
{
	const struct contribution *x = *(const struct contribution *const *)a;
	const struct contribution *y = *(const struct contribution *const *)b;
	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	const uint64_t p = x->is_member ? x->part : 0, q = y->is_member ? y->part : 0;
	if (p != q)
		return p < q ? -1 : 1;
	if (x->order != y->order)
		return x->order > y->order ? -1 : 1;
	return slice_compare(x->record, y->record);
}

/* One contribution for all that a source gives of the question. */
static const struct contribution *fold(const struct contribution *const *items, size_t count,
				       struct slice id, struct arena *arena)
{
	struct buffer record = BUFFER_INIT;
	struct contribution *whole = arena_calloc(arena, 1, sizeof *whole);
	const struct question **papers = arena_calloc(arena, count, sizeof *papers);
	if (count == 1)
		return items[0];
	for (size_t i = 0; i < count; i++)
		papers[i] = items[i]->question;
	*whole = *items[0];
	whole->question = arena_calloc(arena, 1, sizeof *whole->question);
	question_init(whole->question);
	whole->question->arena = *arena;
	merge_papers(papers, count, id, whole->question);
	*arena = whole->question->arena;
	whole->question->arena = ARENA_INIT;
	record_encode(whole->question, &record);
	whole->record = arena_copy(arena, buffer_slice(&record));
	buffer_release(&record);
	return whole;
}

/* ---- one question ---- */

static void merge_members(struct decision *d, struct slice id, struct arena *arena)
{
	const struct contribution **wholes = arena_calloc(arena, d->count, sizeof *wholes);
	const struct question **papers = arena_calloc(arena, d->count, sizeof *papers);
	size_t count = 0;
	qsort(d->members, d->count, sizeof *d->members, by_source);
	for (size_t i = 0, end; i < d->count; i = end) {
		for (end = i + 1;
		     end < d->count && contributions_same_source(d->members[i], d->members[end]);)
			end++;
		wholes[count++] = fold(d->members + i, end - i, id, arena);
	}
	qsort(wholes, count, sizeof *wholes, contributions_by_authority);
	for (size_t i = 0; i < count; i++)
		papers[i] = wholes[i]->question;
	question_init(&d->question);
	merge_papers(papers, count, id, &d->question);
}

static int by_id(const void *a, const void *b)
{
	return slice_compare(((const struct decision *)a)->question.id,
			     ((const struct decision *)b)->question.id);
}

void decide(const struct contributions *given, struct decisions *out)
{
	*out = (struct decisions){.arena = ARENA_INIT};
	struct identities found;
	identities_find(given, &out->arena, &found);
	out->items = arena_calloc(&out->arena, found.count + 1, sizeof *out->items);
	for (size_t i = 0; i < found.count; i++) {
		struct decision *d = &out->items[out->count++];
		d->members = found.items[i].members;
		d->count = found.items[i].count;
		merge_members(d, found.items[i].id, &out->arena);
	}
	if (out->count)
		qsort(out->items, out->count, sizeof *out->items, by_id);
}

void decisions_release(struct decisions *self)
{
	for (size_t i = 0; i < self->count; i++)
		question_release(&self->items[i].question);
	arena_release(&self->arena);
	*self = (struct decisions){.items = NULL};
}

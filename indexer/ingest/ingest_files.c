/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to papers as a whole: they begin and end, go, become due. */
#include <stdlib.h>

#include "base/sort.h"
#include "corpus/model/question_record.h"
#include "corpus/text/dates.h"
#include "indexer/ingest/ingest_internal.h"
#include "store/index/schema.h"

enum status intake_begin(struct intake *self, const struct paper *paper, struct error *err)
{
	struct paper entry = *paper;
	entry.due = true;
	self->paper = paper->key;
	buffer_clear(&self->seen);
	return paper_save(self->writer->db, &entry, err);
}

/* The paper no longer gives the question of this document. */
static enum status drop_claim(struct intake *self, uint32_t docid, uint64_t paper, struct error *err)
{
	struct held held;
	arena_clear(&self->arena);
	enum status st = intake_hold(self, docid, &held, err);
	if (st || !claims_find(&held.claims, paper))
		return st;
	const bool owned = held.claims.items[0].paper == paper;
	claims_drop(&held.claims, paper);
	if (held.claims.count && owned)
		st = intake_hand_over(self, &held, err);
	const int withdrawn = held.claims.count ? 0 : self->today;
	self->counts.withdrawn += withdrawn != 0;
	return st ? st : intake_store_again(self, &held, withdrawn, err);
}

/* Drops the paper's claims on all documents but those in `keep`, which rise. */
static enum status drop_others(struct intake *self, uint64_t paper, const uint32_t *keep, size_t count,
			       struct error *err)
{
	struct buffer all = BUFFER_INIT;
	size_t k = 0;
	claims_term(paper, &self->term);
	enum status st = xap_docids(self->writer->db, buffer_slice(&self->term), &all, err);
	for (size_t i = 0; !st && i < all.len / sizeof(uint32_t); i++) {
		uint32_t docid;
		memcpy(&docid, all.ptr + i * sizeof docid, sizeof docid);
		while (k < count && keep[k] < docid)
			k++;
		if (k == count || keep[k] != docid)
			st = drop_claim(self, docid, paper, err);
	}
	buffer_release(&all);
	return st;
}

enum status intake_end(struct intake *self, struct error *err)
{
	size_t count = self->seen.len / sizeof(uint32_t);
	if (count)
		qsort(self->seen.ptr, count, sizeof(uint32_t), sort_by_u32);
	return drop_others(self, self->paper, (const uint32_t *)(const void *)self->seen.ptr, count, err);
}

enum status intake_gone(struct intake *self, uint64_t paper, struct error *err)
{
	enum status st = drop_others(self, paper, NULL, 0, err);
	return st ? st : paper_forget(self->writer->db, paper, err);
}

enum status intake_reread(struct intake *self, struct slice id, bool *found, struct error *err)
{
	struct held held;
	arena_clear(&self->arena);
	enum status st = intake_hold_id(self, id, &held, err);
	if (found)
		*found = !st && held.docid;
	if (st || !held.docid || !held.claims.count)
		return st;
	held.claims.items[0].line = 0;
	if (intake_claims_changed(self, &held))
		st = intake_store_again(self, &held, 0, err);
	return st ? st : intake_mark_due(self, held.claims.items[0].paper, err);
}

enum status intake_expire(struct intake *self, int days, struct error *err)
{
	const uint32_t *docids;
	size_t count;
	arena_clear(&self->arena);
	enum status st = intake_docids(self, slice_of(TERM_WITHDRAWN), &docids, &count, err);
	for (size_t i = 0; !st && i < count; i++) {
		struct held held;
		st = intake_hold(self, docids[i], &held, err);
		if (st || date_days(self->today) - date_days(held.withdrawn) < days)
			continue;
		st = intake_remove(self, &held, err);
		schema_key(&self->term, SCHEMA_KEY_HISTORY, held.id);
		if (!st)
			st = xap_metadata_set(self->writer->db, self->term.ptr, SLICE_EMPTY, err);
		self->counts.removed++;
	}
	return st;
}

enum status intake_carry(struct intake *self, const struct question *question,
			 const struct claims *claims, int withdrawn, struct error *err)
{
	arena_clear(&self->arena);
	return intake_store(self, question, record_hash(question, &self->arena), claims, withdrawn, NULL, err);
}

bool intake_next_due(struct intake *self, uint64_t *paper)
{
	if (self->due_taken == self->due.len)
		return false;
	memcpy(paper, self->due.ptr + self->due_taken, sizeof *paper);
	self->due_taken += sizeof *paper;
	return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/ingest/ingest.h"

#include <stdio.h>

#include "corpus/model/question_record.h"
#include "indexer/ingest/ingest_internal.h"
#include "store/index/schema.h"

void intake_init(struct intake *self, struct writer *writer, const struct corrections *corrections,
		 int today)
{
	*self = (struct intake){.writer = writer, .corrections = corrections, .today = today};
}

void intake_release(struct intake *self)
{
	arena_release(&self->arena);
	buffer_release(&self->term);
	buffer_release(&self->value);
	buffer_release(&self->seen);
	buffer_release(&self->due);
}

/* ---- doubles ---- */

/* The copy that lost its number holds on to the document of the other. */
static enum status attach_copy(struct intake *self, struct held *held, uint64_t line, struct error *err)
{
	const struct claim mine = {self->paper, line, CLAIM_COPY};
	struct claim *old = claims_find(&held->claims, self->paper);
	intake_still_there(self, held->docid);
	self->counts.unchanged++;
	self->counts.doubles++;
	if (old)
		*old = mine;
	else
		claims_add(&held->claims, mine, !held->claims.count, &self->arena);
	return intake_claims_changed(self, held) || held->withdrawn
		       ? intake_store_again(self, held, 0, err) : STATUS_OK;
}

/* The document of a copy gives way; its papers hold on to the better one as copies. */
static enum status absorb(struct intake *self, const struct held *copy, struct claims *into,
			  struct error *err)
{
	for (size_t i = 0; i < copy->claims.count; i++) {
		struct claim c = copy->claims.items[i];
		c.rank = CLAIM_COPY;
		if (c.paper != self->paper && !claims_find(into, c.paper))
			claims_add(into, c, false, &self->arena);
	}
	return intake_remove(self, copy, err);
}

/* The question lost its number: a document that has one, and asks the same, takes it in. */
static enum status settle_copy(struct intake *self, const struct question *q, uint64_t line, bool *done,
			       struct error *err)
{
	const uint32_t *docids;
	size_t count;
	schema_term(&self->term, PREFIX_FINGERPRINT, q->fingerprint);
	enum status st = intake_docids(self, buffer_slice(&self->term), &docids, &count, err);
	for (size_t i = 0; !st && i < count; i++) {
		struct held other;
		st = intake_hold(self, docids[i], &other, err);
		if (st || question_id_is_makeshift(other.id))
			continue;
		*done = true;
		return attach_copy(self, &other, line, err);
	}
	return st;
}

/*
 * The question has its number: copies without one give way to it.  They are looked for by the ids that
 * they can have, since questions that are asked every year in the same words may be thousands.
 */
static enum status settle_numbered(struct intake *self, const struct question *q, struct claims *into,
				   struct error *err)
{
	enum status st = STATUS_OK;
	for (int p = PARLIAMENT_UNKNOWN; !st && p <= PARLIAMENT_TWEEDEKAMER; p++) {
		struct held copy;
		struct slice id = question_makeshift_id((enum parliament)p, q->fingerprint, &self->arena);
		st = intake_hold_id(self, id, &copy, err);
		if (!st && copy.docid)
			st = absorb(self, &copy, into, err);
	}
	return st;
}

/*
 * One paper may come in two layouts, of which one has lost its number: see settle_doubles in index.c.
 * *done says that the question is such a copy and was dealt with; `into` gets the claims of those that
 * give way to it.
 */
static enum status settle_doubles(struct intake *self, const struct question *q, uint64_t line,
				  struct claims *into, bool *done, struct error *err)
{
	uint32_t first;
	struct error cause = {0};
	*done = false;
	if (question_id_is_given(q))
		return STATUS_OK;
	schema_term(&self->term, PREFIX_FINGERPRINT, q->fingerprint);
	enum status st = xap_find(self->writer->db, buffer_slice(&self->term), &first, &cause);
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st && err)
		*err = cause;
	if (st)
		return st;
	return question_id_is_makeshift(q->id) ? settle_copy(self, q, line, done, err)
					       : settle_numbered(self, q, into, err);
}

/* ---- one question ---- */

static bool was_seen(const struct intake *self, uint32_t docid)
{
	const uint32_t *seen = (const uint32_t *)(const void *)self->seen.ptr;
	for (size_t i = self->seen.len / sizeof *seen; docid && i > 0; i--)
		if (seen[i - 1] == docid)
			return true;
	return false;
}

void intake_still_there(struct intake *self, uint32_t docid)
{
	buffer_add(&self->seen, &docid, sizeof docid);
}

/*
 * The file gives the id twice.  *better says that what it gave first, or gives further on, says more;
 * returns whether it is given twice at all.
 */
static bool twice_in_file(struct intake *self, const struct held *held, const struct claim *mine,
			  unsigned long number, bool *better)
{
	const struct claim *old = claims_find(&held->claims, self->paper);
	*better = false;
	if (!old || old->rank == CLAIM_COPY)
		return false;
	if (self->line_number) {
		unsigned long other = old->line && old->line != mine->line
					      ? self->line_number(self->line_ctx, old->line) : 0;
		*better = other && (old->rank > mine->rank || (old->rank == mine->rank && other > number));
		return other != 0;
	}
	if (!was_seen(self, held->docid))
		return false;
	*better = old->rank > mine->rank;
	return true;
}

static enum status note_correction(struct intake *self, struct slice id, bool needless,
				   struct error *err)
{
	uint64_t digest = corrections_digest(self->corrections, id);
	struct slice value = SLICE_EMPTY;
	schema_key(&self->term, SCHEMA_KEY_CORRECTED, id);
	enum status st = xap_metadata_get(self->writer->db, self->term.ptr, &self->value, err);
	if (digest)
		value = arena_printf(&self->arena, "%016llx%s", (unsigned long long)digest,
				     needless ? " needless" : "");
	self->counts.needless += needless;
	if (st || slice_eq(value, buffer_slice(&self->value)))
		return st;
	return xap_metadata_set(self->writer->db, self->term.ptr, value, err);
}

/* Puts the question in the place of what is held, as its owner. */
static enum status put_own(struct intake *self, const struct question *q, const struct held *held,
			   struct slice hash, bool correction, struct error *err)
{
	const bool same = slice_eq(held->hash, hash);
	uint32_t docid = held->docid;
	enum status st = STATUS_OK;
	if (same && !held->withdrawn && !intake_claims_changed(self, held)) {
		self->counts.unchanged++;
	} else {
		st = intake_store(self, q, hash, &held->claims, 0, &docid, err);
		if (st)
			return st;
		self->counts.added += !held->docid;
		self->counts.replaced += held->docid && !same;
		self->counts.unchanged += held->docid && same;
		self->counts.returned += held->withdrawn != 0;
	}
	intake_still_there(self, docid);
	return correction && !same ? intake_add_history(self, held, err) : STATUS_OK;
}

/* Another paper says more: it is the owner, or becomes it. */
static enum status put_behind(struct intake *self, struct held *held, size_t best, struct error *err)
{
	enum status st = STATUS_OK;
	intake_still_there(self, held->docid);
	self->counts.unchanged++;
	self->counts.doubles++;
	if (best != 0)
		st = intake_hand_over(self, held, err);
	if (!st && (held->withdrawn || intake_claims_changed(self, held)))
		st = intake_store_again(self, held, 0, err);
	return st;
}

static enum status settle(struct intake *self, const struct question *q, struct slice hash,
			  struct claim mine, unsigned long number, struct claims *copies,
			  struct error *err)
{
	struct held held;
	size_t best;
	bool better;
	enum status st = intake_hold_id(self, q->id, &held, err);
	if (st)
		return st;
	const bool twice = twice_in_file(self, &held, &mine, number, &better);
	if (better) {
		intake_still_there(self, held.docid);
		self->counts.unchanged++;
		return STATUS_OK;
	}
	const bool owned = held.claims.count && held.claims.items[0].paper == mine.paper;
	claims_drop(&held.claims, mine.paper);
	for (size_t i = 0; i < copies->count; i++)
		if (!claims_find(&held.claims, copies->items[i].paper))
			claims_add(&held.claims, copies->items[i], false, &self->arena);
	claims_add(&held.claims, mine, owned, &self->arena);
	st = claims_best(&held.claims, self->writer->db, &best, err);
	if (st)
		return st;
	if (held.claims.items[best].paper != mine.paper)
		return put_behind(self, &held, best, err);
	claims_promote(&held.claims, best);
	return put_own(self, q, &held, hash, owned && !twice, err);
}

static enum status fill(struct intake *self, const struct question *question, struct slice hash,
			struct claim mine, bool needless, struct error *err)
{
	bool taken;
	enum status st = self->fill(self->fill_ctx, question, hash, mine, &taken, err);
	if (st || !taken)
		return st;
	self->counts.added++;
	return note_correction(self, question->id, needless, err);
}

enum status intake_question(struct intake *self, struct question *question, uint64_t line,
			    unsigned long number, struct error *err)
{
	struct claims copies = {NULL, 0, 0};
	bool needless, done;
	arena_clear(&self->arena);
	self->counts.read++;
	corrections_apply(self->corrections, question, &needless);
	struct slice hash = record_hash(question, &self->arena);
	const struct claim mine = {self->paper, line, (unsigned char)claim_rank_of(question)};
	if (self->fill)
		return fill(self, question, hash, mine, needless, err);
	enum status st = settle_doubles(self, question, line, &copies, &done, err);
	if (st || done)
		return st;
	st = settle(self, question, hash, mine, number, &copies, err);
	return st ? st : note_correction(self, question->id, needless, err);
}

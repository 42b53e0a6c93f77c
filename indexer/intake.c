/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/intake.h"

#include <stdio.h>
#include <stdlib.h>

#include "corpus/dates.h"
#include "corpus/record.h"
#include "store/schema.h"

/* A document as it is now; docid 0 for none. */
struct held {
	uint32_t docid;
	struct slice id, hash, raw_claims; /* in the intake's arena */
	struct claims claims;
	int withdrawn;
};

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

/* ---- reading what is there ---- */

static enum status read_slot(struct intake *self, uint32_t docid, unsigned slot, struct slice *out,
			     struct error *err)
{
	enum status st = xap_value(self->writer->db, docid, slot, &self->value, err);
	if (!st)
		*out = arena_copy(&self->arena, buffer_slice(&self->value));
	return st;
}

static enum status hold(struct intake *self, uint32_t docid, struct held *held, struct error *err)
{
	struct slice withdrawn = SLICE_EMPTY;
	*held = (struct held){.docid = docid};
	enum status st = read_slot(self, docid, SLOT_ID, &held->id, err);
	if (!st)
		st = read_slot(self, docid, SLOT_HASH, &held->hash, err);
	if (!st)
		st = read_slot(self, docid, SLOT_CLAIMS, &held->raw_claims, err);
	if (!st)
		st = read_slot(self, docid, SLOT_WITHDRAWN, &withdrawn, err);
	if (!st)
		st = claims_parse(held->raw_claims, &self->arena, &held->claims, err);
	held->withdrawn = withdrawn.len ? atoi(withdrawn.ptr) : 0;
	return st;
}

static enum status hold_id(struct intake *self, struct slice id, struct held *held, struct error *err)
{
	uint32_t docid;
	struct error cause = {0};
	schema_term(&self->term, PREFIX_ID, id);
	enum status st = xap_find(self->writer->db, buffer_slice(&self->term), &docid, &cause);
	if (!st)
		return hold(self, docid, held, err);
	*held = (struct held){.claims = {NULL, 0, 0}};
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (err)
		*err = cause;
	return st;
}

/* Ids of the documents that have the term, in the arena. */
static enum status docids_of(struct intake *self, struct slice term, const uint32_t **docids,
			     size_t *count, struct error *err)
{
	struct buffer found = BUFFER_INIT;
	enum status st = xap_docids(self->writer->db, term, &found, err);
	*count = found.len / sizeof **docids;
	uint32_t *copy = arena_alloc(&self->arena, found.len + 1);
	if (found.len)
		memcpy(copy, found.ptr, found.len);
	*docids = copy;
	buffer_release(&found);
	return st;
}

/* ---- writing ---- */

static size_t text_bytes(const struct question *q)
{
	size_t sum = q->title.len + q->intro.len + q->answer_intro.len;
	for (size_t i = 0; i < q->question_count; i++)
		sum += q->questions[i].text.len;
	for (size_t i = 0; i < q->answer_count; i++)
		sum += q->answers[i].text.len;
	return sum;
}

static enum status store(struct intake *self, const struct question *q, struct slice hash,
			 const struct claims *claims, int withdrawn, uint32_t *docid, struct error *err)
{
	struct writer *w = self->writer;
	enum status st = writer_build(w, q, hash, err);
	if (st)
		return st;
	claims_post(claims, w->doc);
	if (withdrawn) {
		xap_doc_term(w->doc, slice_of(TERM_WITHDRAWN), 0);
		xap_doc_value(w->doc, SLOT_WITHDRAWN, arena_printf(&self->arena, "%08d", withdrawn));
	}
	schema_term(&self->term, PREFIX_ID, q->id);
	st = xap_replace(w->db, buffer_slice(&self->term), w->doc, docid, err);
	self->pending += !st;
	self->pending_bytes += text_bytes(q);
	return st && st != STATUS_INVALID ? error_prefix(err, "cannot write to %s: ", w->path) : st;
}

/* Stores the document anew from its own record, with the claims as they are in `held` now. */
static enum status store_again(struct intake *self, const struct held *held, int withdrawn,
			       struct error *err)
{
	struct question q;
	struct buffer data = BUFFER_INIT;
	question_init(&q);
	enum status st = xap_data(self->writer->db, held->docid, &data, err);
	if (!st)
		st = record_decode(buffer_slice(&data), &q, err);
	if (!st)
		st = store(self, &q, held->hash, &held->claims, withdrawn, NULL, err);
	question_release(&q);
	buffer_release(&data);
	return st;
}

static bool claims_changed(struct intake *self, const struct held *held)
{
	claims_format(&held->claims, &self->value);
	return !slice_eq(buffer_slice(&self->value), held->raw_claims);
}

static enum status add_history(struct intake *self, const struct held *held, struct error *err)
{
	schema_key(&self->term, SCHEMA_KEY_HISTORY, held->id);
	enum status st = xap_metadata_get(self->writer->db, self->term.ptr, &self->value, err);
	if (st)
		return st;
	buffer_printf(&self->value, "%08d %.*s\n", self->today, SLICE_ARG(held->hash));
	return xap_metadata_set(self->writer->db, self->term.ptr, buffer_slice(&self->value), err);
}

static enum status remove_held(struct intake *self, const struct held *held, struct error *err)
{
	schema_term(&self->term, PREFIX_ID, held->id);
	self->pending++;
	return xap_delete(self->writer->db, buffer_slice(&self->term), err);
}

static enum status mark_due(struct intake *self, uint64_t key, struct error *err)
{
	struct paper paper;
	struct error cause = {0};
	enum status st = paper_load(self->writer->db, key, &self->arena, &paper, &cause);
	if (st == STATUS_NOT_FOUND) /* its paper has gone as well, later in this run */
		return STATUS_OK;
	if (st && err)
		*err = cause;
	paper.due = true;
	if (!st)
		st = paper_save(self->writer->db, &paper, err);
	buffer_add(&self->due, &key, sizeof key);
	return st;
}

bool intake_next_due(struct intake *self, uint64_t *paper)
{
	if (self->due_taken == self->due.len)
		return false;
	memcpy(paper, self->due.ptr + self->due_taken, sizeof *paper);
	self->due_taken += sizeof *paper;
	return true;
}

/* Hands the document over to the claim that ought to own it, whose paper is then to be read again. */
static enum status hand_over(struct intake *self, struct held *held, struct error *err)
{
	size_t best;
	enum status st = claims_best(&held->claims, self->writer->db, &best, err);
	if (st || held->claims.items[best].rank == CLAIM_COPY)
		return st;
	claims_promote(&held->claims, best);
	held->claims.items[0].line = 0;
	return mark_due(self, held->claims.items[0].paper, err);
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
	return claims_changed(self, held) || held->withdrawn ? store_again(self, held, 0, err) : STATUS_OK;
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
	return remove_held(self, copy, err);
}

/*
 * One paper may come in two layouts, of which one has lost its number: see settle_doubles in index.c.
 * *done says that the question is such a copy and was dealt with; `into` gets the claims of those that
 * give way to it.
 */
static enum status settle_doubles(struct intake *self, const struct question *q, uint64_t line,
				  struct claims *into, bool *done, struct error *err)
{
	const uint32_t *docids;
	size_t count;
	*done = false;
	if (question_id_is_given(q))
		return STATUS_OK;
	const bool copy = question_id_is_makeshift(q->id);
	schema_term(&self->term, PREFIX_FINGERPRINT, q->fingerprint);
	enum status st = docids_of(self, buffer_slice(&self->term), &docids, &count, err);
	for (size_t i = 0; !st && !*done && i < count; i++) {
		struct held other;
		st = hold(self, docids[i], &other, err);
		if (st || question_id_is_makeshift(other.id) == copy)
			continue;
		if (copy) {
			*done = true;
			return attach_copy(self, &other, line, err);
		}
		st = absorb(self, &other, into, err);
	}
	return st;
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
	if (same && !held->withdrawn && !claims_changed(self, held)) {
		self->counts.unchanged++;
	} else {
		st = store(self, q, hash, &held->claims, 0, &docid, err);
		if (st)
			return st;
		self->counts.added += !held->docid;
		self->counts.replaced += held->docid && !same;
		self->counts.unchanged += held->docid && same;
		self->counts.returned += held->withdrawn != 0;
	}
	intake_still_there(self, docid);
	return correction && !same ? add_history(self, held, err) : STATUS_OK;
}

/* Another paper says more: it is the owner, or becomes it. */
static enum status put_behind(struct intake *self, struct held *held, size_t best, struct error *err)
{
	enum status st = STATUS_OK;
	intake_still_there(self, held->docid);
	self->counts.unchanged++;
	self->counts.doubles++;
	if (best != 0)
		st = hand_over(self, held, err);
	if (!st && (held->withdrawn || claims_changed(self, held)))
		st = store_again(self, held, 0, err);
	return st;
}

static enum status settle(struct intake *self, const struct question *q, struct slice hash,
			  struct claim mine, unsigned long number, struct claims *copies,
			  struct error *err)
{
	struct held held;
	size_t best;
	bool better;
	enum status st = hold_id(self, q->id, &held, err);
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

enum status intake_question(struct intake *self, struct question *question, uint64_t line,
			    unsigned long number, struct error *err)
{
	struct claims copies = {NULL, 0, 0};
	bool needless, done;
	arena_clear(&self->arena);
	self->counts.read++;
	corrections_apply(self->corrections, question, &needless);
	struct slice hash = record_hash(question, &self->arena);
	enum status st = settle_doubles(self, question, line, &copies, &done, err);
	if (st || done)
		return st;
	const struct claim mine = {self->paper, line, (unsigned char)claim_rank_of(question)};
	st = settle(self, question, hash, mine, number, &copies, err);
	return st ? st : note_correction(self, question->id, needless, err);
}

/* ---- papers ---- */

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
	enum status st = hold(self, docid, &held, err);
	if (st || !claims_find(&held.claims, paper))
		return st;
	const bool owned = held.claims.items[0].paper == paper;
	claims_drop(&held.claims, paper);
	if (held.claims.count && owned)
		st = hand_over(self, &held, err);
	const int withdrawn = held.claims.count ? 0 : self->today;
	self->counts.withdrawn += withdrawn != 0;
	return st ? st : store_again(self, &held, withdrawn, err);
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
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
		qsort(self->seen.ptr, count, sizeof(uint32_t), by_number);
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
	enum status st = hold_id(self, id, &held, err);
	if (found)
		*found = !st && held.docid;
	if (st || !held.docid || !held.claims.count)
		return st;
	held.claims.items[0].line = 0;
	if (claims_changed(self, &held))
		st = store_again(self, &held, 0, err);
	return st ? st : mark_due(self, held.claims.items[0].paper, err);
}

enum status intake_expire(struct intake *self, int days, struct error *err)
{
	const uint32_t *docids;
	size_t count;
	arena_clear(&self->arena);
	enum status st = docids_of(self, slice_of(TERM_WITHDRAWN), &docids, &count, err);
	for (size_t i = 0; !st && i < count; i++) {
		struct held held;
		st = hold(self, docids[i], &held, err);
		if (st || date_days(self->today) - date_days(held.withdrawn) < days)
			continue;
		st = remove_held(self, &held, err);
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
	return store(self, question, record_hash(question, &self->arena), claims, withdrawn, NULL, err);
}

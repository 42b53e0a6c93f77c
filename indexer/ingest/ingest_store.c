/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents with their claims: reading and writing them. */
#include <stdio.h>
#include <stdlib.h>

#include "corpus/model/question_record.h"
#include "indexer/ingest/ingest_internal.h"
#include "store/index/schema.h"

/* ---- reading what is there ---- */

static enum status read_slot(struct intake *self, uint32_t docid, unsigned slot, struct slice *out,
			     struct error *err)
{
	enum status st = xap_value(self->writer->db, docid, slot, &self->value, err);
	if (!st)
		*out = arena_copy(&self->arena, buffer_slice(&self->value));
	return st;
}

enum status intake_hold(struct intake *self, uint32_t docid, struct held *held, struct error *err)
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

enum status intake_hold_id(struct intake *self, struct slice id, struct held *held, struct error *err)
{
	uint32_t docid;
	struct error cause = {0};
	schema_term(&self->term, PREFIX_ID, id);
	enum status st = xap_find(self->writer->db, buffer_slice(&self->term), &docid, &cause);
	if (!st)
		return intake_hold(self, docid, held, err);
	*held = (struct held){.claims = {NULL, 0, 0}};
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (err)
		*err = cause;
	return st;
}

/* Ids of the documents that have the term, in the arena. */
enum status intake_docids(struct intake *self, struct slice term, const uint32_t **docids,
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

enum status intake_store(struct intake *self, const struct question *q, struct slice hash,
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
	st = writer_store(w, buffer_slice(&self->term), docid, err);
	self->pending += !st;
	self->pending_bytes += text_bytes(q);
	return st;
}

/* Stores the document anew from its own record, with the claims as they are in `held` now. */
enum status intake_store_again(struct intake *self, const struct held *held, int withdrawn,
			       struct error *err)
{
	struct question q;
	struct buffer data = BUFFER_INIT;
	question_init(&q);
	enum status st = xap_data(self->writer->db, held->docid, &data, err);
	if (!st)
		st = record_decode(buffer_slice(&data), &q, err);
	st = schema_blame(self->writer->db, held->docid, st, err);
	if (!st)
		st = intake_store(self, &q, held->hash, &held->claims, withdrawn, NULL, err);
	question_release(&q);
	buffer_release(&data);
	return st;
}

bool intake_claims_changed(struct intake *self, const struct held *held)
{
	claims_format(&held->claims, &self->value);
	return !slice_eq(buffer_slice(&self->value), held->raw_claims);
}

enum status intake_add_history(struct intake *self, const struct held *held, struct error *err)
{
	schema_key(&self->term, SCHEMA_KEY_HISTORY, held->id);
	enum status st = xap_metadata_get(self->writer->db, self->term.ptr, &self->value, err);
	if (st)
		return st;
	buffer_printf(&self->value, "%08d %.*s\n", self->today, SLICE_ARG(held->hash));
	return xap_metadata_set(self->writer->db, self->term.ptr, buffer_slice(&self->value), err);
}

enum status intake_remove(struct intake *self, const struct held *held, struct error *err)
{
	schema_term(&self->term, PREFIX_ID, held->id);
	self->pending++;
	return xap_delete(self->writer->db, buffer_slice(&self->term), err);
}

enum status intake_mark_due(struct intake *self, uint64_t key, struct error *err)
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

/* Hands the document over to the claim that ought to own it, whose paper is then to be read again. */
enum status intake_hand_over(struct intake *self, struct held *held, struct error *err)
{
	size_t best;
	enum status st = claims_best(&held->claims, self->writer->db, &best, err);
	if (st || held->claims.items[best].rank == CLAIM_COPY)
		return st;
	claims_promote(&held->claims, best);
	held->claims.items[0].line = 0;
	return intake_mark_due(self, held->claims.items[0].paper, err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing what was decided. */
#include <stdio.h>
#include <stdlib.h>

#include "corpus/model/question_record.h"
#include "indexer/ingest/ingest_internal.h"
#include "store/index/schema.h"

static size_t text_bytes(const struct question *q)
{
	size_t sum = q->title.len + q->intro.len + q->answer_intro.len + q->rest.len;
	for (size_t i = 0; i < q->question_count; i++)
		sum += q->questions[i].text.len;
	for (size_t i = 0; i < q->answer_count; i++)
		sum += q->answers[i].text.len;
	return sum;
}

/* ---- sources of a document ---- */

void intake_source_term(uint64_t source, struct buffer *out)
{
	buffer_clear(out);
	buffer_printf(out, PREFIX_PAPER "%016llx", (unsigned long long)source);
}

static void post_source(struct xap_doc *doc, uint64_t source)
{
	struct buffer term = BUFFER_INIT;
	intake_source_term(source, &term);
	xap_doc_term(doc, buffer_slice(&term), 0);
	buffer_release(&term);
}

enum status intake_post_sources(struct xap_doc *doc, struct slice given, bool books,
				struct error *err)
{
	struct arena arena = ARENA_INIT;
	struct contributions sources;
	enum status st = contributions_parse(given, &arena, &sources, err);
	if (!st)
		xap_doc_value(doc, SLOT_GIVEN, given);
	for (size_t i = 0; !st && books && i < sources.count; i++)
		post_source(doc, sources.items[i].source);
	arena_release(&arena);
	return st;
}

/* The question is looked for by what each of its papers asks. */
static void post_fingerprints(struct intake *self, const struct decision *d, struct xap_doc *doc)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct question *q = d->members[i]->question;
		if (!q->fingerprint.len || slice_eq(q->fingerprint, d->question.fingerprint))
			continue;
		schema_term(&self->term, PREFIX_FINGERPRINT, q->fingerprint);
		xap_doc_term(doc, buffer_slice(&self->term), 0);
	}
}

static void post_withdrawal(struct intake *self, struct xap_doc *doc, int day)
{
	xap_doc_term(doc, slice_of(TERM_WITHDRAWN), 0);
	xap_doc_value(doc, SLOT_WITHDRAWN, arena_printf(&self->arena, "%08d", day));
}

/* ---- storing ---- */

static enum status store_document(struct intake *self, const struct question *q, uint32_t *docid,
				  struct error *err)
{
	schema_term(&self->term, PREFIX_ID, q->id);
	enum status st = writer_store(self->writer, buffer_slice(&self->term), docid, err);
	self->pending += !st;
	self->pending_bytes += text_bytes(q);
	return st;
}

/* Stores the question with the data in self->record. */
static enum status store(struct intake *self, const struct decision *d, struct slice hash,
			 struct slice given, uint32_t *docid, struct error *err)
{
	struct writer *w = self->writer;
	enum status st = writer_build(w, &d->question, hash, err);
	if (st)
		return st;
	xap_doc_data(w->doc, buffer_slice(&self->record));
	post_fingerprints(self, d, w->doc);
	st = intake_post_sources(w->doc, given, self->books, err);
	return st ? st : store_document(self, &d->question, docid, err);
}

/* No source gives the question any longer: it stays as it was, marked. */
static enum status withdraw(struct intake *self, const struct existing *doc, struct error *err)
{
	struct question q;
	struct buffer data = BUFFER_INIT;
	question_init(&q);
	enum status st = xap_data(self->writer->db, doc->docid, &data, err);
	if (!st)
		st = record_decode(buffer_slice(&data), &q, err);
	st = schema_blame(self->writer->db, doc->docid, st, err);
	if (!st)
		st = intake_carry(self, &q, self->today, err);
	self->counts.withdrawn += !st;
	question_release(&q);
	buffer_release(&data);
	return st;
}

enum status intake_carry(struct intake *self, const struct question *question, int withdrawn,
			 struct error *err)
{
	enum status st = writer_build(self->writer, question, record_hash(question, &self->arena),
				      err);
	if (st)
		return st;
	post_withdrawal(self, self->writer->doc, withdrawn);
	return store_document(self, question, NULL, err);
}

enum status intake_remove(struct intake *self, const struct existing *doc, struct error *err)
{
	schema_term(&self->term, PREFIX_ID, doc->id);
	self->pending++;
	return xap_delete(self->writer->db, buffer_slice(&self->term), err);
}

/* ---- what else is kept of a question ---- */

static enum status add_history(struct intake *self, const struct existing *doc, struct error *err)
{
	schema_key(&self->term, SCHEMA_KEY_HISTORY, doc->id);
	enum status st = xap_metadata_get(self->writer->db, self->term.ptr, &self->value, err);
	if (st)
		return st;
	buffer_printf(&self->value, "%08d %.*s\n", self->today, SLICE_ARG(doc->hash));
	return xap_metadata_set(self->writer->db, self->term.ptr, buffer_slice(&self->value), err);
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

/* ---- settling ---- */

static struct existing *document_of(struct component *c, struct slice id)
{
	for (size_t i = 0; i < c->count; i++)
		if (slice_eq(c->documents[i].id, id))
			return &c->documents[i];
	return NULL;
}

/* Notes what the source that is being read has to do with the document. */
static void note_source(struct intake *self, const struct decision *d, uint32_t docid)
{
	bool own = false, stale = false;
	for (size_t i = 0; i < d->count; i++) {
		const bool is = d->members[i]->source == self->source;
		own = own || is;
		stale = stale || (is && intake_is_stale(self, d->members[i]));
	}
	if (own)
		intake_still_there(self, docid);
	if (stale)
		buffer_add(&self->mixed, &docid, sizeof docid);
}

/* Why the contribution that is new, and in no document as yet, has company; NULL when it has
 * none. */
static const char *company_of(const struct decision *d)
{
	const struct contribution *mine = NULL;
	bool same_source = false, same_id = true;
	for (size_t i = 0; i < d->count && !mine; i++)
		mine = d->members[i]->docid ? NULL : d->members[i];
	for (size_t i = 0; mine && i < d->count; i++) {
		const struct contribution *other = d->members[i];
		same_source = same_source ||
			      (other != mine && contributions_same_source(other, mine));
		same_id = same_id && slice_eq(other->question->id, mine->question->id);
	}
	if (!mine || d->count < 2)
		return NULL;
	return same_source ? "its source gives it more than once"
	       : same_id   ? "another source gives it too"
			   : "another source gives it under another id";
}

static enum status settle_one(struct intake *self, struct component *c, struct decision *d,
			      bool replaced, struct error *err)
{
	struct existing *doc = document_of(c, d->question.id);
	uint32_t docid = doc ? doc->docid : 0;
	bool needless = false;
	enum status st = STATUS_OK;
	const char *company = company_of(d);
	c->company = company ? company : c->company;
	if (self->corrections)
		corrections_apply(self->corrections, &d->question, &needless);
	contributions_format(d->members, d->count, &self->value);
	struct slice given = arena_copy(&self->arena, buffer_slice(&self->value));
	record_encode(&d->question, &self->record);
	const struct contribution *first =
		d->members[0]; /* mostly it is alone, and its record the question's */
	struct slice hash = first->hash.len && slice_eq(buffer_slice(&self->record), first->record)
				    ? first->hash
				    : record_hash(&d->question, &self->arena);
	contributions_append(d->members, d->count, &self->record);
	const bool same = doc && slice_eq(doc->hash, hash);
	if (!same || doc->withdrawn || !slice_eq(doc->given, given) ||
	    !slice_eq(doc->data, buffer_slice(&self->record)))
		st = store(self, d, hash, given, &docid, err);
	if (doc)
		doc->settled = true;
	if (st)
		return st;
	c->made += !doc;
	c->returned += doc && doc->withdrawn;
	c->made_id = doc ? c->made_id : arena_copy(&self->arena, d->question.id);
	self->counts.returned += doc && doc->withdrawn;
	note_source(self, d, docid);
	if (self->books && doc && replaced && !same)
		st = add_history(self, doc, err);
	return st || !self->corrections ? st : note_correction(self, d->question.id, needless, err);
}

/* The documents that nothing was written in the place of. */
static enum status clear_up(struct intake *self, struct component *c, enum leftover leftover,
			    struct error *err)
{
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < c->count; i++) {
		const struct existing *doc = &c->documents[i];
		bool moved = leftover == LEFTOVER_DELETE;
		if (doc->settled || doc->withdrawn)
			continue;
		for (size_t k = 0; k < c->all.count && !moved; k++)
			moved = slice_eq(c->all.items[k].question->id, doc->id);
		st = moved ? intake_remove(self, doc, err) : withdraw(self, doc, err);
		c->went += moved;
		c->went_id = moved ? doc->id : c->went_id;
	}
	return st;
}

enum status component_settle(struct intake *self, struct component *c, enum leftover leftover,
			     bool replaced, struct error *err)
{
	struct decisions decisions;
	enum status st = STATUS_OK;
	decide(&c->all, &decisions);
	for (size_t i = 0; !st && i < decisions.count; i++)
		st = settle_one(self, c, &decisions.items[i], replaced, err);
	decisions_release(&decisions);
	return st ? st : clear_up(self, c, leftover, err);
}

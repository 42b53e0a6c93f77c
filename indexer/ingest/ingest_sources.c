/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources as a whole: those that went, days on which they were first seen, and questions that are
 * decided anew. */
#include "corpus/model/question_record.h"
#include "corpus/text/dates.h"
#include "indexer/ingest/ingest_internal.h"
#include "store/index/schema.h"

/* ---- days on which sources were first seen ---- */

static bool adopt_day(struct contribution *c, const struct contributions *old, struct arena *arena)
{
	for (size_t i = 0; i < old->count; i++) {
		const struct contribution *was = &old->items[i];
		if (was->seen && was->seen != c->seen && contributions_same_source(was, c) &&
		    slice_eq(record_hash(was->question, arena), record_hash(c->question, arena))) {
			c->seen = was->seen;
			return true;
		}
	}
	return false;
}

enum status intake_adopt_days(struct intake *self, uint32_t docid, const struct contributions *old,
			      struct error *err)
{
	struct component c = {.documents = NULL};
	bool changed = false;
	arena_clear(&self->arena);
	enum status st = component_add_document(self, &c, docid, err);
	for (size_t i = 0; !st && i < c.all.count; i++)
		changed = adopt_day(&c.all.items[i], old, &self->arena) || changed;
	if (st || !changed)
		return st;
	if (c.all.count == 1) {
		const struct contribution *only = c.all.items;
		contributions_format(&only, 1, &self->value);
		self->pending++;
		return xap_set_value(self->writer->db, docid, SLOT_GIVEN,
				     buffer_slice(&self->value), err);
	}
	st = component_complete(self, &c, err);
	if (!st)
		st = component_settle(self, &c, LEFTOVER_DELETE, false, err);
	intake_count_documents(self, &c, false);
	return st;
}

/* ---- sources as a whole ---- */

/* The source no longer gives the question of this document, nor those that are decided with it,
 * which may then fall apart into other documents. */
static enum status drop_source(struct intake *self, uint32_t docid, uint64_t source,
			       struct error *err)
{
	struct component c = {.documents = NULL};
	size_t dropped = 0;
	arena_clear(&self->arena);
	enum status st = component_add_document(self, &c, docid, err);
	if (!st)
		st = component_complete(self, &c, err);
	for (size_t i = c.all.count; !st && i > 0; i--) {
		const struct contribution *one = &c.all.items[i - 1];
		if (one->source != source ||
		    (source == self->source && !intake_is_stale(self, one)))
			continue;
		contributions_remove(&c.all, i - 1);
		dropped++;
	}
	if (st || !dropped)
		return st;
	st = component_settle(self, &c, LEFTOVER_WITHDRAW, false, err);
	intake_count_documents(self, &c, false);
	return st;
}

/* The same, of a document that may have become part of another since. */
static enum status drop_if_there(struct intake *self, uint32_t docid, uint64_t source,
				 struct error *err)
{
	struct error cause = {0};
	enum status st = drop_source(self, docid, source, &cause);
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st && err)
		*err = cause;
	return st;
}

/* Whether all that the source gave of this document is in the file still. */
static enum status is_whole(struct intake *self, uint32_t docid, bool *whole, struct error *err)
{
	struct contributions given;
	arena_clear(&self->arena);
	*whole = true;
	if (!self->line_number) {
		*whole = intake_was_touched(self, docid);
		return STATUS_OK;
	}
	enum status st = xap_value(self->writer->db, docid, SLOT_GIVEN, &self->value, err);
	if (!st)
		st = contributions_parse(buffer_slice(&self->value), &self->arena, &given, err);
	for (size_t i = 0; !st && i < given.count; i++) {
		given.items[i].docid = docid;
		*whole = *whole && (given.items[i].source != self->source ||
				    !intake_is_stale(self, &given.items[i]));
	}
	return st;
}

static enum status drop_from_all(struct intake *self, uint64_t source, bool gone, struct error *err)
{
	struct buffer all = BUFFER_INIT;
	intake_source_term(source, &self->term);
	enum status st = xap_docids(self->writer->db, buffer_slice(&self->term), &all, err);
	for (size_t i = 0; !st && i < all.len / sizeof(uint32_t); i++) {
		uint32_t docid;
		bool whole = false;
		memcpy(&docid, all.ptr + i * sizeof docid, sizeof docid);
		struct error cause = {0};
		if (!gone)
			st = is_whole(self, docid, &whole, &cause);
		if (!st && !whole)
			st = drop_source(self, docid, source, &cause);
		if (st == STATUS_NOT_FOUND)
			st = STATUS_OK; /* it has become part of another since */
		else if (st && err)
			*err = cause;
	}
	buffer_release(&all);
	return st;
}

enum status intake_tidy(struct intake *self, struct error *err)
{
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < self->mixed.len / sizeof(uint32_t); i++) {
		uint32_t docid;
		memcpy(&docid, self->mixed.ptr + i * sizeof docid, sizeof docid);
		st = drop_if_there(self, docid, self->source, err);
	}
	buffer_clear(&self->mixed);
	return st;
}

enum status intake_end(struct intake *self, struct error *err)
{
	enum status st = intake_tidy(self, err);
	return st ? st : drop_from_all(self, self->source, false, err);
}

enum status intake_gone(struct intake *self, uint64_t source, struct error *err)
{
	self->source = 0;
	return drop_from_all(self, source, true, err);
}

enum status intake_renew(struct intake *self, struct slice id, bool *found, struct error *err)
{
	struct component c = {.documents = NULL};
	struct existing doc;
	arena_clear(&self->arena);
	struct slice kept = arena_copy(&self->arena, id);
	enum status st = existing_find(self, kept, &doc, err);
	if (found)
		*found = !st && doc.docid;
	if (st || !doc.docid)
		return st;
	st = component_add_document(self, &c, doc.docid, err);
	if (!st)
		st = component_complete(self, &c, err);
	if (st || !c.all.count)
		return st;
	st = component_settle(self, &c, LEFTOVER_DELETE, false, err);
	intake_count_documents(self, &c, false);
	return st;
}

enum status intake_expire(struct intake *self, int days, struct error *err)
{
	struct buffer all = BUFFER_INIT;
	enum status st = xap_docids(self->writer->db, slice_of(TERM_WITHDRAWN), &all, err);
	for (size_t i = 0; !st && i < all.len / sizeof(uint32_t); i++) {
		struct existing doc;
		uint32_t docid;
		arena_clear(&self->arena);
		memcpy(&docid, all.ptr + i * sizeof docid, sizeof docid);
		st = existing_read(self, docid, &doc, err);
		if (st || date_days(self->today) - date_days(doc.withdrawn) < days)
			continue;
		st = intake_remove(self, &doc, err);
		schema_key(&self->term, SCHEMA_KEY_HISTORY, doc.id);
		if (!st)
			st = xap_metadata_set(self->writer->db, self->term.ptr, SLICE_EMPTY, err);
		self->counts.removed++;
	}
	buffer_release(&all);
	return st;
}

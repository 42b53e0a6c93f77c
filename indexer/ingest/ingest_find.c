/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which documents a question may have to do with: by the relations of indexer/ingest/identity.h. */
#include <stdlib.h>

#include "indexer/ingest/identity.h"
#include "indexer/ingest/ingest_internal.h"
#include "store/index/schema.h"

/* Questions that ask the same in the same words; some are asked every month for years.  With more
 * than this a paper without number cannot be told to be one of them. */
enum { ALIKE_MOST = 64 };

/* ---- documents ---- */

bool intake_was_touched(const struct intake *self, uint32_t docid)
{
	uint32_t epoch = 0;
	if ((docid + 1) * sizeof epoch <= self->touched.len)
		memcpy(&epoch, self->touched.ptr + docid * sizeof epoch, sizeof epoch);
	return epoch == self->epoch;
}

static enum status read_slot(struct intake *self, uint32_t docid, unsigned slot, struct slice *out,
			     struct error *err)
{
	enum status st = xap_value(self->writer->db, docid, slot, &self->value, err);
	if (!st)
		*out = arena_copy(&self->arena, buffer_slice(&self->value));
	return st;
}

enum status existing_read(struct intake *self, uint32_t docid, struct existing *out,
			  struct error *err)
{
	struct slice withdrawn = SLICE_EMPTY;
	*out = (struct existing){.docid = docid};
	enum status st = read_slot(self, docid, SLOT_ID, &out->id, err);
	if (!st)
		st = read_slot(self, docid, SLOT_HASH, &out->hash, err);
	if (!st)
		st = read_slot(self, docid, SLOT_GIVEN, &out->given, err);
	if (!st)
		st = read_slot(self, docid, SLOT_WITHDRAWN, &withdrawn, err);
	out->withdrawn = withdrawn.len ? atoi(withdrawn.ptr) : 0;
	return st;
}

enum status existing_find(struct intake *self, struct slice id, struct existing *out,
			  struct error *err)
{
	uint32_t docid;
	struct error cause = {0};
	schema_term(&self->term, PREFIX_ID, id);
	enum status st = xap_find(self->writer->db, buffer_slice(&self->term), &docid, &cause);
	if (!st)
		return existing_read(self, docid, out, err);
	*out = (struct existing){.docid = 0};
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (err)
		*err = cause;
	return st;
}

/* The order of lines that are still in the file may have changed without their being read. */
static void refresh_order(const struct intake *self, struct contribution *c)
{
	if (!self->line_number || c->source != self->source || !c->part || c->is_member)
		return;
	const unsigned long number = self->line_number(self->line_ctx, c->part);
	c->order = number ? (uint32_t)number : c->order;
}

static enum status load_contributions(struct intake *self, struct component *c,
				      struct existing *doc, struct error *err)
{
	struct contributions given;
	enum status st = contributions_parse(doc->given, &self->arena, &given, err);
	if (st || !given.count)
		return st;
	st = xap_data(self->writer->db, doc->docid, &self->value, err);
	doc->data = arena_copy(&self->arena, buffer_slice(&self->value));
	if (!st)
		st = contributions_load(&given, doc->data, &self->arena, err);
	for (size_t i = 0; !st && i < given.count; i++) {
		c->all.items = arena_grow(&self->arena, c->all.items, c->all.count, &c->all.room,
					  sizeof *c->all.items);
		refresh_order(self, &given.items[i]);
		given.items[i].docid = doc->docid;
		c->all.items[c->all.count++] = given.items[i];
	}
	return st;
}

enum status component_add_document(struct intake *self, struct component *c, uint32_t docid,
				   struct error *err)
{
	struct existing doc;
	for (size_t i = 0; i < c->count; i++)
		if (c->documents[i].docid == docid)
			return STATUS_OK;
	enum status st = existing_read(self, docid, &doc, err);
	if (!st)
		st = load_contributions(self, c, &doc, err);
	if (st)
		return schema_blame(self->writer->db, docid, st, err);
	c->documents = arena_grow(&self->arena, c->documents, c->count, &c->room,
				  sizeof *c->documents);
	c->documents[c->count++] = doc;
	return STATUS_OK;
}

/* Ids of the documents that have the term, in the arena. */
static enum status docids_of(struct intake *self, const char *prefix, struct slice word,
			     const uint32_t **docids, size_t *count, struct error *err)
{
	struct buffer found = BUFFER_INIT;
	schema_term(&self->term, prefix, word);
	enum status st = xap_docids(self->writer->db, buffer_slice(&self->term), &found, err);
	*count = found.len / sizeof **docids;
	uint32_t *copy = arena_alloc(&self->arena, found.len + 1);
	if (found.len)
		memcpy(copy, found.ptr, found.len);
	*docids = copy;
	buffer_release(&found);
	return st;
}

enum status component_add_term(struct intake *self, struct component *c, const char *prefix,
			       struct slice word, struct error *err)
{
	const uint32_t *docids;
	size_t count;
	enum status st = docids_of(self, prefix, word, &docids, &count, err);
	for (size_t i = 0; !st && i < count; i++)
		st = component_add_document(self, c, docids[i], err);
	return st;
}

/* ---- relations ---- */

static enum status add_name(struct intake *self, struct component *c, struct slice name,
			    struct error *err)
{
	enum status st = component_add_term(self, c, PREFIX_ID, name, err);
	return st ? st : component_add_term(self, c, PREFIX_ALIAS, name, err);
}

/* Ids that are `base`, or go on behind it with a hyphen. */
static enum status add_longer_names(struct intake *self, struct component *c, const char *prefix,
				    struct slice base, struct error *err)
{
	struct xap_terms *terms = NULL;
	struct slice term;
	bool more = true;
	size_t count = 0, room = 0;
	struct slice *names = NULL;
	schema_term(&self->term, prefix, base);
	struct slice start = arena_copy(&self->arena, buffer_slice(&self->term));
	enum status st = xap_terms_open(self->writer->db, 0, start, &terms, err);
	while (!st && more) {
		st = xap_terms_next(terms, &more, &term, NULL, NULL, err);
		if (st || !more || (term.len > start.len && term.ptr[start.len] != '-'))
			continue;
		names = arena_grow(&self->arena, names, count, &room, sizeof *names);
		names[count++] = arena_copy(&self->arena, slice_from(term, strlen(prefix)));
	}
	xap_terms_close(terms);
	for (size_t i = 0; !st && i < count; i++)
		st = component_add_term(self, c, prefix, names[i], err);
	return st;
}

static enum status add_flemish(struct intake *self, struct component *c, const struct question *q,
			       const uint32_t *alike, size_t count, struct error *err)
{
	char day[16];
	struct slice base = identity_flemish_base(&self->arena, q);
	if (!base.len)
		return STATUS_OK;
	enum status st = add_longer_names(self, c, PREFIX_ID, base, err);
	if (!st)
		st = add_longer_names(self, c, PREFIX_ALIAS, base, err);
	snprintf(day, sizeof day, "%08d", q->date_asked);
	for (size_t i = 0; !st && i < count; i++) {
		st = xap_value(self->writer->db, alike[i], SLOT_ASKED, &self->value, err);
		if (!st && slice_is(buffer_slice(&self->value), day))
			st = component_add_document(self, c, alike[i], err);
	}
	return st;
}

/* Papers that lost their number: this one, or others. */
static enum status add_copies(struct intake *self, struct component *c, const struct question *q,
			      const uint32_t *alike, size_t count, struct error *err)
{
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < count && i <= ALIKE_MOST && question_id_is_makeshift(q->id);
	     i++)
		st = component_add_document(self, c, alike[i], err);
	for (int p = PARLIAMENT_UNKNOWN; !st && count && p <= PARLIAMENT_TWEEDEKAMER; p++)
		st = add_name(
			self, c,
			question_makeshift_id((enum parliament)p, q->fingerprint, &self->arena),
			err);
	return st;
}

static enum status add_related(struct intake *self, struct component *c, const struct question *q,
			       struct error *err)
{
	const uint32_t *alike = NULL;
	size_t count = 0;
	enum status st = add_name(self, c, q->id, err);
	for (size_t i = 0; !st && i < q->alias_count; i++)
		st = add_name(self, c, q->aliases[i], err);
	if (!st && q->fingerprint.len)
		st = docids_of(self, PREFIX_FINGERPRINT, q->fingerprint, &alike, &count, err);
	if (!st)
		st = add_copies(self, c, q, alike, count, err);
	return st ? st : add_flemish(self, c, q, alike, count, err);
}

enum status component_complete(struct intake *self, struct component *c, struct error *err)
{
	enum status st = STATUS_OK;
	while (!st && c->asked < c->all.count)
		st = add_related(self, c, c->all.items[c->asked++].question, err);
	return st;
}

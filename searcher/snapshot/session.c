/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index that a searcher reads, kept at its newest state. */
#include "searcher/snapshot/question_id.h"
#include "searcher/snapshot/searcher_internal.h"

#include "corpus/model/question_record.h"
#include "corpus/offices/added.h"
#include "store/index/location.h"
#include "store/index/schema.h"

/* Which parts the newest state is without. */
static void note_missing(struct searcher *self)
{
	struct missing_parts *m = &self->missing;
	struct arena *arena = &self->missing_arena;
	const char *cause;
	arena_clear(arena);
	*m = (struct missing_parts){.of = xap_part_count(self->db)};
	m->names = arena_calloc(arena, m->of, sizeof *m->names);
	m->causes = arena_calloc(arena, m->of, sizeof *m->causes);
	for (size_t i = 0; i < m->of; i++) {
		const char *name = xap_part_name(self->db, i, &cause);
		if (!cause)
			continue;
		const bool nameless = self->options.nameless;
		m->names[m->count] = nameless ? arena_printf(arena, "deel %zu", i + 1)
					      : arena_copy(arena, slice_of(name));
		m->causes[m->count++] = arena_copy(arena,
						   slice_of(nameless ? "antwoordt niet" : cause));
	}
}

/* A writer may commit twice while the index is being opened. */
/* What its operator adds to mandates, parties and ministries. */
static enum status follow_lists(struct xap_db *db, struct error *err)
{
	struct buffer lists = BUFFER_INIT;
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && !lists.len && i < xap_part_count(db); i++)
		st = xap_part_metadata(db, i, SCHEMA_KEY_LISTS, &lists, err);
	if (!st)
		added_use(buffer_slice(&lists));
	buffer_release(&lists);
	return st;
}

enum status session_open(struct searcher *self, struct error *err)
{
	const struct searcher_options *options = &self->options;
	const struct xap_part_options parts = {options->timeout_ms, options->partial};
	enum status st = shards_resolve(options->db, &self->resolved, err);
	st = st ? st : STATUS_MODIFIED;
	for (int i = 0; st == STATUS_MODIFIED && i < SESSION_TRIES; i++) {
		xap_close(self->db);
		self->db = NULL;
		st = shards_open(options->db, XAP_READ, &parts, &self->db, err);
		if (st)
			continue;
		xap_set_limit(self->db, &self->limit);
		st = schema_check(self->db, analyzer_identity(self->analyzer), err);
		if (!st)
			st = follow_lists(self->db, err);
		if (st)
			error_prefix(err, "%s: ", options->db);
	}
	if (!st)
		note_missing(self);
	return st;
}

/* Opens what the place stands for now when that is something else; what cannot be opened is left
 * for later. */
static void follow_place(struct searcher *self)
{
	struct buffer now = BUFFER_INIT;
	struct xap_db *before = self->db;
	enum status st = shards_resolve(self->options.db, &now, NULL);
	if (!st && !slice_eq(buffer_slice(&now), buffer_slice(&self->resolved))) {
		self->db = NULL;
		st = session_open(self, NULL);
		xap_close(st ? self->db : before);
		if (st) {
			self->db = before;
			buffer_clear(&self->resolved);
		}
	}
	buffer_release(&now);
}

static enum status refresh(struct searcher *self, bool again, struct error *err)
{
	follow_place(self);
	const bool moved = xap_moved(self->db);
	/* parts that were missing are asked for again */
	if (!again && !moved && !self->missing.count)
		return STATUS_OK;
	const size_t missing = self->missing.count;
	enum status st = xap_reopen(self->db, NULL, err);
	if (st)
		return st;
	note_missing(self);
	if (!moved && !missing)
		return STATUS_OK;
	st = schema_check(self->db, analyzer_identity(self->analyzer), err);
	return st ? st : follow_lists(self->db, err);
}

enum status session_refresh(struct searcher *self, bool again, struct error *err)
{
	enum status st = refresh(self, again, err);
	if (st)
		return st;
	const bool changed = matcher_begin(self->matcher, self->db);
	columns_begin(self->columns, self->db, changed);
	if (changed)
		self->vectors = (struct vectors){.known = false};
	return STATUS_OK;
}

/* Where parts are missing nobody knows what is not there. */
enum status session_not_found(const struct searcher *self, struct slice id, struct error *err)
{
	if (self->missing.count)
		return error_set(err, STATUS_NETWORK,
				 "no question with id \"%.*s\" in what can be reached: %.*s",
				 SLICE_ARG(id), SLICE_ARG(self->missing.causes[0]));
	return error_set(err, STATUS_NOT_FOUND, "no question with id \"%.*s\"", SLICE_ARG(id));
}

enum status session_load(struct searcher *self, uint32_t docid, struct question *q,
			 struct error *err)
{
	struct buffer data = BUFFER_INIT;
	enum status st = xap_data(self->db, docid, &data, err);
	if (!st) {
		struct slice kept = arena_copy(&q->arena, buffer_slice(&data));
		st = record_decode(kept, q, err);
	}
	buffer_release(&data);
	return schema_blame(self->db, docid, st, err);
}

enum status session_find(struct searcher *self, struct slice id, uint32_t *docid, struct error *err)
{
	enum status st = question_id_find(self->db, id, docid, err);
	return st == STATUS_NOT_FOUND ? session_not_found(self, id, err) : st;
}

void session_repair(struct searcher *self, const struct question *question)
{
	if (self->repairing != question)
		repair_begin(self->repair, question);
	self->repairing = question;
}

struct thesaurus *session_thesaurus(struct searcher *self)
{
	if (!self->thesaurus)
		self->thesaurus = thesaurus_new();
	return self->thesaurus;
}

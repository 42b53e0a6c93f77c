/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/nightly/migrate.h"

#include <stdlib.h>
#include <unistd.h>

#include "corpus/model/question_record.h"
#include "indexer/ingest/ingest.h"
#include "indexer/scan/source_file.h"
#include "store/index/schema.h"

struct carrier {
	const struct config *config;
	struct xap_db *old;
	struct writer writer;
	struct corrections *corrections;
	bool is_legacy; /* the old index is of schema 3, which kept no contributions */
	struct intake intake;
	struct carry_report *report;
	struct arena arena; /* of one question */
	struct buffer term, value;
	int today;
	const struct night_log *log;
};

/* *docid 0 when there is none. */
static enum status find(struct xap_db *db, struct slice term, uint32_t *docid, struct error *err)
{
	struct error cause = {0};
	*docid = 0;
	enum status st = xap_find(db, term, docid, &cause);
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st && err)
		*err = cause;
	return st;
}

static enum status slot(struct carrier *c, struct xap_db *db, uint32_t docid, unsigned number,
			struct slice *out, struct error *err)
{
	enum status st = xap_value(db, docid, number, &c->value, err);
	*out = arena_copy(&c->arena, buffer_slice(&c->value));
	return st;
}

/* ---- papers that the new index could not read ---- */

static bool is_out_of_reach(const struct config *config, const char *path)
{
	for (size_t i = 0; i < config->source_count; i++)
		if (slice_starts(slice_of(path), config->sources[i].path))
			return access(config->sources[i].path, R_OK) != 0;
	return false;
}

/* True when the paper may still give its question: it failed now, or its source is away. */
static enum status may_still_give(struct carrier *c, uint64_t key, bool *may, struct error *err)
{
	struct paper paper;
	struct error cause = {0};
	enum status st = paper_load(c->writer.db, key, &c->arena, &paper, &cause);
	*may = !st && (paper.refused || paper.due);
	if (st == STATUS_NOT_FOUND) {
		st = paper_load(c->old, key, &c->arena, &paper, &cause);
		if (!st && is_out_of_reach(c->config, paper.path)) {
			*may = paper.due = true;
			st = paper_save(c->writer.db, &paper, &cause);
		}
	}
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st && err)
		*err = cause;
	return st;
}

/* ---- what the old index has of a question ---- */

struct old_question {
	uint32_t docid;
	struct slice data;
	int withdrawn;
	struct contributions given; /* with their records */
};

enum {
	LEGACY_CLAIM = 17
}; /* bytes: paper, hash of the line, rank; the first one's record is the document's */

static enum status parse_legacy(struct carrier *c, struct slice raw, struct contributions *out,
				struct error *err)
{
	struct contribution one = {.source = 0};
	*out = (struct contributions){.items = NULL};
	if (raw.len % LEGACY_CLAIM)
		return error_set(err, STATUS_CORRUPT, "the papers of a question are damaged");
	if (!raw.len)
		return STATUS_OK;
	memcpy(&one.source, raw.ptr, sizeof one.source);
	memcpy(&one.part, raw.ptr + sizeof one.source, sizeof one.part);
	out->items = arena_calloc(&c->arena, 1, sizeof one);
	out->items[0] = one;
	out->count = 1;
	return STATUS_OK;
}

static enum status read_old(struct carrier *c, uint32_t docid, struct old_question *old,
			    struct error *err)
{
	struct slice raw, day;
	*old = (struct old_question){.docid = docid};
	enum status st = slot(c, c->old, docid, SLOT_GIVEN, &raw, err);
	if (!st)
		st = slot(c, c->old, docid, SLOT_WITHDRAWN, &day, err);
	if (!st)
		st = xap_data(c->old, docid, &c->value, err);
	if (st)
		return st;
	old->withdrawn = day.len ? atoi(day.ptr) : 0;
	old->data = arena_copy(&c->arena, buffer_slice(&c->value));
	st = c->is_legacy ? parse_legacy(c, raw, &old->given, err)
			  : contributions_parse(raw, &c->arena, &old->given, err);
	return st || !old->given.count ? st
				       : contributions_load(&old->given, old->data, &c->arena, err);
}

/* ---- questions ---- */

/* The complete paper stands in for a copy that lost its number. */
static enum status gave_way(struct carrier *c, const struct question *q, bool *gone,
			    struct error *err)
{
	uint32_t docid = 0;
	enum status st = STATUS_OK;
	if (question_id_is_makeshift(q->id)) {
		schema_term(&c->term, PREFIX_FINGERPRINT, q->fingerprint);
		st = find(c->writer.db, buffer_slice(&c->term), &docid, err);
	}
	*gone = docid != 0;
	return st;
}

/* Nothing can bring it back: what it was is in the generation before, and in the log. */
static enum status leave_damaged(struct carrier *c, uint32_t docid, bool live,
				 const struct error *cause)
{
	struct error named = *cause;
	(void)!schema_blame(c->old, docid, cause->code, &named);
	c->report->damaged++;
	c->report->lost += live;
	night_log(c->log, LOG_LEVEL_ERROR, "damaged-question", LOG_TEXT("cause", named.msg));
	return STATUS_OK;
}

/* Contributions whose papers could not be read now stay; *kept says that there was one. */
static enum status keep_unread(struct carrier *c, const struct old_question *old, bool *kept,
			       struct error *err)
{
	enum status st = STATUS_OK;
	*kept = false;
	for (size_t i = 0; !st && i < old->given.count; i++) {
		enum intake_effect effect;
		bool may;
		st = may_still_give(c, old->given.items[i].source, &may, err);
		if (st || !may)
			continue;
		st = intake_contribution(&c->intake, &old->given.items[i], &effect, err);
		*kept = true;
	}
	return st;
}

/* No source gives it any longer. */
static enum status carry_question(struct carrier *c, const struct old_question *old,
				  struct error *err)
{
	struct question q;
	bool gone;
	question_init(&q);
	enum status st = record_decode(old->data, &q, err);
	if (!st)
		st = gave_way(c, &q, &gone, err);
	if (!st && !gone) {
		c->report->lost += !old->withdrawn;
		c->report->carried++;
		st = intake_carry(&c->intake, &q, old->withdrawn ? old->withdrawn : c->today, err);
	}
	question_release(&q);
	return st;
}

static enum status copy_history(struct carrier *c, struct slice id, struct slice new_id,
				struct slice more, struct error *err)
{
	schema_key(&c->term, SCHEMA_KEY_HISTORY, id);
	enum status st = xap_metadata_get(c->old, c->term.ptr, &c->value, err);
	if (st || (!c->value.len && !more.len))
		return st;
	buffer_add_slice(&c->value, more);
	schema_key(&c->term, SCHEMA_KEY_HISTORY, new_id);
	return xap_metadata_set(c->writer.db, c->term.ptr, buffer_slice(&c->value), err);
}

/* Whether the paper itself changed, and not only what is made of it. */
static enum status paper_changed(struct carrier *c, const struct old_question *old, uint32_t after,
				 bool *changed, struct error *err)
{
	struct slice raw;
	struct contributions given;
	struct paper was, is;
	*changed = false;
	enum status st = slot(c, c->writer.db, after, SLOT_GIVEN, &raw, err);
	if (!st)
		st = contributions_parse(raw, &c->arena, &given, err);
	if (st || !old->given.count || !given.count ||
	    old->given.items[0].source != given.items[0].source)
		return st;
	const struct contribution *a = &old->given.items[0], *b = &given.items[0];
	if (paper_load(c->old, a->source, &c->arena, &was, NULL) ||
	    paper_load(c->writer.db, a->source, &c->arena, &is, NULL))
		return STATUS_OK; /* nobody knows */
	*changed = a->part != b->part ||
		   (!a->part && memcmp(was.content, is.content, sizeof was.content) != 0);
	return STATUS_OK;
}

/* The question is in both. */
static enum status compare(struct carrier *c, struct slice id, const struct old_question *old,
			   uint32_t after, struct error *err)
{
	struct slice old_hash, new_hash, new_id, more = SLICE_EMPTY;
	bool changed;
	enum status st = slot(c, c->old, old->docid, SLOT_HASH, &old_hash, err);
	if (!st)
		st = slot(c, c->writer.db, after, SLOT_HASH, &new_hash, err);
	if (!st)
		st = slot(c, c->writer.db, after, SLOT_ID, &new_id, err);
	if (!st && !slice_eq(old_hash, new_hash)) {
		st = paper_changed(c, old, after, &changed, err);
		if (!st && changed)
			more = arena_printf(&c->arena, "%08d %.*s\n", c->today,
					    SLICE_ARG(old_hash));
	}
	return st ? st : copy_history(c, id, new_id, more, err);
}

/* By its id, or the id that it has by now. */
static enum status find_new(struct carrier *c, struct slice id, uint32_t *docid, struct error *err)
{
	schema_term(&c->term, PREFIX_ID, id);
	enum status st = find(c->writer.db, buffer_slice(&c->term), docid, err);
	if (st || *docid)
		return st;
	schema_term(&c->term, PREFIX_ALIAS, id);
	return find(c->writer.db, buffer_slice(&c->term), docid, err);
}

static enum status take_old(struct carrier *c, struct slice id, const struct old_question *old,
			    struct error *err)
{
	uint32_t after;
	bool kept = false;
	enum status st = old->withdrawn ? STATUS_OK : keep_unread(c, old, &kept, err);
	if (!st)
		st = find_new(c, id, &after, err);
	if (st)
		return st;
	c->report->carried += kept;
	if (after && !c->is_legacy)
		st = intake_adopt_days(&c->intake, after, &old->given, err);
	if (after)
		return st ? st : compare(c, id, old, after, err);
	st = carry_question(c, old, err);
	return st ? st : copy_history(c, id, id, SLICE_EMPTY, err);
}

static enum status take_id(struct carrier *c, struct slice term, struct error *err)
{
	uint32_t docid;
	struct slice day;
	struct error cause = {0};
	struct old_question old;
	arena_clear(&c->arena);
	struct slice kept = arena_copy(&c->arena, term);
	enum status st = xap_find(c->old, kept, &docid, err);
	if (!st)
		st = slot(c, c->old, docid, SLOT_WITHDRAWN, &day, err);
	if (st)
		return st;
	c->report->live += !day.len;
	struct slice id = slice_from(kept, strlen(PREFIX_ID));
	st = read_old(c, docid, &old, &cause);
	if (!st)
		st = take_old(c, id, &old, &cause);
	if (st == STATUS_CORRUPT || st == STATUS_VERSION) {
		uint32_t after;
		st = find_new(c, id, &after, err);
		return st || after ? st : leave_damaged(c, docid, !day.len, &cause);
	}
	if (st && err)
		*err = cause;
	return st;
}

static enum status take_all(struct carrier *c, struct error *err)
{
	struct xap_terms *ids = NULL;
	struct slice term;
	bool more = true;
	enum status st = xap_terms_open(c->old, 0, slice_of(PREFIX_ID), &ids, err);
	while (!st && more) {
		st = xap_terms_next(ids, &more, &term, NULL, NULL, err);
		if (!st && more)
			st = take_id(c, term, err);
		if (!st && c->intake.pending >= (size_t)c->config->limits.batch_questions) {
			st = writer_commit(&c->writer, true, err);
			c->intake.pending = 0;
		}
	}
	xap_terms_close(ids);
	return st ? st : writer_commit(&c->writer, true, err);
}

enum status carry_run(const struct config *config, const char *before, const char *after, int today,
		      const struct night_log *log, struct carry_report *report, struct error *err)
{
	struct carrier c = {.config = config, .report = report, .today = today, .log = log};
	*report = (struct carry_report){0, 0, 0, 0};
	enum status st = xap_open(before, XAP_READ, &c.old, err);
	if (!st)
		st = corrections_load(config->corrections, &c.corrections, err);
	if (!st)
		st = xap_metadata_get(c.old, SCHEMA_KEY_VERSION, &c.value, err);
	c.is_legacy = atoi(buffer_cstr(&c.value)) < SCHEMA_VERSION;
	if (!st)
		st = writer_open(&c.writer, after, 0, err);
	if (!st) {
		intake_init(&c.intake, &c.writer, c.corrections, today, true);
		intake_begin(&c.intake, 0, NULL);
		st = take_all(&c, err);
		if (!st)
			st = writer_flatten(&c.writer, err);
	}
	if (st && c.writer.db && xap_rollback(c.writer.db, NULL))
		error_prefix(err, "and cannot roll back: ");
	intake_release(&c.intake);
	writer_close(&c.writer);
	corrections_free(c.corrections);
	xap_close(c.old);
	arena_release(&c.arena);
	buffer_release(&c.term);
	buffer_release(&c.value);
	return st;
}

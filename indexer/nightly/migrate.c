/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/nightly/migrate.h"

#include <stdlib.h>
#include <unistd.h>

#include "corpus/model/question_record.h"
#include "indexer/ingest/ingest.h"
#include "store/index/schema.h"

struct carrier {
	const struct config *config;
	struct xap_db *old;
	struct writer writer;
	struct corrections *corrections; /* none: they were applied when the papers were read */
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

static enum status keep_claims(struct carrier *c, struct claims *claims, struct error *err)
{
	enum status st = STATUS_OK;
	for (size_t i = claims->count; !st && i > 0; i--) {
		bool may;
		st = may_still_give(c, claims->items[i - 1].paper, &may, err);
		if (!may)
			claims_drop(claims, claims->items[i - 1].paper);
	}
	return st;
}

/* ---- questions ---- */

/* The complete paper stands in for a copy that lost its number. */
static enum status gave_way(struct carrier *c, const struct question *q, bool *gone, struct error *err)
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
static enum status leave_damaged(struct carrier *c, uint32_t docid, bool live, const struct error *cause)
{
	struct error named = *cause;
	(void)!schema_blame(c->old, docid, cause->code, &named);
	c->report->damaged++;
	c->report->lost += live;
	night_log(c->log, LOG_LEVEL_ERROR, "damaged-question", LOG_TEXT("cause", named.msg));
	return STATUS_OK;
}

static enum status carry_question(struct carrier *c, uint32_t docid, struct error *err)
{
	struct error cause = {0};
	struct question q;
	struct claims claims;
	struct slice raw, day;
	bool gone;
	enum status st = slot(c, c->old, docid, SLOT_CLAIMS, &raw, err);
	if (!st)
		st = slot(c, c->old, docid, SLOT_WITHDRAWN, &day, err);
	if (!st)
		st = claims_parse(raw, &c->arena, &claims, err);
	if (!st)
		st = keep_claims(c, &claims, err);
	if (st)
		return st;
	question_init(&q);
	st = xap_data(c->old, docid, &c->value, &cause);
	if (!st)
		st = record_decode(buffer_slice(&c->value), &q, &cause);
	if (st == STATUS_CORRUPT || st == STATUS_VERSION) {
		question_release(&q);
		return leave_damaged(c, docid, !day.len, &cause);
	}
	if (st && err)
		*err = cause;
	if (!st)
		st = gave_way(c, &q, &gone, err);
	if (!st && !gone) {
		const int withdrawn = claims.count ? 0 : day.len ? atoi(day.ptr) : c->today;
		c->report->lost += withdrawn && !day.len;
		c->report->carried++;
		st = intake_carry(&c->intake, &q, &claims, withdrawn, err);
	}
	question_release(&q);
	return st;
}

static enum status copy_history(struct carrier *c, struct slice id, struct slice more, struct error *err)
{
	schema_key(&c->term, SCHEMA_KEY_HISTORY, id);
	enum status st = xap_metadata_get(c->old, c->term.ptr, &c->value, err);
	if (st || (!c->value.len && !more.len))
		return st;
	buffer_add_slice(&c->value, more);
	return xap_metadata_set(c->writer.db, c->term.ptr, buffer_slice(&c->value), err);
}

/* Whether the paper itself changed, and not only what is made of it. */
static enum status paper_changed(struct carrier *c, uint32_t before, uint32_t after, bool *changed,
				 struct error *err)
{
	struct slice raw;
	struct claims old, new;
	struct paper was, is;
	*changed = false;
	enum status st = slot(c, c->old, before, SLOT_CLAIMS, &raw, err);
	if (!st)
		st = claims_parse(raw, &c->arena, &old, err);
	if (!st)
		st = slot(c, c->writer.db, after, SLOT_CLAIMS, &raw, err);
	if (!st)
		st = claims_parse(raw, &c->arena, &new, err);
	if (st || !old.count || !new.count || old.items[0].paper != new.items[0].paper)
		return st;
	if (paper_load(c->old, old.items[0].paper, &c->arena, &was, NULL) ||
	    paper_load(c->writer.db, old.items[0].paper, &c->arena, &is, NULL))
		return STATUS_OK; /* nobody knows */
	*changed = old.items[0].line != new.items[0].line ||
		   (!old.items[0].line && memcmp(was.content, is.content, sizeof was.content) != 0);
	return STATUS_OK;
}

/* The question is in both. */
static enum status compare(struct carrier *c, struct slice id, uint32_t before, uint32_t after,
			   struct error *err)
{
	struct slice old_hash, new_hash, more = SLICE_EMPTY;
	bool changed;
	enum status st = slot(c, c->old, before, SLOT_HASH, &old_hash, err);
	if (!st)
		st = slot(c, c->writer.db, after, SLOT_HASH, &new_hash, err);
	if (!st && !slice_eq(old_hash, new_hash)) {
		st = paper_changed(c, before, after, &changed, err);
		if (!st && changed)
			more = arena_printf(&c->arena, "%08d %.*s\n", c->today, SLICE_ARG(old_hash));
	}
	return st ? st : copy_history(c, id, more, err);
}

static enum status take_id(struct carrier *c, struct slice term, struct error *err)
{
	uint32_t before, after;
	struct slice day;
	arena_clear(&c->arena);
	struct slice kept = arena_copy(&c->arena, term);
	struct slice id = slice_from(kept, strlen(PREFIX_ID));
	enum status st = xap_find(c->old, kept, &before, err);
	if (!st)
		st = slot(c, c->old, before, SLOT_WITHDRAWN, &day, err);
	if (!st)
		st = find(c->writer.db, kept, &after, err);
	if (st)
		return st;
	c->report->live += !day.len;
	if (after)
		return compare(c, id, before, after, err);
	st = carry_question(c, before, err);
	return st ? st : copy_history(c, id, SLICE_EMPTY, err);
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
		st = corrections_load(NULL, &c.corrections, err);
	if (!st)
		st = writer_open(&c.writer, after, 0, err);
	if (!st) {
		intake_init(&c.intake, &c.writer, c.corrections, today);
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

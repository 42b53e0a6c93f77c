/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/ingest/index.h"

#include "corpus/model/question_record.h"
#include "indexer/ingest/read_all.h"
#include "indexer/ingest/writer.h"
#include "store/index/schema.h"

struct run {
	const struct index_options *options;
	struct index_report *report;
	struct writer writer;
	struct buffer term, value;
	struct arena arena;  /* of one question */
	size_t pending;      /* questions since the last commit */
	struct index_reading reading;
};

static enum status commit(struct run *run, struct error *err)
{
	enum status st = writer_commit(&run->writer, run->pending > 0, err);
	if (st)
		return st;
	run->report->committed += run->pending;
	run->pending = 0;
	run->report->documents = xap_doccount(run->writer.db);
	index_tell(&run->reading, true);
	return STATUS_OK;
}

/* ---- one question ---- */

/* Id of the document that holds the term in *out, empty when there is none. */
static enum status id_of(struct run *run, struct slice term, unsigned slot, struct buffer *out,
			 struct error *err)
{
	uint32_t docid;
	buffer_clear(out);
	enum status st = xap_find(run->writer.db, term, &docid, err);
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	return st ? st : xap_value(run->writer.db, docid, slot, out, err);
}

/*
 * One paper may come in two layouts, of which one has lost its number: the copy
 * with the makeshift id gives way to the other.  *skip says that this is it.
 */
static enum status settle_doubles(struct run *run, const struct question *q, bool *skip,
				  struct error *err)
{
	*skip = false;
	if (question_id_is_given(q))
		return STATUS_OK; /* the feeder knows best */
	schema_term(&run->term, PREFIX_FINGERPRINT, q->fingerprint);
	enum status st = id_of(run, buffer_slice(&run->term), SLOT_ID, &run->value, err);
	struct slice other = buffer_slice(&run->value);
	if (st || !other.len || slice_eq(other, q->id))
		return st;
	if (question_id_is_makeshift(q->id)) {
		*skip = true;
		return STATUS_OK;
	}
	if (!question_id_is_makeshift(other))
		return STATUS_OK;
	struct slice term = arena_printf(&run->arena, PREFIX_ID "%.*s", SLICE_ARG(other));
	return xap_delete(run->writer.db, term, err);
}

static bool has_text(const struct question *q)
{
	return q->intro.len || q->question_count || q->answer_count || q->answer_intro.len;
}

/*
 * A source that only names a question (the results of a search, a list) does not take the texts away that
 * another has brought.  *skip says that this is such a case.
 */
static enum status spare_texts(struct run *run, const struct question *q, struct slice unique,
			       bool *skip, struct error *err)
{
	uint32_t docid;
	struct question known;
	if (*skip || has_text(q))
		return STATUS_OK;
	enum status st = xap_find(run->writer.db, unique, &docid, err);
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (!st)
		st = xap_data(run->writer.db, docid, &run->value, err);
	question_init(&known);
	if (!st)
		st = record_decode(buffer_slice(&run->value), &known, err);
	st = schema_blame(run->writer.db, docid, st, err);
	*skip = !st && has_text(&known);
	question_release(&known);
	return st;
}

static enum status store_one(struct run *run, struct question *q, struct error *err)
{
	struct index_report *report = run->report;
	bool skip;
	arena_clear(&run->arena);
	enum status st = settle_doubles(run, q, &skip, err);
	if (st)
		return st;
	schema_term(&run->term, PREFIX_ID, q->id);
	struct slice unique = arena_copy(&run->arena, buffer_slice(&run->term));
	struct slice hash = record_hash(q, &run->arena);
	st = spare_texts(run, q, unique, &skip, err);
	if (!st)
		st = id_of(run, unique, SLOT_HASH, &run->value, err);
	if (st)
		return st;
	if (skip || slice_eq(buffer_slice(&run->value), hash)) {
		report->unchanged++;
		report->doubles += skip;
		index_tell(&run->reading, false);
		return STATUS_OK;
	}
	bool known = run->value.len > 0;
	st = writer_build(&run->writer, q, hash, err);
	if (!st)
		st = writer_store(&run->writer, unique, NULL, err);
	if (st == STATUS_INVALID) {
		struct error cause = {0};
		error_set(&cause, st, "%s", err ? err->msg : "cannot be indexed");
		index_refuse(run->report, run->reading.path, 0, &cause);
		return STATUS_OK;
	}
	if (st)
		return st;
	report->added += !known;
	report->replaced += known;
	run->pending++;
	index_tell(&run->reading, false);
	return run->pending >= run->options->commit_every ? commit(run, err) : STATUS_OK;
}

static enum status store_question(void *ctx, struct question *q, struct error *err)
{
	return store_one(ctx, q, err);
}

/* What `nightly` keeps it alone may change: the index and what is known of the papers belong together. */
static enum status open_index(struct run *run, struct error *err)
{
	enum status st = writer_open(&run->writer, run->options->db, run->options->shards, err);
	if (!st)
		st = xap_metadata_get(run->writer.db, SCHEMA_KEY_NIGHTLY, &run->value, err);
	if (!st && run->value.len)
		st = error_set(err, STATUS_INVALID, "%s is kept by vraagbaak nightly: use that",
			       run->options->db);
	if (!st)
		run->report->documents = xap_doccount(run->writer.db);
	return st;
}

enum status index_by_writer(const struct index_options *options, struct index_report *report,
			    struct error *err)
{
	struct run run = {.options = options, .report = report};
	run.reading = (struct index_reading){options, report, store_question, &run, NULL, false};
	enum status st = open_index(&run, err);
	if (!st)
		st = index_read_all(&run.reading, err);
	if (!st)
		st = commit(&run, err);
	if (!st && !report->interrupted)
		st = writer_renew_space(&run.writer, err);
	if (!st)
		st = writer_flatten(&run.writer, err);
	writer_close(&run.writer);
	buffer_release(&run.term);
	buffer_release(&run.value);
	arena_release(&run.arena);
	return st;
}

void index_report_release(struct index_report *report)
{
	arena_release(&report->arena);
}

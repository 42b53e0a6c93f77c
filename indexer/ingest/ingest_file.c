/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/ingest/ingest_file.h"

#include "corpus/sources/source.h"
#include "corpus/text/latin.h"
#include "indexer/ingest/json_lines.h"

struct run {
	const struct reading *reading;
	const char *path;
	struct arena *arena;
	struct paper *paper; /* as it will be */
	size_t room;
	bool index_failed;
};

static void refuse(void *ctx, const char *path, unsigned long line, const char *reason)
{
	struct run *run = ctx;
	struct paper *p = run->paper;
	(void)path;
	p->refused++;
	if (p->refusal_count == PAPER_REFUSALS_MAX)
		return;
	p->refusals = arena_grow(run->arena, p->refusals, p->refusal_count, &run->room,
				 sizeof *p->refusals);
	p->refusals[p->refusal_count++] = (struct paper_refusal){
		line, arena_copy(run->arena, slice_of(reason))};
}

/* A member of an archive is named; what a library quotes from a file need not be UTF-8. */
static void refuse_part(void *ctx, const char *path, unsigned long line, const struct error *cause)
{
	struct run *run = ctx;
	size_t len = strlen(run->path);
	struct slice reason = slice_of(cause->msg);
	reason = slice_sub(reason, 0, utf8_check(reason));
	if (strncmp(path, run->path, len) == 0 && path[len] == '!')
		reason = arena_printf(run->arena, "%s: %.*s", path + len + 1, SLICE_ARG(reason));
	refuse(ctx, path, line, arena_cstr(run->arena, reason));
}

static enum status take(void *ctx, struct question *q, struct error *err)
{
	struct run *run = ctx;
	struct error cause = {0};
	enum status st = intake_question(run->reading->intake, q, 0, 0, &cause);
	if (st == STATUS_INVALID) {
		refuse(run, run->path, 0, cause.msg);
		return STATUS_OK;
	}
	run->paper->questions += !st;
	run->index_failed = st != STATUS_OK;
	if (st && err)
		*err = cause;
	return st;
}

/*
 * What the paper gave before and no longer gives is dropped only when all of it could be read:
 * which question a line that was refused stood for, nobody knows.
 */
static enum status end_paper(void *ctx, struct error *err)
{
	struct run *run = ctx;
	return run->paper->refused ? STATUS_OK : intake_end(run->reading->intake, err);
}

static enum status pause_lines(void *ctx, struct error *err)
{
	const struct reading *r = ((struct run *)ctx)->reading;
	return r->pause(r->ctx, err);
}

/* *file_fault: the paper is to blame for a failure. */
static enum status read_questions(struct run *run, const struct scan_item *item, bool again,
				  bool *file_fault, struct error *err)
{
	if (json_lines_is(item->path, item->type)) {
		const struct json_lines_sink sink = {run, pause_lines, refuse, end_paper};
		return json_lines_read(item->path, again, run->reading->intake, &sink,
				       &run->paper->questions, file_fault, err);
	}
	const struct source_sink sink = {run, take, refuse_part};
	enum status st = source_read(item->path, item->type, &sink, err);
	*file_fault = st && !run->index_failed;
	return st ? st : end_paper(run, err);
}

/* The last line of a paper that failed; the entry keeps how many questions it gave. */
static enum status fail(struct run *run, const struct paper *before, const char *reason, bool due,
			struct error *err)
{
	struct paper *p = run->paper;
	p->refused = p->refusal_count = 0;
	refuse(run, run->path, 0, reason);
	p->failed = true;
	p->due = due;
	p->questions = before->questions;
	p->tries = before->tries + 1;
	p->tried_at = (uint64_t)run->reading->now;
	return paper_save(run->reading->intake->writer->db, p, err);
}

static enum status finish(struct run *run, const struct paper *before,
			  enum reading_outcome *outcome, struct error *err)
{
	struct paper *p = run->paper;
	uint64_t stamp;
	p->due = paper_stamp(run->path, run->reading->now, true, &stamp, NULL) || stamp != p->stamp;
	p->due = p->due && p->stamp; /* it changed while it was read */
	p->readers = paper_readers();
	*outcome = p->refused ? READING_PARTLY : READING_DONE;
	if (p->refused) {
		p->tries = before->tries + 1;
		p->tried_at = (uint64_t)run->reading->now;
	}
	return paper_save(run->reading->intake->writer->db, p, err);
}

/* Until all of it is read the paper is due. */
static enum status begin(struct run *run, struct error *err)
{
	struct paper entry = *run->paper;
	entry.due = true;
	intake_begin(run->reading->intake, entry.key, run->path);
	return paper_save(run->reading->intake->writer->db, &entry, err);
}

static enum status read_changed(struct run *run, const struct scan_item *item,
				const struct paper *before, enum reading_outcome *outcome,
				struct error *err)
{
	struct error cause = {0};
	bool file_fault = false;
	const bool again = run->reading->reread || before->readers != paper_readers();
	enum status st = begin(run, err);
	if (st)
		return st;
	st = read_questions(run, item, again, &file_fault, &cause);
	if (!st)
		return finish(run, before, outcome, err);
	if (file_fault && st != STATUS_NOMEM) {
		*outcome = READING_FAILED;
		run->paper->readers = paper_readers();
		return fail(run, before, cause.msg, st == STATUS_IO, err);
	}
	if (err)
		*err = cause;
	return st;
}

/* The entry as it was; a key that two paths share is the second one's trouble. */
static enum status load_before(const struct reading *self, const struct scan_item *item,
			       struct arena *arena, struct paper *before, struct error *err)
{
	struct error cause = {0};
	enum status st = paper_load(self->intake->writer->db, item->key, arena, before, &cause);
	if (st == STATUS_NOT_FOUND) {
		*before = (struct paper){
			.key = item->key, .path = item->path, .readers = paper_readers()};
		return STATUS_OK;
	}
	if (!st && strcmp(before->path, item->path) != 0)
		return error_set(err, STATUS_INVALID, "%s and %s have one key: rename one of them",
				 before->path, item->path);
	if (st && err)
		*err = cause;
	return st;
}

enum status reading_run(const struct reading *self, const struct scan_item *item,
			struct arena *arena, struct paper *before, struct paper *after,
			enum reading_outcome *outcome, struct error *err)
{
	struct error cause = {0};
	enum status st = load_before(self, item, arena, before, err);
	if (st)
		return st;
	/* cut short, a paper that was new goes on from what these readers gave */
	*after = (struct paper){.key = item->key,
				.path = item->path,
				.stamp = item->stamp,
				.readers = self->reread ? 0 : before->readers};
	struct run run = {.reading = self, .path = item->path, .arena = arena, .paper = after};
	*outcome = READING_FAILED;
	if (item->trouble)
		return fail(&run, before, item->trouble, true, err);
	if (paper_content(item->path, after->content, &cause))
		return fail(&run, before, cause.msg, true, err);
	const bool same = before->content[0] == after->content[0] &&
			  before->content[1] == after->content[1];
	if (same && !before->due && !self->reread && before->readers == paper_readers()) {
		*after = *before;
		after->stamp = item->stamp;
		*outcome = READING_SAME;
		return after->stamp == before->stamp
			       ? STATUS_OK
			       : paper_save(self->intake->writer->db, after, err);
	}
	return read_changed(&run, item, before, outcome, err);
}

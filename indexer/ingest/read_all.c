/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/ingest/read_all.h"

#include <sys/stat.h>
#include <time.h>

#include "corpus/sources/source.h"
#include "corpus/text/latin.h"
#include "indexer/scan/walk.h"

double index_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void index_refuse(struct index_report *r, const char *path, unsigned long line, const struct error *cause)
{
	/* what a library quotes from a file, or a message cut short, need not be UTF-8 */
	struct slice reason = slice_of(cause->msg);
	reason = slice_sub(reason, 0, utf8_check(reason));
	r->refusals = arena_grow(&r->arena, r->refusals, r->refused, &r->refusal_room,
				 sizeof *r->refusals);
	r->refusals[r->refused++] = (struct index_refusal){
		arena_cstr(&r->arena, slice_of(path)), line, cause->code,
		arena_cstr(&r->arena, reason)};
}

void index_tell(const struct index_reading *self, bool committed)
{
	if (self->options->progress)
		self->options->progress(self->options->progress_ctx, self->report,
					self->path ? self->path : "", committed);
}

static void refuse(void *ctx, const char *path, unsigned long line, const struct error *cause)
{
	index_refuse(((struct index_reading *)ctx)->report, path, line, cause);
}

static void refuse_path(void *ctx, const char *path, const char *reason)
{
	struct error cause = {0};
	error_set(&cause, STATUS_IO, "%s", reason);
	refuse(ctx, path, 0, &cause);
}

static bool interrupted(struct index_reading *self)
{
	if (self->options->stop && *self->options->stop)
		self->report->interrupted = true;
	return self->report->interrupted;
}

static enum status take_question(void *ctx, struct question *question, struct error *err)
{
	struct index_reading *self = ctx;
	if (interrupted(self))
		return STATUS_LIMIT;
	self->report->read++;
	enum status st = self->question(self->ctx, question, err);
	self->index_failed = st != STATUS_OK;
	return st;
}

/* Trouble with the index ends the run; trouble with the file is a refusal. */
static bool is_files_fault(enum status st)
{
	return st == STATUS_IO || st == STATUS_FORMAT || st == STATUS_NO_TEXT || st == STATUS_LIMIT;
}

static enum status take_file(void *ctx, const char *path, struct error *err)
{
	struct index_reading *self = ctx;
	struct error cause = {0};
	struct stat info;
	const struct source_sink sink = {self, take_question, refuse};
	if (interrupted(self))
		return STATUS_LIMIT;
	self->report->files++;
	self->path = path;
	enum status st = source_read(path, self->options->type, &sink, &cause);
	self->path = NULL; /* the walk's, and gone before the last commit */
	if (self->report->interrupted)
		return STATUS_LIMIT;
	if (stat(path, &info) == 0)
		self->report->bytes += (uint64_t)info.st_size;
	if (st && is_files_fault(st) && !self->index_failed) {
		refuse(self, path, 0, &cause);
		return STATUS_OK;
	}
	if (st && err)
		*err = cause;
	return st;
}

enum status index_read_all(struct index_reading *self, struct error *err)
{
	const struct walk_sink sink = {self, take_file, refuse_path};
	enum status st = walk_paths(self->options->paths, self->options->path_count, &sink, err);
	return self->report->interrupted ? STATUS_OK : st; /* what was read is kept */
}

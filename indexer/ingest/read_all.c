/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/ingest/read_all.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "corpus/sources/source.h"
#include "corpus/text/latin.h"
#include "indexer/scan/source_file.h"
#include "indexer/scan/file_list.h"

void index_refuse(struct index_report *r, const char *path, unsigned long line,
		  const struct error *cause)
{
	/* what a library quotes from a file, or a message cut short, need not be UTF-8 */
	struct slice reason = slice_of(cause->msg);
	reason = slice_sub(reason, 0, utf8_check(reason));
	r->refusals = arena_grow(&r->arena, r->refusals, r->refused, &r->refusal_room,
				 sizeof *r->refusals);
	r->refusals[r->refused++] = (struct index_refusal){arena_cstr(&r->arena, slice_of(path)),
							   line, cause->code,
							   arena_cstr(&r->arena, reason)};
}

void index_tell(const struct index_reading *self, bool committed)
{
	if (self->options->progress)
		self->options->progress(self->options->progress_ctx, self->report,
					self->path ? self->path : "", committed);
}

/* The path given that the file lies below. */
static struct slice root_of(const char *const *paths, size_t count, const char *path)
{
	struct slice root = SLICE_EMPTY;
	for (size_t i = 0; i < count; i++) {
		struct slice one = slice_of(paths[i]);
		while (one.len > 1 && one.ptr[one.len - 1] == '/')
			one.len--;
		struct slice rest = slice_from(slice_of(path), one.len);
		const bool below = slice_starts(slice_of(path), paths[i]) &&
				   (!rest.len || rest.ptr[0] == '/' || slice_is(one, "/"));
		root = below && one.len > root.len ? one : root;
	}
	return root;
}

uint64_t index_source_key(const char *const *paths, size_t path_count, const char *path)
{
	struct slice root = root_of(paths, path_count, path);
	struct slice rest = slice_from(slice_of(path), root.len);
	struct buffer name = BUFFER_INIT;
	char real[PATH_MAX], given[PATH_MAX];
	snprintf(given, sizeof given, "%.*s", SLICE_ARG(root));
	/* "." and ".." are names only once they are resolved */
	const char *whole = given, *slash = strrchr(given, '/'), *last = slash ? slash + 1 : given;
	if (strcmp(last, ".") == 0 || strcmp(last, "..") == 0 || !*last)
		whole = realpath(given, real) ? real : given;
	slash = strrchr(whole, '/');
	buffer_add_str(&name, slash ? slash + 1 : whole);
	buffer_add_slice(&name, rest);
	const uint64_t key = paper_key(buffer_cstr(&name));
	buffer_release(&name);
	return key;
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
	if (self->begin)
		self->begin(self->ctx,
			    index_source_key(self->options->paths, self->options->path_count, path),
			    path);
	enum status st = source_read(path, self->options->type, &sink, &cause);
	self->path = NULL; /* the walk's, and gone before the last commit */
	if (self->report->interrupted)
		return STATUS_LIMIT;
	if (stat(path, &info) == 0)
		self->report->bytes += (uint64_t)info.st_size;
	if (self->end && !self->index_failed) {
		struct error ending = {0};
		const enum status ended = self->end(self->ctx, &ending);
		if (ended) {
			self->index_failed = true;
			st = ended;
			cause = ending;
		}
	}
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
	const struct file_list *files = self->options->files;
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < files->count; i++) {
		const struct listed_file *file = &files->files[i];
		if (file->trouble)
			refuse_path(self, file->path, file->trouble);
		else
			st = take_file(self, file->path, err);
	}
	return self->report->interrupted ? STATUS_OK : st; /* what was read is kept */
}

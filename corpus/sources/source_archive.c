/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Archives of papers: each member is a source of its own, read as it is unpacked;
 * nothing is written to disk.  One budget for an archive and the archives in it
 * bounds what a few kilobytes may swell to.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/cost_limit.h"
#include "base/memory.h"
#include "corpus/extract/archive.h"
#include "corpus/sources/source_internal.h"
#include "corpus/text/latin.h"

#define BYTES_MAX ((uint64_t)4 << 30) /* unpacked, all members together */

enum {
	DEPTH_MAX = 2, /* an archive, and archives in it */
	ENTRIES_MAX = 200000,
	RATIO_MAX = 250,      /* unpacked to packed; texts pack to a fifth, and gzip ends at 1030 */
	RATIO_FROM = 8 << 20, /* unpacked bytes before the ratio counts */
};

struct archive_budget {
	uint64_t bytes;
	unsigned long entries;
	bool spent; /* what ends the outermost archive too */
};

struct member {
	struct archive *archive;
	struct archive_budget *budget;
	uint64_t *unpacked; /* of this archive */
};

static enum status spend(struct member *m, size_t bytes, struct error *err)
{
	struct archive_budget *b = m->budget;
	b->bytes += bytes;
	*m->unpacked += bytes;
	uint64_t packed = (uint64_t)archive_filter_bytes(m->archive, -1);
	if (b->bytes <= BYTES_MAX &&
	    (*m->unpacked < RATIO_FROM || *m->unpacked / RATIO_MAX <= packed))
		return STATUS_OK;
	b->spent = true;
	if (b->bytes > BYTES_MAX)
		return error_set(err, STATUS_LIMIT, "the archive unpacks to more than %d GB",
				 (int)(BYTES_MAX >> 30));
	return error_set(err, STATUS_LIMIT,
			 "the archive unpacks to more than %d times its size, as no "
			 "texts do",
			 RATIO_MAX);
}

static enum status more_of_member(void *ctx, char *out, size_t room, size_t *got, struct error *err)
{
	struct member *m = ctx;
	enum status st = packed_more(m->archive, out, room, got, err);
	return st ? st : spend(m, *got, err);
}

/* ---- the sink: what it refuses ends the archive, what a member has wrong does not ---- */

struct relay {
	const struct source_sink *sink;
	bool failed;
};

static enum status relay_question(void *ctx, struct question *q, struct error *err)
{
	struct relay *relay = ctx;
	enum status st = relay->sink->question(relay->sink->ctx, q, err);
	relay->failed = st != STATUS_OK;
	return st;
}

static void relay_refused(void *ctx, const char *path, unsigned long line,
			  const struct error *cause)
{
	struct relay *relay = ctx;
	relay->sink->refused(relay->sink->ctx, path, line, cause);
}

/* ---- members ---- */

/* "papers.zip!2024/x.txt" in UTF-8; what a gzip holds has the name without ".gz". */
static void name_member(const char *archive, struct archive_entry *entry, bool raw,
			struct buffer *out)
{
	struct slice path = slice_of(packed_path(entry));
	buffer_printf(out, "%s!", archive);
	if (raw) {
		const char *slash = strrchr(archive, '/'), *mark = strrchr(archive, '!');
		const char *from = slash > mark ? slash : mark;
		path = slice_of(from ? from + 1 : archive);
		if (slice_ends(path, ".gz"))
			path.len -= 3;
	}
	if (utf8_check(path) == path.len)
		buffer_add_slice(out, path);
	else
		latin1_to_utf8(path, out);
}

/* Folders, and names that start with a dot or are what macOS adds, as in a folder. */
static bool is_passed_over(struct archive_entry *entry)
{
	struct slice path = slice_of(packed_path(entry));
	if (archive_entry_filetype(entry) == AE_IFDIR || slice_ends(path, "/"))
		return true;
	if (slice_starts(path, "__MACOSX/"))
		return true;
	while (slice_starts(path, "./"))
		path = slice_from(path, 2);
	for (size_t i = 0; i < path.len; i++)
		if (path.ptr[i] == '.' && (i == 0 || path.ptr[i - 1] == '/') &&
		    !slice_starts(slice_from(path, i), "../"))
			return true;
	return false;
}

static enum status read_member(const struct reading *self, struct archive_entry *entry,
			       struct member *member, struct error *err)
{
	unsigned type = archive_entry_filetype(entry);
	if (archive_entry_is_encrypted(entry) > 0)
		return error_set(err, STATUS_FORMAT, "encrypted: it takes a password to read it");
	if ((type && type != AE_IFREG) || archive_entry_hardlink(entry))
		return error_set(err, STATUS_FORMAT, "no regular file");
	if (source_is_sidecar(self->path))
		return error_set(err, STATUS_FORMAT,
				 "a sidecar, which is not read inside an archive: unpack "
				 "the archive first");
	enum status st = cost_limit_begin(slice_of(self->path), err);
	if (st)
		return st;
	struct input *input = memory_new(sizeof *input);
	input_from(input, more_of_member, member);
	st = source_dispatch(self, input, err);
	input_release(input);
	free(input);
	cost_limit_end();
	return st;
}

static enum status read_members(const struct reading *self, struct archive *a,
				struct archive_budget *budget, struct error *err)
{
	struct archive_entry *entry;
	struct buffer path = BUFFER_INIT;
	struct relay relay = {self->sink, false};
	const struct source_sink sink = {&relay, relay_question, relay_refused};
	uint64_t unpacked = 0;
	unsigned long members = 0;
	struct member member = {a, budget, &unpacked};
	enum status st;
	while (!(st = packed_next(a, &entry, err)) && entry) {
		struct error cause = {0};
		if (++budget->entries > ENTRIES_MAX) {
			budget->spent = true;
			st = error_set(err, STATUS_LIMIT, "more than %d members", ENTRIES_MAX);
			break;
		}
		if (is_passed_over(entry))
			continue;
		members++;
		buffer_clear(&path);
		name_member(self->path, entry, archive_format(a) == ARCHIVE_FORMAT_RAW, &path);
		struct reading inner = {buffer_cstr(&path), self->type, &sink, budget,
					self->depth + 1};
		st = read_member(&inner, entry, &member, &cause);
		if (st && (relay.failed || budget->spent)) {
			if (err)
				*err = cause;
			break;
		}
		if (st)
			self->sink->refused(self->sink->ctx, inner.path, 0, &cause);
	}
	buffer_release(&path);
	if (!st && !members)
		st = error_set(err, STATUS_FORMAT,
			       "an archive without members, but for folders and "
			       "hidden files");
	return st;
}

enum status source_archive(const struct reading *self, struct input *input, struct error *err)
{
	struct archive_budget own = {0};
	struct archive *a;
	if (self->depth >= DEPTH_MAX)
		return error_set(err, STATUS_LIMIT,
				 "an archive in an archive in an archive: unpack the outer "
				 "ones first");
	enum status st = packed_open(input, &a, err);
	if (st)
		return st;
	st = read_members(self, a, self->budget ? self->budget : &own, err);
	archive_read_free(a);
	return st;
}

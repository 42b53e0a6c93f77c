/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two passes: the first hashes all lines, so that the place of a line that is not
 * parsed is known all the same; the second gathers the lines that no document has a
 * claim for, in memory, and gives them to the reader of JSON Lines as a file.
 */
#include "indexer/ingest/json_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/memory.h"
#include "corpus/sources/source.h"
#include "store/index/schema.h"

enum {
	CHUNK_BYTES = 1 << 18,  /* read at a time */
	GATHER_BYTES = 8 << 20, /* of new lines that are parsed together */
};

bool json_lines_is(const char *path, const char *type)
{
	struct slice s = slice_of(path);
	if (type)
		return strcmp(type, "jsonl") == 0;
	return slice_ends(s, ".jsonl") || slice_ends(s, ".ndjson");
}

/* ---- lines of a file ---- */

struct line_reader {
	int fd;
	char *chunk;
	size_t at, len;
	struct buffer line; /* without its line feed; cut when too_long */
	unsigned long number;
	bool too_long;
};

static enum status line_reader_open(struct line_reader *r, const char *path, struct error *err)
{
	*r = (struct line_reader){.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
	if (r->fd < 0)
		return error_set(err, STATUS_IO, "cannot open: %s", strerror(errno));
	r->chunk = memory_new(CHUNK_BYTES);
	return STATUS_OK;
}

static void line_reader_close(struct line_reader *r)
{
	if (r->fd >= 0)
		close(r->fd);
	free(r->chunk);
	buffer_release(&r->line);
}

static enum status fill(struct line_reader *r, struct error *err)
{
	ssize_t n;
	do
		n = read(r->fd, r->chunk, CHUNK_BYTES);
	while (n < 0 && errno == EINTR);
	r->at = 0;
	r->len = n > 0 ? (size_t)n : 0;
	return n < 0 ? error_set(err, STATUS_IO, "cannot read: %s", strerror(errno)) : STATUS_OK;
}

/* *more false behind the last line. */
static enum status next_line(struct line_reader *r, bool *more, struct error *err)
{
	buffer_clear(&r->line);
	r->too_long = false;
	*more = false;
	for (;;) {
		if (r->at == r->len) {
			enum status st = fill(r, err);
			if (st || !r->len) {
				r->number += *more;
				return st;
			}
		}
		*more = true;
		char *end = memchr(r->chunk + r->at, '\n', r->len - r->at);
		size_t n = (end ? (size_t)(end - r->chunk) : r->len) - r->at;
		if (r->line.len + n > SOURCE_LINE_MAX)
			r->too_long = true;
		else
			buffer_add(&r->line, r->chunk + r->at, n);
		r->at += n + (end != NULL);
		if (end) {
			r->number++;
			return STATUS_OK;
		}
	}
}

/* ---- what is known of the lines ---- */

struct line {
	uint64_t hash; /* 0: free */
	unsigned long number;
	uint32_t docid; /* of the question it gave, 0 when it is to be parsed */
};

struct lines_known {
	struct line *items;
	size_t count, room; /* room is a power of two */
	uint64_t source;
};

static uint64_t line_hash(const struct buffer *line)
{
	uint64_t hash = XXH3_64bits(line->ptr, line->len);
	return hash + !hash;
}

static struct line *find_line(const struct lines_known *known, uint64_t hash)
{
	size_t at = hash & (known->room - 1);
	while (known->items[at].hash && known->items[at].hash != hash)
		at = (at + 1) & (known->room - 1);
	return &known->items[at];
}

static void grow(struct lines_known *known)
{
	struct lines_known bigger = {.room = known->room ? known->room * 2 : 1024};
	bigger.items = memory_zeroed(bigger.room, sizeof *bigger.items);
	for (size_t i = 0; i < known->room; i++)
		if (known->items[i].hash)
			*find_line(&bigger, known->items[i].hash) = known->items[i];
	free(known->items);
	known->items = bigger.items;
	known->room = bigger.room;
}

static unsigned long number_of_line(void *ctx, uint64_t hash)
{
	const struct line *line = find_line(ctx, hash);
	return line->hash ? line->number : 0;
}

static enum status hash_lines(const char *path, struct lines_known *known, struct error *err)
{
	struct line_reader r;
	bool more = true;
	enum status st = line_reader_open(&r, path, err);
	grow(known);
	while (!st && more) {
		st = next_line(&r, &more, err);
		if (st || !more)
			break;
		uint64_t hash = line_hash(&r.line);
		if (known->count * 2 >= known->room)
			grow(known);
		struct line *line = find_line(known, hash);
		known->count += !line->hash;
		*line = (struct line){hash, r.number, 0};
	}
	line_reader_close(&r);
	return st;
}

/* Of two lines that give one question the order counts, so they are parsed whenever the file has
 * changed. */
static enum status note_sources(const struct lines_known *known, uint32_t docid, struct slice value,
				struct arena *arena, struct error *err)
{
	struct contributions given;
	const struct contribution *only = NULL;
	size_t count = 0;
	arena_clear(arena);
	enum status st = contributions_parse(value, arena, &given, err);
	for (size_t i = 0; !st && i < given.count; i++)
		if (given.items[i].source == known->source && !given.items[i].is_member) {
			only = &given.items[i];
			count++;
		}
	struct line *line = count == 1 && only->part ? find_line(known, only->part) : NULL;
	if (line && line->hash)
		line->docid = docid;
	return st;
}

/* Notes which lines have their question in the index. */
static enum status find_documents(struct lines_known *known, struct xap_db *db, struct error *err)
{
	struct buffer term = BUFFER_INIT, docids = BUFFER_INIT;
	struct arena arena = ARENA_INIT;
	intake_source_term(known->source, &term);
	enum status st = xap_docids(db, buffer_slice(&term), &docids, err);
	size_t count = docids.len / sizeof(uint32_t);
	for (size_t i = 0; !st && i < count; i++) {
		uint32_t docid;
		memcpy(&docid, docids.ptr + i * sizeof docid, sizeof docid);
		st = xap_value(db, docid, SLOT_GIVEN, &term, err);
		if (!st)
			st = note_sources(known, docid, buffer_slice(&term), &arena, err);
	}
	arena_release(&arena);
	buffer_release(&term);
	buffer_release(&docids);
	return st;
}

/* ---- new lines ---- */

struct gathered {
	uint64_t hash;
	unsigned long number;
};

struct gatherer {
	const char *path;
	struct intake *intake;
	const struct json_lines_sink *sink;
	int fd; /* in memory */
	size_t bytes;
	struct buffer items; /* struct gathered: the lines in the file in memory */
	size_t next;         /* the reader gives each of them to us, in order, used or refused */
	uint64_t *lines;
	bool index_failed;
};

static struct gathered next_gathered(struct gatherer *g)
{
	struct gathered item;
	memcpy(&item, g->items.ptr + g->next++ * sizeof item, sizeof item);
	return item;
}

static void refuse(void *ctx, const char *path, unsigned long line, const struct error *cause)
{
	struct gatherer *g = ctx;
	(void)path, (void)line;
	g->sink->refused(g->sink->ctx, g->path, next_gathered(g).number, cause->msg);
}

static enum status take(void *ctx, struct question *q, struct error *err)
{
	struct gatherer *g = ctx;
	struct gathered from = next_gathered(g);
	struct error cause = {0};
	if (slice_starts(q->source, "/proc/self/fd/"))
		q->source = arena_copy(&q->arena, slice_of(g->path));
	enum status st = intake_question(g->intake, q, from.hash, from.number, &cause);
	if (st == STATUS_INVALID) {
		g->sink->refused(g->sink->ctx, g->path, from.number, cause.msg);
		return STATUS_OK;
	}
	if (st && err)
		*err = cause;
	*g->lines += !st;
	if (!st)
		st = g->sink->taken(g->sink->ctx, err);
	g->index_failed = st != STATUS_OK;
	return st;
}

/* Parses what was gathered. */
static enum status parse_gathered(struct gatherer *g, struct error *err)
{
	const struct source_sink sink = {g, take, refuse};
	char path[64];
	if (!g->bytes)
		return STATUS_OK;
	snprintf(path, sizeof path, "/proc/self/fd/%d", g->fd);
	g->next = 0;
	enum status st = source_read(path, "jsonl", &sink, err);
	if (!st && ftruncate(g->fd, 0) != 0)
		st = error_set(err, STATUS_IO, "cannot empty a file in memory: %s",
			       strerror(errno));
	buffer_clear(&g->items);
	g->bytes = 0;
	return st;
}

static enum status gather(struct gatherer *g, const struct line_reader *r, struct error *err)
{
	struct slice text = buffer_slice(&r->line);
	const struct gathered item = {line_hash(&r->line), r->number};
	if (r->number == 1 && slice_starts(text, "\xef\xbb\xbf"))
		text = slice_from(text, 3);
	if (!slice_trim(text).len)
		return STATUS_OK;
	if (pwrite(g->fd, text.ptr, text.len, (off_t)g->bytes) != (ssize_t)text.len ||
	    pwrite(g->fd, "\n", 1, (off_t)(g->bytes + text.len)) != 1)
		return error_set(err, STATUS_IO, "cannot gather lines in memory: %s",
				 strerror(errno));
	buffer_add(&g->items, &item, sizeof item);
	g->bytes += text.len + 1;
	return g->bytes >= GATHER_BYTES ? parse_gathered(g, err) : STATUS_OK;
}

static enum status read_new(struct gatherer *g, const struct lines_known *known, struct error *err)
{
	struct line_reader r;
	bool more = true;
	enum status st = line_reader_open(&r, g->path, err);
	while (!st && more) {
		st = next_line(&r, &more, err);
		if (st || !more)
			break;
		if (r.too_long) {
			g->sink->refused(g->sink->ctx, g->path, r.number, "line longer than 16 MB");
			continue;
		}
		const struct line *line = find_line(known, line_hash(&r.line));
		if (line->docid) {
			intake_still_there(g->intake, line->docid);
			(*g->lines)++;
		} else {
			st = gather(g, &r, err);
		}
	}
	line_reader_close(&r);
	return st ? st : parse_gathered(g, err);
}

enum status json_lines_read(const char *path, bool again, struct intake *intake,
			    const struct json_lines_sink *sink, uint64_t *lines, bool *file_fault,
			    struct error *err)
{
	struct lines_known known = {.source = intake->source};
	struct gatherer g = {.path = path, .intake = intake, .sink = sink, .lines = lines};
	*lines = 0;
	g.fd = memfd_create("lines", MFD_CLOEXEC);
	enum status st = g.fd < 0 ? error_set(err, STATUS_IO, "cannot make a file in memory: %s",
					      strerror(errno))
				  : hash_lines(path, &known, err);
	*file_fault = st != STATUS_OK;
	if (!st && !again)
		st = find_documents(&known, intake->writer->db, err);
	if (!st) {
		intake->line_number = number_of_line;
		intake->line_ctx = &known;
		st = read_new(&g, &known, err);
		*file_fault = st && !g.index_failed;
		if (!st)
			st = sink->ended(sink->ctx, err);
		intake->line_number = NULL;
	}
	if (g.fd >= 0)
		close(g.fd);
	free(known.items);
	buffer_release(&g.items);
	return st;
}

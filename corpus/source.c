/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opens a file, finds its encoding and layout and runs the reader.  Papers are
 * read whole (they are small, and bounded); JSON Lines are read a line at a time,
 * so that a file may be larger than memory.
 */
#include "corpus/source.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "corpus/latin.h"
#include "corpus/question_json.h"
#include "corpus/reader.h"
#include "corpus/split.h"

static const char jsonl_name[] = "jsonl";
static const struct text_reader *const text_readers[] = {&reader_tweedekamer, &reader_flemish};
enum { TEXT_READERS = sizeof text_readers / sizeof *text_readers };

const char *source_type_name(size_t i)
{
	if (i < TEXT_READERS)
		return text_readers[i]->name;
	return i == TEXT_READERS ? jsonl_name : NULL;
}

/* ---- sidecars ---- */

static const char sidecar_end[] = ".meta.json";

bool source_is_sidecar(const char *path)
{
	return slice_ends(slice_of(path), sidecar_end);
}

bool source_sidecar_has_text(const char *path)
{
	static const char *const ends[] = {".txt", "", ".text"};
	char text[PATH_MAX];
	size_t n = strlen(path) - strlen(sidecar_end);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		int len = snprintf(text, sizeof text, "%.*s%s", (int)n, path, ends[i]);
		if (len > 0 && (size_t)len < sizeof text && access(text, F_OK) == 0)
			return true;
	}
	return false;
}

/* "x.meta.json" or "x.txt.meta.json" for x.txt; NULL (with OK) when there is none. */
static enum status load_sidecar(const char *path, json_t **sidecar, struct error *err)
{
	char name[PATH_MAX];
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');
	size_t lengths[] = {dot ? (size_t)(dot - path) : strlen(path), strlen(path)};
	*sidecar = NULL;
	for (int i = 0; i < 2 && !*sidecar; i++) {
		int n = snprintf(name, sizeof name, "%.*s%s", (int)lengths[i], path, sidecar_end);
		if (n < 0 || (size_t)n >= sizeof name || access(name, F_OK) != 0)
			continue;
		json_error_t je;
		*sidecar = json_load_file(name, JSON_REJECT_DUPLICATES, &je);
		if (!*sidecar)
			return error_set(err, STATUS_FORMAT, "sidecar %s, line %d: %s", name, je.line,
					 je.text);
	}
	return STATUS_OK;
}

/* ---- encodings ---- */

static unsigned long line_of(struct slice s, size_t at)
{
	unsigned long line = 1;
	for (size_t i = 0; i < at; i++)
		line += s.ptr[i] == '\n';
	return line;
}

static bool looks_binary(struct slice s)
{
	size_t control = 0, n = s.len < 65536 ? s.len : 65536;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if (c == 0)
			return true;
		control += c < 0x20 && !byte_is_space((char)c);
	}
	return control * 50 > n;
}

/* True when no byte over 0x7f is part of a UTF-8 sequence: a text in a one-byte encoding. */
static bool looks_latin1(struct slice s)
{
	for (size_t i = 0; i + 1 < s.len; i++) {
		unsigned char a = (unsigned char)s.ptr[i], b = (unsigned char)s.ptr[i + 1];
		if (a >= 0xc2 && a <= 0xf4 && b >= 0x80 && b <= 0xbf)
			return false;
	}
	return true;
}

/* Leaves well-formed UTF-8 without a byte order mark in *text. */
static enum status decode(struct buffer *text, bool *converted, struct error *err)
{
	struct slice s = buffer_slice(text);
	*converted = false;
	if (slice_starts(s, "\xef\xbb\xbf")) {
		memmove(text->ptr, text->ptr + 3, text->len - 2);
		text->len -= 3;
		s = buffer_slice(text);
	}
	if (!slice_trim(s).len)
		return error_set(err, STATUS_FORMAT, "the file is empty");
	if (looks_binary(s))
		return error_set(err, STATUS_FORMAT, "binary data, no text");
	size_t bad = utf8_check(s);
	if (bad == s.len)
		return STATUS_OK;
	if (!looks_latin1(s))
		return error_set(err, STATUS_FORMAT, "line %lu, byte %zu: invalid UTF-8", line_of(s, bad),
				 bad);
	struct buffer out = BUFFER_INIT;
	latin1_to_utf8(s, &out);
	buffer_release(text);
	*text = out;
	*converted = true;
	return STATUS_OK;
}

static enum status read_whole(int fd, struct buffer *out, struct error *err)
{
	for (;;) {
		if (out->len > SOURCE_TEXT_MAX)
			return error_set(err, STATUS_LIMIT, "larger than %d MB: no single paper",
					 SOURCE_TEXT_MAX >> 20);
		buffer_reserve(out, 65536);
		ssize_t n = read(fd, out->ptr + out->len, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(err, STATUS_IO, "cannot read: %s", strerror(errno));
		if (n == 0)
			break;
		out->len += (size_t)n;
	}
	buffer_add(out, "", 0);
	return STATUS_OK;
}

/* ---- texts ---- */

static const struct text_reader *choose_reader(const struct lines *lines, const char *type,
					       struct error *err)
{
	const struct text_reader *best = NULL;
	unsigned best_score = 0;
	for (size_t i = 0; i < TEXT_READERS; i++) {
		if (type && strcmp(type, text_readers[i]->name) == 0)
			return text_readers[i];
		unsigned score = type ? 0 : text_readers[i]->recognise(lines);
		if (score > best_score) {
			best_score = score;
			best = text_readers[i];
		}
	}
	if (!best)
		error_set(err, STATUS_FORMAT,
			  "fits no known layout: no heading of a question, no number and no subject "
			  "line \"Onderwerp  -  Subonderwerp\"");
	return best;
}

/* A field that the sidecar gives and the text gave otherwise stays the sidecar's, but less sure. */
static void weigh_sidecar(struct question *q, int text_asked)
{
	if (text_asked && q->date_asked != text_asked)
		question_mark(q, FIELD_DATE_ASKED, ORIGIN_SIDECAR, 80);
}

static enum status read_text(const char *path, const char *type, struct slice text, bool converted,
			     json_t *sidecar, const struct source_sink *sink, struct error *err)
{
	struct question q;
	question_init(&q);
	struct slice kept = arena_copy(&q.arena, text);
	struct lines lines = lines_split(&q.arena, kept);
	const struct text_reader *reader = choose_reader(&lines, type, err);
	enum status st = reader ? reader->read(&lines, &q, err) : STATUS_FORMAT;
	if (st)
		goto out;
	if (converted)
		question_mark(&q, FIELD_INTRO, ORIGIN_TEXT, 80);
	q.source = arena_copy(&q.arena, slice_of(path));
	if (sidecar) {
		int asked = q.date_asked;
		st = question_from_json(&q, sidecar, ORIGIN_SIDECAR, err);
		if (st) {
			st = error_prefix(err, "sidecar: ");
			goto out;
		}
		weigh_sidecar(&q, asked);
	}
	split_citations(&q, kept);
	question_finish(&q);
	st = sink->question(sink->ctx, &q, err);
out:
	question_release(&q);
	return st;
}

static enum status read_paper(const char *path, int fd, const char *type,
			      const struct source_sink *sink, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	json_t *sidecar = NULL;
	bool converted;
	enum status st = read_whole(fd, &text, err);
	if (!st)
		st = decode(&text, &converted, err);
	if (!st)
		st = load_sidecar(path, &sidecar, err);
	if (!st)
		st = read_text(path, type, buffer_slice(&text), converted, sidecar, sink, err);
	json_decref(sidecar);
	buffer_release(&text);
	return st;
}

/* ---- JSON Lines ---- */

static enum status read_record(const char *path, const json_t *object, struct question *q,
			       struct error *err)
{
	enum status st = question_from_json(q, object, ORIGIN_TEXT, err);
	if (st)
		return st;
	bool text = q->intro.len || q->question_count || q->answer_count || q->answer_intro.len;
	if (!text && !q->title.len)
		return error_set(err, STATUS_FORMAT, "no \"title\", \"question\" or \"answer\" in it");
	if (!q->source.len)
		q->source = arena_copy(&q->arena, slice_of(path));
	if (!json_object_get(object, "cites")) {
		split_citations(q, q->title);
		split_citations(q, q->intro);
		for (size_t i = 0; i < q->question_count; i++)
			split_citations(q, q->questions[i].text);
		split_citations(q, q->answer_intro);
		for (size_t i = 0; i < q->answer_count; i++)
			split_citations(q, q->answers[i].text);
	}
	question_finish(q);
	return STATUS_OK;
}

/* One line; a bad one is refused and the reading goes on. */
static enum status read_json_line(const char *path, unsigned long number, struct slice line,
				  struct question *q, const struct source_sink *sink,
				  struct error *err)
{
	json_error_t je;
	struct error cause = {0};
	if (!slice_trim(line).len)
		return STATUS_OK;
	json_t *object = json_loadb(line.ptr, line.len, JSON_REJECT_DUPLICATES, &je);
	if (!object) {
		error_set(&cause, STATUS_FORMAT, "column %d: %s", je.column, je.text);
		sink->refused(sink->ctx, path, number, cause.msg);
		return STATUS_OK;
	}
	question_clear(q);
	enum status st = STATUS_OK;
	if (read_record(path, object, q, &cause))
		sink->refused(sink->ctx, path, number, cause.msg);
	else
		st = sink->question(sink->ctx, q, err);
	json_decref(object);
	return st;
}

/* Reads a line of any length, keeping at most SOURCE_LINE_MAX bytes; false at the end. */
static bool next_json_line(FILE *file, struct buffer *line, bool *too_long)
{
	int c;
	buffer_clear(line);
	*too_long = false;
	while ((c = getc_unlocked(file)) != EOF) {
		if (line->len < SOURCE_LINE_MAX)
			buffer_add_byte(line, (char)c);
		else
			*too_long = true;
		if (c == '\n')
			return true;
	}
	return line->len > 0 || *too_long;
}

static enum status read_jsonl(const char *path, int fd, const struct source_sink *sink,
			      struct error *err)
{
	struct buffer line = BUFFER_INIT;
	struct question q;
	enum status st = STATUS_OK;
	bool too_long;
	int copy = dup(fd);
	FILE *file = copy < 0 ? NULL : fdopen(copy, "r");
	if (!file) {
		if (copy >= 0)
			close(copy);
		return error_set(err, STATUS_IO, "cannot read: %s", strerror(errno));
	}
	question_init(&q);
	for (unsigned long n = 1; !st && next_json_line(file, &line, &too_long); n++) {
		struct slice s = buffer_slice(&line);
		if (n == 1 && slice_starts(s, "\xef\xbb\xbf"))
			s = slice_from(s, 3);
		if (too_long)
			sink->refused(sink->ctx, path, n, "line longer than 16 MB");
		else
			st = read_json_line(path, n, s, &q, sink, err);
	}
	if (!st && ferror(file))
		st = error_set(err, STATUS_IO, "cannot read: %s", strerror(errno));
	question_release(&q);
	buffer_release(&line);
	fclose(file);
	return st;
}

/* JSON Lines start with an object. */
static bool starts_like_json(int fd)
{
	char head[512];
	ssize_t n = pread(fd, head, sizeof head, 0);
	struct slice s = slice_make(head, n > 0 ? (size_t)n : 0);
	if (slice_starts(s, "\xef\xbb\xbf"))
		s = slice_from(s, 3);
	s = slice_trim(s);
	return s.len >= 2 && s.ptr[0] == '{' && (s.ptr[1] == '"' || s.ptr[1] == ' ' || s.ptr[1] == '}');
}

enum status source_read(const char *path, const char *type, const struct source_sink *sink,
			struct error *err)
{
	struct stat info;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return error_set(err, STATUS_IO, "cannot open: %s", strerror(errno));
	enum status st;
	if (fstat(fd, &info) == 0 && !S_ISREG(info.st_mode))
		st = error_set(err, STATUS_FORMAT, "no regular file");
	else if (type ? strcmp(type, jsonl_name) == 0 : starts_like_json(fd))
		st = read_jsonl(path, fd, sink, err);
	else
		st = read_paper(path, fd, type, sink, err);
	close(fd);
	return st;
}

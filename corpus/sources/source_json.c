/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON: a value a line, read a line at a time so that a file may be larger than
 * memory, or one value over several lines.  What an object is, is told by its keys.
 */
#include "base/cost_limit.h"
#include "corpus/json/question_json.h"
#include "corpus/model/subquestions.h"
#include "corpus/readers/read_opendata.h"
#include "corpus/readers/read_qrva.h"
#include "corpus/sources/source_internal.h"

/* ---- one value ---- */

void source_find_citations(struct question *q)
{
	split_citations(q, q->title);
	split_citations(q, q->intro);
	for (size_t i = 0; i < q->question_count; i++)
		split_citations(q, q->questions[i].text);
	split_citations(q, q->answer_intro);
	for (size_t i = 0; i < q->answer_count; i++)
		split_citations(q, q->answers[i].text);
}

static enum status read_record(const json_t *object, struct question *q, struct error *err)
{
	enum status st = question_from_json(q, object, ORIGIN_TEXT, err);
	if (st)
		return st;
	bool text = q->intro.len || q->question_count || q->answer_count || q->answer_intro.len;
	if (!text && !q->title.len)
		return error_set(err, STATUS_FORMAT,
				 "no \"title\", \"question\" or \"answer\" in it");
	return STATUS_OK;
}

static enum status read_object(const struct reading *self, const json_t *object, struct question *q,
			       struct error *err)
{
	enum status st;
	question_clear(q);
	if (qrva_is_item(object))
		st = qrva_read_item(q, object, err);
	else if (opendata_is_detail(object) || opendata_is_result(object))
		st = source_opendata(self, object, q, err);
	else
		st = read_record(object, q, err);
	if (st)
		return st;
	if (!json_object_get(object, "cites"))
		source_find_citations(q);
	return source_emit(self, q, err);
}

/* The members of a list, each on its own: what cannot be used is refused and the rest goes on. */
static enum status read_members(const struct reading *self, const json_t *list, struct question *q,
				struct error *err)
{
	size_t i;
	json_t *member;
	json_array_foreach((json_t *)list, i, member)
	{
		struct error cause = {0};
		enum status st = read_object(self, member, q, &cause);
		if (st == STATUS_FORMAT) {
			error_prefix(&cause, "item %zu: ", i + 1);
			self->sink->refused(self->sink->ctx, self->path, 0, &cause);
		} else if (st) {
			if (err)
				*err = cause;
			return st;
		}
	}
	return STATUS_OK;
}

enum status source_json_value(const struct reading *self, const json_t *value, struct question *q,
			      struct error *err)
{
	const json_t *list = json_is_array(value) ? value : qrva_items(value);
	if (!list)
		list = opendata_results(value);
	if (!list)
		return read_object(self, value, q, err);
	if (!json_array_size(list))
		return error_set(err, STATUS_FORMAT,
				 "a list without items: there is no question in it");
	return read_members(self, list, q, err);
}

/* ---- lines ---- */

struct line_reader {
	struct input *input;
	char chunk[65536];
	size_t at, len;
	struct buffer line;
	bool too_long, ended;
};

/* Appends bytes to the line, keeping at most SOURCE_LINE_MAX of them. */
static void keep(struct line_reader *r, const char *bytes, size_t len)
{
	size_t room = SOURCE_LINE_MAX - r->line.len;
	if (len > room)
		r->too_long = true;
	buffer_add(&r->line, bytes, len < room ? len : room);
}

/* Reads a line of any length; r->ended says that there is none left. */
static enum status next_line(struct line_reader *r, struct error *err)
{
	buffer_clear(&r->line);
	r->too_long = false;
	for (;;) {
		if (r->at == r->len) {
			enum status st = input_read(r->input, r->chunk, sizeof r->chunk, &r->len,
						    err);
			r->at = 0;
			if (st)
				return st;
			if (!r->len) {
				r->ended = !r->line.len && !r->too_long;
				return STATUS_OK;
			}
		}
		const char *from = r->chunk + r->at;
		const char *end = memchr(from, '\n', r->len - r->at);
		size_t n = end ? (size_t)(end - from) : r->len - r->at;
		keep(r, from, n);
		r->at += n + (end != NULL);
		if (end) {
			keep(r, "\n", 1);
			return STATUS_OK;
		}
	}
}

static void refuse_line(const struct reading *self, unsigned long number, enum status code,
			const char *reason)
{
	struct error cause = {0};
	error_set(&cause, code, "%s", reason);
	self->sink->refused(self->sink->ctx, self->path, number, &cause);
}

/* One line; a bad one is refused and the reading goes on. */
static enum status read_line(const struct reading *self, unsigned long number, struct slice line,
			     struct question *q, struct error *err)
{
	json_error_t je;
	struct error cause = {0};
	if (!slice_trim(line).len)
		return STATUS_OK;
	json_t *object = json_loadb(line.ptr, line.len, JSON_REJECT_DUPLICATES, &je);
	if (!object) {
		error_set(&cause, STATUS_FORMAT, "column %d: %s", je.column, je.text);
		self->sink->refused(self->sink->ctx, self->path, number, &cause);
		return STATUS_OK;
	}
	enum status st = json_is_array(object)
				 ? error_set(&cause, STATUS_FORMAT, "a JSON object expected")
				 : source_json_value(self, object, q, &cause);
	json_decref(object);
	if (st == STATUS_FORMAT) {
		self->sink->refused(self->sink->ctx, self->path, number, &cause);
		return STATUS_OK;
	}
	if (st && err)
		*err = cause;
	return st;
}

enum status source_json_lines(const struct reading *self, struct input *input, struct error *err)
{
	struct line_reader *r = calloc(1, sizeof *r);
	struct question q;
	if (!r)
		die_nomem(sizeof *r);
	r->input = input;
	question_init(&q);
	enum status st = next_line(r, err);
	for (unsigned long n = 1; !st && !r->ended; n++) {
		struct slice s = buffer_slice(&r->line);
		if (n == 1 && slice_starts(s, "\xef\xbb\xbf"))
			s = slice_from(s, 3);
		struct error cause = {0};
		if (r->too_long) {
			refuse_line(self, n, STATUS_LIMIT, "line longer than 16 MB");
		} else if (cost_limit_begin(s, &cause)) {
			self->sink->refused(self->sink->ctx, self->path, n, &cause);
		} else {
			st = read_line(self, n, s, &q, err);
			cost_limit_end();
		}
		if (!st)
			st = next_line(r, err);
	}
	question_release(&q);
	buffer_release(&r->line);
	free(r);
	return st;
}

/* ---- documents ---- */

enum status source_json(const struct reading *self, struct input *input, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	struct question q;
	json_error_t je;
	json_t *value = NULL;
	bool converted;
	question_init(&q);
	enum status st = input_read_all(input, SOURCE_DOCUMENT_MAX, &text, err);
	if (!st)
		st = source_decode(&text, &converted, err);
	if (!st) {
		value = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &je);
		if (!value)
			st = error_set(err, STATUS_FORMAT, "JSON, line %d, column %d: %s", je.line,
				       je.column, je.text);
	}
	if (!st)
		st = source_json_value(self, value, &q, err);
	json_decref(value);
	question_release(&q);
	buffer_release(&text);
	return st;
}

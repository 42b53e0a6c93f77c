/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/ingest/corrections.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/arena.h"
#include "base/memory.h"
#include "corpus/json/question_json.h"
#include "corpus/model/question_record.h"

struct row {
	struct slice id;
	const char *field;
	struct slice value;
	unsigned long line;
};

struct corrections {
	struct arena arena;
	struct row *rows; /* by id, then field */
	size_t count, room;
	size_t *firsts; /* the first row of each id */
	size_t ids;
	const char **faults; /* what is wrong with the lines that were left out */
	size_t fault_count, fault_room;
};

static int by_id_and_field(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = slice_compare(x->id, y->id);
	return order ? order : strcmp(x->field, y->field);
}

/* {field: value} of some rows; NULL for a value that is no JSON though it begins like it. */
static json_t *object_of(const struct row *rows, size_t count)
{
	json_t *object = json_object();
	for (size_t i = 0; i < count; i++) {
		struct slice v = rows[i].value;
		json_t *value = slice_starts(v, "[") || slice_starts(v, "{")
					? json_loadb(v.ptr, v.len, 0, NULL)
					: question_string_json(v);
		if (!value) {
			json_decref(object);
			return NULL;
		}
		json_object_set_new(object, rows[i].field, value);
	}
	return object;
}

/* Fields that question_from_json passes over are no fields. */
static bool is_field(const char *name)
{
	static const char *const names[] = {
		"url",     "parliament", "kind",     "status",     "number",        "numbers",
		"session", "title",      "date",     "date_asked", "date_answered", "asker",
		"askers",  "party",      "minister", "ministers",  "minister_role", "department",
		"themes",  "intro",      "question", "questions",  "answer_intro",  "answer",
		"answers", "cites",      "meetings", "document",   "references",    "notes",
		"annexes", "rest",       NULL};
	size_t i = 0;
	while (names[i] && strcmp(names[i], name) != 0)
		i++;
	return names[i] != NULL;
}

/* Tries the row on an empty question. */
static enum status check_row(const struct row *row, struct error *err)
{
	struct question q;
	if (!row->id.len)
		return error_set(err, STATUS_FORMAT, "the id is empty");
	if (!is_field(row->field))
		return error_set(err, STATUS_FORMAT, "unknown field \"%s\"", row->field);
	json_t *object = object_of(row, 1);
	if (!object)
		return error_set(err, STATUS_FORMAT,
				 "the value of %s is not valid JSON or UTF-8 text", row->field);
	question_init(&q);
	enum status st = question_from_json(&q, object, ORIGIN_SIDECAR, err);
	question_release(&q);
	json_decref(object);
	return st;
}

static enum status add_line(struct corrections *self, struct slice line, unsigned long number,
			    struct error *err)
{
	size_t first = slice_find(line, 0, "\t"), second = slice_find(line, first + 1, "\t");
	if (second >= line.len)
		return error_set(err, STATUS_FORMAT, "not ID<tab>FIELD<tab>VALUE");
	self->rows = arena_grow(&self->arena, self->rows, self->count, &self->room,
				sizeof *self->rows);
	struct row *row = &self->rows[self->count++];
	row->id = arena_copy(&self->arena, slice_trim(slice_sub(line, 0, first)));
	row->field = arena_cstr(&self->arena, slice_trim(slice_sub(line, first + 1, second)));
	row->value = arena_copy(&self->arena, slice_trim(slice_from(line, second + 1)));
	row->line = number;
	const enum status st = check_row(row, err);
	self->count -= st != STATUS_OK;
	return st;
}

static void note_fault(struct corrections *self, const char *path, unsigned long line,
		       const struct error *cause)
{
	struct error whole = *cause;
	error_prefix(&whole, "%s, line %lu: ", path, line);
	self->faults = arena_grow(&self->arena, self->faults, self->fault_count, &self->fault_room,
				  sizeof *self->faults);
	self->faults[self->fault_count++] = arena_cstr(&self->arena, slice_of(whole.msg));
}

static enum status read_lines(struct corrections *self, FILE *file, const char *path,
			      struct error *err)
{
	enum status st = STATUS_OK;
	unsigned long number = 0;
	char *text = NULL;
	size_t room = 0;
	ssize_t n;
	while ((n = getline(&text, &room, file)) >= 0) {
		struct slice line = slice_make(text, (size_t)n);
		struct error cause = {0};
		number++;
		if (!slice_trim(line).len || slice_starts(line, "#"))
			continue;
		if (add_line(self, line, number, &cause))
			note_fault(self, path, number, &cause);
	}
	if (ferror(file))
		st = error_set(err, STATUS_IO, "cannot read %s: %s", path, strerror(errno));
	free(text);
	return st;
}

/* Of two lines for one field of one id the first counts. */
static void drop_repeated(struct corrections *self, const char *path)
{
	size_t kept = 0;
	for (size_t i = 0; i < self->count; i++) {
		const struct row *row = &self->rows[i];
		struct error cause = {0};
		if (kept && by_id_and_field(&self->rows[kept - 1], row) == 0) {
			error_set(&cause, STATUS_FORMAT,
				  "%s of %.*s is corrected already in line %lu", row->field,
				  SLICE_ARG(row->id), self->rows[kept - 1].line);
			note_fault(self, path, row->line, &cause);
		} else {
			self->rows[kept++] = *row;
		}
	}
	self->count = kept;
}

static int by_id_field_and_line(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	const int order = by_id_and_field(x, y);
	return order ? order : (x->line > y->line) - (x->line < y->line);
}

static void sort_rows(struct corrections *self, const char *path)
{
	if (self->count)
		qsort(self->rows, self->count, sizeof *self->rows, by_id_field_and_line);
	drop_repeated(self, path);
	self->firsts = arena_calloc(&self->arena, self->count + 1, sizeof *self->firsts);
	for (size_t i = 0; i < self->count; i++)
		if (!i || !slice_eq(self->rows[i - 1].id, self->rows[i].id))
			self->firsts[self->ids++] = i;
	self->firsts[self->ids] = self->count;
}

enum status corrections_load(const char *path, struct corrections **corrections, struct error *err)
{
	struct corrections *self = memory_zeroed(1, sizeof *self);
	enum status st = STATUS_OK;
	FILE *file = path ? fopen(path, "r") : NULL;
	if (path && !file)
		st = error_set(err, STATUS_IO, "cannot open the corrections %s: %s", path,
			       strerror(errno));
	if (file) {
		st = read_lines(self, file, path, err);
		fclose(file);
	}
	if (!st) {
		sort_rows(self, path);
		*corrections = self;
	} else {
		corrections_free(self);
	}
	return st;
}

size_t corrections_fault_count(const struct corrections *self)
{
	return self->fault_count;
}

const char *corrections_fault(const struct corrections *self, size_t i)
{
	return self->faults[i];
}

void corrections_free(struct corrections *self)
{
	if (!self)
		return;
	arena_release(&self->arena);
	free(self);
}

size_t corrections_count(const struct corrections *self)
{
	return self->ids;
}

struct slice corrections_id(const struct corrections *self, size_t i)
{
	return self->rows[self->firsts[i]].id;
}

/* The rows of an id: their number, the first in *first. */
static size_t find(const struct corrections *self, struct slice id, size_t *first)
{
	size_t low = 0, high = self->ids;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = slice_compare(corrections_id(self, mid), id);
		if (order == 0) {
			*first = self->firsts[mid];
			return self->firsts[mid + 1] - self->firsts[mid];
		}
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return 0;
}

uint64_t corrections_digest(const struct corrections *self, struct slice id)
{
	struct buffer rows = BUFFER_INIT;
	size_t first, count = find(self, id, &first);
	for (size_t i = 0; i < count; i++) {
		buffer_add_str(&rows, self->rows[first + i].field);
		buffer_add_byte(&rows, '\t');
		buffer_add_slice(&rows, self->rows[first + i].value);
		buffer_add_byte(&rows, '\n');
	}
	uint64_t digest = count ? XXH3_64bits(rows.ptr, rows.len) : 0;
	buffer_release(&rows);
	return digest;
}

void corrections_apply(const struct corrections *self, struct question *question, bool *needless)
{
	struct provenance provenance[FIELD_COUNT], corrected[FIELD_COUNT];
	size_t first, count = find(self, question->id, &first);
	*needless = false;
	if (!count)
		return;
	struct slice id = question->id, before = record_hash(question, &question->arena);
	json_t *object = object_of(self->rows + first, count);
	memcpy(provenance, question->provenance, sizeof provenance);
	/* every row was tried when the file was read */
	enum status st = question_from_json(question, object, ORIGIN_SIDECAR, NULL);
	question->id = id;
	question_finish(question);
	memcpy(corrected, question->provenance, sizeof corrected);
	memcpy(question->provenance, provenance, sizeof provenance);
	*needless = st || slice_eq(before, record_hash(question, &question->arena));
	memcpy(question->provenance, corrected, sizeof corrected);
	json_decref(object);
}

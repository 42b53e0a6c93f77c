/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/alerts/alerts_state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/durable_file.h"
#include "corpus/json/question_json.h"

/* The texts of an entry: their keys and where they stand. */
static const struct {
	const char *key;
	size_t offset;
} texts[] = {
	{"id", offsetof(struct alert_entry, id)},
	{"title", offsetof(struct alert_entry, title)},
	{"number", offsetof(struct alert_entry, number)},
	{"url", offsetof(struct alert_entry, url)},
	{"askers", offsetof(struct alert_entry, askers)},
	{"ministers", offsetof(struct alert_entry, ministers)},
	{"status", offsetof(struct alert_entry, status)},
	{"text", offsetof(struct alert_entry, text)},
};

enum { TEXT_COUNT = sizeof texts / sizeof *texts };

/* A version 4 UUID. */
static enum status make_feed(char out[ALERT_UUID_SIZE], struct error *err)
{
	unsigned char b[16];
	if (getrandom(b, sizeof b, 0) != sizeof b)
		return error_set(err, STATUS_IO, "cannot get random bytes: %s", strerror(errno));
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	for (size_t i = 0, at = 0; i < sizeof b; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			out[at++] = '-';
		snprintf(out + at, 3, "%02x", b[i]);
		at += 2;
	}
	return STATUS_OK;
}

/* ---- reading ---- */

static struct slice string_of(struct arena *arena, const json_t *value)
{
	return arena_copy(arena, slice_make(json_string_value(value), json_string_length(value)));
}

static void take_lists(struct arena *arena, const json_t *o, struct alert_entry *out)
{
	const json_t *words = json_object_get(o, "words"), *marks = json_object_get(o, "marks");
	struct slice *word = arena_calloc(arena, json_array_size(words), sizeof *word);
	struct mark *mark = arena_calloc(arena, json_array_size(marks), sizeof *mark);
	for (size_t i = 0; i < json_array_size(words); i++)
		word[out->word_count++] = string_of(arena, json_array_get(words, i));
	for (size_t i = 0; i < json_array_size(marks); i++) {
		const json_t *one = json_array_get(marks, i);
		json_int_t start = json_integer_value(json_array_get(one, 0));
		json_int_t end = json_integer_value(json_array_get(one, 1));
		size_t from = out->mark_count ? mark[out->mark_count - 1].end : 0;
		/* readers cut the text at marks: only such as can be cut at */
		if (start >= (json_int_t)from && end > start && end <= (json_int_t)out->text.len)
			mark[out->mark_count++] = (struct mark){(size_t)start, (size_t)end};
	}
	out->words = word;
	out->marks = mark;
}

static void take_entry(struct arena *arena, const json_t *o, struct alert_entry *out)
{
	for (size_t i = 0; i < TEXT_COUNT; i++)
		*(struct slice *)((char *)out + texts[i].offset) = string_of(
			arena, json_object_get(o, texts[i].key));
	take_lists(arena, o, out);
	out->date_asked = (int)json_integer_value(json_object_get(o, "date_asked"));
	out->date_answered = (int)json_integer_value(json_object_get(o, "date_answered"));
	out->again = json_is_true(json_object_get(o, "again"));
	out->told_at = json_integer_value(json_object_get(o, "told_at"));
	out->batch = json_integer_value(json_object_get(o, "batch"));
}

static enum status take(struct alert_state *self, const json_t *o, const char *path,
			struct error *err)
{
	const char *feed, *asked;
	json_t *told, *entries;
	json_error_t cause;
	json_int_t schema = json_integer_value(json_object_get(o, "schema")), batch, delivered,
		   pending, updated;
	if (schema > ALERT_STATE_SCHEMA)
		return error_set(err, STATUS_VERSION,
				 "%s was written by a newer program (schema %lld)", path,
				 (long long)schema);
	if (json_unpack_ex((json_t *)o, &cause, 0, "{s:s, s:s, s:o, s:o, s:I, s:I, s:I, s:I}",
			   "feed", &feed, "asked", &asked, "told", &told, "entries", &entries,
			   "batch", &batch, "delivered", &delivered, "pending", &pending, "updated",
			   &updated) != 0)
		return error_set(err, STATUS_CORRUPT,
				 "%s is not a valid state of a saved search: %s", path, cause.text);
	if (schema < 1 || !json_is_object(told) || !json_is_array(entries) ||
	    strlen(feed) != ALERT_UUID_SIZE - 1 || json_array_size(entries) > ALERT_ENTRIES_MAX ||
	    pending < 0 || delivered > batch)
		return error_set(err, STATUS_CORRUPT, "%s is not a valid state of a saved search",
				 path);
	memcpy(self->feed, feed, ALERT_UUID_SIZE);
	self->asked = arena_copy(&self->arena, slice_of(asked));
	self->told = json_incref(told);
	self->batch = batch;
	self->delivered = delivered;
	self->pending = (size_t)pending;
	self->updated = updated;
	self->entries = arena_calloc(&self->arena, json_array_size(entries), sizeof *self->entries);
	for (; self->count < json_array_size(entries); self->count++)
		take_entry(&self->arena, json_array_get(entries, self->count),
			   &self->entries[self->count]);
	return STATUS_OK;
}

enum status alert_state_load(const char *path, struct alert_state *out, struct error *err)
{
	json_error_t cause;
	*out = (struct alert_state){.arena = ARENA_INIT};
	FILE *file = fopen(path, "re");
	if (!file && errno == ENOENT) {
		out->fresh = true;
		out->told = json_object();
		return make_feed(out->feed, err);
	}
	if (!file)
		return error_set(err, STATUS_IO, "cannot open %s: %s", path, strerror(errno));
	json_t *o = json_loadf(file, 0, &cause);
	fclose(file);
	if (!o)
		return error_set(err, STATUS_CORRUPT, "%s, line %d: %s", path, cause.line,
				 cause.text);
	enum status st = take(out, o, path, err);
	json_decref(o);
	return st;
}

/* ---- writing ---- */

static json_t *entry_json(const struct alert_entry *e)
{
	json_t *o = json_object(), *words = json_array(), *marks = json_array();
	for (size_t i = 0; i < TEXT_COUNT; i++)
		json_object_set_new(o, texts[i].key,
				    question_string_json(*(const struct slice *)((const char *)e +
										 texts[i].offset)));
	for (size_t i = 0; i < e->word_count; i++)
		json_array_append_new(words, question_string_json(e->words[i]));
	for (size_t i = 0; i < e->mark_count; i++)
		json_array_append_new(marks, json_pack("[I, I]", (json_int_t)e->marks[i].start,
						       (json_int_t)e->marks[i].end));
	json_object_set_new(o, "words", words);
	json_object_set_new(o, "marks", marks);
	json_object_set_new(o, "date_asked", json_integer(e->date_asked));
	json_object_set_new(o, "date_answered", json_integer(e->date_answered));
	json_object_set_new(o, "again", json_boolean(e->again));
	json_object_set_new(o, "told_at", json_integer(e->told_at));
	json_object_set_new(o, "batch", json_integer(e->batch));
	return o;
}

enum status alert_state_save(const char *path, const struct alert_state *self, struct error *err)
{
	json_t *entries = json_array();
	for (size_t i = 0; i < self->count; i++)
		json_array_append_new(entries, entry_json(&self->entries[i]));
	json_t *o = json_pack("{s:i, s:s, s:o, s:I, s:I, s:I, s:I, s:o, s:O}", "schema",
			      ALERT_STATE_SCHEMA, "feed", self->feed, "asked",
			      question_string_json(self->asked), "batch", (json_int_t)self->batch,
			      "delivered", (json_int_t)self->delivered, "pending",
			      (json_int_t)self->pending, "updated", (json_int_t)self->updated,
			      "entries", entries, "told", self->told);
	char *text = o ? json_dumps(o, JSON_INDENT(1)) : NULL;
	json_decref(o);
	if (!text)
		return error_set(err, STATUS_INVALID,
				 "%s: the reported hits cannot be written as JSON", path);
	enum status st = replace_file(path, slice_of(text), err);
	free(text);
	return st;
}

void alert_state_release(struct alert_state *self)
{
	json_decref(self->told);
	arena_release(&self->arena);
	self->told = NULL;
}

/* ---- what was told ---- */

bool alert_state_told(const struct alert_state *self, struct slice id, bool *answered)
{
	const json_t *told = json_object_getn(self->told, id.ptr, id.len);
	if (answered)
		*answered = json_is_true(told);
	return told != NULL;
}

enum status alert_state_tell(struct alert_state *self, struct slice id, bool answered,
			     struct error *err)
{
	if (json_object_setn_new(self->told, id.ptr, id.len, json_boolean(answered)) != 0)
		return error_set(err, STATUS_INVALID, "the id \"%.*s\" is not valid UTF-8",
				 SLICE_ARG(id));
	return STATUS_OK;
}

void alert_state_add(struct alert_state *self, const struct alert_entry *entries, size_t count,
		     size_t total, long long now, size_t keep)
{
	struct alert_entry *all = arena_calloc(&self->arena, ALERT_ENTRIES_MAX, sizeof *all);
	size_t n = 0;
	self->batch++;
	self->pending += total;
	self->updated = now > self->updated ? now : self->updated;
	for (size_t i = 0; i < count && n < ALERT_ENTRIES_MAX; i++) {
		all[n] = entries[i];
		all[n].batch = self->batch;
		all[n++].told_at = self->updated;
	}
	for (size_t i = 0; i < self->count && n < ALERT_ENTRIES_MAX; i++)
		if (n < keep || self->entries[i].batch > self->delivered)
			all[n++] = self->entries[i];
	self->entries = all;
	self->count = n;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/fetch/fetch_state.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "corpus/text/dates.h"

enum { SCHEMA = 1, POSITION_MAX = 1 << 16, JOURNAL_MAX = 1 << 30, NAME_SIZE = 80 };

static const char *const state_names[] = {"wanted", "done", "failed", "given-up", "passed"};

static void name_of(const struct fetch_state *self, const char *ending, char out[NAME_SIZE])
{
	snprintf(out, NAME_SIZE, ".fetch/%s.%s", self->name, ending);
}

/* ---- items ---- */

void fetch_state_set(struct fetch_state *self, const char **field, const char *text)
{
	if (!*field || strcmp(*field, text) != 0)
		*field = arena_cstr(&self->arena, slice_of(text));
}

struct fetch_item *fetch_state_item(struct fetch_state *self, const char *key)
{
	const json_t *at = json_object_get(self->index, key);
	if (at)
		return &self->items[json_integer_value(at)];
	self->items = arena_grow(&self->arena, self->items, self->count, &self->room,
				 sizeof *self->items);
	json_object_set_new(self->index, key, json_integer((json_int_t)self->count));
	struct fetch_item *item = &self->items[self->count++];
	*item = (struct fetch_item){.key = arena_cstr(&self->arena, slice_of(key)),
				    .mark = "",
				    .packed = "",
				    .etag = "",
				    .modified = "",
				    .file = "",
				    .cause = ""};
	return item;
}

/* What is no UTF-8 (in a header, in the words of a library) is not kept. */
static void put(json_t *o, const char *name, const char *text)
{
	if (*text)
		json_object_set_new(o, name, json_string(text));
}

void fetch_state_note(const struct fetch_item *item, struct buffer *lines)
{
	char first[11];
	date_format(item->first, first);
	json_t *o = json_pack("{s:s, s:s, s:s, s:i, s:b, s:I}", "key", item->key, "state",
			      state_names[item->state], "first", first, "tries", item->tries,
			      "open", item->open, "listed", (json_int_t)item->listed);
	put(o, "mark", item->mark);
	put(o, "packed", item->packed);
	put(o, "etag", item->etag);
	put(o, "modified", item->modified);
	put(o, "file", item->file);
	put(o, "cause", item->cause);
	char *text = json_dumps(o, JSON_COMPACT);
	if (!text)
		die_nomem(0);
	buffer_add_str(lines, text);
	buffer_add_byte(lines, '\n');
	free(text);
	json_decref(o);
}

static int day_of(const json_t *o, const char *name)
{
	int day = 0;
	size_t used;
	struct slice text = slice_of(json_string_value(json_object_get(o, name)));
	return text.len && date_parse(text, &day, &used) ? day : 0;
}

static void take_line(struct fetch_state *self, struct slice line)
{
	json_t *o = json_loadb(line.ptr, line.len, 0, NULL);
	const char *key = json_string_value(json_object_get(o, "key"));
	const char *state = json_string_value(json_object_get(o, "state"));
	if (key && state) {
		struct fetch_item *item = fetch_state_item(self, key);
		const struct {
			const char *name, **field;
		} texts[] = {{"mark", &item->mark}, {"packed", &item->packed},
			     {"etag", &item->etag}, {"modified", &item->modified},
			     {"file", &item->file}, {"cause", &item->cause}};
		for (size_t i = 0; i < sizeof state_names / sizeof *state_names; i++)
			if (strcmp(state, state_names[i]) == 0)
				item->state = (enum fetch_item_state)i;
		item->tries = (int)json_integer_value(json_object_get(o, "tries"));
		item->listed = json_integer_value(json_object_get(o, "listed"));
		item->open = json_is_true(json_object_get(o, "open"));
		item->first = day_of(o, "first");
		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
			const char *text = json_string_value(json_object_get(o, texts[i].name));
			fetch_state_set(self, texts[i].field, text ? text : "");
		}
	}
	json_decref(o);
}

/* ---- the journal ---- */

static enum status rewrite(struct fetch_state *self, const char *name, struct error *err)
{
	struct buffer lines = BUFFER_INIT;
	for (size_t i = 0; i < self->count; i++)
		fetch_state_note(&self->items[i], &lines);
	enum status st = fetch_spool_put(self->spool, name, buffer_slice(&lines), NULL, err);
	buffer_release(&lines);
	return st;
}

/* Lines that are out of date, or cut off: what is appended must begin on a line of its own. */
static enum status read_journal(struct fetch_state *self, struct error *err)
{
	struct buffer bytes = BUFFER_INIT, path = BUFFER_INIT;
	char name[NAME_SIZE];
	name_of(self, "journal", name);
	struct error cause = {0};
	enum status st = fetch_spool_get(self->spool, name, JOURNAL_MAX, &bytes, &cause);
	if (st && st != STATUS_NOT_FOUND && err)
		*err = cause;
	struct slice rest = buffer_slice(&bytes), line;
	const bool torn = rest.len && !slice_ends(rest, "\n");
	size_t lines = 0;
	while (!st && slice_next_line(&rest, &line)) {
		take_line(self, line);
		lines++;
	}
	if (!st && (torn || lines > 2 * self->count + 1000))
		st = rewrite(self, name, err);
	if (!st || st == STATUS_NOT_FOUND) {
		fetch_spool_path(self->spool, name, &path);
		self->journal = open(path.ptr, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
		st = self->journal >= 0 ? STATUS_OK
					: error_set(err, STATUS_IO, "cannot open %s: %s", path.ptr,
						    strerror(errno));
	}
	buffer_release(&bytes);
	buffer_release(&path);
	return st;
}

enum status fetch_state_write(struct fetch_state *self, const struct buffer *lines,
			      struct error *err)
{
	size_t at = 0;
	while (at < lines->len) {
		ssize_t n = write(self->journal, lines->ptr + at, lines->len - at);
		if (n < 0 && errno != EINTR)
			return error_set(err, STATUS_IO, "cannot write the journal of %s: %s",
					 self->name, strerror(errno));
		at += n > 0 ? (size_t)n : 0;
	}
	if (at && fdatasync(self->journal) != 0)
		return error_set(err, STATUS_IO, "cannot write the journal of %s: %s", self->name,
				 strerror(errno));
	return STATUS_OK;
}

/* ---- the position ---- */

static enum status read_position(struct fetch_state *self, struct error *err)
{
	struct buffer bytes = BUFFER_INIT;
	char name[NAME_SIZE];
	json_error_t je;
	name_of(self, "json", name);
	if (!fetch_spool_has(self->spool, name))
		return STATUS_OK;
	enum status st = fetch_spool_get(self->spool, name, POSITION_MAX, &bytes, err);
	if (st) {
		buffer_release(&bytes);
		return st;
	}
	json_t *o = json_loadb(bytes.ptr, bytes.len, 0, &je);
	if (!json_is_object(o))
		st = error_set(err, STATUS_FORMAT, "%s/%s, line %d: %s", self->spool->folder, name,
			       je.line, je.text);
	else if (json_integer_value(json_object_get(o, "schema")) != SCHEMA)
		st = error_set(err, STATUS_VERSION, "%s/%s was written by another version",
			       self->spool->folder, name);
	else
		self->position = (struct fetch_position){
			.done_until = day_of(o, "done_until"),
			.from = day_of(o, "from"),
			.until = day_of(o, "until"),
			.listing = json_integer_value(json_object_get(o, "listing")),
			.next = json_integer_value(json_object_get(o, "next")),
			.active = json_is_true(json_object_get(o, "active")),
			.listed = json_is_true(json_object_get(o, "listed"))};
	json_decref(o);
	buffer_release(&bytes);
	return st;
}

enum status fetch_state_save(struct fetch_state *self, struct error *err)
{
	const struct fetch_position *p = &self->position;
	char done[11], from[11], until[11], name[NAME_SIZE];
	date_format(p->done_until, done);
	date_format(p->from, from);
	date_format(p->until, until);
	name_of(self, "json", name);
	json_t *o = json_pack("{s:i, s:s, s:s, s:s, s:I, s:I, s:b, s:b}", "schema", SCHEMA,
			      "done_until", done, "from", from, "until", until, "listing",
			      (json_int_t)p->listing, "next", (json_int_t)p->next, "active",
			      p->active, "listed", p->listed);
	char *text = json_dumps(o, JSON_INDENT(2));
	if (!text)
		die_nomem(0);
	enum status st = fetch_spool_put(self->spool, name, slice_of(text), NULL, err);
	free(text);
	json_decref(o);
	return st;
}

enum status fetch_state_open(struct fetch_state *self, const struct fetch_spool *spool,
			     const char *name, struct error *err)
{
	*self = (struct fetch_state){.spool = spool,
				     .name = name,
				     .arena = ARENA_INIT,
				     .journal = -1,
				     .index = json_object()};
	if (!self->index)
		die_nomem(0);
	enum status st = read_position(self, err);
	if (!st)
		st = read_journal(self, err);
	for (size_t i = 0; i < self->count; i++)
		if (self->items[i].listed > self->position.listing)
			self->position.listing = self->items[i].listed;
	return st;
}

void fetch_state_close(struct fetch_state *self)
{
	if (self->journal >= 0)
		close(self->journal);
	json_decref(self->index);
	arena_release(&self->arena);
	*self = (struct fetch_state){.journal = -1};
}

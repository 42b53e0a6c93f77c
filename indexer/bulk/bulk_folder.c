/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/bulk/bulk_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "corpus/model/question_record.h"
#include "indexer/bulk/bulk_plain.h"
#include "indexer/scan/source_file.h"
#include "stemming/analyzer.h"
#include "store/glass/glass_format.h"
#include "store/index/generation.h"
#include "store/index/schema.h"
#include "store/xapian/xap.h"

/*
 * Parts are only good for the same program and input, for they hold what a paper gave that has
 * changed or gone since, and as long as the machine runs: they were never synced.  Written whole
 * before the first part.
 */
static enum status state_text(const struct bulk *self, struct buffer *out, struct error *err)
{
	struct analyzer *analyzer = NULL;
	char boot[64] = "";
	FILE *file = fopen("/proc/sys/kernel/random/boot_id", "r");
	if (file) {
		if (!fgets(boot, sizeof boot, file))
			boot[0] = '\0';
		fclose(file);
	}
	enum status st = analyzer_new(&analyzer, err);
	if (!st)
		buffer_printf(out, "%d %llx %zu %s %llx %llx %s %s", SCHEMA_VERSION,
			      (unsigned long long)GLASS_PART_MAGIC, self->part,
			      self->feed ? "books" : "", (unsigned long long)paper_readers(),
			      (unsigned long long)self->input, analyzer_identity(analyzer), boot);
	analyzer_free(analyzer);
	return st;
}

static bool same_state(const struct bulk *self, struct slice expected)
{
	char text[512];
	int file = openat(self->lock, "state", O_RDONLY | O_CLOEXEC);
	ssize_t n = file < 0 ? -1 : read(file, text, sizeof text);
	if (file >= 0)
		close(file);
	return n >= 0 && slice_eq(slice_make(text, (size_t)n), expected);
}

static enum status write_file(struct bulk *self, const char *name, struct slice text,
			      struct error *err)
{
	int file = openat(self->lock, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool fine = file >= 0 && write(file, text.ptr, text.len) == (ssize_t)text.len;
	const int cause = errno;
	if (file >= 0)
		close(file);
	return fine ? STATUS_OK
		    : error_set(err, STATUS_IO, "cannot write %s/%s: %s", self->folder.ptr, name,
				strerror(cause));
}

static bool part_is_sound(struct bulk *self, uint32_t number)
{
	struct glass_runs runs = {.items = NULL};
	bulk_name(self->folder.ptr, "part", number, &self->name);
	const char *path = self->name.ptr;
	const bool sound = glass_runs_open(&runs, &path, 1, NULL) == STATUS_OK &&
			   glass_run_is_sound(&runs.items[0], glass_dictionary_sum(buffer_slice(
								      &self->dictionary)));
	glass_runs_release(&runs);
	return sound;
}

/* A file, or a folder of files. */
static enum status remove_entry(const char *path, struct error *err)
{
	if (unlink(path) == 0 || errno == ENOENT)
		return STATUS_OK;
	return errno == EISDIR
		       ? generation_remove(path, err)
		       : error_set(err, STATUS_IO, "cannot remove %s: %s", path, strerror(errno));
}

/* Removes all that is in the folder but the first `parts` parts and their dictionary; with 0
 * everything. */
static enum status tidy(struct bulk *self, uint32_t parts, struct error *err)
{
	DIR *dir = opendir(self->folder.ptr);
	struct dirent *entry;
	enum status st = STATUS_OK;
	while (!st && dir && (entry = readdir(dir)) != NULL) {
		unsigned number;
		char end;
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    strcmp(entry->d_name, "state") == 0 ||
		    (parts && strcmp(entry->d_name, "dictionary") == 0))
			continue;
		if (sscanf(entry->d_name, "part.%u%c", &number, &end) == 1 && number < parts)
			continue;
		buffer_clear(&self->name);
		buffer_printf(&self->name, "%s/%s", self->folder.ptr, entry->d_name);
		st = remove_entry(self->name.ptr, err);
	}
	if (dir)
		closedir(dir);
	return st;
}

/* ---- what an earlier run left ---- */

struct learning {
	struct bulk *bulk;
	struct records *records;
	struct buffer data;
	struct arena arena;  /* of one part */
	struct slice *given; /* by document */
	size_t count, room;
};

static enum status learn_source(void *ctx, uint32_t docid, struct slice value, struct error *err)
{
	struct learning *l = ctx;
	(void)err;
	while (l->count <= docid) {
		l->given = arena_grow(&l->arena, l->given, l->count, &l->room, sizeof *l->given);
		l->given[l->count++] = SLICE_EMPTY;
	}
	l->given[docid] = arena_copy(&l->arena, value);
	return STATUS_OK;
}

static enum status learn_record(void *ctx, uint32_t docid, struct slice packed, struct error *err)
{
	struct learning *l = ctx;
	struct bulk *self = l->bulk;
	struct contributions one;
	arena_clear(&self->arena);
	enum status st = records_unpack(l->records, packed, &l->data, err);
	if (!st)
		st = contributions_parse(docid < l->count ? l->given[docid] : SLICE_EMPTY,
					 &self->arena, &one, err);
	if (!st)
		st = contributions_load(&one, buffer_slice(&l->data), &self->arena, err);
	if (!st && one.count == 1) {
		struct slice hash = record_hash(one.items[0].question, &self->arena);
		(void)bulk_judge(&self->known, &one.items[0], hash);
		self->taken++;
		self->learned++;
	}
	return st;
}

static enum status learn_parts(struct bulk *self, struct error *err)
{
	struct learning l = {.bulk = self, .records = records_new()};
	struct glass_runs runs;
	if (self->dictionary.len)
		records_learn(l.records, 1, buffer_slice(&self->dictionary));
	enum status st = bulk_folder_parts(self, &runs, err);
	for (size_t i = 0; !st && i < runs.count; i++) {
		arena_clear(&l.arena);
		l.given = NULL;
		l.count = l.room = 0;
		st = glass_run_values(&runs.items[i], SLOT_GIVEN, learn_source, &l, err);
		if (!st)
			st = glass_run_values(&runs.items[i], XAP_SLOT_DATA, learn_record, &l, err);
		glass_run_forget(&runs.items[i], 0, runs.items[i].head.end);
	}
	glass_runs_release(&runs);
	records_free(l.records);
	buffer_release(&l.data);
	arena_release(&l.arena);
	return st;
}

static enum status read_dictionary(struct bulk *self, struct error *err)
{
	const int file = openat(self->lock, "dictionary", O_RDONLY | O_CLOEXEC);
	ssize_t n = 0;
	if (file < 0 && errno == ENOENT) /* there was too little to learn one from */
		return STATUS_OK;
	buffer_clear(&self->dictionary);
	buffer_reserve(&self->dictionary, RECORDS_DICTIONARY_MAX);
	if (file >= 0)
		n = read(file, self->dictionary.ptr, RECORDS_DICTIONARY_MAX);
	const bool fine = file >= 0 && n >= 0;
	const int cause = errno;
	if (file >= 0)
		close(file);
	self->dictionary.len = fine ? (size_t)n : 0;
	return fine ? STATUS_OK
		    : error_set(err, STATUS_IO, "cannot read %s/dictionary: %s", self->folder.ptr,
				strerror(cause));
}

/* Takes over the parts before the first that is missing or damaged; an index that was merged of
 * them is made anew, for nothing says that it is whole. */
static enum status take_over(struct bulk *self, struct error *err)
{
	enum status st = read_dictionary(self, err);
	if (st)
		return st;
	while (part_is_sound(self, self->next))
		self->next++;
	st = tidy(self, self->next, err);
	self->has_dictionary = self->next > 0;
	if (!self->has_dictionary)
		buffer_clear(&self->dictionary);
	return st || !self->next ? st : learn_parts(self, err);
}

enum status bulk_folder_parts(struct bulk *self, struct glass_runs *runs, struct error *err)
{
	struct buffer names = BUFFER_INIT;
	const char **list = calloc(self->next + 1, sizeof *list);
	size_t *places = calloc(self->next + 1, sizeof *places);
	if (!list || !places)
		die_nomem(self->next * sizeof *list);
	for (uint32_t i = 0; i < self->next; i++) {
		bulk_name(self->folder.ptr, "part", i, &self->name);
		places[i] = names.len;
		buffer_add(&names, self->name.ptr, self->name.len + 1);
	}
	for (uint32_t i = 0; i < self->next; i++)
		list[i] = names.ptr + places[i];
	const enum status st = glass_runs_open(runs, list, self->next, err);
	free(places);
	free(list);
	buffer_release(&names);
	return st;
}

enum status bulk_folder_keep_dictionary(struct bulk *self, struct slice dictionary,
					struct error *err)
{
	return write_file(self, "dictionary", dictionary, err);
}

/* Has Xapian make a database and looks at its format: what is merged from parts must be what it
 * reads. */
static enum status probe_format(struct bulk *self, struct error *err)
{
	struct xap_db *db = NULL;
	struct buffer name = BUFFER_INIT;
	buffer_printf(&name, "%s/probe", self->folder.ptr);
	enum status st = xap_open(name.ptr, XAP_SCRATCH, &db, err);
	xap_close(db);
	if (!st) {
		self->other_format = !glass_format_is_known(name.ptr);
		st = generation_remove(name.ptr, err);
	}
	buffer_release(&name);
	return st;
}

/* ---- the folder ---- */

enum status bulk_folder_open(struct bulk *self, struct error *err)
{
	const char *path = self->folder.ptr;
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		return error_set(err, STATUS_IO, "cannot make %s: %s", path, strerror(errno));
	self->lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (self->lock < 0)
		return error_set(err, STATUS_IO, "cannot open %s: %s", path, strerror(errno));
	if (flock(self->lock, LOCK_EX | LOCK_NB) != 0)
		return error_set(err, errno == EWOULDBLOCK ? STATUS_LOCKED : STATUS_IO,
				 "%s: another run is filling this index", path);
	return STATUS_OK;
}

enum status bulk_folder_begin(struct bulk *self, struct error *err)
{
	struct buffer state = BUFFER_INIT;
	enum status st = bulk_folder_open(self, err);
	if (!st)
		st = state_text(self, &state, err);
	if (!st && same_state(self, buffer_slice(&state)))
		st = take_over(self, err);
	else if (!st)
		st = tidy(self, 0, err);
	if (!st)
		st = probe_format(self, err);
	if (!st)
		st = write_file(self, "state", buffer_slice(&state), err);
	buffer_release(&state);
	return st;
}

enum status bulk_folder_remove(struct bulk *self, struct error *err)
{
	enum status st = tidy(self, 0, err);
	if (!st && ((unlinkat(self->lock, "state", 0) != 0 && errno != ENOENT) ||
		    rmdir(self->folder.ptr) != 0))
		st = error_set(err, STATUS_IO, "cannot remove %s: %s", self->folder.ptr,
			       strerror(errno));
	return st;
}

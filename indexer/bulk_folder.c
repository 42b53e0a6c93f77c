/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/bulk_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "corpus/record.h"
#include "stemming/analyzer.h"
#include "store/generation.h"
#include "store/schema.h"
#include "store/xap.h"

/*
 * Parts are only good for the same program, and as long as the machine runs: they were never synced.
 * Written whole before the first part.
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
		buffer_printf(out, "%d %zu %s %s", SCHEMA_VERSION, self->part, analyzer_identity(analyzer), boot);
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

static enum status write_state(struct bulk *self, struct slice text, struct error *err)
{
	int file = openat(self->lock, "state", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool fine = file >= 0 && write(file, text.ptr, text.len) == (ssize_t)text.len;
	if (file >= 0)
		close(file);
	return fine ? STATUS_OK : error_set(err, STATUS_IO, "cannot write %s/state: %s", self->folder.ptr,
					    strerror(errno));
}

static bool exists(struct bulk *self, const char *kind, uint32_t number)
{
	struct stat info;
	bulk_name(self->folder.ptr, kind, number, &self->name);
	return stat(self->name.ptr, &info) == 0;
}

/* Removes all that is in the folder but the `groups` first groups and the parts behind them up to `parts`;
 * with parts 0 everything. */
static enum status tidy(struct bulk *self, uint32_t groups, uint32_t parts, struct error *err)
{
	DIR *dir = opendir(self->folder.ptr);
	struct dirent *entry;
	enum status st = STATUS_OK;
	while (!st && dir && (entry = readdir(dir)) != NULL) {
		unsigned number;
		char end;
		if (entry->d_name[0] == '.' || strcmp(entry->d_name, "state") == 0)
			continue;
		if (sscanf(entry->d_name, "group.%u%c", &number, &end) == 1 && number < groups)
			continue;
		if (sscanf(entry->d_name, "part.%u%c", &number, &end) == 1 && number < parts &&
		    number >= groups * BULK_GROUP)
			continue;
		buffer_clear(&self->name);
		buffer_printf(&self->name, "%s/%s", self->folder.ptr, entry->d_name);
		st = generation_remove(self->name.ptr, err);
	}
	if (dir)
		closedir(dir);
	return st;
}

static enum status learn_part(struct bulk *self, const char *kind, uint32_t number, struct slice dictionary,
			      struct error *err)
{
	struct xap_db *db = NULL;
	struct buffer value = BUFFER_INIT;
	bool is_new;
	bulk_name(self->folder.ptr, kind, number, &self->name);
	enum status st = xap_open(self->name.ptr, XAP_READ, &db, err);
	if (!st && dictionary.len) /* only the first part has it */
		st = xap_use_dictionary(db, dictionary, err);
	uint32_t last = st ? 0 : xap_lastdocid(db);
	for (uint32_t docid = 1; !st && docid <= last; docid++) {
		struct question q;
		question_init(&q);
		arena_clear(&self->arena);
		st = xap_data(db, docid, &value, err);
		if (!st)
			st = record_decode(buffer_slice(&value), &q, err);
		if (!st) {
			struct slice hash = record_hash(&q, &self->arena);
			bulk_known_add(&self->known, bulk_hash('Q', q.id), bulk_hash('H', hash), &is_new);
			if (q.fingerprint.len)
				bulk_known_add(&self->known, bulk_hash('F', q.fingerprint), 1, &is_new);
			self->reading.report->added++;
		}
		question_release(&q);
	}
	buffer_release(&value);
	xap_close(db);
	return st;
}

/* Takes over what is whole from the first part on. */
static enum status take_over(struct bulk *self, struct buffer *dictionary, struct error *err)
{
	uint32_t groups = 0, parts;
	struct stat info;
	struct xap_db *db = NULL;
	self->whole = stat(self->target.ptr, &info) == 0;
	if (self->whole)
		return STATUS_OK;
	while (exists(self, "group", groups))
		groups++;
	for (parts = groups * BULK_GROUP; exists(self, "part", parts);)
		parts++;
	enum status st = tidy(self, groups, parts, err);
	self->next = parts;
	if (st || !parts)
		return st;
	bulk_name(self->folder.ptr, groups ? "group" : "part", 0, &self->name);
	st = xap_open(self->name.ptr, XAP_READ, &db, err);
	if (!st)
		st = xap_metadata_get(db, XAP_KEY_DICTIONARY "1", dictionary, err);
	xap_close(db);
	self->has_dictionary = true;
	for (uint32_t i = 0; !st && i < groups; i++)
		st = learn_part(self, "group", i, buffer_slice(dictionary), err);
	for (uint32_t i = groups * BULK_GROUP; !st && i < parts; i++)
		st = learn_part(self, "part", i, buffer_slice(dictionary), err);
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

enum status bulk_folder_begin(struct bulk *self, struct buffer *dictionary, struct error *err)
{
	struct buffer state = BUFFER_INIT;
	enum status st = bulk_folder_open(self, err);
	if (!st)
		st = state_text(self, &state, err);
	if (!st && !self->feed && same_state(self, buffer_slice(&state)))
		st = take_over(self, dictionary, err);
	else if (!st)
		st = tidy(self, 0, 0, err);
	if (!st)
		st = write_state(self, buffer_slice(&state), err);
	buffer_release(&state);
	return st;
}

enum status bulk_folder_remove(struct bulk *self, struct error *err)
{
	enum status st = tidy(self, 0, 0, err);
	if (!st && ((unlinkat(self->lock, "state", 0) != 0 && errno != ENOENT) || rmdir(self->folder.ptr) != 0))
		st = error_set(err, STATUS_IO, "cannot remove %s: %s", self->folder.ptr, strerror(errno));
	return st;
}

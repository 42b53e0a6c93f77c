/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/index/schema.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void schema_term(struct buffer *out, const char *prefix, struct slice word)
{
	size_t room = XAP_TERM_MAX - strlen(prefix);
	if (word.len > room)
		word.len = room;
	buffer_clear(out);
	buffer_add_str(out, prefix);
	buffer_add_slice(out, word);
}

void schema_key(struct buffer *out, const char *prefix, struct slice id)
{
	schema_term(out, prefix, id); /* keys are bounded as terms are */
}

void schema_number_term(struct buffer *out, struct slice number)
{
	buffer_clear(out);
	buffer_add_str(out, PREFIX_NUMBER);
	for (size_t i = 0; i < number.len && i < 60; i++)
		if (!byte_is_space(number.ptr[i]))
			buffer_add_byte(out, byte_lower(number.ptr[i]));
}

static enum status check_part(struct xap_db *db, size_t part, const char *analyzer_identity,
			      struct error *err)
{
	struct buffer value = BUFFER_INIT;
	enum status st = xap_part_metadata(db, part, SCHEMA_KEY_VERSION, &value, err);
	if (st)
		goto out;
	int version = atoi(buffer_cstr(&value));
	if (version == 0) {
		st = error_set(err, STATUS_NOT_FOUND,
			       "a Xapian database, but no index of vraagbaak");
		goto out;
	}
	if (version > SCHEMA_VERSION) {
		st = error_set(err, STATUS_VERSION,
			       "the index has schema %d, this program knows up to %d: use a newer "
			       "vraagbaak",
			       version, SCHEMA_VERSION);
		goto out;
	}
	if (version < SCHEMA_OLDEST) {
		st = error_set(err, STATUS_VERSION,
			       "the index has schema %d, which lacks the ministers and offices of "
			       "schema %d: "
			       "index the sources again",
			       version, SCHEMA_OLDEST);
		goto out;
	}
	st = xap_part_metadata(db, part, SCHEMA_KEY_ANALYZER, &value, err);
	if (!st && strcmp(buffer_cstr(&value), analyzer_identity) != 0)
		st = error_set(err, STATUS_VERSION,
			       "the index was written by analyzer \"%s\", this program has \"%s\": "
			       "index the sources again",
			       buffer_cstr(&value), analyzer_identity);
out:
	buffer_release(&value);
	return st;
}

enum status schema_check(struct xap_db *db, const char *analyzer_identity, struct error *err)
{
	size_t count = xap_part_count(db);
	enum status st = STATUS_OK;
	const char *missing;
	for (size_t i = 0; !st && i < count; i++) {
		const char *name = xap_part_name(db, i, &missing);
		st = missing ? STATUS_OK : check_part(db, i, analyzer_identity, err);
		if (st && st != STATUS_MODIFIED && count > 1)
			error_prefix(err, "%s: ", name);
	}
	return st;
}

enum status schema_blame(struct xap_db *db, uint32_t docid, enum status st, struct error *err)
{
	struct buffer id = BUFFER_INIT;
	struct error ignored = {0};
	if (st != STATUS_CORRUPT && st != STATUS_VERSION)
		return st;
	if (xap_value(db, docid, SLOT_ID, &id, &ignored) || !id.len)
		buffer_add_str(&id, "?");
	if (xap_part_count(db) == 1)
		(void)error_prefix(err,
				   "%s: question %s (document %lu): ", xap_part_name(db, 0, NULL),
				   buffer_cstr(&id), (unsigned long)docid);
	else
		(void)error_prefix(err, "question %s: ", buffer_cstr(&id));
	buffer_release(&id);
	return st;
}

enum status schema_check_writable(struct xap_db *db, struct error *err)
{
	struct buffer value = BUFFER_INIT;
	enum status st = xap_metadata_get(db, SCHEMA_KEY_VERSION, &value, err);
	const int version = atoi(buffer_cstr(&value));
	if (!st && version < SCHEMA_VERSION)
		st = error_set(err, STATUS_VERSION,
			       "an older vraagbaak made this index (schema %d; this program writes "
			       "%d): it can be searched "
			       "but not added to; use vraagbaak rebuild if nightly keeps it, else "
			       "index the "
			       "sources into a new index",
			       version, SCHEMA_VERSION);
	buffer_release(&value);
	return st;
}

const char *schema_version(void)
{
	static_assert(SCHEMA_VERSION == 4, "the text below");
	return "4";
}

enum status schema_mark(struct xap_db *db, const char *analyzer_identity, struct error *err)
{
	enum status st = xap_metadata_set(db, SCHEMA_KEY_VERSION, slice_of(schema_version()), err);
	if (!st)
		st = xap_metadata_set(db, SCHEMA_KEY_ANALYZER, slice_of(analyzer_identity), err);
	return st ? st : xap_commit(db, err);
}

/* Removes a folder of files: what a failed creation leaves. */
static void remove_folder(const char *path)
{
	struct buffer name = BUFFER_INIT;
	DIR *dir = opendir(path);
	struct dirent *entry;
	while (dir && (entry = readdir(dir)) != NULL) {
		buffer_clear(&name);
		buffer_printf(&name, "%s/%s", path, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(name.ptr);
	}
	if (dir)
		closedir(dir);
	rmdir(path);
	buffer_release(&name);
}

enum status schema_create(const char *path, const char *analyzer_identity, struct error *err)
{
	struct buffer making = BUFFER_INIT;
	struct xap_db *db = NULL;
	struct slice place = slice_of(path);
	while (place.len > 1 && slice_ends(place, "/"))
		place.len--;
	buffer_printf(&making, "%.*s.making-%ld", SLICE_ARG(place), (long)getpid());
	enum status st = xap_open(making.ptr, XAP_WRITE_NEW, &db, err);
	if (!st)
		st = schema_mark(db, analyzer_identity, err);
	if (st)
		error_prefix(err, "cannot make an index at %s: ", path);
	xap_close(db);
	if (!st && rename(making.ptr, path) != 0)
		st = error_set(err, STATUS_IO, "cannot make an index at %s: %s", path,
			       strerror(errno));
	if (st)
		remove_folder(making.ptr);
	buffer_release(&making);
	return st;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Chamber's lists give a part of a legislature only; its archive, a zip with an XML of each
 * question, all of it.  What is taken from there counts as had: the list that is read afterwards
 * asks for what it shows in another state, and for what is new.  An item that was asked for by
 * itself is newer than any archive, and is asked for again when the archive's changes.
 *
 * The members are stored one by one; killed meanwhile, the next run takes it anew and
 * leaves alone what stands there.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <xxhash.h>

#include "corpus/extract/archive.h"
#include "corpus/extract/xml.h"
#include "corpus/sources/sniff.h"
#include "corpus/text/dates.h"
#include "indexer/fetch/fetch_page.h"

enum {
	MEMBERS_MAX = 200000,
	MEMBER_MAX = 16 << 20,
	STATUS_MAX = 40,
	NOTED_MEMBERS = 200,
	PACKED_SIZE = 17 + STATUS_MAX
};
static const char ARCHIVE_NAME[] = ".fetch/archive.zip";
#define UNPACKED_MAX ((unsigned long long)4 << 30)

/* ---- the reply ---- */

static enum status check_archive(void *ctx, struct slice body, struct error *err)
{
	struct slice tail = slice_from(body, body.len > 66000 ? body.len - 66000 : 0);
	(void)ctx;
	if (sniff(slice_sub(body, 0, 4096)) != SNIFFED_ZIP)
		return error_set(err, STATUS_FORMAT, "not a zip archive: %s",
				 slice_starts(slice_trim(slice_sub(body, 0, 4096)), "<")
					 ? "a page of HTML or XML"
				 : body.len ? "something else"
					    : "an empty reply");
	if (slice_find(tail, 0, "PK\5\6") == tail.len)
		return error_set(err, STATUS_FORMAT, "cut off: the zip has no end");
	return STATUS_OK;
}

/* ---- members ---- */

struct unpacking {
	struct fetch_work *w;
	int from; /* the first day */
	struct buffer bytes, text, lines;
	size_t members, known, noted;
	unsigned long long unpacked;
};

/* The text of the first element of that name, cut to the room. */
static void copy_text(struct unpacking *u, const xmlNode *root, const char *name, char *out,
		      size_t size)
{
	const xmlNode *node = xml_find(root, name);
	buffer_clear(&u->text);
	if (node)
		xml_add_text(node, &u->text);
	struct slice s = slice_trim(buffer_slice(&u->text));
	snprintf(out, size, "%.*s", SLICE_ARG(s));
}

/* The key of the member, and what it is like; FORMAT when it is no question. */
static enum status read_member(struct unpacking *u, char key[FETCH_KEY_SIZE],
			       char packed[PACKED_SIZE], struct error *err)
{
	xmlDoc *doc = NULL;
	char name[112], status[STATUS_MAX];
	enum status st = xml_parse(buffer_slice(&u->bytes), &doc, err);
	if (st)
		return st;
	const xmlNode *root = xmlDocGetRootElement(doc);
	copy_text(u, root, "SDOCNAME", name, sizeof name);
	copy_text(u, root, "STATUSQ", status, sizeof status);
	if (fetch_name_is_safe(name)) {
		snprintf(key, FETCH_KEY_SIZE, "%s/%s", u->w->source->oral ? "inqo" : "qrva", name);
		snprintf(packed, PACKED_SIZE, "%016llx %s",
			 (unsigned long long)XXH3_64bits(u->bytes.ptr, u->bytes.len), status);
	} else {
		st = error_set(err, STATUS_FORMAT, "<%.60s> without SDOCNAME",
			       (const char *)root->name);
	}
	xmlFreeDoc(doc);
	return st;
}

/* Puts the member in its place. */
static enum status store_member(struct unpacking *u, const char *key, const char *packed,
				struct error *err)
{
	struct fetch_work *w = u->w;
	struct fetch_item *item = fetch_state_item(&w->state, key);
	const bool stands = *item->file && fetch_spool_has(w->spool, item->file);
	const bool own = stands && slice_ends(slice_of(item->file), ".json"),
		   had = strcmp(item->packed, packed) == 0;
	char name[FETCH_KEY_SIZE + 8];
	bool same = true;
	enum status st = STATUS_OK;
	if (fetch_is_old(w, key, u->from)) {
		item->state = stands ? item->state : FETCH_ITEM_PASSED;
	} else if (own && !had && *item->packed) {
		item->state = FETCH_ITEM_WANTED;
	} else if (!own && !(stands && had)) {
		snprintf(name, sizeof name, "%s.xml", key);
		st = fetch_spool_put(w->spool, name, buffer_slice(&u->bytes), &same, err);
		fetch_state_set(&w->state, &item->file, name);
		fetch_state_set(&w->state, &item->etag, "");
		fetch_state_set(&w->state, &item->modified, "");
		item->state = FETCH_ITEM_DONE;
		item->tries = 0;
		w->report->fresh += !same && !stands;
		w->report->changed += !same && stands;
	}
	if (st || had)
		return st;
	item->first = item->first ? item->first : w->options->today;
	fetch_state_set(&w->state, &item->packed, packed);
	fetch_state_note(item, &u->lines);
	u->noted++;
	return STATUS_OK;
}

static enum status write_notes(struct unpacking *u, struct error *err)
{
	enum status st = fetch_state_write(&u->w->state, &u->lines, err);
	buffer_clear(&u->lines);
	u->noted = 0;
	return st;
}

/* One member that was unpacked into u->bytes; one that is no question is told and passed over. */
static enum status take_member(struct unpacking *u, const char *path, struct error *err)
{
	char key[FETCH_KEY_SIZE], packed[PACKED_SIZE];
	struct error cause = {0};
	u->members++;
	if (read_member(u, key, packed, &cause)) {
		u->w->report->odd++;
		night_log(u->w->options->log, LOG_LEVEL_WARNING, "fetch-odd-member",
			  LOG_TEXT("source", u->w->source->name), LOG_TEXT("member", path),
			  LOG_TEXT("cause", cause.msg));
		return STATUS_OK;
	}
	u->known++;
	enum status st = store_member(u, key, packed, err);
	return !st && u->noted >= NOTED_MEMBERS ? write_notes(u, err) : st;
}

static enum status unpack_member(struct unpacking *u, struct archive *archive, struct error *cause)
{
	struct input member;
	buffer_clear(&u->bytes);
	input_from(&member, packed_more, archive);
	enum status st = input_read_all(&member, MEMBER_MAX, &u->bytes, cause);
	u->unpacked += u->bytes.len;
	if (!st && u->unpacked > UNPACKED_MAX)
		st = error_set(cause, STATUS_LIMIT, "it unpacks to more than 4 GB");
	if (!st && u->members >= MEMBERS_MAX)
		st = error_set(cause, STATUS_LIMIT, "it has more than %d members", MEMBERS_MAX);
	return st;
}

/* *cause tells why the archive could not be taken to its end; what fails else is the spool. */
static enum status unpack(struct unpacking *u, int fd, struct error *cause, struct error *err)
{
	struct archive *archive = NULL;
	struct archive_entry *entry;
	struct input input;
	enum status st = STATUS_OK, bad;
	input_from_fd(&input, fd);
	bad = packed_open(&input, &archive, cause);
	while (!st && !bad && !fetch_is_over(u->w)) {
		bad = packed_next(archive, &entry, cause);
		if (bad || !entry)
			break;
		if (archive_entry_filetype(entry) == AE_IFDIR)
			continue;
		bad = unpack_member(u, archive, cause);
		if (!bad)
			st = take_member(u, packed_path(entry), err);
	}
	if (archive)
		archive_read_free(archive);
	input_release(&input);
	if (!st && !bad && !u->known && !fetch_is_over(u->w))
		bad = error_set(cause, STATUS_FORMAT, "none of its %zu members is a question",
				u->members);
	if (!st)
		st = write_notes(u, err);
	return st;
}

/* ---- the archive ---- */

static enum status note(struct fetch_work *w, struct fetch_item *item, enum fetch_item_state state,
			struct error *err)
{
	struct buffer line = BUFFER_INIT;
	item->state = state;
	fetch_state_note(item, &line);
	enum status st = fetch_state_write(&w->state, &line, err);
	buffer_release(&line);
	return st;
}

/* What was taken before stays; the list is read all the same. */
static enum status fail(struct fetch_work *w, const char *key, enum fetch_outcome outcome,
			const struct error *cause, struct error *err)
{
	struct fetch_item *item = fetch_state_item(&w->state, key);
	night_log(w->options->log, LOG_LEVEL_ERROR, "fetch-archive-failed",
		  LOG_TEXT("source", w->source->name), LOG_TEXT("cause", cause->msg));
	w->report->failed++;
	w->broken = outcome == FETCH_DOWN || outcome == FETCH_BUSY;
	enum status st = outcome == FETCH_BAD ? fetch_set_aside(w, key, err) : STATUS_OK;
	return st || item->state == FETCH_ITEM_DONE ? st : note(w, item, FETCH_ITEM_FAILED, err);
}

static enum status finish(struct fetch_work *w, const char *key, bool got, struct error *err)
{
	struct fetch_item *item = fetch_state_item(&w->state, key);
	item->first = w->options->today;
	if (got) {
		fetch_state_set(&w->state, &item->etag, w->reply.etag);
		fetch_state_set(&w->state, &item->modified, w->reply.modified);
	}
	return note(w, item, FETCH_ITEM_DONE, err);
}

/* Readers of zips move about in them, so it is a file while it is unpacked. */
static enum status open_archive(struct fetch_work *w, int *fd, struct error *err)
{
	struct buffer path = BUFFER_INIT;
	enum status st = fetch_spool_put(w->spool, ARCHIVE_NAME, buffer_slice(&w->reply.body), NULL,
					 err);
	fetch_spool_path(w->spool, ARCHIVE_NAME, &path);
	if (!st) {
		*fd = open(path.ptr, O_RDONLY | O_CLOEXEC);
		if (*fd < 0)
			st = error_set(err, STATUS_IO, "cannot open %s: %s", path.ptr,
				       strerror(errno));
	}
	buffer_release(&path);
	return st;
}

static enum status take(struct fetch_work *w, const char *key, int from, struct error *err)
{
	struct unpacking u = {.w = w, .from = from};
	struct error cause = {0};
	int fd = -1;
	enum status st = open_archive(w, &fd, err);
	if (!st)
		st = unpack(&u, fd, &cause, err);
	if (fd >= 0)
		close(fd);
	if (!st && *cause.msg) {
		error_prefix(&cause, "%.200s: ", w->url.ptr);
		st = fail(w, key, FETCH_BAD, &cause, err);
	} else if (!st && !fetch_is_over(w))
		st = finish(w, key, true, err);
	if (!st)
		st = fetch_spool_remove(w->spool, ARCHIVE_NAME, err);
	buffer_release(&u.bytes);
	buffer_release(&u.text);
	buffer_release(&u.lines);
	return st;
}

enum status fetch_archive(struct fetch_work *w, int from, struct error *err)
{
	char key[64];
	struct error cause = {0};
	snprintf(key, sizeof key, "archive/%s-%d", w->source->oral ? "inqo" : "qrva",
		 w->source->legislature);
	const struct fetch_item item = *fetch_state_item(&w->state, key);
	const bool had = item.state == FETCH_ITEM_DONE;
	if (had && date_days(w->options->today) - date_days(item.first) < w->source->archive_days)
		return STATUS_OK;
	buffer_clear(&w->url);
	buffer_printf(&w->url, "%s?leg=%d", w->source->archive, w->source->legislature);
	enum fetch_outcome outcome = fetch_ask(w, "application/zip, */*", had ? &item : NULL,
					       check_archive,
					       w->options->config->fetch.archive_megabytes, &cause);
	switch (outcome) {
	case FETCH_STOPPED: return STATUS_OK;
	case FETCH_GOT: return take(w, key, from, err);
	case FETCH_UNCHANGED: return finish(w, key, false, err);
	default: return fail(w, key, outcome, &cause, err);
	}
}

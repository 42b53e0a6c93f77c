/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/scan/source_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/memory.h"
#include "corpus/sources/companions.h"
#include "store/index/schema.h"

/* Made by the Makefile from the sources of the readers. */
#ifndef READERS_ID
#define READERS_ID "unknown"
#endif

enum {
	ENTRY_VERSION = 1,
	FLAG_DUE = 1,
	FLAG_FAILED = 2,
	KEY_DIGITS = 16,
	FRESH_SECONDS = 2, /* the coarsest clock of a file system in use */
};

uint64_t paper_key(const char *path)
{
	return XXH3_64bits(path, strlen(path));
}

uint64_t paper_readers(void)
{
	return XXH3_64bits(READERS_ID, strlen(READERS_ID));
}

/* ---- on disk ---- */

/* The two names that the sidecar of a paper may have (corpus/sources/source.h); false behind the
 * last. */
static bool sidecar_name(const char *path, int i, char name[PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');
	size_t len = i == 0 && dot ? (size_t)(dot - path) : strlen(path);
	int n = i > 1 ? -1 : snprintf(name, PATH_MAX, "%.*s.meta.json", (int)len, path);
	return n > 0 && n < PATH_MAX;
}

struct look {
	int64_t size, seconds, nanoseconds;
	uint64_t inode;
};

static bool look_at(const char *path, struct look *out)
{
	struct stat info;
	*out = (struct look){0, 0, 0, 0};
	if (stat(path, &info) != 0)
		return false;
	*out = (struct look){info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_ino};
	return true;
}

/* Adds the looks of the documents that a detail is read together with; false when one is too
 * young. */
static bool stamp_documents(const char *path, int64_t oldest, uint64_t *stamp)
{
	struct buffer paths = BUFFER_INIT, looks = BUFFER_INIT;
	bool old = true;
	companions_of(path, &paths);
	buffer_add(&looks, stamp, sizeof *stamp);
	for (size_t at = 0; at < paths.len; at += strlen(paths.ptr + at) + 1) {
		struct look look;
		look_at(paths.ptr + at, &look);
		old = old && look.seconds <= oldest;
		buffer_add(&looks, &look, sizeof look);
	}
	if (paths.len)
		*stamp = XXH3_64bits(looks.ptr, looks.len);
	buffer_release(&paths);
	buffer_release(&looks);
	return old;
}

enum status paper_stamp(const char *path, int64_t now, bool sidecars, uint64_t *stamp,
			struct error *err)
{
	struct look looks[3];
	char name[PATH_MAX];
	memset(looks, 0, sizeof looks);
	*stamp = 0;
	if (!look_at(path, &looks[0]))
		return error_set(err, STATUS_IO, "cannot look at it: %s", strerror(errno));
	for (int i = 0; sidecars && sidecar_name(path, i, name); i++)
		look_at(name, &looks[i + 1]);
	for (int i = 0; i < 3; i++)
		if (looks[i].seconds + FRESH_SECONDS > now)
			return STATUS_OK;
	*stamp = XXH3_64bits(looks, sizeof looks);
	const bool old = stamp_documents(path, now - FRESH_SECONDS, stamp);
	*stamp = old ? *stamp + !*stamp : 0;
	return STATUS_OK;
}

static enum status hash_file(XXH3_state_t *state, const char *path, struct error *err)
{
	enum { CHUNK = 1 << 18 };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return error_set(err, STATUS_IO, "cannot open: %s", strerror(errno));
	char *chunk = memory_new(CHUNK);
	enum status st = STATUS_OK;
	ssize_t n;
	do {
		n = read(fd, chunk, CHUNK);
		if (n > 0)
			XXH3_128bits_update(state, chunk, (size_t)n);
		else if (n < 0 && errno != EINTR)
			st = error_set(err, STATUS_IO, "cannot read: %s", strerror(errno));
	} while (!st && n != 0);
	free(chunk);
	close(fd);
	return st;
}

enum status paper_content(const char *path, uint64_t content[2], struct error *err)
{
	char name[PATH_MAX];
	XXH3_state_t *state = XXH3_createState();
	if (!state)
		die_nomem(sizeof(XXH128_hash_t));
	XXH3_128bits_reset(state);
	content[0] = content[1] = 0;
	enum status st = hash_file(state, path, err);
	for (int i = 0; !st && sidecar_name(path, i, name); i++) {
		struct look look;
		if (!look_at(name, &look))
			continue;
		XXH3_128bits_update(state, name, strlen(name));
		st = hash_file(state, name, err);
	}
	struct buffer documents = BUFFER_INIT;
	companions_of(path, &documents);
	for (size_t at = 0; !st && at < documents.len; at += strlen(documents.ptr + at) + 1) {
		XXH3_128bits_update(state, documents.ptr + at, strlen(documents.ptr + at) + 1);
		st = hash_file(state, documents.ptr + at, err);
	}
	buffer_release(&documents);
	XXH128_hash_t hash = XXH3_128bits_digest(state);
	XXH3_freeState(state);
	if (!st) {
		content[0] = hash.high64;
		content[1] = hash.low64 + !hash.low64; /* never all zero */
	}
	return st;
}

/* ---- entries ---- */

static void make_key(uint64_t key, char out[64])
{
	snprintf(out, 64, SCHEMA_KEY_PAPER "%016llx", (unsigned long long)key);
}

static void put(struct buffer *out, struct slice s)
{
	buffer_add_varint(out, s.len);
	buffer_add_slice(out, s);
}

static void encode(const struct paper *p, struct buffer *out)
{
	buffer_add_byte(out, ENTRY_VERSION);
	buffer_add_byte(out, (char)((p->due ? FLAG_DUE : 0) | (p->failed ? FLAG_FAILED : 0)));
	put(out, slice_of(p->path));
	buffer_add(out, &p->stamp, sizeof p->stamp);
	buffer_add(out, p->content, sizeof p->content);
	buffer_add(out, &p->readers, sizeof p->readers);
	buffer_add_varint(out, p->questions);
	buffer_add_varint(out, p->refused);
	buffer_add_varint(out, p->tries);
	buffer_add_varint(out, p->tried_at);
	buffer_add_varint(out, p->refusal_count);
	for (size_t i = 0; i < p->refusal_count; i++) {
		buffer_add_varint(out, p->refusals[i].line);
		put(out, p->refusals[i].reason);
	}
}

static bool get_bytes(struct slice *in, void *out, size_t len)
{
	if (in->len < len)
		return false;
	memcpy(out, in->ptr, len);
	*in = slice_from(*in, len);
	return true;
}

static bool get(struct slice *in, struct arena *arena, struct slice *out)
{
	uint64_t len;
	if (!slice_next_varint(in, &len) || len > in->len)
		return false;
	*out = arena_copy(arena, slice_sub(*in, 0, (size_t)len));
	*in = slice_from(*in, (size_t)len);
	return true;
}

static bool decode(struct slice in, struct arena *arena, struct paper *p)
{
	unsigned char head[2];
	struct slice path;
	uint64_t count, line;
	if (!get_bytes(&in, head, sizeof head) || head[0] != ENTRY_VERSION ||
	    !get(&in, arena, &path) || !get_bytes(&in, &p->stamp, sizeof p->stamp) ||
	    !get_bytes(&in, p->content, sizeof p->content) ||
	    !get_bytes(&in, &p->readers, sizeof p->readers) ||
	    !slice_next_varint(&in, &p->questions) || !slice_next_varint(&in, &p->refused) ||
	    !slice_next_varint(&in, &p->tries) || !slice_next_varint(&in, &p->tried_at) ||
	    !slice_next_varint(&in, &count) || count > PAPER_REFUSALS_MAX)
		return false;
	p->path = path.len ? path.ptr : "";
	p->due = head[1] & FLAG_DUE;
	p->failed = head[1] & FLAG_FAILED;
	p->refusals = arena_calloc(arena, count + 1, sizeof *p->refusals);
	for (p->refusal_count = 0; p->refusal_count < count; p->refusal_count++) {
		struct paper_refusal *r = &p->refusals[p->refusal_count];
		if (!slice_next_varint(&in, &line) || !get(&in, arena, &r->reason))
			return false;
		r->line = (unsigned long)line;
	}
	return true;
}

enum status paper_load(struct xap_db *db, uint64_t key, struct arena *arena, struct paper *paper,
		       struct error *err)
{
	char name[64];
	struct buffer value = BUFFER_INIT;
	make_key(key, name);
	*paper = (struct paper){.key = key};
	enum status st = xap_metadata_get(db, name, &value, err);
	if (!st && !value.len)
		st = error_set(err, STATUS_NOT_FOUND, "this paper is not in the index");
	else if (!st && !decode(buffer_slice(&value), arena, paper))
		st = error_set(err, STATUS_CORRUPT, "what is known of a paper (%s) is damaged",
			       name);
	buffer_release(&value);
	return st;
}

enum status paper_save(struct xap_db *db, const struct paper *paper, struct error *err)
{
	char name[64];
	struct buffer value = BUFFER_INIT;
	make_key(paper->key, name);
	encode(paper, &value);
	enum status st = xap_metadata_set(db, name, buffer_slice(&value), err);
	buffer_release(&value);
	return st;
}

enum status paper_forget(struct xap_db *db, uint64_t key, struct error *err)
{
	char name[64];
	make_key(key, name);
	return xap_metadata_set(db, name, SLICE_EMPTY, err);
}

enum status paper_each(struct xap_db *db, paper_fn *fn, void *ctx, struct error *err)
{
	struct arena arena = ARENA_INIT;
	struct xap_terms *keys = NULL;
	struct paper paper;
	struct slice name;
	bool more = false;
	enum status st = xap_metadata_keys(db, slice_of(SCHEMA_KEY_PAPER), &keys, err);
	if (!st)
		st = xap_terms_next(keys, &more, &name, NULL, NULL, err);
	while (!st && more) {
		char hex[KEY_DIGITS + 1] = "";
		struct slice digits = slice_from(name, strlen(SCHEMA_KEY_PAPER));
		memcpy(hex, digits.ptr, digits.len < KEY_DIGITS ? digits.len : KEY_DIGITS);
		arena_clear(&arena);
		st = paper_load(db, strtoull(hex, NULL, 16), &arena, &paper, err);
		if (!st)
			st = fn(ctx, &paper, err);
		if (!st)
			st = xap_terms_next(keys, &more, &name, NULL, NULL, err);
	}
	xap_terms_close(keys);
	arena_release(&arena);
	return st;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A look-up goes down from the root for each piece of a list; the last block of each level is kept,
 * so the next piece seldom takes another read.  What a block says of itself is checked against its
 * size, what it says of an item when that is used.
 */
#include "store/glass/glass_terms.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "store/glass/glass_format.h"
#include "store/glass/glass_postings.h"

enum {
	LEVELS = 10,
	VERSION_FILE_MAX = 4096,
	UUID = 16,
	BEFORE = 2, /* tables that the version file has before this one */
	BLOCK_LEAST = 2048,
	BLOCK_MOST = 65536,
	DIRECTORY = 11,
	ENTRY = 2,
	HEAD = 3, /* of a leaf's item: length and flags, length of the key */
	LINK = 4, /* of a branch's item: a block */
	PIECE = 2,
	SIZE_MASK = 0x1fff,
	FLAG_DEFLATED = 0x8000,
	FLAG_LAST = 0x4000,
	FLAG_FIRST = 0x2000,
	PIECES_MOST = 65535,
	LIST_MOST = 64 << 20, /* bytes; ours have some thousands */
	TERM_MOST = 255,
};

struct block {
	unsigned char *bytes;
	uint64_t number;
	bool known;
	unsigned end; /* of the directory */
};

struct glass_terms {
	int file;
	uint64_t revision, root;
	unsigned level, block_size;
	struct block blocks[LEVELS];
	struct buffer key, packed;
};

/* ---- the version file ---- */

struct table {
	uint64_t root, level, unit;
	bool none; /* it has no block */
};

static bool next_table(struct slice *in, struct table *out)
{
	uint64_t flags, skipped, len;
	if (!slice_next_varint(in, &out->root) || !slice_next_varint(in, &flags) ||
	    !slice_next_varint(in, &skipped) || !slice_next_varint(in, &out->unit) ||
	    !slice_next_varint(in, &skipped) || !slice_next_varint(in, &len) || len > in->len)
		return false;
	*in = slice_from(*in, (size_t)len);
	out->level = flags >> 2;
	out->none = flags & 1;
	return true;
}

static bool read_version(const char *folder, uint64_t *revision, struct table *out)
{
	char path[4096], bytes[VERSION_FILE_MAX];
	snprintf(path, sizeof path, "%s/iamglass", folder);
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	const ssize_t len = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
	if (fd >= 0)
		close(fd);
	struct slice in = slice_make(bytes, len > 0 ? (size_t)len : 0);
	if (!glass_format_skip(&in) || in.len < UUID)
		return false;
	in = slice_from(in, UUID);
	bool good = slice_next_varint(&in, revision);
	for (int i = 0; good && i <= BEFORE; i++)
		good = next_table(&in, out);
	return good && !out->none && out->level < LEVELS &&
	       out->unit * BLOCK_LEAST >= BLOCK_LEAST && out->unit <= BLOCK_MOST / BLOCK_LEAST;
}

struct glass_terms *glass_terms_open(const char *folder, uint64_t revision)
{
	struct table table;
	uint64_t newest;
	char path[4096];
	if (!read_version(folder, &newest, &table) || newest != revision)
		return NULL;
	snprintf(path, sizeof path, "%s/termlist.glass", folder);
	const int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return NULL;
	struct glass_terms *self = calloc(1, sizeof *self);
	if (!self)
		die_nomem(sizeof *self);
	*self = (struct glass_terms){.file = file,
				     .revision = revision,
				     .root = table.root,
				     .level = (unsigned)table.level,
				     .block_size = (unsigned)table.unit * BLOCK_LEAST};
	return self;
}

void glass_terms_close(struct glass_terms *self)
{
	if (!self)
		return;
	close(self->file);
	for (int i = 0; i < LEVELS; i++)
		free(self->blocks[i].bytes);
	buffer_release(&self->key);
	buffer_release(&self->packed);
	free(self);
}

uint64_t glass_terms_revision(const struct glass_terms *self)
{
	return self->revision;
}

/* ---- blocks ---- */

static unsigned get16(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static uint32_t get32(const unsigned char *at)
{
	return (uint32_t)get16(at) << 16 | get16(at + 2);
}

static enum status damaged(struct error *err, const char *what)
{
	return error_set(err, STATUS_CORRUPT, "termlist.glass is damaged: %s", what);
}

static enum status read_block(struct glass_terms *self, uint64_t number, unsigned level,
			      struct block **out, struct error *err)
{
	struct block *b = *out = &self->blocks[level];
	if (b->known && b->number == number)
		return STATUS_OK;
	if (!b->bytes && !(b->bytes = malloc(BLOCK_MOST)))
		die_nomem(BLOCK_MOST);
	b->known = false;
	ssize_t n;
	do
		n = pread(self->file, b->bytes, self->block_size,
			  (off_t)(number * self->block_size));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return error_set(err, STATUS_IO, "cannot read termlist.glass: %s", strerror(errno));
	if ((size_t)n < self->block_size)
		return damaged(err, "it ends too early");
	if (get32(b->bytes) > self->revision)
		return error_set(err, STATUS_MODIFIED, "the index was changed while it was read");
	b->end = get16(b->bytes + 9);
	if (b->bytes[4] != level || b->end < DIRECTORY + ENTRY || b->end > self->block_size ||
	    (b->end - DIRECTORY) % ENTRY)
		return damaged(err, "a block is not what it should be");
	b->number = number;
	b->known = true;
	return STATUS_OK;
}

/* An item of a block, as far as looking up needs it. */
struct item {
	const unsigned char *at, *key;
	unsigned key_len, piece, flags;
	struct slice data;
};

static bool read_item(const struct glass_terms *self, const struct block *b, unsigned level,
		      unsigned index, struct item *out)
{
	const unsigned offset = get16(b->bytes + DIRECTORY + index * ENTRY),
		       left = self->block_size - offset;
	const unsigned char *at = b->bytes + offset;
	if (offset < b->end || offset >= self->block_size || left < HEAD + (level ? LINK : 0))
		return false;
	const unsigned before = level ? LINK : ENTRY;
	*out = (struct item){.at = at, .key = at + before + 1, .key_len = at[before], .piece = 1};
	if (level) {
		const unsigned size = LINK + 1 + out->key_len + PIECE;
		if (size > left)
			return false;
		out->piece = get16(out->key + out->key_len);
		return true;
	}
	out->flags = get16(at);
	const unsigned size = (out->flags & SIZE_MASK) + HEAD,
		       more = out->flags & FLAG_FIRST ? 0 : PIECE;
	if (size > left || HEAD + out->key_len + more > size)
		return false;
	if (more)
		out->piece = get16(out->key + out->key_len);
	out->data = slice_make((const char *)out->key + out->key_len + more,
			       size - HEAD - out->key_len - more);
	return true;
}

static int compare(const struct item *item, struct slice key, unsigned piece)
{
	const int order = slice_compare(slice_make((const char *)item->key, item->key_len), key);
	return order ? order : (item->piece > piece) - (item->piece < piece);
}

/* The last item that is not above the key; false when one that is looked at is damaged, or all are
 * above. */
static bool find_item(const struct glass_terms *self, const struct block *b, unsigned level,
		      struct slice key, unsigned piece, struct item *out)
{
	unsigned low = 0, high = (b->end - DIRECTORY) / ENTRY;
	/* the first of a branch has no key: it is below all */
	if (level && high > 1)
		low = 1;
	const unsigned first = low;
	while (low < high) {
		const unsigned middle = low + (high - low) / 2;
		if (!read_item(self, b, level, middle, out))
			return false;
		if (compare(out, key, piece) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (!level && low == first)
		return false;
	return read_item(self, b, level, low ? low - 1 : 0, out);
}

static enum status find_piece(struct glass_terms *self, struct slice key, unsigned piece,
			      struct item *out, struct error *err)
{
	uint64_t number = self->root;
	struct block *b;
	for (unsigned level = self->level;; level--) {
		enum status st = read_block(self, number, level, &b, err);
		if (st)
			return st;
		if (!find_item(self, b, level, key, piece, out))
			return damaged(err, "an item is not what it should be");
		if (!level)
			break;
		number = get32(out->at);
	}
	return compare(out, key, piece)
		       ? error_set(err, STATUS_NOT_FOUND, "the document has no list of terms")
		       : STATUS_OK;
}

/* ---- lists ---- */

static enum status inflate_list(struct slice packed, struct buffer *out, struct error *err)
{
	z_stream z = {.next_in = (Bytef *)(uintptr_t)packed.ptr, .avail_in = (uInt)packed.len};
	int result = inflateInit2(&z, -15);
	if (result != Z_OK)
		return error_set(err, STATUS_NOMEM, "no memory to inflate a list of terms");
	while (result == Z_OK && out->len <= LIST_MOST) {
		buffer_reserve(out, 4 * packed.len + 1024);
		const size_t room = out->capacity - out->len;
		z.next_out = (Bytef *)out->ptr + out->len;
		z.avail_out = (uInt)room;
		result = inflate(&z, Z_NO_FLUSH);
		out->len += room - z.avail_out;
	}
	inflateEnd(&z);
	return result == Z_STREAM_END ? STATUS_OK
				      : damaged(err, "a list of terms cannot be inflated");
}

enum status glass_terms_list(struct glass_terms *self, uint32_t docid, struct buffer *out,
			     struct error *err)
{
	struct item item = {.flags = 0};
	bool deflated = false;
	buffer_clear(&self->key);
	glass_add_docid(&self->key, docid);
	const struct slice key = buffer_slice(&self->key);
	buffer_clear(&self->packed);
	buffer_clear(out);
	for (unsigned piece = 1; !(item.flags & FLAG_LAST); piece++) {
		enum status st = find_piece(self, key, piece, &item, err);
		if (st == STATUS_NOT_FOUND && piece > 1)
			st = damaged(err, "a piece of a list is missing");
		if (st)
			return st;
		if (piece == 1)
			deflated = item.flags & FLAG_DEFLATED;
		buffer_add_slice(&self->packed, item.data);
		if (self->packed.len > LIST_MOST || piece == PIECES_MOST)
			return damaged(err, "a list of terms has no end");
	}
	if (deflated)
		return inflate_list(buffer_slice(&self->packed), out, err);
	buffer_add_slice(out, buffer_slice(&self->packed));
	return STATUS_OK;
}

static bool next_byte(struct slice *in, unsigned *out)
{
	if (!in->len)
		return false;
	*out = (unsigned char)in->ptr[0];
	*in = slice_from(*in, 1);
	return true;
}

/* How much of the term before it shares, perhaps with its wdf; how many bytes are its own; those;
 * its wdf. */
static bool take_term(struct glass_terms_at *at)
{
	unsigned shared = 0, own;
	uint64_t wdf = 0;
	bool has_wdf = false;
	if (at->len) {
		if (!next_byte(&at->rest, &shared))
			return false;
		has_wdf = shared > at->len;
		if (has_wdf) {
			wdf = shared / (at->len + 1) - 1;
			shared %= (unsigned)at->len + 1;
		}
	}
	if (!next_byte(&at->rest, &own) || own > at->rest.len || shared + own > TERM_MOST ||
	    !(shared + own))
		return false;
	memcpy(at->term + shared, at->rest.ptr, own);
	at->len = shared + own;
	at->rest = slice_from(at->rest, own);
	if (!has_wdf && (!slice_next_varint(&at->rest, &wdf) || wdf > UINT32_MAX))
		return false;
	at->wdf = (uint32_t)wdf;
	return true;
}

enum status glass_terms_next(struct glass_terms_at *at, bool *more, struct error *err)
{
	uint64_t length;
	if (!at->begun) {
		at->begun = true;
		if (at->rest.len && (!slice_next_varint(&at->rest, &length) ||
				     !slice_next_varint(&at->rest, &length)))
			return damaged(err, "a list of terms ends too early");
	}
	*more = at->rest.len > 0;
	if (*more && !take_term(at))
		return damaged(err, "a list of terms is not what it should be");
	return STATUS_OK;
}

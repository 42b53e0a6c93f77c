/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/glass/glass_btree.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

enum {
	LEVELS = 10,
	DIRECTORY = 11, /* where it begins */
	ENTRY = 2,      /* bytes of the directory for an item */
	ITEM_MOST = (GLASS_BLOCK - DIRECTORY - 4 * ENTRY) / 4,
	HEAD = 3, /* length and flags, length of the key */
	PIECE = 2,
	LINK = 4,
	REVISION = 1,
	FLAG_DEFLATED = 0x8000,
	FLAG_LAST = 0x4000,
	FLAG_FIRST = 0x2000,
	ROOM_FOR_MORE = 34, /* a piece of a tag that fills a block up is worth it from this on,
			       beyond its key */
};

struct block {
	unsigned char *bytes;
	uint32_t number;
	unsigned directory_end, free;
};

struct glass_table {
	int file;
	char *path;
	struct block levels[LEVELS]; /* the ones that grow; `top` is the root */
	unsigned top;
	uint32_t blocks, entries;
	unsigned char key[GLASS_KEY_MAX]; /* of the last item */
	unsigned key_len;
	int failure; /* errno of the first failure */
};

static void put16(unsigned char *at, unsigned value)
{
	at[0] = (unsigned char)(value >> 8);
	at[1] = (unsigned char)value;
}

static void put32(unsigned char *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value & 0xffff);
}

/* ---- blocks ---- */

static void block_begin(struct glass_table *self, unsigned level)
{
	struct block *block = &self->levels[level];
	if (!block->bytes)
		block->bytes = memory_new(GLASS_BLOCK);
	memset(block->bytes, 0, GLASS_BLOCK);
	put32(block->bytes, REVISION);
	block->bytes[4] = (unsigned char)level;
	block->number = self->blocks++;
	block->directory_end = DIRECTORY;
	block->free = GLASS_BLOCK - DIRECTORY;
}

static void block_write(struct glass_table *self, unsigned level)
{
	struct block *block = &self->levels[level];
	put16(block->bytes + 5, block->free);
	put16(block->bytes + 7, block->free);
	put16(block->bytes + 9, block->directory_end);
	for (size_t at = 0; !self->failure && at < GLASS_BLOCK;) {
		const ssize_t n = pwrite(self->file, block->bytes + at, GLASS_BLOCK - at,
					 (off_t)block->number * GLASS_BLOCK + (off_t)at);
		if (n > 0)
			at += (size_t)n;
		else if (n == 0 || errno != EINTR)
			self->failure = n ? errno : EIO;
	}
}

/* Room for an item behind the others; it fits. */
static unsigned char *block_item(struct block *block, unsigned size)
{
	assert(block->free >= size + ENTRY);
	block->free -= size + ENTRY;
	const unsigned at = block->directory_end + ENTRY + block->free;
	put16(block->bytes + block->directory_end, at);
	block->directory_end += ENTRY;
	return block->bytes + at;
}

/* ---- branches ---- */

static void add_link(struct block *block, uint32_t target, const unsigned char *key,
		     unsigned key_len, unsigned piece)
{
	unsigned char *item = block_item(block, LINK + 1 + key_len + PIECE);
	put32(item, target);
	item[LINK] = (unsigned char)key_len;
	if (key_len)
		memcpy(item + LINK + 1, key, key_len);
	put16(item + LINK + 1 + key_len, piece);
}

/* Tells the level above of a new block, of which all keys are at least this one. */
static void enter(struct glass_table *self, unsigned level, uint32_t old, const unsigned char *key,
		  unsigned key_len, unsigned piece)
{
	const uint32_t target = self->levels[level - 1].number;
	struct block *block = &self->levels[level];
	if (level > self->top) {
		assert(level < LEVELS);
		self->top = level;
		block_begin(self, level);
		add_link(block, old, NULL, 0, 0);
	}
	if (block->free >= LINK + 1 + key_len + PIECE + ENTRY) {
		add_link(block, target, key, key_len, piece);
		return;
	}
	const uint32_t full = block->number;
	block_write(self, level);
	block_begin(self, level);
	add_link(block, target, NULL, 0, 0);
	enter(self, level + 1, full, key, key_len, piece);
}

/* ---- leaves ---- */

/* A new leaf for an item; the level above gets as much of its key as tells it from the one
 * before. */
static void turn(struct glass_table *self, struct slice key, unsigned piece)
{
	const uint32_t old = self->levels[0].number;
	const unsigned char *bytes = (const unsigned char *)key.ptr;
	unsigned len = 0;
	while (len < key.len && len < self->key_len && bytes[len] == self->key[len])
		len++;
	block_write(self, 0);
	block_begin(self, 0);
	enter(self, 1, old, bytes, len < key.len ? len + 1 : len, piece);
}

static void add_piece(struct glass_table *self, struct slice key, struct slice bytes,
		      unsigned piece, unsigned flags)
{
	const unsigned head = HEAD + (unsigned)key.len + (piece > 1 ? PIECE : 0);
	const unsigned size = head + (unsigned)bytes.len;
	if (self->levels[0].free < size + ENTRY)
		turn(self, key, piece);
	unsigned char *item = block_item(&self->levels[0], size);
	put16(item, (size - HEAD) | flags | (piece == 1 ? FLAG_FIRST : 0));
	item[2] = (unsigned char)key.len;
	memcpy(item + HEAD, key.ptr, key.len);
	if (piece > 1)
		put16(item + HEAD + key.len, piece);
	if (bytes.len)
		memcpy(item + head, bytes.ptr, bytes.len);
	memcpy(self->key, key.ptr, key.len);
	self->key_len = (unsigned)key.len;
}

/* Bytes of the first piece of a tag: where a piece fills the block up, and that costs no more
 * pieces or is large enough, that many. */
static size_t first_piece(const struct glass_table *self, size_t key_len, size_t len)
{
	const size_t head = HEAD + PIECE + key_len, most = ITEM_MOST - head;
	size_t left = self->levels[0].free % (ITEM_MOST + ENTRY);
	if (len <= most + PIECE)
		return len;
	if (left <= ENTRY + head)
		return most + PIECE;
	left -= ENTRY + head;
	return left >= (len - PIECE) % most || left >= key_len + ROOM_FOR_MORE ? left + PIECE
									       : most + PIECE;
}

void glass_table_add(struct glass_table *self, struct slice key, struct slice tag, bool deflated)
{
	const unsigned flag = deflated ? FLAG_DEFLATED : 0;
	const size_t most = ITEM_MOST - (HEAD + PIECE + key.len);
	assert(key.len > 0 && key.len <= GLASS_KEY_MAX);
	size_t len = first_piece(self, key.len, tag.len), at = 0;
	for (unsigned piece = 1;; piece++) {
		const bool last = at + len == tag.len;
		add_piece(self, key, slice_sub(tag, at, at + len), piece,
			  flag | (last ? FLAG_LAST : 0));
		at += len;
		if (last)
			break;
		len = tag.len - at < most ? tag.len - at : most;
	}
	self->entries++;
}

/* ---- the file ---- */

enum status glass_table_open(const char *path, struct glass_table **table, struct error *err)
{
	const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (file < 0)
		return error_set(err, STATUS_IO, "cannot make %s: %s", path, strerror(errno));
	struct glass_table *self = calloc(1, sizeof *self);
	if (!self || !(self->path = strdup(path)))
		die_nomem(sizeof *self);
	self->file = file;
	block_begin(self, 0);
	unsigned char *item = block_item(&self->levels[0], HEAD);
	put16(item, FLAG_FIRST | FLAG_LAST);
	*table = self;
	return STATUS_OK;
}

enum status glass_table_finish(struct glass_table *self, struct glass_root *root, struct error *err)
{
	for (unsigned level = 0; level <= self->top; level++)
		block_write(self, level);
	*root = (struct glass_root){self->levels[self->top].number, self->blocks, self->entries,
				    self->top};
	if (!self->failure)
		return STATUS_OK;
	return error_set(err, STATUS_IO, "cannot write %s: %s", self->path,
			 strerror(self->failure));
}

void glass_table_close(struct glass_table *self)
{
	if (!self)
		return;
	close(self->file);
	for (unsigned level = 0; level < LEVELS; level++)
		free(self->levels[level].bytes);
	free(self->path);
	free(self);
}

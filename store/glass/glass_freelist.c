/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The version file of the format "glass" has, after what glass_format.h knows, a UUID of 16 bytes
 * and the revision, for each table: root, level and flags, entries, block size / 2048, least size
 * to compress, and its list of unused blocks as a string: revision, first block never used, and two
 * places (block, offset / 4), where the list begins and where it ends.  Numbers have 7 bits a byte,
 * the lowest first.
 */
#include "store/glass/glass_freelist.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "base/slice.h"
#include "store/glass/glass_format.h"

enum {
	TABLES = 6,
	VERSION_FILE_MAX = 4096,
	UUID = 16,
	BLOCK_MAX = 65536,
	HEAD = 8, /* bytes of a block before the first entry: its revision and kind */
};

static const char *const tables[TABLES] = {"postlist", "docdata",  "termlist",
					   "position", "spelling", "synonym"};

/* The last block of a list, as far as it counts; end 0: there is none. */
struct tail {
	uint64_t block, end, block_size;
};

struct freelist {
	struct tail tails[TABLES];
	struct buffer bytes[TABLES]; /* from HEAD to the end */
};

struct freelist *freelist_new(void)
{
	return memory_zeroed(1, sizeof(struct freelist));
}

void freelist_free(struct freelist *self)
{
	for (int i = 0; self && i < TABLES; i++)
		buffer_release(&self->bytes[i]);
	free(self);
}

/* ---- the version file ---- */

static bool skip(struct slice *in, int count)
{
	uint64_t n;
	while (count-- > 0)
		if (!slice_next_varint(in, &n))
			return false;
	return true;
}

static bool parse_tail(struct slice *in, struct tail *tail)
{
	uint64_t unit, len;
	if (!skip(in, 3) || !slice_next_varint(in, &unit) || !skip(in, 1) ||
	    !slice_next_varint(in, &len) || len > in->len)
		return false;
	struct slice list = slice_sub(*in, 0, (size_t)len);
	*in = slice_from(*in, (size_t)len);
	*tail = (struct tail){.block_size = unit * 2048};
	if (!len)
		return true;
	if (!skip(&list, 4) || !slice_next_varint(&list, &tail->block) ||
	    !slice_next_varint(&list, &tail->end))
		return false;
	tail->end *= 4;
	return tail->block_size <= BLOCK_MAX && tail->end <= tail->block_size;
}

/* False when the file is not there, or not of the kind that is known here. */
static bool read_tails(const char *folder, struct tail tails[TABLES])
{
	char path[4096], bytes[VERSION_FILE_MAX];
	snprintf(path, sizeof path, "%s/iamglass", folder);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
	if (fd >= 0)
		close(fd);
	struct slice in = slice_make(bytes, len > 0 ? (size_t)len : 0);
	if (!glass_format_skip(&in) || in.len < UUID)
		return false;
	in = slice_from(in, UUID);
	bool known = skip(&in, 1);
	for (int i = 0; known && i < TABLES; i++)
		known = parse_tail(&in, &tails[i]);
	return known;
}

/* ---- blocks ---- */

static int open_table(const char *folder, int table, int flags)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s.glass", folder, tables[table]);
	return open(path, flags | O_CLOEXEC);
}

/* The bytes of a tail in the table's file; *out is empty when they cannot be read. */
static void read_bytes(int fd, const struct tail *tail, struct buffer *out)
{
	const size_t size = (size_t)tail->end - HEAD;
	buffer_clear(out);
	buffer_reserve(out, size);
	if (pread(fd, out->ptr, size, (off_t)(tail->block * tail->block_size + HEAD)) ==
	    (ssize_t)size)
		out->len = size;
}

void freelist_keep(struct freelist *self, const char *folder)
{
	const bool known = read_tails(folder, self->tails);
	for (int i = 0; i < TABLES; i++) {
		buffer_clear(&self->bytes[i]);
		int fd = known && self->tails[i].end > HEAD ? open_table(folder, i, O_RDONLY) : -1;
		if (fd < 0)
			continue;
		read_bytes(fd, &self->tails[i], &self->bytes[i]);
		close(fd);
	}
}

static enum status restore_one(const struct freelist *self, const char *folder, int i,
			       struct error *err)
{
	const struct slice kept = buffer_slice(&self->bytes[i]);
	const off_t at = (off_t)(self->tails[i].block * self->tails[i].block_size + HEAD);
	struct buffer now = BUFFER_INIT;
	int fd = open_table(folder, i, O_RDWR);
	enum status st = STATUS_OK;
	if (fd >= 0)
		read_bytes(fd, &self->tails[i], &now);
	if (fd < 0 ||
	    (!slice_eq(buffer_slice(&now), kept) &&
	     (pwrite(fd, kept.ptr, kept.len, at) != (ssize_t)kept.len || fdatasync(fd) != 0)))
		st = error_set(err, STATUS_IO, "cannot mend %s/%s.glass: %s", folder, tables[i],
			       strerror(errno));
	if (fd >= 0)
		close(fd);
	buffer_release(&now);
	return st;
}

enum status freelist_restore(const struct freelist *self, const char *folder, struct error *err)
{
	struct tail now[TABLES];
	enum status st = STATUS_OK;
	if (!read_tails(folder, now))
		return STATUS_OK;
	for (int i = 0; i < TABLES; i++)
		if (self->bytes[i].len && now[i].block == self->tails[i].block &&
		    now[i].end == self->tails[i].end) {
			enum status one = restore_one(self, folder, i, st ? NULL : err);
			st = st ? st : one;
		}
	return st;
}

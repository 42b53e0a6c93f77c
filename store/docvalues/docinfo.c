/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the file of store/docvalues/docinfo.h. */
#include "store/docvalues/docinfo.h"
#include "base/memory.h"
#include "store/docvalues/hugepages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

struct flat {
	struct flat_head expected; /* of the state that was asked for last */
	struct stat tried;         /* the file that was looked at for it; st_ino 0: none */
	int fd;                    /* -1: no file of this state */
	struct flat_head head;
	struct large numbers; /* lengths, and behind them ranks */
	const char *map;      /* of the file; NULL: not yet */
	bool unmapped;        /* it cannot be mapped */
};

/* ---- the head ---- */

uint64_t flat_head_sum(const struct flat_head *head)
{
	return XXH3_64bits(head, offsetof(struct flat_head, head));
}

bool flat_expect(struct xap_db *db, struct flat_head *out)
{
	struct buffer uuid = BUFFER_INIT;
	memset(out, 0, sizeof *out);
	memcpy(out->magic, "vb flat", sizeof out->magic);
	out->version = FLAT_VERSION;
	const bool known = xap_folder(db) && !xap_revision(db, &out->revision, NULL) &&
			   out->revision && !xap_uuid(db, &uuid, NULL) && uuid.len &&
			   uuid.len < sizeof out->uuid;
	if (known)
		memcpy(out->uuid, uuid.ptr, uuid.len);
	out->average = xap_average_length(db);
	out->documents = xap_doccount(db);
	out->last = xap_lastdocid(db);
	buffer_release(&uuid);
	return known;
}

uint64_t flat_rows_at(const struct flat_head *head)
{
	return (FLAT_HEAD_BYTES + 2 * sizeof(uint32_t) * ((uint64_t)head->last + 1) + 63) / 64 * 64;
}

/* Nothing that is read later lies behind the end. */
static bool sizes_fit(const struct flat_head *head, uint64_t size)
{
	return head->row_bytes <= UINT16_MAX && head->size == size &&
	       flat_rows_at(head) + ((uint64_t)head->last + 1) * head->row_bytes == size;
}

bool flat_agrees(const struct flat_head *found, const struct flat_head *expected, uint64_t size)
{
	return found->head == flat_head_sum(found) &&
	       memcmp(found->magic, expected->magic, sizeof found->magic) == 0 &&
	       found->version == expected->version &&
	       memcmp(found->uuid, expected->uuid, sizeof found->uuid) == 0 &&
	       found->revision == expected->revision && found->documents == expected->documents &&
	       found->last == expected->last &&
	       memcmp(&found->average, &expected->average, sizeof found->average) == 0 &&
	       sizes_fit(found, size);
}

/* ---- the file ---- */

static void let_go(struct flat *self)
{
	if (self->map)
		munmap((void *)(uintptr_t)self->map, self->head.size);
	if (self->fd >= 0)
		close(self->fd);
	self->map = NULL;
	self->unmapped = false;
	self->fd = -1;
	large_release(&self->numbers);
}

static bool read_at(int fd, void *to, size_t len, uint64_t at)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = pread(fd, (char *)to + done, len - done, (off_t)(at + done));
		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

static bool read_head(int fd, struct flat_head *head, struct stat *info)
{
	return fstat(fd, info) == 0 && S_ISREG(info->st_mode) && info->st_size >= FLAT_HEAD_BYTES &&
	       pread(fd, head, sizeof *head, 0) == (ssize_t)sizeof *head;
}

/* What cannot be read here is read from the tables. */
static void open_file(struct flat *self, const char *path)
{
	struct stat info = {0};
	self->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (self->fd < 0)
		return;
	bool good = read_head(self->fd, &self->head, &info) &&
		    flat_agrees(&self->head, &self->expected, (uint64_t)info.st_size);
	const size_t places = good ? (size_t)self->head.last + 1 : 0;
	good = good && read_at(self->fd, large_renew(&self->numbers, places, 2 * sizeof(uint32_t)),
			       places * 2 * sizeof(uint32_t), FLAT_HEAD_BYTES);
	if (!good)
		let_go(self);
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_dev == b->st_dev &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

struct flat *flat_new(void)
{
	struct flat *self = memory_zeroed(1, sizeof *self);
	self->fd = -1;
	return self;
}

void flat_free(struct flat *self)
{
	if (!self)
		return;
	let_go(self);
	free(self);
}

/* A writer makes the file some time after its commit: as long as there is none it is looked for. */
void flat_begin(struct flat *self, struct xap_db *db)
{
	struct flat_head now;
	struct stat there = {0};
	char path[4096];
	const bool known = flat_expect(db, &now);
	const bool same = known && memcmp(&now, &self->expected, sizeof now) == 0;
	if (same && self->fd >= 0)
		return;
	let_go(self);
	self->expected = now;
	if (!known ||
	    snprintf(path, sizeof path, "%s/" FLAT_FILE, xap_folder(db)) >= (int)sizeof path ||
	    stat(path, &there) != 0) {
		self->tried = (struct stat){0};
		return;
	}
	if (same && same_file(&there, &self->tried))
		return;
	self->tried = there;
	open_file(self, path);
}

const uint32_t *flat_lengths(const struct flat *self)
{
	return self->fd >= 0 ? self->numbers.at : NULL;
}

const uint32_t *flat_ranks(const struct flat *self)
{
	return self->fd >= 0 ? flat_lengths(self) + self->head.last + 1 : NULL;
}

/* ---- rows ---- */

uint32_t flat_row_bytes(const struct flat *self)
{
	return self->fd >= 0 ? self->head.row_bytes : 0;
}

static uint64_t row_at(const struct flat *self, uint32_t docid)
{
	return flat_rows_at(&self->head) + (uint64_t)docid * self->head.row_bytes;
}

bool flat_map(struct flat *self)
{
	if (self->fd < 0 || self->unmapped || self->map)
		return self->map;
	void *map = mmap(NULL, self->head.size, PROT_READ, MAP_SHARED, self->fd, 0);
	self->unmapped = map == MAP_FAILED;
	if (self->unmapped)
		return false;
	self->map = map;
	(void)madvise(map, self->head.size,
		      MADV_RANDOM); /* or each row is read with a hundred more */
	return true;
}

struct slice flat_row(const struct flat *self, uint32_t docid)
{
	return slice_make(self->map + row_at(self, docid), self->head.row_bytes);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing the file of store/docvalues/docinfo.h, and checking it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "store/docvalues/docinfo.h"
#include "store/index/lsi_space.h"
#include "store/index/schema.h"

enum { AT_ONCE = 4096 }; /* documents */

struct making {
	struct xap_db *db;
	struct flat_head head;
	int fd;
	XXH3_state_t *sum;
	struct buffer chunk;   /* what is written next */
	uint32_t first, count; /* the documents in it */
	uint32_t docids[AT_ONCE], lengths[AT_ONCE];
};

/* ---- writing ---- */

static enum status put(struct making *m, enum status st, struct error *err)
{
	if (st)
		return st;
	XXH3_64bits_update(m->sum, m->chunk.ptr, m->chunk.len);
	for (size_t done = 0; done < m->chunk.len;) {
		ssize_t n = write(m->fd, m->chunk.ptr + done, m->chunk.len - done);
		if (n < 0 && errno != EINTR)
			return error_set(err, STATUS_IO, "%s", strerror(errno));
		done += n > 0 ? (size_t)n : 0;
	}
	return STATUS_OK;
}

/* Zeros for the next documents, `size` bytes each. */
static void begin_chunk(struct making *m, uint32_t first, size_t size)
{
	const uint64_t left = (uint64_t)m->head.last + 1 - first;
	m->first = first;
	m->count = left < AT_ONCE ? (uint32_t)left : AT_ONCE;
	for (uint32_t i = 0; i < m->count; i++)
		m->docids[i] = first + i;
	buffer_clear(&m->chunk);
	buffer_reserve(&m->chunk, m->count * size);
	memset(m->chunk.ptr, 0, m->count * size);
	m->chunk.len = m->count * size;
}

/* No document has the number 0. */
static enum status put_lengths(struct making *m, struct error *err)
{
	enum status st = STATUS_OK;
	for (uint64_t first = 0; !st && first <= m->head.last; first += AT_ONCE) {
		begin_chunk(m, (uint32_t)first, sizeof *m->lengths);
		const uint32_t skip = first == 0;
		m->lengths[0] = 0;
		st = xap_lengths(m->db, m->docids + skip, m->count - skip, m->lengths + skip, err);
		if (!st)
			memcpy(m->chunk.ptr, m->lengths, m->chunk.len);
		st = put(m, st, err);
	}
	return st;
}

/* ---- ranks ---- */

/* All ids one behind the other, and where those of documents begin. */
struct ids {
	struct buffer bytes;
	uint32_t *at;     /* by document; the id ends with a NUL; 0: none */
	uint32_t *sorted; /* documents */
	uint32_t count;
	bool rising; /* as they are */
};

static int by_id(const void *a, const void *b, void *ctx)
{
	const struct ids *ids = ctx;
	return strcmp(ids->bytes.ptr + ids->at[*(const uint32_t *)a],
		      ids->bytes.ptr + ids->at[*(const uint32_t *)b]);
}

static void take_id(void *ctx, uint32_t docid, struct slice id)
{
	struct ids *ids = ctx;
	ids->at[docid] = (uint32_t)ids->bytes.len;
	buffer_add_slice(&ids->bytes, id);
	buffer_add_byte(&ids->bytes, '\0');
	ids->sorted[ids->count++] = docid;
	if (ids->count > 1 &&
	    by_id(&ids->sorted[ids->count - 2], &ids->sorted[ids->count - 1], ids) > 0)
		ids->rising = false;
}

static enum status read_ids(struct making *m, struct ids *ids, struct error *err)
{
	const size_t places = (size_t)m->head.last + 1;
	enum status st = STATUS_OK;
	ids->at = calloc(places, sizeof *ids->at);
	ids->sorted = calloc(places, sizeof *ids->sorted);
	if (!ids->at || !ids->sorted)
		die_nomem(places * sizeof *ids->at);
	for (uint64_t first = 1; !st && first <= m->head.last; first += AT_ONCE) {
		begin_chunk(m, (uint32_t)first, 0);
		st = xap_values(m->db, SLOT_ID, m->docids, m->count, take_id, ids, err);
	}
	if (!st && ids->bytes.len > UINT32_MAX)
		st = error_set(err, STATUS_LIMIT, "the ids are too long");
	return st;
}

static enum status put_ranks(struct making *m, struct error *err)
{
	struct ids ids = {.rising = true};
	enum status st = read_ids(m, &ids, err);
	if (!st && !ids.rising)
		qsort_r(ids.sorted, ids.count, sizeof *ids.sorted, by_id, &ids);
	memset(ids.at, 0, ((size_t)m->head.last + 1) * sizeof *ids.at);
	for (uint32_t i = 0; !st && i < ids.count; i++)
		ids.at[ids.sorted[i]] = i + 1;
	for (uint64_t first = 0; !st && first <= m->head.last; first += AT_ONCE) {
		begin_chunk(m, (uint32_t)first, sizeof *ids.at);
		memcpy(m->chunk.ptr, ids.at + first, m->chunk.len);
		st = put(m, st, err);
	}
	free(ids.at);
	free(ids.sorted);
	buffer_release(&ids.bytes);
	return st;
}

/* ---- rows ---- */

static void take_row(void *ctx, uint32_t docid, struct slice row)
{
	struct making *m = ctx;
	if (row.len == m->head.row_bytes)
		memcpy(m->chunk.ptr + (size_t)(docid - m->first) * row.len, row.ptr, row.len);
}

/* Rows of another size are of a space that is no longer, and mean nothing. */
static enum status put_rows(struct making *m, struct error *err)
{
	enum status st = STATUS_OK;
	const uint64_t before = FLAT_HEAD_BYTES +
				2 * sizeof *m->lengths * ((uint64_t)m->head.last + 1);
	buffer_clear(&m->chunk);
	for (uint64_t at = before; at < flat_rows_at(&m->head); at++)
		buffer_add_byte(&m->chunk, 0);
	st = put(m, st, err);
	for (uint64_t first = 0; !st && m->head.row_bytes && first <= m->head.last;
	     first += AT_ONCE) {
		begin_chunk(m, (uint32_t)first, m->head.row_bytes);
		const uint32_t skip = first == 0;
		st = xap_rows(m->db, m->docids + skip, m->count - skip, take_row, m, err);
		st = put(m, st, err);
	}
	return st;
}

/* The head comes last: a file that is cut short has none. */
static enum status fill(struct making *m, struct error *err)
{
	struct latent_space space;
	enum status st = latent_space_load(m->db, &space, err);
	if (!st && space.generation)
		m->head.row_bytes = latent_row_bytes(&space);
	m->head.size = flat_rows_at(&m->head) + ((uint64_t)m->head.last + 1) * m->head.row_bytes;
	if (!st && lseek(m->fd, FLAT_HEAD_BYTES, SEEK_SET) < 0)
		st = error_set(err, STATUS_IO, "%s", strerror(errno));
	if (!st)
		st = put_lengths(m, err);
	if (!st)
		st = put_ranks(m, err);
	if (!st)
		st = put_rows(m, err);
	m->head.body = XXH3_64bits_digest(m->sum);
	m->head.head = flat_head_sum(&m->head);
	if (!st && (pwrite(m->fd, &m->head, sizeof m->head, 0) != (ssize_t)sizeof m->head ||
		    fsync(m->fd) != 0))
		st = error_set(err, STATUS_IO, "%s", strerror(errno));
	return st;
}

static enum status make(struct making *m, const char *path, struct error *err)
{
	struct buffer making = BUFFER_INIT;
	buffer_printf(&making, "%s.making", path);
	m->fd = open(making.ptr, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	m->sum = XXH3_createState();
	if (!m->sum)
		die_nomem(sizeof(XXH64_hash_t));
	XXH3_64bits_reset(m->sum);
	enum status st = m->fd < 0 ? error_set(err, STATUS_IO, "%s", strerror(errno))
				   : fill(m, err);
	if (m->fd >= 0 && close(m->fd) != 0 && !st)
		st = error_set(err, STATUS_IO, "%s", strerror(errno));
	if (!st && rename(making.ptr, path) != 0)
		st = error_set(err, STATUS_IO, "%s", strerror(errno));
	if (st)
		unlink(making.ptr);
	XXH3_freeState(m->sum);
	buffer_release(&m->chunk);
	buffer_release(&making);
	return st ? error_prefix(err, "cannot write %s: ", path) : STATUS_OK;
}

/* ---- what is there ---- */

/* The head of the file when it is that of this commit; fd -1 when it is not. */
static int open_present(const char *path, const struct flat_head *expected, struct flat_head *head)
{
	struct stat info;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 &&
	    (fstat(fd, &info) != 0 || pread(fd, head, sizeof *head, 0) != (ssize_t)sizeof *head ||
	     !flat_agrees(head, expected, (uint64_t)info.st_size))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

enum status flat_write(const char *folder, struct error *err)
{
	struct making *m = calloc(1, sizeof *m);
	struct buffer path = BUFFER_INIT;
	struct flat_head present;
	if (!m)
		die_nomem(sizeof *m);
	buffer_printf(&path, "%s/" FLAT_FILE, folder);
	enum status st = xap_open(folder, XAP_READ, &m->db, err);
	if (!st && flat_expect(m->db, &m->head)) {
		int fd = open_present(path.ptr, &m->head, &present);
		if (fd >= 0)
			close(fd);
		else
			st = make(m, path.ptr, err);
	}
	xap_close(m->db);
	buffer_release(&path);
	free(m);
	return st;
}

static enum status compare_body(int fd, const struct flat_head *head, struct error *err)
{
	enum { PIECE = 1 << 16 };
	char *piece = malloc(PIECE);
	XXH3_state_t *sum = XXH3_createState();
	ssize_t n;
	off_t at = FLAT_HEAD_BYTES;
	if (!piece || !sum)
		die_nomem(PIECE);
	XXH3_64bits_reset(sum);
	while ((n = pread(fd, piece, PIECE, at)) > 0) {
		XXH3_64bits_update(sum, piece, (size_t)n);
		at += n;
	}
	enum status st = n < 0 ? error_set(err, STATUS_IO, "%s", strerror(errno)) : STATUS_OK;
	if (!st && XXH3_64bits_digest(sum) != head->body)
		st = error_set(err, STATUS_CORRUPT,
			       "it is damaged; remove it, the next run makes it anew");
	XXH3_freeState(sum);
	free(piece);
	return st;
}

enum status flat_check(struct xap_db *db, struct error *err)
{
	struct flat_head expected, present;
	struct buffer path = BUFFER_INIT;
	if (!flat_expect(db, &expected))
		return STATUS_OK;
	buffer_printf(&path, "%s/" FLAT_FILE, xap_folder(db));
	int fd = open_present(path.ptr, &expected, &present);
	enum status st = fd < 0 ? STATUS_OK : compare_body(fd, &present, err);
	if (st)
		error_prefix(err, "%s: ", path.ptr);
	if (fd >= 0)
		close(fd);
	buffer_release(&path);
	return st;
}

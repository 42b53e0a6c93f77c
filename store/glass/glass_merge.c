/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/glass/glass_merge.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/document/vector_blocks.h"
#include "store/glass/glass_format.h"
#include "store/glass/glass_postings.h"

enum {
	REVISION = 1,
	COMPRESS_MIN = 18, /* bytes from which on Xapian deflates in the table */
};

struct merging {
	const struct glass_runs *runs;
	const struct glass_beside *beside;
	const char *folder;
	struct glass_root postlist, termlist;
	enum status status; /* of the second thread */
	struct error failure;
};

static enum status open_table(const struct merging *m, const char *name, struct glass_table **table,
			      struct error *err)
{
	struct buffer path = BUFFER_INIT;
	buffer_printf(&path, "%s/%s.glass", m->folder, name);
	const enum status st = glass_table_open(path.ptr, table, err);
	buffer_release(&path);
	return st;
}

/* ---- postlist ---- */

static void add_metadata(struct glass_table *table, struct buffer *whole, struct slice key,
			 struct slice value)
{
	buffer_clear(whole);
	buffer_add(whole, "\0\xc0", 2);
	buffer_add_slice(whole, key);
	glass_table_add(table, buffer_slice(whole), value, false);
}

static enum status add_rows(const struct merging *m, struct glass_table *table, struct buffer *key,
			    struct error *err)
{
	const uint32_t documents = m->runs->documents;
	struct buffer block = BUFFER_INIT;
	enum status st = STATUS_OK;
	for (uint32_t docid = 0; !st && docid <= documents && !glass_runs_stopped(m->runs);) {
		char name[ROWS_KEY_SIZE];
		size_t used = 0;
		rows_key(name, docid / ROWS_A_BLOCK);
		buffer_clear(&block);
		do {
			struct slice row = SLICE_EMPTY;
			if (docid)
				st = m->beside->next_row(m->beside->ctx, &row, err);
			rows_add(&block, row, &used);
		} while (!st && ++docid % ROWS_A_BLOCK && docid <= documents);
		if (!st && used)
			add_metadata(table, key, slice_of(name), slice_make(block.ptr, used));
	}
	buffer_release(&block);
	return st;
}

static enum status write_postlist(struct merging *m, struct error *err)
{
	struct glass_table *table = NULL;
	struct buffer key = BUFFER_INIT;
	enum status st = open_table(m, "postlist", &table, err);
	for (size_t i = 0; !st && i < m->beside->count; i++)
		add_metadata(table, &key, m->beside->metadata[i].key, m->beside->metadata[i].value);
	if (!st && m->beside->next_row)
		st = add_rows(m, table, &key, err);
	if (!st) {
		glass_postlist_write(m->runs, table);
		st = glass_table_finish(table, &m->postlist, err);
	}
	glass_table_close(table);
	buffer_release(&key);
	return st;
}

/* ---- termlist: the terms of each document, and behind it the slots that it has values in ---- */

static void add_listed(struct glass_table *table, const struct glass_run *run, struct buffer *key)
{
	struct glass_listed listed;
	for (uint32_t i = 0; i < run->head.documents; i++) {
		glass_run_listed(run, i, &listed);
		buffer_clear(key);
		glass_add_docid(key, run->before + i + 1);
		glass_table_add(table, buffer_slice(key), listed.terms, listed.deflated);
		buffer_add_byte(key, '\0');
		if (listed.slots.len)
			glass_table_add(table, buffer_slice(key), listed.slots, false);
	}
	glass_run_forget(run, run->head.terms_end, run->head.lengths);
}

static void *write_termlist(void *arg)
{
	struct merging *m = arg;
	struct glass_table *table = NULL;
	struct buffer key = BUFFER_INIT;
	m->status = open_table(m, "termlist", &table, &m->failure);
	for (size_t i = 0; !m->status && i < m->runs->count && !glass_runs_stopped(m->runs); i++)
		add_listed(table, &m->runs->items[i], &key);
	if (!m->status)
		m->status = glass_table_finish(table, &m->termlist, &m->failure);
	glass_table_close(table);
	buffer_release(&key);
	return NULL;
}

/* ---- what makes the tables a database ---- */

/* Root block, level and "sequential", entries, block size, from what size on tags are deflated,
 * free blocks. */
static void add_root(struct buffer *out, const struct glass_root *root, unsigned compress_min)
{
	struct buffer free_blocks = BUFFER_INIT;
	enum { SEQUENTIAL = 2, NO_ROOT = 1 };
	buffer_add_varint(out, root ? root->root : 0);
	buffer_add_varint(out, root ? root->level << 2 | SEQUENTIAL : SEQUENTIAL | NO_ROOT);
	buffer_add_varint(out, root ? root->entries : 0);
	buffer_add_varint(out, GLASS_BLOCK >> 11);
	buffer_add_varint(out, compress_min);
	if (root) { /* none: two places of block 0 */
		buffer_add_varint(&free_blocks, REVISION);
		buffer_add_varint(&free_blocks, root->blocks);
		for (int i = 0; i < 4; i++)
			buffer_add_varint(&free_blocks, 0);
	}
	buffer_add_varint(out, free_blocks.len);
	buffer_add_slice(out, buffer_slice(&free_blocks));
	buffer_release(&free_blocks);
}

static void add_figures(const struct glass_runs *runs, struct buffer *out)
{
	uint32_t shortest = 0, longest = 0, wdf = 0;
	uint64_t all = 0;
	for (size_t r = 0; r < runs->count; r++) {
		const struct glass_run *run = &runs->items[r];
		wdf = run->head.wdf_most > wdf ? run->head.wdf_most : wdf;
		for (uint32_t i = 0; i < run->head.documents; i++) {
			const uint32_t len = glass_run_length(run, i);
			all += len;
			longest = len > longest ? len : longest;
			if (len && (!shortest || len < shortest))
				shortest = len;
		}
	}
	buffer_add_varint(out, runs->documents);
	buffer_add_varint(out, 0); /* document ids that are not in use */
	buffer_add_varint(out, shortest);
	buffer_add_varint(out, wdf);
	buffer_add_varint(out, longest - wdf);
	buffer_add_varint(out, 0); /* oldest changeset */
	buffer_add_varint(out, all);
	buffer_add_varint(out, 0); /* frequency of words to spell with */
}

static enum status write_file(const char *path, struct slice bytes, struct error *err)
{
	const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	const bool fine = file >= 0 && write(file, bytes.ptr, bytes.len) == (ssize_t)bytes.len;
	const int cause = errno;
	if (file >= 0)
		close(file);
	return fine ? STATUS_OK
		    : error_set(err, STATUS_IO, "cannot write %s: %s", path, strerror(cause));
}

/* Magic, format, a UUID, revision, roots, figures. */
static enum status write_version(const struct merging *m, struct error *err)
{
	struct buffer out = BUFFER_INIT, path = BUFFER_INIT;
	unsigned char uuid[16];
	if (getrandom(uuid, sizeof uuid, 0) != sizeof uuid)
		return error_set(err, STATUS_IO, "cannot make a UUID: %s", strerror(errno));
	uuid[6] = (unsigned char)((uuid[6] & 0x0f) | 0x40); /* a random one, RFC 4122 */
	uuid[8] = (unsigned char)((uuid[8] & 0x3f) | 0x80);
	glass_format_add(&out);
	buffer_add(&out, uuid, sizeof uuid);
	buffer_add_varint(&out, REVISION);
	add_root(&out, &m->postlist, 0);
	add_root(&out, NULL, COMPRESS_MIN); /* docdata */
	add_root(&out, &m->termlist, COMPRESS_MIN);
	add_root(&out, NULL, 0);            /* position */
	add_root(&out, NULL, COMPRESS_MIN); /* spelling */
	add_root(&out, NULL, COMPRESS_MIN); /* synonym */
	add_figures(m->runs, &out);
	buffer_printf(&path, "%s/iamglass", m->folder);
	const enum status st = write_file(path.ptr, buffer_slice(&out), err);
	buffer_release(&out);
	buffer_release(&path);
	return st;
}

enum status glass_merge(const struct glass_runs *runs, const struct glass_beside *beside,
			const char *folder, struct error *err)
{
	struct merging m = {.runs = runs, .beside = beside, .folder = folder};
	pthread_t thread;
	if (mkdir(folder, 0777) != 0)
		return error_set(err, STATUS_IO, "cannot make %s: %s", folder, strerror(errno));
	const bool beside_us = pthread_create(&thread, NULL, write_termlist, &m) == 0;
	enum status st = write_postlist(&m, err);
	if (beside_us)
		pthread_join(thread, NULL);
	else
		write_termlist(&m);
	if (!st && m.status)
		st = error_set(err, m.status, "%s", m.failure.msg);
	if (!st && glass_runs_stopped(runs))
		st = error_set(err, STATUS_LIMIT, "interrupted");
	return st ? st : write_version(&m, err);
}

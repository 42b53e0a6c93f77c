/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A posting list lies in chunks of some 2,000 bytes: whether it is the last, how far its last document is from its
 * first, the wdf of the first, then for each further document how many lie between, and its wdf.  The first chunk is
 * under the term, behind the number of documents, all wdfs together, and its first document less 1; others are
 * under the term and their first document.  The lengths of documents are such a list, without figures.
 *
 * The list of a document's terms: its length, their number, then for each what it shares with the one before, and
 * the rest of it, and its wdf.
 */
#include <stdlib.h>
#include <string.h>

#include "store/glass_parts.h"

enum { CHUNK_FULL = 2000, DEFLATED_FROM = 19 };

/* ---- a posting list ---- */

struct list_writer {
	struct glass_part *part;
	struct glass_table *table;
	struct slice term;         /* empty: the lengths of documents */
	uint64_t count, wdfs;
	uint32_t first, last;      /* document ids of the chunk; first 0: none as yet */
	bool begun;                /* a chunk is written */
};

static void list_key(struct list_writer *w)
{
	struct buffer *key = &w->part->key;
	buffer_clear(key);
	if (!w->term.len)
		buffer_add(key, "\0\xe0", 2);
	for (size_t i = 0; i < w->term.len; i++) {
		buffer_add_byte(key, w->term.ptr[i]);
		if (w->term.ptr[i] == '\0')
			buffer_add_byte(key, '\xff');
	}
	if (!w->begun)
		return;
	if (w->term.len)
		buffer_add_byte(key, '\0');
	glass_add_docid(key, w->first);
}

/* Writes the chunk, whose postings are in `value`. */
static void list_flush(struct list_writer *w, bool last)
{
	struct buffer *tag = &w->part->tag;
	list_key(w);
	buffer_clear(tag);
	if (!w->begun) {
		buffer_add_varint(tag, w->count);
		buffer_add_varint(tag, w->wdfs);
		buffer_add_varint(tag, w->first - 1);
	}
	buffer_add_byte(tag, last ? '1' : '0');
	buffer_add_varint(tag, w->last - w->first);
	buffer_add_slice(tag, buffer_slice(&w->part->value));
	glass_table_add(w->table, buffer_slice(&w->part->key), buffer_slice(tag), false);
	buffer_clear(&w->part->value);
	w->begun = true;
	w->first = 0;
}

static void list_add(struct list_writer *w, uint32_t docid, uint32_t wdf)
{
	struct buffer *chunk = &w->part->value;
	if (w->first && chunk->len >= CHUNK_FULL)
		list_flush(w, false);
	if (!w->first)
		w->first = docid;
	else
		buffer_add_varint(chunk, docid - w->last - 1);
	buffer_add_varint(chunk, wdf);
	w->last = docid;
}

static void write_lengths(struct glass_part *self, struct glass_table *table)
{
	struct list_writer w = {.part = self, .table = table};
	buffer_clear(&self->value);
	for (size_t i = 0; i < self->document_count; i++)
		list_add(&w, (uint32_t)i + 1, self->documents[i].length);
	if (self->document_count)
		list_flush(&w, true);
}

/* ---- sorting ---- */

struct ranked {
	uint64_t first; /* the first bytes of the name, the first being the highest */
	struct slice name;
	uint32_t term;
};

static int by_name(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return slice_compare(x->name, y->name);
}

static struct ranked *rank_terms(const struct glass_part *self)
{
	struct ranked *ranked = malloc((self->term_count + 1) * sizeof *ranked);
	if (!ranked)
		die_nomem((self->term_count + 1) * sizeof *ranked);
	for (uint32_t i = 0; i < self->term_count; i++) {
		const struct slice name = slice_make(self->names.ptr + self->terms[i].name, self->terms[i].len);
		uint64_t first = 0;
		for (size_t k = 0; k < sizeof first; k++)
			first = first << 8 | (k < name.len ? (unsigned char)name.ptr[k] : 0);
		ranked[i] = (struct ranked){first, name, i};
	}
	qsort(ranked, self->term_count, sizeof *ranked, by_name);
	return ranked;
}

/* The postings by term, documents rising; terms[].at becomes the end of each. */
static struct glass_posting *by_term(struct glass_part *self, const struct ranked *ranked)
{
	struct glass_posting *sorted = malloc((self->posting_count + 1) * sizeof *sorted);
	uint32_t at = 0;
	if (!sorted)
		die_nomem((self->posting_count + 1) * sizeof *sorted);
	for (size_t i = 0; i < self->term_count; i++) {
		struct glass_term *t = &self->terms[ranked[i].term];
		t->at = at;
		at += t->count;
	}
	for (uint32_t doc = 0; doc < self->document_count; doc++) {
		const struct glass_document *d = &self->documents[doc];
		for (size_t i = d->first; i < d->first + d->count; i++)
			sorted[self->terms[self->postings[i].other].at++] =
				(struct glass_posting){doc, self->postings[i].wdf};
	}
	return sorted;
}

void glass_lists_write_postings(struct glass_part *self, struct glass_table *table)
{
	struct ranked *ranked = rank_terms(self);
	struct glass_posting *sorted = by_term(self, ranked), *posting = sorted;
	for (size_t i = 0; i < self->document_count; i++)
		self->documents[i].count = 0;
	write_lengths(self, table);
	for (size_t i = 0; i < self->term_count; i++) {
		const struct glass_term *t = &self->terms[ranked[i].term];
		struct list_writer w = {self, table, ranked[i].name, t->count, t->wdfs, 0, 0, false};
		for (const struct glass_posting *end = sorted + t->at; posting < end; posting++) {
			struct glass_document *d = &self->documents[posting->other];
			list_add(&w, posting->other + 1, posting->wdf);
			self->postings[d->first + d->count++] =
				(struct glass_posting){ranked[i].term, posting->wdf};
		}
		list_flush(&w, true);
	}
	free(sorted);
	free(ranked);
}

/* ---- terms of documents ---- */

/* What a term shares with the one before and its wdf make one byte where that can be. */
static void add_term(struct buffer *tag, struct slice term, struct slice before, uint32_t wdf)
{
	size_t shared = 0;
	while (shared < term.len && shared < before.len && term.ptr[shared] == before.ptr[shared])
		shared++;
	const size_t packed = wdf < 127 ? (wdf + 1) * (before.len + 1) + shared : 256;
	buffer_add_byte(tag, (char)(packed < 256 ? packed : shared));
	buffer_add_byte(tag, (char)(term.len - shared));
	buffer_add(tag, term.ptr + shared, term.len - shared);
	if (packed >= 256)
		buffer_add_varint(tag, wdf);
}

static void list_terms(struct glass_part *self, const struct glass_document *d)
{
	struct buffer *tag = &self->tag;
	struct slice before = SLICE_EMPTY;
	buffer_clear(tag);
	if (!d->count)
		return;
	buffer_add_varint(tag, d->length);
	buffer_add_varint(tag, d->count);
	for (size_t i = d->first; i < d->first + d->count; i++) {
		const struct glass_term *t = &self->terms[self->postings[i].other];
		const struct slice term = slice_make(self->names.ptr + t->name, t->len);
		if (i == d->first) {
			buffer_add_byte(tag, (char)term.len);
			buffer_add_slice(tag, term);
			buffer_add_varint(tag, self->postings[i].wdf);
		} else {
			add_term(tag, term, before, self->postings[i].wdf);
		}
		before = term;
	}
}

/* The tag as Xapian keeps it: deflated where that is shorter. */
static void write_tag(struct glass_part *self, struct glass_table *table)
{
	struct slice tag = buffer_slice(&self->tag), key = buffer_slice(&self->key);
	z_stream *z = &self->deflater;
	bool shorter = false;
	if (self->deflates && tag.len >= DEFLATED_FROM && deflateReset(z) == Z_OK) {
		buffer_clear(&self->deflated);
		buffer_reserve(&self->deflated, tag.len);
		z->next_in = (Bytef *)(void *)self->tag.ptr;
		z->avail_in = (uInt)tag.len;
		z->next_out = (Bytef *)(void *)self->deflated.ptr;
		z->avail_out = (uInt)tag.len;
		shorter = deflate(z, Z_FINISH) == Z_STREAM_END && z->total_out < tag.len;
	}
	if (shorter)
		tag = slice_make(self->deflated.ptr, z->total_out);
	glass_table_add(table, key, tag, shorter);
}

void glass_lists_write_terms(struct glass_part *self, struct glass_table *table)
{
	size_t at = 0;
	for (uint32_t i = 0; i < self->document_count; i++) {
		buffer_clear(&self->key);
		glass_add_docid(&self->key, i + 1);
		list_terms(self, &self->documents[i]);
		write_tag(self, table);
		const size_t len = (unsigned char)self->slots_used.ptr[at++];
		buffer_add_byte(&self->key, '\0');
		if (len)
			glass_table_add(table, buffer_slice(&self->key), slice_make(self->slots_used.ptr + at, len),
					false);
		at += len;
	}
}

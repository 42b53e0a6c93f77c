/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The posting lists of a part by term, and from them the list of each document's terms, as Xapian
 * keeps it: length of the document, number of terms, then for each what it shares with the one
 * before, and the rest of it, and its wdf.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#include "store/glass/segment_internal.h"

enum { DEFLATED_FROM = 19 };

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
	struct ranked *ranked = memory_new((self->term_count + 1) * sizeof *ranked);
	for (uint32_t i = 0; i < self->term_count; i++) {
		const struct slice name = slice_make(self->names.ptr + self->terms[i].name,
						     self->terms[i].len);
		ranked[i] = (struct ranked){slice_first_bytes(name), name, i};
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
			sorted[self->terms[self->postings[i].other].at++] = (struct glass_posting){
				doc, self->postings[i].wdf};
	}
	return sorted;
}

/* ---- by term ---- */

static void write_term(struct glass_part *self, const struct ranked *ranked,
		       const struct glass_posting *postings)
{
	const struct glass_term *t = &self->terms[ranked->term];
	struct buffer *list = &self->value, *head = &self->tag;
	buffer_clear(list);
	buffer_clear(head);
	for (uint32_t i = 0; i < t->count; i++) {
		struct glass_document *d = &self->documents[postings[i].other];
		if (i)
			buffer_add_varint(list, postings[i].other - postings[i - 1].other - 1);
		buffer_add_varint(list, postings[i].wdf);
		self->postings[d->first + d->count++] = (struct glass_posting){ranked->term,
									       postings[i].wdf};
	}
	buffer_add_varint(head, ranked->name.len);
	buffer_add_slice(head, ranked->name);
	buffer_add_varint(head, t->count);
	buffer_add_varint(head, t->wdfs);
	buffer_add_varint(head, postings[0].other + 1);
	buffer_add_varint(head, postings[t->count - 1].other - postings[0].other);
	buffer_add_varint(head, list->len);
	glass_part_put(self, head->ptr, head->len);
	glass_part_put(self, list->ptr, list->len);
}

/* Afterwards the postings of each document are in the order of its terms. */
static void write_postings(struct glass_part *self, struct glass_head *head)
{
	struct ranked *ranked = rank_terms(self);
	struct glass_posting *sorted = by_term(self, ranked), *at = sorted;
	for (size_t i = 0; i < self->document_count; i++)
		self->documents[i].count = 0;
	head->terms = self->at;
	for (size_t i = 0; i < self->term_count; i++) {
		write_term(self, &ranked[i], at);
		at += self->terms[ranked[i].term].count;
	}
	head->terms_end = self->at;
	head->term_count = (uint32_t)self->term_count;
	free(sorted);
	free(ranked);
}

/* ---- by document ---- */

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
static struct slice deflate_tag(struct glass_part *self, bool *shorter)
{
	const struct slice tag = buffer_slice(&self->tag);
	z_stream *z = &self->deflater;
	*shorter = false;
	if (!self->deflates || tag.len < DEFLATED_FROM || deflateReset(z) != Z_OK)
		return tag;
	buffer_clear(&self->deflated);
	buffer_reserve(&self->deflated, tag.len);
	z->next_in = (Bytef *)(void *)self->tag.ptr;
	z->avail_in = (uInt)tag.len;
	z->next_out = (Bytef *)(void *)self->deflated.ptr;
	z->avail_out = (uInt)tag.len;
	*shorter = deflate(z, Z_FINISH) == Z_STREAM_END && z->total_out < tag.len;
	return *shorter ? slice_make(self->deflated.ptr, z->total_out) : tag;
}

static void write_documents(struct glass_part *self, struct glass_head *head)
{
	uint64_t *places = malloc((self->document_count + 1) * sizeof *places);
	size_t at = 0;
	if (!places)
		die_nomem((self->document_count + 1) * sizeof *places);
	for (uint32_t i = 0; i < self->document_count; i++) {
		bool deflated;
		list_terms(self, &self->documents[i]);
		const struct slice tag = deflate_tag(self, &deflated);
		const uint32_t len = (uint32_t)tag.len;
		const unsigned char flag = deflated,
				    slots = (unsigned char)self->slots_used.ptr[at];
		places[i] = self->at;
		glass_part_put(self, &len, sizeof len);
		glass_part_put(self, &flag, 1);
		glass_part_put(self, self->slots_used.ptr + at, 1 + (size_t)slots);
		glass_part_put(self, tag.ptr, tag.len);
		at += 1 + (size_t)slots;
	}
	head->lists = self->at;
	glass_part_put(self, places, self->document_count * sizeof *places);
	free(places);
	head->lengths = self->at;
	for (size_t i = 0; i < self->document_count; i++)
		glass_part_put(self, &self->documents[i].length, sizeof self->documents[i].length);
}

void glass_lists_write(struct glass_part *self, struct glass_head *head)
{
	write_postings(self, head);
	write_documents(self, head);
}

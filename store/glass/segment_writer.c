/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/glass/segment_writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "store/glass/segment_internal.h"

/* Lists of terms share their beginnings already, so there is nearly nothing to be found twice:
 * Huffman codes alone take half the time and 2 in 100 more bytes. */
enum {
	DEFLATE_LEVEL = 6,
	DEFLATE_STRATEGY = Z_HUFFMAN_ONLY,
	WINDOW = -12,
	MEMORY = 6,
	AHEAD = 8, /* terms whose seats are fetched meanwhile */
};

struct glass_part *glass_part_new(void)
{
	struct glass_part *self = memory_zeroed(1, sizeof *self);
	self->records = records_new();
	self->sum = XXH3_createState();
	if (!self->sum)
		die_nomem(sizeof self->sum);
	self->deflates = deflateInit2(&self->deflater, DEFLATE_LEVEL, Z_DEFLATED, WINDOW, MEMORY,
				      DEFLATE_STRATEGY) == Z_OK;
	return self;
}

void glass_part_free(struct glass_part *self)
{
	if (!self)
		return;
	struct buffer *buffers[] = {&self->names, &self->slots_used, &self->tag, &self->value,
				    &self->deflated};
	for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
		buffer_release(buffers[i]);
	for (size_t i = 0; i < GLASS_SLOTS; i++) {
		buffer_release(&self->slots[i].chunks);
		buffer_release(&self->slots[i].low);
		buffer_release(&self->slots[i].high);
	}
	if (self->deflates)
		deflateEnd(&self->deflater);
	records_free(self->records);
	XXH3_freeState(self->sum);
	free(self->terms);
	free(self->seats);
	free(self->postings);
	free(self->documents);
	free(self);
}

static void clear(struct glass_part *self)
{
	buffer_clear(&self->names);
	buffer_clear(&self->slots_used);
	for (size_t i = 0; i < GLASS_SLOTS; i++)
		glass_values_clear(&self->slots[i]);
	if (self->seats)
		memset(self->seats, 0, self->seat_room * sizeof *self->seats);
	self->term_count = self->posting_count = self->document_count = 0;
	self->wdf_most = 0;
}

enum status glass_part_use_dictionary(struct glass_part *self, struct slice dictionary,
				      struct error *err)
{
	self->dictionary = glass_dictionary_sum(dictionary);
	if (!dictionary.len || records_newest(self->records) ||
	    records_learn(self->records, 1, dictionary))
		return STATUS_OK;
	return error_set(err, STATUS_CORRUPT, "the dictionary of packed data is none");
}

/* ---- adding ---- */

static uint32_t add_term_at(struct glass_part *self, size_t seat, struct slice name, uint64_t hash)
{
	self->terms = memory_grow(self->terms, self->term_count + 1, &self->term_room, 4096,
				  sizeof *self->terms);
	self->terms[self->term_count] = (struct glass_term){
		.hash = hash, .name = (uint32_t)self->names.len, .len = (uint32_t)name.len};
	buffer_add_slice(&self->names, name);
	self->seats[seat] = (uint32_t)++self->term_count;
	return (uint32_t)self->term_count - 1;
}

static void grow_seats(struct glass_part *self)
{
	free(self->seats);
	self->seat_room = self->seat_room ? self->seat_room * 2 : 1 << 15;
	self->seats = memory_zeroed(self->seat_room, sizeof *self->seats);
	for (uint32_t i = 0; i < self->term_count; i++) {
		size_t seat = self->terms[i].hash & (self->seat_room - 1);
		while (self->seats[seat])
			seat = (seat + 1) & (self->seat_room - 1);
		self->seats[seat] = i + 1;
	}
}

static uint32_t term_of(struct glass_part *self, struct slice name, uint64_t hash)
{
	if (self->term_count * 2 >= self->seat_room)
		grow_seats(self);
	size_t seat = hash & (self->seat_room - 1);
	for (; self->seats[seat]; seat = (seat + 1) & (self->seat_room - 1)) {
		const struct glass_term *t = &self->terms[self->seats[seat] - 1];
		if (t->hash == hash && t->len == name.len &&
		    memcmp(self->names.ptr + t->name, name.ptr, name.len) == 0)
			return self->seats[seat] - 1;
	}
	return add_term_at(self, seat, name, hash);
}

static void add_terms(struct glass_part *self, const struct positions *from,
		      struct glass_document *to)
{
	to->first = self->posting_count;
	self->postings = memory_grow(self->postings, self->posting_count + from->term_count,
				     &self->posting_room, 4096, sizeof *self->postings);
	for (uint32_t i = 0; i < from->term_count; i++) {
		const struct slice name = positions_name(from, i);
		if (i + AHEAD < from->term_count && self->seat_room)
			__builtin_prefetch(
				&self->seats[from->terms[i + AHEAD].hash & (self->seat_room - 1)]);
		const uint32_t wdf = from->terms[i].wdf;
		if (positions_is_bare(name))
			continue;
		const uint32_t term = term_of(self, name, from->terms[i].hash);
		self->postings[self->posting_count++] = (struct glass_posting){term, wdf};
		self->terms[term].count++;
		self->terms[term].wdfs += wdf;
		self->wdf_most = wdf > self->wdf_most ? wdf : self->wdf_most;
		to->length += wdf;
	}
	to->count = self->posting_count - to->first;
}

/* A value of the document under construction; slots rise.  *next is the first slot behind the one
 * before. */
static void add_value(struct glass_part *self, unsigned slot, struct slice value, unsigned *next)
{
	if (!value.len)
		return;
	glass_values_add(&self->slots[slot], (uint32_t)self->document_count, value);
	buffer_add_varint(&self->slots_used, slot - *next);
	*next = slot + 1;
}

static void add_values(struct glass_part *self, struct xap_doc *doc)
{
	const size_t head = self->slots_used.len;
	unsigned next = 0;
	size_t i = 0;
	buffer_add_byte(&self->slots_used, '\0');
	for (; i < doc->value_count && doc->values[i].slot < XAP_SLOT_POSITIONS; i++)
		add_value(self, doc->values[i].slot, xap_doc_value_at(doc, i), &next);
	positions_encode(&doc->terms, &self->value);
	add_value(self, XAP_SLOT_POSITIONS, buffer_slice(&self->value), &next);
	buffer_clear(&self->value);
	if (doc->data.len)
		records_pack(self->records, buffer_slice(&doc->data), &self->value);
	add_value(self, XAP_SLOT_DATA, buffer_slice(&self->value), &next);
	for (; i < doc->value_count; i++)
		if (doc->values[i].slot > XAP_SLOT_DATA)
			add_value(self, doc->values[i].slot, xap_doc_value_at(doc, i), &next);
	self->slots_used.ptr[head] = (char)(self->slots_used.len - head - 1);
}

enum status glass_part_add(struct glass_part *self, struct xap_doc *doc, struct error *err)
{
	enum status st = xap_doc_status(doc, err);
	if (st)
		return st;
	if (doc->value_count && doc->values[doc->value_count - 1].slot >= GLASS_SLOTS)
		return error_set(err, STATUS_INVALID, "slot %u is over the limit",
				 doc->values[doc->value_count - 1].slot);
	self->documents = memory_grow(self->documents, self->document_count + 1,
				      &self->document_room, 4096, sizeof *self->documents);
	struct glass_document *to = &self->documents[self->document_count++];
	*to = (struct glass_document){.length = 0};
	add_terms(self, &doc->terms, to);
	add_values(self, doc);
	return STATUS_OK;
}

/* ---- writing ---- */

void glass_part_put(struct glass_part *self, const void *bytes, size_t len)
{
	if (len) {
		(void)!fwrite(bytes, 1, len, self->file);
		XXH3_64bits_update(self->sum, bytes, len);
	}
	self->at += len;
}

static void write_all(struct glass_part *self)
{
	struct glass_head head = {.documents = (uint32_t)self->document_count,
				  .wdf_most = self->wdf_most};
	self->at = sizeof head;
	(void)!fwrite(&head, sizeof head, 1, self->file);
	XXH3_64bits_reset(self->sum);
	glass_lists_write(self, &head);
	glass_values_write(self, &head);
	head.magic = GLASS_PART_MAGIC;
	head.end = self->at;
	head.dictionary = self->dictionary;
	head.sum = glass_head_sum(self->sum, &head);
	if (fseeko(self->file, 0, SEEK_SET) == 0)
		(void)!fwrite(&head, sizeof head, 1, self->file);
}

enum status glass_part_write(struct glass_part *self, const char *path, struct error *err)
{
	bool fine = false;
	self->file = fopen(path, "wbxe");
	if (self->file) {
		write_all(self);
		fine = !ferror(self->file);
		fine = fclose(self->file) == 0 && fine;
	}
	self->file = NULL;
	clear(self);
	return fine ? STATUS_OK
		    : error_set(err, STATUS_IO, "cannot write %s: %s", path, strerror(errno));
}

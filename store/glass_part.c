/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/glass_part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/glass_parts.h"

enum {
	FORMAT = (2016 - 2014) << 9 | 3 << 5 | 14, /* of Xapian 1.4, by its date */
	REVISION = 1,
	COMPRESS_MIN = 18,
	DEFLATE_LEVEL = 6,
	WINDOW = -15,
	MEMORY = 9,
};

static void *grow(void *items, size_t count, size_t *room, size_t size)
{
	if (count <= *room)
		return items;
	while (*room < count)
		*room = *room ? *room * 2 : 4096;
	void *more = realloc(items, *room * size);
	if (!more)
		die_nomem(*room * size);
	return more;
}

struct glass_part *glass_part_new(void)
{
	struct glass_part *self = calloc(1, sizeof *self);
	if (!self)
		die_nomem(sizeof *self);
	self->records = records_new();
	self->deflates = deflateInit2(&self->deflater, DEFLATE_LEVEL, Z_DEFLATED, WINDOW, MEMORY,
				      Z_DEFAULT_STRATEGY) == Z_OK;
	return self;
}

void glass_part_free(struct glass_part *self)
{
	if (!self)
		return;
	struct buffer *buffers[] = {&self->metadata, &self->names, &self->slots_used, &self->key,
				    &self->tag, &self->value, &self->deflated};
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
	free(self->terms);
	free(self->seats);
	free(self->postings);
	free(self->documents);
	free(self);
}

static void clear(struct glass_part *self)
{
	buffer_clear(&self->metadata);
	buffer_clear(&self->names);
	buffer_clear(&self->slots_used);
	for (size_t i = 0; i < GLASS_SLOTS; i++)
		glass_values_clear(&self->slots[i]);
	if (self->seats)
		memset(self->seats, 0, self->seat_room * sizeof *self->seats);
	self->term_count = self->posting_count = self->document_count = 0;
	self->wdf_most = 0;
}

enum status glass_part_use_dictionary(struct glass_part *self, struct slice dictionary, struct error *err)
{
	if (!dictionary.len || records_newest(self->records) || records_learn(self->records, 1, dictionary))
		return STATUS_OK;
	return error_set(err, STATUS_CORRUPT, "the dictionary of packed data is none");
}

void glass_part_metadata(struct glass_part *self, const char *key, struct slice value)
{
	const uint64_t len = value.len;
	buffer_add(&self->metadata, key, strlen(key) + 1);
	buffer_add(&self->metadata, &len, sizeof len);
	buffer_add_slice(&self->metadata, value);
}

/* ---- adding ---- */

static uint32_t add_term_at(struct glass_part *self, size_t seat, struct slice name, uint64_t hash)
{
	self->terms = grow(self->terms, self->term_count + 1, &self->term_room, sizeof *self->terms);
	self->terms[self->term_count] =
		(struct glass_term){.hash = hash, .name = (uint32_t)self->names.len, .len = (uint32_t)name.len};
	buffer_add_slice(&self->names, name);
	self->seats[seat] = (uint32_t)++self->term_count;
	return (uint32_t)self->term_count - 1;
}

static void grow_seats(struct glass_part *self)
{
	free(self->seats);
	self->seat_room = self->seat_room ? self->seat_room * 2 : 1 << 15;
	self->seats = calloc(self->seat_room, sizeof *self->seats);
	if (!self->seats)
		die_nomem(self->seat_room * sizeof *self->seats);
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

static void add_terms(struct glass_part *self, const struct positions *from, struct glass_document *to)
{
	to->first = self->posting_count;
	self->postings = grow(self->postings, self->posting_count + from->term_count, &self->posting_room,
			      sizeof *self->postings);
	for (uint32_t i = 0; i < from->term_count; i++) {
		const struct slice name = positions_name(from, i);
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

/* A value of the document under construction; slots rise.  *next is the first slot behind the one before. */
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
	self->documents = grow(self->documents, self->document_count + 1, &self->document_room,
			       sizeof *self->documents);
	struct glass_document *to = &self->documents[self->document_count++];
	*to = (struct glass_document){.length = 0};
	add_terms(self, &doc->terms, to);
	add_values(self, doc);
	return STATUS_OK;
}

/* ---- writing ---- */

/* Up to 0x7fff in two bytes, else in as many as there are leading ones and one more. */
void glass_add_docid(struct buffer *key, uint32_t docid)
{
	unsigned char bytes[8];
	if (docid < 0x8000) {
		buffer_add_byte(key, (char)(docid >> 8));
		buffer_add_byte(key, (char)docid);
		return;
	}
	const unsigned len = (32 + 5 - (unsigned)__builtin_clz(docid)) / 7;
	for (unsigned i = 1; i < len; i++) {
		bytes[len - i] = (unsigned char)docid;
		docid >>= 8;
	}
	bytes[0] = (unsigned char)(docid | 0xffu << (10 - len));
	buffer_add(key, bytes, len);
}

struct entry {
	struct slice key, value;
};

static int by_key(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	return slice_compare(x->key, y->key);
}

static void write_metadata(struct glass_part *self, struct glass_table *table)
{
	struct entry entries[16];
	size_t count = 0;
	for (size_t at = 0; at < self->metadata.len && count < sizeof entries / sizeof *entries; count++) {
		const char *key = self->metadata.ptr + at;
		const size_t key_len = strlen(key);
		uint64_t len;
		memcpy(&len, key + key_len + 1, sizeof len);
		entries[count] = (struct entry){slice_make(key, key_len),
						slice_make(key + key_len + 1 + sizeof len, len)};
		at += key_len + 1 + sizeof len + len;
	}
	qsort(entries, count, sizeof *entries, by_key);
	for (size_t i = 0; i < count; i++) {
		buffer_clear(&self->key);
		buffer_add(&self->key, "\0\xc0", 2);
		buffer_add_slice(&self->key, entries[i].key);
		glass_table_add(table, buffer_slice(&self->key), entries[i].value, false);
	}
}

static enum status write_table(struct glass_part *self, const char *folder, const char *name,
			       void (*write)(struct glass_part *, struct glass_table *), struct glass_root *root,
			       struct error *err)
{
	struct glass_table *table = NULL;
	struct buffer path = BUFFER_INIT;
	buffer_printf(&path, "%s/%s.glass", folder, name);
	enum status st = glass_table_open(path.ptr, &table, err);
	if (!st) {
		write(self, table);
		st = glass_table_finish(table, root, err);
	}
	glass_table_close(table);
	buffer_release(&path);
	return st;
}

static void write_postlist(struct glass_part *self, struct glass_table *table)
{
	write_metadata(self, table);
	glass_values_write(self, table);
	glass_lists_write_postings(self, table);
}

/* Root block, level and "sequential", entries, block size, from what size on tags are deflated, free blocks. */
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

static void add_figures(const struct glass_part *self, struct buffer *out)
{
	uint32_t shortest = 0, longest = 0;
	uint64_t all = 0;
	for (size_t i = 0; i < self->document_count; i++) {
		const uint32_t len = self->documents[i].length;
		all += len;
		longest = len > longest ? len : longest;
		if (len && (!shortest || len < shortest))
			shortest = len;
	}
	buffer_add_varint(out, self->document_count);
	buffer_add_varint(out, 0); /* document ids that are not in use */
	buffer_add_varint(out, shortest);
	buffer_add_varint(out, self->wdf_most);
	buffer_add_varint(out, longest - self->wdf_most);
	buffer_add_varint(out, 0); /* oldest changeset */
	buffer_add_varint(out, all);
	buffer_add_varint(out, 0); /* frequency of words to spell with */
}

/* The file that makes the tables a database: magic, format, a UUID, revision, roots, figures. */
static enum status write_version(struct glass_part *self, const char *folder, const struct glass_root *postlist,
				 const struct glass_root *termlist, struct error *err)
{
	struct buffer out = BUFFER_INIT, path = BUFFER_INIT;
	unsigned char uuid[16] = {0};
	(void)!getrandom(uuid, sizeof uuid, GRND_NONBLOCK);
	buffer_add_str(&out, "\x0f\x0dXapian Glass");
	buffer_add_byte(&out, (char)(FORMAT >> 8));
	buffer_add_byte(&out, (char)(FORMAT & 0xff));
	buffer_add(&out, uuid, sizeof uuid);
	buffer_add_varint(&out, REVISION);
	add_root(&out, postlist, 0);
	add_root(&out, NULL, COMPRESS_MIN); /* docdata */
	add_root(&out, termlist, COMPRESS_MIN);
	add_root(&out, NULL, 0); /* position */
	add_root(&out, NULL, COMPRESS_MIN); /* spelling */
	add_root(&out, NULL, COMPRESS_MIN); /* synonym */
	add_figures(self, &out);
	buffer_printf(&path, "%s/iamglass", folder);
	const int file = open(path.ptr, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	const bool fine = file >= 0 && write(file, out.ptr, out.len) == (ssize_t)out.len;
	enum status st = fine ? STATUS_OK
			      : error_set(err, STATUS_IO, "cannot write %s: %s", path.ptr, strerror(errno));
	if (file >= 0)
		close(file);
	buffer_release(&out);
	buffer_release(&path);
	return st;
}

enum status glass_part_write(struct glass_part *self, const char *folder, struct error *err)
{
	struct glass_root postlist, termlist;
	enum status st = STATUS_OK;
	if (mkdir(folder, 0777) != 0)
		st = error_set(err, STATUS_IO, "cannot make %s: %s", folder, strerror(errno));
	if (!st)
		st = write_table(self, folder, "postlist", write_postlist, &postlist, err);
	if (!st)
		st = write_table(self, folder, "termlist", glass_lists_write_terms, &termlist, err);
	if (!st)
		st = write_version(self, folder, &postlist, &termlist, err);
	clear(self);
	return st;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_SEGMENT_INTERNAL_H
#define STORE_SEGMENT_INTERNAL_H

/* Inside of a part (store/glass/segment_writer.h): what is gathered, and the heads of its file. */
#include <stdio.h>
#include <xxhash.h>
#include <zlib.h>

#include "store/document/stored_fields.h"
#include "store/glass/segment_writer.h"

enum { GLASS_SLOTS = 64 };

/* Another one with every change of the format. */
#define GLASS_PART_MAGIC UINT64_C(0x32747261706b6261)

/* The head of the file; places are offsets. */
struct glass_head {
	uint64_t magic, terms, terms_end, lists, lengths, slots, end;
	uint32_t documents, term_count, wdf_most, slot_count;
	uint64_t dictionary; /* glass_dictionary_sum() of the one that its data is packed with */
	uint64_t sum;        /* XXH3 of all that follows the head, then of the head with 0 here */
};

struct glass_slot_head {
	uint64_t chunks;                   /* bytes */
	uint32_t number, count, low, high; /* the latter two: bytes */
};

/* Of some values; they follow. */
struct glass_chunk {
	uint32_t docid, len;
};

struct glass_term {
	uint64_t hash, wdfs; /* the latter added up */
	uint32_t name, len;  /* its bytes in `names` */
	uint32_t count;      /* documents */
	uint32_t at;         /* while it is written: its next posting in the order of terms */
};

struct glass_posting {
	uint32_t other, wdf; /* `other`: the term, or the document's number from 0 */
};

struct glass_document {
	size_t first, count; /* of its postings */
	uint32_t length;
};

/* A slot: whole chunks, and the one that grows at the end. */
struct glass_slot {
	struct buffer chunks;
	size_t open;    /* where the last chunk lies */
	uint32_t count; /* documents that have a value */
	uint32_t last;  /* document of the last value */
	struct buffer low, high;
};

/* What a dictionary is known by; 0 for none. */
static inline uint64_t glass_dictionary_sum(struct slice dictionary)
{
	return dictionary.len ? XXH3_64bits(dictionary.ptr, dictionary.len) : 0;
}

/* Adds the head, with 0 for its sum, to that of the rest. */
static inline uint64_t glass_head_sum(XXH3_state_t *rest, const struct glass_head *head)
{
	struct glass_head plain = *head;
	plain.sum = 0;
	XXH3_64bits_update(rest, &plain, sizeof plain);
	return XXH3_64bits_digest(rest);
}

struct glass_part {
	struct records *records;
	struct buffer names;
	struct glass_term *terms;
	uint32_t *seats; /* open addressing by hash: index plus 1 */
	size_t term_count, term_room, seat_room;
	struct glass_posting *postings; /* by document */
	size_t posting_count, posting_room;
	struct glass_document *documents;
	size_t document_count, document_room;
	struct glass_slot slots[GLASS_SLOTS];
	uint32_t wdf_most;
	struct buffer slots_used; /* of each document, behind its length as a byte */
	/* of writing */
	struct buffer tag, value, deflated;
	z_stream deflater;
	bool deflates;
	FILE *file;
	uint64_t at;         /* bytes written */
	uint64_t dictionary; /* as in the head */
	XXH3_state_t *sum;   /* of what was written behind the head */
};

/* Appends to the file; failures are found when it is closed. */
void glass_part_put(struct glass_part *self, const void *bytes, size_t len);

/* Values (store/glass/segment_values.c). */
void glass_values_add(struct glass_slot *slot, uint32_t docid, struct slice value);
void glass_values_write(struct glass_part *self, struct glass_head *head);
void glass_values_clear(struct glass_slot *slot);

/* Postings and lists of terms (store/glass/segment_forward.c). */
void glass_lists_write(struct glass_part *self, struct glass_head *head);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Building: terms and their places in, the value out.  Invariants: places come in rising order
 * within each half (else they are sorted), and a term has each place once.
 *
 * Weighed: a table of hashes of the terms (10 bits a term where the perfect hash takes 2), the
 * terms by their rank in the document's term list (reading that costs more than all of the check),
 * Xapian's positions.
 */
#include "store/termvec/termvec.h"

#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "base/error.h"
#include "base/memory.h"
#include "store/termvec/termvec_internal.h"

enum { FORMAT = 1, SEEDS = 256 };

void positions_release(struct positions *self)
{
	buffer_release(&self->names);
	buffer_release(&self->scratch);
	free(self->terms);
	free(self->seats);
	free(self->lower.items);
	free(self->upper.items);
	*self = (struct positions){.term_count = 0};
}

void positions_clear(struct positions *self)
{
	buffer_clear(&self->names);
	self->term_count = 0;
	self->lower.count = 0;
	self->upper.count = 0;
	if (self->seats)
		memset(self->seats, 0, self->seat_room * sizeof *self->seats);
}

bool positions_is_bare(struct slice term)
{
	return term.len == POSITIONS_BARE_LEN && term.ptr[0] == POSITIONS_BARE;
}

struct slice positions_bare(unsigned number, char name[POSITIONS_BARE_LEN])
{
	name[0] = POSITIONS_BARE;
	name[1] = (char)(number & 0xff);
	name[2] = (char)(number >> 8 & 0xff);
	return slice_make(name, POSITIONS_BARE_LEN);
}

struct slice positions_name(const struct positions *self, uint32_t term)
{
	const struct positions_term *t = &self->terms[term];
	return slice_make(self->names.ptr + t->name, t->len);
}

static void seat(struct positions *self, uint32_t term)
{
	size_t i = self->terms[term].hash & (self->seat_room - 1);
	while (self->seats[i])
		i = (i + 1) & (self->seat_room - 1);
	self->seats[i] = term + 1;
}

static void grow_seats(struct positions *self)
{
	self->seat_room = self->seat_room ? self->seat_room * 2 : 1024;
	free(self->seats);
	self->seats = memory_zeroed(self->seat_room, sizeof *self->seats);
	for (size_t i = 0; i < self->term_count; i++)
		seat(self, (uint32_t)i);
}

/* Its index plus 1, 0 when it is not there. */
static uint32_t find(const struct positions *self, struct slice name, uint64_t hash)
{
	for (size_t i = hash & (self->seat_room - 1); self->seats[i];
	     i = (i + 1) & (self->seat_room - 1)) {
		const struct positions_term *t = &self->terms[self->seats[i] - 1];
		if (t->hash == hash && t->len == name.len &&
		    memcmp(self->names.ptr + t->name, name.ptr, name.len) == 0)
			return self->seats[i];
	}
	return 0;
}

bool positions_has(const struct positions *self, struct slice name)
{
	return self->term_count && find(self, name, XXH3_64bits(name.ptr, name.len));
}

uint32_t positions_add(struct positions *self, struct slice name, uint32_t wdf)
{
	uint64_t hash = XXH3_64bits(name.ptr, name.len);
	if (self->term_count * 2 >= self->seat_room)
		grow_seats(self);
	const uint32_t known = find(self, name, hash);
	if (known) {
		self->terms[known - 1].wdf += wdf;
		return known - 1;
	}
	self->terms = memory_grow(self->terms, self->term_count + 1, &self->term_room, 256,
				  sizeof *self->terms);
	uint32_t term = (uint32_t)self->term_count++;
	self->terms[term] = (struct positions_term){.hash = hash,
						    .name = (uint32_t)self->names.len,
						    .len = (uint32_t)name.len,
						    .wdf = wdf};
	buffer_add_slice(&self->names, name);
	seat(self, term);
	return term;
}

void positions_place(struct positions *self, uint32_t term, uint32_t position)
{
	bool above = position >= POSITIONS_UPPER;
	struct positions_places *places = above ? &self->upper : &self->lower;
	uint32_t *last = &self->terms[term].last[above];
	if (*last == position + 1)
		return;
	*last = position + 1;
	places->items = memory_grow(places->items, places->count + 1, &places->room, 256,
				    sizeof *places->items);
	places->items[places->count++] = (struct positions_place){position, term};
}

static int by_position(const void *a, const void *b)
{
	const struct positions_place *x = a, *y = b;
	if (x->position != y->position)
		return x->position < y->position ? -1 : 1;
	return (x->term > y->term) - (x->term < y->term);
}

static void put_in_order(struct positions_places *places)
{
	bool rising = true;
	size_t n = 0;
	for (size_t i = 1; rising && i < places->count; i++)
		rising = places->items[i - 1].position <= places->items[i].position;
	if (rising)
		return;
	qsort(places->items, places->count, sizeof *places->items, by_position);
	for (size_t i = 0; i < places->count; i++)
		if (!n || by_position(&places->items[n - 1], &places->items[i]) != 0)
			places->items[n++] = places->items[i];
	places->count = n;
}

/* ---- numbers for the terms ---- */

static size_t list_bare(struct positions *self, struct buffer *out)
{
	unsigned char map[(POSITIONS_BARE_MAX + 8) / 8] = {0};
	size_t bytes = 0, count = 0;
	for (size_t i = 0; i < self->term_count; i++) {
		struct slice name = positions_name(self, (uint32_t)i);
		if (!positions_is_bare(name))
			continue;
		unsigned bare = positions_bare_number(name);
		map[bare / 8] |= (unsigned char)(1 << bare % 8);
		if (bare / 8 + 1 > bytes)
			bytes = bare / 8 + 1;
		count++;
	}
	for (size_t i = 0; count && i < self->term_count; i++) {
		struct slice name = positions_name(self, (uint32_t)i);
		if (positions_is_bare(name))
			self->terms[i].id = positions_bare_rank(map, positions_bare_number(name));
	}
	buffer_add_varint(out, bytes);
	buffer_add(out, map, bytes);
	return count;
}

struct hashing {
	struct positions_term **keys; /* by bucket */
	uint32_t *start, *order;      /* of each bucket; buckets, the largest first */
	unsigned char *seeds, *taken;
	size_t count, buckets, room;
};

/* Keys by bucket, in the order of their hashes so that the value depends on the set of terms alone;
 * buckets by size. */
static void sort_buckets(struct hashing *h, const struct positions *self)
{
	size_t largest = 0, n = 0;
	memset(h->start, 0, (h->buckets + 1) * sizeof *h->start);
	for (size_t i = 0; i < self->term_count; i++)
		if (positions_is_hashed(self, i))
			h->start[positions_bucket(self->terms[i].hash, h->buckets) + 1]++;
	for (size_t b = 0; b < h->buckets; b++) {
		if (h->start[b + 1] > largest)
			largest = h->start[b + 1];
		h->start[b + 1] += h->start[b];
		h->order[b] = h->start[b];
	}
	for (size_t i = 0; i < self->term_count; i++)
		if (positions_is_hashed(self, i))
			h->keys[h->order[positions_bucket(self->terms[i].hash, h->buckets)]++] =
				&self->terms[i];
	for (size_t size = largest; size > 0; size--)
		for (size_t b = 0; b < h->buckets; b++)
			if (h->start[b + 1] - h->start[b] == size)
				h->order[n++] = (uint32_t)b;
	h->count = n;
}

/* Finds the seed that gives each key of the bucket a slot of its own; keys of one hash share
 * theirs. */
static bool place_bucket(struct hashing *h, size_t b, unsigned vary)
{
	for (unsigned seed = 0; seed < SEEDS; seed++) {
		size_t i, end = h->start[b + 1];
		for (i = h->start[b]; i < end; i++) {
			size_t slot = positions_slot(h->keys[i]->hash, seed, vary, h->room);
			size_t k = h->start[b];
			while (k < i && h->keys[k]->hash != h->keys[i]->hash)
				k++;
			if (k == i && h->taken[slot])
				break;
			h->taken[slot] = 1;
			h->keys[i]->id = (uint32_t)slot;
		}
		if (i == end) {
			h->seeds[b] = (unsigned char)seed;
			return true;
		}
		while (i-- > h->start[b])
			h->taken[h->keys[i]->id] = 0;
	}
	return false;
}

static bool place_all(struct hashing *h, unsigned vary)
{
	size_t done = 0;
	memset(h->taken, 0, h->room);
	while (done < h->count && place_bucket(h, h->order[done], vary))
		done++;
	return done == h->count;
}

/*
 * Large buckets take fewer seeds and are harder to place; of each size a few variations are tried.
 * A term a bucket is always placed: where not (one in 10^100), terms would share a number and
 * phrases be found that are not there.
 */
static unsigned find_hash(struct positions *self, struct hashing *h, size_t count)
{
	static const unsigned tries[] = {0, POSITIONS_VARIATIONS, 8, 4, 2}; /* by terms a bucket */
	unsigned vary = 0;
	for (unsigned size = POSITIONS_BUCKET_MOST; size > 0; size--) {
		vary = (size - 1) * POSITIONS_VARIATIONS;
		h->buckets = positions_buckets(count, vary);
		h->order = h->start + h->buckets + 1;
		h->seeds = (unsigned char *)(h->order + h->buckets);
		h->taken = h->seeds + h->buckets;
		memset(h->seeds, 0, h->buckets);
		sort_buckets(h, self);
		for (unsigned i = 0; i < tries[size]; i++, vary++)
			if (place_all(h, vary))
				return vary;
	}
	return vary - 1;
}

static void add_hash(struct positions *self, size_t count, size_t bare, size_t room,
		     struct buffer *out)
{
	struct hashing h = {.room = room};
	size_t most = positions_buckets(count, 0); /* a term a bucket */
	buffer_clear(&self->scratch);
	buffer_reserve(&self->scratch,
		       count * sizeof *h.keys + (2 * most + 1) * sizeof *h.start + most + room);
	h.keys = (struct positions_term **)(void *)self->scratch.ptr;
	h.start = (uint32_t *)(void *)(h.keys + count);
	buffer_add_byte(out, (char)find_hash(self, &h, count));
	buffer_add(out, h.seeds, h.buckets);
	for (size_t i = 0; i < count; i++)
		h.keys[i]->id += (uint32_t)bare;
}

/* ---- places ---- */

struct writing {
	struct buffer *out;
	uint64_t word;
	unsigned used, width;
};

static void put_bits(struct writing *w, uint32_t id)
{
	w->word |= (uint64_t)id << w->used;
	for (w->used += w->width; w->used >= 8; w->used -= 8, w->word >>= 8)
		buffer_add_byte(w->out, (char)(w->word & 0xff));
}

/* Walks the places of both halves in order; *again says that it is the position of the one
 * before. */
static const struct positions_place *place_at(const struct positions *self, size_t i, bool *again)
{
	size_t n = self->lower.count;
	const struct positions_place *p = i < n ? &self->lower.items[i] : &self->upper.items[i - n];
	const struct positions_place *before = p;
	if (i)
		before = i - 1 < n ? &self->lower.items[i - 1] : &self->upper.items[i - 1 - n];
	*again = i && before->position == p->position;
	return p;
}

static void add_runs(const struct positions *self, size_t all, struct buffer *out)
{
	struct buffer runs = BUFFER_INIT;
	uint32_t start = 0, next = 0, behind = 0;
	size_t count = 0;
	for (size_t i = 0; i <= all; i++) {
		bool again = false;
		const struct positions_place *p = i < all ? place_at(self, i, &again) : NULL;
		if (again || (p && i && p->position == next)) {
			next = p->position + 1;
			continue;
		}
		if (i) {
			buffer_add_varint(&runs, start - behind);
			buffer_add_varint(&runs, next - start);
			behind = next;
			count++;
		}
		if (p) {
			start = p->position;
			next = start + 1;
		}
	}
	buffer_add_varint(out, count);
	buffer_add_slice(out, buffer_slice(&runs));
	buffer_release(&runs);
}

static void add_extras(const struct positions *self, size_t all, struct buffer *out)
{
	struct buffer extras = BUFFER_INIT;
	size_t count = 0, place = 0, behind = 0, more = 0;
	for (size_t i = 0; i <= all; i++) {
		bool again = false;
		if (i < all)
			(void)place_at(self, i, &again);
		if (again) {
			more++;
			continue;
		}
		if (more) { /* of the place before, which is the place-th */
			buffer_add_varint(&extras, place - behind);
			buffer_add_varint(&extras, more);
			behind = place;
			count++;
			more = 0;
		}
		place++;
	}
	buffer_add_varint(out, count);
	buffer_add_slice(out, buffer_slice(&extras));
	buffer_release(&extras);
}

static void add_bits(const struct positions *self, size_t all, unsigned width, struct buffer *out)
{
	struct writing w = {.out = out, .width = width};
	for (int others = 0; others < 2; others++)
		for (size_t i = 0; i < all; i++) {
			bool again;
			const struct positions_place *p = place_at(self, i, &again);
			if (again == (others == 1))
				put_bits(&w, self->terms[p->term].id);
		}
	if (w.used)
		buffer_add_byte(out, (char)(w.word & 0xff));
}

void positions_encode(struct positions *self, struct buffer *out)
{
	size_t hashed = 0;
	put_in_order(&self->lower);
	put_in_order(&self->upper);
	size_t all = self->lower.count + self->upper.count;
	buffer_clear(out);
	if (!all)
		return;
	for (size_t i = 0; i < self->term_count; i++)
		hashed += positions_is_hashed(self, i);
	buffer_add_byte(out, FORMAT);
	size_t bare = list_bare(self, out);
	unsigned width = positions_width(bare, hashed);
	buffer_add_varint(out, hashed);
	if (hashed)
		add_hash(self, hashed, bare, positions_room(bare, hashed, width), out);
	add_runs(self, all, out);
	add_extras(self, all, out);
	add_bits(self, all, width, out);
}

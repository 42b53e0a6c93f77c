/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a matcher reads of the index and keeps: posting lists, numbers of documents, values for
 * ranges. */
#include "store/match/match_internal.h"

#include <stdlib.h>

/* ---- posting lists ---- */

static struct posting_list *place_of(struct matcher *self, struct slice term)
{
	size_t i = slice_hash(term) & (self->list_room - 1);
	while (self->lists[i].term.len && !slice_eq(self->lists[i].term, term))
		i = (i + 1) & (self->list_room - 1);
	return &self->lists[i];
}

static void grow_lists(struct matcher *self)
{
	struct posting_list *old = self->lists;
	size_t room = self->list_room;
	self->list_room = room ? 2 * room : 1024;
	self->lists = match_renew(NULL, self->list_room, sizeof *self->lists);
	for (size_t i = 0; i < room; i++)
		if (old[i].term.len)
			*place_of(self, old[i].term) = old[i];
	free(old);
}

static struct xap_posting *room_for(void *ctx, size_t count)
{
	enum { LEAST = 1 << 12 };
	struct matcher *self = ctx;
	const size_t needed = self->posting_count + count,
		     likely = self->documents / 4; /* in one search */
	if (needed > self->posting_room) {
		size_t room = self->posting_room ? self->posting_room
			      : likely > LEAST   ? likely
						 : LEAST;
		while (room < needed)
			room *= 2;
		struct large before = self->posting_memory;
		self->posting_memory = LARGE_INIT;
		struct xap_posting *moved = large_renew(&self->posting_memory, room, sizeof *moved);
		if (self->posting_count)
			memcpy(moved, self->postings, self->posting_count * sizeof *moved);
		large_release(&before);
		self->postings = moved;
		self->posting_room = room;
	}
	return self->postings + self->posting_count;
}

enum status match_list(struct matcher *self, struct slice term, struct posting_list *out,
		       struct error *err)
{
	if (2 * self->list_count >= self->list_room)
		grow_lists(self);
	struct posting_list *list = place_of(self, term);
	if (!list->term.len) {
		size_t count;
		enum status st = xap_postings(self->db, term, room_for, self, &count, err);
		if (st)
			return st;
		*list = (struct posting_list){arena_copy(&self->terms, term), self->posting_count,
					      count, 0};
		self->posting_count += count;
		self->list_count++;
	}
	list->search = self->search;
	*out = *list;
	return STATUS_OK;
}

static struct frequency *frequency_at(struct matcher *self, struct slice term)
{
	size_t mask = 2 * FREQUENCIES_MAX - 1, i = slice_hash(term) & mask;
	while (self->frequencies[i].term.len && !slice_eq(self->frequencies[i].term, term))
		i = (i + 1) & mask;
	return &self->frequencies[i];
}

enum status matcher_frequencies(struct matcher *self, const struct slice *terms, size_t count,
				uint32_t *documents, struct error *err)
{
	struct slice *unknown = arena_alloc(&self->arena, count * sizeof *unknown + 1);
	uint32_t *read = arena_alloc(&self->arena, count * sizeof *read + 1);
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		if (!frequency_at(self, terms[i])->term.len)
			unknown[n++] = terms[i];
	enum status st = n ? xap_term_frequencies(self->db, unknown, n, read, err) : STATUS_OK;
	for (size_t i = 0, k = 0; !st && i < count; i++) {
		struct frequency *known = frequency_at(self, terms[i]);
		const bool was_read = k < n && slice_eq(terms[i], unknown[k]);
		documents[i] = was_read ? read[k++] : known->documents;
		if (!was_read || known->term.len || self->frequency_count == FREQUENCIES_MAX)
			continue;
		*known = (struct frequency){arena_copy(&self->remembered, terms[i]), documents[i]};
		self->frequency_count++;
	}
	return st;
}

static bool list_has(const struct matcher *self, const struct posting_list *list, uint32_t docid)
{
	const struct xap_posting *postings = match_postings(self, list);
	size_t low = 0, high = list->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (postings[middle].docid < docid)
			low = middle + 1;
		else
			high = middle;
	}
	return low < list->count && postings[low].docid == docid;
}

static int by_term(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

enum status matcher_terms(struct matcher *self, uint32_t docid, matcher_term_fn *fn, void *ctx,
			  struct error *err)
{
	if (self->served)
		return served_terms(self->served, docid, fn, ctx, err);
	struct slice *held = arena_alloc(&self->arena, self->list_count * sizeof *held + 1);
	size_t count = 0;
	for (size_t i = 0; i < self->list_room; i++) {
		const struct posting_list *list = &self->lists[i];
		if (list->term.len && list->search == self->search && list_has(self, list, docid))
			held[count++] = list->term;
	}
	if (count)
		qsort(held, count, sizeof *held, by_term);
	for (size_t i = 0; i < count; i++)
		fn(ctx, held[i]);
	return STATUS_OK;
}

/* ---- values for ranges and order ---- */

bool match_number(struct slice value, uint64_t *out)
{
	*out = slice_first_bytes(value);
	return value.len <= sizeof *out;
}

static void take_value(void *ctx, uint32_t docid, struct slice value)
{
	struct ranged_slot *r = ctx;
	r->unfit |= !match_number(value, &r->values[docid]) || memchr(value.ptr, 0, value.len);
}

enum status match_ranged(struct matcher *self, unsigned slot, const uint32_t *docids, size_t count,
			 struct ranged_slot **out, struct error *err)
{
	uint32_t *missing = arena_alloc(&self->arena, count * sizeof *missing + 1);
	struct ranged_slot *r = self->ranged;
	size_t n = 0;
	*out = NULL;
	while (r < self->ranged + RANGED_MAX && r->values && r->slot != slot)
		r++;
	if (r == self->ranged + RANGED_MAX)
		return STATUS_OK;
	if (!r->values)
		*r = (struct ranged_slot){
			slot, match_renew(NULL, (size_t)self->last + 1, sizeof *r->values),
			match_renew(NULL, (size_t)self->last + 1, sizeof *r->known), false};
	for (size_t i = 0; i < count; i++) {
		if (!r->known[docids[i]])
			missing[n++] = docids[i];
		r->known[docids[i]] = true;
	}
	enum status st = n ? xap_values(self->db, slot, missing, n, take_value, r, err) : STATUS_OK;
	for (size_t i = 0; st && i < n; i++)
		r->known[missing[i]] = false;
	*out = st ? NULL : r;
	return st;
}

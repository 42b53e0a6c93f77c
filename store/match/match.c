/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Posting lists are read whole, each once, and stay until they are too many.  Sets are bits by
 * document id; scores are numbers by document id, `touched` tells which are in use, so that
 * clearing them costs nothing for the others.
 */
#include "store/match/match_internal.h"

#include <stdlib.h>

#include "base/memory.h"

struct matcher *matcher_new(const struct xap_bm25 *weights)
{
	struct matcher *self = memory_zeroed(1, sizeof *self);
	self->flat = flat_new();
	self->weights = *weights;
	self->remote = served_new(weights);
	return self;
}

static void forget_ranged(struct matcher *self)
{
	for (size_t i = 0; i < RANGED_MAX; i++) {
		free(self->ranged[i].values);
		free(self->ranged[i].known);
		self->ranged[i] = (struct ranged_slot){.values = NULL};
	}
}

void matcher_free(struct matcher *self)
{
	if (!self)
		return;
	served_free(self->remote);
	buffer_release(&self->uuid);
	large_release(&self->posting_memory);
	arena_release(&self->remembered);
	arena_release(&self->terms);
	arena_release(&self->arena);
	forget_ranged(self);
	match_forget_positions(self);
	large_release(&self->frequency_memory);
	free(self->lists);
	for (size_t i = 0; i < SET_CHUNKS; i++)
		large_release(&self->set_memory[i]);
	flat_free(self->flat);
	free(self->read_lengths);
	large_release(&self->score_memory);
	large_release(&self->count_memory);
	large_release(&self->late_memory);
	free(self->touched.words);
	free(self);
}

/* ---- a state of the database ---- */

void *match_renew(void *old, size_t count, size_t size)
{
	free(old);
	void *items = memory_zeroed(count, size);
	return items;
}

static void forget_lists(struct matcher *self)
{
	if (self->posting_room > 2 * (size_t)POSTINGS_KEPT) {
		large_release(&self->posting_memory);
		self->posting_room = 0;
	}
	self->posting_count = 0;
	arena_clear(&self->terms);
	if (self->lists)
		memset(self->lists, 0, self->list_room * sizeof *self->lists);
	self->list_count = 0;
}

static void remember_anew(struct matcher *self)
{
	forget_lists(self);
	forget_ranged(self);
	match_forget_positions(self);
	self->searches = 0;
	self->documents = xap_doccount(self->db);
	self->last = self->served ? 0 : xap_lastdocid(self->db); /* there no lists are read */
	self->average = xap_average_length(self->db);
	for (size_t i = 0; i < SET_CHUNKS; i++)
		large_release(&self->set_memory[i]);
	self->touched.count = (size_t)self->last / 64 + 1;
	self->touched.words = match_renew(self->touched.words, self->touched.count,
					  sizeof *self->touched.words);
	free(self->read_lengths);
	self->read_lengths = NULL;
	self->scores = self->into = large_renew(&self->score_memory, (size_t)self->last + 1,
						sizeof *self->scores);
	large_release(&self->count_memory);
	self->counts = NULL;
	large_release(&self->late_memory);
	self->late = NULL;
	self->frequencies = large_renew(&self->frequency_memory, 2 * FREQUENCIES_MAX,
					sizeof *self->frequencies);
	self->frequency_count = 0;
	arena_clear(&self->remembered);
}

/* Several databases in one have no revision: then each search is the first. */
static bool same_state(struct matcher *self, struct xap_db *db)
{
	struct error none = {0};
	struct buffer uuid = BUFFER_INIT;
	uint64_t revision = 0;
	if (xap_revision(db, &revision, &none) || xap_uuid(db, &uuid, &none))
		revision = 0;
	bool same = revision && self->scores && revision == self->revision &&
		    slice_eq(buffer_slice(&uuid), buffer_slice(&self->uuid));
	buffer_release(&self->uuid);
	self->uuid = uuid;
	self->revision = revision;
	return same;
}

static void clear_scores(struct matcher *self)
{
	const bool marked = self->into != self->scores;
	if (doc_set_size(&self->touched) > self->last / 4) {
		memset(self->scores, 0, ((size_t)self->last + 1) * sizeof *self->scores);
		if (marked)
			memset(self->late, 0, ((size_t)self->last + 1) * sizeof *self->late);
	} else {
		for (size_t i = 0; i < self->touched.count; i++)
			for (uint64_t word = self->touched.words[i]; word; word &= word - 1) {
				size_t docid = i * 64 + (size_t)__builtin_ctzll(word);
				self->scores[docid] = 0;
				if (marked)
					self->late[docid] = 0;
			}
	}
	if (self->touched.count)
		memset(self->touched.words, 0, self->touched.count * sizeof *self->touched.words);
	self->into = self->scores;
}

bool matcher_begin(struct matcher *self, struct xap_db *db)
{
	self->db = db;
	self->served = xap_is_remote(db) ? self->remote : NULL;
	served_begin(self->remote, db);
	clear_scores(self);
	arena_clear(&self->arena);
	self->looked = NULL;
	self->sets_used = 0;
	self->search++;
	if (self->posting_count > POSTINGS_KEPT)
		forget_lists(self);
	const bool changed = !same_state(self, db);
	if (changed)
		remember_anew(self);
	self->searches++;
	flat_begin(self->flat, db);
	self->lengths = flat_lengths(self->flat) ? flat_lengths(self->flat) : self->read_lengths;
	return changed;
}

bool matcher_is_first(const struct matcher *self)
{
	return self->searches == 1;
}

enum status matcher_prefetch(struct matcher *self, struct error *err)
{
	self->searches++;
	(void)flat_map(self->flat);
	return self->served ? STATUS_OK : match_read_lengths(self, err);
}

bool matcher_knows_positions(const struct matcher *self)
{
	return !self->served;
}

struct flat *matcher_flat(const struct matcher *self)
{
	return self->flat;
}

/* ---- sets ---- */

struct doc_set matcher_new_set(struct matcher *self)
{
	const size_t count = self->touched.count, chunk = self->sets_used / SETS_A_CHUNK;
	if (chunk == SET_CHUNKS) /* few searches have so many */
		return (struct doc_set){arena_calloc(&self->arena, count, sizeof(uint64_t)), count,
					NULL};
	if (!self->set_memory[chunk].at)
		large_renew(&self->set_memory[chunk], count * SETS_A_CHUNK, sizeof(uint64_t));
	uint64_t *words = self->set_memory[chunk].at;
	words += self->sets_used++ % SETS_A_CHUNK * count;
	memset(words, 0, count * sizeof *words);
	return (struct doc_set){words, count, NULL};
}

uint32_t doc_set_size(const struct doc_set *set)
{
	uint32_t size = 0;
	for (size_t i = 0; i < set->count; i++)
		size += (uint32_t)__builtin_popcountll(set->words[i]);
	return size;
}

bool doc_set_is_empty(const struct doc_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->words[i])
			return false;
	return !set->served;
}

enum status matcher_size(struct matcher *self, const struct doc_set *set, uint32_t *size,
			 struct error *err)
{
	if (self->served)
		return served_size(self->served, set->served, size, err);
	*size = doc_set_size(set);
	return STATUS_OK;
}

enum status matcher_counts(struct matcher *self, const struct doc_set *set, const unsigned *slots,
			   size_t count, served_count_fn *fn, void *ctx, struct error *err)
{
	return served_counts(self->served, set->served, slots, count, fn, ctx, err);
}

const uint32_t *matcher_list(struct matcher *self, const struct doc_set *set, size_t *count)
{
	size_t n = 0;
	uint32_t *list = arena_alloc(&self->arena, doc_set_size(set) * sizeof *list + 1);
	for (size_t i = 0; i < set->count; i++)
		for (uint64_t word = set->words[i]; word; word &= word - 1)
			list[n++] = (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(word);
	*count = n;
	return list;
}

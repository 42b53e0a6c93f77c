/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Posting lists are read whole, each once, and stay until they are too many.  Sets are bits by
 * document id; scores are numbers by document id, `touched` tells which are in use, so that
 * clearing them costs nothing for the others.
 *
 * Lengths are read before they are needed, in the order of documents: their list is one of the
 * index like others, and going back in it is what makes it slow.
 */
#include "store/match_parts.h"

#include <stdlib.h>

struct matcher *matcher_new(const struct xap_search *like)
{
	struct matcher *self = calloc(1, sizeof *self);
	if (!self)
		die_nomem(sizeof *self);
	self->k1 = like->k1;
	self->b = like->b;
	self->min_normlen = like->min_normlen;
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
	buffer_release(&self->uuid);
	buffer_release(&self->postings);
	arena_release(&self->remembered);
	arena_release(&self->terms);
	arena_release(&self->arena);
	forget_ranged(self);
	match_forget_positions(self);
	free(self->frequencies);
	free(self->lists);
	free(self->norms);
	free(self->scores);
	free(self->marked);
	free(self->touched.words);
	free(self);
}

/* ---- a state of the database ---- */

void *match_renew(void *old, size_t count, size_t size)
{
	free(old);
	void *items = calloc(count, size);
	if (!items)
		die_nomem(count * size);
	return items;
}

static void forget_lists(struct matcher *self)
{
	if (self->postings.capacity > 2 * (size_t)POSTINGS_KEPT)
		buffer_release(&self->postings);
	buffer_clear(&self->postings);
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
	self->state++;
	self->searches = 0;
	self->norms_whole = false;
	self->documents = xap_doccount(self->db);
	self->last = xap_is_remote(self->db) ? 0 : xap_lastdocid(self->db); /* there no lists are read */
	self->average = xap_average_length(self->db);
	self->touched.count = (size_t)self->last / 64 + 1;
	self->touched.words = match_renew(self->touched.words, self->touched.count, sizeof *self->touched.words);
	self->norms = match_renew(self->norms, (size_t)self->last + 1, sizeof *self->norms);
	self->scores = match_renew(self->scores, (size_t)self->last + 1, sizeof *self->scores);
	self->marked = match_renew(self->marked, (size_t)self->last + 1, sizeof *self->marked);
	self->frequencies = match_renew(self->frequencies, 2 * FREQUENCIES_MAX, sizeof *self->frequencies);
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
	bool same = revision && self->norms && revision == self->revision &&
		    slice_eq(buffer_slice(&uuid), buffer_slice(&self->uuid));
	buffer_release(&self->uuid);
	self->uuid = uuid;
	self->revision = revision;
	return same;
}

static void clear_scores(struct matcher *self)
{
	if (doc_set_size(&self->touched) > self->last / 4) {
		memset(self->scores, 0, ((size_t)self->last + 1) * sizeof *self->scores);
		memset(self->marked, 0, ((size_t)self->last + 1) * sizeof *self->marked);
		memset(self->touched.words, 0, self->touched.count * sizeof *self->touched.words);
		return;
	}
	for (size_t i = 0; i < self->touched.count; i++)
		for (uint64_t word = self->touched.words[i]; word; word &= word - 1) {
			size_t docid = i * 64 + (size_t)__builtin_ctzll(word);
			self->scores[docid] = self->marked[docid] = 0;
		}
	if (self->touched.count)
		memset(self->touched.words, 0, self->touched.count * sizeof *self->touched.words);
}

void matcher_begin(struct matcher *self, struct xap_db *db)
{
	self->db = db;
	clear_scores(self);
	arena_clear(&self->arena);
	self->search++;
	if (self->postings.len > POSTINGS_KEPT)
		forget_lists(self);
	if (!same_state(self, db))
		remember_anew(self);
	self->searches++;
}

uint64_t matcher_state(const struct matcher *self)
{
	return self->state;
}

/* ---- sets ---- */

struct doc_set match_new_set(struct matcher *self)
{
	size_t count = self->touched.count;
	return (struct doc_set){arena_calloc(&self->arena, count, sizeof(uint64_t)), count};
}

uint32_t doc_set_size(const struct doc_set *set)
{
	uint32_t size = 0;
	for (size_t i = 0; i < set->count; i++)
		size += (uint32_t)__builtin_popcountll(set->words[i]);
	return size;
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

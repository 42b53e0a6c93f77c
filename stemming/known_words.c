/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An open-addressing table of pointers that is never moved.  A word is whole before its pointer is there: that is written
 * with release and read with acquire.
 */
#include "stemming/known_words.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/arena.h"

enum { SEATS = 1 << 20 };

struct known {
	uint64_t hash;
	struct slice key;
	struct word word;
};

struct known_words {
	_Atomic(const struct known *) *seats;
	pthread_mutex_t lock; /* of who adds */
	struct arena arena;
	size_t count;
};

struct known_words *known_words_new(void)
{
	struct known_words *self = calloc(1, sizeof *self);
	if (!self || !(self->seats = calloc(SEATS, sizeof *self->seats)))
		die_nomem(SEATS * sizeof *self->seats);
	pthread_mutex_init(&self->lock, NULL);
	return self;
}

void known_words_free(struct known_words *self)
{
	if (!self)
		return;
	pthread_mutex_destroy(&self->lock);
	arena_release(&self->arena);
	free(self->seats);
	free(self);
}

/* The seat of a word, or the free one where it would be; there is one always. */
static size_t seat_of(const struct known_words *self, struct slice raw, uint64_t hash, const struct known **known)
{
	size_t i = hash & (SEATS - 1);
	for (;; i = (i + 1) & (SEATS - 1)) {
		*known = atomic_load_explicit(&self->seats[i], memory_order_acquire);
		if (!*known || ((*known)->hash == hash && slice_eq((*known)->key, raw)))
			return i;
	}
}

bool known_words_find(const struct known_words *self, struct slice raw, uint64_t hash, struct slice *key,
		      struct word *word)
{
	const struct known *known;
	seat_of(self, raw, hash, &known);
	if (!known)
		return false;
	*key = known->key;
	*word = known->word;
	return true;
}

static const struct known *copy(struct known_words *self, struct slice raw, uint64_t hash, const struct word *word)
{
	struct known *known = arena_calloc(&self->arena, 1, sizeof *known);
	struct word_term *terms = arena_calloc(&self->arena, word->count + 1u, sizeof *terms);
	for (unsigned i = 0; i < word->count; i++) {
		terms[i] = word->terms[i];
		terms[i].text = arena_copy(&self->arena, word->terms[i].text);
	}
	*known = (struct known){hash, arena_copy(&self->arena, raw), *word};
	known->word.terms = terms;
	return known;
}

void known_words_add(struct known_words *self, struct slice raw, uint64_t hash, const struct word *word)
{
	const struct known *known;
	pthread_mutex_lock(&self->lock);
	const size_t seat = seat_of(self, raw, hash, &known);
	if (!known && self->count < SEATS / 2) {
		atomic_store_explicit(&self->seats[seat], copy(self, raw, hash, word), memory_order_release);
		self->count++;
	}
	pthread_mutex_unlock(&self->lock);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/document/joint_finder.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "stemming/joint.h"
#include "stemming/lexicon.h"
#include "stemming/stopwords.h"

enum { PLACES = 4, WORDS_MAX = 3, STOPS_MAX = 256, MEMO = 1 << 14 };

/* What stands at a position. */
struct place {
	uint32_t position;
	unsigned count;
	struct place_word {
		struct slice text;
		unsigned char joins;
	} words[WORDS_MAX];
	int stop; /* -1: none */
};

struct memo {
	uint64_t key;
	bool known;
};

struct joint_finder {
	joint_fn *fn;
	void *ctx;
	struct place places[PLACES];
	unsigned next; /* place that is filled next; the one before it is the last */
	bool preposition[STOPS_MAX], article[STOPS_MAX];
	struct memo memo[MEMO];
};

static void mark(bool *marks, const char *const *words)
{
	for (; *words; words++)
		marks[stopword(slice_of(*words))] = true;
}

struct joint_finder *joint_finder_new(joint_fn *fn, void *ctx)
{
	struct joint_finder *self = memory_zeroed(1, sizeof *self);
	self->fn = fn;
	self->ctx = ctx;
	mark(self->preposition, joint_prepositions);
	mark(self->article, joint_articles);
	return self;
}

void joint_finder_free(struct joint_finder *self)
{
	free(self);
}

void joint_finder_begin(struct joint_finder *self)
{
	for (unsigned i = 0; i < PLACES; i++)
		self->places[i] = (struct place){.stop = -1};
}

/* ---- pairs ---- */

static bool known(struct joint_finder *self, struct slice left, struct slice right)
{
	uint64_t key = lexicon_hash(left) * 3 + lexicon_hash(right);
	struct memo *m = &self->memo[key % MEMO];
	if (m->key != key)
		*m = (struct memo){key, joint_known(left, right)};
	return m->known;
}

static void try_pairs(struct joint_finder *self, const struct place *left,
		      const struct place *right)
{
	for (unsigned i = 0; i < left->count; i++)
		for (unsigned k = 0; k < right->count; k++) {
			const struct place_word *a = &left->words[i], *b = &right->words[k];
			if ((a->joins & JOINT_LEADS) && (b->joins & JOINT_ENDS) &&
			    known(self, a->text, b->text))
				self->fn(self->ctx, a->text, b->text);
		}
}

/* So many positions before the last. */
static const struct place *before(const struct joint_finder *self, unsigned n)
{
	return &self->places[(self->next + 2 * PLACES - 1 - n) % PLACES];
}

static bool is(const bool *marks, const struct place *place)
{
	return place->stop >= 0 && marks[place->stop];
}

/* The pairs of which the last place is one. */
static void look_back(struct joint_finder *self)
{
	const struct place *last = before(self, 0), *one = before(self, 1);
	if (!last->count)
		return;
	try_pairs(self, one, last);
	if (is(self->preposition, one))
		try_pairs(self, last, before(self, 2));
	else if (is(self->article, one) && is(self->preposition, before(self, 2)))
		try_pairs(self, last, before(self, 3));
}

/* ---- places ---- */

static void add_word(struct place *place, struct slice text, unsigned char joins)
{
	if (joins && place->count < WORDS_MAX)
		place->words[place->count++] = (struct place_word){text, joins};
}

/* What stands at the token's position and `offset`: as document_builder.c posts it. */
static void fill(struct place *place, const struct token *token, unsigned offset)
{
	const struct word *word = token->word;
	bool piece = false;
	*place = (struct place){.position = token->position + offset, .stop = -1};
	for (unsigned i = 0; i < word->count; i++) {
		const struct word_term *t = &word->terms[i];
		if (t->offset != offset)
			continue;
		bool part = t->kind == TERM_PART && token->kind == SPAN_HYPHENATED && !piece;
		piece = piece || t->kind == TERM_PART;
		if (t->kind == TERM_STOP)
			place->stop = t->stop;
		else if (t->kind == TERM_WORD || part)
			add_word(place, t->text, i || part ? joint_place(t->text) : word->joins);
	}
}

void joint_finder_take(struct joint_finder *self, const struct token *token)
{
	for (unsigned offset = 0; offset < token->word->width; offset++) {
		fill(&self->places[self->next], token, offset);
		self->next = (self->next + 1) % PLACES;
		look_back(self);
	}
}

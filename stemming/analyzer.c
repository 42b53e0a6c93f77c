/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cache of analysed words is an open-addressing table keyed by the bytes as
 * they stand in the text (case and all), so that a hit costs a hash and a compare,
 * no folding.  It is emptied when it has grown over CACHE_WORDS: texts in the
 * millions of distinct words are mostly damage and numbers.
 */
#include "stemming/analyzer.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/memory.h"
#include "stemming/casing.h"
#include "stemming/hyphenation.h"
#include "stemming/irregular.h"
#include "stemming/lexicon.h"
#include "stemming/stopwords.h"
#include "stemming/suspended.h"
#include "stemming/word_terms.h"

/* Raise with every change of what a text gives. */
#define ANALYZER_RULES "vraagbaak-nl/9"

enum { CACHE_WORDS = 260000, CACHE_START = 1 << 11, KEY_MAX = 255 };

struct entry {
	uint64_t hash;
	struct slice key;
	struct word word;
};

struct analyzer {
	struct word_terms *terms;
	struct arena arena; /* keys and terms of the cache */
	struct entry *table;
	size_t room, used;
	char identity[160];
};

/* ---- the cache ---- */

static uint64_t hash_bytes(struct slice s)
{
	uint64_t h = 0x9e3779b97f4a7c15ULL ^ s.len, chunk;
	size_t i = 0;
	for (; i + 8 <= s.len; i += 8) {
		memcpy(&chunk, s.ptr + i, 8);
		h = (h ^ chunk) * 0xff51afd7ed558ccdULL;
		h ^= h >> 32;
	}
	chunk = 0;
	memcpy(&chunk, s.ptr + i, s.len - i);
	h = (h ^ chunk) * 0xc4ceb9fe1a85ec53ULL;
	return h ^ h >> 29;
}

uint64_t term_look(struct slice term)
{
	return term.len ? 1ULL << (((unsigned char)term.ptr[0] * 31u +
				    (unsigned char)term.ptr[term.len - 1] * 7u +
				    (unsigned)term.len) &
				   63)
			: 0;
}

static void cache_clear(struct analyzer *self)
{
	arena_clear(&self->arena);
	memset(self->table, 0, self->room * sizeof *self->table);
	self->used = 0;
}

static void cache_grow(struct analyzer *self)
{
	size_t room = self->room ? self->room * 2 : CACHE_START;
	struct entry *table = memory_zeroed(room, sizeof *table);
	for (size_t i = 0; i < self->room; i++) {
		if (!self->table[i].key.ptr)
			continue;
		size_t k = self->table[i].hash & (room - 1);
		while (table[k].key.ptr)
			k = (k + 1) & (room - 1);
		table[k] = self->table[i];
	}
	free(self->table);
	self->table = table;
	self->room = room;
}

/* The word with this key, NULL when there is none; *at is where it is, or belongs. */
static inline const struct word *find(const struct analyzer *self, struct slice key, uint64_t hash,
				      size_t *at)
{
	size_t i = hash & (self->room - 1);
	for (; self->table[i].key.ptr; i = (i + 1) & (self->room - 1)) {
		const struct entry *e = &self->table[i];
		/* of one length, up to 7 bytes, no two have the same hash */
		if (e->hash == hash && e->key.len == key.len &&
		    (key.len < 8 || slice_eq(e->key, key)))
			return &e->word;
	}
	*at = i;
	return NULL;
}

static void keep(struct analyzer *self, struct slice key, uint64_t hash, size_t at, struct word *w)
{
	for (unsigned t = 0; t < w->count; t++)
		w->looks |= term_look(w->terms[t].text);
	if (key.len > KEY_MAX) /* once is enough for such */
		return;
	self->table[at] = (struct entry){hash, arena_copy(&self->arena, key), *w};
	if (++self->used * 2 > self->room)
		cache_grow(self);
}

/*
 * The word stays where it is until the cache is cleared: entries move when the table grows, so the
 * word is returned by value.
 */
static struct word lookup(struct analyzer *self, struct slice raw, uint64_t hash,
			  enum span_kind kind)
{
	size_t at;
	const struct word *known = find(self, raw, hash, &at);
	if (known)
		return *known;
	struct word w = word_terms_analyze(self->terms, raw, kind);
	keep(self, raw, hash, at, &w);
	return w;
}

/*
 * A half of a compound whose other half stands in another word, "land-" of "land- en tuinbouw":
 * remembered by both, with a blank where the half is left out, as no word has one.
 */
static struct word lookup_half(struct analyzer *self, struct slice half, struct slice whole,
			       bool mirrored)
{
	size_t at;
	struct buffer key = BUFFER_INIT;
	buffer_printf(&key, "%s%.*s %.*s", mirrored ? " " : "", SLICE_ARG(half), SLICE_ARG(whole));
	uint64_t hash = hash_bytes(buffer_slice(&key));
	const struct word *known = find(self, buffer_slice(&key), hash, &at);
	struct word w = known ? *known : word_terms_complete(self->terms, half, whole, mirrored);
	if (!known)
		keep(self, buffer_slice(&key), hash, at, &w);
	buffer_release(&key);
	return w;
}

/* ---- texts ---- */

/* Recognises "7 februari 2022" as it goes by. */
struct date_watch {
	int day, month;
	unsigned step; /* 1: a day went by, 2: and a month */
	uint32_t position;
	char iso[16];
};

static bool watch(struct date_watch *w, struct slice raw, const struct token *t)
{
	int value = 0;
	bool digits = raw.len <= 4 && t->kind == SPAN_NUMBER;
	for (size_t i = 0; digits && i < raw.len; i++) {
		digits = byte_is_digit(raw.ptr[i]);
		value = value * 10 + (raw.ptr[i] - '0');
	}
	if (w->step == 2 && digits && raw.len == 4) {
		w->step = 0;
		return word_terms_write_date(value, w->month, w->day, w->iso);
	}
	if (w->step == 1 && t->word->month) {
		w->month = t->word->month;
		w->step = 2;
	} else if (digits && raw.len <= 2 && value >= 1 && value <= 31) {
		w->day = value;
		w->position = t->position;
		w->step = 1;
	} else {
		w->step = 0;
	}
	return false;
}

/* Words that were read ahead: where they lie in the cache is fetched meanwhile, for it outgrows the
 * processor's. */
struct ahead {
	struct span spans[8];
	uint64_t hashes[8];
	size_t count;
};

static void read_ahead(const struct analyzer *self, struct slice text, size_t *pos,
		       struct ahead *ahead)
{
	size_t n = 0;
	for (; n < sizeof ahead->spans / sizeof *ahead->spans &&
	       words_next(text, pos, &ahead->spans[n]);
	     n++) {
		const struct span *span = &ahead->spans[n];
		ahead->hashes[n] = hash_bytes(slice_sub(text, span->start, span->end));
		__builtin_prefetch(&self->table[ahead->hashes[n] & (self->room - 1)]);
	}
	ahead->count = n;
	for (size_t i = 0; i < n; i++) {
		const struct entry *entry = &self->table[ahead->hashes[i] & (self->room - 1)];
		__builtin_prefetch(entry->key.ptr);
		__builtin_prefetch(entry->word.terms);
	}
}

/* A hyphen that ties the word to nothing: most words have none. */
static bool has_loose_hyphen(struct slice text, const struct span *span)
{
	return (span->end < text.len && text.ptr[span->end] == '-') ||
	       (span->start && text.ptr[span->start - 1] == '-');
}

static struct word word_at(struct analyzer *self, struct slice text, const struct span *span,
			   uint64_t hash)
{
	struct slice raw = slice_sub(text, span->start, span->end);
	struct span whole;
	bool mirrored;
	if (has_loose_hyphen(text, span) && suspended_partner(text, span, &whole, &mirrored))
		return lookup_half(self, raw, slice_sub(text, whole.start, whole.end), mirrored);
	struct word word = lookup(self, raw, hash, span->kind);
	/* it is the last term, and remembered for where it counts */
	if (span->kind == SPAN_WORD && word.count &&
	    word.terms[word.count - 1].kind == TERM_CASED &&
	    !casing_counts(text, span->start, span->end))
		word.count--;
	return word;
}

uint32_t analyzer_run(struct analyzer *self, struct slice text, uint32_t first_position,
		      analyzer_fn *fn, void *ctx)
{
	struct ahead ahead;
	struct date_watch dates = {.step = 0};
	size_t pos = 0;
	uint32_t position = first_position;
	if (self->used > CACHE_WORDS)
		cache_clear(self);
	do {
		read_ahead(self, text, &pos, &ahead);
		for (size_t i = 0; i < ahead.count; i++) {
			const struct span span = ahead.spans[i];
			struct slice raw = slice_sub(text, span.start, span.end);
			struct word word = word_at(self, text, &span, ahead.hashes[i]);
			struct token token = {span.start, span.end,    position, span.kind,
					      &word,      SLICE_EMPTY, 0};
			if ((dates.step || span.kind == SPAN_NUMBER) &&
			    watch(&dates, raw, &token)) {
				token.date = slice_of(dates.iso);
				token.date_position = dates.position;
			}
			fn(ctx, &token);
			position += word.width;
		}
	} while (ahead.count);
	return position;
}

size_t analyzer_cuts(struct analyzer *self, struct slice text, const struct token *token,
		     struct word_cut cuts[WORD_CUTS_MAX])
{
	return word_terms_cuts(self->terms, slice_sub(text, token->start, token->end), token->kind,
			       cuts);
}

static void take_first_word(void *ctx, const struct token *token)
{
	struct buffer *out = ctx;
	for (unsigned i = 0; i < token->word->count && !out->len; i++)
		if (token->word->terms[i].kind == TERM_WORD ||
		    token->word->terms[i].kind == TERM_STOP)
			buffer_add_slice(out, token->word->terms[i].text);
}

void analyzer_stem(struct analyzer *self, struct slice word, struct buffer *out)
{
	buffer_clear(out);
	analyzer_run(self, word, 1, take_first_word, out);
}

/* ---- life ---- */

static void add_to_fingerprint(void *ctx, const struct token *token)
{
	uint64_t *h = ctx;
	for (unsigned i = 0; i < token->word->count; i++) {
		const struct word_term *t = &token->word->terms[i];
		*h = (*h ^ t->kind ^ (uint64_t)t->offset << 8) * 0x100000001b3ULL;
		for (size_t k = 0; k < t->text.len; k++)
			*h = (*h ^ (unsigned char)t->text.ptr[k]) * 0x100000001b3ULL;
	}
}

static void make_identity(struct analyzer *self)
{
	static const char probes[] =
		"ziekenhuizen inburgeringstrajecten wiskunde-onderwijs 's-Gravenhage auto's "
		"d'Hondt "
		"kinderen leden onderzocht mogelijkheden brieven gemeenten minister "
		"co\xc3\xb6rdinatie "
		"i.h.k.v. 1.234,56 7 februari 2022 07/02/2022 2024Z17972 asielbeleid bedrijven "
		"werken "
		"gewerkt lopende huizen bruto-inkomen COVID-19 een \xc3\xa9\xc3\xa9n zeeschepen";
	uint64_t h = 0xcbf29ce484222325ULL ^ lexicon_checksum() ^ irregular_checksum() ^
		     hyphenation_checksum();
	analyzer_run(self, slice_of(probes), 1, add_to_fingerprint, &h);
	for (unsigned i = 0; stopword_at(i); i++)
		h = (h ^ hash_bytes(slice_of(stopword_at(i)))) * 0x100000001b3ULL;
	snprintf(self->identity, sizeof self->identity, "%s snowball-dutch %016llx", ANALYZER_RULES,
		 (unsigned long long)h);
}

enum status analyzer_new(struct analyzer **analyzer, struct error *err)
{
	struct analyzer *self = memory_zeroed(1, sizeof *self);
	enum status st = word_terms_new(&self->arena, &self->terms, err);
	if (st) {
		free(self);
		return st;
	}
	cache_grow(self);
	make_identity(self);
	*analyzer = self;
	return STATUS_OK;
}

void analyzer_free(struct analyzer *self)
{
	if (!self)
		return;
	word_terms_free(self->terms);
	arena_release(&self->arena);
	free(self->table);
	free(self);
}

const char *analyzer_identity(const struct analyzer *self)
{
	return self->identity;
}

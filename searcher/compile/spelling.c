/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The index's own terms are compared one by one: those that begin with the same
 * letter, some thousands, take a millisecond or two, and only queries with an
 * unknown word pay it.  Terms are lemmas, so what is suggested is a word.
 */
#include "searcher/compile/spelling.h"

#include "base/edit_distance.h"
#include "stemming/fold.h"
#include "stemming/lexicon.h"

enum { WORD_MIN = 4, UNKNOWN_MAX = 8 };

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Which letters a text has, a bit each; some stand for several. */
static uint64_t letters_of(struct slice s)
{
	uint64_t letters = 0;
	for (size_t i = 0; i < s.len; i++)
		letters |= 1ULL << ((unsigned char)s.ptr[i] & 63);
	return letters;
}

/* False when so many letters of one are not in the other that they are further apart: a change puts at most
 * one right. */
static bool may_be_near(uint64_t a, uint64_t b, unsigned most)
{
	uint64_t one = a & ~b, other = b & ~a;
	for (unsigned i = 0; i < most; i++) {
		one &= one - 1; /* takes the lowest bit away, if any */
		other &= other - 1;
	}
	return !one && !other;
}

struct unknown {
	size_t start, end; /* bytes in the query */
	struct slice folded;
	struct slice stem; /* inflection taken off as far as an unknown word allows */
};

struct finder {
	struct xap_db *db;
	struct arena *arena;
	struct slice text;
	struct unknown words[UNKNOWN_MAX];
	size_t count;
	enum status st;
	struct error *err;
};

static bool in_index(struct finder *f, struct slice term)
{
	uint32_t documents = 0;
	if (!f->st)
		f->st = xap_term_frequency(f->db, term, &documents, f->err);
	return documents > 0;
}

static void look(void *ctx, const struct token *token)
{
	struct finder *f = ctx;
	const struct word *word = token->word;
	struct slice raw = slice_sub(f->text, token->start, token->end);
	size_t parts = 0, known_parts = 0;
	if (token->kind != SPAN_WORD || word->stop || f->count == UNKNOWN_MAX || lexicon_has(raw))
		return;
	for (unsigned i = 0; i < word->count; i++) {
		if (word->terms[i].kind == TERM_WORD && in_index(f, word->terms[i].text))
			return;
		if (word->terms[i].kind != TERM_PART)
			continue;
		parts++;
		known_parts += in_index(f, word->terms[i].text);
	}
	if (parts && known_parts == parts)
		return;
	struct buffer folded = BUFFER_INIT;
	fold_plain(raw, &folded);
	if (folded.len >= WORD_MIN && folded.len <= EDIT_DISTANCE_MAX && byte_is_alpha(folded.ptr[0]))
		f->words[f->count++] = (struct unknown){token->start, token->end,
							arena_copy(f->arena, buffer_slice(&folded)),
							arena_copy(f->arena, word->terms[0].text)};
	buffer_release(&folded);
}

/* The nearest term that begins with the same letter, empty when none is near. */
static enum status nearest(struct finder *f, const struct unknown *unknown, struct slice *best,
			   struct error *err)
{
	struct xap_terms *terms = NULL;
	struct slice word = unknown->folded;
	const uint64_t letters = letters_of(word), stem_letters = letters_of(unknown->stem);
	unsigned limit = word.len < 6 ? 1 : 2, best_distance = limit + 1;
	const size_t longest = (word.len > unknown->stem.len ? word.len : unknown->stem.len) + limit;
	uint32_t best_frequency = 0, frequency, wdf;
	struct slice term;
	bool more = true;
	*best = SLICE_EMPTY;
	enum status st = xap_terms_open(f->db, 0, slice_sub(word, 0, 1), &terms, err);
	while (!st && more) {
		st = xap_terms_next(terms, &more, &term, &frequency, &wdf, err);
		if (st || !more)
			break;
		if (term.len > longest)
			continue;
		const uint64_t its = letters_of(term);
		unsigned d = limit + 1;
		if (may_be_near(letters, its, limit))
			d = edit_distance(word, term, limit);
		if (may_be_near(stem_letters, its, limit))
			d = least(d, edit_distance(unknown->stem, term, limit));
		if (d > limit || d > best_distance || (d == best_distance && frequency <= best_frequency))
			continue;
		best_distance = d;
		best_frequency = frequency;
		*best = arena_copy(f->arena, term);
	}
	xap_terms_close(terms);
	return st;
}

enum status spelling_suggest(struct xap_db *db, struct analyzer *analyzer, struct slice words,
			     struct arena *arena, struct slice *suggestion, struct error *err)
{
	struct finder f = {.db = db, .arena = arena, .text = words, .err = err};
	struct buffer out = BUFFER_INIT;
	size_t done = 0;
	bool changed = false;
	*suggestion = SLICE_EMPTY;
	analyzer_run(analyzer, words, 1, look, &f);
	enum status st = f.st;
	for (size_t i = 0; !st && i < f.count; i++) {
		struct slice best;
		st = nearest(&f, &f.words[i], &best, err);
		if (st || !best.len)
			continue;
		buffer_add_slice(&out, slice_sub(words, done, f.words[i].start));
		buffer_add_slice(&out, best);
		done = f.words[i].end;
		changed = true;
	}
	if (!st && changed) {
		buffer_add_slice(&out, slice_from(words, done));
		*suggestion = arena_copy(arena, buffer_slice(&out));
	}
	buffer_release(&out);
	return st;
}

/* ---- queries ---- */

struct correction {
	struct xap_db *db;
	struct analyzer *analyzer;
	struct arena *arena;
	struct slice source;
	struct buffer text; /* the source so far, put right */
	size_t done;        /* bytes of the source that are in it */
	bool changed;
};

/* Leaves stand in the tree as they stand in the source. */
static enum status correct_node(struct correction *c, const struct query_node *node,
				struct error *err)
{
	struct slice better = SLICE_EMPTY;
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < node->count; i++)
		st = correct_node(c, node->children[i], err);
	if (st || node->kind != QUERY_WORD || node->end <= node->start || node->start < c->done ||
	    !slice_eq(slice_sub(c->source, node->start, node->end), node->text))
		return st;
	st = spelling_suggest(c->db, c->analyzer, node->text, c->arena, &better, err);
	if (st || !better.len)
		return st;
	buffer_add_slice(&c->text, slice_sub(c->source, c->done, node->start));
	buffer_add_slice(&c->text, better);
	c->done = node->end;
	c->changed = true;
	return STATUS_OK;
}

enum status spelling_correct(struct xap_db *db, struct analyzer *analyzer, const struct query *query,
			     struct arena *arena, struct slice *suggestion, struct error *err)
{
	struct correction c = {.db = db, .analyzer = analyzer, .arena = arena, .source = query->source,
			       .text = BUFFER_INIT};
	*suggestion = SLICE_EMPTY;
	enum status st = query->root ? correct_node(&c, query->root, err) : STATUS_OK;
	if (!st && c.changed) {
		buffer_add_slice(&c.text, slice_from(c.source, c.done));
		*suggestion = arena_copy(arena, buffer_slice(&c.text));
	}
	buffer_release(&c.text);
	return st;
}

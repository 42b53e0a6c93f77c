/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The index's own terms are compared one by one: those that begin with the same
 * letter, some thousands, take a millisecond or two, and only queries with an
 * unknown word pay it.  Terms are stems: of the nearest ones the first is offered that
 * texts have as a word, in its commonest form.
 */
#include "searcher/compile/spelling.h"

#include "base/edit_distance.h"
#include "searcher/compile/near_terms.h"
#include "searcher/compile/written_form.h"
#include "stemming/fold.h"
#include "stemming/lexicon.h"

enum {
	WORD_MIN = 4,
	UNKNOWN_MAX = 8,
	TAIL_MIN = 3, /* letters behind a star */
	QUESTIONS_READ = 12,
	EDITS_MAX = 4
};

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

/* False when so many letters of one are not in the other that they are further apart: a change puts
 * at most one right. */
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
	bool listed;       /* the word list has it: no slip of the pen */
	bool split;        /* it falls into parts that the index has, as "wachtlisten" does */
	bool known;        /* the index has its stem */
};

struct finder {
	struct xap_db *db;
	struct matcher *matcher;
	struct analyzer *analyzer;
	struct arena *arena;
	struct slice text;
	struct unknown words[UNKNOWN_MAX];
	size_t count;
	bool all; /* look at known words too: they are to stand as texts have them */
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
	bool listed = lexicon_has(raw);
	if (token->kind != SPAN_WORD || word->stop || f->count == UNKNOWN_MAX)
		return;
	for (unsigned i = 0; i < word->count; i++) {
		if (word->terms[i].kind == TERM_WORD && in_index(f, word->terms[i].text)) {
			if (f->all)
				f->words[f->count++] = (struct unknown){
					token->start, token->end,
					SLICE_EMPTY,  arena_copy(f->arena, word->terms[i].text),
					listed,       false,
					true};
			return;
		}
		if (word->terms[i].kind != TERM_PART)
			continue;
		parts++;
		known_parts += in_index(f, word->terms[i].text);
	}
	bool split = parts && known_parts == parts;
	struct buffer folded = BUFFER_INIT;
	fold_plain(raw, &folded);
	if (!(listed && split) && folded.len >= WORD_MIN && folded.len <= EDIT_DISTANCE_MAX &&
	    byte_is_alpha(folded.ptr[0]))
		f->words[f->count++] = (struct unknown){token->start,
							token->end,
							arena_copy(f->arena, buffer_slice(&folded)),
							arena_copy(f->arena, word->terms[0].text),
							listed,
							split,
							false};
	buffer_release(&folded);
}

/* ---- near words ---- */

struct candidates {
	struct near_terms terms;
	uint32_t longer; /* questions with words that begin with all of the unknown one */
};

static bool begins(struct slice term, struct slice word)
{
	return term.len >= word.len + TAIL_MIN && memcmp(term.ptr, word.ptr, word.len) == 0;
}

/* A word that falls into parts may be right: only what is a single edit away is offered then. */
static unsigned most_edits(const struct unknown *unknown)
{
	return unknown->listed ? 0 : unknown->split || unknown->folded.len < 6 ? 1 : 2;
}

static void consider(struct candidates *found, struct arena *arena, const struct unknown *unknown,
		     struct slice term, uint32_t frequency)
{
	static const char *const endings[] = {"", "en", "n", "s",
					      "e"}; /* terms are without, and a slip may hide one */
	struct slice word = unknown->folded, stem = unknown->stem;
	unsigned limit = most_edits(unknown), d = limit + 1;
	if (begins(term, word))
		found->longer += frequency;
	if (!limit || term.len > (word.len > stem.len ? word.len : stem.len) + limit)
		return;
	uint64_t its = letters_of(term);
	if (may_be_near(letters_of(stem), its, limit))
		d = edit_distance(stem, term, limit);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		struct slice base = slice_sub(word, 0, word.len - strlen(endings[i]));
		if (slice_ends(word, endings[i]) && may_be_near(letters_of(base), its, limit))
			d = least(d, edit_distance(base, term, limit));
	}
	if (d <= limit)
		near_terms_add(&found->terms, arena, (struct near_term){term, d, frequency});
}

/* Of the terms that begin with the same letter. */
static enum status find_candidates(struct finder *f, const struct unknown *unknown,
				   struct candidates *found, struct error *err)
{
	struct xap_terms *terms = NULL;
	uint32_t frequency, wdf;
	struct slice term;
	bool more = true;
	*found = (struct candidates){.terms = {.most = NEAR_TERMS_MAX}};
	enum status st = xap_terms_open(f->db, 0, slice_sub(unknown->folded, 0, 1), &terms, err);
	while (!st && more) {
		st = xap_terms_next(terms, &more, &term, &frequency, &wdf, err);
		if (!st && more)
			consider(found, f->arena, unknown, term, frequency);
	}
	xap_terms_close(terms);
	return st;
}

/* The word of a stem becomes the best when it is nearer than the one so far. */
static enum status try_candidate(struct finder *f, const struct unknown *unknown, struct slice term,
				 struct slice *best, unsigned *nearest, struct error *err)
{
	struct buffer folded = BUFFER_INIT;
	struct slice form;
	enum status st = written_form(f->db, f->matcher, f->analyzer, term, unknown->folded,
				      QUESTIONS_READ, f->arena, &form, err);
	if (!st && form.len) {
		fold_plain(form, &folded);
		unsigned d = edit_distance(unknown->folded, buffer_slice(&folded), EDITS_MAX);
		if (!best->len || d < *nearest) {
			*best = form;
			*nearest = d;
		}
	}
	buffer_release(&folded);
	return st;
}

/*
 * What is offered for an unknown word, as the texts write it; where they only have it as the
 * beginning of others, the beginning with a star.  Empty when there is nothing.
 */
static enum status better_word(struct finder *f, const struct unknown *unknown, struct slice *best,
			       struct error *err)
{
	struct candidates found;
	unsigned nearest = 0;
	*best = SLICE_EMPTY;
	if (unknown->known)
		return written_form(f->db, f->matcher, f->analyzer, unknown->stem,
				    slice_sub(f->text, unknown->start, unknown->end),
				    QUESTIONS_READ, f->arena, best, err);
	enum status st = find_candidates(f, unknown, &found, err);
	bool whole = unknown->start == 0 && unknown->end == f->text.len;
	bool star = whole && found.longer && !unknown->split;
	for (size_t i = 0; !st && i < found.terms.count; i++) {
		/* of stems that are equally near, that of which a word is nearest */
		if (best->len && found.terms.items[i].distance > found.terms.items[0].distance)
			break;
		if (!star || found.terms.items[i].distance < 2)
			st = try_candidate(f, unknown, found.terms.items[i].term, best, &nearest,
					   err);
	}
	if (!st && !best->len && star)
		*best = arena_printf(f->arena, "%.*s*", SLICE_ARG(unknown->folded));
	return st;
}

/* The words put right; *changed is true when one that was unknown is among them. */
static enum status suggest(struct finder *f, struct slice *suggestion, bool *changed,
			   struct error *err)
{
	struct buffer out = BUFFER_INIT;
	size_t done = 0;
	*suggestion = SLICE_EMPTY;
	*changed = false;
	analyzer_run(f->analyzer, f->text, 1, look, f);
	enum status st = f->st;
	for (size_t i = 0; !st && i < f->count; i++) {
		struct slice best;
		st = better_word(f, &f->words[i], &best, err);
		if (st || !best.len)
			continue;
		buffer_add_slice(&out, slice_sub(f->text, done, f->words[i].start));
		buffer_add_slice(&out, best);
		done = f->words[i].end;
		*changed = *changed || !f->words[i].known;
	}
	if (!st && done) {
		buffer_add_slice(&out, slice_from(f->text, done));
		*suggestion = arena_copy(f->arena, buffer_slice(&out));
	}
	buffer_release(&out);
	return st;
}

/* ---- queries ---- */

struct correction {
	struct xap_db *db;
	struct matcher *matcher;
	struct analyzer *analyzer;
	struct arena *arena;
	struct slice source;
	struct buffer text; /* the source so far, put right */
	size_t done;        /* bytes of the source that are in it */
	bool changed;       /* a word was unknown */
	bool all;           /* known words too, where texts have other forms of them only */
};

/* Leaves stand in the tree as they stand in the source. */
static enum status correct_node(struct correction *c, const struct query_node *node,
				struct error *err)
{
	struct slice better = SLICE_EMPTY;
	bool changed = false;
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < node->count; i++)
		st = correct_node(c, node->children[i], err);
	if (st || node->kind != QUERY_WORD || node->end <= node->start || node->start < c->done ||
	    !slice_eq(slice_sub(c->source, node->start, node->end), node->text))
		return st;
	struct finder f = {.db = c->db,
			   .matcher = c->matcher,
			   .analyzer = c->analyzer,
			   .arena = c->arena,
			   .text = node->text,
			   .all = c->all,
			   .err = err};
	st = suggest(&f, &better, &changed, err);
	if (st || !better.len)
		return st;
	buffer_add_slice(&c->text, slice_sub(c->source, c->done, node->start));
	buffer_add_slice(&c->text, better);
	c->done = node->end;
	c->changed = c->changed || changed;
	return STATUS_OK;
}

/* Once to see whether any word is unknown, and then with all of them as the texts write them. */
enum status spelling_correct(struct xap_db *db, struct matcher *matcher, struct analyzer *analyzer,
			     const struct query *query, struct arena *arena,
			     struct slice *suggestion, struct error *err)
{
	struct correction c = {.db = db,
			       .matcher = matcher,
			       .analyzer = analyzer,
			       .arena = arena,
			       .source = query->source,
			       .text = BUFFER_INIT};
	*suggestion = SLICE_EMPTY;
	enum status st = query->root ? correct_node(&c, query->root, err) : STATUS_OK;
	if (!st && c.changed) {
		c.all = true;
		c.done = 0;
		buffer_clear(&c.text);
		st = correct_node(&c, query->root, err);
		buffer_add_slice(&c.text, slice_from(c.source, c.done));
		*suggestion = st ? SLICE_EMPTY : arena_copy(arena, buffer_slice(&c.text));
	}
	buffer_release(&c.text);
	return st;
}

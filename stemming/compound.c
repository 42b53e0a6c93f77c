/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The search is exhaustive over covers by at most MAX_DEPTH parts; a word of the
 * list is looked up once per place and length.  Longer chains come from taking
 * parts apart that are compounds themselves.  BUDGET bounds what a made-up word
 * like "landlandlandland" can cost.
 *
 * Weighed and rejected: frequencies of the indexed texts (splits change as the index
 * grows); most parts or fewest parts (landbouw + opbrengst against land + bouw +
 * opbrengst goes wrong one way or the other); arithmetic mean (one huge family
 * drags in a nonsense part).
 */
#include "stemming/compound.h"

#include <math.h>

#include "stemming/compound_parts.h"
#include "stemming/compound_words.h"
#include "stemming/hyphenation.h"
#include "stemming/lemma.h"
#include "stemming/lexicon.h"

enum { PART_MIN = 3, MAX_PARTS = 4, BUDGET = 4000, NESTING = 2, SURE_LEN = 4, LINK_MAX = 2 };

struct link {
	const char *text;
	double weight;
};

/* From the gold lists of tests/tables: -s- and nothing are common, the rest is rarer. */
static const struct link links[] = {{"", 1},   {"s", 1},   {"en", .8},
				    {"e", .5}, {"er", .6}, {"n", .3}};
enum { LINKS = sizeof links / sizeof *links };

/* What a seam without a place for a hyphen is worth. */
static const double unhyphenated = .05;

struct cover {
	unsigned count;
	struct {
		unsigned char start, len, link;
	} part[COMPOUND_PARTS_MAX];
};

struct splitter {
	struct slice word;  /* what is being split; inner calls have a part of it */
	const char *origin; /* the longest word around it */
	uint64_t hyphens;   /* and where that may be hyphenated */
	unsigned nesting;
	int *budget;
	struct cover now, best;
	double best_score;
};

static void split(struct splitter *s);

static struct slice part_text(const struct splitter *s, const struct cover *c, unsigned i)
{
	return slice_sub(s->word, c->part[i].start, (size_t)c->part[i].start + c->part[i].len);
}

/* ---- what a cover weighs ---- */

static bool may_hyphenate(const struct splitter *s, size_t at)
{
	return s->hyphens >> ((size_t)(s->word.ptr - s->origin) + at) & 1;
}

/*
 * False for a seam that no cover may have.  The patterns miss some seams of long parts
 * ("kabel|operator"): those weigh less and are not forbidden.
 */
static bool may_part(const struct splitter *s, size_t start, size_t end, size_t next)
{
	return may_hyphenate(s, next) ||
	       (end - start >= SURE_LEN && s->word.len - next >= SURE_LEN);
}

static double length_weight(size_t len)
{
	return len == 3 ? .35 : len == 4 ? .75 : 1;
}

static enum compound_place place_of(const struct cover *c, unsigned i)
{
	return i == 0 ? COMPOUND_FIRST : i + 1 == c->count ? COMPOUND_LAST : COMPOUND_MIDDLE;
}

static double cover_score(const struct splitter *s, const struct cover *c)
{
	double sum = 0, weight = 1;
	for (unsigned i = 0; i < c->count; i++) {
		struct slice p = part_text(s, c, i);
		double f = compound_family(p, place_of(c, i));
		sum += log(f > .5 ? f : .5);
		weight *= length_weight(p.len);
		if (i + 1 < c->count)
			weight *= links[c->part[i].link].weight;
		if (i > 0 && !may_hyphenate(s, c->part[i].start))
			weight *= p.len < SURE_LEN ? 0 : unhyphenated;
	}
	for (unsigned i = 2; i < c->count; i++)
		weight *= .9;
	return exp(sum / c->count) * weight;
}

static double whole_score(struct slice word)
{
	struct lexicon_entry e;
	return lexicon_find(word, &e) ? e.first + e.last : .5;
}

/* ---- the search ---- */

static bool is_whole_inside(struct splitter *s, size_t start, size_t end)
{
	struct slice joint = slice_sub(s->word, start, end);
	struct lexicon_entry e;
	if (!lexicon_find(joint, &e))
		return lexicon_has_folded_name(joint);
	if (s->nesting >= NESTING)
		return true;
	struct splitter inner = {.word = joint,
				 .origin = s->origin,
				 .hyphens = s->hyphens,
				 .nesting = s->nesting + 1,
				 .budget = s->budget};
	split(&inner);
	return inner.best.count < 2;
}

/* No two neighbours of a long cover may make a word that stays whole by itself. */
static bool coherent(struct splitter *s, const struct cover *c)
{
	if (c->count < 3)
		return true;
	for (unsigned i = 0; i + 1 < c->count; i++)
		if (is_whole_inside(s, c->part[i].start,
				    (size_t)c->part[i + 1].start + c->part[i + 1].len))
			return false;
	return true;
}

static void push(struct splitter *s, size_t start, size_t len)
{
	s->now.part[s->now.count].start = (unsigned char)start;
	s->now.part[s->now.count].len = (unsigned char)len;
	s->now.part[s->now.count++].link = 0;
}

static void close_cover(struct splitter *s, size_t start)
{
	const struct cover *c = &s->now;
	struct slice last = slice_from(s->word, start);
	if (c->count == 0 || !compound_may_close(last) ||
	    compound_is_derivation(s->word, c->part[c->count - 1].start, start))
		return;
	push(s, start, last.len);
	double score = cover_score(s, c);
	if (score > s->best_score && coherent(s, c)) {
		s->best_score = score;
		s->best = *c;
	}
	s->now.count--;
}

/* True when the part may have a seam behind it, after some link. */
static bool has_seam(const struct splitter *s, size_t start, size_t end)
{
	for (size_t next = end; next <= end + LINK_MAX && next + PART_MIN <= s->word.len; next++)
		if (may_part(s, start, end, next))
			return true;
	return false;
}

static void extend(struct splitter *s, size_t start);

/* Goes on behind the part with each link that fits. */
static void extend_links(struct splitter *s, size_t start, size_t end)
{
	struct slice rest = slice_from(s->word, end);
	for (unsigned k = 0; k < LINKS; k++) {
		size_t next = end + strlen(links[k].text);
		if (next + PART_MIN > s->word.len || !slice_starts(rest, links[k].text) ||
		    !may_part(s, start, end, next) || !compound_may_link(s->word, start, end, next))
			continue;
		push(s, start, end - start);
		s->now.part[s->now.count - 1].link = (unsigned char)k;
		extend(s, next);
		s->now.count--;
	}
}

static void extend(struct splitter *s, size_t start)
{
	if (--*s->budget < 0)
		return;
	close_cover(s, start);
	if (s->now.count + 1 >= MAX_PARTS)
		return;
	for (size_t end = start + PART_MIN; end + PART_MIN <= s->word.len; end++)
		if (has_seam(s, start, end) &&
		    compound_may_lead(slice_sub(s->word, start, end),
				      s->now.count ? COMPOUND_MIDDLE : COMPOUND_FIRST))
			extend_links(s, start, end);
}

/* Words whose parts mislead, names, and forms of separable verbs. */
static bool stays_whole(const struct splitter *s, const struct cover *c)
{
	size_t head = c->part[c->count - 1].start;
	return compound_is_whole(s->word) ||
	       compound_is_name(s->word, part_text(s, c, 0), slice_from(s->word, head)) ||
	       lemma_is_verb_form(s->word) || compound_is_participle(s->word, head);
}

static void split(struct splitter *s)
{
	s->best.count = 0;
	s->now.count = 0;
	s->best_score = whole_score(s->word);
	extend(s, 0);
	if (s->best.count && stays_whole(s, &s->best))
		s->best.count = 0;
}

static bool plain_letters(struct slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] < 'a' || word.ptr[i] > 'z')
			return false;
	return true;
}

/* Adds the part, or what it is made of itself. */
static void add_parts(struct compound *out, const struct splitter *whole, struct slice part,
		      unsigned nesting)
{
	struct splitter inner = *whole;
	inner.word = part;
	inner.nesting = nesting;
	inner.best.count = 0;
	if (nesting <= NESTING && part.len >= COMPOUND_LEN_MIN)
		split(&inner);
	if (inner.best.count < 2 || out->count + inner.best.count > COMPOUND_PARTS_MAX) {
		if (out->count < COMPOUND_PARTS_MAX)
			out->parts[out->count++] = part;
		return;
	}
	for (unsigned i = 0; i < inner.best.count; i++)
		add_parts(out, whole, part_text(&inner, &inner.best, i), nesting + 1);
}

bool compound_split(struct slice folded, struct compound *out)
{
	int budget = BUDGET;
	out->count = 0;
	if (folded.len < COMPOUND_LEN_MIN || folded.len > COMPOUND_LEN_MAX ||
	    !plain_letters(folded))
		return false;
	struct splitter whole = {
		.origin = folded.ptr, .hyphens = hyphenation_points(folded), .budget = &budget};
	add_parts(out, &whole, folded, 0);
	return out->count > 1;
}

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

#include "stemming/compound_words.h"
#include "stemming/lexicon.h"

enum { PART_MIN = 3, MAX_PARTS = 4, BUDGET = 4000, NESTING = 2 };

struct link {
	const char *text;
	double weight;
};

/* From the gold list of tests/tables: -s- and nothing are common, the rest is rarer. */
static const struct link links[] = {{"", 1}, {"s", 1}, {"en", .8}, {"e", .5}, {"er", .6}, {"n", .3}};
enum { LINKS = sizeof links / sizeof *links };

struct cover {
	unsigned count;
	struct { unsigned char start, len, link; } part[COMPOUND_PARTS_MAX];
};

struct splitter {
	struct slice word; /* what is being split; inner calls have a part of it */
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

/* ---- what a part weighs ---- */

enum place { FIRST, MIDDLE, LAST };

static double family(const struct lexicon_entry *e, enum place place)
{
	switch (place) {
	case FIRST: return e->first;
	case LAST: return e->last;
	default: return sqrt((e->first + 1) * (e->last + 1)) - 1;
	}
}

/* Short words fit in by accident: they need a family of some size. */
static double least_family(size_t len)
{
	return len == 3 ? 15 : len == 4 ? 5 : len == 5 ? 2 : 0;
}

static double length_weight(size_t len)
{
	return len == 3 ? .35 : len == 4 ? .75 : 1;
}

static double cover_score(const struct splitter *s, const struct cover *c)
{
	double sum = 0, weight = 1;
	for (unsigned i = 0; i < c->count; i++) {
		struct lexicon_entry e = {0, 0};
		struct slice p = part_text(s, c, i);
		lexicon_find(p, &e);
		double f = family(&e, i == 0 ? FIRST : i + 1 == c->count ? LAST : MIDDLE);
		sum += log(f > .5 ? f : .5);
		weight *= length_weight(p.len);
		if (i + 1 < c->count)
			weight *= links[c->part[i].link].weight;
	}
	for (unsigned i = 2; i < c->count; i++)
		weight *= .9;
	return exp(sum / c->count) * weight;
}

static double whole_score(struct slice word)
{
	struct lexicon_entry e;
	return lexicon_find(word, &e) ? e.first + e.last : .3;
}

/* ---- which parts are possible ---- */

/* A plural or genitive is left to its base with a link: "gebruikers" is gebruiker + s. */
static bool has_base(struct slice part)
{
	static const char *const endings[] = {"s", "en", "er"};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t n = strlen(endings[i]);
		struct slice base = slice_sub(part, 0, part.len - n);
		struct lexicon_entry e;
		if (part.len >= n + 4 && slice_ends(part, endings[i]) && lexicon_find(base, &e) &&
		    e.first >= 3 && !compound_never_first(base))
			return true;
	}
	return false;
}

static bool may_lead(const struct splitter *s, struct slice part)
{
	struct lexicon_entry e;
	bool first = s->now.count == 0;
	bool word = lexicon_find(part, &e);
	bool name = first && !word && part.len >= 5 && lexicon_has_folded_name(part);
	if ((!word && !name) || compound_never_first(part) || compound_never_last(part))
		return false;
	if (word && family(&e, first ? FIRST : MIDDLE) < least_family(part.len))
		return false;
	return !has_base(part);
}

static bool may_close(struct slice part)
{
	struct lexicon_entry e;
	if (!lexicon_find(part, &e) || compound_never_last(part))
		return false;
	double least = least_family(part.len);
	if (part.len < 7 && least < 1)
		least = 1;
	return e.last >= least;
}

/* The link that fits behind a part, or false. */
static bool link_fits(const struct splitter *s, struct slice part, size_t at, const struct link *link)
{
	size_t n = strlen(link->text);
	struct slice rest = slice_from(s->word, at);
	struct lexicon_entry e, with = {0, 0}, without = {0, 0};
	if (n == 0)
		return true;
	if (!slice_starts(rest, link->text) || rest.len < n + PART_MIN)
		return false;
	if (compound_never_first(slice_sub(s->word, (size_t)(part.ptr - s->word.ptr), at + n)))
		return false;
	/* "belang|stelling": an s that belongs to the next word is no link */
	if (n == 1 && link->text[0] == 's' && lexicon_find(rest, &with)) {
		lexicon_find(slice_from(rest, 1), &without);
		return with.last * 3 <= without.last;
	}
	if (n == 1 && link->text[0] == 's')
		return true;
	return part.len >= 4 && lexicon_find(part, &e) && e.first >= 5;
}

/* ---- the search ---- */

static bool is_whole_inside(struct splitter *s, size_t start, size_t end)
{
	struct slice joint = slice_sub(s->word, start, end);
	struct lexicon_entry e;
	if (lexicon_has_folded_name(joint))
		return true;
	if (!lexicon_find(joint, &e))
		return false;
	if (s->nesting >= NESTING)
		return true;
	struct splitter inner = {.word = joint, .nesting = s->nesting + 1, .budget = s->budget};
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
	struct slice last = slice_from(s->word, start);
	if (s->now.count == 0 || !may_close(last))
		return;
	push(s, start, last.len);
	double score = cover_score(s, &s->now);
	if (score > s->best_score && coherent(s, &s->now)) {
		s->best_score = score;
		s->best = s->now;
	}
	s->now.count--;
}

static void extend(struct splitter *s, size_t start)
{
	if (--*s->budget < 0)
		return;
	close_cover(s, start);
	if (s->now.count + 1 >= MAX_PARTS)
		return;
	for (size_t end = start + PART_MIN; end + PART_MIN <= s->word.len; end++) {
		struct slice part = slice_sub(s->word, start, end);
		if (!may_lead(s, part))
			continue;
		for (unsigned k = 0; k < LINKS; k++) {
			if (!link_fits(s, part, end, &links[k]))
				continue;
			push(s, start, part.len);
			s->now.part[s->now.count - 1].link = (unsigned char)k;
			extend(s, end + strlen(links[k].text));
			s->now.count--;
		}
	}
}

static void split(struct splitter *s)
{
	s->best.count = 0;
	s->now.count = 0;
	if (compound_is_whole(s->word))
		return;
	s->best_score = whole_score(s->word);
	extend(s, 0);
}

static bool plain_letters(struct slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] < 'a' || word.ptr[i] > 'z')
			return false;
	return true;
}

/* Adds the part, or what it is made of itself. */
static void add_parts(struct compound *out, struct slice part, unsigned nesting, int *budget)
{
	struct splitter inner = {.word = part, .nesting = nesting, .budget = budget};
	if (nesting <= NESTING && part.len >= COMPOUND_LEN_MIN)
		split(&inner);
	if (inner.best.count < 2 || out->count + inner.best.count > COMPOUND_PARTS_MAX) {
		if (out->count < COMPOUND_PARTS_MAX)
			out->parts[out->count++] = part;
		return;
	}
	for (unsigned i = 0; i < inner.best.count; i++)
		add_parts(out, part_text(&inner, &inner.best, i), nesting + 1, budget);
}

bool compound_split(struct slice folded, struct compound *out)
{
	int budget = BUDGET;
	out->count = 0;
	if (folded.len < COMPOUND_LEN_MIN || folded.len > COMPOUND_LEN_MAX || !plain_letters(folded))
		return false;
	add_parts(out, folded, 0, &budget);
	return out->count > 1;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/suspended.h"

#include "stemming/compound.h"
#include "stemming/compound_words.h"
#include "stemming/hyphenation.h"
#include "stemming/lemma.h"
#include "stemming/lexicon.h"

enum { WORDS_BETWEEN = 8, REST_MIN = 3, HALF_MIN = 2 };

/* ---- where the other half stands ---- */

/* Words that join two halves, and those that may stand beside them ("dan wel", "en/of"). */
static bool joins(struct slice word)
{
	static const char *const words[] = {"en",      "of",   "tot", "noch", "alsook", "alsmede",
					    "evenals", "maar", "wel", "dan",  NULL};
	return slice_is_one_of(word, words);
}

static bool is_letter(char c)
{
	return byte_is_alpha(c) || (unsigned char)c >= 0x80;
}

/* Nothing but white space, commas and slashes. */
static bool only_separators(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!byte_is_space(s.ptr[i]) && s.ptr[i] != ',' && s.ptr[i] != '/')
			return false;
	return true;
}

static bool hyphen_at(struct slice text, size_t at)
{
	return at < text.len && text.ptr[at] == '-';
}

/* A hyphen that ends a half: "land- en", "land-, tuin- en", "land-/tuinbouw" is none. */
static bool hangs_behind(struct slice text, size_t end)
{
	return hyphen_at(text, end) && end + 1 < text.len &&
	       (byte_is_space(text.ptr[end + 1]) || text.ptr[end + 1] == ',');
}

static bool hangs_before(struct slice text, size_t start)
{
	return start >= 2 && text.ptr[start - 1] == '-' && byte_is_space(text.ptr[start - 2]);
}

/* The first whole word behind the half and a conjunction. */
static bool find_behind(struct slice text, size_t at, struct span *whole)
{
	bool joined = false;
	for (unsigned i = 0; i < WORDS_BETWEEN; i++) {
		size_t pos = at;
		if (!words_next(text, &pos, whole) ||
		    !only_separators(slice_sub(text, at, whole->start)))
			return false;
		struct slice word = slice_sub(text, whole->start, whole->end);
		if (hangs_behind(text, whole->end)) {
			pos = whole->end + 1;
		} else if (joins(word)) {
			joined = true;
		} else {
			return joined &&
			       (whole->kind == SPAN_WORD || whole->kind == SPAN_HYPHENATED);
		}
		at = pos;
	}
	return false;
}

/* The word that ends before `at` and a comma, with hyphens inside; empty when there is none. */
static struct span word_before(struct slice text, size_t at)
{
	size_t end = at, start;
	while (end && (byte_is_space(text.ptr[end - 1]) || text.ptr[end - 1] == ','))
		end--;
	for (start = end; start && is_letter(text.ptr[start - 1]);)
		start--;
	struct span span = {start, end, SPAN_WORD};
	while (start >= 2 && text.ptr[start - 1] == '-' && is_letter(text.ptr[start - 2])) {
		span.kind = SPAN_HYPHENATED;
		for (start--; start && is_letter(text.ptr[start - 1]);)
			start--;
		span.start = start;
	}
	return span;
}

static bool find_before(struct slice text, size_t at, struct span *whole)
{
	bool joined = slice_ends(slice_trim(slice_sub(text, 0, at)), ",");
	for (unsigned i = 0; i < WORDS_BETWEEN; i++) {
		*whole = word_before(text, at);
		if (whole->end == whole->start)
			return false;
		if (!hangs_before(text, whole->start) &&
		    !joins(slice_sub(text, whole->start, whole->end)))
			return joined;
		joined = true;
		at = whole->start - hangs_before(text, whole->start);
	}
	return false;
}

bool suspended_partner(struct slice text, const struct span *span, struct span *whole,
		       bool *mirrored)
{
	if (span->kind != SPAN_WORD)
		return false;
	*mirrored = !hangs_behind(text, span->end);
	if (!*mirrored)
		return find_behind(text, span->end + 1, whole);
	return hangs_before(text, span->start) && find_before(text, span->start - 1, whole);
}

/* ---- what both make ---- */

/* Bit i: a part of the word begins at letter i. */
static uint64_t seams(struct slice word)
{
	struct compound c;
	uint64_t found = 0;
	if (compound_split(word, &c))
		for (unsigned i = 1; i < c.count; i++)
			found |= UINT64_C(1) << (c.parts[i].ptr - word.ptr);
	return found;
}

static bool is_particle(struct slice s)
{
	return compound_never_first(s);
}

/*
 * True when the half may stand where the whole word has its own: the joint form is a word, or a
 * compound with a seam there as the whole word has one, or a particle takes the place of another
 * ("binnen- en buitenschoolse").
 */
static bool may_join(struct slice joint, size_t seam, struct slice half, struct slice replaced,
		     struct slice kept, bool at_seam)
{
	struct lemma lemma;
	if (lemma_find(joint, &lemma))
		return true;
	if (at_seam && seams(joint) >> seam & 1)
		return true;
	return is_particle(half) && is_particle(replaced) && lemma_find(kept, &lemma);
}

static bool try_join(struct slice half, struct slice whole, size_t cut, bool mirrored,
		     uint64_t parts, struct buffer *out)
{
	struct slice left = slice_sub(whole, 0, cut), right = slice_from(whole, cut);
	buffer_clear(out);
	buffer_add_slice(out, mirrored ? left : half);
	size_t seam = out->len;
	buffer_add_slice(out, mirrored ? half : right);
	return out->len <= COMPOUND_LEN_MAX &&
	       may_join(buffer_slice(out), seam, half, mirrored ? right : left,
			mirrored ? left : right, parts >> cut & 1);
}

static bool only_letters(struct slice folded)
{
	for (size_t i = 0; i < folded.len; i++)
		if (folded.ptr[i] < 'a' || folded.ptr[i] > 'z')
			return false;
	return true;
}

/* The longest half of the whole word that makes one with the given half. */
bool suspended_complete(struct slice half, struct slice whole, bool mirrored, struct buffer *out)
{
	if (!only_letters(half) || !only_letters(whole) || half.len < HALF_MIN ||
	    whole.len < HALF_MIN + REST_MIN || whole.len > COMPOUND_LEN_MAX)
		return false;
	const uint64_t parts = seams(whole), cuts = hyphenation_points(whole) | parts;
	for (size_t i = HALF_MIN; i + HALF_MIN <= whole.len; i++) {
		size_t cut = mirrored ? whole.len - i : i;
		if (cuts >> cut & 1 && (mirrored || whole.len - cut >= REST_MIN) &&
		    try_join(half, whole, cut, mirrored, parts, out))
			return true;
	}
	return false;
}

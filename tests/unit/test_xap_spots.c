/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Phrases and nearness in a range of positions: xap_query_spots. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/often.h"
#include "tests/unit/xap_fixture.h"

enum { DOCS = 200, LENGTH = 14, LETTERS = 8, SPOTS_MAX = 4 };

static const char *const names[] = {"a", "b", "c", "d", "e", "f", "!1", "!2"}; /* two stop words */

struct asked {
	struct slice terms[SPOTS_MAX][LETTERS];
	bool wants[SPOTS_MAX][LETTERS];
	struct xap_spot spots[SPOTS_MAX];
	size_t count;
	uint32_t distance, first, last;
};

static struct xap_query *query_of(const struct asked *a)
{
	return xap_query_spots(a->spots, a->count, a->distance, a->first, a->last);
}

/* Terms of spots as "a b|c d", offsets 0, 1, 2 ... */
static struct xap_query *spots(const char *text, uint32_t distance, uint32_t first, uint32_t last)
{
	struct asked a = {.distance = distance, .first = first, .last = last};
	struct slice rest = slice_of(text);
	while (rest.len) {
		struct slice spot = slice_sub(rest, 0, slice_find(rest, 0, " "));
		struct xap_spot *s = &a.spots[a.count];
		*s = (struct xap_spot){a.terms[a.count], 0, (uint32_t)a.count};
		for (struct slice left = spot; left.len;) {
			size_t end = slice_find(left, 0, "|");
			a.terms[a.count][s->count++] = slice_sub(left, 0, end);
			left = slice_from(left, end + 1);
		}
		rest = slice_from(rest, spot.len + 1);
		a.count++;
	}
	return query_of(&a);
}

static void phrases_and_nearness(void **state)
{
	(void)state;
	struct xap_db *db = small_db("spots"); /* a b c; b a - c; a - - b - c d; c b a; z */
	finds(db, spots("a b", 0, 0, UINT32_MAX), "1");
	finds(db, spots("b c", 0, 2, UINT32_MAX), "1");
	finds(db, spots("b c", 0, 3, UINT32_MAX), "");
	finds(db, spots("b c", 0, 0, 2), "");
	finds(db, spots("a|b a|c", 0, 0, UINT32_MAX), "1 2 4");
	finds(db, spots("a b", 1, 0, UINT32_MAX), "1 2 4");
	finds(db, spots("a b", 3, 0, UINT32_MAX), "1 2 3 4");
	finds(db, spots("a c d", 6, 0, UINT32_MAX), "3");
	finds(db, spots("a c d", 5, 0, UINT32_MAX), "");
	finds(db, spots("a a", 9, 0, UINT32_MAX), ""); /* each at a place of its own */
	finds(db, spots("a|b b|a", 1, 0, UINT32_MAX), "1 2 4");
	finds(db, spots("a|b|c b|a c|b", 2, 0, UINT32_MAX), "1 4");
	finds(db, spots("z", 0, 0, UINT32_MAX), "5");
	finds(db, spots("z", 0, 2, UINT32_MAX), "");
	finds(db, spots("a zz", 4, 0, UINT32_MAX), "");
	finds(db, spots("", 0, 0, UINT32_MAX), "");
	struct xap_spot none = {NULL, 0, 0};
	finds(db, xap_query_spots(&none, 1, 0, 0, UINT32_MAX), "");
	xap_close(db);
}

static void holes_are_kept(void **state)
{
	(void)state;
	struct xap_db *db = small_db("holes");
	struct slice a = slice_of("a"), c = slice_of("c"), empty = SLICE_EMPTY;
	struct xap_spot wide[] = {{&a, 1, 0}, {&c, 1, 2}};
	finds(db, xap_query_spots(wide, 2, 0, 0, UINT32_MAX), "1 2");
	struct xap_spot bad = {&empty, 1, 0};
	struct xap_query *query = xap_query_spots(&bad, 1, 0, 0, 9);
	static struct xap_hit hits[ALL];
	size_t count;
	fails(find_by_matcher(db, query, hits, &count), STATUS_INVALID, "term");
	xap_query_free(query);
	xap_close(db);
}

/* ---- at random, beside a search through every document ---- */

static char texts[DOCS][LENGTH + 1];
static uint64_t seed = 7;

static unsigned dice(unsigned sides)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(seed >> 33) % sides;
}

static bool holds(const struct asked *a, const char *text, size_t spot, unsigned at)
{
	return at >= a->first && at <= a->last && at >= 1 && at <= LENGTH && text[at - 1] != '-' &&
	       a->wants[spot][text[at - 1] - 'a'];
}

/* Tries every choice of places for the spots from `spot` on. */
static bool near(const struct asked *a, const char *text, size_t spot, unsigned low, unsigned high,
		 unsigned taken)
{
	if (spot == a->count)
		return true;
	for (unsigned at = low; at <= high; at++)
		if (!(taken & 1u << at) && holds(a, text, spot, at) &&
		    near(a, text, spot + 1, low, high, taken | 1u << at))
			return true;
	return false;
}

static bool matches(const struct asked *a, const char *text)
{
	for (unsigned at = 1; at <= LENGTH; at++) {
		bool all = true;
		for (size_t i = 0; i < a->count && !a->distance; i++)
			all = all && holds(a, text, i, at + a->spots[i].offset);
		unsigned high = at + a->distance < LENGTH ? at + a->distance : LENGTH;
		if (a->distance ? near(a, text, 0, at, high, 0) : all)
			return true;
	}
	return false;
}

static void ask_at_random(struct asked *a)
{
	*a = (struct asked){.count = 1 + dice(SPOTS_MAX),
			    .distance = dice(2) ? 1 + dice(6) : 0,
			    .first = dice(6),
			    .last = dice(3) ? UINT32_MAX : 5 + dice(9)};
	static char bare[SPOTS_MAX][LETTERS][POSITIONS_BARE_LEN];
	for (size_t i = 0; i < a->count; i++) {
		a->spots[i] = (struct xap_spot){
			a->terms[i], 0,
			(uint32_t)(i ? a->spots[i - 1].offset + 1 + dice(4) / 3 : 0)};
		unsigned share = 1 +
				 dice(5); /* few terms, and more than are looked up one by one */
		for (unsigned k = 0; k < LETTERS; k++)
			if ((a->wants[i][k] = dice(share) == 0 ||
					      (k == LETTERS - 1 && !a->spots[i].count)))
				a->terms[i][a->spots[i].count++] = name_of(slice_of(names[k]),
									   bare[i][k]);
	}
}

static void at_random(void **state)
{
	(void)state;
	struct xap_db *db = new_db("random");
	for (unsigned d = 0; d < DOCS; d++) {
		char spaced[3 * LENGTH + 1] = "";
		for (unsigned i = 0; i < LENGTH; i++) {
			texts[d][i] = dice(3) ? '-' : (char)('a' + dice(LETTERS));
			strcat(spaced, i ? " " : "");
			strcat(spaced, texts[d][i] == '-' ? "-" : names[texts[d][i] - 'a']);
		}
		store(db, d + 1, spaced, "", "", "");
	}
	ok(xap_commit(db, &err));
	for (unsigned i = 0; i < often(2000, 400); i++) {
		struct asked a;
		char expected[8 * DOCS] = "";
		size_t used = 0;
		ask_at_random(&a);
		for (unsigned d = 0; d < DOCS; d++)
			if (matches(&a, texts[d]))
				used += (size_t)snprintf(expected + used, sizeof expected - used,
							 "%s%u", used ? " " : "", d + 1);
		finds(db, query_of(&a), expected);
	}
	xap_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(phrases_and_nearness),
		cmocka_unit_test(holes_are_kept),
		cmocka_unit_test(at_random),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}

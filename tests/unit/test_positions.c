/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Positions of terms as a value: what goes in comes out, whatever the terms and the order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "store/positions.h"

static uint64_t seed = 11;

static unsigned dice(unsigned sides)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(seed >> 33) % sides;
}

enum { TERMS_MAX = 3000, PLACES_MAX = 20000 };

struct model {
	unsigned term_count, place_count;
	struct slice names[TERMS_MAX];
	char bytes[TERMS_MAX][16];
	struct {
		unsigned term;
		uint32_t position;
	} places[PLACES_MAX];
};

static struct model model;

static void make_model(unsigned terms, unsigned places, unsigned bare)
{
	uint32_t at = 1;
	model.term_count = terms;
	model.place_count = places;
	for (unsigned i = 0; i < terms; i++) {
		if (i < bare) {
			model.names[i] = positions_bare(i * 3 % (POSITIONS_BARE_MAX + 1), model.bytes[i]);
			continue;
		}
		snprintf(model.bytes[i], sizeof model.bytes[i], "w%u", i * 7919);
		model.names[i] = slice_of(model.bytes[i]);
	}
	for (unsigned i = 0; i < places; i++) {
		unsigned k = dice(20);
		at += k == 0 ? 0 : k == 1 ? 1 + dice(5000) : 1;
		model.places[i].term = dice(terms);
		model.places[i].position = dice(5) ? at : POSITIONS_UPPER + dice(3) * 10000;
		if (dice(50) == 0)
			model.places[i].position = dice(1000); /* out of order */
	}
}

static bool stands(unsigned term, uint32_t position)
{
	for (unsigned i = 0; i < model.place_count; i++)
		if (model.places[i].term == term && model.places[i].position == position)
			return true;
	return false;
}

static bool placed(unsigned term)
{
	for (unsigned i = 0; i < model.place_count; i++)
		if (model.places[i].term == term)
			return true;
	return false;
}

static size_t distinct_places(unsigned term, uint32_t first, uint32_t last)
{
	size_t count = 0;
	for (unsigned i = 0; i < model.place_count; i++) {
		bool again = model.places[i].term != term || model.places[i].position < first ||
			     model.places[i].position > last;
		for (unsigned k = 0; k < i && !again; k++)
			again = model.places[k].term == term &&
				model.places[k].position == model.places[i].position;
		count += !again;
	}
	return count;
}

static void check_term(const struct positions_view *view, unsigned term, uint32_t first, uint32_t last)
{
	struct buffer found = BUFFER_INIT;
	positions_get(view, positions_key_of(model.names[term]), first, last, &found);
	const uint32_t *at = (const uint32_t *)(const void *)found.ptr;
	size_t count = found.len / sizeof *at;
	assert_int_equal(count, distinct_places(term, first, last));
	for (size_t i = 0; i < count; i++) {
		assert_true(at[i] >= first && at[i] <= last);
		assert_true(!i || at[i - 1] < at[i]);
		assert_true(stands(term, at[i]));
	}
	buffer_release(&found);
}

static void encode(struct positions *p, struct buffer *value)
{
	positions_clear(p);
	for (unsigned i = 0; i < model.place_count; i++)
		positions_place(p, positions_add(p, model.names[model.places[i].term], 1),
				model.places[i].position);
	positions_encode(p, value);
}

static void what_goes_in_comes_out(void **state)
{
	(void)state;
	struct positions p = {.term_count = 0};
	struct buffer value = BUFFER_INIT;
	static const unsigned sizes[][3] = {{1, 1, 0}, {1, 1, 1}, {2, 9, 1}, {40, 100, 40}, {5, 2000, 0},
					    {150, 500, 30}, {256, 600, 0}, {900, 2500, 200}, {3000, 9000, 300}};
	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		struct positions_view view;
		make_model(sizes[k][0], sizes[k][1], sizes[k][2]);
		encode(&p, &value);
		assert_true(positions_open(buffer_slice(&value), &view));
		for (unsigned i = 0; i < model.term_count; i += 1 + model.term_count / 100) {
			bool known = positions_is_bare(model.names[i]) || placed(i);
			if (known) {
				check_term(&view, i, 0, UINT32_MAX);
				check_term(&view, i, 100, 10000);
				check_term(&view, i, POSITIONS_UPPER, POSITIONS_UPPER + 10000);
			}
		}
	}
	positions_release(&p);
	buffer_release(&value);
}

/* Every count of terms, so also those that fill the numbers of a width to the brim. */
static void each_term_has_a_number_of_its_own(void **state)
{
	(void)state;
	struct positions p = {.term_count = 0};
	struct buffer value = BUFFER_INIT, found = BUFFER_INIT;
	for (unsigned n = 1; n < 700; n++) {
		struct positions_view view;
		char name[16];
		positions_clear(&p);
		for (unsigned i = 0; i < n; i++) {
			struct slice bare = positions_bare(i, name);
			if (i >= n / 4)
				snprintf(name, sizeof name, "t%u-%u", n, i);
			positions_place(&p, positions_add(&p, i < n / 4 ? bare : slice_of(name), 0), i + 1);
		}
		positions_encode(&p, &value);
		assert_true(positions_open(buffer_slice(&value), &view));
		for (unsigned i = 0; i < n; i++) {
			buffer_clear(&found);
			positions_get(&view, positions_key_of(positions_name(&p, i)), 0, UINT32_MAX, &found);
			assert_int_equal(found.len, sizeof(uint32_t));
			assert_int_equal(*(const uint32_t *)(const void *)found.ptr, i + 1);
		}
	}
	positions_release(&p);
	buffer_release(&value);
	buffer_release(&found);
}

/* The set of places decides, not the order in which terms came. */
static void order_of_arrival_is_no_matter(void **state)
{
	(void)state;
	struct positions p = {.term_count = 0};
	struct buffer one = BUFFER_INIT, other = BUFFER_INIT;
	struct slice names[] = {slice_of("a"), slice_of("b"), slice_of("c"), slice_of("d"), slice_of("e")};
	for (uint32_t i = 0; i < 5; i++)
		positions_place(&p, positions_add(&p, names[i], 0), 10 + i);
	positions_encode(&p, &one);
	positions_clear(&p);
	for (uint32_t i = 5; i-- > 0;)
		positions_place(&p, positions_add(&p, names[i], 0), 10 + i);
	positions_encode(&p, &other);
	assert_true(slice_eq(buffer_slice(&one), buffer_slice(&other)));
	positions_clear(&p);
	positions_add(&p, slice_of("no place"), 1);
	positions_encode(&p, &one);
	assert_int_equal(one.len, 0);
	positions_release(&p);
	buffer_release(&one);
	buffer_release(&other);
}

/* Damaged values are refused, or looked up within their bytes (the sanitizers watch). */
static void damage(void **state)
{
	(void)state;
	struct positions p = {.term_count = 0};
	struct buffer value = BUFFER_INIT, found = BUFFER_INIT;
	make_model(60, 200, 10);
	encode(&p, &value);
	for (unsigned i = 0; i < 20000; i++) {
		struct positions_view view;
		size_t len = dice(3) ? value.len : dice((unsigned)value.len + 1);
		char *copy = malloc(len + 1);
		memcpy(copy, value.ptr, len);
		for (unsigned k = dice(4); len && k > 0; k--)
			copy[dice((unsigned)len)] = (char)dice(256);
		char *exact = realloc(copy, len ? len : 1);
		if (positions_open(slice_make(exact, len), &view))
			for (unsigned t = 0; t < 20; t++) {
				buffer_clear(&found);
				positions_get(&view, positions_key_of(model.names[t]), 0, UINT32_MAX, &found);
			}
		free(exact);
	}
	positions_release(&p);
	buffer_release(&value);
	buffer_release(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_goes_in_comes_out),
		cmocka_unit_test(each_term_has_a_number_of_its_own),
		cmocka_unit_test(order_of_arrival_is_no_matter),
		cmocka_unit_test(damage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

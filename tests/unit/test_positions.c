/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Positions of terms as a value: what goes in comes out, whatever the terms and the order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "store/termvec/termvec.h"
#include "tests/unit/often.h"

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
			model.names[i] = positions_bare(i * 3 % (POSITIONS_BARE_MAX + 1),
							model.bytes[i]);
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

static void check_term(const struct positions_view *view, unsigned term, uint32_t first,
		       uint32_t last)
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

/* Terms, places and stop words. */
static const unsigned sizes[][3] = {{1, 1, 0},     {1, 1, 1},        {2, 9, 1},
				    {40, 100, 40}, {5, 2000, 0},     {150, 500, 30},
				    {256, 600, 0}, {900, 2500, 200}, {3000, 9000, 300}};

/* The k-th model as it was stored, and as it is kept behind another. */
static void open_both(size_t k, struct positions *p, struct buffer *value, struct buffer *kept,
		      struct positions_view views[2])
{
	make_model(sizes[k][0], sizes[k][1], sizes[k][2]);
	encode(p, value);
	assert_true(positions_open(buffer_slice(value), &views[0]));
	size_t at = kept->len;
	positions_keep(buffer_slice(value), kept);
	assert_true(positions_reopen(kept->ptr + at, &views[1]));
}

static void what_goes_in_comes_out(void **state)
{
	(void)state;
	struct positions p = {.term_count = 0};
	struct buffer value = BUFFER_INIT, kept = BUFFER_INIT;
	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		struct positions_view views[2];
		open_both(k, &p, &value, &kept, views);
		for (unsigned i = 0; i < model.term_count; i += 1 + model.term_count / 100) {
			bool known = positions_is_bare(model.names[i]) || placed(i);
			for (size_t v = 0; known && v < 2; v++) {
				check_term(&views[v], i, 0, UINT32_MAX);
				check_term(&views[v], i, 100, 10000);
				check_term(&views[v], i, POSITIONS_UPPER, POSITIONS_UPPER + 10000);
			}
		}
	}
	positions_release(&p);
	buffer_release(&value);
	buffer_release(&kept);
}

/* Terms as they follow each other somewhere, of which one may be another; all of them stand
 * somewhere. */
static size_t any_phrase(unsigned *terms)
{
	size_t count = 2 + dice(POSITIONS_FOLLOW_MAX - 1);
	if (count > model.place_count)
		count = model.place_count;
	unsigned from = dice(model.place_count - (unsigned)count + 1);
	for (size_t k = 0; k < count; k++)
		terms[k] = model.places[from + k].term;
	if (dice(2))
		terms[dice((unsigned)count)] = model.places[dice(model.place_count)].term;
	return count;
}

static bool follow(const unsigned *terms, size_t count, uint32_t first, uint32_t last)
{
	for (unsigned i = 0; i < model.place_count; i++) {
		uint32_t start = model.places[i].position;
		size_t k = 0;
		while (k < count && start >= first && start + k <= last &&
		       stands(terms[k], start + (uint32_t)k))
			k++;
		if (k == count)
			return true;
	}
	return false;
}

/* What is sure is so, and without others nothing is unsure. */
static void check_phrase(const struct positions_view *view, const unsigned *terms, size_t count,
			 uint32_t last)
{
	struct positions_key keys[POSITIONS_FOLLOW_MAX];
	uint32_t numbers[POSITIONS_FOLLOW_MAX];
	size_t one = dice((unsigned)count), other = (one + 1 + dice((unsigned)count - 1)) % count;
	for (size_t k = 0; k < count; k++)
		keys[k] = positions_key_of(model.names[terms[k]]);
	assert_true(positions_numbers(view, keys, count, numbers));
	int sure = positions_follow(view, numbers, count, (const size_t[]){one, other}, 5, last);
	assert_true(sure < 0 ? view->others > 0 : sure == follow(terms, count, 5, last));
}

static void terms_that_follow(void **state)
{
	(void)state;
	struct positions p = {.term_count = 0};
	struct buffer value = BUFFER_INIT, kept = BUFFER_INIT;
	for (size_t k = 2; k < sizeof sizes / sizeof *sizes; k++) {
		struct positions_view views[2];
		open_both(k, &p, &value, &kept, views);
		for (unsigned i = 0; i < often(100, 15); i++) {
			unsigned terms[POSITIONS_FOLLOW_MAX];
			size_t count = any_phrase(terms);
			uint32_t last = dice(2) ? POSITIONS_UPPER - 1 : UINT32_MAX;
			for (size_t v = 0; v < 2; v++)
				check_phrase(&views[v], terms, count, last);
		}
	}
	positions_release(&p);
	buffer_release(&value);
	buffer_release(&kept);
}

static void kept_as_it_is_when_long(void **state)
{
	(void)state;
	enum { PLACES = 70000 };
	struct positions p = {.term_count = 0};
	struct buffer value = BUFFER_INIT, kept = BUFFER_INIT, found = BUFFER_INIT;
	const struct positions_key keys[] = {positions_key_of(slice_of("a")),
					     positions_key_of(slice_of("b"))};
	struct positions_view view;
	uint32_t numbers[2];
	for (uint32_t i = 1; i <= PLACES; i++)
		positions_place(&p, positions_add(&p, slice_of(i == PLACES ? "b" : "a"), 0), i);
	positions_encode(&p, &value);
	positions_keep(buffer_slice(&value), &kept);
	assert_true(positions_reopen(kept.ptr, &view));
	positions_get(&view, keys[0], 3, PLACES, &found);
	assert_int_equal(found.len, (PLACES - 3) * sizeof(uint32_t));
	assert_true(positions_numbers(&view, keys, 2, numbers));
	assert_int_equal(positions_follow(&view, numbers, 2, (const size_t[]){0, 1}, 0, UINT32_MAX),
			 1);
	assert_int_equal(positions_follow(&view, numbers, 2, (const size_t[]){0, 1}, 0, PLACES - 1),
			 0);
	positions_release(&p);
	buffer_release(&value);
	buffer_release(&kept);
	buffer_release(&found);
}

/* No value of ours, but one that can be read: as if there were 72,000 stop words. */
static void numbers_of_seventeen_bits(void **state)
{
	(void)state;
	enum { MAP = 9000 };
	struct buffer value = BUFFER_INIT, kept = BUFFER_INIT, found = BUFFER_INIT;
	struct positions_view view;
	char name[POSITIONS_BARE_LEN];
	buffer_add_byte(&value, 1);
	buffer_add_varint(&value, MAP);
	for (unsigned i = 0; i < MAP; i++)
		buffer_add_byte(&value, (char)0xff);
	buffer_add(&value, "\0\1\5\3\0",
		   5); /* no other terms; a run of 3 places from 5 on; none with more terms */
	buffer_add(&value, "\0\0\2\0\0\0\0\0", 8); /* 0, 1, 0 */
	positions_keep(buffer_slice(&value), &kept);
	assert_true(positions_reopen(kept.ptr, &view));
	positions_get(&view, positions_key_of(positions_bare(1, name)), 0, UINT32_MAX, &found);
	assert_int_equal(found.len, sizeof(uint32_t));
	assert_int_equal(*(const uint32_t *)(const void *)found.ptr, 6);
	buffer_release(&value);
	buffer_release(&kept);
	buffer_release(&found);
}

/* In values of every length, so with numbers of every width, and in all places of a block. */
static void a_pair_wherever_it_stands(void **state)
{
	(void)state;
	struct positions p = {.term_count = 0};
	struct buffer value = BUFFER_INIT, kept = BUFFER_INIT;
	const struct positions_key keys[] = {positions_key_of(slice_of("one")),
					     positions_key_of(slice_of("other"))};
	for (uint32_t n = 2; n < 700; n++) {
		struct positions_view view;
		char name[16];
		uint32_t at = dice(n - 1), numbers[2];
		positions_clear(&p);
		for (uint32_t i = 0; i < n; i++) {
			snprintf(name, sizeof name, "t%u", i);
			if (i == at || i == at + 1)
				snprintf(name, sizeof name, i == at ? "one" : "other");
			positions_place(&p, positions_add(&p, slice_of(name), 0), i);
		}
		positions_encode(&p, &value);
		buffer_release(&kept); /* so that the sanitizers see what is read behind it */
		positions_keep(buffer_slice(&value), &kept);
		assert_true(positions_reopen(kept.ptr, &view));
		assert_true(positions_numbers(&view, keys, 2, numbers));
		assert_int_equal(
			positions_follow(&view, numbers, 2, (const size_t[]){0, 1}, 0, UINT32_MAX),
			1);
		assert_int_equal(
			positions_follow(&view, numbers, 2, (const size_t[]){1, 0}, at, at + 1), 1);
		assert_int_equal(positions_follow(&view, numbers, 2, (const size_t[]){0, 1}, at + 1,
						  UINT32_MAX),
				 0);
		const uint32_t swapped[] = {numbers[1], numbers[0]};
		assert_int_equal(
			positions_follow(&view, swapped, 2, (const size_t[]){0, 1}, 0, UINT32_MAX),
			0);
	}
	positions_release(&p);
	buffer_release(&value);
	buffer_release(&kept);
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
			positions_place(&p, positions_add(&p, i < n / 4 ? bare : slice_of(name), 0),
					i + 1);
		}
		positions_encode(&p, &value);
		assert_true(positions_open(buffer_slice(&value), &view));
		for (unsigned i = 0; i < n; i++) {
			buffer_clear(&found);
			positions_get(&view, positions_key_of(positions_name(&p, i)), 0, UINT32_MAX,
				      &found);
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
	struct slice names[] = {slice_of("a"), slice_of("b"), slice_of("c"), slice_of("d"),
				slice_of("e")};
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

static void look_up_some(const struct positions_view *view, struct buffer *found)
{
	uint32_t numbers[2];
	for (unsigned t = 0; t < 20; t++) {
		struct positions_key keys[] = {positions_key_of(model.names[t]),
					       positions_key_of(model.names[t + 7])};
		buffer_clear(found);
		positions_get(view, keys[0], 0, UINT32_MAX, found);
		if (positions_numbers(view, keys, 2, numbers))
			positions_follow(view, numbers, 2, (const size_t[]){0, 1}, 0, UINT32_MAX);
	}
}

/* Damaged values are refused, or looked up within their bytes (the sanitizers watch). */
static void damage(void **state)
{
	(void)state;
	struct positions p = {.term_count = 0};
	struct buffer value = BUFFER_INIT, found = BUFFER_INIT, kept = BUFFER_INIT;
	make_model(60, 200, 10);
	encode(&p, &value);
	for (unsigned i = 0; i < often(20000, 4000); i++) {
		struct positions_view view;
		size_t len = dice(3) ? value.len : dice((unsigned)value.len + 1);
		char *copy = malloc(len + 1);
		memcpy(copy, value.ptr, len);
		for (unsigned k = dice(4); len && k > 0; k--)
			copy[dice((unsigned)len)] = (char)dice(256);
		char *exact = realloc(copy, len ? len : 1);
		bool good = positions_open(slice_make(exact, len), &view);
		if (good)
			look_up_some(&view, &found);
		positions_keep(slice_make(exact, len), &kept);
		free(exact);
		assert_int_equal(positions_reopen(kept.ptr, &view), good);
		if (good)
			look_up_some(&view, &found);
		buffer_release(&kept);
	}
	positions_release(&p);
	buffer_release(&value);
	buffer_release(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_goes_in_comes_out),
		cmocka_unit_test(terms_that_follow),
		cmocka_unit_test(a_pair_wherever_it_stands),
		cmocka_unit_test(kept_as_it_is_when_long),
		cmocka_unit_test(numbers_of_seventeen_bits),
		cmocka_unit_test(each_term_has_a_number_of_its_own),
		cmocka_unit_test(order_of_arrival_is_no_matter),
		cmocka_unit_test(damage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/xapian/xap_query.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "store/termvec/span_match.h"

/* With a copy of the bytes in the same memory. */
static struct xap_query *make(enum xap_kind kind, struct slice low, struct slice high)
{
	struct xap_query *made = memory_zeroed(1, sizeof *made + low.len + high.len);
	char *bytes = (char *)(made + 1);
	if (low.len)
		memcpy(bytes, low.ptr, low.len);
	if (high.len)
		memcpy(bytes + low.len, high.ptr, high.len);
	made->kind = kind;
	made->low = slice_make(bytes, low.len);
	made->high = slice_make(bytes + low.len, high.len);
	return made;
}

static struct xap_query **room_for(size_t parts)
{
	struct xap_query **room = memory_new(parts * sizeof *room + 1);
	return room;
}

/* Takes the parts that are not NULL. */
static struct xap_query *make_parent(enum xap_kind kind, struct xap_query **parts, size_t count)
{
	struct xap_query *made = make(kind, SLICE_EMPTY, SLICE_EMPTY);
	made->parts = room_for(count);
	for (size_t i = 0; i < count; i++)
		if (parts[i])
			made->parts[made->count++] = parts[i];
	return made;
}

struct xap_query *xap_query_all(void)
{
	return make(XAP_KIND_ALL, SLICE_EMPTY, SLICE_EMPTY);
}

struct xap_query *xap_query_nothing(void)
{
	return make(XAP_KIND_NOTHING, SLICE_EMPTY, SLICE_EMPTY);
}

struct xap_query *xap_query_term(struct slice term)
{
	if (positions_is_bare(term))
		return xap_query_term_within(term, 0, UINT32_MAX);
	return make(XAP_KIND_TERM, term, SLICE_EMPTY);
}

struct xap_query *xap_query_range(unsigned slot, struct slice low, struct slice high)
{
	/* The least value there is: a document without one must not match. */
	struct xap_query *made = make(XAP_KIND_RANGE, low.len ? low : slice_make("", 1), high);
	made->slot = slot;
	return made;
}

struct xap_query *xap_query_join(enum xap_op op, struct xap_query **parts_take, size_t count)
{
	const bool headless = (op == XAP_AND_NOT || op == XAP_FILTER) && count && !parts_take[0];
	struct xap_query *made = make_parent(XAP_KIND_JOIN, parts_take, count);
	made->op = op;
	for (size_t i = 0; op == XAP_SYNONYM && i < made->count; i++)
		assert(made->parts[i]->kind == XAP_KIND_TERM);
	if (headless || !made->count)
		made->kind = XAP_KIND_NOTHING;
	return made;
}

struct xap_query *xap_query_pair(enum xap_op op, struct xap_query *a_take, struct xap_query *b_take)
{
	struct xap_query *parts[] = {a_take, b_take};
	return xap_query_join(op, parts, 2);
}

static struct xap_query *weighted(enum xap_kind kind, struct xap_query *part, double factor)
{
	assert(isfinite(factor) && factor >= 0);
	struct xap_query *made = make_parent(part ? kind : XAP_KIND_NOTHING, &part, 1);
	made->factor = factor;
	return made;
}

struct xap_query *xap_query_scale(struct xap_query *part_take, double factor)
{
	return weighted(XAP_KIND_SCALE, part_take, factor);
}

struct xap_query *xap_query_fixed(struct xap_query *part_take, double weight)
{
	return weighted(XAP_KIND_FIXED, part_take, weight);
}

/* ---- spots ---- */

/* The terms of a place as one. */
static struct xap_query *place_query(const struct spots_place *place, struct arena *arena)
{
	struct xap_query **terms = arena_alloc(arena, place->count * sizeof *terms + 1);
	for (size_t i = 0; i < place->count; i++)
		terms[i] = make(XAP_KIND_TERM, place->terms[i], SLICE_EMPTY);
	return place->count == 1 ? terms[0] : xap_query_join(XAP_SYNONYM, terms, place->count);
}

/* Its part has what all documents have that may hold the spots, as far as posting lists know. */
static struct xap_query *spots_query(struct spots *spots_take)
{
	struct arena arena = ARENA_INIT;
	struct xap_query **places = arena_alloc(&arena, spots_take->count * sizeof *places),
			 *all = NULL;
	size_t n = 0;
	for (size_t k = 0; k < spots_take->count; k++)
		if (!spots_take->items[k].bare)
			places[n++] = place_query(&spots_take->items[k], &arena);
	if (n)
		all = xap_query_join(XAP_AND, places, n);
	struct xap_query *made = make_parent(XAP_KIND_SPOTS, &all, 1);
	made->spots = spots_take;
	arena_release(&arena);
	return made;
}

struct xap_query *xap_query_spots(const struct xap_spot *spots, size_t count, uint32_t distance,
				  uint32_t first, uint32_t last)
{
	if (!count)
		return xap_query_nothing();
	struct spots *wanted = spots_new(count, distance, first, last);
	for (size_t i = 0; i < count; i++)
		spots_add(wanted, spots[i].terms, spots[i].count, spots[i].offset);
	return spots_query(wanted);
}

struct xap_query *xap_query_term_within(struct slice term, uint32_t first, uint32_t last)
{
	const struct xap_spot spot = {&term, 1, 0};
	return xap_query_spots(&spot, 1, 0, first, last);
}

struct xap_query *xap_query_may_lack(struct xap_query *spots)
{
	spots->may_lack = true;
	for (size_t i = 0; spots->kind == XAP_KIND_JOIN && i < spots->count; i++)
		(void)xap_query_may_lack(spots->parts[i]);
	return spots;
}

static bool has_spots(const struct xap_query *query, bool may_lack)
{
	bool has = query->kind == XAP_KIND_SPOTS && query->may_lack == may_lack;
	for (size_t i = 0; !has && i < query->count; i++)
		has = has_spots(query->parts[i], may_lack);
	return has;
}

bool xap_query_has_spots(const struct xap_query *query)
{
	return has_spots(query, false);
}

bool xap_query_lacks(const struct xap_query *query)
{
	return has_spots(query, true);
}

/* ---- all kinds ---- */

struct xap_query *xap_query_copy(const struct xap_query *query)
{
	struct xap_query *copy = make(query->kind, query->low, query->high);
	copy->op = query->op;
	copy->factor = query->factor;
	copy->slot = query->slot;
	copy->may_lack = query->may_lack;
	copy->spots = query->spots ? spots_copy(query->spots) : NULL;
	copy->parts = room_for(query->count);
	for (; copy->count < query->count; copy->count++)
		copy->parts[copy->count] = xap_query_copy(query->parts[copy->count]);
	return copy;
}

void xap_query_free(struct xap_query *query)
{
	if (!query)
		return;
	for (size_t i = 0; i < query->count; i++)
		xap_query_free(query->parts[i]);
	spots_free(query->spots);
	free(query->parts);
	free(query);
}

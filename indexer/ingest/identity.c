/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/ingest/identity.h"

#include <stdlib.h>

#include "corpus/text/dates.h"
#include "indexer/ingest/merge.h"

/* The contributions of one id; those that were found to be one question have one root. */
struct group {
	struct slice id;
	const struct contribution **members;
	size_t count, room;
	size_t root; /* index of a group, itself for a root */
	bool is_copy;
	enum parliament parliament;
	uint64_t answer; /* letters of it */
};

struct groups {
	struct group *items; /* by id */
	size_t count, room;
	struct arena *arena;
};

/* ---- groups ---- */

static int by_id(const void *a, const void *b)
{
	const struct contribution *x = *(const struct contribution *const *)a;
	const struct contribution *y = *(const struct contribution *const *)b;
	return slice_compare(x->question->id, y->question->id);
}

static void add_member(struct groups *g, const struct contribution *c)
{
	struct group *last = g->count ? &g->items[g->count - 1] : NULL;
	const struct question *q = c->question;
	if (!last || !slice_eq(last->id, q->id)) {
		g->items = arena_grow(g->arena, g->items, g->count, &g->room, sizeof *g->items);
		last = &g->items[g->count];
		*last = (struct group){.id = q->id,
				       .root = g->count++,
				       .is_copy = question_id_is_makeshift(q->id)};
	}
	last->members = arena_grow(g->arena, last->members, last->count, &last->room,
				   sizeof(*last->members));
	last->members[last->count++] = c;
	if (last->parliament == PARLIAMENT_UNKNOWN)
		last->parliament = q->parliament;
}

static void make_groups(struct groups *g, const struct contributions *given)
{
	const struct contribution **all = arena_calloc(g->arena, given->count + 1, sizeof *all);
	for (size_t i = 0; i < given->count; i++)
		all[i] = &given->items[i];
	if (given->count)
		qsort(all, given->count, sizeof *all, by_id);
	for (size_t i = 0; i < given->count; i++)
		add_member(g, all[i]);
	for (size_t i = 0; i < g->count; i++) {
		struct group *one = &g->items[i];
		/* of the first in authority, lest it depend on the order of the set */
		qsort(one->members, one->count, sizeof *one->members, contributions_by_authority);
		one->answer = merge_answer_letters(one->members[0]->question);
	}
}

static size_t root_of(const struct groups *g, size_t i)
{
	while (g->items[i].root != i)
		i = g->items[i].root;
	return i;
}

/* The smaller root stays, so that it does not matter which pair came first. */
static void join(struct groups *g, size_t a, size_t b)
{
	size_t x = root_of(g, a), y = root_of(g, b);
	if (x < y)
		g->items[y].root = x;
	else
		g->items[x].root = y;
}

static bool has_alias(const struct group *group, struct slice alias)
{
	for (size_t i = 0; i < group->count; i++) {
		const struct question *q = group->members[i]->question;
		for (size_t k = 0; k < q->alias_count; k++)
			if (slice_eq(q->aliases[k], alias))
				return true;
	}
	return false;
}

static bool root_has_alias(const struct groups *g, size_t root, struct slice alias)
{
	for (size_t i = 0; i < g->count; i++)
		if (root_of(g, i) == root && has_alias(&g->items[i], alias))
			return true;
	return false;
}

/* ---- the Chamber ---- */

/* What follows the prefix; empty when the alias begins otherwise. */
static struct slice behind(struct slice alias, const char *prefix)
{
	return slice_starts(alias, prefix) ? slice_from(alias, strlen(prefix)) : SLICE_EMPTY;
}

static size_t count_hyphens(struct slice s)
{
	size_t hyphens = 0;
	for (size_t i = 0; i < s.len; i++)
		hyphens += s.ptr[i] == '-';
	return hyphens;
}

/* kamer-qrva-172502, of an oral question kamer-inqo-17250. */
static bool is_item_alias(struct slice alias)
{
	struct slice oral = behind(alias, "kamer-inqo-");
	return behind(alias, "kamer-qrva-").len || (oral.len && !count_hyphens(oral));
}

/* kamer-54-2015201609402, of an oral question kamer-inqo-56-56001234C. */
bool identity_is_shared(struct slice alias)
{
	struct slice rest = behind(alias, "kamer-inqo-");
	if (!rest.len)
		rest = behind(alias, "kamer-");
	return rest.len && byte_is_digit(rest.ptr[0]) && count_hyphens(rest) == 1;
}

static void join_items(struct groups *g)
{
	for (size_t a = 0; a < g->count; a++)
		for (size_t i = 0; i < g->items[a].count; i++) {
			const struct question *q = g->items[a].members[i]->question;
			for (size_t k = 0; k < q->alias_count; k++)
				for (size_t b = 0; b < g->count && is_item_alias(q->aliases[k]);
				     b++)
					if (has_alias(&g->items[b], q->aliases[k]))
						join(g, a, b);
		}
}

bool identity_is_item(const struct question *q)
{
	bool item = question_has_text(q);
	for (size_t i = 0; i < q->alias_count && !item; i++)
		item = is_item_alias(q->aliases[i]);
	return item;
}

/* Whether the question that group `root` stands for came as an item, and in a list. */
static void look_at_root(const struct groups *g, size_t root, bool *item, bool *listed)
{
	*item = *listed = false;
	for (size_t i = 0; i < g->count; i++)
		for (size_t k = 0; root_of(g, i) == root && k < g->items[i].count; k++) {
			const bool is = identity_is_item(g->items[i].members[k]->question);
			*item = *item || is;
			*listed = *listed || !is;
		}
}

/* The one entry without item joins the one item without entry. */
static void join_moved(struct groups *g, struct slice docname)
{
	size_t entries = 0, items = 0, entry = 0, only = 0;
	for (size_t i = 0; i < g->count; i++) {
		bool item, listed;
		if (root_of(g, i) != i || !root_has_alias(g, i, docname))
			continue;
		look_at_root(g, i, &item, &listed);
		if (!item) {
			entries++;
			entry = i;
		} else if (!listed) {
			items++;
			only = i;
		}
	}
	if (entries == 1 && items == 1)
		join(g, entry, only);
}

static void join_departments(struct groups *g)
{
	join_items(g);
	for (size_t a = 0; a < g->count; a++) {
		const struct question *q = g->items[a].members[0]->question;
		for (size_t k = 0; k < q->alias_count; k++)
			if (identity_is_shared(q->aliases[k]))
				join_moved(g, q->aliases[k]);
	}
}

/* ---- ids that are aliases ---- */

static void join_aliases(struct groups *g)
{
	for (size_t b = 0; b < g->count; b++) {
		size_t owner = g->count, owners = 0;
		for (size_t a = 0; a < g->count; a++) {
			if (root_of(g, a) == root_of(g, b) ||
			    !has_alias(&g->items[a], g->items[b].id) ||
			    (owners && root_of(g, a) == root_of(g, owner)))
				continue;
			owner = a;
			owners++;
		}
		if (owners == 1)
			join(g, owner, b);
	}
}

/* ---- the Flemish Parliament ---- */

struct slice identity_flemish_base(struct arena *arena, const struct question *q)
{
	struct slice number = question_number(q);
	char date[11];
	if (q->parliament != PARLIAMENT_VLAAMS || !number.len || !q->date_asked ||
	    question_id_is_given(q))
		return SLICE_EMPTY;
	date_format(q->date_asked, date);
	return arena_printf(arena, "vlaams-%s%s-%.*s",
			    q->kind == KIND_MONDELING ? "mondeling-" : "", date, SLICE_ARG(number));
}

static bool asks_alike(const struct question *a, const struct question *b)
{
	return slice_eq(a->fingerprint, b->fingerprint) || !a->title.len || !b->title.len ||
	       merge_same_letters(a->title, b->title);
}

static bool is_flemish_pair(struct groups *g, const struct group *a, const struct group *b)
{
	const struct question *p = a->members[0]->question, *q = b->members[0]->question;
	struct slice x = identity_flemish_base(g->arena, p), y = identity_flemish_base(g->arena, q);
	if (a->is_copy || b->is_copy || !x.len || !y.len || p->date_asked != q->date_asked ||
	    p->kind != q->kind)
		return false;
	if (slice_eq(x, y))
		return asks_alike(p, q) && merge_ministers_meet(p, q);
	return slice_eq(p->fingerprint, q->fingerprint) && a->answer && a->answer == b->answer &&
	       !merge_ministers_meet(p, q);
}

static void join_flemish(struct groups *g)
{
	for (size_t a = 0; a < g->count; a++)
		for (size_t b = a + 1; b < g->count; b++)
			if (is_flemish_pair(g, &g->items[a], &g->items[b]))
				join(g, a, b);
}

/* ---- papers that lost their number ---- */

static bool may_be_one(enum parliament a, enum parliament b)
{
	return a == b || a == PARLIAMENT_UNKNOWN || b == PARLIAMENT_UNKNOWN;
}

static bool root_is_copy(const struct groups *g, size_t root)
{
	for (size_t i = 0; i < g->count; i++)
		if (root_of(g, i) == root && !g->items[i].is_copy)
			return false;
	return true;
}

static bool root_may_be_of(const struct groups *g, size_t root, enum parliament parliament)
{
	for (size_t i = 0; i < g->count; i++)
		if (root_of(g, i) == root && !may_be_one(g->items[i].parliament, parliament))
			return false;
	return true;
}

/* Whether a paper of the root asks the same as the copy: by letters, or by figures too. */
static bool root_asks(const struct groups *g, size_t root, const struct question *copy,
		      bool exactly)
{
	for (size_t i = 0; i < g->count; i++)
		for (size_t k = 0; root_of(g, i) == root && k < g->items[i].count; k++) {
			const struct question *q = g->items[i].members[k]->question;
			if (slice_eq(q->fingerprint, copy->fingerprint) &&
			    (!exactly || merge_asks_same(q, copy)))
				return true;
		}
	return false;
}

/* The only root that the copy may be one of; false with several, or none. */
static bool find_original(const struct groups *g, size_t copy, bool with_copies, bool exactly,
			  size_t *original)
{
	const struct group *mine = &g->items[copy];
	size_t others = 0;
	for (size_t i = 0; i < g->count; i++) {
		if (root_of(g, i) != i || i == root_of(g, copy) ||
		    (!with_copies && root_is_copy(g, i)) ||
		    !root_may_be_of(g, i, mine->parliament) ||
		    !root_asks(g, i, mine->members[0]->question, exactly))
			continue;
		*original = i;
		others++;
	}
	return others == 1;
}

/* The questions that a copy may be one of are those with a number, then (for an unknown parliament)
 * other copies. */
static void join_copy(struct groups *g, size_t copy, bool with_copies)
{
	size_t original;
	if (g->items[copy].members[0]->question->fingerprint.len &&
	    (find_original(g, copy, with_copies, false, &original) ||
	     find_original(g, copy, with_copies, true, &original)))
		join(g, original, copy);
}

static void join_copies(struct groups *g)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->items[i].is_copy && g->items[i].parliament != PARLIAMENT_UNKNOWN)
			join_copy(g, i, false);
	for (size_t i = 0; i < g->count; i++)
		if (g->items[i].is_copy && g->items[i].parliament == PARLIAMENT_UNKNOWN)
			join_copy(g, i, true);
}

/* ---- the whole ---- */

/* An id that is a short form of another of the same question does not name it. */
static bool is_short_for(const struct groups *g, size_t i, size_t other)
{
	const struct group *a = &g->items[i], *b = &g->items[other];
	if (root_of(g, i) != root_of(g, other) || i == other)
		return false;
	if (a->is_copy && (!b->is_copy || (a->parliament == PARLIAMENT_UNKNOWN &&
					   b->parliament != PARLIAMENT_UNKNOWN)))
		return true;
	if (has_alias(b, a->id))
		return true;
	return b->id.len > a->id.len && slice_eq(slice_sub(b->id, 0, a->id.len), a->id) &&
	       b->id.ptr[a->id.len] == '-';
}

/* Of several departments the one that was printed last; else the first by the alphabet. */
static bool is_better(const struct group *a, const struct group *b)
{
	if (a->parliament == PARLIAMENT_KAMER)
		return contributions_by_authority(&a->members[0], &b->members[0]) < 0;
	return slice_compare(a->id, b->id) < 0;
}

static struct slice id_of(const struct groups *g, size_t root)
{
	const struct group *best = NULL;
	for (size_t i = 0; i < g->count; i++) {
		bool names = root_of(g, i) == root;
		for (size_t k = 0; k < g->count && names; k++)
			names = !is_short_for(g, i, k);
		if (names && (!best || is_better(&g->items[i], best)))
			best = &g->items[i];
	}
	return best ? best->id : g->items[root].id;
}

void identities_find(const struct contributions *given, struct arena *arena, struct identities *out)
{
	struct groups g = {.arena = arena};
	make_groups(&g, given);
	if (g.count > 1) {
		join_departments(&g);
		join_aliases(&g);
		join_flemish(&g);
		join_copies(&g);
	}
	out->items = arena_calloc(arena, g.count + 1, sizeof *out->items);
	out->count = 0;
	for (size_t root = 0; root < g.count; root++) {
		if (root_of(&g, root) != root)
			continue;
		struct identity *one = &out->items[out->count++];
		*one = (struct identity){.id = id_of(&g, root)};
		one->members = arena_calloc(arena, given->count, sizeof *one->members);
		for (size_t i = 0; i < g.count; i++)
			for (size_t k = 0; root_of(&g, i) == root && k < g.items[i].count; k++)
				one->members[one->count++] = g.items[i].members[k];
	}
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/people/ministers.h"

#include <stdlib.h>

#include "corpus/offices/mandates.h"
#include "corpus/offices/ministries.h"
#include "corpus/offices/offices.h"
#include "corpus/text/person_name.h"
#include "searcher/people/known_people.h"
#include "store/index/schema.h"

enum { CLOSE_NAMES = 5, SHOWN_MAX = 5 };

struct resolver {
	struct known_list known;
	struct minister_set *set;
	enum status st;
	struct error *err;
};

/* ---- matching ---- */

/* Particles alone ("van") name nobody. */
static bool tells_something(struct slice words)
{
	struct slice word;
	size_t pos = 0;
	while (name_slug_next(words, &pos, &word))
		if (!name_is_particle(word))
			return true;
	return false;
}

static void add_match_in(struct resolver *r, const struct known *k, unsigned group,
			 enum parliament parliament)
{
	struct minister_set *set = r->set;
	for (size_t i = 0; i < set->count; i++)
		if (set->items[i].kind == k->kind && set->items[i].group == group &&
		    set->items[i].parliament == parliament && slice_eq(set->items[i].slug, k->slug))
			return;
	set->items = arena_grow(r->known.arena, set->items, set->count, &set->room,
				sizeof *set->items);
	struct minister_match *m = &set->items[set->count++];
	*m = (struct minister_match){.kind = k->kind,
				     .slug = k->slug,
				     .documents = k->documents,
				     .group = group,
				     .parliament = parliament};
	r->st = known_name(&r->known, k, &m->name, r->err);
}

static void add_match(struct resolver *r, const struct known *k, unsigned group)
{
	add_match_in(r, k, group, PARLIAMENT_UNKNOWN);
}

/* "kmo" is a word of "KMO's", whose slug has no apostrophe. */
static bool office_has(struct arena *arena, struct slice slug, struct slice words)
{
	struct slice word;
	size_t pos = 0;
	while (name_slug_next(words, &pos, &word))
		if (!name_slug_holds(slug, word) &&
		    !name_slug_holds(slug, arena_printf(arena, "%.*ss", SLICE_ARG(word))))
			return false;
	return true;
}

/* Adds those of a kind that have all of the words; returns how many. */
static size_t match(struct resolver *r, enum minister_kind kind, struct slice words, unsigned group)
{
	size_t before = r->set->count;
	if (!tells_something(words))
		return 0;
	for (size_t i = 0; !r->st && i < r->known.count; i++) {
		const struct known *k = &r->known.items[i];
		if (k->kind != kind)
			continue;
		if (kind == MINISTER_OFFICE ? office_has(r->known.arena, k->slug, words)
					    : name_written_has(k->slug, words) ||
						      (words.len > 2 && words.ptr[1] == '-' &&
						       mandates_is_signature(k->slug, words)))
			add_match(r, k, group);
	}
	return r->set->count - before;
}

/* The name that is known is the surname, alone or joined to another with a hyphen
 * ("Yıldız-Peters"). */
static bool is_surname_only(struct resolver *r, const struct known *k, struct slice surname)
{
	struct slice name;
	if (slice_eq(k->slug, surname))
		return true;
	if (k->slug.len <= surname.len || k->slug.ptr[surname.len] != '-' ||
	    !slice_eq(slice_sub(k->slug, 0, surname.len), surname))
		return false;
	if (!r->st)
		r->st = known_name(&r->known, k, &name, r->err);
	if (r->st)
		return false;
	size_t hyphen = slice_find(name, 0, "-");
	return hyphen < name.len &&
	       slice_eq(known_slug(r->known.arena, slice_sub(name, 0, hyphen)), surname);
}

/* "d-m-van-weel" is how somebody called David van Weel may be printed. */
static bool has_initials_of(struct slice slug, struct slice first, struct slice surname)
{
	if (slug.len <= surname.len + 1 || slug.ptr[0] != first.ptr[0] || slug.ptr[1] != '-')
		return false;
	struct slice rest = slice_from(slug, 2);
	while (rest.len > 2 && rest.ptr[1] == '-' && !slice_eq(rest, surname))
		rest = slice_from(rest, 2);
	return slice_eq(rest, surname);
}

/* "Fleur Agema", where the texts print "Agema": the end of the name, or its initials, are all that
 * is known of somebody. */
static size_t match_surname(struct resolver *r, enum minister_kind kind, struct slice words)
{
	struct slice first, before = SLICE_EMPTY;
	size_t pos = 0;
	while (name_slug_next(words, &pos, &first)) {
		struct slice surname = slice_from(words, pos);
		before = before.len ? before : first;
		for (size_t i = 0; surname.len && !name_is_particle(first) && i < r->known.count;
		     i++) {
			const struct known *k = &r->known.items[i];
			if (k->kind != kind || !(is_surname_only(r, k, surname) ||
						 has_initials_of(k->slug, before, surname)))
				continue;
			add_match(r, k, 0);
			return 1;
		}
	}
	return 0;
}

/* Where a paper without a day prints the surname alone of somebody whom the list knows, and nobody
 * else there has it. */
static void match_bare_surnames(struct resolver *r)
{
	for (size_t i = 0, count = r->set->count; i < count; i++) {
		struct slice surname = mandates_bare_surname(r->set->items[i].slug);
		for (size_t k = 0; surname.len && !r->st && k < r->known.count; k++)
			if (r->known.items[k].kind == MINISTER_PERSON &&
			    slice_eq(r->known.items[k].slug, surname))
				add_match(r, &r->known.items[k], r->set->items[i].group);
	}
}

/* Each office of the text is a group; all or nothing.  Returns the number of groups. */
static unsigned match_offices(struct resolver *r, struct slice text, bool whole)
{
	struct office_cursor cursor = offices_of(text, whole);
	size_t before = r->set->count;
	unsigned groups = 0;
	struct slice office;
	while (offices_next(&cursor, &office))
		if (!match(r, MINISTER_OFFICE, known_slug(r->known.arena, office), groups++)) {
			r->set->count = before;
			return 0;
		}
	return groups;
}

/* "somers inburgering": each word names a person or an office. */
static unsigned match_words(struct resolver *r, struct slice words)
{
	size_t before = r->set->count;
	unsigned groups = 0;
	struct slice word;
	size_t pos = 0;
	while (name_slug_next(words, &pos, &word)) {
		if (name_is_particle(word) || slice_is(word, "en") || slice_is(word, "voor"))
			continue;
		if (match(r, MINISTER_PERSON, word, groups) +
			    match(r, MINISTER_OFFICE, word, groups) ==
		    0) {
			r->set->count = before;
			return 0;
		}
		groups++;
	}
	return groups;
}

/* "Asiel en Migratie" is a Dutch ministry, and two fields of a Belgian title. */
static void match_apart(struct resolver *r, struct slice text, unsigned groups)
{
	struct minister_set apart = {.items = NULL}, *whole = r->set;
	r->set = &apart;
	if (match_offices(r, text, false) > groups) {
		whole->apart = apart.items;
		whole->apart_count = apart.count;
	}
	r->set = whole;
}

static void match_text(struct resolver *r, struct slice text, bool by_words)
{
	struct slice words = name_person_slug(r->known.arena, known_slug(r->known.arena, text));
	size_t end, persons = 0;
	bool ministry = offices_rank(text, &end) && end;
	if (!ministry)
		persons = match(r, MINISTER_PERSON, words, 0);
	if (persons)
		match_bare_surnames(r);
	unsigned groups = match_offices(r, text, true);
	if (groups)
		match_apart(r, text, groups);
	if (!groups && !persons)
		groups = match_offices(r, text, false);
	if (!groups && ministry)
		persons = match(r, MINISTER_PERSON, words, 0);
	if (!groups && !persons)
		persons = match_surname(r, MINISTER_PERSON, words);
	if (!groups && !persons && by_words)
		groups = match_words(r, words);
	r->set->groups = groups ? groups : persons > 0;
}

/* "VWS": the offices that what people call a ministry has, in its parliament. */
static void match_ministries(struct resolver *r, struct slice text)
{
	struct ministry m;
	size_t pos = 0;
	while (ministries_named(text, &pos, &m))
		for (struct slice rest = m.offices; rest.len;) {
			size_t end = slice_find(rest, 0, ";");
			struct slice slug = known_slug(r->known.arena, slice_sub(rest, 0, end));
			rest = slice_from(rest, end < rest.len ? end + 1 : end);
			for (size_t i = 0; !r->st && i < r->known.count; i++)
				if (r->known.items[i].kind == MINISTER_OFFICE &&
				    slice_eq(r->known.items[i].slug, slug))
					add_match_in(r, &r->known.items[i], 0, m.parliament);
		}
	r->set->groups = r->set->count > 0;
}

/* ---- for people ---- */

static int persons_first(const void *a, const void *b)
{
	const struct minister_match *x = a, *y = b;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind == MINISTER_OFFICE ? 1 : -1;
	if (x->documents != y->documents)
		return x->documents > y->documents ? -1 : 1;
	return slice_compare(x->slug, y->slug);
}

/* What was put last, so that the next office can follow it: "de minister van Asiel" + " en
 * Migratie". */
enum put { PUT_NONE, PUT_PERSON, PUT_RANK, PUT_FIELD };

static enum put put_match(struct buffer *out, const struct minister_match *m, enum put before)
{
	size_t end;
	if (m->kind != MINISTER_OFFICE) {
		buffer_add_slice(out, m->name);
		return PUT_PERSON;
	}
	if (offices_rank(m->name, &end)) {
		buffer_printf(out, "de %c%.*s", byte_lower(m->name.ptr[0]),
			      SLICE_ARG(slice_from(m->name, 1)));
		return PUT_RANK;
	}
	/* nobody is minister of an agency, though some minister answers for it */
	const char *of = ministries_is_agency(m->name) ? "de minister bevoegd voor "
						       : "de minister van ";
	buffer_add_str(out, before == PUT_FIELD ? "" : before == PUT_RANK ? "bevoegd voor " : of);
	buffer_add_slice(out, m->name);
	return PUT_FIELD;
}

static enum put put_group(struct buffer *out, const struct minister_match *items, size_t count,
			  enum put before)
{
	size_t shown = count > SHOWN_MAX ? SHOWN_MAX : count;
	if (before)
		buffer_add_str(out, before == PUT_RANK && count == 1 ? " " : " en ");
	if (count == 1)
		return put_match(out, items, before);
	for (size_t i = 0; i < shown; i++) {
		if (i && slice_eq(items[i].name, items[i - 1].name))
			continue; /* in two parliaments */
		if (i)
			buffer_add_str(out, i + 1 < count ? ", " : " of ");
		put_match(out, &items[i], PUT_NONE);
	}
	if (count > shown)
		buffer_printf(out, " of een van %zu andere", count - shown);
	return PUT_PERSON;
}

static size_t group_end(const struct minister_set *set, size_t from)
{
	size_t end = from;
	while (end < set->count && set->items[end].group == set->items[from].group)
		end++;
	return end;
}

static void finish(struct minister_set *set, struct arena *arena, struct slice text)
{
	struct buffer out = BUFFER_INIT;
	enum put before = PUT_NONE;
	if (set->count)
		qsort(set->items, set->count, sizeof *set->items, persons_first);
	for (size_t i = 0, end; i < set->count; i = end) {
		size_t persons = 0;
		end = group_end(set, i);
		for (size_t k = i; k < end; k++)
			persons += set->items[k].kind != MINISTER_OFFICE;
		set->ambiguous = set->ambiguous || persons > 1;
		before = put_group(&out, set->items + i, end - i, before);
	}
	set->display = arena_copy(arena, set->count ? buffer_slice(&out) : slice_trim(text));
	buffer_release(&out);
}

/* ---- resolving ---- */

static void find_close(struct resolver *r, struct slice text)
{
	struct arena *arena = r->known.arena;
	struct slice words = name_person_slug(arena, known_slug(arena, text));
	while (slice_starts(words, "van-") || slice_starts(words, "voor-"))
		words = slice_from(words, slice_find(words, 0, "-") + 1);
	r->set->close = arena_alloc(arena, CLOSE_NAMES * sizeof *r->set->close);
	if (!r->st)
		r->st = known_close(&r->known, words, r->set->close, CLOSE_NAMES,
				    &r->set->close_count, r->err);
}

enum status minister_resolve(struct xap_db *db, struct arena *arena, struct slice text,
			     struct minister_set *out, struct error *err)
{
	struct resolver r = {.known = {.db = db, .arena = arena}, .set = out, .err = err};
	*out = (struct minister_set){.items = NULL};
	r.st = known_load(&r.known, MINISTER_PERSON, err);
	if (!r.st)
		r.st = known_load(&r.known, MINISTER_OFFICE, err);
	if (r.st)
		return r.st;
	match_text(&r, text, true);
	if (!out->count && !r.st)
		match_ministries(&r, text);
	if (!out->count && !r.st) {
		known_load_mandates(&r.known);
		match_text(&r, text, false);
		if (!out->count && !r.st)
			match_ministries(&r, text);
		if (!out->count)
			find_close(&r, text);
	}
	finish(out, arena, text);
	return r.st;
}

enum status asker_resolve(struct xap_db *db, struct arena *arena, struct slice text,
			  struct minister_set *out, struct error *err)
{
	struct resolver r = {.known = {.db = db, .arena = arena}, .set = out, .err = err};
	*out = (struct minister_set){.items = NULL};
	r.st = known_load(&r.known, MINISTER_ASKER, err);
	if (r.st)
		return r.st;
	struct slice words = name_person_slug(arena, known_slug(arena, text));
	out->groups = match(&r, MINISTER_ASKER, words, 0) ||
		      match_surname(&r, MINISTER_ASKER, words);
	if (!out->count)
		find_close(&r, text);
	finish(out, arena, text);
	return r.st;
}

static struct xap_query *group_query(const struct minister_match *items, size_t count)
{
	struct xap_query **parts = calloc(count, sizeof *parts);
	struct buffer term = BUFFER_INIT;
	if (!parts)
		die_nomem(count * sizeof *parts);
	for (size_t i = 0; i < count; i++) {
		schema_term(&term, known_prefix(items[i].kind), items[i].slug);
		parts[i] = xap_query_term(buffer_slice(&term));
		if (items[i].kind == MINISTER_PERSON) {
			schema_term(&term, PREFIX_MINISTER_PERHAPS, items[i].slug);
			parts[i] = xap_query_pair(XAP_OR, parts[i],
						  xap_query_term(buffer_slice(&term)));
		}
		if (items[i].parliament == PARLIAMENT_UNKNOWN)
			continue;
		schema_term(&term, PREFIX_PARLIAMENT,
			    slice_of(parliament_name(items[i].parliament)));
		parts[i] = xap_query_pair(XAP_AND, parts[i], xap_query_term(buffer_slice(&term)));
	}
	struct xap_query *any = xap_query_join(XAP_OR, parts, count);
	buffer_release(&term);
	free(parts);
	return any;
}

/* Each group has a match that the question has; the items of a group stand together. */
static struct xap_query *all_groups(const struct minister_match *items, size_t count)
{
	struct xap_query *all = NULL;
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i; end < count && items[end].group == items[i].group;)
			end++;
		struct xap_query *group = group_query(items + i, end - i);
		all = all ? xap_query_pair(XAP_AND, all, group) : group;
	}
	return all;
}

struct xap_query *minister_query(const struct minister_set *self)
{
	struct xap_query *all = all_groups(self->items, self->count);
	if (all && self->apart_count)
		all = xap_query_pair(XAP_OR, all, all_groups(self->apart, self->apart_count));
	return all ? xap_query_scale(all, 0) : xap_query_nothing();
}

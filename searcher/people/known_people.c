/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Terms hold slugs.  The name to show stands in the values of every document that has
 * the term, or, for a ministry's other name, in its record: the first one tells it.
 */
#include "searcher/people/known_people.h"

#include <stdlib.h>

#include "base/edit_distance.h"
#include "corpus/model/question_record.h"
#include "corpus/offices/mandates.h"
#include "corpus/offices/offices.h"
#include "corpus/text/person_name.h"
#include "stemming/fold.h"
#include "store/index/schema.h"

static const struct {
	const char *prefix;
	enum schema_slot slot;
} kinds[] = {
	[MINISTER_PERSON] = {PREFIX_MINISTER_ID, SLOT_MINISTERS},
	[MINISTER_OFFICE] = {PREFIX_OFFICE, SLOT_OFFICES},
	[MINISTER_ASKER] = {PREFIX_ASKER_ID, SLOT_ASKERS},
};

const char *known_prefix(enum minister_kind kind)
{
	return kinds[kind].prefix;
}

struct slice known_slug(struct arena *arena, struct slice text)
{
	struct buffer folded = BUFFER_INIT;
	fold_plain(text, &folded);
	struct slice slug = name_slug(arena, buffer_slice(&folded));
	buffer_release(&folded);
	return slug;
}

static void known_add(struct known_list *self, enum minister_kind kind, struct slice slug,
		      uint32_t documents)
{
	self->items = arena_grow(self->arena, self->items, self->count, &self->room,
				 sizeof *self->items);
	self->items[self->count++] = (struct known){kind, slug, documents};
}

/* Adds those of the terms; whoever is there already gets more documents. */
static enum status load(struct known_list *self, enum minister_kind kind, struct slice prefix,
			struct error *err)
{
	struct slice term;
	struct xap_terms *terms = NULL;
	uint32_t documents = 0;
	size_t before = self->count;
	bool more = true;
	enum status st = xap_terms_open(self->db, 0, prefix, &terms, err);
	while (!st && more) {
		st = xap_terms_next(terms, &more, &term, &documents, NULL, err);
		if (st || !more)
			break;
		struct slice slug = slice_from(term, prefix.len);
		size_t at = 0;
		while (at < before &&
		       !(self->items[at].kind == kind && slice_eq(self->items[at].slug, slug)))
			at++;
		if (at < before)
			self->items[at].documents += documents;
		else
			known_add(self, kind, arena_copy(self->arena, slug), documents);
	}
	xap_terms_close(terms);
	return st;
}

enum status known_load(struct known_list *self, enum minister_kind kind, struct error *err)
{
	enum status st = load(self, kind, slice_of(kinds[kind].prefix), err);
	return st || kind != MINISTER_PERSON
		       ? st
		       : load(self, kind, slice_of(PREFIX_MINISTER_PERHAPS), err);
}

static bool has(const struct known_list *self, enum minister_kind kind, struct slice slug)
{
	for (size_t i = 0; i < self->count; i++)
		if (self->items[i].kind == kind && slice_eq(self->items[i].slug, slug))
			return true;
	return false;
}

void known_load_mandates(struct known_list *self)
{
	struct mandate m;
	size_t pos = 0;
	while (mandates_next(&pos, &m)) {
		struct office_cursor cursor = offices_of(m.title,
							 m.parliament == PARLIAMENT_TWEEDEKAMER);
		struct slice office;
		if (!has(self, MINISTER_PERSON, m.slug))
			known_add(self, MINISTER_PERSON, m.slug, 0);
		while (offices_next(&cursor, &office)) {
			struct slice slug = known_slug(self->arena, office);
			if (!has(self, MINISTER_OFFICE, slug))
				known_add(self, MINISTER_OFFICE, slug, 0);
		}
	}
}

/* ---- names ---- */

/* The name of that slug in the list of a value slot, empty when it is not there. */
static struct slice name_in_list(struct arena *arena, struct slice list, struct slice slug)
{
	static const char separator[] = {SCHEMA_LIST_SEPARATOR, '\0'};
	while (list.len) {
		size_t end = slice_find(list, 0, separator);
		struct slice name = slice_sub(list, 0, end);
		/* a slug in a term is cut where Xapian takes no more */
		if (slice_eq(slice_sub(known_slug(arena, name), 0, XAP_TERM_MAX - 2), slug))
			return arena_copy(arena, name);
		list = slice_from(list, end + 1);
	}
	return SLICE_EMPTY;
}

/* How the list of mandates spells what no question has. */
static struct slice name_in_mandates(struct arena *arena, const struct known *known)
{
	struct mandate m;
	size_t pos = 0;
	while (mandates_next(&pos, &m)) {
		struct office_cursor cursor = offices_of(m.title,
							 m.parliament == PARLIAMENT_TWEEDEKAMER);
		struct slice office;
		if (known->kind == MINISTER_PERSON && slice_eq(m.slug, known->slug))
			return m.name;
		while (known->kind == MINISTER_OFFICE && offices_next(&cursor, &office))
			if (slice_eq(known_slug(arena, office), known->slug))
				return offices_display(arena, office);
	}
	return SLICE_EMPTY;
}

/* The office in a department of the document's question. */
static enum status name_in_record(struct known_list *self, uint32_t docid, struct slice slug,
				  struct slice *name, struct error *err)
{
	struct buffer data = BUFFER_INIT;
	struct question q;
	question_init(&q);
	enum status st = xap_data(self->db, docid, &data, err);
	if (!st)
		st = record_decode(buffer_slice(&data), &q, err);
	st = schema_blame(self->db, docid, st, err);
	for (size_t i = 0; !st && i < q.minister_count; i++) {
		struct office_cursor cursor = offices_of(q.ministers[i].department,
							 q.parliament == PARLIAMENT_TWEEDEKAMER);
		struct slice office;
		while (offices_next(&cursor, &office))
			if (slice_eq(known_slug(self->arena, office), slug))
				*name = offices_display(self->arena, office);
	}
	question_release(&q);
	buffer_release(&data);
	return st;
}

enum status known_name(struct known_list *self, const struct known *known, struct slice *name,
		       struct error *err)
{
	struct buffer bytes = BUFFER_INIT;
	uint32_t docid;
	*name = known->slug;
	if (!known->documents) {
		struct slice listed = name_in_mandates(self->arena, known);
		*name = listed.len ? listed : known->slug;
		return STATUS_OK;
	}
	schema_term(&bytes, kinds[known->kind].prefix, known->slug);
	enum status st = xap_find(self->db, buffer_slice(&bytes), &docid, err);
	if (st == STATUS_NOT_FOUND &&
	    known->kind == MINISTER_PERSON) { /* found by PREFIX_MINISTER_PERHAPS only */
		*name = name_in_mandates(self->arena, known);
		buffer_release(&bytes);
		return STATUS_OK;
	}
	if (!st)
		st = xap_value(self->db, docid, kinds[known->kind].slot, &bytes, err);
	struct slice shown = st ? SLICE_EMPTY
				: name_in_list(self->arena, buffer_slice(&bytes), known->slug);
	if (shown.len)
		*name = shown;
	else if (!st && known->kind == MINISTER_OFFICE)
		st = name_in_record(self, docid, known->slug, name, err);
	buffer_release(&bytes);
	return st;
}

/* ---- close names ---- */

struct candidate {
	const struct known *known;
	unsigned distance;
};

static unsigned allowed(struct slice word)
{
	return word.len < 4 ? 0 : word.len < 6 ? 1 : 2;
}

/* Edits to the nearest word of the slug, more than allowed when none is near. */
static unsigned word_distance(struct slice slug, struct slice word)
{
	unsigned most = allowed(word), best = most + 1;
	struct slice other;
	size_t pos = 0;
	while (name_slug_next(slug, &pos, &other)) {
		unsigned d = edit_distance(word, other, most);
		best = d < best ? d : best;
	}
	return best;
}

/* Sum over the words; a word that is far from all makes the whole far. */
static bool is_close(struct slice slug, struct slice words, unsigned *distance)
{
	struct slice word;
	size_t pos = 0;
	*distance = 0;
	while (name_slug_next(words, &pos, &word)) {
		unsigned d = word_distance(slug, word);
		if (d > allowed(word))
			return false;
		*distance += d;
	}
	return words.len > 0;
}

static int nearest_first(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->distance != y->distance)
		return x->distance < y->distance ? -1 : 1;
	if (x->known->documents != y->known->documents)
		return x->known->documents > y->known->documents ? -1 : 1;
	return slice_compare(x->known->slug, y->known->slug);
}

enum status known_close(struct known_list *self, struct slice words, struct slice *names,
			size_t room, size_t *count, struct error *err)
{
	struct candidate *near = NULL;
	size_t near_count = 0, near_room = 0;
	enum status st = STATUS_OK;
	unsigned distance;
	*count = 0;
	bool some = false; /* of the index: then nobody from the list alone */
	for (size_t i = 0; i < self->count; i++)
		some = some || (self->items[i].documents &&
				is_close(self->items[i].slug, words, &distance));
	for (size_t i = 0; i < self->count; i++) {
		if ((some && !self->items[i].documents) ||
		    !is_close(self->items[i].slug, words, &distance))
			continue;
		near = arena_grow(self->arena, near, near_count, &near_room, sizeof *near);
		near[near_count++] = (struct candidate){&self->items[i], distance};
	}
	if (near_count)
		qsort(near, near_count, sizeof *near, nearest_first);
	for (; !st && *count < room && *count < near_count; ++*count)
		st = known_name(self, near[*count].known, &names[*count], err);
	return st;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Facets should count one person and one office once, however they are spelt: names
 * and fields of policy that the list of mandates knows are spelt as there, and
 * the slug decides what is the same.
 */
#include "indexer/document/person_terms.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/slice_index.h"
#include "corpus/offices/mandates.h"
#include "corpus/offices/offices.h"
#include "corpus/offices/parties.h"
#include "corpus/readers/heading.h"
#include "corpus/text/person_name.h"
#include "stemming/fold.h"
#include "store/index/schema.h"

struct spelling {
	struct slice slug, display;
};

/* The mandates with an office, and the counted name of a party: looked up once for all
 * questions. */
struct known_office {
	struct slice key; /* the digit of the parliament and the role */
	struct mandate *held;
	size_t count;
};

struct known_party {
	struct slice key, counted;
};

struct people {
	struct arena arena;
	struct known_office *known_offices;
	struct known_party *known_parties;
	size_t known_office_count, known_office_room, known_party_count, known_party_room;
	struct slice_index known_office_index, known_party_index;
	struct spelling *offices; /* of the mandates, sorted by slug */
	size_t office_count;
	struct buffer folded, term;
};

/* Names to show, each slug once. */
struct list {
	struct arena *arena;
	struct slice *slugs;
	size_t count, room;
	struct slice_index index;
	struct buffer joined;
};

/* ---- spelling ---- */

static int by_slug(const void *a, const void *b)
{
	const struct spelling *x = a, *y = b;
	return slice_compare(x->slug, y->slug);
}

static void collect_offices(struct people *self)
{
	struct mandate m;
	size_t pos = 0, room = 0;
	while (mandates_next(&pos, &m)) {
		struct office_cursor cursor = offices_of(m.title, false);
		struct slice office;
		/* those of the Flemish Government are spelt with care, and other titles have them
		 * too */
		while (m.parliament == PARLIAMENT_VLAAMS && offices_next(&cursor, &office)) {
			struct slice display = offices_display(&self->arena, office);
			self->offices = arena_grow(&self->arena, self->offices, self->office_count,
						   &room, sizeof *self->offices);
			self->offices[self->office_count++] = (struct spelling){
				name_slug(&self->arena, display), display};
		}
	}
	qsort(self->offices, self->office_count, sizeof *self->offices, by_slug);
}

struct people *people_new(void)
{
	struct people *self = memory_zeroed(1, sizeof *self);
	collect_offices(self);
	return self;
}

void people_free(struct people *self)
{
	if (!self)
		return;
	arena_release(&self->arena);
	buffer_release(&self->folded);
	buffer_release(&self->term);
	free(self);
}

static struct slice slug_of(struct people *self, struct arena *arena, struct slice name)
{
	fold_plain(name, &self->folded);
	return name_slug(arena, buffer_slice(&self->folded));
}

static struct slice spelt(const struct people *self, struct slice slug, struct slice display)
{
	struct spelling wanted = {slug, display};
	/* spellings of one slug differ in capitals only: whichever is found is found each time */
	const struct spelling *found = bsearch(&wanted, self->offices, self->office_count,
					       sizeof *self->offices, by_slug);
	return found ? found->display : display;
}

/* ---- what the lists know ---- */

static struct slice key_of(struct people *self, enum parliament parliament, struct slice text)
{
	buffer_clear(&self->term);
	buffer_add_byte(&self->term, (char)('0' + parliament));
	buffer_add_slice(&self->term, text);
	return buffer_slice(&self->term);
}

static const struct known_office *office(struct people *self, enum parliament parliament,
					 struct slice role)
{
	struct slice key = key_of(self, parliament, role);
	size_t i = slice_index_find(&self->known_office_index, &self->arena, self->known_offices,
				    sizeof *self->known_offices, self->known_office_count, key);
	if (i < self->known_office_count)
		return &self->known_offices[i];
	struct known_office found = {.key = arena_copy(&self->arena, key)};
	struct mandate m;
	for (size_t pos = 0, room = 0; mandates_with_office(role, parliament, &pos, &m);
	     found.count++) {
		found.held = arena_grow(&self->arena, found.held, found.count, &room,
					sizeof *found.held);
		found.held[found.count] = m;
	}
	self->known_offices = arena_grow(&self->arena, self->known_offices,
					 self->known_office_count, &self->known_office_room,
					 sizeof *self->known_offices);
	self->known_offices[self->known_office_count] = found;
	return &self->known_offices[self->known_office_count++];
}

static struct slice party(struct people *self, enum parliament parliament, struct slice printed)
{
	struct slice key = key_of(self, parliament, printed);
	size_t i = slice_index_find(&self->known_party_index, &self->arena, self->known_parties,
				    sizeof *self->known_parties, self->known_party_count, key);
	if (i < self->known_party_count)
		return self->known_parties[i].counted;
	key = arena_copy(&self->arena, key);
	self->known_parties = arena_grow(&self->arena, self->known_parties, self->known_party_count,
					 &self->known_party_room, sizeof *self->known_parties);
	struct known_party *new = &self->known_parties[self->known_party_count++];
	*new = (struct known_party){key, party_counted(slice_from(key, 1), parliament)};
	return new->counted;
}

/* ---- lists ---- */

/* False when the list has the slug already, or the slug is empty. */
static bool list_add(struct list *self, struct slice slug, struct slice display)
{
	if (!slug.len)
		return false;
	if (slice_index_find(&self->index, self->arena, self->slugs, sizeof *self->slugs,
			     self->count, slug) < self->count)
		return false;
	self->slugs = arena_grow(self->arena, self->slugs, self->count, &self->room,
				 sizeof *self->slugs);
	self->slugs[self->count++] = slug;
	if (self->joined.len)
		buffer_add_byte(&self->joined, SCHEMA_LIST_SEPARATOR);
	for (size_t i = 0; i < display.len; i++)
		if ((unsigned char)display.ptr[i] >= ' ')
			buffer_add_byte(&self->joined, display.ptr[i]);
	return true;
}

static void list_end(struct list *self, struct xap_doc *doc, enum schema_slot slot)
{
	xap_doc_value(doc, slot, buffer_slice(&self->joined));
	buffer_release(&self->joined);
}

static void add(struct people *self, struct list *list, struct xap_doc *doc, const char *prefix,
		struct slice slug, struct slice display)
{
	if (!list_add(list, slug, display))
		return;
	schema_term(&self->term, prefix, slug);
	xap_doc_term(doc, buffer_slice(&self->term), 0);
}

/* Only to be found by, not counted. */
static void add_term(struct people *self, struct xap_doc *doc, const char *prefix,
		     struct slice slug)
{
	schema_term(&self->term, prefix, slug);
	xap_doc_term(doc, buffer_slice(&self->term), 0);
}

/* ---- ministers ---- */

struct posting {
	struct people *self;
	const struct question *q;
	struct xap_doc *doc;
	struct list ministers, offices;
	unsigned nameless; /* offices whose holder was looked for */
};

/* Offices only to be found by: a ministry's other name is no second one to count. */
static void add_department(struct posting *p, struct slice department)
{
	struct office_cursor cursor = offices_of(department,
						 p->q->parliament == PARLIAMENT_TWEEDEKAMER);
	struct slice office;
	while (offices_next(&cursor, &office)) {
		add_term(p->self, p->doc, PREFIX_OFFICE,
			 slug_of(p->self, p->offices.arena, office));
	}
}

static void add_title(struct posting *p, struct slice title)
{
	struct arena *arena = p->offices.arena;
	bool whole = p->q->parliament == PARLIAMENT_TWEEDEKAMER;
	struct office_cursor cursor = offices_of(title, whole);
	struct slice office;
	while (offices_next(&cursor, &office)) {
		struct slice display = offices_display(arena,
						       whole ? heading_ministry(office) : office);
		struct slice slug = slug_of(p->self, arena, display);
		add(p->self, &p->offices, p->doc, PREFIX_OFFICE, slug,
		    spelt(p->self, slug, display));
	}
}

/* Who it is, or who held the office that is all that is printed; *unsure when the list does not say
 * where it knows from. */
static struct slice person(struct posting *p, const struct minister *m, bool *unsure)
{
	enum {
		NAMELESS_MAX = 100
	}; /* no government has so many offices: a list of more is damage, and each costs */
	struct mandate held;
	struct slice role = m->role.len ? m->role : m->department;
	int day = mandates_day(p->q);
	*unsure = false;
	if (m->name.len) {
		struct slice known = mandates_person(m->name, role, p->q->parliament, day);
		return known.len ? known : name_person(p->ministers.arena, m->name);
	}
	const bool look = role.len && day && p->nameless++ < NAMELESS_MAX;
	const struct known_office *known = look ? office(p->self, p->q->parliament, role) : NULL;
	if (!known || !mandates_holder(known->held, known->count, day, &held))
		return SLICE_EMPTY;
	*unsure = held.unsure;
	return held.name;
}

static void add_minister(struct posting *p, const struct minister *m)
{
	bool unsure;
	struct slice name = person(p, m, &unsure);
	const struct minister identified = {.name = name, .role = m->role};
	struct mandate mandate;
	size_t pos = 0;
	if (unsure)
		add_term(p->self, p->doc, PREFIX_MINISTER_PERHAPS,
			 slug_of(p->self, p->ministers.arena, name));
	else
		add(p->self, &p->ministers, p->doc, PREFIX_MINISTER_ID,
		    slug_of(p->self, p->ministers.arena, name), name);
	if (!name.len && (m->role.len || m->department.len) && !mandates_day(p->q))
		xap_doc_term(p->doc, slice_of(TERM_NO_DAY), 0);
	while (!unsure && mandates_of_minister(p->q, &identified, &pos, &mandate))
		add_title(p, mandate.title);
	add_title(p, m->role.len ? m->role : m->department);
	if (m->role.len)
		add_department(p, m->department);
}

static void post_ministers(struct people *self, const struct question *q, struct arena *arena,
			   struct xap_doc *doc)
{
	struct posting p = {self, q, doc, {.arena = arena}, {.arena = arena}, 0};
	for (size_t i = 0; i < q->minister_count; i++)
		add_minister(&p, &q->ministers[i]);
	if (p.ministers.count)
		xap_doc_value(doc, SLOT_MINISTER, p.ministers.slugs[0]);
	else if (q->minister_count)
		xap_doc_value(doc, SLOT_MINISTER, slug_of(self, arena, q->ministers[0].role));
	list_end(&p.ministers, doc, SLOT_MINISTERS);
	list_end(&p.offices, doc, SLOT_OFFICES);
}

/* ---- askers ---- */

void people_post(struct people *self, const struct question *q, struct arena *arena,
		 struct xap_doc *doc)
{
	struct list askers = {.arena = arena}, parties = {.arena = arena},
		    themes = {.arena = arena};
	post_ministers(self, q, arena, doc);
	for (size_t i = 0; i < q->asker_count; i++) {
		const struct asker *a = &q->askers[i];
		struct slice name = name_person(arena, a->name);
		add(self, &askers, doc, PREFIX_ASKER_ID, slug_of(self, arena, name), name);
		struct slice counted = party(self, q->parliament, a->party);
		add(self, &parties, doc, PREFIX_PARTY, name_slug(arena, counted), counted);
	}
	for (size_t i = 0; i < q->theme_count; i++)
		add(self, &themes, doc, PREFIX_THEME, name_slug(arena, q->themes[i]), q->themes[i]);
	if (askers.count)
		xap_doc_value(doc, SLOT_ASKER, askers.slugs[0]);
	list_end(&askers, doc, SLOT_ASKERS);
	list_end(&parties, doc, SLOT_PARTIES);
	list_end(&themes, doc, SLOT_THEMES);
}

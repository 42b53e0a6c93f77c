/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/model/question.h"

#include "base/buffer.h"
#include "corpus/model/question_address.h"
#include "corpus/text/dates.h"
#include "corpus/text/latin.h"
#include "corpus/text/person_name.h"

void question_init(struct question *self)
{
	memset(self, 0, sizeof *self);
	self->arena = ARENA_INIT;
}

void question_clear(struct question *self)
{
	struct arena arena = self->arena;
	arena_clear(&arena);
	memset(self, 0, sizeof *self);
	self->arena = arena;
}

void question_release(struct question *self)
{
	arena_release(&self->arena);
	question_init(self);
}

void question_mark(struct question *self, enum field field, enum origin from, unsigned percent)
{
	self->provenance[field] = (struct provenance){from, percent};
}

/* Room for one more in one of the arrays; evaluates to a pointer to it. */
#define APPEND_TO(self, list, item, kind) \
	((self)->list = arena_grow(&(self)->arena, (self)->list, (self)->item##_count, \
				   &(self)->item##_room, sizeof(kind)), \
	 &(self)->list[(self)->item##_count++])
#define APPEND(self, item, kind) APPEND_TO(self, item##s, item, kind)

void question_add_number(struct question *self, struct slice number)
{
	if (number.len && slice_index_find(&self->number_index, &self->arena, self->numbers,
					   sizeof *self->numbers, self->number_count,
					   number) == self->number_count)
		*APPEND(self, number, struct slice) = arena_copy(&self->arena, number);
}

void question_add_asker(struct question *self, struct slice name, struct slice party)
{
	struct asker *a = APPEND(self, asker, struct asker);
	a->name = arena_copy(&self->arena, name);
	a->party = arena_copy(&self->arena, party);
}

void question_add_minister(struct question *self, struct slice name, struct slice role,
			   struct slice department)
{
	struct minister *m = APPEND(self, minister, struct minister);
	m->name = arena_copy(&self->arena, name);
	m->role = arena_copy(&self->arena, role);
	m->department = arena_copy(&self->arena, department);
}

/* Place of the first of `count` people, entries of `size` bytes that begin with a name, who is this
 * one. */
static size_t find_person(struct question *self, struct slug_index *index, const void *people,
			  size_t size, size_t count, struct slice name)
{
	if (index->count > count) /* the list was emptied */
		*index = (struct slug_index){.slugs = NULL};
	while (index->count < count) {
		struct slice one;
		memcpy(&one, (const char *)people + index->count * size, sizeof one);
		index->slugs = arena_grow(&self->arena, index->slugs, index->count, &index->room,
					  sizeof *index->slugs);
		index->slugs[index->count++] = name_slug(&self->arena, one);
	}
	return slice_index_find(&index->index, &self->arena, index->slugs, sizeof *index->slugs,
				count, name_slug(&self->arena, name));
}

size_t question_find_asker(struct question *self, struct slice name)
{
	return find_person(self, &self->asker_slugs, self->askers, sizeof *self->askers,
			   self->asker_count, name);
}

size_t question_find_minister(struct question *self, struct slice name)
{
	return find_person(self, &self->minister_slugs, self->ministers, sizeof *self->ministers,
			   self->minister_count, name);
}

void question_add_theme(struct question *self, struct slice theme)
{
	if (theme.len &&
	    slice_index_find(&self->theme_index, &self->arena, self->themes, sizeof *self->themes,
			     self->theme_count, theme) == self->theme_count)
		*APPEND(self, theme, struct slice) = arena_copy(&self->arena, theme);
}

void question_add_subquestion(struct question *self, struct slice label, struct slice text)
{
	struct subquestion *q = APPEND(self, question, struct subquestion);
	q->label = arena_copy(&self->arena, label);
	q->text = arena_copy(&self->arena, text);
}

struct answer *question_add_answer(struct question *self, struct slice text)
{
	struct answer *a = APPEND(self, answer, struct answer);
	*a = (struct answer){.text = arena_copy(&self->arena, text)};
	return a;
}

void question_add_label(struct question *self, struct slice label)
{
	struct answer *a = &self->answers[self->answer_count - 1];
	size_t room = a->label_count;
	if ((room & (room - 1)) == 0) { /* full at every power of two */
		struct slice *bigger = arena_calloc(&self->arena, room ? room * 2 : 1,
						    sizeof *bigger);
		if (room)
			memcpy(bigger, a->labels, room * sizeof *bigger);
		a->labels = bigger;
	}
	a->labels[a->label_count++] = arena_copy(&self->arena, label);
}

void question_add_citation(struct question *self, struct slice number, int date,
			   struct slice session)
{
	size_t first = slice_index_find(&self->cite_index, &self->arena, self->cites,
					sizeof *self->cites, self->cite_count, number);
	for (size_t i = first; i < self->cite_count; i++) {
		struct citation *c = &self->cites[i];
		if (!slice_eq(c->number, number) || (c->date && date && c->date != date))
			continue;
		if (c->session.len && session.len && !slice_eq(c->session, session))
			continue;
		if (!c->date)
			c->date = date;
		if (!c->session.len)
			c->session = arena_copy(&self->arena, session);
		return;
	}
	struct citation *c = APPEND(self, cite, struct citation);
	c->number = arena_copy(&self->arena, number);
	c->session = arena_copy(&self->arena, session);
	c->date = date;
}

void question_add_meeting(struct question *self, int date)
{
	*APPEND(self, meeting, int) = date;
}

void question_add_note(struct question *self, struct slice mark, struct slice text)
{
	const size_t first = slice_index_find(&self->note_index, &self->arena, self->notes,
					      sizeof *self->notes, self->note_count, text);
	for (size_t i = first; i < self->note_count; i++)
		if (slice_eq(self->notes[i].text, text) && slice_eq(self->notes[i].mark, mark))
			return;
	if (!text.len)
		return;
	struct note *n = APPEND(self, note, struct note);
	n->mark = arena_copy(&self->arena, mark);
	n->text = arena_copy(&self->arena, text);
}

void question_add_annex(struct question *self, struct slice title, struct slice url)
{
	const size_t first = slice_index_find(&self->annex_index, &self->arena, self->annexes,
					      sizeof *self->annexes, self->annex_count, title);
	for (size_t i = first; i < self->annex_count; i++)
		if (slice_eq(self->annexes[i].title, title) && slice_eq(self->annexes[i].url, url))
			return;
	if (!title.len && !url.len)
		return;
	struct annex *a = APPEND_TO(self, annexes, annex, struct annex);
	a->title = arena_copy(&self->arena, title);
	a->url = arena_copy(&self->arena, url);
}

void question_add_reference(struct question *self, struct slice kind, struct slice number)
{
	const size_t first = slice_index_find(&self->reference_index, &self->arena,
					      self->references, sizeof *self->references,
					      self->reference_count, number);
	for (size_t i = first; i < self->reference_count; i++)
		if (slice_eq(self->references[i].number, number) &&
		    slice_eq(self->references[i].kind, kind))
			return;
	if (!number.len)
		return;
	struct paper_reference *r = APPEND(self, reference, struct paper_reference);
	r->kind = arena_copy(&self->arena, kind);
	r->number = arena_copy(&self->arena, number);
}

void question_add_alias(struct question *self, struct slice alias)
{
	if (alias.len &&
	    slice_index_find(&self->alias_index, &self->arena, self->aliases, sizeof *self->aliases,
			     self->alias_count, alias) == self->alias_count)
		*APPEND_TO(self, aliases, alias, struct slice) = arena_copy(&self->arena, alias);
}

struct slice question_number(const struct question *self)
{
	return self->number_count ? self->numbers[0] : SLICE_EMPTY;
}

bool question_has_questions(const struct question *self)
{
	bool any = self->intro.len > 0;
	for (size_t i = 0; !any && i < self->question_count; i++)
		any = self->questions[i].text.len > 0;
	return any;
}

bool question_has_answers(const struct question *self)
{
	bool any = self->answer_intro.len > 0;
	for (size_t i = 0; !any && i < self->answer_count; i++)
		any = self->answers[i].text.len > 0;
	return any;
}

bool question_has_text(const struct question *self)
{
	return question_has_questions(self) || question_has_answers(self);
}

/* How sure an id is; below what a source that gives ids is taken for. */
enum { ID_FROM_NUMBER = 95, ID_FROM_FINGERPRINT = 60, ID_GIVEN = 100 };

/* ---- what follows from the rest ---- */

struct hash {
	uint64_t state;
};

static void hash_letters(struct hash *h, struct slice text)
{
	for (size_t i = 0; i < text.len;) {
		uint32_t c = latin_base(latin_lower(utf8_next(text, &i)));
		if (!latin_is_letter(c))
			continue;
		h->state = (h->state ^ c) * 0x100000001b3ULL;
	}
}

static struct slice hash_hex(struct arena *arena, struct hash h)
{
	uint64_t x = h.state;
	x = (x ^ x >> 33) * 0xff51afd7ed558ccdULL;
	x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53ULL;
	x ^= x >> 33;
	return arena_printf(arena, "%016llx", (unsigned long long)x);
}

struct slice question_hash(struct arena *arena, struct slice text)
{
	struct hash h = {0xcbf29ce484222325ULL};
	for (size_t i = 0; i < text.len; i++)
		h.state = (h.state ^ (unsigned char)text.ptr[i]) * 0x100000001b3ULL;
	return hash_hex(arena, h);
}

static void derive_fingerprint(struct question *self)
{
	const struct hash start = {0xcbf29ce484222325ULL};
	struct hash h = start;
	hash_letters(&h, self->title);
	if (self->question_count == 0)
		hash_letters(&h, self->intro);
	for (size_t i = 0; i < self->question_count; i++)
		hash_letters(&h, self->questions[i].text);
	/* nothing was asked: what was answered tells such papers apart */
	if (h.state == start.state) {
		hash_letters(&h, self->answer_intro);
		for (size_t i = 0; i < self->answer_count; i++)
			hash_letters(&h, self->answers[i].text);
	}
	self->fingerprint = hash_hex(&self->arena, h);
}

int question_filed(const struct question *self)
{
	int date = self->date_asked;
	for (size_t i = 0; !self->date_asked && i < self->meeting_count; i++)
		if (self->meetings[i] > date)
			date = self->meetings[i];
	return date;
}

struct slice question_session(const struct question *self, struct arena *arena)
{
	int day = question_filed(self), year = 0;
	if (self->session.len || !day)
		return self->session;
	switch (self->parliament) {
	case PARLIAMENT_VLAAMS: year = date_flemish_session(day); break;
	case PARLIAMENT_KAMER: year = date_chamber_session(day); break;
	case PARLIAMENT_TWEEDEKAMER: year = date_dutch_session(day); break;
	default: return SLICE_EMPTY;
	}
	return arena_printf(arena, "%d-%d", year, year + 1);
}

static void derive_session(struct question *self)
{
	if (self->session.len || self->parliament != PARLIAMENT_VLAAMS || !self->date_asked)
		return;
	self->session = question_session(self, &self->arena);
	question_mark(self, FIELD_SESSION, ORIGIN_DEFAULT,
		      self->provenance[FIELD_DATE_ASKED].percent);
}

/* The ids that its answer has where the vraagnummer is not printed. */
static void add_appendix_aliases(struct question *self)
{
	for (size_t i = 1; i < self->number_count && self->session.len; i++)
		if (slice_find(self->numbers[i], 0, "Z") == self->numbers[i].len)
			question_add_alias(self,
					   arena_printf(&self->arena, "tweedekamer-ah-%.*s-%.*s",
							SLICE_ARG(self->session),
							SLICE_ARG(self->numbers[i])));
}

static void derive_id(struct question *self)
{
	struct arena *a = &self->arena;
	const char *parliament = parliament_name(self->parliament);
	const char *oral = self->kind == KIND_MONDELING ? "mondeling-"
							: ""; /* they have numbers of their own */
	struct slice number = question_number(self);
	if (self->id.len)
		return;
	if (self->parliament == PARLIAMENT_TWEEDEKAMER && number.len) {
		if (slice_find(number, 0, "Z") != number.len) {
			self->id = arena_printf(a, "tweedekamer-%.*s", SLICE_ARG(number));
			add_appendix_aliases(self);
		} else if (self->session.len) {
			self->id = arena_printf(a, "tweedekamer-ah-%.*s-%.*s",
						SLICE_ARG(self->session), SLICE_ARG(number));
		}
	} else if (number.len && self->date_asked) {
		char date[11];
		date_format(self->date_asked, date);
		struct slice who = SLICE_EMPTY;
		if (self->minister_count) {
			struct minister *m = &self->ministers[0];
			who = name_slug(a, m->name.len ? m->name : m->role);
		}
		self->id = arena_printf(a, "%s-%s%s-%.*s%s%.*s", parliament, oral, date,
					SLICE_ARG(number), who.len ? "-" : "", SLICE_ARG(who));
	}
	if (self->id.len) {
		question_mark(self, FIELD_ID, ORIGIN_TEXT, ID_FROM_NUMBER);
		return;
	}
	self->id = question_makeshift_id(self->parliament, self->fingerprint, a);
	question_mark(self, FIELD_ID, ORIGIN_DEFAULT, ID_FROM_FINGERPRINT);
}

struct slice question_makeshift_id(enum parliament parliament, struct slice fingerprint,
				   struct arena *arena)
{
	return arena_printf(arena, "%s-t-%.*s", parliament_name(parliament),
			    SLICE_ARG(fingerprint));
}

bool question_id_is_makeshift(struct slice id)
{
	size_t hyphen = slice_find(id, 0, "-");
	enum parliament p;
	return parliament_parse(slice_sub(id, 0, hyphen), &p) &&
	       slice_starts(slice_from(id, hyphen), "-t-");
}

bool question_id_is_given(const struct question *self)
{
	return self->provenance[FIELD_ID].percent == ID_GIVEN;
}

void question_finish(struct question *self)
{
	derive_session(self);
	derive_fingerprint(self);
	derive_id(self);
	question_derive_address(self);
	if (self->state == STATE_ONBEKEND && self->provenance[FIELD_STATUS].from == ORIGIN_NONE) {
		bool answered = self->answer_count || self->answer_intro.len || self->date_answered;
		if (answered)
			self->state = STATE_BEANTWOORD;
		question_mark(self, FIELD_STATUS, ORIGIN_DEFAULT, answered ? 90 : 50);
	}
}

/* ---- names ---- */

static bool lookup(struct slice name, const char *const *names, size_t count, unsigned *out)
{
	for (size_t i = 0; i < count; i++)
		if (names[i] && slice_is_nocase(name, names[i])) {
			*out = (unsigned)i;
			return true;
		}
	return false;
}

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *const parliament_names[] = {"onbekend", "vlaams", "kamer", "tweedekamer"};
static const char *const kind_names[] = {"schriftelijke-vraag", "mondelinge-vraag", "mededeling"};
static const char *const state_names[] = {"onbekend",     "beantwoord",  "onbeantwoord",
					  "uitgesteld",   "ingetrokken", "vervangen",
					  "gedeeltelijk", "aanvullend"};
static const char *const origin_names[] = {"none", "text", "sidecar", "default"};
static const char *const field_names[] = {
	"id",      "parliament", "kind",       "number",        "session", "title",
	"askers",  "ministers",  "date_asked", "date_answered", "status",  "themes",
	"url",     "intro",      "questions",  "answers",       "cites",   "notes",
	"annexes", "rest",       "document",   "references",
};

const char *parliament_name(enum parliament p)
{
	return parliament_names[p];
}
const char *kind_name(enum question_kind k)
{
	return kind_names[k];
}
const char *state_name(enum answer_state s)
{
	return state_names[s];
}
const char *origin_name(enum origin o)
{
	return origin_names[o];
}
const char *field_name(enum field f)
{
	return field_names[f];
}

bool parliament_parse(struct slice name, enum parliament *out)
{
	unsigned i;
	bool ok = lookup(name, parliament_names, COUNT(parliament_names), &i);
	if (ok)
		*out = (enum parliament)i;
	return ok;
}

bool kind_parse(struct slice name, enum question_kind *out)
{
	unsigned i;
	bool ok = lookup(name, kind_names, COUNT(kind_names), &i);
	if (ok)
		*out = (enum question_kind)i;
	return ok;
}

bool state_parse(struct slice name, enum answer_state *out)
{
	unsigned i;
	bool ok = lookup(name, state_names, COUNT(state_names), &i);
	if (ok)
		*out = (enum answer_state)i;
	return ok;
}

bool origin_parse(struct slice name, enum origin *out)
{
	unsigned i;
	bool ok = lookup(name, origin_names, COUNT(origin_names), &i);
	if (ok)
		*out = (enum origin)i;
	return ok;
}

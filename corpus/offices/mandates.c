/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table: lines "slug<TAB>name<TAB>title<TAB>first day<TAB>last day<TAB>parliament<TAB>"?" when
 * unsure<TAB>as signed", sorted bytewise by slug (a test checks the order), taken apart once.
 */
#include "corpus/offices/mandates.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "corpus/offices/added.h"
#include "corpus/offices/offices.h"
#include "corpus/text/person_name.h"

extern const char mandates_data[], mandates_end[];

__asm__(".section .rodata\n"
	".global mandates_data\n"
	"mandates_data:\n"
	".incbin \"corpus/offices/mandates.tsv\"\n"
	".global mandates_end\n"
	"mandates_end:\n"
	".byte 0\n"
	".previous\n");

static struct slice table(void)
{
	return slice_make(mandates_data, (size_t)(mandates_end - mandates_data));
}

static int number(struct slice digits)
{
	int value = 0;
	for (size_t i = 0; i < digits.len; i++)
		value = value * 10 + (digits.ptr[i] - '0');
	return value;
}

static bool read_line(struct slice *rest, struct mandate *out)
{
	struct slice line;
	if (!slice_next_line(rest, &line))
		return false;
	out->slug = added_column(&line);
	out->name = added_column(&line);
	out->title = added_column(&line);
	out->start = number(added_column(&line));
	out->end = number(added_column(&line));
	if (!parliament_parse(added_column(&line), &out->parliament))
		out->parliament = PARLIAMENT_UNKNOWN;
	out->unsure = added_column(&line).len > 0;
	out->signed_as = added_column(&line);
	return true;
}

static bool is_corrected(struct slice added, const struct mandate *m)
{
	struct mandate other;
	while (read_line(&added, &other))
		if (other.parliament == m->parliament && slice_eq(other.slug, m->slug) &&
		    slice_eq(other.title, m->title))
			return true;
	return false;
}

/* ---- the table ---- */

struct rows {
	struct mandate *items;
	size_t count;
};

static struct rows rows;
static pthread_once_t rows_once = PTHREAD_ONCE_INIT;

static void read_rows(void)
{
	struct slice rest = table();
	size_t lines = 0;
	for (size_t i = 0; i < rest.len; i++)
		lines += rest.ptr[i] == '\n';
	rows.items = memory_zeroed(lines, sizeof *rows.items);
	while (rows.count < lines && read_line(&rest, &rows.items[rows.count]))
		rows.count++;
}

/* pos counts bytes of what is added, then rows. */
bool mandates_next(size_t *pos, struct mandate *out)
{
	struct slice added = added_mandates(), rest = slice_from(added, *pos);
	pthread_once(&rows_once, read_rows);
	if (rest.len && read_line(&rest, out)) {
		*pos = added.len - rest.len;
		return true;
	}
	while (*pos < added.len + rows.count) {
		*out = rows.items[(*pos)++ - added.len];
		if (!added.len || !is_corrected(added, out))
			return true;
	}
	return false;
}

bool mandates_runs(const struct mandate *self, int day)
{
	return !day || (day >= self->start && (!self->end || day <= self->end));
}

/* The first row whose slug is not before this one. */
static size_t lower_bound(struct slice slug)
{
	pthread_once(&rows_once, read_rows);
	size_t low = 0, high = rows.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (slice_compare(rows.items[middle].slug, slug) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool mandates_of(struct slice slug, int day, size_t *pos, struct mandate *out)
{
	const size_t added = added_mandates().len;
	if (!slug.len)
		return false;
	for (;;) {
		if (*pos == added)
			*pos += lower_bound(slug);
		if (!mandates_next(pos, out) || (*pos > added && !slice_eq(out->slug, slug)))
			return false;
		if (slice_eq(out->slug, slug) && mandates_runs(out, day))
			return true;
	}
}

/* ---- by name ---- */

/* Every word is a word of the slug, or the first letter of one. */
static bool name_fits(struct slice slug, struct slice words)
{
	struct slice word, other;
	size_t pos = 0;
	while (name_slug_next(words, &pos, &word)) {
		size_t at = 0;
		bool found = false;
		while (!found && name_slug_next(slug, &at, &other))
			found = slice_eq(word, other) ||
				(word.len == 1 && other.ptr[0] == word.ptr[0]);
		if (!found)
			return false;
	}
	return true;
}

/* Words of a name that are no particles; initials count, but not by themselves. */
static size_t count_words(struct slice slug, size_t *whole)
{
	struct slice word;
	size_t pos = 0, count = 0;
	*whole = 0;
	while (name_slug_next(slug, &pos, &word))
		if (!name_is_particle(word)) {
			count++;
			*whole += word.len > 1;
		}
	return count;
}

enum {
	FLEMISH = 1 << PARLIAMENT_VLAAMS,
	BELGIAN = FLEMISH | 1 << PARLIAMENT_KAMER,
	COUNTED_MAX = 64, /* people told apart; more are simply many */
};

/* People counted, each once. */
struct count {
	struct slice *names;
	size_t room, count;
	struct slice slugs[COUNTED_MAX];
};

static void count_person(struct count *self, const struct mandate *m)
{
	for (size_t i = 0; i < self->count && i < COUNTED_MAX; i++)
		if (slice_eq(self->slugs[i], m->slug))
			return;
	if (self->count < COUNTED_MAX)
		self->slugs[self->count] = m->slug;
	if (self->count < self->room)
		self->names[self->count] = m->name;
	self->count++;
}

/* Whose mandates count: of some parliaments, on a day, with the offices of a printed role. */
struct wanted {
	unsigned parliaments; /* bits */
	int day;
	struct slice role;
	bool sure; /* only those from a source */
};

/* Two are staatssecretaris, or none; a text that says nothing of it may be either. */
static bool same_rank(struct slice title, struct slice role)
{
	size_t end;
	return !offices_rank(role, &end) || slice_starts_nocase(title, "staatssecretaris") ==
						    slice_starts_nocase(role, "staatssecretaris");
}

static bool is_wanted(const struct mandate *m, const struct wanted *w)
{
	return (w->parliaments & 1U << m->parliament) && !(w->sure && m->unsure) &&
	       mandates_runs(m, w->day) &&
	       (!w->role.len || (same_rank(m->title, w->role) && offices_holds(m->title, w->role)));
}

static size_t find_words(struct slice words, const struct wanted *w,
			 bool (*fits)(struct slice, struct slice), struct slice *names, size_t room)
{
	struct count found = {.names = names, .room = room};
	struct arena arena = ARENA_INIT;
	struct mandate m;
	size_t pos = 0, whole;
	count_words(words, &whole);
	while (whole && mandates_next(&pos, &m))
		if (is_wanted(&m, w) &&
		    (fits(m.slug, words) ||
		     (m.signed_as.len && fits(name_slug(&arena, m.signed_as), words))))
			count_person(&found, &m);
	arena_release(&arena);
	return found.count;
}

size_t mandates_find(struct slice printed, int day, struct slice *names, size_t room)
{
	struct arena arena = ARENA_INIT;
	const struct wanted w = {.parliaments = FLEMISH, .day = day};
	size_t count = find_words(name_person_slug(&arena, printed), &w, name_fits, names, room);
	arena_release(&arena);
	return count;
}

bool mandates_is_signature(struct slice slug, struct slice words)
{
	struct arena arena = ARENA_INIT;
	struct mandate m;
	size_t pos = 0;
	bool found = false;
	while (!found && mandates_of(slug, 0, &pos, &m))
		found = m.signed_as.len && name_slug_holds(name_slug(&arena, m.signed_as), words);
	arena_release(&arena);
	return found;
}

struct slice mandates_bare_surname(struct slice slug)
{
	struct mandate m;
	struct slice given, surname, last;
	struct arena arena = ARENA_INIT;
	size_t pos = 0;
	if (!mandates_of(slug, 0, &pos, &m))
		return SLICE_EMPTY;
	name_split(m.name, &given, &surname);
	last = name_slug(&arena, surname);
	/* of the slug, which lives on */
	struct slice bare = given.len && slug.len > last.len ? slice_from(slug, slug.len - last.len)
							     : SLICE_EMPTY;
	bool alone = slice_eq(bare, last);
	for (pos = 0; alone && mandates_next(&pos, &m);) {
		name_split(m.name, &given, &surname);
		alone = slice_eq(m.slug, slug) || !slice_eq(name_slug(&arena, surname), last);
	}
	arena_release(&arena);
	return alone ? bare : SLICE_EMPTY;
}

bool mandates_is_full_name(struct slice printed)
{
	struct arena arena = ARENA_INIT;
	size_t whole, count = count_words(name_person_slug(&arena, printed), &whole);
	arena_release(&arena);
	return count >= 2 && whole;
}

size_t mandates_holders(struct slice office, int day, struct slice *names, size_t room)
{
	struct count found = {.names = names, .room = room};
	struct mandate m;
	size_t pos = 0;
	while (mandates_next(&pos, &m))
		if (m.parliament == PARLIAMENT_VLAAMS && mandates_runs(&m, day) &&
		    offices_holds(m.title, office))
			count_person(&found, &m);
	return found.count;
}

bool mandates_with_office(struct slice role, enum parliament parliament, size_t *pos,
			  struct mandate *out)
{
	const struct wanted w = {1U << parliament, 0, role, false};
	while (role.len && mandates_next(pos, out))
		if (is_wanted(out, &w))
			return true;
	return false;
}

bool mandates_holder(const struct mandate *held, size_t count, int day, struct mandate *out)
{
	struct count found = {.names = NULL};
	for (size_t i = 0; day && i < count; i++)
		if (mandates_runs(&held[i], day)) {
			if (!found.count || (out->unsure && !held[i].unsure))
				*out = held[i];
			count_person(&found, &held[i]);
		}
	return found.count == 1;
}

/* The words stand in the name one behind the other, and are not its given names only. */
static bool is_surname(struct slice slug, struct slice words)
{
	for (size_t i = 1; i + words.len <= slug.len; i++)
		if (slug.ptr[i - 1] == '-' && slice_eq(slice_sub(slug, i, i + words.len), words) &&
		    (i + words.len == slug.len || slug.ptr[i + words.len] == '-'))
			return true;
	return slice_eq(slug, words);
}

static struct slice the_one(struct slice words, struct wanted w, bool full)
{
	struct slice names[1];
	w.sure = true;
	size_t count = find_words(words, &w, full ? name_fits : is_surname, names, 1);
	return count == 1 ? names[0] : SLICE_EMPTY;
}

static struct slice flemish_person(struct slice words, int day)
{
	struct slice names[1];
	struct wanted w = {.parliaments = FLEMISH, .day = day, .sure = true};
	size_t count = day ? find_words(words, &w, name_fits, names, 1) : 0;
	w.day = 0;
	if (!count)
		count = find_words(words, &w, name_fits, names, 1);
	return count == 1 ? names[0] : SLICE_EMPTY;
}

/* In office on the day, else with an office of the role; a full name of the Chamber stands for
 * whoever ever bore it. */
static struct slice other_person(struct slice words, struct slice role, enum parliament parliament,
				 int day, bool full)
{
	struct wanted w = {.parliaments = 1U << parliament, .day = day};
	struct slice name = day ? the_one(words, w, full) : SLICE_EMPTY;
	if (!name.len && parliament == PARLIAMENT_KAMER && full) {
		w = (struct wanted){.parliaments = BELGIAN};
		name = the_one(words, w, full);
	}
	w = (struct wanted){.parliaments = 1U << parliament, .day = day, .role = role};
	return name.len || !role.len ? name : the_one(words, w, full);
}

struct slice mandates_person(struct slice printed, struct slice role, enum parliament parliament,
			     int day)
{
	struct arena arena = ARENA_INIT;
	struct slice words = name_person_slug(&arena, printed), name = SLICE_EMPTY;
	size_t whole, count = count_words(words, &whole);
	if (words.len && parliament == PARLIAMENT_VLAAMS)
		name = flemish_person(words, day);
	else if (words.len && parliament != PARLIAMENT_UNKNOWN)
		name = other_person(words, role, parliament, day, count >= 2 && whole);
	else if (count >= 2 && whole)
		name = the_one(words, (struct wanted){.parliaments = BELGIAN}, true);
	arena_release(&arena);
	return name;
}

/* ---- by question ---- */

int mandates_day(const struct question *question)
{
	return question->date_answered ? question->date_answered : question->date_asked;
}

/* The printed role has fields of policy, and the person has none of them that day. */
static bool is_contradicted(struct slice role, struct slice slug, int day)
{
	struct office_cursor cursor = offices_of(role, false);
	struct slice office;
	struct mandate m;
	bool fields = false;
	while (offices_next(&cursor, &office)) {
		size_t end, pos = 0;
		if (offices_rank(office, &end))
			continue;
		fields = true;
		while (mandates_of(slug, day, &pos, &m))
			if (m.parliament == PARLIAMENT_VLAAMS && offices_holds(m.title, office))
				return false;
	}
	return fields;
}

bool mandates_of_minister(const struct question *question, const struct minister *minister,
			  size_t *pos, struct mandate *out)
{
	int day = mandates_day(question);
	if (question->parliament != PARLIAMENT_VLAAMS || !day)
		return false;
	struct slice name = mandates_person(minister->name, minister->role, question->parliament,
					    day);
	struct arena arena = ARENA_INIT;
	struct slice slug = name_slug(&arena, name);
	bool known = *pos > 0 || !is_contradicted(minister->role, slug, day);
	bool found = known && mandates_of(slug, day, pos, out);
	while (found && (out->parliament != PARLIAMENT_VLAAMS || out->unsure))
		found = mandates_of(slug, day, pos, out);
	arena_release(&arena);
	return found;
}

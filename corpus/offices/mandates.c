/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table is searched in place: lines "slug<TAB>name<TAB>title<TAB>first day<TAB>last
 * day", sorted bytewise by slug.  A test checks the order.  It is 25 kB: a surname
 * is looked up by reading all of it, which takes some ten microseconds.
 */
#include "corpus/offices/mandates.h"

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

static struct slice take_column(struct slice *line)
{
	size_t end = slice_find(*line, 0, "\t");
	struct slice column = slice_sub(*line, 0, end);
	*line = slice_from(*line, end + 1);
	return column;
}

static int number(struct slice digits)
{
	int value = 0;
	for (size_t i = 0; i < digits.len; i++)
		value = value * 10 + (digits.ptr[i] - '0');
	return value;
}

bool mandates_next(size_t *pos, struct mandate *out)
{
	struct slice rest = slice_from(table(), *pos), line;
	if (!slice_next_line(&rest, &line))
		return false;
	*pos = table().len - rest.len;
	out->slug = take_column(&line);
	out->name = take_column(&line);
	out->title = take_column(&line);
	out->start = number(take_column(&line));
	out->end = number(take_column(&line));
	return true;
}

bool mandates_runs(const struct mandate *self, int day)
{
	return !day || (day >= self->start && (!self->end || day <= self->end));
}

/* The offset of the first line whose slug is not before this one. */
static size_t lower_bound(struct slice slug)
{
	struct slice all = table();
	size_t low = 0, high = all.len;
	while (low < high) {
		size_t start = low + (high - low) / 2;
		while (start > low && all.ptr[start - 1] != '\n')
			start--;
		struct slice here = slice_sub(all, start, slice_find(all, start, "\t"));
		if (slice_compare(here, slug) < 0)
			low = slice_find(all, start, "\n") + 1;
		else
			high = start;
	}
	return low;
}

bool mandates_of(struct slice slug, int day, size_t *pos, struct mandate *out)
{
	if (!slug.len)
		return false;
	if (!*pos)
		*pos = lower_bound(slug);
	while (mandates_next(pos, out) && slice_eq(out->slug, slug))
		if (mandates_runs(out, day))
			return true;
	return false;
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
			found = slice_eq(word, other) || (word.len == 1 &&
							  other.ptr[0] == word.ptr[0]);
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

/* People counted; the list has all mandates of one together. */
struct count {
	struct slice *names;
	size_t room, count;
	struct slice last;
};

static void count_person(struct count *self, const struct mandate *m)
{
	if (slice_eq(self->last, m->slug))
		return;
	self->last = m->slug;
	if (self->count < self->room)
		self->names[self->count] = m->name;
	self->count++;
}

static size_t find_words(struct slice words, int day, struct slice *names, size_t room)
{
	struct count found = {.names = names, .room = room};
	struct mandate m;
	size_t pos = 0, whole;
	count_words(words, &whole);
	while (whole && mandates_next(&pos, &m))
		if (mandates_runs(&m, day) && name_fits(m.slug, words))
			count_person(&found, &m);
	return found.count;
}

size_t mandates_find(struct slice printed, int day, struct slice *names, size_t room)
{
	struct arena arena = ARENA_INIT;
	size_t count = find_words(name_person_slug(&arena, printed), day, names, room);
	arena_release(&arena);
	return count;
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
		if (mandates_runs(&m, day) && offices_holds(m.title, office))
			count_person(&found, &m);
	return found.count;
}

struct slice mandates_person(struct slice printed, enum parliament parliament, int day)
{
	struct slice names[1];
	bool flemish = parliament == PARLIAMENT_VLAAMS;
	if (!printed.len || parliament == PARLIAMENT_TWEEDEKAMER)
		return SLICE_EMPTY;
	if (!flemish && !mandates_is_full_name(printed))
		return SLICE_EMPTY;
	size_t count = flemish && day ? mandates_find(printed, day, names, 1) : 0;
	if (!count)
		count = mandates_find(printed, 0, names, 1);
	return count == 1 ? names[0] : SLICE_EMPTY;
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
			if (offices_holds(m.title, office))
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
	struct slice name = mandates_person(minister->name, question->parliament, day);
	struct arena arena = ARENA_INIT;
	struct slice slug = name_slug(&arena, name);
	bool known = *pos > 0 || !is_contradicted(minister->role, slug, day);
	bool found = known && mandates_of(slug, day, pos, out);
	arena_release(&arena);
	return found;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/offices/offices.h"

#include "base/buffer.h"
#include "corpus/text/latin.h"
#include "corpus/text/person_name.h"

/* The longer before those they begin with; `office` when the rank is an office by itself. */
static const struct {
	const char *word, *office;
} ranks[] = {
	{"viceminister-president", "Viceminister-president"},
	{"vice-minister-president", "Viceminister-president"},
	{"minister-president", "Minister-president"},
	{"vice-eersteminister", "Vice-eersteminister"},
	{"vice-eerste minister", "Vice-eersteminister"},
	{"vice-premier", "Vice-eersteminister"},
	{"eerste minister", "Eerste minister"},
	{"eersteminister", "Eerste minister"},
	{"staatssecretarissen", "Staatssecretaris"},
	{"staatssecretaris", "Staatssecretaris"},
	{"gemeenschapsminister", NULL},
	{"vlaams minister", NULL},
	{"vlaamse minister", NULL},
	{"ministers", NULL},
	{"minister", NULL},
};
enum { RANKS = sizeof ranks / sizeof *ranks };

/* Bytes of `words` at the start of s, when no letter or hyphen follows; else 0. */
static size_t starts_word(struct slice s, const char *words)
{
	size_t n = strlen(words);
	if (!slice_starts_nocase(s, words))
		return 0;
	bool more = n < s.len &&
		    (byte_is_alpha(s.ptr[n]) || s.ptr[n] == '-' || (unsigned char)s.ptr[n] >= 0x80);
	return more ? 0 : n;
}

static size_t find_rank(struct slice s, const char **office)
{
	for (size_t i = 0; i < RANKS; i++) {
		size_t n = starts_word(s, ranks[i].word);
		if (n) {
			*office = ranks[i].office;
			return n;
		}
	}
	return 0;
}

static size_t skip_spaces(struct slice s, size_t at)
{
	while (at < s.len && byte_is_space(s.ptr[at]))
		at++;
	return at;
}

/* Behind any of the words, and the white space around, that stand at `at`. */
static size_t skip_words(struct slice s, size_t at, const char *const *words, size_t count)
{
	at = skip_spaces(s, at);
	for (size_t i = 0; i < count; i++) {
		size_t n = starts_word(slice_from(s, at), words[i]);
		if (n) {
			at = skip_spaces(s, at + n);
			i = (size_t)-1;
		}
	}
	return at;
}

struct office_cursor offices_of(struct slice title, bool whole)
{
	return (struct office_cursor){.title = title, .whole = whole};
}

/* What stands between a rank and its fields. */
static size_t skip_joints(struct slice s, size_t at)
{
	static const char *const joints[] = {"van de vlaamse regering",
					     "van de regering",
					     "belast met",
					     "van",
					     "voor",
					     "en",
					     "de",
					     "het"};
	return skip_words(s, at, joints, sizeof joints / sizeof *joints);
}

static bool is_joint(struct slice s, size_t at)
{
	struct slice rest = slice_from(s, at);
	/* "Steden- en Plattelandsbeleid" is one */
	return at && byte_is_space(s.ptr[at - 1]) && starts_word(rest, "en") &&
	       !(at >= 2 && s.ptr[at - 2] == '-');
}

/* End of the field that starts at `at`. */
static size_t field_end(const struct office_cursor *self, size_t at)
{
	struct slice s = self->title;
	const char *office;
	for (size_t i = at; i < s.len; i++) {
		struct slice rest = slice_from(s, i);
		bool word = i > at && byte_is_space(s.ptr[i - 1]);
		if (word &&
		    (starts_word(rest, "belast met") || starts_word(rest, "toegevoegd aan")))
			return i;
		if (s.ptr[i] != ',' && !is_joint(s, i))
			continue;
		struct slice next = slice_from(rest, skip_spaces(rest, s.ptr[i] == ',' ? 1 : 2));
		if (!self->whole || find_rank(next, &office))
			return i;
	}
	return s.len;
}

bool offices_next(struct office_cursor *self, struct slice *office)
{
	struct slice s = self->title;
	while (self->pos < s.len) {
		const char *rank;
		if (byte_is_space(s.ptr[self->pos]) || s.ptr[self->pos] == ',') {
			self->pos++;
			continue;
		}
		self->pos = skip_joints(s, self->pos);
		struct slice rest = slice_from(s, self->pos);
		size_t n = find_rank(rest, &rank);
		if (starts_word(rest, "toegevoegd aan")) {
			self->pos = s.len;
		} else if (n) {
			self->pos = skip_joints(s, self->pos + n);
			*office = slice_of(rank);
			if (rank)
				return true;
		} else {
			size_t end = field_end(self, self->pos);
			*office = slice_trim(slice_sub(s, self->pos, end));
			self->pos = end;
			if (office->len && slice_ends(*office, "."))
				office->len--;
			if (office->len)
				return true;
		}
	}
	return false;
}

bool offices_rank(struct slice text, size_t *end)
{
	static const char *const prepositions[] = {"van", "voor"};
	const char *office;
	size_t n = find_rank(text, &office);
	*end = 0;
	if (!n)
		return false;
	size_t at = skip_spaces(text, n);
	for (size_t i = 0; i < 2; i++)
		if (starts_word(slice_from(text, at), prepositions[i]))
			*end = skip_spaces(text, at + strlen(prepositions[i]));
	return true;
}

static bool holds_one(struct arena *arena, struct slice title, struct slice words)
{
	struct office_cursor cursor = offices_of(title, false);
	struct slice office;
	while (offices_next(&cursor, &office))
		if (name_slug_holds(name_slug(arena, office), words))
			return true;
	return false;
}

bool offices_holds(struct slice title, struct slice wanted)
{
	struct arena arena = ARENA_INIT;
	struct office_cursor cursor = offices_of(wanted, false);
	struct slice office;
	bool all = true, any = false;
	while (all && offices_next(&cursor, &office)) {
		any = true;
		all = holds_one(&arena, title, name_slug(&arena, office));
	}
	arena_release(&arena);
	return any && all;
}

struct slice offices_display(struct arena *arena, struct slice office)
{
	struct buffer out = BUFFER_INIT;
	bool capitals = office.len > 4 && latin_all_capitals(office);
	for (size_t i = 0; i < office.len;) {
		bool first = i == 0;
		uint32_t c = utf8_next(office, &i);
		utf8_add(&out, first ? latin_upper(c) : capitals ? latin_lower(c) : c);
	}
	struct slice kept = arena_copy(arena, buffer_slice(&out));
	buffer_release(&out);
	return kept;
}

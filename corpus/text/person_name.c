/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/text/person_name.h"

#include "base/buffer.h"
#include "corpus/text/latin.h"

bool name_is_particle(struct slice word)
{
	static const char *const particles[] = {
		"van",           "de", "den", "der", "het", "ten", "ter", "te", "op", "in", "'t",
		"\xe2\x80\x99t", "la", "le",  "du",  "von", "zu",  "el",  NULL};
	return slice_is_one_of(word, particles);
}

static struct slice collapse(struct arena *arena, struct slice raw)
{
	char *out = arena_alloc(arena, raw.len + 1);
	size_t n = 0;
	raw = slice_trim(raw);
	for (size_t i = 0; i < raw.len; i++) {
		char c = byte_is_space(raw.ptr[i]) ? ' ' : raw.ptr[i];
		if (c == ' ' && n && out[n - 1] == ' ')
			continue;
		out[n++] = c;
	}
	out[n] = '\0';
	return slice_make(out, n);
}

static struct slice turn_round(struct arena *arena, struct slice name)
{
	size_t comma = slice_find(name, 0, ",");
	if (comma == name.len)
		return name;
	struct slice last = slice_trim(slice_sub(name, 0, comma));
	struct slice first = slice_trim(slice_from(name, comma + 1));
	if (!first.len || !last.len || slice_find(first, 0, ",") != first.len)
		return name;
	return arena_printf(arena, "%.*s %.*s", SLICE_ARG(first), SLICE_ARG(last));
}

/* One word of a name in capitals: first letter, and the one behind a hyphen, dot or "D'", stay. */
static void add_cased(struct buffer *out, struct slice word, bool lower_all)
{
	bool upper = !lower_all;
	size_t letters = 0;
	for (size_t i = 0; i < word.len;) {
		uint32_t c = utf8_next(word, &i);
		utf8_add(out, upper ? c : latin_lower(c));
		letters++;
		bool apostrophe = c == '\'' || c == 0x2019;
		upper = !lower_all && (c == '-' || c == '.' || (apostrophe && letters == 2));
	}
}

static struct slice undo_capitals(struct arena *arena, struct slice name)
{
	struct buffer out = BUFFER_INIT;
	bool particle_before = false;
	for (size_t i = 0; i < name.len;) {
		size_t end = slice_find(name, i, " ");
		struct slice word = slice_sub(name, i, end);
		bool particle = name_is_particle(word);
		if (out.len)
			buffer_add_byte(&out, ' ');
		add_cased(&out, word, particle && particle_before);
		particle_before = particle;
		i = end + 1;
	}
	struct slice kept = arena_copy(arena, buffer_slice(&out));
	buffer_release(&out);
	return kept;
}

struct slice name_display(struct arena *arena, struct slice raw)
{
	struct slice name = turn_round(arena, collapse(arena, raw));
	return latin_all_capitals(name) && name.len > 3 ? undo_capitals(arena, name) : name;
}

struct slice name_slug(struct arena *arena, struct slice name)
{
	char *out = arena_alloc(arena, name.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < name.len;) {
		uint32_t c = latin_base(latin_lower(utf8_next(name, &i)));
		bool word = c < 0x80 && (byte_is_alpha((char)c) || byte_is_digit((char)c));
		if (word)
			out[n++] = byte_lower((char)c);
		else if (n && out[n - 1] != '-' && c != '\'' && c != 0x2019)
			out[n++] = '-';
	}
	if (n && out[n - 1] == '-')
		n--;
	out[n] = '\0';
	return slice_make(out, n);
}

static bool is_address(struct slice word)
{
	static const char *const words[] = {
		"minister",         "vlaams", "vlaamse", "viceminister", "president", "vice",
		"staatssecretaris", "heer",   "mevrouw", "dhr",          "mevr",      "mw"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_is(word, words[i]))
			return true;
	return false;
}

struct slice name_person_slug(struct arena *arena, struct slice printed)
{
	struct slice slug = name_slug(arena, printed), word;
	size_t pos = 0, start = 0;
	while (name_slug_next(slug, &pos, &word)) {
		bool the = slice_is(word, "de") && slice_starts(slice_from(slug, pos), "heer");
		if (!the && !is_address(word))
			return slice_from(slug, start);
		start = pos;
	}
	return SLICE_EMPTY;
}

struct slice name_person(struct arena *arena, struct slice printed)
{
	struct slice whole = name_display(arena, printed), name = whole;
	while (name.len) {
		size_t end = slice_find(name, 0, " ");
		if (slice_starts_nocase(name, "de heer "))
			end = strlen("de heer");
		if (name_person_slug(arena, slice_sub(name, 0, end)).len)
			return name_display(arena, name);
		name = slice_from(name, end + 1);
	}
	return whole;
}

bool name_slug_next(struct slice slug, size_t *pos, struct slice *word)
{
	size_t end = slice_find(slug, *pos, "-");
	if (*pos >= slug.len)
		return false;
	*word = slice_sub(slug, *pos, end);
	*pos = end + 1;
	return true;
}

static bool slug_has(struct slice slug, struct slice word)
{
	struct slice other;
	size_t pos = 0;
	while (name_slug_next(slug, &pos, &other))
		if (slice_eq(other, word))
			return true;
	return false;
}

bool name_slug_holds(struct slice slug, struct slice words)
{
	struct slice word;
	size_t pos = 0;
	while (name_slug_next(words, &pos, &word))
		if (!slug_has(slug, word))
			return false;
	return words.len > 0;
}

/* "v-d-plas", "vd-plas", "v-plas" at the start: what follows, with the particles it stands for left
 * out. */
static struct slice behind_short_particles(struct slice words, bool *article)
{
	*article = false;
	if (slice_starts(words, "vd-") || slice_starts(words, "v-d-")) {
		*article = true;
		return slice_from(words, slice_starts(words, "vd-") ? 3 : 4);
	}
	return slice_starts(words, "v-") ? slice_from(words, 2) : words;
}

/* The slug ends in these words behind "van", or "van de", "van der", "van den". */
static bool has_behind_van(struct slice slug, struct slice words, bool article)
{
	static const char *const articles[] = {"van-de-", "van-der-", "van-den-"};
	if (!words.len || slug.len < words.len ||
	    !slice_eq(slice_from(slug, slug.len - words.len), words))
		return false;
	struct slice before = slice_sub(slug, 0, slug.len - words.len);
	for (size_t i = 0; article && i < sizeof articles / sizeof *articles; i++)
		if (slice_ends(before, articles[i]))
			return true;
	return !article && slice_ends(before, "van-");
}

bool name_written_has(struct slice slug, struct slice words)
{
	struct slice initial, first, rest = words;
	size_t pos = 0, at = 0;
	bool article;
	if (name_slug_holds(slug, words))
		return true;
	if (!name_slug_next(slug, &at, &first))
		return false;
	struct slice short_name = behind_short_particles(words, &article);
	if (short_name.len < words.len && has_behind_van(slug, short_name, article))
		return true;
	while (name_slug_next(words, &pos, &initial) && initial.len == 1)
		rest = slice_from(words, pos);
	if (rest.len == words.len || name_is_particle(first) || first.ptr[0] != words.ptr[0])
		return false;
	struct slice surname = slice_from(slug, at);
	short_name = behind_short_particles(rest, &article);
	return name_slug_holds(surname, rest) ||
	       (short_name.len < rest.len && has_behind_van(surname, short_name, article));
}

void name_split(struct slice name, struct slice *given, struct slice *surname)
{
	name = slice_trim(name);
	size_t last = 0, start = 0;
	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] != ' ')
			continue;
		last = i + 1;
		if (!start && name_is_particle(slice_sub(name, last, slice_find(name, last, " "))))
			start = last;
	}
	if (name_is_particle(slice_sub(name, 0, slice_find(name, 0, " "))))
		start = last = 0;
	start = start ? start : last;
	*given = slice_trim(slice_sub(name, 0, start));
	*surname = slice_from(name, start);
}

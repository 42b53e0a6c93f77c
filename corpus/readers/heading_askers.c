/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/readers/heading_internal.h"

#include "base/buffer.h"
#include "corpus/offices/parties.h"
#include "corpus/text/latin.h"
#include "corpus/text/person_name.h"

struct slice heading_mend_name(struct question *q, struct slice name)
{
	static const char *const dashes[] = {" \xe2\x80\x93 ", " - "};
	struct buffer out = BUFFER_INIT;
	uint32_t before = 0;
	size_t lower_run = 0;
	name = slice_trim(name);
	for (size_t i = 0; i < name.len;) {
		bool dash = false;
		for (size_t d = 0; d < 2 && !dash; d++)
			if (slice_starts(slice_from(name, i), dashes[d])) {
				buffer_add_byte(&out, '-');
				i += strlen(dashes[d]);
				dash = true;
			}
		if (dash) {
			lower_run = 0;
			continue;
		}
		uint32_t c = utf8_next(name, &i);
		if (latin_is_upper(c) && latin_is_lower(before) && lower_run >= 3)
			buffer_add_byte(&out, ' ');
		lower_run = latin_is_lower(c) ? lower_run + 1 : 0;
		utf8_add(&out, c);
		before = c;
	}
	struct slice mended = name_display(&q->arena, buffer_slice(&out));
	buffer_release(&out);
	return mended;
}

static struct slice strip_party(struct slice party)
{
	static const char *const words[] = {"beiden", "beide", "allen", "alle", "allemaal"};
	party = slice_trim(party);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct slice rest = slice_from(party, strlen(words[i]));
		if (slice_starts(party, words[i]) && rest.len && byte_is_space(rest.ptr[0]))
			return slice_trim(rest);
	}
	return party;
}

/* "lid X", "Kamerlid X": the name. */
static struct slice without_title(struct slice name)
{
	static const char *const words[] = {"lid ",        "leden ",           "kamerlid ",
					    "kamerleden ", "tweede kamerlid ", "mevrouw ",
					    "de heer "};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_starts_nocase(name, words[i]))
			return slice_trim(slice_from(name, strlen(words[i])));
	return name;
}

/* "Visser, D66, aan": a piece that is the letters of a party, not a name. */
static bool is_party(struct question *q, struct slice piece)
{
	struct slice slug;
	size_t capitals = 0, pos = 0;
	for (size_t i = 0; i < piece.len; i++)
		capitals += (piece.ptr[i] >= 'A' && piece.ptr[i] <= 'Z') ||
			    byte_is_digit(piece.ptr[i]);
	return q->asker_count && capitals >= 2 && slice_find(piece, 0, " ") == piece.len &&
	       party_names(piece, &q->arena, &pos, &slug);
}

/* The names before a bracketed party: "Sneller , Bamenga en Rooderkerk". */
static void add_names(struct question *q, struct slice names, struct slice party)
{
	static const char *const joints[] = {",", " en "};
	names = slice_trim(names);
	while (names.len) {
		if (slice_starts(names, ",")) {
			names = slice_trim(slice_from(names, 1));
			continue;
		}
		if (slice_starts(names, "en ")) {
			names = slice_trim(slice_from(names, 3));
			continue;
		}
		size_t joint;
		const size_t end = slice_find_any(names, joints, sizeof joints / sizeof *joints,
						  &joint);
		struct slice one = slice_trim(slice_sub(names, 0, end));
		one = without_title(one);
		if (!party.len && is_party(q, one)) {
			struct asker *last = &q->askers[q->asker_count - 1];
			last->party = last->party.len ? last->party : arena_copy(&q->arena, one);
			names = slice_trim(slice_from(names, end));
			continue;
		}
		question_add_asker(q, heading_mend_name(q, one), party);
		question_mark(q, FIELD_ASKERS, ORIGIN_TEXT, 95);
		names = slice_trim(slice_from(names, end));
	}
}

void heading_take_askers(struct question *q, struct slice s)
{
	while (s.len) {
		size_t open = slice_find(s, 0, "("), close = slice_find(s, open, ")");
		struct slice party = open < s.len ? strip_party(slice_sub(s, open + 1, close))
						  : SLICE_EMPTY;
		add_names(q, slice_sub(s, 0, open), party);
		s = slice_from(s, close + 1);
	}
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/text/mentions.h"

#include <stdio.h>

#include "corpus/text/reference_internal.h"

enum { DOSSIER_DIGITS = 5, NUMBER_DIGITS_MAX = 5, CHAPTER_MAX = 8, MOTION_WITHIN = 90 };

static size_t skip_blanks(struct slice s, size_t i)
{
	for (;;) {
		if (i < s.len && byte_is_space(s.ptr[i]))
			i++;
		else if (slice_starts(slice_from(s, i), "\xc2\xa0"))
			i += 2;
		else
			return i;
	}
}

static size_t skip_comma(struct slice s, size_t i)
{
	i = skip_blanks(s, i);
	return i < s.len && (s.ptr[i] == ',' || s.ptr[i] == ';') ? skip_blanks(s, i + 1) : i;
}

/* "2022/23", "2022-2023", "vergaderjaar 2022–2023" at i, as "2022-2023"; i itself where there is
 * none. */
static size_t read_year(struct slice s, size_t i, char year[10])
{
	size_t at = slice_starts_nocase(slice_from(s, i), "vergaderjaar") ? skip_blanks(s, i + 12)
									  : i,
	       end;
	int from = 0;
	if (reference_read_session(s, at, year, &end))
		return end;
	for (end = at; end < s.len && byte_is_digit(s.ptr[end]); end++)
		from = from < 10000 ? from * 10 + (s.ptr[end] - '0') : from;
	bool dash = end == at + 4 && end < s.len && (s.ptr[end] == '/' || s.ptr[end] == '-');
	size_t second = end + (dash ? 1 : slice_starts(slice_from(s, end), "\xe2\x80\x93") ? 3 : 0);
	struct slice rest = slice_sub(s, second, second + 3);
	if (end != at + 4 || second == end || rest.len < 2 || !byte_is_digit(rest.ptr[0]) ||
	    !byte_is_digit(rest.ptr[1]) || (rest.len > 2 && byte_is_digit(rest.ptr[2])))
		return i;
	snprintf(year, 10, "%04u-%04u", (unsigned)from % 10000, ((unsigned)from + 1) % 10000);
	return second + 2;
}

/* "33529", "33 529", "33.529": five figures; the bytes up to their end, i where they are not
 * there. */
static size_t read_dossier(struct slice s, size_t i, char digits[DOSSIER_DIGITS + 1])
{
	size_t n = 0, at = i;
	for (; at < s.len && n < DOSSIER_DIGITS; at++) {
		bool gap = n == 2 && (s.ptr[at] == ' ' || s.ptr[at] == '.');
		if (byte_is_digit(s.ptr[at]))
			digits[n++] = s.ptr[at];
		else if (!gap)
			break;
	}
	digits[n] = '\0';
	return n == DOSSIER_DIGITS && !(at < s.len && byte_is_digit(s.ptr[at])) ? at : i;
}

/* The chapter of a budget, the part of a dossier or a treaty's number: " XII", "-XII", "-02", "
 * (R1234)"; as "XII", "" when there is none. */
static size_t read_chapter(struct slice s, size_t i, char chapter[CHAPTER_MAX + 1])
{
	size_t at = skip_blanks(s, i < s.len && s.ptr[i] == '-' ? i + 1 : i), n = 0;
	while (at + n < s.len && n < CHAPTER_MAX && strchr("IVXLABCDEFGH", s.ptr[at + n]))
		n++;
	if (!n && at > i && s.ptr[i] == '-')
		while (at + n < s.len && n < 2 && byte_is_digit(s.ptr[at + n]))
			n++;
	bool ends = at + n == s.len || !reference_word_char(s.ptr[at + n]);
	if (!ends)
		n = 0;
	memcpy(chapter, s.ptr + at, n);
	chapter[n] = '\0';
	if (n)
		return at + n;
	if (slice_starts(slice_from(s, at), "(R")) {
		size_t close = slice_find(s, at, ")");
		return close < at + CHAPTER_MAX + 2 ? close + 1 : i;
	}
	return i;
}

static void add_number(struct mention *out, const char *dossier, const char *chapter,
		       struct slice number)
{
	if (out->count == MENTION_NUMBERS_MAX)
		return;
	snprintf(out->numbers[out->count++], MENTION_TEXT_MAX, "%s%s%s%s%.*s", dossier,
		 *chapter ? "-" : "", chapter, number.len ? "-" : "",
		 (int)(number.len < 10 ? number.len : 10), number.len ? number.ptr : "");
}

/* A number, or a letter of the Senate's papers. */
static size_t number_end(struct slice s, size_t i)
{
	size_t end = i;
	while (end < s.len && end - i < NUMBER_DIGITS_MAX && byte_is_digit(s.ptr[end]))
		end++;
	if (end == i && end < s.len && s.ptr[end] >= 'A' && s.ptr[end] <= 'Z')
		end++;
	return end < s.len && reference_word_char(s.ptr[end]) ? i : end;
}

/* "nr. 15", "nrs. 15, 16 en 17" behind a dossier; the bytes up to their end. */
static size_t read_numbers(struct slice s, size_t i, const char *dossier, const char *chapter,
			   struct mention *out)
{
	size_t at = skip_comma(s, i), first = reference_skip_number_word(s, at), end = i;
	while (first != at) {
		size_t stop = number_end(s, first);
		if (stop == first)
			break;
		add_number(out, dossier, chapter, slice_sub(s, first, stop));
		end = stop;
		at = skip_comma(s, stop);
		if (slice_starts(slice_from(s, at), "en "))
			at = skip_blanks(s, at + 3);
		else if (at == skip_blanks(s, stop))
			break;
		first = at;
		at = stop;
	}
	return end;
}

/* The word before says that the paper is a motion: "de motie van het lid X (Kamerstuk ...". */
static bool is_motion(struct slice text, size_t at)
{
	size_t from = at > MOTION_WITHIN ? at - MOTION_WITHIN : 0, motion = at;
	struct slice before = slice_sub(text, 0, at);
	for (size_t i = from; (i = slice_find_nocase(before, i, "motie")) < at; i++)
		motion = i;
	if (motion == at)
		return false;
	for (size_t i = motion; i < at; i++)
		if (strchr(".;?!)", text.ptr[i]) && i + 1 < at && byte_is_space(text.ptr[i + 1]) &&
		    !(i > 2 && slice_starts(slice_from(text, i - 3), "c.s.")))
			return false;
	return true;
}

/* Behind the word: "II", "I/II", "EK", "TK", a year, and a comma. */
static size_t skip_chamber(struct slice s, size_t i, char year[10])
{
	static const char *const chambers[] = {"I/II", "II", "I", "EK", "TK"};
	i = skip_comma(s, i);
	for (size_t k = 0; k < sizeof chambers / sizeof *chambers; k++) {
		size_t n = strlen(chambers[k]);
		if (slice_starts(slice_from(s, i), chambers[k]) && i + n < s.len &&
		    !reference_word_char(s.ptr[i + n])) {
			i = skip_comma(s, i + n);
			break;
		}
	}
	year[0] = '\0';
	return skip_comma(s, read_year(s, i, year));
}

static bool read_paper(struct slice text, size_t word, size_t i, struct mention *out, size_t *end)
{
	char year[10], dossier[DOSSIER_DIGITS + 1], chapter[CHAPTER_MAX + 1];
	size_t at = skip_chamber(text, i, year), stop = read_dossier(text, at, dossier);
	if (stop == at)
		return false;
	size_t behind = read_chapter(text, stop, chapter);
	out->kind = is_motion(text, word) ? "motie" : "kamerstuk";
	*end = read_numbers(text, behind, dossier, chapter, out);
	if (!out->count) {
		*end = behind;
		add_number(out, dossier, chapter, SLICE_EMPTY);
	}
	return true;
}

static bool read_proceedings(struct slice text, size_t i, struct mention *out, size_t *end)
{
	char year[10];
	size_t at = skip_chamber(text, i, year);
	out->kind = "handelingen";
	*end = year[0] ? read_numbers(text, at, year, "", out) : at;
	return out->count > 0;
}

static bool ends_word(struct slice text, size_t at, const char *word)
{
	struct slice before = slice_trim(slice_sub(text, 0, at));
	return slice_ends(before, word);
}

/* The first of both at or after *pos. */
bool mention_find(struct slice text, size_t *pos, struct mention *out)
{
	size_t paper = slice_find(text, *pos, "amerstuk"),
	       proceedings = slice_find(text, *pos, "Handelingen ");
	while (paper < text.len || proceedings < text.len) {
		size_t at = paper < proceedings ? paper : proceedings, end;
		*out = (struct mention){.count = 0};
		if (at == paper) {
			size_t behind = at + 8 +
					(slice_starts(slice_from(text, at + 8), "ken") ? 3 : 0);
			bool word = at && (text.ptr[at - 1] == 'K' || text.ptr[at - 1] == 'k');
			if (word && read_paper(text, at - 1, behind, out, &end))
				return *pos = end, true;
			paper = slice_find(text, at + 8, "amerstuk");
		} else {
			bool questions = ends_word(text, at, "Aanhangsel") ||
					 ends_word(text, at, "Aanhangsel van de");
			if (!questions && read_proceedings(text, at + 12, out, &end))
				return *pos = end, true;
			proceedings = slice_find(text, at + 12, "Handelingen ");
		}
	}
	*pos = text.len;
	return false;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The labels behind the word of a mark: "op de vragen 1 en 2", "(1 t/m 3)", "een en twee". */
#include "corpus/text/marks_internal.h"

#include "corpus/text/latin.h"

/* ---- the words ---- */

/* May stand between the word and its labels, in any number. */
static const char *const links[] = {
	"op",          "bij",          "voor",        "van",       "aan",      "inzake",
	"betreffende", "de",           "het",         "uw",        "deze",     "kamervragen",
	"kamervraag",  "deelvragen",   "deelvraag",   "subvragen", "subvraag", "onderdelen",
	"onderdeel",   "punten",       "punt",        "vragen",    "vraag",    "antwoorden",
	"antwoord",    "vraagnummers", "vraagnummer", "nummers",   "nummer",   "nrs.",
	"nrs",         "nr.",          "nr",          "no.",
};

/* Ties a label that has words of its own to the last of a range: "vraag 1 t/m vraag 3". */
static const char *const ranges[] = {"t/m", "tot en met", "tem", "t.e.m."};

/* Ties a label to one that has words of its own: "vraag 1 en op vraag 2". */
static const char *const joints[] = {"en", "alsook", "evenals", "&", "+", ","};

/* Labels that are words, from 1 on: "de eerste en tweede vraag". */
static const char *const ordinals[] = {
	"eerste", "tweede",  "derde",   "vierde",  "vijfde",
	"zesde",  "zevende", "achtste", "negende", "tiende",
};

/* The same behind the word: "Vraag een". */
static const char *const cardinals[] = {
	"een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien",
};

/* ---- matching ---- */

size_t marks_skip_blanks(struct slice s, size_t i)
{
	for (;;) {
		if (i < s.len && (s.ptr[i] == ' ' || s.ptr[i] == '\t'))
			i++;
		else if (slice_starts(slice_from(s, i), "\xc2\xa0"))
			i += 2;
		else
			return i;
	}
}

/* Bytes of s that spell the words, whatever the case and diacritics; 0 when it goes on as a word or
 * begins another way. */
size_t marks_match_words(struct slice s, const char *words)
{
	size_t i = 0;
	if (s.len && (unsigned char)s.ptr[0] < 0x80 && byte_lower(s.ptr[0]) != words[0])
		return 0; /* nearly all end here */
	for (; *words; words++) {
		if (*words == ' ') {
			size_t next = marks_skip_blanks(s, i);
			if (next == i)
				return 0;
			i = next;
			continue;
		}
		if (i >= s.len ||
		    latin_base(latin_lower(utf8_next(s, &i))) != (unsigned char)*words)
			return 0;
		if (slice_starts(slice_from(s, i), "\xcc\x88")) /* a diaeresis of its own */
			i += 2;
	}
	size_t pos = i;
	return i < s.len && latin_is_letter(utf8_next(s, &pos)) ? 0 : i;
}

size_t marks_skip_links(struct slice line, size_t i, bool *any)
{
	bool again = true;
	*any = false;
	while (again) {
		again = false;
		i = marks_skip_blanks(line, i);
		for (size_t k = 0; k < sizeof links / sizeof *links && !again; k++) {
			size_t n = marks_match_words(slice_from(line, i), links[k]);
			again = n > 0;
			i += n;
		}
		*any = *any || again;
	}
	return i;
}

/* Bytes of the first of the words that stands in s, with the blanks around it; 0 when none does. */
size_t marks_match_any(struct slice s, const char *const words[], size_t count)
{
	size_t n = 0, i = marks_skip_blanks(s, 0);
	for (size_t k = 0; k < count && !n; k++)
		n = marks_match_words(slice_from(s, i), words[k]);
	return n ? marks_skip_blanks(s, i + n) : 0;
}

/* Bytes of what ties the labels at i to further ones, 0 when nothing does. */
size_t marks_match_joint(struct slice s)
{
	return marks_match_any(s, joints, sizeof joints / sizeof *joints);
}

bool marks_add_labels(struct labels *out, const struct labels *more)
{
	for (size_t i = 0; i < more->count; i++) {
		if (out->count == LABELS_MAX || more->numeral != out->numeral ||
		    (out->count && more->number[i] <= out->number[out->count - 1]))
			return false;
		out->letter[out->count] = more->letter[i];
		out->number[out->count++] = more->number[i];
	}
	return true;
}

/* "eerste", "1e", "2de", "1ste": the number, and the bytes of it; 0 for none. */
static int match_ordinal(struct slice s, size_t *used)
{
	static const char *const ends[] = {"ste", "de", "e"};
	for (size_t k = 0; k < sizeof ordinals / sizeof *ordinals; k++)
		if ((*used = marks_match_words(s, ordinals[k])) > 0)
			return (int)k + 1;
	size_t i = 0;
	int number = 0;
	for (; i < s.len && i < 3 && byte_is_digit(s.ptr[i]); i++)
		number = number * 10 + (s.ptr[i] - '0');
	for (size_t k = 0; i && number && k < sizeof ends / sizeof *ends; k++)
		if ((*used = marks_match_words(slice_from(s, i), ends[k])) > 0) {
			*used += i;
			return number;
		}
	*used = 0;
	return 0;
}

/* "eerste en tweede vraag": the labels, and the bytes of it. */
bool marks_parse_ordinals(struct slice s, struct labels *out, size_t *used)
{
	size_t i = 0, n = 0, joint = 0;
	bool any;
	*out = (struct labels){.count = 0};
	do {
		i += joint;
		int number = match_ordinal(slice_from(s, i), &n);
		if (n && !marks_add_labels(out, &(struct labels){.count = 1, .number = {number}}))
			return false;
		i += n;
		joint = n ? marks_match_joint(slice_from(s, i)) : 0;
	} while (joint);
	*used = marks_skip_links(s, i, &any);
	while (*used > i && (s.ptr[*used - 1] == ' ' || s.ptr[*used - 1] == '\t'))
		(*used)--;
	return n && any;
}

/* "een en twee": the labels, and the bytes of it; nothing else may stand on the line. */
static bool parse_cardinals(struct slice s, struct labels *out, size_t *used)
{
	size_t i = 0, n, joint = 0;
	*out = (struct labels){.count = 0};
	do {
		i += joint;
		n = 0;
		for (size_t k = 0; k < sizeof cardinals / sizeof *cardinals && !n; k++) {
			n = marks_match_words(slice_from(s, i), cardinals[k]);
			if (n && !marks_add_labels(
					 out, &(struct labels){.count = 1, .number = {(int)k + 1}}))
				return false;
		}
		i += n;
		joint = n ? marks_match_joint(slice_from(s, i)) : 0;
	} while (joint);
	*used = i;
	return n && (i == s.len || s.ptr[i] == ':');
}

/* "t/m vraag 3" at the end of s: adds the labels up to that one, and gives the bytes of it, 0 when
 * it is none. */
static size_t add_range_end(struct slice s, struct labels *out)
{
	struct labels last;
	size_t n, at = marks_match_any(s, ranges, sizeof ranges / sizeof *ranges);
	bool linked;
	size_t i = at ? marks_skip_links(s, at, &linked) : 0;
	if (!at || !out->count || !labels_parse_list(slice_from(s, i), &last, &n) ||
	    last.count != 1 || last.numeral != out->numeral)
		return 0;
	while (out->number[out->count - 1] < last.number[0])
		if (!marks_add_labels(out, &(struct labels){
						   .count = 1,
						   .numeral = out->numeral,
						   .number = {out->number[out->count - 1] + 1},
					   }))
			return 0;
	return i + n;
}

/* The labels behind the word and its links, in figures or words, also where each has links: "vraag
 * 1 en op vraag 2". */
bool marks_parse_labels(struct slice s, struct labels *out, size_t *used)
{
	struct labels more;
	size_t joint, n, hash = 0;
	bool linked;
	if (slice_starts(s, "#"))
		s = slice_from(s, hash = 1);
	if (!labels_parse_list(s, out, used))
		return parse_cardinals(s, out, used) || marks_parse_ordinals(s, out, used);
	while ((joint = marks_match_joint(slice_from(s, *used))) > 0) {
		size_t at = marks_skip_links(s, *used + joint, &linked);
		if (!linked || !labels_parse_list(slice_from(s, at), &more, &n) ||
		    !marks_add_labels(out, &more))
			break;
		*used = at + n;
	}
	*used += add_range_end(slice_from(s, *used), out) + hash;
	return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/text/reference_internal.h"

#include "corpus/text/dates.h"

enum {
	LIST_MAX = 50,    /* numbers in one list: a longer one is no list of questions */
	YEAR_BEFORE = 40, /* bytes within which a year belongs to what follows */
};

bool reference_is_znumber(struct slice word)
{
	if (word.len != 10 || (word.ptr[4] != 'Z' && word.ptr[4] != 'z'))
		return false;
	for (size_t i = 0; i < 10; i++)
		if (i != 4 && !byte_is_digit(word.ptr[i]))
			return false;
	return true;
}

bool reference_word_char(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || (unsigned char)c >= 0x80;
}

size_t reference_skip_space(struct slice s, size_t i)
{
	while (i < s.len && byte_is_space(s.ptr[i]))
		i++;
	return i;
}

size_t reference_skip_number_word(struct slice s, size_t i)
{
	static const char *const words[] = {"nummers", "nummer", "nrs.", "nr.", "nrs", "nr", "no."};
	for (size_t k = 0; k < sizeof words / sizeof *words; k++)
		if (slice_starts_nocase(slice_from(s, i), words[k])) {
			size_t end = i + strlen(words[k]);
			if (end < s.len && byte_is_alpha(s.ptr[end]))
				continue;
			return reference_skip_space(s, end);
		}
	return i;
}

size_t reference_number_end(struct slice s, size_t i)
{
	size_t start = i;
	while (i < s.len && byte_is_digit(s.ptr[i]))
		i++;
	if (i - start == 4 && i < s.len && (s.ptr[i] == 'Z' || s.ptr[i] == 'z') &&
	    reference_is_znumber(slice_sub(s, start, start + 10)))
		return start + 10;
	/* "55002908C": oral questions carry a letter */
	if (i > start + 4 && i < s.len && (s.ptr[i] == 'C' || s.ptr[i] == 'P'))
		i++;
	return i;
}

size_t reference_date_place(struct slice s, size_t number_end)
{
	size_t k = reference_skip_space(s, number_end);
	if (k < s.len && (s.ptr[k] == ',' || s.ptr[k] == '('))
		k = reference_skip_space(s, k + 1);
	static const char *const words[] = {"van de", "van",        "d.d.", "dd.",
					    "dd",     "ingezonden", "op"};
	for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
		struct slice rest = slice_from(s, k);
		size_t n = strlen(words[w]);
		if (slice_starts_nocase(rest, words[w]) && n < rest.len &&
		    byte_is_space(rest.ptr[n]))
			return reference_skip_space(s, k + n);
	}
	return s.len;
}

size_t reference_read_date(struct slice s, size_t i, int *date)
{
	size_t used, at = reference_date_place(s, i);
	return date_parse(slice_from(s, at), date, &used) ? at + used : i;
}

bool reference_read_session(struct slice s, size_t i, char session[10], size_t *end)
{
	if (i + 4 > s.len)
		return false;
	for (size_t k = 0; k < 4; k++)
		if (!byte_is_digit(s.ptr[i + k]))
			return false;
	size_t k = i + 4;
	if (k < s.len && (s.ptr[k] == '-' || s.ptr[k] == '/'))
		k++;
	else if (slice_starts(slice_from(s, k), "\xe2\x80\x93"))
		k += 3;
	if (k < s.len && s.ptr[k] == '\n' && k > i + 4)
		k++;
	if (k + 4 > s.len)
		return false;
	for (size_t d = 0; d < 4; d++)
		if (!byte_is_digit(s.ptr[k + d]))
			return false;
	memcpy(session, s.ptr + i, 4);
	session[4] = '-';
	memcpy(session + 5, s.ptr + k, 4);
	session[9] = '\0';
	*end = k + 4;
	return true;
}

/* "Aanhangsel [van de ]Handelingen [II], vergaderjaar 2024–2025, nr. 337" from i on; also
 * "ah-tk-20202021-2345". */
static bool read_aanhangsel(struct slice s, size_t i, struct reference *out, size_t *end)
{
	size_t limit = i + 120 < s.len ? i + 120 : s.len;
	for (size_t k = i; k < limit; k++) {
		if (s.ptr[k] == ';' || (s.ptr[k] == ')' && k > i + 12))
			return false;
		size_t after;
		if (!byte_is_digit(s.ptr[k]) || !reference_read_session(s, k, out->session, &after))
			continue;
		k = after;
		while (k < limit && (byte_is_space(s.ptr[k]) || strchr(",-)", s.ptr[k])))
			k++;
		if (slice_starts(slice_from(s, k), "\xe2\x80\x93"))
			k += 3;
		k = reference_skip_number_word(s, k);
		size_t stop = reference_number_end(s, k);
		if (stop == k)
			return false;
		out->number = slice_sub(s, k, stop);
		*end = stop;
		return true;
	}
	return false;
}

/* "vergaderjaar 2023-2024, Aanhangsel van de Handelingen[, nr.] 1987": the year stands before. */
static bool read_aanhangsel_below_year(struct slice s, size_t i, struct reference *out, size_t *end)
{
	static const char *const words[] = {"Aanhangsel van de Handelingen",
					    "Aanhangsel Handelingen"};
	size_t k = i, from = i > YEAR_BEFORE ? i - YEAR_BEFORE : 0, after;
	for (size_t w = 0; w < sizeof words / sizeof *words && k == i; w++)
		if (slice_starts(slice_from(s, i), words[w]))
			k = i + strlen(words[w]);
	if (k == i)
		return false;
	if (slice_starts(slice_from(s, k), " II"))
		k += 3;
	while (k < s.len && (byte_is_space(s.ptr[k]) || s.ptr[k] == ','))
		k++;
	k = reference_skip_number_word(s, k);
	size_t stop = reference_number_end(s, k);
	size_t year = slice_find_nocase(slice_sub(s, 0, i), from, "vergaderjaar ");
	if (stop == k || year >= i || !reference_read_session(s, year + 13, out->session, &after))
		return false;
	out->number = slice_sub(s, k, stop);
	*end = stop;
	return true;
}

/* The date near a vraagnummer: "ingezonden 13 november 2024 (vraagnummer 2024Z18284)" or behind
 * it. */
static int date_around(struct slice s, size_t at, size_t end)
{
	int date = 0;
	size_t from = at > 60 ? at - 60 : 0;
	size_t k = from;
	struct slice before = slice_sub(s, 0, at);
	while ((k = slice_find_nocase(before, k, "ingezonden")) < at) {
		size_t d = reference_skip_space(s, k + 10), used;
		if (date_parse(slice_from(s, d), &date, &used))
			return date;
		k += 10;
	}
	date = 0;
	if (end < s.len &&
	    slice_starts_nocase(slice_from(s, reference_skip_space(s, end)), "(ingezonden"))
		reference_read_date(s, end, &date);
	return date;
}

/* True when "op " + own head stand before: the paper's own number in its answer's head. */
static bool own_head(struct slice s, size_t at)
{
	struct slice before = slice_trim(slice_sub(s, at > 12 ? at - 12 : 0, at));
	struct slice line = slice_sub(s, at, at + 60);
	return slice_ends(before, "\nop") && slice_find(line, 0, "\n") < line.len;
}

static bool read_question_word(struct slice s, size_t i, struct reference *out, size_t *end)
{
	size_t k = i + (slice_starts_nocase(slice_from(s, i), "vragen") ? 6 : 5);
	if (k >= s.len || !byte_is_space(s.ptr[k]))
		return false;
	k = reference_skip_space(s, k);
	if (slice_starts_nocase(slice_from(s, k), "met "))
		k = reference_skip_space(s, k + 4);
	size_t n = reference_skip_number_word(s, k);
	if (n == k)
		return false;
	size_t stop = reference_number_end(s, n);
	if (stop == n || own_head(s, i))
		return false;
	out->number = slice_sub(s, n, stop);
	/* "nrs. 995 en 996 van ...": the date stands behind the last */
	size_t last = stop;
	for (;;) {
		size_t j = reference_skip_space(s, last);
		if (j < s.len && s.ptr[j] == ',')
			j = reference_skip_space(s, j + 1);
		if (slice_starts_nocase(slice_from(s, j), "en "))
			j = reference_skip_space(s, j + 3);
		size_t e = reference_number_end(s, j);
		if (e == j || j == last)
			break;
		last = e;
	}
	reference_read_date(s, last, &out->date);
	*end = stop;
	return true;
}

/* A further number of "nrs. 995 en 996 van ..." or "nr. 412 van 14 maart 2018 en nr. 181 van
 * ...". */
static bool read_further(struct slice s, size_t i, unsigned left, struct reference *out,
			 size_t *end)
{
	int before;
	size_t k = reference_skip_space(s, reference_read_date(s, i, &before));
	bool comma = k < s.len && s.ptr[k] == ',';
	if (comma)
		k = reference_skip_space(s, k + 1);
	bool and = slice_starts_nocase(slice_from(s, k), "en ");
	if (and)
		k = reference_skip_space(s, k + 3);
	if (!left || (!comma && !and))
		return false;
	k = reference_skip_number_word(s, k);
	size_t stop = reference_number_end(s, k);
	if (stop == k || stop - k > 6)
		return false;
	/* only when a date closes the list: else it may be any number */
	struct reference r = {0};
	size_t further;
	out->number = slice_sub(s, k, stop);
	if (reference_read_date(s, stop, &out->date) == stop) {
		if (!read_further(s, stop, left - 1, &r, &further))
			return false;
		out->date = r.date;
	}
	*end = stop;
	return true;
}

static bool reference_at(struct slice s, size_t i, struct reference *out, size_t *end)
{
	struct slice rest = slice_from(s, i);
	switch (rest.ptr[0]) {
	case 'v':
	case 'V':
		if (slice_starts_nocase(rest, "vraag") || slice_starts_nocase(rest, "vragen"))
			return read_question_word(s, i, out, end);
		return false;
	case 'A':
		if (!slice_starts(rest, "Aanhangsel"))
			return false;
		return read_aanhangsel_below_year(s, i, out, end) ||
		       read_aanhangsel(s, i, out, end);
	case 'a': return slice_starts(rest, "ah-tk-") && read_aanhangsel(s, i, out, end);
	case 'M':
		if (!slice_starts(rest, "MV ") || i == 0 || s.ptr[i - 1] != '(')
			return false;
		*end = reference_number_end(s, i + 3);
		out->number = slice_sub(s, i + 3, *end);
		return out->number.len > 0;
	default:
		if (!reference_is_znumber(slice_sub(rest, 0, 10)) ||
		    (rest.len > 10 && byte_is_digit(rest.ptr[10])))
			return false;
		*end = i + 10;
		out->number = slice_sub(s, i, i + 10);
		out->date = date_around(s, i, i + 10);
		return true;
	}
}

/* "10Aanhangsel ...": the number of a footnote at the start of a line sticks to its text. */
static bool footnote_digit(struct slice s, size_t i)
{
	size_t k = i;
	while (k && i - k < 3 && byte_is_digit(s.ptr[k - 1]))
		k--;
	return k < i && (k == 0 || s.ptr[k - 1] == '\n') && !byte_is_digit(s.ptr[i]);
}

bool reference_find(struct slice text, size_t *pos, struct reference *out)
{
	size_t end;
	*out = (struct reference){0};
	bool behind = *pos && byte_is_digit(text.ptr[*pos - 1]);
	if (behind && read_further(text, *pos, LIST_MAX, out, &end)) {
		*pos = end;
		return true;
	}
	for (size_t i = *pos; i < text.len; i++) {
		if (i && reference_word_char(text.ptr[i - 1]) && !footnote_digit(text, i))
			continue;
		*out = (struct reference){0};
		if (reference_at(text, i, out, &end)) {
			*pos = end;
			return true;
		}
	}
	*pos = text.len;
	return false;
}

struct slice reference_sdocname_part(struct slice sdocname, unsigned n)
{
	while (n-- > 0)
		sdocname = slice_from(sdocname, slice_find(sdocname, 0, "-") + 1);
	return slice_sub(sdocname, 0, slice_find(sdocname, 0, "-"));
}

struct slice reference_without_zeros(struct slice digits)
{
	while (digits.len > 1 && digits.ptr[0] == '0')
		digits = slice_from(digits, 1);
	return digits;
}

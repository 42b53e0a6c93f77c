/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * References as they are typed or pasted into a search: with the words of the paper
 * around them, as an id, as the name of a file, as an address.
 */
#include <stdlib.h>

#include "base/buffer.h"
#include "corpus/text/dates.h"
#include "corpus/text/reference_internal.h"

enum {
	DOCNAME_LEN = 13, /* of the Chamber: two years and a number of five digits */
	LIST_MAX = 50,    /* numbers in one list: a longer one is no list of questions */
};

struct reading {
	struct slice s;
	size_t i;
	struct reference *out;
	bool question; /* a word for a question stood there */
	bool named;    /* a word for a number */
	bool plural;
	size_t number_end; /* behind the number and its parliamentary year */
};

static size_t digits_end(struct slice s, size_t i)
{
	while (i < s.len && byte_is_digit(s.ptr[i]))
		i++;
	return i;
}

static long value(struct slice digits)
{
	long n = 0;
	for (size_t i = 0; i < digits.len && i < 9; i++)
		n = n * 10 + (byte_is_digit(digits.ptr[i]) ? digits.ptr[i] - '0' : 0);
	return n;
}

/* A letter or digit; no-break spaces, guillemets, dashes and quotes are none. */
static bool letter_at(struct slice s, size_t i)
{
	return i < s.len && reference_word_char(s.ptr[i]) && s.ptr[i] != '\xc2' &&
	       s.ptr[i] != '\xe2';
}

bool reference_is_docname(struct slice word)
{
	return word.len == DOCNAME_LEN && digits_end(word, 0) == DOCNAME_LEN &&
	       (slice_starts(word, "19") || slice_starts(word, "20"));
}

/* ---- what is a word by itself ---- */

/* "54-B034-866-0138-2015201609402" at i, the bulletin may be empty: the offset behind it, or i. */
static size_t sdocname_end(struct slice s, size_t i)
{
	size_t k = digits_end(s, i);
	if (k == i || k - i > 3 || k >= s.len || s.ptr[k] != '-')
		return i;
	k++;
	if (k < s.len && (s.ptr[k] == 'B' || s.ptr[k] == 'b'))
		k++;
	for (unsigned part = 0; part < 3; part++) {
		k = digits_end(s, k);
		if (k >= s.len || s.ptr[k] != '-')
			return i;
		k++;
	}
	return reference_is_docname(slice_sub(s, k, k + DOCNAME_LEN)) &&
			       !letter_at(s, k + DOCNAME_LEN)
		       ? k + DOCNAME_LEN
		       : i;
}

/* "0138-2015201609402", "2015201609402", "B034" at i. */
static size_t bulletin_end(struct slice s, size_t i)
{
	size_t k = digits_end(s, i);
	if (k > i && k - i < 6 && k < s.len && s.ptr[k] == '-' &&
	    reference_is_docname(slice_sub(s, k + 1, k + 1 + DOCNAME_LEN)))
		return k + 1 + DOCNAME_LEN;
	if (reference_is_docname(slice_sub(s, i, k)))
		return k;
	if (i < s.len && s.ptr[i] == 'B' && digits_end(s, i + 1) == i + 4)
		return i + 4;
	return i;
}

/* "2024Z17972", also with blanks around the Z, and "Z17972". */
static size_t znumber_end(struct slice s, size_t i)
{
	size_t k = digits_end(s, i);
	if (k != i && k != i + 4)
		return i;
	if (k > i)
		k = reference_skip_space(s, k);
	if (k >= s.len || (s.ptr[k] != 'Z' && s.ptr[k] != 'z'))
		return i;
	k = k > i ? reference_skip_space(s, k + 1) : k + 1;
	return digits_end(s, k) == k + 5 ? k + 5 : i;
}

static size_t any_number_end(struct slice s, size_t i)
{
	size_t (*const kinds[])(struct slice, size_t) = {sdocname_end, bulletin_end, znumber_end,
							 reference_number_end};
	size_t end = i;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds && end == i; k++)
		end = kinds[k](s, i);
	return end;
}

/* "vlaams-2022-02-07-181-bart-somers": the name of a parliament, then one word that has a digit. */
static bool is_id(struct slice s)
{
	static const char *const parliaments[] = {"vlaams-", "kamer-", "tweedekamer-"};
	bool named = false, digit = false, plain = true;
	for (size_t i = 0; i < sizeof parliaments / sizeof *parliaments; i++)
		named = named || slice_starts_nocase(s, parliaments[i]);
	for (size_t i = 0; i < s.len; i++) {
		digit = digit || byte_is_digit(s.ptr[i]);
		plain = plain &&
			(letter_at(s, i) || s.ptr[i] == '-' || s.ptr[i] == '_' || s.ptr[i] == '.');
	}
	return named && digit && plain;
}

bool reference_is_id(struct slice number)
{
	return is_id(number);
}

/* ---- files and addresses ---- */

/* "2024-2025" or "20242025" at i: two years of which one follows the other. */
static bool years_at(struct slice s, size_t i, char session[10], size_t *end)
{
	char years[10];
	if (!reference_read_session(s, i, years, end) || atoi(years) + 1 != atoi(years + 5))
		return false;
	memcpy(session, years, sizeof years);
	return true;
}

/* "ah-tk-20242025-594" and "kv-tk-2024Z18775" at i: names of official publications. */
static size_t publication_end(struct slice s, size_t i, struct reference *out)
{
	struct slice rest = slice_from(s, i);
	size_t at = i + strlen("ah-tk-"), end;
	if (slice_starts_nocase(rest, "kv-tk-")) {
		end = znumber_end(s, at);
	} else if (slice_starts_nocase(rest, "ah-tk-") && years_at(s, at, out->session, &end) &&
		   end < s.len && s.ptr[end] == '-') {
		at = end + 1;
		end = digits_end(s, at);
		out->aanhangsel = true;
	} else {
		return i;
	}
	out->number = slice_sub(s, at, end);
	out->sure = end > at;
	return end > at ? end : i;
}

/* "pfile?id=N" and "schv/N", which the Flemish Parliament's services call a paper and a
 * question. */
static size_t flemish_file_end(struct slice s, size_t i)
{
	static const char *const names[] = {"pfile?id=", "schv/", "schriftelijke-vragen/"};
	for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
		size_t at = i + strlen(names[k]), end = digits_end(s, at);
		if (slice_starts_nocase(slice_from(s, i), names[k]) && end > at)
			return end;
	}
	return i;
}

bool reference_is_file(struct slice number)
{
	return number.len && flemish_file_end(number, 0) == number.len;
}

struct slice reference_file_key(struct slice number, struct arena *arena)
{
	size_t start = number.len;
	while (start && byte_is_digit(number.ptr[start - 1]))
		start--;
	return arena_printf(arena, "%s-%.*s",
			    slice_starts_nocase(number, "pfile") ? "pfile" : "schv",
			    SLICE_ARG(slice_from(number, start)));
}

/* What names a question at the start of a word of an address. */
static bool read_file(struct slice s, size_t i, struct reference *out)
{
	size_t end = publication_end(s, i, out);
	if (end > i)
		return !letter_at(s, end);
	end = flemish_file_end(s, i);
	if (end == i)
		end = sdocname_end(s, i);
	if (end == i && reference_is_docname(slice_sub(s, i, digits_end(s, i))))
		end = i + DOCNAME_LEN;
	if (end == i && reference_is_znumber(slice_sub(s, i, i + 10)))
		end = i + 10;
	out->number = slice_sub(s, i, end);
	out->sure = true;
	return end > i && !letter_at(s, end);
}

bool reference_in_address(struct slice address, struct reference *out)
{
	for (size_t i = 0; i < address.len; i++) {
		*out = (struct reference){.date = 0};
		if ((i == 0 || !letter_at(address, i - 1)) && read_file(address, i, out))
			return true;
	}
	return false;
}

static bool is_address(struct slice s)
{
	static const char *const starts[] = {"http://",
					     "https://",
					     "www.",
					     "zoek.officielebekendmakingen.nl/",
					     "docs.vlaamsparlement.be/",
					     "data.dekamer.be/",
					     "data.lachambre.be/"};
	bool address = false;
	for (size_t i = 0; i < s.len; i++)
		if (byte_is_space(s.ptr[i]))
			return false;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		address = address || slice_starts_nocase(s, starts[i]);
	bool file = slice_ends(s, ".html") || slice_ends(s, ".xml") || slice_ends(s, ".pdf");
	return address || file || flemish_file_end(s, 0) == s.len;
}

/* ---- with the words around it ---- */

static bool take_word(struct reading *r, const char *word)
{
	size_t n = strlen(word);
	struct slice rest = slice_from(r->s, r->i);
	if (!slice_starts_nocase(rest, word) || n >= rest.len || letter_at(rest, n) ||
	    rest.ptr[n] == '-')
		return false;
	r->i = reference_skip_space(r->s, r->i + n);
	return true;
}

static bool take_any(struct reading *r, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (take_word(r, words[i]))
			return true;
	return false;
}

/* Short words count in capitals only, lest "ah" or "do" begin what is said of a number. */
static bool take_capitals(struct reading *r, const char *word, bool whole)
{
	return (whole || slice_starts(slice_from(r->s, r->i), word)) && take_word(r, word);
}

/* "vergaderjaar 2024-2025, " before a number, or behind it with a comma or in brackets;
 * "/2021-2022". */
static bool take_session(struct reading *r, bool behind)
{
	static const char *const words[] = {
		"vergaderjaar",      "zittingsjaar",         "zitting",
		"parlementair jaar", "van het zittingsjaar", "uit het zittingsjaar"};
	struct reading at = *r;
	at.i = reference_skip_space(r->s, r->i);
	bool stroke = behind && slice_starts(slice_from(at.s, at.i), "/");
	bool bracket = behind && slice_starts(slice_from(at.s, at.i), "(");
	if (stroke || bracket || (behind && slice_starts(slice_from(at.s, at.i), ",")))
		at.i = reference_skip_space(at.s, at.i + 1);
	bool named = take_any(&at, words, sizeof words / sizeof *words);
	size_t end;
	char session[10];
	if (!(stroke || bracket || named || (!behind && r->out->aanhangsel)) ||
	    !years_at(at.s, at.i, session, &end) || letter_at(at.s, end))
		return false;
	if (bracket && (end >= at.s.len || at.s.ptr[end++] != ')'))
		return false;
	memcpy(r->out->session, session, sizeof session);
	if (!behind && end < at.s.len && at.s.ptr[end] == ',')
		end++;
	r->i = behind ? end : reference_skip_space(at.s, end);
	return true;
}

static bool take_sign(struct reading *r)
{
	static const char *const signs[] = {"#",         "n\xc2\xb0", "N\xc2\xb0",
					    "n\xc2\xba", "N\xc2\xba", "\xe2\x84\x96"};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (slice_starts(slice_from(r->s, r->i), signs[i])) {
			r->i = reference_skip_space(r->s, r->i + strlen(signs[i]));
			return true;
		}
	return false;
}

static bool take_number_word(struct reading *r)
{
	size_t end = reference_skip_number_word(r->s, r->i);
	if (end == r->i)
		return take_sign(r);
	struct slice word = slice_sub(r->s, r->i, end);
	r->plural = slice_starts_nocase(word, "nrs") || slice_starts_nocase(word, "nummers");
	r->i = end;
	return true;
}

/* The words before a number, in any order; as a whole more of them than among other words. */
static void take_lead(struct reading *r, bool whole)
{
	static const char *const small[] = {"de",         "mijn",          "uw", "schriftelijke",
					    "mondelinge", "parlementaire", "met"};
	static const char *const questions[] = {"vraag", "kamervraag", "vragen", "kamervragen",
						"vraagnummer"};
	static const char *const papers[] = {"antwoord op", "handelingen", "van de handelingen"};
	for (;;) {
		bool skipped = take_any(r, small, sizeof small / sizeof *small) ||
			       ((whole || r->out->aanhangsel) &&
				take_any(r, papers, sizeof papers / sizeof *papers));
		if (take_any(r, questions, sizeof questions / sizeof *questions))
			r->question = true;
		else if (take_capitals(r, "SV", whole) || take_capitals(r, "DO", whole))
			r->named = true;
		else if (take_capitals(r, "AH", whole) || take_capitals(r, "Aanhangsel", whole))
			r->out->aanhangsel = r->named = true;
		else if (!(r->out->aanhangsel && (take_word(r, "II") || take_word(r, ","))) &&
			 !take_session(r, false) && !skipped)
			return;
		if (r->i < r->s.len && r->s.ptr[r->i] == ',')
			r->i = reference_skip_space(r->s, r->i + 1);
	}
}

/* ", 595", " en 595", "-595", " t/m 595" behind a number of a list: the offset behind it, or i. */
static size_t further_end(struct slice s, size_t i)
{
	static const char *const joints[] = {"en",  ",",   "-",          "\xe2\x80\x93",
					     "t/m", "tem", "tot en met", "tot"};
	size_t k = reference_skip_space(s, i);
	for (size_t w = 0; w < sizeof joints / sizeof *joints; w++) {
		if (!slice_starts_nocase(slice_from(s, k), joints[w]))
			continue;
		size_t start = reference_skip_space(s, k + strlen(joints[w])),
		       end = digits_end(s, start);
		if (end > start && end - start < 7 && !letter_at(s, end))
			return end;
	}
	return i;
}

/* Not too many numbers, and none from a higher to a lower one. */
static bool is_list(struct reference r)
{
	struct slice from, to;
	long count = 1;
	while (count <= LIST_MAX && reference_next(&r, &from, &to)) {
		long step = slice_eq(from, to) ? 1 : value(to) - value(from);
		count = step > 0 ? count + step : LIST_MAX + 1;
	}
	return count <= LIST_MAX;
}

static bool take_number(struct reading *r)
{
	struct slice s = r->s;
	size_t start = r->i, end = publication_end(s, start, r->out);
	if (end > start) {
		r->i = end;
		return true;
	}
	end = any_number_end(s, start);
	if (end == start)
		return false;
	r->out->number = slice_sub(s, start, end);
	r->out->sure = r->named || digits_end(s, start) != end || end - start == DOCNAME_LEN;
	r->out->sure = r->out->sure && (s.ptr[start] != 'B' || r->named);
	size_t last = end;
	for (size_t next; r->plural && (next = further_end(s, last)) > last;)
		last = next;
	r->out->more = slice_sub(s, end, last);
	if (is_list(*r->out))
		end = last;
	else
		r->out->more = SLICE_EMPTY;
	r->i = end;
	return true;
}

/* The number and what goes with it: parliamentary year and day, in either order. */
static bool take_reference(struct reading *r, bool whole)
{
	take_lead(r, whole);
	r->named = take_number_word(r) || r->named;
	if (!take_number(r))
		return false;
	bool session = r->out->session[0] || take_session(r, true);
	r->number_end = r->i;
	r->i = reference_read_date(r->s, r->i, &r->out->date);
	session = session || take_session(r, true);
	r->out->sure = r->out->sure || session || r->out->date;
	return true;
}

bool reference_parse(struct slice query, struct reference *out)
{
	struct slice s = slice_trim(query);
	struct reading r = {.s = s, .out = out};
	*out = (struct reference){.date = 0};
	if (is_id(s)) {
		*out = (struct reference){.number = s, .sure = true};
		return true;
	}
	if (is_address(s))
		return reference_in_address(s, out);
	return take_reference(&r, true) && reference_skip_space(s, r.i) == s.len;
}

/* What follows a number makes it part of something else: "12bis", "12-14", "1.5". */
static bool number_goes_on(struct slice s, size_t i)
{
	if (i >= s.len)
		return false;
	return letter_at(s, i) || s.ptr[i] == '*' ||
	       (strchr("-/.,':", s.ptr[i]) && letter_at(s, i + 1));
}

bool reference_leading(struct slice text, struct reference *out, size_t *used)
{
	struct reading r = {.s = text, .out = out};
	*out = (struct reference){.date = 0};
	if (!take_reference(&r, false) || number_goes_on(text, r.number_end))
		return false;
	*used = r.i;
	if (r.named || out->session[0])
		return true;
	if (digits_end(out->number, 0) == out->number.len && out->number.len < DOCNAME_LEN)
		return r.question && out->date;
	return byte_is_digit(out->number.ptr[0]) &&
	       (znumber_end(out->number, 0) == out->number.len || out->number.len >= DOCNAME_LEN);
}

/* ---- one spelling for each ---- */

struct slice reference_text(const struct reference *self, struct arena *arena)
{
	struct buffer out = BUFFER_INIT;
	bool z = znumber_end(self->number, 0) == self->number.len;
	if (self->aanhangsel)
		buffer_add_str(&out, "AH ");
	for (size_t i = 0; i < self->number.len; i++) {
		char c = self->number.ptr[i];
		if (!byte_is_space(c))
			buffer_add_byte(&out, z && c == 'z' ? 'Z' : c);
	}
	if (self->session[0])
		buffer_printf(&out, "/%s", self->session);
	struct slice text = arena_copy(arena, buffer_slice(&out));
	buffer_release(&out);
	return text;
}

size_t reference_year_place(struct slice text)
{
	size_t stroke = slice_find(text, 0, "/");
	bool year = stroke > 0 && text.len == stroke + strlen("/2021-2022") &&
		    byte_is_digit(text.ptr[stroke - 1]) && text.ptr[stroke + 5] == '-';
	return year ? stroke + 1 : 0;
}

bool reference_next(struct reference *self, struct slice *from, struct slice *to)
{
	struct slice s = self->more;
	size_t end = further_end(s, 0), start = end;
	if (!end)
		return false;
	while (start && byte_is_digit(s.ptr[start - 1]))
		start--;
	struct slice joint = slice_trim(slice_sub(s, 0, start));
	bool single = slice_is(joint, ",") || slice_is_nocase(joint, "en");
	*to = slice_sub(s, start, end);
	*from = single ? *to : self->number;
	self->number = *to;
	self->more = slice_from(s, end);
	return true;
}

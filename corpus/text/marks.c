/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/text/marks_internal.h"

#include "corpus/text/latin.h"

/* ---- the spellings ---- */

struct spelling {
	const char
		*words; /* small letters without diacritics; a blank stands for any white space */
	enum mark_kind kind;
	enum answer_form form;
	bool labelled; /* means this only with labels behind */
	bool alone;    /* or alone on its line */
};

/* The longer ones before those that they begin with. */
static const struct spelling spellings[] = {
	{"gecoordineerd antwoord", MARK_ANSWER, ANSWER_JOINT, false, false},
	{"gecoordineerde beantwoording", MARK_ANSWER, ANSWER_JOINT, false, false},
	{"gezamenlijk antwoord", MARK_ANSWER, ANSWER_JOINT, false, false},
	{"gezamenlijke beantwoording", MARK_ANSWER, ANSWER_JOINT, false, false},
	{"gemeenschappelijk antwoord", MARK_ANSWER, ANSWER_JOINT, false, false},
	{"samengevoegd antwoord", MARK_ANSWER, ANSWER_JOINT, false, false},
	{"aanvullend antwoord", MARK_ANSWER, ANSWER_ADDITIONAL, false, false},
	{"aanvullende beantwoording", MARK_ANSWER, ANSWER_ADDITIONAL, false, false},
	{"bijkomend antwoord", MARK_ANSWER, ANSWER_ADDITIONAL, false, false},
	{"nader antwoord", MARK_ANSWER, ANSWER_ADDITIONAL, false, false},
	{"voorlopig antwoord", MARK_ANSWER, ANSWER_PARTIAL, false, false},
	{"tussentijds antwoord", MARK_ANSWER, ANSWER_PARTIAL, false, false},
	{"gedeeltelijk antwoord", MARK_ANSWER, ANSWER_PARTIAL, false, false},
	{"deelantwoord", MARK_ANSWER, ANSWER_PARTIAL, false, false},
	{"vervangend antwoord", MARK_ANSWER, ANSWER_REPLACING, false, false},
	{"verbeterd antwoord", MARK_ANSWER, ANSWER_REPLACING, false, false},
	{"gecorrigeerd antwoord", MARK_ANSWER, ANSWER_REPLACING, false, false},
	{"gewijzigd antwoord", MARK_ANSWER, ANSWER_REPLACING, false, false},
	{"definitief antwoord", MARK_ANSWER, ANSWER_WHOLE, false, false},
	{"antwoord op alle vragen", MARK_ANSWER, ANSWER_WHOLE, false, false},
	{"beantwoording van alle vragen", MARK_ANSWER, ANSWER_WHOLE, false, false},
	{"antwoorden", MARK_ANSWER, ANSWER_WHOLE, false, false},
	{"antwoord", MARK_ANSWER, ANSWER_WHOLE, false, false},
	{"mijn antwoord", MARK_ANSWER, ANSWER_WHOLE, true, false},
	{"ons antwoord", MARK_ANSWER, ANSWER_WHOLE, true, false},
	{"het antwoord", MARK_ANSWER, ANSWER_WHOLE, true, false},
	{"antw.", MARK_ANSWER, ANSWER_WHOLE, true, false},
	{"beantwoording", MARK_ANSWER, ANSWER_WHOLE, false, false},
	{"op uw vraag", MARK_ANSWER, ANSWER_WHOLE, true, false},
	{"op de vragen", MARK_ANSWER, ANSWER_WHOLE, true, false},
	{"op vragen", MARK_ANSWER, ANSWER_WHOLE, true, false},
	{"op vraag", MARK_ANSWER, ANSWER_WHOLE, true, false},
	{"reactie", MARK_ANSWER, ANSWER_WHOLE, true, true},
	{"ad", MARK_ANSWER, ANSWER_WHOLE, true, false},
	{"wat betreft", MARK_NUMBER, ANSWER_WHOLE, true, false},
	{"voor wat betreft", MARK_NUMBER, ANSWER_WHOLE, true, false},
	{"met betrekking tot", MARK_NUMBER, ANSWER_WHOLE, true, false},
	{"in antwoord op", MARK_NUMBER, ANSWER_WHOLE, true, false},
	{"wat", MARK_NUMBER, ANSWER_WHOLE, true, false},
	{"kamervraag", MARK_QUESTION, ANSWER_WHOLE, true, false},
	{"vraagpunt", MARK_QUESTION, ANSWER_WHOLE, true, false},
	{"deelvragen", MARK_QUESTION, ANSWER_WHOLE, false, false},
	{"deelvraag", MARK_QUESTION, ANSWER_WHOLE, false, false},
	{"subvragen", MARK_QUESTION, ANSWER_WHOLE, false, false},
	{"subvraag", MARK_QUESTION, ANSWER_WHOLE, false, false},
	{"uw vragen", MARK_QUESTION, ANSWER_WHOLE, true, false},
	{"uw vraag", MARK_QUESTION, ANSWER_WHOLE, true, false},
	{"vraagnummer", MARK_QUESTION, ANSWER_WHOLE, true, false},
	{"vr.", MARK_QUESTION, ANSWER_WHOLE, true, false},
	{"vragen", MARK_QUESTION, ANSWER_WHOLE, false, false},
	{"vraag", MARK_QUESTION, ANSWER_WHOLE, false, false},
	{"toelichting", MARK_REMARK, ANSWER_WHOLE, false, false},
	{"bijlagen", MARK_ANNEX, ANSWER_WHOLE, false, false},
	{"bijlage", MARK_ANNEX, ANSWER_WHOLE, false, false},
	{"eindnoten", MARK_NOTES, ANSWER_WHOLE, false, false},
	{"voetnoten", MARK_NOTES, ANSWER_WHOLE, false, false},
	{"voetnoot", MARK_NOTES, ANSWER_WHOLE, false, false},
	{"noten", MARK_NOTES, ANSWER_WHOLE, false, false},
	{"noot", MARK_NOTES, ANSWER_WHOLE, false, false},
	{"mededeling", MARK_NOTICE, ANSWER_WHOLE, false, false},
	{"uitstelbericht", MARK_NOTICE, ANSWER_WHOLE, false, false},
};

/* Who answers may be named behind the word: "Antwoord van de minister op vraag 2". */
static const char *const answerers[] = {
	"minister",       "ministers", "minister-president", "staatssecretaris",
	"bewindspersoon", "regering",  "vlaamse regering",   "kabinet",
};

/* Says of an answer behind its labels that it is one: "Antwoord 1 t/m 3 (gezamenlijk)". */
static const char *const asides[] = {"(gezamenlijk)", "gezamenlijk", "(samen)", "samen", "tezamen"};

/* The signs that may be set around a mark: "- Vraag 1 -", "*** Antwoord ***". */
static const char *const ornaments[] = {
	"*",
	"_",
	"#",
	"=",
	"~",
	"+",
	"|",
	"<",
	">",
	"-",
	"[",
	"]",
	"\"",
	"\xe2\x80\x93", /* dashes */
	"\xe2\x80\x94",
	"\xe2\x80\xa2", /* bullets */
	"\xe2\x97\x8f",
	"\xe2\x96\xa0",
	"\xe2\x96\xaa",
	"\xe2\x96\xba",
	"\xef\x82\xb7",
	"\xc2\xb7",
	"\xc2\xab", /* quotation marks */
	"\xc2\xbb",
	"\xe2\x80\x98",
	"\xe2\x80\x99",
	"\xe2\x80\x9c",
	"\xe2\x80\x9d",
	"\xe2\x80\x9e",
};

/* ---- matching ---- */

static const struct spelling *find_spelling(struct slice line, size_t *used)
{
	for (size_t k = 0; k < sizeof spellings / sizeof *spellings; k++)
		if ((*used = marks_match_words(line, spellings[k].words)) > 0)
			return &spellings[k];
	return NULL;
}

enum mark_kind mark_word(struct slice line, enum answer_form *form, size_t *used)
{
	const struct spelling *found = find_spelling(line, used);
	if (!found)
		return MARK_NONE;
	*form = found->form;
	*used = marks_skip_blanks(line, *used);
	return found->kind;
}

static bool starts_upper(struct slice s)
{
	size_t pos = 0;
	return s.len && latin_is_upper(utf8_next(s, &pos));
}

/* Bytes of what says that the labels are taken together, up to the end of the line or a colon. */
static size_t skip_aside(struct slice s)
{
	for (size_t k = 0; k < sizeof asides / sizeof *asides; k++) {
		size_t n = marks_match_words(s, asides[k]);
		if (n && (n == s.len || s.ptr[n] == ':'))
			return n;
	}
	return 0;
}

/* Text in brackets is all that follows: "Vraag 1 (bruggen)". */
static bool is_bracketed(struct slice s)
{
	return slice_starts(s, "(") && slice_find(s, 0, ")") + 1 == s.len;
}

/*
 * What follows the labels of a word: nothing, or a sign and perhaps text, or text right away when
 * that begins a sentence.  Gives false where the line goes on as a sentence: "Vraag 3 gaat over".
 */
static bool read_rest(struct slice line, size_t i, bool labelled, struct mark *out)
{
	static const char *const signs[] = {
		".:", ":", ".", ")", "-", "|", "\xe2\x80\x93", "\xe2\x80\x94", "\xc2\xb0"};
	bool tab = i < line.len && line.ptr[i] == '\t';
	size_t k = marks_skip_blanks(line, i);
	if (labelled)
		k += skip_aside(slice_from(line, k));
	out->text = k;
	if (k == line.len)
		return true;
	for (size_t n = 0; n < sizeof signs / sizeof *signs; n++) {
		if (!slice_starts(slice_from(line, k), signs[n]) ||
		    (!labelled && signs[n][0] != ':'))
			continue;
		size_t end = k + strlen(signs[n]);
		if (end < line.len && byte_is_digit(line.ptr[end]))
			return false;
		out->ended = true;
		out->text = marks_skip_blanks(line, end);
		return true;
	}
	struct slice rest = slice_from(line, k);
	return labelled && (tab || (k > i && (starts_upper(rest) || is_bracketed(rest))));
}

/*
 * "Wat vraag 1 betreft, ...", "Wat betreft vraag 1: ...": the labels of an answer, which a sentence
 * inside another one may begin with as well; they count for what a number does.
 */
static bool read_concerned(struct slice line, const struct spelling *found, size_t i,
			   struct mark *out)
{
	size_t at = marks_skip_blanks(line, i),
	       verb = marks_match_words(slice_from(line, at), "betreft");
	const bool wat = strcmp(found->words, "wat") == 0;
	if (wat != (verb > 0))
		return false;
	at = marks_skip_blanks(line, at + verb);
	out->ended = at < line.len && (line.ptr[at] == ':' || (line.ptr[at] == ',' && verb));
	out->text = at == line.len ? at : marks_skip_blanks(line, at + 1);
	return out->ended || at == line.len;
}

static bool parse_named(struct slice line, const struct spelling *found, size_t used,
			struct mark *out)
{
	bool linked, more;
	size_t n, i = marks_skip_links(line, used, &linked);
	size_t by = found->kind == MARK_ANSWER
			    ? marks_match_any(slice_from(line, i), answerers,
					      sizeof answerers / sizeof *answerers)
			    : 0;
	if (by) {
		linked = false;
		used = i + by;
		i = marks_skip_links(line, used, &more);
	}
	bool bracket = i < line.len && line.ptr[i] == '(', inside;
	if (bracket)
		i = marks_skip_links(line, i + 1, &inside) - 1;
	struct slice rest = slice_from(line, i + bracket);
	out->kind = found->kind;
	out->form = found->form;
	if (!marks_parse_labels(rest, &out->labels, &n)) {
		out->labels.count = 0;
		return !bracket && !linked &&
		       (!found->labelled || (found->alone && used == line.len)) &&
		       read_rest(line, used, false, out);
	}
	if (rest.ptr[0] >= 'a' && n < rest.len && rest.ptr[n] == ' ' && !bracket)
		return false; /* a word of one letter */
	i += bracket + n;
	if (n && rest.ptr[n - 1] == '.')
		i--;
	if (bracket) {
		i = marks_skip_blanks(line, i);
		if (i >= line.len || line.ptr[i] != ')')
			return false;
		i++;
	}
	if (found->kind == MARK_NUMBER)
		return read_concerned(line, found, i, out);
	return read_rest(line, i, true, out);
}

bool mark_parse_number(struct slice line, enum numeral numeral, struct mark *out)
{
	size_t used;
	*out = (struct mark){.text = line.len};
	if (labels_parse(line, numeral, &out->labels, &used)) {
		out->ended = true;
	} else if (numeral == NUMERAL_LETTER || !labels_parse_list(line, &out->labels, &used) ||
		   out->labels.numeral != numeral || used != line.len) {
		out->labels.count = 0;
		return false;
	}
	out->kind = MARK_NUMBER;
	out->text = marks_skip_blanks(line, used);
	return true;
}

bool mark_parse_brief(struct slice line, struct mark *out)
{
	bool question = slice_starts(line, "V");
	struct labels more;
	size_t n, joint, i = line.len > 1 && (line.ptr[1] == ' ' || line.ptr[1] == '.') ? 2 : 1;
	*out = (struct mark){.text = line.len,
			     .form = ANSWER_WHOLE,
			     .kind = question ? MARK_QUESTION : MARK_ANSWER};
	bool labelled = (question || slice_starts(line, "A")) && i < line.len &&
			byte_is_digit(line.ptr[i]) &&
			labels_parse_list(slice_from(line, i), &out->labels, &n);
	while (labelled) {
		i += n;
		joint = marks_match_joint(slice_from(line, i));
		if (!joint || i + joint >= line.len || line.ptr[i + joint] != line.ptr[0] ||
		    !labels_parse_list(slice_from(line, i + joint + 1), &more, &n))
			break;
		labelled = marks_add_labels(&out->labels, &more);
		i += joint + 1;
	}
	if (labelled && line.ptr[i - 1] == '.')
		i--;
	if (labelled && read_rest(line, i, true, out))
		return true;
	*out = (struct mark){.text = line.len};
	return false;
}

bool mark_parse_small(struct slice line, struct mark *out)
{
	size_t used, pos = 0;
	const struct spelling *found = line.len && latin_is_lower(utf8_next(line, &pos))
					       ? find_spelling(line, &used)
					       : NULL;
	bool named = found && parse_named(line, found, used, out) &&
		     (out->kind == MARK_QUESTION || out->kind == MARK_ANSWER);
	bool colon = named && out->text && slice_find(line, 0, ":") < out->text;
	if (named && (out->text == line.len || colon) &&
	    (out->labels.count || out->kind == MARK_ANSWER))
		return true;
	*out = (struct mark){.text = line.len};
	return false;
}

bool mark_parse_loose(struct slice line, struct mark *out)
{
	size_t i = 0, pos;
	int number = 0;
	while (i < line.len && i < 3 && byte_is_digit(line.ptr[i]))
		number = number * 10 + (line.ptr[i++] - '0');
	pos = i + 1;
	if (!i || number < 1 || number > LABEL_NUMBER_MAX || pos >= line.len ||
	    line.ptr[i] != ' ' || !latin_is_upper(utf8_next(line, &pos)))
		return false;
	*out = (struct mark){.kind = MARK_NUMBER, .ended = true, .text = i + 1};
	out->labels.count = 1;
	out->labels.number[0] = number;
	return true;
}

/* `*Antwoord 1*`, `**Vraag 1:** ...`, `[Antwoord]`, `(Antwoord 2)`, `## Vraag 2`: a mark in the signs of a plain
 * text's markup. */
static bool parse_decorated(struct slice line, struct mark *out)
{
	char open = line.ptr[0], close = open == '[' ? ']' : open == '(' ? ')' : open;
	size_t start = 0, end = line.len, behind;
	while (start < line.len && line.ptr[start] == open)
		start++;
	start = marks_skip_blanks(line, start);
	for (size_t i = start; open != '#' && i <= line.len; i++) {
		if (i == line.len)
			return false;
		if (line.ptr[i] == close) {
			end = i;
			break;
		}
	}
	for (behind = end; behind < line.len && line.ptr[behind] == close; behind++)
		;
	struct slice inner = slice_trim(slice_sub(line, start, end));
	if (!inner.len || strchr("*_[#(", inner.ptr[0]) || !mark_parse(inner, out) ||
	    out->text < inner.len || (out->kind == MARK_NUMBER && (open != '*' || !out->ended)))
		return false;
	behind = marks_skip_blanks(line, behind);
	out->text = slice_starts(slice_from(line, behind), ":")
			    ? marks_skip_blanks(line, behind + 1)
			    : behind;
	return true;
}

/* Bytes of an ornament or of blanks at the start of s; 0 for text. */
static size_t match_ornament(struct slice s)
{
	for (size_t k = 0; k < sizeof ornaments / sizeof *ornaments; k++)
		if (slice_starts(s, ornaments[k]))
			return strlen(ornaments[k]);
	return marks_skip_blanks(s, 0);
}

/*
 * A mark between ornaments has its line for itself.  Where they stand only in front, as they do
 * before an item of a list, it takes a label, and nothing or a colon behind it.  Numbers so set are
 * those of pages.
 */
static bool parse_ornamented(struct slice line, struct mark *out)
{
	size_t start = 0, end, n;
	while (start < line.len && (n = match_ornament(slice_from(line, start))) > 0)
		start += n;
	end = start;
	for (size_t i = start; i < line.len; i += n ? n : 1) {
		n = match_ornament(slice_from(line, i));
		end = n ? end : i + 1;
	}
	struct slice inner = slice_sub(line, start, end);
	if (!start || !starts_upper(inner) || !mark_parse(inner, out) || out->kind == MARK_NUMBER)
		return false;
	bool alone = out->text >= inner.len, closed = end < line.len;
	bool colon = out->text && slice_find(inner, 0, ":") < out->text;
	if (!(alone && closed) && !(out->labels.count && (alone || colon)))
		return false;
	out->text = alone ? line.len : start + out->text;
	return true;
}

/* "Eerste en tweede vraag:", "Derde antwoord" alone on a line. */
static bool parse_ordinal_head(struct slice line, struct mark *out)
{
	size_t used;
	if (!marks_parse_ordinals(line, &out->labels, &used))
		return false;
	bool colon = slice_starts(slice_from(line, used), ":");
	bool answer = slice_ends(slice_sub(line, 0, used), "woord") ||
		      slice_ends(slice_sub(line, 0, used), "woorden");
	bool question = slice_ends(slice_sub(line, 0, used), "vraag") ||
			slice_ends(slice_sub(line, 0, used), "vragen");
	out->kind = answer ? MARK_ANSWER : MARK_QUESTION;
	out->ended = colon;
	out->text = marks_skip_blanks(line, used + colon);
	return (answer || question) && (colon || used == line.len);
}

bool mark_parse(struct slice line, struct mark *out)
{
	size_t used;
	*out = (struct mark){.text = line.len};
	if (!line.len)
		return false;
	if (match_ornament(line) ||
	    (line.ptr[0] == '(' && !mark_parse_number(line, NUMERAL_DIGITS, out))) {
		if ((strchr("*_[#(", line.ptr[0]) && parse_decorated(line, out)) ||
		    parse_ornamented(line, out))
			return true;
		*out = (struct mark){.text = line.len};
		return false;
	}
	if (line.ptr[0] == '(')
		return true;
	if (byte_is_digit(line.ptr[0]) && mark_parse_number(line, NUMERAL_DIGITS, out))
		return true;
	if (byte_is_digit(line.ptr[0])) {
		if (parse_ordinal_head(line, out))
			return true;
		*out = (struct mark){.text = line.len};
		return false;
	}
	if (starts_upper(line) && parse_ordinal_head(line, out))
		return true;
	const struct spelling *found = starts_upper(line) ? find_spelling(line, &used) : NULL;
	if (found && parse_named(line, found, used, out))
		return true;
	*out = (struct mark){.text = line.len};
	return false;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/text/marks.h"

#include "corpus/text/latin.h"

/* ---- the spellings ---- */

struct spelling {
	const char *words; /* small letters without diacritics; a blank stands for any white space */
	enum mark_kind kind;
	enum answer_form form;
	bool labelled; /* means this only with labels behind */
};

/* The longer ones before those that they begin with. */
static const struct spelling spellings[] = {
	{"gecoordineerd antwoord", MARK_ANSWER, ANSWER_JOINT, false},
	{"gecoordineerde beantwoording", MARK_ANSWER, ANSWER_JOINT, false},
	{"gezamenlijk antwoord", MARK_ANSWER, ANSWER_JOINT, false},
	{"gezamenlijke beantwoording", MARK_ANSWER, ANSWER_JOINT, false},
	{"gemeenschappelijk antwoord", MARK_ANSWER, ANSWER_JOINT, false},
	{"samengevoegd antwoord", MARK_ANSWER, ANSWER_JOINT, false},
	{"aanvullend antwoord", MARK_ANSWER, ANSWER_ADDITIONAL, false},
	{"aanvullende beantwoording", MARK_ANSWER, ANSWER_ADDITIONAL, false},
	{"bijkomend antwoord", MARK_ANSWER, ANSWER_ADDITIONAL, false},
	{"nader antwoord", MARK_ANSWER, ANSWER_ADDITIONAL, false},
	{"voorlopig antwoord", MARK_ANSWER, ANSWER_PARTIAL, false},
	{"tussentijds antwoord", MARK_ANSWER, ANSWER_PARTIAL, false},
	{"gedeeltelijk antwoord", MARK_ANSWER, ANSWER_PARTIAL, false},
	{"deelantwoord", MARK_ANSWER, ANSWER_PARTIAL, false},
	{"vervangend antwoord", MARK_ANSWER, ANSWER_REPLACING, false},
	{"verbeterd antwoord", MARK_ANSWER, ANSWER_REPLACING, false},
	{"gecorrigeerd antwoord", MARK_ANSWER, ANSWER_REPLACING, false},
	{"gewijzigd antwoord", MARK_ANSWER, ANSWER_REPLACING, false},
	{"definitief antwoord", MARK_ANSWER, ANSWER_WHOLE, false},
	{"antwoorden", MARK_ANSWER, ANSWER_WHOLE, false},
	{"antwoord", MARK_ANSWER, ANSWER_WHOLE, false},
	{"antw.", MARK_ANSWER, ANSWER_WHOLE, true},
	{"beantwoording", MARK_ANSWER, ANSWER_WHOLE, false},
	{"reactie", MARK_ANSWER, ANSWER_WHOLE, true},
	{"ad", MARK_ANSWER, ANSWER_WHOLE, true},
	{"wat betreft", MARK_NUMBER, ANSWER_WHOLE, true},
	{"voor wat betreft", MARK_NUMBER, ANSWER_WHOLE, true},
	{"met betrekking tot", MARK_NUMBER, ANSWER_WHOLE, true},
	{"in antwoord op", MARK_NUMBER, ANSWER_WHOLE, true},
	{"wat", MARK_NUMBER, ANSWER_WHOLE, true},
	{"deelvragen", MARK_QUESTION, ANSWER_WHOLE, false},
	{"deelvraag", MARK_QUESTION, ANSWER_WHOLE, false},
	{"subvragen", MARK_QUESTION, ANSWER_WHOLE, false},
	{"subvraag", MARK_QUESTION, ANSWER_WHOLE, false},
	{"vragen", MARK_QUESTION, ANSWER_WHOLE, false},
	{"vraag", MARK_QUESTION, ANSWER_WHOLE, false},
	{"toelichting", MARK_REMARK, ANSWER_WHOLE, false},
	{"bijlagen", MARK_ANNEX, ANSWER_WHOLE, false},
	{"bijlage", MARK_ANNEX, ANSWER_WHOLE, false},
	{"mededeling", MARK_NOTICE, ANSWER_WHOLE, false},
	{"uitstelbericht", MARK_NOTICE, ANSWER_WHOLE, false},
};

/* May stand between the word and its labels, in any number. */
static const char *const links[] = {
	"op", "bij", "voor", "van", "aan", "inzake", "betreffende", "de", "het", "uw", "deze", "kamervragen",
	"kamervraag", "deelvragen", "deelvraag", "subvragen", "subvraag", "onderdelen", "onderdeel", "punten",
	"punt", "vragen", "vraag", "antwoorden", "antwoord", "nummers", "nummer", "nrs.", "nrs", "nr.", "nr", "no.",
};

/* Ties a label to one that has words of its own: "vraag 1 en op vraag 2". */
static const char *const joints[] = {"en", "alsook", "evenals", "&", "+", ","};

/* Labels that are words, from 1 on: "de eerste en tweede vraag". */
static const char *const ordinals[] = {
	"eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende",
};

/* ---- matching ---- */

static size_t skip_blanks(struct slice s, size_t i)
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

/* Bytes of s that spell the words, whatever the case and diacritics; 0 when it goes on as a word or begins
 * another way. */
static size_t match_words(struct slice s, const char *words)
{
	size_t i = 0;
	if (s.len && (unsigned char)s.ptr[0] < 0x80 && byte_lower(s.ptr[0]) != words[0])
		return 0; /* nearly all end here */
	for (; *words; words++) {
		if (*words == ' ') {
			size_t next = skip_blanks(s, i);
			if (next == i)
				return 0;
			i = next;
			continue;
		}
		if (i >= s.len || latin_base(latin_lower(utf8_next(s, &i))) != (unsigned char)*words)
			return 0;
		if (slice_starts(slice_from(s, i), "\xcc\x88")) /* a diaeresis of its own */
			i += 2;
	}
	size_t pos = i;
	return i < s.len && latin_is_letter(utf8_next(s, &pos)) ? 0 : i;
}

static const struct spelling *find_spelling(struct slice line, size_t *used)
{
	for (size_t k = 0; k < sizeof spellings / sizeof *spellings; k++)
		if ((*used = match_words(line, spellings[k].words)) > 0)
			return &spellings[k];
	return NULL;
}

enum mark_kind mark_word(struct slice line, enum answer_form *form, size_t *used)
{
	const struct spelling *found = find_spelling(line, used);
	if (!found)
		return MARK_NONE;
	*form = found->form;
	*used = skip_blanks(line, *used);
	return found->kind;
}

static size_t skip_links(struct slice line, size_t i, bool *any)
{
	bool again = true;
	*any = false;
	while (again) {
		again = false;
		i = skip_blanks(line, i);
		for (size_t k = 0; k < sizeof links / sizeof *links && !again; k++) {
			size_t n = match_words(slice_from(line, i), links[k]);
			again = n > 0;
			i += n;
		}
		*any = *any || again;
	}
	return i;
}

/* Bytes of what ties the labels at i to further ones, 0 when nothing does. */
static size_t match_joint(struct slice s)
{
	size_t n = 0, i = skip_blanks(s, 0);
	for (size_t k = 0; k < sizeof joints / sizeof *joints && !n; k++)
		n = match_words(slice_from(s, i), joints[k]);
	return n ? skip_blanks(s, i + n) : 0;
}

static bool add_labels(struct labels *out, const struct labels *more)
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

/* "eerste en tweede vraag": the labels, and the bytes of it. */
static bool parse_ordinals(struct slice s, struct labels *out, size_t *used)
{
	size_t i = 0, n = 0, joint = 0;
	bool any;
	*out = (struct labels){.count = 0};
	do {
		i += joint;
		for (size_t k = 0; k < sizeof ordinals / sizeof *ordinals; k++) {
			n = match_words(slice_from(s, i), ordinals[k]);
			if (n && !add_labels(out, &(struct labels){.count = 1, .number = {(int)k + 1}}))
				return false;
			if (n)
				break;
		}
		i += n;
		joint = n ? match_joint(slice_from(s, i)) : 0;
	} while (joint);
	*used = skip_links(s, i, &any);
	while (*used > i && (s.ptr[*used - 1] == ' ' || s.ptr[*used - 1] == '\t'))
		(*used)--;
	return n && any;
}

/* The labels behind the word and its links, in figures or words, also where each has links: "vraag 1 en op vraag 2". */
static bool parse_labels(struct slice s, struct labels *out, size_t *used)
{
	struct labels more;
	size_t joint, n;
	bool linked;
	if (!labels_parse_list(s, out, used))
		return parse_ordinals(s, out, used);
	while ((joint = match_joint(slice_from(s, *used))) > 0) {
		size_t at = skip_links(s, *used + joint, &linked);
		if (!linked || !labels_parse_list(slice_from(s, at), &more, &n) || !add_labels(out, &more))
			break;
		*used = at + n;
	}
	return true;
}

static bool starts_upper(struct slice s)
{
	size_t pos = 0;
	return s.len && latin_is_upper(utf8_next(s, &pos));
}

/*
 * What follows the labels of a word: nothing, or a sign and perhaps text, or text right away when
 * that begins a sentence.  Gives false where the line goes on as a sentence: "Vraag 3 gaat over".
 */
static bool read_rest(struct slice line, size_t i, bool labelled, struct mark *out)
{
	static const char *const signs[] = {".:", ":", ".", ")", "-", "\xe2\x80\x93", "\xe2\x80\x94", "\xc2\xb0"};
	bool tab = i < line.len && line.ptr[i] == '\t';
	size_t k = skip_blanks(line, i);
	out->text = k;
	if (k == line.len)
		return true;
	for (size_t n = 0; n < sizeof signs / sizeof *signs; n++) {
		if (!slice_starts(slice_from(line, k), signs[n]) || (!labelled && signs[n][0] != ':'))
			continue;
		size_t end = k + strlen(signs[n]);
		if (end < line.len && byte_is_digit(line.ptr[end]))
			return false;
		out->ended = true;
		out->text = skip_blanks(line, end);
		return true;
	}
	return labelled && (tab || (k > i && starts_upper(slice_from(line, k))));
}

/*
 * "Wat vraag 1 betreft, ...", "Wat betreft vraag 1: ...": the labels of an answer, which a sentence inside another one
 * may begin with as well; they count for what a number does.
 */
static bool read_concerned(struct slice line, const struct spelling *found, size_t i, struct mark *out)
{
	size_t at = skip_blanks(line, i), verb = match_words(slice_from(line, at), "betreft");
	const bool wat = strcmp(found->words, "wat") == 0;
	if (wat != (verb > 0))
		return false;
	at = skip_blanks(line, at + verb);
	out->ended = at < line.len && (line.ptr[at] == ':' || (line.ptr[at] == ',' && verb));
	out->text = at == line.len ? at : skip_blanks(line, at + 1);
	return out->ended || at == line.len;
}

static bool parse_named(struct slice line, const struct spelling *found, size_t used, struct mark *out)
{
	bool linked;
	size_t n, i = skip_links(line, used, &linked);
	bool bracket = i < line.len && line.ptr[i] == '(', inside;
	if (bracket)
		i = skip_links(line, i + 1, &inside) - 1;
	struct slice rest = slice_from(line, i + bracket);
	out->kind = found->kind;
	out->form = found->form;
	if (!parse_labels(rest, &out->labels, &n)) {
		out->labels.count = 0;
		return !bracket && !linked && !found->labelled && read_rest(line, used, false, out);
	}
	if (rest.ptr[0] >= 'a' && n < rest.len && rest.ptr[n] == ' ' && !bracket)
		return false; /* a word of one letter */
	i += bracket + n;
	if (n && rest.ptr[n - 1] == '.')
		i--;
	if (bracket) {
		i = skip_blanks(line, i);
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
	} else if (numeral != NUMERAL_DIGITS || !labels_parse_list(line, &out->labels, &used) ||
		   out->labels.numeral != NUMERAL_DIGITS || used != line.len) {
		out->labels.count = 0;
		return false;
	}
	out->kind = MARK_NUMBER;
	out->text = skip_blanks(line, used);
	return true;
}

bool mark_parse(struct slice line, struct mark *out)
{
	size_t used;
	*out = (struct mark){.text = line.len};
	if (!line.len)
		return false;
	if (byte_is_digit(line.ptr[0]) || line.ptr[0] == '(')
		return mark_parse_number(line, NUMERAL_DIGITS, out);
	const struct spelling *found = starts_upper(line) ? find_spelling(line, &used) : NULL;
	if (found && parse_named(line, found, used, out))
		return true;
	*out = (struct mark){.text = line.len};
	return false;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/readers/heading_internal.h"

#include "corpus/text/dates.h"
#include "corpus/text/latin.h"
#include "corpus/text/lines.h"
#include "corpus/text/reference.h"

/* ---- the question's heading ---- */

/* Offset behind the first "lid" or "leden" that names follow, whatever stands before it: "het
 * leden" is a slip that costs nothing. */
static size_t after_members(struct slice s)
{
	static const char *const words[] = {"leden", "lid"};
	for (size_t i = 0; i < s.len; i++) {
		if (i && !byte_is_space(s.ptr[i - 1]))
			continue;
		for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
			size_t end = i + strlen(words[w]), name = end;
			while (name < s.len && byte_is_space(s.ptr[name]))
				name++;
			struct slice rest = slice_from(s, name);
			size_t pos = 0;
			bool again = slice_starts(rest, "lid ");
			if (slice_starts(slice_from(s, i), words[w]) && name > end && rest.len &&
			    (again || latin_is_upper(utf8_next(rest, &pos)) ||
			     slice_starts(rest, "'t ") || slice_starts(rest, "\xe2\x80\x99t ")))
				return name;
		}
	}
	return s.len;
}

/* Where names begin that no "lid" announces: "Vragen van Zwaan (SP)", "gesteld door het led
 * Zwaan". */
static size_t after_announcement(struct slice s)
{
	static const char *const words[] = {"van ", "door "};
	size_t which, i = slice_find_any(s, words, sizeof words / sizeof *words, &which);
	while (i < s.len) {
		size_t pos = i;
		if ((i == 0 || byte_is_space(s.ptr[i - 1])) && latin_is_upper(utf8_next(s, &pos)))
			return i;
		i++;
	}
	return s.len;
}

static size_t find_members(struct slice s)
{
	size_t members = after_members(s);
	return members < s.len ? members : after_announcement(s);
}

/* Words between the people and the subject. */
static const char *const subject_words[] = {
	" inzake ", " betreffende ",         " omtrent ", " aangaande ",     " met betrekking tot ",
	" m.b.t. ", " naar aanleiding van ", " n.a.v. ",  " in verband met "};

/* Offset of "over" before the subject, also where the next word is glued to it, or of another such
 * word. */
static size_t find_over(struct slice s, size_t *subject)
{
	static const char *const glued[] = {"het ",  "de ",  "een ", "zijn ",
					    "haar ", "hun ", "dat "};
	for (size_t i = 0; (i = slice_find(s, i, " over")) < s.len; i += 5) {
		struct slice rest = slice_from(s, i + 5);
		if (rest.len &&
		    (byte_is_space(rest.ptr[0]) || (unsigned char)rest.ptr[0] >= 0x80)) {
			*subject = i + 5;
			return i;
		}
		for (size_t g = 0; g < sizeof glued / sizeof *glued; g++)
			if (slice_starts(rest, glued[g])) {
				*subject = i + 5;
				return i;
			}
	}
	/* "Volksgezondheid, Welzijn en Sportover het verdwijnen" */
	size_t word, at = slice_find(s, 0, "over ");
	*subject = at + 5;
	if (at == s.len) {
		at = slice_find_any(s, subject_words, sizeof subject_words / sizeof *subject_words,
				    &word);
		*subject = at < s.len ? at + strlen(subject_words[word]) : s.len;
	}
	return at;
}

/* Offset of the "aan" before who is asked, which may be glued to the party's bracket. */
static size_t find_asked(struct slice s)
{
	for (size_t i = slice_find(s, 0, ")"); i < s.len; i = slice_find(s, i + 1, ")")) {
		size_t word = i + 1;
		while (word < s.len && byte_is_space(s.ptr[word]))
			word++;
		if (slice_starts(slice_from(s, word), "aan "))
			return i + 1;
	}
	return slice_find(s, 0, " aan ");
}

static void take_title(struct question *q, struct slice title)
{
	title = slice_trim(title);
	if (slice_ends(title, "."))
		title.len--;
	q->title = arena_copy(&q->arena, slice_trim(title));
	if (q->title.len)
		question_mark(q, FIELD_TITLE, ORIGIN_TEXT, 95);
}

/* Words of a heading, and the one behind which its subject begins. */
static const char *const heading_words[] = {
	"VRAGEN",
	"VRAAG",
	"GESTELD",
	"DOOR",
	"VAN",
	"HET",
	"DE",
	"LID",
	"LEDEN",
	"BEIDEN",
	"EN",
	"AAN",
	"VOOR",
	"MINISTER",
	"MINISTERS",
	"STAATSSECRETARIS",
	"STAATSSECRETARISSEN",
	"INZAKE",
	"OVER",
};

static struct slice heading_lower(struct arena *arena, struct slice heading)
{
	const struct slice out = heading;
	char *bytes = arena_alloc(arena, heading.len + 1);
	memcpy(bytes, heading.ptr, heading.len);
	bool subject = false;
	for (size_t i = 0, end; i < out.len && !subject; i = end + 1) {
		for (end = i; end < out.len && out.ptr[end] != ' '; end++)
			;
		struct slice word = slice_sub(out, i, end);
		for (size_t w = 0; w < sizeof heading_words / sizeof *heading_words; w++) {
			if (!slice_is(word, heading_words[w]))
				continue;
			for (size_t k = i + (i == 0); k < end; k++)
				bytes[k] = byte_lower(bytes[k]);
			subject = slice_is(word, "OVER") || slice_is(word, "INZAKE");
		}
	}
	return slice_make(bytes, out.len);
}

void heading_question(struct question *self, struct slice heading)
{
	if (!heading.len)
		return;
	heading = heading_lower(&self->arena, heading);
	if (slice_starts(heading, "Mondelinge"))
		self->kind = KIND_MONDELING;
	struct slice s = slice_from(heading, find_members(heading));
	size_t asker_end = find_asked(s);
	heading_take_askers(self, slice_sub(s, 0, asker_end));
	s = slice_from(s, asker_end);
	size_t subject, over = find_over(s, &subject);
	heading_take_offices(self, slice_sub(s, 0, over));
	static const char *const ends[] = {"(ingezonden", "(INGEZONDEN", "(Ingezonden",
					   ", ingezonden "};
	size_t which, end = subject + slice_find_any(slice_from(s, subject), ends,
						     sizeof ends / sizeof *ends, &which);
	take_title(self, slice_sub(s, subject, end));
}

/* ---- the answer's head ---- */

void heading_answer(struct question *self, struct slice answer, struct slice heading)
{
	if (!answer.len)
		return;
	answer = heading_lower(&self->arena, answer);
	size_t stop = slice_find_nocase(answer, 0, "(ontvangen");
	size_t also = slice_find(answer, 0, "mede namens");
	if (also == answer.len)
		also = slice_find(answer, 0, "mede-namens");
	struct slice who = slice_sub(answer, 0, also < stop ? also : stop);
	self->minister_count = 0;
	heading_take_answerers(self, who, heading);
	if (also < stop)
		heading_take_offices(self, slice_sub(answer, also + 11, stop));
}

/* ---- notices of delay ---- */

/* "6 november jl.": the year is the one that makes it the last such day before `received`. */
static int date_without_year(struct slice s, int received)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!byte_is_digit(s.ptr[i]) || (i && byte_is_digit(s.ptr[i - 1])))
			continue;
		int date, day = 0;
		size_t used, k = i;
		if (date_parse(slice_from(s, i), &date, &used))
			return date;
		while (k < s.len && byte_is_digit(s.ptr[k]) && k - i < 2)
			day = day * 10 + (s.ptr[k++] - '0');
		size_t word = k < s.len && s.ptr[k] == ' ' ? k + 1 : k;
		size_t end = word;
		while (end < s.len && byte_is_alpha(s.ptr[end]))
			end++;
		int month = date_month(slice_sub(s, word, end));
		if (!month || !received)
			continue;
		date = date_make(received / 10000, month, day);
		return date > received ? date_make(received / 10000 - 1, month, day) : date;
	}
	return 0;
}

/* Behind the last bracketed party of "X (A) en Y (B) schriftelijke vragen gesteld aan ...". */
static size_t parties_end(struct slice s)
{
	size_t end = slice_find(s, 0, ")") + 1;
	while (end < s.len) {
		size_t open = slice_find(s, end, "("), close = slice_find(s, open, ")");
		struct slice between = slice_trim(slice_sub(s, end, open));
		bool joined = slice_starts(between, "en ") || slice_starts(between, ",");
		if (close == s.len || !joined || between.len > 80)
			break;
		end = close + 1;
	}
	return end < s.len ? end : s.len;
}

/* Where the subject ends in the sentence of a notice of delay or a letter: before its number, the
 * verb or the next sentence. */
static size_t delayed_end(struct slice s, size_t subject)
{
	static const char *const ends[] = {
		"(ingezonden",  " ingezonden op ", " met kenmerk ", " kunnen niet",
		" kan niet",    " kunnen helaas",  " kunnen tot",   " kunnen nog",
		" kan nog",     " zullen niet",    " worden niet",  " worden beantwoord",
		" helaas niet", " niet binnen de", " niet tijdig",  ". ",
	};
	size_t end = s.len;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t at = slice_find(s, subject, ends[i]);
		end = at < end ? at : end;
	}
	for (size_t i = slice_find(s, subject, "("); i < end; i = slice_find(s, i + 1, "("))
		if (reference_is_znumber(slice_sub(s, i + 1, i + 11)))
			end = i;
	while (end > subject && strchr(", ", s.ptr[end - 1]))
		end--;
	return end;
}

/* The vraagnummer that the sentence gives of its own question, where no heading did. */
static void take_delayed_number(struct question *self)
{
	struct slice s = self->intro;
	for (size_t i = 0; i < self->number_count; i++)
		if (reference_is_znumber(self->numbers[i]))
			return;
	for (size_t i = slice_find(s, 0, "("); i < s.len; i = slice_find(s, i + 1, "("))
		if (reference_is_znumber(slice_sub(s, i + 1, i + 11)) && i + 11 < s.len &&
		    s.ptr[i + 11] == ')') {
			question_add_number(self, slice_sub(s, i + 1, i + 11));
			struct slice own = self->numbers[self->number_count - 1];
			for (size_t k = self->number_count - 1; k; k--)
				self->numbers[k] = self->numbers[k - 1];
			self->numbers[0] = own;
			question_mark(self, FIELD_NUMBER, ORIGIN_TEXT, 95);
			return;
		}
}

void heading_delay(struct question *self, int received)
{
	take_delayed_number(self);
	struct lines lines = lines_split(&self->arena, self->intro);
	struct slice s = lines_join(&self->arena, &lines, 0, lines.count);
	size_t members = after_members(s);
	if (!self->date_asked) {
		self->date_asked = date_without_year(s, received);
		if (self->date_asked)
			question_mark(self, FIELD_DATE_ASKED, ORIGIN_TEXT, 80);
	}
	if (members == s.len)
		return;
	struct slice rest = slice_from(s, members);
	if (!self->asker_count)
		heading_take_askers(self, slice_sub(rest, 0, parties_end(rest)));
	size_t subject, over = find_over(rest, &subject);
	if (over == rest.len || self->title.len)
		return;
	take_title(self, slice_sub(rest, subject, delayed_end(rest, subject)));
}

/* The part of a letter's sentence that names ministers: those who answer stand before "op
 * Kamervragen", those who were asked between the members and the subject. */
static struct slice letter_offices(struct slice sentence, struct slice rest)
{
	static const char *const before[] = {
		" op Kamervragen", " op kamervragen",          " op vragen",
		" op de vragen",   " op schriftelijke vragen", " op de schriftelijke vragen"};
	size_t subject;
	for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
		size_t at = slice_find(sentence, 0, before[i]);
		if (at < sentence.len)
			return slice_sub(sentence, 0, at);
	}
	return slice_sub(rest, 0, find_over(rest, &subject));
}

void heading_letter(struct question *self, struct slice sentence)
{
	struct slice rest = slice_from(sentence, after_members(sentence));
	size_t subject, end = parties_end(rest);
	heading_take_askers(self, slice_sub(rest, 0, end));
	rest = slice_from(rest, end);
	if (find_over(rest, &subject) < rest.len)
		take_title(self, slice_sub(rest, subject, delayed_end(rest, subject)));
	struct slice who = letter_offices(sentence, rest);
	size_t also = slice_find_nocase(who, 0, "mede namens");
	heading_take_offices(self, slice_sub(who, 0, also));
	heading_take_offices(self, slice_from(who, also));
}

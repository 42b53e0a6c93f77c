/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/readers/heading_internal.h"

#include "corpus/text/dates.h"

/* ---- the question's heading ---- */

static size_t after_members(struct slice s)
{
	static const char *const words[] = {"van de leden ", "van het lid ", "de leden ", "het lid "};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t at = slice_find(s, 0, words[i]);
		if (at < s.len)
			return at + strlen(words[i]);
	}
	return s.len;
}

/* Offset of "over" before the subject, also where the next word is glued to it. */
static size_t find_over(struct slice s, size_t *subject)
{
	static const char *const glued[] = {"het ", "de ", "een ", "zijn ", "haar ", "hun ", "dat "};
	for (size_t i = 0; (i = slice_find(s, i, " over")) < s.len; i += 5) {
		struct slice rest = slice_from(s, i + 5);
		if (rest.len && (byte_is_space(rest.ptr[0]) || (unsigned char)rest.ptr[0] >= 0x80)) {
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
	size_t at = slice_find(s, 0, "over ");
	*subject = at < s.len ? at + 5 : s.len;
	return at;
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

void heading_question(struct question *self, struct slice heading)
{
	if (!heading.len)
		return;
	if (slice_starts(heading, "Mondelinge"))
		self->kind = KIND_MONDELING;
	struct slice s = slice_from(heading, after_members(heading));
	size_t aan = slice_find(s, 0, ") aan ");
	size_t asker_end = aan < s.len ? aan + 1 : slice_find(s, 0, " aan ");
	heading_take_askers(self, slice_sub(s, 0, asker_end));
	s = slice_from(s, asker_end);
	size_t subject, over = find_over(s, &subject);
	heading_take_offices(self, slice_sub(s, 0, over));
	size_t end = slice_find_nocase(s, subject, "(ingezonden");
	take_title(self, slice_sub(s, subject, end));
}

/* ---- the answer's head ---- */

void heading_answer(struct question *self, struct slice answer, struct slice heading)
{
	if (!answer.len)
		return;
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

void heading_delay(struct question *self, int received)
{
	struct slice s = self->intro;
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
	size_t end = slice_find(rest, subject, "(ingezonden");
	size_t stop = slice_find(rest, subject, ".\n");
	take_title(self, slice_sub(rest, subject, end < stop ? end : stop));
}

void heading_letter(struct question *self, struct slice sentence)
{
	struct slice rest = slice_from(sentence, after_members(sentence));
	size_t subject, end = parties_end(rest);
	heading_take_askers(self, slice_sub(rest, 0, end));
	rest = slice_from(rest, end);
	if (find_over(rest, &subject) < rest.len)
		take_title(self, slice_from(rest, subject));
	struct slice who = slice_sub(sentence, 0, slice_find(sentence, 0, " op "));
	size_t also = slice_find_nocase(who, 0, "mede namens");
	heading_take_offices(self, slice_sub(who, 0, also));
	heading_take_offices(self, slice_from(who, also));
}

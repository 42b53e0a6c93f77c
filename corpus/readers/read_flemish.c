/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Papers of the Flemish Parliament as text taken from PDF.
 *
 *   full       SCHRIFTELIJKE VRAAG / nr. / van / datum: / aan / titles in capitals,
 *              subject, body, minister and titles, ANTWOORD, op vraag nr. .. van ..
 *   middle     the same without the first head
 *   headless   subject line, body, and an answer that begins with a line that starts
 *              with a space or a form feed: what a lost page break leaves behind
 *   communiqué no question at all: a text with headings that are dates
 */
#include "corpus/model/subquestions.h"
#include "corpus/readers/reader.h"
#include "corpus/text/dates.h"
#include "corpus/text/latin.h"
#include "corpus/text/person_name.h"

enum { HEAD_LINES = 15, TITLE_WIDE = 75 };

/* Where the parts of a paper stand: line numbers, `count` for none. */
struct layout {
	size_t head;          /* SCHRIFTELIJKE VRAAG */
	size_t subject;       /* first line of the subject */
	size_t body;          /* first line behind the subject */
	size_t body_end;
	size_t minister;      /* the minister's block before the answer */
	size_t answer_head;   /* ANTWOORD */
	size_t answer;        /* first line of the answer's text */
};

static bool is_question_head(struct slice line)
{
	static const char *const heads[] = {"SCHRIFTELIJKE VRAAG", "MONDELINGE VRAAG",
					    "VRAAG OM UITLEG", "ACTUELE VRAAG"};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (slice_is(line, heads[i]))
			return true;
	return false;
}

static size_t find_head(const struct lines *lines)
{
	size_t seen = 0;
	for (size_t i = 0; i < lines->count && seen < HEAD_LINES; i++) {
		struct slice line = lines_at(lines, i);
		seen += line.len > 0;
		if (is_question_head(line))
			return i;
	}
	return lines->count;
}

/* The line ANTWOORD that is followed by `op vraag nr.`, or stands alone. */
static size_t find_answer_head(const struct lines *lines, size_t from)
{
	size_t alone = lines->count;
	for (size_t i = from; i < lines->count; i++) {
		struct slice line = lines_at(lines, i);
		if (!slice_is(line, "ANTWOORD"))
			continue;
		size_t next = lines_skip_blank(lines, i + 1);
		if (slice_starts_nocase(lines_at(lines, next), "op vraag"))
			return i;
		if (alone == lines->count)
			alone = i;
	}
	return alone;
}

static bool has_dashes(struct slice line)
{
	return slice_find(line, 0, "  -  ") < line.len;
}

static size_t count_date_lines(const struct lines *lines, int *dates, size_t max)
{
	size_t n = 0;
	for (size_t i = 0; i < lines->count; i++) {
		struct slice line = lines_at(lines, i);
		size_t used;
		int date;
		if (line.len < 30 && date_parse(line, &date, &used) && used == line.len && n < max)
			dates[n++] = date;
	}
	return n;
}

/* An official text about meetings: dated headings, and nobody who asks or answers. */
static bool is_communique(const struct lines *lines)
{
	static const char *const words[] = {"Communicatie", "Communiqu", "Mededeling", "Persbericht",
					    "Verslag", "Overzicht", "Perscommuniqu"};
	int dates[64];
	size_t n = count_date_lines(lines, dates, 64);
	struct slice first = lines_at(lines, lines_skip_blank(lines, 0));
	if (n >= 2)
		return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_starts(first, words[i]))
			return true;
	return false;
}

static bool page_break_line(struct slice raw, const struct lines *lines)
{
	if (raw.ptr > lines->text.ptr && raw.ptr[-1] == '\f' && raw.len > 1)
		return true;
	return raw.len > 1 && raw.ptr[0] == ' ' && !byte_is_space(raw.ptr[1]);
}

static bool is_bullet(struct slice line)
{
	return slice_starts(line, "\xe2\x80\xa2") || slice_starts(line, "-") ||
	       slice_starts(line, "\xef\x82\xb7");
}

/* Headless layout: the first line with a leading space behind a line that asks. */
static size_t find_page_break(const struct lines *lines, size_t from)
{
	bool asked = false;
	for (size_t i = from; i < lines->count; i++) {
		struct slice line = lines_at(lines, i);
		if (asked && page_break_line(lines->raw[i], lines) && !is_bullet(line))
			return i;
		asked = asked || slice_find(line, 0, "?") < line.len;
	}
	return lines->count;
}

static unsigned recognise(const struct lines *lines)
{
	size_t head = find_head(lines);
	size_t answer = find_answer_head(lines, 0);
	if (head < lines->count)
		return 100;
	if (answer < lines->count &&
	    slice_starts_nocase(lines_at(lines, lines_skip_blank(lines, answer + 1)), "op vraag"))
		return 95;
	size_t first = lines_skip_blank(lines, 0);
	if (first < lines->count && has_dashes(lines_at(lines, first)) &&
	    find_page_break(lines, first + 1) < lines->count)
		return 80;
	if (is_communique(lines) && slice_find(lines->text, 0, "?") == lines->text.len)
		return 60;
	return 0;
}

/* ---- heads ---- */

/* "nr. 28", "nr. 28 van 2 oktober 2025" behind an optional "op vraag". */
static void take_number(struct question *q, struct slice line)
{
	size_t at = slice_find_nocase(line, 0, "nr.");
	if (at == line.len)
		return;
	struct slice rest = slice_trim(slice_from(line, at + 3));
	size_t n = 0;
	while (n < rest.len && byte_is_digit(rest.ptr[n]))
		n++;
	if (n) {
		question_add_number(q, slice_sub(rest, 0, n));
		question_mark(q, FIELD_NUMBER, ORIGIN_TEXT, 100);
	}
	size_t pos = n;
	int date;
	if (date_find(rest, &pos, &date) && !q->date_asked) {
		q->date_asked = date;
		question_mark(q, FIELD_DATE_ASKED, ORIGIN_TEXT, 100);
	}
}

static void take_asker(struct question *q, struct slice name)
{
	struct slice shown = name_display(&q->arena, name);
	for (size_t i = 0; i < q->asker_count; i++)
		if (slice_eq(q->askers[i].name, shown))
			return;
	question_add_asker(q, shown, SLICE_EMPTY);
	question_mark(q, FIELD_ASKERS, ORIGIN_TEXT, 100);
}

/* The minister's name and, joined, the titles in capitals below; returns the line behind them. */
static size_t take_minister(struct question *q, const struct lines *lines, size_t i,
			    struct slice name)
{
	size_t end = i;
	while (end < lines->count && lines_at(lines, end).len &&
	       latin_all_capitals(lines_at(lines, end)) && !slice_is(lines_at(lines, end), "ANTWOORD"))
		end++;
	struct slice role = lines_join(&q->arena, lines, i, end);
	if (q->minister_count == 0) {
		question_add_minister(q, name_display(&q->arena, name), role, SLICE_EMPTY);
		question_mark(q, FIELD_MINISTERS, ORIGIN_TEXT, 100);
	}
	return end;
}

/* The head from line i on; returns the line behind it. */
static size_t read_head(struct question *q, const struct lines *lines, size_t i)
{
	if (!slice_is(lines_at(lines, i), "SCHRIFTELIJKE VRAAG"))
		q->kind = KIND_MONDELING;
	for (i++; i < lines->count; i++) {
		struct slice line = lines_at(lines, i);
		if (slice_starts_nocase(line, "nr.")) {
			take_number(q, line);
		} else if (slice_starts_nocase(line, "van ")) {
			take_asker(q, slice_from(line, 4));
		} else if (slice_starts_nocase(line, "datum:")) {
			size_t pos = 0;
			struct slice rest = slice_from(line, 6);
			if (date_find(rest, &pos, &q->date_asked))
				question_mark(q, FIELD_DATE_ASKED, ORIGIN_TEXT, 100);
		} else if (slice_starts_nocase(line, "aan ")) {
			return take_minister(q, lines, i + 1, slice_from(line, 4));
		} else if (line.len) {
			return i;
		}
	}
	return i;
}

/* The lines behind ANTWOORD; returns the first line of the answer's text. */
static size_t read_answer_head(struct question *q, const struct lines *lines, size_t i)
{
	i = lines_skip_blank(lines, i + 1);
	if (!slice_starts_nocase(lines_at(lines, i), "op vraag"))
		return i;
	take_number(q, lines_at(lines, i));
	i = lines_skip_blank(lines, i + 1);
	struct slice line = lines_at(lines, i);
	if (slice_starts_nocase(line, "van ") && latin_all_capitals(slice_from(line, 4))) {
		take_asker(q, slice_from(line, 4));
		i++;
	}
	return i;
}

/* Start of the block of capitals (name, titles) that ends right before line `end`, or end. */
static size_t minister_block(const struct lines *lines, size_t from, size_t end)
{
	size_t last = end;
	while (last > from && !lines_at(lines, last - 1).len)
		last--;
	size_t i = last;
	while (i > from && latin_all_capitals(lines_at(lines, i - 1)))
		i--;
	return i < last ? i : end;
}

/* The subject may go on in a second line when the first one filled the page's width. */
static size_t subject_end(const struct lines *lines, size_t i)
{
	struct slice line = lines_at(lines, i);
	struct slice next = lines_at(lines, i + 1);
	size_t columns = 0;
	for (size_t k = 0; k < line.len; columns++)
		utf8_next(line, &k);
	size_t after = lines_skip_blank(lines, i + 2);
	bool alone = next.len && !lines_at(lines, i + 2).len && next.len < TITLE_WIDE;
	size_t pos = 0;
	bool lower = next.len && latin_is_lower(utf8_next(next, &pos));
	if (columns >= TITLE_WIDE && after < lines->count && next.len && (alone || lower || next.len < 45))
		return i + 2;
	return i + 1;
}

/* ---- the paper ---- */

static void read_communique(const struct lines *lines, struct question *q)
{
	int dates[64];
	size_t first = lines_skip_blank(lines, 0);
	size_t n = count_date_lines(lines, dates, 64);
	q->kind = KIND_MEDEDELING;
	question_mark(q, FIELD_KIND, ORIGIN_TEXT, 80);
	q->title = lines_join(&q->arena, lines, first, first + 1);
	question_mark(q, FIELD_TITLE, ORIGIN_TEXT, 80);
	q->intro = slice_trim(lines_text(lines, first + 1, lines->count));
	question_mark(q, FIELD_INTRO, ORIGIN_TEXT, 100);
	question_mark(q, FIELD_STATUS, ORIGIN_DEFAULT, 100);
	for (size_t i = 0; i < n; i++)
		question_add_meeting(q, dates[i]);
}

/* Finds the parts from the heads on. */
static void find_layout(const struct lines *lines, struct question *q, struct layout *l)
{
	l->head = find_head(lines);
	l->subject = lines_skip_blank(lines, l->head < lines->count ? read_head(q, lines, l->head) : 0);
	l->body = subject_end(lines, l->subject);
	l->answer_head = find_answer_head(lines, l->body);
	l->minister = lines->count;
	if (l->answer_head < lines->count) {
		l->minister = minister_block(lines, l->body, l->answer_head);
		l->body_end = l->minister;
		l->answer = read_answer_head(q, lines, l->answer_head);
	} else if (l->head < lines->count) {
		l->body_end = l->answer = lines->count;
	} else {
		l->body_end = l->answer = find_page_break(lines, l->body);
	}
	if (l->minister < l->answer_head)
		take_minister(q, lines, l->minister + 1, lines_at(lines, l->minister));
}

static enum status read_paper(const struct lines *lines, struct question *q, struct error *err)
{
	q->parliament = PARLIAMENT_VLAAMS;
	question_mark(q, FIELD_PARLIAMENT, ORIGIN_DEFAULT, 95);
	question_mark(q, FIELD_KIND, ORIGIN_TEXT, 95);
	if (find_head(lines) == lines->count && find_answer_head(lines, 0) == lines->count &&
	    is_communique(lines)) {
		read_communique(lines, q);
		return STATUS_OK;
	}
	struct layout l;
	find_layout(lines, q, &l);
	if (l.subject >= lines->count)
		return error_set(err, STATUS_FORMAT, "no subject line and no text behind the heading");
	q->title = lines_join(&q->arena, lines, l.subject, l.body);
	question_mark(q, FIELD_TITLE, ORIGIN_TEXT, has_dashes(lines_at(lines, l.subject)) ? 100 : 70);
	struct slice body = lines_text(lines, l.body, l.body_end);
	struct slice answer = lines_text(lines, l.answer, lines->count);
	if (!slice_trim(body).len && !slice_trim(answer).len)
		return error_set(err, STATUS_FORMAT, "line %zu: nothing follows the subject", l.body);
	split_questions(q, body, SPLIT_BY_LINE);
	split_answers(q, answer, SPLIT_BY_LINE);
	q->state = slice_trim(answer).len ? STATE_BEANTWOORD : STATE_ONBEANTWOORD;
	question_mark(q, FIELD_STATUS, ORIGIN_TEXT, l.answer_head < lines->count ? 100 : 70);
	return STATUS_OK;
}

const struct text_reader reader_flemish = {"flemish", recognise, read_paper};

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
#include "corpus/readers/answer_states.h"
#include "corpus/readers/flemish_head.h"
#include "corpus/readers/notes.h"
#include "corpus/readers/reader.h"
#include "corpus/readers/remains.h"
#include "corpus/text/dates.h"
#include "corpus/text/items.h"
#include "corpus/text/latin.h"

enum { TITLE_LINES_MAX = 4, ANSWERS_MAX = 16 };

/* Where the parts of a paper stand: line numbers, `count` for none. */
struct layout {
	size_t head;    /* SCHRIFTELIJKE VRAAG */
	size_t subject; /* first line of the subject */
	size_t body;    /* first line behind the subject */
	size_t body_end;
	size_t answer_count;
	struct flemish_answer answers[ANSWERS_MAX];
	size_t unheaded; /* first line of an answer without a head */
};

static bool is_dashed(struct slice line, const char *dash, char blank)
{
	for (size_t i = 0; (i = slice_find(line, i, dash)) < line.len; i++) {
		size_t end = i + strlen(dash);
		if (i > 2 && end == line.len && line.ptr[i - 1] == blank &&
		    line.ptr[i - 2] == blank)
			return true; /* the subject goes on below */
		if (i > 1 && end + 1 < line.len && line.ptr[i - 1] == blank &&
		    line.ptr[end] == blank &&
		    (blank == '\t' || (line.ptr[i - 2] == blank && line.ptr[end + 1] == blank)))
			return true;
	}
	return false;
}

static bool has_dashes(struct slice line)
{
	return is_dashed(line, "-", ' ') || is_dashed(line, "-", '\t') ||
	       is_dashed(line, "\xe2\x80\x93", ' ');
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
	static const char *const words[] = {"Communicatie", "Communiqu", "Mededeling",
					    "Persbericht",  "Verslag",   "Overzicht",
					    "Perscommuniqu"};
	int dates[64];
	size_t n = count_date_lines(lines, dates, 64);
	struct slice first = lines_at(lines, 0);
	if (n >= 2)
		return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_starts(first, words[i]))
			return true;
	return false;
}

/* A page, or a part of one, begins at the line: a form feed or a single blank stands before it. */
static bool page_break_line(const struct lines *lines, size_t i)
{
	struct slice raw = lines->raw[i];
	for (const char *p = raw.ptr; p > lines->text.ptr && byte_is_space(p[-1]); p--)
		if (p[-1] == '\f')
			return raw.len > 1;
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
		if (asked && page_break_line(lines, i) && !is_bullet(line))
			return i;
		asked = asked || slice_find(line, 0, "?") < line.len;
	}
	return lines->count;
}

static bool asks(const struct lines *lines, size_t from, size_t to)
{
	struct slice text = lines_span(lines, from, to);
	return slice_find(text, 0, "?") < text.len;
}

/* The next line from `from` on that bears the number 1. */
static size_t find_first_number(const struct lines *lines, size_t from)
{
	struct mark mark;
	for (size_t i = from; i < lines->count; i++)
		if (mark_parse(lines_at(lines, i), &mark) && mark.kind == MARK_NUMBER &&
		    mark.labels.number[0] == 1)
			return i;
	return lines->count;
}

/* The line behind the first of lines [from, end) from which on none asks; `from` when none does. */
static size_t asked_end(const struct lines *lines, size_t from, size_t end)
{
	size_t last = from;
	for (size_t i = from; i < end; i++)
		if (asks(lines, i, i + 1))
			last = lines_paragraph_end(lines, i);
	return last < end ? last : end;
}

/* Where the numbers of the questions begin at 1 again, and nothing asks from there on; count when
 * they do not. */
static size_t find_second_numbers(const struct lines *lines, size_t from)
{
	size_t first = find_first_number(lines, from);
	for (size_t i = find_first_number(lines, first + 1); i < lines->count;
	     i = find_first_number(lines, i + 1))
		if (asks(lines, first, i) && !asks(lines, i, lines->count))
			return i;
	return lines->count;
}

/*
 * Headless layout: the answer begins above its numbers, behind the last line that asks, at the
 * break of a page when one is left there.  Where it has no numbers the break is the sign, and from
 * programs that keep none the end of what asks.
 */
static size_t find_unheaded(const struct lines *lines, size_t from)
{
	size_t numbers = find_second_numbers(lines, from), page;
	if (numbers < lines->count) {
		size_t end = asked_end(lines, from, numbers);
		for (page = end; page < numbers && !page_break_line(lines, page);)
			page++;
		return page < numbers ? page : end;
	}
	page = find_page_break(lines, from);
	if (page < lines->count || find_first_number(lines, from) < lines->count)
		return page;
	size_t end = asked_end(lines, from, lines->count);
	return end > from ? end : lines->count;
}

/* The first line is a subject: of the blanks around its dash HTML leaves one, which alone says
 * little. */
static bool is_subject(const struct lines *lines)
{
	static const char *const words[] = {"minister", "Vlaamse", "Vlaanderen"};
	struct slice first = lines_at(lines, 0);
	if (has_dashes(first))
		return true;
	if (slice_find(first, 0, " - ") == first.len || strchr(".?!:;,", first.ptr[first.len - 1]))
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_find(lines->text, 0, words[i]) < lines->text.len)
			return true;
	return find_second_numbers(lines, 1) < lines->count;
}

static unsigned recognise(const struct lines *lines)
{
	struct flemish_answer answer;
	if (flemish_find_head(lines) < lines->count)
		return 100;
	if (flemish_next_answer(lines, 0, &answer) && answer.sure)
		return 95;
	if (lines->count && has_dashes(lines_at(lines, 0)) &&
	    find_page_break(lines, 1) < lines->count)
		return 80;
	if (lines->count && is_subject(lines) && find_unheaded(lines, 1) < lines->count)
		return 55;
	if (is_communique(lines) && slice_find(lines->text, 0, "?") == lines->text.len)
		return 60;
	return 0;
}

static bool ends_in_dash(struct slice line)
{
	return slice_ends(line, " -") || slice_ends(line, " \xe2\x80\x93");
}

static bool starts_with_dash(struct slice line)
{
	return slice_starts(line, "- ") || slice_starts(line, "\xe2\x80\x93 ");
}

/* A paragraph of sentences, wrapped over several lines, begins at line i. */
static bool is_wrapped_text(const struct lines *lines, size_t i)
{
	size_t end = lines_paragraph_end(lines, i);
	struct slice last = lines_at(lines, end - 1);
	return end > i + 1 && last.len && strchr(".?!:", last.ptr[last.len - 1]) != NULL;
}

/* The subject goes on in further lines where it filled the first; when its end cannot be told, it
 * is a line. */
static size_t subject_end(const struct lines *lines, size_t i)
{
	size_t end = i;
	while (end < lines->count && end - i < TITLE_LINES_MAX) {
		struct slice line = lines_at(lines, end), next = lines_at(lines, end + 1);
		size_t pos = 0;
		bool small = next.len && latin_is_lower(utf8_next(next, &pos));
		bool dash = ends_in_dash(line) || starts_with_dash(next);
		bool sentence = line.len && strchr(".?!:", line.ptr[line.len - 1]);
		if (end > i && sentence)
			return i + 1;
		if (!dash && !small && is_wrapped_text(lines, end + 1))
			return end + 1;
		if (!dash &&
		    (lines_break_meant(lines, end) || (end > i && !small && has_dashes(line))))
			return end + 1;
		end++;
	}
	return i + 1;
}

/* ---- the paper ---- */

static void read_communique(const struct lines *lines, struct question *q)
{
	int dates[64];
	size_t first = 0;
	size_t n = count_date_lines(lines, dates, 64);
	q->kind = KIND_MEDEDELING;
	question_mark(q, FIELD_KIND, ORIGIN_TEXT, 80);
	size_t end = subject_end(lines, first);
	q->title = lines_join(&q->arena, lines, first, end);
	question_mark(q, FIELD_TITLE, ORIGIN_TEXT, 80);
	q->intro = slice_trim(lines_span(lines, end, lines->count));
	question_mark(q, FIELD_INTRO, ORIGIN_TEXT, 100);
	question_mark(q, FIELD_STATUS, ORIGIN_DEFAULT, 100);
	for (size_t i = 0; i < n; i++)
		question_add_meeting(q, dates[i]);
}

/* Finds the parts from the heads on. */
static void find_layout(const struct lines *lines, struct question *q, struct layout *l)
{
	struct flemish_answer answer;
	*l = (struct layout){.head = flemish_find_head(lines), .unheaded = lines->count};
	l->subject = l->head < lines->count ? flemish_read_head(q, lines, l->head) : 0;
	l->body = subject_end(lines, l->subject);
	l->body_end = lines->count;
	for (size_t from = l->body;
	     l->answer_count < ANSWERS_MAX && flemish_next_answer(lines, from, &answer);
	     from = answer.line + 1)
		/* inside an answer a word alone is a heading of its own */
		if (!l->answer_count || answer.sure || answer.form != ANSWER_WHOLE)
			l->answers[l->answer_count++] = answer;
	if (l->answer_count)
		l->body_end = flemish_minister_block(lines, l->body, l->answers[0].line);
	else if (l->head == lines->count)
		l->body_end = l->unheaded = find_unheaded(lines, l->body);
}

/* ---- answers ---- */

/* Where the last of the questions to be answered is answered for the first time. */
static const char *last_answered(const struct question *q, struct slice text)
{
	const struct item_style style = {.by_line = true};
	bool answered[LABEL_NUMBER_MAX + 1] = {false};
	const char *last = text.ptr;
	struct item item;
	size_t pos = 0;
	int most = q->question_count < LABEL_NUMBER_MAX ? (int)q->question_count : LABEL_NUMBER_MAX;
	while (most && item_find(text, &pos, 1, most, style, &item)) {
		bool *known = &answered[item.labels.number[0]];
		last = *known ? last : text.ptr + item.start;
		*known = true;
	}
	return last;
}

/* A list of annexes, or an annex, begins at line i: no answer that was still to come stands below
 * it. */
static bool is_annex(const struct lines *lines, size_t i, const char *answered)
{
	struct mark mark;
	struct slice line = lines_at(lines, i);
	if (!mark_parse(line, &mark) || mark.kind != MARK_ANNEX)
		return false;
	bool capitals = latin_all_capitals(slice_sub(line, 0, slice_find(line, 0, ":")));
	if (latin_all_capitals(line) || (capitals && answered < line.ptr))
		return true;
	return answered < line.ptr && (!mark.ended || mark.labels.count);
}

static struct slice read_answer(struct question *q, const struct lines *lines, size_t from,
				size_t end)
{
	const char *answered = last_answered(q, lines_span(lines, from, end));
	for (size_t i = from; i < end; i++)
		if (is_annex(lines, i, answered)) {
			struct slice line = lines_at(lines, i);
			struct mark mark;
			(void)mark_parse(line, &mark);
			/* `Bijlage 1: lijst` is the title itself, `BIJLAGE: lijst` has it */
			struct slice list = lines_span(lines, mark.text < line.len ? i : i + 1,
						       end);
			if (mark.text < line.len && !mark.labels.count)
				list = slice_from(list, (size_t)(line.ptr + mark.text - list.ptr));
			remains_add_annexes(q, list);
			end = i;
		}
	struct slice text = slice_trim(lines_span(lines, from, end));
	split_answers(q, text, SPLIT_BY_LINE);
	return text;
}

/* Every answer has a head, and a block of ministers above it. */
static bool read_answers(struct question *q, const struct lines *lines, const struct layout *l)
{
	bool any = false;
	size_t above = l->body_end;
	for (size_t i = 0; i < l->answer_count; i++) {
		size_t line = l->answers[i].line;
		size_t stop = i + 1 < l->answer_count ? l->answers[i + 1].line : lines->count;
		size_t from = flemish_read_answer_head(q, lines, line);
		size_t end = i + 1 < l->answer_count ? flemish_minister_block(lines, from, stop)
						     : stop;
		flemish_read_ministers(q, lines, above, line);
		any = read_answer(q, lines, from, end).len || any;
		above = end;
	}
	if (l->unheaded < lines->count)
		any = read_answer(q, lines, l->unheaded, lines->count).len || any;
	return any;
}

/* What the answers' heads say, or a notice where the answer would be. */
static enum answer_state find_state(const struct question *q, const struct layout *l)
{
	enum answer_form form = l->answer_count ? l->answers[l->answer_count - 1].form
						: ANSWER_WHOLE;
	enum answer_state state = answer_state_of(form, l->answer_count == 1);
	bool whole = q->answer_count == 1 && q->question_count != 1 ? !q->answers[0].label_count
								    : q->answer_count == 1;
	return whole ? answer_state_noticed(q->answers[0].text, state) : state;
}

/* A subject that is called one: "Onderwerp: Bruggen - Staat". */
static struct slice without_label(struct slice subject)
{
	static const char *const labels[] = {"Onderwerp:", "Betreft:", "Titel:"};
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (slice_starts_nocase(subject, labels[i]) && subject.len > strlen(labels[i]))
			return slice_trim(slice_from(subject, strlen(labels[i])));
	return subject;
}

static enum status read_question(const struct lines *lines, struct question *q, struct error *err)
{
	struct layout l;
	find_layout(lines, q, &l);
	if (l.subject >= lines->count)
		return error_set(err, STATUS_FORMAT,
				 "no subject line and no text behind the heading");
	q->title = without_label(lines_join(&q->arena, lines, l.subject, l.body));
	question_mark(q, FIELD_TITLE, ORIGIN_TEXT,
		      has_dashes(lines_at(lines, l.subject)) ? 100 : 70);
	split_questions(q, lines_span(lines, l.body, l.body_end), SPLIT_BY_LINE);
	bool answered = read_answers(q, lines, &l);
	if (!q->question_count && !q->intro.len && !answered)
		return error_set(err, STATUS_FORMAT, "line %zu: nothing follows the subject",
				 l.body);
	q->state = answered ? find_state(q, &l) : STATE_ONBEANTWOORD;
	question_mark(q, FIELD_STATUS, ORIGIN_TEXT, l.answer_count ? 100 : 70);
	return STATUS_OK;
}

static enum status read_paper(const struct lines *paper, struct question *q, struct error *err)
{
	struct flemish_answer answer;
	struct lines lines = flemish_split_cells(&q->arena, paper);
	q->parliament = PARLIAMENT_VLAAMS;
	question_mark(q, FIELD_PARLIAMENT, ORIGIN_DEFAULT, 95);
	question_mark(q, FIELD_KIND, ORIGIN_TEXT, 95);
	if (flemish_find_head(&lines) == lines.count && !flemish_next_answer(&lines, 0, &answer) &&
	    is_communique(&lines)) {
		read_communique(&lines, q);
		return STATUS_OK;
	}
	lines = notes_lift(&lines, q, 0, false);
	return read_question(&lines, q, err);
}

const struct text_reader reader_flemish = {"flemish", recognise, read_paper};

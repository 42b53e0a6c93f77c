/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Papers of the Dutch Tweede Kamer as text taken from PDF or docx:
 *
 *   Aanhangsel  page head, number, `Vragen van het lid X (Partij) aan ... over ...
 *               (ingezonden D)`, `Antwoord van Minister Y (Ministerie) (ontvangen D)`,
 *               then Vraag 1 / Antwoord 1 in turns
 *   docx        `AH 617`, `2024Z17972`, the answer's head, Vraag 1 / Antwoord op vraag 1,
 *               or `1. ...` / `Antwoord vraag 1:`
 *   unanswered  the vraagnummer and the questions only
 *   delay       `Mededeling van ...`: the question exists, its answer is late
 */
#include "corpus/readers/answer_states.h"
#include "corpus/readers/heading.h"
#include "corpus/readers/notes.h"
#include "corpus/readers/reader.h"
#include "corpus/readers/turns.h"
#include "corpus/text/dates.h"
#include "corpus/text/latin.h"
#include "corpus/text/reference.h"

enum { HEADING_LINES = 12 }; /* the longest that was seen has five */

/* ---- lines that mean something ---- */

static bool all_digits(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!byte_is_digit(s.ptr[i]))
			return false;
	return s.len > 0;
}

static bool is_ah_line(struct slice line)
{
	return slice_starts(line, "AH ") && all_digits(slice_trim(slice_from(line, 3)));
}

static bool is_heading_line(struct slice line)
{
	static const char *const starts[] = {
		"Vragen van ",
		"Vraag van ",
		"Vragen lid ",
		"Vragen leden ",
		"Vragen gesteld door ",
		"Vraag gesteld door ",
		"Mondelinge vragen van ",
		"Mondelinge vraag van ",
		"Schriftelijke vragen van ",
		"Schriftelijke vraag van ",
		"Schriftelijke vragen gesteld door ",
	};
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (slice_starts_nocase(line, starts[i]))
			return slice_find_nocase(line, 0, " door de leden der") == line.len;
	return false;
}

/* `Antwoord van ...`, `Nader antwoord van ...`, `Mededeling van ...`: the kind of it, else NONE. */
static enum mark_kind answer_head_kind(struct slice line, enum answer_form *form)
{
	size_t used = 0, pos = 0;
	if (!line.len || !latin_is_upper(utf8_next(line, &pos)))
		return MARK_NONE;
	enum mark_kind kind = mark_word(line, form, &used);
	struct slice rest = slice_from(line, used);
	bool by = slice_starts_nocase(rest, "door ");
	if ((kind != MARK_ANSWER && kind != MARK_NOTICE) ||
	    (!by && !slice_starts_nocase(rest, "van ")))
		return MARK_NONE;
	/* the titles of letters are in the plural */
	struct slice word = slice_trim(slice_sub(line, 0, used));
	bool singular = by || slice_is_nocase(slice_from(word, word.len - 6), "twoord");
	return kind == MARK_NOTICE || singular ? kind : MARK_NONE;
}

static bool is_answer_head(struct slice line)
{
	enum answer_form form;
	return answer_head_kind(line, &form) != MARK_NONE;
}

static unsigned recognise(const struct lines *lines)
{
	size_t seen = 0;
	for (size_t i = 0; i < lines->count && seen < 8; i++) {
		struct slice line = lines_at(lines, i);
		seen += line.len > 0;
		if (slice_starts(line, "Tweede Kamer der Staten-Generaal") || is_ah_line(line))
			return 95;
		if (reference_is_znumber(line))
			return 90;
		if (is_heading_line(line) && slice_find(line, 0, "lid") < line.len)
			return 70;
	}
	return 0;
}

/* ---- the head ---- */

static void take_session(struct question *q, struct slice line)
{
	size_t at = slice_find(line, 0, "Vergaderjaar ");
	if (at == line.len || q->session.len)
		return;
	struct slice rest = slice_from(line, at + 13);
	size_t dash = slice_starts(slice_from(rest, 4), "\xe2\x80\x93") ? 3 : 1;
	struct slice from = slice_sub(rest, 0, 4), to = slice_sub(rest, 4 + dash, 8 + dash);
	if (all_digits(from) && all_digits(to)) {
		q->session = arena_printf(&q->arena, "%.*s-%.*s", SLICE_ARG(from), SLICE_ARG(to));
		question_mark(q, FIELD_SESSION, ORIGIN_TEXT, 100);
	}
}

struct head {
	struct slice ah;    /* number in the Aanhangsel */
	struct slice z;     /* vraagnummer */
	size_t heading;     /* first line of `Vragen van ...`, count when there is none */
	size_t answer_head; /* first line of `Antwoord van ...` or `Mededeling van ...` */
	size_t heading_end, answer_end; /* the lines behind them */
	size_t body;                    /* first line behind the heads */
	enum answer_form form;          /* of the answer */
};

/* The number in the Aanhangsel stands alone on its line, as that of the first question may, which
 * no heading follows. */
static bool is_ah_number(const struct lines *lines, size_t i)
{
	struct slice line = lines_at(lines, i);
	return all_digits(line) &&
	       (!slice_is(line, "1") || is_heading_line(lines_at(lines, i + 1)));
}

/* What cannot be part of a heading. */
static bool ends_heading(const struct lines *lines, size_t i)
{
	struct mark mark;
	struct slice line = lines_at(lines, i);
	enum mark_kind kind = turns_mark(lines, i, &mark);
	return is_answer_head(line) || is_heading_line(line) || slice_starts(line, "kv-tk-") ||
	       slice_starts(line, "ah-tk-") || slice_starts(line, "Zie ook ") ||
	       reference_is_znumber(line) ||
	       (kind != MARK_NONE && (kind != MARK_NUMBER || mark.labels.number[0] == 1));
}

/* Offset behind the day in brackets that closes a heading; 0 when it is not there. */
static size_t dated_end(struct slice joined)
{
	size_t at = slice_find_nocase(joined, 0, "(ingezonden"),
	       received = slice_find_nocase(joined, 0, "(ontvangen");
	at = at < received ? at : received;
	size_t close = slice_find(joined, at, ")");
	return close < joined.len ? close + 1 : 0;
}

/* End of a heading that starts at line i: behind its day, else with its paragraph. */
static size_t heading_end(struct arena *arena, const struct lines *lines, size_t i,
			  bool dated_before)
{
	size_t stop = i + 1;
	while (stop < lines->count && stop - i < HEADING_LINES && !ends_heading(lines, stop))
		stop++;
	for (size_t k = i; k < stop && !dated_before; k++) {
		struct slice joined = lines_join(arena, lines, i, k + 1);
		size_t end = dated_end(joined);
		struct slice rest = slice_trim(slice_from(joined, end));
		/* "Zie ook Aanhangsel Handelingen, ..." may go on below */
		if (end && (!rest.len || slice_ends(rest, ".") || k + 1 == stop))
			return k + 1;
	}
	size_t end = lines_paragraph_end(lines, i);
	return end < stop ? end : stop;
}

/* `(ingezonden 30 oktober 2024)` on a line of its own. */
static bool is_dated_line(struct slice line)
{
	return slice_starts_nocase(line, "(ingezonden") && slice_find(line, 0, ")") + 2 >= line.len;
}

/* The body begins at the first mark, or at a numbered question below a heading. */
static bool starts_body(const struct lines *lines, size_t i, const struct head *h)
{
	struct mark mark;
	enum mark_kind kind = turns_mark(lines, i, &mark);
	bool headed = h->heading < lines->count || h->answer_head < lines->count || h->z.len;
	if (kind == MARK_NUMBER)
		return headed && mark.labels.number[0] == 1;
	return kind == MARK_QUESTION || kind == MARK_ANSWER;
}

static void find_head(const struct lines *lines, struct question *q, struct head *h)
{
	bool dated = false;
	*h = (struct head){.heading = lines->count, .answer_head = lines->count, .body = 0};
	for (size_t i = 0; i < lines->count; i++) {
		struct slice line = lines_at(lines, i);
		take_session(q, line);
		bool heading = is_heading_line(line) && h->heading == lines->count;
		if (is_ah_line(line))
			h->ah = slice_trim(slice_from(line, 3));
		else if (reference_is_znumber(line) && !h->z.len)
			h->z = line;
		else if (is_ah_number(lines, i) && !h->ah.len && h->heading == lines->count)
			h->ah = line;
		else if (heading)
			h->heading = i;
		else if (is_answer_head(line) && h->answer_head == lines->count)
			h->answer_head = i;
		else if (starts_body(lines, i, h))
			break;
		else if (is_dated_line(line))
			dated = true;
		else
			continue;
		h->body = i + 1;
		if (h->heading == i) {
			h->heading_end = h->body = heading_end(&q->arena, lines, i, dated);
			i = h->body - 1;
		} else if (h->answer_head == i) {
			h->answer_end = h->body = heading_end(&q->arena, lines, i, false);
			i = h->body - 1;
		}
	}
}

/* `(ingezonden 30 oktober 2024)`, `(Ingezonden: 30 oktober 2024)`, `(ontvangen op 19 november
 * 2024)`. */
static int bracket_date(struct slice text, const char *word)
{
	static const char *const links[] = {":", "op ", "d.d. "};
	int date = 0;
	size_t used, at = slice_find_nocase(text, 0, word);
	struct slice rest = slice_trim(slice_from(text, at + strlen(word)));
	for (size_t i = 0; i < sizeof links / sizeof *links; i++)
		if (slice_starts(rest, links[i]))
			rest = slice_trim(slice_from(rest, strlen(links[i])));
	return at < text.len && date_parse(rest, &date, &used) ? date : 0;
}

static void take_numbers(struct question *q, const struct lines *lines, const struct head *h)
{
	question_add_number(q, h->z);
	question_add_number(q, h->ah);
	if (q->number_count) {
		question_mark(q, FIELD_NUMBER, ORIGIN_TEXT, 100);
		return;
	}
	/* some papers name their number only at the foot of the page */
	for (size_t i = 0; i < lines->count; i++) {
		struct slice line = lines_at(lines, i);
		if (slice_starts(line, "kv-tk-"))
			question_add_number(q, slice_from(line, 6));
		else if (slice_starts(line, "ah-tk-") && line.len > 15 && line.ptr[14] == '-')
			question_add_number(q, slice_from(line, 15));
	}
	question_mark(q, FIELD_NUMBER, ORIGIN_TEXT, 90);
}

static void take_asked_date(struct question *q, const struct lines *lines, const struct head *h)
{
	struct slice top = lines_join(&q->arena, lines, 0, h->body + 1);
	q->date_asked = bracket_date(top, "ingezonden");
	if (q->date_asked)
		question_mark(q, FIELD_DATE_ASKED, ORIGIN_TEXT, 100);
}

static void read_heads(const struct lines *lines, struct question *q, struct head *h)
{
	find_head(lines, q, h);
	take_numbers(q, lines, h);
	take_asked_date(q, lines, h);
	struct slice heading = SLICE_EMPTY, answer = SLICE_EMPTY;
	if (h->heading < lines->count)
		heading = lines_join(&q->arena, lines, h->heading, h->heading_end);
	if (h->answer_head < lines->count)
		answer = lines_join(&q->arena, lines, h->answer_head, h->answer_end);
	heading_question(q, heading);
	heading_answer(q, answer, heading);
	if (answer_head_kind(answer, &h->form) == MARK_ANSWER) {
		q->date_answered = bracket_date(answer, "ontvangen");
		if (q->date_answered)
			question_mark(q, FIELD_DATE_ANSWERED, ORIGIN_TEXT, 100);
	}
}

static enum status read_paper(const struct lines *given, struct question *q, struct error *err)
{
	struct head head;
	struct lines styled = *given;
	const struct lines *lines = &styled;
	turns_see_style(&styled);
	q->parliament = PARLIAMENT_TWEEDEKAMER;
	question_mark(q, FIELD_PARLIAMENT, ORIGIN_DEFAULT, 95);
	question_mark(q, FIELD_KIND, ORIGIN_TEXT, 95);
	read_heads(lines, q, &head);
	bool delay = head.answer_head < lines->count &&
		     answer_head_kind(lines_at(lines, head.answer_head), &head.form) == MARK_NOTICE;
	struct lines paper = notes_lift(lines, q, head.body, true);
	paper.brief = lines->brief;
	paper.small = lines->small;
	paper.roman = lines->roman;
	paper.loose = lines->loose;
	if (!delay || turns_first(lines, head.body) < lines->count)
		turns_read(&paper, q, head.body);
	else
		q->intro = slice_trim(lines_span(&paper, head.body, paper.count));
	if (!delay && !q->answer_count && q->date_answered)
		turns_part_answers(q);
	q->state = q->answer_count ? answer_state_of(head.form, true) : STATE_ONBEANTWOORD;
	if (delay) {
		q->state = answer_state_noticed(q->intro, STATE_UITGESTELD);
		question_mark(q, FIELD_INTRO, ORIGIN_TEXT, 95);
		heading_delay(
			q, bracket_date(lines_join(&q->arena, lines, head.answer_head, head.body),
					"ontvangen"));
	}
	question_mark(q, FIELD_STATUS, ORIGIN_TEXT, 95);
	bool headed = head.heading < lines->count || head.answer_head < lines->count ||
		      q->number_count;
	if (!q->question_count && !q->title.len && !(headed && q->intro.len))
		return error_set(err, STATUS_FORMAT,
				 "a Tweede Kamer paper without heading and questions");
	return STATUS_OK;
}

const struct text_reader reader_tweedekamer = {"tweedekamer", recognise, read_paper};

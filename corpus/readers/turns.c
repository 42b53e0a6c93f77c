/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/readers/page_notes.h"
#include "corpus/readers/remains.h"
#include "corpus/readers/turns_internal.h"

#include <stdio.h>

#include "corpus/text/latin.h"

/* ---- marks ---- */

/* The line ends in the middle of a sentence: "zie het antwoord op". */
static bool is_open(struct slice line)
{
	static const char *const words[] = {
		"op",    "bij",  "van", "voor",  "aan",    "in",       "met",        "naar",
		"onder", "over", "de",  "het",   "een",    "en",       "of",         "zie",
		"uw",    "mijn", "ook", "vraag", "vragen", "antwoord", "antwoorden", "nr.",
	};
	if (slice_ends(line, ","))
		return true;
	size_t start = line.len;
	while (start && !byte_is_space(line.ptr[start - 1]))
		start--;
	struct slice last = slice_from(line, start);
	for (size_t i = 0; start && i < sizeof words / sizeof *words; i++)
		if (slice_is(last, words[i]))
			return true;
	return false;
}

static bool parse_styled(const struct lines *lines, struct slice line, struct mark *mark)
{
	if (lines->brief && mark_parse_brief(line, mark))
		return true;
	if (lines->roman && mark_parse_number(line, NUMERAL_ROMAN, mark))
		return true;
	if (lines->small && mark_parse_small(line, mark))
		return true;
	return mark_parse(line, mark) || (lines->loose && mark_parse_loose(line, mark));
}

/* Questions 1 and 2 are numbered in this style: both begin or end as questions do, which footnotes
 * with a question in their title do not. */
static bool is_numbered_so(const struct lines *lines)
{
	struct mark mark;
	int next = 1;
	for (size_t i = 0; i < lines->count && next <= 2; i++) {
		if (!parse_styled(lines, lines_at(lines, i), &mark) || mark.kind != MARK_NUMBER ||
		    mark.labels.number[0] != next)
			continue;
		size_t end = i + 1 < lines->count && mark.text >= lines_at(lines, i).len ? i + 1
											 : i;
		struct slice text = slice_trim(
			lines_span(lines, i, lines_paragraph_end(lines, end)));
		text = slice_trim(slice_from(text, mark.text));
		if (!slice_ends(text, "?") && !lines_opens_question(text))
			return false;
		next++;
	}
	return next > 2;
}

void turns_see_style(struct lines *lines)
{
	struct mark mark;
	bool first = false;
	lines->brief = lines->roman = lines->loose = lines->small = false;
	for (size_t i = 0; i < lines->count; i++) {
		struct slice line = lines_at(lines, i);
		if (!first && mark_parse_brief(line, &mark) && mark.kind == MARK_QUESTION &&
		    mark.labels.number[0] == 1)
			lines->brief = true;
		else if (mark_parse(line, &mark))
			first = first || (mark.kind == MARK_QUESTION && mark.labels.count) ||
				(mark.kind == MARK_NUMBER && mark.labels.number[0] == 1);
	}
	if (lines->brief || first)
		return;
	for (size_t i = 0; i < lines->count && !lines->small; i++)
		lines->small = mark_parse_small(lines_at(lines, i), &mark) &&
			       mark.kind == MARK_QUESTION && mark.labels.number[0] == 1;
	if (lines->small)
		return;
	lines->roman = true;
	lines->roman = is_numbered_so(lines);
	if (lines->roman)
		return;
	lines->loose = true;
	lines->loose = is_numbered_so(lines);
}

enum mark_kind turns_mark(const struct lines *lines, size_t i, struct mark *mark)
{
	if (!parse_styled(lines, lines_at(lines, i), mark))
		return MARK_NONE;
	if (mark->kind == MARK_NOTES) /* at the foot they were lifted, elsewhere it is text */
		*mark = (struct mark){.kind = MARK_NONE};
	else if (i && mark->kind != MARK_NUMBER && is_open(lines_at(lines, i - 1)))
		*mark = (struct mark){.kind = MARK_NONE};
	return mark->kind;
}

size_t turns_first(const struct lines *lines, size_t from)
{
	struct mark mark;
	for (size_t i = from; i < lines->count; i++) {
		enum mark_kind kind = turns_mark(lines, i, &mark);
		if (kind == MARK_QUESTION || kind == MARK_ANSWER)
			return i;
	}
	return lines->count;
}

void turn_list_add(struct turn_list *list, const struct lines *lines, size_t line,
		   enum mark_kind kind, const struct mark *mark)
{
	list->turns = arena_grow(list->arena, list->turns, list->count, &list->room,
				 sizeof *list->turns);
	list->turns[list->count++] = (struct turn){
		.kind = kind,
		.labels = mark->labels,
		.line = line,
		.text = lines_at(lines, line).ptr + mark->text,
	};
}

/* ---- turns ---- */

static struct slice turn_text(const struct lines *lines, const struct turn *turn, size_t end)
{
	struct slice whole = lines_span(lines, turn->line, end);
	size_t skip = (size_t)(turn->text - whole.ptr);
	return slice_trim(slice_from(whole, skip));
}

/* `Toelichting` between two turns is part of the answer above it; at the end of a paper it speaks
 * of the questions. */
static size_t next_turn(const struct turn_list *list, size_t i)
{
	size_t k = i + 1;
	while (list->turns[i].kind == MARK_ANSWER && k + 1 < list->count &&
	       list->turns[k].kind == MARK_REMARK &&
	       (list->turns[k + 1].kind == MARK_QUESTION || list->turns[k + 1].kind == MARK_ANSWER))
		k++;
	return k;
}

void turns_part_answers(struct question *q)
{
	struct slice *tails = arena_calloc(&q->arena, q->question_count + 1, sizeof *tails);
	for (size_t i = 0; i < q->question_count; i++) {
		struct slice text = slice_trim(q->questions[i].text);
		size_t end = text.len, pos = 0;
		while (end && text.ptr[end - 1] != '?')
			end--;
		tails[i] = slice_trim(slice_from(text, end));
		if (!end || !tails[i].len || !latin_is_upper(utf8_next(tails[i], &pos)))
			return;
	}
	for (size_t i = 0; i < q->question_count; i++) {
		struct slice text = slice_trim(q->questions[i].text);
		q->questions[i].text = slice_trim(
			slice_sub(text, 0, (size_t)(tails[i].ptr - text.ptr)));
		question_add_answer(q, tails[i]);
		question_add_label(q, q->questions[i].label);
	}
	if (q->answer_count)
		question_mark(q, FIELD_ANSWERS, ORIGIN_TEXT, 60);
}

/* "Antwoorden", "Antwoorden 1-3" right above answers that have labels of their own. */
static bool is_title(const struct turn_list *list, size_t i)
{
	const struct labels *over = &list->turns[i].labels;
	if (list->turns[i].kind != MARK_ANSWER)
		return false;
	if (!over->count || i + 1 == list->count)
		return !over->count;
	const struct labels *under = &list->turns[i + 1].labels;
	return list->turns[i + 1].kind == MARK_ANSWER && under->count &&
	       under->count < over->count && under->number[0] == over->number[0];
}

/* What is said above the first question, behind what was said before. */
static void add_intro_text(struct question *q, struct slice text)
{
	if (!text.len)
		return;
	q->intro = q->intro.len ? arena_printf(&q->arena, "%.*s\n\n%.*s", SLICE_ARG(q->intro),
					       SLICE_ARG(text))
				: arena_copy(&q->arena, text);
	question_mark(q, FIELD_INTRO, ORIGIN_TEXT, 80);
}

static void add_turns(struct question *q, const struct lines *lines, const struct turn_list *list,
		      bool answers_named)
{
	struct filling filling = {.q = q};
	bool below_title = false; /* "Antwoorden" alone is the title of the answers below it, `Vraag
				     1` again */
	for (size_t i = 0, next; i < list->count; i = next) {
		const struct turn *turn = &list->turns[i];
		next = next_turn(list, i);
		struct slice text = turn_text(
			lines, turn, next < list->count ? list->turns[next].line : lines->count);
		if (turn->kind == MARK_ANNEX) {
			remains_add_annexes(q, turn_text(lines, turn, lines->count));
			return;
		}
		bool title = !text.len && is_title(list, i);
		below_title = below_title || title;
		if (turn->kind == MARK_REMARK && !q->question_count && next < list->count)
			add_intro_text(q, text);
		else if (turn->kind == MARK_REMARK)
			remains_add_rest(q, text);
		else if (turn->kind == MARK_NOTICE)
			q->intro = text;
		else if (title)
			continue;
		else if (turn->kind == MARK_ANSWER ||
			 (turn->kind == MARK_QUESTION && (!answers_named || below_title) &&
			  filling_has_asked(&filling, &turn->labels)))
			filling_answer(&filling, &turn->labels, text);
		else if (turn->kind == MARK_QUESTION)
			filling_ask(&filling, &turn->labels, text);
	}
}

/* `2 en 3` alone on a line is the answer to these, when they were asked and are open. */
static bool is_joint_answer(const struct mark *mark, int asked)
{
	return mark->labels.count > 1 && !mark->ended &&
	       mark->labels.number[mark->labels.count - 1] <= asked;
}

/* The turns of a body that names its questions. */
static void turns_named(struct turn_list *list, const struct lines *lines, size_t body)
{
	struct mark mark;
	int asked = 0; /* the highest number */
	for (size_t i = body; i < lines->count; i++) {
		enum mark_kind kind = turns_mark(lines, i, &mark);
		if (kind == MARK_NUMBER && is_joint_answer(&mark, asked))
			kind = MARK_ANSWER;
		for (size_t k = 0; kind == MARK_QUESTION && k < mark.labels.count; k++)
			asked = mark.labels.number[k] > asked ? mark.labels.number[k] : asked;
		if (kind != MARK_NONE && kind != MARK_NUMBER)
			turn_list_add(list, lines, i, kind, &mark);
	}
}

/* What stands in lines [from, end), above the first question. */
static void add_intro(struct question *q, const struct lines *lines, size_t from, size_t end)
{
	while (from < end && page_is_furniture(lines_at(lines, from)))
		from++;
	while (end > from && page_is_furniture(lines_at(lines, end - 1)))
		end--;
	add_intro_text(q, slice_trim(lines_span(lines, from, end)));
}

/* Unnumbered questions: every paragraph that asks with what follows it, up to the first answer. */
static size_t read_paragraphs(const struct lines *lines, struct question *q, size_t body)
{
	struct mark mark;
	size_t start = body;
	for (size_t i = body; i < lines->count;) {
		enum mark_kind kind = turns_mark(lines, i, &mark);
		if (kind != MARK_NONE && kind != MARK_NUMBER)
			return i;
		size_t end = lines_paragraph_end(lines, i);
		struct slice text = slice_trim(lines_span(lines, i, end));
		bool asks = slice_find(text, 0, "?") < text.len;
		if (asks) {
			char label[8];
			snprintf(label, sizeof label, "%zu", (q->question_count + 1) % 1000);
			question_add_subquestion(q, slice_of(label), text);
			start = i;
		} else if (q->question_count) { /* "Graag per jaar." */
			struct slice whole = slice_trim(lines_span(lines, start, end));
			q->questions[q->question_count - 1].text = arena_copy(&q->arena, whole);
		} else {
			add_intro(q, lines, body, end);
		}
		i = end;
	}
	return lines->count;
}

/* A question is opened by a word with its number. */
static bool has_labelled_question(const struct lines *lines, size_t body)
{
	struct mark mark;
	for (size_t i = body; i < lines->count; i++)
		if (turns_mark(lines, i, &mark) == MARK_QUESTION && mark.labels.count)
			return true;
	return false;
}

static bool has_mark(const struct lines *lines, size_t body, enum mark_kind kind)
{
	struct mark mark;
	for (size_t i = body; i < lines->count; i++)
		if (turns_mark(lines, i, &mark) == kind)
			return true;
	return false;
}

static bool has_number(const struct lines *lines, size_t body, int number, bool bare)
{
	struct mark mark;
	for (size_t i = body; i < lines->count; i++)
		if (turns_mark(lines, i, &mark) == MARK_NUMBER && mark.labels.count == 1 &&
		    mark.labels.number[0] == number && mark.ended != bare)
			return true;
	return false;
}

/* A figure alone on its line may be a footnote's: it takes a second, or an answer below it. */
static bool has_numbers(const struct lines *lines, size_t body)
{
	return has_number(lines, body, 1, false) ||
	       (has_number(lines, body, 1, true) &&
		(has_number(lines, body, 2, true) || has_mark(lines, body, MARK_ANSWER)));
}

void turns_read(const struct lines *lines, struct question *q, size_t body)
{
	struct turn_list list = {.arena = &q->arena};
	bool paragraphs = false;
	if (has_labelled_question(lines, body))
		turns_named(&list, lines, body);
	else if (has_numbers(lines, body)) /* "Vragen" alone is the title of the numbers below it */
		turns_numbered(&list, lines, body);
	else if (has_mark(lines, body, MARK_QUESTION))
		turns_named(&list, lines, body);
	else
		paragraphs = true;
	if (paragraphs)
		turns_named(&list, lines, read_paragraphs(lines, q, body));
	else if (list.count)
		add_intro(q, lines, body, list.turns[0].line);
	add_turns(q, lines, &list, has_mark(lines, body, MARK_ANSWER));
	if (q->question_count)
		question_mark(q, FIELD_QUESTIONS, ORIGIN_TEXT, 95);
	if (q->answer_count && q->provenance[FIELD_ANSWERS].percent != 75)
		question_mark(q, FIELD_ANSWERS, ORIGIN_TEXT, 95);
}

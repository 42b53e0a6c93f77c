/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/readers/page_notes.h"
#include "corpus/readers/remains.h"
#include "corpus/readers/turns_internal.h"

#include <stdio.h>

#include "corpus/model/subquestions.h"
#include "corpus/text/items.h"
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

/* ---- questions ---- */

/*
 * Sub-questions asked in one block: cut where one question mark ends a line or is
 * glued to a capital, when that gives as many pieces as there are labels.
 */
static size_t cut_block(struct slice text, size_t wanted, size_t *cuts)
{
	size_t n = 0;
	for (size_t i = 0; i + 1 < text.len; i++) {
		size_t pos = i + 1;
		if (text.ptr[i] != '?')
			continue;
		uint32_t next = utf8_next(text, &pos);
		bool glued = latin_is_upper(next);
		size_t end = i + 1;
		while (end < text.len && (text.ptr[end] == ' ' || text.ptr[end] == '\t'))
			end++;
		bool line = end + 1 < text.len && text.ptr[end] == '\n';
		if (!glued && !line)
			continue;
		if (n < wanted)
			cuts[n] = i + 1;
		n++;
	}
	return n;
}

/* A question that is being put together, and which labels were asked and answered so far. */
struct filling {
	struct question *q;
	struct slice_index asked, answered;
	struct slice *labels; /* of answers, each once */
	size_t label_count, label_room;
	size_t known; /* answers whose labels are in there */
	bool begun;   /* one of the questions is answered */
};

static bool is_asked(struct filling *self, struct slice label)
{
	struct question *q = self->q;
	return slice_index_find(&self->asked, &q->arena, q->questions, sizeof *q->questions,
				q->question_count, label) < q->question_count;
}

static size_t find_label(struct filling *self, struct slice label)
{
	return slice_index_find(&self->answered, &self->q->arena, self->labels,
				sizeof *self->labels, self->label_count, label);
}

static bool is_answered(struct filling *self, struct slice label)
{
	const struct question *q = self->q;
	for (; self->known < q->answer_count; self->known++) {
		const struct answer *a = &q->answers[self->known];
		for (size_t k = 0; k < a->label_count; k++) {
			if (find_label(self, a->labels[k]) < self->label_count)
				continue;
			self->labels = arena_grow(&self->q->arena, self->labels, self->label_count,
						  &self->label_room, sizeof *self->labels);
			self->labels[self->label_count++] = a->labels[k];
		}
	}
	return find_label(self, label) < self->label_count;
}

static void add_block(struct question *q, const struct labels *labels, struct slice text)
{
	size_t cuts[LABELS_MAX], from = 0;
	char label[8];
	if (!labels->count) {
		snprintf(label, sizeof label, "%zu", (q->question_count + 1) % 1000);
		question_add_subquestion(q, slice_of(label), text);
		return;
	}
	bool cut = labels->count > 1 &&
		   cut_block(text, labels->count - 1, cuts) == labels->count - 1;
	for (size_t i = 0; i < labels->count; i++) {
		size_t end = cut && i + 1 < labels->count ? cuts[i] : text.len;
		struct slice part = cut || i == 0 ? slice_trim(slice_sub(text, from, end))
						  : SLICE_EMPTY;
		question_add_subquestion(q, label_format(labels, i, label), part);
		from = end;
	}
}

/* ---- answers ---- */

/* An answer without labels is one to all that was asked since the last. */
static void label_unanswered(struct filling *self)
{
	struct question *q = self->q;
	size_t from = q->question_count;
	while (from && !is_answered(self, q->questions[from - 1].label))
		from--;
	if (from == q->question_count && from)
		from--; /* a further answer to the last */
	for (size_t i = from; i < q->question_count; i++)
		question_add_label(q, q->questions[i].label);
	if (q->question_count - from > 1)
		question_mark(q, FIELD_ANSWERS, ORIGIN_TEXT, 75);
}

/* Several were asked, and none was answered. */
static bool all_are_open(struct filling *self)
{
	const struct question *q = self->q;
	for (size_t i = 0; !self->begun && i < q->question_count; i++)
		self->begun = is_answered(self, q->questions[i].label);
	return !self->begun && q->question_count > 1;
}

/*
 * "Antwoorden 1-3" with "1. ...", "2. ...", "3. ..." below it: one answer for each, when the numbers
 * are exactly those, each once, from the first line on.
 */
static bool split_group(struct question *q, const struct labels *labels, struct slice text)
{
	const struct item_style style = {.by_line = true};
	struct item items[LABELS_MAX], next;
	size_t pos = 0, count = 0;
	char label[8];
	while (item_find(text, &pos, 1, LABEL_NUMBER_MAX, style, &next)) {
		if (count == labels->count || next.labels.count > 1 ||
		    next.labels.number[0] != labels->number[count])
			return false;
		items[count++] = next;
	}
	if (labels->count < 2 || count != labels->count || items[0].start)
		return false;
	for (size_t i = 0; i < count; i++) {
		size_t end = i + 1 < count ? items[i + 1].start : text.len;
		question_add_answer(q, slice_trim(slice_sub(text, items[i].text, end)));
		question_add_label(q, label_format(labels, i, label));
	}
	return true;
}

static void add_answer(struct filling *self, const struct labels *labels, struct slice text)
{
	char label[8];
	struct question *q = self->q;
	if (!labels->count && all_are_open(self)) {
		split_answers(q, text, SPLIT_BY_LINE);
		if (q->answer_count != 1 || q->answers[0].label_count)
			return;
	} else if (split_group(q, labels, text)) {
		return;
	} else {
		question_add_answer(q, text);
	}
	if (!labels->count)
		label_unanswered(self);
	for (size_t i = 0; i < labels->count; i++)
		question_add_label(q, label_format(labels, i, label));
	if (self->known == q->answer_count)
		self->known--; /* it was looked at before it had its labels */
}

/* ---- turns ---- */

static struct slice turn_text(const struct lines *lines, const struct turn *turn, size_t end)
{
	struct slice whole = lines_span(lines, turn->line, end);
	size_t skip = (size_t)(turn->text - whole.ptr);
	return slice_trim(slice_from(whole, skip));
}

/* True when a question with these labels was asked before: what stands below a second `Vraag 1`, in
 * a paper that names no answers, is the answer. */
static bool is_repeated(struct filling *self, const struct labels *labels)
{
	char label[8];
	return labels->count && is_asked(self, label_format(labels, 0, label));
}

/* `Hoeveel zijn er? Antwoord: Elf.`: where the answer's mark stands in the question's text; its
 * length when none does. */
static size_t answer_inside(struct slice text, struct mark *mark)
{
	for (size_t i = slice_find(text, 0, "?"); i < text.len; i = slice_find(text, i + 1, "?")) {
		size_t at = i + 1, end;
		while (at < text.len && byte_is_space(text.ptr[at]))
			at++;
		end = slice_find(text, at, "\n");
		if (mark_parse(slice_sub(text, at, end), mark) && mark->kind == MARK_ANSWER &&
		    mark->ended)
			return at;
	}
	return text.len;
}

static void add_asked(struct filling *self, const struct labels *labels, struct slice text)
{
	struct mark mark;
	size_t at = answer_inside(text, &mark);
	add_block(self->q, labels, slice_trim(slice_sub(text, 0, at)));
	if (at < text.len)
		add_answer(self, mark.labels.count ? &mark.labels : labels,
			   slice_trim(slice_from(text, at + mark.text)));
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
			  is_repeated(&filling, &turn->labels)))
			add_answer(&filling, &turn->labels, text);
		else if (turn->kind == MARK_QUESTION)
			add_asked(&filling, &turn->labels, text);
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

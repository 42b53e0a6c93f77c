/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/readers/turns.h"

#include <stdio.h>

#include "corpus/text/latin.h"

enum mark_kind turns_mark(struct slice line, struct labels *labels)
{
	static const struct { const char *words; enum mark_kind kind; } heads[] = {
		{"Antwoorden op de vragen", MARK_ANSWER}, {"Antwoorden op vragen", MARK_ANSWER},
		{"Antwoord op de vragen", MARK_ANSWER}, {"Antwoord op vragen", MARK_ANSWER},
		{"Antwoord op vraag", MARK_ANSWER}, {"Antwoord vragen", MARK_ANSWER},
		{"Antwoord vraag", MARK_ANSWER}, {"Antwoorden", MARK_ANSWER},
		{"Antwoord", MARK_ANSWER}, {"Vragen", MARK_QUESTION}, {"Vraag", MARK_QUESTION},
	};
	labels->count = 0;
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		if (!slice_starts(line, heads[i].words))
			continue;
		struct slice rest = slice_from(line, strlen(heads[i].words));
		if (rest.len && !byte_is_space(rest.ptr[0]) && rest.ptr[0] != ':')
			continue;
		rest = slice_trim(rest);
		if (heads[i].kind == MARK_ANSWER && slice_is(rest, ":"))
			return MARK_ANSWER;
		size_t used;
		if (!rest.len || !labels_parse_list(rest, labels, &used))
			return MARK_NONE;
		struct slice tail = slice_trim(slice_from(rest, used));
		if (!tail.len || slice_is(tail, ":") || slice_is(tail, "."))
			return heads[i].kind;
		return MARK_NONE;
	}
	return MARK_NONE;
}

/* What stands at the foot of the paper and belongs to no question. */
static bool ends_body(struct slice line)
{
	return slice_starts(line, "Toelichting:") || slice_starts(line, "______") ||
	       slice_starts(line, "1) ");
}

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
		bool line = next == '\n' && pos < text.len;
		if (!glued && !line)
			continue;
		if (n < wanted)
			cuts[n] = i + 1;
		n++;
	}
	return n;
}

static void add_block(struct question *q, const struct labels *labels, struct slice text)
{
	size_t cuts[LABELS_MAX], from = 0;
	bool cut = labels->count > 1 && cut_block(text, labels->count - 1, cuts) == labels->count - 1;
	for (size_t i = 0; i < labels->count; i++) {
		char label[8];
		size_t end = cut && i + 1 < labels->count ? cuts[i] : text.len;
		struct slice part = cut || i == 0 ? slice_trim(slice_sub(text, from, end)) : SLICE_EMPTY;
		question_add_subquestion(q, label_format(labels, i, label), part);
		from = end;
	}
}

static void add_answer(struct question *q, const struct labels *labels, struct slice text)
{
	question_add_answer(q, slice_trim(text));
	if (!labels->count && q->question_count)
		question_add_label(q, q->questions[q->question_count - 1].label);
	for (size_t i = 0; i < labels->count; i++) {
		char label[8];
		question_add_label(q, label_format(labels, i, label));
	}
}

/* `4. ` at the start of a line, when 4 is the next sub-question. */
static bool numbered_line(struct slice line, int next, struct labels *labels, size_t *used)
{
	return labels_parse(line, labels, used) && labels->count == 1 && labels->number[0] == next &&
	       line.ptr[*used - 1] == '.' && (*used >= line.len || byte_is_space(line.ptr[*used]));
}

struct turn {
	enum mark_kind kind;
	struct labels labels;
	size_t line;      /* of the mark */
	const char *text; /* where the text behind it starts */
};

static void close_turn(struct question *q, const struct lines *lines, const struct turn *turn,
		       size_t end)
{
	if (turn->kind == MARK_NONE)
		return;
	const char *stop = end < lines->count ? lines->raw[end].ptr : lines->text.ptr + lines->text.len;
	struct slice text = slice_make(turn->text, stop > turn->text ? (size_t)(stop - turn->text) : 0);
	if (turn->kind == MARK_QUESTION)
		add_block(q, &turn->labels, slice_trim(text));
	else
		add_answer(q, &turn->labels, text);
}

/* Walks the body; with `numbered` the questions are `1. ...` lines instead of `Vraag 1`. */
static void read_turns(const struct lines *lines, struct question *q, size_t body, bool numbered)
{
	struct turn turn = {.kind = MARK_NONE};
	size_t i;
	int next = 1;
	for (i = body; i < lines->count; i++) {
		struct slice line = lines_at(lines, i);
		struct turn found = {.line = i};
		size_t used = 0;
		found.kind = turns_mark(line, &found.labels);
		found.text = line.ptr + line.len;
		if (numbered && found.kind == MARK_NONE &&
		    numbered_line(line, next, &found.labels, &used)) {
			found.kind = MARK_QUESTION;
			found.text = line.ptr + used;
		}
		if (numbered && ends_body(line) && !slice_starts(line, "1) "))
			break;
		if (slice_starts(line, "Toelichting:"))
			break;
		if (found.kind == MARK_NONE)
			continue;
		close_turn(q, lines, &turn, i);
		turn = found;
		if (turn.kind == MARK_QUESTION && turn.labels.count)
			next = turn.labels.number[turn.labels.count - 1] + 1;
	}
	close_turn(q, lines, &turn, i);
}

/* Unnumbered questions: every paragraph that asks. */
static void read_paragraphs(const struct lines *lines, struct question *q, size_t body)
{
	int n = 0;
	for (size_t i = lines_skip_blank(lines, body); i < lines->count;) {
		size_t end = i;
		while (end < lines->count && lines_at(lines, end).len)
			end++;
		struct slice text = slice_trim(lines_text(lines, i, end));
		if (ends_body(text))
			break;
		if (slice_find(text, 0, "?") < text.len) {
			char label[8];
			snprintf(label, sizeof label, "%d", ++n % 1000);
			question_add_subquestion(q, slice_of(label), text);
		}
		i = lines_skip_blank(lines, end);
	}
}

static bool has_marks(const struct lines *lines, size_t body, enum mark_kind kind)
{
	struct labels labels;
	for (size_t i = body; i < lines->count; i++)
		if (turns_mark(lines_at(lines, i), &labels) == kind)
			return true;
	return false;
}

static bool has_numbered(const struct lines *lines, size_t body)
{
	struct labels labels;
	size_t used;
	for (size_t i = body; i < lines->count; i++)
		if (numbered_line(lines_at(lines, i), 1, &labels, &used))
			return true;
	return false;
}

void turns_read(const struct lines *lines, struct question *q, size_t body)
{
	if (has_marks(lines, body, MARK_QUESTION))
		read_turns(lines, q, body, false);
	else if (has_numbered(lines, body))
		read_turns(lines, q, body, true);
	else
		read_paragraphs(lines, q, body);
	if (q->question_count)
		question_mark(q, FIELD_QUESTIONS, ORIGIN_TEXT, 95);
	if (q->answer_count)
		question_mark(q, FIELD_ANSWERS, ORIGIN_TEXT, 95);
}

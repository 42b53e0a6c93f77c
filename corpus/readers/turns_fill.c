/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found in turns becomes the sub-questions and answers of a question. */
#include "corpus/readers/turns_internal.h"

#include <stdio.h>

#include "corpus/model/subquestions.h"
#include "corpus/text/items.h"
#include "corpus/text/latin.h"

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
 * "Antwoorden 1-3" with "1. ...", "2. ...", "3. ..." below it: one answer for each, when the
 * numbers are exactly those, each once, from the first line on.
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

void filling_answer(struct filling *self, const struct labels *labels, struct slice text)
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

bool filling_has_asked(struct filling *self, const struct labels *labels)
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

void filling_ask(struct filling *self, const struct labels *labels, struct slice text)
{
	struct mark mark;
	size_t at = answer_inside(text, &mark);
	add_block(self->q, labels, slice_trim(slice_sub(text, 0, at)));
	if (at < text.len)
		filling_answer(self, mark.labels.count ? &mark.labels : labels,
			       slice_trim(slice_from(text, at + mark.text)));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/model/subquestions.h"

#include <stdlib.h>

#include "base/error.h"

#include "base/memory.h"
#include "corpus/text/items.h"
#include "corpus/text/lines.h"
#include "corpus/text/mentions.h"
#include "corpus/text/reference.h"

enum { RUN_MAX = LABEL_NUMBER_MAX, STARTS_MAX = 40 };

static struct item_style item_style_of(enum split_style style)
{
	return (struct item_style){.by_line = style == SPLIT_BY_LINE};
}

enum split_style split_style_of(struct slice text)
{
	size_t pos = 0, lines = 0;
	while ((pos = slice_find(text, pos, "\n")) < text.len && lines < 3) {
		lines++;
		pos++;
	}
	return lines >= 3 ? SPLIT_BY_LINE : SPLIT_RUNNING;
}

struct run {
	size_t count;
	struct item items[RUN_MAX];
	size_t asking; /* items with a question mark */
};

static struct run *run_new(void)
{
	struct run *run = memory_new(sizeof *run);
	run->count = run->asking = 0;
	return run;
}

/* Follows 1, 2, 3... from a first item on. */
static void run_follow(struct slice text, struct item first, struct item_style style,
		       struct run *run)
{
	size_t pos = first.text;
	run->items[0] = first;
	run->count = 1;
	while (run->count < RUN_MAX) {
		int next = (int)run->count + 1;
		if (!item_find(text, &pos, next, next, style, &run->items[run->count]))
			break;
		run->count++;
	}
	run->asking = 0;
	for (size_t i = 0; i < run->count; i++) {
		size_t end = i + 1 < run->count ? run->items[i + 1].start : text.len;
		run->asking += slice_find(slice_sub(text, 0, end), run->items[i].text, "?") < end;
	}
}

static bool run_better(const struct run *a, const struct run *b)
{
	if (a->asking != b->asking)
		return a->asking > b->asking;
	return a->count > b->count;
}

/* The best run 1, 2, 3... of the text in one style. */
static bool find_styled_run(struct slice text, struct item_style style, struct run *best)
{
	struct run *run = run_new();
	struct item first;
	size_t pos = 0;
	best->count = 0;
	best->asking = 0;
	for (int i = 0; i < STARTS_MAX; i++) {
		if (!item_find(text, &pos, 1, 1, style, &first))
			break;
		run_follow(text, first, style, run);
		if (best->count == 0 || run_better(run, best))
			*best = *run;
	}
	free(run);
	if (best->count == 1 && !style.by_line && !best->asking)
		best->count = 0;
	return best->count > 0;
}

/* Styles other than `1.`, in which a lone item, or a list that hardly asks, counts for nothing. */
static const struct item_style rare_styles[] = {
	{.by_line = true, .numeral = NUMERAL_ROMAN},
	{.by_line = true, .numeral = NUMERAL_LETTER},
	{.by_line = true, .numeral = NUMERAL_ROMAN, .bare = true},
	{.by_line = true, .bare = true},
	{.by_line = true, .brief = true},
	{.by_line = true, .loose = true},
};

/* True when the run is to be taken instead of the best one: it goes round it, or asks where that
 * does not. */
static bool run_replaces(const struct run *rare, const struct run *best)
{
	if (rare->count < 2 || rare->asking * 2 <= rare->count)
		return false;
	if (!best->count || !best->asking)
		return true;
	bool around = rare->items[0].start < best->items[0].start && rare->asking > 1;
	return (around && rare->asking >= best->asking) ||
	       (best->count == 1 && rare->asking > 1 && around);
}

static bool find_run(struct slice text, struct item_style style, struct run *best)
{
	find_styled_run(text, style, best);
	if (style.by_line) {
		struct run *rare = run_new();
		for (size_t i = 0; i < sizeof rare_styles / sizeof *rare_styles; i++)
			if (find_styled_run(text, rare_styles[i], rare) && run_replaces(rare, best))
				*best = *rare;
		free(rare);
	}
	return best->count > 0;
}

/* Start of the paragraphs at the end of the text that ask. */
static size_t asking_start(struct arena *arena, struct slice text)
{
	struct lines lines = lines_split_filled(arena, text);
	size_t start = 0;
	bool asked = false;
	for (size_t i = 0; i < lines.count;) {
		size_t end = lines_paragraph_end(&lines, i);
		struct slice paragraph = lines_span(&lines, i, end);
		bool asks = slice_find(paragraph, 0, "?") < paragraph.len;
		if (asks && !asked)
			start = (size_t)(paragraph.ptr - text.ptr);
		asked = asks;
		i = end;
	}
	return start;
}

static void split_unnumbered(struct question *self, struct slice text)
{
	size_t start = asking_start(&self->arena, text);
	self->intro = arena_copy(&self->arena, slice_trim(slice_sub(text, 0, start)));
	struct slice asked = slice_trim(slice_from(text, start));
	if (asked.len)
		question_add_subquestion(self, slice_of("1"), asked);
	question_mark(self, FIELD_QUESTIONS, ORIGIN_TEXT, 60);
}

/* Behind the number of "3. a)" or "3a)": the letter stays with the text. */
static size_t number_end(struct slice text, const struct item *item)
{
	size_t i = item->start;
	while (i < item->text && byte_is_digit(text.ptr[i]))
		i++;
	return i < item->text && text.ptr[i] == '.' ? i + 1 : i;
}

void split_questions(struct question *self, struct slice text, enum split_style style)
{
	struct run *run = run_new();
	if (!find_run(text, item_style_of(style), run)) {
		split_unnumbered(self, text);
		free(run);
		return;
	}
	self->intro = arena_copy(&self->arena, slice_trim(slice_sub(text, 0, run->items[0].start)));
	for (size_t i = 0; i < run->count; i++) {
		size_t end = i + 1 < run->count ? run->items[i + 1].start : text.len;
		char label[8];
		size_t from = run->items[i].text;
		if (run->items[i].labels.letter[0] && !run->items[i].named)
			from = number_end(text, &run->items[i]);
		run->items[i].labels.letter[0] = 0;
		question_add_subquestion(self, label_format(&run->items[i].labels, 0, label),
					 slice_trim(slice_sub(text, from, end)));
	}
	question_mark(self, FIELD_QUESTIONS, ORIGIN_TEXT, style == SPLIT_BY_LINE ? 95 : 85);
	free(run);
}

/* The number of a label; of a letter its place in the alphabet. */
static int label_number(struct slice label)
{
	if (label.len && byte_is_alpha(label.ptr[0]))
		return byte_lower(label.ptr[0]) - 'a' + 1;
	return label.len ? atoi(label.ptr) : 0;
}

static int last_label(const struct question *self)
{
	int last = 0;
	for (size_t i = 0; i < self->question_count; i++) {
		int n = label_number(self->questions[i].label);
		if (n > last)
			last = n;
	}
	return last ? last : LABEL_NUMBER_MAX;
}

/* The next part of an answer: the lowest number that follows, outside of lists. */
static bool next_part(struct slice text, size_t pos, int answered, int last,
		      struct item_style style, struct item *out)
{
	for (int n = answered + 1; n <= last; n++) {
		size_t at = pos;
		if (item_find_outside_list(text, &at, n, style, out))
			return true;
		if (n - answered > 20)
			break;
	}
	return false;
}

/* How the parts of the answer are numbered: as the questions are, or in Roman numerals, or by bare
 * figures. */
static bool find_part_style(const struct question *self, struct slice text, int last,
			    struct item_style *style, struct item *first)
{
	struct slice label = self->question_count ? self->questions[0].label : SLICE_EMPTY;
	if (label.len && byte_is_alpha(label.ptr[0]))
		style->numeral = NUMERAL_LETTER;
	if (next_part(text, 0, 0, last, *style, first)) {
		style->bare = first->bare;
		return true;
	}
	if (!style->by_line || style->numeral == NUMERAL_LETTER)
		return false;
	style->numeral = NUMERAL_ROMAN;
	if (next_part(text, 0, 0, last, *style, first))
		return true;
	static const struct item_style others[] = {
		{.by_line = true, .bare = true},
		{.by_line = true, .brief = true},
		{.by_line = true, .numeral = NUMERAL_ROMAN, .bare = true},
		{.by_line = true, .loose = true},
	};
	for (size_t i = 0; self->question_count > 1 && i < sizeof others / sizeof *others; i++) {
		struct item second;
		*style = others[i];
		/* one of the looser ones alone says nothing */
		if (next_part(text, 0, 0, 1, *style, first) &&
		    (!i || first->labels.count > 1 ||
		     next_part(text, first->text, 1, 2, *style, &second)))
			return true;
	}
	return false;
}

/* The number of which a group like "1., 2., 3. b) en 4." leaves the rest to be answered behind
 * it. */
static int open_number(const struct item *item)
{
	for (size_t k = 0; k + 1 < item->labels.count; k++)
		if (item->labels.letter[k])
			return item->labels.number[k];
	return 0;
}

/* Looks for the rest of an open number before `more`'s part; it is named by its letter, "3a". */
static bool open_part(struct slice text, size_t pos, int open, bool more, struct item *next)
{
	const struct item_style style = {.by_line = true};
	struct item rest;
	if (!open || !item_find(text, &pos, open, open, style, &rest) ||
	    (more && next->start < rest.start))
		return false;
	/* the letter of "3. a)" may stand on a line of its own */
	struct slice tail = slice_trim(slice_from(text, rest.text));
	if (!rest.labels.letter[0] && tail.len > 1 && tail.ptr[0] >= 'a' && tail.ptr[0] <= 'z' &&
	    tail.ptr[1] == ')')
		rest.labels.letter[0] = tail.ptr[0];
	*next = rest;
	return true;
}

static void add_part(struct question *self, struct slice text, const struct item *item, bool open,
		     size_t end)
{
	size_t from = item->text;
	bool single_letter = item->labels.count == 1 && item->labels.letter[0];
	if (single_letter && !item->named)
		from = number_end(text, item);
	question_add_answer(self, slice_trim(slice_sub(text, from, end)));
	for (size_t k = 0; k < item->labels.count; k++) {
		char label[8];
		struct slice name = label_format(&item->labels, k, label);
		if (single_letter && !open)
			name.len--;
		question_add_label(self, name);
	}
}

static bool letter_group(const struct item *item)
{
	return item->labels.count > 1 && item->labels.letter[item->labels.count - 1];
}

/* An answer that is one for all. */
static void add_whole(struct question *self, struct slice text)
{
	question_add_answer(self, text);
	if (self->question_count == 1)
		question_add_label(self, self->questions[0].label);
	question_mark(self, FIELD_ANSWERS, ORIGIN_TEXT, 80);
}

/* What stands before the first part; a second answer's is an answer of its own. */
static void take_answer_intro(struct question *self, struct slice text)
{
	if (!text.len)
		return;
	if (self->answer_intro.len)
		question_add_answer(self, text);
	else
		self->answer_intro = arena_copy(&self->arena, text);
}

void split_answers(struct question *self, struct slice text, enum split_style split)
{
	struct item item, next;
	struct item_style style = item_style_of(split);
	int last = last_label(self), answered = 0;
	text = slice_trim(text);
	if (!text.len)
		return;
	question_mark(self, FIELD_ANSWERS, ORIGIN_TEXT, style.by_line ? 95 : 85);
	if ((self->question_count == 1 && !style.by_line) ||
	    !find_part_style(self, text, last, &style, &item)) {
		add_whole(self, text);
		return;
	}
	take_answer_intro(self, slice_trim(slice_sub(text, 0, item.start)));
	for (bool open = false, more = true; more; item = next) {
		int number = item.labels.number[item.labels.count - 1];
		/* "3. b)" leaves the rest of 3 open */
		if (letter_group(&item))
			number--;
		if (number > answered)
			answered = number;
		more = next_part(text, item.text, answered, last, style, &next);
		bool rest = style.by_line &&
			    open_part(text, item.text, open_number(&item), more, &next);
		more = more || rest;
		add_part(self, text, &item, open, more ? next.start : text.len);
		open = rest;
	}
}

/* Papers that are no questions. */
static void find_mentions(struct question *self, struct slice text)
{
	struct mention m;
	for (size_t pos = 0; mention_find(text, &pos, &m);)
		for (size_t i = 0; i < m.count; i++)
			question_add_reference(self, slice_of(m.kind), slice_of(m.numbers[i]));
	if (self->reference_count && !self->provenance[FIELD_REFERENCES].percent)
		question_mark(self, FIELD_REFERENCES, ORIGIN_TEXT, 90);
}

void split_citations(struct question *self, struct slice text)
{
	struct reference r;
	size_t pos = 0;
	while (reference_find(text, &pos, &r)) {
		const bool own = slice_index_find(&self->number_index, &self->arena, self->numbers,
						  sizeof *self->numbers, self->number_count,
						  r.number) < self->number_count;
		if (own && (!r.date || r.date == self->date_asked))
			continue;
		question_add_citation(self, r.number, r.date, slice_of(r.session));
	}
	if (self->cite_count)
		question_mark(self, FIELD_CITES, ORIGIN_TEXT, 90);
	find_mentions(self, text);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between two answers stand the text of the first and the questions that the second
 * answers.  A list in the text may bear the very numbers of those questions: of all the runs
 * n, n + 1, ... in between, the one that reaches the number that the second answer names is taken,
 * of those the one that asks most, of those the last.
 */
#include "corpus/readers/turns_internal.h"

/* A line with one number in front. */
struct numbered {
	size_t line;
	int number;
	struct mark mark;
};

struct scan {
	const struct lines *lines;
	struct numbered *found;
	size_t count;
};

struct chosen {
	size_t from[LABEL_NUMBER_MAX];
	size_t count;
	int asking; /* items that ask, less those that do not */
	bool reaches;
};

static bool asks(const struct lines *lines, size_t from, size_t to)
{
	struct slice text = lines_span(lines, from, to);
	return slice_find(text, 0, "?") < text.len;
}

/* The run from the k-th number on, within lines before `end`. */
static void follow(const struct scan *scan, size_t k, size_t end, int wanted, struct chosen *run)
{
	run->count = 0;
	run->asking = 0;
	for (size_t i = k;
	     i < scan->count && scan->found[i].line < end && run->count < LABEL_NUMBER_MAX; i++)
		if (!run->count ||
		    scan->found[i].number == scan->found[run->from[run->count - 1]].number + 1)
			run->from[run->count++] = i;
	for (size_t i = 0; i < run->count; i++) {
		size_t stop = i + 1 < run->count ? scan->found[run->from[i + 1]].line : end;
		run->asking += asks(scan->lines, scan->found[run->from[i]].line, stop) ? 1 : -1;
	}
	run->reaches = run->count && scan->found[run->from[run->count - 1]].number >= wanted;
}

static bool better(const struct chosen *a, const struct chosen *b, bool later)
{
	if (!b->count || a->reaches != b->reaches)
		return !b->count || a->reaches;
	if (a->asking != b->asking)
		return a->asking > b->asking;
	return later;
}

/* The questions among lines [from, end), the first of which has the number `next`. */
static void choose(const struct scan *scan, size_t from, size_t end, int next, int wanted,
		   bool later, struct chosen *best)
{
	struct chosen run;
	*best = (struct chosen){.count = 0};
	for (size_t i = 0; i < scan->count; i++) {
		const struct numbered *n = &scan->found[i];
		if (n->line < from || n->line >= end || n->number != next)
			continue;
		follow(scan, i, end, wanted, &run);
		if (better(&run, best, later))
			*best = run;
	}
}

static void find_numbers(struct scan *scan, struct arena *arena, size_t body)
{
	const struct lines *lines = scan->lines;
	scan->found = arena_calloc(arena, lines->count + 1, sizeof *scan->found);
	for (size_t i = body; i < lines->count; i++) {
		struct numbered *n = &scan->found[scan->count];
		if (turns_mark(lines, i, &n->mark) != MARK_NUMBER || n->mark.labels.count != 1)
			continue;
		n->line = i;
		n->number = n->mark.labels.number[0];
		scan->count++;
	}
}

/* The next line from i on that opens an answer or a remark by a word. */
static size_t next_named(const struct lines *lines, size_t i, struct mark *mark)
{
	for (; i < lines->count; i++) {
		enum mark_kind kind = turns_mark(lines, i, mark);
		if (kind == MARK_ANSWER || kind == MARK_REMARK || kind == MARK_ANNEX ||
		    kind == MARK_NOTICE)
			return i;
	}
	mark->labels.count = 0;
	mark->kind = MARK_NONE;
	return i;
}

/* `2 en 3` alone on a line, below the questions that it names. */
static size_t next_group(const struct lines *lines, size_t from, size_t end, int next,
			 struct mark *mark)
{
	for (size_t i = from; i < end; i++)
		if (turns_mark(lines, i, mark) == MARK_NUMBER && mark->labels.count > 1 &&
		    !mark->ended && mark->labels.number[mark->labels.count - 1] < next)
			return i;
	return end;
}

void turns_numbered(struct turn_list *list, const struct lines *lines, size_t body)
{
	struct scan scan = {.lines = lines};
	struct mark mark, group;
	int next = 1;
	bool answered = false;
	find_numbers(&scan, list->arena, body);
	for (size_t from = body, end; from < lines->count; from = end + 1) {
		struct chosen run;
		end = next_named(lines, from, &mark);
		int wanted = mark.kind == MARK_ANSWER && mark.labels.count
				     ? mark.labels.number[mark.labels.count - 1]
				     : 0;
		choose(&scan, from, end, next, wanted, answered, &run);
		/* behind the last answer, what does not ask is a list */
		if (end == lines->count && answered && run.asking < (int)run.count)
			run.count = 0;
		for (size_t i = 0; i < run.count; i++) {
			const struct numbered *n = &scan.found[run.from[i]];
			turn_list_add(list, lines, n->line, MARK_QUESTION, &n->mark);
			next = n->number + 1;
		}
		size_t last = run.count ? scan.found[run.from[run.count - 1]].line + 1 : from;
		size_t joint = next_group(lines, last, end, next, &group);
		if (joint < end)
			turn_list_add(list, lines, joint, MARK_ANSWER, &group);
		if (end < lines->count)
			turn_list_add(list, lines, end, mark.kind, &mark);
		answered = answered || mark.kind == MARK_ANSWER;
	}
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A question may have several answers: in the Tweede Kamer each has its number in the Aanhangsel,
 * its minister and its day.  Papers are first cut into replies; replies that are one answer in
 * several papers form a class, of which the first in authority is taken; each class is an answer of
 * the question.
 */
#include <stdlib.h>

#include "base/buffer.h"
#include "corpus/text/dates.h"
#include "corpus/text/reference.h"
#include "indexer/ingest/merge_internal.h"

enum { DAYS_APART = 7 }; /* a letter and its print in the Aanhangsel may differ by some days */

/* An answer as one paper gives it. */
struct reply {
	size_t paper;        /* index */
	size_t first, count; /* of its answers */
	struct slice intro;
	struct slice number, minister, role;
	int date;
	bool labelled; /* the paper says by itself whose it is */
	uint64_t letters;
	size_t class;
};

struct replies {
	struct reply *items;
	size_t count, room, classes;
};

/* ---- cutting ---- */

/* The number in the Aanhangsel: the one that is no vraagnummer. */
static struct slice appendix_number(const struct question *q)
{
	for (size_t i = 0; i < q->number_count && q->parliament == PARLIAMENT_TWEEDEKAMER; i++)
		if (!reference_is_znumber(q->numbers[i]))
			return q->numbers[i];
	return SLICE_EMPTY;
}

static bool same_giver(const struct answer *a, const struct answer *b)
{
	return slice_eq(a->minister, b->minister) && slice_eq(a->role, b->role) &&
	       slice_eq(a->number, b->number) && a->date == b->date;
}

static struct reply *add_reply(const struct merge *m, struct replies *list, size_t paper)
{
	list->items = arena_grow(&m->out->arena, list->items, list->count, &list->room,
				 sizeof *list->items);
	struct reply *r = &list->items[list->count++];
	*r = (struct reply){.paper = paper};
	return r;
}

/* What the answers do not say themselves is what the paper says of the question. */
static void describe(const struct question *p, struct reply *r)
{
	const struct answer *a = r->count ? &p->answers[r->first] : NULL;
	r->labelled = a && (a->minister.len || a->role.len || a->number.len || a->date);
	if (r->labelled) {
		r->minister = a->minister, r->role = a->role, r->number = a->number,
		r->date = a->date;
		return;
	}
	r->number = appendix_number(p);
	r->date = p->date_answered;
	if (p->minister_count) {
		r->minister = p->ministers[0].name;
		r->role = p->ministers[0].role;
	}
}

static uint64_t letters_of(const struct question *p, const struct reply *r)
{
	const struct question alone = {.answers = p->answers + r->first,
				       .answer_count = r->count,
				       .answer_intro = r->intro};
	return merge_answer_letters(&alone);
}

static void cut_paper(const struct merge *m, size_t paper, struct replies *list)
{
	const struct question *p = m->papers[paper];
	struct reply *r = NULL;
	if (!question_has_answers(p))
		return;
	for (size_t i = 0; i < p->answer_count; i++) {
		if (!r || !same_giver(&p->answers[i], &p->answers[i - 1])) {
			r = add_reply(m, list, paper);
			r->first = i;
			r->intro = i ? SLICE_EMPTY : p->answer_intro;
		}
		r->count++;
	}
	if (!r) {
		r = add_reply(m, list, paper);
		r->intro = p->answer_intro;
	}
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].paper != paper)
			continue;
		describe(p, &list->items[i]);
		list->items[i].letters = letters_of(p, &list->items[i]);
	}
}

/* ---- which replies are one answer ---- */

static bool far_apart(int a, int b)
{
	if (!a || !b)
		return false;
	const long days = date_days(a) - date_days(b);
	return days > DAYS_APART || days < -DAYS_APART;
}

static bool same_names(const struct reply *a, const struct reply *b)
{
	struct slice x = a->minister.len && b->minister.len ? a->minister : a->role;
	struct slice y = a->minister.len && b->minister.len ? b->minister : b->role;
	return !x.len || !y.len || merge_same_letters(x, y);
}

static bool same_answer(const struct merge *m, const struct reply *a, const struct reply *b)
{
	const struct question *p = m->papers[a->paper], *q = m->papers[b->paper];
	if (a->number.len && b->number.len)
		return slice_eq(a->number, b->number);
	if (a->letters == b->letters)
		return true;
	if (p->parliament == PARLIAMENT_KAMER) /* its bulletin repeats what was printed before */
		return true;
	if (a->labelled || b->labelled ? !same_names(a, b) : !merge_ministers_meet(p, q))
		return false;
	return p->parliament != PARLIAMENT_TWEEDEKAMER || !far_apart(a->date, b->date);
}

/* The class of an earlier reply that is the same answer; a new one when there is none. */
static size_t class_of(const struct merge *m, struct replies *list, size_t i, bool numbered)
{
	for (size_t k = 0; k < list->count; k++) {
		const struct reply *other = &list->items[k];
		const bool settled = numbered ? k < i && other->number.len
					      : other->number.len || k < i;
		if (k != i && settled && other->paper != list->items[i].paper &&
		    same_answer(m, other, &list->items[i]))
			return other->class;
	}
	return list->classes++;
}

/* Those with a number first: they tell answers apart, and the others join them. */
static void classify(const struct merge *m, struct replies *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].number.len)
			list->items[i].class = class_of(m, list, i, true);
	for (size_t i = 0; i < list->count; i++)
		if (!list->items[i].number.len)
			list->items[i].class = class_of(m, list, i, false);
}

/* ---- putting them together ---- */

/* The first of a class, completed by what the others know. */
static struct reply complete(const struct replies *list, size_t class)
{
	struct reply whole = {.count = SIZE_MAX};
	for (size_t i = 0; i < list->count; i++) {
		const struct reply *r = &list->items[i];
		if (r->class != class)
			continue;
		if (whole.count == SIZE_MAX) {
			whole = *r;
			continue;
		}
		whole.number = whole.number.len ? whole.number : r->number;
		whole.date = whole.date ? whole.date : r->date;
		whole.minister = whole.minister.len ? whole.minister : r->minister;
		whole.role = whole.role.len ? whole.role : r->role;
	}
	return whole;
}

static int in_time(const void *a, const void *b)
{
	const struct reply *x = a, *y = b;
	if (x->date != y->date)
		return !x->date ? 1 : !y->date ? -1 : x->date < y->date ? -1 : 1;
	int order = x->number.len != y->number.len ? (x->number.len < y->number.len ? -1 : 1)
						   : slice_compare(x->number, y->number);
	if (!order)
		order = slice_compare(x->minister, y->minister);
	return order ? order : (x->letters > y->letters) - (x->letters < y->letters);
}

static void label(struct answer *a, const struct reply *r)
{
	a->minister = r->minister;
	a->role = r->role;
	a->number = r->number;
	a->date = r->date;
}

static void put_reply(const struct merge *m, const struct reply *r)
{
	const struct question *p = m->papers[r->paper];
	if (r->intro.len)
		label(question_add_answer(m->out, r->intro), r);
	for (size_t i = 0; i < r->count; i++) {
		struct answer *a = question_add_answer(m->out, SLICE_EMPTY);
		*a = p->answers[r->first + i];
		label(a, r);
	}
}

static void put_only(const struct merge *m, const struct reply *r)
{
	const struct question *p = m->papers[r->paper];
	m->out->answers = p->answers + r->first;
	m->out->answer_count = r->count;
	m->out->answer_intro = r->intro;
}

void merge_answers(const struct merge *m, bool *given)
{
	struct replies list = {.items = NULL};
	struct question *out = m->out;
	for (size_t i = 0; i < m->count; i++)
		cut_paper(m, i, &list);
	if (!list.count)
		return;
	classify(m, &list);
	struct reply *whole = arena_calloc(&out->arena, list.classes, sizeof *whole);
	for (size_t i = 0; i < list.classes; i++) {
		whole[i] = complete(&list, i);
		given[whole[i].paper] = true;
	}
	/* a Flemish minister who has a number of his own for the question gave the answer too */
	for (size_t i = 0; i < list.count; i++) {
		const struct question *p = m->papers[list.items[i].paper];
		if (p->parliament == PARLIAMENT_VLAAMS && !slice_eq(p->id, out->id) &&
		    !question_id_is_makeshift(p->id))
			given[list.items[i].paper] = true;
	}
	out->provenance[FIELD_ANSWERS] = m->papers[whole[0].paper]->provenance[FIELD_ANSWERS];
	if (list.classes == 1) {
		put_only(m, &whole[0]);
		return;
	}
	qsort(whole, list.classes, sizeof *whole, in_time);
	for (size_t i = 0; i < list.classes; i++)
		put_reply(m, &whole[i]);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/render/fold_line.h"

#include "base/buffer.h"

enum { NAMED_MAX = 3, LISTED_MAX = 3 }; /* ministers by name, questions by id */

/* Those to whom the hit itself was not put, each once. */
struct others {
	struct slice names[NAMED_MAX];
	size_t count;    /* also of those that are not named */
	size_t repeated; /* questions that were put to no such minister */
};

static struct slice name_of(const struct minister *m)
{
	return m->name.len ? m->name : m->role;
}

static bool has_minister(const struct question *q, struct slice name)
{
	for (size_t i = 0; i < q->minister_count; i++)
		if (slice_eq(name_of(&q->ministers[i]), name))
			return true;
	return false;
}

static bool was_before(const struct search_hit *hit, size_t folded, struct slice name)
{
	for (size_t i = 0; i < folded; i++)
		if (has_minister(hit->folded[i].question, name))
			return true;
	return false;
}

static struct others others_of(const struct search_hit *hit)
{
	struct others o = {.count = 0};
	for (size_t i = 0; i < hit->folded_count; i++) {
		const struct question *q = hit->folded[i].question;
		bool other = false;
		for (size_t k = 0; k < q->minister_count; k++) {
			struct slice name = name_of(&q->ministers[k]);
			if (!name.len || has_minister(hit->question, name) ||
			    was_before(hit, i, name))
				continue;
			other = true;
			if (o.count < NAMED_MAX)
				o.names[o.count] = name;
			o.count++;
		}
		o.repeated += !other;
	}
	return o;
}

static void add_ministers(const struct others *o, struct buffer *out)
{
	if (o->count > NAMED_MAX)
		buffer_printf(out, "%zu andere ministers", o->count);
	for (size_t i = 0; o->count <= NAMED_MAX && i < o->count; i++)
		buffer_printf(out, "%s%.*s",
			      i == 0             ? ""
			      : i + 1 < o->count ? ", "
						 : " en ",
			      SLICE_ARG(o->names[i]));
}

static void add_answers(const struct search_hit *hit, struct buffer *out)
{
	size_t answered = 0, unanswered = 0, same = 0;
	for (size_t i = 0; i < hit->folded_count; i++) {
		const struct question *q = hit->folded[i].question;
		const bool has = q->state == STATE_BEANTWOORD || question_has_answers(q);
		answered += has;
		unanswered += !has &&
			      (q->state == STATE_ONBEANTWOORD || q->state == STATE_UITGESTELD);
		same += hit->folded[i].same_answer;
	}
	if (answered)
		buffer_printf(out, " \xc2\xb7 %zu beantwoord", answered);
	if (same)
		buffer_printf(out, ", %zu met dit antwoord", same);
	if (unanswered)
		buffer_printf(out, " \xc2\xb7 %zu niet beantwoord", unanswered);
}

void fold_summary(const struct search_hit *hit, struct buffer *out)
{
	if (!hit->folded_count)
		return;
	struct others o = others_of(hit);
	if (o.count) {
		buffer_add_str(out, "Ook gesteld aan ");
		add_ministers(&o, out);
		if (o.repeated)
			buffer_printf(out, ", en nog %zu keer", o.repeated);
	} else {
		buffer_printf(out, "Nog %zu keer gesteld", o.repeated);
	}
	add_answers(hit, out);
}

void fold_line(const struct search_hit *hit, struct buffer *out)
{
	fold_summary(hit, out);
	for (size_t i = 0; hit->folded_count <= LISTED_MAX && i < hit->folded_count; i++)
		buffer_printf(out, "%s%.*s", i ? ", " : " \xc2\xb7 ",
			      SLICE_ARG(hit->folded[i].question->id));
}

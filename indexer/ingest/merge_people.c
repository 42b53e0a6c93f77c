/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Askers and ministers of several papers: one list is taken, the others complete the persons in
 * it. */
#include "corpus/text/person_name.h"
#include "indexer/ingest/merge_internal.h"

/* ---- who is who ---- */

/* "brinkhorst" and "jan-brinkhorst" are one person within a question. */
static bool ends_in(struct slice whole, struct slice end)
{
	if (whole.len <= end.len)
		return slice_eq(whole, end);
	return slice_eq(slice_from(whole, whole.len - end.len), end) &&
	       whole.ptr[whole.len - end.len - 1] == '-';
}

static bool same_person(struct arena *arena, struct slice a, struct slice b)
{
	struct slice x = name_person_slug(arena, a), y = name_person_slug(arena, b);
	return x.len && y.len && (ends_in(x, y) || ends_in(y, x));
}

static bool same_office(const struct minister *a, const struct minister *b)
{
	return a->role.len && b->role.len && merge_same_letters(a->role, b->role);
}

static bool same_minister(struct arena *arena, const struct minister *a, const struct minister *b)
{
	if (a->name.len && b->name.len)
		return same_person(arena, a->name, b->name);
	return same_office(a, b);
}

bool merge_ministers_meet(const struct question *a, const struct question *b)
{
	struct arena arena = ARENA_INIT;
	bool meet = !a->minister_count || !b->minister_count;
	for (size_t i = 0; !meet && i < a->minister_count; i++)
		for (size_t k = 0; !meet && k < b->minister_count; k++) {
			const struct minister *x = &a->ministers[i], *y = &b->ministers[k];
			const bool comparable = (x->name.len && y->name.len) ||
						(x->role.len && y->role.len);
			meet = !comparable || same_minister(&arena, x, y);
		}
	arena_release(&arena);
	return meet;
}

/* ---- askers ---- */

static bool says_askers(const struct question *q)
{
	return q->asker_count > 0;
}
static bool says_ministers(const struct question *q)
{
	return q->minister_count > 0;
}

static void complete_asker(const struct merge *m, struct asker *asker)
{
	for (size_t i = 0; i < m->count && !asker->party.len; i++)
		for (size_t k = 0; k < m->papers[i]->asker_count && !asker->party.len; k++) {
			const struct asker *other = &m->papers[i]->askers[k];
			if (same_person(&m->out->arena, asker->name, other->name))
				asker->party = other->party;
		}
}

void merge_askers(const struct merge *m)
{
	const struct question *best = merge_believed(m, FIELD_ASKERS, says_askers);
	for (size_t i = 0; best && i < best->asker_count; i++) {
		question_add_asker(m->out, best->askers[i].name, best->askers[i].party);
		complete_asker(m, &m->out->askers[i]);
	}
}

/* ---- ministers ---- */

static struct slice either(struct slice a, struct slice b)
{
	return a.len ? a : b;
}

static void complete_minister(const struct merge *m, struct minister *minister)
{
	for (size_t i = 0; i < m->count; i++)
		for (size_t k = 0; k < m->papers[i]->minister_count; k++) {
			const struct minister *other = &m->papers[i]->ministers[k];
			if (!same_minister(&m->out->arena, minister, other))
				continue;
			minister->name = either(minister->name, other->name);
			minister->role = either(minister->role, other->role);
			minister->department = either(minister->department, other->department);
		}
}

static void add_ministers(const struct merge *m, const struct question *paper)
{
	struct question *out = m->out;
	for (size_t i = 0; i < paper->minister_count; i++) {
		const struct minister *one = &paper->ministers[i];
		bool known = false;
		for (size_t k = 0; k < out->minister_count && !known; k++)
			known = same_minister(&out->arena, &out->ministers[k], one);
		if (!known)
			question_add_minister(out, one->name, one->role, one->department);
	}
}

/* Those who answered; while nobody has, those who are asked. */
void merge_ministers(const struct merge *m, const bool *given)
{
	const struct question *best = merge_believed(m, FIELD_MINISTERS, says_ministers);
	bool answered = false;
	for (size_t i = 0; i < m->count; i++)
		if (given[i] && m->papers[i]->minister_count) {
			if (!answered)
				m->out->provenance[FIELD_MINISTERS] =
					m->papers[i]->provenance[FIELD_MINISTERS];
			answered = true;
			add_ministers(m, m->papers[i]);
		}
	if (!answered && best)
		add_ministers(m, best);
	for (size_t i = 0; i < m->out->minister_count; i++)
		complete_minister(m, &m->out->ministers[i]);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/results/coverage.h"

#include "searcher/snapshot/searcher_internal.h"
#include "store/index/schema.h"

static enum status count_statuses(struct searcher *s, const struct doc_set *set,
				  struct arena *arena, struct coverage *out, struct error *err)
{
	struct column_value *values;
	size_t count;
	enum status st = columns_count(s->columns, s->db, s->matcher, COLUMN_STATUS, set, arena,
				       &values, &count, err);
	for (size_t i = 0; !st && i < count; i++) {
		enum answer_state state = STATE_ONBEKEND;
		if (!state_parse(values[i].value, &state) || state == STATE_ONBEKEND)
			out->status_unknown += values[i].count;
		else if (state == STATE_ONBEANTWOORD || state == STATE_UITGESTELD ||
			 state == STATE_INGETROKKEN || state == STATE_VERVANGEN)
			out->unanswered += values[i].count;
	}
	return st;
}

/* Those of the set that have nothing in the slot. */
static enum status count_without(struct searcher *s, const struct doc_set *set, unsigned slot,
				 uint32_t all, uint32_t *out, struct error *err)
{
	struct xap_query *any = xap_query_range(slot, SLICE_EMPTY, SLICE_EMPTY);
	struct doc_set with;
	uint32_t size = 0;
	enum status st = matcher_set(s->matcher, any, set, &with, err);
	if (!st)
		st = matcher_size(s->matcher, &with, &size, err);
	xap_query_free(any);
	*out = all - size;
	return st;
}

enum status coverage_count(struct searcher *searcher, const struct doc_set *set,
			   struct arena *arena, struct coverage *out, struct error *err)
{
	*out = (struct coverage){.questions = 0};
	enum status st = matcher_size(searcher->matcher, set, &out->questions, err);
	if (!st)
		st = count_statuses(searcher, set, arena, out, err);
	if (!st)
		st = count_without(searcher, set, SLOT_ASKED, out->questions, &out->undated, err);
	if (!st)
		st = count_without(searcher, set, SLOT_MINISTER, out->questions,
				   &out->without_minister, err);
	return st;
}

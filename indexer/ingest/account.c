/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/ingest/account.h"

#include <stdio.h>

const char account_unbalanced[] = "the sums above do not balance: an error of this program; please "
				  "report it with the output of --json";

void account_note(void *account, enum intake_effect effect, struct slice id, const char *reason)
{
	struct account *self = account;
	if (self->count == ACCOUNT_MOST)
		return;
	self->items = arena_grow(&self->arena, self->items, self->count, &self->room,
				 sizeof *self->items);
	self->items[self->count++] = (struct account_change){arena_cstr(&self->arena, id), reason,
							     effect};
}

static json_t *changes(const struct account *self, enum intake_effect effect)
{
	json_t *list = json_array();
	for (size_t i = 0; i < self->count; i++)
		if (self->items[i].effect == effect)
			json_array_append_new(list, json_pack("{s:s, s:s}", "id", self->items[i].id,
							      "reason", self->items[i].reason));
	return list;
}

void account_to_json(const struct account *self, const struct intake_counts *counts, bool balanced,
		     json_t *object)
{
	json_object_set_new(object, "split", json_integer((json_int_t)counts->split));
	json_object_set_new(object, "joined", json_integer((json_int_t)counts->joined));
	json_object_set_new(object, "replaced_questions", changes(self, INTAKE_REPLACED));
	json_object_set_new(object, "merged_questions", changes(self, INTAKE_MERGED));
	json_object_set_new(object, "split_questions", changes(self, INTAKE_SPLIT));
	json_object_set_new(object, "joined_questions", changes(self, INTAKE_JOINED));
	json_object_set_new(object, "balanced", json_boolean(balanced));
}

void account_print_documents(const struct intake_counts *counts)
{
	if (counts->split)
		printf(", %zu split", counts->split);
	if (counts->joined)
		printf(", %zu joined", counts->joined);
}

void account_release(struct account *self)
{
	arena_release(&self->arena);
	*self = (struct account){.items = NULL};
}

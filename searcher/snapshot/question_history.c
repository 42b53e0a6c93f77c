/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/snapshot/question_history.h"

#include <stdlib.h>

#include "store/index/schema.h"

enum status standing_withdrawn(struct xap_db *db, uint32_t docid, int *date, struct error *err)
{
	struct buffer value = BUFFER_INIT;
	enum status st = xap_value(db, docid, SLOT_WITHDRAWN, &value, err);
	*date = st ? 0 : atoi(buffer_cstr(&value));
	buffer_release(&value);
	return st;
}

enum status standing_read(struct xap_db *db, uint32_t docid, struct slice id, struct arena *arena,
			  struct standing *out, struct error *err)
{
	struct buffer key = BUFFER_INIT, value = BUFFER_INIT;
	size_t room = 0;
	*out = (struct standing){.changes = NULL};
	enum status st = standing_withdrawn(db, docid, &out->withdrawn, err);
	schema_key(&key, SCHEMA_KEY_HISTORY, id);
	if (!st)
		st = xap_metadata_get(db, key.ptr, &value, err);
	struct slice rest = arena_copy(arena, buffer_slice(&value)), line;
	while (!st && slice_next_line(&rest, &line)) {
		size_t blank = slice_find(line, 0, " ");
		out->changes = arena_grow(arena, out->changes, out->change_count, &room,
					  sizeof *out->changes);
		out->changes[out->change_count++] = (struct standing_change){
			atoi(line.ptr), slice_from(line, blank + 1)};
	}
	buffer_release(&key);
	buffer_release(&value);
	return st;
}

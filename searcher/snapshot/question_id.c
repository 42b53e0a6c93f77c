/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/snapshot/question_id.h"

#include "corpus/readers/read_qrva.h"
#include "store/index/schema.h"

static enum status find(struct xap_db *db, const char *prefix, struct slice id, uint32_t *docid,
			struct error *err)
{
	struct buffer term = BUFFER_INIT;
	schema_term(&term, prefix, id);
	const enum status st = xap_find(db, buffer_slice(&term), docid, err);
	buffer_release(&term);
	return st;
}

enum status question_id_find(struct xap_db *db, struct slice id, uint32_t *docid, struct error *err)
{
	struct arena arena = ARENA_INIT;
	struct error first = {0};
	struct slice printed;
	enum status st = find(db, PREFIX_ID, id, docid, &first);
	if (st == STATUS_NOT_FOUND)
		st = find(db, PREFIX_ALIAS, id, docid, &first);
	if (st == STATUS_NOT_FOUND && qrva_id_of_sdocname(id, &arena, &printed))
		st = find(db, PREFIX_ID, printed, docid, &first);
	if (st && err)
		*err = first;
	arena_release(&arena);
	return st;
}

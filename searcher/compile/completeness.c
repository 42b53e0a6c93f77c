/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/compile/completeness.h"

#include <stdlib.h>

#include "store/index/schema.h"

static enum status count(struct xap_db *db, const char *term, uint32_t *sum, struct error *err)
{
	uint32_t documents;
	enum status st = xap_term_frequency(db, slice_of(term), &documents, err);
	if (!st)
		*sum += documents;
	return st;
}

enum status completeness_of(struct xap_db *db, const struct term_set *terms, struct arena *arena,
			    struct completeness *out, struct error *err)
{
	struct buffer value = BUFFER_INIT;
	*out = (struct completeness){.questions = xap_doccount(db)};
	out->forms = arena_calloc(arena, terms->count, sizeof *out->forms);
	for (; out->form_count < terms->count; out->form_count++)
		out->forms[out->form_count] = arena_copy(arena, terms->items[out->form_count]);
	enum status st = count(db, TERM_NO_TEXT, &out->without_text, err);
	if (!st)
		st = count(db, PREFIX_STATUS "onbeantwoord", &out->unanswered, err);
	if (!st)
		st = count(db, PREFIX_STATUS "uitgesteld", &out->unanswered, err);
	if (!st)
		st = xap_value_count(db, SLOT_ASKED, &out->undated, err);
	out->undated = out->questions - out->undated;
	if (!st)
		st = xap_metadata_get(db, SCHEMA_KEY_INDEXED, &value, err);
	if (!st && value.len)
		out->indexed = strtoll(buffer_cstr(&value), NULL, 10);
	buffer_release(&value);
	return st;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening an index for reading, and its questions one by one. */
#include "searcher/search/searcher.h"

#include <stdlib.h>

#include "base/memory.h"
#include "searcher/rank/rank.h"
#include "searcher/snapshot/question_id.h"
#include "searcher/snapshot/searcher_internal.h"
#include "stemming/lexicon.h"
#include "store/index/schema.h"

const struct missing_parts *searcher_missing(const struct searcher *self)
{
	return &self->missing;
}

enum status searcher_open(const struct searcher_options *options, struct searcher **searcher,
			  struct error *err)
{
	struct searcher *self = memory_zeroed(1, sizeof *self);
	buffer_add_str(&self->place, options->db);
	self->options = *options;
	self->options.db = buffer_cstr(&self->place);
	searcher_begin(self, NULL);
	enum status st = analyzer_new(&self->analyzer, err);
	if (!st)
		st = session_open(self, err);
	if (st) {
		searcher_close(self);
		return st;
	}
	self->matcher = matcher_new(&(struct xap_bm25){RANK_BM25});
	self->columns = columns_new();
	self->repair = repair_new(lexicon_has, lexicon_has_name);
	*searcher = self;
	return STATUS_OK;
}

void searcher_close(struct searcher *self)
{
	if (!self)
		return;
	repair_free(self->repair);
	thesaurus_free(self->thesaurus);
	matcher_free(self->matcher);
	columns_free(self->columns);
	xap_close(self->db);
	analyzer_free(self->analyzer);
	arena_release(&self->missing_arena);
	buffer_release(&self->resolved);
	buffer_release(&self->place);
	free(self);
}

void searcher_begin(struct searcher *self, const atomic_bool *stop)
{
	work_limit_begin(&self->limit, self->options.time_limit_ms, stop);
	self->cut = false;
}

void searcher_begin_unlimited(struct searcher *self, const atomic_bool *stop)
{
	work_limit_begin(&self->limit, 0, stop);
	self->cut = false;
}

bool searcher_was_cut(const struct searcher *self)
{
	return self->cut;
}

/* ---- single questions ---- */

static enum status get_question(struct searcher *self, struct slice id, struct question *question,
				struct error *err)
{
	uint32_t docid;
	enum status st = STATUS_MODIFIED;
	for (int i = 0; st == STATUS_MODIFIED && i < SESSION_TRIES; i++) {
		st = session_refresh(self, i > 0, err);
		if (!st)
			st = question_id_find(self->db, id, &docid, err);
		if (!st) {
			question_clear(question);
			st = session_load(self, docid, question, err);
		}
	}
	self->repairing = NULL;
	return st;
}

enum status searcher_get(struct searcher *self, struct slice id, struct question *question,
			 struct error *err)
{
	enum status st = get_question(self, id, question, err);
	return st == STATUS_NOT_FOUND ? session_not_found(self, id, err) : st;
}

enum status searcher_standing(struct searcher *self, struct slice id, struct arena *arena,
			      struct standing *standing, struct error *err)
{
	uint32_t docid;
	enum status st = STATUS_MODIFIED;
	for (int i = 0; st == STATUS_MODIFIED && i < SESSION_TRIES; i++) {
		st = session_refresh(self, i > 0, err);
		if (!st)
			st = question_id_find(self->db, id, &docid, err);
		if (!st)
			st = standing_read(self->db, docid, id, arena, standing, err);
	}
	return st;
}

/* The ids from behind `last` on; a cursor that a commit has cut off is set up anew there. */
struct id_walk {
	struct xap_terms *terms;
	struct buffer last;
};

static enum status next_id(struct searcher *self, struct id_walk *walk, bool *more,
			   struct error *err)
{
	enum status st = STATUS_OK;
	struct slice term;
	for (int i = 0; i < SESSION_TRIES; i++) {
		if (!walk->terms)
			st = xap_terms_open(self->db, 0, slice_of(PREFIX_ID), &walk->terms, err);
		do
			st = st ? st : xap_terms_next(walk->terms, more, &term, NULL, NULL, err);
		while (!st && *more && slice_compare(term, buffer_slice(&walk->last)) <= 0);
		if (st != STATUS_MODIFIED)
			break;
		xap_terms_close(walk->terms);
		walk->terms = NULL;
		st = xap_reopen(self->db, NULL, err);
	}
	if (!st && *more) {
		buffer_clear(&walk->last);
		buffer_add_slice(&walk->last, term);
	}
	return st;
}

enum status searcher_each(struct searcher *self, searcher_each_fn *fn, void *ctx, struct error *err)
{
	struct id_walk walk = {NULL, BUFFER_INIT};
	struct question q;
	bool more = true;
	question_init(&q);
	enum status st = next_id(self, &walk, &more, err);
	while (!st && more) {
		struct error cause = {0};
		st = get_question(self, slice_from(buffer_slice(&walk.last), strlen(PREFIX_ID)), &q,
				  &cause);
		if (!st)
			st = fn(ctx, &q, err);
		else if (st == STATUS_NOT_FOUND) /* removed since */
			st = STATUS_OK;
		else if (err)
			*err = cause;
		if (!st)
			st = next_id(self, &walk, &more, err);
	}
	xap_terms_close(walk.terms);
	buffer_release(&walk.last);
	question_release(&q);
	return st;
}

struct slice searcher_text(struct searcher *self, const struct question *question, struct slice raw)
{
	session_repair(self, question);
	return repair_text(self->repair, raw);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_INTERNAL_H
#define SEARCHER_INTERNAL_H

/* The inside of a searcher, for the files that make up searching; others use searcher.h. */
#include "base/work_limit.h"
#include "corpus/repair/repair.h"
#include "searcher/expand/thesaurus.h"
#include "searcher/model/search_request.h"
#include "searcher/model/search_results.h"
#include "searcher/snapshot/facet_columns.h"
#include "searcher/snapshot/lsi_vectors.h"
#include "stemming/analyzer.h"
#include "store/match/match.h"

struct searcher {
	struct xap_db *db;
	struct searcher_options options; /* its db is in: */
	struct buffer place;
	struct buffer resolved;       /* what the place stood for when it was opened */
	struct missing_parts missing; /* in the arena */
	struct arena missing_arena;
	struct analyzer *analyzer;
	struct matcher *matcher;
	struct vectors vectors;
	struct columns *columns;
	struct repair *repair;
	struct thesaurus *thesaurus;      /* session_thesaurus */
	const struct question *repairing; /* the question that `repair` was begun with */
	struct work_limit limit;          /* of what is asked of it now */
	bool cut;                         /* an answer to that was cut short by it */
};

/* The times that work is begun again on a newer state of the index before it fails with
 * MODIFIED. */
enum { SESSION_TRIES = 20 };

/* Opens the newest state of the index that the options name.  Errors: those of shards_open and
 * schema_check. */
MUST_CHECK enum status session_open(struct searcher *self, struct error *err);

/* Before work begins: moves to the newest state when it is tried again, or when the index at this
 * place is another one by now.  The one place where all that is known of a commit (matcher,
 * vectors, columns) begins anew. */
MUST_CHECK enum status session_refresh(struct searcher *self, bool again, struct error *err);

/* Made when it is first needed; lives as long as the searcher. */
struct thesaurus *session_thesaurus(struct searcher *self);

/* Decodes the question of a document into an empty one. */
MUST_CHECK enum status session_load(struct searcher *self, uint32_t docid,
				    struct question *question, struct error *err);

/* Document of a question's id; NOT_FOUND when the index has none. */
MUST_CHECK enum status session_find(struct searcher *self, struct slice id, uint32_t *docid,
				    struct error *err);

/* NOT_FOUND for an id, NETWORK when parts of the index cannot be reached. */
MUST_CHECK enum status session_not_found(const struct searcher *self, struct slice id,
					 struct error *err);

/* Begins the repair of a question's texts unless it is the one at hand. */
void session_repair(struct searcher *self, const struct question *question);

#endif

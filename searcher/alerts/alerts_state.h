/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_ALERTS_STATE_H
#define SEARCHER_ALERTS_STATE_H

/*
 * What a saved search has told already: the one thing that is committed.  Feed and digest are
 * made of it and can be made again; so a hit that is in the file is told for good, and one that is
 * not is still new.  A file for each search, JSON, put in place whole.
 */
#include <jansson.h>

#include "base/arena.h"
#include "base/error.h"
#include "searcher/search/searcher.h"

enum { ALERT_STATE_SCHEMA = 1, ALERT_ENTRIES_MAX = 1000, ALERT_UUID_SIZE = 37 };

/* A hit as it was when it was told; texts hold no control characters. */
struct alert_entry {
	struct slice id, title, number, url, askers, ministers, status;
	struct slice text;        /* the piece that shows best why it was found */
	const struct mark *marks; /* in it */
	size_t mark_count;
	const struct slice *words; /* that matched, as they stand in the texts */
	size_t word_count;
	int date_asked, date_answered; /* yyyymmdd or 0 */
	bool again;                    /* told before, without its answer */
	long long told_at;             /* seconds since 1970 */
	long long batch;               /* of hits that were told together */
};

struct alert_state {
	struct arena arena;          /* holds entries and texts */
	bool fresh;                  /* there is no file yet */
	char feed[ALERT_UUID_SIZE];  /* made once, for ids that no other feed has */
	struct slice asked;          /* what the hits were found by */
	json_t *told;                /* id: whether it was answered by then */
	struct alert_entry *entries; /* newest batch first; at most ALERT_ENTRIES_MAX */
	size_t count;
	long long batch;     /* the newest one, from 1; 0 for none */
	long long delivered; /* batches up to this one went out by digest and hook */
	size_t pending;      /* hits since then, also those that are no longer among the entries */
	long long updated;   /* seconds since 1970: when the newest batch was told */
};

/*
 * Reads the state; no file is a new search.  IO, VERSION (of a newer program), CORRUPT with the
 * file and the cause: such a file is never taken for an empty one, or all would be told again.  To
 * be released whatever comes.
 */
MUST_CHECK enum status alert_state_load(const char *path, struct alert_state *out,
					struct error *err);
MUST_CHECK enum status alert_state_save(const char *path, const struct alert_state *self,
					struct error *err);
void alert_state_release(struct alert_state *self);

/* Whether the id was told; *answered (may be NULL): with its answer. */
bool alert_state_told(const struct alert_state *self, struct slice id, bool *answered);
/* INVALID for an id that is no UTF-8. */
MUST_CHECK enum status alert_state_tell(struct alert_state *self, struct slice id, bool answered,
					struct error *err);

/*
 * Makes a batch of hits that were found now, `total` of them, of which the newest are given as
 * entries; they are kept while they are among the `keep` newest or wait for delivery.
 */
void alert_state_add(struct alert_state *self, const struct alert_entry *entries, size_t count,
		     size_t total, long long now, size_t keep);

#endif

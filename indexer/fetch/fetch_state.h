/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_FETCH_STATE_H
#define INDEXER_FETCH_STATE_H

/*
 * What fetching remembers of one source: where its list stands, in `.fetch/NAME.json`, put in place
 * whole after each page; and its items, in `.fetch/NAME.journal`, a line of JSON appended for each
 * change, of which the last of a key counts.  A line that a kill cut off is passed over.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "indexer/fetch/fetch_spool.h"

enum fetch_item_state {
	FETCH_ITEM_WANTED, /* listed, and to be asked for */
	FETCH_ITEM_DONE,
	FETCH_ITEM_FAILED, /* asked for again by the next run */
	FETCH_ITEM_GIVEN_UP,
	FETCH_ITEM_PASSED, /* older than what is wanted */
};

/* Strings live in the arena of the state, "" for none. */
struct fetch_item {
	const char *key; /* "schv/1650321", "pfile/1690001", "qrva/54-B001-3-0001-0000201400004",
			    "op/ah-tk-20242025-594" */
	enum fetch_item_state state;
	int tries;  /* runs in a row in which it failed */
	int first;  /* day that it was listed first, yyyymmdd; of an archive, that it was asked for
		      last */
	bool open;  /* done, but its document was still to come */
	bool asked; /* in this run; not kept */
	long long listed;   /* number of the listing that found it last */
	const char *mark;   /* what its list said of it, as a hash */
	const char *packed; /* what the archive had of it: its hash and its status */
	const char *etag, *modified;
	const char *file; /* name in the spool, once it was there */
	const char *cause;
};

struct fetch_position {
	int done_until;    /* all was listed and asked for up to this day, yyyymmdd; 0 for never */
	int from, until;   /* days that the listing is about */
	long long listing; /* number of the last one, larger than all before */
	long long next;    /* page or offset to go on at */
	bool active;       /* it is on the way, or its items are */
	bool listed;       /* to its end; items are still to be asked for */
};

struct fetch_state {
	const struct fetch_spool *spool; /* borrowed */
	const char *name;
	struct arena arena;
	struct fetch_position position;
	struct fetch_item *items;
	size_t count, room;
	void *index; /* of keys */
	int journal; /* file descriptor */
};

/* Reads both files, and writes the journal anew when most of it is out of date.  FORMAT when the
 * first is damaged, VERSION, IO.  fetch_state_close also after a failure. */
MUST_CHECK enum status fetch_state_open(struct fetch_state *self, const struct fetch_spool *spool,
					const char *name, struct error *err);
void fetch_state_close(struct fetch_state *self);

/* The item of a key, new and WANTED when there is none.  Borrowed until the next call. */
struct fetch_item *fetch_state_item(struct fetch_state *self, const char *key);

/* Copies into the arena. */
void fetch_state_set(struct fetch_state *self, const char **field, const char *text);

/* Adds the item's line; written by fetch_state_write. */
void fetch_state_note(const struct fetch_item *item, struct buffer *lines);

/* Appends lines to the journal, durably.  IO. */
MUST_CHECK enum status fetch_state_write(struct fetch_state *self, const struct buffer *lines,
					 struct error *err);

/* Puts the position in place.  IO. */
MUST_CHECK enum status fetch_state_save(struct fetch_state *self, struct error *err);

#endif

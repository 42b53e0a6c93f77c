/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_SEGMENT_SET_H
#define STORE_SEGMENT_SET_H

/*
 * Parts of a new index (store/glass/segment_writer.h) one behind the other: the documents of each
 * are numbered from where those of the one before end.  The files are mapped; what is handed out is
 * borrowed until they are released.  Several threads may read at once.  Who reads from end to end
 * forgets what is behind, or all files would be resident in the end.
 */
#include <signal.h>

#include "store/glass/segment_internal.h"

struct glass_run {
	const char *bytes;
	struct glass_head head;
	uint32_t before; /* documents of the runs before it */
};

struct glass_runs {
	struct glass_run *items;
	size_t count;
	uint32_t documents;
	/* Set from a signal handler: what goes through all parts ends early then, with LIMIT.  NULL
	 * unless the caller gives it once they are open. */
	const volatile sig_atomic_t *stop;
};

static inline bool glass_runs_stopped(const struct glass_runs *self)
{
	return self->stop && *self->stop;
}

/* Errors: IO, CORRUPT for a file that is no part or not whole. */
MUST_CHECK enum status glass_runs_open(struct glass_runs *self, const char *const *paths,
				       size_t count, struct error *err);
void glass_runs_release(struct glass_runs *self);

/* Whether all bytes of the file are those that were written, and its data is packed with the
 * dictionary of this sum. What a run of before left is used only then: readers of a run trust
 * it. */
bool glass_run_is_sound(const struct glass_run *run, uint64_t dictionary);

/* Lets go of memory that bytes [from, to) of the file take; they are read again when they are
 * needed. */
void glass_run_forget(const struct glass_run *run, uint64_t from, uint64_t to);
void glass_runs_forget(const struct glass_runs *self);

/* The list of a term in one run; document ids are those of all runs. */
struct glass_list {
	struct slice name;
	const struct glass_run *run;
	uint32_t documents, first, last;
	uint64_t wdfs;
	struct slice postings; /* as in the file */
};

/* The next list of a run from *at on, which begins at head.terms; false at the end. */
bool glass_run_next(const struct glass_run *run, uint64_t *at, struct glass_list *list);

/* The postings of a list: *rest begins as list->postings; false at the end. */
static inline bool glass_list_next(const struct glass_list *list, struct slice *rest,
				   uint32_t *docid, uint32_t *wdf)
{
	uint64_t number = 0;
	if (rest->ptr == list->postings.ptr)
		*docid = list->first;
	else if (slice_next_varint(rest, &number))
		*docid += (uint32_t)number + 1;
	if (!slice_next_varint(rest, &number))
		return false;
	*wdf = (uint32_t)number;
	return true;
}

/* The terms of all runs in byte order. */
struct glass_walk;
struct glass_walk *glass_walk_new(const struct glass_runs *runs);
void glass_walk_free(struct glass_walk *self);
/* The lists of the next term, documents rising, borrowed until the next call; NULL at the end, and
 * when the run is to stop. */
const struct glass_list *glass_walk_next(struct glass_walk *self, size_t *count);

/* The run that has a document. */
const struct glass_run *glass_runs_find(const struct glass_runs *self, uint32_t docid);

/* Calls fn for each term of a document, in byte order.  CORRUPT when its list cannot be read. */
MUST_CHECK enum status glass_runs_terms(const struct glass_runs *self, uint32_t docid,
					xap_term_fn *fn, void *ctx, struct error *err);

/* Calls fn for each document of a run that has a value in the slot, rising, until it fails. */
typedef enum status glass_value_fn(void *ctx, uint32_t docid, struct slice value,
				   struct error *err);
MUST_CHECK enum status glass_run_values(const struct glass_run *run, unsigned slot,
					glass_value_fn *fn, void *ctx, struct error *err);

/* The chunks of a slot, and what else is told of it; false when no document has a value there. */
bool glass_run_slot(const struct glass_run *run, unsigned slot, struct glass_slot_head *head,
		    struct slice *low, struct slice *high, struct slice *chunks);

/* What lies at the place of a document, numbered from 0 in its run. */
struct glass_listed {
	struct slice terms, slots;
	bool deflated;
};
void glass_run_listed(const struct glass_run *run, uint32_t index, struct glass_listed *out);
uint32_t glass_run_length(const struct glass_run *run, uint32_t index);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_COST_LIMIT_H
#define BASE_COST_LIMIT_H

/*
 * What one paper may cost, whatever its format and whichever library is at work on it.
 *
 * Nothing can take a library out of its work from within, so the process is given up: it notes
 * which paper it was at, and ends; the parent (base/supervise.h) starts the run anew, which passes
 * that paper over and says why.  What was not committed is read once more.  Without a parent
 * nothing is limited.
 *
 *	st = cost_limit_begin(slice_of(path), &err);   LIMIT: it was passed over
 *	... reading
 *	cost_limit_end();
 *
 * A piece that begins within another, a member of an archive or a line, has the limit for itself;
 * behind it the outer one begins anew.  It costs two assignments.
 */
#include <stdbool.h>

#include "base/error.h"
#include "base/slice.h"

enum { COST_LIMIT_SECONDS = 60, COST_LIMIT_MEGABYTES = 2000 };

/* In the child: other limits than those. */
void cost_limit_set(int seconds, int megabytes);

/* `name` tells the piece apart, by where it is or what is in it; borrowed until the end. */
MUST_CHECK enum status cost_limit_begin(struct slice name, struct error *err);
void cost_limit_end(void);
/* A part of the piece is done: what follows has the limit for itself. */
void cost_limit_anew(void);
/* What follows is no paper's: a commit.  Calls nest. */
void cost_limit_pause(void);
void cost_limit_resume(void);

/* ---- threads, and base/supervise.c ---- */

/* Before the first child. */
void cost_limit_share(void);
/* In a child, in each thread that reads or makes documents. */
void cost_limit_arm(void);
/* In the parent, when the child has ended: it gave up a paper, and the run is to be begun again. */
bool cost_limit_gave_up(void);

#endif

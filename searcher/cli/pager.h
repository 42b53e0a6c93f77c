/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_PAGER_H
#define SEARCHER_PAGER_H

/*
 * Long text for people goes through a pager, as with git: $VRAAGBAAK_PAGER, else $PAGER, else less;
 * one that is empty or "cat" is none.  Words with no meaning to the shell are run as they are,
 * others by sh. LESS is FRX for the pager when it is not set, so that what fits on the screen is
 * just printed.
 *
 * While a pager runs, SIGINT and SIGQUIT are its business: the program waits for it in any case, so
 * that the shell does not get the terminal back too early.
 */
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/error.h"

struct pager {
	FILE *out;                            /* where to write */
	pid_t pid;                            /* 0 without a pager */
	void (*interrupt)(int), (*quit)(int); /* what SIGINT and SIGQUIT did before */
};

/*
 * Starts the pager when it is wanted and standard output is a terminal.  Without one, also when it
 * cannot be started, out is standard output.
 */
void pager_open(struct pager *self, bool wanted);

/*
 * Ends the output, waits for the pager and returns `st`, the status of the command so far with its
 * error in err.  With STATUS_OK: IO when the output could not be written.  That a reader left the
 * pager before the end is no error, then STATUS_OK is returned.
 */
MUST_CHECK enum status pager_close(struct pager *self, enum status st, struct error *err);

#endif

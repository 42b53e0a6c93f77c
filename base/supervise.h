/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_SUPERVISE_H
#define BASE_SUPERVISE_H

/*
 * A parent that waits for the run and says how it ended.
 *
 * A run that writes an index can be ended by what it uses: where a write fails within a commit,
 * libxapian 1.4.22 calls std::terminate and 1.4.29 follows a null pointer, and a system without
 * memory kills.  None of these can be handled inside the process, so the work is done in a child.
 * The parent passes signals and the exit code on, and turns a sudden end into one line on standard
 * error.  It opens nothing and allocates nothing meanwhile.
 *
 * A child that gives up a paper which costs too much (base/cost_limit.h) is followed by another.
 *
 * The child is killed when the parent is: kill -9 of the command ends its work, as without a
 * parent.
 */
#include <stdbool.h>

/*
 * Forks.  Returns true in the process that does the work: the child, or, where no child can be had,
 * the only process. Returns false in the parent once the child has ended, with the exit code in
 * *code: the child's, EXIT_LOCKED when one of the signals that ask a run to stop ended it, else
 * EXIT_FAILED.  `command` is for the message. Call it while the process has one thread.
 */
bool supervise_fork(const char *command, int *code);

/*
 * The same for a command that goes on until it is told to stop: a child that is ended from within,
 * by a library that follows damaged data or by want of memory, is followed by another, which *again
 * counts from 0.  Several that end soon after each other are enough: then it is as above.  What
 * they share, as a socket to listen on, is opened before the call.
 */
bool supervise_keep(const char *command, unsigned *again, int *code);

/* In the child: names the file or folder that the run uses, for the message.  Does nothing without
 * a parent. */
void supervise_subject(const char *path);

/* In the child: notes that the run is about to end itself, and the errno of what failed.  False
 * when there is no parent to say so.  Safe in signal handlers. */
bool supervise_note_end(int cause);

#endif

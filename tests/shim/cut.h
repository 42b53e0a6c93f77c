/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SHIM_CUT_H
#define TESTS_SHIM_CUT_H

/*
 * A power cut, for failio.c: of what was written and not yet synced some reaches the
 * disk and some does not, each write by itself and in any order; a name that was put
 * in the place of another may be back at the old one until the folder is synced.
 *
 * Every write is noted with the bytes that it replaces; fsync of the file forgets
 * them.  At the cut those that are left are undone from the last to the first, and
 * some, drawn at random, done again.  New files stay, empty.
 */
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

void cut_start(bool on, unsigned seed);
void cut_note_write(int fd, const void *data, size_t size, off_t at);
void cut_note_sync(int fd);
void cut_note_rename(const char *from, const char *to);

/* Undoes what was not synced.  The caller ends the process. */
void cut_now(void);

#endif

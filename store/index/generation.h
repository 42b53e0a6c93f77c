/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_GENERATION_H
#define STORE_GENERATION_H

/*
 * An index that can be made anew beside itself.  Its path is a symbolic link to
 * one of the generations, folders beside it with a number: vragen.db -> vragen.db.7.
 * The link changes hands by rename(2): whoever opens the path gets one of them whole,
 * and readers see by xap_moved that it is time to reopen.
 */
#include "base/buffer.h"
#include "base/error.h"

/* The number of the generation that the path points to; 0 when nothing is there, or a folder of its
 * own.  FORMAT for a link to anything else. */
MUST_CHECK enum status generation_current(const char *path, unsigned *number, struct error *err);

/* The newest generation on disk below `below` (0 = of all), 0 when there is none. */
MUST_CHECK enum status generation_newest(const char *path, unsigned below, unsigned *number,
					 struct error *err);

/* Replaces *out with the folder of a generation; 0 gives the one under construction. */
void generation_folder(const char *path, unsigned number, struct buffer *out);

/*
 * Lets the path point to a generation, durably.  A folder of its own at the path becomes the
 * generation below it in the same instant.  IO when that cannot be, also where the file system
 * cannot exchange two names.
 */
MUST_CHECK enum status generation_swap(const char *path, unsigned number, struct error *err);

/* Removes a folder of files, durably gone or not; no error when there is none.  Folders in it stay
 * and make it fail. */
MUST_CHECK enum status generation_remove(const char *folder, struct error *err);

/* Removes what runs that were killed left beside the path: folders NAME.*.making-*.  The caller has
 * the lock of the index. */
MUST_CHECK enum status generation_remove_leftovers(const char *path, struct error *err);

#endif

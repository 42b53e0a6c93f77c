/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_GLASS_FORMAT_H
#define STORE_GLASS_FORMAT_H

/*
 * Which format of Xapian's databases is known here: "glass" of 14 March 2016, which all releases of
 * Xapian 1.4 write. A database says its format in its version file, iamglass.  The other modules of
 * this folder read and write that format by themselves, and do so only where this one says that it
 * is the one.
 */
#include <stdbool.h>

#include "base/buffer.h"
#include "base/slice.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Appends what a version file begins with: a magic text and the date of the format. */
void glass_format_add(struct buffer *out);

/* Takes that from the front of a version file's bytes; false, and nothing is taken, when they are
 * of another format. */
bool glass_format_skip(struct slice *bytes);

/* Whether the database in a folder is of this format; false also when its version file cannot be
 * read. */
bool glass_format_is_known(const char *folder);

#ifdef __cplusplus
}
#endif
#endif

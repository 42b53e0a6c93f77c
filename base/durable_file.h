/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_DURABLE_FILE_H
#define BASE_DURABLE_FILE_H

/* Files that readers never see half written and that survive a power cut, and the paths that this
 * takes. */
#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"

/*
 * Replaces the file at `path` by one with this text: whoever opens it gets the old one or the new
 * one, whole, also after a power cut.  It is written as PATH.new first, so one process at a time;
 * one that was killed leaves at most that file, which the next one overwrites.  IO.
 */
MUST_CHECK enum status replace_file(const char *path, struct slice text, struct error *err);

/* Makes the names in the folder that holds `path` durable.  IO. */
MUST_CHECK enum status sync_parent(const char *path, struct error *err);

/* Makes the files in a folder, and their names in it, durable.  IO. */
MUST_CHECK enum status sync_files(const char *folder, struct error *err);

/* Replaces *out with the path without slashes at its end. */
void path_trim(const char *path, struct buffer *out);

/* Replaces *out with the folder that holds `path`, "." for a bare name. */
void path_parent(const char *path, struct buffer *out);

#endif

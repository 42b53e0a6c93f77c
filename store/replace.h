/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_REPLACE_H
#define STORE_REPLACE_H

/* Files beside the index that readers must never see half. */
#include "base/error.h"
#include "base/slice.h"

/*
 * Puts a file with this text in the place of `path`: whoever opens it gets the old one or the new one, whole,
 * also after a power cut.  It is made as PATH.new first, so one process at a time; one that was killed leaves
 * at most that file, which the next one takes.  IO.
 */
MUST_CHECK enum status replace_file(const char *path, struct slice text, struct error *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_COMPANIONS_H
#define CORPUS_COMPANIONS_H

/*
 * Documents that are read together with the open data beside them (`schv/1650321.json`
 * names `pfile/1690001.pdf`) and are no papers of their own.
 */
#include <limits.h>
#include <stdbool.h>

#include "base/buffer.h"

struct companions;

struct companions *companions_new(void);
void companions_free(struct companions *self);

/*
 * True when a detail in the file's folder, in the one above a folder `pfile`, or in `schv` beside
 * it names this document.  Remembers the folder: ask for all files of one folder in a row.
 */
bool companions_claim(struct companions *self, const char *path);

/*
 * Path of the document of that number, as the detail at `path` names it: in a folder `pfile` beside
 * or below the detail's own, or in the same.  False when there is none.
 */
bool companions_document(const char *path, struct slice number, char document[PATH_MAX]);

/*
 * Replaces *paths with the paths, each with a NUL behind it, of the documents that a detail is read
 * together with and that are there.  A detail is told by its name, which is a number: others have
 * none.
 */
void companions_of(const char *path, struct buffer *paths);

#endif

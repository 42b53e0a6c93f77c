/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_COMPANIONS_H
#define CORPUS_COMPANIONS_H

/*
 * Documents that are read together with the open data beside them (`schv/1650321.json`
 * names `pfile/1690001.pdf`) and are no papers of their own.
 */
#include <stdbool.h>

struct companions;

struct companions *companions_new(void);
void companions_free(struct companions *self);

/*
 * True when a detail in the file's folder, in the one above a folder `pfile`, or in `schv` beside it
 * names this document.  Remembers the folder: ask for all files of one folder in a row.
 */
bool companions_claim(struct companions *self, const char *path);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_LIBRARY_INTERNAL_H
#define SEARCHER_LIBRARY_INTERNAL_H

#include "searcher/library/vraagbaak.h"
#include "searcher/search/searcher.h"

struct vraagbaak_index {
	struct searcher *searcher;
};

/* Maps a status of the program to one of the library, and copies the message; `out` may be NULL. */
enum vraagbaak_status library_error(enum status status, const struct error *err,
				    struct vraagbaak_error *out);

/* Reports a call that lacks an argument. */
enum vraagbaak_status library_missing(const char *argument, struct vraagbaak_error *out);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_CMD_ANALYZE_H
#define SEARCHER_CMD_ANALYZE_H

/* The command `analyze`: what the analyzer makes of a text. */
#include "base/error.h"

struct analyze_args {
	const char *db, *format;
};

/* texts: the arguments behind the options; "-" or none reads standard input.  Prints to stdout. */
MUST_CHECK enum status analyze_command(const struct analyze_args *args, const char *const *texts,
				       struct error *err);

#endif

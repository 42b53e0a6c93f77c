/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_TODAY_H
#define INDEXER_TODAY_H

/* The day that a run counts as today. */
#include "base/error.h"

/* Sets *today (yyyymmdd) to the day of the option --today, written 2026-11-23, or to the present
 * day when `text` is NULL. USAGE. */
MUST_CHECK enum status run_today(const char *text, int *today, struct error *err);

#endif

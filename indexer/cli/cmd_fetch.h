/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_CMD_FETCH_H
#define INDEXER_CMD_FETCH_H

/* The command `fetch`, and what `nightly` tells of its fetching. */
#include <jansson.h>

#include "base/command.h"
#include "indexer/fetch/fetch.h"

/* Two lines on standard output. */
void fetch_print_text(const struct fetch_report *report);

/* The report as an object, a new reference; `failure` is what ended it, or NULL. */
json_t *fetch_to_json(const struct fetch_report *report, const char *failure);

extern const struct command fetch_command;

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_FETCH_REPORT_H
#define INDEXER_FETCH_REPORT_H

/* What a run of fetch did, for people and for programs. */
#include <jansson.h>

#include "indexer/fetch/fetch.h"

/* Two lines on standard output. */
void fetch_print_text(const struct fetch_report *report);

/* The report as an object, a new reference; `failure` is what ended it, or NULL. */
json_t *fetch_to_json(const struct fetch_report *report, const char *failure);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_READ_SRU_H
#define CORPUS_READ_SRU_H

/*
 * A reply of an SRU service (searchRetrieve) about official publications of the Netherlands: which
 * papers there are, without their texts.
 */
#include <jansson.h>

#include "base/error.h"
#include "base/slice.h"

/*
 * The reply as {"total": N, "records": [{"identifier": "ah-tk-20242025-594", "modified":
 * "2025-01-20", "title": ...}]}, a new reference; a record without an identifier has no such
 * member.  FORMAT when it is no reply to a search, has no number of records, or is the service's
 * own error (`diagnostics`), which is told in its words.
 */
MUST_CHECK enum status sru_read(struct slice bytes, json_t **reply, struct error *err);

#endif

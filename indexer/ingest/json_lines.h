/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_JSON_LINES_H
#define INDEXER_JSON_LINES_H

/*
 * A large file of JSON Lines that changed a little: only lines that are new are
 * parsed.  Every line is known by its hash, which stands in the claim of the
 * question that it gave.
 */
#include "indexer/ingest/ingest.h"

struct json_lines_sink {
	void *ctx;
	/* After each question; what it returns, when not OK, ends the reading.  May commit. */
	enum status (*taken)(void *ctx, struct error *err);
	void (*refused)(void *ctx, const char *path, unsigned long line, const char *reason);
	/* At the end of the file, while the intake knows its lines. */
	enum status (*ended)(void *ctx, struct error *err);
};

/* True for a file that is to be read like this, by its name or the type it is to have (may be
 * NULL). */
bool json_lines_is(const char *path, const char *type);

/*
 * Reads the file into the intake, behind intake_begin; sink->ended calls intake_end.  `again`:
 * parse also the lines that gave their question before.  *lines gets the number of lines that give
 * a question.  Errors: IO and what the sink and the index return; *file_fault says that the file is
 * to blame.
 */
MUST_CHECK enum status json_lines_read(const char *path, bool again, struct intake *intake,
				       const struct json_lines_sink *sink, uint64_t *lines,
				       bool *file_fault, struct error *err);

#endif

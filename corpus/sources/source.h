/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_SOURCE_H
#define CORPUS_SOURCE_H

/*
 * From a file to questions.  The kind of source is told by its content; each
 * format has a reader of its own behind corpus/readers/reader.h.
 */
#include <stdbool.h>

#include "base/error.h"
#include "corpus/extract/limits.h"
#include "corpus/model/question.h"

/* Where questions go.  Both functions are called while source_read runs, in the order of the
 * file. */
struct source_sink {
	void *ctx;
	/* The question is finished (has its id) and is cleared after the call.  What the function
	 * returns, when not OK, ends the reading. */
	enum status (*question)(void *ctx, struct question *question, struct error *err);
	/* A part of the file that cannot be used: a line, counted from 1, or with line 0 what path
	 * names (a member of an archive: `papers.zip!2024/x.pdf`) or the cause tells. */
	void (*refused)(void *ctx, const char *path, unsigned long line, const struct error *cause);
};

/*
 * Reads one file; `type` is the name of a reader or NULL to tell by content.  Errors: IO, FORMAT
 * (fits no layout, not UTF-8, binary), NO_TEXT (scanned), LIMIT (too large), or what the sink
 * returned.  The message does not name the path.
 */
MUST_CHECK enum status source_read(const char *path, const char *type,
				   const struct source_sink *sink, struct error *err);

/* True for NAME.meta.json, which is read together with the text beside it. */
bool source_is_sidecar(const char *path);

/* True when the text of a sidecar stands beside it. */
bool source_sidecar_has_text(const char *path);

/* Name of the i-th reader ("flemish", ...), NULL behind the last. */
const char *source_type_name(size_t i);

#endif

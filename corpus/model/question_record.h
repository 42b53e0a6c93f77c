/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_QUESTION_RECORD_H
#define CORPUS_QUESTION_RECORD_H

/*
 * A question as bytes, for the index: a version byte, then all fields in a fixed
 * order, strings and lists with their lengths as varints.  Compact, and decoded
 * without copying a text.  (JSON was weighed: 90 us to
 * decode a question against 1.4, and a quarter more bytes, for something only this
 * program reads.)
 */
#include "base/buffer.h"
#include "base/error.h"
#include "corpus/model/question.h"

/* 2: date due, other language; 3: notes and what else question.h has behind them.  Older ones are
 * read. */
enum { RECORD_VERSION = 3 };

/* Replaces *out. */
void record_encode(const struct question *question, struct buffer *out);

/*
 * Fills a cleared question; its slices borrow from `bytes`, its arrays live in its arena.  CORRUPT
 * when the bytes end too early or make no sense, VERSION for a record of a newer program.
 */
MUST_CHECK enum status record_decode(struct slice bytes, struct question *question,
				     struct error *err);

/* The same, with what follows the record in *rest. */
MUST_CHECK enum status record_decode_first(struct slice bytes, struct question *question,
					   struct slice *rest, struct error *err);

/* Hash of everything but where the question was read from, in the arena. */
struct slice record_hash(const struct question *question, struct arena *arena);

#endif

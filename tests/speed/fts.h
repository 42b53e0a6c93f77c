/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SPEED_FTS_H
#define SPEED_FTS_H

/*
 * SQLite FTS5 as one would use it for questions: a table `texts` (title, question, answer; indexed
 * and stored) and beside it a table `facts` with what is filtered, sorted and counted, indexes on
 * it included.
 */
#include <sqlite3.h>

#include "base/error.h"
#include "stemming/analyzer.h"

/* Fills err with what the database says; STATUS_DATABASE. */
enum status fts_failed(sqlite3 *db, const char *what, struct error *err);

MUST_CHECK enum status fts_exec(sqlite3 *db, const char *sql, struct error *err);

/* Makes our analyzer known as tokenizer "vraagbaak": the terms of documents with all parts of
 * compounds, those of queries without.  The analyzer is borrowed as long as the database is
 * open. */
MUST_CHECK enum status fts_add_tokenizer(sqlite3 *db, struct analyzer *analyzer, struct error *err);

/* Fills a new database from JSON Lines, in one transaction.  *parse_s gets the seconds of it that
 * reading JSON took. */
MUST_CHECK enum status fts_build(sqlite3 *db, const char *tokenizer, const char *questions,
				 double *parse_s, struct error *err);

#endif

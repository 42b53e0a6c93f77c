/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Builds and searches SQLite FTS5.  It gets what favours it: prepared statements, the database
 * mapped into memory, matches that are found once for the list, the total and all facets, and the
 * text index as the outer loop of every join.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "tests/speed/fts.h"
#include "tests/speed/speed.h"

enum statement { BEST, PAGE, BY_RANK, BY_DATE, COUNT, COUNT_FACETS, STATEMENTS };

#define MATCHES "FROM texts CROSS JOIN facts ON facts.rowid = texts.rowid WHERE texts MATCH ?1 "
#define FILTER "AND date BETWEEN ?2 AND ?3 AND (?4 = '' OR party = ?4)"
#define FACET(column) \
	" UNION ALL SELECT '" column "', " column ", count(*) FROM hits WHERE " column \
	" <> '' GROUP BY " column
#define FACETS \
	"SELECT 'total', '', count(*) FROM hits" FACET("minister") FACET("office") FACET("asker") \
		FACET("party") FACET("year") FACET("session") FACET("parliament") FACET("status") \
			FACET("theme") FACET("kind")

static const char *const sql[STATEMENTS] = {
	[BEST] = "SELECT rowid FROM texts WHERE texts MATCH ?1 ORDER BY rank LIMIT 10",
	[PAGE] = "SELECT id, title, date, asker, party, office, snippet(texts, -1, '[', ']', "
		 "'...', 40) " MATCHES "ORDER BY rank LIMIT 10",
	[BY_RANK] = "WITH hits AS MATERIALIZED (SELECT facts.*, rank AS score " MATCHES FILTER
		    ") " FACETS " UNION ALL SELECT * FROM (SELECT 'hit', id, score FROM hits ORDER "
		    "BY score LIMIT 10)",
	[BY_DATE] = "WITH hits AS MATERIALIZED (SELECT facts.* " MATCHES FILTER ") " FACETS
		    " UNION ALL SELECT * FROM (SELECT 'hit', id, date FROM hits ORDER BY date DESC "
		    "LIMIT 10)",
	[COUNT] = "SELECT count(*) FROM texts WHERE texts MATCH ?1",
	[COUNT_FACETS] = "SELECT count(*) " MATCHES FILTER,
};

struct fts {
	sqlite3 *db;
	struct analyzer *analyzer;
	sqlite3_stmt *statements[STATEMENTS];
	struct buffer match;
	bool any;
};

enum status fts_failed(sqlite3 *db, const char *what, struct error *err)
{
	return error_set(err, STATUS_DATABASE, "%s: %s", what, sqlite3_errmsg(db));
}

enum status fts_exec(sqlite3 *db, const char *text, struct error *err)
{
	return sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK ? STATUS_OK
								     : fts_failed(db, text, err);
}

/* ---- searching ---- */

static void add_word(void *ctx, struct slice word, bool first)
{
	struct fts *self = ctx;
	if (!first)
		buffer_add_str(&self->match, self->any ? "\" OR \"" : "\" \"");
	buffer_add_slice(&self->match, word);
}

static void write_match(struct fts *self, const struct speed_query *query)
{
	buffer_clear(&self->match);
	buffer_add_byte(&self->match, '"');
	self->any = query->kind == SPEED_ANY || query->kind == SPEED_PAGE;
	if (query->kind == SPEED_PHRASE)
		buffer_add_slice(&self->match, query->words);
	else
		speed_words(query, add_word, self);
	buffer_add_byte(&self->match, '"');
}

/* Runs a statement to its end; *first (may be NULL) gets the number in its first row. */
static enum status run_statement(struct fts *self, enum statement which,
				 const struct speed_query *query, unsigned *first,
				 struct error *err)
{
	sqlite3_stmt *stmt = self->statements[which];
	int code;
	if (!stmt && sqlite3_prepare_v2(self->db, sql[which], -1, &stmt, NULL) != SQLITE_OK)
		return fts_failed(self->db, sql[which], err);
	self->statements[which] = stmt;
	write_match(self, query);
	sqlite3_bind_text(stmt, 1, self->match.ptr, (int)self->match.len, SQLITE_STATIC);
	if (query->kind == SPEED_FACETS) {
		sqlite3_bind_int(stmt, 2, query->from);
		sqlite3_bind_int(stmt, 3, query->to ? query->to : 99999999);
		sqlite3_bind_text(stmt, 4, query->party.len ? query->party.ptr : "",
				  (int)query->party.len, SQLITE_STATIC);
	}
	while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
		if (first)
			*first = (unsigned)sqlite3_column_int(stmt, 0);
		sqlite3_column_text(stmt, sqlite3_column_count(stmt) - 1);
	}
	sqlite3_reset(stmt);
	return code == SQLITE_DONE ? STATUS_OK
				   : fts_failed(self->db, buffer_cstr(&self->match), err);
}

static enum status run_query(void *self, const struct speed_query *query, struct error *err)
{
	enum statement which = query->kind == SPEED_PAGE     ? PAGE
			       : query->kind != SPEED_FACETS ? BEST
			       : query->by_date              ? BY_DATE
							     : BY_RANK;
	return run_statement(self, which, query, NULL, err);
}

static enum status count_query(void *self, const struct speed_query *query, unsigned *count,
			       struct error *err)
{
	return run_statement(self, query->kind == SPEED_FACETS ? COUNT_FACETS : COUNT, query, count,
			     err);
}

/* ---- the program ---- */

static enum status build(struct fts *self, const char *tokenizer, const char *questions,
			 struct error *err)
{
	double parse_s;
	enum status st = fts_build(self->db, tokenizer, questions, &parse_s, err);
	if (!st)
		printf("%.3f\n", parse_s);
	return st;
}

static enum status open_fts(struct fts *self, const char *path, bool analyzer, struct error *err)
{
	enum status st = STATUS_OK;
	if (sqlite3_open(path, &self->db) != SQLITE_OK)
		return fts_failed(self->db, path, err);
	if (analyzer) {
		st = analyzer_new(&self->analyzer, err);
		if (!st)
			st = fts_add_tokenizer(self->db, self->analyzer, err);
	}
	return st;
}

static int search(struct fts *self, const char *mode, const char *queries)
{
	struct error err = {0};
	if (!fts_exec(self->db, "PRAGMA mmap_size = 2147418112; PRAGMA temp_store = memory", &err))
		return speed_main(self, mode, queries, run_query, count_query);
	fprintf(stderr, "%s\n", err.msg);
	return 1;
}

static void close_fts(struct fts *self)
{
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(self->statements[i]);
	sqlite3_close(self->db);
	analyzer_free(self->analyzer);
	buffer_release(&self->match);
}

int main(int argc, char **argv)
{
	struct fts fts = {.match = BUFFER_INIT};
	struct error err = {0};
	int code = 1;
	if (argc != 5) {
		fputs("usage: speed_fts build|time|count|once TOKENIZER DATABASE "
		      "QUESTIONS|QUERIES\n",
		      stderr);
		return 2;
	}
	enum status st = open_fts(&fts, argv[3], strcmp(argv[2], "vraagbaak") == 0, &err);
	if (!st && strcmp(argv[1], "build") != 0)
		code = search(&fts, argv[1], argv[4]);
	else if (!st && !(st = build(&fts, argv[2], argv[4], &err)))
		code = 0;
	if (st)
		fprintf(stderr, "%s\n", err.msg);
	close_fts(&fts);
	return code;
}

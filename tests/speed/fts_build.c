/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/speed/fts.h"

/* Of facts: what our facets count, what is filtered and sorted by. */
static const char schema[] = "CREATE TABLE facts (rowid INTEGER PRIMARY KEY, id TEXT, number "
			     "INTEGER, date INTEGER, year TEXT,"
			     " session TEXT, asker TEXT, party TEXT, minister TEXT, office TEXT, "
			     "parliament TEXT, status TEXT,"
			     " kind TEXT, theme TEXT)";
static const char indexes[] =
	"CREATE UNIQUE INDEX by_id ON facts (id); CREATE INDEX by_number ON facts (number);"
	"CREATE INDEX by_date ON facts (date); CREATE INDEX by_asker ON facts (asker);"
	"CREATE INDEX by_party ON facts (party); CREATE INDEX by_minister ON facts (minister);"
	"CREATE INDEX by_office ON facts (office); CREATE INDEX by_session ON facts (session);"
	"CREATE INDEX by_theme ON facts (theme); CREATE INDEX by_status ON facts (status)";

struct build {
	sqlite3 *db;
	sqlite3_stmt *text, *fact;
	double parse_s;
};

static double now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void bind(sqlite3_stmt *stmt, int at, const json_t *record, const char *key)
{
	const json_t *value = json_object_get(record, key);
	const char *text = json_is_string(value) ? json_string_value(value) : "";
	sqlite3_bind_text(stmt, at, text,
			  json_is_string(value) ? (int)json_string_length(value) : 0,
			  SQLITE_STATIC);
}

static void bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
	sqlite3_bind_text(stmt, at, text, -1, SQLITE_TRANSIENT);
}

/* 20210907, 2021 and 2020-2021 of "2021-09-07"; a parliamentary year begins in October. */
static void bind_day(sqlite3_stmt *stmt, const json_t *record)
{
	const char *date = json_string_value(json_object_get(record, "date"));
	int year = 0, month = 0, day = 0;
	char text[32] = "";
	if (!date || sscanf(date, "%4d-%2d-%2d", &year, &month, &day) != 3) {
		bind_text(stmt, 4, "");
		bind_text(stmt, 5, "");
		return;
	}
	sqlite3_bind_int(stmt, 3, year * 10000 + month * 100 + day);
	snprintf(text, sizeof(text), "%04d", year);
	bind_text(stmt, 4, text);
	year -= month < 10;
	snprintf(text, sizeof(text), "%04d-%04d", year, year + 1);
	bind_text(stmt, 5, text);
}

static void bind_facts(sqlite3_stmt *stmt, const json_t *record)
{
	bool answered = json_string_length(json_object_get(record, "answer")) > 0;
	bind(stmt, 1, record, "id");
	sqlite3_bind_int64(stmt, 2, json_integer_value(json_object_get(record, "number")));
	bind_day(stmt, record);
	bind(stmt, 6, record, "asker");
	bind(stmt, 7, record, "party");
	bind(stmt, 8, record, "minister");
	bind(stmt, 9, record, "minister_role");
	bind(stmt, 10, record, "parliament");
	bind_text(stmt, 11, answered ? "beantwoord" : "onbeantwoord");
	bind_text(stmt, 12, "schriftelijke-vraag");
	bind(stmt, 13, record, "theme");
}

static enum status step(sqlite3_stmt *stmt, struct error *err)
{
	int code = sqlite3_step(stmt);
	sqlite3_reset(stmt);
	return code == SQLITE_DONE ? STATUS_OK
				   : fts_failed(sqlite3_db_handle(stmt), "cannot insert", err);
}

static enum status add_line(struct build *self, const char *line, size_t len, struct error *err)
{
	json_error_t cause;
	double start = now_s();
	json_t *record = json_loadb(line, len, 0, &cause);
	self->parse_s += now_s() - start;
	if (!record)
		return error_set(err, STATUS_FORMAT, "%s", cause.text);
	bind(self->text, 1, record, "title");
	bind(self->text, 2, record, "question");
	bind(self->text, 3, record, "answer");
	bind_facts(self->fact, record);
	enum status st = step(self->text, err);
	if (!st)
		st = step(self->fact, err);
	json_decref(record);
	return st;
}

static enum status add_lines(struct build *self, const char *path, struct error *err)
{
	enum status st = STATUS_OK;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	FILE *file = fopen(path, "r");
	if (!file)
		return error_set(err, STATUS_IO, "cannot open %s: %s", path, strerror(errno));
	while (!st && (n = getline(&line, &room, file)) > 0)
		st = add_line(self, line, (size_t)n, err);
	if (st)
		error_prefix(err, "%s: ", path);
	free(line);
	fclose(file);
	return st;
}

static enum status create_tables(struct build *self, const char *tokenizer, struct error *err)
{
	char sql[256];
	snprintf(sql, sizeof(sql),
		 "CREATE VIRTUAL TABLE texts USING fts5(title, question, answer, tokenize = '%s')",
		 tokenizer);
	enum status st = fts_exec(self->db, "BEGIN", err);
	if (!st)
		st = fts_exec(self->db, sql, err);
	if (!st)
		st = fts_exec(self->db, schema, err);
	if (st)
		return st;
	if (sqlite3_prepare_v2(self->db,
			       "INSERT INTO texts(title, question, answer) VALUES (?, ?, ?)", -1,
			       &self->text, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(
		    self->db,
		    "INSERT INTO facts(id, number, date, year, session, asker, party, minister, "
		    "office,"
		    " parliament, status, kind, theme) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
		    -1, &self->fact, NULL) != SQLITE_OK)
		return fts_failed(self->db, "cannot prepare", err);
	return STATUS_OK;
}

enum status fts_build(sqlite3 *db, const char *tokenizer, const char *questions, double *parse_s,
		      struct error *err)
{
	struct build build = {.db = db};
	enum status st = create_tables(&build, tokenizer, err);
	if (!st)
		st = add_lines(&build, questions, err);
	if (!st)
		st = fts_exec(db, indexes, err);
	if (!st)
		st = fts_exec(db, "COMMIT", err);
	*parse_s = build.parse_s;
	sqlite3_finalize(build.text);
	sqlite3_finalize(build.fact);
	return st;
}

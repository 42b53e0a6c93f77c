/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times searches of a Sphinx server: what it takes to ask over a socket of this machine is part of
 * it. */
#include <mariadb/mysql.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "tests/speed/speed.h"

struct sphinx {
	MYSQL *link;
	struct buffer text;
	bool any;
};

static void add_word(void *ctx, struct slice word, bool first)
{
	struct sphinx *self = ctx;
	if (!first && self->any)
		buffer_add_byte(&self->text, '|');
	buffer_add_byte(&self->text, ' ');
	buffer_add_slice(&self->text, word);
}

/* Words hold letters only and parties no quotes, so nothing needs an escape. */
static void write_query(struct sphinx *self, const struct speed_query *query, const char *columns)
{
	struct buffer *out = &self->text;
	const char *quote = query->kind == SPEED_PHRASE ? "\"" : "";
	buffer_clear(out);
	buffer_printf(out, "SELECT %s FROM questions WHERE MATCH('%s", columns, quote);
	self->any = query->kind == SPEED_ANY;
	speed_words(query, add_word, self);
	buffer_printf(out, "%s')", quote);
	if (query->to)
		buffer_printf(out, " AND day BETWEEN %d AND %d", query->from, query->to);
	if (query->party.len)
		buffer_printf(out, " AND party = '%.*s'", SLICE_ARG(query->party));
}

/* Sends what is in `text` and reads all of its results; *first (may be NULL) gets the first
 * number. */
static enum status send_query(struct sphinx *self, unsigned *first, struct error *err)
{
	int more = mysql_real_query(self->link, self->text.ptr, self->text.len);
	while (more == 0) {
		MYSQL_RES *rows = mysql_store_result(self->link);
		MYSQL_ROW row = rows ? mysql_fetch_row(rows) : NULL;
		if (row && first)
			*first = (unsigned)atoi(row[0]);
		first = NULL;
		mysql_free_result(rows);
		more = mysql_next_result(self->link);
	}
	return more < 0 ? STATUS_OK
			: error_set(err, STATUS_DATABASE, "%s: %s", buffer_cstr(&self->text),
				    mysql_error(self->link));
}

static enum status run_query(void *ctx, const struct speed_query *query, struct error *err)
{
	struct sphinx *self = ctx;
	write_query(self, query, "id");
	buffer_add_str(&self->text, query->by_date ? " ORDER BY day DESC LIMIT 10" : " LIMIT 10");
	buffer_add_str(&self->text, " OPTION ranker = bm25, max_matches = 1000");
	if (query->kind == SPEED_FACETS)
		buffer_add_str(
			&self->text,
			" FACET year LIMIT 1000 FACET asker LIMIT 1000 FACET party LIMIT 1000"
			" FACET office LIMIT 1000");
	return send_query(self, NULL, err);
}

static enum status count_query(void *ctx, const struct speed_query *query, unsigned *count,
			       struct error *err)
{
	struct sphinx *self = ctx;
	write_query(self, query, "COUNT(*)");
	return send_query(self, count, err);
}

int main(int argc, char **argv)
{
	struct sphinx sphinx = {NULL, BUFFER_INIT, false};
	int code = 1;
	if (argc != 4) {
		fputs("usage: speed_sphinx time|count|once PORT QUERIES\n", stderr);
		return 2;
	}
	sphinx.link = mysql_init(NULL);
	if (mysql_real_connect(sphinx.link, "127.0.0.1", "", "", NULL, (unsigned)atoi(argv[2]),
			       NULL, CLIENT_MULTI_STATEMENTS | CLIENT_MULTI_RESULTS))
		code = speed_main(&sphinx, argv[1], argv[3], run_query, count_query);
	else
		fprintf(stderr, "port %s: %s\n", argv[2], mysql_error(sphinx.link));
	mysql_close(sphinx.link);
	buffer_release(&sphinx.text);
	return code;
}

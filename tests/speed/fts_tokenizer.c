/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/speed/fts.h"

/* One run of the tokenizer: what FTS5 wants called, and its first refusal. */
struct run {
	int (*emit)(void *, int, const char *, int, int, int);
	void *ctx;
	bool query;
	int code;
};

static void emit(struct run *run, struct slice term, const struct token *token, bool colocated)
{
	if (run->code == SQLITE_OK)
		run->code = run->emit(run->ctx, colocated ? FTS5_TOKEN_COLOCATED : 0, term.ptr,
				      (int)term.len, (int)token->start, (int)token->end);
}

/* A document has all terms of a word at its place; a query only the first, the word as a whole. */
static void take_token(void *ctx, const struct token *token)
{
	struct run *run = ctx;
	unsigned count = run->query && token->word->count > 1 ? 1 : token->word->count;
	for (unsigned i = 0; i < count; i++)
		emit(run, token->word->terms[i].text, token, i > 0);
	if (token->date.len && !run->query)
		emit(run, token->date, token, true);
}

static int tokenize(Fts5Tokenizer *self, void *ctx, int flags, const char *text, int len,
		    int (*fn)(void *, int, const char *, int, int, int))
{
	struct run run = {fn, ctx, (flags & FTS5_TOKENIZE_QUERY) != 0, SQLITE_OK};
	analyzer_run((struct analyzer *)self, slice_make(text, (size_t)len), 0, take_token, &run);
	return run.code;
}

static int create(void *analyzer, const char **args, int count, Fts5Tokenizer **out)
{
	(void)args;
	(void)count;
	*out = analyzer;
	return SQLITE_OK;
}

/* The analyzer outlives the tables that use it. */
static void delete (Fts5Tokenizer *self)
{
	(void)self;
}

static fts5_api *api_of(sqlite3 *db)
{
	fts5_api *api = NULL;
	sqlite3_stmt *ask = NULL;
	if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &ask, NULL) == SQLITE_OK) {
		sqlite3_bind_pointer(ask, 1, &api, "fts5_api_ptr", NULL);
		sqlite3_step(ask);
	}
	sqlite3_finalize(ask);
	return api;
}

enum status fts_add_tokenizer(sqlite3 *db, struct analyzer *analyzer, struct error *err)
{
	fts5_tokenizer tokenizer = {create, delete, tokenize};
	fts5_api *api = api_of(db);
	if (!api ||
	    api->xCreateTokenizer(api, "vraagbaak", analyzer, &tokenizer, NULL) != SQLITE_OK)
		return fts_failed(db, "cannot add the tokenizer", err);
	return STATUS_OK;
}

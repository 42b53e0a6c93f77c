/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/search/index_options.h"

#include "base/buffer.h"

enum { TIMEOUT_MAX_MS = 3600 * 1000 };

enum status index_place_options(const struct index_place *self, struct buffer *text,
				struct searcher_options *out, struct error *err)
{
	if (!self->dbs || !*self->dbs)
		return error_set(err, STATUS_USAGE, "--db DIR is missing");
	if (self->timeout_ms < 0 || self->timeout_ms > TIMEOUT_MAX_MS)
		return error_set(err, STATUS_USAGE, "--shard-timeout must be from 1 to %d",
				 TIMEOUT_MAX_MS);
	if (self->time_limit_ms < 0 || self->time_limit_ms > TIMEOUT_MAX_MS)
		return error_set(err, STATUS_USAGE, "--time-limit must be from 0 to %d",
				 TIMEOUT_MAX_MS);
	for (const char *const *db = self->dbs; *db; db++) {
		buffer_add_str(text, text->len ? "," : "");
		buffer_add_str(text, *db);
	}
	*out = (struct searcher_options){.db = buffer_cstr(text),
					 .timeout_ms = (unsigned)self->timeout_ms,
					 .partial = self->partial,
					 .time_limit_ms = (unsigned)self->time_limit_ms};
	return STATUS_OK;
}

enum status index_place_open(const struct index_place *self, struct searcher **searcher,
			     struct error *err)
{
	struct buffer text = BUFFER_INIT;
	struct searcher_options options;
	enum status st = index_place_options(self, &text, &options, err);
	if (!st)
		st = searcher_open(&options, searcher, err);
	buffer_release(&text);
	return st;
}

void index_place_warn(const struct searcher *searcher, const char *command)
{
	const struct missing_parts *missing = searcher_missing(searcher);
	for (size_t i = 0; i < missing->count; i++)
		fprintf(stderr,
			"vraagbaak %s: incomplete, %zu of %zu parts of the index are missing: "
			"%.*s\n",
			command, missing->count, missing->of, SLICE_ARG(missing->causes[i]));
	if (searcher_was_cut(searcher))
		fprintf(stderr,
			"vraagbaak %s: incomplete, the time limit came before all was done "
			"(--time-limit)\n",
			command);
}

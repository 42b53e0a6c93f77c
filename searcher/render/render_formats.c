/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buffer.h"
#include "base/command.h"
#include "base/terminal_text.h"
#include "searcher/render/render.h"

static const struct render_format *const formats[] = {
	&render_text, &render_json,   &render_jsonl, &render_csv,
	&render_trec, &render_bibtex, &render_ris,
};

/* True when `name` is one of the names; adds them, joined by ", ", to the buffer. */
static bool stands_in(const char *names, const char *name, struct buffer *list)
{
	struct slice all = slice_of(names);
	bool found = false;
	for (size_t i = 0; i < all.len;) {
		size_t end = slice_find(all, i, " ");
		found |= slice_is(slice_sub(all, i, end), name);
		buffer_add_str(list, i ? ", " : "");
		buffer_add_slice(list, slice_sub(all, i, end));
		i = end + 1;
	}
	return found;
}

enum status render_choose(const char *names, const char *name, bool json,
			  const struct render_format **format, struct error *err)
{
	struct buffer list = BUFFER_INIT;
	enum status st = STATUS_OK;
	if (!name)
		name = json ? "json" : "text";
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(name, formats[i]->name) == 0)
			*format = formats[i];
	if (!stands_in(names, name, &list))
		st = error_set(err, STATUS_USAGE, "--format must be one of %s, not \"%s\"",
			       buffer_cstr(&list), name);
	else if (json && *format != &render_json)
		st = error_set(err, STATUS_USAGE, "--json and --format %s cannot be combined",
			       name);
	buffer_release(&list);
	return st;
}

enum status render_results(const struct render_format *format, struct render *self,
			   struct error *err)
{
	size_t count = search_results_count(self->results);
	format->begin(self);
	for (size_t i = 0; i < count && !ferror(self->out); i++)
		format->hit(self, search_results_at(self->results, i));
	if (!ferror(self->out))
		format->end(self);
	return command_flush(self->out, err);
}

/* ---- TREC: lines "topic Q0 id rank score tag" ---- */

static void nothing(struct render *self)
{
	(void)self;
}

static void trec_hit(struct render *self, const struct search_hit *hit)
{
	terminal_put_word(self->out, self->topic);
	fputs(" Q0 ", self->out);
	terminal_put_word(self->out, hit->id);
	fprintf(self->out, " %u %.6f vraagbaak\n", hit->rank, hit->score);
	self->count++;
}

const struct render_format render_trec = {
	.name = "trec",
	.ids_only = true,
	.begin = nothing,
	.hit = trec_hit,
	.end = nothing,
};

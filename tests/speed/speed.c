/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/speed/speed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"

enum { WARM_QUERIES = 200 };

struct queries {
	struct arena arena;
	struct speed_query *items;
	size_t count, room;
};

static const char *const kind_names[SPEED_KINDS] = {"any", "all", "phrase", "facets", "page"};

static struct slice next_cell(struct slice *rest)
{
	size_t tab = slice_find(*rest, 0, "\t");
	struct slice cell = slice_sub(*rest, 0, tab);
	*rest = slice_from(*rest, tab + 1);
	return cell;
}

static int next_day(struct arena *arena, struct slice *rest)
{
	return atoi(arena_cstr(arena, next_cell(rest)));
}

static enum status parse_line(struct queries *self, struct slice line, struct error *err)
{
	struct speed_query q = {.kind = SPEED_ANY};
	struct slice kind = next_cell(&line);
	while (q.kind < SPEED_KINDS && !slice_is(kind, kind_names[q.kind]))
		q.kind++;
	q.words = next_cell(&line);
	q.from = next_day(&self->arena, &line);
	q.to = next_day(&self->arena, &line);
	q.party = next_cell(&line);
	q.by_date = slice_is(line, "date");
	if (q.kind == SPEED_KINDS || !q.words.len)
		return error_set(err, STATUS_FORMAT, "no line KIND, WORDS, FROM, TO, PARTY, ORDER");
	self->items = arena_grow(&self->arena, self->items, self->count, &self->room, sizeof(q));
	self->items[self->count++] = q;
	return STATUS_OK;
}

static enum status read_queries(struct queries *self, const char *path, struct error *err)
{
	enum status st = STATUS_OK;
	char *text = NULL;
	size_t room = 0;
	ssize_t n;
	unsigned line = 0;
	FILE *file = fopen(path, "r");
	if (!file)
		return error_set(err, STATUS_IO, "cannot open %s: %s", path, strerror(errno));
	while (!st && (n = getline(&text, &room, file)) > 0) {
		line++;
		if (text[n - 1] == '\n')
			n--;
		st = parse_line(self, arena_copy(&self->arena, slice_make(text, (size_t)n)), err);
	}
	if (st)
		error_prefix(err, "%s, line %u: ", path, line);
	free(text);
	fclose(file);
	return st;
}

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static enum status time_all(const struct queries *self, void *engine, speed_run_fn *run,
			    struct error *err)
{
	enum status st = STATUS_OK;
	size_t warm = self->count < WARM_QUERIES ? self->count : WARM_QUERIES;
	for (size_t i = 0; !st && i < warm; i++)
		st = run(engine, &self->items[self->count * i / warm], err);
	for (size_t i = 0; !st && i < self->count; i++) {
		double start = now_ms();
		st = run(engine, &self->items[i], err);
		printf("%.4f\n", now_ms() - start);
	}
	return st;
}

static enum status count_all(const struct queries *self, void *engine, speed_count_fn *count,
			     struct error *err)
{
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < self->count; i++) {
		unsigned n = 0;
		st = count(engine, &self->items[i], &n, err);
		printf("%u\n", n);
	}
	return st;
}

static enum status run_all(const struct queries *self, void *engine, speed_run_fn *run,
			   struct error *err)
{
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < self->count; i++)
		st = run(engine, &self->items[i], err);
	if (!st)
		puts("done");
	return st;
}

int speed_main(void *engine, const char *mode, const char *path, speed_run_fn *run,
	       speed_count_fn *count)
{
	struct queries queries = {ARENA_INIT, NULL, 0, 0};
	struct error err = {0};
	enum status st = read_queries(&queries, path, &err);
	if (!st && strcmp(mode, "count") == 0)
		st = count_all(&queries, engine, count, &err);
	else if (!st && strcmp(mode, "once") == 0)
		st = run_all(&queries, engine, run, &err);
	else if (!st)
		st = time_all(&queries, engine, run, &err);
	if (st)
		fprintf(stderr, "%s\n", err.msg);
	arena_release(&queries.arena);
	return st ? 1 : 0;
}

void speed_words(const struct speed_query *query, speed_word_fn *fn, void *ctx)
{
	struct slice rest = query->words;
	for (bool first = true; rest.len; first = false) {
		size_t blank = slice_find(rest, 0, " ");
		fn(ctx, slice_sub(rest, 0, blank), first);
		rest = slice_from(rest, blank + 1);
	}
}

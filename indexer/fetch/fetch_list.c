/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists change while they are read: what comes in moves other rows to the next page, where they are
 * seen twice, or to one that was read, where they are not seen at all.  So a list is read until a
 * page brings nothing new and as many items are known as the service counts; when there are fewer,
 * it is read again from its beginning, until that brings nothing new either.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "indexer/fetch/fetch_page.h"

enum { SWEEPS_MAX = 4, STALE_PAGES = 3, STALE_PAGES_MAX = 1000 };

struct listing {
	struct fetch_work *w;
	size_t seen;     /* items of this listing, those of a run that was ended early too */
	long long total; /* that the service counts; -1 when it does not say */
	uint64_t page;   /* hash of the rows of the last page, 0 for none */
	struct buffer lines;
};

struct sweep {
	bool first, from_start;
	size_t rows, fresh;
	size_t odd, other; /* rows that name no item, and of papers that are not asked for */
};

/* ---- members ---- */

static uint64_t hash_of(const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
	uint64_t hash = text ? XXH3_64bits(text, strlen(text)) : 0;
	free(text);
	return hash;
}

/*
 * The lists of the bulletin have no days.  A DOCNAME, the last part of the name, begins with the
 * years of its session, 20152016: what is older than the end of the second is passed over.  Those
 * of oral questions have no years.
 */
bool fetch_is_old(const struct fetch_work *w, const char *key, int from)
{
	const char *name = strrchr(key, '-');
	if (w->source->kind != FETCH_QRVA || !name || strlen(name) != strlen("-2015201609402"))
		return false;
	char year[5] = {name[5], name[6], name[7], name[8], '\0'};
	return atoi(year) >= 1900 && atoi(year) * 10000 + 1231 < from;
}

static bool is_old(const struct fetch_work *w, const char *key)
{
	return fetch_is_old(w, key, w->state.position.from);
}

/* The archive had it in the state in which the list shows it now, for the first time. */
static bool archive_has(const struct fetch_item *item, const json_t *row)
{
	const char *status = json_string_value(json_object_get(row, "STATUSQ")),
		   *blank = strchr(item->packed, ' ');
	return !*item->mark && blank && strcmp(blank + 1, status ? status : "") == 0;
}

static void want(const struct listing *l, struct fetch_item *item, const json_t *row,
		 const char *mark)
{
	const struct fetch_work *w = l->w;
	const bool stands = item->state == FETCH_ITEM_DONE && *item->file &&
			    fetch_spool_has(w->spool, item->file);
	const bool told = strcmp(item->mark, mark) == 0 || archive_has(item, row);
	if (is_old(w, item->key) && item->state == FETCH_ITEM_WANTED)
		item->state = FETCH_ITEM_PASSED;
	else if (item->state == FETCH_ITEM_PASSED)
		item->state = is_old(w, item->key) ? FETCH_ITEM_PASSED : FETCH_ITEM_WANTED;
	else if (item->state == FETCH_ITEM_GIVEN_UP
			 ? !told
			 : w->source->kind == FETCH_OPENDATA || !told || !stands) {
		item->tries = item->state == FETCH_ITEM_FAILED ? item->tries : 0;
		item->state = FETCH_ITEM_WANTED;
	}
}

static void take_member(struct listing *l, struct sweep *s, const json_t *member)
{
	struct fetch_work *w = l->w;
	char key[FETCH_KEY_SIZE], mark[17];
	s->rows++;
	const enum fetch_row row = fetch_page_key(w, member, key);
	if (row == FETCH_ROW_OTHER) {
		night_log(w->options->log, LOG_LEVEL_INFO, "fetch-other-row",
			  LOG_TEXT("source", w->source->name), LOG_TEXT("row", key));
		s->other++;
		return;
	}
	if (row == FETCH_ROW_ODD) {
		const char *title = json_string_value(json_object_get(member, "title"));
		night_log(w->options->log, LOG_LEVEL_WARNING, "fetch-odd-row",
			  LOG_TEXT("source", w->source->name),
			  LOG_TEXT("title", title ? title : ""));
		s->odd++;
		return;
	}
	struct fetch_item *item = fetch_state_item(&w->state, key);
	if (item->listed == w->state.position.listing) {
		w->report->doubles += s->first;
		return;
	}
	snprintf(mark, sizeof mark, "%016llx", (unsigned long long)hash_of(member));
	item->listed = w->state.position.listing;
	item->first = item->first ? item->first : w->options->today;
	want(l, item, member, mark);
	fetch_state_set(&w->state, &item->mark, mark);
	fetch_state_note(item, &l->lines);
	s->fresh++;
	l->seen++;
}

/* The rows of a page become durable before the position moves past them. */
static enum status take_page(struct listing *l, struct sweep *s, size_t *rows, struct error *err)
{
	struct fetch_work *w = l->w;
	struct fetch_position *p = &w->state.position;
	struct fetch_page page;
	char name[96];
	const size_t before = s->rows;
	size_t i;
	json_t *member;
	enum status st = fetch_page_read(w, buffer_slice(&w->reply.body), &page, err);
	const uint64_t hash = hash_of(page.rows), last = l->page;
	l->total = page.total;
	l->page = hash;
	buffer_clear(&l->lines);
	if (!hash || hash != last) /* some services give their last page for those behind it */
		json_array_foreach((json_t *)page.rows, i, member) take_member(l, s, member);
	fetch_page_release(&page);
	*rows = s->rows - before;
	snprintf(name, sizeof name, ".fetch/lists/%s-%lld.%s", w->source->name, p->next,
		 w->source->kind == FETCH_SRU ? "xml" : "json");
	if (!st)
		st = fetch_spool_put(w->spool, name, buffer_slice(&w->reply.body), NULL, err);
	if (!st)
		st = fetch_state_write(&w->state, &l->lines, err);
	p->next = fetch_page_after(w, p->next, *rows);
	return st ? st : fetch_state_save(&w->state, err);
}

/* ---- sweeps ---- */

static bool is_covered(const struct listing *l, const struct sweep *s)
{
	return l->total >= 0 && (long long)(l->seen + s->odd + s->other) >= l->total;
}

static enum status set_list_aside(struct fetch_work *w, struct error *err)
{
	char name[64];
	snprintf(name, sizeof name, "%s-list", w->source->name);
	return fetch_set_aside(w, name, err);
}

/*
 * True for a search of several days that has more rows than searches give: it is not read on, for
 * what lies behind the limit can only be had in parts.
 */
static bool is_too_long(const struct listing *l)
{
	const struct fetch_position *p = &l->w->state.position;
	const long long limit = fetch_page_limit(l->w);
	return limit && l->total >= limit && p->until > p->from;
}

/* Reads pages from the position on, until there are no more or no more are needed. */
static enum status sweep(struct listing *l, struct sweep *s, struct error *err)
{
	struct fetch_work *w = l->w;
	struct error cause = {0};
	enum status st = STATUS_OK;
	for (int stale = 0; !st && !fetch_is_over(w);) {
		const size_t fresh = s->fresh;
		size_t rows;
		fetch_page_url(w);
		enum fetch_outcome outcome = fetch_ask(w, fetch_page_accept(w), NULL,
						       fetch_page_check, 0, &cause);
		if (outcome == FETCH_STOPPED)
			return STATUS_OK;
		if (outcome != FETCH_GOT) {
			night_log(w->options->log, LOG_LEVEL_ERROR, "fetch-list-failed",
				  LOG_TEXT("source", w->source->name),
				  LOG_TEXT("cause", cause.msg));
			w->unlisted = true;
			w->broken = outcome == FETCH_DOWN || outcome == FETCH_BUSY;
			return outcome == FETCH_BAD ? set_list_aside(w, err) : STATUS_OK;
		}
		st = take_page(l, s, &rows, err);
		if (is_too_long(l))
			break;
		stale = s->fresh == fresh ? stale + 1 : 0;
		if (!rows || fetch_page_is_behind(w, w->state.position.next, l->total) ||
		    (stale && is_covered(l, s)) || stale >= STALE_PAGES_MAX ||
		    (stale >= STALE_PAGES && l->total >= 0 && (long long)s->rows >= l->total))
			break;
	}
	return st;
}

/* A day with as many rows as searches give: there may be more, and no run would get them. */
static bool is_cut_off(const struct listing *l)
{
	const long long limit = fetch_page_limit(l->w);
	return limit && l->total >= limit && !is_too_long(l);
}

static void tell_missing(struct listing *l, const struct sweep *last, enum log_level level,
			 const char *event)
{
	struct fetch_work *w = l->w;
	const long long known = (long long)(l->seen + last->odd + last->other);
	w->report->missing += l->total > known ? (size_t)(l->total - known) : 1;
	night_log(w->options->log, level, event, LOG_TEXT("source", w->source->name),
		  LOG_NUMBER("counted", l->total), LOG_NUMBER("listed", l->seen));
}

/* Fewer items than the service counts are missing, unless that many rows came: it counts some
 * twice. */
static bool judge(struct listing *l, const struct sweep *last)
{
	l->w->report->odd += last->odd;
	l->w->too_long = is_too_long(l);
	if (l->w->too_long)
		return false;
	if (is_cut_off(l)) {
		tell_missing(l, last, LOG_LEVEL_ERROR, "fetch-search-cut-off");
		return true;
	}
	if (l->total < 0 || is_covered(l, last) ||
	    (last->from_start && (long long)last->rows >= l->total))
		return true;
	tell_missing(l, last, LOG_LEVEL_WARNING, "fetch-list-short");
	return false;
}

enum status fetch_list(struct fetch_work *w, bool *whole, struct error *err)
{
	struct fetch_position *p = &w->state.position;
	struct listing l = {.w = w, .total = -1, .lines = BUFFER_INIT};
	if (p->next < fetch_page_first(w))
		p->next = fetch_page_first(w);
	struct sweep s = {.first = true, .from_start = p->next == fetch_page_first(w)};
	*whole = false;
	for (size_t i = 0; i < w->state.count; i++)
		l.seen += w->state.items[i].listed == p->listing &&
			  !slice_starts(slice_of(w->state.items[i].key), "pfile/");
	enum status st = STATUS_OK;
	for (int sweeps = 1;; sweeps++) {
		st = sweep(&l, &s, err);
		if (st || w->unlisted || fetch_is_over(w) || is_too_long(&l) || l.total < 0 ||
		    is_covered(&l, &s) || (sweeps > 1 && !s.fresh) || sweeps == SWEEPS_MAX)
			break;
		p->next = fetch_page_first(w);
		l.page = 0;
		s = (struct sweep){.from_start = true};
	}
	w->report->listed += is_too_long(&l) ? 0 : l.seen;
	if (!st && !w->unlisted && !fetch_is_over(w))
		*whole = judge(&l, &s);
	buffer_release(&l.lines);
	return st;
}

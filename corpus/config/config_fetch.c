/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Services that papers are fetched from. */
#include <string.h>

#include "corpus/config/config_internal.h"
#include "corpus/text/dates.h"

static bool is_plain_name(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
	return !name[n] && n && n <= 40 && *name != '-';
}

/* http or https, printable, and without a slash at its end from here on. */
static enum status check_url(const struct config_loader *l, const config_setting_t *at, const char **address)
{
	struct slice s = slice_of(*address);
	bool plain = s.len < 500 && (slice_starts(s, "http://") || slice_starts(s, "https://"));
	for (size_t i = 0; plain && i < s.len; i++)
		plain = s.ptr[i] > ' ' && s.ptr[i] < 127 && s.ptr[i] != '?' && s.ptr[i] != '#';
	if (!plain)
		return config_bad(l, at, "\"%s\" is no address: it must begin with https:// or http:// and have no ? or #",
			   *address);
	while (slice_ends(s, "/"))
		s.len--;
	*address = arena_cstr(&l->config->arena, s);
	return STATUS_OK;
}

static enum status take_fetch_source(const struct config_loader *l, const config_setting_t *group,
				     struct config_fetch_source *s)
{
	const char *kind = NULL;
	*s = (struct config_fetch_source){.search = "https://ws.vlpar.be/api/search/query",
					  .detail = "https://ws.vlpar.be/e/opendata/schv",
					  .document = "https://docs.vlaamsparlement.be/files/pfile",
					  .list = "https://data.dekamer.be/v0/qrva"};
	const struct config_key keys[] = {{"name", KEY_TEXT, &s->name, 0, 0, true},
				   {"kind", KEY_TEXT, &kind, 0, 0, true},
				   {"search", KEY_TEXT, &s->search, 0, 0, false},
				   {"detail", KEY_TEXT, &s->detail, 0, 0, false},
				   {"document", KEY_TEXT, &s->document, 0, 0, false},
				   {"list", KEY_TEXT, &s->list, 0, 0, false},
				   {"legislature", KEY_NUMBER, &s->legislature, 1, 999, false}};
	const char **const addresses[] = {&s->search, &s->detail, &s->document, &s->list};
	enum status st = config_take_group(l, group, keys, sizeof keys / sizeof *keys, NULL);
	for (size_t i = 0; !st && i < sizeof addresses / sizeof *addresses; i++)
		st = check_url(l, group, addresses[i]);
	if (st)
		return st;
	s->kind = strcmp(kind, "qrva") == 0 ? FETCH_QRVA : FETCH_OPENDATA;
	if (s->kind == FETCH_OPENDATA && strcmp(kind, "opendata") != 0)
		return config_bad(l, group, "kind must be \"opendata\" or \"qrva\", not \"%s\"", kind);
	if (s->kind == FETCH_QRVA && !s->legislature)
		return config_bad(l, group, "legislature is missing");
	if (!is_plain_name(s->name))
		return config_bad(l, group, "\"%s\" is no name for what is fetched: at most 40 small letters, digits and -",
			   s->name);
	return STATUS_OK;
}

static enum status take_fetch_sources(const struct config_loader *l, const config_setting_t *group)
{
	struct config_fetch *f = &l->config->fetch;
	config_setting_t *list;
	size_t count;
	enum status st = config_find_list(l, group, "sources", &list, &count);
	f->sources = arena_calloc(&l->config->arena, count + 1, sizeof *f->sources);
	for (size_t i = 0; !st && i < count; i++) {
		const config_setting_t *at = config_setting_get_elem(list, (unsigned)i);
		st = take_fetch_source(l, at, &f->sources[i]);
		for (size_t k = 0; !st && k < i; k++)
			if (strcmp(f->sources[k].name, f->sources[i].name) == 0)
				st = config_bad(l, at, "two sources are called \"%s\"", f->sources[i].name);
	}
	f->source_count = count;
	return !st && !count ? config_bad(l, group, "there are no sources to fetch from") : st;
}

/* The contact goes into a header. */
static enum status check_fetch(const struct config_loader *l, const config_setting_t *group, const char *since)
{
	struct config_fetch *f = &l->config->fetch;
	size_t used;
	for (const char *c = f->contact; *c; c++)
		if (*c < ' ' || *c > '~')
			return config_bad(l, group, "contact may have plain characters only");
	if (strlen(f->contact) > 200)
		return config_bad(l, group, "contact is longer than 200 characters");
	if (since && (!date_parse(slice_of(since), &f->since, &used) || since[used]))
		return config_bad(l, group, "since: \"%s\" is no date; write 2026-11-23", since);
	return l->config->spool ? STATUS_OK : config_bad(l, group, "fetch needs a spool to put papers into");
}

enum status config_take_fetch(const struct config_loader *l, const config_setting_t *root)
{
	static const char *const lists[] = {"sources", NULL};
	struct config_fetch *f = &l->config->fetch;
	const config_setting_t *group = config_setting_get_member(root, "fetch");
	const char *since = NULL;
	*f = (struct config_fetch){.overlap_days = 14, .interval_ms = 1000, .retries = 5, .retry_ms = 2000,
				   .wait_seconds = 600, .connect_seconds = 20, .stall_seconds = 60,
				   .total_seconds = 600, .max_megabytes = 64, .minutes = 240};
	const struct config_key keys[] = {{"contact", KEY_TEXT, &f->contact, 0, 0, true},
				   {"since", KEY_TEXT, &since, 0, 0, false},
				   {"overlap_days", KEY_NUMBER, &f->overlap_days, 0, 3660, false},
				   {"interval_ms", KEY_NUMBER, &f->interval_ms, 0, 3600000, false},
				   {"retries", KEY_NUMBER, &f->retries, 0, 20, false},
				   {"retry_ms", KEY_NUMBER, &f->retry_ms, 1, 60000, false},
				   {"wait_seconds", KEY_NUMBER, &f->wait_seconds, 0, 86400, false},
				   {"connect_seconds", KEY_NUMBER, &f->connect_seconds, 1, 600, false},
				   {"stall_seconds", KEY_NUMBER, &f->stall_seconds, 1, 600, false},
				   {"total_seconds", KEY_NUMBER, &f->total_seconds, 1, 86400, false},
				   {"max_megabytes", KEY_NUMBER, &f->max_megabytes, 1, 64, false},
				   {"minutes", KEY_NUMBER, &f->minutes, 1, 10080, false}};
	enum status st = group ? config_take_group(l, group, keys, sizeof keys / sizeof *keys, lists) : STATUS_OK;
	if (!st && group)
		st = check_fetch(l, group, since);
	return st || !group ? st : take_fetch_sources(l, group);
}

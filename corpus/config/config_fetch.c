/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Services that papers are fetched from. */
#include <string.h>

#include "corpus/config/config_internal.h"
#include "corpus/text/dates.h"

#define VLAAMS "https://ws.vlpar.be"
#define VLAAMS_FILES "https://docs.vlaamsparlement.be/files/pfile"
#define KAMER "https://data.lachambre.be/v0"

static bool is_plain_name(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
	return !name[n] && n && n <= 40 && *name != '-';
}

/* http or https, printable, and without a slash at its end from here on. */
static enum status check_url(const struct config_loader *l, const config_setting_t *at,
			     const char **address)
{
	struct slice s = slice_of(*address);
	bool plain = s.len < 500 && (slice_starts(s, "http://") || slice_starts(s, "https://"));
	for (size_t i = 0; plain && i < s.len; i++)
		plain = s.ptr[i] > ' ' && s.ptr[i] < 127 && s.ptr[i] != '?' && s.ptr[i] != '#';
	if (!plain)
		return config_bad(l, at,
				  "\"%s\" is not a valid address: it must begin with https:// or "
				  "http:// and have no ? or #",
				  *address);
	while (slice_ends(s, "/"))
		s.len--;
	*address = arena_cstr(&l->config->arena, s);
	return STATUS_OK;
}

/* What `kind` may be, and where each service is. */
static const struct fetch_service {
	const char *kind;
	enum config_fetch_kind service;
	bool oral;
	const char *search, *detail, *document, *list;
} services[] = {
	{"opendata", FETCH_OPENDATA, false, VLAAMS "/api/search/query", VLAAMS "/e/opendata/schv",
	 VLAAMS_FILES, NULL},
	{"vi", FETCH_OPENDATA, true, VLAAMS "/api/search/query", VLAAMS "/e/opendata/vi",
	 VLAAMS_FILES, NULL},
	{"qrva", FETCH_QRVA, false, NULL, NULL, NULL, KAMER "/qrva"},
	{"inqo", FETCH_QRVA, true, NULL, NULL, NULL, KAMER "/inqo"},
	{"sru", FETCH_SRU, false, "https://repository.overheid.nl/sru", NULL,
	 "https://zoek.officielebekendmakingen.nl", NULL},
};

static const struct fetch_service *find_service(const char *kind)
{
	for (size_t i = 0; i < sizeof services / sizeof *services; i++)
		if (strcmp(kind, services[i].kind) == 0)
			return &services[i];
	return NULL;
}

/* Checks the address that was given, or takes the service's own. */
static enum status settle_url(const struct config_loader *l, const config_setting_t *at,
			      const char **address, const char *own)
{
	if (*address)
		return check_url(l, at, address);
	*address = own;
	return STATUS_OK;
}

static enum status settle_addresses(const struct config_loader *l, const config_setting_t *at,
				    struct config_fetch_source *s,
				    const struct fetch_service *service)
{
	const struct {
		const char **address, *own;
	} all[] = {{&s->search, service->search},
		   {&s->detail, service->detail},
		   {&s->document, service->document},
		   {&s->list, service->list},
		   {&s->archive, NULL}};
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < sizeof all / sizeof *all; i++)
		st = settle_url(l, at, all[i].address, all[i].own);
	if (!st && service->service == FETCH_QRVA && !s->archive)
		s->archive = arena_printf(&l->config->arena, "%s/archive", s->list).ptr;
	return st;
}

static enum status take_fetch_source(const struct config_loader *l, const config_setting_t *group,
				     struct config_fetch_source *s)
{
	const char *kind = NULL;
	*s = (struct config_fetch_source){.archive_days = 7};
	const struct config_key keys[] = {
		{"name", KEY_TEXT, &s->name, 0, 0, true},
		{"kind", KEY_TEXT, &kind, 0, 0, true},
		{"search", KEY_TEXT, &s->search, 0, 0, false},
		{"detail", KEY_TEXT, &s->detail, 0, 0, false},
		{"document", KEY_TEXT, &s->document, 0, 0, false},
		{"list", KEY_TEXT, &s->list, 0, 0, false},
		{"archive", KEY_TEXT, &s->archive, 0, 0, false},
		{"archive_days", KEY_NUMBER, &s->archive_days, 0, 3660, false},
		{"legislature", KEY_NUMBER, &s->legislature, 1, 999, false}};
	enum status st = config_take_group(l, group, keys, sizeof keys / sizeof *keys, NULL);
	if (st)
		return st;
	const struct fetch_service *service = find_service(kind);
	if (!service)
		return config_bad(l, group,
				  "kind must be \"opendata\", \"vi\", \"qrva\", \"inqo\" or "
				  "\"sru\", not \"%s\"",
				  kind);
	s->kind = service->service;
	s->oral = service->oral;
	st = settle_addresses(l, group, s, service);
	if (st)
		return st;
	if (s->kind == FETCH_QRVA && !s->legislature)
		return config_bad(l, group, "legislature is missing");
	if (!is_plain_name(s->name))
		return config_bad(l, group,
				  "\"%s\" is not a valid name of a service: use at most 40 "
				  "lower-case letters, digits and -",
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
				st = config_bad(l, at, "two sources are called \"%s\"",
						f->sources[i].name);
	}
	f->source_count = count;
	return !st && !count ? config_bad(l, group, "there are no sources to fetch from") : st;
}

/* The contact goes into a header. */
static enum status check_fetch(const struct config_loader *l, const config_setting_t *group,
			       const char *since)
{
	struct config_fetch *f = &l->config->fetch;
	size_t used;
	for (const char *c = f->contact; *c; c++)
		if (*c < ' ' || *c > '~')
			return config_bad(l, group, "contact may have plain characters only");
	if (strlen(f->contact) > 200)
		return config_bad(l, group, "contact is longer than 200 characters");
	if (since && (!date_parse(slice_of(since), &f->since, &used) || since[used]))
		return config_bad(l, group, "since: \"%s\" is not a valid date; write 2026-11-23",
				  since);
	return l->config->spool ? STATUS_OK
				: config_bad(l, group, "fetch needs a spool to put papers into");
}

enum status config_take_fetch(const struct config_loader *l, const config_setting_t *root)
{
	static const char *const lists[] = {"sources", NULL};
	struct config_fetch *f = &l->config->fetch;
	const config_setting_t *group = config_setting_get_member(root, "fetch");
	const char *since = NULL;
	*f = (struct config_fetch){.overlap_days = 14,
				   .interval_ms = 1000,
				   .retries = 5,
				   .retry_ms = 2000,
				   .wait_seconds = 600,
				   .connect_seconds = 20,
				   .stall_seconds = 60,
				   .total_seconds = 600,
				   .max_megabytes = 64,
				   .archive_megabytes = 256,
				   .minutes = 240};
	const struct config_key keys[] = {
		{"contact", KEY_TEXT, &f->contact, 0, 0, true},
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
		{"archive_megabytes", KEY_NUMBER, &f->archive_megabytes, 1, 1024, false},
		{"minutes", KEY_NUMBER, &f->minutes, 1, 10080, false}};
	enum status st = group ? config_take_group(l, group, keys, sizeof keys / sizeof *keys,
						   lists)
			       : STATUS_OK;
	if (!st && group)
		st = check_fetch(l, group, since);
	return st || !group ? st : take_fetch_sources(l, group);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved searches: what is asked, and where what is new goes. */
#include <string.h>

#include "corpus/config/config_internal.h"
#include "corpus/text/latin.h"

/* What goes into headers and names of files: one line of UTF-8. */
static enum status check_line(const struct config_loader *l, const config_setting_t *at,
			      const char *name, const char *text)
{
	struct slice s = slice_of(text);
	if (utf8_check(s) != s.len)
		return config_bad(l, at, "%s is not valid UTF-8", name);
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < ' ' || s.ptr[i] == 0x7f)
			return config_bad(l, at, "%s has a control character", name);
	return STATUS_OK;
}

/* Addresses, in the simplest form only: they become a header as they are. */
static enum status check_address(const struct config_loader *l, const config_setting_t *at,
				 const char *name, const char *text)
{
	const char *sign = text ? strchr(text, '@') : NULL;
	if (!text)
		return STATUS_OK;
	for (const char *p = text; *p; p++)
		if (*p <= ' ' || *p > '~' || strchr("<>()[],;:\\\"", *p))
			return config_bad(
				l, at,
				"%s must be a plain address such as lijst@voorbeeld.be, not \"%s\"",
				name, text);
	if (!sign || sign == text || !sign[1] || strchr(sign + 1, '@') || strlen(text) > 254)
		return config_bad(
			l, at, "%s must be a plain address such as lijst@voorbeeld.be, not \"%s\"",
			name, text);
	return STATUS_OK;
}

static enum status check_choice(const struct config_loader *l, const config_setting_t *at,
				const char *name, const char *text, const char *off, const char *on,
				bool *out)
{
	*out = strcmp(text, on) == 0;
	return *out || strcmp(text, off) == 0
		       ? STATUS_OK
		       : config_bad(l, at, "%s must be \"%s\" or \"%s\", not \"%s\"", name, off, on,
				    text);
}

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* Against itself and those before it. */
static enum status check_search(const struct config_loader *l, const config_setting_t *at,
				const struct config_search *s)
{
	enum status st = check_line(l, at, "name", s->name);
	if (!st && strlen(s->name) > CONFIG_NAME_MAX)
		st = config_bad(l, at, "name is longer than %d bytes", CONFIG_NAME_MAX);
	if (!st && !s->query == !s->answered)
		st = config_bad(l, at, "search \"%s\" needs either a query or an id in answered",
				s->name);
	if (!st)
		st = check_line(l, at, s->query ? "query" : "answered",
				s->query ? s->query : s->answered);
	if (!st && !s->feed && !s->digest && !s->hook)
		st = config_bad(l, at, "search \"%s\" has no feed, no digest and no hook", s->name);
	if (!st)
		st = check_address(l, at, "to", s->to);
	for (const struct config_search *o = l->config->searches; !st && o < s; o++)
		if (same(o->name, s->name))
			st = config_bad(l, at, "two searches are called \"%s\"", s->name);
		else if (same(o->feed, s->feed) || same(o->digest, s->digest) ||
			 same(o->feed, s->digest) || same(o->digest, s->feed))
			st = config_bad(l, at, "searches \"%s\" and \"%s\" write the same file",
					o->name, s->name);
	return !st && same(s->feed, s->digest)
		       ? config_bad(l, at, "feed and digest of search \"%s\" are the same file",
				    s->name)
		       : st;
}

static enum status take_search(const struct config_loader *l, const config_setting_t *group,
			       struct config_search *s)
{
	const char *start = "everything", *again = "never";
	const struct config_key keys[] = {{"name", KEY_TEXT, &s->name, 0, 0, true},
					  {"query", KEY_TEXT, &s->query, 0, 0, false},
					  {"answered", KEY_TEXT, &s->answered, 0, 0, false},
					  {"feed", KEY_PATH, &s->feed, 0, 0, false},
					  {"digest", KEY_PATH, &s->digest, 0, 0, false},
					  {"to", KEY_TEXT, &s->to, 0, 0, false},
					  {"hook", KEY_PROGRAM, &s->hook, 0, 0, false},
					  {"start", KEY_TEXT, &start, 0, 0, false},
					  {"again", KEY_TEXT, &again, 0, 0, false}};
	s->line = config_setting_source_line(group);
	enum status st = config_take_group(l, group, keys, sizeof keys / sizeof *keys, NULL);
	if (!st)
		st = check_choice(l, group, "start", start, "everything", "nothing",
				  &s->start_empty);
	if (!st)
		st = check_choice(l, group, "again", again, "never", "answered",
				  &s->again_answered);
	return st ? st : check_search(l, group, s);
}

enum status config_take_searches(const struct config_loader *l, const config_setting_t *root)
{
	struct config *c = l->config;
	config_setting_t *list;
	enum status st = config_find_list(l, root, "searches", &list, &c->search_count);
	c->searches = arena_calloc(&c->arena, c->search_count, sizeof *c->searches);
	for (size_t i = 0; !st && i < c->search_count; i++)
		st = take_search(l, config_setting_get_elem(list, (unsigned)i), &c->searches[i]);
	return st;
}

static enum status check_base_url(const struct config_loader *l, const config_setting_t *at,
				  const char **url)
{
	struct slice s = slice_of(*url);
	if (!*url)
		return STATUS_OK;
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] <= ' ' || s.ptr[i] > '~' || strchr("\"<>\\^`{|}?#", s.ptr[i]))
			return config_bad(l, at,
					  "base_url has a character that cannot stand there");
	if (!slice_starts_nocase(s, "https://") && !slice_starts_nocase(s, "http://"))
		return config_bad(l, at, "base_url must begin with https:// or http://");
	while (slice_ends(s, "/"))
		s.len--;
	if (s.len < strlen("http://x") || s.len > 500)
		return config_bad(l, at, "base_url names no place");
	*url = arena_cstr(&l->config->arena, s);
	return STATUS_OK;
}

enum status config_take_alerts(const struct config_loader *l, const config_setting_t *root)
{
	struct config *c = l->config;
	const config_setting_t *group = config_setting_get_member(root, "alerts");
	const struct config_key keys[] = {
		{"state", KEY_PATH, &c->alerts.state, 0, 0, false},
		{"base_url", KEY_TEXT, &c->alerts.base_url, 0, 0, false},
		{"from", KEY_TEXT, &c->alerts.from, 0, 0, false},
		{"entries", KEY_NUMBER, &c->alerts.entries, 1, 1000, false},
		{"hook_seconds", KEY_NUMBER, &c->alerts.hook_seconds, 1, 3600, false}};
	enum status st = group ? config_take_group(l, group, keys, sizeof keys / sizeof *keys, NULL)
			       : STATUS_OK;
	struct slice db = slice_of(c->database);
	while (db.len > 1 && slice_ends(db, "/"))
		db.len--;
	if (!st && !c->alerts.state)
		c->alerts.state = arena_printf(&c->arena, "%.*s.alerts", SLICE_ARG(db)).ptr;
	if (!st)
		st = check_base_url(l, group, &c->alerts.base_url);
	return st ? st : check_address(l, group, "from", c->alerts.from);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/config.h"

#include <libconfig.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "corpus/dates.h"
#include "corpus/latin.h"
#include "corpus/source.h"

/* One setting of a group: its name, and where its value goes by its type. */
struct key {
	const char *name;
	enum { KEY_PATH, KEY_TEXT, KEY_NUMBER, KEY_PROGRAM } type;
	void *value; /* const char **, int *, or const char *const ** of a program */
	int low, high;
	bool required;
};

struct loader {
	struct config *config;
	struct slice folder; /* of the file, with its slash */
	struct error *err;
};

static enum status bad(const struct loader *l, const config_setting_t *at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static enum status bad(const struct loader *l, const config_setting_t *at, const char *format, ...)
{
	char cause[ERROR_MSG_SIZE];
	va_list args;
	va_start(args, format);
	vsnprintf(cause, sizeof cause, format, args);
	va_end(args);
	unsigned line = at ? config_setting_source_line(at) : 0;
	if (!line)
		return error_set(l->err, STATUS_FORMAT, "%s: %s", l->config->file, cause);
	return error_set(l->err, STATUS_FORMAT, "%s, line %u: %s", l->config->file, line, cause);
}

static enum status take_string(const struct loader *l, const config_setting_t *s, const struct key *key)
{
	struct arena *a = &l->config->arena;
	const char *text = config_setting_get_string(s);
	if (!text)
		return bad(l, s, "%s must be a text in quotes", key->name);
	if (!*text)
		return bad(l, s, "%s is empty", key->name);
	if (key->type == KEY_PATH && *text != '/' && l->folder.len)
		text = arena_printf(a, "%.*s%s", SLICE_ARG(l->folder), text).ptr;
	*(const char **)key->value = arena_cstr(a, slice_of(text));
	return STATUS_OK;
}

/* A program and its arguments: a list of texts, or one text that is the program. */
static enum status take_program(const struct loader *l, const config_setting_t *s, const struct key *key)
{
	const int type = config_setting_type(s);
	if (type == CONFIG_TYPE_GROUP)
		return bad(l, s, "%s must be a program, or a list of a program and its arguments", key->name);
	const bool many = type == CONFIG_TYPE_ARRAY || type == CONFIG_TYPE_LIST;
	const int count = many ? config_setting_length(s) : 1;
	const char **argv = arena_calloc(&l->config->arena, (size_t)count + 1, sizeof *argv);
	enum status st = count ? STATUS_OK : bad(l, s, "%s is empty", key->name);
	for (int i = 0; !st && i < count; i++) {
		const struct key one = {key->name, i ? KEY_TEXT : KEY_PATH, &argv[i], 0, 0, true};
		st = take_string(l, many ? config_setting_get_elem(s, (unsigned)i) : s, &one);
	}
	*(const char *const **)key->value = argv;
	return st;
}

static enum status take_number(const struct loader *l, const config_setting_t *s, const struct key *key)
{
	if (config_setting_type(s) != CONFIG_TYPE_INT)
		return bad(l, s, "%s must be a number", key->name);
	int n = config_setting_get_int(s);
	if (n < key->low || n > key->high)
		return bad(l, s, "%s must be from %d to %d", key->name, key->low, key->high);
	*(int *)key->value = n;
	return STATUS_OK;
}

/* Takes a group's settings over; a name that no key has is an error unless it is one of `groups`. */
static enum status take_group(const struct loader *l, const config_setting_t *group,
			      const struct key *keys, size_t count, const char *const *groups)
{
	enum status st = STATUS_OK;
	if (!config_setting_is_group(group))
		return bad(l, group, "%s must be a group in braces", config_setting_name(group));
	for (int i = 0; !st && i < config_setting_length(group); i++) {
		const config_setting_t *s = config_setting_get_elem(group, (unsigned)i);
		const char *name = config_setting_name(s);
		size_t k = 0, g = 0;
		while (k < count && strcmp(keys[k].name, name) != 0)
			k++;
		while (groups && groups[g] && strcmp(groups[g], name) != 0)
			g++;
		if (k < count)
			st = keys[k].type == KEY_NUMBER    ? take_number(l, s, &keys[k])
			     : keys[k].type == KEY_PROGRAM ? take_program(l, s, &keys[k])
							   : take_string(l, s, &keys[k]);
		else if (!groups || !groups[g])
			st = bad(l, s, "no setting is called %s here", name);
	}
	for (size_t k = 0; !st && k < count; k++)
		if (keys[k].required && !*(const char **)keys[k].value)
			st = bad(l, group, "%s is missing", keys[k].name);
	return st;
}

/* The list of groups of this name; *count 0 when there is none. */
static enum status find_list(const struct loader *l, const config_setting_t *root, const char *name,
			     config_setting_t **list, size_t *count)
{
	*count = 0;
	*list = config_setting_get_member(root, name);
	if (!*list)
		return STATUS_OK;
	if (config_setting_type(*list) != CONFIG_TYPE_LIST)
		return bad(l, *list, "%s must be a list in round brackets", name);
	*count = (size_t)config_setting_length(*list);
	return STATUS_OK;
}

static bool is_type(const char *type)
{
	const char *name;
	for (size_t i = 0; (name = source_type_name(i)) != NULL; i++)
		if (strcmp(name, type) == 0)
			return true;
	return false;
}

static enum status take_sources(const struct loader *l, const config_setting_t *root)
{
	struct config *c = l->config;
	config_setting_t *list;
	size_t count;
	enum status st = find_list(l, root, "sources", &list, &count);
	c->sources = arena_calloc(&c->arena, count + 1, sizeof *c->sources);
	for (size_t i = 0; !st && i < count; i++) {
		struct config_source *s = &c->sources[i];
		const config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
		const struct key keys[] = {{"name", KEY_TEXT, &s->name, 0, 0, true},
					   {"path", KEY_PATH, &s->path, 0, 0, true},
					   {"type", KEY_TEXT, &s->type, 0, 0, false}};
		st = take_group(l, group, keys, sizeof keys / sizeof *keys, NULL);
		if (!st && s->type && !is_type(s->type))
			st = bad(l, group, "there is no type \"%s\"", s->type);
		for (size_t k = 0; !st && k < i; k++)
			if (strcmp(c->sources[k].name, s->name) == 0)
				st = bad(l, group, "two sources are called \"%s\"", s->name);
	}
	c->source_count = count;
	if (!st && c->spool)
		c->sources[c->source_count++] = (struct config_source){"spool", c->spool, NULL};
	if (!st && !c->source_count)
		st = bad(l, list, "there are no sources");
	return st;
}

/* ---- saved searches ---- */

/* What goes into headers and names of files: one line of UTF-8. */
static enum status check_line(const struct loader *l, const config_setting_t *at, const char *name,
			      const char *text)
{
	struct slice s = slice_of(text);
	if (utf8_check(s) != s.len)
		return bad(l, at, "%s is no UTF-8", name);
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < ' ' || s.ptr[i] == 0x7f)
			return bad(l, at, "%s has a control character", name);
	return STATUS_OK;
}

/* Addresses, in the simplest form only: they become a header as they are. */
static enum status check_address(const struct loader *l, const config_setting_t *at, const char *name,
				 const char *text)
{
	const char *sign = text ? strchr(text, '@') : NULL;
	if (!text)
		return STATUS_OK;
	for (const char *p = text; *p; p++)
		if (*p <= ' ' || *p > '~' || strchr("<>()[],;:\\\"", *p))
			return bad(l, at, "%s must be a plain address such as lijst@voorbeeld.be, not \"%s\"", name,
				   text);
	if (!sign || sign == text || !sign[1] || strchr(sign + 1, '@') || strlen(text) > 254)
		return bad(l, at, "%s must be a plain address such as lijst@voorbeeld.be, not \"%s\"", name, text);
	return STATUS_OK;
}

static enum status check_choice(const struct loader *l, const config_setting_t *at, const char *name,
				const char *text, const char *off, const char *on, bool *out)
{
	*out = strcmp(text, on) == 0;
	return *out || strcmp(text, off) == 0
		       ? STATUS_OK
		       : bad(l, at, "%s must be \"%s\" or \"%s\", not \"%s\"", name, off, on, text);
}

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* Against itself and those before it. */
static enum status check_search(const struct loader *l, const config_setting_t *at, const struct config_search *s)
{
	enum status st = check_line(l, at, "name", s->name);
	if (!st && strlen(s->name) > CONFIG_NAME_MAX)
		st = bad(l, at, "name is longer than %d bytes", CONFIG_NAME_MAX);
	if (!st && !s->query == !s->answered)
		st = bad(l, at, "search \"%s\" needs either a query or an id in answered", s->name);
	if (!st)
		st = check_line(l, at, s->query ? "query" : "answered", s->query ? s->query : s->answered);
	if (!st && !s->feed && !s->digest && !s->hook)
		st = bad(l, at, "search \"%s\" has no feed, no digest and no hook", s->name);
	if (!st)
		st = check_address(l, at, "to", s->to);
	for (const struct config_search *o = l->config->searches; !st && o < s; o++)
		if (same(o->name, s->name))
			st = bad(l, at, "two searches are called \"%s\"", s->name);
		else if (same(o->feed, s->feed) || same(o->digest, s->digest) || same(o->feed, s->digest) ||
			 same(o->digest, s->feed))
			st = bad(l, at, "searches \"%s\" and \"%s\" write the same file", o->name, s->name);
	return !st && same(s->feed, s->digest)
		       ? bad(l, at, "feed and digest of search \"%s\" are the same file", s->name) : st;
}

static enum status take_search(const struct loader *l, const config_setting_t *group, struct config_search *s)
{
	const char *start = "everything", *again = "never";
	const struct key keys[] = {{"name", KEY_TEXT, &s->name, 0, 0, true},
				   {"query", KEY_TEXT, &s->query, 0, 0, false},
				   {"answered", KEY_TEXT, &s->answered, 0, 0, false},
				   {"feed", KEY_PATH, &s->feed, 0, 0, false},
				   {"digest", KEY_PATH, &s->digest, 0, 0, false},
				   {"to", KEY_TEXT, &s->to, 0, 0, false},
				   {"hook", KEY_PROGRAM, &s->hook, 0, 0, false},
				   {"start", KEY_TEXT, &start, 0, 0, false},
				   {"again", KEY_TEXT, &again, 0, 0, false}};
	s->line = config_setting_source_line(group);
	enum status st = take_group(l, group, keys, sizeof keys / sizeof *keys, NULL);
	if (!st)
		st = check_choice(l, group, "start", start, "everything", "nothing", &s->start_empty);
	if (!st)
		st = check_choice(l, group, "again", again, "never", "answered", &s->again_answered);
	return st ? st : check_search(l, group, s);
}

static enum status take_searches(const struct loader *l, const config_setting_t *root)
{
	struct config *c = l->config;
	config_setting_t *list;
	enum status st = find_list(l, root, "searches", &list, &c->search_count);
	c->searches = arena_calloc(&c->arena, c->search_count, sizeof *c->searches);
	for (size_t i = 0; !st && i < c->search_count; i++)
		st = take_search(l, config_setting_get_elem(list, (unsigned)i), &c->searches[i]);
	return st;
}

static enum status check_base_url(const struct loader *l, const config_setting_t *at, const char **url)
{
	struct slice s = slice_of(*url);
	if (!*url)
		return STATUS_OK;
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] <= ' ' || s.ptr[i] > '~' || strchr("\"<>\\^`{|}?#", s.ptr[i]))
			return bad(l, at, "base_url has a character that cannot stand there");
	if (!slice_starts_nocase(s, "https://") && !slice_starts_nocase(s, "http://"))
		return bad(l, at, "base_url must begin with https:// or http://");
	while (slice_ends(s, "/"))
		s.len--;
	if (s.len < strlen("http://x") || s.len > 500)
		return bad(l, at, "base_url names no place");
	*url = arena_cstr(&l->config->arena, s);
	return STATUS_OK;
}

static enum status take_alerts(const struct loader *l, const config_setting_t *root)
{
	struct config *c = l->config;
	const config_setting_t *group = config_setting_get_member(root, "alerts");
	const struct key keys[] = {{"state", KEY_PATH, &c->alerts.state, 0, 0, false},
				   {"base_url", KEY_TEXT, &c->alerts.base_url, 0, 0, false},
				   {"from", KEY_TEXT, &c->alerts.from, 0, 0, false},
				   {"entries", KEY_NUMBER, &c->alerts.entries, 1, 1000, false},
				   {"hook_seconds", KEY_NUMBER, &c->alerts.hook_seconds, 1, 3600, false}};
	enum status st = group ? take_group(l, group, keys, sizeof keys / sizeof *keys, NULL) : STATUS_OK;
	struct slice db = slice_of(c->database);
	while (db.len > 1 && slice_ends(db, "/"))
		db.len--;
	if (!st && !c->alerts.state)
		c->alerts.state = arena_printf(&c->arena, "%.*s.alerts", SLICE_ARG(db)).ptr;
	if (!st)
		st = check_base_url(l, group, &c->alerts.base_url);
	return st ? st : check_address(l, group, "from", c->alerts.from);
}

static enum status take_policy(const struct loader *l, const config_setting_t *root)
{
	struct config *c = l->config;
	const config_setting_t *group = config_setting_get_member(root, "policy");
	const char *withdrawn = "keep";
	const struct key keys[] = {
		{"withdrawn", KEY_TEXT, &withdrawn, 0, 0, false},
		{"withdrawn_days", KEY_NUMBER, &c->policy.withdrawn_days, 0, 36500, false}};
	enum status st = group ? take_group(l, group, keys, sizeof keys / sizeof *keys, NULL) : STATUS_OK;
	c->policy.remove_withdrawn = strcmp(withdrawn, "remove") == 0;
	if (!st && !c->policy.remove_withdrawn && strcmp(withdrawn, "keep") != 0)
		st = bad(l, group, "withdrawn must be \"keep\" or \"remove\", not \"%s\"", withdrawn);
	return st;
}

static enum status take_limits(const struct loader *l, const config_setting_t *root)
{
	struct config *c = l->config;
	const config_setting_t *group = config_setting_get_member(root, "limits");
	const struct key keys[] = {
		{"batch_questions", KEY_NUMBER, &c->limits.batch_questions, 1, 1000000, false},
		{"batch_megabytes", KEY_NUMBER, &c->limits.batch_megabytes, 1, 4096, false},
		{"loss_percent", KEY_NUMBER, &c->limits.loss_percent, 0, 100, false},
		{"loss_papers", KEY_NUMBER, &c->limits.loss_papers, 0, INT_MAX, false}};
	return group ? take_group(l, group, keys, sizeof keys / sizeof *keys, NULL) : STATUS_OK;
}

/* ---- fetching ---- */

static bool is_plain_name(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
	return !name[n] && n && n <= 40 && *name != '-';
}

/* http or https, printable, and without a slash at its end from here on. */
static enum status check_url(const struct loader *l, const config_setting_t *at, const char **address)
{
	struct slice s = slice_of(*address);
	bool plain = s.len < 500 && (slice_starts(s, "http://") || slice_starts(s, "https://"));
	for (size_t i = 0; plain && i < s.len; i++)
		plain = s.ptr[i] > ' ' && s.ptr[i] < 127 && s.ptr[i] != '?' && s.ptr[i] != '#';
	if (!plain)
		return bad(l, at, "\"%s\" is no address: it must begin with https:// or http:// and have no ? or #",
			   *address);
	while (slice_ends(s, "/"))
		s.len--;
	*address = arena_cstr(&l->config->arena, s);
	return STATUS_OK;
}

static enum status take_fetch_source(const struct loader *l, const config_setting_t *group,
				     struct config_fetch_source *s)
{
	const char *kind = NULL;
	*s = (struct config_fetch_source){.search = "https://ws.vlpar.be/api/search/query",
					  .detail = "https://ws.vlpar.be/e/opendata/schv",
					  .document = "https://docs.vlaamsparlement.be/files/pfile",
					  .list = "https://data.dekamer.be/v0/qrva"};
	const struct key keys[] = {{"name", KEY_TEXT, &s->name, 0, 0, true},
				   {"kind", KEY_TEXT, &kind, 0, 0, true},
				   {"search", KEY_TEXT, &s->search, 0, 0, false},
				   {"detail", KEY_TEXT, &s->detail, 0, 0, false},
				   {"document", KEY_TEXT, &s->document, 0, 0, false},
				   {"list", KEY_TEXT, &s->list, 0, 0, false},
				   {"legislature", KEY_NUMBER, &s->legislature, 1, 999, false}};
	const char **const addresses[] = {&s->search, &s->detail, &s->document, &s->list};
	enum status st = take_group(l, group, keys, sizeof keys / sizeof *keys, NULL);
	for (size_t i = 0; !st && i < sizeof addresses / sizeof *addresses; i++)
		st = check_url(l, group, addresses[i]);
	if (st)
		return st;
	s->kind = strcmp(kind, "qrva") == 0 ? FETCH_QRVA : FETCH_OPENDATA;
	if (s->kind == FETCH_OPENDATA && strcmp(kind, "opendata") != 0)
		return bad(l, group, "kind must be \"opendata\" or \"qrva\", not \"%s\"", kind);
	if (s->kind == FETCH_QRVA && !s->legislature)
		return bad(l, group, "legislature is missing");
	if (!is_plain_name(s->name))
		return bad(l, group, "\"%s\" is no name for what is fetched: at most 40 small letters, digits and -",
			   s->name);
	return STATUS_OK;
}

static enum status take_fetch_sources(const struct loader *l, const config_setting_t *group)
{
	struct config_fetch *f = &l->config->fetch;
	config_setting_t *list;
	size_t count;
	enum status st = find_list(l, group, "sources", &list, &count);
	f->sources = arena_calloc(&l->config->arena, count + 1, sizeof *f->sources);
	for (size_t i = 0; !st && i < count; i++) {
		const config_setting_t *at = config_setting_get_elem(list, (unsigned)i);
		st = take_fetch_source(l, at, &f->sources[i]);
		for (size_t k = 0; !st && k < i; k++)
			if (strcmp(f->sources[k].name, f->sources[i].name) == 0)
				st = bad(l, at, "two sources are called \"%s\"", f->sources[i].name);
	}
	f->source_count = count;
	return !st && !count ? bad(l, group, "there are no sources to fetch from") : st;
}

/* The contact goes into a header. */
static enum status check_fetch(const struct loader *l, const config_setting_t *group, const char *since)
{
	struct config_fetch *f = &l->config->fetch;
	size_t used;
	for (const char *c = f->contact; *c; c++)
		if (*c < ' ' || *c > '~')
			return bad(l, group, "contact may have plain characters only");
	if (strlen(f->contact) > 200)
		return bad(l, group, "contact is longer than 200 characters");
	if (since && (!date_parse(slice_of(since), &f->since, &used) || since[used]))
		return bad(l, group, "since: \"%s\" is no date; write 2026-11-23", since);
	return l->config->spool ? STATUS_OK : bad(l, group, "fetch needs a spool to put papers into");
}

static enum status take_fetch(const struct loader *l, const config_setting_t *root)
{
	static const char *const lists[] = {"sources", NULL};
	struct config_fetch *f = &l->config->fetch;
	const config_setting_t *group = config_setting_get_member(root, "fetch");
	const char *since = NULL;
	*f = (struct config_fetch){.overlap_days = 14, .interval_ms = 1000, .retries = 5, .retry_ms = 2000,
				   .wait_seconds = 600, .connect_seconds = 20, .stall_seconds = 60,
				   .total_seconds = 600, .max_megabytes = 64, .minutes = 240};
	const struct key keys[] = {{"contact", KEY_TEXT, &f->contact, 0, 0, true},
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
	enum status st = group ? take_group(l, group, keys, sizeof keys / sizeof *keys, lists) : STATUS_OK;
	if (!st && group)
		st = check_fetch(l, group, since);
	return st || !group ? st : take_fetch_sources(l, group);
}

static enum status take_all(const struct loader *l, const config_t *file)
{
	static const char *const groups[] = {"sources", "searches", "alerts", "limits", "policy", "fetch", NULL};
	struct config *c = l->config;
	const config_setting_t *root = config_root_setting(file);
	const struct key keys[] = {{"database", KEY_PATH, &c->database, 0, 0, true},
				   {"spool", KEY_PATH, &c->spool, 0, 0, false},
				   {"corrections", KEY_PATH, &c->corrections, 0, 0, false},
				   {"metrics", KEY_PATH, &c->metrics, 0, 0, false}};
	enum status st = take_group(l, root, keys, sizeof keys / sizeof *keys, groups);
	if (!st)
		st = take_sources(l, root);
	if (!st)
		st = take_searches(l, root);
	if (!st)
		st = take_alerts(l, root);
	if (!st)
		st = take_limits(l, root);
	if (!st)
		st = take_policy(l, root);
	return st ? st : take_fetch(l, root);
}

/* The folder that holds the file, from the root on and with a slash at its end: papers are known by their
 * paths, which must not depend on where the command was given. */
static struct slice folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *folder = slash ? arena_cstr(arena, slice_make(path, (size_t)(slash + 1 - path))) : ".";
	char *real = realpath(folder, NULL);
	struct slice made = arena_printf(arena, "%s/", real ? real : folder);
	free(real);
	return made;
}

enum status config_load(const char *path, struct config *config, struct error *err)
{
	*config = (struct config){.arena = ARENA_INIT};
	config->limits.batch_questions = 2000;
	config->limits.batch_megabytes = 64;
	config->limits.loss_percent = 10;
	config->limits.loss_papers = 20;
	config->policy.withdrawn_days = 30;
	config->alerts.entries = 100;
	config->alerts.hook_seconds = 60;
	config->file = arena_cstr(&config->arena, slice_of(path));
	const struct loader loader = {config, folder_of(&config->arena, path), err};
	config_t file;
	enum status st;
	config_init(&file);
	if (config_read_file(&file, path))
		st = take_all(&loader, &file);
	else if (config_error_type(&file) == CONFIG_ERR_FILE_IO)
		st = error_set(err, STATUS_IO, "cannot read %s", path);
	else
		st = error_set(err, STATUS_FORMAT, "%s, line %d: %s", path, config_error_line(&file),
			       config_error_text(&file));
	config_destroy(&file);
	return st;
}

void config_release(struct config *config)
{
	arena_release(&config->arena);
}

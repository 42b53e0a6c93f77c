/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/config.h"

#include <libconfig.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "corpus/source.h"

/* One setting of a group: its name, and where its value goes by its type. */
struct key {
	const char *name;
	enum { KEY_PATH, KEY_TEXT, KEY_NUMBER } type;
	void *value; /* const char ** or int * */
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
			st = keys[k].type == KEY_NUMBER ? take_number(l, s, &keys[k])
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

static enum status take_searches(const struct loader *l, const config_setting_t *root)
{
	struct config *c = l->config;
	config_setting_t *list;
	enum status st = find_list(l, root, "searches", &list, &c->search_count);
	c->searches = arena_calloc(&c->arena, c->search_count, sizeof *c->searches);
	for (size_t i = 0; !st && i < c->search_count; i++) {
		struct config_search *s = &c->searches[i];
		const config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
		const struct key keys[] = {{"name", KEY_TEXT, &s->name, 0, 0, true},
					   {"query", KEY_TEXT, &s->query, 0, 0, true},
					   {"feed", KEY_PATH, &s->feed, 0, 0, false},
					   {"digest", KEY_PATH, &s->digest, 0, 0, false},
					   {"hook", KEY_PATH, &s->hook, 0, 0, false}};
		st = take_group(l, group, keys, sizeof keys / sizeof *keys, NULL);
		if (!st && !s->feed && !s->digest && !s->hook)
			st = bad(l, group, "search \"%s\" has no feed, no digest and no hook", s->name);
		for (size_t k = 0; !st && k < i; k++)
			if (strcmp(c->searches[k].name, s->name) == 0)
				st = bad(l, group, "two searches are called \"%s\"", s->name);
	}
	return st;
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

static enum status take_all(const struct loader *l, const config_t *file)
{
	static const char *const groups[] = {"sources", "searches", "limits", "policy", NULL};
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
		st = take_limits(l, root);
	return st ? st : take_policy(l, root);
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

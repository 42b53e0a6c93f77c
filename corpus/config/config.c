/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/cost_limit.h"
#include "corpus/config/config_internal.h"
#include "corpus/sources/source.h"

static bool is_type(const char *type)
{
	const char *name;
	for (size_t i = 0; (name = source_type_name(i)) != NULL; i++)
		if (strcmp(name, type) == 0)
			return true;
	return false;
}

static enum status take_sources(const struct config_loader *l, const config_setting_t *root)
{
	struct config *c = l->config;
	config_setting_t *list;
	size_t count;
	enum status st = config_find_list(l, root, "sources", &list, &count);
	c->sources = arena_calloc(&c->arena, count + 1, sizeof *c->sources);
	for (size_t i = 0; !st && i < count; i++) {
		struct config_source *s = &c->sources[i];
		const config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
		const struct config_key keys[] = {{"name", KEY_TEXT, &s->name, 0, 0, true},
						  {"path", KEY_PATH, &s->path, 0, 0, true},
						  {"type", KEY_TEXT, &s->type, 0, 0, false}};
		st = config_take_group(l, group, keys, sizeof keys / sizeof *keys, NULL);
		if (!st && s->type && !is_type(s->type))
			st = config_bad(l, group, "unknown type \"%s\"", s->type);
		for (size_t k = 0; !st && k < i; k++)
			if (strcmp(c->sources[k].name, s->name) == 0)
				st = config_bad(l, group, "two sources are called \"%s\"", s->name);
	}
	c->source_count = count;
	if (!st && c->spool)
		c->sources[c->source_count++] = (struct config_source){"spool", c->spool, NULL};
	if (!st && !c->source_count)
		st = config_bad(l, list, "there are no sources");
	return st;
}

static enum status take_policy(const struct config_loader *l, const config_setting_t *root)
{
	struct config *c = l->config;
	const config_setting_t *group = config_setting_get_member(root, "policy");
	const char *withdrawn = "keep";
	const struct config_key keys[] = {
		{"withdrawn", KEY_TEXT, &withdrawn, 0, 0, false},
		{"withdrawn_days", KEY_NUMBER, &c->policy.withdrawn_days, 0, 36500, false}};
	enum status st = group ? config_take_group(l, group, keys, sizeof keys / sizeof *keys, NULL)
			       : STATUS_OK;
	c->policy.remove_withdrawn = strcmp(withdrawn, "remove") == 0;
	if (!st && !c->policy.remove_withdrawn && strcmp(withdrawn, "keep") != 0)
		st = config_bad(l, group, "withdrawn must be \"keep\" or \"remove\", not \"%s\"",
				withdrawn);
	return st;
}

static enum status take_limits(const struct config_loader *l, const config_setting_t *root)
{
	struct config *c = l->config;
	const config_setting_t *group = config_setting_get_member(root, "limits");
	const struct config_key keys[] = {
		{"batch_questions", KEY_NUMBER, &c->limits.batch_questions, 1, 1000000, false},
		{"batch_megabytes", KEY_NUMBER, &c->limits.batch_megabytes, 1, 4096, false},
		{"loss_percent", KEY_NUMBER, &c->limits.loss_percent, 0, 100, false},
		{"loss_papers", KEY_NUMBER, &c->limits.loss_papers, 0, INT_MAX, false},
		{"bulk_megabytes", KEY_NUMBER, &c->limits.bulk_megabytes, 0, 1000000, false},
		{"paper_seconds", KEY_NUMBER, &c->limits.paper_seconds, 1, 86400, false},
		{"paper_megabytes", KEY_NUMBER, &c->limits.paper_megabytes, 16, 1000000, false}};
	return group ? config_take_group(l, group, keys, sizeof keys / sizeof *keys, NULL)
		     : STATUS_OK;
}

static enum status take_all(const struct config_loader *l, const config_t *file)
{
	static const char *const groups[] = {"sources", "searches", "alerts",  "limits",   "policy",
					     "fetch",   "mandates", "parties", "synonyms", NULL};
	struct config *c = l->config;
	const config_setting_t *root = config_root_setting(file);
	const struct config_key keys[] = {{"database", KEY_PATH, &c->database, 0, 0, true},
					  {"spool", KEY_PATH, &c->spool, 0, 0, false},
					  {"corrections", KEY_PATH, &c->corrections, 0, 0, false},
					  {"metrics", KEY_PATH, &c->metrics, 0, 0, false},
					  {"names", KEY_PATH, &c->names, 0, 0, false}};
	enum status st = config_take_group(l, root, keys, sizeof keys / sizeof *keys, groups);
	if (!st)
		st = take_sources(l, root);
	if (!st)
		st = config_take_searches(l, root);
	if (!st)
		st = config_take_alerts(l, root);
	if (!st)
		st = config_take_lists(l, root);
	if (!st)
		st = take_limits(l, root);
	if (!st)
		st = take_policy(l, root);
	return st ? st : config_take_fetch(l, root);
}

/* The folder that holds the file, from the root on and with a slash at its end: papers are known by
 * their paths, which must not depend on where the command was given. */
static struct slice folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *folder = slash ? arena_cstr(arena, slice_make(path, (size_t)(slash + 1 - path)))
				   : ".";
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
	config->limits.bulk_megabytes = 8;
	config->limits.paper_seconds = COST_LIMIT_SECONDS;
	config->limits.paper_megabytes = COST_LIMIT_MEGABYTES;
	config->policy.withdrawn_days = 30;
	config->alerts.entries = 100;
	config->alerts.hook_seconds = 60;
	config->file = arena_cstr(&config->arena, slice_of(path));
	const struct config_loader loader = {config, folder_of(&config->arena, path), err};
	config_t file;
	enum status st;
	config_init(&file);
	if (config_read_file(&file, path))
		st = take_all(&loader, &file);
	else if (config_error_type(&file) == CONFIG_ERR_FILE_IO)
		st = error_set(err, STATUS_IO, "cannot read %s", path);
	else
		st = error_set(err, STATUS_FORMAT, "%s, line %d: %s", path,
			       config_error_line(&file), config_error_text(&file));
	config_destroy(&file);
	return st;
}

void config_release(struct config *config)
{
	arena_release(&config->arena);
}

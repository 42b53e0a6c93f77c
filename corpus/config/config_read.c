/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/config/config_internal.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/edit_distance.h"

enum status config_bad(const struct config_loader *l, const config_setting_t *at,
		       const char *format, ...)
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

static enum status take_string(const struct config_loader *l, const config_setting_t *s,
			       const struct config_key *key)
{
	struct arena *a = &l->config->arena;
	const char *text = config_setting_get_string(s);
	if (!text)
		return config_bad(l, s, "%s must be a text in quotes", key->name);
	if (!*text)
		return config_bad(l, s, "%s is empty", key->name);
	if (key->type == KEY_PATH && *text != '/' && l->folder.len)
		text = arena_printf(a, "%.*s%s", SLICE_ARG(l->folder), text).ptr;
	*(const char **)key->value = arena_cstr(a, slice_of(text));
	return STATUS_OK;
}

/* A program and its arguments, or other texts: a list of them, or one. */
static enum status take_texts(const struct config_loader *l, const config_setting_t *s,
			      const struct config_key *key)
{
	const int type = config_setting_type(s);
	const bool program = key->type == KEY_PROGRAM;
	if (type == CONFIG_TYPE_GROUP)
		return config_bad(
			l, s,
			program ? "%s must be a program, or a list of a program and its arguments"
				: "%s must be a text, or a list of texts",
			key->name);
	const bool many = type == CONFIG_TYPE_ARRAY || type == CONFIG_TYPE_LIST;
	const int count = many ? config_setting_length(s) : 1;
	const char **argv = arena_calloc(&l->config->arena, (size_t)count + 1, sizeof *argv);
	enum status st = count ? STATUS_OK : config_bad(l, s, "%s is empty", key->name);
	for (int i = 0; !st && i < count; i++) {
		const struct config_key one = {
			key->name, program && !i ? KEY_PATH : KEY_TEXT, &argv[i], 0, 0, true};
		st = take_string(l, many ? config_setting_get_elem(s, (unsigned)i) : s, &one);
	}
	*(const char *const **)key->value = argv;
	return st;
}

static enum status take_number(const struct config_loader *l, const config_setting_t *s,
			       const struct config_key *key)
{
	if (config_setting_type(s) != CONFIG_TYPE_INT)
		return config_bad(l, s, "%s must be a number", key->name);
	int n = config_setting_get_int(s);
	if (n < key->low || n > key->high)
		return config_bad(l, s, "%s must be from %d to %d", key->name, key->low, key->high);
	*(int *)key->value = n;
	return STATUS_OK;
}

/* Keeps the name in *nearest when it is nearer to what was written than all before: a third of its
 * letters may differ. */
static void keep_nearer(const char *written, const char *name, const char **nearest,
			unsigned *least)
{
	unsigned d = edit_distance(slice_of(written), slice_of(name), EDIT_DISTANCE_MAX);
	if (d < *least && 3 * d <= strlen(name) + 2) {
		*nearest = name;
		*least = d;
	}
}

/* Reports a setting that the group does not have, with the one that was probably meant. */
static enum status unknown_setting(const struct config_loader *l, const config_setting_t *s,
				   const struct config_key *keys, size_t count,
				   const char *const *groups)
{
	const char *written = config_setting_name(s), *nearest = NULL;
	unsigned least = ~0u;
	for (size_t k = 0; k < count; k++)
		keep_nearer(written, keys[k].name, &nearest, &least);
	for (; groups && *groups; groups++)
		keep_nearer(written, *groups, &nearest, &least);
	return nearest ? config_bad(l, s, "unknown setting \"%s\"; did you mean \"%s\"?", written,
				    nearest)
		       : config_bad(l, s, "unknown setting \"%s\"", written);
}

enum status config_take_group(const struct config_loader *l, const config_setting_t *group,
			      const struct config_key *keys, size_t count,
			      const char *const *groups)
{
	enum status st = STATUS_OK;
	if (!config_setting_is_group(group))
		return config_bad(l, group, "%s must be a group in braces",
				  config_setting_name(group));
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
			     : keys[k].type == KEY_PROGRAM || keys[k].type == KEY_TEXTS
				     ? take_texts(l, s, &keys[k])
				     : take_string(l, s, &keys[k]);
		else if (!groups || !groups[g])
			st = unknown_setting(l, s, keys, count, groups);
	}
	for (size_t k = 0; !st && k < count; k++)
		if (keys[k].required && !*(const char **)keys[k].value)
			st = config_bad(l, group, "%s is missing", keys[k].name);
	return st;
}

enum status config_find_list(const struct config_loader *l, const config_setting_t *root,
			     const char *name, config_setting_t **list, size_t *count)
{
	*count = 0;
	*list = config_setting_get_member(root, name);
	if (!*list)
		return STATUS_OK;
	if (config_setting_type(*list) != CONFIG_TYPE_LIST)
		return config_bad(l, *list, "%s must be a list in round brackets", name);
	*count = (size_t)config_setting_length(*list);
	return STATUS_OK;
}

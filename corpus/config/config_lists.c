/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mandates, parties and other names of offices that the program does not have, or has wrong. */
#include <string.h>

#include "base/buffer.h"
#include "corpus/config/config_internal.h"
#include "corpus/model/question.h"
#include "corpus/offices/offices.h"
#include "corpus/text/dates.h"
#include "corpus/text/latin.h"
#include "corpus/text/person_name.h"

/* One line of UTF-8 without what divides the lists, and with a letter or digit in it. */
static enum status check_name(const struct config_loader *l, const config_setting_t *at,
			      const char *key, const char *text)
{
	struct arena *a = &l->config->arena;
	struct slice s = slice_of(text);
	if (utf8_check(s) != s.len)
		return config_bad(l, at, "%s is not valid UTF-8", key);
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < ' ' || s.ptr[i] == '|' || s.ptr[i] == ';')
			return config_bad(l, at,
					  "%s: \"%s\" has a character that cannot stand there", key,
					  text);
	return name_slug(a, s).len
		       ? STATUS_OK
		       : config_bad(l, at, "%s: \"%s\" has no letter or digit", key, text);
}

static enum status check_parliament(const struct config_loader *l, const config_setting_t *at,
				    const char *name)
{
	enum parliament parliament;
	return parliament_parse(slice_of(name), &parliament) && parliament != PARLIAMENT_UNKNOWN
		       ? STATUS_OK
		       : config_bad(l, at,
				    "parliament must be \"vlaams\", \"kamer\" or \"tweedekamer\", "
				    "not \"%s\"",
				    name);
}

static enum status take_day(const struct config_loader *l, const config_setting_t *at,
			    const char *key, const char *text, int *day)
{
	size_t used;
	*day = 0;
	if (text && (!date_parse(slice_of(text), day, &used) || text[used]))
		return config_bad(l, at, "%s: \"%s\" is not a valid date; write 2026-11-23", key,
				  text);
	return STATUS_OK;
}

static bool has_office(const char *title)
{
	struct office_cursor cursor = offices_of(slice_of(title), false);
	struct slice office;
	return offices_next(&cursor, &office);
}

static enum status take_mandate(const struct config_loader *l, const config_setting_t *group,
				struct buffer *out)
{
	const char *name = NULL, *title = NULL, *parliament = NULL, *from = NULL, *until = NULL,
		   *as = NULL;
	const struct config_key keys[] = {{"name", KEY_TEXT, &name, 0, 0, true},
					  {"title", KEY_TEXT, &title, 0, 0, true},
					  {"parliament", KEY_TEXT, &parliament, 0, 0, true},
					  {"from", KEY_TEXT, &from, 0, 0, true},
					  {"until", KEY_TEXT, &until, 0, 0, false},
					  {"signed", KEY_TEXT, &as, 0, 0, false}};
	int first = 0, last = 0;
	enum status st = config_take_group(l, group, keys, sizeof keys / sizeof *keys, NULL);
	if (!st)
		st = check_name(l, group, "name", name);
	if (!st)
		st = check_name(l, group, "title", title);
	if (!st && as)
		st = check_name(l, group, "signed", as);
	if (!st)
		st = check_parliament(l, group, parliament);
	if (!st)
		st = take_day(l, group, "from", from, &first);
	if (!st)
		st = take_day(l, group, "until", until, &last);
	if (!st && last && last < first)
		st = config_bad(l, group, "until is before from");
	if (!st && !has_office(title))
		st = config_bad(l, group, "title: \"%s\" names no office", title);
	if (st)
		return st;
	struct slice slug = name_slug(&l->config->arena, slice_of(name));
	buffer_printf(out, "m\t%.*s\t%s\t%s\t%d\t", SLICE_ARG(slug), name, title, first);
	if (last)
		buffer_printf(out, "%d", last);
	buffer_printf(out, "\t%s\t\t%s\n", parliament, as ? as : "");
	return STATUS_OK;
}

/* A name and its other names. */
struct named {
	const char *name, *parliament;
	const char *const *others;
};

static enum status take_named(const struct config_loader *l, const config_setting_t *group,
			      struct named *n)
{
	const struct config_key keys[] = {{"name", KEY_TEXT, &n->name, 0, 0, true},
					  {"parliament", KEY_TEXT, &n->parliament, 0, 0, true},
					  {"others", KEY_TEXTS, &n->others, 0, 0, true}};
	enum status st = config_take_group(l, group, keys, sizeof keys / sizeof *keys, NULL);
	if (!st)
		st = check_parliament(l, group, n->parliament);
	if (!st)
		st = check_name(l, group, "name", n->name);
	for (size_t i = 0; !st && n->others[i]; i++)
		st = check_name(l, group, "others", n->others[i]);
	return st;
}

static bool has_name(const struct config_loader *l, const struct named *n, struct slice slug)
{
	struct arena *a = &l->config->arena;
	bool found = slice_eq(name_slug(a, slice_of(n->name)), slug);
	for (size_t i = 0; !found && n->others[i]; i++)
		found = slice_eq(name_slug(a, slice_of(n->others[i])), slug);
	return found;
}

/* No name stands for two. */
static enum status check_unlike(const struct config_loader *l, const config_setting_t *at,
				const struct named *all, size_t i)
{
	struct arena *a = &l->config->arena;
	for (size_t k = 0; k < i; k++) {
		if (strcmp(all[k].parliament, all[i].parliament) != 0)
			continue;
		if (has_name(l, &all[k], name_slug(a, slice_of(all[i].name))))
			return config_bad(l, at, "\"%s\" is there twice", all[i].name);
		for (size_t o = 0; all[i].others[o]; o++)
			if (has_name(l, &all[k], name_slug(a, slice_of(all[i].others[o]))))
				return config_bad(l, at, "\"%s\" stands for \"%s\" and for \"%s\"",
						  all[i].others[o], all[k].name, all[i].name);
	}
	return STATUS_OK;
}

static void put_named(struct buffer *out, const struct named *n, bool party)
{
	if (party)
		buffer_printf(out, "p\t%s\t%s\t\t%s\t%s", n->parliament, n->name, n->name, n->name);
	else
		buffer_printf(out, "s\to\t%s\t%s\t%s", n->parliament, n->name, n->name);
	for (size_t i = 0; n->others[i]; i++)
		buffer_printf(out, "|%s", n->others[i]);
	/* the full name of a party stands last */
	buffer_printf(out, party ? "|%s\n" : "\n", n->name);
}

static enum status take_names(const struct config_loader *l, const config_setting_t *root,
			      const char *key, bool party, struct buffer *out)
{
	config_setting_t *list;
	size_t count;
	enum status st = config_find_list(l, root, key, &list, &count);
	struct named *all = arena_calloc(&l->config->arena, count + 1, sizeof *all);
	for (size_t i = 0; !st && i < count; i++) {
		const config_setting_t *at = config_setting_get_elem(list, (unsigned)i);
		st = take_named(l, at, &all[i]);
		if (!st)
			st = check_unlike(l, at, all, i);
		if (!st)
			put_named(out, &all[i], party);
	}
	return st;
}

enum status config_take_lists(const struct config_loader *l, const config_setting_t *root)
{
	struct buffer out = BUFFER_INIT;
	config_setting_t *list;
	size_t count;
	enum status st = config_find_list(l, root, "mandates", &list, &count);
	for (size_t i = 0; !st && i < count; i++)
		st = take_mandate(l, config_setting_get_elem(list, (unsigned)i), &out);
	if (!st)
		st = take_names(l, root, "parties", true, &out);
	if (!st)
		st = take_names(l, root, "synonyms", false, &out);
	if (!st)
		st = config_take_names(l, l->config->names, &out);
	l->config->lists = arena_copy(&l->config->arena, buffer_slice(&out));
	buffer_release(&out);
	return st;
}

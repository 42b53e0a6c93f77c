/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_CONFIG_INTERNAL_H
#define CORPUS_CONFIG_INTERNAL_H

/* What the parts of the configuration share; nobody else includes this. */
#include <libconfig.h>

#include "base/buffer.h"
#include "corpus/config/config.h"

/* One setting of a group: its name, and where its value goes by its type. */
struct config_key {
	const char *name;
	enum { KEY_PATH, KEY_TEXT, KEY_NUMBER, KEY_PROGRAM, KEY_TEXTS } type;
	void *value; /* const char **, int *, or const char *const ** of a program or texts */
	int low, high;
	bool required;
};

struct config_loader {
	struct config *config;
	struct slice folder; /* of the file, with its slash */
	struct error *err;
};

/* An error at a place in the file: "FILE, line N: ..."; `at` may be NULL. */
MUST_CHECK enum status config_bad(const struct config_loader *l, const config_setting_t *at,
				  const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Takes a group's settings over; a name that no key has is an error unless it is one of `groups`
 * (ends with NULL, may be NULL). */
MUST_CHECK enum status config_take_group(const struct config_loader *l,
					 const config_setting_t *group,
					 const struct config_key *keys, size_t count,
					 const char *const *groups);

/* The list of groups of this name; *count 0 when there is none. */
MUST_CHECK enum status config_find_list(const struct config_loader *l, const config_setting_t *root,
					const char *name, config_setting_t **list, size_t *count);

/* Saved searches, and where they go (config_searches.c). */
MUST_CHECK enum status config_take_searches(const struct config_loader *l,
					    const config_setting_t *root);
MUST_CHECK enum status config_take_alerts(const struct config_loader *l,
					  const config_setting_t *root);

/* What is added to the lists of mandates, parties and ministries (config_lists.c). */
MUST_CHECK enum status config_take_lists(const struct config_loader *l,
					 const config_setting_t *root);

/* Appends the lines of a file of other names to the lists (config_names.c); NULL for none. */
MUST_CHECK enum status config_take_names(const struct config_loader *l, const char *path,
					 struct buffer *lists);

/* Services that papers are fetched from (config_fetch.c); the spool is known by then. */
MUST_CHECK enum status config_take_fetch(const struct config_loader *l,
					 const config_setting_t *root);

#endif

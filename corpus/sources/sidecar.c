/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NAME.meta.json beside NAME.txt: what the text itself does not say. */
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "corpus/sources/source_internal.h"

static const char sidecar_end[] = ".meta.json";

bool source_is_sidecar(const char *path)
{
	return slice_ends(slice_of(path), sidecar_end);
}

bool source_sidecar_has_text(const char *path)
{
	static const char *const ends[] = {".txt", "", ".text", ".pdf", ".docx", ".odt", ".html"};
	char text[PATH_MAX];
	size_t n = strlen(path) - strlen(sidecar_end);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		int len = snprintf(text, sizeof text, "%.*s%s", (int)n, path, ends[i]);
		if (len > 0 && (size_t)len < sizeof text && access(text, F_OK) == 0)
			return true;
	}
	return false;
}

/* "x.meta.json" or "x.txt.meta.json" for x.txt. */
enum status sidecar_load(const char *path, json_t **sidecar, struct error *err)
{
	char name[PATH_MAX];
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');
	size_t lengths[] = {dot ? (size_t)(dot - path) : strlen(path), strlen(path)};
	*sidecar = NULL;
	for (int i = 0; i < 2 && !*sidecar; i++) {
		int n = snprintf(name, sizeof name, "%.*s%s", (int)lengths[i], path, sidecar_end);
		if (n < 0 || (size_t)n >= sizeof name || access(name, F_OK) != 0)
			continue;
		json_error_t je;
		*sidecar = json_load_file(name, JSON_REJECT_DUPLICATES, &je);
		if (!*sidecar)
			return error_set(err, STATUS_FORMAT, "sidecar %s, line %d: %s", name,
					 je.line, je.text);
	}
	return STATUS_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/html/identity.h"

#include <errno.h>
#include <stdio.h>

#include "base/arena.h"
#include "corpus/text/latin.h"

enum { FILE_MAX = 256 * 1024 };

static struct arena memory = ARENA_INIT;
static struct identity self = {
	.name = SLICE_LIT("Vraagbaak"),
	.description = SLICE_LIT("Zoek in parlementaire vragen en de antwoorden van ministers: "
				 "elke deelvraag naast haar antwoord."),
};

const struct identity *identity(void)
{
	return &self;
}

/* ---- files ---- */

static enum status read_file(const char *path, struct slice *out, struct error *err)
{
	char *text = arena_alloc(&memory, FILE_MAX + 1);
	FILE *file = fopen(path, "rb");
	if (!file)
		return error_set(err, STATUS_IO, "cannot read %s: %s", path, strerror(errno));
	const size_t len = fread(text, 1, FILE_MAX + 1, file);
	const bool failed = ferror(file) != 0;
	fclose(file);
	if (failed)
		return error_set(err, STATUS_IO, "cannot read %s", path);
	if (len > FILE_MAX)
		return error_set(err, STATUS_USAGE, "%s is larger than %d KB", path,
				 FILE_MAX / 1024);
	*out = slice_make(text, len);
	if (utf8_check(*out) < len || memchr(text, 0, len))
		return error_set(err, STATUS_USAGE, "%s is not text in UTF-8", path);
	return STATUS_OK;
}

/* A file named in the site file, which is beside it unless its path is whole. */
static enum status read_beside(const char *site_file, struct slice name, struct slice *out,
			       struct error *err)
{
	const char *slash = strrchr(site_file, '/');
	const struct slice folder = slice_make(site_file, slash && (!name.len || *name.ptr != '/')
								  ? (size_t)(slash - site_file) + 1
								  : 0);
	return read_file(arena_cstr(&memory, arena_printf(&memory, "%.*s%.*s", SLICE_ARG(folder),
							  SLICE_ARG(name))),
			 out, err);
}

/* ---- settings ---- */

static bool is_colour(struct slice s)
{
	if (s.len != 7 || *s.ptr != '#')
		return false;
	for (size_t i = 1; i < s.len; i++)
		if (!byte_is_digit(s.ptr[i]) &&
		    !(byte_lower(s.ptr[i]) >= 'a' && byte_lower(s.ptr[i]) <= 'f'))
			return false;
	return true;
}

static bool is_address(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] <= ' ' || strchr("\"'<>;,", s.ptr[i]))
			return false;
	return slice_starts(s, "https://") || slice_starts(s, "http://");
}

static bool are_origins(struct slice list)
{
	while (list.len) {
		const size_t end = slice_find(list, 0, " ");
		if (end && !is_address(slice_sub(list, 0, end)))
			return false;
		list = slice_from(list, end + 1);
	}
	return true;
}

static bool add_link(struct slice value)
{
	const size_t bar = slice_find(value, 0, "|");
	const struct slice title = slice_trim(slice_sub(value, 0, bar)),
			   address = slice_trim(slice_from(value, bar + 1));
	if (!title.len || self.link_count == IDENTITY_LINKS_MAX ||
	    (!is_address(address) && !slice_starts(address, "mailto:")))
		return false;
	self.links[self.link_count].title = title;
	self.links[self.link_count++].address = address;
	return true;
}

static enum status set(const char *path, struct slice key, struct slice value, unsigned line,
		       struct error *err)
{
	static const struct {
		const char *key;
		struct slice *to;
		bool file, colour;
	} settings[] = {{"name", &self.name, false, false},
			{"description", &self.description, false, false},
			{"accent", &self.accent, false, true},
			{"accent-dark", &self.accent_dark, false, true},
			{"logo", &self.logo, true, false},
			{"about", &self.about, true, false},
			{"privacy", &self.privacy, true, false},
			{"contact", &self.contact, true, false}};
	bool fine = value.len > 0;
	if (fine && slice_is(key, "link"))
		fine = add_link(value);
	else if (fine && slice_is(key, "embed") && (fine = are_origins(value)))
		self.embed = value;
	if (!fine)
		return error_set(err, STATUS_USAGE, "%s, line %u: \"%.*s\" is not a valid %.*s",
				 path, line, SLICE_ARG(value), SLICE_ARG(key));
	if (slice_is(key, "link") || slice_is(key, "embed"))
		return STATUS_OK;
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		if (!slice_is(key, settings[i].key))
			continue;
		if (settings[i].colour && !is_colour(value))
			return error_set(err, STATUS_USAGE,
					 "%s, line %u: %.*s must be a colour such as #1f5a66", path,
					 line, SLICE_ARG(key));
		*settings[i].to = value;
		return settings[i].file ? read_beside(path, value, settings[i].to, err) : STATUS_OK;
	}
	return error_set(err, STATUS_USAGE,
			 "%s, line %u: unknown setting \"%.*s\"; there are name, description, "
			 "accent, accent-dark, logo, "
			 "about, privacy, contact, link, embed",
			 path, line, SLICE_ARG(slice_sub(key, 0, 40)));
}

enum status identity_read(const char *path, struct error *err)
{
	struct slice text, line;
	unsigned number = 0;
	enum status st = read_file(path, &text, err);
	while (!st && slice_next_line(&text, &line)) {
		number++;
		line = slice_trim(line);
		if (!line.len || *line.ptr == '#')
			continue;
		const size_t sign = slice_find(line, 0, "=");
		if (sign == line.len)
			return error_set(err, STATUS_USAGE,
					 "%s, line %u: not of the form KEY = VALUE", path, number);
		st = set(path, slice_trim(slice_sub(line, 0, sign)),
			 slice_trim(slice_from(line, sign + 1)), number, err);
	}
	return st;
}

/* ---- the base path ---- */

void identity_set_url(const char *url)
{
	const struct slice address = slice_of(url);
	const size_t host = slice_find(address, 0, "://") + 3;
	self.base = slice_from(address, slice_find(address, host, "/"));
}

void identity_rebase(struct buffer *html)
{
	static const char *const attributes[] = {" href=\"/", " src=\"/", " action=\"/"};
	const struct slice text = buffer_slice(html);
	struct buffer out = BUFFER_INIT;
	size_t from = 0;
	if (!self.base.len)
		return;
	/* no text of others can have such an attribute: its quotation marks are references */
	for (size_t at = slice_find(text, 0, "=\"/"); at < text.len;
	     at = slice_find(text, at + 1, "=\"/"))
		for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
			const size_t len = strlen(attributes[i]) - strlen("=\"/");
			if (at < len || !slice_starts(slice_from(text, at - len), attributes[i]))
				continue;
			buffer_add_slice(&out, slice_sub(text, from, at + 2));
			buffer_add_slice(&out, self.base);
			from = at + 2;
		}
	buffer_add_slice(&out, slice_from(text, from));
	buffer_release(html);
	*html = out;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/offices/ministries.h"

#include "corpus/offices/added.h"
#include "corpus/text/person_name.h"

extern const char ministries_data[], ministries_end[];

__asm__(".section .rodata\n"
	".global ministries_data\n"
	"ministries_data:\n"
	".incbin \"corpus/offices/ministries.tsv\"\n"
	".global ministries_end\n"
	"ministries_end:\n"
	".byte 0\n"
	".previous\n");

struct entry {
	bool agency;
	struct slice parliament, offices, names;
};

/* Lines: "o" or "a", parliament, offices, names joined by "|"; those of the operator first. */
static bool next_entry(size_t *pos, struct entry *out)
{
	struct slice added = added_ministries();
	struct slice all = slice_make(ministries_data, (size_t)(ministries_end - ministries_data));
	bool first = *pos < added.len;
	struct slice rest = first ? slice_from(added, *pos) : slice_from(all, *pos - added.len),
		     line;
	if (!slice_next_line(&rest, &line))
		return false;
	*pos = added.len + (first ? 0 : all.len) - rest.len;
	out->agency = slice_is(added_column(&line), "a");
	out->parliament = added_column(&line);
	out->offices = added_column(&line);
	out->names = added_column(&line);
	return true;
}

static bool has_name(const struct entry *e, struct slice slug)
{
	struct arena arena = ARENA_INIT;
	struct slice rest = e->names;
	bool found = false;
	while (!found && rest.len) {
		size_t end = slice_find(rest, 0, "|");
		found = slice_eq(name_slug(&arena, slice_sub(rest, 0, end)), slug);
		rest = slice_from(rest, end < rest.len ? end + 1 : end);
	}
	arena_release(&arena);
	return found;
}

/* "de premier" and "minister van VWS" name what "premier" and "VWS" do. */
static struct slice bare(struct slice slug)
{
	static const char *const before[] = {
		"de-", "het-", "minister-van-", "minister-voor-", "ministerie-van-", "ministerie-"};
	for (size_t i = 0; i < sizeof before / sizeof *before; i++)
		if (slice_starts(slug, before[i])) {
			slug = slice_from(slug, strlen(before[i]));
			i = (size_t)-1;
		}
	return slug;
}

bool ministries_named(struct slice text, size_t *pos, struct ministry *out)
{
	struct arena arena = ARENA_INIT;
	struct slice slug = name_slug(&arena, text);
	struct entry e;
	bool found = false;
	while (slug.len && !found && next_entry(pos, &e))
		found = !e.agency && (has_name(&e, slug) || has_name(&e, bare(slug)));
	if (found && !parliament_parse(e.parliament, &out->parliament))
		out->parliament = PARLIAMENT_UNKNOWN;
	out->offices = found ? e.offices : SLICE_EMPTY;
	arena_release(&arena);
	return found;
}

bool ministries_is_agency(struct slice text)
{
	struct arena arena = ARENA_INIT;
	struct slice slug = name_slug(&arena, text);
	struct entry e;
	size_t pos = 0;
	bool found = false;
	while (slug.len && !found && next_entry(&pos, &e))
		found = e.agency && has_name(&e, slug);
	arena_release(&arena);
	return found;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/offices/parties.h"

#include "corpus/offices/added.h"
#include "corpus/text/person_name.h"

extern const char parties_data[], parties_end[];

__asm__(".section .rodata\n"
	".global parties_data\n"
	"parties_data:\n"
	".incbin \"corpus/offices/parties.tsv\"\n"
	".global parties_end\n"
	"parties_end:\n"
	".byte 0\n"
	".previous\n");

/* A line: parliament, the name that counts, "?" when unsure, abbreviation, all names joined by
 * "|". */
struct party {
	struct slice parliament, counted, abbreviation, names;
	bool unsure;
};

/* Those of the operator come first; pos counts bytes of both. */
static bool next_party(size_t *pos, struct party *out)
{
	struct slice added = added_parties(),
		     all = slice_make(parties_data, (size_t)(parties_end - parties_data));
	bool first = *pos < added.len;
	struct slice rest = first ? slice_from(added, *pos) : slice_from(all, *pos - added.len),
		     line;
	if (!slice_next_line(&rest, &line))
		return false;
	*pos = added.len + (first ? 0 : all.len) - rest.len;
	out->parliament = added_column(&line);
	out->counted = added_column(&line);
	out->unsure = added_column(&line).len > 0;
	out->abbreviation = added_column(&line);
	out->names = added_column(&line);
	return true;
}

static bool next_name(struct slice *names, struct slice *name)
{
	if (!names->len)
		return false;
	size_t end = slice_find(*names, 0, "|");
	*name = slice_sub(*names, 0, end);
	*names = slice_from(*names, end < names->len ? end + 1 : end);
	return true;
}

static bool same(struct arena *arena, struct slice name, struct slice slug)
{
	return slice_eq(name_slug(arena, name), slug);
}

/* The name that counts, the abbreviation or the full name, which stands last. */
static bool is_main(const struct party *p, struct arena *arena, struct slice slug)
{
	struct slice rest = p->names, name = SLICE_EMPTY;
	while (next_name(&rest, &name))
		;
	return same(arena, p->counted, slug) || same(arena, p->abbreviation, slug) ||
	       same(arena, name, slug);
}

static bool is_name(const struct party *p, struct arena *arena, struct slice slug)
{
	struct slice rest = p->names, name;
	while (next_name(&rest, &name))
		if (same(arena, name, slug))
			return true;
	return is_main(p, arena, slug);
}

/* Another party of the same parliament has it for its own name: Groen sits in the faction
 * Ecolo-Groen. */
static bool is_anothers(const struct party *p, struct arena *arena, struct slice slug)
{
	struct party other;
	size_t pos = 0;
	while (next_party(&pos, &other))
		if (slice_eq(other.parliament, p->parliament) &&
		    !slice_eq(other.counted, p->counted) && is_main(&other, arena, slug))
			return true;
	return false;
}

struct slice party_counted(struct slice printed, enum parliament parliament)
{
	struct arena arena = ARENA_INIT;
	struct slice slug = name_slug(&arena, printed), counted = printed;
	struct party p;
	size_t pos = 0;
	bool found = false;
	while (slug.len && !found && next_party(&pos, &p)) {
		found = slice_is(p.parliament, parliament_name(parliament)) && !p.unsure &&
			is_name(&p, &arena, slug) &&
			(is_main(&p, &arena, slug) || !is_anothers(&p, &arena, slug));
		counted = found ? p.counted : printed;
	}
	arena_release(&arena);
	return counted;
}

/* Fills pos with the number of the name among those of all parties that fit. */
bool party_names(struct slice text, struct arena *arena, size_t *pos, struct slice *slug)
{
	struct slice wanted = name_slug(arena, text);
	struct party p;
	size_t at = 0, n = 1;
	if ((*pos)++ == 0) {
		*slug = wanted;
		return wanted.len > 0;
	}
	while (next_party(&at, &p)) {
		struct slice rest = p.names, name;
		bool main = is_main(&p, arena, wanted);
		if (!main && !is_name(&p, arena, wanted))
			continue;
		/* by a name that is another's too, only the party that sits in one faction with
		 * it */
		bool only_itself = !main && is_anothers(&p, arena, wanted);
		if (n++ == *pos - 1) {
			*slug = name_slug(arena, p.counted);
			return true;
		}
		while (!only_itself && next_name(&rest, &name)) {
			*slug = name_slug(arena, name);
			if (is_anothers(&p, arena, *slug))
				continue;
			if (n++ == *pos - 1)
				return true;
		}
	}
	return false;
}

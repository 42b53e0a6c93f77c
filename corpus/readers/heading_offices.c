/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The headings are wrapped by a typesetter and unwrapped by whoever extracted the
 * text, often without the space ("van Klimaaten Groene Groei"); ministries are
 * therefore recognised without regard to spaces.
 */
#include "corpus/readers/heading_internal.h"

#include "base/edit_distance.h"
#include "corpus/text/latin.h"

/* Ministries since 2010, the longer before those they begin with. */
static const char *const ministries[] = {
	"Algemene Zaken",
	"Asiel en Migratie",
	"Binnenlandse Zaken en Koninkrijksrelaties",
	"Buitenlandse Handel en Ontwikkelingshulp",
	"Buitenlandse Handel en Ontwikkelingssamenwerking",
	"Buitenlandse Zaken",
	"Defensie",
	"Economische Zaken en Klimaat",
	"Economische Zaken, Landbouw en Innovatie",
	"Economische Zaken",
	"Financi\xc3\xabn",
	"Infrastructuur en Milieu",
	"Infrastructuur en Waterstaat",
	"Justitie en Veiligheid",
	"Klimaat en Energie",
	"Klimaat en Groene Groei",
	"Landbouw, Natuur en Voedselkwaliteit",
	"Landbouw, Visserij, Voedselzekerheid en Natuur",
	"Natuur en Stikstof",
	"Onderwijs, Cultuur en Wetenschap",
	"Rechtsbescherming",
	"Sociale Zaken en Werkgelegenheid",
	"Veiligheid en Justitie",
	"Volkshuisvesting en Ruimtelijke Ordening",
	"Volksgezondheid, Welzijn en Sport",
	"Wonen en Rijksdienst",
	"Langdurige Zorg en Sport",
	"Medische Zorg",
	"Armoedebeleid, Participatie en Pensioenen",
	"Primair en Voortgezet Onderwijs",
};

/* Length of the ministry that text begins with, spaces left aside; *name is its proper name. */
static size_t match_ministry(struct slice text, const char **name)
{
	for (size_t m = 0; m < sizeof ministries / sizeof *ministries; m++) {
		const char *p = ministries[m];
		size_t i = 0;
		while (*p && i < text.len) {
			if (byte_is_space(*p))
				p++;
			else if (byte_is_space(text.ptr[i]))
				i++;
			else if (byte_lower(*p) == byte_lower(text.ptr[i]))
				p++, i++;
			else
				break;
		}
		if (!*p) {
			*name = ministries[m];
			return i;
		}
	}
	return 0;
}

/* ---- offices ---- */

static const struct {
	const char *word;
	const char *rank;
	bool plural;
} ranks[] = {
	{"minister-president", "Minister-president", false},
	{"ministers", "Minister", true},
	{"minister", "Minister", false},
	{"staatssecretarissen", "Staatssecretaris", true},
	{"staatssecretaris", "Staatssecretaris", false},
};
enum { RANKS = sizeof ranks / sizeof *ranks, NO_RANK = RANKS, SLIP_MIN = 6, SLIP_MAX = 24 };

/* A slip of the pen in the word at i: "minsters", "Staatsecretaris"; its index among the ranks and
 * its end. */
static size_t find_slip(struct slice s, size_t i, size_t *end)
{
	char word[SLIP_MAX];
	size_t n = 0;
	while (i + n < s.len && n < sizeof word && byte_is_alpha(s.ptr[i + n])) {
		word[n] = byte_lower(s.ptr[i + n]);
		n++;
	}
	for (size_t r = 0; r < RANKS && n >= SLIP_MIN && n < sizeof word; r++)
		if (word[0] == ranks[r].word[0] &&
		    edit_distance(slice_make(word, n), slice_of(ranks[r].word), 1) == 1) {
			*end = i + n;
			return r;
		}
	return NO_RANK;
}

/* The rank word at or after *pos: its index, *pos at its start and *end behind it. */
static size_t find_rank(struct slice s, size_t *pos, size_t *end)
{
	for (size_t i = *pos; i < s.len; i++) {
		if (i && (byte_is_alpha(s.ptr[i - 1]) || s.ptr[i - 1] == '-'))
			continue;
		for (size_t r = 0; r < RANKS; r++) {
			if (!slice_starts_nocase(slice_from(s, i), ranks[r].word))
				continue;
			size_t stop = i + strlen(ranks[r].word);
			bool ministerie = stop < s.len && s.ptr[stop] >= 'a' && s.ptr[stop] <= 'z';
			if (ministerie)
				continue;
			*pos = i;
			*end = stop;
			return r;
		}
		size_t slip = find_slip(s, i, end);
		if (slip != NO_RANK) {
			*pos = i;
			return slip;
		}
	}
	*pos = s.len;
	return NO_RANK;
}

static struct slice strip_joints(struct slice s)
{
	static const char *const ends[] = {" en", " de", " het", ",", " het kabinet"};
	bool again = true;
	s = slice_trim(s);
	while (again) {
		again = false;
		for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
			if (slice_ends(s, ends[i])) {
				s = slice_trim(slice_sub(s, 0, s.len - strlen(ends[i])));
				again = true;
			}
	}
	if (slice_is(s, "en") || slice_is(s, "de") || slice_is(s, "en de"))
		return SLICE_EMPTY;
	return s;
}

struct slice heading_ministry(struct slice text)
{
	const char *name;
	text = slice_trim(text);
	return text.len && match_ministry(text, &name) == text.len ? slice_of(name) : text;
}

/* As printed, but for the spaces. */
static struct slice proper_ministry(struct question *q, struct slice text)
{
	struct slice proper = heading_ministry(text);
	text = slice_trim(text);
	return proper.len != text.len ? arena_copy(&q->arena, proper) : text;
}

static void add_office(struct question *q, struct slice name, const char *rank, const char *prep,
		       struct slice ministry)
{
	ministry = proper_ministry(q, ministry);
	struct slice role = ministry.len ? arena_printf(&q->arena, "%s %s %.*s", rank, prep,
							SLICE_ARG(ministry))
					 : slice_of(rank);
	question_add_minister(q, name, role, SLICE_EMPTY);
	question_mark(q, FIELD_MINISTERS, ORIGIN_TEXT, 95);
}

/* Takes "van " or "voor " (also glued to a capital) off the front. */
static const char *take_preposition(struct slice *s)
{
	static const char *const words[] = {"voor", "van"};
	*s = slice_trim(*s);
	for (size_t i = 0; i < 2; i++) {
		size_t n = strlen(words[i]);
		if (!slice_starts(*s, words[i]) || s->len <= n)
			continue;
		if (byte_is_space(s->ptr[n]) || (s->ptr[n] >= 'A' && s->ptr[n] <= 'Z')) {
			*s = slice_trim(slice_from(*s, n));
			return words[i];
		}
	}
	return NULL;
}

/* Offset of the joint before a further ministry: ", van", " en voor", " en van". */
static size_t next_ministry(struct slice s, size_t *skip)
{
	static const char *const joints[] = {", van ",    ", voor ", " en van ",
					     " en voor ", " en van", " en voor"};
	for (size_t at = 0; at < s.len; at++)
		for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
			const size_t n = strlen(joints[i]);
			const bool glued = joints[i][n - 1] != ' ';
			if (!slice_starts(slice_from(s, at), joints[i]) ||
			    (glued &&
			     (at + n >= s.len || s.ptr[at + n] < 'A' || s.ptr[at + n] > 'Z')))
				continue;
			*skip = joints[i][0] == ',' ? 1 : 3;
			return at;
		}
	/* "van Onderwijs, Cultuur en Wetenschap en Volksgezondheid, ...": known names side by
	 * side */
	const char *name;
	size_t n = match_ministry(s, &name);
	bool and = n + 4 < s.len && slice_starts(slice_from(s, n), " en");
	if (n && and&&(s.ptr[n + 3] == ' ' || (s.ptr[n + 3] >= 'A' && s.ptr[n + 3] <= 'Z'))) {
		*skip = 3;
		return n;
	}
	return s.len;
}

/* One rank with the ministries behind it. */
static void add_offices(struct question *q, const char *rank, bool plural, struct slice text)
{
	const char *prep = take_preposition(&text);
	do {
		size_t skip = 0;
		size_t end = plural ? next_ministry(text, &skip) : text.len;
		struct slice one = slice_sub(text, 0, end);
		add_office(q, SLICE_EMPTY, rank, prep ? prep : "van", strip_joints(one));
		text = slice_from(text, end + skip);
		const char *next = take_preposition(&text);
		prep = next ? next : prep;
	} while (text.len);
}

void heading_take_offices(struct question *q, struct slice s)
{
	size_t pos = 0, end;
	size_t rank = find_rank(s, &pos, &end);
	size_t pending[8], pending_count = 0;
	while (rank != NO_RANK) {
		size_t next = end, next_end = 0;
		size_t next_rank = find_rank(s, &next, &next_end);
		struct slice text = strip_joints(slice_sub(s, end, next));
		bool leads = rank == 0; /* minister-president has no ministry */
		if (!text.len && !leads && next_rank != NO_RANK && pending_count < 8) {
			pending[pending_count++] = rank;
		} else {
			for (size_t i = 0; i < pending_count; i++)
				add_offices(q, ranks[pending[i]].rank, ranks[pending[i]].plural,
					    text);
			pending_count = 0;
			if (leads)
				text = SLICE_EMPTY;
			add_offices(q, ranks[rank].rank, ranks[rank].plural, text);
		}
		rank = next_rank;
		end = next_end;
	}
}

/* ---- who answers ---- */

static const char *preposition_for(struct slice heading, struct slice ministry)
{
	for (size_t i = 0; (i = slice_find(heading, i, "voor ")) < heading.len; i += 5) {
		struct slice rest = slice_from(heading, i + 5);
		size_t a = 0, b = 0;
		while (a < rest.len && b < ministry.len) {
			if (byte_is_space(rest.ptr[a]))
				a++;
			else if (byte_is_space(ministry.ptr[b]))
				b++;
			else if (rest.ptr[a] == ministry.ptr[b])
				a++, b++;
			else
				break;
		}
		if (b == ministry.len)
			return "voor";
	}
	return "van";
}

/* Offset of the bracket that closes the one at `open`. */
static size_t closing_bracket(struct slice s, size_t open)
{
	size_t close = open, depth = 0;
	while (close < s.len && !(s.ptr[close] == ')' && depth <= 1) &&
	       !(close > open && slice_starts(slice_from(s, close), "(ontvangen"))) {
		depth += s.ptr[close] == '(';
		close++;
	}
	return close;
}

/* Where a further name of the same rank begins behind a bracket: "Ministers A (X) en B (Y)"; s.len
 * when none does. */
static size_t next_of_rank(struct slice s, size_t close)
{
	static const char *const joints[] = {") en ", "), "};
	for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
		size_t name = close + strlen(joints[i]), pos = name, rank = name, end;
		if (!slice_starts(slice_from(s, close), joints[i]) || name >= s.len ||
		    !latin_is_upper(utf8_next(s, &pos)))
			continue;
		size_t open = slice_find(s, name, "(");
		return open < s.len && (find_rank(s, &rank, &end) == NO_RANK || rank > open)
			       ? name
			       : s.len;
	}
	return s.len;
}

/*
 * An answerer without brackets: `de minister van Financien`, `minister Visser van Financien`,
 * `mevrouw Visser, minister van Financien`.  s is what stands around the rank, that ends at `end`.
 */
static void take_unbracketed(struct question *q, struct slice s, size_t pos, size_t end)
{
	static const char *const titles[] = {"van ",     "door ", "de heer ",
					     "mevrouw ", "mw. ",  "dhr. "};
	struct slice before = slice_trim(slice_sub(s, 0, pos)),
		     rest = slice_trim(slice_from(s, end)), name = SLICE_EMPTY;
	const char *known, *prep = take_preposition(&rest);
	size_t rank = find_rank(s, &pos, &end);
	for (size_t i = 0; !prep && i < rest.len; i++) {
		struct slice office = slice_from(rest, i + 1);
		const char *found = rest.ptr[i] == ' ' ? take_preposition(&office) : NULL;
		if (!found || !match_ministry(office, &known))
			continue;
		name = slice_sub(rest, 0, i);
		prep = found;
		rest = office;
	}
	if (!prep || ranks[rank].plural)
		return;
	if (slice_ends(before, ",")) {
		size_t which, at = slice_find_any(before, titles, 2, &which);
		name = slice_sub(before, at, before.len - 1);
		for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
			if (slice_starts(name, titles[i]))
				name = slice_trim(slice_from(name, strlen(titles[i])));
	}
	while (slice_ends(rest, ",") || slice_ends(rest, "."))
		rest.len--;
	add_office(q, heading_mend_name(q, name), ranks[rank].rank, prep, rest);
}

void heading_take_answerers(struct question *q, struct slice s, struct slice heading)
{
	size_t pos = 0, end;
	size_t rank;
	while ((rank = find_rank(s, &pos, &end)) != NO_RANK) {
		do {
			size_t open = slice_find(s, end, "(");
			if (open == s.len && rank != 0) {
				take_unbracketed(q, s, pos, end);
				return;
			}
			size_t close = closing_bracket(s, open);
			struct slice name = heading_mend_name(q, slice_sub(s, end, open));
			struct slice ministry = slice_trim(slice_sub(s, open + 1, close));
			add_office(q, name, ranks[rank].rank, preposition_for(heading, ministry),
				   ministry);
			pos = close;
			end = next_of_rank(s, close);
		} while (end < s.len);
	}
}

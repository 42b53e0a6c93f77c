/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The headings are wrapped by a typesetter and unwrapped by whoever extracted the
 * text, often without the space ("van Klimaaten Groene Groei"); ministries are
 * therefore recognised without regard to spaces.
 */
#include "corpus/heading.h"

#include "base/buffer.h"
#include "corpus/dates.h"
#include "corpus/latin.h"
#include "corpus/names.h"

/* Ministries since 2010, the longer before those they begin with. */
static const char *const ministries[] = {
	"Algemene Zaken", "Asiel en Migratie", "Binnenlandse Zaken en Koninkrijksrelaties",
	"Buitenlandse Handel en Ontwikkelingshulp",
	"Buitenlandse Handel en Ontwikkelingssamenwerking", "Buitenlandse Zaken", "Defensie",
	"Economische Zaken en Klimaat", "Economische Zaken, Landbouw en Innovatie",
	"Economische Zaken", "Financi\xc3\xabn", "Infrastructuur en Milieu",
	"Infrastructuur en Waterstaat", "Justitie en Veiligheid", "Klimaat en Energie",
	"Klimaat en Groene Groei", "Landbouw, Natuur en Voedselkwaliteit",
	"Landbouw, Visserij, Voedselzekerheid en Natuur", "Natuur en Stikstof",
	"Onderwijs, Cultuur en Wetenschap", "Rechtsbescherming", "Sociale Zaken en Werkgelegenheid",
	"Veiligheid en Justitie", "Volkshuisvesting en Ruimtelijke Ordening",
	"Volksgezondheid, Welzijn en Sport", "Wonen en Rijksdienst", "Langdurige Zorg en Sport",
	"Medische Zorg", "Armoedebeleid, Participatie en Pensioenen",
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

static const struct { const char *word; const char *rank; bool plural; } ranks[] = {
	{"minister-president", "Minister-president", false},
	{"ministers", "Minister", true},
	{"minister", "Minister", false},
	{"minster", "Minister", false},
	{"staatssecretarissen", "Staatssecretaris", true},
	{"staatssecretaris", "Staatssecretaris", false},
};
enum { RANKS = sizeof ranks / sizeof *ranks, NO_RANK = RANKS };

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
	struct slice role = ministry.len
		? arena_printf(&q->arena, "%s %s %.*s", rank, prep, SLICE_ARG(ministry))
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
	static const char *const joints[] = {", van ", ", voor ", " en van ", " en voor ", " en van",
					     " en voor"};
	size_t best = s.len;
	for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
		size_t at = slice_find(s, 0, joints[i]), n = strlen(joints[i]);
		bool glued = joints[i][n - 1] != ' ';
		if (at >= best || (glued && (at + n >= s.len || s.ptr[at + n] < 'A' || s.ptr[at + n] > 'Z')))
			continue;
		best = at;
		*skip = joints[i][0] == ',' ? 1 : 3;
	}
	if (best < s.len)
		return best;
	/* "van Onderwijs, Cultuur en Wetenschap en Volksgezondheid, ...": known names side by side */
	const char *name;
	size_t n = match_ministry(s, &name);
	bool and = n + 4 < s.len && slice_starts(slice_from(s, n), " en");
	if (n && and && (s.ptr[n + 3] == ' ' || (s.ptr[n + 3] >= 'A' && s.ptr[n + 3] <= 'Z'))) {
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

/* `de Ministers van A, voor B en van C en de Staatssecretaris van D`. */
static void parse_offices(struct question *q, struct slice s)
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
				add_offices(q, ranks[pending[i]].rank, ranks[pending[i]].plural, text);
			pending_count = 0;
			if (leads)
				text = SLICE_EMPTY;
			add_offices(q, ranks[rank].rank, ranks[rank].plural, text);
		}
		rank = next_rank;
		end = next_end;
	}
}

/* ---- askers ---- */

/* "DaniëlleJansen" -> "Daniëlle Jansen"; "Faber – Van de Klashorst" -> "Faber-Van de Klashorst". */
static struct slice mend_name(struct question *q, struct slice name)
{
	static const char *const dashes[] = {" \xe2\x80\x93 ", " - "};
	struct buffer out = BUFFER_INIT;
	uint32_t before = 0;
	size_t lower_run = 0;
	name = slice_trim(name);
	for (size_t i = 0; i < name.len;) {
		bool dash = false;
		for (size_t d = 0; d < 2 && !dash; d++)
			if (slice_starts(slice_from(name, i), dashes[d])) {
				buffer_add_byte(&out, '-');
				i += strlen(dashes[d]);
				dash = true;
			}
		if (dash) {
			lower_run = 0;
			continue;
		}
		uint32_t c = utf8_next(name, &i);
		if (latin_is_upper(c) && latin_is_lower(before) && lower_run >= 3)
			buffer_add_byte(&out, ' ');
		lower_run = latin_is_lower(c) ? lower_run + 1 : 0;
		utf8_add(&out, c);
		before = c;
	}
	struct slice mended = name_display(&q->arena, buffer_slice(&out));
	buffer_release(&out);
	return mended;
}

static struct slice strip_party(struct slice party)
{
	static const char *const words[] = {"beiden ", "beide ", "allen ", "alle ", "allemaal "};
	party = slice_trim(party);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_starts(party, words[i]))
			return slice_trim(slice_from(party, strlen(words[i])));
	return party;
}

/* The names before a bracketed party: "Sneller , Bamenga en Rooderkerk". */
static void add_names(struct question *q, struct slice names, struct slice party)
{
	names = slice_trim(names);
	while (names.len) {
		if (slice_starts(names, ",")) {
			names = slice_trim(slice_from(names, 1));
			continue;
		}
		if (slice_starts(names, "en ")) {
			names = slice_trim(slice_from(names, 3));
			continue;
		}
		size_t comma = slice_find(names, 0, ","), and = slice_find(names, 0, " en ");
		size_t end = comma < and ? comma : and;
		struct slice one = slice_trim(slice_sub(names, 0, end));
		if (slice_starts(one, "lid "))
			one = slice_from(one, 4);
		question_add_asker(q, mend_name(q, one), party);
		question_mark(q, FIELD_ASKERS, ORIGIN_TEXT, 95);
		names = slice_trim(slice_from(names, end));
	}
}

static void parse_askers(struct question *q, struct slice s)
{
	while (s.len) {
		size_t open = slice_find(s, 0, "("), close = slice_find(s, open, ")");
		struct slice party = open < s.len ? strip_party(slice_sub(s, open + 1, close)) : SLICE_EMPTY;
		add_names(q, slice_sub(s, 0, open), party);
		s = slice_from(s, close + 1);
	}
}

/* ---- the question's heading ---- */

static size_t after_members(struct slice s)
{
	static const char *const words[] = {"van de leden ", "van het lid ", "de leden ", "het lid "};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t at = slice_find(s, 0, words[i]);
		if (at < s.len)
			return at + strlen(words[i]);
	}
	return s.len;
}

/* Offset of "over" before the subject, also where the next word is glued to it. */
static size_t find_over(struct slice s, size_t *subject)
{
	static const char *const glued[] = {"het ", "de ", "een ", "zijn ", "haar ", "hun ", "dat "};
	for (size_t i = 0; (i = slice_find(s, i, " over")) < s.len; i += 5) {
		struct slice rest = slice_from(s, i + 5);
		if (rest.len && (byte_is_space(rest.ptr[0]) || (unsigned char)rest.ptr[0] >= 0x80)) {
			*subject = i + 5;
			return i;
		}
		for (size_t g = 0; g < sizeof glued / sizeof *glued; g++)
			if (slice_starts(rest, glued[g])) {
				*subject = i + 5;
				return i;
			}
	}
	/* "Volksgezondheid, Welzijn en Sportover het verdwijnen" */
	size_t at = slice_find(s, 0, "over ");
	*subject = at < s.len ? at + 5 : s.len;
	return at;
}

static void take_title(struct question *q, struct slice title)
{
	title = slice_trim(title);
	if (slice_ends(title, "."))
		title.len--;
	q->title = arena_copy(&q->arena, slice_trim(title));
	if (q->title.len)
		question_mark(q, FIELD_TITLE, ORIGIN_TEXT, 95);
}

void heading_question(struct question *self, struct slice heading)
{
	if (!heading.len)
		return;
	if (slice_starts(heading, "Mondelinge"))
		self->kind = KIND_MONDELING;
	struct slice s = slice_from(heading, after_members(heading));
	size_t aan = slice_find(s, 0, ") aan ");
	size_t asker_end = aan < s.len ? aan + 1 : slice_find(s, 0, " aan ");
	parse_askers(self, slice_sub(s, 0, asker_end));
	s = slice_from(s, asker_end);
	size_t subject, over = find_over(s, &subject);
	parse_offices(self, slice_sub(s, 0, over));
	size_t end = slice_find_nocase(s, subject, "(ingezonden");
	take_title(self, slice_sub(s, subject, end));
}

/* ---- the answer's head ---- */

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

/* `Minister Agema (Volksgezondheid, Welzijn en Sport)`, several of them. */
static void parse_answerers(struct question *q, struct slice s, struct slice heading)
{
	size_t pos = 0, end;
	size_t rank;
	while ((rank = find_rank(s, &pos, &end)) != NO_RANK) {
		size_t open = slice_find(s, end, "(");
		if (open == s.len && rank != 0)
			return;
		size_t close = open, depth = 0;
		while (close < s.len && !(s.ptr[close] == ')' && depth <= 1) &&
		       !(close > open && slice_starts(slice_from(s, close), "(ontvangen"))) {
			depth += s.ptr[close] == '(';
			close++;
		}
		struct slice name = mend_name(q, slice_sub(s, end, open));
		struct slice ministry = slice_trim(slice_sub(s, open + 1, close));
		add_office(q, name, ranks[rank].rank, preposition_for(heading, ministry), ministry);
		pos = close;
	}
}

void heading_answer(struct question *self, struct slice answer, struct slice heading)
{
	if (!answer.len)
		return;
	size_t stop = slice_find_nocase(answer, 0, "(ontvangen");
	size_t also = slice_find(answer, 0, "mede namens");
	if (also == answer.len)
		also = slice_find(answer, 0, "mede-namens");
	struct slice who = slice_sub(answer, 0, also < stop ? also : stop);
	self->minister_count = 0;
	parse_answerers(self, who, heading);
	if (also < stop)
		parse_offices(self, slice_sub(answer, also + 11, stop));
}

/* ---- notices of delay ---- */

/* "6 november jl.": the year is the one that makes it the last such day before `received`. */
static int date_without_year(struct slice s, int received)
{
	for (size_t i = 0; i < s.len; i++) {
		if (!byte_is_digit(s.ptr[i]) || (i && byte_is_digit(s.ptr[i - 1])))
			continue;
		int date, day = 0;
		size_t used, k = i;
		if (date_parse(slice_from(s, i), &date, &used))
			return date;
		while (k < s.len && byte_is_digit(s.ptr[k]) && k - i < 2)
			day = day * 10 + (s.ptr[k++] - '0');
		size_t word = k < s.len && s.ptr[k] == ' ' ? k + 1 : k;
		size_t end = word;
		while (end < s.len && byte_is_alpha(s.ptr[end]))
			end++;
		int month = date_month(slice_sub(s, word, end));
		if (!month || !received)
			continue;
		date = date_make(received / 10000, month, day);
		return date > received ? date_make(received / 10000 - 1, month, day) : date;
	}
	return 0;
}

/* Behind the last bracketed party of "X (A) en Y (B) schriftelijke vragen gesteld aan ...". */
static size_t parties_end(struct slice s)
{
	size_t end = slice_find(s, 0, ")") + 1;
	while (end < s.len) {
		size_t open = slice_find(s, end, "("), close = slice_find(s, open, ")");
		struct slice between = slice_trim(slice_sub(s, end, open));
		bool joined = slice_starts(between, "en ") || slice_starts(between, ",");
		if (close == s.len || !joined || between.len > 80)
			break;
		end = close + 1;
	}
	return end < s.len ? end : s.len;
}

void heading_delay(struct question *self, int received)
{
	struct slice s = self->intro;
	size_t members = after_members(s);
	if (!self->date_asked) {
		self->date_asked = date_without_year(s, received);
		if (self->date_asked)
			question_mark(self, FIELD_DATE_ASKED, ORIGIN_TEXT, 80);
	}
	if (members == s.len)
		return;
	struct slice rest = slice_from(s, members);
	if (!self->asker_count)
		parse_askers(self, slice_sub(rest, 0, parties_end(rest)));
	size_t subject, over = find_over(rest, &subject);
	if (over == rest.len || self->title.len)
		return;
	size_t end = slice_find(rest, subject, "(ingezonden");
	size_t stop = slice_find(rest, subject, ".\n");
	take_title(self, slice_sub(rest, subject, end < stop ? end : stop));
}

void heading_letter(struct question *self, struct slice sentence)
{
	struct slice rest = slice_from(sentence, after_members(sentence));
	size_t subject, end = parties_end(rest);
	parse_askers(self, slice_sub(rest, 0, end));
	rest = slice_from(rest, end);
	if (find_over(rest, &subject) < rest.len)
		take_title(self, slice_from(rest, subject));
	struct slice who = slice_sub(sentence, 0, slice_find(sentence, 0, " op "));
	size_t also = slice_find_nocase(who, 0, "mede namens");
	parse_offices(self, slice_sub(who, 0, also));
	parse_offices(self, slice_from(who, also));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plain words around a question, read as what they are where that is beyond doubt:
 * "antwoorden van minister Somers over inburgering" asks for inburgering minister:somers, and
 * "asiel tussen 1 maart 2017 en 31 maart 2017" names days.  The words are those of the tree, not of
 * the source, and all is read until nothing is left to read: so the canonical spelling reads
 * back as the same tree.
 */
#include "searcher/query/query_plain.h"

#include "corpus/text/dates.h"

enum { NAME_WORDS_MAX = 12 };

/* ---- words side by side ---- */

static bool is_loose(const struct query_node *node)
{
	return node->kind == QUERY_WORD && node->scope == QUERY_ANYWHERE;
}

bool query_run_next(const struct query *query, size_t child, struct arena *arena,
		    struct query_run *out)
{
	const struct query_node *root = query->root;
	struct buffer text = BUFFER_INIT;
	*out = (struct query_run){.first = child};
	if (!root || root->kind != QUERY_AND || !root->implicit || root->scope != QUERY_ANYWHERE)
		return false;
	while (out->first < root->count && !is_loose(root->children[out->first]))
		out->first++;
	out->words = root->children + out->first;
	out->starts = arena_calloc(arena, root->count + 1, sizeof *out->starts);
	for (size_t i = out->first; i < root->count && is_loose(root->children[i]); i++) {
		out->starts[out->count++] = text.len;
		buffer_add_slice(&text, root->children[i]->text);
		buffer_add_byte(&text, ' ');
	}
	out->more = out->first + out->count < root->count;
	out->text = arena_copy(arena, slice_trim(buffer_slice(&text)));
	buffer_release(&text);
	return out->count > 0;
}

struct slice query_run_word(const struct query_run *self, size_t i)
{
	return i < self->count ? self->words[i]->text : SLICE_EMPTY;
}

struct slice query_run_words(const struct query_run *self, size_t from, size_t to)
{
	return from < to
		       ? slice_trim(slice_sub(self->text, self->starts[from],
					      to < self->count ? self->starts[to] : self->text.len))
		       : SLICE_EMPTY;
}

size_t query_run_period(const struct query_run *self, size_t i, int today, struct period *out)
{
	struct buffer cause = BUFFER_INIT;
	size_t used = 0, end = i;
	enum period_result result = query_period_read(slice_from(self->text, self->starts[i]),
						      today, false, out, &used, &cause);
	buffer_release(&cause);
	used += self->starts[i];
	while (end < self->count && self->starts[end] < used)
		end++;
	bool whole = slice_trim(slice_sub(self->text, self->starts[i], used)).len ==
		     query_run_words(self, i, end).len;
	return result == PERIOD_OK && whole ? end - i : 0;
}

/* ---- what stands before the theme ---- */

static size_t skip(const struct query_run *run, size_t i, const char *const *list)
{
	while (i < run->count && slice_is_one_of(query_run_word(run, i), list))
		i++;
	return i;
}

/* Length in words of "over", "met betrekking tot" at i; 0 when they do not stand there. */
static size_t about(const struct query_run *run, size_t i)
{
	static const char *const one[] = {"over",        "omtrent", "rond",      "rondom",
					  "betreffende", "inzake",  "aangaande", NULL};
	if (slice_is_one_of(query_run_word(run, i), one))
		return 1;
	struct slice three = query_run_words(run, i, i + 3 < run->count ? i + 3 : run->count);
	return slice_is_nocase(three, "met betrekking tot") ||
			       slice_is_nocase(three, "in verband met")
		       ? 3
		       : 0;
}

static size_t find_about(const struct query_run *run, size_t i)
{
	while (i < run->count && !about(run, i))
		i++;
	return i;
}

static bool is_noun(struct slice word, bool *answers)
{
	static const char *const asked[] = {"vraag", "vragen", NULL}, *const given[] = {
									      "antwoord",
									      "antwoorden", NULL};
	*answers = slice_is_one_of(word, given);
	return *answers || slice_is_one_of(word, asked);
}

/* "wat zijn de vragen", "alle parlementaire vragen", "antwoorden op vragen gesteld"; 0 when nothing
 * of the kind begins. */
static size_t read_noun(const struct query_run *run, bool *answers)
{
	static const char *const lead[] = {
		"wat",  "welke", "zijn", "is", "er",  "de",      "het",           "alle", "geef",
		"toon", "zoek",  "ik",   "me", "mij", "hoeveel", "parlementaire", NULL};
	static const char *const joined[] = {"op", "en", NULL};
	static const char *const behind[] = {"zijn",     "er",   "werden",  "worden", "gesteld",
					     "gestelde", "gaan", "bestaan", NULL};
	bool other;
	size_t i = skip(run, 0, lead);
	if (!is_noun(query_run_word(run, i), answers))
		return 0;
	for (i++; slice_is_one_of(query_run_word(run, i), joined) &&
		  is_noun(query_run_word(run, i + 1), &other);)
		i += 2;
	return skip(run, i, behind);
}

bool query_head_read(const struct query_run *run, struct query_head *out)
{
	static const char *const by[] = {"van", "aan", "door", NULL}, *const articles[] = {
									      "de", "het", NULL};
	size_t i = read_noun(run, &out->answers), name = i;
	out->to = false;
	if (!i)
		return false;
	if (slice_is_one_of(query_run_word(run, i), by)) {
		out->to = slice_is_nocase(query_run_word(run, i), "aan");
		name = skip(run, i + 1, articles);
		i = find_about(run, name);
	}
	out->name = name;
	out->name_end = i;
	out->end = i + about(run, i);
	/* a theme follows, or a name is all that is asked */
	bool theme = out->end > i && (out->end < run->count || run->more);
	return i - name <= NAME_WORDS_MAX && (theme || (out->end == i && i > name));
}

bool query_is_rank(struct slice word)
{
	static const char *const ranks[] = {"minister",
					    "ministers",
					    "viceminister-president",
					    "vice-eersteminister",
					    "staatssecretaris",
					    "minister-president",
					    "premier",
					    NULL};
	return slice_is_one_of(word, ranks);
}

/* ---- reading ---- */

/* Takes words out of the sequence and puts a condition (or NULL) at its end. */
static void replace(struct query *query, const struct query_run *run, size_t from, size_t to,
		    struct query_node *condition)
{
	struct query_node *root = query->root;
	size_t at = run->first + from, behind = run->first + to;
	if (condition) {
		condition->start = root->children[at]->start;
		condition->end = root->children[behind - 1]->end;
	}
	memmove(root->children + at, root->children + behind,
		(root->count - behind) * sizeof *root->children);
	root->count -= behind - at;
	if (condition)
		query_add_child(query, root, condition);
	if (root->count == 1)
		query->root = root->children[0];
}

/* "vragen aan minister Somers over": the head gives way to its minister. */
static bool read_head(struct query *query, const struct query_run *run)
{
	static const char *const office[] = {"van", "voor", "bevoegd", NULL};
	static const char *const many[] = {"minister", "ministers", "staatssecretaris", NULL};
	struct query_head head;
	if (!query_head_read(run, &head))
		return false;
	size_t words = head.name_end - head.name, name = head.name;
	bool theme = head.end > head.name_end;
	bool nobody = !words || (words == 1 && slice_is_one_of(query_run_word(run, name), many));
	if (words && !query_is_rank(query_run_word(run, name)))
		return false;
	if (!theme && (nobody || words > 2))
		return false;
	if (words > 1 && !slice_is_one_of(query_run_word(run, name + 1), office))
		name++;
	struct slice value = query_run_words(run, name, head.name_end);
	replace(query, run, 0, head.end, nobody ? NULL : query_leaf(query, QUERY_MINISTER, value));
	return true;
}

/* How many of the words are days: "1" before "maart", "31/3/2017". */
static size_t count_days(const struct query_run *run, size_t from, size_t to)
{
	size_t days = 0;
	for (size_t i = from; i < to; i++) {
		struct slice word = query_run_word(run, i);
		size_t signs = 0;
		for (size_t k = 1; k < word.len; k++)
			signs += strchr("-/.", word.ptr[k]) != NULL;
		bool day = word.len <= 2 && byte_is_digit(word.ptr[0]);
		days += signs == 2 || (day && i + 1 < to && date_month(query_run_word(run, i + 1)));
	}
	return days;
}

/* "tussen 1 maart 2017 en 31 maart 2017", "van 1/3/2017 tot 31/3/2017": of two days the period is
 * meant. */
static bool read_days(struct query *query, const struct query_run *run, int today)
{
	static const char *const begins[] = {"tussen", "van", "between", "from", NULL};
	struct period period;
	for (size_t i = 0; i < run->count; i++) {
		size_t n = slice_is_one_of(query_run_word(run, i), begins)
				   ? query_run_period(run, i, today, &period)
				   : 0;
		if (!n || !period.from || !period.to || count_days(run, i, i + n) < 2)
			continue;
		replace(query, run, i, i + n,
			query_period(query, QUERY_ASKED, period.from, period.to));
		return true;
	}
	return false;
}

static bool read_one(struct query *query, int today)
{
	struct query_run run;
	bool read = query_run_next(query, 0, &query->arena, &run) && read_head(query, &run);
	for (size_t child = 0; !read && query_run_next(query, child, &query->arena, &run);
	     child = run.first + run.count)
		read = read_days(query, &run, today);
	return read;
}

void query_read_plain(struct query *query, int today)
{
	while (read_one(query, today))
		query->plain = true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a query is made of: words, prefixes, phrases, numbers of questions, fields and their
 * values. */
#include "searcher/query/query_internal.h"

#include "corpus/text/latin.h"
#include "corpus/text/reference.h"
#include "searcher/query/query_dates.h"
#include "stemming/words.h"

enum { CAUSE_MAX = 300 }; /* characters of a cause that quotes the query */

static struct query_node *placed(struct query_parser *p, struct query_node *node, size_t start)
{
	node->start = start;
	node->end = p->last;
	return node;
}

/* Counts the words of a text against the limit. */
static bool count_words(struct query_parser *p, struct slice text, size_t start, size_t end)
{
	struct span span;
	size_t pos = 0;
	while (words_next(text, &pos, &span))
		if (++p->words > QUERY_WORDS_MAX) {
			query_parser_fail(p, start, end,
					  "meer dan %d woorden; maak de zoekvraag korter.",
					  QUERY_WORDS_MAX);
			return false;
		}
	return true;
}

static bool has_star(struct slice s)
{
	return slice_find(s, 0, "*") < s.len;
}

/* ---- words ---- */

static struct query_node *bad_star(struct query_parser *p, struct query_token t)
{
	struct slice text = query_parser_show(p, t.text);
	if (!query_has_word(t.text))
		return query_parser_fail(
			p, t.start, t.end,
			"een sterretje alleen zoekt niets; zet er minstens %d letters "
			"voor, zoals inburger*.",
			QUERY_PREFIX_MIN);
	return query_parser_fail(p, t.start, t.end,
				 "in \"%.*s\" staat een sterretje dat niet aan het eind van een "
				 "woord staat; het kan alleen daar, zoals inburger*.",
				 SLICE_ARG(text));
}

static size_t letters_of(struct slice s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len;)
		n += words_is_word_char(utf8_next(s, &i));
	return n;
}

static struct query_node *prefix(struct query_parser *p, struct query_token t)
{
	struct slice stem = slice_sub(t.text, 0, t.text.len - 1);
	struct span span;
	size_t pos = 0;
	bool one = words_next(stem, &pos, &span) && span.end == stem.len;
	if (has_star(stem) || !one)
		return bad_star(p, t);
	if (letters_of(stem) < QUERY_PREFIX_MIN) {
		struct slice text = query_parser_show(p, t.text);
		return query_parser_fail(
			p, t.start, t.end,
			"voor het sterretje in \"%.*s\" horen minstens %d letters, "
			"zoals inburger*.",
			SLICE_ARG(text), QUERY_PREFIX_MIN);
	}
	query_parser_advance(p);
	return query_leaf(p->query, QUERY_PREFIX, stem);
}

static struct query_node *bad_value(struct query_parser *p, size_t start, size_t end,
				    const struct buffer *cause)
{
	struct slice text = query_show(&p->query->arena, buffer_slice(cause), CAUSE_MAX);
	return query_parser_fail(p, start, end, "%.*s.", SLICE_ARG(text));
}

/* What stands for the day of a reference and is none: "nr. 230 van 31 februari 2022". */
static bool bad_reference_date(struct query_parser *p, size_t number_end)
{
	struct buffer cause = BUFFER_INIT;
	struct period period;
	size_t at = reference_date_place(p->s, number_end), used;
	struct slice text = slice_from(p->s, at);
	bool bad = text.len && byte_is_digit(text.ptr[0]) &&
		   query_period_read(text, p->today, false, &period, &used, &cause) == PERIOD_BAD;
	if (bad)
		bad_value(p, at, at + used, &cause);
	buffer_release(&cause);
	return bad;
}

/* "nr. 230 van 10 maart 2023" among other words; *bad when its day does not exist. */
static struct query_node *reference(struct query_parser *p, bool *bad)
{
	struct reference r;
	size_t start = p->token.start, used;
	*bad = false;
	if (start && p->s.ptr[start - 1] == '#')
		start--;
	if (p->scope != QUERY_ANYWHERE || !reference_leading(slice_from(p->s, start), &r, &used))
		return NULL;
	*bad = !r.date && bad_reference_date(p, start + used);
	if (*bad)
		return NULL;
	struct query_node *node = query_number(p->query, QUERY_NUMBER, &r);
	query_parser_go(p, start + used);
	return placed(p, node, start);
}

/* "E 40" is the word E40, which texts that write it with a blank have too. */
static struct slice joined(struct query_parser *p, struct slice text)
{
	size_t letters = 0, figure;
	while (byte_is_alpha(text.ptr[letters]))
		letters++;
	for (figure = letters; !byte_is_digit(text.ptr[figure]);)
		figure++;
	return arena_printf(&p->query->arena, "%.*s%.*s", SLICE_ARG(slice_sub(text, 0, letters)),
			    SLICE_ARG(slice_from(text, figure)));
}

static struct query_node *letters_figure(struct query_parser *p)
{
	size_t start = p->token.start, end;
	struct slice text = slice_from(p->s, start);
	if (!query_letters_figure(text, &end) || !count_words(p, p->token.text, start, start + end))
		return NULL;
	struct query_node *node = query_leaf(p->query, QUERY_WORD,
					     joined(p, slice_sub(text, 0, end)));
	query_parser_go(p, start + end);
	node->scope = p->scope;
	return placed(p, node, start);
}

static struct query_node *word(struct query_parser *p)
{
	struct query_token t = p->token;
	bool bad;
	struct query_node *node = reference(p, &bad);
	if (!node && !bad)
		node = letters_figure(p);
	if (node || bad || p->st)
		return node;
	if (!count_words(p, t.text, t.start, t.end))
		return NULL;
	if (slice_ends(t.text, "*")) {
		node = prefix(p, t);
	} else if (has_star(t.text)) {
		return bad_star(p, t);
	} else {
		query_parser_advance(p);
		node = query_leaf(p->query, QUERY_WORD, t.text);
	}
	if (!node)
		return NULL;
	node->scope = p->scope;
	return placed(p, node, t.start);
}

/* ---- quotes ---- */

static bool fit_quoted(struct query_parser *p, struct query_token t)
{
	if (t.kind == TOKEN_OPEN_QUOTE)
		query_parser_fail(
			p, t.start, t.end,
			"dit aanhalingsteken wordt niet gesloten; zet er nog een achter de "
			"woorden die bij elkaar horen.");
	else if (has_star(t.text))
		query_parser_fail(
			p, t.start, t.end,
			"tussen aanhalingstekens kan geen sterretje staan; zet het achter een "
			"los woord, zoals inburger*.");
	else if (!query_has_word(t.text))
		query_parser_fail(p, t.start, t.end,
				  "tussen de aanhalingstekens staat geen woord; haal ze weg.");
	else
		return count_words(p, t.text, t.start, t.end);
	return false;
}

static struct query_node *phrase(struct query_parser *p)
{
	struct query_token t = p->token;
	if (!fit_quoted(p, t))
		return NULL;
	query_parser_advance(p);
	struct query_node *node = query_leaf(p->query, QUERY_PHRASE, t.text);
	if (query_letters_figure(node->text, NULL))
		node->text = joined(p, node->text);
	node->scope = p->scope;
	return placed(p, node, t.start);
}

/* ---- values of fields ---- */

static struct query_node *value_of(struct query_parser *p, const struct query_field *f,
				   struct slice value, size_t start, size_t end)
{
	struct buffer cause = BUFFER_INIT;
	struct query_node *node = NULL;
	if (has_star(value))
		query_parser_fail(p, start, end,
				  "een sterretje kan niet in een waarde van \"%s:\"; alleen achter "
				  "een woord en in titel:, vraag: en antwoord:.",
				  f->names[0]);
	else if (count_words(p, value, start, end)) {
		node = query_field_value(p->query, f, value, &cause);
		if (!node)
			bad_value(p, start, end, &cause);
	}
	buffer_release(&cause);
	return node;
}

static struct query_node *period_of(struct query_parser *p, const struct query_field *f,
				    struct slice text, size_t start, size_t *used)
{
	struct buffer cause = BUFFER_INIT;
	struct period period;
	struct query_node *node = NULL;
	enum period_result result = query_period_read(text, p->today, f->years, &period, used,
						      &cause);
	if (result == PERIOD_OK) {
		node = query_period(p->query, f->kind, period.from, period.to);
	} else if (result == PERIOD_BAD) {
		bad_value(p, start, start + *used, &cause);
	} else {
		size_t end = query_chunk_end(text, 0);
		struct slice shown = query_parser_show(p, slice_sub(text, 0, end ? end : text.len));
		query_parser_fail(p, start, start + (end ? end : text.len),
				  "\"%.*s\" is geen %s; schrijf bijvoorbeeld %s.", SLICE_ARG(shown),
				  f->years ? "jaar" : "datum",
				  f->years ? "jaar:2022 of jaar:2021..2022"
					   : "datum:2022, datum:\"maart 2022\" of datum:7/2/2022");
	}
	buffer_release(&cause);
	return node;
}

/* The whole of a quoted text as a period. */
static struct query_node *quoted_period(struct query_parser *p, const struct query_field *f,
					struct query_token t)
{
	size_t lead = query_skip_blanks(t.text, 0), used = 0;
	struct slice text = slice_from(t.text, lead);
	size_t start = (size_t)(text.ptr - p->s.ptr);
	struct query_node *node = period_of(p, f, text, start, &used);
	if (node && query_trim_word(slice_from(text, used)).len) {
		struct slice rest = query_parser_show(p, slice_trim(slice_from(text, used)));
		return query_parser_fail(p, start + used, start + text.len,
					 "\"%.*s\" hoort niet bij de datum; haal het weg "
					 "of zet het buiten de aanhalingstekens.",
					 SLICE_ARG(rest));
	}
	return node;
}

static struct query_node *quoted_value(struct query_parser *p, const struct query_field *f)
{
	struct query_token t = p->token;
	if (t.kind == TOKEN_OPEN_QUOTE || !query_has_word(t.text)) {
		fit_quoted(p, t);
		return NULL;
	}
	struct query_node *node = query_field_dated(f)
					  ? quoted_period(p, f, t)
					  : value_of(p, f, slice_trim(t.text), t.start, t.end);
	if (!node)
		return NULL;
	query_parser_advance(p);
	return placed(p, node, t.start);
}

/* A dated value is read as far as it makes a period; the rest is for whoever comes next. */
static struct query_node *dated_value(struct query_parser *p, const struct query_field *f,
				      size_t start)
{
	size_t used = 0;
	struct query_node *node = period_of(p, f, slice_from(p->s, start), start, &used);
	if (!node)
		return NULL;
	query_parser_go(p, start + used);
	return placed(p, node, start);
}

/* Inside of the field's brackets: the words up to the next operator, bracket or quotation mark. */
static struct query_node *value_run(struct query_parser *p)
{
	const struct query_field *f = p->field;
	size_t start = p->token.start, end = start;
	if (query_field_dated(f)) /* a token would lack the ">" before it */
		return dated_value(p, f, query_skip_blanks(p->s, p->last));
	for (; p->token.kind == TOKEN_WORD; query_parser_advance(p))
		end = (size_t)(p->token.text.ptr - p->s.ptr) + p->token.text.len;
	struct query_node *node = value_of(p, f, slice_sub(p->s, start, end), start, end);
	return node ? placed(p, node, start) : NULL;
}

/* ---- fields ---- */

static struct query_node *unknown_field(struct query_parser *p, struct query_token t)
{
	static const char quote[] = "Zoekt u het woord zelf, zet het dan tussen aanhalingstekens.";
	const struct query_field *near = query_field_suggest(t.text);
	struct slice name = query_parser_show(p, t.text);
	if (near)
		return query_parser_fail(p, t.start, t.end,
					 "onbekend veld \"%.*s\"; bedoelde u \"%s:\"? %s",
					 SLICE_ARG(name), near->names[0], quote);
	struct buffer list = BUFFER_INIT;
	query_field_list(&list);
	query_parser_fail(p, t.start, t.end, "onbekend veld \"%.*s\"; de velden zijn %s. %s",
			  SLICE_ARG(name), buffer_cstr(&list), quote);
	buffer_release(&list);
	return NULL;
}

static struct query_node *no_value(struct query_parser *p, struct query_token t,
				   const struct query_field *f)
{
	struct slice name = query_parser_show(p, t.text);
	return query_parser_fail(
		p, t.start, t.end,
		"achter \"%.*s:\" staat geen waarde; schrijf die er direct achter, "
		"zoals %s.",
		SLICE_ARG(name), f->example);
}

/* The value of a text field: a word, phrase or group, looked for in that text only. */
static struct query_node *text_value(struct query_parser *p, const struct query_field *f)
{
	enum query_scope outside = p->scope;
	p->scope = f->scope;
	struct query_node *node = query_parser_leaf(p);
	p->scope = outside;
	return node;
}

static struct query_node *group_value(struct query_parser *p, const struct query_field *f)
{
	p->field = f;
	struct query_node *node = query_parser_group(p);
	p->field = NULL;
	return node;
}

static bool dated_begins(struct slice s)
{
	return slice_starts(s, ">") || slice_starts(s, "<") ||
	       query_has_word(slice_sub(s, 0, query_chunk_end(s, 0)));
}

static struct query_node *field_value(struct query_parser *p, const struct query_field *f,
				      struct query_token name)
{
	struct query_token t = p->token;
	/* "datum:>2021" and "datum:..2021" begin with what is punctuation elsewhere */
	if (query_field_dated(f) && dated_begins(slice_from(p->s, name.end)))
		return dated_value(p, f, name.end);
	if (t.start != name.end || t.kind == TOKEN_END || t.kind == TOKEN_CLOSE)
		return no_value(p, name, f);
	if (t.kind == TOKEN_MINUS)
		return query_parser_fail(
			p, t.start, t.end,
			"achter een veld kan geen streepje staan; zet het voor het "
			"veld, zoals -%s.",
			f->example);
	if (t.kind == TOKEN_FIELD) {
		struct slice inner = query_parser_show(p, t.text);
		return query_parser_fail(
			p, t.start, t.end,
			"veld \"%.*s:\" kan niet in de waarde van \"%s:\" staan; zet "
			"een spatie tussen twee voorwaarden.",
			SLICE_ARG(inner), f->names[0]);
	}
	bool tilde = t.kind == TOKEN_TILDE && f->kind == QUERY_WORD;
	if (t.kind != TOKEN_OPEN && t.kind != TOKEN_QUOTE && t.kind != TOKEN_OPEN_QUOTE &&
	    t.kind != TOKEN_WORD && !tilde)
		return no_value(p, name, f);
	if (f->kind == QUERY_WORD)
		return text_value(p, f);
	if (t.kind == TOKEN_OPEN)
		return group_value(p, f);
	if (t.kind == TOKEN_QUOTE || t.kind == TOKEN_OPEN_QUOTE)
		return quoted_value(p, f);
	struct query_node *node = value_of(p, f, t.text, t.start, t.end);
	if (node)
		query_parser_advance(p);
	return node;
}

static struct query_node *field(struct query_parser *p)
{
	struct query_token name = p->token;
	const struct query_field *f = query_field_find(name.text);
	if (!f)
		return unknown_field(p, name);
	if (p->field || p->scope != QUERY_ANYWHERE)
		return query_parser_fail(
			p, name.start, name.end,
			"binnen de haakjes van een veld kan geen ander veld staan; "
			"zet \"%s:\" buiten de haakjes.",
			f->names[0]);
	query_parser_advance(p);
	struct query_node *node = field_value(p, f, name);
	return node ? placed(p, node, name.start) : NULL;
}

/* "~fiets": the word or any of its other names. */
static struct query_node *named(struct query_parser *p)
{
	struct query_token sign = p->token;
	if (p->field)
		return query_parser_fail(
			p, sign.start, sign.end,
			"~ kan niet in een waarde van \"%s:\" staan; alleen voor een "
			"woord.",
			p->field->names[0]);
	query_parser_advance(p);
	struct query_token t = p->token;
	if (t.kind == TOKEN_WORD && !has_star(t.text)) {
		struct query_node *node = count_words(p, t.text, t.start, t.end)
						  ? query_leaf(p->query, QUERY_WORD, t.text)
						  : NULL;
		if (!node)
			return NULL;
		query_parser_advance(p);
		node->scope = p->scope;
		node->named = true;
		return placed(p, node, sign.start);
	}
	if (t.kind != TOKEN_QUOTE && t.kind != TOKEN_OPEN_QUOTE)
		return query_parser_fail(
			p, sign.start, t.end,
			"achter ~ hoort een woord of een woordgroep tussen "
			"aanhalingstekens, zoals ~fiets of ~\"mobiele telefoon\".");
	struct query_node *node = phrase(p);
	if (node) {
		node->named = true;
		node->start = sign.start;
	}
	return node;
}

struct query_node *query_parser_leaf(struct query_parser *p)
{
	switch (p->token.kind) {
	case TOKEN_OPEN: return query_parser_group(p);
	case TOKEN_FIELD: return field(p);
	case TOKEN_TILDE: return named(p);
	case TOKEN_QUOTE:
	case TOKEN_OPEN_QUOTE: return p->field ? quoted_value(p, p->field) : phrase(p);
	default: return p->field ? value_run(p) : word(p);
	}
}

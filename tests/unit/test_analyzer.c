/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The contracts of the analyzer.  Which stem a word gets is the business of the
 * gold lists (tests/quality), not of these tests: they say what must be equal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus/text/latin.h"
#include "stemming/analyzer.h"
#include "tests/unit/table.h"

static struct analyzer *nl;

static int start(void **state)
{
	struct error err;
	(void)state;
	return analyzer_new(&nl, &err) != STATUS_OK;
}

static int stop(void **state)
{
	(void)state;
	analyzer_free(nl);
	analyzer_free(NULL);
	return 0;
}

/* ---- a text's tokens as a string ---- */

static void add_terms(struct buffer *out, const struct token *t)
{
	static const char *const names[] = {"word", "part", "joint", "accent",
					    "stop", "date", "cased"};
	for (unsigned i = 0; i < t->word->count; i++) {
		const struct word_term *term = &t->word->terms[i];
		buffer_printf(out, "%s%s:", i ? "+" : "", names[term->kind]);
		buffer_add_slice(out, term->text);
		if (term->offset)
			buffer_printf(out, "@%u", term->offset);
	}
}

static void dump_token(void *ctx, const struct token *t)
{
	struct buffer *out = ctx;
	buffer_printf(out, "%s%u=", out->len ? " " : "", t->position);
	add_terms(out, t);
}

/* "1=stop:de 2=word:brug", to be released. */
static struct buffer dump(struct slice text)
{
	struct buffer out = BUFFER_INIT;
	buffer_add(&out, "", 0);
	analyzer_run(nl, text, 1, dump_token, &out);
	return out;
}

static void check_terms(struct table *t)
{
	struct buffer actual = dump(t->field[1]);
	table_expect(t, t->field[2], buffer_slice(&actual));
	buffer_release(&actual);
}

static void terms_of_the_table(void **state)
{
	(void)state;
	table_run("tests/tables/tokens.tsv", "terms", check_terms, 47);
}

struct walk {
	struct slice text;
	size_t pos, tokens;
};

/* Each token is the span that the word walk finds there. */
static void compare_span(void *ctx, const struct token *t)
{
	struct walk *w = ctx;
	struct span span;
	assert_true(words_next(w->text, &w->pos, &span));
	assert_int_equal(t->start, span.start);
	assert_int_equal(t->end, span.end);
	assert_int_equal(t->kind, span.kind);
	w->tokens++;
}

static void check_spans(struct table *t)
{
	struct walk w = {t->field[1], 0, 0};
	struct span span;
	analyzer_run(nl, t->field[1], 1, compare_span, &w);
	assert_false(words_next(w.text, &w.pos, &span));
}

static void tokens_are_the_spans(void **state)
{
	(void)state;
	table_run("tests/tables/tokens.tsv", "spans", check_spans, 44);
}

/* ---- words that must meet ---- */

struct first {
	char text[ANALYZER_TERM_MAX + 1];
};

static void take_first_word(void *ctx, const struct token *t)
{
	struct first *first = ctx;
	for (unsigned i = 0; i < t->word->count && !first->text[0]; i++)
		if (t->word->terms[i].kind == TERM_WORD)
			memcpy(first->text, t->word->terms[i].text.ptr, t->word->terms[i].text.len);
}

static struct first word_of(const char *text)
{
	struct first first = {{0}};
	analyzer_run(nl, slice_of(text), 1, take_first_word, &first);
	return first;
}

static void forms_of_writing_meet(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{"Kinderen", "kinderen"},
		{"KINDEREN", "kinderen"},
		{"Co\xc3\xb6rdinatie", "coordinatie"},
		{"co\xc3\xb6rdinatie", "coo\xcc\x88rdinatie"},
		{"auto's", "auto"},
		{"auto\xe2\x80\x99s", "auto's"},
		{"wiskunde-onderwijs", "wiskundeonderwijs"},
		{"d'Hondt", "d\xe2\x80\x99hondt"},
		{"\xef\xac\x81"
		 "ets",
		 "fiets"},
		{"N.V.", "nv"},
		{"COVID-19", "covid19"},
		{"re\xc3\xafntegratie", "reintegratie"},
		{"re\xc3\xafntegratie", "re-integratie"},
		{"zie\xc2\xadkenhuis", "ziekenhuis"},
		{"1.000.000", "1000000"},
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct first a = word_of(pairs[i][0]), b = word_of(pairs[i][1]);
		assert_true(a.text[0] != '\0');
		assert_string_equal(a.text, b.text);
	}
}

static void different_words_stay_apart(void **state)
{
	(void)state;
	static const char *const words[] = {"brug",    "trein", "minister", "provincie",
					    "klimaat", "nv",    "19",       "2022"};
	for (size_t a = 0; a < sizeof words / sizeof *words; a++)
		for (size_t b = 0; b < a; b++)
			assert_string_not_equal(word_of(words[a]).text, word_of(words[b]).text);
}

static void the_stem_is_the_word_term(void **state)
{
	(void)state;
	static const char *const words[] = {"minister",     "Kinderen",  "co\xc3\xb6rdinatie",
					    "ziekenhuizen", "gewerkt",   "fietsen",
					    "brieven",      "2024Z17972"};
	struct buffer stem = BUFFER_INIT;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		analyzer_stem(nl, slice_of(words[i]), &stem);
		assert_string_equal(buffer_cstr(&stem), word_of(words[i]).text);
	}
	analyzer_stem(nl, SLICE_EMPTY, &stem);
	assert_int_equal(stem.len, 0);
	buffer_release(&stem);
}

/* ---- positions ---- */

struct positions {
	uint32_t position[16];
	unsigned width[16], parts[16], top_offset[16];
	bool stop[16];
	size_t count;
};

static void take_positions(void *ctx, const struct token *t)
{
	struct positions *p = ctx;
	assert_true(p->count < 16);
	p->position[p->count] = t->position;
	p->width[p->count] = t->word->width;
	p->stop[p->count] = t->word->stop;
	for (unsigned i = 0; i < t->word->count; i++) {
		p->parts[p->count] += t->word->terms[i].kind == TERM_PART;
		if (t->word->terms[i].offset > p->top_offset[p->count])
			p->top_offset[p->count] = t->word->terms[i].offset;
	}
	p->count++;
}

static void a_hyphenated_word_takes_a_position_for_each_piece(void **state)
{
	(void)state;
	struct positions p = {.count = 0};
	uint32_t end = analyzer_run(nl, slice_of("de bruto-inkomen van Noord-Hollands-noord"), 100,
				    take_positions, &p);
	static const uint32_t expected[] = {100, 101, 103, 104};
	assert_int_equal(p.count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(p.position[i], expected[i]);
	assert_int_equal(end, 107);
	assert_true(p.parts[1] >= 2 && p.top_offset[1] == 1);
	assert_true(p.parts[3] >= 3 && p.top_offset[3] == 2);
	assert_true(p.stop[0] && !p.stop[1] && p.stop[2] && !p.stop[3]);
}

static void an_empty_text_takes_no_position(void **state)
{
	(void)state;
	struct positions p = {.count = 0};
	assert_int_equal(analyzer_run(nl, SLICE_EMPTY, 7, take_positions, &p), 7);
	assert_int_equal(analyzer_run(nl, slice_of(" .,!? \n"), 7, take_positions, &p), 7);
	assert_int_equal(p.count, 0);
}

/* ---- dates ---- */

static void dump_date(void *ctx, const struct token *t)
{
	struct buffer *out = ctx;
	if (t->date.len) {
		buffer_printf(out, "%s%u-%u=", out->len ? " " : "", t->date_position, t->position);
		buffer_add_slice(out, t->date);
	}
}

static void written_dates_are_seen(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{"7 februari 2022", "1-3=2022-02-07"},
		{"op 07 FEBRUARI 2022 en 1 mei 2023.", "2-4=2022-02-07 6-8=2023-05-01"},
		{"3 5 mei\n2020", "2-4=2020-05-05"},
		{"7 februari", ""},
		{"februari 2022", ""},
		{"7 februari 22", ""},
		{"32 mei 2022", ""},
		{"7 en februari 2022", ""},
		{"7 februari en 2022", ""},
		{"7/2/2022", ""},
		{"mei 7 mei 7 mei 2021", "4-6=2021-05-07"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer found = BUFFER_INIT;
		analyzer_run(nl, slice_of(cases[i][0]), 1, dump_date, &found);
		assert_string_equal(buffer_cstr(&found), cases[i][1]);
		buffer_release(&found);
	}
}

/* ---- identity and cache ---- */

static void the_identity_is_stable(void **state)
{
	(void)state;
	struct analyzer *other;
	struct error err;
	assert_int_equal(analyzer_new(&other, &err), STATUS_OK);
	assert_string_equal(analyzer_identity(nl), analyzer_identity(other));
	assert_true(strlen(analyzer_identity(nl)) > 20);
	assert_null(strchr(analyzer_identity(nl), '\n'));
	analyzer_free(other);
}

static void a_second_run_gives_the_same(void **state)
{
	(void)state;
	struct slice text = slice_of(
		"De co\xc3\xb6rdinatie van auto's, wiskunde-onderwijs en kinderopvang i.h.k.v. "
		"7 februari 2022, 10/12/2021 en 1.234,5 ziekenhuizen; de de DE auto's.");
	struct buffer first = dump(text), second = dump(text), third;
	assert_string_equal(buffer_cstr(&first), buffer_cstr(&second));
	/* more distinct words than are remembered: all are forgotten in between */
	struct buffer many = BUFFER_INIT;
	for (int i = 0; i < 420000; i++)
		buffer_printf(&many, "%d ", i);
	struct positions none = {.count = 0};
	struct walk w = {buffer_slice(&many), 0, 0};
	analyzer_run(nl, w.text, 1, compare_span, &w);
	assert_int_equal(w.tokens, 420000);
	analyzer_run(nl, SLICE_EMPTY, 1, take_positions, &none);
	third = dump(text);
	assert_string_equal(buffer_cstr(&first), buffer_cstr(&third));
	buffer_release(&many);
	buffer_release(&first);
	buffer_release(&second);
	buffer_release(&third);
}

/* ---- what is no Dutch ---- */

struct limits {
	struct slice text;
	size_t end, tokens;
	uint32_t position;
};

/* In order, inside the text, on UTF-8 boundaries, no overlap, terms short and well-formed. */
static void check_token(void *ctx, const struct token *t)
{
	struct limits *l = ctx;
	assert_true(t->start >= l->end && t->end > t->start && t->end <= l->text.len);
	assert_true(((unsigned char)l->text.ptr[t->start] & 0xc0) != 0x80);
	assert_true(t->end == l->text.len || ((unsigned char)l->text.ptr[t->end] & 0xc0) != 0x80);
	assert_int_equal(t->position, l->position);
	assert_true(t->word->width >= 1);
	for (unsigned i = 0; i < t->word->count; i++) {
		struct slice term = t->word->terms[i].text;
		assert_true(term.len >= 1 && term.len <= ANALYZER_TERM_MAX);
		assert_int_equal(utf8_check(term), term.len);
		assert_true(t->word->terms[i].offset < t->word->width);
	}
	l->end = t->end;
	l->position += t->word->width;
	l->tokens++;
}

static size_t check_text(struct slice text)
{
	struct limits l = {text, 0, 0, 1};
	uint32_t behind = analyzer_run(nl, text, 1, check_token, &l);
	assert_int_equal(behind, l.position);
	return l.tokens;
}

static void a_word_of_a_megabyte(void **state)
{
	(void)state;
	static const char *const pieces[] = {"x",  "\xc3\xa9", "1",  "a-",       "a'",
					     "a.", "1.",       "1-", "\xcc\x81", "\xe2\x80\x8b"};
	for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
		struct buffer text = BUFFER_INIT;
		while (text.len < 1024 * 1024)
			buffer_add_str(&text, pieces[p]);
		assert_true(check_text(buffer_slice(&text)) >= 1);
		buffer_release(&text);
	}
}

/* Mostly what words are made of, sometimes any code point. */
static uint32_t random_code_point(void)
{
	static const uint32_t usual[] = {'a',  'n',    'Z',   '1',  '9',    '-',   '\'',   '.',
					 ',',  '/',    ' ',   '\n', 's',    0xe9,  0x301,  0x2019,
					 0xad, 0x200b, 0x130, 0xdf, 0xfb01, 0x3b1, 0x65e5, 0x2082};
	if (rand() % 8)
		return usual[(size_t)rand() % (sizeof usual / sizeof *usual)];
	uint32_t c = (uint32_t)rand() % 0x110000;
	return c == 0 || (c >= 0xd800 && c <= 0xdfff) ? 'x' : c;
}

static void random_text_keeps_the_order(void **state)
{
	(void)state;
	struct buffer text = BUFFER_INIT;
	srand(13);
	for (int round = 0; round < 4000; round++) {
		buffer_clear(&text);
		for (int i = rand() % 120; i >= 0; i--)
			utf8_add(&text, random_code_point());
		check_text(buffer_slice(&text));
	}
	buffer_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terms_of_the_table),
		cmocka_unit_test(tokens_are_the_spans),
		cmocka_unit_test(forms_of_writing_meet),
		cmocka_unit_test(different_words_stay_apart),
		cmocka_unit_test(the_stem_is_the_word_term),
		cmocka_unit_test(a_hyphenated_word_takes_a_position_for_each_piece),
		cmocka_unit_test(an_empty_text_takes_no_position),
		cmocka_unit_test(written_dates_are_seen),
		cmocka_unit_test(the_identity_is_stable),
		cmocka_unit_test(a_second_run_gives_the_same),
		cmocka_unit_test(a_word_of_a_megabyte),
		cmocka_unit_test(random_text_keeps_the_order),
	};
	return cmocka_run_group_tests(tests, start, stop);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One test for each kind of damage, beside what looks like it and must stay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/buffer.h"
#include "corpus/repair/repair.h"
#include "corpus/text/latin.h"
#include "tests/unit/often.h"

#define BULLET "\xef\x82\xb7" /* the private use glyph of a lost symbol font */

/* A word list of the test's own: what is mended must not hang on the installed one. */
static bool known(struct slice word)
{
	static const char *const words[] = {
		"brug",    "stuk",        "weg",     "wegen",   "zodat",     "stijgende",
		"opvang",  "regelgeving", "trein",   "treinen", "rijdt",     "bereid",
		"kosten",  "prijzen",     "inkomen", "uitvoer", "gemeenten", "nieuw",
		"nieuwe",  "rapport",     "klimaat", "de",      "het",       "van",
		"opening", "oud",         "fiets",   "u",       "waarom",
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_is_nocase(word, words[i]))
			return true;
	return false;
}

static bool known_name(struct slice word)
{
	return slice_is_nocase(word, "Utrecht");
}

#define mends(parliament, raw, elsewhere, expected) \
	mends_at(__LINE__, parliament, raw, elsewhere, expected)
#define FLEMISH PARLIAMENT_VLAAMS
#define DUTCH PARLIAMENT_TWEEDEKAMER

/* raw reads as `expected` in a paper that also holds the text `elsewhere`. */
static void mends_at(int line, enum parliament parliament, const char *raw, const char *elsewhere,
		     const char *expected)
{
	struct question q;
	struct repair *repair = repair_new(known, known_name);
	question_init(&q);
	q.parliament = parliament;
	q.intro = slice_of(raw);
	question_add_answer(&q, slice_of(elsewhere));
	repair_begin(repair, &q);
	struct slice text = repair_text(repair, q.intro);
	if (!slice_is(text, expected))
		fail_msg("line %d: \"%.*s\", not \"%s\"", line, SLICE_ARG(text), expected);
	question_release(&q);
	repair_free(repair);
}

#define stays(parliament, raw) mends_at(__LINE__, parliament, raw, "regel\nregel", raw)

static void lines_become_paragraphs(void **state)
{
	(void)state;
	mends(FLEMISH, "De brug over de vaart\nis stuk.", "", "De brug over de vaart is stuk.");
	mends(FLEMISH, "De brug is stuk.\n\nZij is oud.", "", "De brug is stuk.\nZij is oud.");
	mends(FLEMISH, "De brug over de\n\nvaart is stuk.", "", "De brug over de vaart is stuk.");
	mends(FLEMISH, "De brug  over\r\n  de vaart\r\n", "", "De brug  over de vaart");
	mends(FLEMISH,
	      "De brug is sinds het voorjaar van dit jaar helemaal stuk gegaan.\nZij is nu dicht.",
	      "",
	      "De brug is sinds het voorjaar van dit jaar helemaal stuk gegaan. Zij is nu dicht.");
}

static void a_hyphen_at_a_line_end_goes(void **state)
{
	(void)state;
	mends(FLEMISH, "Er is aan-\ndacht voor.", "", "Er is aandacht voor.");
	mends(FLEMISH, "Er is aan-  \n  dacht voor.", "", "Er is aandacht voor.");
	mends(FLEMISH, "de co-\n\xc3\xb6rdinatie", "", "de co\xc3\xb6rdinatie");
	mends(DUTCH, "Er is aan-\ndacht voor.", "", "Er is aandacht voor.");
}

static void a_hyphen_that_belongs_there_stays(void **state)
{
	(void)state;
	mends(FLEMISH, "de CIE-\nrichtlijn", "", "de CIE-richtlijn");
	mends(FLEMISH, "de COVID-19-\nmaatregelen", "", "de COVID-19-maatregelen");
	mends(FLEMISH, "de e-\nmail", "", "de e-mail");
	mends(FLEMISH, "in Noord-\nBrabant", "", "in Noord-Brabant");
	mends(FLEMISH, "de voor-\nen nadelen", "", "de voor- en nadelen");
	mends(FLEMISH, "de in-\nof uitvoer", "", "de in- of uitvoer");
	mends(FLEMISH, "een weg -\nde oude", "", "een weg - de oude");
}

static void one_word_a_line(void **state)
{
	(void)state;
	mends(FLEMISH, "De\nbrug\nis\nstuk.\nZij\nis\noud.", "", "De brug is stuk.\nZij is oud.");
	mends(FLEMISH, "De\n\nbrug\n\nis\n\nstuk.", "", "De brug is stuk.");
}

static void a_split_word_is_rejoined_when_the_paper_has_it(void **state)
{
	(void)state;
	mends(FLEMISH, "De Vreemdelingen zaken\nhier.", "bij vreemdelingenzaken",
	      "De Vreemdelingenzaken hier.");
	mends(FLEMISH, "De Vreemdelingen zaken\nhier.", "", "De Vreemdelingen zaken hier.");
	mends(FLEMISH, "De Vreemdelingen Zaken\nhier.", "bij vreemdelingenzaken",
	      "De Vreemdelingen Zaken hier.");
	mends(FLEMISH, "Vreemdelingen, zaken\nhier.", "bij vreemdelingenzaken",
	      "Vreemdelingen, zaken hier.");
	mends(FLEMISH, "zo veel\nzeker", "zoveel als", "zo veel zeker");
	mends(FLEMISH, "Vreemdelingen zaken", "bij vreemdelingenzaken", "Vreemdelingen zaken");
	mends(FLEMISH, "co\xc3\xb6rdinatie punt\nhier", "een co\xc3\xb6rdinatiepunt",
	      "co\xc3\xb6rdinatiepunt hier");
}

static void footnote_digits_are_raised_when_there_is_such_a_note(void **state)
{
	(void)state;
	mends(FLEMISH, "Dat staat vast1 en blijft.\n\n1 Zie het rapport.", "",
	      "Dat staat vast\xc2\xb9 en blijft.\n1 Zie het rapport.");
	mends(FLEMISH, "Dat staat vast12 en blijft.", "\n12 https://voorbeeld.be\n",
	      "Dat staat vast\xc2\xb9\xc2\xb2 en blijft.");
	mends(FLEMISH, "Dat staat vast2 en\nblijft.", "\n1 Zie het rapport.",
	      "Dat staat vast2 en blijft.");
	mends(FLEMISH, "Dat staat vast1 en\nblijft.", "", "Dat staat vast1 en blijft.");
	mends(FLEMISH, "de CO1 en H1\nblijft.", "\n1 Zie het rapport.", "de CO1 en H1 blijft.");
	mends(FLEMISH, "route66 en kamer101\nblijft", "\n1 Zie het rapport.",
	      "route66 en kamer101 blijft");
}

static void page_furniture_goes_from_dutch_papers_only(void **state)
{
	(void)state;
	mends(DUTCH,
	      "De brug is\nTweede Kamer, vergaderjaar 2024\xe2\x80\x93"
	      "2025, Aanhangsel 12\nstuk.",
	      "", "De brug is stuk.");
	mends(DUTCH,
	      "De brug is\nah-tk-20242025-12\nISSN 0921 - 7398\n\xe2\x80\x99s-Gravenhage "
	      "2024\nstuk.",
	      "", "De brug is stuk.");
	mends(FLEMISH, "De brug is\nTweede Kamer, vergaderjaar 2024\nstuk.", "",
	      "De brug is Tweede Kamer, vergaderjaar 2024 stuk.");
	mends(DUTCH, "De Tweede Kamer, vergaderjaar\n2024", "",
	      "De Tweede Kamer, vergaderjaar 2024");
}

static void footnotes_of_dutch_pages_come_last(void **state)
{
	(void)state;
	mends(DUTCH, "De brug1 is\n1Rapport over bruggen\nTweede Kamer, vergaderjaar 2024\nstuk.",
	      "", "De brug\xc2\xb9 is stuk.\n1Rapport over bruggen");
	mends(DUTCH, "De brug\n1\nis stuk.", "\n1Rapport over bruggen", "De brug\xc2\xb9 is stuk.");
	mends(DUTCH, "De brug\n1 is stuk.", "\n1Rapport over bruggen", "De brug\xc2\xb9 is stuk.");
}

static void glued_words_of_dutch_papers_are_cut(void **state)
{
	(void)state;
	mends(DUTCH, "zodatstijgende kosten", "", "zodat stijgende kosten");
	mends(DUTCH, "Bent ubereid datde brug", "", "Bent ubereid dat de brug");
	mends(DUTCH, "de wegdie stuk is", "", "de weg die stuk is");
	mends(DUTCH, "dezeprijzen, hetrapport", "", "deze prijzen, het rapport");
	mends(DUTCH, "in deUtrecht", "", "in de Utrecht");
	mends(DUTCH, "het klimaaten de trein", "", "het klimaat en de trein");
	mends(FLEMISH, "zodatstijgende\nkosten", "", "zodatstijgende kosten");
}

static void honest_compounds_stay_whole(void **state)
{
	(void)state;
	stays(DUTCH, "De opvang van gemeenten, het inkomen en de regelgeving.");
	stays(DUTCH, "brugopening treinkosten opweg");
	stays(DUTCH, "DEBRUG EN HETRAPPORT");
	stays(DUTCH, "xyzzy plugh frobnicatie");
}

static void a_stray_hyphen_inside_a_dutch_line_goes(void **state)
{
	(void)state;
	mends(DUTCH, "de regelge-ving is oud", "", "de regelgeving is oud");
	stays(DUTCH, "de EU-regelgeving en hiv-treinen");
	stays(DUTCH, "een fiets-brug");
	mends(FLEMISH, "de regelge-ving\nis oud", "", "de regelge-ving is oud");
}

static void glued_sentences_are_cut(void **state)
{
	(void)state;
	mends(FLEMISH, "De brug is stuk.Zij is oud.", "", "De brug is stuk. Zij is oud.");
	mends(DUTCH, "Is zij stuk?Waarom?", "", "Is zij stuk? Waarom?");
	mends(FLEMISH, "(zie verder).Zij is oud,Jan ook.", "",
	      "(zie verder). Zij is oud, Jan ook.");
	mends(FLEMISH, "het caf\xc3\xa9.\xc3\x89\xc3\xa9n vraag", "",
	      "het caf\xc3\xa9. \xc3\x89\xc3\xa9n vraag");
	stays(FLEMISH, "Zie www.Voorbeeld.be en jan@Post.be en https://x.be/Een.Twee");
	stays(FLEMISH, "De N.V.A en de V.S. kosten 1.234,56 euro, i.h.k.v. art.5 of 3.Daar");
}

static void bullets_start_lines(void **state)
{
	(void)state;
	mends(FLEMISH, "De brug is\n" BULLET " oud\n" BULLET " smal en\nstuk", "",
	      "De brug is\n\xe2\x80\xa2 oud\n\xe2\x80\xa2 smal en stuk");
	mends(FLEMISH, "De brug is\n- oud\n- smal", "", "De brug is\n- oud\n- smal");
	mends(FLEMISH, "De brug is\na) oud\nb) smal\n3) stuk", "",
	      "De brug is\na) oud\nb) smal\n3) stuk");
}

/* A text without lines, of a paper without lines, comes back itself. */
static void what_needs_nothing_is_not_copied(void **state)
{
	(void)state;
	struct question q;
	struct repair *repair = repair_new(known, known_name);
	question_init(&q);
	q.parliament = FLEMISH;
	q.intro = slice_of(
		"De Vreemdelingen zaken- en aan- dacht1 voor 1.234 zodatstijgende kosten.");
	repair_begin(repair, &q);
	assert_ptr_equal(repair_text(repair, q.intro).ptr, q.intro.ptr);
	assert_int_equal(repair_text(repair, SLICE_EMPTY).len, 0);
	repair_free(repair);
	repair_free(NULL);
	question_release(&q);
}

/* What one paper has does not guide the repair of the next. */
static void papers_are_apart(void **state)
{
	(void)state;
	struct question a, b;
	struct repair *repair = repair_new(known, known_name);
	question_init(&a);
	question_init(&b);
	a.parliament = b.parliament = FLEMISH;
	a.intro = slice_of("de vreemdelingenzaken\n\n1 Zie het rapport.");
	b.intro = slice_of("de vreemdelingen zaken1\nhier");
	repair_begin(repair, &a);
	repair_begin(repair, &b);
	struct slice text = repair_text(repair, b.intro);
	assert_true(slice_is(text, "de vreemdelingen zaken1 hier"));
	repair_free(repair);
	question_release(&a);
	question_release(&b);
}

/* Letters of s without hyphens, spaces and digits: what no repair may change. */
static void add_letters(struct slice s, struct buffer *out)
{
	buffer_clear(out);
	for (size_t i = 0; i < s.len;) {
		uint32_t c = utf8_next(s, &i);
		if (latin_is_letter(c))
			utf8_add(out, c);
	}
}

static void random_text(char out[512])
{
	static const char *const pieces[] = {
		"de",
		"brug",
		" ",
		"\n",
		"-",
		"-\n",
		"\n\n",
		".",
		"Zodat",
		"stijgende",
		"1",
		" 2 ",
		"\xc3\xa9\xc3\xa9n",
		"\xe2\x80\x99",
		"(",
		")",
		BULLET,
		"CIE",
		",",
		"\xc2\xa0",
		"\f",
		"\r\n",
		"regelge-ving",
		"u",
		"a)",
	};
	out[0] = '\0';
	for (int i = 0; i < 40; i++)
		strcat(out, pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)]);
}

static void no_letter_is_lost(void **state)
{
	(void)state;
	struct question q;
	struct buffer before = BUFFER_INIT, after = BUFFER_INIT;
	struct repair *repair = repair_new(known, known_name);
	char text[512];
	question_init(&q);
	srand(11);
	for (int round = 0; round < (int)often(3000, 600); round++) {
		random_text(text);
		q.parliament = round % 2 ? FLEMISH : DUTCH;
		q.intro = slice_of(text);
		repair_begin(repair, &q);
		struct slice mended = repair_text(repair, q.intro);
		assert_int_equal(utf8_check(mended), mended.len);
		if (round % 2 == 0)
			continue; /* Dutch footnotes change places */
		add_letters(q.intro, &before);
		add_letters(mended, &after);
		if (strcmp(buffer_cstr(&before), buffer_cstr(&after)) != 0)
			fail_msg("\"%s\" became \"%.*s\"", text, SLICE_ARG(mended));
	}
	buffer_release(&before);
	buffer_release(&after);
	repair_free(repair);
	question_release(&q);
}

/* Texts without spaces must not cost the square of their length; the test hangs where they do. */
static void very_long_words_are_carried(void **state)
{
	(void)state;
	static const char *const pieces[] = {"e", "aB", "a.A", "a-\n", "a-b", "\xc3\xa9", "1\n"};
	struct question q;
	struct repair *repair = repair_new(known, known_name);
	question_init(&q);
	for (size_t p = 0; p < 2 * sizeof pieces / sizeof *pieces; p++) {
		struct buffer text = BUFFER_INIT;
		while (text.len < (size_t)often(1024, 128) * 1024)
			buffer_add_str(&text, pieces[p / 2]);
		q.parliament = p % 2 ? FLEMISH : DUTCH;
		q.intro = buffer_slice(&text);
		repair_begin(repair, &q);
		struct slice mended = repair_text(repair, q.intro);
		assert_int_equal(utf8_check(mended), mended.len);
		buffer_release(&text);
	}
	repair_free(repair);
	question_release(&q);
}

static void a_particle_is_cut_off_where_the_paper_has_it_apart(void **state)
{
	(void)state;
	mends(DUTCH, "Zo opkosten rijdt een trein.", "Dat is op kosten van de stad.\nJa.",
	      "Zo op kosten rijdt een trein.");
	mends(FLEMISH, "Zo opkosten rijdt een trein.\nJa.", "Dat is op kosten van de stad.\nJa.",
	      "Zo op kosten rijdt een trein.\nJa.");
	mends(FLEMISH, "Zo opkosten rijdt een trein.\nJa.", "De kosten stijgen.\nJa.",
	      "Zo opkosten rijdt een trein.\nJa.");
	mends(FLEMISH, "Een brug-opening is stuk.\nJa.", "Een brugopening.\nJa.",
	      "Een brug-opening is stuk.\nJa.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_particle_is_cut_off_where_the_paper_has_it_apart),
		cmocka_unit_test(lines_become_paragraphs),
		cmocka_unit_test(a_hyphen_at_a_line_end_goes),
		cmocka_unit_test(a_hyphen_that_belongs_there_stays),
		cmocka_unit_test(one_word_a_line),
		cmocka_unit_test(a_split_word_is_rejoined_when_the_paper_has_it),
		cmocka_unit_test(footnote_digits_are_raised_when_there_is_such_a_note),
		cmocka_unit_test(page_furniture_goes_from_dutch_papers_only),
		cmocka_unit_test(footnotes_of_dutch_pages_come_last),
		cmocka_unit_test(glued_words_of_dutch_papers_are_cut),
		cmocka_unit_test(honest_compounds_stay_whole),
		cmocka_unit_test(a_stray_hyphen_inside_a_dutch_line_goes),
		cmocka_unit_test(glued_sentences_are_cut),
		cmocka_unit_test(bullets_start_lines),
		cmocka_unit_test(what_needs_nothing_is_not_copied),
		cmocka_unit_test(papers_are_apart),
		cmocka_unit_test(no_letter_is_lost),
		cmocka_unit_test(very_long_words_are_carried),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

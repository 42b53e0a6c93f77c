/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "stemming/abbreviations.h"

/* All pairs of a text as "SHORT=Long;". */
static void check(const char *text, const char *expected)
{
	struct buffer found = BUFFER_INIT;
	struct abbreviation a;
	size_t pos = 0;
	while (abbreviation_next(slice_of(text), &pos, &a))
		buffer_printf(&found, "%.*s=%.*s;", SLICE_ARG(a.brief), SLICE_ARG(a.expansion));
	assert_string_equal(buffer_cstr(&found), expected);
	buffer_release(&found);
}

static void test_introduced(void **state)
{
	(void)state;
	check("Het Agentschap Stille Wateren (ASW) meldt", "ASW=Agentschap Stille Wateren;");
	check("de Dienst Vreemdelingenzaken (DVZ)", "DVZ=Dienst Vreemdelingenzaken;");
	check("De ASW (Agentschap Stille Wateren) meldt", "ASW=Agentschap Stille Wateren;");
	check("het Agentschap Integratie en Inburgering (AgII),",
	      "AgII=Agentschap Integratie en Inburgering;");
	check("Eerst de Raad van Bruggen (RvB), dan de Raad van Wegen (RvW).",
	      "RvB=Raad van Bruggen;RvW=Raad van Wegen;");
}

static void test_not_introduced(void **state)
{
	(void)state;
	check("", "");
	check("Wie volgt dit (zoals gevraagd) op?", "");
	check("vijf leden (2 in 2020) en (CDA)", "");
	check("Het gaat om water. (ASW)", "");
	check("de minister (Partij) zegt (ABCDEFGHIJKLMNOP) niets", "");
	check("een open haakje (ASW zonder einde", "");
	check("((((((()))))))", "");
}

/* A function word begins no name, whatever its letters. */
static void test_function_words(void **state)
{
	(void)state;
	check("de steun van de Vlaamse Bruggen (VVB)", "");
	check("overleg met Ouders (MO)", "");
	check("VO (van onderop)", "");
	check("de Vereniging van Vlaamse Bruggen (VVB)", "VVB=Vereniging van Vlaamse Bruggen;");
}

static void test_what_may_be_asked(void **state)
{
	(void)state;
	static const char *const yes[] = {"ASW", "OM", "IS", "TE", "asw", "RvB", "btw", "MOL"};
	static const char *const no[] = {"om", "is",  "te",  "in",  "Om",
					 "mr", "mol", "Mol", "les", "Wat"};
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		assert_true(abbreviation_may_be(slice_of(yes[i])));
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		assert_false(abbreviation_may_be(slice_of(no[i])));
	assert_true(slice_is(abbreviation_of_parliament(slice_of("MV")), "mondelinge vraag"));
	assert_int_equal(abbreviation_of_parliament(slice_of("ASW")).len, 0);
}

static void test_same_names(void **state)
{
	(void)state;
	assert_true(abbreviation_same_name(slice_of("Dienst Vreemdelingenzaken"),
					   slice_of("Dienst voor Vreemdelingenzaken")));
	assert_true(abbreviation_same_name(slice_of("lage-emissiezone"),
					   slice_of("lage-emissiezones")));
	assert_false(
		abbreviation_same_name(slice_of("mondelinge vraag"), slice_of("mucoviscidose")));
	assert_false(
		abbreviation_same_name(slice_of("Stille Wateren"), slice_of("Stille Bruggen")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_introduced),     cmocka_unit_test(test_not_introduced),
		cmocka_unit_test(test_function_words), cmocka_unit_test(test_what_may_be_asked),
		cmocka_unit_test(test_same_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

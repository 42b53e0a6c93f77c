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
	check("het Agentschap Integratie en Inburgering (AgII),", "AgII=Agentschap Integratie en Inburgering;");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_introduced),
		cmocka_unit_test(test_not_introduced),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

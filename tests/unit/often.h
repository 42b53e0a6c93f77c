/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_UNIT_OFTEN_H
#define TESTS_UNIT_OFTEN_H

#include <stdlib.h>
#include <string.h>

/* How often something is tried: much by `make check-all`, little by `make check`;
 * tests/cli/conftest.py has the same. */
static inline unsigned often(unsigned much, unsigned little)
{
	const char *tests = getenv("VRAAGBAAK_TESTS");
	return tests && !strcmp(tests, "all") ? much : little;
}

#endif

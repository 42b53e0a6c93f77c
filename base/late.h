/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_LATE_H
#define BASE_LATE_H

/*
 * Libraries that few commands need are loaded when they are: libcurl alone brings thirty others and
 * more time than a search takes.  The compiler still checks every call by the library's own header:
 *
 *	#define FUNCTIONS(X) X(curl_easy_init) X(curl_easy_perform)
 *	static struct { FUNCTIONS(LATE_MEMBER) } lib;
 *	static const char *const names[] = { FUNCTIONS(LATE_NAME) };
 *	...
 *	st = late_load("libcurl.so.4", names, sizeof names / sizeof *names, &lib, err);
 *	lib.curl_easy_init();
 */
#include <stddef.h>

#include "base/error.h"

#define LATE_MEMBER(name) __typeof__(&name) name;
#define LATE_NAME(name) #name,

/* Fills the pointers at `functions`, one for each name, from the library, which stays loaded.
 * NOT_FOUND when it or a function of it is not there.  Several threads may do so at once. */
MUST_CHECK enum status late_load(const char *library, const char *const *names, size_t count,
				 void *functions, struct error *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/supervise.h"

/* What libraries say may have several lines, and end with one: line breaks and tabs become single
 * blanks. */
static void make_one_line(char *msg)
{
	size_t to = 0;
	for (const char *from = msg; *from; from++) {
		const bool blank = *from == '\n' || *from == '\r' || *from == '\t' ||
				   *from == '\v' || *from == '\f';
		if (!blank)
			msg[to++] = *from;
		else if (to && msg[to - 1] != ' ')
			msg[to++] = ' ';
	}
	while (to && msg[to - 1] == ' ')
		to--;
	msg[to] = '\0';
}

enum status error_set(struct error *err, enum status code, const char *format, ...)
{
	if (err) {
		va_list ap;
		va_start(ap, format);
		vsnprintf(err->msg, sizeof err->msg, format, ap);
		va_end(ap);
		make_one_line(err->msg);
		err->code = code;
	}
	return code;
}

enum status error_prefix(struct error *err, const char *format, ...)
{
	if (!err)
		return STATUS_UNKNOWN;
	char cause[ERROR_MSG_SIZE];
	memcpy(cause, err->msg, sizeof cause);
	va_list ap;
	va_start(ap, format);
	vsnprintf(err->msg, sizeof err->msg, format, ap);
	va_end(ap);
	size_t used = strlen(err->msg);
	size_t room = sizeof err->msg - used - 1;
	size_t n = strnlen(cause, room);
	memcpy(err->msg + used, cause, n);
	err->msg[used + n] = '\0';
	return err->code;
}

const char *status_name(enum status code)
{
	static const char *const names[] = {
		[STATUS_OK] = "ok",           [STATUS_IO] = "input/output",
		[STATUS_FORMAT] = "format",   [STATUS_NO_TEXT] = "no text",
		[STATUS_LIMIT] = "limit",     [STATUS_USAGE] = "usage",
		[STATUS_QUERY] = "query",     [STATUS_NOT_FOUND] = "not found",
		[STATUS_LOCKED] = "locked",   [STATUS_MODIFIED] = "modified",
		[STATUS_VERSION] = "version", [STATUS_CORRUPT] = "corrupt",
		[STATUS_INVALID] = "invalid", [STATUS_DATABASE] = "database",
		[STATUS_NETWORK] = "network", [STATUS_TIME] = "time limit",
		[STATUS_NOMEM] = "memory",    [STATUS_UNKNOWN] = "unknown",
	};
	return (unsigned)code < sizeof names / sizeof *names ? names[code] : "unknown";
}

void die_nomem(unsigned long len_bytes)
{
	fprintf(stderr, "vraagbaak: out of memory (%lu bytes asked)\n", len_bytes);
	if (supervise_note_end(ENOMEM))
		_exit(EXIT_FAILURE);
	abort();
}

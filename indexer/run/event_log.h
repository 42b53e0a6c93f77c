/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_EVENT_LOG_H
#define INDEXER_EVENT_LOG_H

/*
 * One event a line on standard error: "loss-stop lost=212 known=950", as JSON objects with
 * --log-json, and with the levels of syslog in front ("<4>") when the journal listens.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/slice.h"

enum log_level {
	LOG_LEVEL_ERROR = 3,
	LOG_LEVEL_WARNING = 4,
	LOG_LEVEL_NOTICE = 5,
	LOG_LEVEL_INFO = 6
};

struct night_log {
	FILE *out;
	enum log_level level; /* events of a higher number are left out */
	bool json;
	bool journal; /* levels in front */
};

/* A field of an event: a text, or a number when text is NULL. */
struct log_field {
	const char *name;
	const char *text;
	long long number;
};

#define LOG_TEXT(name, text) \
	{ \
		name, text, 0 \
	}
#define LOG_NUMBER(name, number) \
	{ \
		name, NULL, (long long)(number) \
	}
/* night_log(log, LOG_LEVEL_INFO, "commit", LOG_NUMBER("questions", n), LOG_TEXT("path", path)) */
#define night_log(log, level, event, ...) \
	night_log_write(log, level, event, (const struct log_field[]){__VA_ARGS__}, \
			sizeof((const struct log_field[]){__VA_ARGS__}) / \
				sizeof(struct log_field))

/* A log on standard error, for the journal when that is what standard error goes to. */
struct night_log night_log_open(bool json, enum log_level level);

/* Writes an event; a NULL log writes nothing. */
void night_log_write(const struct night_log *log, enum log_level level, const char *event,
		     const struct log_field *fields, size_t count);

#endif

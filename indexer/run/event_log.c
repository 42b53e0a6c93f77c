/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/run/event_log.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "base/terminal_text.h"
#include "corpus/json/text_json.h"

struct night_log night_log_open(bool json, enum log_level level)
{
	return (struct night_log){stderr, level, json, getenv("JOURNAL_STREAM") != NULL};
}

static const char *level_name(enum log_level level)
{
	switch (level) {
	case LOG_LEVEL_ERROR: return "error";
	case LOG_LEVEL_WARNING: return "warning";
	case LOG_LEVEL_NOTICE: return "notice";
	default: return "info";
	}
}

static void write_json(const struct night_log *log, enum log_level level, const char *event,
		       const struct log_field *fields, size_t count)
{
	char time_text[32];
	time_t now = time(NULL);
	struct tm utc;
	strftime(time_text, sizeof time_text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
	json_t *o = json_pack("{s:s, s:s, s:s}", "time", time_text, "level", level_name(level),
			      "event", event);
	for (size_t i = 0; i < count; i++) {
		json_t *value = fields[i].text ? text_json(fields[i].text)
					       : json_integer(fields[i].number);
		json_object_set_new(o, fields[i].name, value);
	}
	json_dumpf(o, log->out, JSON_COMPACT);
	putc('\n', log->out);
	json_decref(o);
}

/* Texts with blanks or quotes stand in quotes. */
static void write_text(FILE *out, const char *text)
{
	const bool plain = *text && !strpbrk(text, " \t\n\"=");
	if (!plain)
		putc('"', out);
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, "\"\\");
		terminal_put(out, slice_make(p, n));
		p += n;
		if (*p) {
			putc('\\', out);
			putc(*p++, out);
		}
	}
	if (!plain)
		putc('"', out);
}

void night_log_write(const struct night_log *log, enum log_level level, const char *event,
		     const struct log_field *fields, size_t count)
{
	if (!log || level > log->level)
		return;
	if (log->journal)
		fprintf(log->out, "<%d>", (int)level);
	if (log->json) {
		write_json(log, level, event, fields, count);
		return;
	}
	if (!log->journal)
		fprintf(log->out, "%s: ", level_name(level));
	fputs(event, log->out);
	for (size_t i = 0; i < count; i++) {
		fprintf(log->out, " %s=", fields[i].name);
		if (fields[i].text)
			write_text(log->out, fields[i].text);
		else
			fprintf(log->out, "%lld", fields[i].number);
	}
	putc('\n', log->out);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/run/today.h"

#include <string.h>
#include <time.h>

#include "corpus/text/dates.h"

enum status run_today(const char *text, int *today, struct error *err)
{
	size_t used;
	if (!text) {
		time_t now = time(NULL);
		struct tm local;
		localtime_r(&now, &local);
		*today = date_make(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
		return STATUS_OK;
	}
	if (date_parse(slice_of(text), today, &used) && used == strlen(text))
		return STATUS_OK;
	return error_set(err, STATUS_USAGE, "--today: \"%s\" is not a valid date; write 2026-11-23",
			 text);
}

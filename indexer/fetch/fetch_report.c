/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/fetch/fetch_report.h"

#include <stdio.h>

void fetch_print_text(const struct fetch_report *r)
{
	printf("fetched from %zu services: %zu listed, %zu new, %zu changed, %zu the same, %zu "
	       "failed (%zu given up), "
	       "%zu left",
	       r->sources, r->listed, r->fresh, r->changed, r->same, r->failed, r->given_up,
	       r->left);
	if (r->missing)
		printf(", %zu counted and not listed", r->missing);
	if (r->odd)
		printf(", %zu odd", r->odd);
	if (r->broken)
		printf("; %zu services not asked to the end", r->broken);
	printf("\n%zu requests, %zu of them retries; %llu bytes (%.1f s)%s\n", r->requests,
	       r->retries, r->bytes, r->seconds, r->interrupted ? ", interrupted" : "");
}

json_t *fetch_to_json(const struct fetch_report *report, const char *failure)
{
	json_t *o = json_pack("{s:i}", "schema", 1);
	const char *name;
	unsigned long long value;
	for (size_t i = 0; fetch_figure(report, i, &name, &value); i++)
		json_object_set_new(o, name, json_integer((json_int_t)value));
	json_object_set_new(o, "interrupted", json_boolean(report->interrupted));
	json_object_set_new(o, "seconds", json_real(report->seconds));
	json_t *message = failure ? json_string(failure) : NULL;
	json_object_set_new(o, "error", message ? message : json_null());
	return o;
}

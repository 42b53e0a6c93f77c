/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/nightly/metrics.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/durable_file.h"

static const char success_name[] = "vraagbaak_nightly_last_success_timestamp_seconds";
static const char fetch_success_name[] = "vraagbaak_fetch_last_success_timestamp_seconds";

/* The time in the file that is there, 0 when there is none. */
static long long last_success(const char *path, const char *name)
{
	char line[256];
	long long found = 0;
	FILE *file = fopen(path, "r");
	while (file && fgets(line, sizeof line, file)) {
		struct slice s = slice_of(line);
		if (slice_starts(s, name))
			found = atoll(line + strlen(name));
	}
	if (file)
		fclose(file);
	return found;
}

static void put(struct buffer *out, const char *name, const char *help, double value)
{
	buffer_printf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %.17g\n", name, help, name, name,
		      value);
}

static void put_figures(struct buffer *out, const struct night_report *r)
{
	const struct {
		const char *name, *help;
		double value;
	} figures[] = {
		{"vraagbaak_nightly_seconds", "How long the last run took.", r->seconds},
		{"vraagbaak_nightly_interrupted", "1 when it was ended early.", r->interrupted},
		{"vraagbaak_nightly_loss_stop", "1 when it stopped for a sudden loss.", r->lost},
		{"vraagbaak_documents", "Questions in the index.", (double)r->documents},
		{"vraagbaak_papers", "Files in the sources.", (double)r->files},
		{"vraagbaak_papers_new", "Papers that were new.", (double)r->fresh},
		{"vraagbaak_papers_changed", "Papers that had changed.", (double)r->changed},
		{"vraagbaak_papers_gone", "Papers that had gone.", (double)r->gone},
		{"vraagbaak_papers_unreachable", "Papers that were out of reach.",
		 (double)r->unreachable},
		{"vraagbaak_papers_failed", "Papers that failed, wholly or partly.",
		 (double)r->failed},
		{"vraagbaak_papers_quarantined", "Papers in quarantine.", (double)r->quarantined},
		{"vraagbaak_questions_added", "Questions added.",
		 (double)r->counts.effects[INTAKE_ADDED]},
		{"vraagbaak_questions_replaced", "Questions replaced.",
		 (double)r->counts.effects[INTAKE_REPLACED]},
		{"vraagbaak_questions_merged", "Questions that several sources give.",
		 (double)r->counts.effects[INTAKE_MERGED]},
		{"vraagbaak_questions_withdrawn", "Questions withdrawn.",
		 (double)r->counts.withdrawn},
		{"vraagbaak_questions_removed", "Questions removed by policy.",
		 (double)r->counts.removed},
	};
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
		put(out, figures[i].name, figures[i].help, figures[i].value);
}

/* The time of the last fetching that went well is kept, also by runs that fetch nothing. */
static void put_fetch(struct buffer *out, const char *path, const struct metrics *m, long long now)
{
	const char *name;
	unsigned long long value;
	char full[64];
	const bool ok = m->fetch && m->fetch_ok;
	const long long last = ok ? now : last_success(path, fetch_success_name);
	if (m->fetch || last)
		put(out, fetch_success_name, "When fetching last went well, 0 for never.",
		    (double)last);
	for (size_t i = 0; m->fetch && fetch_figure(m->fetch, i, &name, &value); i++) {
		snprintf(full, sizeof full, "vraagbaak_fetch_%s", name);
		put(out, full, "Of the last fetching, as in its report.", (double)value);
	}
}

enum status metrics_write(const char *path, const struct metrics *metrics, struct error *err)
{
	struct buffer text = BUFFER_INIT;
	long long now = (long long)time(NULL);
	put(&text, "vraagbaak_nightly_last_run_timestamp_seconds", "When the last run ended.",
	    (double)now);
	put(&text, success_name, "When the last run ended that did all it had to do, 0 for never.",
	    (double)(metrics->ok ? now : last_success(path, success_name)));
	put_figures(&text, metrics->night);
	put_fetch(&text, path, metrics, now);
	enum status st = replace_file(path, buffer_slice(&text), err);
	buffer_release(&text);
	return st;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/nightly/nightly.h"

#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "corpus/offices/added.h"
#include "indexer/ingest/ingest_file.h"
#include "indexer/nightly/nightly_bulk.h"
#include "store/index/schema.h"

enum { LOSSES_TOLD = 5 };

struct night {
	const struct night_options *options;
	struct night_report *report;
	struct writer writer;
	struct corrections *corrections;
	struct intake intake;
	struct scan scan;
	struct arena arena; /* of one paper */
	int64_t now;
	bool changed; /* something is to be committed, if only entries of papers */
};

bool night_is_loss(const struct config *config, size_t lost, size_t known)
{
	return lost > (size_t)config->limits.loss_papers &&
	       (double)lost * 100 > (double)known * config->limits.loss_percent;
}

bool night_balances(const struct night_report *r)
{
	if (r->interrupted || r->lost)
		return true;
	return intake_balances(&r->counts, r->before, r->documents) &&
	       r->files == r->fresh + r->changed + r->same;
}

static bool stop_asked(const struct night *n)
{
	return n->options->stop && *n->options->stop;
}

static enum status commit(struct night *n, struct error *err)
{
	enum status st = writer_commit(&n->writer, n->intake.pending > 0, err);
	if (st)
		return st;
	n->report->committed += n->intake.pending;
	n->report->commits++;
	n->intake.pending = n->intake.pending_bytes = 0;
	n->changed = false;
	n->report->documents = xap_doccount(n->writer.db);
	const size_t filled = n->options->filled ? n->options->filled->questions : 0;
	night_log(n->options->log, LOG_LEVEL_INFO, "committed",
		  LOG_NUMBER("questions", n->report->committed + filled),
		  LOG_NUMBER("documents", n->report->documents));
	return STATUS_OK;
}

/* Where a batch may end. */
static enum status pause_here(void *ctx, struct error *err)
{
	struct night *n = ctx;
	const struct config *c = n->options->config;
	if (stop_asked(n)) {
		n->report->interrupted = true;
		return STATUS_LIMIT;
	}
	if (n->intake.pending >= (size_t)c->limits.batch_questions ||
	    n->intake.pending_bytes >= (size_t)c->limits.batch_megabytes << 20)
		return commit(n, err);
	return STATUS_OK;
}

/* ---- papers ---- */

static void tell_failure(const struct night *n, const struct paper *p, bool failed)
{
	const char *event = failed ? "paper-failed" : "paper-partly-refused";
	char reason[ERROR_MSG_SIZE] = "";
	unsigned long line = 0;
	if (p->refusal_count) {
		snprintf(reason, sizeof reason, "%.*s", SLICE_ARG(p->refusals[0].reason));
		line = p->refusals[0].line;
	}
	night_log(n->options->log, LOG_LEVEL_WARNING, event, LOG_TEXT("path", p->path),
		  LOG_NUMBER("line", line), LOG_TEXT("reason", reason),
		  LOG_NUMBER("refused", p->refused), LOG_NUMBER("tries", p->tries));
}

static bool same_content(const struct paper *a, const struct paper *b)
{
	return a->content[0] == b->content[0] && a->content[1] == b->content[1];
}

/* Each paper of the sources is new, changed or the same, whatever came of reading it: read again
 * although it did not change (after `quarantine retry`, say) it is the same. */
static void count_paper(struct night *n, const struct scan_item *item, const struct paper *before,
			const struct paper *after)
{
	struct night_report *r = n->report;
	if (!item->known)
		r->fresh++;
	else if (same_content(before, after))
		r->same++;
	else
		r->changed++;
}

static enum status read_paper(struct night *n, const struct scan_item *item, struct error *err)
{
	const struct reading reading = {&n->intake, n->now, n->options->reread, n, pause_here};
	struct night_report *r = n->report;
	enum reading_outcome outcome;
	struct paper before, after;
	arena_clear(&n->arena);
	enum status st = reading_run(&reading, item, &n->arena, &before, &after, &outcome, err);
	if (st)
		return st;
	n->changed |= outcome != READING_SAME || before.stamp != after.stamp;
	const bool bad = outcome == READING_FAILED || outcome == READING_PARTLY;
	count_paper(n, item, &before, &after);
	r->failed += bad;
	r->quarantined += bad || (outcome == READING_SAME && before.refused);
	r->new_failures += outcome == READING_FAILED && before.questions && !before.failed;
	r->recovered += outcome == READING_DONE && before.refused;
	if (bad)
		tell_failure(n, &after, outcome == READING_FAILED);
	else if (before.refused && outcome == READING_DONE)
		night_log(n->options->log, LOG_LEVEL_NOTICE, "paper-recovered",
			  LOG_TEXT("path", item->path));
	return pause_here(n, err);
}

static enum status read_items(struct night *n, struct error *err)
{
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < n->scan.item_count; i++)
		st = read_paper(n, &n->scan.items[i], err);
	return st;
}

static enum status drop_gone(struct night *n, struct error *err)
{
	enum status st = STATUS_OK;
	for (size_t i = 0; !st && i < n->scan.gone_count; i++) {
		st = intake_gone(&n->intake, n->scan.gone[i].key, err);
		if (!st)
			st = paper_forget(n->writer.db, n->scan.gone[i].key, err);
		n->changed = true;
		night_log(n->options->log, LOG_LEVEL_NOTICE, "paper-gone",
			  LOG_TEXT("path", n->scan.gone[i].path));
		if (!st)
			st = pause_here(n, err);
	}
	return st;
}

/* ---- loss ---- */

/* The first of what is gone or out of reach: mostly it is one folder. */
static void tell_losses(const struct night *n)
{
	const struct scan *s = &n->scan;
	size_t told = 0;
	for (size_t i = 0; i < s->item_count && told < LOSSES_TOLD; i++) {
		if (!s->items[i].trouble)
			continue;
		night_log(n->options->log, LOG_LEVEL_ERROR, "out-of-reach",
			  LOG_TEXT("path", s->items[i].path),
			  LOG_TEXT("reason", s->items[i].trouble));
		told++;
	}
	for (size_t i = 0; i < s->gone_count && told < LOSSES_TOLD; i++, told++)
		night_log(n->options->log, LOG_LEVEL_ERROR, "gone",
			  LOG_TEXT("path", s->gone[i].path));
}

static bool stop_for_loss(struct night *n, size_t lost, const char *how)
{
	if (n->options->accept_loss || !night_is_loss(n->options->config, lost, n->scan.known_good))
		return false;
	n->report->lost = true;
	n->report->lost_papers = lost;
	tell_losses(n);
	night_log(n->options->log, LOG_LEVEL_ERROR, "loss-stop", LOG_TEXT("how", how),
		  LOG_NUMBER("lost", lost), LOG_NUMBER("known", n->scan.known_good));
	return true;
}

/* ---- corrections ---- */

/* Makes the question of an id anew when its corrections are not those that its document has. */
static enum status compare_correction(struct night *n, struct slice id, struct buffer *key,
				      struct buffer *value, struct error *err)
{
	bool found;
	char digest[17];
	snprintf(digest, sizeof digest, "%016llx",
		 (unsigned long long)corrections_digest(n->corrections, id));
	schema_key(key, SCHEMA_KEY_CORRECTED, id);
	enum status st = xap_metadata_get(n->writer.db, key->ptr, value, err);
	if (st || slice_starts(buffer_slice(value), digest))
		return st;
	st = intake_renew(&n->intake, id, &found, err);
	n->changed |= found;
	return st;
}

/* Ids that were corrected once and are no longer. */
static enum status find_lifted(struct night *n, struct buffer *ids, struct error *err)
{
	struct xap_terms *keys = NULL;
	struct slice key;
	bool more = true;
	enum status st = xap_metadata_keys(n->writer.db, slice_of(SCHEMA_KEY_CORRECTED), &keys,
					   err);
	while (!st && more) {
		st = xap_terms_next(keys, &more, &key, NULL, NULL, err);
		struct slice id = slice_from(key, strlen(SCHEMA_KEY_CORRECTED));
		if (st || !more || corrections_digest(n->corrections, id))
			continue;
		buffer_add_slice(ids, id);
		buffer_add_byte(ids, '\n');
	}
	xap_terms_close(keys);
	return st;
}

static enum status compare_corrections(struct night *n, struct error *err)
{
	struct buffer key = BUFFER_INIT, value = BUFFER_INIT, lifted = BUFFER_INIT;
	enum status st = find_lifted(n, &lifted, err);
	for (size_t i = 0; !st && i < corrections_count(n->corrections); i++)
		st = compare_correction(n, corrections_id(n->corrections, i), &key, &value, err);
	struct slice rest = buffer_slice(&lifted), id;
	while (!st && slice_next_line(&rest, &id))
		st = compare_correction(n, id, &key, &value, err);
	buffer_release(&key);
	buffer_release(&value);
	buffer_release(&lifted);
	return st;
}

static void report_bad_corrections(struct night *n)
{
	n->report->bad_corrections = corrections_fault_count(n->corrections);
	for (size_t i = 0; i < corrections_fault_count(n->corrections); i++)
		night_log(n->options->log, LOG_LEVEL_WARNING, "correction-refused",
			  LOG_TEXT("cause", corrections_fault(n->corrections, i)));
}

/* Says which corrections change nothing: the id is unknown, or the paper says the same. */
static enum status report_corrections(struct night *n, struct error *err)
{
	struct buffer key = BUFFER_INIT, value = BUFFER_INIT;
	enum status st = STATUS_OK;
	n->report->counts.needless = 0;
	for (size_t i = 0; !st && i < corrections_count(n->corrections); i++) {
		struct slice id = corrections_id(n->corrections, i);
		schema_key(&key, SCHEMA_KEY_CORRECTED, id);
		st = xap_metadata_get(n->writer.db, key.ptr, &value, err);
		const bool needless = slice_ends(buffer_slice(&value), "needless");
		if (st || (value.len && !needless))
			continue;
		n->report->counts.needless += needless;
		n->report->unknown_corrections += !needless;
		buffer_clear(&value);
		buffer_add_slice(&value, id);
		night_log(n->options->log, LOG_LEVEL_WARNING,
			  needless ? "correction-needless" : "correction-of-unknown-question",
			  LOG_TEXT("id", buffer_cstr(&value)));
	}
	buffer_release(&key);
	buffer_release(&value);
	return st;
}

/* ---- the run ---- */

static enum status scan(struct night *n, struct error *err)
{
	const struct scan_options options = {n->options->config, n->writer.db, n->now,
					     n->options->reread};
	enum status st = scan_sources(&options, &n->scan, err);
	n->report->files = n->scan.files;
	n->report->same = n->scan.same;
	n->report->quarantined = n->scan.same_bad;
	n->report->gone = n->scan.gone_count;
	n->report->unreachable = n->scan.unreachable;
	n->report->known = n->scan.known_good;
	if (!st)
		night_log(n->options->log, LOG_LEVEL_INFO, "scanned",
			  LOG_NUMBER("files", n->scan.files), LOG_NUMBER("same", n->scan.same),
			  LOG_NUMBER("to_read", n->scan.item_count),
			  LOG_NUMBER("gone", n->scan.gone_count),
			  LOG_NUMBER("unreachable", n->scan.unreachable));
	return st;
}

/* The steps of night.h. */
static enum status run_steps(struct night *n, struct error *err)
{
	const struct config *c = n->options->config;
	enum status st = scan(n, err);
	if (st || stop_for_loss(n, n->scan.gone_good + n->scan.unreachable,
				"papers gone or out of reach"))
		return st;
	st = compare_corrections(n, err);
	if (!st)
		st = read_items(n, err);
	if (st || stop_for_loss(n, n->report->new_failures, "papers that were good failed"))
		return st;
	st = drop_gone(n, err);
	if (!st && c->policy.remove_withdrawn)
		st = intake_expire(&n->intake, c->policy.withdrawn_days, err);
	return st ? st : report_corrections(n, err);
}

/* What the operator adds to the lists goes where searches find it. */
static enum status keep_lists(struct night *n, struct error *err)
{
	const struct slice lists = n->options->config->lists;
	struct buffer value = BUFFER_INIT;
	enum status st = xap_metadata_get(n->writer.db, SCHEMA_KEY_LISTS, &value, err);
	if (!st && !slice_eq(buffer_slice(&value), lists)) {
		st = xap_metadata_set(n->writer.db, SCHEMA_KEY_LISTS, lists, err);
		n->changed = true;
	}
	added_use(lists);
	buffer_release(&value);
	return st;
}

/* Says once that this index is kept by night. */
static enum status mark(struct night *n, struct error *err)
{
	struct buffer value = BUFFER_INIT;
	enum status st = xap_metadata_get(n->writer.db, SCHEMA_KEY_NIGHTLY, &value, err);
	if (!st && !value.len) {
		st = xap_metadata_set(n->writer.db, SCHEMA_KEY_NIGHTLY, slice_of("1"), err);
		n->changed = true;
	}
	buffer_release(&value);
	return st ? st : keep_lists(n, err);
}

static enum status run(struct night *n, struct error *err)
{
	enum status st = writer_open(&n->writer, n->options->db, 0, err);
	/* a paper, its questions and what is known of it must become durable together */
	if (!st && xap_part_count(n->writer.db) > 1)
		st = error_set(err, STATUS_INVALID,
			       "%s is an index in shards, which cannot be committed in one step; "
			       "nightly needs an index of one database",
			       n->options->db);
	if (!st)
		n->report->documents = n->report->before = xap_doccount(n->writer.db);
	if (!st)
		st = corrections_load(n->options->config->corrections, &n->corrections, err);
	if (st)
		return st;
	report_bad_corrections(n);
	intake_init(&n->intake, &n->writer, n->corrections, n->options->today, true);
	n->writer.stop = n->options->stop;
	n->intake.told = n->options->told;
	n->intake.told_ctx = n->options->told_ctx;
	st = mark(n, err);
	if (!st)
		st = run_steps(n, err);
	if (n->report->interrupted)
		st = STATUS_OK; /* what was read is kept */
	n->changed |= n->intake.pending > 0;
	if (!st && n->changed)
		st = commit(n, err);
	if (!st && !n->report->interrupted)
		st = writer_renew_space(&n->writer, err);
	if (st == STATUS_LIMIT) { /* all questions are committed */
		n->report->interrupted = true;
		st = STATUS_OK;
	}
	if (!st)
		st = writer_flatten(&n->writer, err);
	if (st &&
	    xap_rollback(n->writer.db, NULL)) /* a batch that is not whole must not be committed */
		return st;
	return st;
}

/* What was filled in bulk is the same to the run behind it, and was new. */
static void add_up(struct night_report *r, const struct night_filled *filled)
{
	const size_t *effects = filled->counts.effects;
	if (!filled->questions)
		return;
	const size_t filled_papers = filled->papers + filled->due;
	r->fresh += filled_papers;
	r->same -= filled_papers < r->same ? filled_papers : r->same;
	r->known = r->before = 0;
	r->counts.split += filled->counts.split;
	r->counts.joined += filled->counts.joined;
	/* papers of which something was refused were read once more */
	r->counts.read += filled->counts.read - r->counts.effects[INTAKE_UNCHANGED];
	r->counts.effects[INTAKE_UNCHANGED] = 0;
	for (int i = 0; i < INTAKE_EFFECTS; i++)
		r->counts.effects[i] += effects[i];
	r->committed += effects[INTAKE_ADDED] + effects[INTAKE_REPLACED] + effects[INTAKE_MERGED];
	r->commits += filled->questions > 0;
	r->seconds += filled->seconds;
}

enum status night_run(const struct night_options *options, struct night_report *report,
		      struct error *err)
{
	struct night n = {.options = options, .report = report, .now = (int64_t)time(NULL)};
	double start = clock_seconds();
	*report = (struct night_report){0};
	enum status st = run(&n, err);
	const size_t needless = report->counts.needless;
	report->counts = n.intake.counts;
	report->counts.needless = needless;
	report->seconds = clock_seconds() - start;
	if (options->filled)
		add_up(report, options->filled);
	intake_release(&n.intake);
	corrections_free(n.corrections);
	scan_release(&n.scan);
	arena_release(&n.arena);
	writer_close(&n.writer);
	return st;
}

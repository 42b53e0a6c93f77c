/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_ALERTS_INTERNAL_H
#define SEARCHER_ALERTS_INTERNAL_H

/* Where the hits of a saved search go.  All of it is made of the state, so what is made twice is
 * the same. */
#include "base/buffer.h"
#include "corpus/config/config.h"
#include "searcher/alerts/alerts_state.h"

/*
 * A hit as it is told: texts of papers without control characters and what XML cannot hold, so that
 * none of them ends a line or a header; the address only when it is one of the web.
 */
void alert_entry_make(struct arena *arena, const struct search_hit *hit, struct alert_entry *out);

/* Appends where a reader finds the question, its own address or that below base_url; nothing
 * without both. */
void alert_link(const struct alert_entry *entry, const char *base_url, struct buffer *out);

/* Appends "nr. 181, gesteld op 7 februari 2022 door A aan B; beantwoord op 1 maart 2022". */
void alert_describe(const struct alert_entry *entry, struct buffer *out);

/* A UUID (version 8) that depends on the state's feed and on these alone. */
struct slice alert_uuid(struct arena *arena, const struct alert_state *state, const char *kind,
			struct slice name);

/* The feed as Atom 1.0, at most as many entries as are configured. */
MUST_CHECK enum status alert_feed(const struct config *config, const struct config_search *search,
				  const struct alert_state *state, struct buffer *out,
				  struct error *err);

/* What waits for delivery as a mail: RFC 5322, UTF-8, lines of 72 columns that end in LF. */
void alert_digest(const struct config *config, const struct config_search *search,
		  const struct alert_state *state, struct buffer *out);

/* Called for each line that a hook prints. */
typedef void alert_line_fn(void *ctx, const struct config_search *search, struct slice line);

/*
 * Runs the hook without a shell, the digest (when there is one) as its standard input, and waits
 * for it at most config->alerts.hook_seconds; then it is killed with its group.  LIMIT for that,
 * NOT_FOUND, IO and FORMAT (it ended with another code than 0, or by a signal).
 */
MUST_CHECK enum status alert_hook(const struct config *config, const struct config_search *search,
				  const struct alert_state *state, alert_line_fn *fn, void *ctx,
				  struct error *err);

#endif

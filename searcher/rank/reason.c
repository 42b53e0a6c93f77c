/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/rank/reason.h"

#include "base/buffer.h"

/* From here on it counts as a reason: shares of what the best hit has. */
static const double LIKE = .5, VERY_LIKE = .8, MARKED = .25;

static void add_reason(struct buffer *out, const char *text)
{
	buffer_add_str(out, out->len ? "; " : "");
	buffer_add_str(out, text);
}

static void add_words(struct buffer *out, const struct evidence *e, bool related)
{
	const double *f = e->features;
	if (f[FEATURE_TITLE_WORDS] > 0)
		add_reason(out, related ? "de woorden staan in de titel"
					: "alle woorden staan in de titel");
	else if (f[FEATURE_QUESTION_WORDS] > 0)
		add_reason(out, related ? "de woorden staan in de vraag"
					: "alle woorden staan in de vraag");
	else if (!related)
		add_reason(out, "alle woorden komen voor");
}

static void add_coverage(struct buffer *out, const struct evidence *e)
{
	if (!e->held)
		return;
	buffer_add_str(out, out->len ? "; " : "");
	buffer_printf(out, "heeft %u van de %u woorden", e->held, e->asked);
}

static void add_name(struct buffer *out, const struct evidence *e)
{
	bool title = e->title_name.len > 0;
	struct slice name = title ? e->title_name : e->question_name;
	if (!name.len)
		return;
	add_reason(out, "ook '");
	buffer_add_slice(out, name);
	buffer_add_str(out, title ? "' in de titel" : "' in de vraag");
}

struct slice reason_of(const struct ranked_hit *hit, struct arena *arena)
{
	const struct evidence *e = hit->evidence;
	struct buffer out = BUFFER_INIT;
	if (!e)
		return SLICE_EMPTY;
	const double *f = e->features;
	add_words(&out, e, hit->related);
	add_coverage(&out, e);
	add_name(&out, e);
	if (f[FEATURE_LIKENESS] >= LIKE)
		add_reason(&out, f[FEATURE_LIKENESS] >= VERY_LIKE ? "lijkt sterk op de beste vragen"
								  : "lijkt op de beste vragen");
	else if (f[FEATURE_TOTAL] - f[FEATURE_WORDS] >= MARKED)
		add_reason(&out, "heeft woorden die de beste vragen kenmerken");
	if (!out.len)
		add_reason(&out, "heeft een deel van de woorden, of verwante woorden");
	struct slice reason = arena_copy(arena, buffer_slice(&out));
	buffer_release(&out);
	return reason;
}

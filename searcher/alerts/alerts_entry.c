/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/alerts/alerts_internal.h"

#include "base/terminal_text.h"
#include "corpus/text/latin.h"
#include "searcher/query/query_dates.h"

enum { URL_MAX = 900 }; /* a line of a mail may have 998 bytes */

/* Appends the text fit for XML, mail and terminals. */
static void clean(struct buffer *out, struct slice s)
{
	struct buffer steered = BUFFER_INIT;
	terminal_add(&steered, slice_sub(s, 0, utf8_check(s)));
	for (size_t i = 0; i < steered.len;) {
		uint32_t c = utf8_next(buffer_slice(&steered), &i);
		if (c != 0xfffe && c != 0xffff && c != 0x2028 && c != 0x2029)
			utf8_add(out, c);
	}
	buffer_release(&steered);
}

static struct slice cleaned(struct arena *arena, struct slice s)
{
	struct buffer text = BUFFER_INIT;
	clean(&text, s);
	struct slice kept = arena_copy(arena, slice_trim(buffer_slice(&text)));
	buffer_release(&text);
	return kept;
}

/* The snippet piece by piece, so that its marks stay where they belong. */
static void take_text(struct arena *arena, const struct snippet *from, struct alert_entry *out)
{
	struct mark *marks = arena_calloc(arena, from->mark_count, sizeof *marks);
	struct buffer text = BUFFER_INIT;
	size_t at = 0;
	for (size_t i = 0; i < from->mark_count; i++) {
		const struct mark m = from->marks[i];
		if (m.start < at || m.end < m.start || m.end > from->text.len)
			continue;
		clean(&text, slice_sub(from->text, at, m.start));
		size_t start = text.len;
		clean(&text, slice_sub(from->text, m.start, m.end));
		at = m.end;
		if (text.len > start)
			marks[out->mark_count++] = (struct mark){start, text.len};
	}
	clean(&text, slice_from(from->text, at));
	out->text = arena_copy(arena, buffer_slice(&text));
	out->marks = marks;
	buffer_release(&text);
}

static struct slice take_url(struct arena *arena, struct slice url)
{
	bool web = slice_starts_nocase(url, "https://") || slice_starts_nocase(url, "http://");
	for (size_t i = 0; i < url.len; i++)
		if (url.ptr[i] <= ' ' || url.ptr[i] > '~' || strchr("\"<>\\^`{|}", url.ptr[i]))
			return SLICE_EMPTY;
	return web && url.len <= URL_MAX ? arena_copy(arena, url) : SLICE_EMPTY;
}

static void add_name(struct buffer *out, struct slice name, struct slice more)
{
	if (!name.len && !more.len)
		return;
	if (out->len)
		buffer_add_str(out, ", ");
	clean(out, name.len ? name : more);
	if (name.len && more.len) {
		buffer_add_str(out, " (");
		clean(out, more);
		buffer_add_byte(out, ')');
	}
}

static void take_people(struct arena *arena, const struct question *q, struct alert_entry *out)
{
	struct buffer names = BUFFER_INIT;
	for (size_t i = 0; i < q->asker_count; i++)
		add_name(&names, q->askers[i].name, q->askers[i].party);
	out->askers = arena_copy(arena, buffer_slice(&names));
	buffer_clear(&names);
	for (size_t i = 0; i < q->minister_count; i++)
		add_name(&names, q->ministers[i].name,
			 q->ministers[i].name.len ? SLICE_EMPTY : q->ministers[i].role);
	out->ministers = arena_copy(arena, buffer_slice(&names));
	buffer_release(&names);
}

void alert_entry_make(struct arena *arena, const struct search_hit *hit, struct alert_entry *out)
{
	const struct question *q = hit->question;
	*out = (struct alert_entry){.date_asked = q->date_asked, .date_answered = q->date_answered};
	out->id = arena_copy(arena, hit->id);
	out->title = cleaned(arena, hit->heading);
	out->number = cleaned(arena, question_number(q));
	out->url = take_url(arena, q->url);
	out->status = slice_of(state_name(q->state));
	take_people(arena, q, out);
	/* the piece that holds words, of the question or else of its answer */
	take_text(arena,
		  !hit->snippet.mark_count && hit->answer.mark_count ? &hit->answer : &hit->snippet,
		  out);
	struct slice *words = arena_calloc(arena, hit->matched_count, sizeof *words);
	for (size_t i = 0; i < hit->matched_count; i++) {
		words[out->word_count] = cleaned(arena, hit->matched[i]);
		out->word_count += words[out->word_count].len > 0;
	}
	out->words = words;
}

void alert_link(const struct alert_entry *entry, const char *base_url, struct buffer *out)
{
	if (entry->url.len) {
		buffer_add_slice(out, entry->url);
		return;
	}
	/* in percent signs an id may be thrice as long */
	if (!base_url || strlen(base_url) + 3 * entry->id.len > URL_MAX)
		return;
	buffer_printf(out, "%s/vraag/", base_url);
	for (size_t i = 0; i < entry->id.len; i++) {
		char c = entry->id.ptr[i];
		if (byte_is_alpha(c) || byte_is_digit(c) || c == '-' || c == '.' || c == '_' ||
		    c == '~')
			buffer_add_byte(out, c);
		else
			buffer_printf(out, "%%%02X", (unsigned char)c);
	}
}

void alert_describe(const struct alert_entry *entry, struct buffer *out)
{
	if (entry->number.len)
		buffer_printf(out, "nr. %.*s, ", SLICE_ARG(entry->number));
	buffer_add_str(out, "gesteld");
	if (entry->date_asked) {
		buffer_add_str(out, " op ");
		query_date_reading(entry->date_asked, out);
	}
	if (entry->askers.len)
		buffer_printf(out, " door %.*s", SLICE_ARG(entry->askers));
	if (entry->ministers.len)
		buffer_printf(out, " aan %.*s", SLICE_ARG(entry->ministers));
	if (entry->status.len && !slice_is(entry->status, "onbekend"))
		buffer_printf(out, "; %.*s", SLICE_ARG(entry->status));
	if (slice_is(entry->status, "beantwoord") && entry->date_answered) {
		buffer_add_str(out, " op ");
		query_date_reading(entry->date_answered, out);
	}
}

struct slice alert_uuid(struct arena *arena, const struct alert_state *state, const char *kind,
			struct slice name)
{
	struct slice whole = arena_printf(arena, "%s/%s/%.*s", state->feed, kind, SLICE_ARG(name));
	struct slice a = question_hash(arena, whole);
	struct slice b = question_hash(
		arena, arena_printf(arena, "%.*s/%.*s", SLICE_ARG(a), SLICE_ARG(whole)));
	return arena_printf(arena, "%.8s-%.4s-8%.3s-8%.3s-%.12s", a.ptr, a.ptr + 8, a.ptr + 12,
			    b.ptr, b.ptr + 3);
}

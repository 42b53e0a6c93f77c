/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts of papers stand behind an indent, always: no line of theirs is a lone full stop or begins
 * with "From ", and none comes near a header.
 */
#include "searcher/alerts/alerts_internal.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "corpus/text/latin.h"

enum { COLUMNS = 72, INDENT = 4, ENCODED_BYTES = 16, HOST_MAX = 128 };

static size_t columns_of(struct slice s)
{
	size_t n = 0;
	for (size_t pos = 0; pos < s.len; n++)
		utf8_next(s, &pos);
	return n;
}

/* Offset behind the first `count` code points. */
static size_t cut_at(struct slice s, size_t count)
{
	size_t pos = 0;
	while (count-- && pos < s.len)
		utf8_next(s, &pos);
	return pos;
}

/* Fills lines; the first one begins with `lead`, which is no longer than the indent.  Words that
 * are longer than a line are cut. */
static void put_wrapped(struct buffer *out, const char *lead, struct slice text)
{
	size_t column = INDENT;
	bool begun = false;
	text = slice_trim(text);
	buffer_printf(out, "%-*s", INDENT, lead);
	while (text.len) {
		size_t n = 0;
		while (n < text.len && !byte_is_space(text.ptr[n]))
			n++;
		struct slice word = slice_sub(text, 0, n);
		if (begun && column + 1 + columns_of(word) > COLUMNS) {
			buffer_printf(out, "\n%*s", INDENT, "");
			column = INDENT;
			begun = false;
		}
		if (columns_of(word) > COLUMNS - INDENT)
			word = slice_sub(word, 0, cut_at(word, COLUMNS - INDENT));
		buffer_printf(out, "%s%.*s", begun ? " " : "", SLICE_ARG(word));
		column += begun + columns_of(word);
		begun = true;
		text = slice_from(text, word.len);
		if (text.len && !byte_is_space(*text.ptr))
			column = COLUMNS; /* the rest of a word that was cut */
		text = slice_trim(text);
	}
	buffer_add_byte(out, '\n');
}

/* ---- headers ---- */

/* RFC 2047, Q: a text that is not plain ASCII becomes words of whole characters, a line each. */
static void put_header_text(struct buffer *out, struct slice s)
{
	bool plain = s.len < 60;
	for (size_t i = 0; i < s.len; i++)
		plain = plain && s.ptr[i] >= ' ' && s.ptr[i] < 0x7f &&
			slice_find(s, 0, "=?") == s.len;
	if (plain) {
		buffer_add_slice(out, s);
		return;
	}
	for (size_t at = 0, word = 0; at < s.len; word++) {
		size_t end = at;
		buffer_add_str(out, word ? "\n =?UTF-8?Q?" : "=?UTF-8?Q?");
		while (end < s.len) {
			size_t next = end;
			utf8_next(s, &next);
			if (next - at > ENCODED_BYTES)
				break;
			end = next;
		}
		for (; at < end; at++)
			if (byte_is_alpha(s.ptr[at]) || byte_is_digit(s.ptr[at]))
				buffer_add_byte(out, s.ptr[at]);
			else
				buffer_printf(out, "=%02X", (unsigned char)s.ptr[at]);
		buffer_add_str(out, "?=");
	}
}

/* English names whatever the locale. */
static void put_date(struct buffer *out, long long when)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t t = (time_t)when;
	struct tm utc;
	gmtime_r(&t, &utc);
	buffer_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\n", days[utc.tm_wday],
		      utc.tm_mday, months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
		      utc.tm_sec);
}

/* What stands behind the @: of the sender, else of this machine. */
static void put_host(struct buffer *out, const char *from)
{
	char host[HOST_MAX] = "";
	if (!from && gethostname(host, sizeof host - 1) != 0)
		host[0] = '\0';
	for (const char *p = host; *p; p++)
		if (!byte_is_alpha(*p) && !byte_is_digit(*p) && *p != '-' && *p != '.')
			host[0] = '\0';
	buffer_add_str(out, from ? strchr(from, '@') + 1 : *host ? host : "localhost");
}

static void put_subject(struct buffer *out, const struct config_search *search, size_t count)
{
	struct buffer text = BUFFER_INIT;
	if (search->answered)
		buffer_printf(&text, "Vraagbaak: beantwoord: %s", search->name);
	else
		buffer_printf(&text, "Vraagbaak: %zu %s: %s", count,
			      count == 1 ? "nieuwe vraag" : "nieuwe vragen", search->name);
	buffer_add_str(out, "Subject: ");
	put_header_text(out, buffer_slice(&text));
	buffer_add_byte(out, '\n');
	buffer_release(&text);
}

static void put_headers(const struct config *config, const struct config_search *search,
			const struct alert_state *state, struct buffer *out)
{
	struct arena arena = ARENA_INIT;
	char number[32];
	snprintf(number, sizeof number, "%lld", state->batch);
	struct slice uuid = alert_uuid(&arena, state, "batch", slice_of(number));
	if (config->alerts.from)
		buffer_printf(out, "From: %s\n", config->alerts.from);
	if (search->to)
		buffer_printf(out, "To: %s\n", search->to);
	put_subject(out, search, state->pending);
	put_date(out, state->updated);
	buffer_printf(out, "Message-ID: <%.*s@", SLICE_ARG(uuid));
	put_host(out, config->alerts.from);
	buffer_add_str(out, ">\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
			    "Content-Transfer-Encoding: 8bit\nContent-Language: nl\n"
			    "Auto-Submitted: auto-generated\n\n");
	arena_release(&arena);
}

/* ---- the text ---- */

static void put_entry(struct buffer *out, size_t rank, const struct alert_entry *e,
		      const char *base_url)
{
	struct buffer text = BUFFER_INIT;
	char lead[32];
	snprintf(lead, sizeof lead, "%zu. ", rank);
	buffer_add_byte(out, '\n');
	if (strlen(lead) > INDENT) { /* on a line of its own, the indent is what guards */
		buffer_printf(out, "%s\n", lead);
		*lead = '\0';
	}
	if (e->again)
		buffer_add_str(&text, "[nu beantwoord] ");
	buffer_add_slice(&text, e->title.len ? e->title : slice_of("(zonder titel)"));
	put_wrapped(out, lead, buffer_slice(&text));
	buffer_clear(&text);
	alert_describe(e, &text);
	put_wrapped(out, "", buffer_slice(&text));
	if (e->text.len)
		put_wrapped(out, "", e->text);
	buffer_clear(&text);
	for (size_t i = 0; i < e->word_count; i++)
		buffer_printf(&text, "%s%.*s",
			      i ? ", " : "Gevonden woorden: ", SLICE_ARG(e->words[i]));
	if (text.len)
		put_wrapped(out, "", buffer_slice(&text));
	buffer_clear(&text);
	alert_link(e, base_url, &text);
	if (text.len)
		buffer_printf(out, "%*s%s\n", INDENT, "", text.ptr);
	buffer_release(&text);
}

static void put_labelled(struct buffer *out, const char *label, const char *text)
{
	buffer_printf(out, "%s\n", label);
	put_wrapped(out, "", slice_of(text));
}

void alert_digest(const struct config *config, const struct config_search *search,
		  const struct alert_state *state, struct buffer *out)
{
	size_t shown = 0;
	put_headers(config, search, state, out);
	put_labelled(out, state->pending == 1 ? "Een nieuwe vraag voor" : "Nieuwe vragen voor",
		     search->name);
	put_labelled(out, search->query ? "Zoekvraag:" : "Antwoord op:",
		     search->query ? search->query : search->answered);
	for (size_t i = 0; i < state->count && state->entries[i].batch > state->delivered; i++)
		put_entry(out, ++shown, &state->entries[i], config->alerts.base_url);
	if (shown < state->pending)
		buffer_printf(out, "\nEn nog %zu andere, die hier niet staan.\n",
			      state->pending - shown);
}

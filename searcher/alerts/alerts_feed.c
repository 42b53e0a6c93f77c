/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libxml2's writer keeps its first failure: every call gives -1 after it, so only the last one is
 * asked. */
#include "searcher/alerts/alerts_internal.h"

#include <libxml/xmlwriter.h>
#include <time.h>

#define X(text) ((const xmlChar *)(text))

struct feed {
	xmlTextWriterPtr writer;
	struct arena arena;
	struct buffer text;
	const struct config *config;
	const struct alert_state *state;
	bool failed;
};

static void check(struct feed *f, int result)
{
	f->failed = f->failed || result < 0;
}

static void start(struct feed *f, const char *name)
{
	check(f, xmlTextWriterStartElement(f->writer, X(name)));
}

static void end(struct feed *f)
{
	check(f, xmlTextWriterEndElement(f->writer));
}

static void attribute(struct feed *f, const char *name, const char *value)
{
	check(f, xmlTextWriterWriteAttribute(f->writer, X(name), X(value)));
}

static void put(struct feed *f, struct slice text)
{
	if (text.len)
		check(f, xmlTextWriterWriteString(f->writer, X(arena_cstr(&f->arena, text))));
}

static void element(struct feed *f, const char *name, struct slice text)
{
	start(f, name);
	put(f, text);
	end(f);
}

static void put_time(struct feed *f, const char *name, long long when)
{
	char text[32];
	time_t t = (time_t)when;
	struct tm utc;
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&t, &utc));
	element(f, name, slice_of(text));
}

static void put_id(struct feed *f, struct slice uuid)
{
	element(f, "id", arena_printf(&f->arena, "urn:uuid:%.*s", SLICE_ARG(uuid)));
}

static void put_author(struct feed *f, struct slice name)
{
	start(f, "author");
	element(f, "name", name);
	end(f);
}

static void put_link(struct feed *f, const char *to)
{
	if (!*to)
		return;
	start(f, "link");
	attribute(f, "rel", "alternate");
	attribute(f, "href", to);
	end(f);
}

/* ---- entries ---- */

static void put_marked(struct feed *f, const struct alert_entry *e)
{
	size_t at = 0;
	check(f, xmlTextWriterSetIndent(f->writer, 0)); /* would be part of the text */
	start(f, "p");
	for (size_t i = 0; i < e->mark_count; i++) {
		put(f, slice_sub(e->text, at, e->marks[i].start));
		element(f, "strong", slice_sub(e->text, e->marks[i].start, e->marks[i].end));
		at = e->marks[i].end;
	}
	put(f, slice_from(e->text, at));
	end(f);
	check(f, xmlTextWriterSetIndent(f->writer, 1));
}

static void put_words(struct feed *f, const struct alert_entry *e)
{
	buffer_clear(&f->text);
	for (size_t i = 0; i < e->word_count; i++)
		buffer_printf(&f->text, "%s%.*s",
			      i ? ", " : "Gevonden woorden: ", SLICE_ARG(e->words[i]));
	if (f->text.len)
		element(f, "p", buffer_slice(&f->text));
}

static void put_content(struct feed *f, const struct alert_entry *e)
{
	start(f, "content");
	attribute(f, "type", "xhtml");
	start(f, "div");
	attribute(f, "xmlns", "http://www.w3.org/1999/xhtml");
	buffer_clear(&f->text);
	alert_describe(e, &f->text);
	element(f, "p", arena_printf(&f->arena, "Vraag %s", f->text.ptr));
	if (e->text.len)
		put_marked(f, e);
	put_words(f, e);
	end(f);
	end(f);
}

static void put_entry(struct feed *f, const struct alert_entry *e)
{
	struct slice title = e->title.len ? e->title : slice_of("(zonder titel)");
	start(f, "entry");
	put_id(f, alert_uuid(&f->arena, f->state, e->again ? "again" : "entry", e->id));
	element(f, "title",
		e->again ? arena_printf(&f->arena, "Beantwoord: %.*s", SLICE_ARG(title)) : title);
	put_time(f, "published", e->told_at);
	put_time(f, "updated", e->told_at);
	if (e->askers.len)
		put_author(f, e->askers);
	buffer_clear(&f->text);
	alert_link(e, f->config->alerts.base_url, &f->text);
	put_link(f, buffer_cstr(&f->text));
	put_content(f, e);
	end(f);
	arena_clear(&f->arena);
}

/* ---- the feed ---- */

static void put_feed(struct feed *f, const struct config_search *search)
{
	const char *asked = search->query ? search->query : search->answered;
	check(f, xmlTextWriterSetIndent(f->writer, 1));
	check(f, xmlTextWriterStartDocument(f->writer, NULL, "UTF-8", NULL));
	start(f, "feed");
	attribute(f, "xmlns", "http://www.w3.org/2005/Atom");
	attribute(f, "xml:lang", "nl");
	put_id(f, slice_of(f->state->feed));
	element(f, "title", slice_of(search->name));
	element(f, "subtitle",
		arena_printf(&f->arena, "%s: %s", search->query ? "Zoekvraag" : "Antwoord op",
			     asked));
	put_time(f, "updated", f->state->updated);
	put_author(f, slice_of("Vraagbaak"));
	element(f, "generator", slice_of("Vraagbaak"));
	if (f->config->alerts.base_url)
		put_link(f, arena_printf(&f->arena, "%s/", f->config->alerts.base_url).ptr);
	for (size_t i = 0; i < f->state->count && i < (size_t)f->config->alerts.entries; i++)
		put_entry(f, &f->state->entries[i]);
	end(f);
	check(f, xmlTextWriterEndDocument(f->writer));
}

enum status alert_feed(const struct config *config, const struct config_search *search,
		       const struct alert_state *state, struct buffer *out, struct error *err)
{
	struct feed f = {
		.arena = ARENA_INIT, .text = BUFFER_INIT, .config = config, .state = state};
	xmlBufferPtr made = xmlBufferCreate();
	f.writer = made ? xmlNewTextWriterMemory(made, 0) : NULL;
	if (f.writer)
		put_feed(&f, search);
	enum status st = f.writer && !f.failed
				 ? STATUS_OK
				 : error_set(err, STATUS_NOMEM, "cannot make the feed of \"%s\"",
					     search->name);
	xmlFreeTextWriter(f.writer); /* which hands over the last bytes */
	if (!st)
		buffer_add(out, xmlBufferContent(made), (size_t)xmlBufferLength(made));
	xmlBufferFree(made);
	buffer_release(&f.text);
	arena_release(&f.arena);
	return st;
}

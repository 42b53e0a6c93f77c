/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/document/document_builder.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "corpus/model/question_record.h"
#include "corpus/text/dates.h"
#include "corpus/text/letters_figure.h"
#include "corpus/text/person_name.h"
#include "indexer/document/joint_finder.h"
#include "indexer/document/number_terms.h"
#include "indexer/document/person_terms.h"
#include "stemming/abbreviations.h"
#include "stemming/fold.h"
#include "stemming/joint.h"
#include "stemming/lexicon.h"
#include "store/index/schema.h"

struct document_builder {
	struct analyzer *analyzer;
	struct repair *repair;
	struct people *people;
	struct joint_finder *joints;
	struct buffer term, record;
	struct arena arena;
	/* while a text is walked */
	struct xap_doc *doc;
	uint32_t wdf, field; /* weight of a word, first position of the field */
	struct slice text;
	struct {
		size_t start, end; /* bytes in the text; the same for none */
		uint32_t position;
	} letters; /* a capital or two, which a figure may follow */
};

/* Two words that are a compound written apart. */
static void post_joint(void *ctx, struct slice left, struct slice right)
{
	struct document_builder *self = ctx;
	struct buffer *name = &self->term;
	buffer_clear(name);
	buffer_add_str(name, PREFIX_JOINT);
	joint_add(left, right, name);
	xap_doc_posting(self->doc, buffer_slice(name), self->field + SCHEMA_PART_SHIFT,
			self->wdf * SCHEMA_WDF_PART / SCHEMA_WDF_SCALE);
}

struct document_builder *document_builder_new(struct analyzer *analyzer)
{
	struct document_builder *self = memory_zeroed(1, sizeof *self);
	self->analyzer = analyzer;
	self->repair = repair_new(lexicon_has, lexicon_has_name);
	self->people = people_new();
	self->joints = joint_finder_new(post_joint, self);
	return self;
}

void document_builder_free(struct document_builder *self)
{
	if (!self)
		return;
	repair_free(self->repair);
	people_free(self->people);
	joint_finder_free(self->joints);
	buffer_release(&self->term);
	buffer_release(&self->record);
	arena_release(&self->arena);
	free(self);
}

/* A boolean term; nothing for an empty value. */
static void add_filter(struct document_builder *self, const char *prefix, struct slice value)
{
	if (!value.len)
		return;
	schema_term(&self->term, prefix, value);
	xap_doc_term(self->doc, buffer_slice(&self->term), 0);
}

/* ---- words ---- */

/* Whole words weigh more than the same words inside compounds. */
static uint32_t weight_of(unsigned char kind, uint32_t wdf)
{
	switch (kind) {
	case TERM_WORD:
	case TERM_CASED: return wdf;
	case TERM_PART:
	case TERM_JOINT: return wdf * SCHEMA_WDF_PART / SCHEMA_WDF_SCALE;
	default: return 0;
	}
}

static void post_term(struct document_builder *self, const struct token *token,
		      const struct word_term *t, bool part)
{
	uint32_t position = token->position + t->offset, wdf = weight_of(t->kind, self->wdf);
	char name[POSITIONS_BARE_LEN];
	if (t->kind == TERM_STOP) {
		xap_doc_posting(self->doc, positions_bare(t->stop, name), position, 0);
	} else if (t->kind == TERM_CASED) {
		schema_term(&self->term, PREFIX_CASED, t->text);
		xap_doc_posting(self->doc, buffer_slice(&self->term), position, wdf);
	} else {
		xap_doc_posting(self->doc, t->text,
				part ? self->field + SCHEMA_PART_SHIFT : position, wdf);
	}
}

/* "E 40" is also the word E40, where its letters stand: roads, and whatever else is written either
 * way. */
static void post_letters_and_figure(struct document_builder *self, const struct token *token)
{
	if (token->kind == SPAN_NUMBER &&
	    letters_and_figure(slice_sub(self->text, self->letters.start, token->end), NULL)) {
		struct slice letters = slice_sub(self->text, self->letters.start,
						 self->letters.end);
		struct slice figure = slice_sub(self->text, token->start, token->end);
		struct buffer word = BUFFER_INIT;
		buffer_printf(&word, "%.*s%.*s", SLICE_ARG(letters), SLICE_ARG(figure));
		for (size_t i = 0; i < letters.len; i++)
			word.ptr[i] = byte_lower(word.ptr[i]);
		xap_doc_posting(self->doc, buffer_slice(&word), self->letters.position, self->wdf);
		buffer_release(&word);
	}
	self->letters.start = token->start;
	self->letters.end = token->end;
	self->letters.position = token->position;
}

static void post_token(void *ctx, const struct token *token)
{
	struct document_builder *self = ctx;
	post_letters_and_figure(self, token);
	const struct word *word = token->word;
	int piece = -1; /* the last piece of a hyphenated word */
	for (unsigned i = 0; i < word->count; i++) {
		const struct word_term *t = &word->terms[i];
		bool part = t->kind == TERM_PART || t->kind == TERM_JOINT;
		if (t->kind == TERM_PART && token->kind == SPAN_HYPHENATED && t->offset != piece) {
			piece = t->offset;
			part = false;
		}
		post_term(self, token, t, part);
	}
	if (token->date.len)
		xap_doc_posting(self->doc, token->date, token->date_position, 0);
	joint_finder_take(self->joints, token);
}

/* Posts the words of a text from a position on; returns the position for the next text. */
static uint32_t post_text(struct document_builder *self, struct slice text, uint32_t position,
			  uint32_t wdf)
{
	if (!text.len)
		return position;
	self->wdf = wdf;
	joint_finder_begin(self->joints);
	self->text = text;
	self->letters.start = self->letters.end = 0;
	return analyzer_run(self->analyzer, text, position, post_token, self) + SCHEMA_TEXT_GAP;
}

static struct slice collapse(struct arena *arena, struct slice s)
{
	char *out = arena_alloc(arena, s.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		if (!byte_is_space(s.ptr[i]) || (n && out[n - 1] != ' '))
			out[n++] = byte_is_space(s.ptr[i]) ? ' ' : s.ptr[i];
	return slice_make(out, n);
}

/* Both ways, so that either form of an abbreviation is found by the other. */
static void post_abbreviations(struct document_builder *self, struct slice text)
{
	struct abbreviation a;
	struct buffer folded = BUFFER_INIT;
	size_t pos = 0;
	while (abbreviation_next(text, &pos, &a)) {
		struct slice expansion = collapse(&self->arena, a.expansion);
		fold_plain(a.brief, &folded);
		add_filter(self, PREFIX_BRIEF,
			   arena_printf(&self->arena, "%.*s/%.*s", SLICE_ARG(buffer_slice(&folded)),
					SLICE_ARG(expansion)));
		fold_plain(expansion, &folded);
		add_filter(self, PREFIX_EXPANSION,
			   arena_printf(&self->arena, "%.*s/%.*s", SLICE_ARG(buffer_slice(&folded)),
					SLICE_ARG(a.brief)));
	}
	buffer_release(&folded);
}

static uint32_t post_repaired(struct document_builder *self, struct slice text, uint32_t position,
			      uint32_t wdf)
{
	struct slice repaired = repair_text(self->repair, text);
	post_abbreviations(self, repaired);
	return post_text(self, repaired, position, wdf);
}

/* What is in no field: notes, titles of annexes and the rest. */
static void post_others(struct document_builder *self, const struct question *q)
{
	self->field = SCHEMA_REST_FIRST;
	uint32_t at = self->field;
	for (size_t i = 0; i < q->note_count; i++)
		at = post_repaired(self, q->notes[i].text, at, SCHEMA_WDF_ANSWER);
	for (size_t i = 0; i < q->annex_count; i++)
		at = post_repaired(self, q->annexes[i].title, at, SCHEMA_WDF_ANSWER);
	post_repaired(self, q->rest, at, SCHEMA_WDF_ANSWER);
}

static void post_words(struct document_builder *self, const struct question *q)
{
	self->field = 1;
	uint32_t at = post_repaired(self, q->title, self->field, SCHEMA_WDF_TITLE);
	for (size_t i = 0; i < q->theme_count && at < SCHEMA_TITLE_LAST / 2; i++)
		at = post_text(self, q->themes[i], at, SCHEMA_WDF_TITLE);
	self->field = SCHEMA_QUESTION_FIRST;
	at = post_repaired(self, q->intro, self->field, SCHEMA_WDF_QUESTION);
	for (size_t i = 0; i < q->question_count; i++)
		at = post_repaired(self, q->questions[i].text, at, SCHEMA_WDF_QUESTION);
	self->field = SCHEMA_ANSWER_FIRST;
	at = post_repaired(self, q->answer_intro, self->field, SCHEMA_WDF_ANSWER);
	for (size_t i = 0; i < q->answer_count; i++)
		at = post_repaired(self, q->answers[i].text, at, SCHEMA_WDF_ANSWER);
	post_others(self, q);
}

/* ---- filters ---- */

static void add_filters(struct document_builder *self, const struct question *q)
{
	struct arena *a = &self->arena;
	add_filter(self, PREFIX_ID, q->id);
	add_filter(self, PREFIX_PARLIAMENT, slice_of(parliament_name(q->parliament)));
	add_filter(self, PREFIX_KIND, slice_of(kind_name(q->kind)));
	add_filter(self, PREFIX_STATUS, slice_of(state_name(q->state)));
	add_filter(self, PREFIX_SESSION, question_session(q, a));
	add_filter(self, PREFIX_FINGERPRINT, q->fingerprint);
	if (!question_has_text(q))
		xap_doc_term(self->doc, slice_of(TERM_NO_TEXT), 0);
	number_terms_post(q, a, &self->term, self->doc);
	for (size_t i = 0; i < q->alias_count; i++)
		add_filter(self, PREFIX_ALIAS, q->aliases[i]);
	for (size_t i = 0; i < q->cite_count; i++) {
		const struct citation *c = &q->cites[i];
		add_filter(self, PREFIX_CITED, c->number);
		if (c->date)
			add_filter(self, PREFIX_CITED,
				   arena_printf(a, "%.*s/%d", SLICE_ARG(c->number), c->date));
	}
}

/* ---- values ---- */

static void add_date(struct document_builder *self, unsigned slot, int date)
{
	if (date)
		xap_doc_value(self->doc, slot, arena_printf(&self->arena, "%08d", date));
}

/* Digits of the number; 2024Z17972 counts as 202417972. */
static struct slice number_key(struct arena *arena, struct slice number)
{
	unsigned long long value = 0;
	size_t digits = 0;
	for (size_t i = 0; i < number.len && digits < 12; i++)
		if (byte_is_digit(number.ptr[i])) {
			value = value * 10 + (unsigned)(number.ptr[i] - '0');
			digits++;
		}
	return digits ? arena_printf(arena, "%012llu", value) : SLICE_EMPTY;
}

static void add_values(struct document_builder *self, const struct question *q, struct slice hash)
{
	struct arena *a = &self->arena;
	add_date(self, SLOT_ASKED, question_filed(q));
	add_date(self, SLOT_ANSWERED, q->date_answered);
	xap_doc_value(self->doc, SLOT_NUMBER, number_key(a, question_number(q)));
	xap_doc_value(self->doc, SLOT_SESSION, question_session(q, a));
	xap_doc_value(self->doc, SLOT_STATUS, slice_of(state_name(q->state)));
	xap_doc_value(self->doc, SLOT_PARLIAMENT, slice_of(parliament_name(q->parliament)));
	xap_doc_value(self->doc, SLOT_KIND, slice_of(kind_name(q->kind)));
	xap_doc_value(self->doc, SLOT_HASH, hash);
	xap_doc_value(self->doc, SLOT_ID, q->id);
	if (q->date_asked && q->date_answered >= q->date_asked) {
		struct buffer packed = BUFFER_INIT;
		xap_pack_number((double)(date_days(q->date_answered) - date_days(q->date_asked)),
				&packed);
		xap_doc_value(self->doc, SLOT_DAYS, buffer_slice(&packed));
		buffer_release(&packed);
	}
}

void document_build(struct document_builder *self, const struct question *question,
		    struct slice hash, struct xap_doc *doc)
{
	arena_clear(&self->arena);
	xap_doc_clear(doc);
	self->doc = doc;
	repair_begin(self->repair, question);
	post_words(self, question);
	add_filters(self, question);
	add_values(self, question, hash);
	people_post(self->people, question, &self->arena, doc);
	record_encode(question, &self->record);
	xap_doc_data(doc, buffer_slice(&self->record));
}

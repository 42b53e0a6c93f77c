/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/ingest/merge_internal.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "corpus/text/latin.h"
#include "corpus/text/reference.h"

/* ---- letters ---- */

/* The next letter or digit, folded; 0 at the end. */
static uint32_t next_letter(struct slice text, size_t *at)
{
	while (*at < text.len) {
		uint32_t c = latin_base(latin_lower(utf8_next(text, at)));
		if (latin_is_letter(c) || (c < 0x80 && byte_is_digit((char)c)))
			return c;
	}
	return 0;
}

bool merge_same_letters(struct slice a, struct slice b)
{
	size_t i = 0, j = 0;
	uint32_t x, y;
	do {
		x = next_letter(a, &i);
		y = next_letter(b, &j);
	} while (x == y && x);
	return x == y;
}

static uint64_t hash_letters(uint64_t hash, struct slice text)
{
	uint32_t c;
	for (size_t at = 0; (c = next_letter(text, &at)) != 0;)
		hash = (hash ^ c) * 0x100000001b3ULL;
	return hash;
}

uint64_t merge_answer_letters(const struct question *q)
{
	const uint64_t start = 0xcbf29ce484222325ULL;
	uint64_t hash = hash_letters(start, q->answer_intro);
	for (size_t i = 0; i < q->answer_count; i++)
		hash = hash_letters(hash, q->answers[i].text);
	return hash == start ? 0 : hash;
}

/* ---- whom to believe ---- */

enum paper_stage paper_stage_of(const struct question *q)
{
	if (question_has_answers(q))
		return STAGE_ANSWERED;
	if (q->state == STATE_UITGESTELD)
		return STAGE_DELAYED;
	return question_has_questions(q) ? STAGE_ASKED : STAGE_NAMED;
}

/* What was printed goes before what was derived or assumed. */
static unsigned certainty(struct provenance p)
{
	return p.from == ORIGIN_NONE ? 0 : p.from == ORIGIN_DEFAULT ? p.percent : 200 + p.percent;
}

/* A notice of delay retells in a sentence what the question's heading says. */
static unsigned certainty_of(const struct question *p, enum field field)
{
	const unsigned sure = certainty(p->provenance[field]);
	const bool retold = p->state == STATE_UITGESTELD && !p->question_count && p->intro.len;
	return !retold ? sure : sure > 100 ? sure - 100 : 0;
}

const struct question *merge_believed(const struct merge *m, enum field field, merge_says_fn *says)
{
	const struct question *best = NULL;
	for (size_t i = 0; i < m->count; i++) {
		const struct question *p = m->papers[i];
		if (says(p) && (!best || certainty_of(p, field) > certainty_of(best, field)))
			best = p;
	}
	if (best)
		m->out->provenance[field] = best->provenance[field];
	return best;
}

static bool says_parliament(const struct question *q)
{
	return q->parliament != PARLIAMENT_UNKNOWN;
}
static bool says_kind(const struct question *q)
{
	return q->provenance[FIELD_KIND].from != ORIGIN_NONE;
}
static bool says_session(const struct question *q)
{
	return q->session.len > 0;
}
static bool says_title(const struct question *q)
{
	return q->title.len > 0;
}
static bool says_asked(const struct question *q)
{
	return q->date_asked != 0;
}
static bool says_answered(const struct question *q)
{
	return q->date_answered != 0;
}
static bool says_due(const struct question *q)
{
	return q->date_due != 0;
}
static bool says_url(const struct question *q)
{
	return q->url.len > 0;
}
static bool says_document(const struct question *q)
{
	return q->document.len > 0;
}
static bool says_number(const struct question *q)
{
	return q->number_count > 0;
}

/* The same without a provenance of its own: the first that says it. */
static const struct question *first_that(const struct merge *m, merge_says_fn *says)
{
	for (size_t i = 0; i < m->count; i++)
		if (says(m->papers[i]))
			return m->papers[i];
	return NULL;
}

static void merge_plain_fields(const struct merge *m)
{
	struct question *out = m->out;
	const struct question *p;
	if ((p = merge_believed(m, FIELD_PARLIAMENT, says_parliament)))
		out->parliament = p->parliament;
	if ((p = merge_believed(m, FIELD_KIND, says_kind)))
		out->kind = p->kind;
	if ((p = merge_believed(m, FIELD_SESSION, says_session)))
		out->session = p->session;
	if ((p = merge_believed(m, FIELD_TITLE, says_title)))
		out->title = p->title;
	if ((p = merge_believed(m, FIELD_DATE_ASKED, says_asked)))
		out->date_asked = p->date_asked;
	if ((p = merge_believed(m, FIELD_DATE_ANSWERED, says_answered)))
		out->date_answered = p->date_answered;
	if ((p = merge_believed(m, FIELD_URL, says_url)))
		out->url = p->url;
	if ((p = merge_believed(m, FIELD_DOCUMENT, says_document)))
		out->document = p->document;
	if ((p = first_that(m, says_due)))
		out->date_due = p->date_due;
}

/* An answer goes before its absence, a fate before waiting. */
static unsigned state_rank(enum answer_state state)
{
	static const unsigned char ranks[] = {
		[STATE_ONBEKEND] = 0,    [STATE_ONBEANTWOORD] = 1, [STATE_UITGESTELD] = 2,
		[STATE_INGETROKKEN] = 3, [STATE_VERVANGEN] = 4,    [STATE_GEDEELTELIJK] = 5,
		[STATE_BEANTWOORD] = 6,  [STATE_AANVULLEND] = 7,
	};
	return ranks[state];
}

static void merge_state(const struct merge *m)
{
	const struct question *best = m->papers[0];
	for (size_t i = 1; i < m->count; i++) {
		const struct question *p = m->papers[i];
		const unsigned mine = state_rank(p->state), its = state_rank(best->state);
		const struct provenance *a = &p->provenance[FIELD_STATUS],
					*b = &best->provenance[FIELD_STATUS];
		if (mine > its || (mine == its && certainty(*a) > certainty(*b)))
			best = p;
	}
	m->out->state = best->state;
	m->out->provenance[FIELD_STATUS] = best->provenance[FIELD_STATUS];
}

/* ---- lists that complete each other ---- */

static void mark_first(const struct merge *m, enum field field, merge_says_fn *says)
{
	(void)merge_believed(m, field, says);
}

/* The number to show is that of the paper whose id the question has; a vraagnummer leads. */
static void merge_numbers(const struct merge *m)
{
	struct question *out = m->out;
	mark_first(m, FIELD_NUMBER, says_number);
	for (int others = 0; others < 2; others++)
		for (size_t i = 0; i < m->count; i++)
			for (size_t k = 0; k < m->papers[i]->number_count; k++)
				if (others || slice_eq(m->papers[i]->id, out->id))
					question_add_number(out, m->papers[i]->numbers[k]);
	for (size_t i = 1; i < out->number_count; i++)
		if (reference_is_znumber(out->numbers[i]) &&
		    !reference_is_znumber(out->numbers[0])) {
			struct slice z = out->numbers[i];
			memmove(out->numbers + 1, out->numbers, i * sizeof z);
			out->numbers[0] = z;
		}
}

static bool says_themes(const struct question *q)
{
	return q->theme_count > 0;
}
static bool says_cites(const struct question *q)
{
	return q->cite_count > 0;
}
static bool says_notes(const struct question *q)
{
	return q->note_count > 0;
}
static bool says_annexes(const struct question *q)
{
	return q->annex_count > 0;
}
static bool says_references(const struct question *q)
{
	return q->reference_count > 0;
}

static bool has_meeting(const struct question *q, int date)
{
	for (size_t i = 0; i < q->meeting_count; i++)
		if (q->meetings[i] == date)
			return true;
	return false;
}

static void merge_lists(const struct merge *m)
{
	struct question *out = m->out;
	mark_first(m, FIELD_THEMES, says_themes);
	mark_first(m, FIELD_CITES, says_cites);
	mark_first(m, FIELD_NOTES, says_notes);
	mark_first(m, FIELD_ANNEXES, says_annexes);
	mark_first(m, FIELD_REFERENCES, says_references);
	for (size_t i = 0; i < m->count; i++) {
		const struct question *p = m->papers[i];
		for (size_t k = 0; k < p->theme_count; k++)
			question_add_theme(out, p->themes[k]);
		for (size_t k = 0; k < p->cite_count; k++)
			question_add_citation(out, p->cites[k].number, p->cites[k].date,
					      p->cites[k].session);
		for (size_t k = 0; k < p->note_count; k++)
			question_add_note(out, p->notes[k].mark, p->notes[k].text);
		for (size_t k = 0; k < p->annex_count; k++)
			question_add_annex(out, p->annexes[k].title, p->annexes[k].url);
		for (size_t k = 0; k < p->reference_count; k++)
			question_add_reference(out, p->references[k].kind, p->references[k].number);
		for (size_t k = 0; k < p->meeting_count; k++)
			if (!has_meeting(out, p->meetings[k]))
				question_add_meeting(out, p->meetings[k]);
	}
}

static int by_bytes(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

static void merge_aliases(const struct merge *m)
{
	struct question *out = m->out;
	for (size_t i = 0; i < m->count; i++) {
		const struct question *p = m->papers[i];
		if (!slice_eq(p->id, out->id))
			question_add_alias(out, p->id);
		for (size_t k = 0; k < p->alias_count; k++)
			if (!slice_eq(p->aliases[k], out->id))
				question_add_alias(out, p->aliases[k]);
	}
	if (out->alias_count)
		qsort(out->aliases, out->alias_count, sizeof *out->aliases, by_bytes);
}

/* ---- what was asked ---- */

static bool has_subquestions(const struct question *q)
{
	for (size_t i = 0; i < q->question_count; i++)
		if (q->questions[i].text.len)
			return true;
	return false;
}

/* The introduction of a notice of delay is the notice. */
static unsigned asking_rank(const struct question *q)
{
	const bool delay = q->state == STATE_UITGESTELD;
	if (has_subquestions(q))
		return delay ? 3 : 4;
	return q->intro.len ? (delay ? 1 : 2) : 0;
}

bool merge_asks_same(const struct question *a, const struct question *b)
{
	bool same = a->question_count == b->question_count;
	for (size_t i = 0; same && i < a->question_count; i++)
		same = merge_same_letters(a->questions[i].text, b->questions[i].text);
	return same;
}

static void merge_questions(const struct merge *m)
{
	struct question *out = m->out;
	const struct question *best = m->papers[0];
	for (size_t i = 1; i < m->count; i++)
		if (asking_rank(m->papers[i]) > asking_rank(best))
			best = m->papers[i];
	out->questions = best->questions;
	out->question_count = best->question_count;
	out->intro = best->intro;
	out->provenance[FIELD_QUESTIONS] = best->provenance[FIELD_QUESTIONS];
	out->provenance[FIELD_INTRO] = best->provenance[FIELD_INTRO];
	out->fingerprint = best->fingerprint;
	for (size_t i = 0; i < m->count && !out->intro.len; i++) {
		const struct question *p = m->papers[i];
		if (!p->intro.len || p->state == STATE_UITGESTELD || !merge_asks_same(p, best))
			continue;
		out->intro = p->intro;
		out->provenance[FIELD_INTRO] = p->provenance[FIELD_INTRO];
	}
}

/* ---- the rest ---- */

static void add_rest(struct buffer *rest, struct slice text)
{
	if (rest->len && text.len)
		buffer_add_str(rest, "\n\n");
	buffer_add_slice(rest, text);
}

/* Also the words of a notice of delay, when the introduction is another's. */
static void merge_rest(const struct merge *m)
{
	struct question *out = m->out;
	struct buffer rest = BUFFER_INIT;
	for (size_t i = 0; i < m->count; i++) {
		const struct question *p = m->papers[i];
		bool known = false;
		for (size_t k = 0; k < i && !known; k++)
			known = slice_eq(m->papers[k]->rest, p->rest);
		if (!known)
			add_rest(&rest, p->rest);
		if (p->rest.len && out->provenance[FIELD_REST].from == ORIGIN_NONE)
			out->provenance[FIELD_REST] = p->provenance[FIELD_REST];
		known = slice_eq(p->intro, out->intro);
		for (size_t k = 0; k < i && !known; k++)
			known = slice_eq(m->papers[k]->intro, p->intro);
		if (p->state == STATE_UITGESTELD && !known)
			add_rest(&rest, p->intro);
	}
	out->rest = arena_copy(&out->arena, buffer_slice(&rest));
	buffer_release(&rest);
}

static struct slice either(struct slice a, struct slice b)
{
	return a.len ? a : b;
}

static void merge_other_language(const struct merge *m)
{
	struct other_language *o = &m->out->other;
	for (size_t i = 0; i < m->count; i++) {
		const struct other_language *p = &m->papers[i]->other;
		if (!p->language.len || (o->language.len && !slice_eq(o->language, p->language)))
			continue;
		*o = (struct other_language){p->language, either(o->title, p->title),
					     either(o->question, p->question),
					     either(o->answer, p->answer)};
	}
}

/* The rooms are the paper's: who adds to a list gets one of its own. */
static void take_whole(const struct question *paper, struct question *out)
{
	const struct arena arena = out->arena;
	*out = *paper;
	out->arena = arena;
	out->number_room = out->asker_room = out->minister_room = out->theme_room =
		out->question_room = 0;
	out->answer_room = out->cite_room = out->meeting_room = out->note_room = out->annex_room =
		0;
	out->reference_room = out->alias_room = 0;
	out->number_index = out->theme_index = out->cite_index = (struct slice_index){
		.seats = NULL};
}

void merge_papers(const struct question *const *papers, size_t count, struct slice id,
		  struct question *out)
{
	const struct merge m = {papers, count, out};
	if (count == 1) {
		take_whole(papers[0], out);
		return;
	}
	bool *given = arena_calloc(&out->arena, count, sizeof *given);
	out->id = id;
	for (size_t i = count; i > 0; i--)
		if (slice_eq(papers[i - 1]->id, id))
			out->provenance[FIELD_ID] = papers[i - 1]->provenance[FIELD_ID];
	out->source = papers[0]->source;
	merge_plain_fields(&m);
	merge_state(&m);
	merge_numbers(&m);
	merge_lists(&m);
	merge_aliases(&m);
	merge_questions(&m);
	merge_answers(&m, given);
	merge_askers(&m);
	merge_ministers(&m, given);
	merge_rest(&m);
	merge_other_language(&m);
	const struct slice fingerprint = out->fingerprint;
	question_finish(out);
	out->fingerprint = fingerprint;
}

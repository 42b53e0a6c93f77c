/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/model/question_record.h"

/* ---- writing ---- */

static void put(struct buffer *out, struct slice s)
{
	buffer_add_varint(out, s.len);
	buffer_add_slice(out, s);
}

static void put_head(const struct question *q, struct buffer *out)
{
	put(out, q->id);
	put(out, q->source);
	put(out, q->url);
	buffer_add_byte(out, (char)q->parliament);
	buffer_add_byte(out, (char)q->kind);
	buffer_add_byte(out, (char)q->state);
	buffer_add_varint(out, (uint64_t)q->date_asked);
	buffer_add_varint(out, (uint64_t)q->date_answered);
	put(out, q->session);
	put(out, q->title);
	put(out, q->fingerprint);
}

static void put_lists(const struct question *q, struct buffer *out)
{
	buffer_add_varint(out, q->number_count);
	for (size_t i = 0; i < q->number_count; i++)
		put(out, q->numbers[i]);
	buffer_add_varint(out, q->asker_count);
	for (size_t i = 0; i < q->asker_count; i++) {
		put(out, q->askers[i].name);
		put(out, q->askers[i].party);
	}
	buffer_add_varint(out, q->minister_count);
	for (size_t i = 0; i < q->minister_count; i++) {
		put(out, q->ministers[i].name);
		put(out, q->ministers[i].role);
		put(out, q->ministers[i].department);
	}
	buffer_add_varint(out, q->theme_count);
	for (size_t i = 0; i < q->theme_count; i++)
		put(out, q->themes[i]);
	buffer_add_varint(out, q->cite_count);
	for (size_t i = 0; i < q->cite_count; i++) {
		put(out, q->cites[i].number);
		put(out, q->cites[i].session);
		buffer_add_varint(out, (uint64_t)q->cites[i].date);
	}
	buffer_add_varint(out, q->meeting_count);
	for (size_t i = 0; i < q->meeting_count; i++)
		buffer_add_varint(out, (uint64_t)q->meetings[i]);
}

static void put_texts(const struct question *q, struct buffer *out)
{
	put(out, q->intro);
	buffer_add_varint(out, q->question_count);
	for (size_t i = 0; i < q->question_count; i++) {
		put(out, q->questions[i].label);
		put(out, q->questions[i].text);
	}
	put(out, q->answer_intro);
	buffer_add_varint(out, q->answer_count);
	for (size_t i = 0; i < q->answer_count; i++) {
		const struct answer *a = &q->answers[i];
		buffer_add_varint(out, a->label_count);
		for (size_t k = 0; k < a->label_count; k++)
			put(out, a->labels[k]);
		put(out, a->text);
	}
}

/* What version 2 added. */
static void put_tail(const struct question *q, struct buffer *out)
{
	buffer_add_varint(out, (uint64_t)q->date_due);
	put(out, q->other.language);
	if (!q->other.language.len)
		return;
	put(out, q->other.title);
	put(out, q->other.question);
	put(out, q->other.answer);
}

/* What version 3 added.  Most questions have nothing of it: one byte says which lists and texts
 * follow. */
enum {
	HAS_NOTES = 1,
	HAS_ANNEXES = 2,
	HAS_REFERENCES = 4,
	HAS_ALIASES = 8,
	HAS_REST = 16,
	HAS_DOCUMENT = 32,
	HAS_REPLIES = 64
};

static bool has_reply(const struct answer *a)
{
	return a->minister.len || a->role.len || a->number.len || a->date;
}

static unsigned extras_of(const struct question *q)
{
	unsigned has = (q->note_count ? HAS_NOTES : 0) | (q->annex_count ? HAS_ANNEXES : 0) |
		       (q->reference_count ? HAS_REFERENCES : 0) |
		       (q->alias_count ? HAS_ALIASES : 0) | (q->rest.len ? HAS_REST : 0) |
		       (q->document.len ? HAS_DOCUMENT : 0);
	for (size_t i = 0; i < q->answer_count; i++)
		has |= has_reply(&q->answers[i]) ? HAS_REPLIES : 0;
	return has;
}

static void put_reply(const struct answer *a, struct buffer *out)
{
	put(out, a->minister);
	put(out, a->role);
	put(out, a->number);
	buffer_add_varint(out, (uint64_t)a->date);
}

static void put_extras(const struct question *q, struct buffer *out)
{
	const unsigned has = extras_of(q);
	buffer_add_byte(out, (char)has);
	if (has & HAS_NOTES)
		buffer_add_varint(out, q->note_count);
	for (size_t i = 0; i < q->note_count; i++) {
		put(out, q->notes[i].mark);
		put(out, q->notes[i].text);
	}
	if (has & HAS_ANNEXES)
		buffer_add_varint(out, q->annex_count);
	for (size_t i = 0; i < q->annex_count; i++) {
		put(out, q->annexes[i].title);
		put(out, q->annexes[i].url);
	}
	if (has & HAS_REFERENCES)
		buffer_add_varint(out, q->reference_count);
	for (size_t i = 0; i < q->reference_count; i++) {
		put(out, q->references[i].kind);
		put(out, q->references[i].number);
	}
	if (has & HAS_ALIASES)
		buffer_add_varint(out, q->alias_count);
	for (size_t i = 0; i < q->alias_count; i++)
		put(out, q->aliases[i]);
	if (has & HAS_REST)
		put(out, q->rest);
	if (has & HAS_DOCUMENT)
		put(out, q->document);
	for (size_t i = 0; has & HAS_REPLIES && i < q->answer_count; i++)
		put_reply(&q->answers[i], out);
}

void record_encode(const struct question *q, struct buffer *out)
{
	buffer_clear(out);
	buffer_add_byte(out, RECORD_VERSION);
	put_head(q, out);
	put_lists(q, out);
	buffer_add_byte(out, FIELD_COUNT);
	for (int f = 0; f < FIELD_COUNT; f++) {
		buffer_add_byte(out, (char)q->provenance[f].from);
		buffer_add_byte(out, (char)q->provenance[f].percent);
	}
	put_texts(q, out);
	put_tail(q, out);
	put_extras(q, out);
}

struct slice record_hash(const struct question *question, struct arena *arena)
{
	struct question copy = *question;
	struct buffer bytes = BUFFER_INIT;
	copy.source = SLICE_EMPTY;
	record_encode(&copy, &bytes);
	struct slice hash = question_hash(arena, buffer_slice(&bytes));
	buffer_release(&bytes);
	return hash;
}

/* ---- reading; sticky: the first failure empties the input ---- */

struct reader {
	struct slice left;
	bool failed;
};

static void fail(struct reader *r)
{
	r->failed = true;
	r->left = SLICE_EMPTY;
}

static uint64_t get_number(struct reader *r)
{
	uint64_t value = 0;
	for (unsigned shift = 0; shift < 64; shift += 7) {
		if (!r->left.len)
			break;
		unsigned char b = (unsigned char)r->left.ptr[0];
		r->left = slice_from(r->left, 1);
		value |= (uint64_t)(b & 0x7f) << shift;
		if (!(b & 0x80))
			return value;
	}
	fail(r);
	return 0;
}

static unsigned get_byte(struct reader *r, unsigned limit)
{
	unsigned b = r->left.len ? (unsigned char)r->left.ptr[0] : limit;
	if (b >= limit) {
		fail(r);
		return 0;
	}
	r->left = slice_from(r->left, 1);
	return b;
}

static struct slice get(struct reader *r)
{
	uint64_t n = get_number(r);
	if (n > r->left.len) {
		fail(r);
		return SLICE_EMPTY;
	}
	struct slice s = slice_sub(r->left, 0, (size_t)n);
	r->left = slice_from(r->left, (size_t)n);
	return s;
}

/* A list's length; every item takes at least one byte, which bounds it. */
static size_t get_count(struct reader *r)
{
	uint64_t n = get_number(r);
	if (n > r->left.len) {
		fail(r);
		return 0;
	}
	return (size_t)n;
}

static int get_date(struct reader *r)
{
	uint64_t date = get_number(r);
	if (date > 29991231)
		fail(r);
	return r->failed ? 0 : (int)date;
}

static void get_head(struct reader *r, struct question *q)
{
	q->id = get(r);
	q->source = get(r);
	q->url = get(r);
	q->parliament = (enum parliament)get_byte(r, PARLIAMENT_TWEEDEKAMER + 1);
	q->kind = (enum question_kind)get_byte(r, KIND_MEDEDELING + 1);
	q->state = (enum answer_state)get_byte(r, STATE_AANVULLEND + 1);
	q->date_asked = get_date(r);
	q->date_answered = get_date(r);
	q->session = get(r);
	q->title = get(r);
	q->fingerprint = get(r);
}

#define GET_LIST_OF(r, q, list, item) \
	((q)->item##_count = get_count(r), \
	 (q)->list = arena_calloc(&(q)->arena, (q)->item##_count, sizeof *(q)->list))
#define GET_LIST(r, q, item) GET_LIST_OF(r, q, item##s, item)

static void get_lists(struct reader *r, struct question *q)
{
	GET_LIST(r, q, number);
	for (size_t i = 0; i < q->number_count; i++)
		q->numbers[i] = get(r);
	GET_LIST(r, q, asker);
	for (size_t i = 0; i < q->asker_count; i++) {
		q->askers[i].name = get(r);
		q->askers[i].party = get(r);
	}
	GET_LIST(r, q, minister);
	for (size_t i = 0; i < q->minister_count; i++) {
		q->ministers[i].name = get(r);
		q->ministers[i].role = get(r);
		q->ministers[i].department = get(r);
	}
	GET_LIST(r, q, theme);
	for (size_t i = 0; i < q->theme_count; i++)
		q->themes[i] = get(r);
	GET_LIST(r, q, cite);
	for (size_t i = 0; i < q->cite_count; i++) {
		q->cites[i].number = get(r);
		q->cites[i].session = get(r);
		q->cites[i].date = get_date(r);
	}
	GET_LIST(r, q, meeting);
	for (size_t i = 0; i < q->meeting_count; i++)
		q->meetings[i] = get_date(r);
}

static void get_provenance(struct reader *r, struct question *q)
{
	unsigned fields = get_byte(r, 255);
	for (unsigned f = 0; f < fields; f++) {
		struct provenance p;
		p.from = (enum origin)get_byte(r, ORIGIN_DEFAULT + 1);
		p.percent = get_byte(r, 101);
		if (f < FIELD_COUNT)
			q->provenance[f] = p;
	}
}

static void get_texts(struct reader *r, struct question *q)
{
	q->intro = get(r);
	GET_LIST(r, q, question);
	for (size_t i = 0; i < q->question_count; i++) {
		q->questions[i].label = get(r);
		q->questions[i].text = get(r);
	}
	q->answer_intro = get(r);
	GET_LIST(r, q, answer);
	for (size_t i = 0; i < q->answer_count; i++) {
		struct answer *a = &q->answers[i];
		a->label_count = get_count(r);
		a->labels = arena_calloc(&q->arena, a->label_count, sizeof *a->labels);
		for (size_t k = 0; k < a->label_count; k++)
			a->labels[k] = get(r);
		a->text = get(r);
	}
}

static void get_tail(struct reader *r, struct question *q)
{
	q->date_due = get_date(r);
	q->other.language = get(r);
	if (!q->other.language.len)
		return;
	q->other.title = get(r);
	q->other.question = get(r);
	q->other.answer = get(r);
}

static void get_extras(struct reader *r, struct question *q)
{
	const unsigned has = get_byte(r, HAS_REPLIES * 2);
	if (has & HAS_NOTES)
		GET_LIST(r, q, note);
	for (size_t i = 0; i < q->note_count; i++) {
		q->notes[i].mark = get(r);
		q->notes[i].text = get(r);
	}
	if (has & HAS_ANNEXES)
		GET_LIST_OF(r, q, annexes, annex);
	for (size_t i = 0; i < q->annex_count; i++) {
		q->annexes[i].title = get(r);
		q->annexes[i].url = get(r);
	}
	if (has & HAS_REFERENCES)
		GET_LIST(r, q, reference);
	for (size_t i = 0; i < q->reference_count; i++) {
		q->references[i].kind = get(r);
		q->references[i].number = get(r);
	}
	if (has & HAS_ALIASES)
		GET_LIST_OF(r, q, aliases, alias);
	for (size_t i = 0; i < q->alias_count; i++)
		q->aliases[i] = get(r);
	q->rest = has & HAS_REST ? get(r) : SLICE_EMPTY;
	q->document = has & HAS_DOCUMENT ? get(r) : SLICE_EMPTY;
	for (size_t i = 0; has & HAS_REPLIES && i < q->answer_count; i++) {
		q->answers[i].minister = get(r);
		q->answers[i].role = get(r);
		q->answers[i].number = get(r);
		q->answers[i].date = get_date(r);
	}
}

enum status record_decode(struct slice bytes, struct question *q, struct error *err)
{
	struct slice rest;
	return record_decode_first(bytes, q, &rest, err);
}

enum status record_decode_first(struct slice bytes, struct question *q, struct slice *rest,
				struct error *err)
{
	struct reader r = {bytes, false};
	unsigned version = get_byte(&r, 256);
	if (version > RECORD_VERSION)
		return error_set(err, STATUS_VERSION,
				 "the record has version %u, this program knows %d", version,
				 RECORD_VERSION);
	get_head(&r, q);
	get_lists(&r, q);
	get_provenance(&r, q);
	get_texts(&r, q);
	if (version >= 2)
		get_tail(&r, q);
	if (version >= 3)
		get_extras(&r, q);
	*rest = r.left;
	if (r.failed || version == 0)
		return error_set(err, STATUS_CORRUPT, "the record is damaged");
	return STATUS_OK;
}

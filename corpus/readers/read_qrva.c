/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An item names everything twice, in Dutch (..N) and French (..F).  Fields that
 * hold several values hold them in one string: `first name / surname, / party` on
 * lines, subjects between bars, a publication as bulletin, page and day.
 *
 * The id is made of legislature, department, number and DOCNAME, which are the lasting fields of
 * SDOCNAME: its second changes once the question is printed in a bulletin.
 */
#include "corpus/readers/read_qrva.h"

#include <stdio.h>

#include "base/buffer.h"
#include "corpus/model/question_address.h"
#include "corpus/model/subquestions.h"
#include "corpus/text/dates.h"
#include "corpus/text/latin.h"
#include "corpus/text/reference.h"

enum { ANSWERS = 4 };

bool qrva_is_item(const json_t *object)
{
	return json_object_get(object, "SDOCNAME") || json_object_get(object, "DOCNAME") ||
	       (json_object_get(object, "TITN") && json_object_get(object, "TITF"));
}

const json_t *qrva_items(const json_t *object)
{
	const json_t *items = json_object_get(object, "items");
	if (!json_is_array(items) || json_object_get(object, "title"))
		return NULL;
	return !json_array_size(items) || qrva_is_item(json_array_get(items, 0)) ? items : NULL;
}

/* ---- values ---- */

static void add_string(const json_t *value, struct buffer *out)
{
	struct slice s = slice_trim(
		slice_make(json_string_value(value), json_string_length(value)));
	if (s.len && out->len)
		buffer_add_byte(out, '\n');
	buffer_add_slice(out, s);
}

/* A string, a number, a list of strings, or {"br": ...} of these: as lines. */
static void add_value(const json_t *value, struct buffer *out, int depth)
{
	size_t i;
	json_t *member;
	if (json_is_string(value))
		add_string(value, out);
	else if (json_is_integer(value))
		buffer_printf(out, "%lld", (long long)json_integer_value(value));
	else if (json_is_object(value) && depth < 4)
		add_value(json_object_get(value, "br"), out, depth + 1);
	else if (json_is_array(value) && depth < 4)
		json_array_foreach((json_t *)value, i, member) add_value(member, out, depth + 1);
}

/* The value as text in the question's arena, a second encoding undone; *mended tells of that. */
static struct slice get_text(struct question *q, const json_t *item, const char *key, bool *mended)
{
	struct buffer raw = BUFFER_INIT, once = BUFFER_INIT;
	add_value(json_object_get(item, key), &raw, 0);
	bool doubled = latin_undo_double(buffer_slice(&raw), &once);
	struct slice text = arena_copy(&q->arena, slice_trim(buffer_slice(doubled ? &once : &raw)));
	if (mended)
		*mended = *mended || doubled;
	buffer_release(&raw);
	buffer_release(&once);
	return text;
}

/* The same on one line, blanks collapsed. */
static struct slice get_line(struct question *q, const json_t *item, const char *key)
{
	struct slice text = get_text(q, item, key, NULL);
	struct buffer out = BUFFER_INIT;
	for (size_t i = 0; i < text.len; i++) {
		if (!byte_is_space(text.ptr[i]))
			buffer_add_byte(&out, text.ptr[i]);
		else if (out.len && out.ptr[out.len - 1] != ' ')
			buffer_add_byte(&out, ' ');
	}
	text = arena_copy(&q->arena, buffer_slice(&out));
	buffer_release(&out);
	return text;
}

/* 20140718. */
static enum status get_date(struct question *q, const json_t *item, const char *key, int *date,
			    struct error *err)
{
	struct slice s = get_line(q, item, key);
	int value = 0;
	*date = 0;
	if (!s.len || slice_is(s, "0"))
		return STATUS_OK;
	bool digits = s.len == 8;
	for (size_t i = 0; i < s.len && digits; i++) {
		digits = byte_is_digit(s.ptr[i]);
		value = value * 10 + (digits ? s.ptr[i] - '0' : 0);
	}
	*date = digits ? date_make(value / 10000, value / 100 % 100, value % 100) : 0;
	if (!*date)
		return error_set(err, STATUS_FORMAT, "key \"%s\": \"%.*s\" is no day as YYYYMMDD",
				 key, SLICE_ARG(s));
	return STATUS_OK;
}

/* ---- what it is ---- */

/* DOCNAME begins with the parliamentary year, `2015201609402`, or zeros. */
static void take_session(struct question *q, struct slice docname)
{
	int from, to;
	char years[9] = "";
	if (docname.len < 9)
		return;
	memcpy(years, docname.ptr, 8);
	if (sscanf(years, "%4d%4d", &from, &to) != 2 || to != from + 1)
		return;
	q->session = arena_printf(&q->arena, "%d-%d", from, to);
	question_mark(q, FIELD_SESSION, ORIGIN_TEXT, 80);
}

/* Legislature, department, number and DOCNAME: what names a question, put to one minister. */
struct identity {
	bool oral;
	struct slice legislature, department, number, docname;
};

/* DOCNAME of an oral question: eight digits, and C in a committee, P in the plenary, I an
 * interpellation. */
static bool is_oral_docname(struct slice docname)
{
	for (size_t i = 0; i < 8 && i < docname.len; i++)
		if (!byte_is_digit(docname.ptr[i]))
			return false;
	return docname.len == 9 && strchr("CPI", docname.ptr[8]) != NULL;
}

/* SDOCNAME, or the end of the link: `54-B116-18-0496-2016201716126`. */
static struct slice get_sdocname(struct question *q, const json_t *item, struct slice *url)
{
	struct slice sdocname = get_line(q, item, "SDOCNAME");
	const json_t *link = json_object_get(item, "link");
	*url = json_is_object(link) ? get_line(q, link, "href") : SLICE_EMPTY;
	size_t slash = url->len;
	while (slash && url->ptr[slash - 1] != '/')
		slash--;
	return sdocname.len ? sdocname : slice_from(*url, slash);
}

static struct slice either(struct slice a, struct slice b)
{
	return a.len ? a : b;
}

static struct identity get_identity(struct question *q, const json_t *item, struct slice sdocname)
{
	const json_t *link = json_object_get(item, "link");
	struct slice address = json_is_object(link) ? get_line(q, link, "href") : SLICE_EMPTY;
	struct slice docname = either(get_line(q, item, "DOCNAME"),
				      reference_sdocname_part(sdocname, 4));
	return (struct identity){
		.oral = json_object_get(item, QRVA_ORAL) ||
			slice_find(address, 0, "/inqo/") < address.len || is_oral_docname(docname),
		.legislature = either(get_line(q, item, "LEGISL"),
				      reference_sdocname_part(sdocname, 0)),
		.department = either(reference_sdocname_part(sdocname, 2),
				     get_line(q, item, "DEPTPRES")),
		.number = reference_without_zeros(either(reference_sdocname_part(sdocname, 3),
							 get_line(q, item, "QUESTNUM"))),
		.docname = docname,
	};
}

static struct slice make_id(struct arena *arena, const struct identity *n)
{
	return arena_printf(arena, "kamer-%s%.*s-%.*s-%.*s-%.*s", n->oral ? "inqo-" : "",
			    SLICE_ARG(n->legislature), SLICE_ARG(n->department),
			    SLICE_ARG(n->number), SLICE_ARG(n->docname));
}

bool qrva_id_of_sdocname(struct slice text, struct arena *arena, struct slice *id)
{
	size_t at = text.len, hyphens = 0;
	while (at && text.ptr[at - 1] != '/')
		at--;
	struct slice s = slice_from(text, at);
	for (size_t i = 0; i < s.len; i++)
		hyphens += s.ptr[i] == '-';
	const struct slice docname = reference_sdocname_part(s, 4);
	const struct identity n = {
		.oral = slice_find(text, 0, "/inqo/") < text.len || is_oral_docname(docname),
		.legislature = reference_sdocname_part(s, 0),
		.department = reference_sdocname_part(s, 2),
		.number = reference_without_zeros(reference_sdocname_part(s, 3)),
		.docname = docname,
	};
	if (hyphens != 4 || !n.legislature.len || !byte_is_digit(s.ptr[0]) || !n.department.len ||
	    !n.number.len || !n.docname.len)
		return false;
	*id = make_id(arena, &n);
	return true;
}

/*
 * One DOCNAME stands for all ministers asked.  It is an alias of each of their questions, as is the
 * number of the item, which stays when the question goes to another department; lists do not have
 * that.  Oral questions have numbers and items of their own, so all their ids say what they are.
 */
static void take_id(struct question *q, const json_t *item, const struct identity *n)
{
	struct slice key = get_line(q, item, "ID");
	struct slice shared = arena_printf(&q->arena, "kamer-%s%.*s-%.*s", n->oral ? "inqo-" : "",
					   SLICE_ARG(n->legislature), SLICE_ARG(n->docname));
	q->id = shared;
	if (n->department.len && n->number.len) {
		q->id = make_id(&q->arena, n);
		question_add_alias(q, shared);
	}
	if (key.len && key.len < 40)
		question_add_alias(q, arena_printf(&q->arena, "kamer-%s-%.*s",
						   n->oral ? "inqo" : "qrva", SLICE_ARG(key)));
	question_mark(q, FIELD_ID, ORIGIN_TEXT, 100);
}

static enum status take_identity(struct question *q, const json_t *item, struct error *err)
{
	struct slice url, sdocname = get_sdocname(q, item, &url);
	const struct identity n = get_identity(q, item, sdocname);
	struct slice printed = get_line(q, item, "QUESTNUM");
	if (!n.docname.len || !n.legislature.len)
		return error_set(err, STATUS_FORMAT,
				 "no \"DOCNAME\" and \"LEGISL\", nor \"SDOCNAME\": it "
				 "cannot be told which question this is");
	if (n.docname.len + n.legislature.len + n.department.len + n.number.len > 100)
		return error_set(err, STATUS_FORMAT, "key \"DOCNAME\": too long for a name");
	take_id(q, item, &n);
	q->url = url;
	if (url.len)
		question_mark(q, FIELD_URL, ORIGIN_TEXT, 100);
	else
		question_set_sdocname(q, sdocname, n.oral);
	if (n.oral)
		q->kind = KIND_MONDELING;
	question_add_number(q, printed.len ? printed : n.number);
	if (q->number_count)
		question_mark(q, FIELD_NUMBER, ORIGIN_TEXT, printed.len ? 100 : 90);
	take_session(q, n.docname);
	return STATUS_OK;
}

/* ---- who ---- */

/* From legislature 56 on the key of the member stands behind all else: `N-VA (07999)`, `Tine
 * Voorbeeld (O6772)`. */
static struct slice without_key(struct slice author)
{
	size_t at = author.len;
	if (!slice_ends(author, ")"))
		return author;
	while (at && author.ptr[at - 1] != '(')
		at--;
	struct slice key = slice_sub(author, at, author.len - 1);
	size_t digits = slice_starts(key, "O") ? 1 : 0;
	bool is_key = at && key.len > digits + 2;
	for (size_t i = digits; i < key.len && is_key; i++)
		is_key = byte_is_digit(key.ptr[i]);
	return is_key ? slice_trim(slice_sub(author, 0, at - 1)) : author;
}

/* `Roel / Deseyn, / CD&V`: the last line is the party, what stands before it the name. */
static void take_asker(struct question *q, const json_t *item)
{
	struct slice rest = without_key(get_text(q, item, "AUT", NULL)), line, parts[8];
	struct buffer name = BUFFER_INIT;
	bool lines = slice_find(rest, 0, "\n") < rest.len;
	size_t n = 0;
	while (rest.len && n < 8) {
		size_t end = slice_find(rest, 0, lines ? "\n" : ",");
		line = slice_trim(slice_sub(rest, 0, end));
		rest = slice_from(rest, end + 1);
		if (slice_ends(line, ","))
			line = slice_trim(slice_sub(line, 0, line.len - 1));
		if (line.len)
			parts[n++] = line;
	}
	bool party = n > 2 || (n == 2 && !lines);
	for (size_t i = 0; i + party < n; i++) {
		if (i)
			buffer_add_byte(&name, ' ');
		buffer_add_slice(&name, parts[i]);
	}
	if (name.len) {
		question_add_asker(q, buffer_slice(&name), party ? parts[n - 1] : SLICE_EMPTY);
		question_mark(q, FIELD_ASKERS, ORIGIN_TEXT, 100);
	}
	buffer_release(&name);
}

static void take_minister(struct question *q, const json_t *item)
{
	struct slice role = get_line(q, item, "DEPTN"), department = get_line(q, item, "SUBDEPTN");
	if (slice_eq(role, department))
		department = SLICE_EMPTY;
	if (!role.len && !department.len)
		return;
	question_add_minister(q, SLICE_EMPTY, role.len ? role : department,
			      role.len ? department : SLICE_EMPTY);
	question_mark(q, FIELD_MINISTERS, ORIGIN_TEXT, 100);
}

/* Subjects stand in capitals between bars; they are kept in small letters, as EuroVoc has them. */
static void take_themes(struct question *q, const json_t *item)
{
	static const char *const keys[] = {"MAIN_THESAN", "MAINTHESAN", "THESAN", "DESCN", "FREEN"};
	struct buffer theme = BUFFER_INIT;
	for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
		struct slice rest = get_line(q, item, keys[k]);
		while (rest.len) {
			size_t bar = slice_find(rest, 0, "|");
			struct slice one = slice_trim(slice_sub(rest, 0, bar));
			bool capitals = latin_all_capitals(one);
			rest = slice_from(rest, bar + 1);
			buffer_clear(&theme);
			for (size_t i = 0; i < one.len;) {
				uint32_t c = utf8_next(one, &i);
				utf8_add(&theme, capitals ? latin_lower(c) : c);
			}
			question_add_theme(q, buffer_slice(&theme));
		}
	}
	buffer_release(&theme);
	if (q->theme_count)
		question_mark(q, FIELD_THEMES, ORIGIN_TEXT, 100);
}

/* ---- texts ---- */

static struct slice numbered(struct question *q, const json_t *item, int n, char end, bool *mended)
{
	char key[32];
	snprintf(key, sizeof key, "TEXTA%d%c", n, end);
	return get_text(q, item, key, mended);
}

/* Up to four answers, each whole: a provisional one and what came later. */
static void take_answers(struct question *q, const json_t *item, bool *mended)
{
	struct slice intro = SLICE_EMPTY;
	for (int n = 1; n <= ANSWERS; n++) {
		struct slice text = numbered(q, item, n, 'N', mended);
		q->answer_intro = SLICE_EMPTY;
		split_answers(q, text, split_style_of(text));
		if (intro.len && q->answer_intro.len)
			intro = arena_printf(&q->arena, "%.*s\n\n%.*s", SLICE_ARG(intro),
					     SLICE_ARG(q->answer_intro));
		else if (q->answer_intro.len)
			intro = q->answer_intro;
	}
	q->answer_intro = intro;
}

static void take_other_language(struct question *q, const json_t *item)
{
	struct buffer answer = BUFFER_INIT;
	struct other_language *other = &q->other;
	other->title = get_line(q, item, "TITF");
	other->question = get_text(q, item, "TEXTQF", NULL);
	for (int n = 1; n <= ANSWERS; n++) {
		struct slice text = numbered(q, item, n, 'F', NULL);
		if (text.len && answer.len)
			buffer_add_str(&answer, "\n\n");
		buffer_add_slice(&answer, text);
	}
	other->answer = arena_copy(&q->arena, buffer_slice(&answer));
	if (other->title.len || other->question.len || other->answer.len)
		other->language = slice_of("fr");
	buffer_release(&answer);
}

/* The last bulletin that printed an answer names its day: the answer is no younger. */
static void take_publication(struct question *q, const json_t *item)
{
	for (int n = ANSWERS; n >= 1 && !q->date_answered; n--) {
		char key[32];
		size_t pos = 0;
		snprintf(key, sizeof key, "PUBLICA%d", n);
		if (date_find(get_line(q, item, key), &pos, &q->date_answered))
			question_mark(q, FIELD_DATE_ANSWERED, ORIGIN_TEXT, 60);
	}
}

static void take_status(struct question *q, const json_t *item)
{
	struct slice status = get_line(q, item, "STATUSQ");
	bool text = q->answer_count || q->answer_intro.len || q->other.answer.len;
	if (text || slice_is_nocase(status, "answerReceived"))
		q->state = STATE_BEANTWOORD;
	else if (status.len)
		q->state = STATE_ONBEANTWOORD;
	else
		return;
	question_mark(q, FIELD_STATUS, ORIGIN_TEXT, text || status.len ? 100 : 80);
}

enum status qrva_read_item(struct question *q, const json_t *item, struct error *err)
{
	bool mended = false;
	q->parliament = PARLIAMENT_KAMER;
	question_mark(q, FIELD_PARLIAMENT, ORIGIN_DEFAULT, 100);
	question_mark(q, FIELD_KIND, ORIGIN_TEXT, 100);
	enum status st = take_identity(q, item, err);
	if (!st)
		st = get_date(q, item, "DEPOTDAT", &q->date_asked, err);
	if (!st)
		st = get_date(q, item, "DELAIDAT", &q->date_due, err);
	if (st)
		return st;
	if (q->date_asked)
		question_mark(q, FIELD_DATE_ASKED, ORIGIN_TEXT, 100);
	q->title = get_line(q, item, "TITN");
	question_mark(q, FIELD_TITLE, ORIGIN_TEXT, 100);
	take_asker(q, item);
	take_minister(q, item);
	take_themes(q, item);
	struct slice text = get_text(q, item, "TEXTQN", &mended);
	if (text.len)
		split_questions(q, text, split_style_of(text));
	take_answers(q, item, &mended);
	if (mended)
		question_mark(q, FIELD_INTRO, ORIGIN_TEXT, 80);
	take_other_language(q, item);
	take_publication(q, item);
	take_status(q, item);
	return STATUS_OK;
}

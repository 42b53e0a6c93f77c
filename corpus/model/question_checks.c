/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/model/question_checks.h"

#include "corpus/text/latin.h"

enum { NAME_BYTES_MAX = 70, NAME_WORDS_MAX = 8, TITLE_BYTES_MAX = 500, FIRST_DAY = 19450101 };

static const char *const ranks[] = {"minister", "staatssecretaris", "president", "commissaris",
				    "regering"};

static bool has_rank(struct slice s)
{
	size_t which;
	return slice_find_any(s, ranks, sizeof ranks / sizeof *ranks, &which) < s.len;
}

/* What a person may be called: some words that begin with a letter, no sentence and no office. */
static bool is_name(struct slice name)
{
	static const char *const foreign[] = {" aan ", " over ", " de minister", "?", ":",
					      "(",     ";",      " vraag "};
	size_t words = 1, which, pos = 0;
	if (!name.len || name.len > NAME_BYTES_MAX ||
	    slice_find_any(name, foreign, sizeof foreign / sizeof *foreign, &which) < name.len)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		words += name.ptr[i] == ' ';
		if (byte_is_digit(name.ptr[i]))
			return false;
	}
	uint32_t first = utf8_next(name, &pos);
	return words <= NAME_WORDS_MAX &&
	       (latin_is_letter(first) || first == '\'' || first == 0x2019) &&
	       !slice_starts_nocase(name, "minister") &&
	       !slice_starts_nocase(name, "staatssecretaris");
}

/* "(07999)" is a member's key. */
static bool is_party(struct slice party)
{
	size_t digits = 0;
	for (size_t i = 0; i < party.len; i++)
		digits += byte_is_digit(party.ptr[i]);
	return digits < 4 && party.len <= NAME_BYTES_MAX;
}

static bool askers_hold(const struct question *q)
{
	for (size_t i = 0; i < q->asker_count; i++)
		if (!is_name(q->askers[i].name) || !is_party(q->askers[i].party))
			return false;
	return true;
}

static bool ministers_hold(const struct question *q)
{
	for (size_t i = 0; i < q->minister_count; i++) {
		const struct minister *m = &q->ministers[i];
		if ((m->name.len && !is_name(m->name)) || (m->role.len && !has_rank(m->role)))
			return false;
	}
	return true;
}

static bool title_holds(const struct question *q)
{
	struct slice title = q->title;
	if (!title.len)
		return true;
	for (size_t i = 0; i < q->minister_count; i++)
		if (slice_eq(title, q->ministers[i].role) || slice_eq(title, q->ministers[i].name))
			return false;
	return title.len <= TITLE_BYTES_MAX && !slice_starts_nocase(title, "vlaams minister") &&
	       !slice_starts_nocase(title, "minister van ") &&
	       !slice_starts_nocase(title, "vragen van het lid");
}

static bool status_holds(const struct question *q)
{
	const bool unanswered = q->state == STATE_ONBEANTWOORD || q->state == STATE_UITGESTELD;
	return !unanswered || !(q->date_answered || question_has_answers(q));
}

static struct slice number_of(struct slice label)
{
	size_t n = 0;
	while (n < label.len && byte_is_digit(label.ptr[n]))
		n++;
	return n ? slice_sub(label, 0, n) : label;
}

static bool is_asked(const struct question *q, struct slice label)
{
	for (size_t i = 0; i < q->question_count; i++)
		if (slice_eq(number_of(q->questions[i].label), number_of(label)))
			return true;
	return false;
}

/* Every answer is one to something that was asked. */
static bool answers_hold(const struct question *q)
{
	for (size_t i = 0; i < q->answer_count && q->question_count; i++)
		for (size_t k = 0; k < q->answers[i].label_count; k++)
			if (!is_asked(q, q->answers[i].labels[k]))
				return false;
	return true;
}

/* What others told the program is theirs to say. */
static void lower(struct question *q, enum field field, bool holds)
{
	struct provenance *p = &q->provenance[field];
	if (!holds && (p->from == ORIGIN_TEXT || p->from == ORIGIN_DEFAULT) &&
	    p->percent > CHECK_FAILED)
		p->percent = CHECK_FAILED;
}

void question_check(struct question *self)
{
	const bool ordered = !self->date_asked || !self->date_answered ||
			     self->date_asked <= self->date_answered;
	lower(self, FIELD_ASKERS, askers_hold(self));
	lower(self, FIELD_MINISTERS, ministers_hold(self));
	lower(self, FIELD_TITLE, title_holds(self));
	lower(self, FIELD_STATUS, status_holds(self));
	lower(self, FIELD_ANSWERS, answers_hold(self));
	lower(self, FIELD_DATE_ASKED,
	      ordered && (!self->date_asked || self->date_asked >= FIRST_DAY));
	lower(self, FIELD_DATE_ANSWERED,
	      ordered && (!self->date_answered || self->date_answered >= FIRST_DAY));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_QUESTION_H
#define CORPUS_QUESTION_H

/*
 * A parliamentary question with its answer, from any of the parliaments.
 *
 * All slices live in the question's own arena, or borrow from memory that the
 * maker says (question_decode borrows from the record).  Texts are kept as the
 * source has them, line breaks and damage included; corpus/repair/repair.h makes them
 * fit for display and for terms.
 *
 * Life cycle: question_init, fill with the question_add_ functions and the
 * fields, question_finish (derives id, year and status), use, question_clear to
 * start the next one in the same memory, question_release.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "base/slice_index.h"

enum parliament { PARLIAMENT_UNKNOWN, PARLIAMENT_VLAAMS, PARLIAMENT_KAMER, PARLIAMENT_TWEEDEKAMER };

enum question_kind {
	KIND_SCHRIFTELIJK, /* schriftelijke-vraag */
	KIND_MONDELING,    /* mondelinge-vraag */
	KIND_MEDEDELING,   /* mededeling: a paper that is no question */
};

enum answer_state {
	STATE_ONBEKEND, /* the source does not tell */
	STATE_BEANTWOORD,
	STATE_ONBEANTWOORD,
	STATE_UITGESTELD,   /* a notice of delay stands in for the answer */
	STATE_INGETROKKEN,  /* the asker withdrew it */
	STATE_VERVANGEN,    /* another question took its place */
	STATE_GEDEELTELIJK, /* part of it was answered */
	STATE_AANVULLEND,   /* answered, and answered further later */
};

/* Where a field came from. */
enum origin { ORIGIN_NONE, ORIGIN_TEXT, ORIGIN_SIDECAR, ORIGIN_DEFAULT };

enum field {
	FIELD_ID,
	FIELD_PARLIAMENT,
	FIELD_KIND,
	FIELD_NUMBER,
	FIELD_SESSION,
	FIELD_TITLE,
	FIELD_ASKERS,
	FIELD_MINISTERS,
	FIELD_DATE_ASKED,
	FIELD_DATE_ANSWERED,
	FIELD_STATUS,
	FIELD_THEMES,
	FIELD_URL,
	FIELD_INTRO,
	FIELD_QUESTIONS,
	FIELD_ANSWERS,
	FIELD_CITES,
	FIELD_NOTES,
	FIELD_ANNEXES,
	FIELD_REST,
	FIELD_DOCUMENT,
	FIELD_REFERENCES,
	FIELD_COUNT
};

struct provenance {
	enum origin from;
	unsigned percent; /* how sure, 0 to 100 */
};

struct asker {
	struct slice name;
	struct slice party; /* empty when unknown */
};

struct minister {
	struct slice name;       /* empty when only the office is printed */
	struct slice role;       /* as printed, empty when unknown */
	struct slice department; /* the ministry by another name, empty mostly */
};

struct subquestion {
	struct slice label; /* "1", "2" */
	struct slice text;  /* empty when it is asked in one text with the one before */
};

struct answer {
	struct slice *labels; /* "2", "3b"; none when the answer is one for all */
	size_t label_count;
	struct slice text;
	/* Who gave it, when, and under which number of its own: known where a question has several
	 * answers, else those of the question. */
	struct slice minister, role, number;
	int date; /* yyyymmdd or 0 */
};

/* A note of the paper; no text of a field contains it. */
struct note {
	struct slice text;
	struct slice mark; /* as printed: "1", "*"; empty when unknown */
};

/* A paper that was added to the answer. */
struct annex {
	struct slice title;
	struct slice url; /* or file name; empty when unknown */
};

/* A paper that is not a question, which this one refers to. */
struct paper_reference {
	struct slice number; /* "36045-12" */
	struct slice kind;   /* "kamerstuk", "motie", "handelingen"; empty when unknown */
};

/* A question that this one cites. */
struct citation {
	struct slice number;
	struct slice session; /* parliamentary year when the text gives it */
	int date;             /* yyyymmdd or 0 */
};

/* The same paper in another language, kept for display; whole texts, not cut into parts. */
struct other_language {
	struct slice language; /* "fr"; empty when there is none */
	struct slice title, question, answer;
};

/* Slugs of the names in a list, as far as they were made, and what finds one. */
struct slug_index {
	struct slice *slugs;
	size_t count, room;
	struct slice_index index;
};

struct question {
	struct arena arena;
	struct slice id, source, url;
	enum parliament parliament;
	enum question_kind kind;
	enum answer_state state;
	struct slice session; /* "2021-2022" */
	struct slice title;
	int date_asked, date_answered; /* yyyymmdd, 0 = unknown */
	int date_due;                  /* by when an answer is due; 0 = unknown */
	struct slice intro;            /* before the first sub-question */
	struct slice answer_intro;     /* before the first numbered answer */
	struct slice rest; /* text of the paper that fits no field: it is searched, not shown among
			      them */
	struct slice
		document; /* address of the official paper itself, where `url` is a page about it */
	struct other_language other;
	struct slice fingerprint; /* 16 hex digits over what was asked; see question_finish */
	/* The first number is the one to show: the vraagnummer where there is one. */
	struct slice *numbers;
	struct asker *askers;
	struct minister *ministers;
	struct slice *themes;
	struct subquestion *questions;
	struct answer *answers;
	struct citation *cites;
	int *meetings; /* yyyymmdd: dated meetings of a mededeling */
	struct note *notes;
	struct annex *annexes;
	struct paper_reference *references;
	/* Other ids by which the question is found: those that it had before, or has in another
	 * source. */
	struct slice *aliases;
	size_t number_count, asker_count, minister_count, theme_count, question_count, answer_count,
		cite_count, meeting_count, note_count, annex_count, reference_count, alias_count;
	size_t number_room, asker_room, minister_room, theme_room, question_room, answer_room,
		cite_room, meeting_room, note_room, annex_room, reference_room, alias_room;
	/* of those lists, for additions; askers and ministers are told apart by their slugs */
	struct slice_index number_index, theme_index, cite_index, note_index, annex_index,
		reference_index, alias_index;
	struct slug_index asker_slugs, minister_slugs;
	struct provenance provenance[FIELD_COUNT];
};

void question_init(struct question *self);
void question_clear(struct question *self);
void question_release(struct question *self);

/* Notes where a field came from and how sure it is, in percent. */
void question_mark(struct question *self, enum field field, enum origin from, unsigned percent);

/* Each copies its slices into the arena; a number, theme or citation that is there already is not
 * added again.  question_add_answer starts one without labels, question_add_label labels the
 * last. */
void question_add_number(struct question *self, struct slice number);
void question_add_asker(struct question *self, struct slice name, struct slice party);
void question_add_minister(struct question *self, struct slice name, struct slice role,
			   struct slice department);
/* The place in the list of the first with that person's name, however it is spelt, or the list's
 * length. */
size_t question_find_asker(struct question *self, struct slice name);
size_t question_find_minister(struct question *self, struct slice name);
void question_add_theme(struct question *self, struct slice theme);
void question_add_subquestion(struct question *self, struct slice label, struct slice text);
struct answer *question_add_answer(struct question *self, struct slice text);
void question_add_label(struct question *self, struct slice label);
void question_add_citation(struct question *self, struct slice number, int date,
			   struct slice session);
void question_add_meeting(struct question *self, int date);
void question_add_note(struct question *self, struct slice mark, struct slice text);
void question_add_annex(struct question *self, struct slice title, struct slice url);
void question_add_reference(struct question *self, struct slice kind, struct slice number);
void question_add_alias(struct question *self, struct slice alias);

/* The number to show, empty when there is none. */
struct slice question_number(const struct question *self);

/* The day by which it is filed: when it was asked, of a communiqué the newest meeting; 0 =
 * unknown. */
int question_filed(const struct question *self);

/* The parliamentary year: as printed, else (in the arena) that of the day; empty when neither is
 * known. */
struct slice question_session(const struct question *self, struct arena *arena);

/* True when anything of what was asked or answered is there as text; a title is not. */
bool question_has_text(const struct question *self);
bool question_has_questions(const struct question *self);
bool question_has_answers(const struct question *self);

/*
 * Derives what follows from the rest: parliamentary year (Flemish: from the date),
 * status, fingerprint, the address of the official paper (question_address.h) and, when the source
 * gave no id, the id:
 *   vlaams-2022-02-07-181-bart-somers   number, date and minister
 *   vlaams-mondeling-2022-02-07-181-... the same of a question that was asked orally
 *   tweedekamer-2024Z18285              the vraagnummer
 *   tweedekamer-ah-2024-2025-594        else the number in the Aanhangsel
 *   vlaams-t-0123456789abcdef           else the fingerprint
 * The path takes no part.  The fingerprint is a hash of the letters of title and
 * questions, so that one paper in two layouts has one.
 */
void question_finish(struct question *self);

/* The id that a question of this parliament has for want of anything better, in the arena. */
struct slice question_makeshift_id(enum parliament parliament, struct slice fingerprint,
				   struct arena *arena);

/* True for an id of that kind. */
bool question_id_is_makeshift(struct slice id);

/* True when the source gave the id, false when question_finish made it. */
bool question_id_is_given(const struct question *self);

/* 64-bit FNV-1a with a final mix, as 16 lower-case hex digits in the arena. */
struct slice question_hash(struct arena *arena, struct slice text);

/* Names as they stand in JSON and in terms; *_parse gives false for an unknown one. */
const char *parliament_name(enum parliament p);
const char *kind_name(enum question_kind k);
const char *state_name(enum answer_state s);
const char *origin_name(enum origin o);
const char *field_name(enum field f);
bool parliament_parse(struct slice name, enum parliament *out);
bool kind_parse(struct slice name, enum question_kind *out);
bool state_parse(struct slice name, enum answer_state *out);
bool origin_parse(struct slice name, enum origin *out);

#endif

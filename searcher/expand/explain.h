/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SEARCHER_EXPLAIN_H
#define SEARCHER_EXPLAIN_H

/* What a search did with the words: for `--explain`, and for people who wonder why a hit is
 * there. */
#include "base/arena.h"
#include "searcher/compile/abbreviation_forms.h"
#include "searcher/expand/feedback.h"
#include "searcher/people/ministers.h"
#include "stemming/analyzer.h"

struct explained_word {
	struct slice word;         /* as asked */
	const struct slice *forms; /* index terms looked for: the word itself, then its parts */
	size_t form_count;
};

struct explained_person {
	bool asker; /* else a minister */
	struct minister_set set;
};

struct explanation {
	struct explained_word *words;
	size_t word_count, word_room;
	struct abbreviations_used abbreviations;
	const struct slice *names; /* what else the words are called, best first */
	struct slice named;        /* those words, as asked */
	size_t name_count;
	struct slice nameless; /* in Dutch: a word after "~" that has no other names; empty when
				  there is none */
	struct slice *labels;  /* of related concepts in the thesaurus */
	size_t label_count, label_room;
	struct feedback_term *feedback; /* terms that marked the best hits */
	size_t feedback_count;
	/* Ids of the questions that a reader marked, where they steer the order. */
	const struct slice *marked;
	size_t marked_count;
	struct explained_person *people; /* whom the query names */
	size_t person_count;
	struct slice query;    /* in its canonical spelling */
	struct slice reading;  /* what it means, in Dutch: "vragen met 'fiets', gesteld in 2022" */
	struct slice *notices; /* what was cut or is not there, in Dutch */
	size_t notice_count;
};

/* Fills the words; everything lives in the arena. */
void explain_words(struct explanation *self, struct arena *arena, struct analyzer *analyzer,
		   struct slice text);

#endif

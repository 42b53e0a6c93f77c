/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_PERSON_NAME_H
#define CORPUS_PERSON_NAME_H

/*
 * Names of people as people write them.  Flemish papers print capitals, the
 * Chamber "Surname, First name", the Tweede Kamer surnames with particles.
 */
#include "base/arena.h"
#include "base/slice.h"

/*
 * The name to show, in the arena: white space collapsed, "Van Rooy, Sam" turned
 * round, capitals undone.  Of a run of particles only the first keeps its
 * capital, as Flemish names have it ("VAN DEN HEUVEL" -> "Van den Heuvel", "DE
 * RIDDER" -> "De Ridder").  A name that has lower-case letters keeps its case.
 */
struct slice name_display(struct arena *arena, struct slice raw);

/*
 * A name or title as a word of an identifier: lower-case ASCII letters and
 * digits, joined by single hyphens ("Bart Somers" -> "bart-somers").
 */
struct slice name_slug(struct arena *arena, struct slice name);

/*
 * The same for the name of a person, without what stands before it in a text: "de heer", "mevrouw",
 * "minister", "Vlaams minister", "viceminister-president", "staatssecretaris".  Empty when nothing
 * is left.
 */
struct slice name_person_slug(struct arena *arena, struct slice printed);

/* The name to show of a person, without those same words in front; the whole when nothing else is
 * there. */
struct slice name_person(struct arena *arena, struct slice printed);

/*
 * True when the words, as a slug, name the person of a slug as people write: all words are words of
 * it, given names may be initials ("b-de-ridder", of which the first counts), and "v-d-plas" is van
 * de, van der or van den.
 */
bool name_written_has(struct slice slug, struct slice words);

/*
 * Cuts a name to show ("Jan Van den Heuvel") into given names and surname, which begins at the
 * first particle behind the first word, else is the last word.  A name that begins with a particle,
 * or has one word, is all surname.  Borrowed from the name.
 */
void name_split(struct slice name, struct slice *given, struct slice *surname);

/* The words of a slug, one by one: pos from 0; false at the end.  Borrowed from the slug. */
bool name_slug_next(struct slice slug, size_t *pos, struct slice *word);

/* True when every word of `words` is a word of the slug; with no words it is false. */
bool name_slug_holds(struct slice slug, struct slice words);

/* True for "van", "de", "der", "den", "ter", "'t" and such, in any case. */
bool name_is_particle(struct slice word);

#endif

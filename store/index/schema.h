/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "base/buffer.h"
#include "base/error.h"
#include "store/xapian/xap.h"

/*
 * The index schema, all of it.  An index is one Xapian database, or several of the same kind
 * (store/index/location.h), a document is one question.  Numbers in brackets: the schema version
 * that brought it.
 *
 * TERMS.  Words are lower case or digits, so a capital letter marks a prefix.
 *   (none)  word of title, themes, questions and answers, as the analyzer gives it:
 *           stems, parts of compounds and of hyphenated words, dates    [1]
 *   Q<id>   the question's id; one document each                         [1]
 *   XQ<id>  another id by which it is found: one that it had, or has in another source [4]
 *   N<nr>   each number it has, lower case: N181, N2024z17972            [1]; also what its
 *           addresses name and its id does not: N2020202107205, Nb034, Npfile-1798321
 *   XP<x>   parliament: vlaams, kamer, tweedekamer                       [1]
 *   XK<x>   kind: schriftelijke-vraag, mondelinge-vraag, mededeling      [1]
 *   XS<x>   status: beantwoord, onbeantwoord, uitgesteld, onbekend       [1]
 *   XY<x>   parliamentary year: 2021-2022, that of the day where none is printed [1]
 *   XT<x>   theme, as a slug                                             [1]
 *   XG<x>   party of an asker, as a slug                                 [1]
 *   XF<x>   fingerprint of what was asked (16 hex digits)                [1]
 *   XR<nr>  number of a cited question, and XR<nr>/<yyyymmdd> with its date [1]
 *
 *   XI<x>   a minister who answers or is asked, as the slug of the name: one person, one term [2]
 *   XJ<x>   the same of one who probably was: the list of mandates has it from no source; found,
 *           not counted [4]
 *   XO<x>   an office of such a minister on the day, as a slug: a field of policy, a Dutch
 *           ministry, or a rank such as minister-president; also of the ministry's other
 *           name, which SLOT_OFFICES leaves out                           [2]
 *   XD<x>   an asker, as the slug of the name                            [2]
 *
 *   XU<p>   a source that gives the question, by its key, in an index that nightly keeps  [2]
 *   XWingetrokken  no paper gives it any longer                          [2]
 *   XEzonder-tekst  it has neither question nor answer as text           [2]
 *   XEambt-zonder-dag  it names a minister by office only, and has no day: nobody can say who that
 *                      was [4]
 *
 *   XB<b>/<long>  an abbreviation that the texts introduce: short form folded, long form as written
 *                 [1]
 *   XC<l>/<SHORT> the same by its long form, folded                       [1]
 *   XH<W>   a word that means something else with its capitals, as written: XHOM, XHTienen; beside
 *           the word without them, with its positions and weight             [3]
 *   XV<a>+<b> two words that stand as a compound written apart, where the word list has it as one
 *           word (stemming/joint.h); as a part of a compound              [4]
 *
 * POSITIONS AND WEIGHTS.  A word is posted once, under one term, wherever it stands; its positions,
 * which are a value (store/termvec/termvec.h), tell the field:
 *   title and themes   1 ... SCHEMA_TITLE_LAST
 *   introduction and sub-questions   SCHEMA_QUESTION_FIRST ... SCHEMA_QUESTION_LAST
 *   answers            SCHEMA_ANSWER_FIRST ... SCHEMA_ANSWER_LAST
 *   notes, titles of annexes, the rest   SCHEMA_REST_FIRST ...                [4]
 * with SCHEMA_TEXT_GAP positions between two texts, so that no phrase runs over.  A part of a
 * compound has one position a field, the field's first plus SCHEMA_PART_SHIFT: it is found in its
 * field, and stands in no phrase.  The pieces of a hyphenated word are words in this, at positions
 * of their own. The wdf is the sum over occurrences of the field's weight, in tenths, parts of
 * compounds counting SCHEMA_WDF_PART tenths of it; accented forms of stop words have wdf 0.  Stop
 * words are bare terms, positions without postings, by their number in stemming/stopwords.c.
 * Document length, and with it BM25's k1, are in the same tenths.
 *
 * VALUE SLOTS.  Bytewise order is the natural order; unknown is unset.
 */
enum schema_slot {
	SLOT_ASKED = 0,      /* yyyymmdd; a communiqué has its newest meeting      [1] */
	SLOT_ANSWERED = 1,   /* yyyymmdd                                           [1] */
	SLOT_NUMBER = 2,     /* first number, 12 digits with leading zeros          [1] */
	SLOT_MINISTER = 3,   /* slug of the first minister who is known by name, else role [1] */
	SLOT_ASKER = 4,      /* slug of the first asker's name                      [1] */
	SLOT_SESSION = 5,    /* 2021-2022                                           [1] */
	SLOT_STATUS = 6,     /* name                                                [1] */
	SLOT_PARLIAMENT = 7, /* name                                                [1] */
	SLOT_KIND = 8,       /* name                                                [1] */
	SLOT_DAYS = 9,       /* days from asked to answered, packed number          [1] */
	SLOT_HASH = 10,      /* hash of the record without its source path, hex     [1] */
	SLOT_ID = 11,        /* the id: cheaper to read than the record             [1] */
	/* For facets: names as they are shown, SCHEMA_LIST_SEPARATOR between two. */
	SLOT_MINISTERS = 13, /*                                                     [2] */
	SLOT_OFFICES = 14,   /*                                                     [2] */
	SLOT_ASKERS = 15,    /*                                                     [2] */
	SLOT_PARTIES = 16,   /*                                                     [2] */
	SLOT_THEMES = 17,    /*                                                     [2] */
	SLOT_GIVEN = 20,     /* who gives it, as indexer/ingest/contribution.h has it  [4] */
	SLOT_WITHDRAWN = 21, /* yyyymmdd on which its last paper was gone           [2] */
	SLOT_POSITIONS = XAP_SLOT_POSITIONS, /* where its words stand               [3] */
	SLOT_DATA = XAP_SLOT_DATA,           /* the record, packed                            [3] */
	SLOT_ROW = XAP_SLOT_ROW,             /* in an index in shards: its row                [3] */
};

/*
 * DATA is the record of corpus/model/question_record.h, packed into a value: Xapian's own document
 * data would be compressed one by one, by zlib.
 *
 * ROWS are the questions in the latent space (store/index/lsi_space.h): they change as a whole when
 * the space does, and documents need not be written again for it                [3]
 *
 * METADATA
 *   xap.dictionary.N, xap.rows.N   see store/xapian/xap.h                        [3]
 *   vraagbaak.schema    SCHEMA_VERSION as a decimal number                   [1]
 *   vraagbaak.analyzer  analyzer_identity() of the writer                    [1]
 *   vraagbaak.latent, vraagbaak.latent.basis.N   see store/index/lsi_space.h         [2]
 *   vraagbaak.indexed   when questions were last taken in, seconds since 1970 [2]
 * and in an index that `nightly` keeps:
 *   vraagbaak.nightly   "1"                                                  [2]
 *   vraagbaak.lists     what its operator adds to mandates, parties and ministries:
 *                       corpus/offices/added.h [4]
 *   vraagbaak.paper.<k> what is known of a paper, see indexer/scan/source_file.h; <k> is its key,
 *                       16 hex digits that are a hash of its path                   [2]
 *   vraagbaak.history.<id>    changes of a question: a line for each, "yyyymmdd <hash before>",
 *                       oldest first                                         [2]
 *   vraagbaak.corrected.<id>  hash of the corrections that its document has  [2]
 */
#define SCHEMA_KEY_VERSION "vraagbaak.schema"
#define SCHEMA_KEY_ANALYZER "vraagbaak.analyzer"
#define SCHEMA_KEY_LATENT "vraagbaak.latent"
#define SCHEMA_KEY_INDEXED "vraagbaak.indexed"
#define SCHEMA_KEY_LISTS "vraagbaak.lists"
#define SCHEMA_KEY_NIGHTLY "vraagbaak.nightly"
#define SCHEMA_KEY_PAPER "vraagbaak.paper."
#define SCHEMA_KEY_HISTORY "vraagbaak.history."
#define SCHEMA_KEY_CORRECTED "vraagbaak.corrected."

enum {
	SCHEMA_VERSION = 4,
	SCHEMA_OLDEST = 3, /* that can be read: older ones have Xapian's positions, which nothing
			      reads any more */

	SCHEMA_TITLE_LAST = 9999,
	SCHEMA_QUESTION_FIRST = 10000,
	SCHEMA_QUESTION_LAST = 999999,
	SCHEMA_ANSWER_FIRST = 1000000,
	SCHEMA_ANSWER_LAST = 499999999,
	SCHEMA_REST_FIRST = 500000000,
	SCHEMA_TEXT_GAP = 100,
	SCHEMA_PART_SHIFT = POSITIONS_UPPER,
	SCHEMA_LIST_SEPARATOR = '\x1f',

	/* tenths; from the measurements in doc/benchmarks.md */
	SCHEMA_WDF_TITLE = 60,
	SCHEMA_WDF_QUESTION = 15,
	SCHEMA_WDF_ANSWER = 5,
	SCHEMA_WDF_PART = 6, /* tenths of the word's own, for each part of a compound */
	SCHEMA_WDF_SCALE = 10,
};

#define PREFIX_ID "Q"
#define PREFIX_ALIAS "XQ"
#define PREFIX_NUMBER "N"
#define PREFIX_PARLIAMENT "XP"
#define PREFIX_KIND "XK"
#define PREFIX_STATUS "XS"
#define PREFIX_SESSION "XY"
#define PREFIX_THEME "XT"
#define PREFIX_PARTY "XG"
#define PREFIX_FINGERPRINT "XF"
#define PREFIX_CITED "XR"
#define PREFIX_MINISTER_ID "XI"
#define PREFIX_MINISTER_PERHAPS "XJ"
#define PREFIX_OFFICE "XO"
#define PREFIX_ASKER_ID "XD"
#define PREFIX_PAPER "XU"
#define TERM_WITHDRAWN "XWingetrokken"
#define TERM_NO_TEXT "XEzonder-tekst"
#define TERM_NO_DAY "XEambt-zonder-dag"
#define PREFIX_BRIEF "XB"
#define PREFIX_EXPANSION "XC"
#define PREFIX_CASED "XH"
#define PREFIX_JOINT "XV"

/* Replaces *out with prefix and word, cut to what Xapian takes. */
void schema_term(struct buffer *out, const char *prefix, struct slice word);

/* Replaces *out with a metadata key: prefix and id.  Ids too long for a key are cut, all alike. */
void schema_key(struct buffer *out, const char *prefix, struct slice id);

/* Replaces *out with the term of a number, in lower case and without white space. */
void schema_number_term(struct buffer *out, struct slice number);

/*
 * Checks that an open index, each part of it, is one that this program can use: VERSION when it was
 * written by a newer schema, one before SCHEMA_OLDEST or another analyzer, NOT_FOUND when it is a
 * Xapian database of something else.
 */
MUST_CHECK enum status schema_check(struct xap_db *db, const char *analyzer_identity,
				    struct error *err);

/*
 * Says whose data it is in front of the words for damage: the index, the id and the document's
 * number.  Returns `st`, which is what reading the document gave; any but CORRUPT and VERSION leave
 * *err as it is.
 */
MUST_CHECK enum status schema_blame(struct xap_db *db, uint32_t docid, enum status st,
				    struct error *err);

/* Checks that the index can be added to: VERSION, with what to do, when an older program made
 * it. */
MUST_CHECK enum status schema_check_writable(struct xap_db *db, struct error *err);

/* SCHEMA_VERSION as it stands in the metadata. */
const char *schema_version(void);

/* Makes a new database an index of this schema and analyzer.  Commits. */
MUST_CHECK enum status schema_mark(struct xap_db *db, const char *analyzer_identity,
				   struct error *err);

/*
 * Makes an empty index at `path`, which must not exist or be an empty folder.  It is made beside
 * and moved into place, so that whatever happens there is a whole index or none.  IO when it cannot
 * be made or the place is taken.
 */
MUST_CHECK enum status schema_create(const char *path, const char *analyzer_identity,
				     struct error *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_H
#define STORE_XAP_H

/*
 * A small C API over xapian-core, ignorant of Dutch and of questions: terms,
 * postings, values, and in store/xapian/xap_query.h queries and match sets, go in and out as bytes
 * and numbers. All C++ of the program is behind these headers (store/xapian/xap.cc); no exception
 * passes it.
 *
 * Ownership: what a _new or _open function made ends with its _free or _close;
 * those take NULL.  Slices given to a function are copied where they must
 * outlive the call.  A handle belongs to one thread.
 *
 * Traps of Xapian 1.4 that callers meet:
 *  - A term over XAP_TERM_MAX bytes is accepted by a document and rejects the
 *    whole document later: xap_doc_* refuse it when it is added.
 *  - A reader survives one commit of a writer, then gets STATUS_MODIFIED:
 *    xap_reopen, and run the whole query again.
 *  - A change that fails within Xapian silently drops all that is pending, and
 *    10000 changes commit themselves: here a writer keeps one transaction from
 *    commit to commit, and a failed change rolls it back as a whole.
 *  - Counts are estimates unless check_at_least covers all documents.
 *  - PL2Plus and LM weights give 0 for many terms; only BM25 is offered.
 *  - A value stream of a writer (valuestream_begin) writes out what is pending, and where that
 *    fails it ends the process: not offered, read values one by one.
 *  - A document without a value is in no range, but sorts before all others.
 *  - Wildcards are unlimited unless a limit is set: expand prefixes with
 *    xap_terms and a bound of your own.
 *  - Remote databases: no key makers, no posting sources of our own, no revision, a round trip for
 *    each value, document and frequency.
 *    SIGPIPE must be ignored by the program.
 *  - MSet::snippet() escapes < > & but not quotes, and cuts words its own way:
 *    not offered.
 *  - Xapian's QueryParser and TermGenerator cut words their own way and misread
 *    silently: not offered; queries are trees of our own (store/xapian/xap_query.h).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
#define XAP_NOEXCEPT noexcept
extern "C" {
#else
#define XAP_NOEXCEPT
#endif

#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"
#include "store/document/index_document.h"
#include "store/document/vector_blocks.h"

/* Metadata of its own: dictionaries by their number; rows of documents by blocks. */
#define XAP_KEY_DICTIONARY "xap.dictionary."

struct xap_db;    /* an open database, for reading or writing */
struct xap_terms; /* a cursor over terms */
struct work_limit;

/*
 * What is called where Xapian ends the process by itself: where certain writes within a commit fail
 * a destructor of its throws, and nothing can catch that.  fn must not return and may do no more
 * than a signal handler.  The index then holds what was committed, as after kill -9.
 */
void xap_on_terminate(void (*fn)(void)) XAP_NOEXCEPT;

/* ---- databases ---- */

enum xap_mode {
	XAP_READ,            /* must exist */
	XAP_WRITE,           /* must exist; one writer at a time */
	XAP_WRITE_OR_CREATE, /* made when absent (the parent folder must exist) */
	XAP_WRITE_NEW,       /* must not exist */
	XAP_SCRATCH, /* must not exist; what is committed is whole, but a power cut may take it: for
		      * a database that only a run needs */
};

/*
 * Opens the database in folder `path`.  Errors: NOT_FOUND (no such folder, or a
 * folder that holds no database), LOCKED (another writer), VERSION, CORRUPT (a
 * table is missing or cut short), IO (no permission), DATABASE (XAP_WRITE_NEW
 * found one).  Never waits for the lock.
 */
MUST_CHECK enum status xap_open(const char *path, enum xap_mode mode, struct xap_db **db,
				struct error *err) XAP_NOEXCEPT;

/*
 * An index of several databases, its parts, searched as one.  A part is a folder, or a database
 * that xapian-tcpsrv serves.  For writing all are folders, and a document belongs to the part that
 * xap_part_of tells; metadata is set in every part and read from the first that has the key.
 *
 * Searching where one of the parts is remote is for store/remote/.  Values of hits come along with
 * them and are kept until the next xap_reopen, and so is the last document that was read.
 *
 * A remote part that is lost under a call gives STATUS_MODIFIED: xap_reopen connects anew and the
 * whole is run again.  A part that takes no connection, or does not answer within the time, is
 * missing for some seconds: xap_reopen then fails with NETWORK, or goes on without it when
 * `partial` allows.
 */
struct xap_part {
	const char *folder; /* NULL for a remote one */
	const char *host;
	unsigned port;
};

struct xap_part_options {
	unsigned timeout_ms; /* for each answer of a remote part, and for connecting; 0 = 5000 */
	bool partial;        /* go on without parts that are missing, as long as there is one */
};

/* Opens the parts as one.  Errors as xap_open, and NETWORK.  Modes are XAP_READ and XAP_WRITE. */
MUST_CHECK enum status xap_open_parts(const struct xap_part *parts, size_t count,
				      enum xap_mode mode, const struct xap_part_options *options,
				      struct xap_db **db, struct error *err) XAP_NOEXCEPT;
/* True when one of the parts is remote. */
bool xap_is_remote(const struct xap_db *db) XAP_NOEXCEPT;
size_t xap_part_count(const struct xap_db *db) XAP_NOEXCEPT;
/* Folder or host:port of a part; *cause (may be NULL) why it is missing, NULL when it is not.
 * Borrowed until the next xap_reopen. */
const char *xap_part_name(const struct xap_db *db, size_t part, const char **cause) XAP_NOEXCEPT;
/* The folder that an index of one local database was opened in, by its real path; NULL for any
 * other.  Borrowed until the next xap_reopen. */
const char *xap_folder(const struct xap_db *db) XAP_NOEXCEPT;
/* The part that a document with this unique term belongs to. */
size_t xap_part_of(struct slice unique_term, size_t parts) XAP_NOEXCEPT;
/* xap_metadata_get of one part; empty when that is missing. */
MUST_CHECK enum status xap_part_metadata(struct xap_db *db, size_t part, const char *key,
					 struct buffer *out, struct error *err) XAP_NOEXCEPT;

/*
 * What tells documents apart whatever their numbers are: the value of a slot, each a different one,
 * that behind `prefix` is a term of the document.  It breaks ties between hits, so that one
 * database and several of the same documents give the same order.  `prefix` is borrowed.
 */
void xap_set_identity(struct xap_db *db, unsigned slot, const char *prefix) XAP_NOEXCEPT;

/* Commits what is pending when the database was opened for writing; close without commit loses
 * nothing that xap_commit reported as done.  Never fails: call xap_commit first to learn of errors,
 * or xap_rollback to leave a batch undone. */
void xap_close(struct xap_db *db) XAP_NOEXCEPT;

/* What is read from now on fails with TIME when the limit is over (base/work_limit.h); NULL for
 * none.  Borrowed. */
void xap_set_limit(struct xap_db *db, struct work_limit *limit) XAP_NOEXCEPT;
/* NULL where none was set. */
struct work_limit *xap_limit(const struct xap_db *db) XAP_NOEXCEPT;

/*
 * Moves a reader to the newest commit; *changed (may be NULL) says whether there was one.  Where
 * the path is a symbolic link that points elsewhere by now, the reader goes along: what it knew of
 * the database (schema, analyzer, document ids) is then to be asked anew, see xap_moved.
 */
MUST_CHECK enum status xap_reopen(struct xap_db *db, bool *changed, struct error *err) XAP_NOEXCEPT;

/* True when another database stands at the path that was opened, of any part: one stat each. */
bool xap_moved(const struct xap_db *db) XAP_NOEXCEPT;

/* Makes everything since the last commit durable and visible, as a whole or not at all: what could
 * not be committed is gone.  IO too where the disk has less room than a commit may take, which is
 * not begun then. */
MUST_CHECK enum status xap_commit(struct xap_db *db, struct error *err) XAP_NOEXCEPT;

/* Throws away what was changed since the last commit. */
MUST_CHECK enum status xap_rollback(struct xap_db *db, struct error *err) XAP_NOEXCEPT;

/* Number of documents; 0 when the database cannot say. */
uint32_t xap_doccount(struct xap_db *db) XAP_NOEXCEPT;

/* Highest document id ever used. */
uint32_t xap_lastdocid(struct xap_db *db) XAP_NOEXCEPT;

/* Average weighted length of a document. */
double xap_average_length(struct xap_db *db) XAP_NOEXCEPT;

/* The revision of the last commit, a number that grows by at least one each commit that changed
 * something.  With several parts or a remote one it is a number that changes with what can be told
 * of their states (remote parts: counts and lengths), and with what is missing. */
MUST_CHECK enum status xap_revision(struct xap_db *db, uint64_t *revision,
				    struct error *err) XAP_NOEXCEPT;

/* UUID of the database as text, replaces *out. */
MUST_CHECK enum status xap_uuid(struct xap_db *db, struct buffer *out,
				struct error *err) XAP_NOEXCEPT;

/* Metadata: replaces *out with the value of key, empty when never set.  A key has 1 to XAP_TERM_MAX
 * bytes.  Metadata is part of the batch: it comes and goes with the documents. */
MUST_CHECK enum status xap_metadata_get(struct xap_db *db, const char *key, struct buffer *out,
					struct error *err) XAP_NOEXCEPT;
MUST_CHECK enum status xap_metadata_set(struct xap_db *db, const char *key, struct slice value,
					struct error *err) XAP_NOEXCEPT;

/* A cursor over the metadata keys that start with `prefix`; goes on and ends like xap_terms_open's,
 * frequency and wdf must be NULL. */
MUST_CHECK enum status xap_metadata_keys(struct xap_db *db, struct slice prefix,
					 struct xap_terms **keys, struct error *err) XAP_NOEXCEPT;

/* Replaces *out with the ids of all documents that hold the term, rising, as uint32_t; of all there
 * are when it is empty. */
MUST_CHECK enum status xap_docids(struct xap_db *db, struct slice term, struct buffer *out,
				  struct error *err) XAP_NOEXCEPT;

/* Number of documents that hold the term (0 when none).  Below an empty term is INVALID; to
 * Xapian it would be the term that all documents hold. */
MUST_CHECK enum status xap_term_frequency(struct xap_db *db, struct slice term, uint32_t *documents,
					  struct error *err) XAP_NOEXCEPT;

/* The same of many terms: few round trips on remote parts. */
MUST_CHECK enum status xap_term_frequencies(struct xap_db *db, const struct slice *terms,
					    size_t count, uint32_t *documents,
					    struct error *err) XAP_NOEXCEPT;

/* Document id of the first document that holds the term; NOT_FOUND when none. */
MUST_CHECK enum status xap_find(struct xap_db *db, struct slice term, uint32_t *docid,
				struct error *err) XAP_NOEXCEPT;

/* The document's data or a value slot, replacing *out.  NOT_FOUND when there is no such document;
 * an unset value is empty. */
MUST_CHECK enum status xap_data(struct xap_db *db, uint32_t docid, struct buffer *out,
				struct error *err) XAP_NOEXCEPT;
MUST_CHECK enum status xap_value(struct xap_db *db, uint32_t docid, unsigned slot,
				 struct buffer *out, struct error *err) XAP_NOEXCEPT;

/* Calls fn with the value of a slot for each of the documents that has one, much faster than one by
 * one (in remote parts: where a search has brought them, see carry_slot); docids ascending, each
 * once.  The value is borrowed until fn returns. */
typedef void xap_value_fn(void *ctx, uint32_t docid, struct slice value);
MUST_CHECK enum status xap_values(struct xap_db *db, unsigned slot, const uint32_t *docids,
				  size_t count, xap_value_fn *fn, void *ctx,
				  struct error *err) XAP_NOEXCEPT;

struct xap_posting {
	uint32_t docid, wdf;
};
/* Gives the documents that hold a term, docids ascending, to the place for so many that `room`
 * returns; *count of them. */
typedef struct xap_posting *xap_room_fn(void *ctx, size_t count);
MUST_CHECK enum status xap_postings(struct xap_db *db, struct slice term, xap_room_fn *room,
				    void *ctx, size_t *count, struct error *err) XAP_NOEXCEPT;
/* The weighted lengths of documents, docids ascending; 0 where there is no such document. */
MUST_CHECK enum status xap_lengths(struct xap_db *db, const uint32_t *docids, size_t count,
				   uint32_t *lengths, struct error *err) XAP_NOEXCEPT;
/*
 * Rows: some bytes for each document beside it, which can change without the document being written
 * again. At most UINT16_MAX bytes; an empty row is none.  A row is not deleted with its document,
 * and means nothing then.  Documents are numbered as in the database: xapian-compact with several
 * sources mixes them up.  Where an index is written in several parts the row is a value of the
 * document instead, which is then written again: only values come along with the hits of other
 * machines.
 */
MUST_CHECK enum status xap_rows(struct xap_db *db, const uint32_t *docids, size_t count,
				xap_value_fn *fn, void *ctx, struct error *err) XAP_NOEXCEPT;
MUST_CHECK enum status xap_row_set(struct xap_db *db, uint32_t docid, struct slice row,
				   struct error *err) XAP_NOEXCEPT;

/* Smallest and largest value in a slot (bounds, may be wider than the truth after deletions). */
MUST_CHECK enum status xap_value_bounds(struct xap_db *db, unsigned slot, struct buffer *low,
					struct buffer *high, struct error *err) XAP_NOEXCEPT;

/* Number of documents that have a value in a slot. */
MUST_CHECK enum status xap_value_count(struct xap_db *db, unsigned slot, uint32_t *documents,
				       struct error *err) XAP_NOEXCEPT;

/* Checks every table of the database on disk as xapian-check does; *errors counts what was found
 * and `report` gets the tool's own words.  Damage that ends the check early counts as one error.
 * Does not see that the file of document data or of positions is gone: Xapian takes it for never
 * written.  Damage can crash Xapian, here and in a search: where that matters, check in a process
 * of its own.  Errors: LOCKED when it is open for writing (asked only where we may write), those of
 * xap_open. */
MUST_CHECK enum status xap_check(const char *path, struct buffer *report, uint64_t *errors,
				 struct error *err) XAP_NOEXCEPT;

/* ---- documents ---- */

/* Puts the document in place of all that hold `unique_term` (which it must hold itself), or adds
 * it.  docid may be NULL.  A failed document and INVALID leave the batch as it was; after any other
 * error all changes since the last commit are rolled back. */
MUST_CHECK enum status xap_replace(struct xap_db *db, struct slice unique_term, struct xap_doc *doc,
				   uint32_t *docid, struct error *err) XAP_NOEXCEPT;

/* Sets one value of a document in the index and leaves the rest of it as it is.  NOT_FOUND when
 * there is no such document, which rolls back like the errors of xap_replace. */
MUST_CHECK enum status xap_set_value(struct xap_db *db, uint32_t docid, unsigned slot,
				     struct slice value, struct error *err) XAP_NOEXCEPT;

/* Removes all documents that hold the term; no error when there is none.  Errors as xap_replace. */
MUST_CHECK enum status xap_delete(struct xap_db *db, struct slice term,
				  struct error *err) XAP_NOEXCEPT;

/* ---- terms ---- */

/* A cursor over the terms of the database (docid 0) or of one document that start with `prefix`, in
 * byte order.  The database must outlive it. */
MUST_CHECK enum status xap_terms_open(struct xap_db *db, uint32_t docid, struct slice prefix,
				      struct xap_terms **terms, struct error *err) XAP_NOEXCEPT;
/* Moves to the next term; *more false at the end.  `term` is borrowed until the next call;
 * frequency = documents that hold it (pass NULL to save the look-up); wdf = its wdf in the one
 * document, else 0 (may be NULL). */
MUST_CHECK enum status xap_terms_next(struct xap_terms *terms, bool *more, struct slice *term,
				      uint32_t *frequency, uint32_t *wdf,
				      struct error *err) XAP_NOEXCEPT;
void xap_terms_close(struct xap_terms *terms) XAP_NOEXCEPT;
/* Calls fn for each term of a document with its wdf, in byte order: faster than a cursor. */
MUST_CHECK enum status xap_each_term(struct xap_db *db, uint32_t docid, xap_term_fn *fn, void *ctx,
				     struct error *err) XAP_NOEXCEPT;

/* ---- numbers in value slots ---- */

/* Appends the 1-to-9-byte form of a number that sorts bytewise as the number does.  Minus infinity
 * and NaN have 0 bytes, like no value; an empty slice unpacks to minus infinity. */
void xap_pack_number(double number, struct buffer *out) XAP_NOEXCEPT;
double xap_unpack_number(struct slice packed) XAP_NOEXCEPT;

#ifdef XAP_TEST_FAULTS
/* Only in the test build: the next guarded call throws the exception class of this name ("lock",
 * "modified", "version", "corrupt", "docnotfound", "open", "notfound", "invalid", "network",
 * "database", "range", "unimplemented", "feature", "bad_alloc", "std", "int"); NULL calls it off.
 * The first guarded call of a constructor of documents and queries allocates the handle. */
void xap_fault_next(const char *kind) XAP_NOEXCEPT;
#endif

#ifdef __cplusplus
}
#endif
#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_UNIT_XAP_FIXTURE_H
#define TESTS_UNIT_XAP_FIXTURE_H

/*
 * What the tests of the wrapper of xapian-core share: databases in a temporary
 * folder, which set_up makes and tear_down removes, calls that must succeed or
 * fail, and short ways to store documents, to build queries and to run them.
 *
 * Included once by a test, which includes <cmocka.h> first.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/termvec/termvec.h"
#include "store/match/match.h"

enum { PATH_SIZE = 512, ALL = 1000 };

static char root[256]; /* removed at the end */

/* ---- the folder ---- */

/* A path in the temporary folder; the last 32 stay valid. */
static inline const char *at(const char *name)
{
	static char paths[32][PATH_SIZE];
	static unsigned next;
	char *path = paths[next++ % 32];
	snprintf(path, PATH_SIZE, "%s/%s", root, name);
	return path;
}

static inline int set_up(void **state)
{
	(void)state;
	const char *tmp = getenv("TMPDIR");
	snprintf(root, sizeof root, "%s/test_xap.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	return mkdtemp(root) ? 0 : -1;
}

static inline int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static inline int tear_down(void **state)
{
	(void)state;
	return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- calls ---- */

#define ok(call) ok_at(__LINE__, call)
static struct error err; /* of the last call that was given &err */

static inline void ok_at(int line, enum status status)
{
	if (status)
		fail_msg("line %d: %s: %s", line, status_name(status), err.msg);
}

#define fails(call, code, word) fails_at(__LINE__, call, code, word)
/* The call failed with this status, err has it too, and the message has this word. */
static inline void fails_at(int line, enum status status, enum status expected, const char *word)
{
	if (status != expected)
		fail_msg("line %d: %s, not %s: %s", line, status_name(status),
			 status_name(expected), err.msg);
	if (err.code != expected || !strstr(err.msg, word))
		fail_msg("line %d: no \"%s\" in \"%s\"", line, word, err.msg);
	err = (struct error){0};
}

/* ---- databases ---- */

static inline struct xap_db *open_db(const char *path, enum xap_mode mode)
{
	struct xap_db *db = NULL;
	ok(xap_open(path, mode, &db, &err));
	return db;
}

/* Two databases as one. */
static inline struct xap_db *open_both(const char *one, const char *other)
{
	const struct xap_part parts[] = {{.folder = one}, {.folder = other}};
	const struct xap_part_options options = {0, false};
	struct xap_db *db = NULL;
	ok(xap_open_parts(parts, 2, XAP_READ, &options, &db, &err));
	return db;
}

/* "!3" is the bare term 3; what `name` holds, of POSITIONS_BARE_LEN bytes, is borrowed. */
static inline struct slice name_of(struct slice word, char *name)
{
	return word.len == 2 && word.ptr[0] == '!'
		       ? positions_bare((unsigned)(word.ptr[1] - '0'), name)
		       : word;
}

/* Gives each word of text the next position from 1 and wdf 1; "-" only takes a position. */
static inline void add_words(struct xap_doc *doc, const char *text)
{
	struct slice rest = slice_of(text);
	for (uint32_t position = 1; rest.len; position++) {
		size_t end = slice_find(rest, 0, " ");
		char name[POSITIONS_BARE_LEN];
		struct slice word = slice_sub(rest, 0, end);
		if (!slice_is(word, "-"))
			xap_doc_posting(doc, name_of(word, name), position, 1);
		rest = slice_from(rest, end + 1);
	}
}

/* Stores a document with the unique term Q<id>, words, and values for slots 0, 1 and 2. */
static inline uint32_t store(struct xap_db *db, unsigned id, const char *text, const char *v0,
			     const char *v1, const char *v2)
{
	char unique[16];
	uint32_t docid = 0;
	struct xap_doc *doc = xap_doc_new();
	snprintf(unique, sizeof unique, "Q%u", id);
	xap_doc_term(doc, slice_of(unique), 0);
	add_words(doc, text);
	xap_doc_value(doc, 0, slice_of(v0));
	xap_doc_value(doc, 1, slice_of(v1));
	xap_doc_value(doc, 2, slice_of(v2));
	xap_doc_data(doc, slice_of(text));
	ok(xap_replace(db, slice_of(unique), doc, &docid, &err));
	xap_doc_free(doc);
	return docid;
}

static inline struct xap_db *new_db(const char *name)
{
	return open_db(at(name), XAP_WRITE_NEW);
}

/* A database of `count` committed documents "word w<i % 7>", slot 0 = i % 3; for reading. */
static inline struct xap_db *many(const char *name, unsigned count)
{
	struct xap_db *db = new_db(name);
	for (unsigned i = 0; i < count; i++) {
		char text[64], value[16];
		snprintf(text, sizeof text, "word w%u w%u", i % 7, i % 5);
		snprintf(value, sizeof value, "%u", i % 3);
		store(db, i, text, value, "", "");
	}
	ok(xap_commit(db, &err));
	xap_close(db);
	return open_db(at(name), XAP_READ);
}

static inline struct xap_db *small_db(const char *name)
{
	struct xap_db *db = new_db(name);
	store(db, 1, "a b c", "", "", "");
	store(db, 2, "b a - c", "1", "", "");
	store(db, 3, "a - - b - c d", "2", "", "");
	store(db, 4, "c b a", "3", "", "");
	store(db, 5, "z", "30", "", "");
	ok(xap_commit(db, &err));
	return db;
}

/* ---- queries ---- */

static inline struct xap_query *term(const char *word)
{
	return xap_query_term(slice_of(word));
}

static inline struct xap_query *range(unsigned slot, const char *low, const char *high)
{
	return xap_query_range(slot, slice_of(low), slice_of(high));
}

static inline struct xap_query *within(const char *word, uint32_t first, uint32_t last)
{
	return xap_query_term_within(slice_of(word), first, last);
}

/* Joins terms given as "a b c". */
static inline struct xap_query *words(enum xap_op op, const char *text)
{
	struct xap_query *parts[8];
	size_t count = 0;
	struct slice rest = slice_of(text);
	while (rest.len) {
		size_t end = slice_find(rest, 0, " ");
		parts[count++] = xap_query_term(slice_sub(rest, 0, end));
		rest = slice_from(rest, end + 1);
	}
	return xap_query_join(op, parts, count);
}

/* ---- what queries find ---- */

static const struct xap_bm25 bm25 = {1.2, .75, .5};

/* What a query finds, the best first; *count of them, at most ALL. */
static inline enum status find_by_matcher(struct xap_db *db, const struct xap_query *query,
					  struct xap_hit *hits, size_t *count)
{
	struct matcher *m = matcher_new(&bm25);
	struct doc_set set;
	size_t none;
	matcher_begin(m, db);
	enum status st = matcher_set(m, query, NULL, &set, &err);
	if (!st)
		st = matcher_add(m, query, &set, &err);
	if (!st)
		st = matcher_best(m, NULL, ALL, hits, count, &none, &err);
	assert_true(st || *count == ALL || *count == doc_set_size(&set));
	matcher_free(m);
	return st;
}

/* The same by Xapian's own matcher. */
static inline size_t find_by_xapian(struct xap_db *db, const struct xap_query *query,
				    struct xap_hit *hits)
{
	struct served *s = served_new(&bm25);
	size_t count, none;
	served_begin(s, db);
	ok(served_add(s, query, &err));
	ok(served_best(s, NULL, ALL, hits, &count, &none, &err));
	served_free(s);
	return count;
}

static inline size_t find(struct xap_db *db, const struct xap_query *query, struct xap_hit *hits)
{
	size_t count = 0;
	ok(find_by_matcher(db, query, hits, &count));
	return count;
}

static inline int by_docid(const void *a, const void *b)
{
	const struct xap_hit *x = a, *y = b;
	return (x->docid > y->docid) - (x->docid < y->docid);
}

/* "1 2 3" */
static inline void list_hits(const struct xap_hit *hits, size_t count, char text[8 * ALL])
{
	size_t used = 0;
	text[0] = '\0';
	for (size_t i = 0; i < count; i++)
		used += (size_t)snprintf(text + used, 8 * ALL - used, "%s%u", i ? " " : "",
					 hits[i].docid);
}

#define finds(db, query, ids) finds_at(__LINE__, db, query, ids)
/* The query, freed here, matches exactly the documents in `ids` ("1 2 3"), and so it does by
 * Xapian. */
static inline void finds_at(int line, struct xap_db *db, struct xap_query *query, const char *ids)
{
	static struct xap_hit hits[ALL];
	static char text[8 * ALL];
	size_t count = 0;
	ok_at(line, find_by_matcher(db, query, hits, &count));
	for (int xapian = 0; xapian < (xap_query_has_spots(query) ? 1 : 2); xapian++) {
		count = xapian ? find_by_xapian(db, query, hits) : count;
		qsort(hits, count, sizeof *hits, by_docid);
		list_hits(hits, count, text);
		if (strcmp(text, ids) != 0)
			fail_msg("line %d: found \"%s\", not \"%s\"", line, text, ids);
	}
	xap_query_free(query);
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/nightly/verify.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/sort.h"
#include "corpus/model/question_record.h"
#include "indexer/document/document_builder.h"
#include "indexer/ingest/ingest.h"
#include "indexer/ingest/writer.h"
#include "indexer/nightly/check_child.h"
#include "indexer/scan/source_file.h"
#include "indexer/scan/source_scan.h"
#include "store/docvalues/docinfo.h"
#include "store/index/location.h"
#include "store/index/schema.h"
#include "store/termvec/termvec.h"

enum { DOUBLES_SHOWN = 20 }; /* ids of one finding */

struct verifier {
	const struct verify_options *options;
	size_t *counts;
	struct xap_db *db;
	struct arena arena; /* of one paper or question */
	struct buffer term, value, previous;
	struct analyzer *analyzer;
	struct document_builder *builder; /* NULL: the index is another analyzer's */
	struct xap_doc *doc;
	uint64_t *keys; /* of all papers, rising */
	size_t key_count, key_room;
};

static void found(struct verifier *v, enum verify_kind kind, const char *what, const char *detail)
{
	v->counts[kind]++;
	if (v->options->found)
		v->options->found(v->options->ctx, kind, what, detail);
}

/* ---- papers ---- */

static enum status look_at_file(struct verifier *v, const struct scan_item *item, struct error *err)
{
	struct paper paper;
	struct error cause = {0};
	uint64_t content[2];
	arena_clear(&v->arena);
	enum status st = paper_load(v->db, item->key, &v->arena, &paper, &cause);
	if (item->trouble && (!st || st == STATUS_NOT_FOUND)) {
		if (st || !paper.refused) /* else look_at_entry says so */
			found(v, VERIFY_UNREADABLE, item->path, item->trouble);
		return STATUS_OK;
	}
	if (st == STATUS_NOT_FOUND) {
		found(v, VERIFY_MISSING, item->path, "not yet read");
		return STATUS_OK;
	}
	if (st) {
		if (err)
			*err = cause;
		return st;
	}
	if (paper.due || paper.readers != paper_readers())
		found(v, VERIFY_STALE, item->path,
		      paper.due ? "to be read again" : "read by an older program");
	else if (v->options->quick
			 ? paper.stamp && paper.stamp != item->stamp
			 : paper_content(item->path, content, NULL) ||
				   content[0] != paper.content[0] || content[1] != paper.content[1])
		found(v, VERIFY_STALE, item->path, "changed since it was read");
	return STATUS_OK;
}

static enum status look_at_sources(struct verifier *v, struct error *err)
{
	struct scan scan;
	const struct scan_options options = {v->options->config, v->db, (int64_t)time(NULL), true};
	enum status st = scan_sources(&options, &scan, err);
	for (size_t i = 0; !st && i < scan.item_count; i++)
		st = look_at_file(v, &scan.items[i], err);
	for (size_t i = 0; !st && i < scan.gone_count; i++)
		found(v, VERIFY_GONE, scan.gone[i].path, "no longer in the source");
	scan_release(&scan);
	return st;
}

/* The first of what was refused, and where. */
static void found_refusal(struct verifier *v, const struct paper *paper)
{
	char reason[ERROR_MSG_SIZE] = "";
	const struct paper_refusal *first = paper->refusal_count ? &paper->refusals[0] : NULL;
	if (first && first->line)
		snprintf(reason, sizeof reason, "line %lu: %.*s", first->line,
			 SLICE_ARG(first->reason));
	else if (first)
		snprintf(reason, sizeof reason, "%.*s", SLICE_ARG(first->reason));
	found(v, VERIFY_UNREADABLE, paper->path, reason);
}

static enum status look_at_entry(void *ctx, const struct paper *paper, struct error *err)
{
	struct verifier *v = ctx;
	uint32_t documents;
	intake_source_term(paper->key, &v->term);
	enum status st = xap_term_frequency(v->db, buffer_slice(&v->term), &documents, err);
	if (st)
		return st;
	if (paper->questions && !documents)
		found(v, VERIFY_LOST, paper->path, "none of its questions is in the index");
	if (paper->refused)
		found_refusal(v, paper);
	v->keys = memory_grow(v->keys, v->key_count + 1, &v->key_room, 1024, sizeof *v->keys);
	v->keys[v->key_count++] = paper->key;
	return STATUS_OK;
}

/* ---- questions ---- */

/* Whether the record that was looked at last is in the form of an older program. */
static bool is_of_older_program(const struct verifier *v)
{
	return v->previous.len && v->previous.ptr[0] != RECORD_VERSION;
}

/* A record that was damaged may still read well; it has not the hash that it was stored with. */
static enum status look_at_hash(struct verifier *v, const struct question *q, uint32_t docid,
				struct error *err)
{
	/* a hash is over the record as the program of its time writes it */
	if (is_of_older_program(v))
		return STATUS_OK;
	struct slice hash = record_hash(q, &v->arena);
	enum status st = xap_value(v->db, docid, SLOT_HASH, &v->value, err);
	if (!st && !slice_eq(hash, buffer_slice(&v->value)))
		st = error_set(err, STATUS_CORRUPT, "the record is not the one that was stored");
	return st;
}

/* Positions stand in no other table: they are made once more. */
static enum status look_at_positions(struct verifier *v, const struct question *q, uint32_t docid,
				     struct error *err)
{
	struct positions_view view;
	enum status st = xap_value(v->db, docid, SLOT_POSITIONS, &v->value, err);
	if (st || !v->builder)
		return st;
	document_build(v->builder, q, SLICE_EMPTY, v->doc);
	st = xap_doc_positions(v->doc, &v->term, err);
	if (st || slice_eq(buffer_slice(&v->term), buffer_slice(&v->value)))
		return st;
	return error_set(err, STATUS_CORRUPT, "the positions of its words are %s",
			 !v->value.len                                    ? "missing"
			 : positions_open(buffer_slice(&v->value), &view) ? "not those of its text"
									  : "damaged");
}

static enum status look_at_record(struct verifier *v, const char *id, uint32_t docid,
				  struct error *err)
{
	struct question q;
	question_init(&q);
	enum status st = xap_data(v->db, docid, &v->previous, err);
	if (!st)
		st = record_decode(buffer_slice(&v->previous), &q, err);
	if (!st)
		st = look_at_hash(v, &q, docid, err);
	if (!st)
		st = look_at_positions(v, &q, docid, err);
	if (!st && !question_has_text(&q))
		found(v, VERIFY_WITHOUT_TEXT, id, "");
	question_release(&q);
	return st;
}

static enum status look_at_question(struct verifier *v, const char *id, uint32_t docid,
				    struct error *err)
{
	struct contributions given;
	struct error cause = {0};
	arena_clear(&v->arena);
	enum status st = look_at_record(v, id, docid, &cause);
	if (!st)
		st = xap_value(v->db, docid, SLOT_GIVEN, &v->value, &cause);
	given = (struct contributions){.items = NULL};
	if (!st && !is_of_older_program(v))
		st = contributions_parse(buffer_slice(&v->value), &v->arena, &given, &cause);
	/* an index that nightly does not keep has no books to compare with */
	for (size_t i = 0; !st && v->key_count && i < given.count; i++)
		if (!bsearch(&given.items[i].source, v->keys, v->key_count, sizeof *v->keys,
			     sort_by_u64))
			found(v, VERIFY_STRAY, id, "its paper is not known");
	if (st == STATUS_CORRUPT || st == STATUS_VERSION || st == STATUS_DATABASE) {
		(void)error_prefix(&cause, "document %lu: ", (unsigned long)docid);
		found(v, VERIFY_DAMAGED, id, cause.msg);
		return STATUS_OK;
	}
	if (st && err)
		*err = cause;
	return st;
}

static enum status look_at_questions(struct verifier *v, struct error *err)
{
	struct xap_terms *ids = NULL;
	struct slice term;
	bool more = true;
	uint32_t docid;
	struct buffer id = BUFFER_INIT;
	enum status st = xap_terms_open(v->db, 0, slice_of(PREFIX_ID), &ids, err);
	while (!st && more) {
		st = xap_terms_next(ids, &more, &term, NULL, NULL, err);
		if (st || !more)
			break;
		st = xap_find(v->db, term, &docid, err);
		buffer_clear(&id);
		buffer_add_slice(&id, slice_from(term, strlen(PREFIX_ID)));
		if (!st)
			st = look_at_question(v, id.ptr, docid, err);
	}
	xap_terms_close(ids);
	buffer_release(&id);
	return st;
}

/* Questions that ask the same in the same words: some are asked every month for years. */
static enum status look_for_doubles(struct verifier *v, struct error *err)
{
	struct xap_terms *prints = NULL;
	struct slice term;
	uint32_t frequency;
	char detail[32];
	bool more = true;
	enum status st = xap_terms_open(v->db, 0, slice_of(PREFIX_FINGERPRINT), &prints, err);
	while (!st && more) {
		st = xap_terms_next(prints, &more, &term, &frequency, NULL, err);
		if (st || !more || frequency < 2)
			continue;
		st = xap_docids(v->db, term, &v->term, err);
		const size_t shown = v->term.len < DOUBLES_SHOWN * sizeof(uint32_t)
					     ? v->term.len
					     : DOUBLES_SHOWN * sizeof(uint32_t);
		buffer_clear(&v->previous);
		for (size_t i = 0; !st && i < shown; i += sizeof(uint32_t)) {
			uint32_t docid;
			memcpy(&docid, v->term.ptr + i, sizeof docid);
			st = xap_value(v->db, docid, SLOT_ID, &v->value, err);
			buffer_printf(&v->previous, "%s%s", i ? " " : "", buffer_cstr(&v->value));
		}
		snprintf(detail, sizeof detail, "%u questions", (unsigned)frequency);
		if (!st)
			found(v, VERIFY_DOUBLED, buffer_cstr(&v->previous), detail);
	}
	xap_terms_close(prints);
	return st;
}

/* On a file system that is read-only, or for a user who may only read. */
static bool is_only_readable(const char *db)
{
	bool only = false;
	struct dirent *entry;
	DIR *dir = opendir(db);
	while (dir && (entry = readdir(dir)) != NULL)
		only = only || (slice_ends(slice_of(entry->d_name), ".glass") &&
				faccessat(dirfd(dir), entry->d_name, R_OK, AT_EACCESS) == 0 &&
				faccessat(dirfd(dir), entry->d_name, W_OK, AT_EACCESS) != 0);
	if (dir)
		closedir(dir);
	return only;
}

static enum status look_at_tables(struct verifier *v, bool *unchecked, struct error *err)
{
	uint64_t errors;
	*unchecked = is_only_readable(v->options->db);
	if (*unchecked)
		return STATUS_OK;
	enum status st = check_in_child(v->options->db, &v->value, &errors, err);
	if (!st && errors)
		found(v, VERIFY_DAMAGED, v->options->db, buffer_cstr(&v->value));
	return st;
}

/* What is made of the index, and may have been damaged since. */
static enum status look_at_flat(struct verifier *v, struct error *err)
{
	struct error cause = {0};
	enum status st = flat_check(v->db, &cause);
	if (st == STATUS_CORRUPT) {
		found(v, VERIFY_DAMAGED, v->options->db, cause.msg);
		return STATUS_OK;
	}
	if (st && err)
		*err = cause;
	return st;
}

/* Where the index is another analyzer's its words are, too: the night says so. */
static enum status open_index(struct verifier *v, struct error *err)
{
	struct error ignored = {0};
	enum status st = shards_open(v->options->db, XAP_READ, NULL, &v->db, err);
	if (!st)
		st = analyzer_new(&v->analyzer, err);
	if (st || schema_check(v->db, analyzer_identity(v->analyzer), &ignored))
		return st;
	st = writer_follow_lists(v->db, err);
	if (st)
		return st;
	v->builder = document_builder_new(v->analyzer);
	v->doc = xap_doc_new();
	return STATUS_OK;
}

enum status verify_run(const struct verify_options *options, size_t counts[VERIFY_KINDS],
		       bool *unchecked, struct error *err)
{
	*unchecked = false;
	struct verifier v = {.options = options, .counts = counts};
	memset(counts, 0, VERIFY_KINDS * sizeof *counts);
	/* first, for damage may crash all that follows */
	enum status st = options->quick ? STATUS_OK : look_at_tables(&v, unchecked, err);
	if (!st && !counts[VERIFY_DAMAGED])
		st = open_index(&v, err);
	if (v.db && !st)
		st = look_at_sources(&v, err);
	if (v.db && !st)
		st = paper_each(v.db, look_at_entry, &v, err);
	if (v.db && !st && !options->quick)
		st = look_at_questions(&v, err);
	if (v.db && !st && !options->quick)
		st = look_at_flat(&v, err);
	if (v.db && !st)
		st = look_for_doubles(&v, err);
	xap_close(v.db);
	xap_doc_free(v.doc);
	document_builder_free(v.builder);
	analyzer_free(v.analyzer);
	free(v.keys);
	arena_release(&v.arena);
	buffer_release(&v.term);
	buffer_release(&v.value);
	buffer_release(&v.previous);
	return st;
}

const char *verify_kind_name(enum verify_kind kind)
{
	static const char *const names[] = {"missing",      "stale",   "gone",
					    "unreadable",   "lost",    "stray",
					    "without-text", "doubled", "damaged"};
	return names[kind];
}

bool verify_is_fault(enum verify_kind kind)
{
	return kind != VERIFY_DOUBLED;
}

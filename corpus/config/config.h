/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_CONFIG_H
#define CORPUS_CONFIG_H

/*
 * What the night and the saved searches need to know, from one file in libconfig's format;
 * doc/examples has one with every setting.  A path that does not begin with a slash starts at the
 * folder of the file, and is made absolute.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"

struct config_source {
	const char *name;
	const char *path; /* a file or a folder */
	const char *type; /* reader's name, NULL to tell by content */
};

/* A saved search, and where its hits go.  All but the name may be NULL, but there is either a query
 * or an id in `answered`, and somewhere to go. */
struct config_search {
	const char *name; /* at most CONFIG_NAME_MAX bytes of UTF-8, no control characters */
	const char *query;
	const char *answered; /* the id of a question that is waited for until it is answered */
	const char *feed, *digest;
	const char *to;          /* whom the digest is for */
	const char *const *hook; /* a program and its arguments, NULL-terminated */
	bool start_empty;        /* what is there when the search is new does not count */
	bool again_answered;     /* a question that got its answer counts once more */
	unsigned line;           /* in the file */
};

enum { CONFIG_NAME_MAX = 80 };

/* A service that papers are fetched from.  Addresses are without a slash at their end. */
struct config_fetch_source {
	const char *name; /* of small letters, digits and "-" */
	/* Flemish Parliament; Chamber; official publications of the Netherlands */
	enum config_fetch_kind { FETCH_OPENDATA, FETCH_QRVA, FETCH_SRU } kind;
	bool oral;          /* the oral questions of the service */
	const char *search; /* of the open data, of the official publications */
	const char *detail,
		*document;   /* of the open data; papers of the publications stand below document */
	const char *list;    /* of the Chamber; its items stand below */
	const char *archive; /* of the Chamber: all of a legislature at once */
	int legislature;
	int archive_days; /* before the archive is asked for again; 0 for never at all */
};

struct config_fetch {
	const char *contact; /* goes into User-Agent */
	int since;           /* yyyymmdd, where the first run begins; 0 when not set */
	int overlap_days, interval_ms, retries, retry_ms, wait_seconds;
	int connect_seconds, stall_seconds, total_seconds, max_megabytes, archive_megabytes;
	int minutes; /* of one run, all sources */
	struct config_fetch_source *sources;
	size_t source_count; /* 0 when nothing is to be fetched */
};

struct config {
	struct arena arena; /* holds all strings */
	const char *file;
	const char *database;
	const char *spool;       /* also a source when set; else NULL */
	const char *corrections; /* or NULL */
	const char *metrics;     /* or NULL */
	const char *names;       /* other names of words, or NULL */
	struct slice lists;      /* what is added to mandates, parties, ministries and names, as
				    corpus/offices/added.h has it */
	struct config_source *sources; /* at least one */
	size_t source_count;
	struct config_search *searches;
	size_t search_count;
	struct config_fetch fetch;
	struct {
		int batch_questions; /* that become durable together */
		int batch_megabytes; /* of text in memory before they do */
		int loss_percent;    /* of the known papers may be lost in one night ... */
		int loss_papers;     /* ... or this many, whichever is more */
		int bulk_megabytes;  /* of sources from which on a new index is filled in bulk */
		int paper_seconds, paper_megabytes; /* of computing and memory, that reading one
						       paper may take */
	} limits;
	struct {
		const char *state;    /* a folder; never NULL */
		const char *base_url; /* without a slash at its end; or NULL */
		const char *from;     /* sender of digests, or NULL */
		int entries;          /* in a feed */
		int hook_seconds;     /* that a hook may take */
	} alerts;
	struct {
		bool remove_withdrawn; /* else such questions are kept for good */
		int withdrawn_days;    /* after which they are removed */
	} policy;
};

/*
 * Reads and checks the file; config_release ends it, also after a failure.  Errors name the file,
 * the line and the cause: IO, FORMAT (not libconfig's format, an unknown setting, a wrong type, a
 * value out of bounds, a name used twice, a required setting that is missing).  Whether the paths
 * exist is not asked here.
 */
MUST_CHECK enum status config_load(const char *path, struct config *config, struct error *err);
void config_release(struct config *config);

#endif

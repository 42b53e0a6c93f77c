/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VRAAGBAAK_H
#define VRAAGBAAK_H

/*
 * Searches an index of parliamentary questions that the program vraagbaak(1) has made.
 *
 * Ownership: vraagbaak_open, vraagbaak_search and vraagbaak_read give an object to the caller, who
 * ends it with vraagbaak_close, vraagbaak_results_free or vraagbaak_question_free; these take NULL.
 * Results and questions may outlive their index.  Strings that the library returns are UTF-8, never
 * NULL unless stated, and borrowed until the object they came from ends.
 *
 * Threads: an object is used by one thread at a time.  Several threads open an index each.
 *
 * Failures: a function that can fail returns a status and fills `error`, which may be NULL; on
 * VRAAGBAAK_OK `error` is untouched, on a failure the object is NULL.  The library prints nothing
 * and leaves signals and locale alone; it ends the process only when memory runs out.  A program
 * that searches databases on other machines must ignore SIGPIPE.
 */
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define VRAAGBAAK_API __attribute__((visibility("default")))

/* The interface in this header: major.minor.  The major number is that of the shared object; with
 * the minor one functions are added. */
#define VRAAGBAAK_LIBRARY_VERSION "1.0"

enum vraagbaak_status {
	VRAAGBAAK_OK,
	VRAAGBAAK_ARGUMENT,  /* an argument is missing or has a value that is not allowed */
	VRAAGBAAK_QUERY,     /* the query makes no sense; the message is in Dutch, for readers */
	VRAAGBAAK_NOT_FOUND, /* no index at that place, or no question with that id */
	VRAAGBAAK_VERSION,   /* made by another version of vraagbaak: rebuild it, or update */
	VRAAGBAAK_CORRUPT,   /* the index is damaged: see vraagbaak verify */
	VRAAGBAAK_IO,        /* the operating system refused to open or read */
	VRAAGBAAK_BUSY,      /* the index changed too fast under the reader: try again */
	VRAAGBAAK_NETWORK,   /* a database on another machine does not answer */
	VRAAGBAAK_FAILED,    /* any other failure */
};

struct vraagbaak_error {
	enum vraagbaak_status status;
	char message[512]; /* one line, without a full stop */
};

/* A search; what is left 0 or NULL has the value in brackets. */
struct vraagbaak_request {
	const char *query;  /* in the query language, vraagbaak-query(7) [all questions] */
	const char *order;  /* as --sort of vraagbaak search: "date", "answered" ["relevance"] */
	size_t limit;       /* hits to return, at most 100000 [only totals and facets] */
	size_t offset;      /* hits to skip */
	const char *facets; /* to count: "minister,year", or "all" [none] */
};

struct vraagbaak_index;
struct vraagbaak_results;
struct vraagbaak_hit;
struct vraagbaak_question;

/* Returns VRAAGBAAK_LIBRARY_VERSION of the library that is loaded, and the version of the program
 * that it was built with: the two read the same indexes. */
VRAAGBAAK_API const char *vraagbaak_library_version(void);
VRAAGBAAK_API const char *vraagbaak_program_version(void);

/* Opens an index: its folder, or several places separated by commas, as --db has them.  Later
 * commits, and an index that takes its place, are seen by the next search or read. */
VRAAGBAAK_API enum vraagbaak_status vraagbaak_open(const char *place,
						   struct vraagbaak_index **index,
						   struct vraagbaak_error *error);
VRAAGBAAK_API void vraagbaak_close(struct vraagbaak_index *index);

/* Searches, as `vraagbaak search --no-fold` does.  Nothing found is not a failure. */
VRAAGBAAK_API enum vraagbaak_status vraagbaak_search(struct vraagbaak_index *index,
						     const struct vraagbaak_request *request,
						     struct vraagbaak_results **results,
						     struct vraagbaak_error *error);
/* Returns the number of questions that match, on all pages, without related ones. */
VRAAGBAAK_API size_t vraagbaak_results_total(const struct vraagbaak_results *results);
/* Returns the number of hits here, at most the limit. */
VRAAGBAAK_API size_t vraagbaak_results_count(const struct vraagbaak_results *results);
/* Returns hit i, from 0, or NULL when there is none; it lives as long as the results. */
VRAAGBAAK_API const struct vraagbaak_hit *vraagbaak_results_hit(
	const struct vraagbaak_results *results, size_t i);
VRAAGBAAK_API void vraagbaak_results_free(struct vraagbaak_results *results);

VRAAGBAAK_API const char *vraagbaak_hit_id(const struct vraagbaak_hit *hit);
/* Returns the title, or the first sentence of a question that has none. */
VRAAGBAAK_API const char *vraagbaak_hit_title(const struct vraagbaak_hit *hit);
/* Returns the day on which the question was asked, "2022-02-07", or "" when it is unknown. */
VRAAGBAAK_API const char *vraagbaak_hit_day(const struct vraagbaak_hit *hit);
/* Returns a number that falls from hit to hit in the order of relevance. */
VRAAGBAAK_API double vraagbaak_hit_score(const struct vraagbaak_hit *hit);
/* Returns the passage that fits the query best, some 260 bytes of plain text, or "". */
VRAAGBAAK_API const char *vraagbaak_hit_snippet(const struct vraagbaak_hit *hit);
/* Returns 1 for a question that does not match but is about the theme, else 0. */
VRAAGBAAK_API int vraagbaak_hit_is_related(const struct vraagbaak_hit *hit);

/* Returns how many values a facet has among the matches; 0 for one that was not counted. */
VRAAGBAAK_API size_t vraagbaak_facet_size(const struct vraagbaak_results *results,
					  const char *facet);
/* Return value i, from 0, most frequent first (years in order of time), and how many matches have
 * it; "" and 0 when there is none. */
VRAAGBAAK_API const char *vraagbaak_facet_value(const struct vraagbaak_results *results,
						const char *facet, size_t i);
VRAAGBAAK_API size_t vraagbaak_facet_count(const struct vraagbaak_results *results,
					   const char *facet, size_t i);

/* Reads one question by its id. */
VRAAGBAAK_API enum vraagbaak_status vraagbaak_read(struct vraagbaak_index *index, const char *id,
						   struct vraagbaak_question **question,
						   struct vraagbaak_error *error);
/* Returns the question as `vraagbaak show --json` prints it, on one line. */
VRAAGBAAK_API const char *vraagbaak_question_json(const struct vraagbaak_question *question);
/* Returns a field, by its key in that JSON: "title", "date_asked"; of a list item i, from 0:
 * "themes", "askers.name", "questions.text".  NULL when the question has no such text. */
VRAAGBAAK_API const char *vraagbaak_question_field(const struct vraagbaak_question *question,
						   const char *key, size_t i);
VRAAGBAAK_API void vraagbaak_question_free(struct vraagbaak_question *question);

#ifdef __cplusplus
}
#endif
#endif

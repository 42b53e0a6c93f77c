/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

/*
 * What can fail returns an enum status and fills the caller's struct error; on
 * STATUS_OK the error is left untouched.  The lowest layer writes the cause,
 * layers above put the place in front of it with error_prefix:
 *
 *	if (lseek(fd, 0, SEEK_SET) < 0)
 *		return error_set(err, STATUS_IO, "cannot rewind: %s", strerror(errno));
 *	...
 *	return error_prefix(err, "%s: ", path);
 *
 * Functions may be given err == NULL when only the status is of interest.
 */

enum status {
	STATUS_OK = 0,
	STATUS_IO,        /* the operating system refused: open, read, write, full disk */
	STATUS_FORMAT,    /* input that fits no known layout or breaks its own */
	STATUS_NO_TEXT,   /* a paper that holds pictures of its pages and no text */
	STATUS_LIMIT,     /* input over a stated bound */
	STATUS_USAGE,     /* command line that makes no sense */
	STATUS_QUERY,     /* query that makes no sense */
	STATUS_NOT_FOUND, /* no such document, database or key */
	STATUS_LOCKED,    /* another process writes to this index: try again later */
	STATUS_MODIFIED,  /* the index moved on under a reader: reopen and run again */
	STATUS_VERSION,   /* index written by another version of a format */
	STATUS_CORRUPT,   /* index damaged on disk */
	STATUS_INVALID,   /* argument that the store cannot take */
	STATUS_DATABASE,  /* any other trouble with an index */
	STATUS_NETWORK,   /* a part of the index on another machine does not answer */
	STATUS_TIME,      /* it takes more computing than was allowed, or the program stops */
	STATUS_NOMEM,     /* no memory for what was asked */
	STATUS_UNKNOWN,   /* a failure without a class of its own */
};

enum { ERROR_MSG_SIZE = 512 };

struct error {
	enum status code;
	char msg[ERROR_MSG_SIZE]; /* one line, no final full stop or newline */
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* Fills err and returns code, so that a failure is one return statement.  Cuts long messages, and
 * makes one line of what a library said in several. */
enum status error_set(struct error *err, enum status code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts a place ("file.txt: ") in front of the message; returns err's own code. */
enum status error_prefix(struct error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Short English name of a status for logs and tests: "locked", "not found". */
const char *status_name(enum status code);

/* For allocation failure only: says what was asked for and ends the program. */
void die_nomem(unsigned long len_bytes) __attribute__((noreturn));

#endif

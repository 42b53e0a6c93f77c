/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_INPUT_H
#define CORPUS_INPUT_H

/*
 * The bytes of a file or of a member of an archive, from the first to the last.
 * The first few may be looked at before they are read, to tell what they are.
 */
#include "base/buffer.h"
#include "base/error.h"

enum { INPUT_HEAD = 4096 };

/* Gives up to `room` further bytes; *got is 0 at the end. */
typedef enum status input_more_fn(void *ctx, char *out, size_t room, size_t *got,
				  struct error *err);

struct input {
	input_more_fn *more;
	void *ctx;
	int fd;             /* the file itself, for what has to move about in it; -1 for a member */
	struct buffer held; /* all of it, once input_hold was called */
	bool is_held;
	size_t head_len, head_used;
	char head[INPUT_HEAD];
};

/* The file stays the caller's. */
void input_from_fd(struct input *self, int fd);

void input_from(struct input *self, input_more_fn *more, void *ctx);

/* The first bytes, at most INPUT_HEAD; to be asked before anything is read.  Borrowed until the end
 * of self.  IO, or what `more` gives. */
MUST_CHECK enum status input_peek(struct input *self, struct slice *head, struct error *err);

MUST_CHECK enum status input_read(struct input *self, char *out, size_t room, size_t *got,
				  struct error *err);

/* Keeps all bytes in self->held, from where they may be read more than once (reading then begins at
 * the first again).  Does nothing for a file.  LIMIT when there are more than max_bytes. */
MUST_CHECK enum status input_hold(struct input *self, size_t max_bytes, struct error *err);

/* Begins at the first byte again: a file, or what was held. */
MUST_CHECK enum status input_rewind(struct input *self, struct error *err);

/* Frees what was held. */
void input_release(struct input *self);

/* Appends all that is left to out.  LIMIT when that is more than max_bytes. */
MUST_CHECK enum status input_read_all(struct input *self, size_t max_bytes, struct buffer *out,
				      struct error *err);

#endif

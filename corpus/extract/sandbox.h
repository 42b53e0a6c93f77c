/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_SANDBOX_H
#define CORPUS_SANDBOX_H

/*
 * Runs a program on a file from strangers so that the file cannot hurt us: no
 * shell, no environment, no privileges (root becomes nobody), no system calls but those of
 * corpus/extract/cage.h: no network, no files to write, no other processes; bounded in time, memory
 * and output, at a low priority, and killed with its group when it goes too far.  The calling
 * process is not dumpable any more.
 */
#include "base/buffer.h"
#include "base/error.h"

struct child_limits {
	unsigned cpu_seconds, wall_seconds;
	size_t memory_bytes; /* of its address space */
	size_t output_bytes;
};

/*
 * Runs argv[0], a full path, with `input` (a file) as its standard input from the first byte on;
 * appends its output to out and the start of its messages to messages; *code is its exit code.
 * IO (cannot be started, NOT_FOUND when there is no such program), LIMIT (time, memory, output),
 * FORMAT when it crashed.
 */
MUST_CHECK enum status child_run(const char *const *argv, int input,
				 const struct child_limits *limits, struct buffer *out,
				 struct buffer *messages, int *code, struct error *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_STREAM_H
#define WEB_STREAM_H

/*
 * A bounded pipe from a worker, which writes an export, to the thread that sends it.  The worker
 * waits for room, at most STREAM_STALL_S at a time, then the export is broken off: a slow client
 * cannot hold a worker.  The sender never waits: when there is nothing to send it puts its
 * connection to sleep and `wake` is called once there is.
 *
 * Both sides hold it: stream_leave by each, the second frees it.
 */
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct stream;

enum { STREAM_ROOM = 256 * 1024, STREAM_STALL_S = 10, STREAM_TOTAL_S = 600 };

typedef void stream_wake_fn(void *ctx);

struct stream *stream_new(stream_wake_fn *wake, void *ctx);

/* Worker: a FILE that writes into it; fclose it before stream_end.  Writing fails once the reader
 * left or stalled. */
FILE *stream_file(struct stream *self);
/* Worker: nothing more comes.  Not `whole`: the connection is cut, so that the client sees that. */
void stream_end(struct stream *self, bool whole);

enum { STREAM_WAIT = -1, STREAM_DONE = -2, STREAM_BROKEN = -3 };
/* Sender: bytes taken, or one of the above.  After STREAM_WAIT `sleep` was called under the lock,
 * so that no wake is lost. */
ssize_t stream_take(struct stream *self, char *bytes, size_t room, stream_wake_fn *sleep);

/* No call to wake or sleep comes after the sender left. */
void stream_leave(struct stream *self, bool sender);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_DEADLINES_H
#define WEB_DEADLINES_H

/*
 * Deadlines of connections.  libmicrohttpd ends a connection on which nothing comes; one that sends
 * a byte now and then would stay for ever.  Here each step has an end: sending a request, taking
 * the answer.  A socket past it is shut down, and libmicrohttpd then closes it.  So is one whose
 * client ended its side in the middle of a request, which libmicrohttpd would keep.
 */
#include <stdbool.h>

struct guard;
struct guarded; /* a connection */

struct guard *guard_new(void); /* NULL when its thread cannot be started */
void guard_free(struct guard *self);

/* To be sent a request in so many seconds. */
struct guarded *guard_add(struct guard *self, int fd, double seconds);
/* Another step: seconds from now, 0 for no end; `reading`: it waits for more of a request. */
void guard_set(struct guarded *self, double seconds, bool reading);
/* Before the socket is closed. */
void guard_remove(struct guarded *self);
unsigned guard_count(struct guard *self);

#endif

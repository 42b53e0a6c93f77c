/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

/*
 * The HTTP server.  One thread (libmicrohttpd's) reads requests and sends answers, without ever
 * waiting; workers make the answers.  A connection sleeps while its request is with a worker.
 */
#include "base/error.h"
#include "web/server/worker.h"

struct server;

struct server_options {
	const char *listen; /* "127.0.0.1:8080", "[::1]:8080", ":8080" (loopback); port 0 takes a
			       free one */
	unsigned workers, queue, connections;
	unsigned timeout_s; /* for a client to send its request */
	int socket;         /* of server_listen; the server closes it */
};

/* Opens the socket to listen on, apart from the server: another process may serve by it.  Errors:
 * USAGE for an address that makes no sense, IO when it cannot be listened on. */
MUST_CHECK enum status server_listen(const char *listen, int *socket, struct error *err);

/* Errors: USAGE for an address that makes no sense, IO when it cannot be listened on. */
MUST_CHECK enum status server_open(struct server **server, struct site *site,
				   const struct server_options *options, struct error *err);

/* "http://127.0.0.1:8080/" */
const char *server_url(const struct server *self);

/* Takes no more connections, answers 503 to what waits, gives what runs a second, then cuts it
 * short, and closes. */
void server_close(struct server *self);

#endif

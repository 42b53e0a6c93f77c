/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_SERVER_INTERNAL_H
#define WEB_SERVER_INTERNAL_H

/* What the files of the server share; nobody else includes this. */
#include "web/server/mhd.h"
#include <netinet/in.h>
#include <time.h>

#include "web/server/deadlines.h"
#include "web/server/pool.h"
#include "web/server/server.h"

struct server {
	struct MHD_Daemon *daemon;
	struct pool *pool;
	struct guard *guard;
	struct site *site;
	struct server_options options;
	struct worker *workers;
	void **worker_list;
	atomic_uint running; /* exchanges */
	char url[128];
};

/* A request and its answer: made when the first line came, freed when all was sent. */
struct exchange {
	struct server *server;
	struct MHD_Connection *connection;
	struct guarded *guarded;
	struct slice target; /* malloc */
	struct request request;
	struct response response;
	struct timespec began;
	struct buffer body; /* of a POST that is read */
	enum {
		EXCHANGE_NEW,
		EXCHANGE_HEADERS,
		EXCHANGE_BODY,
		EXCHANGE_WAITING,
		EXCHANGE_ANSWERED
	} step;
};

/* Sends the answer of an exchange; called by libmicrohttpd's thread. */
enum MHD_Result send_response(struct exchange *x);

/* Where to listen: an address, or a socket that is open already (fd; else -1). */
struct listener {
	struct sockaddr_storage address;
	int fd;
};

/* Reads "127.0.0.1:8080", or takes the socket of "systemd". */
MUST_CHECK enum status listener_parse(const char *text, struct listener *out, struct error *err);

/* Reads "127.0.0.1:8080". */
MUST_CHECK enum status parse_listen(const char *text, struct sockaddr_storage *address,
				    struct error *err);

#endif

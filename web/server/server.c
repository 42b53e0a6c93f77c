/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A request goes: first line -> exchange; headers whole -> checked, queued, connection suspended;
 * worker -> answer, connection resumed; sent -> exchange freed.  Only libmicrohttpd's thread and,
 * between suspend and resume, one worker touch an exchange.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "web/server/client.h"
#include "web/html/identity.h"
#include "web/http/gzip.h"
#include "web/server/routes.h"
#include "web/server/server_internal.h"
#include "web/site/problem.h"

enum {
	CONNECTION_MEMORY = 32 * 1024,
	IDLE_S = 15,
	QUEUE_WAIT_S = 10,
	WARM_S = 3,
	FINISH_MS = 1000, /* for what runs, when the server stops */
	SEND_MS = 500     /* and for the answers to go out */
};

/* ---- exchanges ---- */

static void *begin_exchange(void *ctx, const char *target, struct MHD_Connection *connection)
{
	struct exchange *x = calloc(1, sizeof *x);
	size_t len = strlen(target);
	char *copy = malloc(len + 1);
	if (!x || !copy)
		die_nomem(len);
	memcpy(copy, target, len + 1);
	*x = (struct exchange){.server = ctx,
			       .connection = connection,
			       .target = {copy, len},
			       .response = RESPONSE_INIT};
	clock_gettime(CLOCK_MONOTONIC, &x->began);
	atomic_fetch_add(&x->server->running, 1);
	return x;
}

static void end_exchange(void *ctx, struct MHD_Connection *connection, void **con_cls,
			 enum MHD_RequestTerminationCode code)
{
	struct exchange *x = *con_cls;
	(void)ctx, (void)connection, (void)code;
	if (!x)
		return;
	if (x->guarded)
		guard_set(x->guarded, IDLE_S, true);
	if (x->response.stream)
		stream_leave(x->response.stream, true);
	response_release(&x->response);
	buffer_release(&x->body);
	request_release(&x->request);
	free((void *)(uintptr_t)x->target.ptr);
	atomic_fetch_sub(&x->server->running, 1);
	free(x);
	*con_cls = NULL;
}

static void notice_connection(void *ctx, struct MHD_Connection *connection, void **socket_context,
			      enum MHD_ConnectionNotificationCode code)
{
	struct server *self = ctx;
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info = mhd.MHD_get_connection_info(
			connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		*socket_context = guard_add(self->guard, info->connect_fd, self->options.timeout_s);
	} else {
		guard_remove(*socket_context);
	}
}

/* ---- a request ---- */

static void resume(void *connection)
{
	mhd.MHD_resume_connection(connection);
}

static struct slice header(struct exchange *x, const char *name)
{
	return slice_of(mhd.MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name));
}

/* What goes into links: letters, digits, points, hyphens, colons and brackets only. */
static struct slice safe_host(struct slice host)
{
	for (size_t i = 0; i < host.len; i++)
		if (!byte_is_alpha(host.ptr[i]) && !byte_is_digit(host.ptr[i]) &&
		    !strchr(".-:[]", host.ptr[i]))
			return SLICE_EMPTY;
	return host.len <= 255 ? host : SLICE_EMPTY;
}

static void run_job(void *worker, void *job, bool late)
{
	struct exchange *x = job;
	if (late) {
		atomic_fetch_add(&x->server->site->refused, 1);
		x->response.code = "busy";
		site_problem(&x->request, &x->response, 503,
			     slice_of("Het is te druk; probeer het straks opnieuw."));
	} else {
		worker_answer(worker, &x->request, &x->response);
	}
	void (*after)(void *worker, void *ctx) = x->response.after;
	void *after_ctx = x->response.after_ctx;
	mhd.MHD_resume_connection(x->connection); /* from here on it is the other thread's */
	if (after)
		after(worker, after_ctx);
}

static void warm_worker(void *worker)
{
	worker_warm(worker);
}

static bool has_body(struct exchange *x)
{
	struct slice length = header(x, "Content-Length");
	return (length.len && !slice_is(length, "0")) || header(x, "Transfer-Encoding").len;
}

/* A draft that is sent to be compared. */
static bool takes_body(const struct exchange *x, const char *method)
{
	const struct slice base = identity()->base;
	const bool below = base.len && x->target.len > base.len &&
			   slice_eq(slice_sub(x->target, 0, base.len), base);
	return strcmp(method, "POST") == 0 &&
	       route_takes_text(below ? slice_from(x->target, base.len) : x->target);
}

/* By what it says, or by what came already. */
static bool is_too_long(struct exchange *x)
{
	const struct slice length = header(x, "Content-Length");
	char *end;
	return x->body.len > REQUEST_BODY_MAX ||
	       (length.len && strtoull(length.ptr, &end, 10) > REQUEST_BODY_MAX);
}

/* What is wrong with a request before anybody looks at its path; 0 for nothing. */
static unsigned check(struct exchange *x, const char *method, struct error *err)
{
	enum status st = request_parse(&x->request, x->target, err);
	x->request.head = strcmp(method, "HEAD") == 0;
	x->request.etags = header(x, "If-None-Match");
	x->request.host = safe_host(header(x, "Host"));
	x->request.gzip = gzip_accepted(header(x, "Accept-Encoding"));
	x->request.secure = slice_is(header(x, "X-Forwarded-Proto"), "https");
	x->response.options = strcmp(method, "OPTIONS") == 0;
	const bool sent = takes_body(x, method);
	if (strcmp(method, "GET") != 0 && !x->request.head && !x->response.options && !sent) {
		error_set(err, STATUS_USAGE, "Hier kan alleen gelezen worden: GET en HEAD.");
		return 405;
	}
	if (has_body(x) && (!sent || is_too_long(x))) {
		error_set(err, STATUS_USAGE,
			  sent ? "De tekst is te lang: ten hoogste 64 KB."
			       : "Een verzoek heeft hier geen inhoud.");
		return 413;
	}
	x->request.body = buffer_slice(&x->body);
	x->request.plain = slice_starts(header(x, "Content-Type"), "text/plain");
	return st == STATUS_LIMIT ? 414 : st ? 400 : 0;
}

static enum MHD_Result begin_answer(struct exchange *x, const char *method)
{
	struct error err = {0};
	const union MHD_ConnectionInfo *info = mhd.MHD_get_connection_info(
		x->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	x->guarded = info->socket_context;
	guard_set(x->guarded, 0, false);
	unsigned bad = check(x, method, &err);
	if (bad) {
		site_problem(&x->request, &x->response, bad, slice_of(err.msg));
		return send_response(x);
	}
	if (x->response.options) {
		x->response.status = 204;
		x->response.open = slice_starts(x->request.path, "/api/") ||
				   slice_is(x->request.path, "/feed");
		return send_response(x);
	}
	x->step = EXCHANGE_WAITING;
	x->response.wake = resume;
	x->response.wake_ctx = x->connection;
	mhd.MHD_suspend_connection(x->connection);
	info = mhd.MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const uint64_t client = client_of(info->client_addr, header(x, "X-Forwarded-For"));
	if (pool_put(x->server->pool, x, client, request_is_dear(&x->request)))
		return MHD_YES;
	atomic_fetch_add(&x->server->site->refused, 1);
	x->response.code = "busy";
	site_problem(&x->request, &x->response, 503,
		     slice_of("Het is te druk; probeer het straks opnieuw."));
	mhd.MHD_resume_connection(x->connection);
	return MHD_YES;
}

static enum MHD_Result handle(void *ctx, struct MHD_Connection *connection, const char *url,
			      const char *method, const char *version, const char *upload,
			      size_t *upload_len, void **con_cls)
{
	struct exchange *x = *con_cls;
	(void)ctx, (void)connection, (void)url, (void)version;
	if (x->step == EXCHANGE_NEW && has_body(x) && takes_body(x, method) && !is_too_long(x)) {
		x->step = EXCHANGE_BODY;
		return MHD_YES;
	}
	if (x->step == EXCHANGE_BODY && *upload_len) {
		if (x->body.len <= REQUEST_BODY_MAX) /* more is not kept */
			buffer_add(&x->body, upload, *upload_len);
		*upload_len = 0;
		return MHD_YES;
	}
	/* An answer to the headers alone ends the connection: so it shall where a body comes, which
	 * is not read.  Else libmicrohttpd calls once more when the request is whole. */
	if (x->step == EXCHANGE_NEW && !has_body(x)) {
		x->step = EXCHANGE_HEADERS;
		return MHD_YES;
	}
	if (x->step <= EXCHANGE_BODY)
		return begin_answer(x, method);
	*upload_len = 0;
	return x->step == EXCHANGE_WAITING ? send_response(x) : MHD_YES;
}

/* ---- life ---- */

static void tell_load(void *ctx, size_t *waiting, size_t *running, unsigned *connections)
{
	struct server *self = ctx;
	pool_load(self->pool, waiting, running);
	*connections = guard_count(self->guard);
}

/* Opens the socket to listen on; -1 with errno when that fails.  libmicrohttpd could do it, but 1.0
 * loses errno. */
static int open_listener(const struct sockaddr_storage *address)
{
	const bool six = address->ss_family == AF_INET6;
	const int on = 1,
		  fd = socket(address->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
	    (!six || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) == 0) &&
	    bind(fd, (const struct sockaddr *)address,
		 six ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in)) == 0 &&
	    listen(fd, SOMAXCONN) == 0)
		return fd;
	const int cause = errno;
	close(fd);
	errno = cause;
	return -1;
}

enum status server_listen(const char *listen, int *socket, struct error *err)
{
	struct listener listener;
	enum status st = listener_parse(listen, &listener, err);
	if (st)
		return st;
	*socket = listener.fd >= 0 ? listener.fd : open_listener(&listener.address);
	return *socket < 0 ? error_set(err, STATUS_IO, "cannot listen on %s: %s", listen,
				       strerror(errno))
			   : STATUS_OK;
}

/* Leaves self->daemon NULL, with errno, when it fails. */
static void start_daemon(struct server *self, const struct listener *listener)
{
	const struct sockaddr_storage *address = &listener->address;
	self->daemon = mhd.MHD_start_daemon(
		MHD_USE_AUTO_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
			(address->ss_family == AF_INET6 ? MHD_USE_IPv6 : 0),
		0, NULL, NULL, handle, self, MHD_OPTION_LISTEN_SOCKET, self->options.socket,
		MHD_OPTION_URI_LOG_CALLBACK, begin_exchange, self, MHD_OPTION_NOTIFY_COMPLETED,
		end_exchange, self, MHD_OPTION_NOTIFY_CONNECTION, notice_connection, self,
		MHD_OPTION_CONNECTION_LIMIT, self->options.connections,
		MHD_OPTION_CONNECTION_TIMEOUT, 0u, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
}

static void make_url(struct server *self, const struct sockaddr_storage *address)
{
	char host[INET6_ADDRSTRLEN] = "";
	const union MHD_DaemonInfo *info = mhd.MHD_get_daemon_info(self->daemon,
								   MHD_DAEMON_INFO_BIND_PORT);
	if (address->ss_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, host,
			  sizeof host);
	else
		inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, host,
			  sizeof host);
	snprintf(self->url, sizeof self->url,
		 address->ss_family == AF_INET6 ? "http://[%s]:%u/" : "http://%s:%u/", host,
		 info ? info->port : 0);
}

enum status server_open(struct server **server, struct site *site,
			const struct server_options *options, struct error *err)
{
	struct listener listener;
	enum status st = listener_parse(options->listen, &listener, err);
	if (!st)
		st = mhd_load(err);
	if (st)
		return st;
	struct server *self = calloc(1, sizeof *self);
	struct worker *workers = calloc(options->workers, sizeof *workers);
	void **list = calloc(options->workers, sizeof *list);
	if (!self || !workers || !list)
		die_nomem(options->workers * sizeof *workers);
	*self = (struct server){
		.site = site, .options = *options, .workers = workers, .worker_list = list};
	for (unsigned i = 0; i < options->workers; i++) {
		workers[i].site = site;
		list[i] = &workers[i];
	}
	site->load = tell_load;
	site->load_ctx = self;
	self->guard = guard_new();
	self->pool = pool_new(list, options->workers, options->queue, QUEUE_WAIT_S, run_job,
			      warm_worker);
	if (self->pool)
		pool_wait_ready(self->pool, WARM_S);
	if (self->guard && self->pool)
		start_daemon(self, &listener);
	if (!self->daemon) {
		st = error_set(err, STATUS_IO, "cannot listen on %s: %s", options->listen,
			       strerror(errno));
		server_close(self);
		return st;
	}
	make_url(self, &listener.address);
	*server = self;
	return STATUS_OK;
}

const char *server_url(const struct server *self)
{
	return self->url;
}

static void pause_ms(unsigned ms)
{
	nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

void server_close(struct server *self)
{
	if (!self)
		return;
	if (self->daemon) {
		MHD_socket fd = mhd.MHD_quiesce_daemon(self->daemon);
		if (fd != MHD_INVALID_SOCKET)
			shutdown(fd, SHUT_RDWR);
		pool_stop(self->pool);
		for (unsigned ms = 0; ms < FINISH_MS && atomic_load(&self->running); ms += 20)
			pause_ms(20);
		if (fd != MHD_INVALID_SOCKET)
			close(fd);
	}
	atomic_store(&self->site->stopping, true);
	pool_free(self->pool);
	for (unsigned ms = 0; self->daemon && ms < SEND_MS && atomic_load(&self->running); ms += 20)
		pause_ms(20); /* what the last workers made is sent */
	if (self->daemon)
		mhd.MHD_stop_daemon(self->daemon);
	guard_free(self->guard);
	for (unsigned i = 0; i < self->options.workers; i++)
		worker_release(&self->workers[i]);
	free(self->workers);
	free(self->worker_list);
	free(self);
}

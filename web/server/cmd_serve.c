/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/server/cmd_serve.h"

#include <signal.h>

#include "base/supervise.h"
#include "searcher/search/index_options.h"
#include "web/html/identity.h"
#include "web/pages/pages.h"
#include "web/server/server.h"
#include "web/site/cache.h"

struct serve_args {
	struct index_place index;
	const char *listen, *url, *site;
	int workers, queue, connections, timeout, cache, compress;
};

static enum status check(const struct serve_args *args, struct error *err)
{
	static const struct {
		const char *name;
		size_t offset;
		int least, most;
	} bounds[] = {{"workers", offsetof(struct serve_args, workers), 1, 64},
		      {"queue", offsetof(struct serve_args, queue), 1, 10000},
		      {"connections", offsetof(struct serve_args, connections), 1, 10000},
		      {"timeout", offsetof(struct serve_args, timeout), 1, 600},
		      {"cache", offsetof(struct serve_args, cache), 0, 65536}};
	for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
		int value = *(const int *)((const char *)args + bounds[i].offset);
		if (value < bounds[i].least || value > bounds[i].most)
			return error_set(err, STATUS_USAGE, "--%s must be from %d to %d",
					 bounds[i].name, bounds[i].least, bounds[i].most);
	}
	struct slice url = slice_of(args->url);
	if (url.len && ((!slice_starts(url, "http://") && !slice_starts(url, "https://")) ||
			slice_ends(url, "/")))
		return error_set(err, STATUS_USAGE,
				 "--url: \"%s\" is not http(s)://HOST without a slash at the end",
				 args->url);
	return STATUS_OK;
}

/* That an index cannot be read is told at once, not with the first request. */
static enum status try_index(const struct searcher_options *index, struct error *err)
{
	struct searcher *searcher;
	enum status st = searcher_open(index, &searcher, err);
	if (!st)
		searcher_close(searcher);
	return st;
}

static enum status run(const void *given, const char *const *words, int *code, struct error *err)
{
	const struct serve_args *args = given;
	struct server *server = NULL;
	struct buffer place = BUFFER_INIT;
	struct searcher_options index;
	sigset_t ends;
	int got, socket = -1;
	unsigned again = 0;
	enum status st = words && *words ? error_set(err, STATUS_USAGE,
						     "takes no arguments: \"%s\"", *words)
					 : check(args, err);
	if (!st)
		st = index_place_options(&args->index, &place, &index, err);
	if (!st)
		st = server_listen(args->listen, &socket, err);
	if (st)
		goto out;
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &ends, NULL); /* before there are threads, which inherit it */
	if (!supervise_keep("serve", &again, code))
		goto out;
	supervise_subject(index.db);
	st = try_index(&index, err);
	if (st)
		goto out;
	index.nameless = true;
	if (args->url)
		identity_set_url(args->url);
	if (args->site && (st = identity_read(args->site, err)))
		goto out;
	pages_prepare();
	struct site site = {.index = index,
			    .url = args->url,
			    .cache = cache_new((size_t)args->cache << 20),
			    .compress = args->compress != 0,
			    .exports_max = args->workers > 1 ? (unsigned)args->workers / 2 : 1};
	const struct server_options options = {.listen = args->listen,
					       .workers = (unsigned)args->workers,
					       .queue = (unsigned)args->queue,
					       .connections = (unsigned)args->connections,
					       .timeout_s = (unsigned)args->timeout,
					       .socket = socket};
	st = server_open(&server, &site, &options, err);
	if (!st && !again) {
		printf("listening on %s\n", server_url(server));
		st = command_flush(stdout, err);
	}
	if (!st)
		sigwait(&ends, &got);
	server_close(server);
	cache_free(site.cache);
out:
	buffer_release(&place);
	return st;
}

#define NUMBER(field, name, argument, help) \
	COMMAND_NUMBER(struct serve_args, field, name, 0, argument, help)

static const struct command_option options[] = {
	INDEX_PLACE_OPTIONS(struct serve_args, index),
	COMMAND_TEXT(
		struct serve_args, listen, "listen", 'l', "ADDRESS",
		"where to listen; port 0 means any free port; systemd: the socket that it passes",
		NULL),
	COMMAND_TEXT(struct serve_args, url, "url", 'u', "URL",
		     "address of the site for visitors, with its path", NULL),
	COMMAND_TEXT(struct serve_args, site, "site", 0, "FILE",
		     "look of the site: name, colours, logo, texts", NULL),
	NUMBER(workers, "workers", "N", "requests processed at a time"),
	NUMBER(queue, "queue", "N", "requests that may wait; others get 503 with Retry-After"),
	NUMBER(connections, "connections", "N", "connections open at a time"),
	NUMBER(timeout, "timeout", "SECONDS", "time for a client to send its request"),
	NUMBER(cache, "cache", "MB", "memory for cached responses; 0 means no cache"),
	COMMAND_FLAG(struct serve_args, compress, "compress", 0,
		     "compress responses with gzip when the client accepts it"),
	COMMAND_END};

const struct command serve_command = {
	.name = "serve",
	.summary = "serve the web page and the API",
	.arguments = "[OPTION...]",
	.notes = "Serves a web page in Dutch and an API (/api/v1/openapi.json) for an index until "
		 "SIGTERM or\n"
		 "SIGINT.  It only reads the index.  On a public address, put a proxy such as "
		 "nginx in front.\n"
		 "\n"
		 "Examples:\n"
		 "  vraagbaak serve --db vragen.db\n"
		 "  vraagbaak serve --db vragen.db --listen 127.0.0.1:9000 --url "
		 "https://vragen.example.org\n",
	.options = options,
	.args_size = sizeof(struct serve_args),
	.defaults = &(const struct serve_args){.index = {.time_limit_ms = 2000},
					       .listen = "127.0.0.1:8080",
					       .workers = 4,
					       .queue = 256,
					       .connections = 512,
					       .timeout = 10,
					       .cache = 64},
	.run = run,
};

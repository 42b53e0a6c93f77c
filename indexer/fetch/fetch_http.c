/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Redirects are followed here and not by libcurl, so that each is a request of its own: counted,
 * paced for its host and held to the protocols.  Bodies are asked for without any encoding, for
 * they are kept as they come.
 */
#include "indexer/fetch/fetch_http.h"

#define CURL_DISABLE_TYPECHECK /* its macros cannot be called through a pointer */
#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/late.h"
#include "base/memory.h"

/* clang-format off */
#define FUNCTIONS(X) \
	X(curl_easy_cleanup) X(curl_easy_getinfo) X(curl_easy_init) X(curl_easy_perform) \
	X(curl_easy_setopt) X(curl_easy_strerror) X(curl_free) X(curl_global_cleanup) \
	X(curl_global_init) X(curl_slist_append) X(curl_slist_free_all) X(curl_url) \
	X(curl_url_cleanup) X(curl_url_get) X(curl_url_set)
/* clang-format on */
static struct {
	FUNCTIONS(LATE_MEMBER)
} lib;
static const char *const names[] = {FUNCTIONS(LATE_NAME)};

enum { HOSTS = 8, REDIRECTS = 5, PAUSE_MAX_MS = 60000, URL_MAX_BYTES = 2048 };

struct host {
	char name[256];
	long long next_ms; /* no request before */
};

struct fetch_http {
	struct fetch_http_options options;
	struct fetch_http_counts counts;
	CURL *curl;
	char agent[300];
	struct host hosts[HOSTS];
	unsigned seed;
	/* of the request that runs */
	struct fetch_reply *reply;
	bool too_large;
	int max_megabytes;
	char encoding[64];
	char why[CURL_ERROR_SIZE];
};

/* ---- time ---- */

static bool stop_asked(const struct fetch_http *h)
{
	return h->options.stop && *h->options.stop;
}

/* False when it was told to stop meanwhile. */
static bool wait_until(const struct fetch_http *h, long long ms)
{
	for (long long left; (left = ms - clock_ms()) > 0 && !stop_asked(h);) {
		if (left > 1000)
			left = 1000;
		nanosleep(&(struct timespec){left / 1000, (left % 1000) * 1000000}, NULL);
	}
	return !stop_asked(h);
}

/* The entry of the URL's host; the one least lately asked gives way to a new one. */
static struct host *host_of(struct fetch_http *h, const char *url)
{
	char name[sizeof h->hosts->name] = "";
	CURLU *parts = lib.curl_url();
	char *found = NULL;
	if (parts && !lib.curl_url_set(parts, CURLUPART_URL, url, 0) &&
	    !lib.curl_url_get(parts, CURLUPART_HOST, &found, 0))
		strncat(name, found, sizeof name - 1);
	lib.curl_free(found);
	lib.curl_url_cleanup(parts);
	struct host *oldest = h->hosts;
	for (struct host *host = h->hosts; host < h->hosts + HOSTS; host++) {
		if (strcmp(host->name, name) == 0)
			return host;
		if (host->next_ms < oldest->next_ms)
			oldest = host;
	}
	memcpy(oldest->name, name, sizeof name);
	oldest->next_ms = 0;
	return oldest;
}

/* Doubles with every try; up to half of it is left to chance, so that clients do not march in
 * step. */
static long long backoff_ms(struct fetch_http *h, int tries)
{
	long long ms = h->options.retry_ms;
	for (int i = 1; i < tries && ms < PAUSE_MAX_MS; i++)
		ms *= 2;
	if (ms > PAUSE_MAX_MS)
		ms = PAUSE_MAX_MS;
	return ms / 2 + (long long)((double)rand_r(&h->seed) / RAND_MAX * (double)(ms - ms / 2));
}

/* ---- libcurl ---- */

static size_t take_body(char *bytes, size_t size, size_t count, void *ctx)
{
	struct fetch_http *h = ctx;
	size_t len = size * count;
	if (h->reply->body.len + len > (size_t)h->max_megabytes << 20) {
		h->too_large = true;
		return 0;
	}
	buffer_add(&h->reply->body, bytes, len);
	h->counts.bytes += len;
	return len;
}

/* False when the line is another header. */
static bool take_value(struct slice line, const char *name, char *out, size_t size)
{
	if (!slice_starts_nocase(line, name))
		return false;
	struct slice value = slice_trim(slice_from(line, strlen(name)));
	if (value.len < size) { /* a validator that does not fit is none */
		memcpy(out, value.ptr, value.len);
		out[value.len] = '\0';
	}
	return true;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *ctx)
{
	struct fetch_http *h = ctx;
	struct slice line = slice_make(bytes, size * count);
	if (!take_value(line, "etag:", h->reply->etag, sizeof h->reply->etag) &&
	    !take_value(line, "last-modified:", h->reply->modified, sizeof h->reply->modified))
		take_value(line, "content-encoding:", h->encoding, sizeof h->encoding);
	return size * count;
}

static int watch(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	(void)a, (void)b, (void)c, (void)d;
	return stop_asked(ctx);
}

static void set_up(struct fetch_http *h)
{
	const struct fetch_http_options *o = &h->options;
	CURL *c = h->curl;
	lib.curl_easy_setopt(c, CURLOPT_USERAGENT, h->agent);
	lib.curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	lib.curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	lib.curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	lib.curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	lib.curl_easy_setopt(c, CURLOPT_HTTP09_ALLOWED, 0L);
	lib.curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)o->connect_seconds);
	lib.curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
	lib.curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)o->stall_seconds);
	lib.curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)o->total_seconds);
	lib.curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	lib.curl_easy_setopt(c, CURLOPT_WRITEDATA, h);
	lib.curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
	lib.curl_easy_setopt(c, CURLOPT_HEADERDATA, h);
	lib.curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, watch);
	lib.curl_easy_setopt(c, CURLOPT_XFERINFODATA, h);
	lib.curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	lib.curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->why);
}

enum status fetch_http_new(const struct fetch_http_options *options, struct fetch_http **http,
			   struct error *err)
{
	struct fetch_http *h = memory_zeroed(1, sizeof *h);
	*http = h;
	enum status st = late_load("libcurl.so.4", names, sizeof names / sizeof *names, &lib, err);
	if (st)
		return st;
	h->options = *options;
	h->seed = (unsigned)time(NULL) ^ (unsigned)clock_ms();
	snprintf(h->agent, sizeof h->agent, "vraagbaak (+%s)", options->contact);
	if (!lib.curl_global_init(CURL_GLOBAL_DEFAULT))
		h->curl = lib.curl_easy_init();
	if (h->curl)
		set_up(h);
	return h->curl ? STATUS_OK : error_set(err, STATUS_NOMEM, "libcurl cannot be set up");
}

void fetch_http_free(struct fetch_http *self)
{
	if (!self)
		return;
	if (self->curl) {
		lib.curl_easy_cleanup(self->curl);
		lib.curl_global_cleanup();
	}
	free(self);
}

const struct fetch_http_counts *fetch_http_counts(const struct fetch_http *self)
{
	return &self->counts;
}

static struct curl_slist *headers_of(const struct fetch_request *r)
{
	struct buffer line = BUFFER_INIT;
	const struct {
		const char *name, *value;
	} fields[] = {{"Accept", r->accept},
		      {"If-None-Match", r->etag},
		      {"If-Modified-Since", r->modified}};
	struct curl_slist *list = NULL;
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (!fields[i].value || !*fields[i].value)
			continue;
		buffer_clear(&line);
		buffer_printf(&line, "%s: %s", fields[i].name, fields[i].value);
		struct curl_slist *longer = lib.curl_slist_append(list, line.ptr);
		if (!longer)
			die_nomem(line.len);
		list = longer;
	}
	buffer_release(&line);
	return list;
}

/* ---- one try ---- */

/* What a transfer that failed says of the next one. */
static enum fetch_outcome judge_transfer(const struct fetch_http *h, CURLcode code,
					 struct error *cause)
{
	const char *why = *h->why ? h->why : lib.curl_easy_strerror(code);
	if (stop_asked(h))
		return FETCH_STOPPED;
	if (h->too_large || code == CURLE_FILESIZE_EXCEEDED) {
		error_set(cause, STATUS_LIMIT, "larger than %d MB", h->max_megabytes);
		return FETCH_REFUSED;
	}
	error_set(cause, STATUS_IO, "%s%s",
		  code == CURLE_PARTIAL_FILE ? "cut off before its end: " : "", why);
	switch (code) {
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE: return FETCH_REFUSED;
	default: return FETCH_DOWN;
	}
}

static enum fetch_outcome judge_status(struct fetch_http *h, const struct fetch_request *r,
				       long status, struct error *cause)
{
	if (status == 304 && ((r->etag && *r->etag) || (r->modified && *r->modified)))
		return FETCH_UNCHANGED;
	if (status == 200 && *h->encoding && strcmp(h->encoding, "identity") != 0) {
		error_set(cause, STATUS_FORMAT,
			  "the reply is encoded as %s, which was not requested", h->encoding);
		return FETCH_BAD;
	}
	if (status == 200)
		return r->check && r->check(r->ctx, buffer_slice(&h->reply->body), cause)
			       ? FETCH_BAD
			       : FETCH_GOT;
	error_set(cause, STATUS_IO, "HTTP status %ld", status);
	if (status == 404 || status == 410)
		return FETCH_ABSENT;
	return status == 408 || status == 429 || status >= 500 || status < 400 ? FETCH_DOWN
									       : FETCH_REFUSED;
}

/* Keeps Retry-After: nobody asks this host before.  BUSY when that is too long. */
static enum fetch_outcome mind_host(struct fetch_http *h, struct host *host,
				    enum fetch_outcome outcome, struct error *cause)
{
	curl_off_t seconds = 0;
	lib.curl_easy_getinfo(h->curl, CURLINFO_RETRY_AFTER, &seconds);
	if (outcome != FETCH_DOWN || seconds <= 0)
		return outcome;
	if (seconds > h->options.wait_seconds) {
		error_prefix(cause, "the service asks to wait %lld seconds: ", (long long)seconds);
		return FETCH_BUSY;
	}
	long long then = clock_ms() + (long long)seconds * 1000;
	if (then > host->next_ms)
		host->next_ms = then;
	return outcome;
}

/* A single request; a redirect puts its target into next, else next is "". */
static enum fetch_outcome hop(struct fetch_http *h, const struct fetch_request *r, const char *url,
			      char next[URL_MAX_BYTES], struct error *cause)
{
	struct host *host = host_of(h, url);
	long status = 0;
	char *target = NULL;
	*next = '\0';
	if (!wait_until(h, host->next_ms))
		return FETCH_STOPPED;
	host->next_ms = clock_ms() + h->options.interval_ms;
	buffer_clear(&h->reply->body);
	h->reply->etag[0] = h->reply->modified[0] = h->encoding[0] = h->why[0] = '\0';
	h->too_large = false;
	h->max_megabytes = r->max_megabytes ? r->max_megabytes : h->options.max_megabytes;
	struct curl_slist *headers = headers_of(r);
	lib.curl_easy_setopt(h->curl, CURLOPT_URL, url);
	lib.curl_easy_setopt(h->curl, CURLOPT_MAXFILESIZE_LARGE,
			     (curl_off_t)h->max_megabytes << 20);
	lib.curl_easy_setopt(h->curl, CURLOPT_PROTOCOLS_STR,
			     strncmp(r->url, "https:", 6) == 0 ? "https" : "http,https");
	lib.curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, headers);
	h->counts.requests++;
	CURLcode code = lib.curl_easy_perform(h->curl);
	lib.curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, NULL);
	lib.curl_slist_free_all(headers);
	if (code)
		return judge_transfer(h, code, cause);
	lib.curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	lib.curl_easy_getinfo(h->curl, CURLINFO_REDIRECT_URL, &target);
	if (status >= 300 && status < 400 && status != 304 && target &&
	    strlen(target) < URL_MAX_BYTES) {
		strcpy(next, target);
		return FETCH_GOT;
	}
	return mind_host(h, host, judge_status(h, r, status, cause), cause);
}

static enum fetch_outcome try_once(struct fetch_http *h, const struct fetch_request *r,
				   struct error *cause)
{
	char url[URL_MAX_BYTES], next[URL_MAX_BYTES];
	if (strlen(r->url) >= sizeof url) {
		error_set(cause, STATUS_LIMIT, "the address is longer than %d bytes",
			  URL_MAX_BYTES - 1);
		return FETCH_REFUSED;
	}
	strcpy(url, r->url);
	for (int i = 0; i <= REDIRECTS; i++) {
		enum fetch_outcome outcome = hop(h, r, url, next, cause);
		if (!*next) {
			if (i && outcome != FETCH_GOT)
				error_prefix(cause, "redirected to %.150s: ", url);
			return outcome;
		}
		strcpy(url, next);
	}
	error_set(cause, STATUS_LIMIT, "redirected more than %d times", REDIRECTS);
	return FETCH_REFUSED;
}

enum fetch_outcome fetch_http_get(struct fetch_http *self, const struct fetch_request *request,
				  struct fetch_reply *reply, struct error *cause)
{
	enum fetch_outcome outcome;
	self->reply = reply;
	for (int tries = 1;; tries++) {
		outcome = try_once(self, request, cause);
		const bool may_pass = outcome == FETCH_DOWN || outcome == FETCH_BAD;
		if (may_pass && tries <= self->options.retries) {
			self->counts.retries++;
			if (wait_until(self, clock_ms() + backoff_ms(self, tries)))
				continue;
			outcome = FETCH_STOPPED;
		}
		if (outcome != FETCH_GOT && outcome != FETCH_UNCHANGED && outcome != FETCH_STOPPED)
			error_prefix(cause, "%.200s, try %d: ", request->url, tries);
		break;
	}
	self->reply = NULL;
	return outcome;
}

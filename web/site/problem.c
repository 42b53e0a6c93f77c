/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/site/problem.h"

#include "web/html/identity.h"
#include "web/html/layout.h"
#include "web/http/json_out.h"

static const char *title_of(unsigned status)
{
	switch (status) {
	case 400: return "Ongeldige aanvraag";
	case 404: return "Niet gevonden";
	case 405: return "Alleen lezen";
	case 413: return "Te lang, of zonder inhoud graag";
	case 414: return "Het adres is te lang";
	case 503: return "Even niet beschikbaar";
	default: return "Er ging iets mis";
	}
}

/* For programs: these do not change. */
static const char *code_of(unsigned status)
{
	switch (status) {
	case 400: return "bad-request";
	case 404: return "not-found";
	case 405: return "method-not-allowed";
	case 413: return "body-not-allowed";
	case 414: return "too-long";
	case 503: return "unavailable";
	default: return "failed";
	}
}

/* A path that cannot be read has no decoded form. */
static bool is_api(const struct request *rq)
{
	const struct slice path = rq->path.len ? rq->path : rq->target, base = identity()->base;
	const bool below = base.len && path.len > base.len &&
			   slice_eq(slice_sub(path, 0, base.len), base);
	return slice_starts(below ? slice_from(path, base.len) : path, "/api/");
}

void site_problem(const struct request *request, struct response *rs, unsigned status,
		  struct slice detail)
{
	buffer_clear(&rs->body);
	rs->status = status;
	rs->etag[0] = '\0';
	rs->filename[0] = '\0';
	rs->max_age = 0;
	rs->retry_after = status == 503 ? 2 : 0;
	if (is_api(request)) {
		rs->type = TYPE_PROBLEM;
		rs->open = true;
		json_put_problem(rs, rs->code ? rs->code : code_of(status), title_of(status),
				 detail);
		return;
	}
	rs->type = TYPE_HTML;
	layout_problem(&rs->body, title_of(status), detail);
	identity_rebase(&rs->body);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/site/problem.h"

#include "web/html/layout.h"
#include "web/http/json_out.h"

static const char *title_of(unsigned status)
{
	switch (status) {
	case 400: return "Dit adres klopt niet";
	case 404: return "Niet gevonden";
	case 405: return "Alleen lezen";
	case 413: return "Een vraag zonder inhoud graag";
	case 414: return "Het adres is te lang";
	case 503: return "Even niet beschikbaar";
	default: return "Er ging iets mis";
	}
}

void site_problem(const struct request *request, struct response *rs, unsigned status, struct slice detail)
{
	buffer_clear(&rs->body);
	rs->status = status;
	rs->etag[0] = '\0';
	rs->filename[0] = '\0';
	rs->max_age = 0;
	rs->retry_after = status == 503 ? 2 : 0;
	if (slice_starts(request->path, "/api/")) {
		rs->type = TYPE_PROBLEM;
		rs->open = true;
		json_put_problem(&rs->body, status, title_of(status), detail);
		return;
	}
	rs->type = TYPE_HTML;
	layout_problem(&rs->body, title_of(status), detail);
}

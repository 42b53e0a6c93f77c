/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_API_H
#define WEB_API_H

/* What is answered below /api/v1/: openapi.json describes it. */
#include <jansson.h>

#include "web/site/site.h"

route_fn api_search, api_question, api_facets, api_similar, api_suggest, api_export, api_asked,
	api_health, api_metrics, api_description;

/* A question as the API gives it: without its place on this machine, with the address of the
 * official paper. */
json_t *api_question_json(struct worker *worker, const struct question *question, bool raw);

#endif

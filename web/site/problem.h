/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_PROBLEM_H
#define WEB_PROBLEM_H

#include "web/http/request.h"
#include "web/http/response.h"

/* An answer that tells of a failure, in Dutch, for a path of the API or for people. */
void site_problem(const struct request *request, struct response *response, unsigned status,
		  struct slice detail);

#endif

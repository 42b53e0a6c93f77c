/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WEB_WORKER_H
#define WEB_WORKER_H

/* A worker answers requests, one at a time, with a searcher of its own. */
#include "web/site/site.h"

/*
 * Answers a request.  Every failure becomes a page, or a problem document below /api/: 400, 404,
 * 503 when the index cannot be read.
 */
void worker_answer(struct worker *self, struct request *request, struct response *response);

/*
 * For when there is nothing else to do: gives memory back that requests needed, and reads what
 * searches remember of the index, so that the first who ask do not wait for it.  Of a state that is
 * not the first it waits for a second call, as another commit may follow.
 */
void worker_warm(struct worker *self);

/* Frees what it has, not itself. */
void worker_release(struct worker *self);

#endif

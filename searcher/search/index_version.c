/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/search/index_version.h"

#include <stdio.h>

#include "searcher/snapshot/searcher_internal.h"

enum status searcher_newest(struct searcher *self, struct searcher_state *out, struct error *err)
{
	struct buffer uuid = BUFFER_INIT;
	enum status st = session_refresh(self, true, err);
	if (!st)
		st = xap_revision(self->db, &out->revision, err);
	if (!st)
		st = xap_uuid(self->db, &uuid, err);
	if (!st) {
		out->questions = xap_doccount(self->db);
		snprintf(out->uuid, sizeof out->uuid, "%s", buffer_cstr(&uuid));
	}
	buffer_release(&uuid);
	self->repairing = NULL;
	return st;
}

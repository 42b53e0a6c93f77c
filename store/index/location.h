/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_LOCATION_H
#define STORE_LOCATION_H

/*
 * Where an index is, as people write it, and indexes in shards.
 *
 * A place is a folder, a stub file of Xapian's, a folder with one in it (XAPIANDB), HOST:PORT of a
 * database that xapian-tcpsrv serves, or several of these with commas between.  A name that exists
 * as it stands is taken so, commas and colons included.
 *
 * An index in shards is a folder with the databases shard.0 to shard.N-1 and a stub that lists
 * them, so that Xapian's own tools read it too.  A question belongs to the shard that xap_part_of
 * tells from the term of its id.  Each shard is an index by itself: schema, analyzer and the one
 * latent space of the whole are in each.
 */
#include "store/xapian/xap.h"

enum { SHARDS_MAX = 1024 };

/* Opens the index at a place, for reading or, all of it in folders, for writing, and says what
 * identifies its documents.  Errors: those of xap_open and xap_open_parts, FORMAT (a stub that
 * makes no sense), LIMIT (too many databases), INVALID (one is named twice). */
MUST_CHECK enum status shards_open(const char *place, enum xap_mode mode,
				   const struct xap_part_options *options, struct xap_db **db,
				   struct error *err);

/* Replaces *out with the databases that a place stands for now: a stub may have been replaced since
 * it was opened. Errors as shards_open. */
MUST_CHECK enum status shards_resolve(const char *place, struct buffer *out, struct error *err);

/* True for a place that is several databases, or one on another machine: none can be made there. */
bool shards_is_elsewhere(const char *place);

/* Makes an empty index in shards at `path`, as schema_create does: whole or not at all. */
MUST_CHECK enum status shards_create(const char *path, size_t count, const char *analyzer_identity,
				     struct error *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INDEXER_BULK_PUBLISH_H
#define INDEXER_BULK_PUBLISH_H

/* The end of a bulk run: the parts become an index, which takes its place. */
#include "indexer/bulk/bulk_folder.h"

/* Makes the index, unless an earlier run did, and moves it to where it belongs.  Errors: IO,
 * DATABASE, those of the feed. */
MUST_CHECK enum status bulk_publish(struct bulk *self, struct error *err);

#endif

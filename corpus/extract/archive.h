/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_ARCHIVE_H
#define CORPUS_ARCHIVE_H

/* Zip, tar and gzip through libarchive: what archives of papers and office documents share. */
#include <archive.h>
#include <archive_entry.h>

#include "corpus/extract/input.h"

/* Opens it at its first member, to be ended with archive_read_free.  What is no file is held in
 * memory (input_hold).  FORMAT when it is damaged. */
MUST_CHECK enum status packed_open(struct input *input, struct archive **archive,
				   struct error *err);

/* The next member; *entry is NULL behind the last.  FORMAT when the archive is damaged. */
MUST_CHECK enum status packed_next(struct archive *archive, struct archive_entry **entry,
				   struct error *err);

/* The path of a member in UTF-8 where that can be told, else its bytes; borrowed from the entry. */
const char *packed_path(struct archive_entry *entry);

/* Reads on in the current member; an input_more_fn, with the archive as ctx. */
enum status packed_more(void *archive, char *out, size_t room, size_t *got, struct error *err);

/* Appends the member of that path.  NOT_FOUND, LIMIT when it is larger than max_bytes, FORMAT. */
MUST_CHECK enum status packed_member(struct input *input, const char *path, size_t max_bytes,
				     struct buffer *out, struct error *err);

/* Which kind of office document the zip is. */
enum packed_kind { PACKED_ARCHIVE, PACKED_DOCX, PACKED_ODT, PACKED_OFFICE_OTHER };
MUST_CHECK enum status packed_kind(struct input *input, enum packed_kind *kind, struct error *err);

#endif

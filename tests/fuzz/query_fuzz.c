/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A target for libFuzzer and the like: whatever is typed either is refused with a
 * message of one line or comes back from its canonical spelling.  Seeds are the tables
 * of queries; tests/unit/test_query_fuzz.c replays them and mutations of them.
 *
 *	clang -fsanitize=fuzzer,address -I. -D_GNU_SOURCE tests/fuzz/query_fuzz.c ...
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "searcher/query/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct query q, again;
	struct error err = {0};
	struct query_place place = {0, 0};
	struct buffer text = BUFFER_INIT, reading = BUFFER_INIT;
	if (query_parse(slice_make((const char *)data, size), 20261123, &q, &place, &err)) {
		if (err.code != STATUS_QUERY || strchr(err.msg, '\n') || place.start > place.end ||
		    place.end > size) {
			fprintf(stderr, "refused as \"%s\": %.*s\n", err.msg, (int)size,
				(const char *)data);
			abort();
		}
		return 0;
	}
	query_format(&q, &text);
	query_reading(&q, &reading);
	/* the canonical spelling may be longer than what was typed, and then too long */
	if (text.len <= QUERY_LEN_MAX &&
	    (query_parse(buffer_slice(&text), 20261123, &again, NULL, &err) ||
	     !query_eq(q.root, again.root))) {
		fprintf(stderr, "\"%.*s\" becomes \"%s\": %s\n", (int)size, (const char *)data,
			text.ptr, err.msg);
		abort();
	}
	if (text.len <= QUERY_LEN_MAX)
		query_release(&again);
	query_release(&q);
	buffer_release(&text);
	buffer_release(&reading);
	return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the index that a prefix stands for. */
#include "searcher/compile/compile_internal.h"

#include <stdlib.h>

#include "searcher/query/query_lexer.h"
#include "stemming/fold.h"

static int by_frequency(const void *a, const void *b)
{
	const struct expanded_term *x = a, *y = b;
	if (x->documents != y->documents)
		return x->documents < y->documents ? 1 : -1;
	return slice_compare(x->term, y->term);
}

static bool iso_date(struct slice term)
{
	return term.len == 10 && term.ptr[4] == '-' && term.ptr[7] == '-';
}

/* Words as they are looked for: no dates, and no accented forms beside folded ones. */
static bool expands_to(struct slice term, struct buffer *folded)
{
	if (iso_date(term))
		return false;
	if (fold_is_ascii(term))
		return true;
	fold_plain(term, folded);
	return slice_eq(buffer_slice(folded), term);
}

/* Folded, without hyphens and apostrophes: as the index joins words that have them. */
static void fold_prefix(struct slice text, struct buffer *out)
{
	size_t n = 0;
	fold_plain(text, out);
	for (size_t i = 0; i < out->len; i++) {
		if (slice_starts(slice_from(buffer_slice(out), i), "\xe2\x80\x99"))
			i += 2;
		else if (out->ptr[i] != '-' && out->ptr[i] != '\'')
			out->ptr[n++] = out->ptr[i];
	}
	out->len = n;
}

static enum status list_terms(struct query_compiler *c, struct slice prefix,
			      struct expanded_term **list, size_t *count)
{
	struct xap_terms *terms = NULL;
	struct buffer folded = BUFFER_INIT;
	size_t room = 0;
	bool more = true;
	enum status st = xap_terms_open(c->db, 0, prefix, &terms, c->err);
	while (!st && more) {
		struct expanded_term e;
		st = xap_terms_next(terms, &more, &e.term, &e.documents, NULL, c->err);
		if (st || !more || !expands_to(e.term, &folded))
			continue;
		e.term = arena_copy(&c->out->arena, e.term);
		*list = arena_grow(&c->out->arena, *list, *count, &room, sizeof **list);
		(*list)[(*count)++] = e;
	}
	xap_terms_close(terms);
	buffer_release(&folded);
	return st;
}

/* The index terms that a prefix stands for, the most frequent first. */
size_t query_expand_prefix(struct query_compiler *c, const struct query_node *node,
			   struct expanded_term **list)
{
	size_t count = 0,
	       most = c->options->prefix_terms ? c->options->prefix_terms : QUERY_PREFIX_TERMS;
	struct slice shown = query_show(&c->out->arena, node->text, 40);
	struct buffer prefix = BUFFER_INIT;
	*list = NULL;
	fold_prefix(node->text, &prefix);
	if (!c->st && prefix.len)
		c->st = list_terms(c, buffer_slice(&prefix), list, &count);
	buffer_release(&prefix);
	if (count)
		qsort(*list, count, sizeof **list, by_frequency);
	else if (!c->st)
		query_compiler_notice(c, node, "geen woord begint met \"%.*s\"", SLICE_ARG(shown));
	if (count <= most)
		return count;
	query_compiler_notice(c, node,
			      "meer dan %zu woorden beginnen met \"%.*s\": alleen de %zu meest "
			      "voorkomende zijn gezocht",
			      most, SLICE_ARG(shown), most);
	return most;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A posting list lies in chunks of some 2,000 bytes: whether it is the last, how far its last
 * document is from its first, the wdf of the first, then for each further document how many lie
 * between, and its wdf.  The first chunk is under the term, behind the number of documents, all
 * wdfs together, and its first document less 1; others are under the term and their first document.
 * The lengths of documents are such a list, without figures.
 *
 * Values are under their slot and the first document of a chunk; the bounds of a slot are how many
 * values there are, the lowest, and the highest unless it is the same.
 */
#include "store/glass/glass_postings.h"

#include <string.h>

enum { CHUNK_FULL = 2000 };

/* Up to 0x7fff in two bytes, else in as many as there are leading ones and one more. */
void glass_add_docid(struct buffer *key, uint32_t docid)
{
	unsigned char bytes[8];
	if (docid < 0x8000) {
		buffer_add_byte(key, (char)(docid >> 8));
		buffer_add_byte(key, (char)docid);
		return;
	}
	const unsigned len = (32 + 5 - (unsigned)__builtin_clz(docid)) / 7;
	for (unsigned i = 1; i < len; i++) {
		bytes[len - i] = (unsigned char)docid;
		docid >>= 8;
	}
	bytes[0] = (unsigned char)(docid | 0xffu << (10 - len));
	buffer_add(key, bytes, len);
}

struct writer {
	struct glass_table *table;
	struct buffer key, tag, chunk;
	/* the list that is written */
	struct slice term; /* empty: the lengths of documents */
	uint64_t documents, wdfs;
	uint32_t first, last; /* document ids of the chunk; first 0: none as yet */
	bool begun;           /* a chunk is written */
};

static void add_entry(struct writer *w, struct slice tag)
{
	glass_table_add(w->table, buffer_slice(&w->key), tag, false);
}

/* ---- values ---- */

static void replace(struct slice *bound, struct slice value, int sign)
{
	if (!bound->ptr || slice_compare(value, *bound) * sign > 0)
		*bound = value;
}

static void write_bounds(struct writer *w, const struct glass_runs *runs, unsigned slot)
{
	struct slice low = SLICE_EMPTY, high = SLICE_EMPTY, l, h, chunks;
	struct glass_slot_head head;
	uint64_t count = 0;
	for (size_t i = 0; i < runs->count; i++) {
		if (!glass_run_slot(&runs->items[i], slot, &head, &l, &h, &chunks))
			continue;
		replace(&low, l, -1);
		replace(&high, h, 1);
		count += head.count;
		glass_run_forget(&runs->items[i], runs->items[i].head.slots,
				 runs->items[i].head.end);
	}
	if (!count)
		return;
	buffer_clear(&w->key);
	buffer_add(&w->key, "\0\xd0", 2);
	if (slot)
		buffer_add_byte(&w->key, (char)slot);
	buffer_clear(&w->tag);
	buffer_add_varint(&w->tag, count);
	buffer_add_varint(&w->tag, low.len);
	buffer_add_slice(&w->tag, low);
	if (!slice_eq(low, high))
		buffer_add_slice(&w->tag, high);
	add_entry(w, buffer_slice(&w->tag));
}

static void write_chunks(struct writer *w, const struct glass_run *run, unsigned slot)
{
	struct glass_slot_head head;
	struct slice low, high, chunks;
	struct glass_chunk chunk;
	if (!glass_run_slot(run, slot, &head, &low, &high, &chunks))
		return;
	while (chunks.len >= sizeof chunk) {
		memcpy(&chunk, chunks.ptr, sizeof chunk);
		chunks = slice_from(chunks, sizeof chunk);
		buffer_clear(&w->key);
		buffer_add(&w->key, "\0\xd8", 2);
		buffer_add_varint(&w->key, slot);
		glass_add_docid(&w->key, run->before + chunk.docid);
		add_entry(w, slice_sub(chunks, 0, chunk.len));
		chunks = slice_from(chunks, chunk.len);
	}
	glass_run_forget(run, run->head.slots, run->head.end);
}

/* ---- lists ---- */

static void begin_list(struct writer *w, struct slice term)
{
	w->term = term;
	w->documents = w->wdfs = 0;
	w->first = 0;
	w->begun = false;
}

static void list_key(struct writer *w)
{
	buffer_clear(&w->key);
	if (!w->term.len)
		buffer_add(&w->key, "\0\xe0", 2);
	for (size_t i = 0; i < w->term.len; i++) {
		buffer_add_byte(&w->key, w->term.ptr[i]);
		if (w->term.ptr[i] == '\0')
			buffer_add_byte(&w->key, '\xff');
	}
	if (!w->begun)
		return;
	if (w->term.len)
		buffer_add_byte(&w->key, '\0');
	glass_add_docid(&w->key, w->first);
}

static void end_chunk(struct writer *w, bool last)
{
	list_key(w);
	buffer_clear(&w->tag);
	if (!w->begun) {
		buffer_add_varint(&w->tag, w->documents);
		buffer_add_varint(&w->tag, w->wdfs);
		buffer_add_varint(&w->tag, w->first - 1);
	}
	buffer_add_byte(&w->tag, last ? '1' : '0');
	buffer_add_varint(&w->tag, w->last - w->first);
	buffer_add_slice(&w->tag, buffer_slice(&w->chunk));
	add_entry(w, buffer_slice(&w->tag));
	buffer_clear(&w->chunk);
	w->begun = true;
	w->first = 0;
}

/* Makes room for a document, whose wdf is to follow. */
static void begin_posting(struct writer *w, uint32_t docid)
{
	if (w->first && w->chunk.len >= CHUNK_FULL)
		end_chunk(w, false);
	if (!w->first)
		w->first = docid;
	else
		buffer_add_varint(&w->chunk, docid - w->last - 1);
	w->last = docid;
}

static void add_list(struct writer *w, const struct glass_list *list)
{
	struct slice rest = list->postings;
	uint32_t docid = 0, wdf = 0;
	if (w->chunk.len + rest.len < CHUNK_FULL) { /* as it lies there */
		begin_posting(w, list->first);
		buffer_add_slice(&w->chunk, rest);
		w->last = list->last;
		return;
	}
	while (glass_list_next(list, &rest, &docid, &wdf)) {
		begin_posting(w, docid);
		buffer_add_varint(&w->chunk, wdf);
	}
}

static void write_lengths(struct writer *w, const struct glass_runs *runs)
{
	begin_list(w, SLICE_EMPTY);
	for (size_t r = 0; r < runs->count; r++) {
		const struct glass_run *run = &runs->items[r];
		for (uint32_t i = 0; i < run->head.documents; i++) {
			begin_posting(w, run->before + i + 1);
			buffer_add_varint(&w->chunk, glass_run_length(run, i));
		}
		glass_run_forget(run, run->head.lengths, run->head.slots);
	}
	if (w->first)
		end_chunk(w, true);
}

static void write_lists(struct writer *w, const struct glass_runs *runs)
{
	struct glass_walk *walk = glass_walk_new(runs);
	const struct glass_list *lists;
	size_t count;
	while ((lists = glass_walk_next(walk, &count)) != NULL) {
		begin_list(w, lists[0].name);
		for (size_t i = 0; i < count; i++) {
			w->documents += lists[i].documents;
			w->wdfs += lists[i].wdfs;
		}
		for (size_t i = 0; i < count; i++)
			add_list(w, &lists[i]);
		end_chunk(w, true);
	}
	glass_walk_free(walk);
}

void glass_postlist_write(const struct glass_runs *runs, struct glass_table *table)
{
	struct writer w = {.table = table};
	for (unsigned slot = 0; slot < GLASS_SLOTS; slot++)
		write_bounds(&w, runs, slot);
	for (unsigned slot = 0; slot < GLASS_SLOTS; slot++)
		for (size_t i = 0; i < runs->count && !glass_runs_stopped(runs); i++)
			write_chunks(&w, &runs->items[i], slot);
	write_lengths(&w, runs);
	write_lists(&w, runs);
	buffer_release(&w.key);
	buffer_release(&w.tag);
	buffer_release(&w.chunk);
}

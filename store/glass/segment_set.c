/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/glass/segment_set.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status map(struct glass_run *run, const char *path, struct error *err)
{
	struct stat info;
	const int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || fstat(file, &info) != 0) {
		const enum status st = error_set(err, STATUS_IO, "cannot open %s: %s", path,
						 strerror(errno));
		if (file >= 0)
			close(file);
		return st;
	}
	const size_t len = (size_t)info.st_size;
	void *bytes = len >= sizeof run->head ? mmap(NULL, len, PROT_READ, MAP_PRIVATE, file, 0)
					      : MAP_FAILED;
	const int cause = errno;
	close(file);
	if (len >= sizeof run->head && bytes == MAP_FAILED)
		return error_set(err, STATUS_IO, "cannot map %s: %s", path, strerror(cause));
	if (bytes != MAP_FAILED) {
		memcpy(&run->head, bytes, sizeof run->head);
		if (run->head.magic == GLASS_PART_MAGIC && run->head.end == len) {
			run->bytes = bytes;
			return STATUS_OK;
		}
		munmap(bytes, len);
	}
	return error_set(err, STATUS_CORRUPT, "%s is no whole part of an index", path);
}

enum status glass_runs_open(struct glass_runs *self, const char *const *paths, size_t count,
			    struct error *err)
{
	enum status st = STATUS_OK;
	*self = (struct glass_runs){.items = calloc(count + 1, sizeof *self->items)};
	if (!self->items)
		die_nomem((count + 1) * sizeof *self->items);
	for (size_t i = 0; !st && i < count; i++) {
		st = map(&self->items[i], paths[i], err);
		if (st)
			break;
		self->items[i].before = self->documents;
		self->documents += self->items[i].head.documents;
		self->count++;
	}
	if (st)
		glass_runs_release(self);
	return st;
}

void glass_runs_release(struct glass_runs *self)
{
	for (size_t i = 0; i < self->count; i++)
		munmap((void *)(uintptr_t)self->items[i].bytes, self->items[i].head.end);
	free(self->items);
	*self = (struct glass_runs){.items = NULL};
}

bool glass_run_is_sound(const struct glass_run *run, uint64_t dictionary)
{
	XXH3_state_t *sum = XXH3_createState();
	if (!sum)
		die_nomem(sizeof sum);
	XXH3_64bits_reset(sum);
	XXH3_64bits_update(sum, run->bytes + sizeof run->head, run->head.end - sizeof run->head);
	const bool sound = run->head.dictionary == dictionary &&
			   run->head.sum == glass_head_sum(sum, &run->head);
	XXH3_freeState(sum);
	glass_run_forget(run, 0, run->head.end);
	return sound;
}

void glass_run_forget(const struct glass_run *run, uint64_t from, uint64_t to)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE),
		       first = (from + page - 1) / page * page;
	const uint64_t end = to == run->head.end ? to : to / page * page;
	if (first < end)
		(void)madvise((void *)(uintptr_t)(run->bytes + first), end - first, MADV_DONTNEED);
}

void glass_runs_forget(const struct glass_runs *self)
{
	for (size_t i = 0; i < self->count; i++)
		glass_run_forget(&self->items[i], 0, self->items[i].head.end);
}

const struct glass_run *glass_runs_find(const struct glass_runs *self, uint32_t docid)
{
	size_t low = 0, high = self->count;
	while (high - low > 1) {
		const size_t middle = low + (high - low) / 2;
		if (self->items[middle].before < docid)
			low = middle;
		else
			high = middle;
	}
	return &self->items[low];
}

/* ---- by term ---- */

bool glass_run_next(const struct glass_run *run, uint64_t *at, struct glass_list *list)
{
	struct slice rest = slice_make(run->bytes + *at, run->head.terms_end - *at);
	uint64_t name = 0, documents = 0, wdfs = 0, first = 0, span = 0, postings = 0;
	if (!slice_next_varint(&rest, &name))
		return false;
	list->name = slice_sub(rest, 0, name);
	rest = slice_from(rest, name);
	slice_next_varint(&rest, &documents);
	slice_next_varint(&rest, &wdfs);
	slice_next_varint(&rest, &first);
	slice_next_varint(&rest, &span);
	slice_next_varint(&rest, &postings);
	list->run = run;
	list->documents = (uint32_t)documents;
	list->wdfs = wdfs;
	list->first = run->before + (uint32_t)first;
	list->last = list->first + (uint32_t)span;
	list->postings = slice_sub(rest, 0, postings);
	*at = (uint64_t)(list->postings.ptr + postings - run->bytes);
	return true;
}

enum {
	WINDOWS = 16 << 20, /* bytes of all runs together that are resident behind where a walk is,
			       some */
	WINDOW_LEAST = 1 << 16,
};

/* A heap of the runs by their next terms. */
struct walked {
	struct glass_list list;
	uint64_t first, at; /* of the name; in the run */
	uint64_t forgotten; /* in the run */
};

struct glass_walk {
	const struct glass_runs *runs;
	struct walked *heap;
	size_t count;
	struct glass_list *lists;
	uint64_t window; /* bytes of each run that stay behind */
};

static bool comes_before(const struct walked *a, const struct walked *b)
{
	if (a->first != b->first)
		return a->first < b->first;
	const int order = slice_compare(a->list.name, b->list.name);
	return order ? order < 0 : a->list.run->before < b->list.run->before;
}

static void sink(struct glass_walk *self, size_t i)
{
	const struct walked it = self->heap[i];
	for (size_t child; (child = 2 * i + 1) < self->count; i = child) {
		if (child + 1 < self->count &&
		    comes_before(&self->heap[child + 1], &self->heap[child]))
			child++;
		if (!comes_before(&self->heap[child], &it))
			break;
		self->heap[i] = self->heap[child];
	}
	self->heap[i] = it;
}

/* The one in front goes on to its next term, or away.  Its list is still in use. */
static void advance(struct glass_walk *self)
{
	struct walked *top = &self->heap[0];
	const uint64_t behind = (uint64_t)(top->list.name.ptr - top->list.run->bytes);
	if (behind > top->forgotten + self->window) {
		glass_run_forget(top->list.run, top->forgotten, behind);
		top->forgotten = behind;
	}
	if (glass_run_next(top->list.run, &top->at, &top->list))
		top->first = slice_first_bytes(top->list.name);
	else
		*top = self->heap[--self->count];
	if (self->count)
		sink(self, 0);
}

struct glass_walk *glass_walk_new(const struct glass_runs *runs)
{
	struct glass_walk *self = calloc(1, sizeof *self);
	if (!self || !(self->heap = calloc(runs->count + 1, sizeof *self->heap)) ||
	    !(self->lists = calloc(runs->count + 1, sizeof *self->lists)))
		die_nomem(runs->count * sizeof *self->heap);
	self->runs = runs;
	self->window = WINDOWS / (runs->count + 1);
	if (self->window < WINDOW_LEAST)
		self->window = WINDOW_LEAST;
	for (size_t i = 0; i < runs->count; i++) {
		struct walked *it = &self->heap[self->count];
		it->at = it->forgotten = runs->items[i].head.terms;
		if (!glass_run_next(&runs->items[i], &it->at, &it->list))
			continue;
		it->first = slice_first_bytes(it->list.name);
		self->count++;
	}
	for (size_t i = self->count / 2; i-- > 0;)
		sink(self, i);
	return self;
}

void glass_walk_free(struct glass_walk *self)
{
	if (!self)
		return;
	free(self->heap);
	free(self->lists);
	free(self);
}

const struct glass_list *glass_walk_next(struct glass_walk *self, size_t *count)
{
	*count = 0;
	if (!self->count || glass_runs_stopped(self->runs))
		return NULL;
	do {
		self->lists[(*count)++] = self->heap[0].list;
		advance(self);
	} while (self->count && slice_eq(self->heap[0].list.name, self->lists[0].name));
	return self->lists;
}

/* ---- by document ---- */

uint32_t glass_run_length(const struct glass_run *run, uint32_t index)
{
	uint32_t length;
	memcpy(&length, run->bytes + run->head.lengths + index * sizeof length, sizeof length);
	return length;
}

void glass_run_listed(const struct glass_run *run, uint32_t index, struct glass_listed *out)
{
	uint64_t place;
	uint32_t len;
	memcpy(&place, run->bytes + run->head.lists + index * sizeof place, sizeof place);
	const char *at = run->bytes + place;
	memcpy(&len, at, sizeof len);
	at += sizeof len;
	out->deflated = *at++;
	const size_t slots = (unsigned char)*at++;
	out->slots = slice_make(at, slots);
	out->terms = slice_make(at + slots, len);
}

static bool inflate_list(struct slice packed, struct buffer *out)
{
	z_stream z = {0};
	int state = inflateInit2(&z, -15);
	if (state != Z_OK)
		return false;
	z.next_in = (Bytef *)(uintptr_t)packed.ptr;
	z.avail_in = (uInt)packed.len;
	while (state == Z_OK) {
		buffer_reserve(out, packed.len * 3 + 64);
		z.next_out = (Bytef *)(void *)(out->ptr + out->len);
		z.avail_out = (uInt)(packed.len * 3 + 64);
		state = inflate(&z, Z_NO_FLUSH);
		out->len = (size_t)z.total_out;
	}
	inflateEnd(&z);
	return state == Z_STREAM_END;
}

/* Takes the first `len` bytes off, as far as there are. */
static struct slice take(struct slice *rest, size_t len)
{
	const struct slice it = slice_sub(*rest, 0, len < rest->len ? len : rest->len);
	*rest = slice_from(*rest, it.len);
	return it;
}

static unsigned take_byte(struct slice *rest)
{
	const struct slice it = take(rest, 1);
	return it.len ? (unsigned char)it.ptr[0] : 0;
}

static void tell_terms(struct slice rest, xap_term_fn *fn, void *ctx)
{
	char name[256];
	uint64_t length, count, wdf;
	size_t len = 0;
	slice_next_varint(&rest, &length);
	slice_next_varint(&rest, &count);
	for (uint64_t i = 0; i < count; i++) {
		const size_t first = i ? take_byte(&rest) : 0;
		const bool packed = i && first > len;
		const size_t shared = packed ? first % (len + 1) : first;
		const struct slice more = take(&rest, take_byte(&rest));
		if (shared + more.len > sizeof name)
			return;
		memcpy(name + shared, more.ptr, more.len);
		if (packed)
			wdf = first / (len + 1) - 1;
		else
			slice_next_varint(&rest, &wdf);
		len = shared + more.len;
		fn(ctx, slice_make(name, len), (uint32_t)wdf);
	}
}

enum status glass_runs_terms(const struct glass_runs *self, uint32_t docid, xap_term_fn *fn,
			     void *ctx, struct error *err)
{
	const struct glass_run *run = glass_runs_find(self, docid);
	struct buffer list = BUFFER_INIT;
	struct glass_listed listed;
	glass_run_listed(run, docid - run->before - 1, &listed);
	const bool fine = !listed.deflated || inflate_list(listed.terms, &list);
	if (fine && listed.terms.len)
		tell_terms(listed.deflated ? buffer_slice(&list) : listed.terms, fn, ctx);
	buffer_release(&list);
	return fine ? STATUS_OK : error_set(err, STATUS_CORRUPT, "a part of the index is damaged");
}

/* ---- values ---- */

bool glass_run_slot(const struct glass_run *run, unsigned slot, struct glass_slot_head *head,
		    struct slice *low, struct slice *high, struct slice *chunks)
{
	uint64_t at = run->head.slots;
	for (uint32_t i = 0; i < run->head.slot_count; i++) {
		memcpy(head, run->bytes + at, sizeof *head);
		at += sizeof *head;
		*low = slice_make(run->bytes + at, head->low);
		*high = slice_make(run->bytes + at + head->low, head->high);
		*chunks = slice_make(run->bytes + at + head->low + head->high, head->chunks);
		at += head->low + head->high + head->chunks;
		if (head->number == slot)
			return true;
	}
	return false;
}

static enum status each_in_chunk(uint32_t docid, struct slice chunk, glass_value_fn *fn, void *ctx,
				 struct error *err)
{
	uint64_t between, len = 0;
	enum status st = STATUS_OK;
	bool more = slice_next_varint(&chunk, &len);
	while (!st && more) {
		st = fn(ctx, docid, take(&chunk, len), err);
		more = slice_next_varint(&chunk, &between) && slice_next_varint(&chunk, &len);
		docid += more ? (uint32_t)between + 1 : 0;
	}
	return st;
}

enum status glass_run_values(const struct glass_run *run, unsigned slot, glass_value_fn *fn,
			     void *ctx, struct error *err)
{
	struct glass_slot_head head;
	struct slice low, high, chunks;
	struct glass_chunk chunk;
	enum status st = STATUS_OK;
	if (!glass_run_slot(run, slot, &head, &low, &high, &chunks))
		return STATUS_OK;
	while (!st && chunks.len >= sizeof chunk) {
		memcpy(&chunk, take(&chunks, sizeof chunk).ptr, sizeof chunk);
		st = each_in_chunk(run->before + chunk.docid, take(&chunks, chunk.len), fn, ctx,
				   err);
	}
	return st;
}

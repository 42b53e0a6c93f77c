/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/ingest/ingest.h"

#include "base/cost_limit.h"
#include "corpus/model/question_record.h"
#include "indexer/ingest/ingest_internal.h"
#include "store/index/schema.h"

#include <xxhash.h>

void intake_init(struct intake *self, struct writer *writer, const struct corrections *corrections,
		 int today, bool books)
{
	*self = (struct intake){
		.writer = writer, .corrections = corrections, .today = today, .books = books};
}

void intake_release(struct intake *self)
{
	arena_release(&self->arena);
	buffer_release(&self->term);
	buffer_release(&self->value);
	buffer_release(&self->record);
	buffer_release(&self->touched);
	buffer_release(&self->fresh);
	buffer_release(&self->mixed);
}

void intake_begin(struct intake *self, uint64_t source, const char *path)
{
	self->source = source;
	self->path = path;
	self->order = 0;
	self->epoch++;
	self->fresh_count = 0;
	buffer_release(&self->fresh);
	buffer_clear(&self->mixed);
}

void intake_still_there(struct intake *self, uint32_t docid)
{
	const size_t end = (docid + (size_t)1) * sizeof self->epoch;
	if (self->touched.len < end) {
		const size_t missing = end - self->touched.len;
		buffer_reserve(&self->touched, missing);
		memset(self->touched.ptr + self->touched.len, 0, missing);
		self->touched.len = end;
	}
	memcpy(self->touched.ptr + docid * sizeof self->epoch, &self->epoch, sizeof self->epoch);
}

bool intake_balances(const struct intake_counts *counts, size_t before, size_t after)
{
	size_t sum = 0;
	for (int i = 0; i < INTAKE_EFFECTS; i++)
		sum += counts->effects[i];
	const bool same_paper = before || !counts->effects[INTAKE_REPLACED];
	return counts->read == sum && same_paper &&
	       after + counts->removed + counts->joined ==
		       before + counts->effects[INTAKE_ADDED] - counts->revived + counts->split;
}

/* ---- one question ---- */

/* The name of the member behind the archive's, "papers.zip!2024/x.txt"; empty when it is none. */
static struct slice member_of(const struct intake *self, struct slice source)
{
	const size_t len = self->path ? strlen(self->path) : 0;
	const bool member = len && slice_starts(source, self->path) && source.len > len &&
			    source.ptr[len] == '!';
	return member ? slice_from(source, len + 1) : SLICE_EMPTY;
}

static struct contribution make_contribution(struct intake *self, struct question *q, uint64_t line,
					     unsigned long number)
{
	struct slice member = member_of(self, q->source);
	record_encode(q, &self->record);
	return (struct contribution){
		.source = self->source,
		.is_member = member.len > 0,
		.is_booked = self->books,
		.part = member.len ? XXH3_64bits(member.ptr, member.len) : line,
		.order = number ? (uint32_t)number : self->order,
		.seen = self->today,
		.record = buffer_slice(&self->record),
		.hash = record_hash(q, &self->arena),
		.question = q,
	};
}

/* ---- its component ---- */

/* Contributions of the source that is being read to one document. */
static size_t count_own(const struct intake *self, const struct component *c, uint32_t docid)
{
	size_t count = 0;
	for (size_t i = 0; i < c->all.count; i++)
		count += c->all.items[i].docid == docid && c->all.items[i].source == self->source;
	return count;
}

/*
 * Takes out what the source gave in an earlier reading.  Where it gave a question in several places
 * they may all come again: then that waits for the end of the source.  What `index` gave before
 * nightly took over goes when a paper gives the question.
 */
static size_t drop_stale(const struct intake *self, struct component *c, struct slice id)
{
	size_t dropped = 0;
	for (size_t i = c->all.count; i > 0; i--) {
		const struct contribution *one = &c->all.items[i - 1];
		const bool waits = one->source == self->source && !self->line_number &&
				   count_own(self, c, one->docid) > 1;
		const bool unkept = self->books && !one->is_booked &&
				    slice_eq(one->question->id, id);
		if (!unkept && (waits || !intake_is_stale(self, one)))
			continue;
		contributions_remove(&c->all, i - 1);
		dropped++;
	}
	return dropped;
}

/* The one that says the same, whatever its place; what `index` gave becomes nightly's. */
static struct contribution *find_same(const struct intake *self, struct component *c,
				      const struct contribution *mine, struct slice hash,
				      struct arena *arena)
{
	for (size_t i = 0; i < c->all.count; i++) {
		struct contribution *one = &c->all.items[i];
		if ((contributions_same_source(one, mine) || (self->books && !one->is_booked)) &&
		    slice_eq(record_hash(one->question, arena), hash))
			return one;
	}
	return NULL;
}

static void tell(struct intake *self, enum intake_effect effect, struct slice id,
		 const char *reason)
{
	if (self->told)
		self->told(self->told_ctx, effect, id, reason);
}

/* Documents that came and went are those of the questions added, but where relations changed. */
void intake_count_documents(struct intake *self, const struct component *c, bool is_added)
{
	const size_t added = is_added && !c->returned;
	self->counts.revived += is_added && c->returned;
	if (c->made > c->went + added) {
		self->counts.split += c->made - c->went - added;
		tell(self, INTAKE_SPLIT, c->made_id,
		     "what made it one with another question no longer does");
	} else if (c->made < c->went + added) {
		self->counts.joined += c->went + added - c->made;
		tell(self, INTAKE_JOINED, c->went_id,
		     "another paper makes it one with another question");
	}
}

static void report(struct intake *self, enum intake_effect effect, struct slice id,
		   const char *reason)
{
	self->counts.effects[effect]++;
	if (effect == INTAKE_REPLACED || effect == INTAKE_MERGED)
		tell(self, effect, id, reason);
}

static size_t count_stale(const struct intake *self, const struct component *c)
{
	size_t count = 0;
	for (size_t i = 0; i < c->all.count; i++)
		count += c->all.items[i].source == self->source &&
			 intake_is_stale(self, &c->all.items[i]);
	return count;
}

static enum status settle(struct intake *self, struct contribution mine, enum intake_effect *effect,
			  const char **reason, struct error *err)
{
	struct component c = {.documents = NULL};
	struct slice hash = mine.hash.len ? mine.hash : record_hash(mine.question, &self->arena);
	enum status st = contributions_add(&c.all, mine, &self->arena, err);
	if (!st)
		st = component_complete(self, &c, err);
	if (st)
		return st;
	contributions_remove(&c.all, 0); /* it was only there to be looked around from */
	struct contribution *same = find_same(self, &c, &mine, hash, &self->arena);
	if (same) {
		mine.seen = same->seen;
		contributions_remove(&c.all, (size_t)(same - c.all.items));
	}
	const size_t dropped = drop_stale(self, &c, mine.question->id);
	intake_note_fresh(self, &mine, hash);
	const bool mixed = count_stale(self, &c) > 0;
	st = contributions_add(&c.all, mine, &self->arena, err);
	if (!st)
		st = component_settle(self, &c, LEFTOVER_DELETE, (dropped || mixed) && !same, err);
	*effect = same               ? INTAKE_UNCHANGED
		  : dropped || mixed ? INTAKE_REPLACED
		  : c.company        ? INTAKE_MERGED
				     : INTAKE_ADDED;
	*reason = dropped || mixed ? "its source gives another version"
		  : c.company      ? c.company
				   : "";
	if (!st)
		intake_count_documents(self, &c, *effect == INTAKE_ADDED);
	return st;
}

/* It stands elsewhere in its source. */
static enum status move_contribution(struct intake *self, uint32_t docid,
				     const struct contribution *mine, int seen, struct error *err)
{
	struct contribution moved = *mine;
	const struct contribution *only = &moved;
	moved.seen = seen;
	contributions_format(&only, 1, &self->value);
	self->pending++;
	return xap_set_value(self->writer->db, docid, SLOT_GIVEN, buffer_slice(&self->value), err);
}

/* Most of what is read again is as it was, and alone: one look tells. */
static enum status look_for_same(struct intake *self, const struct contribution *mine, bool *done,
				 struct error *err)
{
	struct existing doc;
	struct contributions given;
	*done = false;
	enum status st = existing_find(self, mine->question->id, &doc, err);
	if (st || !doc.docid || doc.withdrawn)
		return st;
	st = contributions_parse(doc.given, &self->arena, &given, err);
	if (st || given.count != 1 || given.items[0].is_booked != self->books ||
	    !contributions_same_source(&given.items[0], mine) ||
	    (self->corrections && corrections_digest(self->corrections, doc.id)) ||
	    !slice_eq(doc.hash, mine->hash))
		return st;
	*done = true;
	intake_note_fresh(self, mine, doc.hash);
	intake_still_there(self, doc.docid);
	return given.items[0].part == mine->part && given.items[0].order == mine->order
		       ? STATUS_OK
		       : move_contribution(self, doc.docid, mine, given.items[0].seen, err);
}

static enum status take(struct intake *self, const struct contribution *mine, struct error *err)
{
	const char *reason = "";
	enum intake_effect effect = INTAKE_UNCHANGED;
	bool done = false;
	enum status st = STATUS_OK;
	if (self->fill) {
		st = self->fill(self->fill_ctx, mine->question, mine, &done, err);
		if (!st && done)
			report(self, INTAKE_ADDED, mine->question->id, "");
		if (st || done)
			return st;
		self->counts.read--; /* it is counted when it is taken up again */
		return STATUS_OK;
	}
	st = look_for_same(self, mine, &done, err);
	if (!st && !done)
		st = settle(self, *mine, &effect, &reason, err);
	if (!st)
		report(self, effect, mine->question->id, reason);
	else if (st == STATUS_INVALID)
		report(self, INTAKE_REFUSED, mine->question->id, "");
	return st;
}

enum status intake_question(struct intake *self, struct question *question, uint64_t line,
			    unsigned long number, struct error *err)
{
	arena_clear(&self->arena);
	self->counts.read++;
	self->order++;
	const struct contribution mine = make_contribution(self, question, line, number);
	struct error dear = {0};
	if (cost_limit_begin(mine.hash, &dear)) {
		report(self, INTAKE_REFUSED, question->id, "");
		return error_set(err, STATUS_INVALID, "%s", dear.msg);
	}
	const enum status st = take(self, &mine, err);
	cost_limit_end();
	return st;
}

enum status intake_contribution(struct intake *self, const struct contribution *contribution,
				enum intake_effect *effect, struct error *err)
{
	const char *reason = "";
	arena_clear(&self->arena);
	self->counts.read++;
	enum status st = settle(self, *contribution, effect, &reason, err);
	report(self, st ? INTAKE_REFUSED : *effect, contribution->question->id, reason);
	return st;
}

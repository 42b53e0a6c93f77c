/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/bulk/bulk_left.h"

#include <errno.h>
#include <stdlib.h>

#include "corpus/model/question_record.h"

enum { COMMIT_EVERY = 2000 };

static const char *path_of(struct bulk *self)
{
	buffer_clear(&self->name);
	buffer_printf(&self->name, "%s/left", self->folder.ptr);
	return self->name.ptr;
}

static enum status trouble(struct bulk *self, struct error *err)
{
	const int cause = errno;
	return error_set(err, STATUS_IO, "cannot use %s: %s", path_of(self), strerror(cause));
}

enum status bulk_left_add(struct bulk *self, const struct contribution *contribution,
			  struct error *err)
{
	struct buffer given = BUFFER_INIT;
	if (!self->left)
		self->left = fopen(path_of(self), "w");
	if (!self->left)
		return trouble(self, err);
	contributions_format(&contribution, 1, &given);
	const size_t lens[] = {given.len, contribution->record.len};
	const bool fine = fwrite(lens, sizeof lens, 1, self->left) == 1 &&
			  fwrite(given.ptr, given.len, 1, self->left) == 1 &&
			  fwrite(contribution->record.ptr, contribution->record.len, 1,
				 self->left) == 1;
	buffer_release(&given);
	return fine ? STATUS_OK : trouble(self, err);
}

enum status bulk_left_end(struct bulk *self, struct error *err)
{
	FILE *file = self->left;
	self->left = NULL;
	return file && fclose(file) != 0 ? trouble(self, err) : STATUS_OK;
}

/* ---- into the index ---- */

struct drain {
	struct bulk *bulk;
	struct writer writer;
	struct intake intake;
	struct arena arena; /* of one contribution */
	struct buffer bytes;
	FILE *file;
};

static enum status read_next(struct drain *d, struct contribution *out, bool *more,
			     struct error *err)
{
	size_t lens[2];
	struct contributions one;
	*more = fread(lens, sizeof lens, 1, d->file) == 1;
	if (!*more)
		return ferror(d->file) ? trouble(d->bulk, err) : STATUS_OK;
	arena_clear(&d->arena);
	buffer_clear(&d->bytes);
	buffer_reserve(&d->bytes, lens[0] + lens[1]);
	d->bytes.len = lens[0] + lens[1];
	if (fread(d->bytes.ptr, d->bytes.len, 1, d->file) != 1)
		return error_set(err, STATUS_IO, "%s ends too early: run the command again",
				 path_of(d->bulk));
	enum status st = contributions_parse(slice_sub(buffer_slice(&d->bytes), 0, lens[0]),
					     &d->arena, &one, err);
	if (!st)
		st = contributions_load(&one, slice_from(buffer_slice(&d->bytes), lens[0]),
					&d->arena, err);
	if (!st)
		*out = one.items[0];
	return st;
}

static enum status take_next(struct drain *d, const struct contribution *c, struct error *err)
{
	struct error cause = {0};
	enum intake_effect effect;
	struct bulk *self = d->bulk;
	if (self->options->stop && *self->options->stop) {
		self->reading.report->interrupted = true;
		return error_set(err, STATUS_LIMIT, "interrupted");
	}
	enum status st = intake_contribution(&d->intake, c, &effect, &cause);
	if (st == STATUS_INVALID) {
		/* like those that a worker cannot store: added, until the run behind refuses it and
		 * says why */
		buffer_add(&self->refused, &c->source, sizeof c->source);
		d->intake.counts.effects[INTAKE_REFUSED]--;
		d->intake.counts.effects[INTAKE_ADDED]++;
		return STATUS_OK;
	}
	if (st && err)
		*err = cause;
	if (st || d->intake.pending < COMMIT_EVERY)
		return st;
	d->intake.pending = 0;
	return writer_commit(&d->writer, false, err);
}

static enum status take_all(struct drain *d, struct error *err)
{
	struct bulk *self = d->bulk;
	struct contribution c;
	bool more = true;
	enum status st = writer_open(&d->writer, self->target.ptr, 0, err);
	if (st)
		return st;
	intake_init(&d->intake, &d->writer, self->feed ? self->feed->corrections : NULL,
		    self->intake.today, self->feed != NULL);
	d->intake.told = self->intake.told;
	d->intake.told_ctx = self->intake.told_ctx;
	d->writer.stop = self->options->stop;
	intake_begin(&d->intake, 0, NULL);
	while (!st && more) {
		st = read_next(d, &c, &more, err);
		if (!st && more)
			st = take_next(d, &c, err);
	}
	if (!st)
		st = writer_commit(&d->writer, false, err);
	if (!st && !self->feed)
		st = writer_renew_space(&d->writer, err);
	if (st == STATUS_LIMIT)
		self->reading.report->interrupted = true;
	return st;
}

enum status bulk_left_drain(struct bulk *self, struct error *err)
{
	struct drain d = {.bulk = self, .file = fopen(path_of(self), "r")};
	if (!d.file)
		return errno == ENOENT ? STATUS_OK : trouble(self, err);
	enum status st = take_all(&d, err);
	self->intake.counts.read += d.intake.counts.read;
	for (int i = 0; i < INTAKE_EFFECTS; i++)
		self->intake.counts.effects[i] += d.intake.counts.effects[i];
	self->intake.counts.needless += d.intake.counts.needless;
	self->intake.counts.split += d.intake.counts.split;
	self->intake.counts.joined += d.intake.counts.joined;
	intake_release(&d.intake);
	writer_close(&d.writer);
	arena_release(&d.arena);
	buffer_release(&d.bytes);
	fclose(d.file);
	return st;
}

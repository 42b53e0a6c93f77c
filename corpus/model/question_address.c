/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/model/question_address.h"

#include "corpus/text/reference.h"

/* How sure an address is that was built: an answer's goes before its question's where papers are
 * merged. */
enum { SURE_OF_FILE = 88, SURE_OF_ANSWER = 85, SURE_OF_QUESTION = 60, APPENDIX_DIGITS_MAX = 5 };

bool question_is_publication(struct slice name)
{
	if (!slice_starts(name, "ah-tk-") && !slice_starts(name, "kv-tk-"))
		return false;
	for (size_t i = 6; i < name.len; i++)
		if (!byte_is_digit(name.ptr[i]) && !byte_is_alpha(name.ptr[i]) &&
		    name.ptr[i] != '-')
			return false;
	return name.len > 6 && name.len < 60;
}

static bool all_digits(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!byte_is_digit(s.ptr[i]))
			return false;
	return s.len > 0;
}

static void set_url(struct question *q, struct slice url, unsigned percent)
{
	q->url = url;
	question_mark(q, FIELD_URL, ORIGIN_DEFAULT, percent);
}

void question_set_publication(struct question *self, struct slice name, unsigned percent)
{
	set_url(self,
		arena_printf(&self->arena, "https://zoek.officielebekendmakingen.nl/%.*s.html",
			     SLICE_ARG(name)),
		percent);
}

void question_set_sdocname(struct question *self, struct slice sdocname, bool oral)
{
	for (size_t i = 0; i < sdocname.len; i++)
		if (!byte_is_digit(sdocname.ptr[i]) && !byte_is_alpha(sdocname.ptr[i]) &&
		    sdocname.ptr[i] != '-')
			return;
	if (sdocname.len)
		set_url(self,
			arena_printf(&self->arena, "https://data.lachambre.be/v0/%s/%.*s",
				     oral ? "inqo" : "qrva", SLICE_ARG(sdocname)),
			SURE_OF_FILE);
}

/* ---- paths ---- */

/* /srv/x.pdf, ./x.pdf, file:///srv/x.pdf, C:\x.pdf */
static bool is_path(struct slice s)
{
	return slice_starts(s, "/") || slice_starts(s, "./") || slice_starts(s, "../") ||
	       slice_starts(s, "~") || slice_starts_nocase(s, "file:") ||
	       (s.len > 2 && byte_is_alpha(s.ptr[0]) && s.ptr[1] == ':');
}

static void remove_path(struct question *q, struct slice *address, enum field field)
{
	if (!is_path(*address))
		return;
	*address = SLICE_EMPTY;
	question_mark(q, field, ORIGIN_NONE, 0);
}

/* The last part of a path or of a member of an archive, without its ending; *folder is the part
 * before. */
static struct slice file_stem(struct slice path, struct slice *folder)
{
	size_t at = path.len;
	while (at && path.ptr[at - 1] != '/' && path.ptr[at - 1] != '!')
		at--;
	struct slice name = slice_from(path, at), before = slice_sub(path, 0, at ? at - 1 : 0);
	size_t from = before.len;
	while (from && before.ptr[from - 1] != '/' && before.ptr[from - 1] != '!')
		from--;
	*folder = slice_from(before, from);
	return slice_sub(name, 0, slice_find(name, 0, "."));
}

struct slice question_source_name(const struct question *self)
{
	size_t at = self->source.len;
	if (slice_find(self->source, 0, "://") < self->source.len)
		return self->source;
	while (at && self->source.ptr[at - 1] != '/')
		at--;
	return slice_from(self->source, at);
}

/* ---- parliaments ---- */

/* The number in the Aanhangsel; the numbers of the years before 2010 have ten digits and are
 * none. */
static struct slice appendix_number(const struct question *q)
{
	for (size_t i = 0; i < q->number_count; i++)
		if (all_digits(q->numbers[i]) && q->numbers[i].len <= APPENDIX_DIGITS_MAX)
			return q->numbers[i];
	return SLICE_EMPTY;
}

/* "2024-2025" and "594". */
static bool set_answer(struct question *q, struct slice years, struct slice number)
{
	if (years.len != 9 || years.ptr[4] != '-' || !all_digits(number) ||
	    number.len > APPENDIX_DIGITS_MAX)
		return false;
	question_set_publication(q,
				 arena_printf(&q->arena, "ah-tk-%.4s%.4s-%.*s", years.ptr,
					      years.ptr + 5, SLICE_ARG(number)),
				 SURE_OF_ANSWER);
	return true;
}

static bool set_question(struct question *q, struct slice number)
{
	if (!reference_is_znumber(number))
		return false;
	question_set_publication(q, arena_printf(&q->arena, "kv-tk-%.*s", SLICE_ARG(number)),
				 SURE_OF_QUESTION);
	return true;
}

static struct slice behind(struct slice s, const char *prefix)
{
	return slice_starts(s, prefix) ? slice_from(s, strlen(prefix)) : SLICE_EMPTY;
}

/* tweedekamer-ah-2024-2025-594, which may be another id of a question that has a vraagnummer. */
static bool set_answer_by_id(struct question *q, struct slice id)
{
	struct slice rest = behind(id, "tweedekamer-ah-");
	return set_answer(q, slice_sub(rest, 0, 9), slice_from(rest, 10));
}

static void derive_dutch(struct question *q, struct slice stem)
{
	if (question_is_publication(stem)) {
		question_set_publication(
			q, stem, slice_starts(stem, "ah-") ? SURE_OF_FILE : SURE_OF_QUESTION);
		return;
	}
	bool known = q->kind != KIND_SCHRIFTELIJK ||
		     set_answer(q, q->session, appendix_number(q)) || set_answer_by_id(q, q->id);
	for (size_t i = 0; i < q->alias_count && !known; i++)
		known = set_answer_by_id(q, q->aliases[i]);
	if (!known && !set_question(q, question_number(q)))
		(void)set_question(q, behind(q->id, "tweedekamer-"));
}

static bool is_sdocname(struct slice s)
{
	return reference_is_docname(reference_sdocname_part(s, 4));
}

static void derive_chamber(struct question *q, struct slice stem)
{
	if (is_sdocname(stem) || is_sdocname(q->id))
		question_set_sdocname(q, is_sdocname(stem) ? stem : q->id,
				      q->kind == KIND_MONDELING);
}

static void derive_flemish(struct question *q, struct slice folder, struct slice stem)
{
	if (slice_is(folder, "pfile") && all_digits(stem))
		set_url(q,
			arena_printf(&q->arena,
				     "https://docs.vlaamsparlement.be/files/pfile?id=%.*s",
				     SLICE_ARG(stem)),
			SURE_OF_FILE);
}

void question_derive_address(struct question *self)
{
	struct slice folder, stem = file_stem(self->source, &folder);
	remove_path(self, &self->url, FIELD_URL);
	remove_path(self, &self->document, FIELD_DOCUMENT);
	if (self->url.len)
		return;
	switch (self->parliament) {
	case PARLIAMENT_TWEEDEKAMER: derive_dutch(self, stem); break;
	case PARLIAMENT_KAMER: derive_chamber(self, stem); break;
	case PARLIAMENT_VLAAMS: derive_flemish(self, folder, stem); break;
	default: break;
	}
}

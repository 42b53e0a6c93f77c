/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/site/draft.h"

#include "corpus/model/subquestions.h"
#include "corpus/text/latin.h"

enum { MARKS_MAX = 200 };

void draft_init(struct draft *self, struct slice text, struct arena *arena)
{
	struct question question;
	struct slice rest = text, line;
	size_t room = 0;
	*self = (struct draft){.text = text};
	question_init(&question);
	split_questions(&question, text, split_style_of(text));
	for (size_t i = 0; i < question.question_count; i++) {
		self->parts = arena_grow(arena, self->parts, self->count, &room,
					 sizeof *self->parts);
		self->parts[self->count++] = arena_copy(arena,
							slice_trim(question.questions[i].text));
	}
	question_release(&question);
	while (slice_next_line(&rest, &line)) { /* what stands before them, or all of it */
		line = slice_trim(line);
		if (!line.len)
			continue;
		self->parts = arena_grow(arena, self->parts, self->count, &room,
					 sizeof *self->parts);
		self->parts[self->count++] = line;
	}
}

/* True when the word stands at `at`, in whatever case; *end gets where the word there ends. */
static bool stands_at(struct slice text, size_t at, struct slice word, size_t *end)
{
	size_t i = at, k = 0;
	while (k < word.len) {
		if (i >= text.len ||
		    latin_lower(utf8_next(text, &i)) != latin_lower(utf8_next(word, &k)))
			return false;
	}
	*end = i;
	return true;
}

static bool begins_word(struct slice text, size_t at)
{
	const unsigned char before = at ? (unsigned char)text.ptr[at - 1] : ' ';
	return !(before & 0x80) && !byte_is_alpha((char)before) && !byte_is_digit((char)before);
}

static size_t word_end(struct slice text, size_t at)
{
	while (at < text.len) {
		size_t next = at;
		if (!latin_is_letter(utf8_next(text, &next)))
			break;
		at = next;
	}
	return at;
}

const struct mark *draft_marks(struct slice text, const struct search_hit *hit, struct arena *arena,
			       size_t *count)
{
	struct mark *marks = arena_calloc(arena, MARKS_MAX, sizeof *marks);
	*count = 0;
	for (size_t at = 0; at < text.len && *count < MARKS_MAX;) {
		size_t end = 0;
		for (size_t i = 0; begins_word(text, at) && !end && i < hit->term_count; i++)
			if (!stands_at(text, at, hit->terms[i], &end))
				end = 0;
		if (end) {
			end = word_end(text, end);
			marks[(*count)++] = (struct mark){at, end};
			at = end;
		} else {
			utf8_next(text, &at);
		}
	}
	return marks;
}

struct slice draft_part_like(const struct draft *self, const struct search_hit *hit)
{
	struct arena arena = ARENA_INIT;
	struct slice best = SLICE_EMPTY;
	size_t most = 0;
	for (size_t i = 0; i < self->count; i++) {
		size_t count;
		draft_marks(self->parts[i], hit, &arena, &count);
		if (count > most) {
			most = count;
			best = self->parts[i];
		}
		arena_clear(&arena);
	}
	arena_release(&arena);
	return best;
}

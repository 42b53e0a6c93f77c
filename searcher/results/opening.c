/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "searcher/results/opening.h"

#include "base/buffer.h"

enum { OPENING_BYTES = 120, SENTENCE_MIN = 20, WORD_MIN = 4 };

static struct slice first_text(const struct question *q)
{
	struct slice text = slice_trim(q->intro);
	for (size_t i = 0; !text.len && i < q->question_count; i++)
		text = slice_trim(q->questions[i].text);
	if (!text.len)
		text = slice_trim(q->answer_intro);
	for (size_t i = 0; !text.len && i < q->answer_count; i++)
		text = slice_trim(q->answers[i].text);
	return text.len ? text : slice_trim(q->rest);
}

/* Behind the sign that ends a sentence: no short word ("art.", "dhr.") is before it, and no small
 * letter follows. */
static bool sentence_ends(struct slice s, size_t i)
{
	size_t word = i - 1;
	if (i < SENTENCE_MIN || !strchr(".?!", s.ptr[i - 1]) ||
	    (i < s.len && !byte_is_space(s.ptr[i])))
		return false;
	while (word && !byte_is_space(s.ptr[word - 1]))
		word--;
	if (s.ptr[i - 1] == '.' && i - 1 - word < WORD_MIN)
		return false;
	while (i < s.len && byte_is_space(s.ptr[i]))
		i++;
	return i == s.len || !(byte_is_alpha(s.ptr[i]) || byte_is_digit(s.ptr[i])) ||
	       (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z');
}

struct slice question_opening(const struct question *question, struct repair *repair,
			      struct arena *arena)
{
	struct slice text = first_text(question);
	if (repair)
		text = slice_trim(repair_text(repair, text));
	size_t end = 0;
	while (end < text.len && end < OPENING_BYTES && !sentence_ends(text, end))
		end++;
	bool cut = end < text.len && !sentence_ends(text, end);
	while (cut && end && !byte_is_space(text.ptr[end]))
		end--;
	if (!end)
		return arena_printf(arena, "Vraag %.*s", SLICE_ARG(question->id));
	struct buffer line = BUFFER_INIT;
	for (size_t i = 0; i < end; i++)
		if (!byte_is_space(text.ptr[i]) || (line.len && line.ptr[line.len - 1] != ' '))
			buffer_add_byte(&line, byte_is_space(text.ptr[i]) ? ' ' : text.ptr[i]);
	buffer_add_str(&line, cut ? " \xe2\x80\xa6" : "");
	struct slice kept = arena_copy(arena, buffer_slice(&line));
	buffer_release(&line);
	return kept;
}

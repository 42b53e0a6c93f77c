/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/joint.h"

#include "stemming/analyzer.h"
#include "stemming/lexicon.h"

/* Compounds of the word list that begin, or end, with a word, where it is likely to make others. */
enum { OFTEN = 50 };

const char *const joint_prepositions[] = {"aan",   "bij", "in",  "met", "naar", "op", "over",
					  "tegen", "tot", "uit", "van", "voor", NULL};
const char *const joint_articles[] = {"de",  "deze", "dit",  "die", "een",  "haar",
				      "het", "hun",  "onze", "ons", "zijn", NULL};

unsigned char joint_place(struct slice word)
{
	struct lexicon_entry e;
	if (!lexicon_find(word, &e))
		return 0;
	return (unsigned char)((e.first > 0 ? JOINT_LEADS : 0) |
			       (e.first >= OFTEN ? JOINT_LEADS_OFTEN : 0) |
			       (e.last > 0 ? JOINT_ENDS : 0) |
			       (e.last >= OFTEN ? JOINT_ENDS_OFTEN : 0));
}

enum { JOINT_MAX = 2 * ANALYZER_TERM_MAX + 2 };

/* The two as one word, with some link, where the word list has that; its length, else 0. */
static size_t find_listed(struct slice left, struct slice right, char word[JOINT_MAX])
{
	static const char *const links[] = {"", "s", "en", "e", "er", "n"};
	struct lexicon_entry e;
	if (left.len + right.len > 2 * ANALYZER_TERM_MAX)
		return 0;
	memcpy(word, left.ptr, left.len);
	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		const size_t n = strlen(links[i]), len = left.len + n + right.len;
		memcpy(word + left.len, links[i], n);
		memcpy(word + left.len + n, right.ptr, right.len);
		if (lexicon_find(slice_make(word, len), &e))
			return len;
	}
	return 0;
}

bool joint_form(struct slice left, struct slice right, struct buffer *out)
{
	char word[JOINT_MAX];
	const size_t len = find_listed(left, right, word);
	buffer_clear(out);
	buffer_add(out, word, len);
	return len > 0;
}

bool joint_known(struct slice left, struct slice right)
{
	char word[JOINT_MAX];
	unsigned char a = joint_place(left), b = joint_place(right);
	if ((a & JOINT_LEADS_OFTEN) && (b & JOINT_ENDS_OFTEN))
		return true;
	return (a & JOINT_LEADS) && (b & JOINT_ENDS) && find_listed(left, right, word) > 0;
}

void joint_add(struct slice left, struct slice right, struct buffer *out)
{
	buffer_add_slice(out, left);
	buffer_add_byte(out, '+');
	buffer_add_slice(out, right);
}

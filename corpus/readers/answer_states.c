/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/readers/answer_states.h"

enum { NOTICE_BYTES_MAX = 300 };

static const struct {
	const char *words;
	enum answer_state state;
} notices[] = {
	{"ingetrokken", STATE_INGETROKKEN},         {"trekt de vraag in", STATE_INGETROKKEN},
	{"trekt haar vraag in", STATE_INGETROKKEN}, {"trekt zijn vraag in", STATE_INGETROKKEN},
	{"vervangen door", STATE_VERVANGEN},
};

enum answer_state answer_state_of(enum answer_form form, bool first)
{
	switch (form) {
	case ANSWER_PARTIAL: return STATE_GEDEELTELIJK;
	case ANSWER_ADDITIONAL: return first ? STATE_AANVULLEND : STATE_BEANTWOORD;
	default: return STATE_BEANTWOORD;
	}
}

enum answer_state answer_state_noticed(struct slice text, enum answer_state otherwise)
{
	text = slice_trim(text);
	if (text.len > NOTICE_BYTES_MAX || slice_find_nocase(text, 0, "vra") == text.len)
		return otherwise;
	for (size_t i = 0; i < sizeof notices / sizeof *notices; i++)
		if (slice_find_nocase(text, 0, notices[i].words) < text.len)
			return notices[i].state;
	return otherwise;
}

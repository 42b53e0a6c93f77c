/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/model/question_titles.h"

const char *question_parliament_title(const struct question *question)
{
	static const char *const names[] = {
		[PARLIAMENT_UNKNOWN] = "",
		[PARLIAMENT_VLAAMS] = "Vlaams Parlement",
		[PARLIAMENT_KAMER] = "Kamer van volksvertegenwoordigers",
		[PARLIAMENT_TWEEDEKAMER] = "Tweede Kamer der Staten-Generaal"};
	return names[question->parliament];
}

const char *question_kind_title(const struct question *question)
{
	static const char *const names[] = {[KIND_SCHRIFTELIJK] = "Schriftelijke vraag",
					    [KIND_MONDELING] = "Mondelinge vraag",
					    [KIND_MEDEDELING] = "Mededeling"};
	return names[question->kind];
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/stopwords.h"

#include <stdlib.h>

/* Sorted bytewise.  Chosen by class (articles, pronouns, prepositions, conjunctions, auxiliaries,
 * adverbs without content), not by frequency: "minister" and "vlaams" stay words. */
static const char *const list[] = {
	"aan",      "aangaande",   "aangezien", "achter",   "af",       "al",        "aldus",
	"alhoewel", "alle",        "alleen",    "als",      "alsook",   "althans",   "altijd",
	"ander",    "andere",      "anders",    "behalve",  "beide",    "ben",       "beneden",
	"bent",     "betreffende", "bij",       "binnen",   "boven",    "buiten",    "daar",
	"daarbij",  "daardoor",    "daarin",    "daarmee",  "daarna",   "daarnaast", "daarom",
	"daarop",   "daarover",    "daartoe",   "daarvan",  "daarvoor", "dan",       "dat",
	"de",       "der",         "derhalve",  "des",      "deze",     "dezelfde",  "die",
	"dien",     "dit",         "doch",      "doen",     "doet",     "door",      "doordat",
	"dus",      "echter",      "een",       "eens",     "elk",      "elke",      "en",
	"enige",    "enkel",       "enkele",    "enz",      "er",       "eraan",     "ermee",
	"erop",     "erover",      "ertoe",     "eruit",    "ervan",    "ervoor",    "evenals",
	"eveneens", "gaan",        "gaat",      "geen",     "geweest",  "haar",      "had",
	"hadden",   "heb",         "hebben",    "hebt",     "heeft",    "heel",      "hem",
	"hen",      "het",         "hier",      "hierbij",  "hierdoor", "hiermee",   "hierna",
	"hierom",   "hierover",    "hiervan",   "hiervoor", "hij",      "hoe",       "hoewel",
	"hun",      "ieder",       "iedere",    "iemand",   "iets",     "ik",        "in",
	"inzake",   "is",          "ja",        "je",       "jij",      "jou",       "jouw",
	"jullie",   "kan",         "kon",       "konden",   "kunnen",   "kunt",      "maar",
	"me",       "mede",        "mee",       "meer",     "men",      "met",       "mij",
	"mijn",     "mocht",       "moet",      "moeten",   "mogen",    "na",        "naar",
	"naast",    "namelijk",    "nee",       "neen",     "niemand",  "niet",      "niets",
	"noch",     "nog",         "nu",        "of",       "ofwel",    "om",        "omdat",
	"omtrent",  "onder",       "ons",       "onze",     "ooit",     "ook",       "op",
	"over",     "overigens",   "per",       "reeds",    "sinds",    "slechts",   "sommige",
	"te",       "tegen",       "ten",       "tenzij",   "ter",      "terwijl",   "tevens",
	"toch",     "toe",         "toen",      "tot",      "tussen",   "u",         "uit",
	"uw",       "van",         "vanaf",     "vanuit",   "vanwege",  "veel",      "via",
	"volgens",  "voor",        "waar",      "waaraan",  "waarbij",  "waardoor",  "waarin",
	"waarmee",  "waarom",      "waaronder", "waarop",   "waarover", "waartoe",   "waaruit",
	"waarvan",  "waarvoor",    "want",      "waren",    "was",      "wat",       "we",
	"wel",      "welk",        "welke",     "werd",     "werden",   "wie",       "wiens",
	"wij",      "wil",         "willen",    "word",     "worden",   "wordt",     "zal",
	"ze",       "zelf",        "zelfs",     "zich",     "zichzelf", "zij",       "zijn",
	"zo",       "zoals",       "zodat",     "zon",      "zonder",   "zou",       "zouden",
	"zowel",    "zullen",      "zult",
};

static int compare(const void *key, const void *item)
{
	return slice_compare(*(const struct slice *)key, slice_of(*(const char *const *)item));
}

int stopword(struct slice folded)
{
	const char *const *found = bsearch(&folded, list, sizeof list / sizeof *list, sizeof *list,
					   compare);
	return found ? (int)(found - list) : -1;
}

const char *stopword_at(unsigned number)
{
	return number < sizeof list / sizeof *list ? list[number] : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a word that a lost line break glued together is to be cut, and which words only look so. */
#include <string.h>

#include "corpus/repair/repair_internal.h"
#include "corpus/text/latin.h"

/* Bytes: a longer run of letters is not a word. */
enum { GLUED_MAX = 64, NAME_LEFT_MIN = 5, LONG_WORD = 8, PAIR_MIN = 5 };

/* May stand at the front of a glued word: no particles, they begin honest words (opvang,
 * inkomen). */
static const char *const glue_front[] = {
	"de",   "het",      "een",    "en",     "van",   "dat",    "die",       "dit",    "deze",
	"is",   "zijn",     "wordt",  "worden", "werd",  "werden", "heeft",     "hebben", "had",
	"kan",  "kunnen",   "moet",   "moeten", "zal",   "zullen", "zou",       "zouden", "niet",
	"ook",  "maar",     "of",     "als",    "dan",   "te",     "er",        "ik",     "uw",
	"mijn", "wij",      "zij",    "hij",    "hun",   "haar",   "met",       "naar",   "tot",
	"per",  "tussen",   "zonder", "omdat",  "zodat", "welke",  "wat",       "wie",    "waar",
	"hoe",  "waarom",   "nog",    "meer",   "geen",  "alle",   "andere",    "zoals",  "vanuit",
	"bent", "kunt",     "dient",  "dienen", "voor",  "door",   "bij",       "op",     "in",
	"aan",  "om",       "uit",    "over",   "onder", "al",     "bovendien", "daarom", "echter",
	"zich", "dezelfde", "u",      NULL};
static const char *const glue_back[] = {
	"de",   "het",    "een",    "van",    "dat",    "die",   "dit",    "deze", "is",
	"zijn", "wordt",  "worden", "werd",   "werden", "heeft", "hebben", "kan",  "kunnen",
	"moet", "moeten", "zal",    "zullen", "niet",   "ook",   "maar",   "of",   "als",
	"dan",  "te",     "er",     "ik",     "u",      "uw",    "met",    "naar", "tot",
	"per",  "tussen", "zonder", "omdat",  "zodat",  "welke", "wat",    "wie",  "waar",
	"hoe",  "waarom", "nog",    "geen",   "zoals",  "voor",  "door",   "bij",  "op",
	"in",   "aan",    "om",     "uit",    "over",   "onder", "af",     "en",   NULL};
/* Particles: at the front only before a function word or a capital. */
static const char *const particles[] = {"voor", "door",  "bij", "op",  "in", "aan", "om", "uit",
					"over", "onder", "al",  "met", "er", "of",  "te", NULL};

/* Of these, the ones in whose compounds the rest is hardly ever a word by itself. */
static const char *const loose[] = {"te", "of", "om", "in", "al", NULL};

/* End no name. */
static const char *const name_back[] = {
	"het",    "een",    "van",    "over",   "voor",   "door",   "deze",   "dit",
	"heeft",  "hebben", "wordt",  "worden", "werd",   "werden", "zijn",   "niet",
	"zullen", "moeten", "kunnen", "zou",    "zouden", "waar",   "waarom", "welke",
	"zoals",  "omdat",  "zodat",  "tussen", "zonder", "naar",   NULL};
/* Begin sentences and hardly a name. */
static const char *const opening[] = {"het",   "een",     "dit",    "deze",      "dat", "welke",
				      "zoals", "volgens", "daarom", "daarnaast", NULL};

/* A plural in -en would not keep a double vowel: "klimaaten" is klimaat + en. */
static bool honest_plural(struct slice left)
{
	if (left.len < 3)
		return true;
	char a = left.ptr[left.len - 3], b = left.ptr[left.len - 2];
	return !(a == b && strchr("aeou", a));
}

static bool is_word(const struct repair *self, struct slice s)
{
	if (s.len < 2)
		return slice_is(s, "u");
	return self->known(s) || (latin_is_upper((unsigned char)s.ptr[0]) && self->known_name(s));
}

/* Words that begin no compound: "nieuwe" beside "nieuw", "systematisch", "mogelijk". */
static bool inflected(const struct repair *self, struct slice left)
{
	static const char *const ends[] = {"isch", "ische", "lijk", "lijke", "matig", "matige"};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (left.len > 6 && slice_ends(left, ends[i]))
			return self->known(left);
	return left.len > 5 && slice_ends(left, "e") && self->known(left) &&
	       self->known(slice_sub(left, 0, left.len - 1)) && !slice_ends(left, "ie");
}

bool repair_starts_upper(struct slice s)
{
	size_t pos = 0;
	return s.len && latin_is_upper(utf8_next(s, &pos));
}

/* The word stands by itself elsewhere in the paper, in the same case. */
static bool stands_alone(const struct repair *self, struct slice word)
{
	struct repair *r = (struct repair *)self; /* looking up changes nothing */
	const struct slice *found = self->word_room && word.len >= REPAIR_ALONE_MIN
					    ? repair_find_word(r, word)
					    : NULL;
	return found && found->len && slice_eq(*found, word);
}

bool repair_is_particle(struct slice word)
{
	for (size_t i = 0; particles[i]; i++)
		if (particles[i][0] == word.ptr[0] && slice_is(word, particles[i]))
			return true;
	return false;
}

/* The paper has the two words side by side elsewhere: "op gebied". */
static bool stands_apart(const struct repair *self, struct slice left, struct slice right)
{
	char pair[GLUED_MAX + 2];
	struct repair *r = (struct repair *)self; /* looking up changes nothing */
	if (right.len < REPAIR_PAIR_MIN || !self->word_room)
		return false;
	memcpy(pair, left.ptr, left.len);
	pair[left.len] = ' ';
	memcpy(pair + left.len + 1, right.ptr, right.len);
	return repair_find_word(r, slice_make(pair, left.len + 1 + right.len))->len > 0;
}

/* Bytes of the half of a word in small letters that is no function word when the cut is good, else
 * 0. */
static size_t weigh_cut(const struct repair *self, struct slice left, struct slice right)
{
	bool front = slice_is_one_of(left, glue_front);
	if (front && repair_is_particle(left) && self->known(right) &&
	    stands_apart(self, left, right))
		return right.len;
	if (!front && self->flemish && !self->rich)
		return 0;
	bool back = slice_is_one_of(right, glue_back);
	if (self->flemish && !self->rich)
		return back && left.len + right.len > PAIR_MIN
			       ? left.len > right.len ? left.len : right.len
			       : 0;
	if (front && back)
		return left.len > right.len ? left.len : right.len;
	if (!front && !back)
		return right.len > 3 && inflected(self, left) && self->known(right) ? right.len : 0;
	if (front && slice_is_one_of(left, particles) && !slice_is_one_of(left, loose))
		return 0;
	if (front)
		return right.len > (slice_is_one_of(left, loose) ? 3 : 2) && is_word(self, right)
			       ? right.len
			       : 0;
	if (!back || left.len < 3 || (slice_is(right, "en") && honest_plural(left)))
		return 0;
	return is_word(self, left) ? left.len : 0;
}

/*
 * The same for a word with a capital, which may be any name: "Freedom", "Dewinter", "Westover",
 * "Philis". It is cut before a word that ends no name, behind what is a word or an abbreviation,
 * and behind the few words that begin sentences and no names.
 */
static size_t weigh_name_cut(const struct repair *self, struct slice left, struct slice right,
			     bool opens)
{
	if (slice_is_one_of(right, name_back)) {
		bool word = left.len >= NAME_LEFT_MIN ? self->known(left) || self->known_name(left)
						      : left.len > 1 && latin_all_capitals(left);
		if (word || stands_alone(self, left))
			return left.len;
	}
	if (slice_is_one_of(right, glue_back) && right.len > 1 && left.len > REPAIR_ALONE_MIN &&
	    stands_alone(self, left))
		return left.len;
	if (!opens)
		return 0;
	if (slice_is_one_of(left, glue_front) && slice_is_one_of(right, glue_back) &&
	    left.len + right.len > 4)
		return right.len;
	bool article = slice_is(left, "De") || slice_is(left, "In");
	bool neuter = slice_is(left, "Het") || slice_is(left, "Een");
	bool begins = (slice_is_one_of(left, opening) && right.len > (neuter ? 5 : 3)) ||
		      (article && right.len > LONG_WORD);
	return self->rich && begins && self->known(right) ? right.len : 0;
}

/* A capital inside, of a word that goes on: "vanBuitenlandse", "PalestijnseGebieden", but not
 * "FrieslandCampina". */
static size_t find_capital(const struct repair *self, struct slice word)
{
	bool upper = repair_starts_upper(word);
	for (size_t i = 2; i + 1 < word.len; i++) {
		bool change = word.ptr[i] >= 'A' && word.ptr[i] <= 'Z' && word.ptr[i - 1] >= 'a' &&
			      word.ptr[i - 1] <= 'z';
		struct slice left = slice_sub(word, 0, i), right = slice_from(word, i);
		bool goes_on = word.ptr[i + 1] >= 'a' || slice_is_one_of(left, glue_front);
		if (!change || !goes_on || !is_word(self, left))
			continue;
		bool adjective = inflected(self, left) || slice_ends(left, "se");
		bool apart = stands_alone(self, left) && stands_alone(self, right);
		if (!upper || apart ||
		    ((adjective || slice_is_one_of(left, glue_front)) && is_word(self, right)))
			return i;
	}
	return 0;
}

/* Where a glued word is to be cut, 0 when it is not: the cut that leaves most to the half that is
 * no function word, "van uitsluiting" and not "vanuit sluiting".  `opens`: the word begins a
 * sentence. */
size_t repair_find_cut(const struct repair *self, struct slice word, bool opens)
{
	if (word.len < 4 || word.len > GLUED_MAX || is_word(self, word) || latin_all_capitals(word))
		return 0;
	bool upper = repair_starts_upper(word);
	if (!upper && word.ptr[0] == 'u' && slice_is_one_of(slice_from(word, 1), glue_back))
		return 1;
	size_t best = find_capital(self, word), most = 0;
	for (size_t i = word.len - 1, whole = best; i >= 2 && !whole; i--) {
		if (((unsigned char)word.ptr[i] & 0xc0) == 0x80)
			continue;
		struct slice left = slice_sub(word, 0, i), right = slice_from(word, i);
		size_t weight = upper ? weigh_name_cut(self, left, right, opens)
				      : weigh_cut(self, left, right);
		if (weight > most) {
			most = weight;
			best = i;
		}
	}
	return best;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Second half of the repair: words.  Lost line breaks glue two words into one
 * ("zodatstijgende"); they are taken apart only when the whole is no word, one
 * half is a function word and the other half is a word, because Dutch writes
 * honest compounds in just that way.
 */
#include "corpus/repair/repair.h"

#include <stdlib.h>

#include "base/error.h"
#include "corpus/repair/repair_internal.h"
#include "corpus/text/latin.h"

/* Bytes: a longer run of letters is no word, a longer one without spaces no address. */
enum { GLUED_MAX = 64, ADDRESS_MAX = 256, ALONE_MIN = 5, NAME_LEFT_MIN = 5, RICH_MIN = 3, LONG_WORD = 8 };

struct repair {
	repair_known_fn *known, *known_name;
	struct arena arena;
	struct slice *words; /* open-addressing set of the paper's words, lower case */
	size_t word_room, word_count;
	footnote_set footnotes;
	bool glued; /* set as the Tweede Kamer sets its papers: page heads, notes at the foot */
	bool cuts;  /* line breaks may have been lost */
	bool rich;  /* and many were */
	size_t glued_count;
	bool lines; /* texts have lines at all */
};

struct repair *repair_new(repair_known_fn *known, repair_known_fn *known_name)
{
	struct repair *self = calloc(1, sizeof *self);
	if (!self)
		die_nomem(sizeof *self);
	self->known = known;
	self->known_name = known_name;
	return self;
}

void repair_free(struct repair *self)
{
	if (!self)
		return;
	arena_release(&self->arena);
	free(self);
}

/* ---- the paper's own words ---- */

static size_t word_hash(struct slice s)
{
	size_t h = 5381;
	for (size_t i = 0; i < s.len; i++)
		h = h * 33 ^ (unsigned char)byte_lower(s.ptr[i]);
	return h;
}

static bool same_word(struct slice a, struct slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (byte_lower(a.ptr[i]) != byte_lower(b.ptr[i]))
			return false;
	return true;
}

static struct slice *find_word(struct repair *self, struct slice word)
{
	size_t i = word_hash(word) & (self->word_room - 1);
	while (self->words[i].len && !same_word(self->words[i], word))
		i = (i + 1) & (self->word_room - 1);
	return &self->words[i];
}

static void add_word(struct repair *self, struct slice word)
{
	if (self->word_count * 2 >= self->word_room) {
		struct slice *old = self->words;
		size_t room = self->word_room;
		self->word_room = room ? room * 2 : 512;
		self->words = arena_calloc(&self->arena, self->word_room, sizeof *self->words);
		for (size_t i = 0; i < room; i++)
			if (old[i].len)
				*find_word(self, old[i]) = old[i];
	}
	struct slice *slot = find_word(self, word);
	if (!slot->len) {
		*slot = word;
		self->word_count++;
	}
}

static bool letter_at(struct slice s, size_t i)
{
	return i < s.len && (byte_is_alpha(s.ptr[i]) || (unsigned char)s.ptr[i] >= 0xc3);
}

/* Bytes of a run of letters from i on; bytes over 0x7f count unless they are punctuation. */
static size_t letters_end(struct slice s, size_t i)
{
	for (;;) {
		while (i < s.len && byte_is_alpha(s.ptr[i])) /* nearly all are */
			i++;
		size_t pos = i;
		if (i >= s.len || (unsigned char)s.ptr[i] < 0x80 || !latin_is_letter(utf8_next(s, &pos)))
			return i;
		i = pos;
	}
}

static void collect_words(struct repair *self, struct slice text)
{
	for (size_t i = 0; i < text.len;) {
		size_t end = letters_end(text, i);
		if (end - i >= ALONE_MIN)
			add_word(self, slice_sub(text, i, end));
		i = end > i ? end : i + 1;
	}
}

static void look_at(struct repair *self, struct slice text)
{
	footnote_set found = repair_find_footnotes(text, self->glued);
	for (size_t i = 1; i < 100; i++)
		self->footnotes.has[i] = self->footnotes.has[i] || found.has[i];
	collect_words(self, text);
}

static void each_text(const struct question *q, void (*fn)(struct repair *, struct slice),
		      struct repair *self)
{
	fn(self, q->title);
	fn(self, q->intro);
	fn(self, q->answer_intro);
	for (size_t i = 0; i < q->question_count; i++)
		fn(self, q->questions[i].text);
	for (size_t i = 0; i < q->answer_count; i++)
		fn(self, q->answers[i].text);
}

static void look_for_lines(struct repair *self, struct slice text)
{
	self->lines = self->lines || (text.len && memchr(text.ptr, '\n', text.len));
}

/* ---- glued words ---- */

static bool in_list(struct slice word, const char *const *list)
{
	for (; *list; list++)
		if (slice_is_nocase(word, *list))
			return true;
	return false;
}

/* May stand at the front of a glued word: no particles, they begin honest words (opvang, inkomen). */
static const char *const glue_front[] = {
	"de", "het", "een", "en", "van", "dat", "die", "dit", "deze", "is", "zijn", "wordt", "worden",
	"werd", "werden", "heeft", "hebben", "had", "kan", "kunnen", "moet", "moeten", "zal", "zullen",
	"zou", "zouden", "niet", "ook", "maar", "of", "als", "dan", "te", "er", "ik", "uw", "mijn", "wij",
	"zij", "hij", "hun", "haar", "met", "naar", "tot", "per", "tussen", "zonder", "omdat", "zodat",
	"welke", "wat", "wie", "waar", "hoe", "waarom", "nog", "meer", "geen", "alle", "andere", "zoals",
	"vanuit", "bent", "kunt", "dient", "dienen", "voor", "door", "bij", "op", "in", "aan", "om", "uit",
	"over", "onder", "al", "bovendien", "daarom", "echter", "zich", "dezelfde", "u", NULL};
static const char *const glue_back[] = {
	"de", "het", "een", "van", "dat", "die", "dit", "deze", "is", "zijn", "wordt", "worden", "werd",
	"werden", "heeft", "hebben", "kan", "kunnen", "moet", "moeten", "zal", "zullen", "niet", "ook",
	"maar", "of", "als", "dan", "te", "er", "ik", "u", "uw", "met", "naar", "tot", "per", "tussen",
	"zonder", "omdat", "zodat", "welke", "wat", "wie", "waar", "hoe", "waarom", "nog", "geen", "zoals",
	"voor", "door", "bij", "op", "in", "aan", "om", "uit", "over", "onder", "af", "en", NULL};
/* Particles: at the front only before a function word or a capital. */
static const char *const particles[] = {"voor", "door", "bij", "op", "in", "aan", "om", "uit", "over",
					"onder", "al", "met", "er", "of", "te", NULL};

/* Of these, the ones in whose compounds the rest is hardly ever a word by itself. */
static const char *const loose[] = {"te", "of", "om", "in", "al", NULL};

/* End no name. */
static const char *const name_back[] = {
	"het", "een", "van", "over", "voor", "door", "deze", "dit", "heeft", "hebben", "wordt", "worden", "werd",
	"werden", "zijn", "niet", "zullen", "moeten", "kunnen", "zou", "zouden", "waar", "waarom", "welke", "zoals",
	"omdat", "zodat", "tussen", "zonder", "naar", NULL};
/* Begin sentences and hardly a name. */
static const char *const opening[] = {
	"het", "een", "dit", "deze", "dat", "welke", "zoals", "volgens", "daarom", "daarnaast", NULL};

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

static bool starts_upper(struct slice s)
{
	size_t pos = 0;
	return s.len && latin_is_upper(utf8_next(s, &pos));
}

/* The word stands by itself elsewhere in the paper, in the same case. */
static bool stands_alone(const struct repair *self, struct slice word)
{
	struct repair *r = (struct repair *)self; /* looking up changes nothing */
	const struct slice *found = self->word_room && word.len >= ALONE_MIN ? find_word(r, word) : NULL;
	return found && found->len && slice_eq(*found, word);
}

/* Bytes of the half of a word in small letters that is no function word when the cut is good, else 0. */
static size_t weigh_cut(const struct repair *self, struct slice left, struct slice right)
{
	bool front = in_list(left, glue_front), back = in_list(right, glue_back);
	if (front && back)
		return left.len > right.len ? left.len : right.len;
	if (!front && !back)
		return right.len > 3 && inflected(self, left) && self->known(right) ? right.len : 0;
	if (front && in_list(left, particles) && !in_list(left, loose))
		return 0;
	if (front)
		return right.len > (in_list(left, loose) ? 3 : 2) && is_word(self, right) ? right.len : 0;
	if (!back || left.len < 3 || (slice_is(right, "en") && honest_plural(left)))
		return 0;
	return is_word(self, left) ? left.len : 0;
}

/*
 * The same for a word with a capital, which may be any name: "Freedom", "Dewinter", "Westover", "Philis".
 * It is cut before a word that ends no name, behind what is a word or an abbreviation, and behind the few words
 * that begin sentences and no names.
 */
static size_t weigh_name_cut(const struct repair *self, struct slice left, struct slice right, bool opens)
{
	if (in_list(right, name_back)) {
		bool word = left.len >= NAME_LEFT_MIN ? self->known(left) || self->known_name(left)
						       : left.len > 1 && latin_all_capitals(left);
		if (word || stands_alone(self, left))
			return left.len;
	}
	if (in_list(right, glue_back) && right.len > 1 && left.len > ALONE_MIN && stands_alone(self, left))
		return left.len;
	if (!opens)
		return 0;
	if (in_list(left, glue_front) && in_list(right, glue_back) && left.len + right.len > 4)
		return right.len;
	bool article = slice_is(left, "De") || slice_is(left, "In");
	bool neuter = slice_is(left, "Het") || slice_is(left, "Een");
	bool begins = (in_list(left, opening) && right.len > (neuter ? 5 : 3)) || (article && right.len > LONG_WORD);
	return self->rich && begins && self->known(right) ? right.len : 0;
}

/* A capital inside, of a word that goes on: "vanBuitenlandse", "PalestijnseGebieden", but not "FrieslandCampina". */
static size_t find_capital(const struct repair *self, struct slice word)
{
	bool upper = starts_upper(word);
	for (size_t i = 2; i + 1 < word.len; i++) {
		bool change = word.ptr[i] >= 'A' && word.ptr[i] <= 'Z' && word.ptr[i - 1] >= 'a' &&
			      word.ptr[i - 1] <= 'z';
		struct slice left = slice_sub(word, 0, i), right = slice_from(word, i);
		bool goes_on = word.ptr[i + 1] >= 'a' || in_list(left, glue_front);
		if (!change || !goes_on || !is_word(self, left))
			continue;
		bool adjective = inflected(self, left) || slice_ends(left, "se");
		bool apart = stands_alone(self, left) && stands_alone(self, right);
		if (!upper || apart || ((adjective || in_list(left, glue_front)) && is_word(self, right)))
			return i;
	}
	return 0;
}

/* Where a glued word is to be cut, 0 when it is not: the cut that leaves most to the half that is no function
 * word, "van uitsluiting" and not "vanuit sluiting".  `opens`: the word begins a sentence. */
static size_t find_cut(const struct repair *self, struct slice word, bool opens)
{
	if (word.len < 4 || word.len > GLUED_MAX || is_word(self, word) || latin_all_capitals(word))
		return 0;
	bool upper = starts_upper(word);
	if (!upper && word.ptr[0] == 'u' && in_list(slice_from(word, 1), glue_back))
		return 1;
	size_t best = find_capital(self, word), most = 0;
	for (size_t i = word.len - 1, whole = best; i >= 2 && !whole; i--) {
		if (((unsigned char)word.ptr[i] & 0xc0) == 0x80)
			continue;
		struct slice left = slice_sub(word, 0, i), right = slice_from(word, i);
		size_t weight = upper ? weigh_name_cut(self, left, right, opens) : weigh_cut(self, left, right);
		if (weight > most) {
			most = weight;
			best = i;
		}
	}
	return best;
}

/* Counts the words in small letters that are glued, as far as it takes to know that many are. */
static void count_glued(struct repair *self, struct slice text)
{
	for (size_t i = 0; i < text.len && self->glued_count < RICH_MIN;) {
		size_t end = letters_end(text, i);
		struct slice word = slice_sub(text, i, end);
		if (word.len > 5 && !starts_upper(word))
			self->glued_count += find_cut(self, word, false) > 0;
		i = end > i ? end : i + 1;
	}
	self->rich = self->glued_count >= RICH_MIN;
}

/* Documents whose paragraphs are known lose no break between two lines: only PDFs do, and what was taken from
 * them. */
static bool may_have_lost_breaks(struct slice source)
{
	static const char *const whole[] = {".docx", ".odt", ".html", ".htm", ".xml"};
	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
		if (slice_find_nocase(source, source.len > 5 ? source.len - 5 : 0, whole[i]) < source.len)
			return false;
	return true;
}

void repair_begin(struct repair *self, const struct question *question)
{
	arena_clear(&self->arena);
	self->words = NULL;
	self->word_room = self->word_count = 0;
	self->footnotes = (footnote_set){{false}};
	self->lines = false;
	self->glued = question->parliament == PARLIAMENT_TWEEDEKAMER;
	self->rich = false;
	self->glued_count = 0;
	self->cuts = self->glued && may_have_lost_breaks(question->source);
	each_text(question, look_for_lines, self);
	if (self->lines || self->glued) {
		self->words = NULL;
		add_word(self, slice_of("vraagbaak"));
		each_text(question, look_at, self);
	}
	if (self->cuts)
		each_text(question, count_glued, self);
}

/* ---- the pass over words ---- */

struct pass {
	const struct repair *self;
	struct buffer *out;
	size_t word_start; /* in out, of the word before; out->len when something else came between */
	size_t word_end;
};

static bool has_word(const struct repair *self, struct slice word)
{
	struct repair *r = (struct repair *)self; /* looking up changes nothing */
	return self->word_room && find_word(r, word)->len;
}

/* "Vreemdelingen zaken": one word when the paper has it as one elsewhere. */
static bool rejoin(struct pass *p, struct slice word)
{
	if (p->self->glued || !p->self->lines || p->word_end + 1 != p->out->len ||
	    p->out->ptr[p->word_end] != ' ' || p->word_end - p->word_start < 4 || word.len < 4)
		return false;
	if (!(word.ptr[0] >= 'a' && word.ptr[0] <= 'z'))
		return false;
	char joined[128];
	size_t n = p->word_end - p->word_start;
	if (n + word.len > sizeof joined)
		return false;
	memcpy(joined, p->out->ptr + p->word_start, n);
	memcpy(joined + n, word.ptr, word.len);
	if (!has_word(p->self, slice_make(joined, n + word.len)))
		return false;
	p->out->len = p->word_end;
	return true;
}

/* Footnote digits that stick to a word: "leakage1". */
static size_t take_footnote(struct pass *p, struct slice text, size_t i, size_t word_len)
{
	size_t n = 0;
	unsigned number = 0;
	while (n < 3 && i + n < text.len && byte_is_digit(text.ptr[i + n]))
		number = number * 10 + (unsigned)(text.ptr[i + n++] - '0');
	if (n == 0 || n > 2 || word_len < 3 || !p->self->footnotes.has[number] || letter_at(text, i + n))
		return 0;
	if (!(text.ptr[i - 1] >= 'a' && text.ptr[i - 1] <= 'z'))
		return 0;
	repair_add_superscript(p->out, number);
	return n;
}

static bool has_vowel(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (strchr("aeiouyj", byte_lower(s.ptr[i])) || (unsigned char)s.ptr[i] >= 0x80)
			return true;
	return false;
}

/* "regelge-ving": the hyphen of a line end inside a line. */
static bool stray_hyphen(const struct repair *self, struct slice text, size_t start, size_t hyphen,
			 size_t end)
{
	char joined[128];
	size_t a = hyphen - start, b = end - hyphen - 1;
	if (a < 2 || b < 2 || a + b > sizeof joined || text.ptr[hyphen + 1] < 'a')
		return false;
	/* "EU-funded", "hiv-infecties": abbreviations keep their hyphen */
	if ((text.ptr[start + 1] >= 'A' && text.ptr[start + 1] <= 'Z') ||
	    !has_vowel(slice_sub(text, start + 1, hyphen)))
		return false;
	memcpy(joined, text.ptr + start, a);
	memcpy(joined + a, text.ptr + hyphen + 1, b);
	struct slice whole = slice_make(joined, a + b);
	struct slice left = slice_sub(text, start, hyphen), right = slice_sub(text, hyphen + 1, end);
	bool both = self->known(left) && self->known(right);
	if (has_word(self, whole) || (self->known(whole) && !both))
		return true;
	return a > 3 && !self->known(left) && !self->known(right);
}

/* What is written so far ends a sentence, or a paragraph, or opens a quotation. */
static bool opens_sentence(const struct buffer *out)
{
	size_t i = out->len;
	while (i && out->ptr[i - 1] == ' ')
		i--;
	struct slice before = slice_make(out->ptr, i);
	return !i || strchr(".?!:\n(", out->ptr[i - 1]) || slice_ends(before, "\xc2\xab") ||
	       slice_ends(before, "\xe2\x80\x9c") || slice_ends(before, "\xe2\x80\x98");
}

static void add_mended(struct pass *p, struct slice word)
{
	size_t cut = p->self->cuts ? find_cut(p->self, word, opens_sentence(p->out)) : 0;
	if (!rejoin(p, word))
		p->word_start = p->out->len;
	buffer_add_slice(p->out, slice_sub(word, 0, cut));
	if (cut) {
		buffer_add_byte(p->out, ' ');
		p->word_start = p->out->len;
	}
	buffer_add_slice(p->out, slice_from(word, cut));
	p->word_end = p->out->len;
}

/* The run of letters from i to end, with what its repair takes along; returns the byte behind. */
static size_t take_word(struct pass *p, struct slice text, size_t i, size_t end)
{
	bool inside = p->self->cuts && end + 2 < text.len && text.ptr[end] == '-';
	size_t next = inside ? letters_end(text, end + 1) : end;
	if (inside && next > end + 1 && stray_hyphen(p->self, text, i, end, next)) {
		char joined[128];
		memcpy(joined, text.ptr + i, end - i);
		memcpy(joined + (end - i), text.ptr + end + 1, next - end - 1);
		add_mended(p, slice_make(joined, next - i - 1));
		end = next;
	} else {
		add_mended(p, slice_sub(text, i, end));
	}
	return end + take_footnote(p, text, end, end - i);
}

/* "incident.Trein": a sentence ends without a space behind it. */
static bool glued_sentence(struct slice text, size_t i)
{
	if (text.ptr[i] == ' ' || !strchr(".?!;:,", text.ptr[i]) || i < 2 || i + 2 >= text.len)
		return false;
	size_t pos = i + 1;
	uint32_t next = utf8_next(text, &pos);
	char before = text.ptr[i - 1];
	bool word_before = (before >= 'a' && before <= 'z') || before == ')' || (unsigned char)before >= 0x80;
	bool url = false;
	for (size_t k = i; k && i - k < ADDRESS_MAX && !byte_is_space(text.ptr[k - 1]); k--)
		url = url || text.ptr[k - 1] == '/' || text.ptr[k - 1] == '@' || slice_starts(slice_from(text, k - 1), "www");
	return word_before && latin_is_upper(next) && !url;
}

static void mend_words(const struct repair *self, struct slice text, struct buffer *out)
{
	struct pass p = {self, out, 0, (size_t)-2};
	buffer_reserve(out, text.len);
	for (size_t i = 0; i < text.len;) {
		size_t end = letter_at(text, i) ? letters_end(text, i) : i;
		if (end > i) {
			i = take_word(&p, text, i, end);
			continue;
		}
		buffer_add_byte(out, text.ptr[i]);
		if (glued_sentence(text, i))
			buffer_add_byte(out, ' ');
		i++;
	}
}

static bool needs_nothing(const struct repair *self, struct slice raw)
{
	if (self->lines || self->glued)
		return false;
	for (size_t i = 2; i + 2 < raw.len; i++)
		if (raw.ptr[i] < '@' && raw.ptr[i] > ' ' && glued_sentence(raw, i))
			return false;
	return true;
}

struct slice repair_text(struct repair *self, struct slice raw)
{
	if (!raw.len || needs_nothing(self, raw))
		return raw;
	struct buffer joined = BUFFER_INIT, out = BUFFER_INIT;
	if (self->lines || self->glued)
		repair_lines(&self->arena, raw, &self->footnotes, self->glued, &joined);
	else
		buffer_add_slice(&joined, raw);
	mend_words(self, buffer_slice(&joined), &out);
	struct slice kept = slice_trim(arena_copy(&self->arena, buffer_slice(&out)));
	buffer_release(&joined);
	buffer_release(&out);
	return kept;
}

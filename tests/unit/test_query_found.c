/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Queries at random on an index of questions at random, beside a plain walk over all
 * questions that applies the rules of doc/internals/query-language.md to the words as the analyzer
 * gives them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus/model/question.h"
#include "indexer/document/document_builder.h"
#include "searcher/compile/query_compile.h"
#include "stemming/joint.h"
#include "store/index/schema.h"
#include "tests/unit/often.h"
#include "tests/unit/xap_fixture.h"

enum { QUESTIONS = 60, POSTED_MAX = 400 };

static struct analyzer *analyzer;
static struct xap_db *db;
static struct arena arena;
static uint64_t seed = 42;

static unsigned dice(unsigned sides)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(seed >> 33) % sides;
}

static const char *const vocabulary[] = {
	"fiets",
	"fietsen",
	"trein",
	"bus",
	"de",
	"het",
	"inburgering",
	"traject",
	"inburgeringstraject",
	"trajecten",
	"wiskunde-onderwijs",
	"wiskunde",
	"onderwijs",
	"\xc3\xa9\xc3\xa9n",
	"een",
	"auto's",
	"7/2/2022",
	"181",
	"van",
	"voor",
};
enum { VOCABULARY = sizeof vocabulary / sizeof *vocabulary };

/* ---- questions, and what was posted of them ---- */

struct posted {
	struct slice term;
	uint32_t position;
	bool part; /* of a compound: in no phrase */
};

static struct walked {
	struct posted posted[POSTED_MAX];
	size_t count;
	int asked;
	bool green;
} walked[QUESTIONS];

static void take_posting(void *ctx, const struct token *token)
{
	struct walked *w = ctx;
	int piece = -1;
	for (unsigned i = 0; i < token->word->count; i++) {
		const struct word_term *t = &token->word->terms[i];
		bool part = t->kind == TERM_JOINT ||
			    (t->kind == TERM_PART &&
			     !(token->kind == SPAN_HYPHENATED && t->offset != piece));
		if (t->kind == TERM_PART)
			piece = t->offset;
		assert_true(w->count < POSTED_MAX);
		w->posted[w->count++] = (struct posted){arena_copy(&arena, t->text),
							token->position + t->offset, part};
	}
}

static struct slice random_words(unsigned count)
{
	struct buffer text = BUFFER_INIT;
	while (count--)
		buffer_printf(&text, "%s%s", vocabulary[dice(VOCABULARY)], count ? " " : "");
	struct slice kept = arena_copy(&arena, buffer_slice(&text));
	buffer_release(&text);
	return kept;
}

static uint32_t walk(struct walked *w, struct slice text, uint32_t position)
{
	return analyzer_run(analyzer, text, position, take_posting, w) + SCHEMA_TEXT_GAP;
}

static void fill(struct question *q, struct walked *w)
{
	struct slice title = random_words(1 + dice(4)), first = random_words(2 + dice(6)),
		     second = random_words(1 + dice(6)), answer = random_words(1 + dice(10));
	question_init(q);
	q->title = title;
	w->asked = q->date_asked = dice(3) ? 20210101 + (int)dice(4) * 10000 : 0;
	w->green = dice(2);
	if (w->green)
		question_add_asker(q, slice_of("An"), slice_of("Groen"));
	question_add_subquestion(q, slice_of("1"), first);
	question_add_subquestion(q, slice_of("2"), second);
	question_add_answer(q, answer);
	walk(w, title, 1);
	walk(w, second, walk(w, first, SCHEMA_QUESTION_FIRST));
	walk(w, answer, SCHEMA_ANSWER_FIRST);
}

static int make_index(void **state)
{
	if (set_up(state) || analyzer_new(&analyzer, &err))
		return -1;
	struct document_builder *builder = document_builder_new(analyzer);
	db = new_db("random");
	for (unsigned i = 0; i < QUESTIONS; i++) {
		struct question q;
		struct xap_doc *doc = xap_doc_new();
		char unique[16];
		fill(&q, &walked[i]);
		q.id = arena_printf(&q.arena, "q%u", i);
		question_finish(&q);
		document_build(builder, &q, slice_of("hash"), doc);
		snprintf(unique, sizeof unique, "Qq%u", i);
		ok(xap_replace(db, slice_of(unique), doc, NULL, &err));
		xap_doc_free(doc);
		question_release(&q);
	}
	ok(xap_commit(db, &err));
	document_builder_free(builder);
	return 0;
}

static int drop_index(void **state)
{
	xap_close(db);
	analyzer_free(analyzer);
	arena_release(&arena);
	return tear_down(state);
}

/* ---- the plain walk ---- */

static bool in_scope(uint32_t position, enum query_scope scope)
{
	switch (scope) {
	case QUERY_TITLE: return position <= SCHEMA_TITLE_LAST;
	case QUERY_QUESTION:
		return position >= SCHEMA_QUESTION_FIRST && position <= SCHEMA_QUESTION_LAST;
	case QUERY_ANSWER: return position >= SCHEMA_ANSWER_FIRST;
	default: return true;
	}
}

static bool stands_at(const struct walked *w, struct slice term, uint32_t position)
{
	for (size_t i = 0; i < w->count; i++)
		if (!w->posted[i].part && w->posted[i].position == position &&
		    slice_eq(w->posted[i].term, term))
			return true;
	return false;
}

static bool stands(const struct walked *w, struct slice term, enum query_scope scope)
{
	for (size_t i = 0; i < w->count; i++)
		if (in_scope(w->posted[i].position, scope) && slice_eq(w->posted[i].term, term))
			return true;
	return false;
}

/* The words here are one token each; its terms are copied. */
static void take_terms(void *ctx, const struct token *token)
{
	struct word *copy = ctx;
	struct word_term *terms = arena_calloc(&arena, token->word->count, sizeof *terms);
	*copy = *token->word;
	for (unsigned i = 0; i < copy->count; i++) {
		terms[i] = copy->terms[i];
		terms[i].text = arena_copy(&arena, terms[i].text);
	}
	copy->terms = terms;
}

static struct word word_of(struct slice text)
{
	struct word word = {0};
	analyzer_run(analyzer, text, 1, take_terms, &word);
	return word;
}

static struct slice whole_of(const struct word *word)
{
	static const enum term_kind order[] = {TERM_WORD, TERM_ACCENT, TERM_DATE, TERM_STOP};
	for (size_t k = 0; k < 4; k++)
		for (unsigned i = 0; i < word->count; i++)
			if (word->terms[i].kind == order[k] && word->terms[i].offset == 0)
				return word->terms[i].text;
	return SLICE_EMPTY;
}

/* ---- compounds that stand apart ---- */

static bool is_listed(const struct walked *w, uint32_t position, const char *const *words)
{
	for (; *words; words++)
		if (stands_at(w, slice_of(*words), position))
			return true;
	return false;
}

/* "traject inburgering" no, "inburgering traject" and "traject van (de) inburgering" yes. */
static bool stands_apart(const struct walked *w, const struct word_cut *cut, enum query_scope scope)
{
	for (size_t i = 0; i < w->count; i++) {
		uint32_t at = w->posted[i].position;
		if (w->posted[i].part || !in_scope(at, scope))
			continue;
		if (slice_eq(w->posted[i].term, cut->left) && stands_at(w, cut->right, at + 1))
			return true;
		if (!slice_eq(w->posted[i].term, cut->right) ||
		    !is_listed(w, at + 1, joint_prepositions))
			continue;
		if (stands_at(w, cut->left, at + 2) ||
		    (is_listed(w, at + 2, joint_articles) && stands_at(w, cut->left, at + 3)))
			return true;
	}
	return false;
}

struct cutting {
	struct slice text;
	struct word_cut cuts[WORD_CUTS_MAX];
	size_t count;
};

static void take_cuts(void *ctx, const struct token *token)
{
	struct cutting *c = ctx;
	c->count = analyzer_cuts(analyzer, c->text, token, c->cuts);
	for (size_t i = 0; i < c->count; i++) {
		c->cuts[i].left = arena_copy(&arena, c->cuts[i].left);
		c->cuts[i].right = arena_copy(&arena, c->cuts[i].right);
	}
}

static bool has_word(const struct walked *w, const struct query_node *node)
{
	struct word word = word_of(node->text);
	struct cutting c = {.text = node->text};
	bool has = stands(w, whole_of(&word), node->scope);
	analyzer_run(analyzer, node->text, 1, take_cuts, &c);
	for (size_t i = 0; i < c.count && !has; i++)
		has = stands_apart(w, &c.cuts[i], node->scope);
	return has;
}

static bool has_phrase(const struct walked *w, const struct query_node *node)
{
	for (size_t i = 0; i < w->count; i++) {
		uint32_t at = w->posted[i].position;
		struct slice rest = node->text;
		bool all = true;
		while (rest.len && all) {
			struct slice text = slice_sub(rest, 0, slice_find(rest, 0, " "));
			struct word word = word_of(text);
			rest = slice_from(rest, text.len + 1);
			if (word.width == 1)
				all = stands_at(w, whole_of(&word), at) &&
				      in_scope(at, node->scope);
			for (unsigned k = 0; k < word.count && word.width > 1;
			     k++) /* wiskunde-onderwijs */
				if (word.terms[k].kind == TERM_PART &&
				    (!k || word.terms[k].offset != word.terms[k - 1].offset ||
				     word.terms[k - 1].kind != TERM_PART))
					all = all &&
					      stands_at(w, word.terms[k].text,
							at + word.terms[k].offset) &&
					      in_scope(at + word.terms[k].offset, node->scope);
			at += word.width;
		}
		if (all)
			return true;
	}
	return false;
}

static bool has_near(const struct walked *w, const struct query_node *node)
{
	struct word left = word_of(node->children[0]->text),
		    right = word_of(node->children[1]->text);
	enum query_scope scope = node->children[0]->scope;
	for (size_t i = 0; i < w->count; i++)
		for (size_t k = 0; k < w->count; k++) {
			uint32_t a = w->posted[i].position, b = w->posted[k].position;
			if (a != b && !w->posted[i].part && !w->posted[k].part &&
			    in_scope(a, scope) && in_scope(b, scope) &&
			    (a < b ? b - a : a - b) <= node->distance &&
			    slice_eq(w->posted[i].term, whole_of(&left)) &&
			    slice_eq(w->posted[k].term, whole_of(&right)))
				return true;
		}
	return false;
}

static bool is_stop(const struct query_node *node)
{
	return node->kind == QUERY_WORD && word_of(node->text).stop;
}

static bool looks_into_texts(const struct query_node *node)
{
	if (node->kind == QUERY_NOT || node->kind >= QUERY_MINISTER)
		return false;
	if (node->kind != QUERY_AND && node->kind != QUERY_OR)
		return !is_stop(node);
	for (size_t i = 0; i < node->count; i++)
		if (looks_into_texts(node->children[i]))
			return true;
	return false;
}

static bool found(const struct walked *w, const struct query_node *node)
{
	switch (node->kind) {
	case QUERY_WORD: return has_word(w, node);
	case QUERY_PHRASE: return has_phrase(w, node);
	case QUERY_NEAR: return has_near(w, node);
	case QUERY_NOT: return !found(w, node->children[0]);
	case QUERY_ASKED: return w->asked && w->asked >= node->from && w->asked <= node->to;
	case QUERY_PARTY: return w->green;
	case QUERY_OR:
		for (size_t i = 0; i < node->count; i++)
			if (found(w, node->children[i]))
				return true;
		return false;
	default:
		for (size_t i = 0; i < node->count; i++) {
			const struct query_node *child = node->children[i];
			bool dropped = node->implicit && child->scope == node->scope &&
				       is_stop(child) && looks_into_texts(node);
			if (!dropped && !found(w, child))
				return false;
		}
		return true;
	}
}

/* ---- queries ---- */

static struct query_node *random_leaf(struct query *q, enum query_scope scope)
{
	struct query_node *node, *near;
	unsigned what = dice(8);
	if (what == 0 && !scope)
		return dice(2) ? query_leaf(q, QUERY_PARTY, slice_of("groen"))
			       : query_period(q, QUERY_ASKED, 20220101, 20231231);
	if (what == 1) {
		near = query_group(q, QUERY_NEAR, scope);
		near->distance = 1 + dice(5);
		for (int i = 0; i < 2; i++) {
			query_add_child(
				q, near,
				query_leaf(q, QUERY_WORD, slice_of(vocabulary[dice(VOCABULARY)])));
			near->children[i]->scope = scope;
		}
		return near;
	}
	node = what < 4 ? query_leaf(q, QUERY_PHRASE, random_words(1 + dice(3)))
			: query_leaf(q, QUERY_WORD, slice_of(vocabulary[dice(VOCABULARY)]));
	node->scope = scope;
	return node;
}

static struct query_node *random_node(struct query *q, enum query_scope outer, unsigned depth)
{
	static const enum query_kind kinds[] = {QUERY_AND, QUERY_AND, QUERY_OR, QUERY_NOT};
	enum query_scope scope = outer || dice(3) ? outer : (enum query_scope)dice(4);
	if (!depth || dice(3) == 0)
		return random_leaf(q, scope);
	struct query_node *group = query_group(q, kinds[dice(4)], scope);
	group->implicit = group->kind == QUERY_AND && dice(3);
	for (unsigned n = group->kind == QUERY_NOT ? 1 : 2 + dice(3); n--;)
		query_add_child(q, group, random_node(q, scope, depth - 1));
	return group;
}

static void the_index_finds_what_a_walk_finds(void **state)
{
	(void)state;
	const unsigned queries = often(2000, 400);
	unsigned some = 0;
	for (unsigned n = 0; n < queries; n++) {
		struct query q = QUERY_INIT;
		struct query_compiled out;
		struct buffer expected = BUFFER_INIT;
		buffer_add_str(&expected, "");
		q.root = random_node(&q, QUERY_ANYWHERE, dice(4));
		for (unsigned i = 0; i < QUESTIONS; i++)
			if (found(&walked[i], q.root))
				buffer_printf(&expected, "%s%u", expected.len ? " " : "", i + 1);
		some += expected.len > 0;
		ok(query_compile(db, analyzer, &q, NULL, &out, &err));
		finds(db, xap_query_copy(out.query), buffer_cstr(&expected));
		buffer_release(&expected);
		query_compiled_release(&out);
		query_release(&q);
	}
	assert_true(some > queries / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_index_finds_what_a_walk_finds)};
	return cmocka_run_group_tests(tests, make_index, drop_index);
}

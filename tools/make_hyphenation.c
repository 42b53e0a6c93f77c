/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: make_hyphenation PATTERNS OUT
 *
 * Compiles hyphenation patterns as libhyphen reads them (a line that names the encoding, then one
 * pattern a line: letters with figures between them) into the tree that stemming/hyphenation.c
 * embeds.  Patterns with letters beyond a-z are left out: words are folded before they are looked
 * at.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "stemming/hyphenation.h"

enum { PATTERN_MAX = 40 };

struct node {
	struct node *next, *children; /* siblings are sorted by letter */
	unsigned char letter;
	struct slice figures;
};

struct tree {
	struct arena arena;
	struct node root;
	size_t nodes;
};

static struct node *child(struct tree *self, struct node *parent, unsigned char letter)
{
	struct node **at = &parent->children;
	while (*at && (*at)->letter < letter)
		at = &(*at)->next;
	if (*at && (*at)->letter == letter)
		return *at;
	struct node *made = arena_calloc(&self->arena, 1, sizeof *made);
	made->letter = letter;
	made->next = *at;
	*at = made;
	self->nodes++;
	return made;
}

/* False for a line that is no pattern of Dutch letters. */
static bool add_pattern(struct tree *self, struct slice line)
{
	struct node *node = &self->root;
	char figures[PATTERN_MAX + 2] = {0};
	size_t letters = 0;
	for (size_t i = 0; i < line.len; i++)
		if (line.len > PATTERN_MAX ||
		    !(byte_is_digit(line.ptr[i]) || line.ptr[i] == HYPHENATION_EDGE ||
		      (line.ptr[i] >= 'a' && line.ptr[i] <= 'z')))
			return false;
	for (size_t i = 0; i < line.len; i++) {
		if (byte_is_digit(line.ptr[i])) {
			figures[letters] = (char)(line.ptr[i] - '0');
			continue;
		}
		node = child(self, node, (unsigned char)line.ptr[i]);
		letters++;
	}
	size_t n = letters + 1;
	while (n && !figures[n - 1])
		n--;
	if (letters && n)
		node->figures = arena_copy(&self->arena, slice_make(figures, n));
	return letters > 0;
}

static size_t read_patterns(FILE *in, struct tree *tree)
{
	char line[256];
	size_t count = 0;
	while (fgets(line, sizeof line, in))
		count += add_pattern(tree, slice_trim(slice_of(line)));
	return count;
}

/* Where these figures stand in the pool; the same ones stand there once. */
static size_t place_figures(struct buffer *pool, struct slice figures)
{
	for (size_t at = 1; at < pool->len; at += 1 + (unsigned char)pool->ptr[at])
		if (slice_eq(slice_sub(buffer_slice(pool), at + 1,
				       at + 1 + (unsigned char)pool->ptr[at]),
			     figures))
			return at;
	size_t at = pool->len;
	buffer_add_byte(pool, (char)figures.len);
	buffer_add_slice(pool, figures);
	return at;
}

/* Nodes in the order of their depth, so that the children of one stand together. */
static void lay_out(const struct tree *tree, struct buffer *nodes, struct buffer *figures)
{
	const struct node **queue = calloc(tree->nodes + 1, sizeof *queue);
	size_t tail = 0;
	if (!queue)
		die_nomem((tree->nodes + 1) * sizeof *queue);
	queue[tail++] = &tree->root;
	buffer_add_byte(figures, 0); /* place 0 says that there are none */
	for (size_t head = 0; head < tail; head++) {
		const struct node *n = queue[head];
		struct hyphenation_node flat = {.child = (uint16_t)tail};
		if (n->figures.len)
			flat.figures = (uint16_t)place_figures(figures, n->figures);
		for (const struct node *c = n->children; c; c = c->next) {
			flat.children |= hyphenation_bit((char)c->letter);
			queue[tail++] = c;
		}
		buffer_add(nodes, &flat, sizeof flat);
	}
	free(queue);
}

static uint64_t checksum(struct slice s)
{
	uint64_t h = 0xcbf29ce484222325ULL;
	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.ptr[i]) * 0x100000001b3ULL;
	return h;
}

static bool write_tree(FILE *out, const struct tree *tree)
{
	struct buffer nodes = BUFFER_INIT, figures = BUFFER_INIT;
	lay_out(tree, &nodes, &figures);
	struct hyphenation_head head = {checksum(buffer_slice(&nodes)) ^
						checksum(buffer_slice(&figures)),
					(uint32_t)tree->nodes + 1, (uint32_t)figures.len};
	bool ok = tree->nodes < UINT16_MAX && figures.len < UINT16_MAX &&
		  fwrite(&head, sizeof head, 1, out) == 1 &&
		  fwrite(nodes.ptr, nodes.len, 1, out) == 1 &&
		  fwrite(figures.ptr, figures.len, 1, out) == 1;
	buffer_release(&nodes);
	buffer_release(&figures);
	return ok;
}

int main(int argc, char **argv)
{
	struct tree tree = {.arena = ARENA_INIT};
	FILE *in = argc == 3 ? fopen(argv[1], "r") : NULL;
	if (!in) {
		fprintf(stderr, "usage: make_hyphenation PATTERNS OUT (hyph_nl_NL.dic from the "
				"package hyphen-nl)\n");
		return 1;
	}
	size_t count = read_patterns(in, &tree);
	fclose(in);
	FILE *out = count ? fopen(argv[2], "wb") : NULL;
	bool ok = out && write_tree(out, &tree);
	if (out && fclose(out) != 0)
		ok = false;
	if (!ok)
		fprintf(stderr,
			count ? "make_hyphenation: cannot write %s: %s\n"
			      : "make_hyphenation: no pattern for %s\n",
			argv[2], strerror(errno));
	arena_release(&tree.arena);
	return ok ? 0 : 1;
}

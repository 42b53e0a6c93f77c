/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/hyphenation.h"

extern const struct hyphenation_head hyphenation_data[];

__asm__(".section .rodata\n"
	".balign 8\n"
	".global hyphenation_data\n"
	"hyphenation_data:\n"
	".incbin \"" HYPHENATION_FILE "\"\n"
	".previous\n");

static const struct hyphenation_node *child(const struct hyphenation_node *nodes,
					    const struct hyphenation_node *node, char letter)
{
	const struct hyphenation_node *first = nodes + node->child;
	for (unsigned i = 0; i < node->children; i++)
		if (first[i].letter == (unsigned char)letter)
			return first + i;
	return NULL;
}

uint64_t hyphenation_points(struct slice folded)
{
	const struct hyphenation_node *nodes = (const struct hyphenation_node *)(hyphenation_data + 1);
	const unsigned char *figures = (const unsigned char *)(nodes + hyphenation_data->nodes);
	char text[HYPHENATION_LEN_MAX + 2];
	unsigned char best[HYPHENATION_LEN_MAX + 3] = {0};
	uint64_t points = 0;
	size_t n = folded.len + 2;
	if (folded.len < 4 || folded.len > HYPHENATION_LEN_MAX)
		return 0;
	text[0] = text[n - 1] = HYPHENATION_EDGE;
	memcpy(text + 1, folded.ptr, folded.len);
	for (size_t start = 0; start < n; start++) {
		const struct hyphenation_node *node = nodes;
		for (size_t i = start; i < n && (node = child(nodes, node, text[i])); i++) {
			const unsigned char *f = figures + node->figures;
			for (unsigned k = 0; node->figures && k < f[0]; k++)
				if (f[1 + k] > best[start + k])
					best[start + k] = f[1 + k];
		}
	}
	/* no letter stands alone: neither the first nor the last */
	for (size_t i = 2; i + 2 <= folded.len; i++)
		if (best[i + 1] & 1)
			points |= UINT64_C(1) << i;
	return points;
}

uint64_t hyphenation_checksum(void)
{
	return hyphenation_data->checksum;
}

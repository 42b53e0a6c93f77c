/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/hyphenation.h"

extern const struct hyphenation_head hyphenation_data[];

__asm__(".section .rodata\n"
	".balign 8\n"
	".global hyphenation_data\n"
	"hyphenation_data:\n"
	".incbin \"" HYPHENATION_FILE "\"\n"
	".previous\n");

/* Without an instruction for it the compiler would call a function. */
static unsigned count_bits(uint32_t x)
{
	x -= x >> 1 & 0x55555555;
	x = (x & 0x33333333) + (x >> 2 & 0x33333333);
	return ((x + (x >> 4)) & 0x0f0f0f0f) * 0x01010101 >> 24;
}

static const struct hyphenation_node *child(const struct hyphenation_node *nodes,
					    const struct hyphenation_node *node, uint32_t bit)
{
	if (!(node->children & bit))
		return NULL;
	return nodes + node->child + count_bits(node->children & (bit - 1));
}

uint64_t hyphenation_points(struct slice folded)
{
	const struct hyphenation_node *nodes = (const struct hyphenation_node *)(hyphenation_data +
										 1);
	const unsigned char *figures = (const unsigned char *)(nodes + hyphenation_data->nodes);
	uint32_t bits[HYPHENATION_LEN_MAX + 2];
	unsigned char best[HYPHENATION_LEN_MAX + 3] = {0};
	uint64_t points = 0;
	size_t n = folded.len + 2;
	if (folded.len < 4 || folded.len > HYPHENATION_LEN_MAX)
		return 0;
	bits[0] = bits[n - 1] = hyphenation_bit(HYPHENATION_EDGE);
	for (size_t i = 0; i < folded.len; i++)
		bits[i + 1] = hyphenation_bit(folded.ptr[i]);
	for (size_t start = 0; start < n; start++) {
		const struct hyphenation_node *node = nodes;
		for (size_t i = start; i < n && (node = child(nodes, node, bits[i])); i++) {
			const unsigned char *f = figures + node->figures;
			for (unsigned k = 0; k < f[0]; k++)
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The C++ fence: the file that talks to xapian-core, see store/xapian/xap.h.  Its parts are headers
 * that nothing else includes, but for xap_guard.hh and what that needs, which
 * store/remote/served.cc has too: all they have stays static, so that the linker sees no C++ but
 * what store/xapian/xap.h declares.
 *
 * Invariants:
 *  1. What can throw runs inside guard(); `catch` stands only in guarded(), which
 *     holds the one map from exception class to status.
 *  2. What is pending in a writer is inside a transaction.  Without one Xapian
 *     commits by itself after 10000 changes, and readers would see half a batch.
 *  3. A change that fails inside Xapian ends the transaction: Xapian drops pending
 *     changes then, and a batch that went on would silently lack its beginning.
 *  4. Databases are opened by their real path.  Xapian reads the version file by
 *     path and its tables by descriptor: through a link that was moved meanwhile it
 *     would read the tables of one database with the roots of another.
 *  5. A commit ends with fsync of the folder: until then the rename of the version
 *     file may be lost in a power cut, and the next commit writes over blocks that
 *     the version before it needs.
 *  6. Behind a commit that failed, or changes that were thrown away, Xapian's lists of
 *     unused blocks are not to be trusted (store/glass/glass_freelist.h): those on disk are mended,
 *     those in memory go with the writer, which is opened anew before it changes more.
 *
 * Tried and rejected: a status from Xapian::Error::get_type() (a class unknown here
 * would not fall back to its base class).
 */
#include "store/xapian/xap_documents.hh"
#include "store/xapian/xap_files.hh"
#include "store/xapian/xap_guard.hh"
#include "store/xapian/xap_open.hh"
#include "store/xapian/xap_reading.hh"
#include "store/xapian/xap_terms.hh"
#include "store/xapian/xap_records.hh"
#include "store/xapian/xap_types.hh"
#include "store/xapian/xap_writer.hh"

void xap_on_terminate(void (*fn)(void)) noexcept
{
	std::set_terminate(fn);
}

#ifdef XAP_TEST_FAULTS
void xap_fault_next(const char *kind) noexcept
{
	next_fault = nullptr;
	for (const struct fault &f : faults)
		if (kind && strcmp(f.kind, kind) == 0)
			next_fault = &f;
	assert(next_fault || !kind);
}
#endif

/* ---- numbers in value slots ---- */

void xap_pack_number(double number, struct buffer *out) noexcept
{
	if (std::isnan(number))
		return;
	const string packed = or_zero([&] { return Xapian::sortable_serialise(number); });
	buffer_add(out, packed.data(), packed.size());
}

double xap_unpack_number(struct slice packed) noexcept
{
	return or_zero([&] { return Xapian::sortable_unserialise(string_of(packed)); });
}

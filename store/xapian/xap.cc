/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The C++ fence: the one file that talks to xapian-core, see store/xapian/xap.h.  Its parts are headers that nothing else
 * includes: all they have stays static, so that the linker sees no C++ but what store/xapian/xap.h and
 * store/xapian/xap_query.h declare.
 *
 * Invariants:
 *  1. What can throw runs inside guard(); `catch` stands only in guarded(), which
 *     holds the one map from exception class to status.
 *  2. What is pending in a writer is inside a transaction.  Without one Xapian
 *     commits by itself after 10000 changes, and readers would see half a batch.
 *  3. A change that fails inside Xapian ends the transaction: Xapian drops pending
 *     changes then, and a batch that went on would silently lack its beginning.
 *  4. A match set is copied out whole; struct xap_hits needs no database.
 *  5. Databases are opened by their real path.  Xapian reads the version file by
 *     path and its tables by descriptor: through a link that was moved meanwhile it
 *     would read the tables of one database with the roots of another.
 *  6. A commit ends with fsync of the folder: until then the rename of the version
 *     file may be lost in a power cut, and the next commit writes over blocks that
 *     the version before it needs.
 *  7. Behind a commit that failed, or changes that were thrown away, Xapian's lists of
 *     unused blocks are not to be trusted (store/glass/glass_freelist.h): those on disk are mended,
 *     those in memory go with the writer, which is opened anew before it changes more.
 *
 * Tried and rejected: a status from Xapian::Error::get_type() (a class unknown here
 * would not fall back to its base class); reading matching terms when they are asked
 * for (no way to report STATUS_MODIFIED).
 */
#include "store/xapian/xap_documents.hh"
#include "store/xapian/xap_files.hh"
#include "store/xapian/xap_guard.hh"
#include "store/xapian/xap_order.hh"
#include "store/xapian/xap_open.hh"
#include "store/xapian/xap_queries.hh"
#include "store/xapian/xap_reading.hh"
#include "store/xapian/xap_records.hh"
#include "store/xapian/xap_remote.hh"
#include "store/xapian/xap_search.hh"
#include "store/xapian/xap_spans.hh"
#include "store/xapian/xap_types.hh"
#include "store/xapian/xap_writer.hh"

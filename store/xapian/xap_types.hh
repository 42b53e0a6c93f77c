/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_TYPES_HH
#define STORE_XAP_TYPES_HH

/* What the handles of store/xapian/xap.h are. */
#include "store/xapian/xap.h"
extern "C" {
#include "base/work_limit.h"
#include "store/document/stored_fields.h"
}
#include "store/glass/glass_freelist.h"
#include "store/glass/glass_terms.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <xapian.h>

using std::string;
using Xapian::InvalidArgumentError;
using Xapian::WritableDatabase;

using std::chrono::steady_clock;

/* How the documents of one database are packed, and the rows that were read of it. */
struct keeping {
	std::unique_ptr<struct records, void (*)(struct records *)> records{records_new(),
									    records_free};
	struct records_sample sample =
		{}; /* documents of this batch, while there is no dictionary */
	std::map<uint32_t, string> blocks; /* rows by block */
	bool asked = false;                /* a writer knows the dictionaries that there are */

	~keeping()
	{
		records_sample_release(&sample);
	}
};

/* One of the databases that make up an index. */
struct part {
	string name;   /* the folder as given, or host:port */
	string folder; /* what that pointed to when it was opened */
	struct stat place = {};
	string host;
	unsigned port = 0; /* of a remote one */
	Xapian::Database db;
	std::shared_ptr<WritableDatabase> writer;
	std::shared_ptr<freelist> lists; /* of a writer, from before the transaction */
	std::shared_ptr<struct keeping> keeping = std::make_shared<struct keeping>();
	std::shared_ptr<struct glass_terms>
		terms; /* of a reader: lists of terms, of the revision they were opened at */
	string cause;  /* why it is missing, empty when it is not */
	steady_clock::time_point again; /* when a missing one is tried next */
};

/* What a call on remote parts failed with, until xap_reopen sees to it. */
struct loss {
	bool happened = false, late = false;
	char context[256] = ""; /* Xapian's name of the connection, where it told that */
};

/* What remote parts have told of documents, until the next xap_reopen: a value costs a round
 * trip. */
struct told {
	std::map<unsigned, std::unordered_map<Xapian::docid, string>> values; /* by slot */
	Xapian::docid docid = 0;
	Xapian::Document document; /* the last one that was read */
};

struct xap_db {
	Xapian::Database
		db; /* reads: the parts that are not missing as one; for a writer as below */
	std::unique_ptr<WritableDatabase> writer;
	bool in_transaction = false;
	bool stale = false;   /* the writer is to be opened anew, see 7 above */
	bool scratch = false; /* XAP_SCRATCH: no transactions, nothing is made durable */
	std::vector<part> parts;
	struct pending {
		uint64_t bytes, terms; /* that were put in since the last commit, about */
	} pending = {};
	struct xap_part_options options = {};
	bool remote = false; /* one of the parts is */
	struct loss loss;
	unsigned losses = 0; /* since a search went well */
	struct told told;
	std::unordered_map<Xapian::docid, string>
		identities; /* of local databases, that were read in this state */
	bool has_identity = false;
	unsigned identity_slot = 0;
	string identity_prefix;
	struct work_limit *limit = nullptr; /* of the request at hand */
	struct buffer list = {};            /* of terms, being read */

	~xap_db()
	{
		buffer_release(&list);
	}
};

struct xap_terms {
	Xapian::TermIterator at, end;
	string prefix, term;
	bool in_document = false, started = false;
	bool checked = false; /* of a document, from `list` */
	struct buffer list = {};
	struct glass_terms_at list_at = {};
	struct xap_db *db = nullptr;

	~xap_terms()
	{
		buffer_release(&list);
	}
	struct work_limit *limit = nullptr;
};

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The C++ fence: the one file that talks to xapian-core, see store/xap.h.
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
 *
 * Tried and rejected: a status from Xapian::Error::get_type() (a class unknown here
 * would not fall back to its base class); reading matching terms when they are asked
 * for (no way to report STATUS_MODIFIED).
 */
#include "store/xap.h"
extern "C" {
#include "store/records.h"
}

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <list>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <xapian.h>

using std::string;
using Xapian::InvalidArgumentError;
using Xapian::Query;
using Xapian::WritableDatabase;
using value_counts = std::vector<std::pair<string, uint32_t>>;

/* How the documents of one database are packed, and the rows that were read of it. */
struct keeping {
	std::unique_ptr<struct records, void (*)(struct records *)> records{records_new(), records_free};
	struct records_sample sample = {}; /* documents of this batch, while there is no dictionary */
	std::map<uint32_t, string> blocks; /* rows by block */
	bool asked = false;                /* a writer knows the dictionaries that there are */

	~keeping() { records_sample_release(&sample); }
};

struct xap_db {
	Xapian::Database db; /* reads; for a writer the same database as below */
	struct keeping keeping;
	std::unique_ptr<WritableDatabase> writer;
	bool in_transaction = false;
	string path;   /* as given */
	string folder; /* what it pointed to when it was opened */
	struct stat place = {};
};

struct xap_doc {
	Xapian::Document doc;  /* values; the terms once it is finished */
	string data;
	struct positions terms = {};
	bool finished = false;
	struct error failure = {};

	xap_doc() = default;
	xap_doc(const xap_doc &) = delete;
	~xap_doc() { positions_release(&terms); }
};

struct xap_query {
	Query query;
	struct error failure = {};
};

struct xap_hits {
	std::vector<struct xap_hit> items;
	std::vector<std::vector<string>> terms; /* of each hit */
	std::vector<value_counts> counts;       /* of each slot */
	uint32_t total = 0;
	bool exact = false;
};

struct xap_terms {
	Xapian::TermIterator at, end;
	string prefix, term;
	bool in_document = false, started = false;
};

/* ---- faults for tests ---- */

#ifdef XAP_TEST_FAULTS
template <typename Exception> static void raise_as()
{
	if constexpr (std::is_base_of_v<Xapian::Error, Exception>)
		throw Exception("injected");
	else
		throw Exception();
}

static const struct fault {
	const char *kind;
	void (*raise)();
} faults[] = {
	{"lock", raise_as<Xapian::DatabaseLockError>},
	{"modified", raise_as<Xapian::DatabaseModifiedError>},
	{"version", raise_as<Xapian::DatabaseVersionError>},
	{"corrupt", raise_as<Xapian::DatabaseCorruptError>},
	{"docnotfound", raise_as<Xapian::DocNotFoundError>},
	{"open", raise_as<Xapian::DatabaseOpeningError>},
	{"notfound", raise_as<Xapian::DatabaseNotFoundError>},
	{"feature", raise_as<Xapian::FeatureUnavailableError>},
	{"unimplemented", raise_as<Xapian::UnimplementedError>},
	{"network", raise_as<Xapian::NetworkError>},
	{"database", raise_as<Xapian::DatabaseError>},
	{"range", raise_as<Xapian::RangeError>},
	{"invalid", raise_as<InvalidArgumentError>},
	{"bad_alloc", raise_as<std::bad_alloc>},
	{"std", raise_as<std::exception>},
	{"int", raise_as<int>},
};

static thread_local const struct fault *next_fault;

void xap_fault_next(const char *kind) noexcept
{
	next_fault = nullptr;
	for (const struct fault &f : faults)
		if (kind && strcmp(f.kind, kind) == 0)
			next_fault = &f;
	assert(next_fault || !kind);
}

static void raise_fault()
{
	if (const struct fault *f = std::exchange(next_fault, nullptr))
		f->raise();
}
#else
static void raise_fault() {}
#endif

/* ---- from exceptions to status ---- */

/* What is being done, for the message: "cannot open" and perhaps a path. */
struct doing {
	doing(const char *verb, const char *object = nullptr) : what(verb), subject(object) {}
	const char *what, *subject;
};

static enum status fail(struct error *err, const doing &d, enum status code, const char *message,
			const char *cause = nullptr)
{
	return error_set(err, code, "%s%s%s: %s%s%s%s", d.what, d.subject ? " " : "",
			 d.subject ? d.subject : "", message, cause ? " (" : "",
			 cause ? cause : "", cause ? ")" : "");
}

/* Xapian offers errno only as text, and at times only inside its message. */
static bool mentions(const Xapian::Error &e, const char *text)
{
	const char *cause = e.get_error_string();
	return (cause && strcmp(cause, text) == 0) || e.get_msg().find(text) != string::npos;
}

static bool system_refused(const Xapian::Error &e)
{
	for (int cause : {EACCES, EPERM, EROFS, ENOSPC, EDQUOT, EFBIG, EIO, EMFILE, ENFILE})
		if (mentions(e, strerror(cause)))
			return true;
	return mentions(e, "too many open files") || mentions(e, "not supported by this FS");
}

/* Xapian has no class for a table that is cut short, garbled, or gone although others are there. */
static enum status database_status(const Xapian::Error &e)
{
	if (system_refused(e))
		return STATUS_IO;
	if (mentions(e, "EOF reading block") || mentions(e, "inflate failed"))
		return STATUS_CORRUPT;
	if (mentions(e, strerror(ENOENT)))
		return mentions(e, ".glass") ? STATUS_CORRUPT : STATUS_NOT_FOUND;
	return STATUS_DATABASE;
}

static enum status guarded(struct error *err, const doing &d, enum status (*run)(void *),
			   void *work) noexcept
{
	const auto failed = [&](enum status code, const Xapian::Error &e) {
		return fail(err, d, code, e.get_msg().c_str(), e.get_error_string());
	};
	try {
		raise_fault();
		return run(work);
	} catch (const Xapian::DatabaseLockError &e) { /* also: cannot open the lock file */
		return failed(system_refused(e) ? STATUS_IO : STATUS_LOCKED, e);
	} catch (const Xapian::DatabaseModifiedError &e) {
		return failed(STATUS_MODIFIED, e);
	} catch (const Xapian::DatabaseVersionError &e) {
		return failed(STATUS_VERSION, e);
	} catch (const Xapian::DatabaseCorruptError &e) {
		return failed(STATUS_CORRUPT, e);
	} catch (const Xapian::DatabaseNotFoundError &e) {
		return failed(STATUS_NOT_FOUND, e);
	} catch (const Xapian::DatabaseError &e) { /* DatabaseOpeningError too */
		return failed(database_status(e), e);
	} catch (const Xapian::DocNotFoundError &e) {
		return failed(STATUS_NOT_FOUND, e);
	} catch (const Xapian::FeatureUnavailableError &e) {
		return failed(STATUS_VERSION, e);
	} catch (const InvalidArgumentError &e) {
		return failed(STATUS_INVALID, e);
	} catch (const Xapian::RangeError &e) {
		return failed(STATUS_INVALID, e);
	} catch (const Xapian::Error &e) {
		return failed(STATUS_DATABASE, e);
	} catch (const std::bad_alloc &) {
		return fail(err, d, STATUS_NOMEM, "out of memory");
	} catch (const std::exception &e) {
		return fail(err, d, STATUS_UNKNOWN, e.what());
	} catch (...) {
		return fail(err, d, STATUS_UNKNOWN, "exception of an unknown class");
	}
}

/* Runs work(), which returns nothing or a status, and turns what it throws into a status. */
template <typename Work>
static enum status guard(struct error *err, const doing &d, Work work) noexcept
{
	const auto run = [](void *ptr) {
		Work &call = *static_cast<Work *>(ptr);
		if constexpr (std::is_void_v<decltype(call())>)
			return call(), STATUS_OK;
		else
			return call();
	};
	return guarded(err, d, run, &work);
}

/* What ask() returns, or 0 where it fails and nobody can be told. */
template <typename Ask> static auto or_zero(Ask ask) noexcept
{
	decltype(ask()) answer = {};
	(void)guard(nullptr, "", [&] { answer = ask(); });
	return answer;
}

static enum status copy_failure(const struct error &failure, struct error *err) noexcept
{
	return failure.code ? error_set(err, failure.code, "%s", failure.msg) : STATUS_OK;
}

/* ---- between C and C++ ---- */

static string string_of(struct slice s)
{
	return s.len ? string(s.ptr, s.len) : string();
}

/* To Xapian the empty term means all documents: never what a caller meant. */
static string term_of(struct slice term)
{
	if (!term.len)
		throw InvalidArgumentError("empty term");
	return string_of(term);
}

static struct slice borrow(const string &s) noexcept
{
	return slice_make(s.data(), s.size());
}

static void put(struct buffer *out, const string &s) noexcept
{
	buffer_clear(out);
	buffer_add(out, s.data(), s.size());
}

void xap_on_terminate(void (*fn)(void)) noexcept
{
	std::set_terminate(fn);
}

/* ---- databases ---- */

/* Xapian calls it "not found" too when a folder may not be searched. */
static enum status explain_absence(const char *path, struct error *err) noexcept
{
	if (access(path, R_OK | X_OK) == 0)
		return error_set(err, STATUS_NOT_FOUND, "cannot open %s: it holds no database", path);
	return error_set(err, errno == EACCES ? STATUS_IO : STATUS_NOT_FOUND, "cannot open %s: %s",
			 path, strerror(errno));
}

static string real_path(const char *path)
{
	std::unique_ptr<char, decltype(&free)> real(realpath(path, nullptr), free);
	return real ? real.get() : path;
}

/* Remembers what was opened, for xap_moved and for fsync of the folder. */
static void note_place(struct xap_db *db, const char *path, const string &folder)
{
	db->path = path;
	db->folder = folder;
	if (stat(folder.c_str(), &db->place) != 0)
		db->place = {};
}

enum status xap_open(const char *path, enum xap_mode mode, struct xap_db **db,
		     struct error *err) noexcept
{
	static const int flags[] = {0, Xapian::DB_OPEN, Xapian::DB_CREATE_OR_OPEN, Xapian::DB_CREATE};
	const bool must_exist = mode == XAP_READ || mode == XAP_WRITE;
	enum status status = guard(err, {"cannot open", path}, [&] {
		auto opened = std::make_unique<xap_db>();
		const string folder = real_path(path);
		if (must_exist) /* a writer too: it would leave a lock file where nothing is */
			opened->db = Xapian::Database(folder);
		if (mode != XAP_READ) {
			opened->writer = std::make_unique<WritableDatabase>(folder, flags[mode]);
			opened->db = *opened->writer;
		}
		note_place(opened.get(), path, folder);
		*db = opened.release();
	});
	return status == STATUS_NOT_FOUND && must_exist ? explain_absence(path, err) : status;
}

enum status xap_add_database(struct xap_db *db, struct xap_db *more, struct error *err) noexcept
{
	return guard(err, "cannot join databases", [&] {
		if (db->writer || more->writer)
			throw InvalidArgumentError("one is open for writing");
		db->db.add_database(more->db);
	});
}

void xap_close(struct xap_db *db) noexcept
{
	/* A reader is only let go: another handle may still use what it read from. */
	if (db && db->writer)
		(void)guard(nullptr, "", [&] {
			if (db->in_transaction)
				db->writer->commit_transaction();
			db->writer->close();
		});
	delete db;
}

enum status xap_reopen(struct xap_db *db, bool *changed, struct error *err) noexcept
{
	return guard(err, "cannot reopen", [&] {
		const bool elsewhere = xap_moved(db) && !db->writer;
		bool moved = true;
		if (elsewhere) {
			const string path = db->path, folder = real_path(path.c_str());
			db->db = Xapian::Database(folder);
			note_place(db, path.c_str(), folder);
		} else {
			moved = db->db.reopen();
		}
		if (moved)
			db->keeping.blocks.clear();
		if (elsewhere)
			db->keeping.records.reset(records_new());
		if (changed)
			*changed = moved;
	});
}

bool xap_moved(const struct xap_db *db) noexcept
{
	struct stat now;
	return stat(db->path.c_str(), &now) == 0 &&
	       (now.st_dev != db->place.st_dev || now.st_ino != db->place.st_ino);
}

static WritableDatabase &writer_of(struct xap_db *db)
{
	if (!db->writer)
		throw InvalidArgumentError("the database is open for reading only");
	return *db->writer;
}

static enum status sync_folder(const char *path, struct error *err) noexcept
{
	const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const bool done = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL || errno == EROFS);
	const int cause = errno;
	if (fd >= 0)
		close(fd);
	return done ? STATUS_OK
		    : error_set(err, STATUS_IO, "cannot sync %s: %s", path, strerror(cause));
}

/* Of the first batch that is large enough; it goes with the batch, and is used from the next one on. */
static string train_dictionary(struct xap_db &db, WritableDatabase &writer)
{
	struct buffer trained = BUFFER_INIT;
	string dictionary;
	if (!records_newest(db.keeping.records.get()) && records_train(&db.keeping.sample, &trained))
		dictionary = string_of(buffer_slice(&trained));
	buffer_release(&trained);
	records_sample_release(&db.keeping.sample);
	if (!dictionary.empty())
		writer.set_metadata(XAP_KEY_DICTIONARY "1", dictionary);
	return dictionary;
}

enum status xap_commit(struct xap_db *db, struct error *err) noexcept
{
	return guard(err, "cannot commit", [&] {
		WritableDatabase &writer = writer_of(db);
		if (!db->in_transaction)
			return STATUS_OK;
		const string dictionary = train_dictionary(*db, writer);
		db->in_transaction = false;
		writer.commit_transaction();
		if (!dictionary.empty())
			records_learn(db->keeping.records.get(), 1, borrow(dictionary));
		return sync_folder(db->folder.c_str(), err);
	});
}

static void cancel(struct xap_db *db)
{
	WritableDatabase &writer = writer_of(db);
	records_sample_release(&db->keeping.sample);
	db->keeping.blocks.clear();
	if (std::exchange(db->in_transaction, false))
		writer.cancel_transaction();
}

enum status xap_rollback(struct xap_db *db, struct error *err) noexcept
{
	return guard(err, "cannot roll back", [&] { cancel(db); });
}

/* Runs work(writer) in the transaction; where it throws InvalidArgumentError nothing is changed. */
template <typename Work>
static enum status change(struct xap_db *db, struct error *err, const char *what,
			  Work work) noexcept
{
	enum status status = guard(err, what, [&] {
		WritableDatabase &writer = writer_of(db);
		if (!db->in_transaction)
			writer.begin_transaction();
		db->in_transaction = true;
		work(writer);
	});
	if (status && status != STATUS_INVALID)
		(void)guard(nullptr, "", [&] { cancel(db); });
	return status;
}

uint32_t xap_doccount(struct xap_db *db) noexcept
{
	return or_zero([&] { return db->db.get_doccount(); });
}

uint32_t xap_lastdocid(struct xap_db *db) noexcept
{
	return or_zero([&] { return db->db.get_lastdocid(); });
}

double xap_average_length(struct xap_db *db) noexcept
{
	return or_zero([&] { return db->db.get_average_length(); });
}

enum status xap_revision(struct xap_db *db, uint64_t *revision, struct error *err) noexcept
{
	return guard(err, "cannot read the revision", [&] { *revision = db->db.get_revision(); });
}

enum status xap_uuid(struct xap_db *db, struct buffer *out, struct error *err) noexcept
{
	return guard(err, "cannot read the UUID", [&] { put(out, db->db.get_uuid()); });
}

enum status xap_metadata_get(struct xap_db *db, const char *key, struct buffer *out,
			     struct error *err) noexcept
{
	return guard(err, {"cannot read metadata", key}, [&] { put(out, db->db.get_metadata(key)); });
}

enum status xap_metadata_set(struct xap_db *db, const char *key, struct slice value,
			     struct error *err) noexcept
{
	return change(db, err, "cannot set metadata", [&](WritableDatabase &writer) {
		if (!*key || strlen(key) > XAP_TERM_MAX)
			throw InvalidArgumentError("the key is empty or too long");
		writer.set_metadata(key, string_of(value));
	});
}

enum status xap_metadata_keys(struct xap_db *db, struct slice prefix, struct xap_terms **keys,
			      struct error *err) noexcept
{
	return guard(err, "cannot list metadata", [&] {
		auto opened = std::make_unique<xap_terms>();
		opened->prefix = string_of(prefix);
		opened->at = db->db.metadata_keys_begin(opened->prefix);
		*keys = opened.release();
	});
}

enum status xap_docids(struct xap_db *db, struct slice term, struct buffer *out,
		       struct error *err) noexcept
{
	buffer_clear(out);
	return guard(err, "cannot look up a term", [&] {
		const string name = term_of(term);
		const Xapian::PostingIterator end = db->db.postlist_end(name);
		for (Xapian::PostingIterator at = db->db.postlist_begin(name); at != end; ++at) {
			const uint32_t docid = *at;
			buffer_add(out, &docid, sizeof docid);
		}
	});
}

enum status xap_term_frequency(struct xap_db *db, struct slice term, uint32_t *documents,
			       struct error *err) noexcept
{
	return guard(err, "cannot look up a term",
		     [&] { *documents = db->db.get_termfreq(term_of(term)); });
}

enum status xap_find(struct xap_db *db, struct slice term, uint32_t *docid,
		     struct error *err) noexcept
{
	return guard(err, "cannot look up a term", [&] {
		const string name = term_of(term);
		Xapian::PostingIterator at = db->db.postlist_begin(name);
		if (at == db->db.postlist_end(name))
			return error_set(err, STATUS_NOT_FOUND, "no document has the term %s",
					 name.c_str());
		*docid = *at;
		return STATUS_OK;
	});
}

static Xapian::Document document(struct xap_db *db, uint32_t docid)
{
	if (!docid) /* an invalid argument to Xapian */
		throw Xapian::DocNotFoundError("no document has id 0");
	return db->db.get_document(docid);
}

/* ---- packed data ---- */

static string dictionary_key(uint32_t number)
{
	return XAP_KEY_DICTIONARY + std::to_string(number);
}

static void learn_dictionary(struct keeping &keeping, const Xapian::Database &db, uint32_t number)
{
	if (records_knows(keeping.records.get(), number))
		return;
	const string dictionary = db.get_metadata(dictionary_key(number));
	if (!records_learn(keeping.records.get(), number, borrow(dictionary)))
		throw Xapian::DatabaseCorruptError("no dictionary " + std::to_string(number) + " in the index");
}

/* The newest one is what new documents are packed with. */
static void learn_dictionaries(struct keeping &keeping, const Xapian::Database &db)
{
	const string prefix = XAP_KEY_DICTIONARY;
	if (std::exchange(keeping.asked, true))
		return;
	for (auto key = db.metadata_keys_begin(prefix); key != db.metadata_keys_end(prefix); ++key)
		learn_dictionary(keeping, db, (uint32_t)strtoul((*key).c_str() + prefix.size(), nullptr, 10));
}

static void pack_data(struct keeping &keeping, const Xapian::Database &db, const string &data,
		      Xapian::Document &doc)
{
	struct buffer packed = BUFFER_INIT;
	learn_dictionaries(keeping, db);
	if (!records_newest(keeping.records.get()))
		records_sample_add(&keeping.sample, borrow(data));
	records_pack(keeping.records.get(), borrow(data), &packed);
	const string bytes = string_of(buffer_slice(&packed));
	buffer_release(&packed);
	doc.add_value(XAP_SLOT_DATA, data.empty() ? string() : bytes);
}

static enum status unpack_data(struct keeping &keeping, const Xapian::Database &db, const string &packed,
			       struct buffer *out, struct error *err)
{
	buffer_clear(out);
	if (packed.empty())
		return STATUS_OK;
	learn_dictionary(keeping, db, records_needs(borrow(packed)));
	return records_unpack(keeping.records.get(), borrow(packed), out, err);
}

enum status xap_data(struct xap_db *db, uint32_t docid, struct buffer *out,
		     struct error *err) noexcept
{
	return guard(err, "cannot read data", [&] {
		const Xapian::Document found = document(db, docid);
		(void)db->db.get_doclength(docid); /* a document is only missed when it is read */
		return unpack_data(db->keeping, db->db, found.get_value(XAP_SLOT_DATA), out, err);
	});
}

/* ---- rows ---- */

enum { ROWS_A_BLOCK = 16, BLOCKS_KEPT = 64 << 20 }; /* the latter in bytes, some */

static string block_key(uint32_t block)
{
	char digits[16];
	snprintf(digits, sizeof digits, "%08x", block);
	return string(XAP_KEY_ROWS) + digits;
}

/* A block is its rows, each behind its length in two bytes, low one first; empty ones at the end left out. */
static std::pair<size_t, size_t> row_in(const string &block, uint32_t row)
{
	size_t at = 0;
	for (; at + 2 <= block.size(); row--) {
		const size_t len = (unsigned char)block[at] | (size_t)(unsigned char)block[at + 1] << 8;
		if (len > block.size() - at - 2)
			throw Xapian::DatabaseCorruptError("rows of the index are damaged");
		if (row == 0)
			return {at + 2, len};
		at += 2 + len;
	}
	return {block.size(), 0};
}

static const string &block_of(struct keeping &keeping, const Xapian::Database &db, uint32_t number)
{
	auto found = keeping.blocks.find(number);
	if (found != keeping.blocks.end())
		return found->second;
	if (keeping.blocks.size() * ROWS_A_BLOCK * 256 > BLOCKS_KEPT)
		keeping.blocks.clear();
	return keeping.blocks[number] = db.get_metadata(block_key(number));
}

enum status xap_rows(struct xap_db *db, const uint32_t *docids, size_t count, xap_value_fn *fn, void *ctx,
		     struct error *err) noexcept
{
	return guard(err, "cannot read rows", [&] {
		for (size_t i = 0; i < count; i++) {
			const string &block = block_of(db->keeping, db->db, docids[i] / ROWS_A_BLOCK);
			const auto [at, len] = row_in(block, docids[i] % ROWS_A_BLOCK);
			if (len)
				fn(ctx, docids[i], slice_make(block.data() + at, len));
		}
	});
}

enum status xap_row_set(struct xap_db *db, uint32_t docid, struct slice row, struct error *err) noexcept
{
	return change(db, err, "cannot set a row", [&](WritableDatabase &writer) {
		const string whole = block_of(db->keeping, writer, docid / ROWS_A_BLOCK);
		string block;
		size_t used = 0;
		if (row.len > UINT16_MAX)
			throw InvalidArgumentError("a row is too long");
		for (uint32_t i = 0; i < ROWS_A_BLOCK; i++) {
			const auto [at, len] = row_in(whole, i);
			const struct slice it = i == docid % ROWS_A_BLOCK ? row : slice_make(whole.data() + at, len);
			block += (char)(it.len & 0xff);
			block += (char)(it.len >> 8);
			if (it.len)
				used = block.append(it.ptr, it.len).size();
		}
		block.resize(used);
		writer.set_metadata(block_key(docid / ROWS_A_BLOCK), block);
		db->keeping.blocks[docid / ROWS_A_BLOCK] = block;
	});
}

enum status xap_value(struct xap_db *db, uint32_t docid, unsigned slot, struct buffer *out,
		      struct error *err) noexcept
{
	return guard(err, "cannot read a value",
		     [&] { put(out, document(db, docid).get_value(slot)); });
}

enum status xap_values(struct xap_db *db, unsigned slot, const uint32_t *docids, size_t count,
		       xap_value_fn *fn, void *ctx, struct error *err) noexcept
{
	return guard(err, "cannot read values", [&] {
		const auto end = db->db.valuestream_end(slot);
		auto at = db->db.valuestream_begin(slot);
		for (size_t i = 0; i < count && at != end; i++) {
			at.skip_to(docids[i]);
			if (at == end || at.get_docid() != docids[i])
				continue;
			const string value = *at;
			fn(ctx, docids[i], borrow(value));
		}
	});
}

enum status xap_value_bounds(struct xap_db *db, unsigned slot, struct buffer *low,
			     struct buffer *high, struct error *err) noexcept
{
	return guard(err, "cannot read value bounds", [&] {
		const string lower = db->db.get_value_lower_bound(slot);
		put(high, db->db.get_value_upper_bound(slot));
		put(low, lower);
	});
}

/* Damage that keeps Xapian from going on is an error found, not a failure to look.  It comes in
 * many classes, std::out_of_range among them. */
static enum status check_tables(const char *path, std::ostringstream &words, uint64_t *errors,
				struct error *err) noexcept
{
	struct error damage = {};
	enum status status = guard(&damage, {"gave up on", path}, [&] {
		*errors = Xapian::Database::check(path, 0, &words);
	});
	if (status != STATUS_CORRUPT && status != STATUS_DATABASE && status != STATUS_UNKNOWN)
		return copy_failure(damage, err);
	words << '\n' << damage.msg << '\n';
	*errors = 1; /* Xapian's own count went up with the exception */
	return STATUS_OK;
}

enum status xap_check(const char *path, struct buffer *report, uint64_t *errors,
		      struct error *err) noexcept
{
	return guard(err, {"cannot check", path}, [&] {
		struct xap_db *db = nullptr;
		struct error failure = {};
		enum status status = xap_open(path, XAP_READ, &db, &failure);
		if (status && status != STATUS_CORRUPT && status != STATUS_UNKNOWN)
			return copy_failure(failure, err);
		/* Asking fails where we may not write: then nobody knows. */
		const bool locked = db && or_zero([&] { return db->db.locked(); });
		xap_close(db);
		if (locked)
			throw Xapian::DatabaseLockError("it is open for writing");
		std::ostringstream words;
		status = check_tables(path, words, errors, err);
		if (!status)
			put(report, words.str());
		return status;
	});
}

enum status xap_compact(const char *const *sources, size_t count, const char *target,
			struct error *err) noexcept
{
	struct xap_db all;
	for (size_t i = 0; i < count; i++) {
		struct xap_db *source = nullptr;
		enum status status = xap_open(sources[i], XAP_READ, &source, err);
		if (!status)
			status = xap_add_database(&all, source, err);
		xap_close(source);
		if (status)
			return status;
	}
	return guard(err, {"cannot compact to", target}, [&] {
		struct stat present;
		if (count == 0)
			throw InvalidArgumentError("no sources");
		if (lstat(target, &present) == 0) /* Xapian would write over a database there */
			throw Xapian::DatabaseCreateError("something is there already");
		all.db.compact(target, count == 1 ? Xapian::DBCOMPACT_NO_RENUMBER : 0);
	});
}

/* ---- documents ---- */

struct xap_doc *xap_doc_new(void) noexcept
{
	return or_zero([] { return new xap_doc; });
}

void xap_doc_free(struct xap_doc *doc) noexcept
{
	delete doc;
}

void xap_doc_clear(struct xap_doc *doc) noexcept
{
	if (!doc)
		return;
	doc->failure.code = STATUS_OK;
	doc->finished = false;
	positions_clear(&doc->terms);
	(void)guard(&doc->failure, "cannot clear a document", [&] {
		doc->doc.clear_terms();
		doc->doc.clear_values();
		doc->data.clear();
	});
}

enum status xap_doc_status(const struct xap_doc *doc, struct error *err) noexcept
{
	return doc ? copy_failure(doc->failure, err)
		   : error_set(err, STATUS_NOMEM, "no memory for a document");
}

/* Runs add(document) unless an earlier one failed, and keeps its failure. */
template <typename Add> static void grow(struct xap_doc *doc, const char *what, Add add) noexcept
{
	if (!doc || doc->failure.code)
		return;
	doc->finished = false;
	(void)guard(&doc->failure, what, [&] { add(doc->doc); });
}

/* Xapian itself would find out about a long term only when the document is stored. */
static void check_term(struct slice term)
{
	if (!term.len)
		throw InvalidArgumentError("empty term");
	if (term.len * 2 <= XAP_TERM_MAX)
		return;
	size_t len = term.len + (size_t)std::count(term.ptr, term.ptr + term.len, '\0');
	if (len > XAP_TERM_MAX)
		throw InvalidArgumentError("term of " + std::to_string(len) + " bytes: " +
					   string(term.ptr, 40) + "...");
}

void xap_doc_posting(struct xap_doc *doc, struct slice term, uint32_t position,
		     uint32_t wdf) noexcept
{
	grow(doc, "cannot add a term", [&](Xapian::Document &) {
		check_term(term);
		if (position == UINT32_MAX)
			throw InvalidArgumentError("position over the limit");
		positions_place(&doc->terms, positions_add(&doc->terms, term, wdf), position);
	});
}

void xap_doc_term(struct xap_doc *doc, struct slice term, uint32_t wdf) noexcept
{
	grow(doc, "cannot add a term", [&](Xapian::Document &) {
		check_term(term);
		positions_add(&doc->terms, term, wdf);
	});
}

/* Gives Xapian the terms that were gathered, each once. */
static void finish(struct xap_doc &doc)
{
	struct buffer value = BUFFER_INIT;
	if (std::exchange(doc.finished, true))
		return;
	doc.doc.clear_terms();
	for (size_t i = 0; i < doc.terms.term_count; i++) {
		const struct slice name = positions_name(&doc.terms, (uint32_t)i);
		if (!positions_is_bare(name))
			doc.doc.add_term(string(name.ptr, name.len), doc.terms.terms[i].wdf);
	}
	positions_encode(&doc.terms, &value);
	const string bytes = string_of(buffer_slice(&value));
	buffer_release(&value);
	doc.doc.add_value(XAP_SLOT_POSITIONS, bytes);
}

void xap_doc_value(struct xap_doc *doc, unsigned slot, struct slice value) noexcept
{
	grow(doc, "cannot add a value", [&](Xapian::Document &d) {
		if (slot == Xapian::BAD_VALUENO)
			throw InvalidArgumentError("no such slot");
		d.add_value(slot, string_of(value));
	});
}

void xap_doc_data(struct xap_doc *doc, struct slice data) noexcept
{
	grow(doc, "cannot add data", [&](Xapian::Document &) { doc->data = string_of(data); });
}

static bool holds(const Xapian::Document &doc, const string &term)
{
	Xapian::TermIterator at = doc.termlist_begin();
	if (at != doc.termlist_end())
		at.skip_to(term);
	return at != doc.termlist_end() && *at == term;
}

enum status xap_replace(struct xap_db *db, struct slice unique_term, struct xap_doc *doc,
			uint32_t *docid, struct error *err) noexcept
{
	enum status status = xap_doc_status(doc, err);
	if (status)
		return status;
	return change(db, err, "cannot store a document", [&](WritableDatabase &writer) {
		const string term = term_of(unique_term);
		finish(*doc);
		if (!holds(doc->doc, term))
			throw InvalidArgumentError("it lacks its unique term " + term);
		pack_data(db->keeping, writer, doc->data, doc->doc);
		Xapian::docid stored = writer.replace_document(term, doc->doc);
		if (docid)
			*docid = stored;
	});
}

enum status xap_doc_each_term(struct xap_doc *doc, xap_term_fn *fn, void *ctx,
			      struct error *err) noexcept
{
	enum status status = xap_doc_status(doc, err);
	if (status)
		return status;
	return guard(err, "cannot list terms", [&] {
		finish(*doc);
		for (auto at = doc->doc.termlist_begin(); at != doc->doc.termlist_end(); ++at) {
			const string term = *at;
			fn(ctx, borrow(term), at.get_wdf());
		}
	});
}

enum status xap_set_value(struct xap_db *db, uint32_t docid, unsigned slot, struct slice value,
			  struct error *err) noexcept
{
	return change(db, err, "cannot change a document", [&](WritableDatabase &writer) {
		Xapian::Document doc = writer.get_document(docid);
		doc.add_value(slot, string_of(value));
		writer.replace_document(docid, doc);
	});
}

enum status xap_delete(struct xap_db *db, struct slice term, struct error *err) noexcept
{
	return change(db, err, "cannot delete documents",
		      [&](WritableDatabase &writer) { writer.delete_document(term_of(term)); });
}

/* ---- terms ---- */

enum status xap_terms_open(struct xap_db *db, uint32_t docid, struct slice prefix,
			   struct xap_terms **terms, struct error *err) noexcept
{
	return guard(err, "cannot list terms", [&] {
		auto opened = std::make_unique<xap_terms>();
		opened->prefix = string_of(prefix);
		opened->in_document = docid != 0;
		opened->at = docid ? db->db.termlist_begin(docid)
				   : db->db.allterms_begin(opened->prefix);
		if (docid && opened->at != opened->end)
			opened->at.skip_to(opened->prefix);
		*terms = opened.release();
	});
}

enum status xap_terms_next(struct xap_terms *terms, bool *more, struct slice *term,
			   uint32_t *frequency, uint32_t *wdf, struct error *err) noexcept
{
	return guard(err, "cannot list terms", [&, &t = *terms] {
		if (std::exchange(t.started, true) && t.at != t.end)
			++t.at;
		t.term = t.at != t.end ? *t.at : string();
		if (t.term.compare(0, t.prefix.size(), t.prefix) != 0)
			t.at = t.end;
		const bool there = t.at != t.end;
		if (frequency)
			*frequency = there ? t.at.get_termfreq() : 0;
		if (wdf)
			*wdf = there && t.in_document ? t.at.get_wdf() : 0;
		*term = there ? borrow(t.term) : slice_make(nullptr, 0);
		*more = there;
	});
}

void xap_terms_close(struct xap_terms *terms) noexcept
{
	delete terms;
}

/* ---- queries ---- */

/* Stands for each query that there was no memory for. */
static struct no_query : xap_query {
	no_query() noexcept { (void)error_set(&failure, STATUS_NOMEM, "no memory for a query"); }
} out_of_memory;

/* A new query that is what make() returns, or that keeps its failure. */
template <typename Make> static struct xap_query *build(Make make) noexcept
{
	struct xap_query *built = or_zero([] { return new xap_query; });
	if (!built)
		return &out_of_memory;
	(void)guard(&built->failure, "cannot build a query", [&] { built->query = make(); });
	return built;
}

/* The same from parts, which it frees: the first failure among them fails the whole. */
template <typename Make>
static struct xap_query *build_from(struct xap_query **parts, size_t count, Make make) noexcept
{
	struct xap_query *built = build(make);
	for (size_t i = 0; i < count; i++) {
		if (parts[i] && !built->failure.code)
			(void)copy_failure(parts[i]->failure, &built->failure);
		xap_query_free(parts[i]);
	}
	return built;
}

void xap_query_free(struct xap_query *query) noexcept
{
	if (query != &out_of_memory)
		delete query;
}

struct xap_query *xap_query_all(void) noexcept
{
	/* Not Query::MatchAll: all threads would share its reference count. */
	return build([] { return Query(string()); });
}

struct xap_query *xap_query_nothing(void) noexcept
{
	return build([] { return Query(); });
}

struct xap_query *xap_query_range(unsigned slot, struct slice low, struct slice high) noexcept
{
	return build([&] {
		/* The least value there is: a document without one must not match. */
		const string from = low.len ? string_of(low) : string(1, '\0');
		return high.len ? Query(Query::OP_VALUE_RANGE, slot, from, string_of(high))
				: Query(Query::OP_VALUE_GE, slot, from);
	});
}

struct xap_query *xap_query_join(enum xap_op op, struct xap_query **parts_take, size_t count,
				 unsigned) noexcept
{
	static const Query::op ops[] = {Query::OP_AND,       Query::OP_OR,     Query::OP_AND_NOT,
					Query::OP_AND_MAYBE, Query::OP_FILTER, Query::OP_SYNONYM,
					Query::OP_MAX};
	const bool first_leads = op == XAP_AND_NOT || op == XAP_AND_MAYBE || op == XAP_FILTER;
	return build_from(parts_take, count, [&] {
		std::vector<Query> parts;
		if (first_leads && count && !parts_take[0])
			return Query();
		for (size_t i = 0; i < count; i++)
			if (parts_take[i])
				parts.push_back(parts_take[i]->query);
		return Query(ops[op], parts.begin(), parts.end());
	});
}

struct xap_query *xap_query_pair(enum xap_op op, struct xap_query *a_take,
				 struct xap_query *b_take) noexcept
{
	struct xap_query *parts[] = {a_take, b_take};
	return xap_query_join(op, parts, 2, 0);
}

/* Xapian takes NaN for a number, and a negative weight makes it find nothing. */
static double amount(double number, const char *name)
{
	if (!std::isfinite(number) || number < 0)
		throw InvalidArgumentError(string(name) + " is negative or not finite");
	return number;
}

struct xap_query *xap_query_scale(struct xap_query *part_take, double factor) noexcept
{
	return build_from(&part_take, 1, [&] {
		amount(factor, "factor");
		return part_take ? Query(factor, part_take->query) : Query();
	});
}

struct xap_query *xap_query_fixed(struct xap_query *part_take, double weight) noexcept
{
	return build_from(&part_take, 1, [&] {
		Xapian::FixedWeightPostingSource source(amount(weight, "weight"));
		if (!part_take)
			return Query();
		return Query(Query::OP_FILTER, Query(&source), part_take->query); /* clones */
	});
}

/* A place in a phrase with the terms that may stand there; the keys are theirs. */
struct spot {
	std::vector<string> terms; /* sorted */
	std::vector<positions_key> keys;
	Xapian::termpos offset;
	/* A bare term is in no posting list, so only the look at the positions knows of it. */
	bool bare = false;
};

using places = std::vector<Xapian::termpos>;

/* Finds a position of its own for the spot within [low, high], moving others along (Kuhn's matching). */
static bool give_position(size_t spot, const std::vector<places> &held, Xapian::termpos low,
			  Xapian::termpos high, std::vector<std::pair<Xapian::termpos, size_t>> &taken,
			  std::vector<bool> &tried)
{
	if (tried[spot])
		return false;
	tried[spot] = true;
	auto at = std::lower_bound(held[spot].begin(), held[spot].end(), low);
	for (; at != held[spot].end() && *at <= high; ++at) {
		auto owner = std::find_if(taken.begin(), taken.end(),
					  [&](const auto &t) { return t.first == *at; });
		if (owner == taken.end()) {
			taken.emplace_back(*at, spot);
			return true;
		}
		const size_t index = (size_t)(owner - taken.begin());
		if (give_position(owner->second, held, low, high, taken, tried)) {
			taken[index].second = spot;
			return true;
		}
	}
	return false;
}

/*
 * The documents where terms stand as asked.  It goes over all documents that have positions and says so
 * in its estimate: so the matcher lets the terms' own lists lead and only asks about documents that
 * they hold.  Only documents that the matcher stops at are looked at: a check() that runs past its
 * document leaves the next one unread.
 */
class spots_within final : public Xapian::PostingSource {
	const std::vector<spot> spots;
	const Xapian::termpos distance, first, last;
	Xapian::Database db;
	Xapian::doccount documents = 0;
	Xapian::ValueIterator at, end;
	bool unread = true; /* nobody has looked at the document that `at` is at */
	std::vector<std::vector<Xapian::PostingIterator>> lists; /* of spots with several terms, but few */
	std::vector<places> held; /* scratch: of each spot */
	struct buffer found = BUFFER_INIT;

	static constexpr size_t few = 4;

	void add(const positions_view &view, const positions_key &key, places &out)
	{
		found.len = 0;
		positions_get(&view, key, first, last, &found);
		const auto *from = reinterpret_cast<const uint32_t *>(found.ptr);
		out.insert(out.end(), from, from + found.len / sizeof *from);
	}

	/* The document is known to have one of the terms; positions may only be asked of those it has. */
	bool has(size_t k, size_t term)
	{
		Xapian::PostingIterator &list = lists[k][term];
		if (list != Xapian::PostingIterator())
			list.skip_to(at.get_docid());
		return list != Xapian::PostingIterator() && *list == at.get_docid();
	}

	void add_held(const positions_view &view, size_t k, places &out)
	{
		const spot &s = spots[k];
		if (s.terms.size() <= few) {
			for (size_t i = 0; i < s.terms.size(); i++)
				if (s.keys[i].bare >= 0 || has(k, i))
					add(view, s.keys[i], out);
			return;
		}
		auto list = db.termlist_begin(at.get_docid());
		const auto stop = db.termlist_end(at.get_docid());
		for (size_t i = 0; i < s.terms.size(); i++) {
			const bool bare = s.keys[i].bare >= 0;
			if (!bare && list != stop)
				list.skip_to(s.terms[i]);
			if (bare || (list != stop && *list == s.terms[i]))
				add(view, s.keys[i], out);
		}
	}

	void positions_of(const positions_view &view, size_t k, places &out)
	{
		out.clear();
		if (spots[k].terms.size() == 1) {
			add(view, spots[k].keys[0], out);
			return;
		}
		add_held(view, k, out);
		std::sort(out.begin(), out.end());
		out.erase(std::unique(out.begin(), out.end()), out.end());
	}

	bool phrase_at(Xapian::termpos start) const
	{
		for (size_t i = 0; i < spots.size(); i++)
			if (!std::binary_search(held[i].begin(), held[i].end(), start + spots[i].offset))
				return false;
		return true;
	}

	bool near_at(Xapian::termpos start) const
	{
		std::vector<std::pair<Xapian::termpos, size_t>> taken;
		for (size_t i = 0; i < spots.size(); i++) {
			std::vector<bool> tried(spots.size());
			if (!give_position(i, held, start, start + distance, taken, tried))
				return false;
		}
		return true;
	}

	bool accepts()
	{
		positions_view view;
		const string value = *at;
		if (!positions_open(borrow(value), &view))
			throw Xapian::DatabaseCorruptError("positions of document " +
							   std::to_string(at.get_docid()));
		for (size_t k = 0; k < spots.size(); k++) {
			positions_of(view, k, held[k]);
			if (held[k].empty())
				return false;
		}
		if (!distance) {
			for (Xapian::termpos p : held[0])
				if (p >= spots[0].offset && phrase_at(p - spots[0].offset))
					return true;
			return false;
		}
		for (const places &starts : held)
			for (Xapian::termpos p : starts)
				if (near_at(p))
					return true;
		return false;
	}

	void settle()
	{
		for (unread = false; at != end && !accepts();)
			++at;
	}

      public:
	spots_within(const std::vector<spot> &wanted, Xapian::termpos apart, Xapian::termpos from,
		     Xapian::termpos to)
		: spots(wanted), distance(apart), first(from), last(to), held(wanted.size())
	{
	}
	~spots_within() override { buffer_release(&found); }
	spots_within *clone() const override
	{
		return new spots_within(spots, distance, first, last);
	}
	string name() const override { return "spots_within"; }
	Xapian::doccount get_termfreq_min() const override { return 0; }
	Xapian::doccount get_termfreq_est() const override { return documents; }
	Xapian::doccount get_termfreq_max() const override { return documents; }
	Xapian::docid get_docid() const override { return at.get_docid(); }
	bool at_end() const override { return at == end; }

	string get_description() const override
	{
		string text = distance ? "near " + std::to_string(distance) : "phrase";
		for (const spot &s : spots)
			text += s.terms.size() == 1 && !s.bare ? " " + s.terms[0] : " ...";
		return text + "@" + std::to_string(first) + ".." + std::to_string(last);
	}

	void init(const Xapian::Database &from) override
	{
		db = from;
		documents = db.get_doccount();
		at = db.valuestream_begin(XAP_SLOT_POSITIONS);
		end = db.valuestream_end(XAP_SLOT_POSITIONS);
		unread = true;
		lists.assign(spots.size(), {});
		for (size_t k = 0; k < spots.size(); k++)
			if (spots[k].terms.size() > 1 && spots[k].terms.size() <= few)
				for (const string &term : spots[k].terms)
					lists[k].push_back(db.postlist_begin(term));
	}

	void next(double) override
	{
		if (!unread)
			++at;
		settle();
	}

	void skip_to(Xapian::docid docid, double) override
	{
		if (at != end && at.get_docid() < docid)
			at.skip_to(docid);
		settle();
	}

	bool check(Xapian::docid docid, double) override
	{
		if (at != end && at.get_docid() < docid)
			at.skip_to(docid);
		unread = at != end && at.get_docid() != docid;
		return at == end || (!unread && accepts());
	}
};

static Query spots_query(const std::vector<spot> &wanted, uint32_t distance, uint32_t first, uint32_t last)
{
	std::vector<Query> parts;
	for (const spot &s : wanted)
		if (!s.bare)
			parts.emplace_back(Query::OP_SYNONYM, s.terms.begin(), s.terms.end());
	spots_within source(wanted, distance, first, last);
	if (parts.empty())
		return wanted.empty() ? Query() : Query(0.0, Query(&source)); /* clones */
	return Query(Query::OP_FILTER, Query(Query::OP_AND, parts.begin(), parts.end()), Query(&source));
}

static spot spot_of(const struct slice *terms, size_t count, uint32_t offset)
{
	spot s{{}, {}, offset};
	for (size_t k = 0; k < count; k++)
		s.terms.push_back(term_of(terms[k]));
	std::sort(s.terms.begin(), s.terms.end());
	for (const string &term : s.terms) {
		s.keys.push_back(positions_key_of(borrow(term)));
		s.bare = s.bare || s.keys.back().bare >= 0;
	}
	return s;
}

struct xap_query *xap_query_term(struct slice term, uint32_t wqf) noexcept
{
	return build([&] {
		if (positions_is_bare(term))
			return spots_query({spot_of(&term, 1, 0)}, 0, 0, UINT32_MAX);
		return Query(term_of(term), wqf);
	});
}

struct xap_query *xap_query_term_within(struct slice term, uint32_t first, uint32_t last) noexcept
{
	return build([&] { return spots_query({spot_of(&term, 1, 0)}, 0, first, last); });
}

struct xap_query *xap_query_spots(const struct xap_spot *spots, size_t count, uint32_t distance,
				  uint32_t first, uint32_t last) noexcept
{
	return build([&] {
		std::vector<spot> wanted;
		for (size_t i = 0; i < count; i++)
			wanted.push_back(spot_of(spots[i].terms, spots[i].count, spots[i].offset));
		return spots_query(wanted, distance, first, last);
	});
}

struct xap_query *xap_query_copy(const struct xap_query *query) noexcept
{
	struct xap_query *copy = build([&] { return query->query; });
	if (!copy->failure.code)
		(void)copy_failure(query->failure, &copy->failure);
	return copy;
}

enum status xap_query_describe(const struct xap_query *query, struct buffer *out,
			       struct error *err) noexcept
{
	if (query->failure.code)
		return copy_failure(query->failure, err);
	return guard(err, "cannot describe a query",
		     [&] { put(out, query->query.get_description()); });
}

/* ---- searching ---- */

static void check_search(const struct xap_search &search)
{
	if (!search.query)
		throw InvalidArgumentError("no query");
	if (search.sort_count > XAP_SORT_KEYS || search.count_slot_count > XAP_COUNT_SLOTS)
		throw InvalidArgumentError("too many sort keys or slots to count");
	amount(search.k1, "k1");
	amount(search.b, "b");
	amount(search.min_normlen, "min_normlen");
}

/* No value sorts before all others, so last already when descending. */
static void add_sort_keys(const Xapian::Database &db, const struct xap_search &search,
			  Xapian::MultiValueKeyMaker &keys)
{
	for (unsigned i = 0; i < search.sort_count; i++) {
		const struct xap_sort_key &key = search.sort[i];
		const bool stand_in = key.empty_last && !key.descending;
		keys.add_value(key.slot, key.descending,
			       stand_in ? db.get_value_upper_bound(key.slot) + "x" : string());
	}
}

static void copy_items(const Xapian::Enquire &enquire, const Xapian::MSet &set, bool want_terms,
		       xap_hits &hits)
{
	hits.items.reserve(set.size());
	hits.terms.reserve(set.size());
	for (auto at = set.begin(); at != set.end(); ++at) {
		hits.items.push_back({*at, at.get_weight(), (double)at.get_percent()});
		if (!want_terms)
			continue;
		hits.terms.emplace_back(enquire.get_matching_terms_begin(at),
					enquire.get_matching_terms_end(at));
		std::sort(hits.terms.back().begin(), hits.terms.back().end());
	}
}

static value_counts sorted_counts(const Xapian::ValueCountMatchSpy &spy)
{
	value_counts counts;
	for (auto at = spy.values_begin(); at != spy.values_end(); ++at)
		counts.emplace_back(*at, at.get_termfreq());
	std::stable_sort(counts.begin(), counts.end(),
			 [](const auto &a, const auto &b) { return a.second > b.second; });
	return counts;
}

static std::unique_ptr<xap_hits> run(const Xapian::Database &db, const struct xap_search &search)
{
	auto hits = std::make_unique<xap_hits>();
	std::list<Xapian::ValueCountMatchSpy> spies; /* these two outlive enquire */
	Xapian::MultiValueKeyMaker keys;
	Xapian::Enquire enquire(db);
	enquire.set_query(search.query->query);
	enquire.set_weighting_scheme(
		Xapian::BM25Weight(search.k1, 0, 1, search.b, search.min_normlen));
	add_sort_keys(db, search, keys);
	if (search.sort_count)
		enquire.set_sort_by_key_then_relevance(&keys, false);
	for (unsigned k = 0; k < search.count_slot_count; k++)
		enquire.add_matchspy(&spies.emplace_back(search.count_slots[k]));
	enquire.set_time_limit(search.timeout_ms / 1000.0);
	const Xapian::doccount least = spies.empty() ? search.check_at_least : UINT32_MAX;
	const Xapian::MSet set = enquire.get_mset(search.first, search.count, least);
	copy_items(enquire, set, search.want_terms, *hits);
	hits->total = set.get_matches_lower_bound();
	hits->exact = hits->total == set.get_matches_upper_bound();
	for (const Xapian::ValueCountMatchSpy &spy : spies) {
		hits->counts.push_back(sorted_counts(spy));
		/* After a timeout the bounds may meet although the spies missed hits. */
		hits->exact = hits->exact && spy.get_total() == hits->total;
	}
	return hits;
}

enum status xap_run(struct xap_db *db, const struct xap_search *search, struct xap_hits **hits,
		    struct error *err) noexcept
{
	if (search->query && search->query->failure.code)
		return copy_failure(search->query->failure, err);
	return guard(err, "cannot search", [&] {
		check_search(*search);
		*hits = run(db->db, *search).release();
	});
}

size_t xap_hits_count(const struct xap_hits *hits) noexcept
{
	return hits->items.size();
}

struct xap_hit xap_hits_at(const struct xap_hits *hits, size_t i) noexcept
{
	assert(i < hits->items.size());
	return hits->items[i];
}

uint32_t xap_hits_total(const struct xap_hits *hits, bool *exact) noexcept
{
	if (exact)
		*exact = hits->exact;
	return hits->total;
}

bool xap_hits_value_count(const struct xap_hits *hits, unsigned k, size_t i, struct slice *value,
			  uint32_t *count) noexcept
{
	if (k >= hits->counts.size() || i >= hits->counts[k].size())
		return false;
	*value = borrow(hits->counts[k][i].first);
	*count = hits->counts[k][i].second;
	return true;
}

bool xap_hits_matching_term(const struct xap_hits *hits, size_t hit, size_t i,
			    struct slice *term) noexcept
{
	if (hit >= hits->terms.size() || i >= hits->terms[hit].size())
		return false;
	*term = borrow(hits->terms[hit][i]);
	return true;
}

void xap_hits_free(struct xap_hits *hits) noexcept
{
	delete hits;
}

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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The C++ fence: the one file that talks to xapian-core, see store/xap.h.
 *
 * Invariants:
 *  1. Whatever can throw runs inside guard(); `catch` stands only in guarded(),
 *     which holds the one map from exception class to status.
 *  2. Whatever is pending in a writer is inside a transaction.  Without one
 *     Xapian commits by itself after each 10000 changes, and readers would see
 *     half a batch.  A change that fails takes the whole batch with it: Xapian
 *     drops its pending changes when a document fails, so a batch that went on
 *     would silently lack what came before.
 *  3. A match set is copied out completely; struct xap_hits needs no database.
 *  4. A query or document that failed to build keeps its first failure.
 *
 * Tried and rejected: status from Xapian::Error::get_type() strings (a class
 * unknown here would not fall back to its base class); reading matching terms
 * when they are asked for (no way to report STATUS_MODIFIED).
 */
#include "store/xap.h"

#include <assert.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <list>
#include <memory>
#include <new>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <xapian.h>

struct xap_db {
	Xapian::Database db; /* reads; for a writer the same database as below */
	std::unique_ptr<Xapian::WritableDatabase> writer;
	bool in_transaction = false;
};

struct xap_doc {
	Xapian::Document doc;
	struct error failure = {};
};

struct xap_query {
	Xapian::Query query;
	struct error failure = {};
};

struct xap_hits {
	std::vector<struct xap_hit> items;
	std::vector<std::vector<std::string>> terms;                       /* of each hit */
	std::vector<std::vector<std::pair<std::string, uint32_t>>> counts; /* of each slot */
	uint32_t total = 0;
	bool exact = false;
};

struct xap_terms {
	Xapian::TermIterator at, end;
	std::string prefix, term;
	bool in_document = false;
	bool started = false;
};

/* ---- faults for tests ---- */

#ifdef XAP_TEST_FAULTS
struct other_exception : std::exception {};

template <typename Exception> static void raise_xapian()
{
	throw Exception("injected");
}

template <typename Exception> static void raise_plain()
{
	throw Exception();
}

static const struct fault {
	const char *kind;
	void (*raise)();
} faults[] = {
	{"lock", raise_xapian<Xapian::DatabaseLockError>},
	{"modified", raise_xapian<Xapian::DatabaseModifiedError>},
	{"version", raise_xapian<Xapian::DatabaseVersionError>},
	{"corrupt", raise_xapian<Xapian::DatabaseCorruptError>},
	{"docnotfound", raise_xapian<Xapian::DocNotFoundError>},
	{"open", raise_xapian<Xapian::DatabaseOpeningError>},
	{"notfound", raise_xapian<Xapian::DatabaseNotFoundError>},
	{"invalid", raise_xapian<Xapian::InvalidArgumentError>},
	{"network", raise_xapian<Xapian::NetworkError>},
	{"database", raise_xapian<Xapian::DatabaseError>},
	{"range", raise_xapian<Xapian::RangeError>},
	{"unimplemented", raise_xapian<Xapian::UnimplementedError>},
	{"feature", raise_xapian<Xapian::FeatureUnavailableError>},
	{"bad_alloc", raise_plain<std::bad_alloc>},
	{"std", raise_plain<other_exception>},
	{"int", raise_plain<int>},
	{"handle", nullptr},
};

static thread_local const struct fault *next_fault;

void xap_fault_next(const char *kind) noexcept
{
	next_fault = nullptr;
	for (const struct fault &f : faults)
		if (kind && strcmp(f.kind, kind) == 0)
			next_fault = &f;
	assert(!kind || next_fault);
}

static void raise_fault()
{
	const struct fault *f = next_fault;
	if (!f || !f->raise)
		return;
	next_fault = nullptr;
	f->raise();
}

/* True when the allocation of a handle is to fail. */
static bool handle_fault() noexcept
{
	if (!next_fault || next_fault->raise)
		return false;
	next_fault = nullptr;
	return true;
}
#else
static void raise_fault() {}

static bool handle_fault() noexcept
{
	return false;
}
#endif

/* ---- from exceptions to status ---- */

/* What was being done, for the message: "cannot open" and a path, or NULL. */
struct attempt {
	struct error *err;
	const char *what;
	const char *subject;
};

static enum status fail(const struct attempt &a, enum status code, const char *message,
			const char *cause = nullptr)
{
	return error_set(a.err, code, "%s%s%s: %s%s%s%s", a.what, a.subject ? " " : "",
			 a.subject ? a.subject : "", message, cause ? " (" : "",
			 cause ? cause : "", cause ? ")" : "");
}

static enum status fail(const struct attempt &a, enum status code, const Xapian::Error &e)
{
	return fail(a, code, e.get_msg().c_str(), e.get_error_string());
}

/* Xapian offers errno only as text, and at times only inside its message. */
static bool mentions(const Xapian::Error &e, const char *text)
{
	const char *cause = e.get_error_string();
	return (cause && strcmp(cause, text) == 0) || e.get_msg().find(text) != std::string::npos;
}

static bool system_refused(const Xapian::Error &e)
{
	static const int causes[] = {EACCES, EPERM, EROFS,  ENOSPC, EDQUOT,
				     EFBIG,  EIO,   EMFILE, ENFILE};
	for (int cause : causes)
		if (mentions(e, strerror(cause)))
			return true;
	return mentions(e, "too many open files") || mentions(e, "not supported by this FS");
}

/* A lock file that cannot be opened gives the same class as a lock that is held. */
static enum status lock_status(const Xapian::Error &e)
{
	return system_refused(e) ? STATUS_IO : STATUS_LOCKED;
}

/* Xapian has no class for a table that is cut short or missing beside an intact version file. */
static enum status database_status(const Xapian::Error &e)
{
	if (system_refused(e))
		return STATUS_IO;
	if (mentions(e, "EOF reading block"))
		return STATUS_CORRUPT;
	if (mentions(e, strerror(ENOENT)))
		return mentions(e, ".glass") ? STATUS_CORRUPT : STATUS_NOT_FOUND;
	return STATUS_DATABASE;
}

static enum status guarded(const struct attempt &a, enum status (*run)(void *), void *work) noexcept
{
	try {
		raise_fault();
		return run(work);
	} catch (const Xapian::DatabaseLockError &e) {
		return fail(a, lock_status(e), e);
	} catch (const Xapian::DatabaseModifiedError &e) {
		return fail(a, STATUS_MODIFIED, e);
	} catch (const Xapian::DatabaseVersionError &e) {
		return fail(a, STATUS_VERSION, e);
	} catch (const Xapian::DatabaseCorruptError &e) {
		return fail(a, STATUS_CORRUPT, e);
	} catch (const Xapian::DatabaseNotFoundError &e) {
		return fail(a, STATUS_NOT_FOUND, e);
	} catch (const Xapian::DatabaseError &e) { /* DatabaseOpeningError too */
		return fail(a, database_status(e), e);
	} catch (const Xapian::DocNotFoundError &e) {
		return fail(a, STATUS_NOT_FOUND, e);
	} catch (const Xapian::FeatureUnavailableError &e) {
		return fail(a, STATUS_VERSION, e);
	} catch (const Xapian::InvalidArgumentError &e) {
		return fail(a, STATUS_INVALID, e);
	} catch (const Xapian::RangeError &e) {
		return fail(a, STATUS_INVALID, e);
	} catch (const Xapian::Error &e) {
		return fail(a, STATUS_DATABASE, e);
	} catch (const std::bad_alloc &) {
		return fail(a, STATUS_NOMEM, "out of memory");
	} catch (const std::exception &e) {
		return fail(a, STATUS_UNKNOWN, e.what());
	} catch (...) {
		return fail(a, STATUS_UNKNOWN, "exception of an unknown class");
	}
}

/* Runs work(), which returns nothing or a status, and turns what it throws into a status. */
template <typename Work>
static enum status guard(struct error *err, const char *what, const char *subject,
			 Work work) noexcept
{
	auto run = [](void *ptr) -> enum status {
		Work &call = *static_cast<Work *>(ptr);
		if constexpr (std::is_void_v<decltype(call())>) {
			call();
			return STATUS_OK;
		} else {
			return call();
		}
	};
	return guarded({err, what, subject}, run, &work);
}

static enum status copy_failure(const struct error &failure, struct error *err) noexcept
{
	return failure.code ? error_set(err, failure.code, "%s", failure.msg) : STATUS_OK;
}

/* ---- between C and C++ ---- */

static std::string string_of(struct slice s)
{
	return s.len ? std::string(s.ptr, s.len) : std::string();
}

/* To Xapian the empty term means all documents: never what a caller meant. */
static std::string term_of(struct slice term)
{
	if (!term.len)
		throw Xapian::InvalidArgumentError("empty term");
	return string_of(term);
}

static struct slice slice_from_string(const std::string &s) noexcept
{
	return slice_make(s.data(), s.size());
}

static void put(struct buffer *out, const std::string &s) noexcept
{
	buffer_clear(out);
	buffer_add(out, s.data(), s.size());
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

static int open_flags(enum xap_mode mode) noexcept
{
	switch (mode) {
	case XAP_WRITE_OR_CREATE:
		return Xapian::DB_CREATE_OR_OPEN;
	case XAP_WRITE_NEW:
		return Xapian::DB_CREATE;
	default:
		return Xapian::DB_OPEN;
	}
}

enum status xap_open(const char *path, enum xap_mode mode, struct xap_db **db,
		     struct error *err) noexcept
{
	const bool must_exist = mode == XAP_READ || mode == XAP_WRITE;
	enum status status = guard(err, "cannot open", path, [&] {
		auto opened = std::make_unique<xap_db>();
		/* A writer too: where it finds nothing it would leave a lock file behind. */
		if (must_exist)
			opened->db = Xapian::Database(path);
		if (mode != XAP_READ) {
			opened->writer = std::make_unique<Xapian::WritableDatabase>(
				path, open_flags(mode));
			opened->db = *opened->writer;
		}
		*db = opened.release();
	});
	return status == STATUS_NOT_FOUND && must_exist ? explain_absence(path, err) : status;
}

enum status xap_add_database(struct xap_db *db, struct xap_db *more, struct error *err) noexcept
{
	if (db->writer || more->writer)
		return error_set(err, STATUS_INVALID,
				 "cannot join databases: one is open for writing");
	return guard(err, "cannot join databases", nullptr,
		     [&] { db->db.add_database(more->db); });
}

void xap_close(struct xap_db *db) noexcept
{
	if (!db)
		return;
	if (db->writer) {
		(void)xap_commit(db, nullptr);
		/* Frees the lock whoever still holds a reference; a reader must not be
		 * closed so, its shards may live on in another handle. */
		(void)guard(nullptr, "", nullptr, [&] { db->writer->close(); });
	}
	delete db;
}

enum status xap_reopen(struct xap_db *db, bool *changed, struct error *err) noexcept
{
	return guard(err, "cannot reopen", nullptr, [&] {
		bool moved = db->db.reopen();
		if (changed)
			*changed = moved;
	});
}

static enum status read_only(struct error *err, const char *what) noexcept
{
	return error_set(err, STATUS_INVALID, "%s: the database is open for reading", what);
}

enum status xap_commit(struct xap_db *db, struct error *err) noexcept
{
	if (!db->writer)
		return read_only(err, "cannot commit");
	return guard(err, "cannot commit", nullptr, [&] {
		if (std::exchange(db->in_transaction, false))
			db->writer->commit_transaction();
	});
}

enum status xap_rollback(struct xap_db *db, struct error *err) noexcept
{
	if (!db->writer)
		return read_only(err, "cannot roll back");
	return guard(err, "cannot roll back", nullptr, [&] {
		if (std::exchange(db->in_transaction, false))
			db->writer->cancel_transaction();
	});
}

/* Runs work(writer) inside the transaction; a failure ends it, see invariant 2. */
template <typename Work>
static enum status change(struct xap_db *db, struct error *err, const char *what,
			  Work work) noexcept
{
	if (!db->writer)
		return read_only(err, what);
	enum status status = guard(err, what, nullptr, [&] {
		if (!db->in_transaction)
			db->writer->begin_transaction();
		db->in_transaction = true;
		work(*db->writer);
	});
	if (status)
		(void)xap_rollback(db, nullptr);
	return status;
}

uint32_t xap_doccount(struct xap_db *db) noexcept
{
	uint32_t count = 0;
	(void)guard(nullptr, "", nullptr, [&] { count = db->db.get_doccount(); });
	return count;
}

uint32_t xap_lastdocid(struct xap_db *db) noexcept
{
	uint32_t docid = 0;
	(void)guard(nullptr, "", nullptr, [&] { docid = db->db.get_lastdocid(); });
	return docid;
}

double xap_average_length(struct xap_db *db) noexcept
{
	double length = 0;
	(void)guard(nullptr, "", nullptr, [&] { length = db->db.get_average_length(); });
	return length;
}

enum status xap_revision(struct xap_db *db, uint64_t *revision, struct error *err) noexcept
{
	return guard(err, "cannot read the revision", nullptr,
		     [&] { *revision = db->db.get_revision(); });
}

enum status xap_uuid(struct xap_db *db, struct buffer *out, struct error *err) noexcept
{
	return guard(err, "cannot read the UUID", nullptr, [&] { put(out, db->db.get_uuid()); });
}

enum status xap_metadata_get(struct xap_db *db, const char *key, struct buffer *out,
			     struct error *err) noexcept
{
	return guard(err, "cannot read metadata", key,
		     [&] { put(out, db->db.get_metadata(key)); });
}

enum status xap_metadata_set(struct xap_db *db, const char *key, struct slice value,
			     struct error *err) noexcept
{
	size_t len = strlen(key);
	if (len == 0 || len > XAP_TERM_MAX)
		return error_set(err, STATUS_INVALID, "cannot set metadata: key of %zu bytes", len);
	return change(db, err, "cannot set metadata", [&](Xapian::WritableDatabase &writer) {
		writer.set_metadata(key, string_of(value));
	});
}

enum status xap_term_frequency(struct xap_db *db, struct slice term, uint32_t *documents,
			       struct error *err) noexcept
{
	return guard(err, "cannot look up a term", nullptr,
		     [&] { *documents = db->db.get_termfreq(term_of(term)); });
}

enum status xap_find(struct xap_db *db, struct slice term, uint32_t *docid,
		     struct error *err) noexcept
{
	return guard(err, "cannot look up a term", nullptr, [&] {
		const std::string name = term_of(term);
		Xapian::PostingIterator at = db->db.postlist_begin(name);
		if (at == db->db.postlist_end(name))
			return error_set(err, STATUS_NOT_FOUND, "no document holds the term %s",
					 name.c_str());
		*docid = *at;
		return STATUS_OK;
	});
}

/* Calls use(document) for the document of this id. */
template <typename Use>
static enum status with_document(struct xap_db *db, uint32_t docid, struct error *err,
				 Use use) noexcept
{
	if (docid == 0)
		return error_set(err, STATUS_NOT_FOUND, "there is no document 0");
	return guard(err, "cannot read a document", nullptr,
		     [&] { use(db->db.get_document(docid)); });
}

enum status xap_data(struct xap_db *db, uint32_t docid, struct buffer *out,
		     struct error *err) noexcept
{
	return with_document(db, docid, err,
			     [&](const Xapian::Document &doc) { put(out, doc.get_data()); });
}

enum status xap_value(struct xap_db *db, uint32_t docid, unsigned slot, struct buffer *out,
		      struct error *err) noexcept
{
	return with_document(db, docid, err,
			     [&](const Xapian::Document &doc) { put(out, doc.get_value(slot)); });
}

enum status xap_value_bounds(struct xap_db *db, unsigned slot, struct buffer *low,
			     struct buffer *high, struct error *err) noexcept
{
	return guard(err, "cannot read value bounds", nullptr, [&] {
		const std::string lower = db->db.get_value_lower_bound(slot);
		put(high, db->db.get_value_upper_bound(slot));
		put(low, lower);
	});
}

/* Damage that keeps xapian-check from going on is an error found, not a failure to look. */
static enum status check_tables(const char *path, struct buffer *report, uint64_t *errors,
				struct error *err) noexcept
{
	return guard(err, "cannot check", path, [&] {
		std::ostringstream words;
		struct error damage = {};
		uint64_t found = 0;
		enum status status = guard(&damage, "gave up on", path, [&] {
			found = Xapian::Database::check(path, 0, &words);
		});
		if (status && status != STATUS_CORRUPT)
			return copy_failure(damage, err);
		if (status) {
			words << '\n' << damage.msg << '\n';
			found++;
		}
		put(report, words.str());
		*errors = found;
		return STATUS_OK;
	});
}

enum status xap_check(const char *path, struct buffer *report, uint64_t *errors,
		      struct error *err) noexcept
{
	struct xap_db *db = nullptr;
	struct error failure = {};
	enum status status = xap_open(path, XAP_READ, &db, &failure);
	if (status && status != STATUS_CORRUPT)
		return copy_failure(failure, err);
	bool locked = false;
	if (db) /* may fail where we may not write: then nobody can be asked */
		(void)guard(nullptr, "", nullptr, [&] { locked = db->db.locked(); });
	xap_close(db);
	if (locked)
		return error_set(err, STATUS_LOCKED, "cannot check %s: it is open for writing", path);
	return check_tables(path, report, errors, err);
}

enum status xap_compact(const char *const *sources, size_t count, const char *target,
			struct error *err) noexcept
{
	struct stat present;
	if (count == 0)
		return error_set(err, STATUS_INVALID, "cannot compact: no sources");
	if (lstat(target, &present) == 0) /* Xapian would write over a database there */
		return error_set(err, STATUS_DATABASE, "cannot compact: %s exists", target);
	struct xap_db *all = nullptr;
	enum status status = xap_open(sources[0], XAP_READ, &all, err);
	for (size_t i = 1; !status && i < count; i++) {
		struct xap_db *more = nullptr;
		status = xap_open(sources[i], XAP_READ, &more, err);
		if (!status)
			status = xap_add_database(all, more, err);
		xap_close(more);
	}
	if (!status)
		status = guard(err, "cannot compact to", target, [&] {
			all->db.compact(target, count == 1 ? Xapian::DBCOMPACT_NO_RENUMBER : 0);
		});
	xap_close(all);
	return status;
}

/* ---- documents ---- */

struct xap_doc *xap_doc_new(void) noexcept
{
	struct xap_doc *doc = nullptr;
	if (handle_fault())
		return nullptr;
	(void)guard(nullptr, "", nullptr, [&] { doc = new xap_doc; });
	return doc;
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
	(void)guard(&doc->failure, "cannot clear a document", nullptr, [&] {
		doc->doc.clear_terms();
		doc->doc.clear_values();
		doc->doc.set_data(std::string());
	});
}

enum status xap_doc_status(const struct xap_doc *doc, struct error *err) noexcept
{
	if (!doc)
		return error_set(err, STATUS_NOMEM, "no memory for a document");
	return copy_failure(doc->failure, err);
}

/* Runs add() unless the document has failed already, and keeps its failure. */
template <typename Add> static void grow(struct xap_doc *doc, const char *what, Add add) noexcept
{
	if (doc && !doc->failure.code)
		(void)guard(&doc->failure, what, nullptr, add);
}

/* Xapian itself would find out about a long term only when the document is stored. */
static std::string new_term_of(struct slice term)
{
	std::string name = term_of(term);
	size_t len = name.size() + (size_t)std::count(name.begin(), name.end(), '\0');
	if (len > XAP_TERM_MAX)
		throw Xapian::InvalidArgumentError("term of " + std::to_string(len) + " bytes: " +
						   name.substr(0, 40) + "...");
	return name;
}

void xap_doc_posting(struct xap_doc *doc, struct slice term, uint32_t position,
		     uint32_t wdf) noexcept
{
	grow(doc, "cannot add a term",
	     [&] { doc->doc.add_posting(new_term_of(term), position, wdf); });
}

void xap_doc_term(struct xap_doc *doc, struct slice term, uint32_t wdf) noexcept
{
	grow(doc, "cannot add a term", [&] { doc->doc.add_term(new_term_of(term), wdf); });
}

void xap_doc_value(struct xap_doc *doc, unsigned slot, struct slice value) noexcept
{
	grow(doc, "cannot add a value", [&] {
		if (slot == Xapian::BAD_VALUENO)
			throw Xapian::InvalidArgumentError("no such slot");
		doc->doc.add_value(slot, string_of(value));
	});
}

void xap_doc_data(struct xap_doc *doc, struct slice data) noexcept
{
	grow(doc, "cannot add data", [&] { doc->doc.set_data(string_of(data)); });
}

static bool holds(const Xapian::Document &doc, const std::string &term)
{
	Xapian::TermIterator at = doc.termlist_begin();
	if (at != doc.termlist_end())
		at.skip_to(term);
	return at != doc.termlist_end() && *at == term;
}

enum status xap_replace(struct xap_db *db, struct slice unique_term, struct xap_doc *doc,
			uint32_t *docid, struct error *err) noexcept
{
	std::string term;
	enum status status = xap_doc_status(doc, err);
	if (!status)
		status = guard(err, "cannot store a document", nullptr, [&] {
			term = term_of(unique_term);
			if (!holds(doc->doc, term))
				throw Xapian::InvalidArgumentError("it lacks its unique term " + term);
		});
	if (status)
		return status;
	return change(db, err, "cannot store a document", [&](Xapian::WritableDatabase &writer) {
		Xapian::docid stored = writer.replace_document(term, doc->doc);
		if (docid)
			*docid = stored;
	});
}

enum status xap_delete(struct xap_db *db, struct slice term, struct error *err) noexcept
{
	if (!term.len)
		return error_set(err, STATUS_INVALID, "cannot delete documents: empty term");
	return change(db, err, "cannot delete documents", [&](Xapian::WritableDatabase &writer) {
		writer.delete_document(string_of(term));
	});
}

/* ---- terms ---- */

enum status xap_terms_open(struct xap_db *db, uint32_t docid, struct slice prefix,
			   struct xap_terms **terms, struct error *err) noexcept
{
	return guard(err, "cannot list terms", nullptr, [&] {
		auto opened = std::make_unique<xap_terms>();
		opened->prefix = string_of(prefix);
		opened->in_document = docid != 0;
		if (docid == 0) {
			opened->at = db->db.allterms_begin(opened->prefix);
		} else {
			opened->at = db->db.termlist_begin(docid);
			if (opened->at != opened->end && prefix.len)
				opened->at.skip_to(opened->prefix);
		}
		*terms = opened.release();
	});
}

enum status xap_terms_next(struct xap_terms *terms, bool *more, struct slice *term,
			   uint32_t *frequency, uint32_t *wdf, struct error *err) noexcept
{
	return guard(err, "cannot list terms", nullptr, [&] {
		struct xap_terms &t = *terms;
		if (t.started && t.at != t.end)
			++t.at;
		t.started = true;
		if (t.at != t.end)
			t.term = *t.at;
		if (t.at != t.end && t.term.compare(0, t.prefix.size(), t.prefix) != 0)
			t.at = t.end;
		const bool there = t.at != t.end;
		if (frequency)
			*frequency = there ? t.at.get_termfreq() : 0;
		if (wdf)
			*wdf = there && t.in_document ? t.at.get_wdf() : 0;
		*term = there ? slice_from_string(t.term) : slice_make(nullptr, 0);
		*more = there;
	});
}

void xap_terms_close(struct xap_terms *terms) noexcept
{
	delete terms;
}

/* ---- queries ---- */

/* Stands for every query that there was no memory for. */
static struct nothing_left : xap_query {
	nothing_left() noexcept
	{
		(void)error_set(&failure, STATUS_NOMEM, "no memory for a query");
	}
} out_of_memory;

/* A new query that is what make() returns, or that keeps its failure. */
template <typename Make> static struct xap_query *build(Make make) noexcept
{
	auto *built = handle_fault() ? nullptr : new (std::nothrow) xap_query;
	if (!built)
		return &out_of_memory;
	(void)guard(&built->failure, "cannot build a query", nullptr,
		    [&] { built->query = make(); });
	return built;
}

/* The same from parts: the first failure among them fails the whole.  Frees the parts. */
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
	/* Not Query::MatchAll: its reference count is shared between threads. */
	return build([] { return Xapian::Query(std::string()); });
}

struct xap_query *xap_query_nothing(void) noexcept
{
	return build([] { return Xapian::Query(); });
}

struct xap_query *xap_query_term(struct slice term, uint32_t wqf) noexcept
{
	return build([&] { return Xapian::Query(term_of(term), wqf); });
}

struct xap_query *xap_query_range(unsigned slot, struct slice low, struct slice high) noexcept
{
	return build([&] {
		/* The smallest value there is: no value at all never matches. */
		const std::string from = low.len ? string_of(low) : std::string(1, '\0');
		if (!high.len)
			return Xapian::Query(Xapian::Query::OP_VALUE_GE, slot, from);
		return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, slot, from, string_of(high));
	});
}

/* What Xapian can take positions of; the rest it refuses or, worse, takes for nothing. */
static bool has_positions(const Xapian::Query &part)
{
	switch (part.get_type()) {
	case Xapian::Query::LEAF_TERM:
	case Xapian::Query::LEAF_MATCH_NOTHING:
		return true;
	case Xapian::Query::OP_OR:
		for (size_t i = 0; i < part.get_num_subqueries(); i++)
			if (part.get_subquery(i).get_type() != Xapian::Query::LEAF_TERM)
				return false;
		return true;
	default:
		return false;
	}
}

struct xap_query *xap_query_join(enum xap_op op, struct xap_query **parts_take, size_t count,
				 unsigned window) noexcept
{
	static const Xapian::Query::op ops[] = {
		Xapian::Query::OP_AND,       Xapian::Query::OP_OR,     Xapian::Query::OP_AND_NOT,
		Xapian::Query::OP_AND_MAYBE, Xapian::Query::OP_FILTER, Xapian::Query::OP_SYNONYM,
		Xapian::Query::OP_MAX,       Xapian::Query::OP_PHRASE, Xapian::Query::OP_NEAR,
	};
	const bool positional = op == XAP_PHRASE || op == XAP_NEAR;
	const bool first_leads = op == XAP_AND_NOT || op == XAP_AND_MAYBE || op == XAP_FILTER;
	return build_from(parts_take, count, [&] {
		std::vector<Xapian::Query> parts;
		if (first_leads && count && !parts_take[0])
			return Xapian::Query();
		for (size_t i = 0; i < count; i++) {
			if (!parts_take[i])
				continue;
			parts.push_back(parts_take[i]->query);
			if (positional && !has_positions(parts.back()))
				throw Xapian::InvalidArgumentError("part without positions: " +
								   parts.back().get_description());
		}
		return Xapian::Query(ops[op], parts.begin(), parts.end(), positional ? window : 0);
	});
}

struct xap_query *xap_query_pair(enum xap_op op, struct xap_query *a_take,
				 struct xap_query *b_take) noexcept
{
	struct xap_query *parts[] = {a_take, b_take};
	return xap_query_join(op, parts, 2, 0);
}

/* Xapian takes NaN, and a negative weight makes it find nothing. */
static void require_amount(double amount, const char *name)
{
	if (!std::isfinite(amount) || amount < 0)
		throw Xapian::InvalidArgumentError(std::string(name) + " is negative or not finite");
}

struct xap_query *xap_query_scale(struct xap_query *part_take, double factor) noexcept
{
	return build_from(&part_take, 1, [&] {
		require_amount(factor, "factor");
		return part_take ? Xapian::Query(factor, part_take->query) : Xapian::Query();
	});
}

struct xap_query *xap_query_fixed(struct xap_query *part_take, double weight) noexcept
{
	return build_from(&part_take, 1, [&] {
		require_amount(weight, "weight");
		if (!part_take || part_take->query.empty())
			return Xapian::Query();
		Xapian::FixedWeightPostingSource source(weight); /* the query keeps a clone */
		return Xapian::Query(Xapian::Query::OP_FILTER, Xapian::Query(&source),
				     part_take->query);
	});
}

/*
 * The documents of a term's posting list where a position lies in a range.
 * Position lists are opened only for documents this source is asked to stop at:
 * check(), which the matcher uses for documents other parts of the query led to,
 * leaves the document behind a miss unread.
 */
class term_within final : public Xapian::PostingSource {
      public:
	term_within(const std::string &wanted, Xapian::termpos from, Xapian::termpos to)
		: term(wanted), first(from), last(to)
	{
	}

	void init(const Xapian::Database &database) override
	{
		db = database;
		at = end;
		started = unread = false;
		frequency = db.get_termfreq(term);
	}

	Xapian::doccount get_termfreq_min() const override { return 0; }
	Xapian::doccount get_termfreq_est() const override { return frequency / 2; }
	Xapian::doccount get_termfreq_max() const override { return frequency; }
	Xapian::docid get_docid() const override { return *at; }
	bool at_end() const override { return started && at == end; }

	void next(double) override
	{
		if (!start() && !unread)
			++at;
		settle();
	}

	void skip_to(Xapian::docid docid, double) override
	{
		start();
		if (at != end)
			at.skip_to(docid);
		settle();
	}

	bool check(Xapian::docid docid, double) override
	{
		start();
		if (at != end)
			at.skip_to(docid);
		unread = at != end && *at != docid;
		return at == end || (!unread && accepts());
	}

	term_within *clone() const override { return new term_within(term, first, last); }
	std::string name() const override { return "term_within"; }
	std::string get_description() const override
	{
		return term + "@" + std::to_string(first) + ".." + std::to_string(last);
	}

      private:
	bool start()
	{
		if (started)
			return false;
		at = db.postlist_begin(term);
		return started = true;
	}

	bool accepts()
	{
		Xapian::PositionIterator position = at.positionlist_begin();
		if (position != at.positionlist_end())
			position.skip_to(first);
		return position != at.positionlist_end() && *position <= last;
	}

	void settle()
	{
		unread = false;
		while (at != end && !accepts())
			++at;
	}

	const std::string term;
	const Xapian::termpos first, last;
	Xapian::Database db;
	Xapian::PostingIterator at, end;
	Xapian::doccount frequency = 0;
	bool started = false;
	bool unread = false; /* check() left `at` at a document nobody has judged */
};

struct xap_query *xap_query_term_within(struct slice term, uint32_t first, uint32_t last) noexcept
{
	return build([&] {
		const std::string name = term_of(term);
		term_within source(name, first, last); /* the query keeps a clone */
		return Xapian::Query(Xapian::Query::OP_FILTER, Xapian::Query(name),
				     Xapian::Query(&source));
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
	return guard(err, "cannot describe a query", nullptr,
		     [&] { put(out, query->query.get_description()); });
}

/* ---- searching ---- */

/*
 * One byte string per document that sorts as all keys together.  A value ends
 * with 00 00 and its own 00 bytes become 00 FF, so no value runs into the next
 * key; complementing all of that turns the order around.
 */
class sort_keys final : public Xapian::KeyMaker {
      public:
	explicit sort_keys(const struct xap_search &wanted) : search(wanted) {}

	std::string operator()(const Xapian::Document &doc) const override
	{
		std::string key;
		for (unsigned i = 0; i < search.sort_count; i++)
			add(key, search.sort[i], doc.get_value(search.sort[i].slot));
		return key;
	}

      private:
	static void add(std::string &key, const struct xap_sort_key &by, const std::string &value)
	{
		if (by.empty_last)
			key += value.empty() ? '\1' : '\0';
		const char flip = by.descending ? '\xff' : '\0';
		for (char c : value) {
			key += (char)(c ^ flip);
			if (!c)
				key += (char)('\xff' ^ flip);
		}
		key.append(2, flip);
	}

	const struct xap_search &search;
};

static void check_search(const struct xap_search &search)
{
	if (!search.query)
		throw Xapian::InvalidArgumentError("no query");
	if (search.sort_count > XAP_SORT_KEYS || search.count_slot_count > XAP_COUNT_SLOTS)
		throw Xapian::InvalidArgumentError("too many sort keys or slots to count");
	require_amount(search.k1, "k1");
	require_amount(search.b, "b");
	require_amount(search.min_normlen, "min_normlen");
}

static void copy_items(const Xapian::Enquire &enquire, const Xapian::MSet &set, xap_hits &hits)
{
	hits.items.reserve(set.size());
	hits.terms.reserve(set.size());
	for (auto at = set.begin(); at != set.end(); ++at) {
		hits.items.push_back({*at, at.get_weight(), (double)at.get_percent()});
		std::vector<std::string> terms(enquire.get_matching_terms_begin(at),
					       enquire.get_matching_terms_end(at));
		std::sort(terms.begin(), terms.end());
		hits.terms.push_back(std::move(terms));
	}
}

/* The counts of one slot, most frequent first, then by value. */
static std::vector<std::pair<std::string, uint32_t>>
sorted_counts(const Xapian::ValueCountMatchSpy &spy)
{
	std::vector<std::pair<std::string, uint32_t>> counts;
	for (auto at = spy.values_begin(); at != spy.values_end(); ++at)
		counts.emplace_back(*at, at.get_termfreq());
	std::stable_sort(counts.begin(), counts.end(),
			 [](const auto &a, const auto &b) { return a.second > b.second; });
	return counts;
}

enum status xap_run(struct xap_db *db, const struct xap_search *search, struct xap_hits **hits,
		    struct error *err) noexcept
{
	if (search->query && search->query->failure.code)
		return copy_failure(search->query->failure, err);
	return guard(err, "cannot search", nullptr, [&] {
		check_search(*search);
		auto found = std::make_unique<xap_hits>();
		std::list<Xapian::ValueCountMatchSpy> spies; /* these two outlive enquire */
		sort_keys keys(*search);
		Xapian::Enquire enquire(db->db);
		enquire.set_query(search->query->query);
		enquire.set_weighting_scheme(
			Xapian::BM25Weight(search->k1, 0, 1, search->b, search->min_normlen));
		if (search->sort_count)
			enquire.set_sort_by_key_then_relevance(&keys, false);
		for (unsigned k = 0; k < search->count_slot_count; k++)
			enquire.add_matchspy(&spies.emplace_back(search->count_slots[k]));
		if (search->timeout_ms)
			enquire.set_time_limit(search->timeout_ms / 1000.0);
		Xapian::MSet set = enquire.get_mset(search->first, search->count,
						    spies.empty() ? search->check_at_least
								  : UINT32_MAX);
		copy_items(enquire, set, *found);
		found->total = set.get_matches_lower_bound();
		found->exact = found->total == set.get_matches_upper_bound();
		for (const Xapian::ValueCountMatchSpy &spy : spies) {
			found->counts.push_back(sorted_counts(spy));
			/* After a timeout the bounds may be right while spies missed hits. */
			found->exact = found->exact && spy.get_total() == found->total;
		}
		*hits = found.release();
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
	*value = slice_from_string(hits->counts[k][i].first);
	*count = hits->counts[k][i].second;
	return true;
}

bool xap_hits_matching_term(const struct xap_hits *hits, size_t hit, size_t i,
			    struct slice *term) noexcept
{
	if (hit >= hits->terms.size() || i >= hits->terms[hit].size())
		return false;
	*term = slice_from_string(hits->terms[hit][i]);
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
	(void)guard(nullptr, "", nullptr, [&] {
		const std::string packed = Xapian::sortable_serialise(number);
		buffer_add(out, packed.data(), packed.size());
	});
}

double xap_unpack_number(struct slice packed) noexcept
{
	double number = 0;
	(void)guard(nullptr, "", nullptr,
		    [&] { number = Xapian::sortable_unserialise(string_of(packed)); });
	return number;
}

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
 *  7. Behind a commit that failed, or changes that were thrown away, Xapian's lists of
 *     unused blocks are not to be trusted (store/freelist.h): those on disk are mended,
 *     those in memory go with the writer, which is opened anew before it changes more.
 *
 * Tried and rejected: a status from Xapian::Error::get_type() (a class unknown here
 * would not fall back to its base class); reading matching terms when they are asked
 * for (no way to report STATUS_MODIFIED).
 */
#include "store/xap.h"
extern "C" {
#include "store/records.h"
#include "store/spots.h"
}
#include "store/freelist.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
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
using Xapian::Query;
using Xapian::WritableDatabase;
using value_counts = std::vector<std::pair<string, uint32_t>>;

using std::chrono::steady_clock;

/* How the documents of one database are packed, and the rows that were read of it. */
struct keeping {
	std::unique_ptr<struct records, void (*)(struct records *)> records{records_new(), records_free};
	struct records_sample sample = {}; /* documents of this batch, while there is no dictionary */
	std::map<uint32_t, string> blocks; /* rows by block */
	bool asked = false;                /* a writer knows the dictionaries that there are */

	~keeping() { records_sample_release(&sample); }
};

/* One of the databases that make up an index. */
struct part {
	string name;           /* the folder as given, or host:port */
	string folder;         /* what that pointed to when it was opened */
	struct stat place = {};
	string host;
	unsigned port = 0;     /* of a remote one */
	Xapian::Database db;
	std::shared_ptr<WritableDatabase> writer;
	std::shared_ptr<freelist> lists; /* of a writer, from before the transaction */
	std::shared_ptr<struct keeping> keeping = std::make_shared<struct keeping>();
	string cause;          /* why it is missing, empty when it is not */
	steady_clock::time_point again; /* when a missing one is tried next */
};

/* What a call on remote parts failed with, until xap_reopen sees to it. */
struct loss {
	bool happened = false, late = false;
	char context[256] = ""; /* Xapian's name of the connection, where it told that */
};

/* What remote parts have told of documents, until the next xap_reopen: a value costs a round trip. */
struct told {
	std::map<unsigned, std::unordered_map<Xapian::docid, string>> values; /* by slot */
	Xapian::docid docid = 0;
	Xapian::Document document; /* the last one that was read */
};

struct xap_db {
	Xapian::Database db; /* reads: the parts that are not missing as one; for a writer as below */
	std::unique_ptr<WritableDatabase> writer;
	bool in_transaction = false;
	bool stale = false;   /* the writer is to be opened anew, see 7 above */
	bool scratch = false; /* XAP_SCRATCH: no transactions, nothing is made durable */
	size_t pending = 0;   /* there: postings in Xapian's maps */
	std::vector<part> parts;
	struct xap_part_options options = {};
	bool remote = false; /* one of the parts is */
	struct loss loss;
	unsigned losses = 0; /* since a search went well */
	struct told told;
	std::unordered_map<Xapian::docid, string> identities; /* that were read in this state, at most IDENTITIES_MAX */
	uint64_t state = 0;  /* grows whenever documents may have changed or got other numbers */
	bool has_identity = false;
	unsigned identity_slot = 0;
	string identity_prefix;
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

/*
 * A leaf that only a local database can check, by the positions of its documents: which may hold it, and
 * whether one does.
 */
struct checked_leaf {
	Query skeleton; /* all that hold the terms, weighing as the leaf does */
	std::function<bool(const Xapian::Database &, Xapian::docid, const string &)> holds; /* by its positions */
	std::unordered_map<Xapian::docid, bool> known; /* by looking, in that state of that database: */
	const void *known_in = nullptr;
	uint64_t known_at = 0;
};

/* How a query is made anew for remote parts: what stands for its checked leaves. */
struct remaking {
	bool loose; /* without what may take documents away only after a look */
	std::function<Query(checked_leaf &)> leaf;
};

/* Beside Xapian's tree, which does not tell all of itself, what xap_query_look tells. */
struct xap_query {
	Query query;
	std::function<Query(const remaking &)> remake; /* empty without checked leaves */
	struct error failure = {};
	enum xap_kind kind = XAP_KIND_OTHER;
	enum xap_op op = XAP_OR;
	double factor = 1;
	unsigned slot = 0;
	string low, high; /* a term is in `low` */
	std::shared_ptr<const struct spots> spots;
	std::vector<std::shared_ptr<const xap_query>> parts;
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

static enum status note_loss(const Xapian::NetworkError &e, bool late, struct loss *loss) noexcept
{
	if (!loss)
		return STATUS_NETWORK;
	loss->happened = true;
	loss->late = late;
	snprintf(loss->context, sizeof loss->context, "%s", e.get_context().c_str());
	return STATUS_MODIFIED;
}

/* With `loss` a lost connection is noted there and gives STATUS_MODIFIED: what was read so far is gone. */
static enum status guarded(struct error *err, const doing &d, enum status (*run)(void *), void *work,
			   struct loss *loss) noexcept
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
	} catch (const Xapian::NetworkTimeoutError &e) {
		return failed(note_loss(e, true, loss), e);
	} catch (const Xapian::NetworkError &e) {
		return failed(note_loss(e, false, loss), e);
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
static enum status guard(struct error *err, const doing &d, Work work, struct loss *loss = nullptr) noexcept
{
	const auto run = [](void *ptr) {
		Work &call = *static_cast<Work *>(ptr);
		if constexpr (std::is_void_v<decltype(call())>)
			return call(), STATUS_OK;
		else
			return call();
	};
	return guarded(err, d, run, &work, loss);
}

/* Whether commits came since a reader was opened.  Its blocks may then be written over while it reads them. */
static bool has_newer(const struct xap_db *db) noexcept
{
	bool newer = false;
	for (const part &p : db->parts)
		(void)guard(nullptr, "", [&] {
			newer = newer || (!p.port && p.cause.empty() && !p.writer &&
					  Xapian::Database(p.folder).get_revision() != p.db.get_revision());
		});
	return newer;
}

/* The same for what asks the database, of which a remote part may be lost. */
template <typename Work>
static enum status guard(struct xap_db *db, struct error *err, const doing &d, Work work) noexcept
{
	const enum status status = guard(err, d, work, db->remote ? &db->loss : nullptr);
	if ((status != STATUS_CORRUPT && status != STATUS_DATABASE) || !has_newer(db))
		return status;
	if (err)
		err->code = STATUS_MODIFIED;
	return STATUS_MODIFIED;
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

/* ---- parts ---- */

enum { DEFAULT_TIMEOUT_MS = 5000, RETRY_SECONDS = 5, LOSSES_MAX = 3 };

static void open_local(part &p, enum xap_mode mode)
{
	static const int flags[] = {0, Xapian::DB_OPEN, Xapian::DB_CREATE_OR_OPEN, Xapian::DB_CREATE,
				    Xapian::DB_CREATE | Xapian::DB_NO_SYNC};
	p.folder = real_path(p.name.c_str());
	if (mode == XAP_READ || mode == XAP_WRITE) /* a writer too: it would leave a lock file where nothing is */
		p.db = Xapian::Database(p.folder);
	if (mode != XAP_READ) {
		p.writer = std::make_shared<WritableDatabase>(p.folder, flags[mode]);
		p.db = *p.writer;
		p.lists.reset(freelist_new(), freelist_free);
	}
	if (stat(p.folder.c_str(), &p.place) != 0)
		p.place = {};
}

static enum status open_part(const struct xap_db *db, part &p, enum xap_mode mode, struct error *err) noexcept
{
	const unsigned wait_ms = db->options.timeout_ms ? db->options.timeout_ms : +DEFAULT_TIMEOUT_MS;
	const char *name = p.name.c_str();
	enum status status = guard(err, {"cannot open", name}, [&] {
		if (p.port)
			p.db = Xapian::Remote::open(p.host, p.port, wait_ms, wait_ms);
		else
			open_local(p, mode);
	});
	const bool must_exist = mode == XAP_READ || mode == XAP_WRITE;
	return status == STATUS_NOT_FOUND && must_exist ? explain_absence(name, err) : status;
}

/* A part that is missing counts as none, for some seconds. */
static void miss(part &p, const char *cause)
{
	p.cause = cause;
	p.db = Xapian::Database();
	p.again = steady_clock::now() + std::chrono::seconds(RETRY_SECONDS);
}

static enum status open_or_miss(const struct xap_db *db, part &p, enum xap_mode mode, struct error *err) noexcept
{
	struct error cause = {};
	enum status status = open_part(db, p, mode, &cause);
	if (status && status != STATUS_NETWORK)
		return copy_failure(cause, err);
	return guard(err, "cannot open", [&] {
		p.cause.clear();
		if (status)
			miss(p, cause.msg);
	});
}

/* What is there as one database.  What was told of documents goes by numbers of before. */
static void join(struct xap_db *db)
{
	db->told = {};
	db->identities.clear();
	db->state++;
	if (db->parts.size() == 1 && db->parts[0].cause.empty()) {
		db->db = db->parts[0].db;
		if (db->parts[0].writer)
			db->writer = std::make_unique<WritableDatabase>(*db->parts[0].writer);
		return;
	}
	db->db = Xapian::Database();
	for (const part &p : db->parts)
		if (p.cause.empty())
			db->db.add_database(p.db);
	if (!db->parts[0].writer)
		return;
	db->writer = std::make_unique<WritableDatabase>();
	for (const part &p : db->parts)
		db->writer->add_database(*p.writer);
}

/* NETWORK when parts are missing and that is not allowed, or none is left. */
static enum status allow_missing(const struct xap_db *db, struct error *err) noexcept
{
	const part *missing = nullptr;
	size_t there = 0;
	for (const part &p : db->parts) {
		if (p.cause.empty())
			there++;
		else if (!missing)
			missing = &p;
	}
	if (!missing || (there && db->options.partial))
		return STATUS_OK;
	return error_set(err, STATUS_NETWORK, "%s", missing->cause.c_str());
}

enum status xap_open(const char *path, enum xap_mode mode, struct xap_db **db, struct error *err) noexcept
{
	struct xap_db *opened = nullptr;
	enum status status = guard(err, {"cannot open", path}, [&] {
		opened = new xap_db;
		opened->scratch = mode == XAP_SCRATCH;
		opened->parts.emplace_back();
		opened->parts[0].name = path;
	});
	if (!status)
		status = open_part(opened, opened->parts[0], mode, err);
	if (!status)
		status = guard(err, {"cannot open", path}, [&] { join(opened); });
	if (status)
		xap_close(opened);
	else
		*db = opened;
	return status;
}

static part part_of(const struct xap_part &from)
{
	part p;
	p.port = from.folder ? 0 : from.port;
	p.host = from.folder ? "" : from.host;
	p.name = from.folder ? from.folder : p.host + ":" + std::to_string(from.port);
	if (!from.folder && !from.port)
		throw InvalidArgumentError("a remote database has a port from 1 on");
	return p;
}

enum status xap_open_parts(const struct xap_part *parts, size_t count, enum xap_mode mode,
			   const struct xap_part_options *options, struct xap_db **db,
			   struct error *err) noexcept
{
	struct xap_db *opened = nullptr;
	enum status status = guard(err, "cannot open an index", [&] {
		if (!count || (mode != XAP_READ && mode != XAP_WRITE))
			throw InvalidArgumentError("no parts, or the mode makes them");
		opened = new xap_db;
		opened->options = *options;
		for (size_t i = 0; i < count; i++) {
			opened->parts.push_back(part_of(parts[i]));
			opened->remote |= !parts[i].folder;
		}
		if (opened->remote && mode != XAP_READ)
			throw InvalidArgumentError("databases of other machines are for reading only");
	});
	for (size_t i = 0; !status && i < count; i++)
		status = open_or_miss(opened, opened->parts[i], mode, err);
	if (!status)
		status = allow_missing(opened, err);
	if (!status)
		status = guard(err, "cannot open an index", [&] { join(opened); });
	if (status)
		xap_close(opened);
	else
		*db = opened;
	return status;
}

bool xap_is_remote(const struct xap_db *db) noexcept
{
	return db->remote;
}

size_t xap_part_count(const struct xap_db *db) noexcept
{
	return db->parts.size();
}

const char *xap_part_name(const struct xap_db *db, size_t part, const char **cause) noexcept
{
	assert(part < db->parts.size());
	if (cause)
		*cause = db->parts[part].cause.empty() ? nullptr : db->parts[part].cause.c_str();
	return db->parts[part].name.c_str();
}

/* FNV-1a, whose last bytes hardly reach the bits above, and so mixed once more (the end of MurmurHash3). */
size_t xap_part_of(struct slice unique_term, size_t parts) noexcept
{
	uint64_t hash = 14695981039346656037u;
	for (size_t i = 0; i < unique_term.len; i++)
		hash = (hash ^ (unsigned char)unique_term.ptr[i]) * 1099511628211u;
	hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdu;
	hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53u;
	return (size_t)((hash ^ hash >> 33) % parts);
}

enum status xap_part_metadata(struct xap_db *db, size_t part, const char *key, struct buffer *out,
			      struct error *err) noexcept
{
	return guard(db, err, {"cannot read metadata", key}, [&] {
		assert(part < db->parts.size());
		const struct part &p = db->parts[part];
		put(out, p.cause.empty() ? p.db.get_metadata(key) : string());
	});
}

void xap_set_identity(struct xap_db *db, unsigned slot, const char *prefix) noexcept
{
	db->has_identity = !guard(nullptr, "", [&] { db->identity_prefix = prefix; });
	db->identity_slot = slot;
}

enum status xap_add_database(struct xap_db *db, struct xap_db *more, struct error *err) noexcept
{
	return guard(err, "cannot join databases", [&] {
		if (db->writer || more->writer)
			throw InvalidArgumentError("one is open for writing");
		db->parts.insert(db->parts.end(), more->parts.begin(), more->parts.end());
		db->remote |= more->remote;
		join(db);
	});
}

void xap_close(struct xap_db *db) noexcept
{
	/* A reader is only let go: another handle may still use what it read from. */
	if (db && db->writer) {
		if (db->in_transaction && xap_commit(db, nullptr))
			db->in_transaction = false;
		(void)guard(nullptr, "", [&] { db->writer->close(); });
	}
	delete db;
}

static bool has_moved(const part &p) noexcept
{
	struct stat now;
	return !p.port && stat(p.name.c_str(), &now) == 0 &&
	       (now.st_dev != p.place.st_dev || now.st_ino != p.place.st_ino);
}

bool xap_moved(const struct xap_db *db) noexcept
{
	return std::any_of(db->parts.begin(), db->parts.end(), has_moved);
}

/* A connection that answers is kept; one that took too long is not waited for again. */
static enum status reopen_remote(struct xap_db *db, part &p, bool *moved, struct error *err) noexcept
{
	struct error unanswered = {};
	if (!p.cause.empty() && steady_clock::now() < p.again)
		return STATUS_OK;
	if (p.cause.empty() && db->loss.late &&
	    p.name + ")" == string(db->loss.context).substr(sizeof "remote:tcp(" - 1)) {
		*moved = true;
		return guard(err, "cannot reopen", [&] { miss(p, (p.name + " does not answer in time").c_str()); });
	}
	bool newer = false;
	enum status status = p.cause.empty() ? guard(&unanswered, "", [&] { newer = p.db.reopen(); })
					     : STATUS_NETWORK;
	if (status != STATUS_NETWORK && !newer)
		return copy_failure(unanswered, err);
	*moved = true;
	status = guard(err, "cannot reopen", [&] { p.keeping = std::make_shared<struct keeping>(); });
	if (status || newer)
		return status;
	return open_or_miss(db, p, XAP_READ, err);
}

static enum status reopen_part(struct xap_db *db, part &p, bool *moved, struct error *err) noexcept
{
	if (p.port)
		return reopen_remote(db, p, moved, err);
	const bool elsewhere = has_moved(p) && !p.writer;
	bool newer = elsewhere;
	enum status status = elsewhere ? open_part(db, p, XAP_READ, err)
				       : guard(err, "cannot reopen", [&] { newer = p.db.reopen(); });
	if (!status && newer)
		status = guard(err, "cannot reopen", [&] { p.keeping = std::make_shared<struct keeping>(); });
	*moved |= newer;
	return status;
}

enum status xap_reopen(struct xap_db *db, bool *changed, struct error *err) noexcept
{
	enum status status = STATUS_OK;
	bool moved = false;
	if (db->loss.happened && ++db->losses > LOSSES_MAX) {
		db->losses = 0;
		status = error_set(err, STATUS_NETWORK, "cannot search: a part breaks the connection off again and again");
	}
	for (size_t i = 0; !status && i < db->parts.size(); i++)
		status = reopen_part(db, db->parts[i], &moved, err);
	db->loss = {};
	if (!status)
		status = allow_missing(db, err);
	if (!status && (moved || db->remote) && !db->writer)
		status = guard(err, "cannot reopen", [&] { join(db); });
	if (!status && changed)
		*changed = moved;
	return status;
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
static string train_dictionary(part &p)
{
	struct buffer trained = BUFFER_INIT;
	string dictionary;
	if (!records_newest(p.keeping->records.get()) && records_train(&p.keeping->sample, &trained))
		dictionary = string_of(buffer_slice(&trained));
	buffer_release(&trained);
	records_sample_release(&p.keeping->sample);
	if (!dictionary.empty())
		p.writer->set_metadata(XAP_KEY_DICTIONARY "1", dictionary);
	return dictionary;
}

/* Behind a commit that failed. */
static enum status mend(struct xap_db *db, enum status status, struct error *err) noexcept
{
	struct error cause = {};
	db->stale = true;
	for (part &p : db->parts) {
		p.keeping->blocks.clear();
		if (freelist_restore(p.lists.get(), p.folder.c_str(), &cause))
			status = error_set(err, STATUS_CORRUPT, "a commit failed, and then: %s; rebuild the index",
					   cause.msg);
	}
	return status;
}

/* Commits the transaction; *failed says that Xapian had begun to, and broke off. */
static enum status commit(struct xap_db *db, bool *failed, struct error *err)
{
	std::vector<string> dictionaries;
	for (part &p : db->parts)
		dictionaries.push_back(train_dictionary(p));
	db->in_transaction = false;
	*failed = true;
	db->writer->commit_transaction();
	*failed = false;
	enum status synced = STATUS_OK;
	for (size_t i = 0; i < db->parts.size(); i++) {
		if (!dictionaries[i].empty())
			records_learn(db->parts[i].keeping->records.get(), 1, borrow(dictionaries[i]));
		if (!synced)
			synced = sync_folder(db->parts[i].folder.c_str(), err);
	}
	return synced;
}

enum status xap_commit(struct xap_db *db, struct error *err) noexcept
{
	bool failed = false;
	enum status status = guard(err, "cannot commit", [&] {
		WritableDatabase &writer = writer_of(db);
		if (db->scratch)
			return writer.commit(), STATUS_OK;
		return db->in_transaction ? commit(db, &failed, err) : STATUS_OK;
	});
	return failed ? mend(db, status, err) : status;
}

static void cancel(struct xap_db *db)
{
	WritableDatabase &writer = writer_of(db);
	for (part &p : db->parts) {
		records_sample_release(&p.keeping->sample);
		p.keeping->blocks.clear();
	}
	if (!std::exchange(db->in_transaction, false))
		return;
	db->stale = true;
	writer.cancel_transaction();
}

enum status xap_rollback(struct xap_db *db, struct error *err) noexcept
{
	return guard(err, "cannot roll back", [&] { cancel(db); });
}

static void open_anew(struct xap_db *db)
{
	db->writer->close();
	for (part &p : db->parts) {
		p.writer = std::make_shared<WritableDatabase>(p.folder, Xapian::DB_OPEN);
		p.db = *p.writer;
	}
	join(db);
	db->stale = false;
}

/* A transaction, unless there is one. */
static void begin(struct xap_db *db)
{
	writer_of(db);
	if (db->in_transaction || db->scratch)
		return;
	if (db->stale)
		open_anew(db);
	for (part &p : db->parts)
		freelist_keep(p.lists.get(), p.folder.c_str());
	db->writer->begin_transaction();
	db->in_transaction = true;
}

/* Runs work(writer) in the transaction; where it throws InvalidArgumentError nothing is changed. */
template <typename Work>
static enum status change(struct xap_db *db, struct error *err, const char *what,
			  Work work) noexcept
{
	enum status status = guard(err, what, [&] {
		begin(db);
		work(*db->writer);
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
	return guard(err, "cannot read the revision", [&] {
		if (db->parts.size() == 1 && !db->remote) {
			*revision = db->db.get_revision();
			return;
		}
		uint64_t hash = 14695981039346656037u;
		const auto mix = [&](uint64_t number) { hash = (hash ^ number) * 1099511628211u; };
		for (const part &p : db->parts) {
			mix(p.cause.empty());
			if (!p.cause.empty())
				continue;
			for (char c : p.db.get_uuid())
			mix((unsigned char)c);
			mix(p.port ? p.db.get_lastdocid() : p.db.get_revision());
			mix(p.db.get_doccount());
			mix(p.db.get_total_length());
		}
		*revision = hash >> 11; /* fits a number of JavaScript */
	});
}

enum status xap_uuid(struct xap_db *db, struct buffer *out, struct error *err) noexcept
{
	return guard(db, err, "cannot read the UUID", [&] { put(out, db->db.get_uuid()); });
}

enum status xap_metadata_get(struct xap_db *db, const char *key, struct buffer *out,
			     struct error *err) noexcept
{
	return guard(db, err, {"cannot read metadata", key}, [&] {
		string value;
		for (size_t i = 0; value.empty() && i < db->parts.size(); i++)
			if (db->parts[i].cause.empty())
				value = db->parts[i].db.get_metadata(key);
		put(out, value);
	});
}

enum status xap_metadata_set(struct xap_db *db, const char *key, struct slice value,
			     struct error *err) noexcept
{
	return change(db, err, "cannot set metadata", [&](WritableDatabase &writer) {
		if (!*key || strlen(key) > XAP_TERM_MAX)
			throw InvalidArgumentError("the key is empty or too long");
		(void)writer;
		for (part &p : db->parts)
			p.writer->set_metadata(key, string_of(value));
	});
}

enum status xap_metadata_keys(struct xap_db *db, struct slice prefix, struct xap_terms **keys,
			      struct error *err) noexcept
{
	return guard(db, err, "cannot list metadata", [&] {
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
	return guard(db, err, "cannot look up a term", [&] {
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
	return guard(db, err, "cannot look up a term",
		     [&] { *documents = db->db.get_termfreq(term_of(term)); });
}

enum status xap_term_frequencies(struct xap_db *db, const struct slice *terms, size_t count,
				 uint32_t *documents, struct error *err) noexcept
{
	return guard(db, err, "cannot look up terms", [&] {
		std::vector<string> names;
		for (size_t i = 0; i < count; i++)
			names.push_back(term_of(terms[i]));
		if (!db->remote) {
			for (size_t i = 0; i < count; i++)
				documents[i] = db->db.get_termfreq(names[i]);
			return;
		}
		/* A search for none of the hits asks all parts for all terms at once. */
		Xapian::Enquire enquire(db->db);
		enquire.set_query(Query(Query::OP_OR, names.begin(), names.end()));
		const Xapian::MSet set = enquire.get_mset(0, 0);
		for (size_t i = 0; i < count; i++)
			documents[i] = set.get_termfreq(names[i]);
	});
}

enum status xap_find(struct xap_db *db, struct slice term, uint32_t *docid,
		     struct error *err) noexcept
{
	return guard(db, err, "cannot look up a term", [&] {
		const string name = term_of(term);
		Xapian::PostingIterator at = db->db.postlist_begin(name);
		if (at == db->db.postlist_end(name))
			return error_set(err, STATUS_NOT_FOUND, "no document has the term %s",
					 name.c_str());
		*docid = *at;
		return STATUS_OK;
	});
}

/* The part that has a document, and its number there: parts take turns. */
static std::pair<part &, Xapian::docid> part_with(struct xap_db *db, Xapian::docid docid)
{
	size_t there = 0, k;
	for (const part &p : db->parts)
		there += p.cause.empty();
	if (!docid || !there)
		throw Xapian::DocNotFoundError("no document has id 0");
	k = (docid - 1) % there;
	for (part &p : db->parts)
		if (p.cause.empty() && k-- == 0)
			return {p, (Xapian::docid)((docid - 1) / there + 1)};
	throw Xapian::DocNotFoundError("no part has the document");
}

static Xapian::Document document(struct xap_db *db, uint32_t docid)
{
	if (!docid) /* an invalid argument to Xapian */
		throw Xapian::DocNotFoundError("no document has id 0");
	if (!db->remote)
		return db->db.get_document(docid);
	if (db->told.docid != docid) {
		db->told.document = db->db.get_document(docid);
		db->told.docid = docid;
	}
	return db->told.document;
}

enum { IDENTITIES_MAX = 250000 }; /* some 25 MB */

/* What identifies a document of a local database.  The same few come up in every search, and a value costs a
 * walk down a tree. */
static const string &identity(struct xap_db *db, Xapian::docid docid)
{
	const auto known = db->identities.find(docid);
	if (known != db->identities.end())
		return known->second;
	if (db->identities.size() >= IDENTITIES_MAX || db->writer) /* whose documents change under way */
		db->identities.clear();
	return db->identities[docid] = document(db, docid).get_value(db->identity_slot);
}

/* The value where remote parts have told it, else NULL. */
static const string *told_value(const struct xap_db *db, unsigned slot, Xapian::docid docid)
{
	const auto values = db->told.values.find(slot);
	if (values == db->told.values.end())
		return nullptr;
	const auto value = values->second.find(docid);
	return value == values->second.end() ? nullptr : &value->second;
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
		throw Xapian::DatabaseCorruptError("dictionary " + std::to_string(number) + " of packed data is " +
						   (dictionary.empty() ? "missing" : "damaged"));
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

enum status xap_use_dictionary(struct xap_db *db, struct slice dictionary, struct error *err) noexcept
{
	return guard(err, "cannot use a dictionary", [&] {
		struct keeping &keeping = *db->parts.at(0).keeping;
		keeping.asked = true;
		if (!records_learn(keeping.records.get(), 1, dictionary))
			throw InvalidArgumentError("it is none");
	});
}

enum status xap_data(struct xap_db *db, uint32_t docid, struct buffer *out,
		     struct error *err) noexcept
{
	return guard(db, err, "cannot read data", [&] {
		const Xapian::Document found = document(db, docid);
		if (!db->remote)
			(void)db->db.get_doclength(docid); /* a document is only missed when it is read */
		const part &p = part_with(db, docid).first;
		return unpack_data(*p.keeping, p.db, found.get_value(XAP_SLOT_DATA), out, err);
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

/* The row as a block has it. */
static string row_of(const part &p, Xapian::docid docid)
{
	const string &block = block_of(*p.keeping, p.db, docid / ROWS_A_BLOCK);
	const auto [at, len] = row_in(block, docid % ROWS_A_BLOCK);
	return block.substr(at, len);
}

enum status xap_rows(struct xap_db *db, const uint32_t *docids, size_t count, xap_value_fn *fn, void *ctx,
		     struct error *err) noexcept
{
	return guard(db, err, "cannot read rows", [&] {
		const bool by_value = db->parts.size() > 1 || db->db.get_value_freq(XAP_SLOT_ROW) > 0;
		auto value = db->remote || !by_value ? Xapian::ValueIterator() : db->db.valuestream_begin(XAP_SLOT_ROW);
		const auto end = Xapian::ValueIterator();
		for (size_t i = 0; i < count; i++) {
			const auto [p, docid] = part_with(db, docids[i]);
			const string *told = told_value(db, XAP_SLOT_ROW, docids[i]);
			string row = told ? *told : string();
			if (!told && db->remote && by_value)
				row = document(db, docids[i]).get_value(XAP_SLOT_ROW);
			if (value != end)
				value.skip_to(docids[i]);
			if (value != end && value.get_docid() == docids[i])
				row = *value;
			if (row.empty())
				row = row_of(p, docid);
			if (!row.empty())
				fn(ctx, docids[i], borrow(row));
		}
	});
}

static void set_row_in_block(part &p, Xapian::docid docid, struct slice row)
{
	const string whole = block_of(*p.keeping, *p.writer, docid / ROWS_A_BLOCK);
	string block;
	size_t used = 0;
	for (uint32_t i = 0; i < ROWS_A_BLOCK; i++) {
		const auto [at, len] = row_in(whole, i);
		const struct slice it = i == docid % ROWS_A_BLOCK ? row : slice_make(whole.data() + at, len);
		block += (char)(it.len & 0xff);
		block += (char)(it.len >> 8);
		if (it.len)
			used = block.append(it.ptr, it.len).size();
	}
	block.resize(used);
	p.writer->set_metadata(block_key(docid / ROWS_A_BLOCK), block);
	p.keeping->blocks[docid / ROWS_A_BLOCK] = block;
}

enum status xap_row_set(struct xap_db *db, uint32_t docid, struct slice row, struct error *err) noexcept
{
	return change(db, err, "cannot set a row", [&](WritableDatabase &writer) {
		const auto [p, number] = part_with(db, docid);
		if (row.len > UINT16_MAX)
			throw InvalidArgumentError("a row is too long");
		if (db->parts.size() == 1) {
			set_row_in_block(p, number, row);
			return;
		}
		Xapian::Document doc = writer.get_document(docid);
		doc.add_value(XAP_SLOT_ROW, string_of(row));
		writer.replace_document(docid, doc);
	});
}

enum status xap_value(struct xap_db *db, uint32_t docid, unsigned slot, struct buffer *out,
		      struct error *err) noexcept
{
	return guard(db, err, "cannot read a value",
		     [&] {
			     if (db->has_identity && slot == db->identity_slot && !db->remote)
				     return put(out, identity(db, docid));
			     const string *told = told_value(db, slot, docid);
			     put(out, told ? *told : document(db, docid).get_value(slot));
		     });
}

enum status xap_values(struct xap_db *db, unsigned slot, const uint32_t *docids, size_t count,
		       xap_value_fn *fn, void *ctx, struct error *err) noexcept
{
	return guard(db, err, "cannot read values", [&] {
		for (size_t i = 0; db->remote && i < count; i++) {
			const string *told = told_value(db, slot, docids[i]);
			const string value = told ? *told : document(db, docids[i]).get_value(slot);
			if (!value.empty())
				fn(ctx, docids[i], borrow(value));
		}
		if (db->remote)
			return;
		const auto end = db->db.valuestream_end(slot);
		auto at = db->db.valuestream_begin(slot);
		for (size_t i = 0; i < count && at != end; i++) {
			if (i && docids[i] == docids[i - 1] + 1 && at.get_docid() == docids[i - 1])
				++at;
			else
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
	return guard(db, err, "cannot read value bounds", [&] {
		const string lower = db->db.get_value_lower_bound(slot);
		put(high, db->db.get_value_upper_bound(slot));
		put(low, lower);
	});
}

enum status xap_postings(struct xap_db *db, struct slice term, struct buffer *out, struct error *err) noexcept
{
	return guard(db, err, "cannot read postings", [&] {
		const string name = term_of(term);
		const auto end = db->db.postlist_end(name);
		buffer_reserve(out, db->db.get_termfreq(name) * sizeof(struct xap_posting));
		for (auto at = db->db.postlist_begin(name); at != end; ++at) {
			const struct xap_posting posting = {*at, at.get_wdf()};
			if (out->capacity - out->len <= sizeof posting)
				buffer_reserve(out, sizeof posting);
			memcpy(out->ptr + out->len, &posting, sizeof posting);
			out->len += sizeof posting;
		}
	});
}

enum status xap_lengths(struct xap_db *db, const uint32_t *docids, size_t count, uint32_t *lengths,
			struct error *err) noexcept
{
	constexpr uint32_t near = 32; /* documents that are sooner passed than skipped */
	return guard(db, err, "cannot read lengths", [&] {
		const auto end = db->db.postlist_end(string());
		auto at = db->db.postlist_begin(string());
		for (size_t i = 0; i < count; i++) {
			while (at != end && *at < docids[i] && docids[i] - *at < near)
				++at;
			if (at != end && *at < docids[i])
				at.skip_to(docids[i]);
			lengths[i] = at != end && *at == docids[i] ? at.get_doclength() : 0;
		}
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
	return change(db, err, "cannot store a document", [&](WritableDatabase &) {
		const string term = term_of(unique_term);
		finish(*doc);
		if (!holds(doc->doc, term))
			throw InvalidArgumentError("it lacks its unique term " + term);
		const size_t parts = db->parts.size(), at = xap_part_of(unique_term, parts);
		const struct part &p = db->parts[at];
		pack_data(*p.keeping, *p.writer, doc->data, doc->doc);
		const Xapian::docid stored = p.writer->replace_document(term, doc->doc);
		if (docid) /* parts take turns in the numbers of the whole */
			*docid = (Xapian::docid)((stored - 1) * parts + at + 1);
	});
}

/* Xapian's maps of pending postings are slow where they outgrow the cache.  To list all terms has them written to the
 * table, without a commit. */
static void relieve(struct xap_db *db, size_t more)
{
	enum { PENDING_MOST = 80000 };
	db->pending += more;
	if (!db->scratch || db->pending < PENDING_MOST)
		return;
	db->writer->allterms_begin();
	db->pending = 0;
}

enum status xap_add(struct xap_db *db, struct xap_doc *doc, struct error *err) noexcept
{
	enum status status = xap_doc_status(doc, err);
	if (status)
		return status;
	return change(db, err, "cannot store a document", [&](WritableDatabase &writer) {
		finish(*doc);
		pack_data(*db->parts.at(0).keeping, writer, doc->data, doc->doc);
		writer.add_document(doc->doc);
		relieve(db, doc->terms.term_count);
	});
}

enum status xap_doc_positions(struct xap_doc *doc, struct buffer *out, struct error *err) noexcept
{
	const enum status status = xap_doc_status(doc, err);
	if (status)
		return status;
	return guard(err, "cannot encode positions", [&] {
		finish(*doc);
		const string value = doc->doc.get_value(XAP_SLOT_POSITIONS);
		buffer_clear(out);
		buffer_add_slice(out, borrow(value));
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
	return guard(db, err, "cannot list terms", [&] {
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

enum status xap_each_term(struct xap_db *db, uint32_t docid, xap_term_fn *fn, void *ctx,
			  struct error *err) noexcept
{
	return guard(db, err, "cannot list terms", [&] {
		const auto end = db->db.termlist_end(docid);
		for (auto at = db->db.termlist_begin(docid); at != end; ++at) {
			const string term = *at;
			fn(ctx, borrow(term), at.get_wdf());
		}
	});
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
	(void)guard(&built->failure, "cannot build a query", [&] {
		if constexpr (std::is_invocable_v<Make, xap_query &>)
			built->query = make(*built);
		else
			built->query = make();
	});
	return built;
}

/* Lets a leaf be settled where parts are remote. */
static void check_by(xap_query &built, const Query &skeleton,
		     const std::function<bool(const Xapian::Database &, Xapian::docid, const string &)> &holds)
{
	const auto leaf = std::make_shared<checked_leaf>(checked_leaf{skeleton, holds, {}});
	built.remake = [leaf](const remaking &how) { return how.leaf(*leaf); };
}

/* A query as a part of another. */
static Query made_anew(const xap_query &part, const remaking &how)
{
	return part.remake ? part.remake(how) : part.query;
}

static bool any_remade(struct xap_query *const *parts, size_t count)
{
	return std::any_of(parts, parts + count, [](const xap_query *p) { return p && p->remake; });
}

static void remake_join(xap_query &built, Query::op op, struct xap_query *const *parts, size_t count)
{
	std::vector<xap_query> kept;
	for (size_t i = 0; i < count; i++)
		if (parts[i])
			kept.push_back(*parts[i]);
	built.remake = [op, kept](const remaking &how) {
		std::vector<Query> made_parts;
		for (const xap_query &part : kept)
			if (!how.loose || op != Query::OP_AND_NOT || made_parts.empty() || !part.remake)
				made_parts.push_back(made_anew(part, how));
		return Query(op, made_parts.begin(), made_parts.end());
	};
}

static struct xap_query *with_kind(struct xap_query *built, enum xap_kind kind) noexcept
{
	if (!built->failure.code)
		built->kind = kind;
	return built;
}

/* The same from parts, which it keeps: the first failure among them fails the whole. */
template <typename Make>
static struct xap_query *build_from(struct xap_query **parts, size_t count, Make make) noexcept
{
	struct xap_query *built = build(make);
	for (size_t i = 0; i < count; i++) {
		if (!parts[i])
			continue;
		if (!built->failure.code)
			(void)copy_failure(parts[i]->failure, &built->failure);
		if (built == &out_of_memory) {
			xap_query_free(parts[i]);
			continue;
		}
		(void)guard(&built->failure, "cannot build a query", [&] {
			std::shared_ptr<const xap_query> kept(parts[i], [](const xap_query *part) {
				xap_query_free(const_cast<xap_query *>(part));
			});
			built->parts.push_back(std::move(kept));
		});
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
	return with_kind(build([] { return Query(string()); }), XAP_KIND_ALL);
}

struct xap_query *xap_query_nothing(void) noexcept
{
	return with_kind(build([] { return Query(); }), XAP_KIND_NOTHING);
}

struct xap_query *xap_query_range(unsigned slot, struct slice low, struct slice high) noexcept
{
	/* The least value there is: a document without one must not match. */
	string from, to;
	struct xap_query *built = build([&] {
		from = low.len ? string_of(low) : string(1, '\0');
		to = string_of(high);
		return high.len ? Query(Query::OP_VALUE_RANGE, slot, from, to) : Query(Query::OP_VALUE_GE, slot, from);
	});
	if (!built->failure.code) {
		built->slot = slot;
		built->low = std::move(from);
		built->high = std::move(to);
	}
	return with_kind(built, XAP_KIND_RANGE);
}

struct xap_query *xap_query_join(enum xap_op op, struct xap_query **parts_take, size_t count) noexcept
{
	static const Query::op ops[] = {Query::OP_AND,       Query::OP_OR,     Query::OP_AND_NOT,
					Query::OP_AND_MAYBE, Query::OP_FILTER, Query::OP_SYNONYM};
	const bool first_leads = op == XAP_AND_NOT || op == XAP_AND_MAYBE || op == XAP_FILTER;
	const bool headless = first_leads && count && !parts_take[0];
	struct xap_query *built = build_from(parts_take, count, [&](xap_query &made) {
		std::vector<Query> parts;
		if (headless)
			return Query();
		for (size_t i = 0; i < count; i++)
			if (parts_take[i])
				parts.push_back(parts_take[i]->query);
		if (any_remade(parts_take, count))
			remake_join(made, ops[op], parts_take, count);
		return Query(ops[op], parts.begin(), parts.end());
	});
	if (built->failure.code)
		return built;
	built->op = op;
	return with_kind(built, headless || built->parts.empty() ? XAP_KIND_NOTHING : XAP_KIND_JOIN);
}

struct xap_query *xap_query_pair(enum xap_op op, struct xap_query *a_take,
				 struct xap_query *b_take) noexcept
{
	struct xap_query *parts[] = {a_take, b_take};
	return xap_query_join(op, parts, 2);
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
	const bool empty = !part_take;
	struct xap_query *built = build_from(&part_take, 1, [&](xap_query &made) {
		amount(factor, "factor");
		if (any_remade(&part_take, 1))
			made.remake = [part = *part_take, factor](const remaking &how) {
				return Query(factor, made_anew(part, how));
			};
		return part_take ? Query(factor, part_take->query) : Query();
	});
	if (!built->failure.code)
		built->factor = factor;
	return with_kind(built, empty ? XAP_KIND_NOTHING : XAP_KIND_SCALE);
}

struct xap_query *xap_query_fixed(struct xap_query *part_take, double weight) noexcept
{
	return build_from(&part_take, 1, [&](xap_query &built) {
		Xapian::FixedWeightPostingSource source(amount(weight, "weight"));
		const Query fixed(&source); /* clones */
		if (!part_take)
			return Query();
		if (any_remade(&part_take, 1))
			built.remake = [part = *part_take, fixed](const remaking &how) {
				return Query(Query::OP_FILTER, fixed, made_anew(part, how));
			};
		return Query(Query::OP_FILTER, fixed, part_take->query);
	});
}

/*
 * The documents where terms stand as asked.  It goes over all documents that have positions and says so
 * in its estimate: so the matcher lets the terms' own lists lead and only asks about documents that
 * they hold.  Only documents that the matcher stops at are looked at: a check() that runs past its
 * document leaves the next one unread.
 */
class spots_within final : public Xapian::PostingSource {
	const std::shared_ptr<const struct spots> spots;
	struct spots_look look = {};
	Xapian::Database db;
	Xapian::doccount documents = 0;
	Xapian::ValueIterator at, end;
	bool unread = true; /* nobody has looked at the document that `at` is at */
	Xapian::docid looked_at = 0;
	std::vector<std::vector<Xapian::PostingIterator>> lists; /* of places with several terms, but few */
	std::vector<std::vector<bool>> there;                    /* which terms of a place the document has */

	static constexpr size_t few = 4;

	bool in_list(Xapian::PostingIterator &list) const
	{
		if (list != Xapian::PostingIterator())
			list.skip_to(looked_at);
		return list != Xapian::PostingIterator() && *list == looked_at;
	}

	/* Which terms of a place with several the document has: positions may only be asked of those. */
	void find_there(size_t k)
	{
		const struct spots_place &place = spots->items[k];
		if (place.count < 2)
			return;
		if (!lists.empty() && !lists[k].empty()) {
			for (size_t i = 0; i < place.count; i++)
				there[k][i] = in_list(lists[k][i]);
			return;
		}
		auto term = db.termlist_begin(looked_at);
		const auto stop = db.termlist_end(looked_at);
		for (size_t i = 0; i < place.count; i++) {
			const string name = string_of(place.terms[i]);
			if (term != stop)
				term.skip_to(name);
			there[k][i] = term != stop && *term == name;
		}
	}

	static bool has(void *ctx, size_t place, size_t term)
	{
		return static_cast<spots_within *>(ctx)->there[place][term];
	}

	bool holds(const string &value)
	{
		for (size_t k = 0; k < spots->count; k++)
			find_there(k);
		const enum spots_answer answer = spots_hold(&look, borrow(value));
		if (answer == SPOTS_DAMAGED)
			throw Xapian::DatabaseCorruptError("the positions of document " + std::to_string(looked_at) +
							   " are damaged");
		return answer == SPOTS_YES;
	}

	bool accepts()
	{
		looked_at = at.get_docid();
		return holds(*at);
	}

	void settle()
	{
		for (unread = false; at != end && !accepts();)
			++at;
	}

      public:
	explicit spots_within(const std::shared_ptr<const struct spots> &wanted) : spots(wanted)
	{
		look.spots = spots.get();
		look.has = has;
		look.ctx = this;
		for (size_t k = 0; k < spots->count; k++)
			there.emplace_back(spots->items[k].count);
	}
	spots_within(const spots_within &) = delete;
	~spots_within() override { spots_look_release(&look); }

	/* Looks at the positions of one document without a walk through all. */
	bool holds(const Xapian::Database &from, Xapian::docid docid, const string &value)
	{
		db = from;
		looked_at = docid;
		return !value.empty() && holds(value);
	}

	spots_within *clone() const override { return new spots_within(spots); }
	string name() const override { return "spots_within"; }
	Xapian::doccount get_termfreq_min() const override { return 0; }
	Xapian::doccount get_termfreq_est() const override { return documents; }
	Xapian::doccount get_termfreq_max() const override { return documents; }
	Xapian::docid get_docid() const override { return at.get_docid(); }
	bool at_end() const override { return at == end; }

	string get_description() const override
	{
		string text = spots->distance ? "near " + std::to_string(spots->distance) : "phrase";
		for (size_t k = 0; k < spots->count; k++) {
			const struct spots_place &place = spots->items[k];
			text += place.count == 1 && !place.bare ? " " + string_of(place.terms[0]) : " ...";
		}
		return text + "@" + std::to_string(spots->first) + ".." + std::to_string(spots->last);
	}

	void init(const Xapian::Database &from) override
	{
		db = from;
		documents = db.get_doccount();
		at = db.valuestream_begin(XAP_SLOT_POSITIONS);
		end = db.valuestream_end(XAP_SLOT_POSITIONS);
		unread = true;
		lists.assign(spots->count, {});
		for (size_t k = 0; k < spots->count; k++) {
			const struct spots_place &place = spots->items[k];
			for (size_t i = 0; place.count > 1 && place.count <= few && i < place.count; i++)
				lists[k].push_back(db.postlist_begin(string_of(place.terms[i])));
		}
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

/* The terms of a place as one. */
static struct xap_query *place_query(const struct spots_place &place)
{
	std::vector<struct xap_query *> terms;
	for (size_t i = 0; i < place.count; i++)
		terms.push_back(xap_query_term(place.terms[i], 1));
	return terms.size() == 1 ? terms[0] : xap_query_join(XAP_SYNONYM, terms.data(), terms.size());
}

/* What all documents have that may hold the spots; NULL when that is anything. */
static struct xap_query *skeleton_of(const struct spots &spots)
{
	std::vector<struct xap_query *> places;
	for (size_t k = 0; k < spots.count; k++)
		if (!spots.items[k].bare)
			places.push_back(place_query(spots.items[k]));
	return places.empty() ? nullptr : xap_query_join(XAP_AND, places.data(), places.size());
}

static std::shared_ptr<const struct spots> share(struct spots *made)
{
	return {made, [](const struct spots *s) { spots_free(const_cast<struct spots *>(s)); }};
}

/* A leaf of a query, and what remote parts get in its stead.  Its part is its skeleton. */
static struct xap_query *spots_query(const std::shared_ptr<const struct spots> &wanted) noexcept
{
	if (!wanted)
		return &out_of_memory;
	struct xap_query *skeleton = or_zero([&] { return skeleton_of(*wanted); });
	struct xap_query *built = build_from(&skeleton, 1, [&](xap_query &made) {
		const auto source = std::make_shared<spots_within>(wanted);
		const Query loose = skeleton ? skeleton->query : Query(0.0, Query(string()));
		made.spots = wanted;
		check_by(made, loose, [source](const Xapian::Database &db, Xapian::docid docid, const string &value) {
			return source->holds(db, docid, value);
		});
		if (!skeleton)
			return Query(0.0, Query(source.get())); /* clones */
		return Query(Query::OP_FILTER, loose, Query(source.get()));
	});
	return with_kind(built, XAP_KIND_SPOTS);
}

struct xap_query *xap_query_term(struct slice term, uint32_t wqf) noexcept
{
	if (positions_is_bare(term)) {
		const struct xap_spot spot = {&term, 1, 0};
		return xap_query_spots(&spot, 1, 0, 0, UINT32_MAX);
	}
	struct xap_query *built = build([&] { return Query(term_of(term), wqf); });
	if (built != &out_of_memory && wqf == 1)
		(void)guard(&built->failure, "cannot build a query", [&] { built->low = string_of(term); });
	return wqf == 1 ? with_kind(built, XAP_KIND_TERM) : built;
}

struct xap_query *xap_query_term_within(struct slice term, uint32_t first, uint32_t last) noexcept
{
	const struct xap_spot spot = {&term, 1, 0};
	return xap_query_spots(&spot, 1, 0, first, last);
}

struct xap_query *xap_query_spots(const struct xap_spot *spots, size_t count, uint32_t distance,
				  uint32_t first, uint32_t last) noexcept
{
	if (!count)
		return xap_query_nothing();
	struct spots *wanted = spots_new(count, distance, first, last);
	for (size_t i = 0; i < count; i++)
		spots_add(wanted, spots[i].terms, spots[i].count, spots[i].offset);
	return spots_query(or_zero([&] { return share(wanted); }));
}

struct xap_query *xap_query_copy(const struct xap_query *query) noexcept
{
	struct xap_query *copy = or_zero([&] { return new xap_query(*query); });
	return copy ? copy : &out_of_memory;
}

void xap_query_look(const struct xap_query *query, struct xap_look *out) noexcept
{
	*out = {query->failure.code ? XAP_KIND_OTHER : query->kind, query->op, query->factor, query->slot,
		borrow(query->low), borrow(query->high), query->parts.size(), query->spots.get()};
}

const struct xap_query *xap_query_part(const struct xap_query *query, size_t i) noexcept
{
	assert(i < query->parts.size());
	return query->parts[i].get();
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

static value_counts sorted_counts(const Xapian::ValueCountMatchSpy &spy)
{
	value_counts counts;
	for (auto at = spy.values_begin(); at != spy.values_end(); ++at)
		counts.emplace_back(*at, at.get_termfreq());
	std::stable_sort(counts.begin(), counts.end(),
			 [](const auto &a, const auto &b) { return a.second > b.second; });
	return counts;
}

static void set_up(Xapian::Enquire &enquire, const struct xap_search &search, const Query &query)
{
	enquire.set_query(query);
	enquire.set_weighting_scheme(Xapian::BM25Weight(search.k1, 0, 1, search.b, search.min_normlen));
	enquire.set_time_limit(search.timeout_ms / 1000.0);
}

/* Parts add up a score in orders of their own: what differs by less than 2^-24 is a tie. */
static double rounded(double score)
{
	return std::nearbyint(std::ldexp(score, 24));
}

/* A hit on the way to its place. */
struct found {
	Xapian::docid docid;
	double score, percent;
	string id; /* what xap_set_identity says, or the sort key; read where it is needed */
	double rank = rounded(score);
};

static std::vector<found> found_in(const Xapian::MSet &set)
{
	std::vector<found> all;
	all.reserve(set.size());
	for (auto at = set.begin(); at != set.end(); ++at)
		all.push_back({*at, at.get_weight(), (double)at.get_percent(), at.get_sort_key()});
	return all;
}

/* ---- order that does not go by document numbers ---- */

enum { TIE_MARGIN = 16 }; /* hits behind the last one wanted that may turn out to go before it */

static bool better(const found &a, const found &b)
{
	return a.rank != b.rank ? a.rank > b.rank : a.id != b.id ? a.id < b.id : a.docid < b.docid;
}

static bool tie(const found &a, const found &b)
{
	return a.rank == b.rank;
}

/* Reads the ids of those hits that a neighbour ties with. */
static void read_ids(struct xap_db *db, std::vector<found> &hits)
{
	for (size_t i = 0; i < hits.size(); i++)
		if ((i && tie(hits[i - 1], hits[i])) || (i + 1 < hits.size() && tie(hits[i], hits[i + 1])))
			hits[i].id = identity(db, hits[i].docid);
}

/* Of many, documents are passed in their order: opening each costs some times as much. */
static std::vector<string> identities_of(struct xap_db *db, const struct xap_hit *hits, size_t count)
{
	constexpr size_t few = 16;
	std::vector<string> ids;
	if (count <= few || db->remote) {
		for (size_t i = 0; i < count; i++)
			ids.push_back(identity(db, hits[i].docid));
		return ids;
	}
	auto value = db->db.valuestream_begin(db->identity_slot);
	const auto end = db->db.valuestream_end(db->identity_slot);
	for (size_t i = 0; i < count; i++) {
		if (value != end)
			value.skip_to(hits[i].docid);
		ids.push_back(value != end && value.get_docid() == hits[i].docid ? *value : string());
	}
	return ids;
}

enum status xap_order_ties(struct xap_db *db, struct xap_hit *hits, size_t count, struct error *err) noexcept
{
	return guard(db, err, "cannot order hits", [&] {
		for (size_t from = 0, to; db->has_identity && from < count; from = to) {
			for (to = from + 1; to < count && hits[to].score == hits[from].score; to++)
				;
			if (to - from == 1)
				continue;
			std::vector<std::pair<string, struct xap_hit>> ties;
			std::sort(hits + from, hits + to, [](const auto &a, const auto &b) { return a.docid < b.docid; });
			std::vector<string> ids = identities_of(db, hits + from, to - from);
			for (size_t i = from; i < to; i++)
				ties.emplace_back(std::move(ids[i - from]), hits[i]);
			std::sort(ties.begin(), ties.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
			for (size_t i = from; i < to; i++)
				hits[i] = ties[i - from].second;
		}
	});
}

/* The best `count` hits.  Where a tie goes on behind the margin, and in remote parts, Xapian looks at the ids of
 * all that could be among them; else only ties cost anything. */
static std::vector<found> best(struct xap_db *db, Xapian::Enquire &enquire, Xapian::doccount count,
			       Xapian::doccount least, Xapian::MSet &set)
{
	const Xapian::doccount more = std::min(count, UINT32_MAX - TIE_MARGIN) + TIE_MARGIN;
	if (!db->remote) {
		set = enquire.get_mset(0, more, least);
		std::vector<found> hits = found_in(set);
		if (hits.size() < more || !tie(hits[count - 1], hits.back())) {
			read_ids(db, hits);
			std::sort(hits.begin(), hits.end(), better);
			return hits;
		}
	}
	enquire.set_sort_by_relevance_then_value(db->identity_slot, false);
	set = enquire.get_mset(0, more, least);
	std::vector<found> hits = found_in(set);
	for (const found &hit : hits)
		if (db->remote)
			db->told.values[db->identity_slot][hit.docid] = hit.id;
	std::sort(hits.begin(), hits.end(), better);
	return hits;
}

/* ---- what remote parts cannot do ---- */

/* An OR of many, which costs Xapian's matcher the square of their number; groups of the same weight would be
 * one OR again. */
static Query in_groups(const std::vector<Query> &parts)
{
	const size_t size = (size_t)std::sqrt((double)parts.size()) + 1;
	std::vector<Query> groups;
	for (size_t from = 0; from < parts.size(); from += size) {
		const auto begin = parts.begin() + (std::ptrdiff_t)from;
		const auto end = begin + (std::ptrdiff_t)std::min(size, parts.size() - from);
		groups.emplace_back(.5, Query(Query::OP_OR, begin, end));
	}
	return Query(Query::OP_OR, groups.begin(), groups.end());
}

/* The leaf where looking at each document that may hold it has told which do. */
static Query settle(struct xap_db *db, checked_leaf &leaf, const Query &loose, bool *too_many)
{
	if (!db->has_identity)
		throw InvalidArgumentError("positions in remote parts need to be told what identifies a document");
	if (std::exchange(leaf.known_in, db) != db || std::exchange(leaf.known_at, db->state) != db->state)
		leaf.known.clear();
	Xapian::Enquire enquire(db->db);
	enquire.set_query(Query(Query::OP_FILTER, leaf.skeleton, loose));
	enquire.set_weighting_scheme(Xapian::BoolWeight());
	enquire.set_sort_by_value(db->identity_slot, false);           /* brings the ids along */
	enquire.set_collapse_key(XAP_SLOT_POSITIONS, UINT32_MAX);      /* and the positions */
	const Xapian::MSet set = enquire.get_mset(0, XAP_REMOTE_CANDIDATES + 1);
	*too_many = *too_many || set.size() > XAP_REMOTE_CANDIDATES;
	std::vector<Query> ids[2];
	for (auto at = set.begin(); at != set.end() && !*too_many; ++at) {
		const auto known = leaf.known.find(*at);
		const bool holds = known != leaf.known.end() ? known->second : leaf.holds(db->db, *at, at.get_collapse_key());
		leaf.known[*at] = holds;
		ids[holds].emplace_back((db->identity_prefix + at.get_sort_key()).substr(0, XAP_TERM_MAX));
	}
	const bool by_those = ids[true].size() <= ids[false].size();
	const std::vector<Query> &listed = ids[by_those];
	if (listed.empty())
		return by_those ? Query() : leaf.skeleton;
	return Query(by_those ? Query::OP_FILTER : Query::OP_AND_NOT, leaf.skeleton, in_groups(listed));
}

/* The query as all parts can run it. */
static Query runnable(struct xap_db *db, const struct xap_query &query, bool *too_many)
{
	if (!db->remote || !query.remake)
		return query.query;
	const Query loose = query.remake({true, [](checked_leaf &leaf) { return leaf.skeleton; }});
	return query.remake({false, [&](checked_leaf &leaf) { return settle(db, leaf, loose, too_many); }});
}

/* Sorting by several keys where Xapian knows one. */
class key_by_key {
	struct xap_db *const db;
	const struct xap_search &search;

	static Query with_value(unsigned slot) { return Query(Query::OP_VALUE_GE, slot, string(1, '\0')); }

	std::vector<found> first_by(const Query &query, unsigned k, Xapian::doccount need, unsigned carry) const
	{
		Xapian::Enquire enquire(db->db);
		set_up(enquire, search, query);
		enquire.set_sort_by_value(search.sort[k].slot, search.sort[k].descending);
		if (carry != Xapian::BAD_VALUENO)
			enquire.set_collapse_key(carry, UINT32_MAX);
		const Xapian::MSet set = enquire.get_mset(0, need);
		for (auto at = set.begin(); carry != Xapian::BAD_VALUENO && at != set.end(); ++at)
			db->told.values[carry][*at] = at.get_collapse_key();
		return found_in(set);
	}

	bool goes_before(const found &a, const found &b, unsigned k) const
	{
		for (; k < search.sort_count; k++) {
			const string &x = *told_value(db, search.sort[k].slot, a.docid);
			const string &y = *told_value(db, search.sort[k].slot, b.docid);
			if (x != y)
				return x.empty() ? false : y.empty() ? true : search.sort[k].descending ? x > y : x < y;
		}
		return a.docid < b.docid;
	}

	/* Orders groups with one value by the keys behind; the last may go on behind the list. */
	void order_groups(std::vector<found> &hits, const Query &query, unsigned k, Xapian::doccount need) const
	{
		const auto last = std::find_if(hits.begin(), hits.end(), [&](const found &h) { return h.id == hits.back().id; });
		const bool cut = hits.size() == need;
		for (unsigned later = k + 1; later < search.sort_count; later++)
			(void)first_by(query, k, need, search.sort[later].slot);
		for (auto from = hits.begin(), to = from; from != hits.end(); from = to) {
			to = std::find_if(from, hits.end(), [&](const found &h) { return h.id != from->id; });
			if (!cut || from != last)
				std::sort(from, to, [&](const found &a, const found &b) { return goes_before(a, b, k + 1); });
		}
		if (!cut || k + 1 == search.sort_count)
			return;
		const Query one(Query::OP_VALUE_RANGE, search.sort[k].slot, last->id, last->id);
		const auto group = sorted(Query(Query::OP_FILTER, query, one), k + 1, (Xapian::doccount)(hits.end() - last));
		std::copy(group.begin(), group.end(), last);
	}

      public:
	key_by_key(struct xap_db *where, const struct xap_search &what) : db(where), search(what) {}

	/* The first `need` by the keys from k on. */
	std::vector<found> sorted(const Query &query, unsigned k, Xapian::doccount need) const
	{
		const Query has = with_value(search.sort[k].slot), with(Query::OP_FILTER, query, has);
		std::vector<found> hits = first_by(with, k, need, Xapian::BAD_VALUENO);
		if (!hits.empty())
			order_groups(hits, with, k, need);
		if (hits.size() == need)
			return hits;
		const Query without(Query::OP_AND_NOT, query, has);
		const auto rest = k + 1 < search.sort_count
					  ? sorted(without, k + 1, need - (Xapian::doccount)hits.size())
					  : first_by(without, k, need - (Xapian::doccount)hits.size(), Xapian::BAD_VALUENO);
		hits.insert(hits.end(), rest.begin(), rest.end());
		return hits;
	}
};

/* ---- the whole ---- */

/* The hits from the first to the end of what is wanted; `set` gets the numbers of all. */
static std::vector<found> find_hits(struct xap_db *db, const struct xap_search &search, const Query &query,
				    Xapian::Enquire &enquire, Xapian::doccount least, Xapian::MSet &set)
{
	const Xapian::doccount end = std::min(UINT32_MAX - search.first, search.count) + search.first;
	std::vector<found> hits;
	if (db->remote && search.sort_count) {
		set = enquire.get_mset(0, 0, least);
		hits = key_by_key(db, search).sorted(query, 0, std::min(end, db->db.get_doccount()));
	} else if (search.sort_count || search.any_order || !db->has_identity || !search.count) {
		set = enquire.get_mset(search.first, search.count, least);
		return found_in(set);
	} else {
		if (db->remote && search.carry)
			enquire.set_collapse_key(search.carry_slot, UINT32_MAX);
		hits = best(db, enquire, end, least, set);
		for (auto at = set.begin(); db->remote && search.carry && at != set.end(); ++at)
			db->told.values[search.carry_slot][*at] = at.get_collapse_key();
	}
	if (hits.size() > end)
		hits.resize(end);
	hits.erase(hits.begin(), hits.begin() + std::min<size_t>(search.first, hits.size()));
	return hits;
}

static void copy_hits(const std::vector<found> &from, const Xapian::Enquire &enquire, bool want_terms, xap_hits &hits)
{
	hits.items.reserve(from.size());
	hits.terms.reserve(from.size());
	for (const found &hit : from) {
		hits.items.push_back({hit.docid, hit.score, hit.percent});
		if (!want_terms)
			continue;
		hits.terms.emplace_back(enquire.get_matching_terms_begin(hit.docid),
					enquire.get_matching_terms_end(hit.docid));
		std::sort(hits.terms.back().begin(), hits.terms.back().end());
	}
}

/* Terms of ids stand in a query only to name documents that were looked at. */
static void drop_ids(const struct xap_db *db, xap_hits &hits)
{
	for (std::vector<string> &terms : hits.terms)
		terms.erase(std::remove_if(terms.begin(), terms.end(), [&](const string &term) {
			return term.compare(0, db->identity_prefix.size(), db->identity_prefix) == 0;
		}), terms.end());
}

static std::unique_ptr<xap_hits> run(struct xap_db *db, const struct xap_search &search, const Query &query)
{
	auto hits = std::make_unique<xap_hits>();
	std::list<Xapian::ValueCountMatchSpy> spies; /* these two outlive enquire */
	Xapian::MultiValueKeyMaker keys;
	Xapian::Enquire enquire(db->db);
	Xapian::MSet set;
	set_up(enquire, search, query);
	if (search.sort_count && !db->remote) {
		add_sort_keys(db->db, search, keys);
		enquire.set_sort_by_key_then_relevance(&keys, false);
	}
	for (unsigned k = 0; k < search.count_slot_count; k++)
		enquire.add_matchspy(&spies.emplace_back(search.count_slots[k]));
	const Xapian::doccount least = spies.empty() ? search.check_at_least : UINT32_MAX;
	copy_hits(find_hits(db, search, query, enquire, least, set), enquire, search.want_terms, *hits);
	if (db->remote && db->has_identity)
		drop_ids(db, *hits);
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
	/* of one database it is told which: damage is in a place */
	const doing search_it("cannot search", db->parts.size() == 1 ? db->parts[0].name.c_str() : nullptr);
	return guard(db, err, search_it, [&] {
		bool too_many = false;
		check_search(*search);
		const Query query = runnable(db, *search->query, &too_many);
		if (too_many)
			return error_set(err, STATUS_LIMIT, "more than %d documents of other machines would have to be "
					 "looked at for the positions of words", XAP_REMOTE_CANDIDATES);
		*hits = run(db, *search, query).release();
		db->losses = 0;
		return STATUS_OK;
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

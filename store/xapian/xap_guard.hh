/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STORE_XAP_GUARD_HH
#define STORE_XAP_GUARD_HH

/* From exceptions to status, and between C and C++. */
#include "store/xapian/xap_types.hh"

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

inline thread_local const struct fault *next_fault;

static inline void raise_fault()
{
	if (const struct fault *f = std::exchange(next_fault, nullptr))
		f->raise();
}
#else
static inline void raise_fault()
{
}
#endif

/* ---- from exceptions to status ---- */

/* What is being done, for the message: "cannot open" and perhaps a path. */
struct doing {
	doing(const char *verb, const char *object = nullptr) : what(verb), subject(object)
	{
	}
	const char *what, *subject;
};

static inline enum status fail(struct error *err, const doing &d, enum status code,
			       const char *message, const char *cause = nullptr)
{
	return error_set(err, code, "%s%s%s: %s%s%s%s", d.what, d.subject ? " " : "",
			 d.subject ? d.subject : "", message, cause ? " (" : "", cause ? cause : "",
			 cause ? ")" : "");
}

/* Xapian offers errno only as text, and at times only inside its message. */
static inline bool mentions(const Xapian::Error &e, const char *text)
{
	const char *cause = e.get_error_string();
	return (cause && strcmp(cause, text) == 0) || e.get_msg().find(text) != string::npos;
}

static inline bool system_refused(const Xapian::Error &e)
{
	for (int cause : {EACCES, EPERM, EROFS, ENOSPC, EDQUOT, EFBIG, EIO, EMFILE, ENFILE})
		if (mentions(e, strerror(cause)))
			return true;
	return mentions(e, "too many open files") || mentions(e, "not supported by this FS");
}

/* Xapian has no class for a table that is cut short, garbled, or gone although others are there. */
static inline enum status database_status(const Xapian::Error &e)
{
	if (system_refused(e))
		return STATUS_IO;
	if (mentions(e, "EOF reading block") || mentions(e, "inflate failed"))
		return STATUS_CORRUPT;
	if (mentions(e, strerror(ENOENT)))
		return mentions(e, ".glass") ? STATUS_CORRUPT : STATUS_NOT_FOUND;
	return STATUS_DATABASE;
}

/* Thrown where the work on a request is to end. */
struct over_limit {
	const struct work_limit *limit;
};

static inline void check_limit(struct work_limit *limit)
{
	if (work_limit_over(limit))
		throw over_limit{limit};
}

/* For loops whose steps take some nanoseconds. */
static inline void check_limit(struct work_limit *limit, size_t step)
{
	if (step % 256 == 0)
		check_limit(limit);
}

static inline enum status note_loss(const Xapian::NetworkError &e, bool late,
				    struct loss *loss) noexcept
{
	if (!loss)
		return STATUS_NETWORK;
	loss->happened = true;
	loss->late = late;
	snprintf(loss->context, sizeof loss->context, "%s", e.get_context().c_str());
	return STATUS_MODIFIED;
}

/* With `loss` a lost connection is noted there and gives STATUS_MODIFIED: what was read so far is
 * gone. */
static inline enum status guarded(struct error *err, const doing &d, enum status (*run)(void *),
				  void *work, struct loss *loss) noexcept
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
	} catch (const over_limit &e) {
		return work_limit_error(e.limit, err);
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
static enum status guard(struct error *err, const doing &d, Work work,
			 struct loss *loss = nullptr) noexcept
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

/* Whether commits came since a reader was opened.  Its blocks may then be written over while it
 * reads them. */
static inline bool has_newer(const struct xap_db *db) noexcept
{
	bool newer = false;
	for (const part &p : db->parts)
		(void)guard(nullptr, "", [&] {
			newer = newer ||
				(!p.port && p.cause.empty() && !p.writer &&
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

static inline enum status copy_failure(const struct error &failure, struct error *err) noexcept
{
	return failure.code ? error_set(err, failure.code, "%s", failure.msg) : STATUS_OK;
}

/* ---- between C and C++ ---- */

static inline string string_of(struct slice s)
{
	return s.len ? string(s.ptr, s.len) : string();
}

/* To Xapian the empty term means all documents: never what a caller meant. */
static inline string term_of(struct slice term)
{
	if (!term.len)
		throw InvalidArgumentError("empty term");
	return string_of(term);
}

static inline struct slice borrow(const string &s) noexcept
{
	return slice_make(s.data(), s.size());
}

static inline void put(struct buffer *out, const string &s) noexcept
{
	buffer_clear(out);
	buffer_add(out, s.data(), s.size());
}

#endif

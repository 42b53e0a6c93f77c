/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "indexer/nightly/check_child.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/xapian/xap.h"

/* What the child sends: this, then the report. */
struct answer {
	enum status status;
	uint64_t errors;
	char msg[ERROR_MSG_SIZE];
};

static void send_all(int fd, const void *data, size_t size)
{
	const char *at = data;
	while (size) {
		ssize_t n = write(fd, at, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1);
		at += n;
		size -= (size_t)n;
	}
}

static void run_child(const char *db, int fd)
{
	struct buffer report = BUFFER_INIT;
	struct error err = {0};
	struct answer answer;
	const struct rlimit no_core = {0, 0};
	setrlimit(RLIMIT_CORE, &no_core);
	memset(&answer, 0, sizeof answer);
	answer.status = xap_check(db, &report, &answer.errors, &err);
	memcpy(answer.msg, err.msg, sizeof answer.msg);
	send_all(fd, &answer, sizeof answer);
	send_all(fd, report.ptr, report.len);
	_exit(0);
}

static void receive_all(int fd, struct buffer *out)
{
	char chunk[4096];
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		buffer_add(out, chunk, (size_t)n);
	}
}

static enum status take_answer(const struct buffer *got, int how, struct buffer *report,
			       uint64_t *errors, struct error *err)
{
	struct answer answer;
	buffer_clear(report);
	*errors = 1;
	if (WIFSIGNALED(how)) {
		buffer_printf(report, "the check crashed (signal %d)", WTERMSIG(how));
		return STATUS_OK;
	}
	if (got->len < sizeof answer) {
		buffer_add_str(report, "the check ended early");
		return STATUS_OK;
	}
	memcpy(&answer, got->ptr, sizeof answer);
	buffer_add(report, got->ptr + sizeof answer, got->len - sizeof answer);
	*errors = answer.errors;
	return answer.status ? error_set(err, answer.status, "%s", answer.msg) : STATUS_OK;
}

enum status check_in_child(const char *db, struct buffer *report, uint64_t *errors,
			   struct error *err)
{
	struct buffer got = BUFFER_INIT;
	int ends[2], how = 0;
	if (pipe(ends) != 0)
		return error_set(err, STATUS_IO, "cannot make a pipe: %s", strerror(errno));
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		close(ends[0]);
		run_child(db, ends[1]);
	}
	close(ends[1]);
	enum status st = STATUS_OK;
	if (child < 0)
		st = error_set(err, STATUS_IO, "cannot make a process: %s", strerror(errno));
	else
		receive_all(ends[0], &got);
	close(ends[0]);
	while (child > 0 && waitpid(child, &how, 0) < 0 && errno == EINTR)
		;
	if (!st)
		st = take_answer(&got, how, report, errors, err);
	buffer_release(&got);
	return st;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corpus/sources/companions.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"

enum { DETAIL_MAX = 1 << 20, DOCUMENTS_MAX = 20 };

struct companions {
	char folder[PATH_MAX]; /* with its slash; what the numbers are of */
	bool known;
	struct arena arena;
	unsigned long long *numbers; /* sorted */
	size_t count, room;
	struct buffer bytes;
};

struct companions *companions_new(void)
{
	return memory_zeroed(1, sizeof(struct companions));
}

void companions_free(struct companions *self)
{
	if (!self)
		return;
	arena_release(&self->arena);
	buffer_release(&self->bytes);
	free(self);
}

/* The number that s begins with, 0 for none. */
static unsigned long long number_of(struct slice s, size_t *used)
{
	unsigned long long n = 0;
	*used = 0;
	while (*used < s.len && *used < 18 && byte_is_digit(s.ptr[*used]))
		n = n * 10 + (unsigned long long)(s.ptr[(*used)++] - '0');
	return n;
}

static void add_numbers(struct companions *self, struct slice text)
{
	size_t at = 0, used;
	while ((at = slice_find(text, at, "pfile?id=")) < text.len) {
		at += strlen("pfile?id=");
		unsigned long long n = number_of(slice_from(text, at), &used);
		self->numbers = arena_grow(&self->arena, self->numbers, self->count, &self->room,
					   sizeof *self->numbers);
		self->numbers[self->count++] = n;
	}
}

/* Whatever cannot be read here is told of when it is read as a source. */
static void scan_file(struct companions *self, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = 1;
	buffer_clear(&self->bytes);
	while (fd >= 0 && n > 0 && self->bytes.len < DETAIL_MAX) {
		buffer_reserve(&self->bytes, 65536);
		n = read(fd, self->bytes.ptr + self->bytes.len, 65536);
		self->bytes.len += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0)
		close(fd);
	if (self->bytes.len < DETAIL_MAX)
		add_numbers(self, buffer_slice(&self->bytes));
}

static void scan_folder(struct companions *self, const char *folder)
{
	char path[PATH_MAX];
	DIR *dir = opendir(folder);
	struct dirent *entry;
	while (dir && (entry = readdir(dir)) != NULL) {
		struct slice name = slice_of(entry->d_name);
		int n = snprintf(path, sizeof path, "%s%s", folder, entry->d_name);
		if ((slice_ends(name, ".json") || slice_ends(name, ".xml")) && n > 0 &&
		    (size_t)n < sizeof path)
			scan_file(self, path);
	}
	if (dir)
		closedir(dir);
}

static int by_number(const void *a, const void *b)
{
	unsigned long long x = *(const unsigned long long *)a, y = *(const unsigned long long *)b;
	return x < y ? -1 : x > y;
}

static void learn(struct companions *self, struct slice folder)
{
	char beside[PATH_MAX + 16];
	self->known = true;
	self->count = self->room = 0;
	self->numbers = NULL;
	arena_clear(&self->arena);
	snprintf(self->folder, sizeof self->folder, "%.*s", SLICE_ARG(folder));
	scan_folder(self, folder.len ? self->folder : "./");
	if (slice_ends(folder, "/pfile/") || slice_is(folder, "pfile/")) {
		snprintf(beside, sizeof beside, "%s../", self->folder);
		scan_folder(self, beside);
		snprintf(beside, sizeof beside, "%s../schv/", self->folder);
		scan_folder(self, beside);
		snprintf(beside, sizeof beside, "%s../vi/", self->folder);
		scan_folder(self, beside);
	}
	if (self->count)
		qsort(self->numbers, self->count, sizeof *self->numbers, by_number);
}

bool companions_claim(struct companions *self, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct slice folder = slice_make(path, slash ? (size_t)(slash - path) + 1 : 0);
	struct slice name = slice_of(slash ? slash + 1 : path);
	size_t used;
	unsigned long long n = number_of(name, &used);
	bool stem = used && (used == name.len || name.ptr[used] == '.');
	if (!stem || slice_ends(name, ".json") || slice_ends(name, ".xml") ||
	    folder.len >= PATH_MAX)
		return false;
	if (!self->known || !slice_is(folder, self->folder))
		learn(self, folder);
	return self->count &&
	       bsearch(&n, self->numbers, self->count, sizeof *self->numbers, by_number) != NULL;
}

bool companions_document(const char *detail, struct slice number, char path[PATH_MAX])
{
	static const char *const folders[] = {"../pfile/", "pfile/", ""};
	static const char *const ends[] = {".pdf", ".docx", ".doc", ".odt",
					   ".rtf", ".html", ".txt", ""};
	const char *slash = strrchr(detail, '/');
	int folder = slash ? (int)(slash - detail) + 1 : 0;
	for (size_t f = 0; f < sizeof folders / sizeof *folders; f++)
		for (size_t e = 0; e < sizeof ends / sizeof *ends; e++) {
			struct stat info;
			int n = snprintf(path, PATH_MAX, "%.*s%s%.*s%s", folder, detail, folders[f],
					 SLICE_ARG(number), ends[e]);
			if (n > 0 && n < PATH_MAX && stat(path, &info) == 0 &&
			    S_ISREG(info.st_mode) && strcmp(path, detail) != 0)
				return true;
		}
	return false;
}

void companions_of(const char *path, struct buffer *paths)
{
	struct companions self = {.bytes = BUFFER_INIT};
	const char *slash = strrchr(path, '/');
	struct slice name = slice_of(slash ? slash + 1 : path);
	char document[PATH_MAX], digits[24];
	size_t used;
	buffer_clear(paths);
	number_of(name, &used);
	if (!used || (!slice_is(slice_from(name, used), ".json") &&
		      !slice_is(slice_from(name, used), ".xml")))
		return;
	scan_file(&self, path);
	for (size_t i = 0; i < self.count && i < DOCUMENTS_MAX; i++) {
		snprintf(digits, sizeof digits, "%llu", self.numbers[i]);
		if (companions_document(path, slice_of(digits), document))
			buffer_add(paths, document, strlen(document) + 1);
	}
	buffer_release(&self.bytes);
	arena_release(&self.arena);
}

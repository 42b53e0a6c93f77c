/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list of what is allowed: of what is refused none is ever complete.  Calls that act on other
 * processes are not on it, nor those that make one, change a file by its name or number, or open
 * anything but a file for reading.  Where a call on the list has a part that reaches further, that
 * part is refused by its arguments: opening for writing, fcntl that has signals sent to a process,
 * limits of other processes, memory that is mapped to be shared.
 */
#include "corpus/extract/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- files ---- */

enum {
	READING = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
		  LANDLOCK_ACCESS_FS_READ_DIR,
	WRITING = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
		  LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
		  LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
		  LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
		  LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM,
};

/* A file below one of these may be read; a path that is not there is passed over. */
static const struct {
	const char *path;
	__u64 access;
} readable[] = {
	{"/usr", READING},
	{"/lib", READING},
	{"/lib64", READING},
	{"/etc/ld.so.cache", LANDLOCK_ACCESS_FS_READ_FILE},
	{"/etc/localtime", LANDLOCK_ACCESS_FS_READ_FILE},
	{"/etc/fonts", READING},
	{"/var/cache/fontconfig", READING},
};

void cage_files(void)
{
	const struct landlock_ruleset_attr handled = {.handled_access_fs = READING | WRITING};
	const int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
	if (rules < 0)
		return;
	for (size_t i = 0; i < sizeof readable / sizeof *readable; i++) {
		struct landlock_path_beneath_attr rule = {.allowed_access = readable[i].access};
		rule.parent_fd = open(readable[i].path, O_PATH | O_CLOEXEC);
		if (rule.parent_fd < 0)
			continue;
		(void)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
		close(rule.parent_fd);
	}
	(void)syscall(SYS_landlock_restrict_self, rules, 0);
	close(rules);
}

/* ---- system calls ---- */

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
/* The lower half of an argument; the upper one is the next word. */
#define LOAD_ARGUMENT(n) LOAD(args[n])
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, what)
#define YES ANSWER(SECCOMP_RET_ALLOW)
#define NO ANSWER(SECCOMP_RET_ERRNO | ENOSYS)
#define FORBIDDEN ANSWER(SECCOMP_RET_ERRNO | EPERM)
#define ALLOW(name) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), YES
/* Allowed when none of these bits is in that argument. */
#define ALLOW_WITHOUT(name, argument, bits) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 4), LOAD_ARGUMENT(argument), \
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), 0, 1), FORBIDDEN, YES
/* Allowed when that argument is 0: the calling process itself. */
#define ALLOW_ZERO(name, argument) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 4), LOAD_ARGUMENT(argument), \
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0), FORBIDDEN, YES
/* Allowed for the commands on descriptors that concern nobody else. */
#define ALLOW_FCNTL \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fcntl, 0, 8), LOAD_ARGUMENT(1), \
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_DUPFD, 5, 0), \
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_DUPFD_CLOEXEC, 4, 0), \
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_GETFD, 3, 0), \
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_SETFD, 2, 0), \
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, F_GETFL, 1, 0), FORBIDDEN, YES
#define TO_WRITE (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY))

#ifdef ARCH
/* clang-format off */
static struct sock_filter rules[] = {
	LOAD(arch), /* the numbers below are this machine's */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0), ANSWER(SECCOMP_RET_KILL_PROCESS),
	LOAD(nr),
	/* memory and computing */
	ALLOW_WITHOUT(mmap, 3, MAP_SHARED & ~MAP_PRIVATE), ALLOW(read), ALLOW(brk), ALLOW(munmap),
	ALLOW(mprotect),
	ALLOW(mremap), ALLOW(madvise), ALLOW(futex), ALLOW(getrandom), ALLOW(clock_gettime),
	ALLOW(clock_getres),
	ALLOW(gettimeofday), ALLOW(clock_nanosleep), ALLOW(nanosleep), ALLOW(sched_yield),
	ALLOW(sched_getaffinity), ALLOW(sysinfo), ALLOW(uname), ALLOW(getcpu),
	/* files that are open, and those that are opened for reading */
	ALLOW(write), ALLOW(close), ALLOW(fstat), ALLOW(newfstatat), ALLOW(statx), ALLOW(lseek),
	ALLOW(pread64),
	ALLOW(readv), ALLOW(writev), ALLOW(fstatfs), ALLOW(statfs), ALLOW(getdents64),
	ALLOW(faccessat),
	ALLOW(readlinkat), ALLOW(fadvise64), ALLOW(getcwd), ALLOW(dup), ALLOW(dup3), ALLOW_FCNTL,
	ALLOW_WITHOUT(openat, 2, TO_WRITE),
	/* itself */
	ALLOW(exit_group), ALLOW(exit), ALLOW(execve), ALLOW(set_tid_address),
	ALLOW(set_robust_list),
	ALLOW(rt_sigaction), ALLOW(rt_sigprocmask), ALLOW(rt_sigreturn), ALLOW(sigaltstack),
	ALLOW(getpid),
	ALLOW(getppid), ALLOW(gettid), ALLOW(getuid), ALLOW(geteuid), ALLOW(getgid), ALLOW(getegid),
	ALLOW(getrusage), ALLOW(restart_syscall), ALLOW_ZERO(prlimit64, 0),
#ifdef SYS_faccessat2
	ALLOW(faccessat2),
#endif
#ifdef SYS_rseq
	ALLOW(rseq),
#endif
#ifdef SYS_arch_prctl
	ALLOW(arch_prctl),
#endif
#ifdef SYS_open /* names that newer machines do not have */
	ALLOW_WITHOUT(open, 1, TO_WRITE), ALLOW(stat), ALLOW(lstat), ALLOW(access),
	ALLOW(readlink), ALLOW(dup2),
	ALLOW(time), ALLOW(getrlimit),
#endif
	NO,
};
/* clang-format on */
#endif

void cage_calls(void)
{
#ifdef ARCH
	const struct sock_fprog program = {sizeof rules / sizeof *rules, rules};
	/* a kernel without it leaves the limits */
	(void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

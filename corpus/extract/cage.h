/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CORPUS_CAGE_H
#define CORPUS_CAGE_H

/*
 * What the process may do from now on, and what it becomes by exec: read the program's libraries,
 * fonts and tables, read and write what is open, compute.  For a child between fork and exec:
 * nothing is allocated, and there is no way back.  PR_SET_NO_NEW_PRIVS must be set.
 */

/* Files: only those that programs and their libraries are made of may be opened or executed.  A
 * kernel without Landlock leaves what the system calls leave: files that everybody may read. */
void cage_files(void);

/* System calls: those that a program which reads its input and writes its output needs.  Any other
 * fails with ENOSYS. The list is that of pdftotext in Debian 12 and 13, with what its C library may
 * choose instead on another machine. */
void cage_calls(void);

#endif

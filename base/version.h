/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

/* The version of the program, which the Makefile reads too; debian/changelog names the same. */
#define PROGRAM_VERSION "0.1"

#endif

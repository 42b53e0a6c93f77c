# SPDX-License-Identifier: GPL-3.0-or-later
#
#   make            build/vraagbaak
#   make demo       set up, build, index the sample corpus, show searches
#   make check      set up, build, test what users rely on (five minutes on two cores)
#   make check-all  the same and what takes long: every point of failure, mutations, brute force
#   make unit, make cli   the unit tests, those on the command line; T=NAME only that one: make cli T=search
#   make check-fresh      demo and check in a minimal Debian, made with debootstrap; RELEASE=trixie for another
#   make lib        build/libvraagbaak.so.1, the library for C (doc/library.md)
#   make install    program and library; PREFIX (/usr/local), LIBDIR (PREFIX/lib) and DESTDIR
#   make deb        the Debian packages, in build/deb
#   make quality    score the ranking on judged themes, beside baselines
#   make browser    the page in Chromium, through playwright-core and axe-core (make check does it too)
#   make load       32 connections on `serve` for a minute, and searches one by one
#   make abuse      100,000 malformed requests, slow clients, floods on `serve`
#   make bench      build and search beside other engines (installs them); SIZES="40000 200000" QUERIES=1000,
#                   PLOTS=folder for growth-*.svg, BENCH_OPTIONS: see tests/speed/bench.py --help
#   make ledger     speed, size, ranking, cases and lines of code beside those of an earlier commit, in one table;
#                   LEDGER_OPTIONS: see tests/speed/ledger.py --help
#   make compare    OLD=program of another checkout: every difference in what it and this one read, find and print;
#                   COMPARE_OPTIONS: see tests/compare/compare.py --help
#   make worst      search for the dearest query; QUESTIONS=file.jsonl for other texts, WORST_OPTIONS: see
#                   tests/speed/worst.py
#   make speed      time searches with facets beside SQLite FTS5; QUESTIONS=file.jsonl for other texts
#
# V=1 shows the commands; WERROR=1 makes warnings errors.  Objects of the tests are built with sanitizers, in
# build/san; those of the program in build/rel.

PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
BUILD = build
PACKAGES = xapian-core jansson libutf8proc popt lapacke libconfig libxxhash libxml-2.0 libarchive libcurl libmicrohttpd libzstd zlib
WORDLIST ?= /usr/share/dict/dutch
HYPHENS ?= /usr/share/hyphen/hyph_nl_NL.dic

CC = gcc
CXX = g++
OPT = -O2 -g
WARN = -Wall -Wextra -Wshadow -Wpointer-arith -Wvla $(if $(WERROR),-Werror)
# The library takes the objects of the program, so they are made for a shared object.  Their symbols are hidden, which
# keeps calls between them as direct as those of a program.
SHARED = -fPIC -fvisibility=hidden
CWARN = $(WARN) -Wstrict-prototypes -Wmissing-prototypes
# At fixed addresses a process starts in two thirds of the time: the sanitizers' tables are full of addresses.
SAN = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -O1 -g -fno-pie
PKG_CFLAGS = $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
LATE = lapacke libcurl libmicrohttpd # loaded by the commands that need them (base/late.h)
LIBS = $(shell pkg-config --libs $(filter-out $(LATE),$(PACKAGES)) 2>/dev/null) -lstemmer -lm -pthread
CPPFLAGS_ALL = -I. -D_GNU_SOURCE -DLEXICON_FILE='"$(BUILD)/lexicon.bin"' \
	-DHYPHENATION_FILE='"$(BUILD)/hyphenation.bin"' $(PKG_CFLAGS) $(CPPFLAGS)

FOLDERS = base corpus stemming store indexer searcher web
SOURCES = $(wildcard $(FOLDERS:%=%/*.c) $(FOLDERS:%=%/*/*.c)) store/remote/served.cc store/xapian/xap.cc
OBJECTS = $(patsubst %,$(1)/%.o,$(basename $(SOURCES)))
UNITS = $(basename $(notdir $(wildcard tests/unit/test_*.c)))

ifeq ($(V),1)
Q =
else
Q = @
say = @echo "  $(1)	$@"
endif

PROGRAM_VERSION = $(shell sed -n 's/^.define PROGRAM_VERSION "\(.*\)"/\1/p' base/version.h)
LIBRARY_VERSION = $(shell sed -n 's/^.define VRAAGBAAK_LIBRARY_VERSION "\(.*\)"/\1/p' searcher/library/vraagbaak.h)
SONAME = libvraagbaak.so.$(firstword $(subst ., ,$(LIBRARY_VERSION)))

all: $(BUILD)/vraagbaak

lib: $(BUILD)/$(SONAME)

# ---- set-up: what is missing comes from Debian ----

SETUP_RUN = build-essential pkg-config libxapian-dev libjansson-dev libutf8proc-dev libstemmer-dev \
	libpopt-dev liblapacke-dev libconfig-dev libxxhash-dev libxml2-dev libarchive-dev libcurl4-openssl-dev \
	libmicrohttpd-dev libzstd-dev zlib1g-dev poppler-utils wdutch hyphen-nl
SETUP_TEST = libcmocka-dev libsqlite3-dev python3 python3-pytest python3-pytest-xdist python3-xapian xapian-tools \
	sqlite3 valgrind scdoc man-db less openssl chromium-headless-shell nodejs npm ca-certificates
SETUP_BENCH = xapian-omega sphinxsearch libmariadb-dev gnuplot-nox

setup:
	@tools/setup.sh $(SETUP_RUN)

setup-tests: setup
	@tools/setup.sh --optional $(SETUP_TEST)

# ---- objects ----

$(BUILD)/rel/%.o: %.c
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 $(OPT) $(SHARED) $(CWARN) $(CPPFLAGS_ALL) $(CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/rel/%.o: %.cc
	$(call say,CXX)
	@mkdir -p $(@D)
	$(Q)$(CXX) -std=c++17 $(OPT) $(SHARED) $(WARN) $(CPPFLAGS_ALL) $(CXXFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/san/%.o: %.c
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 $(SAN) $(CWARN) $(CPPFLAGS_ALL) -DXAP_TEST_FAULTS -MMD -MP -c $< -o $@

$(BUILD)/san/%.o: %.cc
	$(call say,CXX)
	@mkdir -p $(@D)
	$(Q)$(CXX) -std=c++17 $(SAN) $(WARN) $(CPPFLAGS_ALL) -DXAP_TEST_FAULTS -MMD -MP -c $< -o $@

# Programs and tests take from an archive what they use, so that a changed file is soon linked anew.
$(BUILD)/rel/libvraagbaak.a: $(call OBJECTS,$(BUILD)/rel)
$(BUILD)/san/libvraagbaak.a: $(call OBJECTS,$(BUILD)/san)
%/libvraagbaak.a:
	$(call say,AR)
	$(Q)rm -f $@ && ar rcs --thin $@ $^

$(BUILD)/vraagbaak: $(BUILD)/rel/vraagbaak.o $(BUILD)/rel/libvraagbaak.a
	$(call say,LINK)
	$(Q)$(CXX) $(OPT) $(LDFLAGS) -o $@ $^ $(LIBS)

# What the archive has and the library does not use stays out of it, and so do the libraries that only that needs.
$(BUILD)/$(SONAME): $(patsubst %.c,$(BUILD)/rel/%.o,$(wildcard searcher/library/*.c)) $(BUILD)/rel/libvraagbaak.a \
		searcher/library/exports.map
	$(call say,LINK)
	$(Q)$(CXX) $(OPT) $(LDFLAGS) -shared -Wl,-soname,$(SONAME) -Wl,--version-script=searcher/library/exports.map \
		-Wl,-z,defs -Wl,--as-needed -o $@ $(filter %.o %.a,$^) $(LIBS)

$(BUILD)/san/bin-vraagbaak: $(BUILD)/san/vraagbaak.o $(BUILD)/san/libvraagbaak.a
	$(call say,LINK)
	$(Q)$(CXX) $(SAN) -no-pie -o $@ $^ $(LIBS)

$(BUILD)/san/unit/%: $(BUILD)/san/tests/unit/%.o $(BUILD)/san/libvraagbaak.a
	$(call say,LINK)
	@mkdir -p $(@D)
	$(Q)$(CXX) $(SAN) -no-pie -o $@ $^ $(LIBS) -lcmocka

# What was read by other readers is read again: any change in the sources of the readers counts as one.
READERS = $(sort $(filter-out corpus/config%,$(wildcard corpus/*.c corpus/*.h corpus/*/*.c corpus/*/*.h)))
$(BUILD)/rel/indexer/scan/source_file.o $(BUILD)/san/indexer/scan/source_file.o: CPPFLAGS_ALL += \
	-DREADERS_ID='"$(shell cat $(READERS) | cksum | tr ' ' -)"'
$(BUILD)/rel/indexer/scan/source_file.o $(BUILD)/san/indexer/scan/source_file.o: $(READERS)

# ---- the word list and the hyphenation ----

TOOL_BASE = $(filter-out base/command.c, $(wildcard base/*.c))
HYPHENATION_SOURCES = tools/make_hyphenation.c $(TOOL_BASE)
LEXICON_SOURCES = tools/make_lexicon.c stemming/fold.c stemming/compound_words.c stemming/hyphenation.c $(TOOL_BASE)
TOOL_CC = $(CC) -std=c11 $(OPT) $(CWARN) -I. -D_GNU_SOURCE $(PKG_CFLAGS)

$(BUILD)/make_hyphenation: $(HYPHENATION_SOURCES) stemming/hyphenation.h
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(TOOL_CC) -o $@ $(HYPHENATION_SOURCES)

$(BUILD)/hyphenation.bin: $(BUILD)/make_hyphenation $(HYPHENS)
	$(call say,WORDS)
	$(Q)$(BUILD)/make_hyphenation $(HYPHENS) $@

$(BUILD)/make_lexicon: $(LEXICON_SOURCES) stemming/lexicon.h stemming/compound_words.h stemming/hyphenation.h \
		$(BUILD)/hyphenation.bin
	$(call say,CC)
	$(Q)$(TOOL_CC) -DHYPHENATION_FILE='"$(BUILD)/hyphenation.bin"' -o $@ $(LEXICON_SOURCES) \
		$(shell pkg-config --libs libutf8proc 2>/dev/null) -lm

$(BUILD)/lexicon.bin: $(BUILD)/make_lexicon $(WORDLIST)
	$(call say,WORDS)
	$(Q)$(BUILD)/make_lexicon $(WORDLIST) $@

$(BUILD)/rel/searcher/expand/thesaurus.o $(BUILD)/san/searcher/expand/thesaurus.o: searcher/expand/eurovoc.tsv searcher/expand/names.tsv

$(BUILD)/rel/web/pages/static.o $(BUILD)/san/web/pages/static.o: web/pages/stijl.css web/pages/pagina.js web/pages/favicon.svg

$(BUILD)/rel/web/api/api.o $(BUILD)/san/web/api/api.o: web/api/openapi.json

$(BUILD)/rel/corpus/offices/mandates.o $(BUILD)/san/corpus/offices/mandates.o: corpus/offices/mandates.tsv
$(BUILD)/rel/corpus/offices/parties.o $(BUILD)/san/corpus/offices/parties.o: corpus/offices/parties.tsv
$(BUILD)/rel/corpus/offices/ministries.o $(BUILD)/san/corpus/offices/ministries.o: corpus/offices/ministries.tsv

$(BUILD)/rel/stemming/irregular.o $(BUILD)/san/stemming/irregular.o: stemming/irregular.tsv

$(BUILD)/rel/stemming/lexicon.o $(BUILD)/san/stemming/lexicon.o: $(BUILD)/lexicon.bin

$(BUILD)/rel/stemming/hyphenation.o $(BUILD)/san/stemming/hyphenation.o: $(BUILD)/hyphenation.bin

$(WORDLIST):
	@echo "the Dutch word list $@ is missing: make setup, or install the package wdutch" >&2; exit 1

$(HYPHENS):
	@echo "the Dutch hyphenation patterns $@ are missing: make setup, or install the package hyphen-nl" >&2; exit 1

# ---- drivers of the benchmark ----

# The driver of Sphinx needs its client library, which `make bench` installs where it can be had.
DRIVERS = $(BUILD)/speed/ours $(BUILD)/speed/fts
PEER_DRIVERS = $(if $(shell pkg-config --exists libmariadb 2>/dev/null && echo yes),$(BUILD)/speed/sphinx)

$(BUILD)/speed/%: $(BUILD)/rel/tests/speed/speed_%.o $(BUILD)/rel/tests/speed/speed.o \
		$(BUILD)/rel/libvraagbaak.a
	$(call say,LINK)
	@mkdir -p $(@D)
	$(Q)$(CXX) $(OPT) $(LDFLAGS) -o $@ $(sort $(filter %.o,$^)) $(filter %.a,$^) $(LIBS) -lsqlite3

$(BUILD)/speed/sphinx: LIBS += -lmariadb
$(BUILD)/speed/fts: $(BUILD)/rel/tests/speed/fts_build.o $(BUILD)/rel/tests/speed/fts_tokenizer.o

# ---- what users call ----

# On all processors, unless make was told how many.
AGAIN = $(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

demo: setup
	+@$(AGAIN) all
	@tools/demo.sh $(BUILD)/vraagbaak

RELEASE ?= bookworm

check-fresh:
	@tools/fresh.sh $(RELEASE) demo check

check: setup-tests
	+@$(AGAIN) tests-built
	@tests/run.sh $(BUILD) check

check-all: setup-tests
	+@$(AGAIN) tests-built
	@tests/run.sh $(BUILD) all

# What a missing package keeps from being built is skipped by tests/run.sh.
has = $(shell pkg-config --exists $(1) 2>/dev/null && echo yes)
UNITS_BUILT = $(if $(call has,cmocka),$(UNITS:%=$(BUILD)/san/unit/%))
CLI_BUILT = $(BUILD)/vraagbaak $(BUILD)/$(SONAME) $(BUILD)/san/bin-vraagbaak $(BUILD)/failio.so $(if $(call has,sqlite3),$(DRIVERS))

tests-built: $(UNITS_BUILT) $(CLI_BUILT)

unit: $(if $(T),$(BUILD)/san/unit/test_$(T:test_%=%),$(UNITS_BUILT))
	@tests/run.sh $(BUILD) unit $(T)

cli: $(CLI_BUILT)
	@tests/run.sh $(BUILD) cli $(T)

$(BUILD)/failio.so: tests/shim/failio.c tests/shim/cut.c tests/shim/cut.h
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 $(OPT) $(CWARN) -I. -D_GNU_SOURCE -shared -fPIC -o $@ $(filter %.c,$^) -ldl

quality: setup-tests $(BUILD)/vraagbaak
	@/usr/bin/python3 tests/quality/quality.py $(BUILD)/vraagbaak

# Other versions of clang-format format some code differently.
format-check:
	@clang-format --version | grep -q ' 14\.' || { echo "the layout is that of clang-format 14, Debian 12's"; exit 77; }
	@find $(FOLDERS) tests tools vraagbaak.c -name '*.[ch]' -o -name '*.cc' -o -name '*.hh' | xargs clang-format --dry-run -Werror

browser: setup-tests $(BUILD)/vraagbaak
	@tests/run.sh $(BUILD) browser

SIZES ?= 40000
QUERIES ?= 1000
PLOTS ?= $(BUILD)/bench

bench: setup-tests
	@for package in $(SETUP_BENCH); do tools/setup.sh $$package || echo "going on without $$package"; done
	@$(MAKE) --no-print-directory bench-built

bench-built: $(BUILD)/vraagbaak $(DRIVERS) $(PEER_DRIVERS)
	@/usr/bin/python3 tests/speed/bench.py --build $(BUILD) --sizes "$(SIZES)" --queries $(QUERIES) \
		--plots $(PLOTS) $(BENCH_OPTIONS)

ledger: setup-tests
	+@$(AGAIN) $(BUILD)/vraagbaak $(BUILD)/speed/ours
	@/usr/bin/python3 tests/speed/ledger.py --build $(BUILD) $(LEDGER_OPTIONS)

compare: $(BUILD)/vraagbaak
	@/usr/bin/python3 tests/compare/compare.py $(COMPARE_OPTIONS) $(OLD) $(BUILD)/vraagbaak

speed: setup-tests $(BUILD)/vraagbaak
	@/usr/bin/python3 tests/speed/facets.py $(BUILD)/vraagbaak $(QUESTIONS)

load: setup-tests $(BUILD)/vraagbaak
	@tools/setup.sh wrk
	@/usr/bin/python3 tests/speed/load.py $(BUILD)/vraagbaak $(QUESTIONS)

worst: $(BUILD)/vraagbaak
	@rm -rf $(BUILD)/worst.db && $(BUILD)/vraagbaak index --quiet --db $(BUILD)/worst.db \
		$(or $(QUESTIONS),corpus/sample) >/dev/null
	@/usr/bin/python3 tests/speed/worst.py $(BUILD)/vraagbaak $(BUILD)/worst.db $(WORST_OPTIONS)

abuse: setup-tests $(BUILD)/vraagbaak
	@rm -rf $(BUILD)/abuse.db && $(BUILD)/vraagbaak index --quiet --db $(BUILD)/abuse.db corpus/sample >/dev/null
	@/usr/bin/python3 tests/cli/abuse.py $(BUILD)/vraagbaak $(BUILD)/abuse.db

install-lib: lib
	install -d $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(LIBDIR)/pkgconfig
	install -m 644 $(BUILD)/$(SONAME) $(DESTDIR)$(LIBDIR)/libvraagbaak.so.$(LIBRARY_VERSION)
	ln -sf libvraagbaak.so.$(LIBRARY_VERSION) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libvraagbaak.so
	install -m 644 searcher/library/vraagbaak.h $(DESTDIR)$(PREFIX)/include/vraagbaak.h
	sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@VERSION@|$(PROGRAM_VERSION)|' \
		searcher/library/vraagbaak.pc.in > $(DESTDIR)$(LIBDIR)/pkgconfig/vraagbaak.pc

install: all install-lib
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/doc/vraagbaak \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 755 $(BUILD)/vraagbaak $(DESTDIR)$(PREFIX)/bin/vraagbaak
	install -d $(DESTDIR)$(PREFIX)/share/doc/vraagbaak/doc
	install -m 644 README.md NEWS.md LICENSE $(DESTDIR)$(PREFIX)/share/doc/vraagbaak
	install -m 644 doc/*.md $(DESTDIR)$(PREFIX)/share/doc/vraagbaak/doc
	install -d $(DESTDIR)$(PREFIX)/share/doc/vraagbaak/doc/internals
	install -m 644 doc/internals/*.md $(DESTDIR)$(PREFIX)/share/doc/vraagbaak/doc/internals
	install -m 644 doc/vraagbaak.bash-completion \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/vraagbaak
	install -d $(DESTDIR)$(PREFIX)/share/doc/vraagbaak/examples $(DESTDIR)$(PREFIX)/share/doc/vraagbaak/doc/plots
	install -m 644 doc/plots/*.svg $(DESTDIR)$(PREFIX)/share/doc/vraagbaak/doc/plots
	install -m 644 doc/examples/* $(DESTDIR)$(PREFIX)/share/doc/vraagbaak/examples
	@if command -v scdoc >/dev/null; then \
		install -d $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man7; \
		for page in 1/vraagbaak.1 1/vraagbaak-nightly.1 1/vraagbaak-serve.1 7/vraagbaak-query.7; do \
			scdoc < doc/$${page#*/}.scd > $(DESTDIR)$(PREFIX)/share/man/man$$page || exit 1; \
		done; \
	else echo "no scdoc: the man pages are not installed"; fi

deb:
	@tools/deb.sh $(BUILD)

clean:
	rm -rf $(BUILD)

.PHONY: all setup setup-tests demo check check-all check-fresh tests-built unit cli quality format-check browser bench bench-built ledger compare load abuse worst speed lib install install-lib deb clean
.DELETE_ON_ERROR:
.SECONDARY:

-include $(shell find $(BUILD) -path $(BUILD)/deb -prune -o -name '*.d' -print 2>/dev/null)

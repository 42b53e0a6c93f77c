#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables and plots of a benchmark.

usage: report.py RESULTS.json [FOLDER]     prints the tables again; with FOLDER draws the plots there
"""
import json
import shutil
import subprocess
import sys
from pathlib import Path

OURS, FTS, FTS_OURS, OMEGA = "vraagbaak", "FTS5 unicode61", "FTS5 our analyzer", "omega scriptindex"
KINDS = {"any": "any word", "all": "all words", "phrase": "phrase", "facets": "filter, sort, facets",
         "page": "any word, as shown"}


# ---- tables ----

def print_tables(results):
    for size in results["sizes"]:
        print(f"\n{size['questions']:,} questions, {size['text_mb']:.1f} MB of text; {results['cores']} cores, "
              f"load {results['load']:.1f} at the start; {results['commit']}\n")
        print_builds(size)
        print_searches(size)
        print_bars(size)
    if len(results["sizes"]) > 1:
        print_growth(results["sizes"][0], results["sizes"][-1])


def index_share(build):
    return build["index_mb"] / build["text_mb"]


def print_builds(size):
    print(f"{'build':22} {'MB/s':>8} {'cores':>6} {'MB/cpu s':>9} {'peak MB':>8} {'index MB':>9} {'fresh ms':>9}"
          "   ours/theirs: MB/s, MB/cpu s, size")
    ours = size["build"][OURS]
    for name, b in size["build"].items():
        fresh = size["fresh"].get(name)
        ratios = " ".join(f"{ours[k] / b[k]:6.2f}" for k in ("mb_per_second", "mb_per_cpu_second"))
        ratios += f" {index_share(ours) / index_share(b):6.2f}"
        print(f"{name:22} {b['mb_per_second']:8.2f} {b['cores']:6.2f} {b['mb_per_cpu_second']:9.2f} "
              f"{b['peak_mb']:8.0f} {b['index_mb']:9.1f} {fresh['p50'] if fresh else float('nan'):9.1f} "
              f"{'' if name == OURS else ratios:>37}")
    for name, b in size["build"].items():
        if "parse_seconds" in b:
            print(f"  of the time of {name}, reading JSON took {b['parse_seconds'] / b['seconds']:.0%}")
        if b["questions"] < size["questions"]:
            print(f"  {name} was given the first {b['questions']:,} questions only")


def print_searches(size):
    print(f"\n{'ms a query':22} {'p50':>8} {'p95':>8} {'p99':>8} {'matches':>10} {'as ours':>8}   ours/theirs: "
          "p50, p95, p99")
    for kind, by_engine in size["search"].items():
        print(f"{KINDS[kind]}")
        ours = by_engine[OURS]
        for name, r in by_engine.items():
            ratios = " ".join(f"{ours[p] / r[p]:6.2f}" for p in ("p50", "p95", "p99"))
            # of any word ours counts the questions with all
            alike = f"{r['same_count']:8.0%}" if kind not in ("any", "page") and name != OURS else " " * 8
            print(f"  {name:20} {r['p50']:8.2f} {r['p95']:8.2f} {r['p99']:8.2f} {r['matches']:10} {alike} "
                  f"{'' if name == OURS else ratios:>30}")


def bars(size):
    """(what, value, sign, bar) of what the engines at hand allow."""
    build, search = size["build"], size["search"]
    rate = build[OURS]["mb_per_second"]
    for name, bar in ((FTS, 0.40), (FTS_OURS, 1.0), (OMEGA, 8.0)):
        if name in build:
            yield f"build MB/s / {name}", rate / build[name]["mb_per_second"], ">=", bar
    yield "peak memory of the build, MB", build[OURS]["peak_mb"], "<", 512
    if FTS in build:
        yield f"index with texts / {FTS}", build[OURS]["index_mb"] / build[FTS]["index_mb"], "<=", 0.85
        for kind, bar in (("any", 0.25), ("all", 0.5), ("phrase", 0.7), ("facets", 0.25)):
            yield (f"p99 of {KINDS[kind]} / {FTS}", search[kind][OURS]["p99"] / search[kind][FTS]["p99"], "<=",
                   bar)
    yield f"fresh process, ms, {size['questions']:,} questions", size["fresh"][OURS]["p50"], "<", 50


def growth_bars(small, large):
    times = large["questions"] / small["questions"]
    span = f"{small['questions']:,} to {large['questions']:,}"
    built = large["build"][OURS]["seconds"] / small["build"][OURS]["seconds"]
    yield f"build time / size, {span}", built / times, "<=", 1.15
    for kind, label in KINDS.items():
        grown = large["search"][kind][OURS]["p50"] / small["search"][kind][OURS]["p50"]
        yield f"p50 of {label}, {span}", grown, "<", 8


def print_bar(what, value, sign, bar):
    held = {">=": value >= bar, "<=": value <= bar, "<": value < bar}[sign]
    print(f"{what:52} {value:8.2f}   {sign:2} {bar:<6g} {'held' if held else 'MISSED'}")


def print_bars(size):
    print(f"\n{'bar':52}")
    for row in bars(size):
        print_bar(*row)


def print_growth(small, large):
    print(f"\n{'growth (the bar is for 40,000 to 1,000,000)':52}")
    for row in growth_bars(small, large):
        print_bar(*row)


# ---- plots ----

STYLE = """set terminal svg size 800,400 font "sans-serif,13" background "#ffffff"
set output "{path}"
set title "{title}"
set xlabel "questions"
set ylabel "{unit}"
set logscale x
set xtics ({marks})
set grid ytics lc rgb "#dddddd"
set border 3
set tics nomirror
set key outside right center Left reverse samplen 3
set xrange [{low}*0.8:{high}*1.25]
{scale}
"""
COLOURS = ("#b3261e", "#1f5fa8", "#2e7d32", "#7b4b94", "#c77700")


def draw(path, title, unit, curves, log=False):
    """An SVG of curves {(label, colour, dashes): [(questions, value), ...]}."""
    xs = sorted({x for points in curves.values() for x, _ in points})
    script = STYLE.format(path=path, title=title, unit=unit, low=xs[0], high=xs[-1],
                          marks=", ".join(f"'{x:,}' {x}" for x in xs),
                          scale="set logscale y" if log else "set yrange [0:*]")
    script += "plot " + ", ".join(
        f"'-' with linespoints pt 7 ps 0.6 lw 2 dt {dashes} lc rgb \"{COLOURS[colour]}\" title \"{label}\""
        for label, colour, dashes in curves)
    for points in curves.values():
        script += "\n" + "\n".join(f"{x} {y}" for x, y in points) + "\ne"
    subprocess.run(["gnuplot"], input=script + "\n", text=True, check=True)


def build_curves(sizes, key):
    names = dict.fromkeys(name for size in sizes for name in size["build"])
    return {(name, colour, 1): [(s["questions"], s["build"][name][key]) for s in sizes if name in s["build"]]
            for colour, name in enumerate(names)}


def search_curves(sizes):
    """A colour a kind; FTS5 in dashes."""
    kinds = [kind for kind in KINDS if kind != "page"]
    return {(f"{KINDS[kind]}, {name.split()[0]}", colour, dashes):
            [(s["questions"], s["search"][kind][name]["p50"]) for s in sizes]
            for colour, kind in enumerate(kinds) for dashes, name in ((1, OURS), (2, FTS))
            if name in sizes[0]["search"][kind]}


def draw_plots(results, folder):
    sizes = results["sizes"]
    if len(sizes) < 2:
        return
    if not shutil.which("gnuplot"):
        print("no plots: package gnuplot-nox is not installed", file=sys.stderr)
        return
    folder.mkdir(parents=True, exist_ok=True)
    draw(folder / "growth-build.svg", "Building an index", "MB of text a second",
         build_curves(sizes, "mb_per_second"))
    draw(folder / "growth-index.svg", "Index with texts", "MB", build_curves(sizes, "index_mb"), log=True)
    draw(folder / "growth-search.svg", "Median search", "ms", search_curves(sizes), log=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    given = json.loads(Path(sys.argv[1]).read_text())
    print_tables(given)
    if len(sys.argv) > 2:
        draw_plots(given, Path(sys.argv[2]))

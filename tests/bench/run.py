#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs Sockeye's benchmarks and prints every figure beside what is asked for; README.md says how to read them."""

import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

from cases import CASES, TARGETS
from harness import BenchError, Harness, kernel_setting


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path, help="the build directory; build-aux/bench.sh makes one and names it here")
    parser.add_argument("names", nargs="*", metavar="CASE", help="all, or some of: " + ", ".join(CASES))
    parser.add_argument("--runs", type=int, default=5, help="how often each is run; medians are shown (%(default)s)")
    parser.add_argument("--bytes", type=int, default=8_000_000_000, help="of a TCP stream (%(default)s)")
    parser.add_argument("--lines", type=int, default=10_000_000, help="of 64 bytes (%(default)s)")
    parser.add_argument("--seconds", type=int, default=10, help="of datagrams, of connections, of idling (%(default)s)")
    parser.add_argument("--connections", type=int, default=10_000, help="with a message a second (%(default)s)")
    parser.add_argument("--messages", type=int, default=50, help="for the latency (%(default)s)")
    parser.add_argument("--directory", type=pathlib.Path, default=pathlib.Path.home() / ".cache",
                        help="for files of several gigabytes, on a real disk (%(default)s)")
    parser.add_argument("--check", action="store_true", help="only look whether all this can be asked for")
    parser.add_argument("--json", type=pathlib.Path, help="write all results to this file as well")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in CASES]
    if unknown:
        parser.error("no such case: " + ", ".join(unknown))
    if options.runs < 1:
        parser.error("--runs must be 1 at least")
    options.build = options.build.resolve()
    options.directory.mkdir(parents=True, exist_ok=True)
    return options


def machine():
    return {"system": platform.platform(), "processors": os.cpu_count(),
            "rmem_max": kernel_setting("net.core.rmem_max"), "load": os.getloadavg()[0]}


def verdict(figure, value, targets):
    for name, sense, bound in targets:
        if name == figure:
            met = value >= bound if sense == "least" else value <= bound
            return f"{'ok  ' if met else 'MISS'} (at {sense} {bound})", met
    return "", True


def summarize(name, runs):
    """Prints the medians of @runs; returns them and whether all that is asked for was reached."""
    medians = {figure: statistics.median(run[figure] for run in runs) for figure in runs[0]}
    reached = True
    print(f"{name}, median of {len(runs)} (least … most)")
    for figure, value in medians.items():
        values = [run[figure] for run in runs]
        words, met = verdict(figure, value, TARGETS.get(name, []))
        reached = reached and met
        print(f"  {figure:<30} {value:12.3f}  ({min(values):.3f} … {max(values):.3f})  {words}".rstrip())
    print(flush=True)
    return medians, reached


def run_case(harness, name, options):
    runs = []
    for _ in range(options.runs):
        try:
            runs.append(CASES[name](harness, options))
        except (BenchError, OSError, ValueError, subprocess.SubprocessError) as error:
            print(f"{name}: {error}", file=sys.stderr, flush=True)
            return {"error": str(error), "runs": runs}, False
    medians, reached = summarize(name, runs)
    return {"median": medians, "runs": runs, "reached": reached}, reached


def main():
    options = parse_options()
    if options.check:
        return
    results = {"machine": machine(), "cases": {}}
    missed = []
    try:
        with Harness(options.build, options.directory) as harness:
            for name in options.names or CASES:
                results["cases"][name], reached = run_case(harness, name, options)
                if not reached:
                    missed.append(name)
                if options.json:
                    options.json.write_text(json.dumps(results, indent=2) + "\n")
    except BenchError as error:
        sys.exit(str(error))
    if missed:
        sys.exit("Not all that is asked for was reached: " + ", ".join(missed))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the cases of a scenario and reports them as TAP."""

import os
import sys
import time
import traceback


class Skipped(Exception):
    """This machine cannot run the case."""


def comment(text):
    for line in str(text).splitlines():
        print(f"# {line}", flush=True)


def describe(error):
    """What went wrong, and the way there, in so few lines that a log's excerpt has all of it."""
    frames = traceback.extract_tb(error.__traceback__)
    way = " > ".join(f"{os.path.basename(frame.filename)}:{frame.lineno}" for frame in frames)
    return f"{way}: {frames[-1].line}\n" + "".join(traceback.format_exception_only(error))


def run(cases, around):
    """Runs @cases, functions with one argument, which the context manager @around makes for each anew.

    With arguments on the command line, only the cases whose name contains one of them are run.
    """
    wanted = sys.argv[1:]
    cases = [case for case in cases if not wanted or any(word in case.__name__ for word in wanted)]
    failed = 0
    print(f"1..{len(cases)}", flush=True)
    for number, case in enumerate(cases, 1):
        name = case.__name__.replace("_", " ")
        started = time.monotonic()
        try:
            with around(case.__name__) as argument:
                case(argument)
        except Skipped as reason:
            print(f"ok {number} - {name} # SKIP {reason}", flush=True)
        except Exception as error:  # whatever it is, the other cases are still worth running
            failed += 1
            print(f"not ok {number} - {name}", flush=True)
            comment(describe(error))
        else:
            print(f"ok {number} - {name}", flush=True)
        if os.environ.get("UI_TIMES"):
            comment(f"{time.monotonic() - started:.1f} s")
    sys.exit(1 if failed else 0)

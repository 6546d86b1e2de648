#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the test cases in meson's testlog.json files and prints one line, "N passed, N failed[, N skipped]".

A test that speaks TAP counts as many cases as it reported, any other as one. A test that ended badly without having
reported a failed case (a crash, a time-out) counts one failed case more. The exit status is 1 if nothing ran, if
anything failed, or if a test of the window was skipped.
"""

import json
import re
import sys

POINT = re.compile(r"(ok|not ok)\b(?:[^#\\]|\\.)*(?:#\s*(SKIP|TODO)\b.*)?$", re.IGNORECASE)
PLAN = re.compile(r"1\.\.\d+", re.ASCII)
DISPLAY_SUITES = {"ui", "e2e"}
# Of what a failed test printed: enough to see which case it was, and why.
EXCERPT_LINES = 40


def count_points(text):
    """Counts the TAP points in @text: passed, failed, skipped. None if it is not TAP."""
    passed = failed = skipped = 0
    lines = text.splitlines()
    if not any(PLAN.match(line) for line in lines):
        return None
    for line in lines:
        point = POINT.match(line)
        if not point:
            continue
        directive = (point.group(2) or "").upper()
        if directive == "SKIP":
            skipped += 1
        elif point.group(1).lower() == "ok" or directive == "TODO":
            passed += 1
        else:
            failed += 1
    return passed, failed, skipped


def count_test(test):
    """Counts the cases of one test as meson logged it: passed, failed, skipped."""
    result = test["result"]
    good = result in ("OK", "EXPECTEDFAIL")
    if result == "SKIP":
        return 0, 0, max(1, sum(count_points(test.get("stdout", "")) or (0,)))
    points = count_points(test.get("stdout", ""))
    if points is None or sum(points) == 0:
        return int(good), int(not good), 0
    passed, failed, skipped = points
    if not good and failed == 0:
        failed = 1
    return passed, failed, skipped


def excerpt(test):
    """The last of what a failed test printed: of its output from the first failed case on, and of its errors."""
    lines = [line.rstrip() for line in test.get("stdout", "").splitlines()]
    first = next((number for number, line in enumerate(lines) if line.startswith("not ok")), -EXCERPT_LINES)
    errors = [line.rstrip() for line in test.get("stderr", "").splitlines()]
    return ["  " + line for line in lines[first:][:EXCERPT_LINES] + errors[-EXCERPT_LINES:]]


def main(paths):
    total = [0, 0, 0]
    problems = []
    for path in paths:
        try:
            with open(path, encoding="utf-8") as log:
                tests = [json.loads(line) for line in log if line.strip()]
        except OSError as error:
            problems.append(f"No test ran: {error}")
            continue
        for test in tests:
            counts = count_test(test)
            total = [a + b for a, b in zip(total, counts)]
            suites = {suite.partition(":")[2] for suite in test.get("suite", [])}
            if counts[1]:
                problems.append("\n".join([f"Failed: {test['name']} ({test['result']})", *excerpt(test)]))
            elif counts[2] and suites & DISPLAY_SUITES:
                problems.append(f"Skipped, but it has to run: {test['name']}")
    for problem in problems:
        print(problem)
    passed, failed, skipped = total
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if problems or failed or not passed else 0


sys.exit(main(sys.argv[1:]))

#!/usr/bin/env python3
"""Counts test cases over runs of `bazel test`.

usage: count_tests.py RESULTS.json TEST.log TESTLOGS   adds one run: its terminal output and its bazel-testlogs folder
       count_tests.py RESULTS.json                     lists what failed or was skipped, then the three counts: passed,
                                                       failed, skipped

A case that was skipped in one run and ran in another counts as run; one that ever failed counts as failed.
"""
import glob
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

# "//base:sha256_test   (cached) PASSED in 0.1s" of Bazel's closing summary.
SUMMARY_LINE = re.compile(
    r"^(//\S+)\s+(?:\(cached\) )?(PASSED|FLAKY|FAILED TO BUILD|FAILED|TIMEOUT|NO STATUS|INCOMPLETE|SKIPPED)\b", re.M
)
WEIGHT = {"skipped": 0, "passed": 1, "failed": 2}


def cases_of_target(label, testlogs):
    """Yields (case, verdict, detail) from the XML that the target's last run left."""
    folder = os.path.join(testlogs, label[2:].replace(":", "/"))
    # One file, or one a shard; attempts that were repeated lie deeper.
    for path in glob.glob(folder + "/test.xml") + glob.glob(folder + "/shard_*/test.xml"):
        for case in ElementTree.parse(path).iter("testcase"):
            name = f"{label} {case.get('classname', '')}.{case.get('name', '')}"
            broken = [part for part in case if part.tag in ("failure", "error")]
            skipped = case.find("skipped")
            if broken:
                yield name, "failed", broken[0].get("message", "")
            elif skipped is not None or case.get("status") == "notrun":
                reason = "" if skipped is None else skipped.get("message", "")
                yield name, "skipped", reason.split("\n", 1)[-1].strip() or "disabled"
            else:
                yield name, "passed", ""


def add_run(results, log, testlogs):
    with open(log, errors="replace") as f:
        statuses = dict(SUMMARY_LINE.findall(f.read()))
    for label, status in sorted(statuses.items()):
        built = status in ("PASSED", "FLAKY", "FAILED", "TIMEOUT")
        cases = list(cases_of_target(label, testlogs)) if built else []
        if status == "SKIPPED":
            cases = [(label, "skipped", "not for this configuration")]
        elif status not in ("PASSED", "FLAKY") and not any(verdict == "failed" for _, verdict, _ in cases):
            cases.append((label, "failed", status))
        for name, verdict, detail in cases:
            if WEIGHT[verdict] >= WEIGHT[results.get(name, ["skipped"])[0]]:
                results[name] = [verdict, detail]


def main():
    if len(sys.argv) not in (2, 4):
        sys.exit(__doc__)
    results = {}
    if os.path.exists(sys.argv[1]):
        with open(sys.argv[1]) as f:
            results = json.load(f)
    if len(sys.argv) == 4:
        add_run(results, *sys.argv[2:])
        with open(sys.argv[1], "w") as f:
            json.dump(results, f)
        return
    for name, (verdict, detail) in sorted(results.items()):
        if verdict != "passed":
            print(f"{verdict}: {name}: {detail}")
    verdicts = [verdict for verdict, _ in results.values()]
    print(*(verdicts.count(verdict) for verdict in ("passed", "failed", "skipped")))


if __name__ == "__main__":
    main()

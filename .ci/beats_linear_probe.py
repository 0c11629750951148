#!/usr/bin/env python3
"""Passes if the newest run under a folder finished and beat its linear probe. usage: beats_linear_probe.py RUNS"""
import glob
import json
import os
import sys


def metrics(entries):
    return {entry["name"]: entry["value"] for entry in entries}


def main():
    records = sorted(glob.glob(sys.argv[1] + "/**/record.json", recursive=True), key=os.path.getmtime)
    if not records:
        sys.exit(f"no record.json under {sys.argv[1]}")
    with open(records[-1]) as f:
        record = json.load(f)
    found = metrics(record["evaluation"][-1]["metric"]) | metrics(record["summary"])
    ours, probe = found["top2_gated_accuracy"], found["linear_probe_accuracy"]
    print(f"{records[-1]}: {record['status']}, accuracy {ours:.4f}, linear probe {probe:.4f}")
    sys.exit(record["status"] != "FINISHED" or not ours > probe)


if __name__ == "__main__":
    main()

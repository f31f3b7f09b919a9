#!/usr/bin/env python3
"""Puts the measured figures of results/*.jsonl into docs/planner-benchmark.md, between its marks. Nothing is computed that was not run."""

import json
import statistics
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs" / "planner-benchmark.md"
NAMES = {
    "phone": "first come, first served",
    "list": "priority list",
    "cpsat": "CP-SAT, 2 workers",
    "cpsat8": "CP-SAT, 8 workers",
    "highs": "HiGHS",
    "scip": "SCIP",
    "marelle": "Marelle",
}
ORDER = list(NAMES)


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def number(value, digits=0):
    return "" if value is None else f"{value:,.{digits}f}"


def weeks():
    rows = lines(HERE / "results" / "weeks.jsonl")
    by_week = defaultdict(list)
    for row in rows:
        by_week[row["week"]].append(row)
    text = []
    for week, runs in by_week.items():
        proved = [(run["bound"], run) for run in runs if run.get("bound") is not None and "failed" not in run]
        if not proved:
            continue
        best, by = min(proved, key=lambda pair: pair[0])
        limit = f" in {by['limit']:g} s" if by.get("limit") else ""
        text += [
            f"**{week}** ({runs[0].get('requests', '?')} requests); best bound proved in these runs: {number(best, 1)} ({NAMES[by['solver']]}{limit}).",
            "",
            "| | limit | value | share of the best bound | own bound | wall | processor | peak memory |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        ]
        groups = defaultdict(list)
        for run in runs:
            groups[ORDER.index(run["solver"]), run.get("limit") or 0].append(run)
        for (place, limit), group in sorted(groups.items()):
            name = NAMES[ORDER[place]]
            failed = [run["failed"] for run in group if "failed" in run]
            if failed:
                text.append(f"| {name} | {limit:g} s | failed: {failed[0]} | | | | | |")
                continue
            found = [run for run in group if run.get("objective") is not None]
            middle = lambda key: statistics.median(run[key] for run in group)  # noqa: E731
            bound = min((run["bound"] for run in group if run.get("bound") is not None), default=None)
            if found:
                value = statistics.median_low(run["objective"] for run in found)
                low, high = min(run["objective"] for run in found), max(run["objective"] for run in found)
                shown = number(value) + (f" ({number(low)} to {number(high)})" if low != high else "")
                share = f"{100 * value / best:.2f} %"
            else:
                shown, share = "none found", ""
            text.append(
                f"| {name} | {f'{limit:g} s' if limit else ''} | {shown} | {share} | {number(bound, 1)} | {middle('wall_seconds'):.2f} s |"
                f" {middle('processor_seconds'):.2f} s | {number(middle('peak_bytes') / 1e6)} MB |"
            )
        text.append("")
    return "\n".join(text)


def gap():
    rows = lines(HERE / "results" / "gap.jsonl")
    if not rows:
        return ""
    others = [key for key in ("cpsat", "highs") if any(key in row for row in rows)]
    text = [
        "| instance | agents | jobs | known (low to high) | Marelle | above the known low | " + "".join(f"{NAMES[key]} | " for key in others) + "limit |",
        "| --- | ---: | ---: | ---: | ---: | ---: | " + "---: | " * len(others) + "---: |",
    ]
    for row in rows:
        low, high = row["known_low"], row["known_high"]
        if "untranslated" in row:
            value, above = "does not translate", ""
        elif "failed" in row:
            value, above = f"failed: {row['failed']}", ""
        elif row["missing"]:
            value, above = f"{row['missing']} jobs left out", ""
        else:
            value, above = number(row["marelle"]), f"{100 * (row['marelle'] - low) / low:.2f} %" if low else ""
        known = number(low) if low == high else f"{number(low)} to {number(high)}"
        cells = "".join(f"{number(row.get(key))} | " for key in others)
        text.append(f"| {row['instance']} | {row['agents']} | {row['jobs']} | {known} | {value} | {above} | {cells}{row['limit']:g} s |")
    return "\n".join(text) + "\n"


def main():
    page = PAGE.read_text()
    for mark, made in (("weeks", weeks()), ("assignment", gap())):
        start, end = f"<!-- {mark}: made by table.py -->", f"<!-- end of {mark} -->"
        if start not in page or end not in page:
            sys.exit(f"{PAGE} has no marks for {mark}")
        before, rest = page.split(start)
        _, after = rest.split(end)
        page = f"{before}{start}\n\n{made}\n{end}{after}"
    PAGE.write_text(page)


if __name__ == "__main__":
    main()

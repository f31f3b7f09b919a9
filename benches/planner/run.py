#!/usr/bin/env python3
"""Runs solvers, baselines and Marelle on the same weeks, one process at a time, and checks every plan.

    run.py --marelle PROGRAM --limit 60 --into results/weeks.jsonl WEEK.json.gz ...
    run.py --only cpsat,highs --limit 600 ... 
    run.py --checker OTHER_CHECKER.py ...        another checker beside our own, called with the week and the plan

Each run is one process; wall and processor time and the largest memory are those of the process, reading and model building told
apart. One line of JSON a run is added to the results; table.py makes docs/planner-benchmark.md of them.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOLVERS = ("phone", "list", "cpsat", "cpsat8", "highs", "scip")


def one(arguments):
    """One run, in this process: prints its figures and writes its plan."""
    sys.path.insert(0, str(HERE))
    import baselines
    import solvers
    import weeks
    from model import Model

    began = time.perf_counter()
    week = weeks.Week(weeks.read(arguments.week))
    read = time.perf_counter() - began
    bound, status, built = None, "", 0.0
    if arguments.one == "phone":
        chosen = baselines.phone(week, arguments.seed)
    elif arguments.one == "list":
        chosen = baselines.priority(week)
    else:
        model = Model(week)
        start = baselines.priority(week)
        built = time.perf_counter() - began - read
        if arguments.one == "cpsat8":
            chosen, bound, status = solvers.cpsat(model, arguments.limit, arguments.threads, start, workers=8)
        else:
            chosen, bound, status = getattr(solvers, arguments.one)(model, arguments.limit, arguments.threads, start)
    wall = time.perf_counter() - began
    if chosen is not None:
        Path(arguments.out).write_text(json.dumps(weeks.plan_of(week, chosen)))
    use = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "status": status,
                "bound": None if bound is None or abs(bound) > 1e18 else bound,
                "found": chosen is not None,
                "read_seconds": read,
                "build_seconds": built,
                "solve_seconds": wall - read - built,
                "wall_seconds": wall,
                "processor_seconds": use.ru_utime + use.ru_stime,
                "peak_bytes": use.ru_maxrss * 1024,
            }
        )
    )


def versions():
    from importlib.metadata import version

    return {"cpsat": version("ortools"), "cpsat8": version("ortools"), "highs": version("highspy"), "scip": version("pyscipopt")}


def check(checker, week, plan):
    """The objective our own checker finds; the other checker, if there is one, must accept the plan too."""
    sys.path.insert(0, str(HERE))
    from check import check as ours
    from check import load

    figures = ours(load(week), load(plan))
    if checker:
        with tempfile.NamedTemporaryFile("w", suffix=".json") as plain:
            json.dump(load(week), plain)
            plain.flush()
            done = subprocess.run([sys.executable, checker, plain.name, plan], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{checker}: {done.stdout} {done.stderr}")
        figures["other_checker"] = True
    return figures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("weeks", nargs="*")
    parser.add_argument("--only", default="phone,list,cpsat,highs,scip,marelle")
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="Marelle alone: so many seeds, from --seed on; the table shows the median and the range")
    parser.add_argument("--marelle", help="the program; without it Marelle is left out")
    parser.add_argument("--checker")
    parser.add_argument("--into", default=str(HERE / "results" / "weeks.jsonl"))
    parser.add_argument("--one", choices=SOLVERS, help=argparse.SUPPRESS)
    parser.add_argument("--week", help=argparse.SUPPRESS)
    parser.add_argument("--out", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        return one(arguments)
    Path(arguments.into).parent.mkdir(parents=True, exist_ok=True)
    known = versions()
    for week in arguments.weeks:
        for solver in arguments.only.split(","):
            if solver == "marelle" and not arguments.marelle:
                continue
            # First come, first served depends on who calls first: eleven mornings.
            seeds = range(1, 12) if solver == "phone" else range(arguments.seed, arguments.seed + (arguments.seeds if solver == "marelle" else 1))
            for seed in seeds:
                line = {
                    "week": Path(week).name.removesuffix(".gz").removesuffix(".json"),
                    "solver": solver,
                    "version": known.get(solver, ""),
                    "limit": arguments.limit if solver not in ("phone", "list") else None,
                    "threads": arguments.threads,
                    "seed": seed,
                    "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
                    # Programs that want a processor besides ours: above 0, wall time is not ours alone.
                    "load_before": round(os.getloadavg()[0], 1),
                }
                line |= run(arguments, week, solver, seed)
                with open(arguments.into, "a") as results:
                    results.write(json.dumps(line) + "\n")
                shown = {key: line.get(key) for key in ("week", "solver", "limit", "seed", "objective", "bound", "wall_seconds", "processor_seconds")}
                print(json.dumps(shown), flush=True)


def run(arguments, week, solver, seed):
    with tempfile.TemporaryDirectory() as folder:
        plan = os.path.join(folder, "plan.json")
        if solver == "marelle":
            command = [arguments.marelle, "plan", "solve", week, "--time-limit", str(arguments.limit), "--json", "--out", plan]
        else:
            command = [sys.executable, __file__, "--one", solver, "--week", week, "--limit", str(arguments.limit), "--out", plan]
        command += ["--threads", str(arguments.threads), "--seed", str(seed)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no word"])[-1]
            return {"failed": f"exit code {done.returncode}: {last}"}
        figures = json.loads(done.stdout.strip().splitlines()[-1])
        line = {
            key: figures.get(key)
            for key in ("bound", "status", "wall_seconds", "processor_seconds", "peak_bytes", "build_seconds", "solve_seconds")
        }
        if os.path.exists(plan):
            line |= check(arguments.checker, week, plan)
        return line


if __name__ == "__main__":
    main()

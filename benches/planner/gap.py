#!/usr/bin/env python3
"""The generalised assignment problem, said as weeks.

    gap.py FOLDER --marelle PROGRAM --limit 10 [--only a05100,c0515_1] [--also highs,cpsat]

FOLDER is the `data` folder of AssignmentProblems.jl: one .zip an instance in OR-Library form, and bounds.txt. It is read where it is, nothing of it
is kept here.

The problem: n jobs, m agents, job j given to agent i takes a[i][j] of its capacity b[i] and costs c[i][j]; every job is given to one agent, at least
cost. In the format a row of a cell takes as much from every site, so staff units cannot say a[i][j] (it would be the same for every agent).
Minutes of presence can: a limit over several bands adds children × minutes of each band, and a job can take different bands at
different agents. So:

    agent i          a site with plenty of seats, one marker band that is open at this site only, and one week limit of b[i] minutes
    bands            powers of two: band k lasts 2^k minutes at every site, and a marker band for each agent (no minutes)
    job j            a family of one child, familiar with every site, with one request worth V
    job j at agent i the bundle {marker i} + {k : bit k of a[i][j]}, penalty c[i][j]

One bundle fits one agent and takes exactly a[i][j] of its limit. The best plan is worth n V − least cost when V is more than any
exchange could save. Instances whose markers and bits do not fit in 64 bands (more than about 57 agents) do not translate and are named.
The prices of week limits are the agents' shadow prices, so `week_proof.bound` of a plan is the Lagrangian bound of the assignment: n V less it is a lower bound on
the cost. `bound` prices cells only and says little here.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
MOST_BANDS = 64


def read(path):
    with zipfile.ZipFile(path) as archive:
        numbers = iter(map(int, archive.read(archive.namelist()[0]).split()))
    m, n = next(numbers), next(numbers)
    cost = [[next(numbers) for _ in range(n)] for _ in range(m)]
    take = [[next(numbers) for _ in range(n)] for _ in range(m)]
    return cost, take, [next(numbers) for _ in range(m)]


def bounds(folder):
    known = {}
    for line in (Path(folder) / "bounds.txt").read_text().splitlines():
        name, low, high = line.split()
        known[name] = (int(low), int(high))
    return known


def week(name, cost, take, capacity):
    m, n = len(cost), len(cost[0])
    bits = max(max(row) for row in take).bit_length()
    if bits + m > MOST_BANDS:
        return None
    value = n * max(max(row) for row in cost) + 1
    bands = [{"id": k, "date": "2026-11-23", "half_day": "morning"} for k in range(bits + m)]

    def cell(band, minutes):
        return {"band": band, "regular": n, "reserve": 0, "head_count": n, "staff_units": 5 * n, "minutes": minutes}

    sites = [
        {
            "id": f"agent{i}",
            "x_km": float(i),
            "y_km": 0.0,
            "cells": [cell(k, 1 << k) for k in range(bits)] + [cell(bits + i, 0)],
            "week_minutes": [{"bands": list(range(bits)), "limit": capacity[i]}],
        }
        for i in range(m)
    ]
    families = [
        {
            "id": f"job{j}",
            "children": 1,
            "staff_load": 5,
            "available": [],
            "usual_site": None,
            "minimum": {"sessions": 0, "reward": 0},
            "reach": [{"site": f"agent{i}", "cost_per_day": 0, "familiar": True} for i in range(m)],
            "requests": [
                {
                    "id": "job",
                    "purpose": "other",
                    "value": value,
                    "critical": False,
                    "emergency_allowed": False,
                    "bundles": [
                        {
                            "bands": [k for k in range(bits) if take[i][j] >> k & 1] + [bits + i],
                            "penalty": cost[i][j],
                        }
                        for i in range(m)
                    ],
                }
            ],
        }
        for j in range(n)
    ]
    return {
        "format": "marelle-plan/1",
        "name": name,
        "bands": bands,
        "weights": {"second_site": 0, "familiarisation": 0, "emergency": 0, "usual_site": 0},
        "sites": sites,
        "families": families,
    }


def cost_of(plan, cost, take, capacity):
    """Cost of the jobs that are given, and how many are not; a capacity that is passed is an error."""
    used = [0] * len(capacity)
    total, given = 0, set()
    for family in plan["families"]:
        for booking in family["bookings"]:
            i, j = int(booking["site"].removeprefix("agent")), int(family["id"].removeprefix("job"))
            assert booking["bundle"] == i and j not in given
            given.add(j)
            used[i] += take[i][j]
            total += cost[i][j]
    assert all(have <= room for have, room in zip(used, capacity)), "a capacity is passed"
    return total, len(cost[0]) - len(given)


def solver(name, cost, take, capacity, limit, threads):
    """The classical model, for comparison."""
    m, n = len(cost), len(cost[0])
    if name == "cpsat":
        from ortools.sat.python import cp_model

        cp = cp_model.CpModel()
        x = [[cp.new_bool_var("") for _ in range(n)] for _ in range(m)]
        for j in range(n):
            cp.add_exactly_one(x[i][j] for i in range(m))
        for i in range(m):
            cp.add(cp_model.LinearExpr.weighted_sum(x[i], take[i]) <= capacity[i])
        cp.minimize(sum(cp_model.LinearExpr.weighted_sum(x[i], cost[i]) for i in range(m)))
        run = cp_model.CpSolver()
        run.parameters.max_time_in_seconds, run.parameters.num_workers, run.parameters.linearization_level = limit, threads, 2
        status = run.solve(cp)
        return int(run.objective_value) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None
    import highspy

    run = highspy.Highs()
    run.setOptionValue("output_flag", False)
    run.setOptionValue("time_limit", float(limit))
    run.setOptionValue("threads", threads)
    x = [[run.addBinary(obj=cost[i][j]) for j in range(n)] for i in range(m)]
    for j in range(n):
        run.addConstr(sum(x[i][j] for i in range(m)) == 1)
    for i in range(m):
        run.addConstr(sum(take[i][j] * x[i][j] for j in range(n)) <= capacity[i])
    run.run()
    info = run.getInfo()
    feasible = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    return round(info.objective_function_value) if feasible else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--marelle", required=True)
    parser.add_argument("--limit", type=float, default=10.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only")
    parser.add_argument("--also", default="")
    parser.add_argument("--into", default=str(HERE / "results" / "gap.jsonl"))
    arguments = parser.parse_args()
    from check import check

    Path(arguments.into).parent.mkdir(parents=True, exist_ok=True)
    known = bounds(arguments.folder)
    names = sorted(path.stem for path in Path(arguments.folder).glob("*.zip"))
    if arguments.only:
        names = arguments.only.split(",")
    for name in names:
        cost, take, capacity = read(Path(arguments.folder) / f"{name}.zip")
        low, high = known.get(f"{name}_Min", (None, None))
        line = {"instance": name, "agents": len(cost), "jobs": len(cost[0]), "known_low": low, "known_high": high, "limit": arguments.limit}
        instance = week(name, cost, take, capacity)
        if instance is None:
            line["untranslated"] = f"{len(cost)} agents"
        else:
            with tempfile.TemporaryDirectory() as folder:
                source, plan = os.path.join(folder, "week.json"), os.path.join(folder, "plan.json")
                Path(source).write_text(json.dumps(instance))
                began = time.perf_counter()
                command = [arguments.marelle, "plan", "solve", source, "--out", plan, "--json", "--time-limit", str(arguments.limit)]
                done = subprocess.run([*command, "--threads", str(arguments.threads)], capture_output=True, text=True)
                line["wall_seconds"] = time.perf_counter() - began
                if done.returncode:
                    line["failed"] = (done.stderr.strip().splitlines() or ["no word"])[-1]
                else:
                    found = json.loads(Path(plan).read_text())
                    check(instance, found)
                    line["marelle"], line["missing"] = cost_of(found, cost, take, capacity)
        for other in filter(None, arguments.also.split(",")):
            line[other] = solver(other, cost, take, capacity, arguments.limit, arguments.threads)
        with open(arguments.into, "a") as results:
            results.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()

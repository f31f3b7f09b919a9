#!/usr/bin/env python3
"""Checks a plan against its week, from the rules of the format alone: shares no code with Marelle or with the models here.

    check.py INSTANCE PLAN     prints the figures; exit code 1 and the first broken rule otherwise
"""

import gzip
import json
import sys
from collections import Counter


class Broken(Exception):
    pass


def must(holds, sentence):
    if not holds:
        raise Broken(sentence)


def load(path):
    with open(path, "rb") as file:
        data = file.read()
    return json.loads(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)


def check(week, plan):
    """The figures of a plan that keeps every rule; raises Broken otherwise."""
    weights = week["weights"]
    place = {band["id"]: number for number, band in enumerate(week["bands"])}
    date = {band["id"]: band["date"] for band in week["bands"]}
    sites = {site["id"]: site for site in week["sites"]}
    cells = {(site, cell["band"]): cell for site in sites for cell in sites[site]["cells"]}
    families = {family["id"]: family for family in week["families"]}
    use = {row: Counter() for row in ("regular", "reserve", "head_count", "staff_units")}
    minutes = Counter()
    figures = Counter()
    seen = set()

    def seat(family, site, band, in_reserve):
        must((site, band) in cells, f"{family['id']}: {site} is closed on band {band}")
        use["reserve" if in_reserve else "regular"][site, band] += 1 if in_reserve else family["children"]
        use["head_count"][site, band] += family["children"]
        use["staff_units"][site, band] += family["staff_load"]
        minutes[site, band] += family["children"] * cells[site, band].get("minutes", 0)

    for entry in plan["families"]:
        name = entry["id"]
        must(name in families, f"{name}: no such family")
        must(name not in seen, f"{name}: stands twice")
        seen.add(name)
        family = families[name]
        reach = {item["site"]: item for item in family["reach"]}
        requests = {request["id"]: request for request in family["requests"]}
        session = entry.get("familiarisation")
        busy, used_sites, served = [], set(), []
        half_days = 0
        for booking in entry.get("bookings", []):
            must(booking["request"] in requests, f"{name}: no request {booking['request']}")
            request = requests[booking["request"]]
            site = booking["site"]
            must(site in reach, f"{name}: {site} is not in reach")
            must(0 <= booking["bundle"] < len(request["bundles"]), f"{name}: no bundle {booking['bundle']}")
            bundle = request["bundles"][booking["bundle"]]
            known = reach[site]["familiar"]
            served.append(booking["request"])
            used_sites.add(site)
            busy += bundle["bands"]
            half_days += len(bundle["bands"])
            worth = request["value"] - bundle["penalty"]
            worth -= reach[site]["cost_per_day"] * len({date[band] for band in bundle["bands"]})
            worth += weights["usual_site"] if site == family["usual_site"] else 0
            if booking["role"] == "emergency":
                must(not known, f"{name}: emergency at a site it knows")
                must(request["emergency_allowed"], f"{name}: {request['id']} is no emergency")
                must(len(bundle["bands"]) == 1, f"{name}: an emergency of several half-days")
                worth -= weights["emergency"]
            else:
                must(booking["role"] == "regular", f"{name}: role {booking['role']}")
                begins = min(place[band] for band in bundle["bands"])
                prepared = session and session["site"] == site and place[session["band"]] < begins
                must(known or prepared, f"{name}: does not know {site} by then")
            for band in bundle["bands"]:
                seat(family, site, band, booking["role"] == "emergency")
            figures["objective"] += worth
            figures["served"] += 1
            figures["critical_served"] += bool(request["critical"])
        must(len(set(served)) == len(served), f"{name}: a request served twice")
        if session:
            site, band = session["site"], session["band"]
            must(site in reach and not reach[site]["familiar"], f"{name}: no familiarisation possible at {site}")
            must(band in family["available"], f"{name}: the parent is not free on band {band}")
            must(site in used_sites, f"{name}: familiarisation without a booking at {site}")
            seat(family, site, band, True)
            busy.append(band)
            figures["objective"] -= weights["familiarisation"]
        must(len(set(busy)) == len(busy), f"{name}: two things at one time")
        must(len(used_sites) <= 2, f"{name}: {len(used_sites)} sites")
        figures["objective"] -= weights["second_site"] if len(used_sites) == 2 else 0
        minimum = family["minimum"]
        if 0 < minimum["sessions"] <= half_days:
            figures["objective"] += minimum["reward"]
            figures["minimum_reached"] += 1
    for row, counts in use.items():
        for cell, count in counts.items():
            must(count <= max(0, cells[cell][row]), f"{cell}: {count} {row}, there are {cells[cell][row]}")
    for site in week["sites"]:
        for limit in site.get("week_minutes", []):
            total = sum(minutes[site["id"], band] for band in set(limit["bands"]))
            must(total <= limit["limit"], f"{site['id']}: {total} minutes, the limit is {limit['limit']}")
    claimed = plan.get("objective")
    must(claimed is None or claimed == figures["objective"], f"{claimed} claimed, worth {figures['objective']}")
    every = [request for family in week["families"] for request in family["requests"]]
    return {
        "objective": figures["objective"],
        "served": figures["served"],
        "requests": len(every),
        "critical_served": figures["critical_served"],
        "critical": sum(bool(request["critical"]) for request in every),
        "minimum_reached": figures["minimum_reached"],
    }


if __name__ == "__main__":
    try:
        print(json.dumps(check(load(sys.argv[1]), load(sys.argv[2]))))
    except Broken as broken:
        sys.exit(f"BROKEN {broken}")

"""A week in the format marelle-plan/1, read for the models: what every one of them starts from.

All models see the same options, numbered here once, so that no solver is given a smaller or larger problem than another.
"""

import gzip
import json
from collections import namedtuple

ROWS = ("regular", "reserve", "head_count", "staff_units")

# One way to serve a request: bundle `bundle` of `request` at `site`, in the role `regular` or `emergency`.
Option = namedtuple("Option", "request site bundle role bands first sessions worth familiar")
# One familiarisation session.
Session = namedtuple("Session", "site band")


def read(path):
    """Reads a JSON document, compressed or not."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    return json.loads(data)


class Week:
    def __init__(self, instance):
        self.instance = instance
        self.name = instance["name"]
        self.weights = instance["weights"]
        self.date = {band["id"]: band["date"] for band in instance["bands"]}
        self.order = {band["id"]: place for place, band in enumerate(instance["bands"])}
        self.cells = {}
        for site in instance["sites"]:
            for cell in site["cells"]:
                self.cells[site["id"], cell["band"]] = cell
        self.families = [Family(self, family) for family in instance["families"]]

    def room(self, site, band):
        """What a cell has, row by row; a negative number means zero."""
        return tuple(max(0, self.cells[site, band][row]) for row in ROWS)

    def week_limits(self):
        """Limits of minutes over several bands: (site, bands, limit)."""
        for site in self.instance["sites"]:
            for limit in site.get("week_minutes", []):
                yield site["id"], set(limit["bands"]), limit["limit"]


class Family:
    """A family with every option that may be in a best plan.

    Left out are only options that no best plan needs: a bundle with a closed band, a cell too small for this family
    alone, and an option that takes worth away from a family that has no minimum to reach.
    """

    def __init__(self, week, family):
        self.family = family
        self.id = family["id"]
        self.children = family["children"]
        self.load = family["staff_load"]
        self.minimum = family["minimum"]["sessions"]
        self.reward = family["minimum"]["reward"]
        self.options = []
        self.sessions = []
        order, cells, weights = week.order, week.cells, week.weights

        def fits(site, band, reserve):
            if (site, band) not in cells:
                return False
            regular_room, reserve_room, head_count, staff = week.room(site, band)
            seat = reserve_room >= 1 if reserve else regular_room >= self.children
            return seat and head_count >= self.children and staff >= self.load

        for reach in family["reach"]:
            if not reach["familiar"]:
                for band in family["available"]:
                    if fits(reach["site"], band, True):
                        self.sessions.append(Session(reach["site"], band))
        for number, request in enumerate(family["requests"]):
            for reach in family["reach"]:
                site = reach["site"]
                for place, bundle in enumerate(request["bundles"]):
                    bands = tuple(bundle["bands"])
                    days = len({week.date[band] for band in bands})
                    worth = request["value"] - bundle["penalty"] - reach["cost_per_day"] * days
                    if site == family["usual_site"]:
                        worth += weights["usual_site"]
                    first = min(order[band] for band in bands)
                    roles = ["regular"]
                    if request["emergency_allowed"] and not reach["familiar"] and len(bands) == 1:
                        roles.append("emergency")
                    for role in roles:
                        emergency = role == "emergency"
                        this = worth - (weights["emergency"] if emergency else 0)
                        if this <= 0 and not (self.minimum > 0 and self.reward > 0):
                            continue
                        if not all(fits(site, band, emergency) for band in bands):
                            continue
                        needs_session = role == "regular" and not reach["familiar"]
                        if needs_session and not any(
                            session.site == site and order[session.band] < first for session in self.sessions
                        ):
                            continue
                        self.options.append(
                            Option(number, site, place, role, bands, first, len(bands), this, reach["familiar"])
                        )
        used = {option.site for option in self.options if option.role == "regular" and not option.familiar}
        self.sessions = [session for session in self.sessions if session.site in used]
        self.sites = sorted({option.site for option in self.options})

    def plan(self, options, session):
        """What goes into a plan for this family."""
        plan = {
            "id": self.id,
            "bookings": [
                {
                    "request": self.family["requests"][option.request]["id"],
                    "site": option.site,
                    "role": option.role,
                    "bundle": option.bundle,
                }
                for option in options
            ],
        }
        if session is not None:
            plan["familiarisation"] = {"site": session.site, "band": session.band}
        return plan


def worth(week, family, options, session):
    """What a family's week is worth, if it is one."""
    total = sum(option.worth for option in options)
    sites = {option.site for option in options}
    if session is not None:
        total -= week.weights["familiarisation"]
        sites.add(session.site)
    if len(sites) == 2:
        total -= week.weights["second_site"]
    if family.minimum > 0 and sum(option.sessions for option in options) >= family.minimum:
        total += family.reward
    return total


def plan_of(week, chosen):
    """A plan from {family index: (options, session)}."""
    families = []
    total = 0
    for index, (options, session) in sorted(chosen.items()):
        family = week.families[index]
        if options:
            families.append(family.plan(options, session))
            total += worth(week, family, options, session)
    return {"format": "marelle-plan/1", "objective": total, "bound": None, "prices": [], "families": families}

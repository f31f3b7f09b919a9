"""What happens without a planner: places given one by one, and never taken back.

`phone`: first come, first served. Requests arrive one at a time in an order that chance decides; each gets the place that is worth
most to its family among those that are free then, with a familiarisation session before it where the site needs one.
`list`: the same, but in order of priority: critical requests first, then by worth for each half-day of a child.
"""

import random
from collections import defaultdict

from weeks import worth


def greedy(week, order):
    """Gives each (family, request) in this order the best place that is still free; {family: (options, session)}."""
    left = {key: list(week.room(*key)) for key in week.cells}
    minutes_left = [(site, bands, [limit]) for site, bands, limit in week.week_limits()]
    weeks_of_site = defaultdict(list)
    for site, bands, limit in minutes_left:
        weeks_of_site[site].append((bands, limit))
    chosen = {}

    def take(family, option_or_session, in_reserve, bands):
        site = option_or_session.site
        for band in bands:
            room = left[site, band]
            room[1 if in_reserve else 0] -= 1 if in_reserve else family.children
            room[2] -= family.children
            room[3] -= family.load
            for limited, limit in weeks_of_site[site]:
                if band in limited:
                    limit[0] -= family.children * week.cells[site, band].get("minutes", 0)

    def fits(family, site, bands, in_reserve):
        for band in bands:
            regular, reserve, head_count, staff = left[site, band]
            seat = reserve >= 1 if in_reserve else regular >= family.children
            if not seat or head_count < family.children or staff < family.load:
                return False
        for limited, limit in weeks_of_site[site]:
            more = sum(family.children * week.cells[site, b].get("minutes", 0) for b in bands if b in limited)
            if more > limit[0]:
                return False
        return True

    for number, request in order:
        family = week.families[number]
        options, session = chosen.get(number, ([], None))
        now = worth(week, family, options, session) if options else 0
        busy = {band for option in options for band in option.bands}
        sites = {option.site for option in options}
        if session is not None:
            busy.add(session.band)
            sites.add(session.site)
        best = None
        for option in family.options:
            if option.request != request or busy & set(option.bands) or len(sites | {option.site}) > 2:
                continue
            if not fits(family, option.site, option.bands, option.role == "emergency"):
                continue
            held = session
            if option.role == "regular" and not option.familiar:
                known = session is not None and session.site == option.site
                if known and week.order[session.band] >= option.first:
                    continue
                if not known:
                    if session is not None:
                        continue
                    held = next(
                        (
                            new
                            for new in sorted(family.sessions, key=lambda new: week.order[new.band])
                            if new.site == option.site
                            and week.order[new.band] < option.first
                            and new.band not in busy
                            and fits(family, new.site, (new.band,), True)
                        ),
                        None,
                    )
                    if held is None:
                        continue
            gain = worth(week, family, [*options, option], held) - now
            if gain > 0 and (best is None or gain > best[0]):
                best = (gain, option, held)
        if best is not None:
            _, option, held = best
            take(family, option, option.role == "emergency", option.bands)
            if held is not session:
                take(family, held, True, (held.band,))
            chosen[number] = ([*options, option], held)
    return chosen


def requests(week):
    return [(number, request) for number, family in enumerate(week.families) for request in range(len(family.family["requests"]))]


def phone(week, seed):
    order = requests(week)
    random.Random(seed).shuffle(order)
    return greedy(week, order)


def priority(week):
    def rank(entry):
        family = week.families[entry[0]]
        request = family.family["requests"][entry[1]]
        half_days = min(len(bundle["bands"]) for bundle in request["bundles"]) if request["bundles"] else 1
        return (not request["critical"], -request["value"] / (half_days * family.children), entry)

    return greedy(week, sorted(requests(week), key=rank))

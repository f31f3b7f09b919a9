"""The compact model of a week, once, for every solver.

Variables, all 0 or 1:
    x[o]    option o is taken (a bundle of a request, at a site, in a role)
    f[s]    familiarisation session s is held
    y[a,k]  family a uses site k            (families that could use several)
    z[a]    family a uses two sites         (the same)
    m[a]    family a reaches its minimum    (families that have one and can)

Constraints, by kind; a solver says each in its own language:
    most_one  a request is served once; a family does one thing at a time; one familiarisation session a family
    covered   at a site the children do not know, options of one request that begin at the latest at some time need a session before
              (one row a request, site and time: the rows imply each other along time, and exclude each other's options)
    used      what happens at a site on one band, or for one request, is one thing and uses the site
    held      a familiarisation session needs a booking at its site
    two       at most two sites, the second one has its price
    reached   enough half-days for the minimum
    room      the four rows of a cell; minutes of presence over several bands

The rows are the strong ones: cliques over bands and requests instead of one row an option. That is what a solver's author would write by
hand, and it makes the linear relaxation of the common model as tight as it gets without columns.
"""

from collections import defaultdict


class Model:
    def __init__(self, week):
        self.week = week
        self.worth = []  # of each variable
        self.options = []  # variable of each (family, option)
        self.sessions = []
        self.most_one, self.covered, self.used, self.held, self.two, self.reached, self.room = ([] for _ in range(7))
        # For starting solutions: what the other variables are when options and sessions are known.
        self.site_variable, self.second_variable, self.minimum_variable = {}, {}, {}
        self.owner = []  # of each variable: ("option", family, option), ("session", …) or None
        self.index = {}
        cells = defaultdict(lambda: ([], [], [], []))
        minutes = defaultdict(list)
        for number, family in enumerate(week.families):
            self._family(number, family, cells, minutes)
        for key in sorted(cells, key=lambda key: (key[0], week.order[key[1]])):
            for terms, room in zip(cells[key], week.room(*key)):
                # A row that cannot be broken is no row.
                if sum(weight for _, weight in terms) > room:
                    self.room.append((terms, room))
        for site, bands, limit in week.week_limits():
            terms = defaultdict(int)
            for band in bands:
                for variable, weight in minutes[site, band]:
                    terms[variable] += weight
            if sum(terms.values()) > limit:
                self.room.append((sorted(terms.items()), limit))

    def _variable(self, worth, owner=None):
        self.worth.append(worth)
        self.owner.append(owner)
        return len(self.worth) - 1

    def _family(self, number, family, cells, minutes):
        week = self.week
        x = {}
        for place, option in enumerate(family.options):
            x[place] = self._variable(option.worth, ("option", number, place))
            self.index["option", number, place] = x[place]
        f = {}
        for place, session in enumerate(family.sessions):
            f[place] = self._variable(-week.weights["familiarisation"], ("session", number, place))
            self.index["session", number, place] = f[place]

        requests, bands = defaultdict(list), defaultdict(list)
        uses = defaultdict(set)
        for place, option in enumerate(family.options):
            requests[option.request].append(x[place])
            for band in option.bands:
                bands[band].append(x[place])
        for place, session in enumerate(family.sessions):
            bands[session.band].append(f[place])
        cliques = set()
        for clique in list(requests.values()) + list(bands.values()) + [list(f.values())]:
            if len(clique) > 1:
                cliques.add(tuple(sorted(clique)))
        self.most_one += sorted(cliques)

        # Familiarisation before the first regular booking.
        for site in sorted({session.site for session in family.sessions}):
            at_site = [(f[place], week.order[session.band]) for place, session in enumerate(family.sessions) if session.site == site]
            booked = []
            rows = defaultdict(list)
            for place, option in enumerate(family.options):
                if option.site == site and option.role == "regular" and not option.familiar:
                    booked.append(x[place])
                    rows[option.request].append((option.first, x[place]))
            for options in rows.values():
                for time in sorted({first for first, _ in options}):
                    early = tuple(variable for first, variable in options if first <= time)
                    self.covered.append((early, tuple(variable for variable, band in at_site if band < time)))
            self.held.append((tuple(variable for variable, _ in at_site), tuple(booked)))

        if len(family.sites) > 1:
            y = {}
            for site in family.sites:
                y[site] = self._variable(0)
                self.site_variable[number, site] = y[site]
                rows = set()
                by_request, by_band = defaultdict(list), defaultdict(list)
                for place, option in enumerate(family.options):
                    if option.site == site:
                        by_request[option.request].append(x[place])
                        for band in option.bands:
                            by_band[band].append(x[place])
                for place, session in enumerate(family.sessions):
                    if session.site == site:
                        by_band[session.band].append(f[place])
                for row in list(by_request.values()) + list(by_band.values()):
                    rows.add(tuple(sorted(row)))
                self.used += [(row, y[site]) for row in sorted(rows)]
            z = self._variable(-week.weights["second_site"])
            self.second_variable[number] = z
            self.two.append((tuple(y.values()), z))

        if family.minimum > 0 and family.reward > 0:
            terms = [(x[place], option.sessions) for place, option in enumerate(family.options)]
            if terms:
                m = self._variable(family.reward)
                self.minimum_variable[number] = m
                self.reached.append((terms, m, family.minimum))

        for place, option in enumerate(family.options):
            for band in option.bands:
                regular, reserve, head_count, staff = cells[option.site, band]
                if option.role == "emergency":
                    reserve.append((x[place], 1))
                else:
                    regular.append((x[place], family.children))
                head_count.append((x[place], family.children))
                staff.append((x[place], family.load))
                minutes[option.site, band].append((x[place], family.children * week.cells[option.site, band].get("minutes", 0)))
        for place, session in enumerate(family.sessions):
            _, reserve, head_count, staff = cells[session.site, session.band]
            reserve.append((f[place], 1))
            head_count.append((f[place], family.children))
            staff.append((f[place], family.load))
            minutes[session.site, session.band].append(
                (f[place], family.children * week.cells[session.site, session.band].get("minutes", 0))
            )

    def start(self, chosen):
        """Values of all variables for {family: (options, session)}, to start a solver from."""
        values = [0] * len(self.worth)
        for number, (options, session) in chosen.items():
            family = self.week.families[number]
            sites = set()
            for option in options:
                values[self.index["option", number, family.options.index(option)]] = 1
                sites.add(option.site)
            if session is not None:
                values[self.index["session", number, family.sessions.index(session)]] = 1
                sites.add(session.site)
            for site in sites:
                if (number, site) in self.site_variable:
                    values[self.site_variable[number, site]] = 1
            if len(sites) == 2 and number in self.second_variable:
                values[self.second_variable[number]] = 1
            if number in self.minimum_variable and sum(option.sessions for option in options) >= family.minimum:
                values[self.minimum_variable[number]] = 1
        return values

    def chosen(self, value):
        """{family: (options, session)} of a solution; `value(variable)` says whether it is 1."""
        chosen = defaultdict(lambda: ([], None))
        for variable, owner in enumerate(self.owner):
            if owner is None or not value(variable):
                continue
            kind, number, place = owner
            options, session = chosen[number]
            family = self.week.families[number]
            if kind == "option":
                chosen[number] = (options + [family.options[place]], session)
            else:
                chosen[number] = (options, family.sessions[place])
        # A session that no booking needs is legal for the model's rows only with a booking: nothing to clean.
        return dict(chosen)

    def rows(self):
        """Every constraint as (terms, lower, upper) for solvers of linear models."""
        infinite = float("inf")
        for clique in self.most_one:
            yield [(v, 1) for v in clique], -infinite, 1
        for options, sessions in self.covered:
            yield [(v, 1) for v in options] + [(v, -1) for v in sessions], -infinite, 0
        for things, y in self.used:
            yield [(v, 1) for v in things] + [(y, -1)], -infinite, 0
        for sessions, options in self.held:
            yield [(v, 1) for v in sessions] + [(v, -1) for v in options], -infinite, 0
        for ys, z in self.two:
            yield [(v, 1) for v in ys] + [(z, -1)], -infinite, 1
        for terms, m, enough in self.reached:
            yield [*terms, (m, -enough)], 0, infinite
        for terms, room in self.room:
            yield terms, -infinite, room

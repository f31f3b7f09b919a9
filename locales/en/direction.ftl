### The direction of a site and the time of its health and inclusion referent.

direction-tab = Direction and referent
direction-title = Direction
direction-explained = Since 1 September 2026 a micro-crèche has a director, for half of a full time at least, of two micro-crèches at most (W4).
direction-none = No time of direction recorded.
direction-share = { $name }: { $percent } % of a full time, { $period }
direction-now = today
direction-new = Record a share of the direction
direction-no-team = Add the person to the team first.
direction-person = Person
direction-percent = Share of a full time
direction-save = Save the share
direction-withdraw-of = Withdraw, recorded by mistake: { $what }
direction-withdrawn = Line withdrawn.
direction-referent-title = Health and inclusion referent
direction-referent-explained = Hours given at the site, by quarter (W5): 2 h in a micro-crèche, 4 h up to 24 places, 6 h up to 39, 8 h up to 59, 10 h beyond (R. 2324-39 CSP; these hours are to be checked).
direction-quarter = Quarter that began in { $quarter }: { $done } of { $hours } h.
direction-referent-none = No visit recorded.
direction-time = { $date }: { $minutes }
direction-referent-new = Record a visit
direction-referent-what = What for
direction-referent-save = Save the visit

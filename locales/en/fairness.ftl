### The fairness of a plan: served shares by group, waiting, distance, alarms, without naming anybody.

fairness-sections = Pages of this plan
fairness-section-plan = Plan
fairness-section-fairness = Fairness
fairness-title = Fairness · { $week }
fairness-lead = Who is served, who waits, who travels: in counts, by group of families.
fairness-no-alarm = No group is served far less than everybody.
fairness-compared = An alarm rings when a group is served at least { $points } points less, and chance does not explain it.
fairness-alarms = { $count ->
    [one] { $count } group is served far less than everybody
   *[other] { $count } groups are served far less than everybody
}
fairness-alarm = { $dimension }, “{ $group }”: { $share }% of requests served, against { $all }% for everybody; the alarm rings below { $threshold }%.
fairness-far-below = far below
fairness-envies = Seats that would have done more for others
fairness-envies-hint = A family envies with reason a seat that another one got, when exchanging the two would raise the total, by the adopted weights.
fairness-envies-none = None: no exchange of one seat would make this plan better.
fairness-column-place = The seat
fairness-column-held-for = Given for
fairness-column-gain = Points gained by the exchange
fairness-column-group = Group
fairness-column-families = Families
fairness-column-share = Share served
fairness-column-minimum = Minimum reached
fairness-column-weeks = Weeks waiting
fairness-column-kilometres = Km (median)
fairness-column-envies = Justified envies
fairness-percent = { $percent }%
fairness-everybody = Everybody
fairness-everybody-share = everybody: { $percent }%
fairness-fewer-than = fewer than { $count }
fairness-hidden = hidden
fairness-hidden-note = Groups of fewer than { $count } families are hidden, and another one with them when subtraction would find them.
fairness-unknown = Nobody has said so yet: it is noted in the family's file, if the family says so.
fairness-bars = Share of requests served by group ({ $dimension }); the same figures are in the table.
fairness-empty-title = No request this week
fairness-empty-text = Nobody waited for a place when this plan was made: there is nothing to share out.
fairness-how = How it is counted
fairness-how-alarm = Alarm: a group's served share is below everybody's by at least { $points } points and at least { $deviations } standard deviations of a lottery; it takes { $requests } requests of the group.
fairness-how-hidden = A group of fewer than { $count } families is not shown.
fairness-how-weeks = Waiting goes from the request to the Monday of the planned week, in whole weeks, served or not: median · nine of ten · longest.
fairness-how-kilometres = Distance is by road, estimated from the commune to the site, for each half-day served.
fairness-how-assumed = These thresholds are assumed ({ $period }): partners are still to discuss and adopt them.
fairness-how-adopted = These thresholds are adopted by the partners ({ $period }).
fairness-no-prescriber = Came by itself

fairness-dimension-children = Number of children
fairness-dimension-car = Car
fairness-dimension-first-time = First place
fairness-dimension-priority-district = Priority district (QPV)
fairness-dimension-prescriber = Prescriber
fairness-dimension-language = Language
fairness-children-1 = 1 child
fairness-children-2 = 2 children
fairness-children-3-or-more = 3 children or more
fairness-first-time-yes = Never came before
fairness-first-time-no = Came before

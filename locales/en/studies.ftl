### What is learnt from plans: other weights, the order of asking, where a half-day is missing.

sensitivity-section = Other weights
sensitivity-title = With other weights · { $week }
sensitivity-lead = Each of the weights is halved, then doubled, and the week planned again: what changes shows what counts.
sensitivity-ask = Plan again with each weight changed
sensitivity-under-way = This is being worked out.
sensitivity-asked = Worked out on { $when }.
sensitivity-base = As it is, the plan serves { $served } requests of { $requests }, { $critical } of them urgent.
sensitivity-table = What changes
sensitivity-column-what = Weight changed
sensitivity-column-moves = Requests served more · less
sensitivity-column-groups = Groups whose count changes
sensitivity-nothing = The plan as it is
sensitivity-further = Further half-days
sensitivity-halved = { $knob }: halved
sensitivity-doubled = { $knob }: doubled
sensitivity-moves = { $gained } more, { $lost } less
sensitivity-group = { $group }: { $before } → { $after }
sensitivity-group-of = { $dimension }, { $group }
sensitivity-steady = No weight, halved or doubled, changes who is served.
sensitivity-unchanged = { $count ->
    [one] { $count } change of a weight without effect
   *[other] { $count } changes of a weight without effect
}
sensitivity-note = Same week, same seed; groups of too few families are not counted. It starts from the instance kept with the plan, which later bookings do not change.
sensitivity-empty-title = Not worked out yet
sensitivity-empty-text = It takes a few seconds and goes on when you leave the page.

sharing-title = How seats are shared out
sharing-lead = Each site chooses: all requests together, by the weights, or first come, first served.
sharing-column = Sharing out of seats
sharing-planner = Together, by the weights
sharing-first-come = First come, first served
sharing-hint-planner = Once a week all requests are compared.
sharing-hint-first-come = In the order of asking; the proposal by the weights stays beside it, to compare.
sharing-now-planner = Next week is shared out together, by the weights.
sharing-now-first-come = Next week is shared out in the order of asking.
sharing-history = What the order of asking costs here
sharing-history-hint = Past weeks of this site are replayed: same seats, same requests, in the order in which they came, then together by today's weights.
sharing-replay = Replay the last eight weeks
sharing-no-week = No request in the last eight weeks: there is nothing to replay.
sharing-too-little-title = Too little history to conclude
sharing-too-little = { $weeks ->
    [one] { $weeks } week
   *[other] { $weeks } weeks
} and { $requests ->
    [one] { $requests } request
   *[other] { $requests } requests
}: it takes { $fewestWeeks } weeks and { $fewestRequests } requests (assumed thresholds). The figures are shown as they are; they prove nothing.
sharing-costs = Over { $weeks } weeks and { $requests } requests, the order of asking serves { $first }, the weights { $planner }: it costs { $difference ->
    [one] { $difference } request
   *[other] { $difference } requests
}, { $critical } of them urgent.
sharing-costs-nothing = Over { $weeks } weeks and { $requests } requests, the order of asking serves { $first }, the weights { $planner }: here it costs no request.
sharing-bars = Requests served with the same seats, in both ways; the same figures are in the table.
sharing-all-weeks = All these weeks
sharing-column-requests = Requests
sharing-column-first-come = Served in order
sharing-column-planner = Served together
sharing-column-difference = Difference
sharing-column-critical = Urgent served (order · together, of all)
sharing-critical = { $first } · { $planner }, of { $whole }
sharing-note = Replayed with what is known today of the children (admissions, known sites) and today's weights; bookings made without a request stay where they are on both sides. What was served by telephone and never written down is not in it.
sharing-choose = Choose
sharing-choose-save = Choose this way
sharing-from = From the week of
sharing-from-hint = Next week at the earliest: a week that has begun does not change its rule.
sharing-reason-hint = This choice and its reason stay in the history.
sharing-chosen = Chosen: the next plans follow it.
sharing-choices = Choices made
sharing-never = None: seats are shared out together, by the weights.
sharing-past = From { $week }: { $sharing }. { $who }: { $reason }
sharing-plan-first-come = A site of this plan has chosen the order of asking: the first proposal follows it.

siting-section = Where to open
siting-title = Where one more half-day would serve most · { $week }
siting-lead = The prices of the plan say where one more place would help most families: that is where an itinerant team is best.
siting-first = First { $site }, { $when }.
siting-meaning = The price of a place is what the whole plan would gain, in points of the weights, with one place more at that time; on a half-day that was full already, what the refused family it would help most would gain. It says where to go first; the second place is worth less than the first.
siting-nothing = No place is missing anywhere this week.
siting-nothing-text = No place more would serve one more request, by the prices of this plan.
siting-map = The sites
siting-map-title = Map of the sites: the larger the circle, the more one more place would serve there; the numbers are those of the table.
siting-dot = { $site }: { $points } points
siting-kilometres = { $kilometres } km
siting-list = Half-day by half-day
siting-column-number = Number
siting-column-when = Half-day
siting-column-points = Points per place more
siting-column-points-week = Points, over the week
siting-column-best = Most useful
siting-column-refused = Requests refused there
siting-closed = A closed half-day has no price:
siting-ask = ask “what if it were open” on the page of the plan.

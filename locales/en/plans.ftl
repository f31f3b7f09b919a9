### Planning the week: runs, proposals, moves, publication.

plans-navigation = Week plans
plans-title = Plan the week
plans-lead = The requests that wait are given, all together, the places that are left: confirmed bookings never move.
plans-start = Make a plan
plans-empty-title = No plan yet
plans-empty-text = A plan takes the requests that wait for a week and proposes the best use of the free places. Nothing is booked until you publish.
plans-no-site-title = No site to plan
plans-no-site-text = Only whoever runs a site plans its week.
plans-week = Week of { $monday }
plans-column-week = Week
plans-column-sites = Sites
plans-column-state = State
plans-column-asked = Asked on
plans-column-child = Child
plans-column-need = Need
plans-column-reason = Why not
plans-column-instead = What would have allowed it

## A new run
plans-new-title = Make a plan
plans-new-lead = Choose the week, and the sites that are planned together.
plans-new-sites = Sites
plans-new-week = A day of the week
plans-new-week-hint = The whole week is planned, Monday to Sunday.
plans-budget = Time to think
plans-budget-hint = Five seconds are enough for one site.
plans-seconds-unit = seconds
plans-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
plans-new-compare = Compare with
plans-new-seed = Seed of the lottery
plans-new-seed-hint = To replay a run; drawn by lot otherwise. It is printed with the plan.

## While it thinks
plans-stage = Stage
plans-so-far = So far
plans-thinking-advice = The plan is being made; this page looks again by itself.
plans-cancelled-advice = This run was stopped. Nothing was proposed.
plans-failed-advice = This run came to nothing. Start another; if it happens again, tell whoever administers Marelle.
plans-look-again = Look again
plans-cancel = Stop

## The plan
plans-bound-best = This is the best plan possible, and that is proved.
plans-bound-at-least = At least { $percent }% of the best plan possible.
plans-bound-unknown = How far it is from the best plan is unknown.
plans-alternatives = Plans to compare
plans-figures = What each plan does
plans-figure = Criterion
plans-figure-served = Requests served
plans-figure-critical = Urgent requests served
plans-figure-minimum = Families who reach the minimum asked
plans-figure-places = Places used, of those that were left
plans-figure-worth = Points
plans-figure-bound = Share of the best possible
plans-of = { $part } of { $whole }
plans-board-caption = Week of { $monday }, { $site }: bookings and proposals
plans-seats-words = { $taken } of { $total } places taken or proposed
plans-proposed = { $count ->
    [one] { $count } proposal
   *[other] { $count } proposals
}
plans-opened-by-question = Opened for the question
plans-no-session = No session this week.
plans-unnamed = Family that waits
plans-chip-proposed = proposed
plans-chip-first = first session
plans-chip-emergency = emergency seat
plans-chip-locked = kept
plans-chip-moved = moved
plans-unserved = Requests not served
plans-unserved-none = Every request of the week has a place.
plans-change-one-more-seat = One more seat at { $site }: { $when }.
plans-change-another-half-day = Another half-day is free at { $site }: { $when }.
plans-change-familiarisation-first = A first session at { $site } before: { $when }.
plans-change-none = Nothing simple: to be looked at again next week.
plans-nothing-title = No place proposed
plans-nothing-text = No request that waits fits into what is left of this week.
plans-how = How this plan was made
plans-assumed-weights = Weights “{ $name }”, version { $version } (assumed until the partners adopt them).
plans-assumed-staff = Staff assumed from the seats, as long as there is no roster.
plans-assumed-first-session = A parent is assumed free for a first session on any half-day.
plans-seed = Seed of the lottery: { $seed }.
plans-made-at = Made on { $when }.

## What can be done
plans-publish = { $places ->
    [one] Publish { $places } place and tell { $families } family
   *[other] Publish { $places } places and tell { $families } families
}
plans-again = { $locked ->
    [0] Plan again
    [one] Plan again, keeping { $locked } place
   *[other] Plan again, keeping { $locked } places
}
plans-published-on = Published on { $when }: { $count ->
    [one] { $count } place booked
   *[other] { $count } places booked
}.
plans-lost-title = What could no longer be booked
plans-lost-line = { $child }, { $when }: { $why }
plans-done-published = { $booked ->
    [one] { $booked } place booked
   *[other] { $booked } places booked
}, { $told ->
    [one] { $told } family told
   *[other] { $told } families told
}.
plans-done-lost = { $count ->
    [one] { $count } place could no longer be booked: see why below.
   *[other] { $count } places could no longer be booked: see why below.
}
plans-done-locked = The place is kept: the next plans leave it as it is.
plans-done-unlocked = The place is no longer kept.
plans-done-moved = The place is moved, and kept.
plans-what-if = What if…
plans-what-if-hint = Another run answers the question; it cannot be published.
plans-what-if-question = Question
plans-what-if-day = Day (to open a session)
plans-what-if-half = Half-day (to open a session)
plans-what-if-ask = Ask
plans-what-if-not-published = This plan answers a question: it cannot be published.
plans-what-if-open = What if { $site } opened on { $when }?
plans-what-if-adult = What if there were one more adult at { $site }?
plans-what-if-seat = What if there were one more seat at { $site }?

## A proposed place
plans-back = Back to the plan
plans-place-title = { $child }, { $when }
plans-place-role = Kind of place
plans-place-site = Site
plans-lock = Keep this place
plans-unlock = No longer keep this place
plans-move = Move
plans-move-hint = Only where the family asked for it and where seats are left. The price is what the whole plan loses.
plans-move-none = No other choice of this family fits into what is left.
plans-move-where = Where
plans-move-to = { $when }, { $site }
plans-move-save = Move and keep
plans-price-nothing = Costs the plan nothing.
plans-price-gain = Gains { $points } points.
plans-price-costs = Costs { $points } points, { $percent }% of the plan.

## Words
plan-state-waiting = Waiting
plan-state-running = Under way
plan-state-finished = To be read
plan-state-published = Published
plan-state-cancelled = Stopped
plan-state-failed = Without a plan
plan-stage-prices = Looking for what each seat is worth
plan-stage-construction = A first plan
plan-stage-search = Making it better
plan-stage-proof = Proving
plan-stage-done = Done
plan-alternative-planner = Proposal
plan-alternative-another-seed = Another draw
plan-alternative-first-come = First come, first served
plan-alternative-hint-another-seed = The same planner, with ties drawn otherwise.
plan-alternative-hint-first-come = What the telephone would do, on the same seats.
plan-role-regular = Regular place
plan-role-familiarisation = First familiarisation session
plan-role-emergency = Emergency seat
plan-what-if-open-session = Open a session
plan-what-if-one-seat-more = One more seat all week
plan-what-if-one-adult-more = One more adult all week
plan-unserved-no-site-in-reach = No site within the family's reach.
plan-unserved-no-site-open = No site within reach is open on these half-days.
plan-unserved-regular-seats-taken = The regular seats are taken.
plan-unserved-head-count-reached = The site is full.
plan-unserved-staff-missing = One adult is missing to take one more child.
plan-unserved-week-full = The week's presence would pass what is authorised.
plan-unserved-reserve-taken = The familiarisation or emergency seat is taken.
plan-unserved-no-familiarisation-before = A familiarisation session would have to come first, and none fits.
plan-unserved-another-place-at-that-time = The child has a place at that time already.
plan-unserved-third-site = It would be a third site in the week.
plan-unserved-most-sessions = The child would come to more half-days than it may in one week.
plan-unserved-kept-for-avip = What is left of the week at this site is kept for families on an AVIP path.
plan-unserved-costs-more-than-it-brings = The possible place would cost the family more than it brings (travel, another site).
plan-unserved-rules = A rule refuses every half-day.
weights-status-assumed = Assumed
weights-status-adopted = Adopted by the partners
plan-promise-guaranteed = Guaranteed place
plan-promise-answered-on = Answered on a day
plans-change-move-appointment = If the appointment can be on another day, a half-day is free at { $site }: { $when }.

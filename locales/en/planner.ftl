# What a plan does for a family, in sentences (the command `marelle plan explain`).
planner-family = Family { $family }: { $children ->
    [one] { $children } child
   *[other] { $children } children
}, { $requests ->
    [one] { $requests } request
   *[other] { $requests } requests
}, { $served ->
    [one] { $served } served
   *[other] { $served } served
}.
planner-familiarisation = Familiarisation session: { $site }, { $when }.
planner-served = { $request } ({ $purpose }): a place at { $site }, { $when }.
planner-served-emergency = { $request } ({ $purpose }): the emergency place of { $site }, { $when }.
planner-refused = { $request } ({ $purpose }): no place. { $reason }
planner-reason-unknown = The plan gives no reason.
planner-reason-no-site-in-reach = The family reaches no site.
planner-reason-no-site-open = No site in reach is open on all the half-days of any of the choices.
planner-reason-regular-seats-taken = The regular places are taken.
planner-reason-head-count-reached = The site has all the children it may receive.
planner-reason-staff-missing = Staff is missing for one more child.
planner-reason-week-full = The week's presence would pass the site's limit.
planner-reason-reserve-taken = The place kept for familiarisation and emergencies is taken.
planner-reason-no-familiarisation-before = The children do not know the site, and no familiarisation session before suits both the parent and the site.
planner-reason-another-place-at-that-time = The family already has something else at that time.
planner-reason-third-site = It would be a third site in the week.
planner-reason-most-sessions = The children would have more half-days than they may in one week.
planner-reason-kept-for-avip = What is left of the week at this site is kept for families on an AVIP path.
planner-reason-costs-more-than-it-brings = A place is possible, but it would cost this family more than it brings (travel, familiarisation, second site).
planner-cell = That is at { $site }, { $when }.
planner-price = One more place there would be worth { $price } points to the plan as a whole.
planner-no-price = One more place there would not change what the plan is worth.
planner-taken-by = The places there go to: { $purposes }.
planner-purpose-count = { $purpose } × { $count }
planner-taken-by-familiarisation = familiarisation
planner-taken-by-nobody = This plan gives no place there: what is missing was missing before.
planner-change-one-more-seat = What would have been enough: one more place at { $site }, { $when }.
planner-change-another-band = What would have been enough: another half-day, { $when }, free at { $site }.
planner-change-familiarisation-first = What would have been enough: a familiarisation session at { $site }, { $when }.
planner-minimum-reached = The family reaches its minimum of { $sessions ->
    [one] { $sessions } half-day
   *[other] { $sessions } half-days
}.
planner-minimum-missed = The family does not reach its minimum of { $sessions ->
    [one] { $sessions } half-day
   *[other] { $sessions } half-days
}: { $got ->
    [one] { $got } half-day
   *[other] { $got } half-days
}.
planner-whole-day = { $date }, all day
planner-purpose-job-search = Looking for work

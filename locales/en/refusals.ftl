### Why a rule says no, for a professional: the rule, then what would make it possible.
### Put together by `i18n::sentence`.

refusal-seats-full = No { $class } is left on { $when }. Possible: another session, or a place another family gives back.
refusal-child-already-placed = The child already has a booking on { $when }: one place at a time. Possible: cancel the other booking first.
refusal-too-young = Age on the day of care: the site receives children from { $age }, so this child from { $from }. Possible: a later date, another site, or an override with a written reason.
refusal-too-old = Age on the day of care: the site receives children up to { $age }; the child reached that age on { $since }. Possible: another site, or an override with a written reason.
refusal-not-referred = The site takes only families referred by a professional; no accepted referral covers this day. Possible: send a referral, or an override with a written reason.
refusal-full-day-needs-situation = Full day on { $date }: it needs a dated situation “in work” or “in training” of a parent. Possible: one half-day only, or record the situation.
refusal-site-closed = The site is closed on { $when }. Possible: another day.
refusal-outside-hours = The session of { $when } does not cover the hours asked for. Possible: another site, or other hours.
refusal-notice-too-short = Notice: { $hours } before the session, so { $latest } at the latest. Possible: a later session, or an override with a written reason.
refusal-too-far-ahead = Booking horizon: { $days } ahead at most. Possible: from { $opens }, or an override with a written reason.
refusal-fair-share-reached = Fair share: the child already has { $limit }, the limit, for the week of { $week }. Possible: another week, or an override with a written reason.
refusal-baby-week-full = Under { $age }, a child comes to at most { $limit } a week, all sites together (assumed setting); it has them for the week of { $week }. Possible: another week, or an override with a written reason.
refusal-session-cancelled = The session of { $when } is cancelled. Possible: another session.
refusal-session-started = The session of { $when } has already started. Possible: another session, or an override with a written reason for a child who came.
refusal-session-past = The session of { $when } is past. Possible: a session to come.
refusal-care-kind-not-offered = The site does not offer this kind of care: { $kind }. Possible: another kind of care, or another site.
refusal-professionals-only = At this site, only professionals book. Possible: ask the site.
refusal-instant-limit = Limit at any instant: { $maximum } at most (115% of { $authorised }, R. 2324-27 CSP). Possible: another session, or an override with a written reason.
refusal-outside-authorisation = On { $date }, this booking is outside the authorisation: hours, premises or number of places. Possible: a session the authorisation covers.
refusal-not-admitted = The child's admission at the site does not cover { $date }. Possible: extend the admission.
refusal-not-yet-familiar = The child has not been through its first steps here, so it does not stay alone for a half-day yet. Possible: plan its first steps and validate them.
refusal-not-yet-familiar-emergency = The child has not been through its first steps here. Possible: the site manager takes it into the emergency seat, with a reason.
refusal-nothing-within-travel = No place within { $kilometres } km. Possible: a longer journey, or another session.
refusal-nothing-within-travel-nearest = No place within { $kilometres } km; the nearest is { $nearest } km away. Possible: a longer journey, or another session.
refusal-hold-expired = The hold ran out on { $expired }. Possible: ask again.
refusal-already-released = This place was already given back. Possible: a new booking, if the place is still free.
refusal-already-confirmed = This booking is already confirmed: there is nothing to do.
refusal-already-answered = This referral already has its final answer. Possible: a new referral.
refusal-referral-expired = This referral expired without an answer. Possible: send a new referral.
refusal-override-needs-reason = An override needs a written reason. Possible: write the reason, then confirm.
refusal-override-not-allowed = Your role may not override this rule. Possible: ask the site manager, if the rule accepts it.
refusal-changed-meanwhile = This changed since you opened it; nothing was saved. Possible: reload, check, do it again.
refusal-bookings-in-the-way = There is still { $bookings }: somebody must decide first. Possible: move or cancel before.
refusal-impossible-time = Impossible time: a departure cannot come before the arrival, nor a time lie ahead. Possible: correct the time.
refusal-already-recorded = An arrival or an absence is already recorded. Possible: correct it, with a reason.
refusal-period-conflict = The period ends before it starts, or overlaps another one. Possible: correct the dates, or end the other period.
refusal-email-taken = Somebody already uses this e-mail address. Possible: another address, or invite the existing person.
refusal-link-not-usable = This link was used, has expired, or was opened on another device. Possible: ask for a new link.
refusal-last-administrator = After { $day }, “{ $organisation }” would have no administrator. Possible: give that role to somebody else first, with no earlier end.
refusal-plan-not-finished = This plan is not ready (yet). Possible: wait until it is, or start another one.
refusal-plan-asks-what-if = This plan answers a “what if”: not all its places exist. Possible: start a plan without the question.
refusal-plan-published = This plan was published already. Possible: plan what is left.
refusal-plan-nothing-to-plan = There is nothing to plan in the week of { $week }: it is over, or the site has no session. Possible: another week.
refusal-plan-move-impossible = This move is not possible: the family did not ask for it, or no seat is left. Possible: one of the moves shown.
refusal-fewer-than-two-staff = R2 · On { $when }, from { $at } on, there would be { $present } instead of two adults with the children (R. 2324-43-1 CSP). Possible: another session, one adult more on the roster, or an override with a written reason.
refusal-too-few-staff = R3 · On { $when }, from { $at } on, the ratio asks for { $required } and the roster has { $present }, outings taken off (R. 2324-46-4 CSP). Possible: another session, one adult more on the roster, or an override with a written reason.
refusal-no-honorability-check = R5 · Nobody works with children without a valid certificate of honorability: none holds on { $date } (L. 133-6 CASF). Possible: check a certificate less than six months old and write the date down.
refusal-shift-overlaps = This person already works on { $date }, from { $from } to { $until }. Possible: other hours, or move that shift.
refusal-staff-absent = This person is absent on { $date }. Possible: somebody else, or correct the absence.
refusal-outside-contract = No contract of this person covers { $date }. Possible: write the contract down, or somebody else.
refusal-outing-too-few-staff = R4 · On { $date }, an outing of { $children } asks for { $required } all the way; planned: { $present } (R. 2324-43-2 CSP: two adults, one for five children). Possible: one adult more, fewer children (at most { $most } with these adults), or an override with a written reason.
refusal-outing-leaves-too-few = R2-R3 · On { $date }, from { $at } on, { $children } would stay with { $present } instead of { $required } (R. 2324-43-1 and R. 2324-46-4 CSP). Possible: take more children or fewer adults, one adult more on the roster, or an override with a written reason.
refusal-outing-overlaps = One of these children or adults is on an outing already on { $date }, from { $from } to { $until }. Possible: other hours, or without that person.
refusal-familiarisation-under-way = This child's first steps have begun here already. Possible: go on with those, or stop them first.
refusal-visit-not-next = Only the first visit without an answer is answered, once it has begun. Possible: answer that one first.
refusal-referent-with-another-child = The referent is with another child on { $date }, and no other time of the session fits. Possible: give that visit back first, or choose somebody else.
refusal-referent-not-there = The referent is not on the roster for long enough on { $date }. Possible: give that visit back first, change the roster, or choose somebody else.
refusal-paper-overdue = W3 · A paper of admission has been missing since { $since } (R. 2324-39-1 CSP). Possible: the paper, noted in the admission file, or an override with a written reason.
refusal-certificate-too-old = The certificate was more than two months old on the first day of care (R. 2324-39-1 CSP). Possible: one signed on { $not_before } or later.

## What a professional is told and that stops nothing (`i18n::warning_sentence`)
warning-weekly-presence = Week of { $week }: the planned presence reaches { $percent }% of the weekly capacity (100% at most). Nothing is blocked; lighten the week or keep the reason.
warning-weekly-presence-without-capacity = Week of { $week }: children are planned where no place is authorised at these hours. Check the authorisation.
warning-below-minimum-frequency = { $month }: { $booked } of the { $minimum } the site asks for at least. Nothing is blocked; offer the family a date.
warning-first-category-share = W2 · { $month }: { $percent }% of the rostered hours are of category 1; at least 40% are needed (R. 2324-42 CSP). Nothing is blocked; plan one graduate more.
warning-no-first-category = W6 · On { $date }, from { $at } on, nobody of category 1 is with the children: one is needed above 24 places (R. 2324-43-1 CSP).
warning-honorability-due = W12 · The certificate of honorability of { $name } is to be checked again before { $due } (every three years).
warning-honorability-missing = W12 · No valid certificate of honorability for { $name }: this person does not count with the children.
warning-alone-not-first-category = W13 · On { $date }, from { $at } on, one person alone who is not a category 1 graduate (micro-crèche, since 1 September 2026).
warning-no-drill = W12 · No evacuation or shelter drill in twelve months: the last was on { $date }.
warning-no-drill-ever = W12 · No evacuation or shelter drill is recorded for this site.
warning-no-shelter-drill = W12 · No shelter drill in twelve months: the last was on { $date } (at least one a year, circular of 17 August 2016).
warning-no-shelter-drill-ever = W12 · No shelter drill is recorded (at least one a year, circular of 17 August 2016).
warning-authorisation-ends = W12 · The authorisation ends on { $date }, in less than { $months } months: prepare its renewal.
warning-directs-too-many = W4 · { $name } directs { $count } micro-crèches: two at most since 1 September 2026.
warning-direction-too-short = W4 · The direction of this micro-crèche has { $percent } % of a full time: at least 50 % is needed since 1 September 2026.
warning-health-referent-short = W5 · Health and inclusion referent: { $done } recorded for the quarter that began in { $quarter }, { $hours } h are needed.
warning-paper-overdue = W3 · A paper of admission has been overdue since { $due }. See the admission file.
warning-paper-due = W3 · A paper of admission is missing; the provisional admission ends on { $due }.

## Parts of the sentences
refusal-count-places = { $count ->
    [one] { $count } authorised place
   *[other] { $count } authorised places
}
refusal-offer-taken = The seat on { $when } is taken: another family said yes first. Possible: the request waits on, nothing is lost.
refusal-promise-stands = This seat is kept for a promise. Possible: wait for the day of the answer, or take the request back with the family.
refusal-count-adults = { $count ->
    [0] no adult
    [one] { $count } adult
   *[other] { $count } adults
}

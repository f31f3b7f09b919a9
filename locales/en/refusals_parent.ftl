### Why a rule says no, for a parent: simple words, one idea, and what to do next.
### Put together by `i18n::sentence_for_parent`.

refusal-parent-seats-full = There is no place left on { $when }. Choose another time, or ask to be told if a place becomes free.
refusal-parent-child-already-placed = Your child already has a place on { $when }. To change it, cancel the first one before.
refusal-parent-too-young = Your child is still too young for this place. Your child can come from { $from }: choose a later date.
refusal-parent-too-old = Your child has been too old for this place since { $since }. Ask the person who supports you to look for another place.
refusal-parent-not-referred = To come here, a professional must first tell us about you. Ask your adviser (France Travail, PMI, RPE…).
refusal-parent-full-day-needs-situation = The full day is for parents who work or are in training. Choose a half-day. If you have started a job or a training course, tell us: { $date } will become possible.
refusal-parent-site-closed = The place is closed on { $when }. Choose another day.
refusal-parent-outside-hours = On { $when }, this place is not open long enough for your hours. Choose other hours or another place.
refusal-parent-notice-too-short = It is too late to book this place: it had to be before { $latest }. Choose another time, or call the site.
refusal-parent-too-far-ahead = It is too early to book this day. Come back from { $opens }.
refusal-parent-fair-share-reached = Your child already has { $limit } in the week of { $week }: that is the most, so that every family gets a place. Choose another week.
refusal-parent-baby-week-full = Under { $age }, your child comes to at most { $limit } a week, so that its rhythm is kept. It already has them in the week of { $week }. Choose another week, or ask the site.
refusal-parent-session-cancelled = Care on { $when } is cancelled. Choose another time.
refusal-parent-session-started = Care on { $when } has already started. Call the site, or choose another time.
refusal-parent-session-past = { $when } is already past. Choose a time to come.
refusal-parent-care-kind-not-offered = This place does not offer this care: { $kind }. Choose another place, or ask the person who supports you.
refusal-parent-professionals-only = Here, the team books the places. Call the site, or ask the person who supports you.
refusal-parent-instant-limit = There are already too many children at that time. Choose another time.
refusal-parent-outside-authorisation = On { $date }, this place is not allowed to receive children at these hours. Choose another time.
refusal-parent-not-admitted = Your child's registration does not cover { $date }. Call the site to extend it.
refusal-parent-not-yet-familiar = First your child gets to know the team, step by step, with you. The team will give you the dates.
refusal-parent-nothing-within-travel = There is no place within { $kilometres } km of your home. Try another day, or accept a longer journey.
refusal-parent-nothing-within-travel-nearest = There is no place within { $kilometres } km of your home. There is one { $nearest } km away: accept a longer journey, or try another day.
refusal-parent-hold-expired = The place was kept for you until { $expired }. Ask again: it may still be free.
refusal-parent-already-released = This place was already given back. If you still need it, ask again.
refusal-parent-already-confirmed = This place is already yours. You have nothing to do.
refusal-parent-already-answered = An answer has already been given. Ask the person who supports you for it.
refusal-parent-referral-expired = The request made for you is too old. Ask the person who supports you to make a new one.
refusal-parent-override-needs-reason = The team must write down why it makes an exception. Call the site.
refusal-parent-override-not-allowed = No exception is possible here. Call the site to look for another solution.
refusal-parent-changed-meanwhile = Something changed meanwhile. Look again, then start over.
refusal-parent-bookings-in-the-way = Places are booked ({ $bookings }). Call the site: the team must decide first.
refusal-parent-impossible-time = This time is not possible. Check it, then try again.
refusal-parent-already-recorded = This is already written down. If it is a mistake, tell the team.
refusal-parent-period-conflict = These dates do not fit together. Check the start and the end.
refusal-parent-email-taken = This e-mail address is already used. Try another one, or ask the team for help.
refusal-parent-link-not-usable = This link no longer works. Ask for a new one: we will send it by text message.
refusal-parent-last-administrator = “{ $organisation }” must keep somebody who runs it. Ask the team to name another person first.

## Parts of the sentences
refusal-count-bookings = { $count ->
    [one] { $count } booking
   *[other] { $count } bookings
}
refusal-parent-plan-not-finished = The plan is not ready. Ask the team.
refusal-parent-plan-asks-what-if = This plan is a trial. Ask the team.
refusal-parent-plan-published = The plan is made already. Ask the team.
refusal-parent-plan-nothing-to-plan = There is nothing to plan in that week. Ask for another week.
refusal-parent-plan-move-impossible = This change is not possible. Ask the team.
refusal-parent-offer-taken = The place on { $when } is taken. Thank you. Your request stays on the list.
refusal-parent-promise-stands = This place is promised. Wait for the day of the answer.
refusal-parent-fewer-than-two-staff = There are not enough adults for one more child on { $when }. Choose another time.
refusal-parent-too-few-staff = There are not enough adults for one more child on { $when }. Choose another time.
refusal-parent-no-honorability-check = This change is not possible on { $date }. Call the site.
refusal-parent-shift-overlaps = This change is not possible on { $date }. Call the site.
refusal-parent-outing-too-few-staff = This change is not possible on { $date }. Call the site.
refusal-parent-outing-leaves-too-few = This change is not possible on { $date }. Call the site.
refusal-parent-outing-overlaps = This change is not possible on { $date }. Call the site.
refusal-parent-staff-absent = This change is not possible on { $date }. Call the site.
refusal-parent-outside-contract = This change is not possible on { $date }. Call the site.
refusal-parent-familiarisation-under-way = Your child's first steps have begun already.
refusal-parent-visit-not-next = This is not possible yet. Call the site.
refusal-parent-referent-not-free = The person who goes with your child is not free on { $date }.
refusal-parent-paper-overdue = A paper has been missing since { $since }. Bring it to the site, or call the site.
refusal-parent-certificate-too-old = This certificate is too old. It must be signed on { $not_before } or later.

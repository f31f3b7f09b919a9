### The desk of the day: what waits.

desk-navigation = Desk
desk-title = My desk
desk-lead = { $date }. { $count }
desk-count = { $count ->
    [0] Nothing waits.
    [one] One thing waits.
   *[other] { $count } things wait.
}
desk-today = Today
desk-today-none = No session today.
desk-today-booked = { $booked } booked for { $seats } seats
desk-today-here = { $count ->
    [one] here
   *[other] here
}
desk-today-absent = { $count ->
    [one] { $count } absent
   *[other] { $count } absent
}
desk-today-late = { $count } late
desk-waits = What waits, the oldest first
desk-empty-title = Nothing waits
desk-empty-text = Everything is up to date. New referrals and requests will appear here.
desk-waits-counts = What waits
desk-counts = By site, counts only
desk-site = Site
desk-unnamed = a family of the area
desk-age-now = just now
desk-age-month = this month
desk-age-decide = to decide

desk-column-referral = Referrals without answer
desk-column-request = Place requests
desk-column-broken-promise = Promises to make good
desk-column-hold = Holds about to end
desk-column-decision = Sessions to decide
desk-column-not-left = Departures not recorded
desk-column-closed-by-rule = Departures to confirm
desk-column-conflict = Contradictions in attendance
desk-column-duty = Duties of the site
desk-duty-detail = Duty of the site: nothing is blocked.
desk-column-papers = Papers overdue
desk-column-low-frequency = Below minimum frequency

desk-referral = Referral { $number }, without answer
desk-referral-from = { $organisation } refers a family
desk-referral-detail = expires on { $date }
desk-request = Place request: { $name }
desk-request-detail = On the waiting list.
desk-request-detail-until = On the waiting list, answer before { $date }.
desk-broken = Promise that can no longer be kept: { $name }
desk-broken-detail = Week of { $week }: a session has closed. The family has been told; offer something else.
desk-hold = Hold: { $name }, { $when }
desk-hold-detail = Ends at { $time } without an answer of the family.
desk-decision = Session to decide: { $when }
desk-decision-no-longer-open = The rule no longer opens this session, yet children are booked.
desk-decision-seats-changed = The seats changed under bookings.
desk-not-left = { $name }: departure not recorded
desk-not-left-detail = Arrival recorded { $when }, departure never recorded.
desk-low-frequency = { $name }: { $booked } in { $month }
desk-low-frequency-detail = The site asks for at least { $minimum } a month. Nothing is blocked.
desk-papers = { $count ->
    [one] One paper of admission overdue
   *[other] { $count } papers of admission overdue
}
desk-papers-detail = The oldest since { $day }

desk-closed = { $name }: departure closed by rule
desk-closed-detail = { $when }: nobody recorded the departure, the rule supposed it at the end of the session.
desk-action-confirm = Confirm
desk-action-answer = Answer
desk-action-book = Place
desk-action-see = See
desk-action-decide = Decide
desk-action-note = Record
desk-action-offer = Offer
desk-conflict = { $name }: two things noted do not fit together
desk-conflict-detail = { $what }, { $day }. Say what happened.

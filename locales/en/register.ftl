### The register of presence, the month, departures closed by rule.

register-month-link = The month: attended and booked
register-whole-month = Register of the month
register-month-title = Register of presence, { $month }
register-month-before = Month before
register-month-after = Month after
register-go-to = Another month
register-back-to-month = Back to the month
register-day-title = { $site }, { $day }
register-day-total = Day: { $count ->
    [one] { $count } presence
   *[other] { $count } presences
}, total length { $hours }
register-no-child = { $session }: no child is booked in this session.
register-fetched = Fetched by
register-remarks = Remarks
register-not-listed = not on the list: { $words }
register-absent = Absent: { $reason }
register-instead = { $new } instead of: { $old }
register-added = Added: { $what }
register-confirmed-fact = { $what }: confirmed
register-noted = { $what }, recorded on { $when } by { $who }
register-noted-because = { $noted }. Reason: { $reason }

## A departure nobody recorded
register-closed = Departure closed by rule at { $time }, to be confirmed
register-closed-overtaken = Departure supposed at { $supposed }, then recorded at { $really }
register-closed-unseen = Departure supposed at { $supposed }: the child had not come after all
register-closed-explained = Nobody recorded this child's departure. The site's rule supposed it at the end of the booked session. Confirm this time, or correct it with its reason: nothing is erased.
register-by-rule = recorded by rule on { $when }, nobody saw it
register-confirmed = Confirmed by the team
register-confirm = Confirm
register-confirm-of = Confirm the time { $child } left
register-correct = Correct
register-correct-of = Correct the time { $child } left
register-why = Why it is added
register-why-hint = The day is over: say why it is added now. Seen by the team.

## Setting
register-closing-link = Setting of forgotten departures
register-closing-title = Forgotten departures
register-closing-rule = A departure nobody recorded is closed by rule { $minutes } after the end of the session.
register-closing-explained = The time supposed is the end of the booked session. It stays flagged on the day's sheet, the register and the desk until somebody confirms or corrects it. A departure recorded later, for example on a tablet that had no network, takes its place.
register-closing-since = From
register-closing-minutes = Time after the end of the session
register-closing-minutes-hint = Between 0 and 600 minutes.
register-closing-unit = minutes
register-closing-from = From { $date }: { $minutes }
register-closing-save = Save the time

## The month
register-balance-title = Attended and booked, { $month }
register-empty-title = No child is booked this month
register-empty-text = Booked half-days and recorded presence appear here, child by child and day by day.
register-by-child = By child
register-by-day = By day
register-total = Total
register-half-days = Came / booked
register-halves = { $came } / { $booked }
register-with-halves = { $hours } ({ $halves })
register-booked = Booked
register-attended = Attended
register-present = Total presence
register-rate = Rate
register-unused = Booked, not used
register-absent-told = Absence told
register-absent-untold = Absence not told
register-open = Nothing recorded
register-unplanned = Not booked
register-method = Each booked minute is attended, not used (came later, left earlier), absent, or without anything recorded: Booked = Attended + Booked, not used + Absences + Nothing recorded. "Not booked" counts minutes of presence before or after the session, or without a place; the length in the register is Attended + Not booked.
register-line-kind = Line
register-line-name = Name or date
register-half-days-booked = Half-days booked
register-half-days-came = Half-days attended
register-half-days-told = Absences told
register-half-days-untold = Absences not told
register-minutes-of = { $what } (minutes)

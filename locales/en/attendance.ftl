### Attendance: the day's sheet, arrivals, departures, absences.

attendance-navigation = Attendance
attendance-title = Attendance
attendance-of-day = Attendance on { $date }
attendance-previous-day = Previous day
attendance-next-day = Next day
attendance-today = Back to today
attendance-go-to = Another day
attendance-show = Show
attendance-sites = Choose the site
attendance-now = It is { $time }.
attendance-register = Day register
attendance-evacuation = Evacuation list

## Counts
attendance-tally = Where the children are
attendance-tally-here = { $count ->
    [one] here
   *[other] here
}
attendance-tally-expected = { $count ->
    [one] expected
   *[other] expected
}
attendance-tally-left = { $count ->
    [one] gone home
   *[other] gone home
}
attendance-tally-absent = { $count ->
    [one] absent
   *[other] absent
}

## States
attendance-state-expected = Expected
attendance-state-late = Late
attendance-state-here = Here
attendance-state-left = Gone home
attendance-state-absent = Absent
attendance-since = since { $time }
attendance-from-to = from { $from } to { $until }
attendance-expected-at = expected at { $time }
attendance-late-since = expected { $minutes } ago
attendance-session = { $half-day }, { $hours }
attendance-session-cancelled = This session is cancelled, yet children are still booked. Tell the manager.

## Gestures
attendance-arrive = Arrival
attendance-leave = Departure
attendance-absent = Absence
attendance-arrive-of = Record that { $child } arrives now
attendance-leave-of = Record that { $child } leaves now
attendance-absent-of = Record that { $child } is absent
attendance-undo-of = Undo: { $what }, { $child }
attendance-absence-why = Why does { $child } not come?
attendance-absent-both = The whole day: { $half-day } too
attendance-note = Record
attendance-note-of = Record the attendance of { $child }
attendance-correct-of = { $child }: see or correct the attendance

## Nothing
attendance-empty-title = No child is expected on this day
attendance-empty-text = Children booked on the week board appear here.
attendance-no-session-title = The site is closed on this day
attendance-no-session-text = No session is open on this date.
attendance-no-child = No child is booked in this session.
attendance-no-site-title = You do not belong to any site
attendance-no-site-text = Ask your organisation's administrator to add you to a site.
attendance-future = This date is to come: attendance is recorded on the day itself. To free a place, use the week board.

## A child's line for a session
attendance-line-title = { $child }: { $when }
attendance-back = Back to the day's sheet
attendance-history = What was recorded
attendance-history-empty = Nothing is recorded yet.
attendance-history-recorded = recorded on { $when } by { $who }
attendance-history-recorded-by-system = recorded on { $when }
attendance-history-corrected = corrected
attendance-history-undone = undone at once
attendance-history-withdrawn = { $what }: did not happen
attendance-history-reason = Reason: { $reason }
attendance-record-title = Record at another time
attendance-record-arrived = Record the arrival
attendance-record-left = Record the departure
attendance-record-absent = Record the absence
attendance-time = Time
attendance-time-arrived = Time of arrival
attendance-time-left = Time of departure
attendance-absence-reason = Reason of the absence
attendance-correct-title = Correct
attendance-correct-lead = Nothing is erased: the correction is added, with its reason and your name.
attendance-correct-which = What is recorded: { $what }
attendance-correct-what = What really happened
attendance-correct-time = Time (arrival or departure)
attendance-correct-nothing = It did not happen
attendance-correct-nothing-hint = One child taken for another, for example
attendance-correct-reason = Reason of the correction
attendance-correct-reason-hint = Seen by the site's team.
attendance-correct-save = Save the correction
attendance-refused-rule = Attendance not recorded
attendance-fact-arrived = Arrival at { $time }
attendance-fact-left = Departure at { $time }
attendance-fact-absent = Absence ({ $reason })

## Register and evacuation
attendance-register-title = Attendance register of { $date }
attendance-register-printed = Printed on { $when }
attendance-register-caption = { $half-day }, { $hours }, { $premises }
attendance-register-child = Child
attendance-register-age = Age
attendance-register-expected = Expected
attendance-register-arrived = Arrival
attendance-register-left = Departure
attendance-register-state = Remark
attendance-register-signature = Signature
attendance-register-minutes = Length
attendance-register-corrected = Corrected: { $reason }
attendance-register-total = Present: { $children }, total length { $hours }
attendance-evacuation-title = Children here now
attendance-evacuation-lead = { $count ->
    [0] No child is on the premises at { $time }.
    [one] { $count } child on the premises at { $time }.
   *[other] { $count } children on the premises at { $time }.
}
attendance-evacuation-caption = Roll call
attendance-evacuation-premises = Premises
attendance-evacuation-checked = Seen
attendance-export = Export a period
attendance-export-download = Download the table (CSV)
attendance-export-date = Date
attendance-export-half-day = Half-day
attendance-export-premises = Premises
attendance-export-minutes = Minutes of presence
attendance-export-care-kind = Kind of care

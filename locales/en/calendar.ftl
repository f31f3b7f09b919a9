### Opening rules, closures, the calendar of a site, the school calendar.

## Opening rules
calendar-rules = Opening rules
calendar-rules-lead = A rule opens one half-day of the week at some premises, always, in term or in the school holidays. To change it, correct it from a day on: what is past stays.
calendar-rules-past = { $count ->
    [one] { $count } rule that has ended is not shown.
   *[other] { $count } rules that have ended are not shown.
}
calendar-conflict = { $day }: { $problem }
calendar-half-day = Half-day
calendar-seats-column = Seats
calendar-seats-regular = { $count ->
    [one] { $count } regular seat
   *[other] { $count } regular seats
}
calendar-seats-adaptation = { $count ->
    [one] { $count } familiarisation seat
   *[other] { $count } familiarisation seats
}
calendar-seats-emergency = { $count ->
    [one] { $count } emergency seat
   *[other] { $count } emergency seats
}
calendar-seats-hint = How many children at the same time, by class of seat.
calendar-seats-taken = { $class }: { $taken } of { $total } taken
calendar-rule-new = New opening rule
calendar-rule-new-lead = You will see its effect before saving.
calendar-rule-correct = Correct the rule
calendar-rule-correct-lead = The rule reads so from the chosen day on; before, it stays as it was. You will see the sessions it touches before saving.
calendar-rule-end = End the rule
calendar-correct = Correct
calendar-weekdays = Days of the week
calendar-starts-at = Opens at
calendar-ends-at = Closes at
calendar-see-effect = See the effect before saving

## What a change touches
calendar-preview = Before saving
calendar-preview-lead = Nothing is saved yet. This is what the change does to the sessions of the next 26 weeks.
calendar-preview-nothing = This change touches no session to come.
calendar-preview-added = { $count ->
    [one] { $count } session is added.
   *[other] { $count } sessions are added.
}
calendar-preview-touched = { $count ->
    [one] { $count } existing session is touched.
   *[other] { $count } existing sessions are touched.
}
calendar-preview-children = { $count ->
    [one] { $count } child has a place in these sessions.
   *[other] { $count } children have a place in these sessions.
}
calendar-preview-decisions = { $count ->
    [one] { $count } session will need a decision
   *[other] { $count } sessions will need a decision
}
calendar-preview-decisions-text = Children are expected there: they stay as they are until you keep or cancel them.
calendar-preview-others = { $count ->
    [one] and { $count } more session without children.
   *[other] and { $count } more sessions without children.
}
calendar-preview-sessions = Sessions touched
calendar-session = Session
calendar-becomes = Becomes
calendar-booked = Bookings
calendar-outcome-decide = To decide
calendar-outcome-cancelled = Cancelled
calendar-outcome-opened = Open again
calendar-outcome-changed = Changed: { $how }
calendar-children = { $count ->
    [one] { $count } child expected
   *[other] { $count } children expected
}
calendar-holds = { $count ->
    [one] { $count } held seat
   *[other] { $count } held seats
}
calendar-confirm = Save this change

## Closures
calendar-no-closure = No closure
calendar-no-closure-text = The site opens by its rules, but on public holidays.
calendar-closure-new = Close
calendar-closed-what = What closes
calendar-whole-site = The whole site
calendar-whole-day = The whole day
calendar-first-day = First day
calendar-last-day = Last day
calendar-last-day-hint = Empty: one day only.
calendar-reason = Reason
calendar-note = Note
calendar-lift = Lift

## The calendar
calendar-views = View
calendar-month = Month
calendar-week = Week
calendar-turn = Another period
calendar-previous-month = Previous month
calendar-next-month = Next month
calendar-free = { $count ->
    [one] { $count } free place
   *[other] { $count } free places
}
calendar-exception = exception
calendar-decisions = To decide
calendar-decisions-lead = The rules no longer have these sessions so, but children have their places there. Keep them as they are, or cancel them: the places are then given back.
calendar-why-closed = No rule opens this half-day any more.
calendar-why-seats = The rules leave fewer seats than children.
calendar-keep = Keep as an exception
calendar-cancel = Cancel the session
calendar-kept = The session is kept as it is.
calendar-cancelled = { $count ->
    [one] The session is cancelled, { $count } place is given back. Tell the family.
   *[other] The session is cancelled, { $count } places are given back. Tell the families.
}
calendar-school-unknown = The school calendar of this year is not known: days are read as term.

## The school calendar
calendar-school-navigation = School holidays
calendar-school = School calendar
calendar-school-lead = Days without school of each zone, with their source. After a change, the sessions to come of the sites concerned follow.
calendar-school-zones = Zones
calendar-school-site = A site follows a calendar of its own
calendar-school-of-zone = Holidays: { $zone }
calendar-school-of-site = The calendar of { $site } itself
calendar-school-empty = No row
calendar-school-empty-text = Without a row for a year, the site follows its zone, and an unknown zone is read as term.
calendar-school-year = School year
calendar-school-add = Add a period
calendar-school-change = Change the period
calendar-school-saved = Saved. The sessions to come follow in a moment.
calendar-first-free-day = First day without school
calendar-last-free-day = Last day without school
calendar-source = Source
calendar-source-hint = Where these dates are published
calendar-verified = verified
calendar-assumed = assumed
calendar-assumed-label = Assumed dates: no source confirms them
calendar-file = Import a file
calendar-file-lead = Paste the content of the file. For each zone and school year in it, its rows replace those here. First line:
calendar-file-label = Content of the CSV file
calendar-file-import = Import
calendar-file-empty = The file has no row.
calendar-file-error = Line { $line }, column { $column }: { $problem }
calendar-file-imported = { $count ->
    [one] { $count } row imported. The sessions to come follow in a moment.
   *[other] { $count } rows imported. The sessions to come follow in a moment.
}
calendar-rota-link = Where the site is, day by day (two weeks)
calendar-rota-title = Rota from { $from } to { $until }
calendar-rota-lead = The places, day by day. A hall is set up once for the sessions that follow each other there.
calendar-rota-previous = The two weeks before
calendar-rota-next = The two weeks after
calendar-rota-none = No session in these two weeks
calendar-rota-none-text = Sessions come from the opening rules, place by place.
calendar-rota-day = Day
calendar-rota-place = Place
calendar-rota-set-up = Set up from
calendar-rota-hours = Care
calendar-rota-seats = Places
calendar-rota-missing = { $minutes } min are missing to come and set up

### The team of a site, its roster, and whether the adults are enough.

## The team
staff-tab = Staff
staff-title = The team
staff-lead = Who works with the children: dated qualifications, certificate of honorability, contract. The certificate itself is never kept here.
staff-search = Search a name, a qualification
staff-empty = Nobody in the team yet
staff-empty-text = Add somebody below, or paste the whole team from a spreadsheet. As long as nobody is on the roster, nothing changes for bookings.
staff-person = Person
staff-training = Qualification
staff-check = Certificate of honorability
staff-weekly-hours = Hours a week
staff-remarks = Remarks
staff-check-missing = No certificate checked
staff-check-expired = Certificate expired
staff-check-due = To be checked again before { $due }
staff-check-valid = Valid until { $due }
staff-checks-due = Certificates to ask for or check again
staff-hours = { $hours } h
staff-hours-minutes = { $hours } h { $minutes }
staff-untrained = No qualification counted
staff-trained = { $title } · { $category }
staff-everywhere-note = at every site
staff-until = until { $day }
staff-absent-today = absent today
staff-no-contract = no contract noted
staff-no-contract-text = No contract noted: this person may be on the roster at any time.
staff-new = Add a person
staff-add = Add to the team
staff-added = This person is in the team. Write down the qualification and the certificate.
staff-given-name = Given name
staff-family-name = Family name
staff-account = Marelle account
staff-account-hint = If this person signs in to Marelle.
staff-no-account = No account
staff-everywhere = Works at every site of the operator
staff-ratio = How adults are counted
staff-ratio-change = Change how adults are counted
staff-ratio-hint = What your house rules say (R. 2324-46-4 CSP). The text does not say how a mixed group is rounded: to be checked with the PMI.
staff-ratio-mode = Ratio chosen
staff-ratio-rounding = Rounding of a mixed group
staff-ratio-rounding-hint = No effect with 1 adult for 6.
staff-ratio-familiarisation = A child in familiarisation takes an adult of its own
staff-ratio-assumed = Not yet read in the house rules
staff-ratio-from = From { $day }: { $rule }
staff-ratio-with-familiarisation = { $rule }, one adult for each child in familiarisation
staff-ratio-unread = { $rule } (to be checked)
staff-check-lead = Only the dates and who checked are written down. The certificate must be less than six months old and its authenticity is checked on the State's site; to be done again every three years.
staff-check-new = Write a checked certificate down
staff-issued-on = Date of the certificate
staff-issued-on-hint = Less than six months before the check
staff-checked-on = Checked on
staff-genuine = I checked its authenticity on the State's site
staff-check-of = Checked on { $checked }, valid until { $until }
staff-check-by = By { $name }; certificate of { $issued }
staff-qualification = Title
staff-qualification-new = Add a qualification
staff-qualified-on = Obtained on
staff-contract = Contract
staff-contract-new = Write a contract down
staff-contract-of = { $hours } a week
staff-absences = Absences
staff-no-absence = No absence noted
staff-absence-new = Write an absence down
staff-absence-hint = A medical reason is never asked. During an absence the person does not count any more.
staff-absence-kind = Kind of absence
staff-first-day = First day
staff-last-day = Last day
staff-next-shifts = The next three weeks
staff-no-shift = No shift planned
staff-shift-line = { $day }, { $hours }
staff-change = Correct the name, note a departure
staff-ended-on = Last day in the team
staff-fact-withdrawn = Removed: { $what }.
staff-fact-restored = Put back: { $what }.
staff-import = Import from a spreadsheet
staff-export = Export (CSV)
staff-import-lead = Paste the rows of your spreadsheet, the first with the names of the columns, in any order. Commas, semicolons or tabs. Given name and family name are enough.
staff-import-file = Rows of the spreadsheet
staff-import-see = See what would be added
staff-import-preview = { $good } of { $all } can be added. Nothing is saved yet.
staff-import-rows = Row by row
staff-import-line = Row
staff-import-what = What would be noted, or what is wrong
staff-import-good = Ready
staff-import-bad = Left out
staff-import-correct = Correct and look again
staff-import-titles = Qualifications that are known
staff-import-empty = No row to read below that of the columns.
staff-import-head = The first row must name at least the columns “prénom” and “nom” (or given_name, family_name).
staff-this-import = this import
staff-imported = { $count ->
    [one] { $count } person added to the team.
   *[other] { $count } people added to the team.
}
staff-import-undone = { $count ->
    [one] { $count } person taken out of the team.
   *[other] { $count } people taken out of the team.
}
staff-import-do = { $count ->
    [one] Add this person
   *[other] Add these { $count } people
}

## The roster
roster-navigation = Roster
roster-tab = Shifts
roster-title = Roster, week of { $monday }
roster-caption = { $site }, roster from { $first } to { $last }
roster-share = Category 1 in { $month }: { $percent }% of the rostered hours (40% at least)
roster-closed = Closed
roster-opens = opens
roster-closes = closes
roster-opens-box = Opens the house
roster-closes-box = Closes the house
roster-opened-by = Opening: { $names }
roster-closed-by = Closing: { $names }
roster-block = { $name }, { $day }: { $hours }
roster-add-words = Add a shift: { $name }, { $day }
roster-elsewhere = another site
roster-hours-of = { $hours } of { $contract }
roster-does-not-count = does not count
roster-empty = Nobody to put on the roster
roster-empty-text = The roster begins with the team: add the people first.
roster-add = Add a shift
roster-move = Change this shift
roster-remove = Remove this shift
roster-premises = Premises
roster-date = Day
roster-dates = Days
roster-from = From
roster-until = To
roster-half-hours = On the hour or half past
roster-moved = Shift changed.
roster-removed = Shift removed.
roster-undone = Undone: the roster is as it was.
roster-this-change = this change of the roster
roster-now-wrong = Careful, { $day }: { $what }.
roster-see-week = See the week
roster-copy = Copy this week
roster-copy-to = To the week of
roster-copy-see = See what would be copied
roster-copy-title = Copy the week of { $from } to that of { $to }
roster-copy-nothing = This week has no shift to copy.
roster-added = { $count ->
    [one] Shift added.
   *[other] { $count } shifts added.
}
roster-copied = { $count ->
    [one] { $count } shift copied.
   *[other] { $count } shifts copied.
}
roster-copy-can = { $count ->
    [one] { $count } shift will be copied
   *[other] { $count } shifts will be copied
}
roster-copy-cannot = { $count ->
    [one] { $count } shift cannot be copied
   *[other] { $count } shifts cannot be copied
}
roster-copy-do = { $count ->
    [one] Copy this shift
   *[other] Copy these { $count } shifts
}

## Adults and children of a day
ratio-title = Adults and children, { $day }
ratio-day-title = { $day } · { $premises }
ratio-day-before = Day before
ratio-day-after = Day after
ratio-rule = { $mode } ({ $rounding })
ratio-assumed = assumed, to be checked
ratio-closed-title = Neither session nor shift on that day
ratio-closed-text = Choose another day, or add a shift to the roster.
ratio-head-count = R1: { $children } for { $maximum } at most (115% of the places)
ratio-fewer-than-two = R2: { $present } instead of two
ratio-too-few = R3: { $required } needed, { $present } on the roster
ratio-no-first-category = W6: nobody of category 1
ratio-alone = W13: one person alone, not a graduate
ratio-mend-adult = one adult more
ratio-mend-first = one adult of category 1 more
ratio-mend-walking = one child who walks less
ratio-mend-not-walking = one child who does not walk less
ratio-mend-familiarising = one child in familiarisation less
ratio-mend-exchange = somebody of category 1 in place of one of category 2
ratio-at = { $hours }, { $what }
ratio-enough = Enough adults
ratio-enough-all-day = Enough adults all day
ratio-figure-words = { $day }. { $what }
ratio-now = At { $time }
ratio-legal = Legal
ratio-needed = Adults
ratio-needed-value = needed: { $required }; on the roster: { $present }
ratio-next-break = Next time against a rule
ratio-none = None that day
ratio-mends = What mends it alone
ratio-mends-none = One change is not enough
ratio-table-real = Hour by hour: what happened, then what is planned
ratio-table-planned = Hour by hour: what is planned
ratio-hours = Hours
ratio-children = Children
ratio-walking = who walk
ratio-present = Adults on the roster
ratio-required = Adults needed
ratio-no-children = no child
ratio-wrong = Finding
ratio-as-planned = The day as it was planned
ratio-team = Who works
ratio-nobody = Nobody is on the roster that day: bookings do not look at the adults.
ratio-legend-adult = adult on the roster
ratio-legend-missing = missing adult
ratio-legend-needed = adults needed
ratio-legend-children = children
ratio-of-week = Adults and children of the week
ratio-no-roster = No roster this week: bookings look at places only.
ratio-make-roster = Make the roster

## The week's sheet
surplus-see = Occupancy sheet of the week (surplus)
surplus-title = Occupancy, week from { $first } to { $last }
surplus-as-of = Computed on { $instant }
surplus-kept-on = Kept as it was on { $instant }
surplus-within = The week stays within 100% of the hourly capacity.
surplus-beyond = W1 · The week passes 100% of the hourly capacity (R. 2324-27 CSP).
surplus-hours = { $hours } h { $minutes }
surplus-no-rate = no capacity
surplus-rate = { $percent }%
surplus-nobody = no child
surplus-peak = { $children }, { $hours } ({ $places })
surplus-staff = { $present } on the roster; needed: { $required }
surplus-no-roster = no roster kept; needed: { $required }
surplus-line = { $presence } of presence for { $capacity } of capacity: { $rate }
surplus-week = Week
surplus-month = Category 1, { $month }
surplus-month-none = no hour on the roster
surplus-month-share = { $percent }% of the rostered hours (40% at least)
surplus-empty = No session this week
surplus-days = Day by day
surplus-day = Day
surplus-opening = Opening
surplus-capacity = Capacity
surplus-presence = Presence
surplus-planned = planned
surplus-rate-head = Rate
surplus-peak-head = Fullest moment
surplus-staff-head = Adults at that time
surplus-method = Capacity: authorised places × opening hours of the sessions, band by band. Presence: hours recorded at arrival and departure; for days to come, hours booked. Order of 8 October 2021; to be kept three years at least for control.
surplus-keep = Keep this sheet
surplus-kept = Sheet kept: it will not change any more.
surplus-kept-sheets = Sheets kept of this week

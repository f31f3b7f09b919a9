### Words of every page.

app-name = Marelle

## Dates, times and lists (put together by `Text::date_long` and its like)

date-pattern-long = { $weekday } { $day } { $month } { $year }
date-pattern-medium = { $day } { $month } { $year }
date-pattern-short = { $weekday } { $day } { $month }
date-pattern-month = { $month } { $year }
date-pattern-morning = { $weekday } { $day } { $month } in the morning
date-pattern-afternoon = { $weekday } { $day } { $month } in the afternoon
date-pattern-instant = { $date } at { $time }
time-pattern-range = { $from } – { $until }
period-pattern-until = from { $from } to { $until }
period-pattern-day = on { $day }
period-pattern-open = since { $from }
age-pattern-months = { $months ->
    [one] { $months } month
   *[other] { $months } months
}
age-pattern-years = { $years ->
    [one] { $years } year
   *[other] { $years } years
}
list-comma = ,{ " " }
list-pattern-and = { $first } and { $last }
list-pattern-or = { $first } or { $last }
half-day-morning = morning
half-day-afternoon = afternoon
day-of-week-monday = Monday
day-of-week-tuesday = Tuesday
day-of-week-wednesday = Wednesday
day-of-week-thursday = Thursday
day-of-week-friday = Friday
day-of-week-saturday = Saturday
day-of-week-sunday = Sunday
weekday-short-monday = Mon
weekday-short-tuesday = Tue
weekday-short-wednesday = Wed
weekday-short-thursday = Thu
weekday-short-friday = Fri
weekday-short-saturday = Sat
weekday-short-sunday = Sun
month-january = January
month-february = February
month-march = March
month-april = April
month-may = May
month-june = June
month-july = July
month-august = August
month-september = September
month-october = October
month-november = November
month-december = December
month-short-january = Jan
month-short-february = Feb
month-short-march = Mar
month-short-april = Apr
month-short-may = May
month-short-june = Jun
month-short-july = Jul
month-short-august = Aug
month-short-september = Sep
month-short-october = Oct
month-short-november = Nov
month-short-december = Dec

app-tagline = Childcare that lets you get back to work

## Actions
action-save = Save
action-cancel = Cancel
action-confirm = Confirm
action-undo = Undo
action-back = Back
action-next = Next
action-previous = Previous
action-search = Search
action-clear-search = Clear the search
action-filter = Filter
action-print = Print
action-close = Close
action-edit = Edit
action-delete = Delete
action-add = Add
action-remove = Remove
action-send = Send
action-reply = Reply
action-choose = Choose
action-call = Call
action-download = Download
action-copy = Copy
action-try-again = Try again
action-sign-in = Sign in
action-sign-out = Sign out
action-see-more = See more
action-see-all = See all
action-see-details = See details
action-skip-to-content = Skip to content
answer-yes = Yes
answer-no = No
answer-not-known = Not known
menu = Menu
menu-home = Home
breadcrumb = You are here

## Errors of a whole page: what happened, and what to do
error-request-title = This request cannot be read
error-request-body = Go back to the previous page and start again. If it keeps happening, tell your site.
error-forbidden-title = You cannot do this
error-forbidden-body = Your role does not allow this action. Ask the person who manages your access, or go back to the home page.
error-not-found-title = Page not found
error-not-found-body = The address is wrong, or this page is not open to you. Check the link, or go back to the home page.
error-conflict-title = Somebody changed this page meanwhile
error-conflict-body = Nothing was saved. Reload the page, check it, then try again.
error-invalid-title = There is a mistake in the form
error-invalid-body = Nothing was saved. Correct the fields pointed out, then send again.
error-too-large-title = What you are sending is too large
error-too-large-body = Shorten the text or choose a smaller file, then try again.
error-too-many-title = Too many requests in a short time
error-too-many-body = Wait a minute, then try again.
error-internal-title = Something went wrong on our side
error-internal-body = Nothing that was saved is lost. Try again in a few minutes.
error-offline-title = No connection
error-offline-body = Check your network, then try again. What you have not sent yet is not saved.
error-signed-out-title = You are signed out
error-signed-out-body = Sign in again to go on.
error-reference = Reference to give if you contact us: { $reference }

## Errors of a field, shown beside it
form-errors-title = { $count ->
    [one] { $count } field to correct
   *[other] { $count } fields to correct
}
form-error-required = This field is needed.
form-error-too-long = This text is too long: { $max } characters at most.
form-error-too-short = This text is too short: { $min } characters at least.
form-error-not-a-date = This is not a date. Example: 26/11/2026.
form-error-not-a-time = This is not a time. Example: 8:30.
form-error-not-an-email = This is not an e-mail address. Example: name@example.org.
form-error-not-a-phone = This is not a phone number. Example: 06 12 34 56 78.
form-error-not-a-choice = Choose an answer from the list.
form-error-not-a-number = Write a whole number, in digits.
form-error-too-small = This number must be { $min } or more.
form-error-too-large = This number must be { $max } or less.
form-error-not-an-id = This identifier does not exist.
form-error-must-be-after = The date must be after { $date }.
form-error-must-be-before = The date must be before { $date }.
form-error-until-before-from = The end must be after the start.
form-error-must-be-checked = Tick this box to go on.
form-error-not-a-commune = This town is not known. Choose it from the list.
form-error-not-a-postal-code = This is not a postal code. Example: 34400.
form-error-too-many-items = You can give { $max } at most.
form-error-unknown-field = The field “{ $field }” does not exist.
form-error-invalid = This value is not accepted.
form-optional = (optional)
form-all-required = All fields are needed unless it says otherwise.
form-date-hint = Day/month/year, for example 26/11/2026
form-time-hint = For example 8:30
form-phone-hint = For example 06 12 34 56 78
form-email-hint = For example name@example.org
form-choose = Choose…
form-saved = Saved.
form-removed = Deleted.
form-undone = Undone: everything is as it was before.

## Lists
list-empty = There is nothing here yet.
list-empty-search = No result for “{ $query }”. Check the spelling or search for fewer words.
list-empty-filter = Nothing matches this filter.
list-count = { $count ->
    [one] { $count } result
   *[other] { $count } results
}
list-search-label = Search the list
list-sort-by = Sort by
list-sort-ascending = Ascending order
list-sort-descending = Descending order
paging = Pages
paging-previous = Previous page
paging-next = Next page
paging-first = Back to the start
paging-position = Page { $page } of { $pages }
paging-shown = { $first } to { $last } of { $total }

## Notices
language-choose = Change the language
language-fr = French
language-en = English
language-ar = Arabic
notice-translation-not-reviewed = This translation has not been reviewed yet. If in doubt, the French text counts.
notice-only-in-french = This page is only in French for now.
notice-no-account = You do not need an account.
notice-demo = Demonstration: all the people are invented.
notice-opens-new-window = (new window)
who-can-see = Who can see this?

## Near days, counts and distances
day-today = today
day-tomorrow = tomorrow
day-yesterday = yesterday
week-of = week of { $date }
week-number = week { $number }
until-further-notice = until further notice
count-children = { $count ->
    [one] { $count } child
   *[other] { $count } children
}
count-half-days = { $count ->
    [one] { $count } half-day
   *[other] { $count } half-days
}
count-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
count-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
count-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
count-seats-free = { $count ->
    [0] full
    [one] { $count } seat free
   *[other] { $count } seats free
}
distance-kilometres = about { $kilometres } km

## Roles
role-administrator = Administrator
role-site-manager = Site manager
role-staff = Childcare worker
role-prescriber = Prescriber
role-counsellor = Counsellor
role-funder = Funder
role-parent = Parent
role-public = Visitor

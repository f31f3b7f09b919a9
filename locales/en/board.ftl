### The week board of a site.

board-navigation = Week board
board-title = Week of { $from } to { $until }
board-caption = Board of the week of { $from } to { $until }, { $site }
board-children = Children
board-previous = Previous week
board-next = Next week
board-this-week = This week
board-sites = Choose the site
board-free = { $count ->
    [0] full
    [one] { $count } free
   *[other] { $count } free
}
board-rounds = Places offered to several
board-round-stop = Stop offering the place on { $when }
board-round-stop-short = Stop offering
board-round-stopped = The place is no longer offered: it is free, and the families are told.
board-round-over = There is nothing left to stop: a family said yes, or the time is over.
board-seats-short = { $taken }/{ $total }
board-seats-words = { $class }: { $taken } of { $total }
board-cancelled = Session cancelled
board-asked = { $count ->
    [one] Offered to one family until { $until }
   *[other] Offered to { $count } families until { $until }
 }
board-decide = To decide
board-holiday-note = Holidays
board-closed = Closed
board-closed-exception = Closed: { $reason }
board-empty-title = Nobody is booked yet this week
board-empty-text = Search for a child to book a half-day, or serve a waiting request.
board-search = Search for a child
board-search-hint = Given or family name: the child appears on the board, then touch “+”.
board-search-none = No accompanied child answers to “{ $words }”. Check the spelling; a new family comes by a referral.
board-found = Children found
board-admitted = Admitted children
board-show-child = Put on the board
board-warnings = To know this week
board-warning-of-child = { $child }: { $warning }
board-no-site-title = You do not belong to any site
board-no-site-text = Ask your organisation's administrator to add you to a site.

## Cells
board-chip-booked = Booked
board-chip-adaptation = Settling in
board-chip-emergency = Emergency
board-chip-held = Hold
board-chip-promised = Promised
board-chip-came = Came
board-chip-missed = Absent
board-chip-until = until { $time }
board-chip-overridden = override
board-chip-words = { $child }, { $when }: { $what }
board-book-words = Book { $child }, { $when }
board-legend = What the cells say

## Waiting requests
board-waiting = Waiting requests
board-waiting-none = No request waits.
board-waiting-unnamed = A family of the area
board-waiting-since = waiting for { $age }
board-waiting-until = answer before { $date }
board-waiting-today = received today
board-waiting-book = Book: { $when }
board-waiting-book-of = Book: { $when }, { $child }
board-waiting-nothing = Nothing free for her this week.
board-waiting-see-week = See her week
board-need-appointment = appointment { $when } from { $from } to { $until }
board-need-half-days = { $list }
board-need-any = one of these half-days: { $list }
board-need-fixed = every week { $list }, { $period }
board-need-count = { $count } a week, { $period }
board-need-every = every day, { $period }
board-need-more = { $list }…
board-weekly = { $weekday } { $half-day }

## Book
board-book-title = Book { $child }
board-book-when = { $when }, { $hours }, { $premises }
board-book-back = Back to the board
board-book-kind = Kind of care
board-book-purpose = Purpose
board-book-repeat = Repeat
board-book-repeat-hint = Leave empty for once only.
board-book-until = Every week, until
board-book-also = And also, the same week
board-book-save = Book
board-book-refused = Booking refused
board-move-refused = Move refused
board-cancel-refused = Cancellation refused
board-override-title = Override with a reason
board-override-lead = This rule is yours: you may set it aside this once. Your name and your reason are kept.
board-override-reason = Reason of the override
board-override-save = Book all the same
board-override-move = Move all the same
board-changed = The session changed since you opened it: { $free }.
board-done-booked = { $child }: booked, { $when }.
board-done-changed = { $child }: booked, { $when }. The session had changed since you opened it.
board-done-overridden = { $child }: booked by override, { $when }.
board-done-cancelled = { $child }: cancelled, { $when }. The seat is offered again.
board-done-moved = { $child }: moved, { $when }.
board-done-restored = { $child }: restored, { $when }.
board-done-confirmed = { $child }: hold confirmed, { $when }.
board-undo-book = the booking of { $child }
board-undo-cancel = the cancellation of { $child }
board-undo-move = the move of { $child }

## A series
board-series-title = { $child }: { $booked } booked of { $asked }
board-series-booked = Booked
board-series-refused = Refused
board-series-none = No half-day could be booked.
board-series-no-session = No open session: the site is closed.

## One booking
board-booking-title = { $child }, { $when }
board-booking-seat = Seat
board-booking-seat-words = no. { $seat }, { $class }
board-booking-state = State
board-booking-confirmed = Booked
board-booking-held = Hold, until { $until }
board-booking-promised = Kept for a promise: confirmed on the day that was told.
board-booking-hours = Hours
board-booking-premises = Premises
board-booking-override = Override
board-booking-override-words = { $reason }
board-booking-attendance = Record attendance
board-booking-confirm = Confirm the hold
board-booking-move = Move to…
board-booking-move-to = New half-day
board-booking-move-none = No other half-day has a seat in the two coming weeks.
board-booking-move-save = Move
board-booking-cancel = Cancel the booking
board-booking-cancel-why = Why?
board-booking-cancel-save = Cancel the booking
board-booking-choice = { $when }, { $free }

## A request and its answer
place-request-title = Place request: { $name }
place-request-to-board = Week board
place-request-asked-for = What is asked for
place-request-need = Need
place-request-asked = Asked
place-request-sites = Waits at
place-request-seat = { $when }, { $site }
place-request-firm = Firm answer: the place is booked
place-request-firm-text = Tell the family if they are not with you.
place-request-guaranteed = Guaranteed: the child will have a place, the half-day is confirmed later
place-request-guaranteed-text = A seat is kept in the week of { $week }. The half-day is confirmed on { $day }; until then it may change, never vanish.
place-request-answered-on = Answered on { $day }, with a probability
place-request-chance = { $percent } % of { $sample } comparable requests got a place.
place-request-chance-assumed = About { $percent } % (assumed: too few comparable requests to count).
place-request-broken = The promise can no longer be kept
place-request-broken-text = A session in the week of { $week } has closed, and no other seat fits. The family and who referred it have been told. To do: offer something else.
place-request-held = Seats are kept, the family chooses
place-request-held-text = It answers on its page; the board shows until when.
place-request-refused = No place possible
place-request-waits = Waiting
place-request-answer-by = Answered before { $day }.
place-request-withdrawn = Request taken back by the family
place-request-now = Answer now
place-request-now-hint = What cannot wait gets a seat at once. Otherwise a seat is promised and kept, where that is possible; otherwise you have a day of answer and a probability.
place-request-take = Take the answer
place-request-offers = Seats offered beside other families
place-request-offers-hint = The first yes has the seat. The others lose nothing: their requests wait on.
place-request-offer-open = To answer before { $until }
place-request-yes = Yes to { $when }
place-request-no = No to { $when }
place-request-answer-noted = Answer noted.
place-request-why = What is missing

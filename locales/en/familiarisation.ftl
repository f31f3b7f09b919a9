### The familiarisation of a child with a place: templates, steps, visits.

familiarisation-tab = First steps
familiarisation-navigation = First steps
familiarisation-title = First steps
familiarisation-lead = Each child gets to know the team, step by step, with one person. A step is done again as often as it takes.
familiarisation-open = Under way
familiarisation-ended = Ended
familiarisation-begin = Begin first steps
familiarisation-templates-link = Templates of steps
familiarisation-none = No child is in familiarisation
familiarisation-none-text = Begin with a child admitted or referred here: visits take the adaptation seats, while its referent is there.
familiarisation-none-ended = No familiarisation has ended
familiarisation-child = Child
familiarisation-referent = Referent
familiarisation-nobody = Nobody named
familiarisation-progress = Steps
familiarisation-progress-of = { $done } of { $all }
familiarisation-next = Next
familiarisation-next-visit = { $day }, { $hours }
familiarisation-to-answer = To answer: { $count ->
    [one] 1 visit
   *[other] { $count } visits
 }
familiarisation-to-place = Visits to place
familiarisation-finished-on = Finished on { $day }
familiarisation-waived-on = Knew the place already, noted on { $day }
familiarisation-stopped-on = Stopped on { $day }
familiarisation-new-title = Begin first steps
familiarisation-new-lead = Choose the child, the steps and the person who goes with it. Dates are proposed next.
familiarisation-new-nobody = No child to welcome
familiarisation-new-nobody-text = A child is needed that is admitted here, or whose referral was accepted, and that has not been through its first steps.
familiarisation-template = Steps
familiarisation-template-six-stones = Six steps, from the visit to the half-day
familiarisation-template-five-days = Five days, longer and longer
familiarisation-template-shared-welcome = Shared welcome at the start of the session
familiarisation-template-shipped = shipped
familiarisation-referent-hint = Her hours on the roster decide the dates that are proposed. One person goes with one child at a time.
familiarisation-start = Begin
familiarisation-begun = The first steps begin: choose the dates.
familiarisation-steps = Steps
familiarisation-step-with = { $duration } with the parent
familiarisation-step-next-door = { $duration }, parent in the room next door
familiarisation-step-away = { $duration } without the parent
familiarisation-step-meal = { $step }, meal
familiarisation-step-nap = { $step }, nap
familiarisation-step-meal-nap = { $step }, meal and nap
familiarisation-when = { $day } · { $hours } · { $premises }
familiarisation-again = { $when } (done again { $count ->
    [one] once
   *[other] { $count } times
 })
familiarisation-unanswered = { $when }: to answer
familiarisation-not-placed = No date yet
familiarisation-repeat = To do again
familiarisation-answer-title = How did the visit of { $day } go?
familiarisation-answer-step = Step { $number }: { $step }
familiarisation-answer-too-early = Next visit: { $when }. It can be answered once it has begun.
familiarisation-not-part = Not part of it
familiarisation-sentence = A sentence for the parent
familiarisation-sentence-hint = Shown in the parent's language.
familiarisation-outcome = And now?
familiarisation-validate = Validate: next step
familiarisation-repeat-choice = Do this step again
familiarisation-missed-choice = The visit did not take place
familiarisation-answer-send = Save
familiarisation-answered = Saved. The parent sees it on the phone.
familiarisation-finished-now = First steps finished: the child may stay alone for a half-day.
familiarisation-undo = Take the last answer back
familiarisation-undone = Answer taken back.
familiarisation-fitted-moved = The visit on { $day } has other hours, { $hours }: tell the family.
familiarisation-fitted-with-another = The visit on { $day } is given back: the referent is with another child then. The step waits for another date.
familiarisation-fitted-not-there = The visit on { $day } is given back: the referent is not there for long enough. The step waits for another date.
familiarisation-fitted-kept = The visit on { $day } can no longer be given back and keeps its hours.
familiarisation-proposed = Proposed dates
familiarisation-proposed-lead = One visit a day, in a free adaptation seat, while the referent is there and with no other child.
familiarisation-proposed-none = No date found within eight weeks
familiarisation-proposed-left = { $count ->
    [one] One step has no date yet.
   *[other] { $count } steps have no date yet.
 }
familiarisation-proposed-referent = The referent is nowhere long enough: look at the roster, or name another referent.
familiarisation-place = Book these visits
familiarisation-placed = { $count ->
    [one] 1 visit booked.
   *[other] { $count } visits booked.
 }
familiarisation-coming = Visits to come
familiarisation-cancel = Give this visit back
familiarisation-cancelled = Visit given back: the following ones move up a step.
familiarisation-history = What was noted
familiarisation-history-line = { $day } · { $step } · { $outcome }
familiarisation-parent-says = The parent: { $face }
familiarisation-change-referent = Name another referent
familiarisation-referent-changed = Referent changed.
familiarisation-stop = Stop these first steps
familiarisation-stop-text = Visits to come are given back. The child does not stay alone here as long as its first steps are not finished.
familiarisation-familiar = The child knows the place already
familiarisation-familiar-text = The steps that are left are not asked for any more. Your name and the reason are kept.
familiarisation-reason = Reason
familiarisation-stopped = First steps stopped.
familiarisation-resume = Go on
familiarisation-resumed = First steps go on.
familiarisation-declared = Noted: the child knows the place.
familiarisation-templates-title = Templates of steps
familiarisation-templates-lead = A template is a list of steps, in order. First steps that have begun keep theirs.
familiarisation-template-new = Add a template
familiarisation-template-name = Name of the template
familiarisation-template-at-start = Each visit begins with its session (shared welcome)
familiarisation-template-steps-hint = From 1 to 12 steps; leave the other lines empty.
familiarisation-template-step = Step { $number }
familiarisation-template-minutes = Minutes
familiarisation-template-parent = The parent is
familiarisation-template-meal = Meal
familiarisation-template-nap = Nap
familiarisation-template-more = More steps
familiarisation-template-added = Template added.
familiarisation-template-withdraw = Take away
familiarisation-template-restore = Put back
familiarisation-template-withdrawn = Template taken away.
familiarisation-template-restored = Template put back.
familiarisation-template-is-withdrawn = Taken away
familiarisation-age = { $age }
parent-is-with = with the child
parent-is-next-door = in the room next door
parent-is-away = away
visit-outcome-validated = Step validated
visit-outcome-repeated = To do again
visit-outcome-missed = Did not take place
familiarisation-face-line = { $what }: { $face }

### Asking for a place for a family one accompanies, and what it asked for.

asking-title = Ask for a place
asking-lead = The answer comes at once: a firm place, a guaranteed one, or a day of answer with a probability.
asking-no-child = No child in this family
asking-no-child-text = Add the child to the family, then ask for a place.
asking-children = For whom?
asking-children-hint = Brothers and sisters ticked together are taken together, or wait together.
asking-purpose-critical = { $purpose } (cannot wait)
asking-critical = Cannot wait, once attested: { $purposes }. A reserved seat is opened if need be.
asking-attested = I attest this purpose
asking-attested-hint = You have seen the letter, or spoken to whoever receives the parent.
asking-half-days = Half-days
asking-half-days-hint = All those the family needs. A full day counts as two.
asking-date = Date { $number }
asking-part = Part of the day, date { $number }
asking-full-day = Full day
asking-more-days = More dates
asking-series = Every week instead
asking-series-legend = Every week
asking-series-hint = In place of the dates above.
asking-weekdays = Days
asking-series-part = Part of the day
asking-from = From
asking-until = Until
asking-site = Where?
asking-any-site = Any that she can reach
asking-any-site-hint = The best answer; the nearest when equal.
asking-kilometres = { $kilometres } km
asking-limit = Longest way
asking-limit-hint = By road, from her home. Of no account for a site that was chosen.
asking-limit-unit = km
asking-send = Ask

asking-why-this = Why this place
asking-purpose-attested = { $purpose }, attested
asking-together = Asked together
asking-together-with = { $name }: { $state }
asking-back = Back to the family

asking-of-family = Place requests
asking-none-title = No place request
asking-none-text = Ask for a place: the answer comes at once.
asking-column-child = Child
asking-column-need = Need
asking-column-state = State
asking-column-answer = Answer
asking-and-more = { $listed }{ $count ->
    [one] , and one more
   *[other] , and { $count } more
}
asking-counts = { $asked ->
    [one] One place request
   *[other] { $asked } place requests
}: { $got ->
    [0] none obtained
    [one] one obtained
   *[other] { $got } obtained
}, { $promised ->
    [0] none promised
    [one] one promised
   *[other] { $promised } promised
}, { $waiting ->
    [0] none waiting
    [one] one waiting
   *[other] { $waiting } waiting
}.
asking-counts-next = { $counts } Next half-day: { $next }.
asking-see = See the place requests

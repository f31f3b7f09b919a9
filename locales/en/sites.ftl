### Organisations, sites, premises, authorisations, booking policies.

## The list
sites-navigation = Sites
sites-organisations-navigation = Organisations
sites-title = Sites
sites-lead = Each site, its premises, its hours and its rules.
sites-search = Search for a site, a commune, an operator
sites-empty = No site yet
sites-empty-advice = Create the first one: its name and its commune are enough to begin.
sites-new = New site
sites-edit = Change the site
sites-name = Name
sites-commune = Commune
sites-commune-hint = Name, postcode or INSEE code
sites-kind = Kind
sites-organisation = Operator
sites-state = State
sites-ended = Ended
sites-to-decide = { $count ->
    [one] { $count } session to decide
   *[other] { $count } sessions to decide
}

## One site
sites-parts = The pages of the site
sites-tab-overview = Overview
sites-tab-calendar = Calendar
sites-tab-rules = Opening
sites-tab-closures = Closures
sites-tab-policy = Booking
sites-tab-premises = Premises
sites-tab-authorisations = Authorisations
sites-tab-people = People
sites-not-ready = Something is still missing before children can come
sites-lacks-premises = No premises: where are children welcomed?
sites-lacks-rules = No opening rule: when does the site open?
sites-lacks-policy = No booking policy today: who may come?
sites-lacks-authorisation = No authorisation: how many places?
sites-go-decide = See these sessions and decide
sites-public-page = See the public page
sites-what = The site
sites-description = Description
sites-description-hint = One or two sentences, in the public directory
sites-contact = Public contact
sites-phone = Telephone
sites-email = E-mail
sites-who = Who may come
sites-authorised = Authorised places today
sites-calendar-followed = Calendar followed
sites-calendar-hint = Unless you choose, those of the commune's département.
sites-school-zone = School-holiday zone
sites-holiday-region = Public holidays
sites-of-the-commune = Those of the commune
sites-opens-on-public-holidays = Opens on public holidays too
sites-features = Features
sites-free-of-charge = Free of charge for families
sites-avip = Avip label
sites-ended-on = Last day of existence
sites-ended-on-hint = The site leaves the directory the day after.

## Premises
sites-premises-lead = A site has one or several; each has its opening hours.
sites-premises-new = Add premises
sites-premises-edit = Change these premises
sites-premises-name = Name of the premises
sites-premises-name-hint = For instance “Park leisure centre”
sites-address = Number and street
sites-used-until = used until { $day }
sites-premises-ended-on = Last day of use
sites-premises-ended-hint = Their opening rules end on that day.

## Authorisations
sites-authorisations-lead = The number of places by time band, and how many children at most at the same instant: 115 % of the places, rounded up.
sites-holds-today = in force
sites-act-number = Number of the act
sites-authorisation-new = New authorisation
sites-authorisation-new-hint = The one in force ends the day before.
sites-from = From
sites-until = Until (included)
sites-band = { $places ->
    [one] { $places } place
   *[other] { $places } places
} ({ $hours }), at most { $maximum } at the same instant
sites-band-number = Time band { $number }
sites-band-from = From
sites-band-until = To
sites-band-places = Places

## The booking policy
sites-policy-lead = A booking policy holds from a day on: to change it, add one; what is booked stays.
sites-policy-today = In force today
sites-policy-other = Another policy:
sites-policy-new = New booking policy
sites-policy-new-hint = The form begins with the policy in force.
sites-policy-who = Who, and how
sites-policy-mode = How one books
sites-policy-referral = An accepted referral is needed
sites-policy-referral-hint = Only families referred by a professional may come.
sites-policy-ages = Ages welcomed
sites-policy-youngest = Youngest age
sites-policy-oldest = Oldest age
sites-policy-oldest-hint = The child comes until the day before.
sites-policy-kinds = Kinds of care offered
sites-policy-when = Delays
sites-policy-notice = Notice needed
sites-policy-horizon = Bookable ahead
sites-policy-hold = How long a seat is held
sites-policy-hold-hint = The time a parent has to choose.
sites-policy-offers = A seat that is free again is offered
sites-policy-offers-hint = Once the cancellation can no longer be undone. Without a choice: to one family at a time.
sites-policy-offers-assumed = { $mode } (assumed: the site has not chosen)
sites-policy-sharing = Sharing
sites-policy-share = Half-days for a child in a week, at most
sites-policy-share-hint = Empty: no limit.
sites-policy-minimum = Half-days in a month, at least
sites-policy-minimum-hint = Shown and reminded, never blocking. Empty: none.
sites-policy-full-day = Full days only when a parent is employed or in training
sites-policy-seats = Reserved seats
sites-policy-emergency-borrows = An emergency may take an adaptation seat
sites-policy-adaptation-borrows = An adaptation may take an emergency seat
sites-policy-familiarisation = A child stays alone for a half-day only after its first steps (familiarisation)
sites-policy-released = Reserved seats open to all before the session
sites-policy-released-hint = Empty: never.
sites-policy-hours = { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}
sites-policy-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
sites-policy-no-limit = no limit
sites-policy-no-minimum = none
sites-policy-never = never
sites-unit-months = months
sites-unit-hours = hours
sites-unit-days = days

## Organisations
sites-organisations = Organisations
sites-organisations-lead = Operators, prescribers, training bodies, funders: those who have accounts here.
sites-organisations-search = Search for an organisation
sites-organisation-new = New organisation
sites-organisation-edit = Change the organisation
sites-prescriber-kind = Kind of prescriber
sites-prescriber-kind-hint = For prescribers only
sites-premises-setup = Setting up
sites-premises-setup-hint = Minutes to set the hall up before the first child (borrowed hall, itinerant care); empty when everything is in place.
sites-unit-minutes = min

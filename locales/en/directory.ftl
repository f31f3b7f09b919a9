### The public directory and the description of the API.

## The description of the API
directory-api-title = The API of Marelle
directory-api-lead = Whatever a screen can do, a program can do too, with the same rights.
directory-api-operations = Operations
directory-api-public = Open to everybody.
directory-api-action = Action of the access table:
directory-api-parameters = Parameters
directory-api-body = Body of the request
directory-api-name = Name
directory-api-place = Where
directory-api-kind = Type
directory-api-meaning = Meaning

## The list
directory-navigation = Directory
directory-title = Where a child can be welcomed
directory-lead = Search near a commune: free places are computed, nobody types them.
directory-search = Search for a site
directory-place = Commune or postcode
directory-place-hint = For instance Lunel, or 34400
directory-within = Within
directory-kilometres = { $kilometres } km
directory-about = about { $kilometres } km
directory-right-here = right here
directory-all-sites = All sites
directory-near = Near { $place }, within { $kilometres } km
directory-which-place = Several communes match “{ $place }”
directory-place-not-known = No known commune is called “{ $place }”. Check the spelling, or try the postcode.
directory-distance-note = Distances are estimates: a straight line from the middle of the commune, made about a third longer for roads.
directory-empty = No site here
directory-empty-advice = Search farther, or near a commune next to it.
directory-next-free = Next half-days with free places
directory-nothing-free = No free place in the next two weeks
directory-more-free = { $count ->
    [one] and { $count } more half-day in the next two weeks
   *[other] and { $count } more half-days in the next two weeks
}
directory-more-sites = More sites
directory-refer = Refer a family here

## Who may come
directory-no-policy = The conditions are not known yet: call the site.
directory-ages = From { $minimum } to { $maximum }
directory-referral-needed = On a professional's referral
directory-referral-not-needed = No referral needed
directory-free-of-charge = Free of charge for families
directory-avip = Creche with a vocation for professional integration (Avip label)

## The page of a site
directory-who = Who may come, and how
directory-where = Where, and whom to call
directory-run-by = Run by
directory-phone = Telephone
directory-email = E-mail
directory-two-weeks = Places of the next two weeks
directory-day = Day
directory-free = free places
directory-full = full
directory-reserved-left = full, but for settling in or emergencies
directory-closed = Closed: { $reason }
directory-closed-no-rule = does not open on this half-day
directory-closed-in-holidays = school holidays
directory-closed-in-term = opens in the school holidays only
directory-closed-not-yet = opens from { $day } on
directory-closed-no-longer = has not opened since { $day }
directory-closed-exceptionally = closed exceptionally
directory-school-holiday = School holidays: { $name }
directory-hours = Opening hours
directory-hours-column = Hours
directory-place-column = Premises
directory-period = Period
directory-from-day = from { $day }

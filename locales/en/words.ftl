### The words of the domain's closed lists, `{prefix}-{word}`; read by `Text::word`.

## Kinds of organisations
organisation-kind-operator = Operator
organisation-kind-prescriber = Prescriber
organisation-kind-training-body = Training body
organisation-kind-funder = Funder
organisation-kind-municipality = Municipality

## Kinds of prescribers
prescriber-kind-france-travail = France Travail (public employment service)
prescriber-kind-plie = PLIE (local plan for integration and employment)
prescriber-kind-rpe = RPE (early-childhood information centre)
prescriber-kind-mission-locale = Mission locale (young people's employment centre)
prescriber-kind-pmi = PMI (mother and child health service)
prescriber-kind-cap-emploi = Cap emploi (employment of disabled people)
prescriber-kind-cidff = CIDFF (women's and families' rights centre)
prescriber-kind-ccas = CCAS (municipal social services)
prescriber-kind-departement = Département (county social services)
prescriber-kind-caf = Caf (family benefits office)
prescriber-kind-msa = MSA (agricultural social insurance)
prescriber-kind-ase = ASE (child welfare services)
prescriber-kind-afpa = Afpa (adult vocational training)
prescriber-kind-e2c = E2C (second-chance school)
prescriber-kind-epide = Épide (residential employment scheme)
prescriber-kind-pjj = PJJ (youth justice service)
prescriber-kind-spip = SPIP (probation service)
prescriber-kind-chrs = CHRS (social rehabilitation housing)
prescriber-kind-cada = Cada (asylum seekers' reception centre)
prescriber-kind-siae = SIAE (social enterprise for work integration)
prescriber-kind-social-centre = Community centre
prescriber-kind-maison-de-l-emploi = Maison de l'emploi (employment centre)
prescriber-kind-odc = ODC (body delegated by the county council)
prescriber-kind-training-body = Training body
prescriber-kind-local-association = Local association
prescriber-kind-other = Other

## Kinds of sites (R.2324-46 CSP)
site-kind-micro-creche = Micro-creche
site-kind-creche = Creche
site-kind-halte-garderie = Drop-in nursery
site-kind-itinerant = Travelling creche
site-kind-parents-on-site = Care during the parents' workshops

## Classes of seats
seat-class-regular = Regular seat
seat-class-adaptation = Familiarisation seat
seat-class-emergency = Emergency seat

## Who may book, and how the answer comes
booking-mode-instant = Instant booking
booking-mode-on-request = On request: the site answers
booking-mode-professionals-only = By professionals only

## How a freed seat is offered
offer-mode-one-at-a-time = To one family at a time: it answers, then the next is asked
offer-mode-first-yes = To several families together: the first yes has the seat

## What became of a seat several families were asked about
offer-answer-accepted = Said yes first
offer-answer-declined = Said no
offer-answer-expired = Did not answer in time
offer-answer-taken = Another family was faster
offer-answer-withdrawn = No longer to be answered

## Situations of a parent
situation-kind-job-seeker = Looking for work
situation-kind-employed = In work
situation-kind-in-training = In training
situation-kind-rsa = On minimum income (RSA)
situation-kind-lone-parent = Lone parent
situation-kind-qpv = Lives in a priority neighbourhood (QPV)
situation-kind-long-term-unemployed = Long-term unemployed
situation-kind-disability = With a disability
situation-kind-inactive = Neither working nor looking for work

## How a family may safely be contacted
safe-contact-normal = Usual contact
safe-contact-neutral = Neutral messages only: somebody else may read them
safe-contact-call-only = Call only: no written message

## Languages of families, each in itself
spoken-language-fr = French (Français)
spoken-language-en = English
spoken-language-ar = Arabic (العربية)
spoken-language-fa-AF = Dari (دری)
spoken-language-ps = Pashto (پښتو)
spoken-language-uk = Ukrainian (Українська)
spoken-language-tr = Turkish (Türkçe)
spoken-language-pt = Portuguese (Português)
spoken-language-ti = Tigrinya (ትግርኛ)
spoken-language-ru = Russian (Русский)
spoken-language-es = Spanish (Español)
spoken-language-ro = Romanian (Română)
spoken-language-sq = Albanian (Shqip)
spoken-language-ka = Georgian (ქართული)
spoken-language-other = Another language

## Why a family is linked to somebody
link-kind-parent = The family itself
link-kind-referral = Referred the family
link-kind-admission = Receives the child or considers the referral
link-kind-caseload = Follows the parent
link-kind-named = Named for a protected family

## How a referral stands
referral-status-sent = Sent
referral-status-seen = Seen by the site
referral-status-asked = Question asked
referral-status-accepted = Accepted
referral-status-refused = Refused
referral-status-expired = Expired without an answer
referral-status-first-attended = First half-day attended
referral-status-ended = Ended

## What happened to a referral
referral-event-kind-sent = Referral sent
referral-event-kind-seen = Opened by the site
referral-event-kind-reminded = Site reminded
referral-event-kind-asked = Question asked by the site
referral-event-kind-replied = Prescriber replied
referral-event-kind-accepted = Accepted
referral-event-kind-refused = Refused
referral-event-kind-expired = Expired without an answer
referral-event-kind-first-attended = First half-day of care
referral-event-kind-ended = Accompaniment ended

## What a site answers to a referral
decision-accept = Accept
decision-refuse = Refuse
decision-ask = Ask a question

## Why a site refuses a referral
refusal-reason-site-full = The site is full
refusal-reason-age-out-of-range = The child's age is outside the authorisation
refusal-reason-not-eligible = The family does not meet the conditions
refusal-reason-outside-territory = The family lives outside the area
refusal-reason-unreachable = The parent cannot be reached
refusal-reason-absent-at-interview = The parent missed the interview
refusal-reason-in-work = The parent is already in work
refusal-reason-in-training = The parent is already in training
refusal-reason-not-mobile = No way to travel to the site
refusal-reason-not-interested = The family is not interested
refusal-reason-other-barriers = Other barriers must be lifted first
refusal-reason-duplicate = Duplicate referral
refusal-reason-hours-do-not-fit = The hours do not fit
refusal-reason-other = Other reason

## Why the accompaniment of a referral ended
referral-end-reason-job = The parent has a job
referral-end-reason-training = The parent is in training
referral-end-reason-regular-place = A regular place was found
referral-end-reason-school = The child starts school
referral-end-reason-moved = The family has moved
referral-end-reason-no-longer-wanted = The family no longer wishes to come
referral-end-reason-unreachable = The family no longer answers
referral-end-reason-other = Another reason

## What a consent allows
consent-kind-referral = Send the referral to the site
consent-kind-share-presence = Tell the prescriber that the child came
consent-kind-messages = Receive messages

## How fast a family needs an answer
urgency-days = Within days
urgency-weeks = Within weeks
urgency-months = Within months

## Why a family needs a place
purpose-job-interview = Job interview
purpose-appointment = Appointment
purpose-training = Training
purpose-workshop = Workshop
purpose-first-days-of-job = First days of a job
purpose-job = Job
purpose-driving-lesson = Driving lesson
purpose-french-lesson = French lesson
purpose-administrative-step = Administrative step
purpose-health = Health
purpose-respite = Respite
purpose-other = Other

## Kinds of care
care-kind-regular = Regular care
care-kind-occasional = Occasional care
care-kind-emergency = Emergency care
care-kind-buffer = Bridging care
care-kind-familiarisation = Familiarisation

## How a place request stands
request-outcome-confirmed = Place booked
request-outcome-held = Places held, yours to choose
request-outcome-waiting = Waiting
request-outcome-refused = No place possible

## Why a seat was given back
release-reason-not-chosen = Another place was chosen
release-reason-hold-expired = The hold ran out
release-reason-child-ill = Child ill
release-reason-appointment-moved = Appointment moved or cancelled
release-reason-no-need = No longer needed
release-reason-moved = Booking moved
release-reason-site-closed = Site closed
release-reason-made-by-mistake = Booked by mistake
release-reason-other = Other

## What is recorded at the door
attendance-kind-arrived = Arrived
attendance-kind-left = Left
attendance-kind-absent = Absent

## Why an expected child did not come
absence-reason-ill = Child ill
absence-reason-appointment-cancelled = The parent's appointment was cancelled
absence-reason-transport = Transport problem
absence-reason-family-reason = Family reason
absence-reason-not-announced = Not announced
absence-reason-other = Other

## When an opening rule holds
period-kind-term = Outside the school holidays
period-kind-holidays = In the school holidays
period-kind-always = All year

## School-holiday zones
school-zone-A = Zone A
school-zone-B = Zone B
school-zone-C = Zone C
school-zone-Corse = Corsica
school-zone-Guadeloupe = Guadeloupe
school-zone-Guyane = French Guiana
school-zone-Martinique = Martinique
school-zone-Mayotte = Mayotte
school-zone-Reunion = Réunion

## Which public holidays apply
holiday-region-metropole = Metropolitan France
holiday-region-alsace-moselle = Alsace-Moselle
holiday-region-guadeloupe = Guadeloupe
holiday-region-guyane = French Guiana
holiday-region-martinique = Martinique
holiday-region-mayotte = Mayotte
holiday-region-reunion = Réunion

## Why a site is closed
closure-reason-holidays = Site's holidays
closure-reason-public-holiday = Public holiday
closure-reason-staff-absence = Staff absence
closure-reason-staff-training = Staff training day
closure-reason-works = Building works
closure-reason-health = Health reason
closure-reason-weather = Bad weather
closure-reason-strike = Strike
closure-reason-other = Other

## What ties somebody to what they see
relation-own-family = One's own family
relation-my-site = One's site
relation-my-site-today = Children expected today at one's site
relation-my-referrals = Families one's organisation referred
relation-my-caseload = Parents one follows
relation-my-organisation = One's organisation
relation-aggregates = Counts only
relation-named = Named for this protected family
relation-anyone = Everybody, or oneself

## What somebody may do
access-action-see-directory = See the directory and the free half-days
access-action-sign-in = Sign in, open a link, sign out
access-action-manage-own-account = Manage one's own account and sessions
access-action-see-site = See a site's settings and sessions
access-action-manage-organisations = Create and change organisations
access-action-manage-sites = Create and change sites, premises, rules and closures
access-action-manage-calendar = Change the school calendar
access-action-manage-tablets = Pair tablets, give personal codes, take a tablet back
access-action-manage-people = Invite people, give and end access
access-action-send-referral = Refer a family
access-action-follow-referral = Follow one's own referrals (status only)
access-action-open-referral = Open a referral: its status, or the file that came
access-action-see-referral = Read a referral that came to the site
access-action-answer-referral = Accept, refuse or ask
access-action-see-family = See a family's contact and situation
access-action-manage-family = Change a family's contact and situation
access-action-see-child = See a child's name, age and places
access-action-request-place = Ask for a place
access-action-manage-own-places = Confirm or give back a place
access-action-see-board = See the week board
access-action-manage-bookings = Book, move, cancel on the board
access-action-override-rule = Override a rule with a written reason
access-action-plan-week = Plan the week, publish the plan
access-action-adopt-weights = Read the weights of the territory; adopt others, for who has all of its sites
access-action-see-staff = See a site’s team: qualifications, checks, contracts
access-action-manage-staff = Change the team, its roster and how adults are counted; keep the week’s sheet
access-action-see-roster = See who works when, and whether the adults are enough
access-action-see-papers = See which papers of admission are there and which are missing
access-action-manage-papers = Note papers that were seen, parents’ answers, people to call; say what the site asks for
access-action-see-health = Read what the team must know of a child’s health, each time with a line in the audit
access-action-manage-health = Write what the team must know of a child’s health
access-action-record-attendance = See and record arrivals, departures and absences
access-action-record-familiarisation = See the first steps of children at a site, say how each went
access-action-plan-familiarisation = Choose steps and referent, place the visits, end a familiarisation
access-action-record-drill = Record an evacuation or shelter drill
access-action-plan-outing = Plan an outing, see who goes out
access-action-see-own-family = See one's own parent page
access-action-answer-first-steps = Say how one's child's first steps went
access-action-see-audit = See the audit of one's organisation
access-action-see-outbox = See the messages that left
access-action-see-desk = See the desk of the day
access-action-see-counts = See counts without names

## What would make a refused thing possible
remedy-another-session = Another session
remedy-cancellation = A place another family gives back
remedy-cancel-own-place = Cancel the child's other booking first
remedy-later-date = A later date
remedy-another-week = Another week
remedy-another-site = Another site
remedy-referral = A referral by a professional
remedy-situation = Record a job or a training course
remedy-half-day-only = One half-day only
remedy-other-hours = Other hours
remedy-longer-travel = A longer journey
remedy-admission = Extend the admission
remedy-another-care-kind = Another kind of care
remedy-ask-the-site = Ask the site
remedy-manager-override = An override, with the manager's written reason
remedy-ask-again = Ask again
remedy-familiarisation = First steps with the team
remedy-paper = The missing paper

## Public holidays
public-holiday-new-year = New Year's Day
public-holiday-good-friday = Good Friday
public-holiday-easter-monday = Easter Monday
public-holiday-abolition-of-slavery = Abolition of slavery
public-holiday-labour-day = Labour Day
public-holiday-victory-1945 = Victory Day 1945
public-holiday-ascension = Ascension Day
public-holiday-whit-monday = Whit Monday
public-holiday-national-day = National Day
public-holiday-victor-schoelcher = Victor Schœlcher Day
public-holiday-assumption = Assumption Day
public-holiday-all-saints = All Saints' Day
public-holiday-armistice-1918 = Armistice Day 1918
public-holiday-christmas = Christmas Day
public-holiday-saint-stephen = Saint Stephen's Day

## Why opening rules cannot stand together
rule-problem-ends-before-start = The session would end before it starts.
rule-problem-same-start = Two rules of the same premises and half-day start on the same day: none is the later one.
rule-problem-morning-after-afternoon = The morning session would end after the afternoon one starts.

## What is wrong with a cell of a school calendar file
holiday-file-problem-wrong-header = The first line must be the expected header.
holiday-file-problem-missing = This column is missing.
holiday-file-problem-too-many-columns = There are too many columns.
holiday-file-problem-bad-quotes = The quotes are not closed on the line.
holiday-file-problem-empty = This cell is empty.
holiday-file-problem-not-a-date = This is not a date such as 2026-02-21.
holiday-file-problem-ends-before-start = The last day is before the first one.
holiday-file-problem-wrong-school-year = This is not the school year of the first day, written 2025-2026.
holiday-file-problem-unknown-status = It must be “verified” or “assumed”.
holiday-file-problem-unknown-zone = This school zone does not exist.

## How a message leaves
channel-sms = Text message
channel-email = E-mail
channel-call = To call

## What became of the link that was to be sent to a parent
link-sending-sent = The link has been sent by text message.
link-sending-call-only = This parent takes no written message: the site has to call.
link-sending-no-phone = There is no telephone number: add it first.
link-sending-number-closed = Somebody answered that this number is not theirs: check it with the parent, then send the link again.
link-sending-too-many = Three links have been sent within the hour: wait before sending another.

## The team of a site
qualification-auxiliaire-de-puericulture = Childcare assistant (auxiliaire de puériculture)
qualification-educateur-de-jeunes-enfants = Early childhood educator
qualification-nurse = Nurse
qualification-paediatric-nurse = Paediatric nurse
qualification-psychomotrician = Psychomotrician
qualification-cap-petite-enfance = Early childhood certificate (CAP AEPE)
qualification-childminder = Childminder
qualification-other-second-category = Another title of category 2
qualification-none = No title counted (trainee, apprentice, volunteer)
staff-category-first = Category 1
staff-category-second = Category 2
staff-fact-qualification = Qualification
staff-fact-check = Certificate of honorability
staff-fact-contract = Contract
staff-fact-absence = Absence
staff-absence-leave = Leave
staff-absence-training = Training
staff-absence-unplanned = Unplanned absence
ratio-mode-five-or-eight = 1 adult for 5 children who do not walk, 1 for 8 who do
ratio-mode-six = 1 adult for 6 children of any age
ratio-rounding-together = Rounded up over the whole group
ratio-rounding-apart = Strict: each share rounded up by itself
staff-column-given-name = given name
staff-column-family-name = family name
staff-column-qualification = qualification
staff-column-qualified-on = qualified on
staff-column-certificate-issued-on = certificate issued on
staff-column-checked-on = checked on
staff-column-weekly-hours = weekly hours
staff-column-contract-from = contract from
staff-column-contract-until = contract until
row-problem-no-given-name = The given name is missing.
row-problem-no-family-name = The family name is missing.
row-problem-too-long = A name is too long.
row-problem-formula = A name begins like a spreadsheet formula.
row-problem-unknown-qualification = This qualification is not known.
row-problem-not-a-date = A date is not one, such as 26/11/2026.
row-problem-not-hours = The weekly hours cannot be read (1 to 48).
row-problem-ends-before-start = The contract ends before it begins.
row-problem-contract-without-start = The contract has no first day.
row-problem-check-incomplete = Both dates are needed: of the certificate, and of its check.
row-problem-certificate-too-old = The certificate was more than six months old when it was checked, or the date is to come.
row-problem-twice-in-file = This name stands above in the file already.
row-problem-already-there = This person is in the team already.
row-problem-too-many-rows = The file has more than 500 rows.

drill-kind-fire-evacuation = Evacuation (fire)
drill-kind-shelter = Shelter
drill-kind-other = Other
## Admission file
paper-certificate = Medical certificate
paper-vaccines = Compulsory vaccines
paper-emergency-contact = Person to call in an emergency
paper-pick-up = People who fetch the child
paper-care-and-medicines = Care and medicines
paper-hospital = Hospital in an emergency
paper-outing = Outings with the group
paper-photo = Photographs
paper-house-rules = House rules read and signed
paper-after-due-warn = Warn only
paper-after-due-block = Give no new place while it is missing
vaccine-hexavalent = Hexavalent (DTP, whooping cough, Hib, hepatitis B)
vaccine-pneumococcus = Pneumococcus
vaccine-mmr = MMR
vaccine-meningococcus-b = Meningococcus B
vaccine-meningococcus-acwy = Meningococci ACWY

## Where a message is, and why one was not sent
message-progress-waiting = Waiting to leave
message-progress-handed-over = Being sent
message-progress-sent = Sent
message-progress-unknown = To check: sent or not
message-progress-delivered = Delivered
message-progress-failed = Not sent
message-progress-dropped = Not sent, on purpose
drop-reason-too-late = It would have come too late to be of use.
drop-reason-opted-out = She said stop to reminders and news.
drop-reason-paused = The team leaves this family alone for now.
drop-reason-number-closed = Somebody answered that the number is not theirs.
drop-reason-call-only = She may only be called.
drop-reason-outdated = What it announced no longer takes place.

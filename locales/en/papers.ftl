### The admission file: what is there, what is missing, what the team must know.

papers-link = Admission file of { $child }
papers-title = Admission file of { $child }
papers-lead = { $site }, in care since { $from }
papers-lead-over = { $site }, care has ended
papers-over-title = The care contract has ended
papers-over-text = The certificate, the vaccines and the health card were erased, as the law asks (R. 2324-39-1 CSP).
papers-not-kept-title = This site does not keep its papers here yet
papers-not-kept-text = Say first what it asks for at admission. Delays begin on that day.
papers-not-kept-action = Say what the site asks for
papers-asked-none = The site asks for nothing.
papers-fine = In order
papers-awaited = Awaited before { $by }
papers-provisional = Provisional admission until { $until }
papers-overdue = Overdue since { $since }
papers-too-old = Too old: signed on { $not_before } or later, before { $by }
papers-state = State
papers-state-awaited = Awaited
papers-state-overdue = Overdue
papers-state-provisional = Provisional
papers-state-too-old = Too old
papers-state-fine = In order
papers-given = Given
papers-refused = Refused: an answer too
papers-blocks = No new place is given while this paper is missing.

papers-certificate-seen = Signed on { $signed }, seen on { $seen }
papers-certificate-add = Note a certificate that was seen
papers-certificate-signed = Date of signature
papers-certificate-hint = Signed on { $not_before } or later. The date is noted, never what it says.
papers-vaccines-missing = Doses due and not seen yet: { $doses }
papers-vaccines-all = Every dose due at this age was seen.
papers-dose = { $vaccine }, dose { $number }
papers-dose-due = due on { $due }
papers-vaccines-add = Note doses that were seen
papers-vaccines-which = Doses seen in the health record
papers-vaccines-seen-on = Seen on
papers-wanting = A dose is missing: note the day it was found
papers-wanting-since = Found on
papers-wanting-hint = The { $months } months of provisional admission begin on that day. Without a date, on the first day of care.
papers-wanting-noted = Found missing on { $since }
papers-contraindication = Note a medical contraindication
papers-contraindication-hint = What is noted is that a doctor wrote it, never why.
papers-contraindicated = Contraindication seen on { $seen }
papers-dose-seen = { $dose }, seen on { $seen }

papers-answer-add = Note an answer of the parents
papers-answer-which = Authorisation
papers-answer-granted = Answer
papers-answer-yes = Yes
papers-answer-no = No
papers-answer-from = From
papers-answer-until = Until
papers-answer-hint = The answer before stays to be read below.

papers-contacts = Whom to call in an emergency
papers-contacts-none = Nobody yet.
papers-contact-add = Add a person
papers-contact-name = Given and family name
papers-contact-phone = Telephone
papers-contact-relation = Link with the child
papers-contact-relation-hint = For example: grandmother, neighbour.

papers-withdraw = Withdraw
papers-withdrawn = Withdrawn from the file
papers-noted = Noted in the file
papers-restored = Back in the file
papers-undo-words = the withdrawal
papers-undo-noted = what was just noted
papers-history = Everything that was noted
papers-history-withdrawn = withdrawn on { $when }

papers-site-tab = Papers
papers-site-title = Missing papers
papers-site-lead = { $count ->
    [0] Nothing is missing.
    [one] One paper is missing.
   *[other] { $count } papers are missing.
}
papers-site-search = Search a child
papers-site-filter = Filter papers
papers-site-kind = Paper
papers-site-all = All
papers-site-child = Child
papers-site-due = Due
papers-site-empty-title = Nothing is missing
papers-site-empty-text = Every paper that is asked for is there.
papers-site-empty-filter = Nothing for these filters
papers-birthday-kind = Birthday that changes the funding
papers-birthday-detail = W15 · { $years ->
    [4] 4 years: public money (PSU) ends, unless a disability is recognised
   *[other] { $years } years: public money (PSU) ends
}
papers-settings = What the site asks for
papers-settings-none = Nothing is said yet: no paper is followed here, nothing is blocked.
papers-settings-since = Since { $from }: { $papers }
papers-settings-assumed = To be checked against the house rules
papers-settings-edit = Change what the site asks for
papers-settings-from = From
papers-settings-from-hint = Papers of children already in care are awaited within the 15 days after the first setting.
papers-settings-asked = Papers asked for
papers-settings-after-due = When the certificate is missing after 15 days
papers-settings-months = Provisional admission while a vaccine is missing
papers-settings-months-unit = months
papers-settings-checked = Checked against the house rules
papers-settings-provisional = Once the provisional admission has ended no new place is given, unless a contraindication is noted or a reason is written.

health-short = Health card
health-title = Health card of { $child }
health-lead = { $site }. Read by the team on duty, the person in charge and the parents. Each reading leaves a line in the audit.
health-none = Nothing to know
health-none-text = No allergy and no protocol noted.
health-allergy = Allergy
health-allergy-hint = In a few words: what the child must not touch or eat. Never a diagnosis.
health-care-plan = Individual care plan (PAI)
health-care-plan-yes = Yes
health-care-plan-no = No
health-care-plan-label = The child has an individual care plan (PAI)
health-plan-place = Where the protocol lies
health-plan-place-hint = For example: red binder, office.
health-treatment-place = Where the emergency treatment lies
health-treatment-place-hint = For example: pouch with the child’s name, locked kitchen cupboard.
health-written = Written on { $when }
health-edit = Change the card
health-saved = Card saved. The one before is no longer shown.

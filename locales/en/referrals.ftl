### Referrals: the form, the follow-up, the site's answer, the e-mails.

## E-mails: no name of a family leaves by e-mail
referrals-mail-sent-subject = Referral { $number } from { $organisation }
referrals-mail-sent-body =
    Hello,

    { $name } ({ $organisation }) refers a family to you: { $children }. Answer hoped for: { $urgency }.

    Read referral { $number } and answer, without an account:
    { $address }

    This link is for your site only. Opening the page answers nothing: nothing is done until you have chosen.
    Without an answer you get a reminder every 10 days; the referral expires after 30 days.
referrals-mail-reminder-subject = Reminder: referral { $number } waits for your answer
referrals-mail-reminder-body =
    Hello,

    Referral { $number } from { $organisation } still waits for your answer. A family is waiting.

    Read and answer, without an account:
    { $address }

    Without an answer the referral expires 30 days after it was sent.
referrals-mail-receipt-subject = Your referral { $number } was sent
referrals-mail-receipt-body =
    Hello,

    Your referral { $number } has reached { $site }. The site usually answers within a few days; it is reminded every 10 days.

    Follow its status, without an account:
    { $address }
referrals-mail-accepted-subject = Referral { $number } accepted by { $site }
referrals-mail-accepted-body =
    Hello,

    { $site } accepts your referral { $number }. The site will contact the family about what comes next.

    Follow: { $address }
referrals-mail-refused-subject = Referral { $number }: answer of { $site }
referrals-mail-refused-body =
    Hello,

    { $site } cannot follow up your referral { $number }.
    Reason: { $reason }

    Read the site's message: { $address }
referrals-mail-asked-subject = Referral { $number }: { $site } asks you a question
referrals-mail-asked-body =
    Hello,

    { $site } needs to know something before answering your referral { $number }.

    Read the question and reply: { $address }
referrals-mail-replied-subject = Referral { $number }: reply to your question
referrals-mail-replied-body =
    Hello,

    For referral { $number }, { $name } replied to your question.

    Read and answer, without an account: { $address }
referrals-mail-expired-subject = Referral { $number } expired without an answer
referrals-mail-expired-body =
    Hello,

    { $site } did not answer your referral { $number } within 30 days. You can call the site, or refer the family elsewhere.

    See: { $address }

## The message a refusal begins with; the site changes it as it likes
referrals-refusal-message-site-full = Hello, we have no place left for now. We keep the request in mind; please call us again in a few weeks.
referrals-refusal-message-age-out-of-range = Hello, the age of the child does not fit our authorisation. Another site nearby may suit.
referrals-refusal-message-not-eligible = Hello, the family's situation does not meet the conditions of our site.
referrals-refusal-message-outside-territory = Hello, the family lives outside the territory we serve. A site nearer to it may suit.
referrals-refusal-message-unreachable = Hello, we tried several times to reach the parent, without success. Could you check the number?
referrals-refusal-message-absent-at-interview = Hello, the parent did not come to the appointment and has not called back.
referrals-refusal-message-in-work = Hello, the parent has found a job and no longer needs this care.
referrals-refusal-message-in-training = Hello, the parent has started training and found other childcare.
referrals-refusal-message-not-mobile = Hello, the family has no means of coming to us.
referrals-refusal-message-not-interested = Hello, after talking together, the family does not wish for childcare for now.
referrals-refusal-message-other-barriers = Hello, other difficulties need solving before childcare. We are glad to talk about it.
referrals-refusal-message-duplicate = Hello, we already have a referral for this situation; we are handling the other one.
referrals-refusal-message-hours-do-not-fit = Hello, the days or hours asked for do not match our opening times.
referrals-refusal-message-other = { "" }

## Refer a family: where, then seven questions
refer-title = Refer a family
refer-navigation = Refer
refer-where-lead = First where: you see at once which sites have room. Then seven questions, two minutes.
refer-where = Where the family lives
refer-where-hint = Name or postcode, such as Lunel or 34400
refer-show-sites = See places
refer-sites-near = Sites near { $place }
refer-sites-hint = Half-days with at least one free place in the next four weeks. Distances are straight lines with a road factor.
refer-no-site-title = No site within 40 km
refer-no-site-text = Try a neighbouring commune, or the one where the parent works or trains.
refer-free = { $count ->
    [0] full
    [one] { $count } half-day free
   *[other] { $count } half-days free
}
refer-next-free = Next:
refer-choose-site = Refer here
refer-change-site = Choose another site
refer-lead = Seven questions. You get a number and a link to follow the answer.
refer-to = To { $site }, { $place }.
refer-as = You refer as { $name }, { $organisation }.
refer-q1 = 1. You
refer-prescriber-kind = Kind of organisation
refer-prescriber-organisation = Name of the organisation
refer-prescriber-name = Your name
refer-prescriber-email = Your e-mail
refer-prescriber-email-hint = An address or a telephone: the answer comes that way.
refer-prescriber-phone = Your telephone
refer-q2 = 2. The parent
refer-given-name = First name
refer-family-name = Family name
refer-parent-phone = The parent's telephone
refer-parent-email = The parent's e-mail
refer-language = Language spoken
refer-interpreter = An interpreter is needed
refer-safe-contact = How to write to her safely
refer-safe-contact-hint = If somebody else may read her messages, choose neutral messages or calls.
refer-protected = Protected family
refer-protected-hint = Only persons named at the site will see its contact. Every reading is written down.
refer-q3 = 3. The children
refer-q3-hint = One line for each child. For a child not yet born, the expected date.
refer-child = Child { $number }
refer-birth-date = Date of birth
refer-q4 = 4. Where
refer-commune = Where the family lives
refer-travel = Longest way possible
refer-q5 = 5. The need
refer-purpose = What for
refer-need-kind = When
refer-need-rhythm = Every week
refer-need-appointment = For an appointment
refer-slots = Every week: which half-days
refer-slot = { $day } { $half_day }
refer-from = From
refer-until = Until
refer-appointment = For an appointment: the date and hours
refer-appointment-date = Date
refer-appointment-from = From
refer-appointment-until = To
refer-q6 = 6. Urgency and situation
refer-urgency = Answer hoped for
refer-situations = The parent's situation today
refer-situations-hint = What you know and helps the site. Nothing about health.
refer-message = A word to the site
refer-message-hint = Nothing about health or personal reasons.
refer-q7 = 7. The parent's consent, read aloud
refer-consent-language = Language in which you read it
refer-consent = I read this text aloud to the parent, and she or he agrees
refer-send = Send the referral

## Follow and answer
referrals-navigation = My referrals
referrals-inbox-navigation = Referrals received
referrals-mine-title = My referrals
referrals-mine-lead = What your organisation sent, and how each answer stands.
referrals-mine-empty-title = No referral yet
referrals-mine-empty-text = Refer a family: seven questions, two minutes.
referrals-inbox-title = Referrals received
referrals-inbox-lead = What has waited longest comes first. Without an answer a referral expires after 30 days.
referrals-inbox-empty-title = Nothing waits here
referrals-inbox-empty-text = New referrals arrive here and by e-mail.
referrals-parts = Parts of the list
referrals-part-open = Waiting
referrals-part-accepted = Accepted
referrals-part-closed = Closed
referrals-part-all = All
referrals-search = Name or number
referrals-number = Number
referrals-family = Family
referrals-prescriber = Organisation
referrals-site = Site
referrals-urgency = Answer hoped for
referrals-status = Status
referrals-sent-on = Sent on
referrals-sent-by = Sent by
referrals-age = For
referrals-names-hidden = Names are for the persons named
referrals-parent = Parent
referrals-children = Children
referrals-status-title = Referral { $number }
referrals-status-lead = To { $site }
referrals-life = Life of the referral
referrals-step-sent = Sent
referrals-step-seen = Seen
referrals-step-accepted = Accepted
referrals-step-refused = Refused
referrals-step-expired = Expired
referrals-step-first = First half-day
referrals-step-ended = Ended
referrals-receipt-title = It is sent. What happens now:
referrals-receipt-one = The site gets the referral now, and a reminder every 10 days.
referrals-receipt-two = It accepts, refuses with a reason, or asks you something: you are told.
referrals-receipt-three = The parent is told in her language, as you said.
referrals-receipt-keep = Keep the address of this page: it shows the status without an account. You can print it too.
referrals-message-of-site = Message of the site
referrals-question = The site asks
referrals-reply = Your reply
referrals-your-reply = Your reply
referrals-talk = Messages
referrals-summary = In short
referrals-call-site = Call the site:
referrals-status-only = You see how the referral stands, never what happens at the creche.
referrals-reply-sent = Your reply has gone to the site.
referrals-take-notice = Take notice
referrals-seen-noted = Noted: the prescriber sees that you read it.
referrals-need = The need
referrals-purpose = What for
referrals-when = When
referrals-travel = Way possible
referrals-kilometres = { $kilometres } km at most
referrals-need-appointment = appointment on { $date }, { $hours }
referrals-need-any = one of these half-days: { $half_days }
referrals-need-per-week = { $half_days } a week
referrals-need-every = every opening day, { $period }
referrals-message-of-prescriber = A word from the prescriber
referrals-children-hidden = The children's names are no longer shown: the accompaniment or the referral is closed.
referrals-born = { $age }, born on { $date }
referrals-expected = not yet born, expected on { $date }
referrals-family-number = Number of the family
referrals-email = E-mail
referrals-phone = Telephone
referrals-language = Language spoken
referrals-with-interpreter = { $language }, with an interpreter
referrals-safe-contact = Contact
referrals-commune = Commune
referrals-situations = Situation
referrals-situation-since = { $situation } (since { $date })
referrals-protected-title = Protected family
referrals-protected-text = Only the persons named for it see its contact.
referrals-closed-text = The contact is no longer shown: the site does not accompany this family.
referrals-open-family = Open the family's page
referrals-others = Other referrals of this family to you:
referrals-who-refers = Who refers
referrals-answer = Answer
referrals-accept-from = Care possible from
referrals-accept-until = Until
referrals-care-kind = Kind of care
referrals-accept-message = A word to the prescriber
referrals-ask-message = Your question to the prescriber
referrals-refuse-reason = Why
referrals-refuse-other-reason = Change the reason
referrals-refuse-message = Message to the prescriber
referrals-refuse-hint = Proposed from the reason; change it as you like.
referrals-answer-sent = Your answer has gone. The prescriber is told.
referrals-end = End the accompaniment
referrals-end-reason = Why
referrals-end-hint = The admission ends today. Bookings to come must be cancelled first.
referrals-ended = The accompaniment has ended.
referrals-history = History
referrals-event-reason = { $what }: { $reason }
referrals-other-contact = Contact given with this referral, other than the one known: { $contact }
referrals-by-link = Answer through the link of the e-mail
referrals-link-used-title = This link was used already
referrals-link-used-text = The referral has its answer. A link serves once.
referrals-link-expired-title = This link has expired
referrals-link-expired-text = A link lasts 30 days. If the referral still waits, the last reminder holds a link that works.
referrals-link-done-title = Your answer is stored
referrals-link-done-text = The prescriber is told. This link serves no more; you can close this page.
referrals-link-asked-text = Your question has gone. You can still accept or refuse with the same link.
referrals-link-way = With an account you find all the referrals of your site.
referrals-link-sign-in = Open the referrals received

referrals-mail-confirmed-subject = Referral { $number }: a place is confirmed
referrals-mail-confirmed-body =
    Hello,

    A place is confirmed for the family of your referral { $number }. The family has been told.

    Follow: { $address }
referrals-mail-promised-subject = Referral { $number }: a place is promised
referrals-mail-promised-body =
    Hello,

    A place is kept for the family of your referral { $number }. The half-day will be confirmed on { $day }. The family has been told.

    Follow: { $address }
referrals-mail-broken-subject = Referral { $number }: the promised place is no longer possible
referrals-mail-broken-body =
    Hello,

    The site has to close: the place promised to the family of your referral { $number } is no longer possible. The family has been told, its request stays on the list, and the site looks for another way.

    Follow: { $address }

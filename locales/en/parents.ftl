### Parents' pages: simple words, one idea a sentence. Read on a small telephone, sometimes with help.

## The link that was sent by text message
parents-link-title = Your page
parents-link-lead = Tap the button to open your page.
parents-link-open = Open my page
parents-link-ended-title = This link no longer opens here
parents-link-ended-body = To keep you safe, a link opens on one telephone only, for one month. You can get a new one.
parents-link-renew = Get a new link
parents-link-renewed-title = We have your request
parents-link-renewed-body = We are writing to the number we know. Nothing after five minutes? Call the childcare site or the person who helps you.
parents-link-unknown-title = This link does not work
parents-link-unknown-body = Open the link in the last text message. Or call the person who helps you.
parents-link-closed-title = Your page is closed
parents-link-closed-body = Open the link in your last text message.
parents-link-closed-renew = Or get a new link on your telephone.

## Somebody else's number
parents-not-me = This is not me
parents-not-me-title = Is this not you?
parents-not-me-body = We will not write to this number again. This page closes on this telephone.
parents-not-me-confirm = No, this is not me
parents-not-me-back = Yes, this is me
parents-not-me-done-title = Thank you
parents-not-me-done-body = We will not write to this number again. You can close this page.
parents-leave = Leave this page fast

## Text messages: one or two parts. The neutral one says nothing of a child or a place.
parents-sms-link = { $site }: to ask for a place or cancel, open this link: { $link }
parents-sms-link-nobody = To ask for a place or cancel, open this link: { $link }
parents-sms-link-neutral = Hello, here is your link: { $link }

## What the site reads
parents-call-line = To call: family { $reference }. This parent takes no written message. Help them book by telephone.
parents-number-closed-subject = Number to check: family { $reference }
parents-number-closed-body = Somebody answered “this is not me” for family { $reference }. We no longer write to this number. Check it with the parent, then send the link again.

## Home
parents-home-title = Hello { $name }
parents-home-next = Next place: { $child }
parents-home-held = A place is held for { $child }, { $day }: say yes or no
parents-home-none = You have no place booked.
parents-home-not-yet = Your request has arrived. The childcare site will answer soon.
parents-home-ask = I have an appointment
parents-home-places = My places
parents-home-back = Back to my page

## Asking for a place
parents-ask-day-title = Which day is your appointment?
parents-ask-half-title = Morning or afternoon?
parents-ask-send-title = Is this right?
parents-ask-child = For which child?
parents-ask-free = There is room
parents-ask-full = Full here: we look elsewhere
parents-ask-closed = Closed
parents-ask-closed-weekday = Closed on this day
parents-ask-closed-holiday = Closed: public holiday
parents-ask-closed-exception = Closed for once
parents-ask-past = Already started
parents-ask-purpose = What for? You do not have to say.
parents-ask-send = Send my request
parents-ask-change-day = Change the day
parents-ask-no-child = There is no child on your page. Call the childcare site.

## The answer
parents-answer-confirmed-title = It is booked!
parents-answer-confirmed-body = { $child } is expected.
parents-answer-held-title = A place is held for { $child }
parents-answer-choices-title = Choose a place for { $child }
parents-answer-until = Held for you until { $time }.
parents-answer-waiting-title = No place yet
parents-answer-waiting-body = We have your request. We are looking.
parents-answer-waiting-until = Answer before { $date }.
parents-answer-on-request-title = Your request has been sent
parents-answer-refused-title = This is not possible
parents-answer-gone-title = These places are no longer held
parents-answer-gone-body = Ask again: there may still be a place.
parents-answer-take = I take this place
parents-answer-none = None of these
parents-answer-other-day = Choose another day
parents-answer-call = You can also call.
parents-answer-kilometres = about { $kilometres } km away
parents-answer-near = very near
parents-answer-taken-title = It is booked!
parents-answer-given-back = The places have been given back.

## My places
parents-places-title = My places
parents-places-none = You have no place booked.
parents-places-to-confirm = To confirm
parents-places-booked = Booked
parents-places-waiting = Request waiting
parents-place-confirm = Yes, we are coming
parents-place-give-back = No, I give the place back
parents-place-cancel = Cancel this place
parents-cancel-title = Why cancel?
parents-cancel-lead = Nobody will mind: another family can come.
parents-cancel-ill = My child is ill
parents-cancel-moved = My appointment has moved
parents-cancel-no-need = I no longer need it
parents-cancel-other = Another reason
parents-cancel-keep = I keep the place
parents-cancelled-title = Thank you for telling us
parents-cancelled-body = The place has been given back. Another family can come.
parents-cancelled-undo = I made a mistake: take the place back
parents-cancelled-undo-until = Possible until { $time }.
parents-cancelled-undone = The place is yours again.
parents-cancelled-too-late = It is too late to take this place back. Ask again.

## When something cannot be done
parents-refused-title = This is not possible

## A free seat several families are asked about
parents-home-offer = A place is free for { $child }, { $when }. Do you want it?
parents-offer-title = A place for { $child }?
parents-offer-lead = We ask several families. The first to say yes has the place.
parents-offer-until = Answer before { $until }.
parents-offer-nothing-lost = Another family is faster? You lose nothing: your request stays on the list.
parents-offer-yes = Yes, I take the place
parents-offer-no = No, thank you
parents-offer-taken-title = This place is taken. Thank you!
parents-offer-taken-body = Another family answered first. You lose nothing: your request stays on the list.
parents-offer-declined-title = Noted. Thank you!
parents-offer-declined-body = Your request stays on the list.
parents-offer-over-title = This offer is over

## What is promised
parents-promise-title = Promised: a place for { $child }
parents-promise-body = We tell you the half-day on { $day }. You have nothing to do.
parents-promise-places = Place promised. Half-day told on { $day }.
parents-promise-chance-title = Answer on { $day }
parents-promise-chance-body = About { $tens } requests out of 10 like yours get a place.
parents-promise-broken-title = The promised place is no longer possible
parents-promise-broken-body = We have to close that day. We are sorry. The team looks for another place for { $child }.

## Papers to bring
parents-papers-card = { $count ->
    [one] One paper to bring for { $child }
   *[other] { $count } papers to bring for { $child }
}
parents-papers-by = before { $by }
parents-papers-late = awaited since { $since }
parents-papers-title = Papers of { $child }
parents-papers-lead = Bring them to { $site }. A photograph of the paper is not enough: show it to the team.
parents-papers-nothing = Every paper is there. Thank you.
parents-papers-bring-certificate = A doctor’s certificate saying that your child may be cared for in a group, signed less than two months ago.
parents-papers-bring-vaccines = The health record, pages of the vaccines.
parents-papers-bring-emergency-contact = The name and telephone of somebody to call if you do not answer.
parents-papers-bring-pick-up = The names of the people who may fetch your child.
parents-papers-bring-answer = Your answer, yes or no. The team explains and you sign there.
parents-papers-health = What the team knows of your child’s health
parents-health-title = Health of { $child }
parents-health-lead = Only the team on duty at { $site } can read this. If something changes, tell the team.
parents-health-none = Nothing is noted.

## Reminders: never a word of health
parents-sms-paper = { $site }: a paper is missing, please bring it before { $due }. See: { $link }
parents-sms-paper-neutral = Hello, a paper is missing, please bring it before { $due }. See: { $link }
parents-call-paper = To call: family { $reference }. A paper of admission is awaited before { $due }.

## The link of a reminder
parents-day-yes = Yes, we are coming
parents-day-no = No, I give the place back
parents-day-thanks = Thank you, we know. See you soon!
parents-day-how = How will you come?
parents-day-bus = By bus or train
parents-day-walk = On foot
parents-day-car = By car
parents-day-someone = Somebody brings the child
parents-day-over = It has begun or is over.
parents-sms-reminder = { $day } at { $time }: { $names }. Are you coming? If not, another child can have the place. Say yes or no: { $link }
parents-sms-reminder-neutral = Reminder: { $day } at { $time }. Say yes or no: { $link }
parents-call-reminder = Family { $reference }: call to remind them of the place on { $day } at { $time }.

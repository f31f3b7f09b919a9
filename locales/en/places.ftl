### Why a proposal stands where it does, what would make a refused thing possible, and the messages about a seat that is kept.

## Reasons of a proposal's rank
places-reason-nearest = The nearest: about { $kilometres } km by road.
places-reason-distance = About { $kilometres } km by road.
places-reason-same-commune = In the same town.
places-reason-known-site = The child knows this site.
places-reason-usual-premises = The usual place.
places-reason-covers-appointment = Covers the appointment and both ways, with { $minutes } to spare.
places-reason-answered-at-once = The seat is given at once.
places-reason-keeps-reserved-seat = An emergency or adaptation seat stays free.
places-reason-most-free-seats = Where most seats are left: { $free }.
places-reason-serves-weeks = { $served } of { $asked } weeks served whole.
places-reason-earliest-day = The earliest day.
places-reason-other-time-same-day = Another half-day of the same day.
places-reason-other-time-after = { $days } after the day asked for.
places-reason-other-time-before = { $days } before the day asked for.

## What would make a refused thing possible (`domain::refusal::Remedy`)
places-remedy-another-session = Another half-day.
places-remedy-cancellation = A place given back by another family.
places-remedy-cancel-own-place = First give back the child's other place.
places-remedy-later-date = A later date.
places-remedy-another-week = Another week.
places-remedy-another-site = Another site.
places-remedy-referral = A referral accepted by the site.
places-remedy-situation = A dated situation "employed" or "in training".
places-remedy-half-day-only = Only one of the two half-days.
places-remedy-other-hours = Other hours.
places-remedy-longer-travel = A longer travel.
places-remedy-admission = Extend the admission.
places-remedy-another-care-kind = Another kind of care.
places-remedy-ask-the-site = Ask the site.
places-remedy-manager-override = The site manager may override, with a reason.
places-remedy-ask-again = Ask again.
places-remedy-familiarisation = First steps with the team, validated one after the other.
places-remedy-paper = Bring the missing paper.

## A seat that becomes free is offered to who waits
places-sms-offer = { $site }: a place is free on { $when }. It is kept for you until { $until }. Confirm or decline: { $link }
places-sms-offer-neutral = An answer waits for you until { $until }: { $link }
places-sms-cancelled = { $site }: no childcare on { $when }, it is cancelled. We are sorry. Ask for another place: { $link }
places-sms-cancelled-neutral = Something has changed for you. Open your page: { $link }
places-call-offer = Family { $reference }: call to offer the place of { $when }, kept until { $until }.
places-call-cancelled = Family { $reference }: call to say that { $when } is cancelled, and to look for another place.
places-sms-asked = { $site }: a place is free on { $when }. The first family to say yes has it. Answer before { $until }: { $link }
places-sms-asked-neutral = An answer waits for you until { $until }: { $link }
places-sms-taken = { $site }: the place on { $when } is taken. Thank you. You lose nothing, your request stays on the list: { $link }
places-sms-taken-neutral = Thank you. Your request goes on: { $link }
places-call-asked = Family { $reference }: call to offer the place of { $when }. The first family to say yes before { $until } has it.
places-call-taken = Family { $reference }: call to say that the place of { $when } is taken, and that its request stays on the list.
places-sms-taken-back = { $site }: the place on { $when } is no longer offered. You lose nothing, your request stays on the list: { $link }
places-call-taken-back = Family { $reference }: call to say that the place of { $when } is no longer offered, and that its request stays on the list.

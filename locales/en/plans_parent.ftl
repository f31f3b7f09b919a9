### What a published plan tells families.

plans-parent-places = { $site }: you have a place on { $when }. Cannot come? Tell us: { $link }
plans-parent-first-session = { $when } (first session, with you)
plans-parent-elsewhere = { $when } at { $site }
plans-parent-not-yet = { $site }: no place was found for your request in the week of { $week }. It stays on the list. See or change it: { $link }
plans-parent-neutral = An answer waits for you: { $link }
plans-call-places = Family { $reference }: call to tell the places of { $when }.
plans-call-not-yet = Family { $reference }: call to say that no place was found in the week of { $week }; the request stays on the list.
plans-parent-promised = { $site }: it is promised, you will have a place in the week of { $week }. We tell you the half-day on { $day }. { $link }
plans-parent-broken = { $site } has to close: the place promised in the week of { $week } is no longer possible. We are sorry. The team looks for another place. { $link }
plans-call-promised = Family { $reference }: call to say that a place is promised in the week of { $week }, and that the half-day will be told on { $day }.
plans-call-broken = Family { $reference }: call to say that the place promised in the week of { $week } is no longer possible, and look for another place.

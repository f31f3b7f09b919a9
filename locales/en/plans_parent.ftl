### What a published plan tells families.

plans-parent-places = { $site }: you have a place on { $when }. Cannot come? Tell us: { $link }
plans-parent-first-session = { $when } (first session, with you)
plans-parent-elsewhere = { $when } at { $site }
plans-parent-not-yet = { $site }: no place was found for your request in the week of { $week }. It stays on the list. See or change it: { $link }
plans-parent-neutral = An answer waits for you: { $link }
plans-call-places = Family { $reference }: call to tell the places of { $when }.
plans-call-not-yet = Family { $reference }: call to say that no place was found in the week of { $week }; the request stays on the list.

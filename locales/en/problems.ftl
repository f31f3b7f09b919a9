### What goes wrong: pages, fields.

## Problems of a whole page
problem-title-sign-in-needed = Sign in
problem-advice-sign-in-needed = Sign in to go on.
problem-title-bad-token = Token refused
problem-advice-bad-token = This token is wrong, revoked or expired. Make a new one from your account.
problem-title-not-allowed = You may not do this
problem-advice-not-allowed = Your role does not allow this action. Ask whoever manages your access, or go back home.
problem-title-foreign-origin = Request refused
problem-advice-foreign-origin = This request comes from another site. Open the page again and try once more.
problem-title-not-found = Page not found
problem-advice-not-found = The address is wrong, or this page is not open to you. Check the link, or go back home.
problem-title-too-many-requests = Too many requests
problem-advice-too-many-requests = Wait a minute, then try again.
problem-title-idempotency-key-missing = Idempotency key missing
problem-advice-idempotency-key-missing = Every write carries an Idempotency-Key header of 8 to 100 characters, new for each action.
problem-title-idempotency-key-reused = Already sent with other content
problem-advice-idempotency-key-reused = This request was already sent with other content. Open the page again and try once more.
problem-title-wrong-fields = Something is wrong in the form
problem-advice-wrong-fields = Nothing was saved. Correct the fields shown, then send again.
problem-title-refused = This is not possible as asked
problem-advice-refused = Nothing was saved. The rule, and what would make it possible, are shown.
problem-title-changed-meanwhile = Somebody changed this meanwhile
problem-advice-changed-meanwhile = Nothing was saved. Load again, check, then try once more.
problem-title-too-large = What you send is too large
problem-advice-too-large = Shorten the text, then try again.
problem-title-method-not-allowed = Unknown action at this address
problem-advice-method-not-allowed = This address exists, but not for this action.
problem-title-unavailable = The service is very busy
problem-advice-unavailable = Nothing was saved. Try again in a moment.
problem-title-internal = Something went wrong on our side
problem-advice-internal = Nothing that was saved is lost. Try again in a few minutes.

## Problems of a field, by code
field-required = This field is needed.
field-too-long = This text is too long.
field-not-a-date = This is not a date. Example: 2026-11-26.
field-not-a-time = This is not a time. Example: 8:30.
field-not-in-range = This number is not within the limits.
field-not-a-choice = Choose an answer of the list.
field-not-an-email = This is not an e-mail address. Example: name@example.org.
field-not-a-phone = This is not a telephone number. Example: 06 12 34 56 78.
field-not-a-commune = This commune is not known. Choose it from the list.
field-unknown-field = This field is not expected here.
field-until-before-from = The end must come after the beginning.
field-not-utf8 = This text cannot be read (UTF-8 expected).
field-null-character = This text contains a forbidden character.
field-not-json = The body must be a JSON document.
field-must-be-ticked = Tick this box to go on.
field-in-the-future = This date is in the future.
field-in-the-past = This date is past.
field-wrong-secret = The address, the password or the code is wrong.
field-weak-password = This password is too simple: twelve characters at least, varied.
field-does-not-match = The two entries differ.
field-invalid = This value is not valid.
field-one-of = Give exactly one of these.
field-range-too-long = This period is too long: a year at most.

### Accounts: landing page, signing in, account, people, invitations, first run.

## Public landing page
accounts-landing-what = Marelle helps parents back to work: it finds a place in a micro-creche for half a day, the time of an interview, a training course or the first days of a job.
accounts-landing-how = A professional refers the family, the site takes the child, and everybody sees only what concerns them.
accounts-landing-who = Parents need no account: a link sent to their phone is enough.
accounts-landing-near-title = Find a place near you
accounts-landing-near-text = Sites nearby and their free half-days, with nothing to fill in.
accounts-landing-near-label = Town or postcode
accounts-landing-refer-title = Do you accompany a family?
accounts-landing-refer-text = Seven questions, two minutes, no account. You then follow the site's answer.
accounts-landing-refer = Refer a family
accounts-landing-parent-title = Are you a parent?
accounts-landing-parent-text = Open the link you received by text message. If you no longer have it, ask your site or the person who accompanies you.

## Signing in
accounts-email = E-mail address
accounts-password = Password
accounts-sign-in-wrong = The address or the password is not right. After several mistakes one must wait a little, up to fifteen minutes, before trying again.
accounts-sign-in-ended = Your password is right, but no access is open today. Ask the person who manages access in your organisation.
accounts-sign-in-help = Forgotten password, or no account yet? Ask the person who manages access in your organisation for an invitation.
accounts-with-password-title = With a password
accounts-demo-title = Try a role
accounts-demo-text = Every person here is invented. Choose a role to see Marelle as that person.
accounts-demo-enter = Enter
accounts-demo-who = { $name }, { $place }
accounts-code-title = Your code
accounts-code-lead = Your password is right. Open your code application and copy the six digits.
accounts-code = Six-digit code
accounts-code-hint = It changes every thirty seconds.
accounts-code-wrong = This code is not right, or it has been used. Wait for the next one and copy it.
accounts-code-help = Lost your phone? Ask the person who manages access in your organisation for a new invitation.

## My account
accounts-given-name = Given name
accounts-family-name = Family name
accounts-language = Language of your pages
accounts-until = until { $date }
accounts-role-title = My roles
accounts-role-current = current role
accounts-role-take = Take this role
accounts-role-demo = Change role (demonstration)
accounts-name-title = Name and language
accounts-password-title = Password
accounts-password-present = Present password
accounts-password-new = New password
accounts-password-hint = Twelve characters at least. A sentence makes a good password. Neither your name nor your address.
accounts-password-change = Change the password
accounts-password-changed = Your password is changed. Your other devices are signed out.
accounts-second-factor-title = Second factor
accounts-second-factor-in-place = You are asked for a code after the password.
accounts-second-factor-missing = You are asked for no code after the password. One is needed to see personal data.
accounts-second-factor-set = Put a second factor in place
accounts-second-factor-replace = Change telephone or application
accounts-second-factor-why = A stolen password is no longer enough: a code from your telephone is asked for too. It is compulsory before seeing personal data.
accounts-second-factor-first = Install a code application on your telephone, if you have none.
accounts-second-factor-second = With it, read this picture, or copy the key written below it.
accounts-second-factor-third = Copy here the six digits it shows.
accounts-second-factor-text = The same key, as text:
accounts-second-factor-confirm = Put in place
accounts-second-factor-done = Your second factor is in place.
accounts-devices-title = My devices
accounts-devices-text = The devices on which you are signed in. Sign out those you do not recognise, then change your password.
accounts-device-unknown = Unknown device
accounts-device-seen = seen { $seen }, signed in since { $since }
accounts-device-here = this device
accounts-device-end = Sign out
accounts-device-ended = The device is signed out.
accounts-devices-end = Sign out all others
accounts-devices-ended = Your other devices are signed out.
accounts-tokens-title = Tokens for programs
accounts-tokens-text = A token lets a program act for you, in your present role, until a date. It ends with your access.
accounts-tokens-none = No token.
accounts-token-all = All the role allows
accounts-token-make = Make a token
accounts-token-made = Your token
accounts-token-made-text = Copy it now: it will not be shown again.
accounts-token-name = Name of the token
accounts-token-name-hint = The program that will use it
accounts-token-until = Last day (one year at most)
accounts-token-scopes = What the token allows
accounts-token-revoke = Revoke
accounts-token-revoked = The token is revoked.
accounts-token-used = Last used on { $day }
accounts-token-never-used = Never used

## People
accounts-people = People
accounts-people-title = People and access
accounts-people-lead = The people of your organisation and its partners, what they may do, and until when.
accounts-people-search = Search a name, an address, a role
accounts-person = Person
accounts-role = Role
accounts-place = Where
accounts-until-head = Until
accounts-state = State
accounts-person-active = access open
accounts-person-ended = access ended
accounts-person-to-come = to come
accounts-person-disabled = disabled
accounts-period = Period
accounts-organisation = Organisation
accounts-site = Site
accounts-site-all = Every site of the organisation
accounts-site-hint = For access limited to one site.
accounts-until-day = Last day of access
accounts-until-hint = Empty: until further notice. Access stops at the end of this day.
accounts-invite = Invite somebody
accounts-invite-lead = They receive a link, good for seven days, to choose their password.
accounts-invite-send = Send the invitation
accounts-role-hint-administrator = Organisations, sites, people, rules; not families.
accounts-role-hint-site-manager = Referrals, families, places and attendance of their site.
accounts-role-hint-staff = Attendance and first names of the children expected.
accounts-role-hint-prescriber = Refers families and follows their status, nothing else.
accounts-role-hint-counsellor = Follows the parents entrusted to them.
accounts-role-hint-funder = Counts, never names.
accounts-invited-title = Invitation sent
accounts-invited-text = A message has left for { $email }. You may also hand over this link:
accounts-invited-once = This link works once, for seven days. It is not shown again.
accounts-invited-already = This invitation had already left; nothing was sent again.
accounts-invitations-title = Invitations that wait
accounts-invitation-words = { $role }, { $place }
accounts-invitation-until = good until { $date }
accounts-invitation-revoke = Take back
accounts-invitation-revoked = The invitation is taken back: its link opens nothing any more.
accounts-invitation-title = You are invited to Marelle
accounts-invitation-lead = Check what is offered to you, then accept. Until you press the button nothing is done.
accounts-invitation-known = An account exists at this address. Sign in first, then accept the invitation.
accounts-invitation-accept = Accept the invitation
accounts-invitation-subject = Your access to Marelle
accounts-invitation-letter =
    Hello,

    { $name } invites you to Marelle. Open this link to choose your password (it works once, for seven days):

    { $link }

    If you did not expect this message, do nothing.
accounts-end-title = End of access
accounts-end-text = Prolong the access, set its last day, or end it now: it stops at the next page the person opens.
accounts-end-now = End it now
accounts-ended-now = The access has ended.
accounts-period-none = taken back on the day it was given, { $date }
accounts-renew-title = Forgotten password, lost telephone
accounts-renew-text = The present password and second factor stop now; a link lets the person choose new ones.
accounts-renew = Renew the access
accounts-disable-title = Disable
accounts-disable-text = The person is signed out everywhere and their tokens are revoked, now. What they did remains.
accounts-disable = Disable this person
accounts-enable-text = This person is disabled: they cannot sign in.
accounts-enable = Enable this person
accounts-person-now-disabled = The person is disabled and signed out everywhere.
accounts-person-now-enabled = The person can sign in again.

## First run
accounts-first-run-title = Welcome to Marelle
accounts-first-run-lead = This installation is empty. Create the organisation that runs it and your access: it can be done once.
accounts-first-run-organisation = The operator: a town, an association…
accounts-first-run-open = Open the installation

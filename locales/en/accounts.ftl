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

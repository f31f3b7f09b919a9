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

### Text messages to a parent who was referred. They name neither who referred her nor why; the neutral one names nothing.

referrals-parent-sms-accepted = { $site }: there is a place for your child. They will call you about what comes next.
referrals-parent-sms-refused = { $site } cannot take your child for now. Somebody will call you to look for another way.
referrals-parent-sms-neutral = Hello, we have an answer for you.
referrals-parent-sms-call = Question: { $phone }

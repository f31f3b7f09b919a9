### Text messages to a parent who was referred. They name neither who referred her nor why; the neutral one names nothing.

referrals-parent-sms-accepted = { $site } : une place est possible pour votre enfant. La structure vous appelle pour la suite.
referrals-parent-sms-refused = { $site } ne peut pas accueillir votre enfant pour le moment. On vous rappelle pour chercher une autre solution.
referrals-parent-sms-neutral = Bonjour, nous avons une réponse pour vous.
referrals-parent-sms-call = Question : { $phone }

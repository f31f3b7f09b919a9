### Text messages to a parent who was referred. They name neither who referred her nor why; the neutral one names nothing.

referrals-parent-sms-accepted = { $site }: يوجد مكان لطفلك. سيتصلون بك.
referrals-parent-sms-refused = { $site }: لا يوجد مكان لطفلك الآن. سنتصل بك للبحث عن حل آخر.
referrals-parent-sms-neutral = مرحبا، لدينا جواب لك.
referrals-parent-sms-call = للسؤال: { $phone }

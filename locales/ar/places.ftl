### Places in Arabic. Not reviewed by a native reader yet.

places-reason-nearest = الأقرب: حوالي { $kilometres } كم بالطريق.
places-reason-distance = حوالي { $kilometres } كم بالطريق.
places-reason-same-commune = في البلدية نفسها.
places-reason-known-site = الطفل معروف في هذا المكان.
places-reason-usual-premises = هذا هو المكان المعتاد.
places-reason-covers-appointment = يغطي الموعد والطريق، مع { $minutes } إضافية.
places-reason-answered-at-once = يُعطى المكان فورًا.
places-reason-keeps-reserved-seat = يبقى مكان للطوارئ أو للتأقلم شاغرًا.
places-reason-most-free-seats = هنا أكبر عدد من الأماكن الشاغرة: { $free }.
places-reason-serves-weeks = { $served } من { $asked } أسابيع كاملة.
places-reason-earliest-day = أقرب يوم.
places-reason-other-time-same-day = نصف يوم آخر في اليوم نفسه.
places-reason-other-time-after = بعد اليوم المطلوب: { $days }.
places-reason-other-time-before = قبل اليوم المطلوب: { $days }.

places-remedy-another-session = نصف يوم آخر.
places-remedy-cancellation = مكان تعيده عائلة أخرى.
places-remedy-cancel-own-place = أعيدوا أولًا المكان الآخر للطفل.
places-remedy-later-date = تاريخ لاحق.
places-remedy-another-week = أسبوع آخر.
places-remedy-another-site = مكان رعاية آخر.
places-remedy-referral = توجيه يقبله مكان الرعاية.
places-remedy-situation = وضعية مؤرخة: في عمل أو في تدريب.
places-remedy-half-day-only = نصف يوم واحد فقط.
places-remedy-other-hours = ساعات أخرى.
places-remedy-longer-travel = مسافة أطول.
places-remedy-admission = تمديد القبول.
places-remedy-another-care-kind = نوع آخر من الرعاية.
places-remedy-ask-the-site = اسألوا مكان الرعاية.
places-remedy-manager-override = يمكن للمسؤول تجاوز القاعدة، مع ذكر السبب.
places-remedy-ask-again = أعيدوا الطلب.

places-sms-offer = { $site }: مكان شاغر يوم { $when }. محفوظ لكم حتى { $until }. للتأكيد أو الرفض: { $link }
places-sms-offer-neutral = جواب بانتظاركم حتى { $until }: { $link }
places-sms-cancelled = { $site }: أُلغي الاستقبال يوم { $when }. نعتذر منكم. لطلب مكان آخر: { $link }
places-sms-cancelled-neutral = هناك تغيير يخصّكم. افتحوا صفحتكم: { $link }
places-call-offer = Famille { $reference } : appeler pour proposer la place du { $when }, gardée jusqu'à { $until }.
places-call-cancelled = Famille { $reference } : appeler pour prévenir que l'accueil du { $when } est annulé, et chercher une autre place.
places-sms-asked = { $site }: مكان شاغر يوم { $when }. أول عائلة تقول نعم تحصل عليه. أجيبوا قبل { $until }: { $link }
places-sms-asked-neutral = جواب بانتظاركم حتى { $until }: { $link }
places-sms-taken = { $site }: المكان يوم { $when } أُخذ. شكرًا. لن تخسروا شيئًا، طلبكم باقٍ على القائمة: { $link }
places-sms-taken-neutral = شكرًا. طلبكم مستمر: { $link }
places-call-asked = Famille { $reference } : appeler pour proposer la place du { $when }. La première famille qui dit oui avant { $until } l'a.
places-call-taken = Famille { $reference } : appeler pour dire que la place du { $when } est prise, et que sa demande reste sur la liste.
places-sms-taken-back = { $site }: المكان يوم { $when } لم يعد معروضًا. لن تخسروا شيئًا، طلبكم باقٍ على القائمة: { $link }
places-call-taken-back = Famille { $reference } : appeler pour dire que la place du { $when } n'est plus proposée, et que sa demande reste sur la liste.

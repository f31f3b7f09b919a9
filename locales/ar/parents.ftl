### Parents' pages in Arabic. Not reviewed by a native reader yet.

## The link that was sent by text message
parents-link-title = صفحتك
parents-link-lead = اضغط على الزر لفتح صفحتك.
parents-link-open = فتح صفحتي
parents-link-ended-title = هذا الرابط لا يُفتح هنا
parents-link-ended-body = من أجل سلامتك، يُفتح الرابط على هاتف واحد فقط، لمدة شهر. يمكنك الحصول على رابط جديد.
parents-link-renew = الحصول على رابط جديد
parents-link-renewed-title = وصل طلبك
parents-link-renewed-body = سنكتب إلى الرقم الذي نعرفه. إذا لم يصل شيء خلال خمس دقائق، اتصل بمكان الرعاية أو بالشخص الذي يرافقك.
parents-link-unknown-title = هذا الرابط لا يعمل
parents-link-unknown-body = افتح الرابط الموجود في آخر رسالة قصيرة. أو اتصل بالشخص الذي يرافقك.
parents-link-closed-title = صفحتك مغلقة
parents-link-closed-body = افتح الرابط الموجود في آخر رسالة قصيرة.
parents-link-closed-renew = أو احصل على رابط جديد على هاتفك.

## Somebody else's number
parents-not-me = لست أنا
parents-not-me-title = ألست الشخص المقصود؟
parents-not-me-body = لن نكتب إلى هذا الرقم بعد الآن. ستُغلق هذه الصفحة على هذا الهاتف.
parents-not-me-confirm = لا، لست أنا
parents-not-me-back = بلى، هذا أنا
parents-not-me-done-title = شكرًا
parents-not-me-done-body = لن نكتب إلى هذا الرقم بعد الآن. يمكنك إغلاق هذه الصفحة.
parents-leave = مغادرة هذه الصفحة بسرعة

## Text messages. The neutral one says nothing of a child or a place.
parents-sms-link = { $site }: لطلب مكان أو إلغائه افتح هذا الرابط: { $link }
parents-sms-link-nobody = لطلب مكان أو إلغائه افتح هذا الرابط: { $link }
parents-sms-link-neutral = مرحبًا، هذا رابطك: { $link }

## What the site reads
parents-call-line = للاتصال: العائلة { $reference }. هذا الوالد لا يستقبل أي رسالة مكتوبة. ساعده على الحجز بالهاتف.
parents-number-closed-subject = رقم للتحقق: العائلة { $reference }
parents-number-closed-body = أجاب شخص «لست أنا» بخصوص العائلة { $reference }. لن نكتب إلى هذا الرقم. تحقق منه مع الوالد ثم أعد إرسال الرابط.

## Home
parents-home-title = مرحبًا { $name }
parents-home-next = المكان القادم: { $child }
parents-home-held = مكان محجوز مؤقتًا من أجل { $child }، { $day }: أجب بنعم أو لا
parents-home-none = ليس لديك مكان محجوز.
parents-home-not-yet = وصل طلبك. سيجيبك مكان الرعاية قريبًا.
parents-home-ask = لديّ موعد
parents-home-places = أماكني
parents-home-back = العودة إلى صفحتي

## Asking for a place
parents-ask-day-title = في أي يوم موعدك؟
parents-ask-half-title = صباحًا أم بعد الظهر؟
parents-ask-send-title = هل هذا صحيح؟
parents-ask-child = لأي طفل؟
parents-ask-free = يوجد مكان
parents-ask-full = لا مكان هنا: سنبحث في مكان آخر
parents-ask-closed = مغلق
parents-ask-closed-weekday = مغلق في هذا اليوم
parents-ask-closed-holiday = مغلق: يوم عطلة رسمية
parents-ask-closed-exception = مغلق استثنائيًا
parents-ask-past = بدأ الوقت
parents-ask-purpose = لماذا؟ الجواب غير ضروري.
parents-ask-send = إرسال طلبي
parents-ask-change-day = تغيير اليوم
parents-ask-no-child = لا يوجد طفل في صفحتك. اتصل بمكان الرعاية.

## The answer
parents-answer-confirmed-title = تم الحجز!
parents-answer-confirmed-body = ننتظر { $child }.
parents-answer-held-title = مكان محجوز مؤقتًا من أجل { $child }
parents-answer-choices-title = اختر مكانًا من أجل { $child }
parents-answer-until = محجوز لك حتى { $time }.
parents-answer-waiting-title = لا يوجد مكان بعد
parents-answer-waiting-body = سجلنا طلبك. نحن نبحث.
parents-answer-waiting-until = الجواب قبل { $date }.
parents-answer-on-request-title = تم إرسال طلبك
parents-answer-refused-title = هذا غير ممكن
parents-answer-gone-title = لم تعد هذه الأماكن محجوزة لك
parents-answer-gone-body = أعد طلبك: ربما ما زال هناك مكان.
parents-answer-take = آخذ هذا المكان
parents-answer-none = لا يناسبني أي منها
parents-answer-other-day = اختيار يوم آخر
parents-answer-call = يمكنك أيضًا الاتصال.
parents-answer-kilometres = على بعد { $kilometres } كم تقريبًا
parents-answer-near = قريب جدًا
parents-answer-taken-title = تم الحجز!
parents-answer-given-back = تمت إعادة الأماكن.

## My places
parents-places-title = أماكني
parents-places-none = ليس لديك مكان محجوز.
parents-places-to-confirm = بانتظار تأكيدك
parents-places-booked = محجوز
parents-places-waiting = طلب في الانتظار
parents-place-confirm = نعم، سنأتي
parents-place-give-back = لا، أعيد المكان
parents-place-cancel = إلغاء هذا المكان
parents-cancel-title = لماذا الإلغاء؟
parents-cancel-lead = لا لوم عليك: يمكن لعائلة أخرى أن تأتي.
parents-cancel-ill = طفلي مريض
parents-cancel-moved = تغيّر موعدي
parents-cancel-no-need = لم أعد أحتاجه
parents-cancel-other = سبب آخر
parents-cancel-keep = أحتفظ بالمكان
parents-cancelled-title = شكرًا لأنك أخبرتنا
parents-cancelled-body = تمت إعادة المكان. يمكن لعائلة أخرى أن تأتي.
parents-cancelled-undo = أخطأت: استعادة المكان
parents-cancelled-undo-until = ممكن حتى { $time }.
parents-cancelled-undone = عاد المكان إليك.
parents-cancelled-too-late = فات وقت استعادة هذا المكان. أعد الطلب.

## When something cannot be done
parents-refused-title = هذا غير ممكن

## A free seat several families are asked about
parents-home-offer = مكان شاغر لـ { $child }، { $when }. هل تريدونه؟
parents-offer-title = مكان لـ { $child }؟
parents-offer-lead = نسأل عدة عائلات. أول عائلة تقول نعم تحصل على المكان.
parents-offer-until = أجيبوا قبل { $until }.
parents-offer-nothing-lost = عائلة أخرى كانت أسرع؟ لن تخسروا شيئًا: طلبكم باقٍ على القائمة.
parents-offer-yes = نعم، آخذ المكان
parents-offer-no = لا، شكرًا
parents-offer-taken-title = هذا المكان أُخذ. شكرًا!
parents-offer-taken-body = أجابت عائلة أخرى قبلكم. لن تخسروا شيئًا: طلبكم باقٍ على القائمة.
parents-offer-declined-title = سُجّل جوابكم. شكرًا!
parents-offer-declined-body = طلبكم باقٍ على القائمة.
parents-offer-over-title = انتهى هذا العرض

## ما وُعد به
parents-promise-title = وعدٌ منا: مكان لـ { $child }
parents-promise-body = نخبركم بنصف اليوم في { $day }. ليس عليكم فعل شيء.
parents-promise-places = مكان موعود. نخبركم بنصف اليوم في { $day }.
parents-promise-chance-title = الجواب في { $day }
parents-promise-chance-body = نحو { $tens } طلبات من 10 مثل طلبكم تحصل على مكان.
parents-promise-broken-title = المكان الموعود لم يعد ممكنًا
parents-promise-broken-body = علينا الإغلاق في ذلك اليوم. نعتذر منكم. الفريق يبحث عن مكان آخر لـ { $child }.

## Papers to bring (not reviewed by a native reader yet)
parents-papers-card = { $count ->
    [one] وثيقة واحدة يجب إحضارها من أجل { $child }
    [two] وثيقتان يجب إحضارهما من أجل { $child }
    [few] { $count } وثائق يجب إحضارها من أجل { $child }
    [many] { $count } وثيقة يجب إحضارها من أجل { $child }
   *[other] { $count } وثيقة يجب إحضارها من أجل { $child }
}
parents-papers-by = قبل { $by }
parents-papers-late = مطلوبة منذ { $since }
parents-papers-title = وثائق { $child }
parents-papers-lead = أحضرها إلى { $site }. صورة الوثيقة لا تكفي: أرِها للفريق.
parents-papers-nothing = كل الوثائق موجودة. شكرًا.
parents-papers-bring-certificate = شهادة من الطبيب تقول إن طفلك يمكنه الالتحاق بالحضانة، موقّعة منذ أقل من شهرين.
parents-papers-bring-vaccines = الدفتر الصحي، صفحات التلقيح.
parents-papers-bring-emergency-contact = اسم وهاتف شخص نتصل به إذا لم تجب.
parents-papers-bring-pick-up = أسماء الأشخاص الذين يمكنهم أخذ طفلك.
parents-papers-bring-answer = جوابك: نعم أو لا. يشرح لك الفريق وتوقّع هناك.
parents-papers-health = ما يعرفه الفريق عن صحة طفلك
parents-health-title = صحة { $child }
parents-health-lead = لا يقرأ هذا إلا الفريق الحاضر في { $site }. إذا تغيّر شيء فأخبر الفريق.
parents-health-none = لم يُسجَّل شيء.

## Reminders: never a word of health
parents-sms-paper = { $site }: تنقص وثيقة، الرجاء إحضارها قبل { $due }. انظر: { $link }
parents-sms-paper-neutral = مرحبًا، تنقص وثيقة، الرجاء إحضارها قبل { $due }. انظر: { $link }
parents-call-paper = للاتصال: العائلة { $reference }. تُنتظر وثيقة قبل { $due }.

## The link of a reminder
parents-day-yes = نعم، سنأتي
parents-day-no = لا، أُعيد المكان
parents-day-thanks = شكرًا، سجّلنا ذلك. إلى اللقاء!
parents-day-how = كيف ستأتون؟
parents-day-bus = بالحافلة أو القطار
parents-day-walk = مشيًا
parents-day-car = بالسيارة
parents-day-someone = شخص آخر يحضر الطفل
parents-day-over = بدأ الموعد أو انتهى.
parents-sms-reminder = { $day } الساعة { $time }: { $names }. هل ستأتون؟ وإلا يأخذ طفل آخر المكان: { $link }
parents-sms-reminder-neutral = تذكير: { $day } الساعة { $time }. أجب: { $link }
parents-call-reminder = العائلة { $reference }: اتصل للتذكير بالمكان يوم { $day } الساعة { $time }.

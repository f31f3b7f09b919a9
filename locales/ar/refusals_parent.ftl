### Why a rule says no, for a parent: simple words, one idea, and what to do next.
### Put together by `i18n::sentence_for_parent`.

refusal-parent-seats-full = لم يعد هناك مكان يوم { $when }. اختر وقتًا آخر، أو اطلب أن نخبرك إذا توفر مكان.
refusal-parent-child-already-placed = لدى طفلك مكان محجوز يوم { $when }. لتغييره، ألغِ الحجز الأول قبل ذلك.
refusal-parent-too-young = طفلك ما زال صغيرًا على هذا المكان. يمكنه المجيء ابتداءً من { $from }: اختر تاريخًا بعد ذلك.
refusal-parent-too-old = أصبح طفلك أكبر من السن المقبولة في هذا المكان منذ { $since }. اطلب من الشخص الذي يرافقك البحث عن مكان آخر.
refusal-parent-not-referred = للمجيء إلى هنا، يجب أن يحدثنا عنك أحد المختصين أولًا. اطلب ذلك من مستشارك (France Travail أو PMI أو RPE).
refusal-parent-full-day-needs-situation = اليوم الكامل مخصص للوالدين الذين يعملون أو يتدربون. اختر نصف يوم. إذا بدأت عملًا أو تدريبًا فأخبرنا: سيصبح يوم { $date } ممكنًا.
refusal-parent-site-closed = المكان مغلق يوم { $when }. اختر يومًا آخر.
refusal-parent-outside-hours = يوم { $when }، هذا المكان غير مفتوح مدة كافية لأوقاتك. اختر أوقاتًا أخرى أو مكانًا آخر.
refusal-parent-notice-too-short = فات وقت حجز هذا المكان: كان يجب الحجز قبل { $latest }. اختر وقتًا آخر، أو اتصل بمكان الرعاية.
refusal-parent-too-far-ahead = ما زال الوقت مبكرًا لحجز هذا اليوم. عد ابتداءً من { $opens }.
refusal-parent-fair-share-reached = لدى طفلك { $limit } في أسبوع { $week }: هذا هو الحد الأقصى حتى تحصل كل عائلة على مكان. اختر أسبوعًا آخر.
refusal-parent-baby-week-full = قبل بلوغ { $age }، يأتي طفلك { $limit } في الأسبوع على الأكثر، حفاظًا على إيقاعه. وقد بلغ هذا الحد في أسبوع { $week }. اختر أسبوعًا آخر أو اسأل المؤسسة.
refusal-parent-session-cancelled = أُلغي الاستقبال يوم { $when }. اختر وقتًا آخر.
refusal-parent-session-started = بدأ الاستقبال يوم { $when }. اتصل بمكان الرعاية، أو اختر وقتًا آخر.
refusal-parent-session-past = يوم { $when } قد مضى. اختر وقتًا قادمًا.
refusal-parent-care-kind-not-offered = هذا المكان لا يقدم هذا النوع من الرعاية: { $kind }. اختر مكانًا آخر، أو اسأل الشخص الذي يرافقك.
refusal-parent-professionals-only = هنا، الفريق هو الذي يحجز الأماكن. اتصل بمكان الرعاية، أو اسأل الشخص الذي يرافقك.
refusal-parent-instant-limit = يوجد عدد كبير من الأطفال في ذلك الوقت. اختر وقتًا آخر.
refusal-parent-outside-authorisation = يوم { $date }، لا يحق لهذا المكان استقبال الأطفال في هذه الأوقات. اختر وقتًا آخر.
refusal-parent-not-admitted = تسجيل طفلك لا يشمل يوم { $date }. اتصل بمكان الرعاية لتمديده.
refusal-parent-not-yet-familiar = أولاً يتعرّف طفلك على الفريق، خطوة بخطوة، معك. سيعطيك الفريق المواعيد.
refusal-parent-nothing-within-travel = لا يوجد مكان على بعد أقل من { $kilometres } كم من بيتك. جرّب يومًا آخر، أو اقبل مسافة أطول.
refusal-parent-nothing-within-travel-nearest = لا يوجد مكان على بعد أقل من { $kilometres } كم من بيتك. يوجد مكان على بعد { $nearest } كم: اقبل مسافة أطول، أو جرّب يومًا آخر.
refusal-parent-hold-expired = كان المكان محجوزًا لك حتى { $expired }. أعد طلبك: ربما ما زال شاغرًا.
refusal-parent-already-released = تمت إعادة هذا المكان من قبل. إذا كنت ما زلت تحتاجه، أعد الطلب.
refusal-parent-already-confirmed = هذا المكان محجوز لك من قبل. لا يلزمك فعل أي شيء.
refusal-parent-already-answered = تم الرد من قبل. اسأل الشخص الذي يرافقك عن الجواب.
refusal-parent-referral-expired = الطلب الذي قُدم من أجلك قديم جدًا. اطلب من الشخص الذي يرافقك تقديم طلب جديد.
refusal-parent-override-needs-reason = يجب على الفريق أن يكتب سبب الاستثناء. اتصل بمكان الرعاية.
refusal-parent-override-not-allowed = لا يمكن أي استثناء هنا. اتصل بمكان الرعاية للبحث عن حل آخر.
refusal-parent-changed-meanwhile = تغيّر شيء في هذه الأثناء. انظر من جديد ثم حاول مرة أخرى.
refusal-parent-bookings-in-the-way = توجد أماكن محجوزة ({ $bookings }). اتصل بمكان الرعاية: على الفريق أن يقرر أولًا.
refusal-parent-impossible-time = هذا الوقت غير ممكن. تحقق منه ثم حاول مرة أخرى.
refusal-parent-already-recorded = هذا مسجل من قبل. إذا كان هناك خطأ، أخبر الفريق.
refusal-parent-period-conflict = هذه التواريخ غير متوافقة. تحقق من البداية والنهاية.
refusal-parent-email-taken = عنوان البريد الإلكتروني هذا مستعمل من قبل. جرّب عنوانًا آخر، أو اطلب المساعدة من الفريق.
refusal-parent-link-not-usable = هذا الرابط لم يعد يعمل. اطلب رابطًا جديدًا: سنرسله لك برسالة قصيرة.
refusal-parent-last-administrator = يجب أن يبقى لدى « { $organisation } » شخص مسؤول عنها. اطلبوا من الفريق تعيين شخص آخر أولاً.

## Parts of the sentences
refusal-count-bookings = { $count ->
    [zero] لا حجوزات
    [one] حجز واحد
    [two] حجزان
    [few] { $count } حجوزات
   *[other] { $count } حجزًا
}
refusal-parent-plan-not-finished = الخطة ليست جاهزة بعد. اسألوا الفريق.
refusal-parent-plan-asks-what-if = هذه الخطة تجربة فقط. اسألوا الفريق.
refusal-parent-plan-published = الخطة جاهزة من قبل. اسألوا الفريق.
refusal-parent-plan-nothing-to-plan = لا شيء للتخطيط في ذلك الأسبوع. اطلبوا أسبوعًا آخر.
refusal-parent-plan-move-impossible = هذا التغيير غير ممكن. اسألوا الفريق.
refusal-parent-offer-taken = المكان يوم { $when } أُخذ. شكرًا. يبقى طلبكم على القائمة.
refusal-parent-promise-stands = هذا المكان موعود. انتظروا يوم الجواب.
refusal-parent-fewer-than-two-staff = لا يوجد عدد كافٍ من المربيات لاستقبال طفل آخر يوم { $when }. اختر وقتًا آخر.
refusal-parent-too-few-staff = لا يوجد عدد كافٍ من المربيات لاستقبال طفل آخر يوم { $when }. اختر وقتًا آخر.
refusal-parent-no-honorability-check = هذا التغيير غير ممكن يوم { $date }. اتصل بمكان الرعاية.
refusal-parent-shift-overlaps = هذا التغيير غير ممكن يوم { $date }. اتصل بمكان الرعاية.
refusal-parent-outing-too-few-staff = هذا التغيير غير ممكن يوم { $date }. اتصل بمكان الرعاية.
refusal-parent-outing-leaves-too-few = هذا التغيير غير ممكن يوم { $date }. اتصل بمكان الرعاية.
refusal-parent-outing-overlaps = هذا التغيير غير ممكن يوم { $date }. اتصل بمكان الرعاية.
refusal-parent-staff-absent = هذا التغيير غير ممكن يوم { $date }. اتصل بمكان الرعاية.
refusal-parent-outside-contract = هذا التغيير غير ممكن يوم { $date }. اتصل بمكان الرعاية.
refusal-parent-familiarisation-under-way = بدأت الخطوات الأولى لطفلك بالفعل.
refusal-parent-visit-not-next = هذا غير ممكن بعد. اتصل بمكان الرعاية.
refusal-parent-referent-not-free = الشخص الذي يرافق طفلك غير متاح يوم { $date }.
refusal-parent-paper-overdue = تنقص وثيقة منذ { $since }. أحضرها إلى مكان الرعاية أو اتصل به.
refusal-parent-certificate-too-old = هذه الشهادة قديمة. يجب أن تكون موقّعة يوم { $not_before } أو بعده.

### Words of every page.

app-name = Marelle

## Dates, times and lists (put together by `Text::date_long` and its like)

date-pattern-long = { $weekday } { $day } { $month } { $year }
date-pattern-medium = { $day } { $month } { $year }
date-pattern-short = { $weekday } { $day } { $month }
date-pattern-month = { $month } { $year }
date-pattern-morning = { $weekday } { $day } { $month } صباحًا
date-pattern-afternoon = { $weekday } { $day } { $month } بعد الظهر
date-pattern-instant = { $date } على الساعة { $time }
time-pattern-range = من { $from } إلى { $until }
period-pattern-until = من { $from } إلى { $until }
period-pattern-day = يوم { $day }
period-pattern-open = منذ { $from }
age-pattern-months = { $months ->
    [one] شهر واحد
    [two] شهران
    [few] { $months } أشهر
    [many] { $months } شهرًا
   *[other] { $months } شهر
}
age-pattern-years = { $years ->
    [one] سنة واحدة
    [two] سنتان
    [few] { $years } سنوات
    [many] { $years } سنة
   *[other] { $years } سنة
}
list-comma = ،{ " " }
list-pattern-and = { $first } و{ $last }
list-pattern-or = { $first } أو { $last }
half-day-morning = صباحًا
half-day-afternoon = بعد الظهر
day-of-week-monday = الاثنين
day-of-week-tuesday = الثلاثاء
day-of-week-wednesday = الأربعاء
day-of-week-thursday = الخميس
day-of-week-friday = الجمعة
day-of-week-saturday = السبت
day-of-week-sunday = الأحد
weekday-short-monday = الاثنين
weekday-short-tuesday = الثلاثاء
weekday-short-wednesday = الأربعاء
weekday-short-thursday = الخميس
weekday-short-friday = الجمعة
weekday-short-saturday = السبت
weekday-short-sunday = الأحد
month-january = يناير
month-february = فبراير
month-march = مارس
month-april = أبريل
month-may = مايو
month-june = يونيو
month-july = يوليو
month-august = أغسطس
month-september = سبتمبر
month-october = أكتوبر
month-november = نوفمبر
month-december = ديسمبر
month-short-january = يناير
month-short-february = فبراير
month-short-march = مارس
month-short-april = أبريل
month-short-may = مايو
month-short-june = يونيو
month-short-july = يوليو
month-short-august = أغسطس
month-short-september = سبتمبر
month-short-october = أكتوبر
month-short-november = نوفمبر
month-short-december = ديسمبر

app-tagline = رعاية لطفلك كي تعود إلى العمل

## Actions
action-save = حفظ
action-cancel = إلغاء
action-confirm = تأكيد
action-undo = تراجع
action-back = رجوع
action-next = التالي
action-previous = السابق
action-search = بحث
action-clear-search = مسح البحث
action-filter = تصفية
action-print = طباعة
action-close = إغلاق
action-edit = تعديل
action-delete = حذف
action-add = إضافة
action-remove = إزالة
action-send = إرسال
action-reply = رد
action-choose = اختيار
action-call = اتصال
action-download = تنزيل
action-copy = نسخ
action-try-again = حاول مرة أخرى
action-sign-in = تسجيل الدخول
action-sign-out = تسجيل الخروج
action-see-more = عرض المزيد
action-see-all = عرض الكل
action-see-details = عرض التفاصيل
action-skip-to-content = الانتقال إلى المحتوى
answer-yes = نعم
answer-no = لا
answer-not-known = غير معروف
menu = القائمة
menu-home = الصفحة الرئيسية
breadcrumb = أنت هنا

## Errors of a whole page: what happened, and what to do
error-request-title = لا يمكن قراءة هذا الطلب
error-request-body = ارجع إلى الصفحة السابقة وابدأ من جديد. إذا تكررت المشكلة، أخبر مكان الرعاية.
error-forbidden-title = لا يمكنك القيام بهذا
error-forbidden-body = دورك لا يسمح بهذا الإجراء. ارجع إلى الصفحة الرئيسية.
error-not-found-title = الصفحة غير موجودة
error-not-found-body = العنوان خاطئ، أو هذه الصفحة غير متاحة لك. تحقق من الرابط، أو ارجع إلى الصفحة الرئيسية.
error-conflict-title = لقد غيّر شخص آخر هذه الصفحة
error-conflict-body = لم يُحفظ أي شيء. أعد تحميل الصفحة، وتحقق، ثم حاول مرة أخرى.
error-invalid-title = يوجد خطأ في الاستمارة
error-invalid-body = لم يُحفظ أي شيء. صحح الخانات المشار إليها، ثم أرسل من جديد.
error-too-large-title = ما ترسله كبير جدًا
error-too-large-body = اختصر النص أو اختر ملفًا أصغر، ثم حاول مرة أخرى.
error-too-many-title = طلبات كثيرة في وقت قصير
error-too-many-body = انتظر دقيقة، ثم حاول مرة أخرى.
error-internal-title = حدث خطأ عندنا
error-internal-body = لم يضع أي شيء مما تم حفظه. حاول مرة أخرى بعد بضع دقائق.
error-offline-title = لا يوجد اتصال
error-offline-body = تحقق من الشبكة، ثم حاول مرة أخرى. ما لم ترسله بعد ليس محفوظًا.
error-signed-out-title = تم تسجيل خروجك
error-signed-out-body = سجّل الدخول من جديد للمتابعة.
error-reference = الرقم المرجعي إذا اتصلت بنا: { $reference }

## Errors of a field, shown beside it
form-errors-title = { $count ->
    [one] خانة واحدة للتصحيح
    [two] خانتان للتصحيح
    [few] { $count } خانات للتصحيح
   *[other] { $count } خانة للتصحيح
}
form-error-required = هذه الخانة ضرورية.
form-error-too-long = هذا النص طويل جدًا: { $max } حرفًا على الأكثر.
form-error-too-short = هذا النص قصير جدًا: { $min } أحرف على الأقل.
form-error-not-a-date = هذا ليس تاريخًا. مثال: 26/11/2026.
form-error-not-a-time = هذا ليس وقتًا. مثال: 8:30.
form-error-not-an-email = هذا ليس عنوان بريد إلكتروني. مثال: nom@exemple.fr
form-error-not-a-phone = هذا ليس رقم هاتف. مثال: 0612345678.
form-error-not-a-choice = اختر جوابًا من القائمة.
form-error-not-a-number = اكتب عددًا صحيحًا بالأرقام.
form-error-too-small = يجب أن يكون هذا العدد { $min } أو أكثر.
form-error-too-large = يجب أن يكون هذا العدد { $max } أو أقل.
form-error-not-an-id = هذا المعرّف غير موجود.
form-error-must-be-after = يجب أن يكون التاريخ بعد { $date }.
form-error-must-be-before = يجب أن يكون التاريخ قبل { $date }.
form-error-until-before-from = يجب أن تكون النهاية بعد البداية.
form-error-must-be-checked = ضع علامة في هذه الخانة للمتابعة.
form-error-not-a-commune = هذه البلدة غير معروفة. اخترها من القائمة.
form-error-not-a-postal-code = هذا ليس رمزًا بريديًا. مثال: 34400.
form-error-too-many-items = يمكنك إدخال { $max } على الأكثر.
form-error-unknown-field = الخانة «{ $field }» غير موجودة.
form-error-invalid = هذه القيمة غير مقبولة.
form-optional = (اختياري)
form-all-required = كل الخانات ضرورية ما لم يُذكر غير ذلك.
form-date-hint = اليوم/الشهر/السنة، مثال 26/11/2026
form-time-hint = مثال 8:30
form-phone-hint = مثال 0612345678
form-email-hint = مثال nom@exemple.fr
form-choose = اختر…
form-saved = تم الحفظ.
form-removed = تم الحذف.
form-undone = تم التراجع: عاد كل شيء كما كان.

## Lists
list-empty = لا يوجد شيء هنا حتى الآن.
list-empty-search = لا توجد نتيجة لـ «{ $query }». تحقق من الكتابة أو ابحث بكلمات أقل.
list-empty-filter = لا شيء يطابق هذه التصفية.
list-count = { $count ->
    [zero] لا توجد نتائج
    [one] نتيجة واحدة
    [two] نتيجتان
    [few] { $count } نتائج
   *[other] { $count } نتيجة
}
list-search-label = البحث في القائمة
list-sort-by = ترتيب حسب
list-sort-ascending = ترتيب تصاعدي
list-sort-descending = ترتيب تنازلي
paging = الصفحات
paging-previous = الصفحة السابقة
paging-next = الصفحة التالية
paging-first = العودة إلى البداية
paging-position = الصفحة { $page } من { $pages }
paging-shown = { $first } إلى { $last } من { $total }

## Notices
language-choose = تغيير اللغة
language-fr = الفرنسية
language-en = الإنجليزية
language-ar = العربية
notice-translation-not-reviewed = لم تُراجع هذه الترجمة بعد. عند الشك، النص الفرنسي هو المعتمد.
notice-only-in-french = هذه الصفحة متوفرة بالفرنسية فقط حاليًا.
notice-no-account = لا تحتاج إلى حساب.
notice-demo = عرض تجريبي: كل الأشخاص خياليون.
notice-opens-new-window = (نافذة جديدة)
who-can-see = من يمكنه رؤية هذا؟

## Near days, counts and distances
day-today = اليوم
day-tomorrow = غدًا
day-yesterday = أمس
week-of = أسبوع { $date }
week-number = الأسبوع { $number }
until-further-notice = حتى إشعار آخر
count-children = { $count ->
    [zero] لا أطفال
    [one] طفل واحد
    [two] طفلان
    [few] { $count } أطفال
   *[other] { $count } طفلًا
}
count-half-days = { $count ->
    [zero] لا أنصاف أيام
    [one] نصف يوم واحد
    [two] نصفا يوم
    [few] { $count } أنصاف أيام
   *[other] { $count } نصف يوم
}
count-days = { $count ->
    [zero] لا أيام
    [one] يوم واحد
    [two] يومان
    [few] { $count } أيام
   *[other] { $count } يومًا
}
count-hours = { $count ->
    [zero] لا ساعات
    [one] ساعة واحدة
    [two] ساعتان
    [few] { $count } ساعات
   *[other] { $count } ساعة
}
count-minutes = { $count ->
    [zero] لا دقائق
    [one] دقيقة واحدة
    [two] دقيقتان
    [few] { $count } دقائق
   *[other] { $count } دقيقة
}
count-seats-free = { $count ->
    [zero] لا أماكن شاغرة
    [one] مكان شاغر واحد
    [two] مكانان شاغران
    [few] { $count } أماكن شاغرة
   *[other] { $count } مكانًا شاغرًا
}
distance-kilometres = حوالي { $kilometres } كم

## Roles
role-administrator = مسؤول النظام
role-site-manager = مسؤولة مكان الرعاية
role-staff = عاملة في رعاية الأطفال
role-prescriber = الجهة المُوجِّهة
role-counsellor = مستشارة
role-funder = جهة ممولة
role-parent = والد أو والدة
role-public = زائر

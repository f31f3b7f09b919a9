### The words of the domain's closed lists, `{prefix}-{word}`; read by `Text::word`.

## Kinds of sites (R.2324-46 CSP)
site-kind-micro-creche = حضانة صغيرة
site-kind-creche = حضانة
site-kind-halte-garderie = حضانة لساعات محدودة
site-kind-itinerant = حضانة متنقلة
site-kind-parents-on-site = رعاية الأطفال أثناء ورشات الوالدين

## Classes of seats
seat-class-regular = مكان عادي
seat-class-adaptation = مكان للتعوّد
seat-class-emergency = مكان للطوارئ

## Situations of a parent
situation-kind-job-seeker = يبحث عن عمل
situation-kind-employed = يعمل
situation-kind-in-training = في تدريب
situation-kind-rsa = يستفيد من مساعدة RSA
situation-kind-lone-parent = والد أو والدة بمفرده
situation-kind-qpv = يسكن في حي ذي أولوية (QPV)
situation-kind-long-term-unemployed = يبحث عن عمل منذ أكثر من سنة
situation-kind-disability = في وضعية إعاقة
situation-kind-inactive = لا يعمل ولا يبحث عن عمل

## Languages of families, each in itself
spoken-language-fr = Français
spoken-language-en = English
spoken-language-ar = العربية
spoken-language-fa-AF = دری
spoken-language-ps = پښتو
spoken-language-uk = Українська
spoken-language-tr = Türkçe
spoken-language-pt = Português
spoken-language-ti = ትግርኛ
spoken-language-ru = Русский
spoken-language-es = Español
spoken-language-ro = Română
spoken-language-sq = Shqip
spoken-language-ka = ქართული
spoken-language-other = لغة أخرى

## How a referral stands
referral-status-sent = أُرسل الطلب
referral-status-seen = اطّلع عليه مكان الرعاية
referral-status-asked = طُلبت معلومات إضافية
referral-status-accepted = قُبل
referral-status-refused = رُفض
referral-status-expired = انتهت المدة دون جواب
referral-status-first-attended = تم أول نصف يوم
referral-status-ended = انتهت المرافقة

## How fast a family needs an answer
urgency-days = خلال أيام
urgency-weeks = خلال أسابيع
urgency-months = خلال أشهر

## Why a family needs a place
purpose-job-interview = مقابلة عمل
purpose-appointment = موعد
purpose-training = تدريب
purpose-workshop = ورشة
purpose-first-days-of-job = الأيام الأولى في العمل
purpose-job = عمل
purpose-driving-lesson = درس قيادة
purpose-french-lesson = درس لغة فرنسية
purpose-administrative-step = معاملة إدارية
purpose-health = الصحة
purpose-respite = وقت للراحة
purpose-other = سبب آخر

## Kinds of care
care-kind-regular = رعاية منتظمة
care-kind-occasional = رعاية عند الحاجة
care-kind-emergency = رعاية طارئة
care-kind-buffer = رعاية مؤقتة
care-kind-familiarisation = فترة التعوّد

## How a place request stands
request-outcome-confirmed = تم حجز المكان
request-outcome-held = أماكن محجوزة مؤقتًا، الاختيار لك
request-outcome-waiting = في الانتظار
request-outcome-refused = لا يوجد مكان ممكن

## Why a seat was given back
release-reason-not-chosen = تم اختيار مكان آخر
release-reason-hold-expired = انتهت مدة الحجز المؤقت
release-reason-child-ill = الطفل مريض
release-reason-appointment-moved = تغيّر الموعد أو أُلغي
release-reason-no-need = لم تعد هناك حاجة
release-reason-moved = نُقل الحجز
release-reason-site-closed = مكان الرعاية مغلق
release-reason-made-by-mistake = حجز بالخطأ
release-reason-other = سبب آخر

## What is recorded at the door
attendance-kind-arrived = وصول
attendance-kind-left = مغادرة
attendance-kind-absent = غياب

## Why an expected child did not come
absence-reason-ill = الطفل مريض
absence-reason-appointment-cancelled = أُلغي موعد الوالد
absence-reason-transport = مشكلة في النقل
absence-reason-family-reason = سبب عائلي
absence-reason-not-announced = غياب بدون إخبار
absence-reason-other = سبب آخر

## Why a site is closed
closure-reason-holidays = عطلة مكان الرعاية
closure-reason-public-holiday = عطلة رسمية
closure-reason-staff-absence = غياب الموظفين
closure-reason-staff-training = يوم تدريب للموظفين
closure-reason-works = أعمال صيانة
closure-reason-health = سبب صحي
closure-reason-weather = سوء الأحوال الجوية
closure-reason-strike = إضراب
closure-reason-other = سبب آخر

## What would make a refused thing possible
remedy-another-session = وقت آخر
remedy-cancellation = مكان تعيده عائلة أخرى
remedy-cancel-own-place = إلغاء الحجز الآخر للطفل أولًا
remedy-later-date = تاريخ لاحق
remedy-another-week = أسبوع آخر
remedy-another-site = مكان رعاية آخر
remedy-referral = توجيه من أحد المختصين
remedy-situation = تسجيل عمل أو تدريب
remedy-half-day-only = نصف يوم فقط
remedy-other-hours = أوقات أخرى
remedy-longer-travel = مسافة أطول
remedy-admission = تمديد التسجيل
remedy-another-care-kind = نوع آخر من الرعاية
remedy-ask-the-site = السؤال في مكان الرعاية
remedy-manager-override = استثناء بسبب مكتوب من المسؤولة
remedy-ask-again = إعادة الطلب
remedy-familiarisation = خطوات أولى مع الفريق
remedy-paper = الوثيقة الناقصة

## Public holidays
public-holiday-new-year = رأس السنة
public-holiday-good-friday = الجمعة العظيمة
public-holiday-easter-monday = اثنين الفصح
public-holiday-abolition-of-slavery = ذكرى إلغاء العبودية
public-holiday-labour-day = عيد العمال
public-holiday-victory-1945 = عيد النصر 1945
public-holiday-ascension = عيد الصعود
public-holiday-whit-monday = اثنين العنصرة
public-holiday-national-day = العيد الوطني
public-holiday-victor-schoelcher = يوم فيكتور شولشر
public-holiday-assumption = عيد انتقال العذراء
public-holiday-all-saints = عيد جميع القديسين
public-holiday-armistice-1918 = ذكرى هدنة 1918
public-holiday-christmas = عيد الميلاد
public-holiday-saint-stephen = عيد القديس إسطفان

## ملف القبول (admission file)
paper-certificate = شهادة طبية
paper-vaccines = التلقيحات الإلزامية
paper-emergency-contact = شخص نتصل به عند الطوارئ
paper-pick-up = من يأتي لأخذ الطفل
paper-care-and-medicines = العلاج والأدوية
paper-hospital = المستشفى عند الطوارئ
paper-outing = الخروج مع المجموعة
paper-photo = الصور
paper-house-rules = النظام الداخلي مقروء وموقّع

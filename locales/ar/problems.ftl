### What goes wrong: pages, fields.

## Problems of a whole page
problem-title-sign-in-needed = سجّل الدخول
problem-advice-sign-in-needed = سجّل الدخول للمتابعة.
problem-title-bad-token = الرمز مرفوض
problem-advice-bad-token = هذا الرمز غير صالح.
problem-title-not-allowed = لا يمكنك فعل هذا
problem-advice-not-allowed = دورك لا يسمح بهذا. ارجع إلى الصفحة الأولى.
problem-title-foreign-origin = الطلب مرفوض
problem-advice-foreign-origin = جاء هذا الطلب من موقع آخر. افتح الصفحة من جديد.
problem-title-not-found = الصفحة غير موجودة
problem-advice-not-found = العنوان خطأ، أو هذه الصفحة ليست لك. تحقّق من الرابط.
problem-title-too-many-requests = طلبات كثيرة
problem-advice-too-many-requests = انتظر دقيقة ثم حاول مرة أخرى.
problem-title-idempotency-key-missing = المفتاح ناقص
problem-advice-idempotency-key-missing = أعد إرسال الطلب.
problem-title-idempotency-key-reused = أُرسل هذا من قبل
problem-advice-idempotency-key-reused = أُرسل هذا الطلب من قبل بمحتوى آخر. افتح الصفحة من جديد.
problem-title-wrong-fields = هناك خطأ
problem-advice-wrong-fields = لم يُحفظ شيء. صحّح ثم أرسل مرة أخرى.
problem-title-refused = هذا غير ممكن
problem-advice-refused = لم يُحفظ شيء. السبب مكتوب هنا.
problem-title-changed-meanwhile = تغيّرت الصفحة
problem-advice-changed-meanwhile = لم يُحفظ شيء. أعد التحميل ثم حاول.
problem-title-too-large = ما ترسله كبير جدًا
problem-advice-too-large = اختصر النص ثم حاول.
problem-title-method-not-allowed = إجراء غير معروف
problem-advice-method-not-allowed = ارجع إلى الصفحة السابقة.
problem-title-unavailable = الخدمة مشغولة
problem-advice-unavailable = لم يُحفظ شيء. حاول بعد قليل.
problem-title-internal = حدث خطأ عندنا
problem-advice-internal = لم يضع شيء. حاول بعد دقائق.

## Problems of a field, by code
field-required = هذا الحقل ضروري.
field-too-long = هذا النص طويل جدًا.
field-not-a-date = هذا ليس تاريخًا.
field-not-a-time = هذه ليست ساعة.
field-not-an-instant = هذا ليس وقتًا صحيحًا. مثال: 2026-11-26T10:00.
field-not-in-range = هذا العدد غير مقبول.
field-not-a-choice = اختر جوابًا من القائمة.
field-not-an-email = هذا ليس عنوانًا بريديًا إلكترونيًا.
field-not-a-phone = هذا ليس رقم هاتف.
field-not-a-commune = هذه البلدية غير معروفة.
field-unknown-field = هذا الحقل غير متوقع.
field-until-before-from = يجب أن تكون النهاية بعد البداية.
field-not-utf8 = هذا النص غير مقروء.
field-null-character = في النص حرف ممنوع.
field-not-json = المحتوى غير صالح.
field-must-be-ticked = ضع علامة للمتابعة.
field-in-the-future = هذا التاريخ في المستقبل.
field-in-the-past = هذا التاريخ مضى.
field-wrong-secret = العنوان أو الرمز خطأ.
field-weak-password = كلمة السر سهلة جدًا.
field-does-not-match = النصان مختلفان.
field-invalid = هذه القيمة غير صالحة.
field-one-of = اختر واحدًا فقط.

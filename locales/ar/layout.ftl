### Words of the layout and of Marelle UI that common.ftl has not. Not reviewed by a native reader yet.

layout-account = حسابك
layout-waiting = في الانتظار
layout-error = خطأ:
layout-possible = ما الذي يجعل ذلك ممكنًا
layout-closed = مغلق

## The state of a step, heard after its name by those who do not see the square
layout-step-done = (تم)
layout-step-current = (الخطوة الحالية)
layout-step-next = (لاحقًا)
layout-step-again = (مرة أخرى)
layout-step-stopped = (توقفت)
layout-demo = عرض تجريبي: كل الأشخاص خياليون.
layout-home = العودة إلى البداية
layout-my-account = حسابي

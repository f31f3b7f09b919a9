### ما تقوله الخطة المنشورة للعائلات (ترجمة غير مراجَعة).

plans-parent-places = { $site }: لديكم مكان { $when }. لا تستطيعون الحضور؟ أخبرونا: { $link }
plans-parent-first-session = { $when } (الحصة الأولى، بحضوركم)
plans-parent-elsewhere = { $when } في { $site }
plans-parent-not-yet = { $site }: لم نجد مكانًا لطلبكم في أسبوع { $week }. يبقى طلبكم على القائمة. للاطلاع أو التغيير: { $link }
plans-parent-neutral = هناك جواب في انتظاركم: { $link }
plans-call-places = العائلة { $reference }: اتصلوا لإخبارها بالأماكن { $when }.
plans-call-not-yet = العائلة { $reference }: اتصلوا لإخبارها بأنه لم يوجد مكان في أسبوع { $week }، والطلب يبقى على القائمة.
plans-parent-promised = { $site }: وعدٌ منا، سيكون لكم مكان في أسبوع { $week }. نخبركم بنصف اليوم في { $day }. { $link }
plans-parent-broken = { $site } مضطر للإغلاق: المكان الموعود في أسبوع { $week } لم يعد ممكنًا. نعتذر منكم. الفريق يبحث عن مكان آخر. { $link }
plans-call-promised = العائلة { $reference }: اتصلوا لإخبارها بأن مكانًا موعودًا في أسبوع { $week }، وأن نصف اليوم سيُقال في { $day }.
plans-call-broken = العائلة { $reference }: اتصلوا لإخبارها بأن المكان الموعود في أسبوع { $week } لم يعد ممكنًا، وابحثوا عن مكان آخر.

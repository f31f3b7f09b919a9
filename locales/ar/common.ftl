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

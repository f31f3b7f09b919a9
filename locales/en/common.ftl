### Words of every page.

app-name = Marelle

## Dates, times and lists (put together by `Text::date_long` and its like)

date-pattern-long = { $weekday } { $day } { $month } { $year }
date-pattern-medium = { $day } { $month } { $year }
date-pattern-short = { $weekday } { $day } { $month }
date-pattern-month = { $month } { $year }
date-pattern-morning = { $weekday } { $day } { $month } in the morning
date-pattern-afternoon = { $weekday } { $day } { $month } in the afternoon
date-pattern-instant = { $date } at { $time }
time-pattern-range = { $from } – { $until }
period-pattern-until = from { $from } to { $until }
period-pattern-open = since { $from }
age-pattern-months = { $months ->
    [one] { $months } month
   *[other] { $months } months
}
age-pattern-years = { $years ->
    [one] { $years } year
   *[other] { $years } years
}
list-comma = ,{ " " }
list-pattern-and = { $first } and { $last }
list-pattern-or = { $first } or { $last }
half-day-morning = morning
half-day-afternoon = afternoon
day-of-week-monday = Monday
day-of-week-tuesday = Tuesday
day-of-week-wednesday = Wednesday
day-of-week-thursday = Thursday
day-of-week-friday = Friday
day-of-week-saturday = Saturday
day-of-week-sunday = Sunday
weekday-short-monday = Mon
weekday-short-tuesday = Tue
weekday-short-wednesday = Wed
weekday-short-thursday = Thu
weekday-short-friday = Fri
weekday-short-saturday = Sat
weekday-short-sunday = Sun
month-january = January
month-february = February
month-march = March
month-april = April
month-may = May
month-june = June
month-july = July
month-august = August
month-september = September
month-october = October
month-november = November
month-december = December
month-short-january = Jan
month-short-february = Feb
month-short-march = Mar
month-short-april = Apr
month-short-may = May
month-short-june = Jun
month-short-july = Jul
month-short-august = Aug
month-short-september = Sep
month-short-october = Oct
month-short-november = Nov
month-short-december = Dec

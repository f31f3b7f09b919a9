### Words of every page.

app-name = Marelle

## Dates, times and lists (put together by `Text::date_long` and its like)

date-pattern-long = { $weekday } { $day } { $month } { $year }
date-pattern-medium = { $day } { $month } { $year }
date-pattern-short = { $weekday } { $day } { $month }
date-pattern-month = { $month } { $year }
date-pattern-morning = { $weekday } { $day } { $month } au matin
date-pattern-afternoon = { $weekday } { $day } { $month } l'après-midi
date-pattern-instant = { $date } à { $time }
time-pattern-range = { $from } – { $until }
period-pattern-until = du { $from } au { $until }
period-pattern-open = depuis le { $from }
age-pattern-months = { $months } mois
age-pattern-years = { $years ->
    [one] { $years } an
   *[other] { $years } ans
}
list-comma = ,{ " " }
list-pattern-and = { $first } et { $last }
list-pattern-or = { $first } ou { $last }
half-day-morning = matin
half-day-afternoon = après-midi
day-of-week-monday = lundi
day-of-week-tuesday = mardi
day-of-week-wednesday = mercredi
day-of-week-thursday = jeudi
day-of-week-friday = vendredi
day-of-week-saturday = samedi
day-of-week-sunday = dimanche
weekday-short-monday = lun.
weekday-short-tuesday = mar.
weekday-short-wednesday = mer.
weekday-short-thursday = jeu.
weekday-short-friday = ven.
weekday-short-saturday = sam.
weekday-short-sunday = dim.
month-january = janvier
month-february = février
month-march = mars
month-april = avril
month-may = mai
month-june = juin
month-july = juillet
month-august = août
month-september = septembre
month-october = octobre
month-november = novembre
month-december = décembre
month-short-january = janv.
month-short-february = févr.
month-short-march = mars
month-short-april = avr.
month-short-may = mai
month-short-june = juin
month-short-july = juill.
month-short-august = août
month-short-september = sept.
month-short-october = oct.
month-short-november = nov.
month-short-december = déc.

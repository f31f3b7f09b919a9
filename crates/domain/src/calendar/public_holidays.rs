//! Public holidays, computed: no yearly list to keep.

use super::HolidayRegion;
use crate::{Date, word_list};

word_list! {
    /// A public holiday (*jour férié*).
    PublicHoliday {
        NewYear = "new_year",
        /// Alsace and Moselle only.
        GoodFriday = "good_friday",
        EasterMonday = "easter_monday",
        /// 27 April in Mayotte, 22 May in Martinique, 27 May in Guadeloupe, 10 June in Guyane, 20 December in Réunion.
        AbolitionOfSlavery = "abolition_of_slavery",
        LabourDay = "labour_day",
        Victory1945 = "victory_1945",
        Ascension = "ascension",
        WhitMonday = "whit_monday",
        NationalDay = "national_day",
        /// Guadeloupe and Martinique only.
        VictorSchoelcher = "victor_schoelcher",
        Assumption = "assumption",
        AllSaints = "all_saints",
        Armistice1918 = "armistice_1918",
        Christmas = "christmas",
        /// Alsace and Moselle only.
        SaintStephen = "saint_stephen",
    }
}

/// Easter Sunday of a year of the Gregorian calendar (Meeus/Jones/Butcher); `None` before 1583 and after 9998.
pub fn easter(year: i16) -> Option<Date> {
    if !(1583..=9998).contains(&year) {
        return None;
    }
    let y = i32::from(year);
    let golden = y % 19;
    let (century, year_of_century) = (y / 100, y % 100);
    let correction = (8 * century + 13) / 25;
    let epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (year_of_century / 4) - epact - year_of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late + 114;
    Date::new(year, i8::try_from(days / 31).ok()?, i8::try_from(days % 31 + 1).ok()?).ok()
}

/// The public holidays of a year in a region, in order of date; two may fall on one day (1 May 2008 was the Ascension).
///
/// Today's list is applied to every year: it does not say what was a holiday in 1930. Empty outside 1583–9998. In Alsace and
/// Moselle, Good Friday holds where the commune has a Protestant or mixed church: a site elsewhere opens by choosing the region
/// `metropole` and two closures.
pub fn public_holidays(year: i16, region: HolidayRegion) -> Vec<(Date, PublicHoliday)> {
    use PublicHoliday::*;
    let Some(easter) = easter(year) else { return Vec::new() };
    let after_easter = |days: i32| easter.saturating_add(jiff::Span::new().days(days));
    let mut holidays =
        vec![(after_easter(1), EasterMonday), (after_easter(39), Ascension), (after_easter(50), WhitMonday)];
    let mut fixed = vec![
        (1, 1, NewYear),
        (5, 1, LabourDay),
        (5, 8, Victory1945),
        (7, 14, NationalDay),
        (8, 15, Assumption),
        (11, 1, AllSaints),
        (11, 11, Armistice1918),
        (12, 25, Christmas),
    ];
    match region {
        HolidayRegion::Metropole => {}
        HolidayRegion::AlsaceMoselle => {
            holidays.push((after_easter(-2), GoodFriday));
            fixed.push((12, 26, SaintStephen));
        }
        HolidayRegion::Guadeloupe => fixed.extend([(5, 27, AbolitionOfSlavery), (7, 21, VictorSchoelcher)]),
        HolidayRegion::Martinique => fixed.extend([(5, 22, AbolitionOfSlavery), (7, 21, VictorSchoelcher)]),
        HolidayRegion::Guyane => fixed.push((6, 10, AbolitionOfSlavery)),
        HolidayRegion::Mayotte => fixed.push((4, 27, AbolitionOfSlavery)),
        HolidayRegion::Reunion => fixed.push((12, 20, AbolitionOfSlavery)),
    }
    holidays.extend(
        fixed.into_iter().filter_map(|(month, day, holiday)| Some((Date::new(year, month, day).ok()?, holiday))),
    );
    holidays.sort_unstable();
    holidays
}

/// The public holiday of a day, if it is one (the first in the order of [`PublicHoliday`] when two fall together).
pub fn public_holiday_on(date: Date, region: HolidayRegion) -> Option<PublicHoliday> {
    public_holidays(date.year(), region).into_iter().find(|(day, _)| *day == date).map(|(_, holiday)| holiday)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date};

    use super::*;

    /// Another way to Easter, by the tables of the Church: the first Sunday after the ecclesiastical full moon.
    fn easter_by_the_moon(year: i16) -> Date {
        let y = i32::from(year);
        let century = y / 100 + 1;
        let (dropped_leap_days, moon_correction) = (3 * century / 4 - 12, (8 * century + 5) / 25 - 5);
        let golden = y % 19 + 1;
        let mut epact = (11 * golden + 20 + moon_correction - dropped_leap_days).rem_euclid(30);
        if (epact == 25 && golden > 11) || epact == 24 {
            epact += 1;
        }
        let moon = if 44 - epact < 21 { 74 - epact } else { 44 - epact };
        let mut day = date(year, 3, 1).saturating_add(jiff::Span::new().days(moon - 1)).tomorrow().unwrap();
        while day.weekday() != Weekday::Sunday {
            day = day.tomorrow().unwrap();
        }
        day
    }

    #[test]
    fn easter_falls_on_the_published_days() {
        for day in [
            date(2024, 3, 31),
            date(2025, 4, 20),
            date(2026, 4, 5),
            date(2027, 3, 28),
            date(2028, 4, 16),
            date(2029, 4, 1),
            date(2038, 4, 25),
            date(1913, 3, 23),
        ] {
            assert_eq!(easter(day.year()), Some(day));
        }
    }

    #[test]
    fn easter_agrees_with_the_ecclesiastical_moon_from_1900_to_2200() {
        for year in 1900..=2200 {
            assert_eq!(easter(year), Some(easter_by_the_moon(year)), "{year}");
        }
    }

    #[test]
    fn the_mainland_has_eleven_public_holidays() {
        use PublicHoliday::*;
        assert_eq!(
            public_holidays(2026, HolidayRegion::Metropole),
            [
                (date(2026, 1, 1), NewYear),
                (date(2026, 4, 6), EasterMonday),
                (date(2026, 5, 1), LabourDay),
                (date(2026, 5, 8), Victory1945),
                (date(2026, 5, 14), Ascension),
                (date(2026, 5, 25), WhitMonday),
                (date(2026, 7, 14), NationalDay),
                (date(2026, 8, 15), Assumption),
                (date(2026, 11, 1), AllSaints),
                (date(2026, 11, 11), Armistice1918),
                (date(2026, 12, 25), Christmas),
            ]
        );
    }

    #[test]
    fn regions_add_their_own_days() {
        use PublicHoliday::*;
        let own = |region| {
            let mainland = public_holidays(2026, HolidayRegion::Metropole);
            public_holidays(2026, region).into_iter().filter(|day| !mainland.contains(day)).collect::<Vec<_>>()
        };
        assert_eq!(own(HolidayRegion::Metropole), []);
        assert_eq!(
            own(HolidayRegion::AlsaceMoselle),
            [(date(2026, 4, 3), GoodFriday), (date(2026, 12, 26), SaintStephen)]
        );
        assert_eq!(own(HolidayRegion::Mayotte), [(date(2026, 4, 27), AbolitionOfSlavery)]);
        assert_eq!(
            own(HolidayRegion::Martinique),
            [(date(2026, 5, 22), AbolitionOfSlavery), (date(2026, 7, 21), VictorSchoelcher)]
        );
        assert_eq!(
            own(HolidayRegion::Guadeloupe),
            [(date(2026, 5, 27), AbolitionOfSlavery), (date(2026, 7, 21), VictorSchoelcher)]
        );
        assert_eq!(own(HolidayRegion::Guyane), [(date(2026, 6, 10), AbolitionOfSlavery)]);
        assert_eq!(own(HolidayRegion::Reunion), [(date(2026, 12, 20), AbolitionOfSlavery)]);
    }

    #[test]
    fn every_year_and_region_is_in_order_and_complete() {
        for region in HolidayRegion::ALL {
            let count = public_holidays(2026, *region).len();
            for year in 1900..=2200 {
                let holidays = public_holidays(year, *region);
                assert_eq!(holidays.len(), count, "{region} {year}");
                assert!(holidays.is_sorted() && holidays.iter().all(|(day, _)| day.year() == year), "{region} {year}");
                for (day, _) in holidays {
                    assert!(public_holiday_on(day, *region).is_some());
                }
            }
        }
        assert_eq!(public_holiday_on(date(2026, 11, 23), HolidayRegion::Metropole), None);
        assert_eq!(public_holidays(1500, HolidayRegion::Metropole), []);
    }

    #[test]
    fn two_holidays_may_fall_on_one_day() {
        let day = date(2008, 5, 1);
        let both: Vec<_> =
            public_holidays(2008, HolidayRegion::Metropole).into_iter().filter(|(d, _)| *d == day).collect();
        assert_eq!(both, [(day, PublicHoliday::LabourDay), (day, PublicHoliday::Ascension)]);
    }
}

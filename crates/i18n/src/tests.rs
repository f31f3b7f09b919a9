//! What the screens may rely on.

use domain::time::time_zone;
use domain::{Cents, HalfDay, Instant, Period};
use jiff::civil::{date, time};

use crate::{Language, Text};

const FRENCH: Text = Text::new(Language::French);
const ENGLISH: Text = Text::new(Language::English);
const ARABIC: Text = Text::new(Language::Arabic);

#[test]
fn dates_are_said_in_words() {
    let day = date(2026, 11, 26);
    assert_eq!(FRENCH.date_long(day), "jeudi 26 novembre 2026");
    assert_eq!(ENGLISH.date_long(day), "Thursday 26 November 2026");
    assert_eq!(ARABIC.date_long(day), "الخميس 26 نوفمبر 2026");
    assert_eq!(FRENCH.date_short(day), "jeu. 26 nov.");
    assert_eq!(ENGLISH.date_short(day), "Thu 26 Nov");
    assert_eq!(FRENCH.month_year(day), "novembre 2026");
    assert_eq!(FRENCH.weekday(day), "jeudi");
    assert_eq!(FRENCH.date_half_day(day, HalfDay::Morning), "jeudi 26 novembre au matin");
    assert_eq!(FRENCH.date_half_day(day, HalfDay::Afternoon), "jeudi 26 novembre l’après-midi");
    assert_eq!(ENGLISH.date_half_day(day, HalfDay::Afternoon), "Thursday 26 November in the afternoon");
    assert_eq!(FRENCH.period(Period::new(date(2026, 9, 1), None).unwrap()), "depuis le 1er\u{a0}septembre 2026");
}

#[test]
fn times_are_civil_times_of_the_zone() {
    assert_eq!(FRENCH.time(time(8, 30, 0, 0)), "8\u{a0}h\u{a0}30");
    assert_eq!(FRENCH.time(time(12, 0, 0, 0)), "12\u{a0}h");
    assert_eq!(ENGLISH.time(time(8, 5, 0, 0)), "8:05");
    assert_eq!(FRENCH.time_range(time(8, 30, 0, 0), time(12, 0, 0, 0)), "8\u{a0}h\u{a0}30 – 12\u{a0}h");
    assert_eq!(ARABIC.time_range(time(8, 30, 0, 0), time(12, 0, 0, 0)), "\u{2068}من 8:30 إلى 12:00\u{2069}");
    let paris = time_zone("Europe/Paris").unwrap();
    let instant = Instant::new("2026-11-26T07:30:00Z".parse().unwrap());
    assert_eq!(FRENCH.instant_long(instant, &paris), "jeudi 26 novembre 2026 à 8\u{a0}h\u{a0}30");
    assert_eq!(ENGLISH.instant_long(instant, &paris), "Thursday 26 November 2026 at 8:30");
}

#[test]
fn numbers_money_ages_and_lists() {
    assert_eq!(FRENCH.number(11_000), "11\u{a0}000");
    assert_eq!(ENGLISH.number(-1_234_567), "−1,234,567");
    assert_eq!(FRENCH.number(2026), "2026");
    assert_eq!(FRENCH.money(Cents(-1250)), "−12,50\u{a0}€");
    assert_eq!(ENGLISH.money(Cents(1250)), "€12.50");
    assert_eq!(FRENCH.age_months(14), "14 mois");
    assert_eq!(FRENCH.age_months(30), "2 ans et 6 mois");
    assert_eq!(ENGLISH.age_months(36), "3 years");
    assert_eq!(ARABIC.age_months(2), "شهران");
    let names = ["Noé".to_owned(), "Inès".to_owned(), "Zoé".to_owned()];
    assert_eq!(FRENCH.list_and(&names), "Noé, Inès et Zoé");
    assert_eq!(ENGLISH.list_or(&names[..2]), "Noé or Inès");
    assert_eq!(FRENCH.list_and(&[]), "");
}

#[test]
fn the_browser_s_languages_choose_the_first_one_we_have() {
    assert_eq!(Language::negotiate("ar-DZ,fr;q=0.8"), Language::Arabic);
    assert_eq!(Language::negotiate("de, en;q=0.5, fr;q=0.9"), Language::French);
    assert_eq!(Language::negotiate("EN_gb"), Language::English);
    assert_eq!(Language::negotiate("fr;q=0, en;q=0.1"), Language::English);
    assert_eq!(Language::negotiate("uk"), Language::French);
    assert_eq!(Language::negotiate(""), Language::French);
    assert_eq!(Language::negotiate(";;q=x,,;"), Language::French);
    assert_eq!(Language::Arabic.direction(), "rtl");
}

/// Every word of the lists has a message of its own, in French and in English.
macro_rules! every_word {
    ($($prefix:literal: $list:ty),+ $(,)?) => {
        #[test]
        fn every_word_of_the_domain_s_lists_has_a_name() {
            let mut missing = Vec::new();
            $(for word in <$list>::ALL {
                let id = format!("{}-{}", $prefix, word.as_str().replace('_', "-"));
                for text in [FRENCH, ENGLISH] {
                    if !text.has(&id) {
                        missing.push(format!("{} {id}", text.language()));
                    }
                }
                assert_ne!(FRENCH.word($prefix, word.as_str()), "");
            })+
            assert_eq!(missing, Vec::<String>::new());
        }
    };
}

every_word! {
    "organisation-kind": domain::sites::OrganisationKind,
    "prescriber-kind": domain::sites::PrescriberKind,
    "site-kind": domain::sites::SiteKind,
    "seat-class": domain::sites::SeatClass,
    "booking-mode": domain::sites::BookingMode,
    "situation-kind": domain::families::SituationKind,
    "safe-contact": domain::families::SafeContact,
    "spoken-language": domain::families::SpokenLanguage,
    "link-kind": domain::families::LinkKind,
    "referral-status": domain::referrals::ReferralStatus,
    "referral-event-kind": domain::referrals::ReferralEventKind,
    "decision": domain::referrals::Decision,
    "refusal-reason": domain::referrals::RefusalReason,
    "urgency": domain::referrals::Urgency,
    "purpose": domain::places::Purpose,
    "care-kind": domain::places::CareKind,
    "request-outcome": domain::places::RequestOutcome,
    "release-reason": domain::places::ReleaseReason,
    "attendance-kind": domain::places::AttendanceKind,
    "absence-reason": domain::places::AbsenceReason,
    "period-kind": domain::calendar::PeriodKind,
    "school-zone": domain::calendar::SchoolZone,
    "holiday-region": domain::calendar::HolidayRegion,
    "closure-reason": domain::calendar::ClosureReason,
    "role": domain::access::Role,
    "relation": domain::access::Relation,
    "access-action": domain::access::Action,
    "half-day": domain::HalfDay,
    "day-of-week": domain::time::DayOfWeek,
    "language": Language,
}

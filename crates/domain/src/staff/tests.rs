#![allow(clippy::unwrap_used, reason = "tests")]

use jiff::civil::{date, time};
use proptest::prelude::*;

use super::day::{CareDay, Mend, Minute, PlacesBand, Present, Span};
use super::ratio::{Breach, Group, RatioMode, RatioRounding, StaffRules, Team};
use super::week::{CategoryShare, Occupancy};
use super::*;

fn rules(mode: RatioMode, micro_creche: bool) -> StaffRules {
    StaffRules {
        mode,
        rounding: RatioRounding::Together,
        micro_creche,
        alone_is_first_category: false,
        familiarisation_takes_an_adult: false,
    }
}

fn group(not_walking: u16, walking: u16) -> Group {
    Group { not_walking, walking, familiarising: 0 }
}

fn span(from: (i8, i8), until: (i8, i8)) -> Span {
    Span::new(Minute::of(time(from.0, from.1, 0, 0)), Minute::of(time(until.0, until.1, 0, 0))).unwrap()
}

/// T14.
#[test]
fn mixed_groups_need_the_adults_of_the_catalogue_in_both_modes_and_both_roundings() {
    let house = rules(RatioMode::FiveOrEight, false);
    let six = rules(RatioMode::Six, false);
    let strict = StaffRules { rounding: RatioRounding::Apart, ..house };
    assert_eq!([house, six].map(|rules| rules.required(group(3, 4))), [2, 2]);
    assert_eq!([house, six].map(|rules| rules.required(group(5, 8))), [2, 3]);
    assert_eq!([house, strict, six].map(|rules| rules.required(group(6, 6))), [2, 3, 2]);
}

/// T14, end; R.2324-43-1.
#[test]
fn a_micro_creche_may_have_one_adult_up_to_three_children_and_two_from_the_fourth() {
    let micro = rules(RatioMode::FiveOrEight, true);
    assert_eq!([1, 3, 4].map(|children| micro.required(group(0, children))), [1, 1, 2]);
    assert_eq!(rules(RatioMode::FiveOrEight, false).required(group(0, 1)), 2);
    let alone = Team { first: 0, second: 1 };
    assert_eq!(micro.breaches(group(0, 3), alone, 12), []);
    assert_eq!(
        micro.breaches(group(0, 4), alone, 12),
        [Breach::FewerThanTwo { present: 1 }, Breach::TooFewStaff { present: 1, required: 2 }]
    );
}

/// W13, from 1 September 2026.
#[test]
fn one_professional_alone_is_of_the_first_category() {
    let after = StaffRules { alone_is_first_category: true, ..rules(RatioMode::FiveOrEight, true) };
    let (graduate, other) = (Team { first: 1, second: 0 }, Team { first: 0, second: 1 });
    assert_eq!(after.breaches(group(0, 3), other, 12), [Breach::AloneNotFirstCategory]);
    assert_eq!(after.breaches(group(0, 3), graduate, 12), []);
    assert_eq!(after.breaches(group(0, 3), Team { first: 0, second: 2 }, 12), []);
}

/// T15.
#[test]
fn an_outing_of_eleven_children_needs_three_adults() {
    assert_eq!(rules(RatioMode::Six, false).required_on_outing(group(0, 11)), 3);
    assert_eq!(rules(RatioMode::Six, false).required(group(0, 11)), 2);
    assert_eq!(rules(RatioMode::Six, true).required_on_outing(group(0, 3)), 1);
    assert_eq!(rules(RatioMode::Six, true).required_on_outing(group(0, 4)), 2);
}

#[test]
fn above_twenty_four_places_one_of_the_adults_is_of_the_first_category() {
    let house = rules(RatioMode::Six, false);
    let second = Team { first: 0, second: 4 };
    assert_eq!(house.breaches(group(0, 10), second, 25), [Breach::NoFirstCategory]);
    assert_eq!(house.breaches(group(0, 10), second, 24), []);
}

#[test]
fn a_child_in_familiarisation_takes_an_adult_where_the_house_says_so() {
    let shared = rules(RatioMode::FiveOrEight, true);
    let own = StaffRules { familiarisation_takes_an_adult: true, ..shared };
    let children = Group { not_walking: 2, walking: 3, familiarising: 1 };
    assert_eq!([shared, own].map(|rules| rules.required(children)), [2, 2]);
    let children = Group { not_walking: 4, walking: 3, familiarising: 1 };
    assert_eq!([shared, own].map(|rules| rules.required(children)), [2, 3]);
}

/// T13.
#[test]
fn places_that_change_by_the_hour_give_the_weeks_capacity_and_the_instant_maximum_of_each_band() {
    let bands = [
        PlacesBand { span: span((8, 0), (9, 0)), places: 8 },
        PlacesBand { span: span((9, 0), (17, 0)), places: 12 },
        PlacesBand { span: span((17, 0), (18, 0)), places: 8 },
    ];
    let mut week = Occupancy::default();
    for _ in 0..5 {
        week.open(&bands);
    }
    assert_eq!(week.capacity, 560 * 60);
    let mut day = CareDay::new(rules(RatioMode::Six, false), &bands);
    for _ in 0..11 {
        day.add(Present::Walking, span((8, 30), (17, 30)));
    }
    for _ in 0..2 {
        day.add(Present::Adult(StaffCategory::First), span((7, 45), (18, 15)));
    }
    let head_count =
        |minute| day.at(Minute::of(minute)).breaches.contains(&Breach::HeadCount { children: 11, maximum: 10 });
    assert!(head_count(time(8, 30, 0, 0)) && !head_count(time(9, 0, 0, 0)) && head_count(time(17, 29, 0, 0)));
    assert_eq!(day.at(Minute::of(time(17, 30, 0, 0))).breaches, []);
    assert_eq!(day.next_breach(Minute::of(time(9, 0, 0, 0))).unwrap().span, span((17, 0), (17, 30)));
}

/// T12.
#[test]
fn seven_children_all_week_in_lunel_pass_the_instant_and_not_the_week() {
    let mut week = Occupancy::default();
    let mornings = [span((8, 30), (12, 15)); 5];
    let afternoons = [span((13, 30), (17, 0)); 4];
    for session in mornings.iter().chain(&afternoons) {
        week.open(&[PlacesBand { span: *session, places: 6 }]);
    }
    assert_eq!(week.capacity * 10, 1965 * 60);
    let mut full = week;
    for session in mornings.iter().chain(&afternoons) {
        for _ in 0..7 {
            full.receive(*session);
        }
    }
    assert_eq!((full.presence * 100, full.rate_tenths()), (22_925 * 60, Some(1167)));
    assert!(!full.is_within());
    for session in &mornings[..3] {
        for _ in 0..7 {
            week.receive(*session);
        }
    }
    assert!(week.is_within());
    assert_eq!(week.left() * 100, 11_775 * 60);
}

#[test]
fn a_month_is_of_the_first_category_for_forty_per_cent_and_never_rounds_up_to_it() {
    let mut month = CategoryShare::default();
    assert!(month.is_enough());
    month.work(StaffCategory::First, span((8, 0), (12, 0)));
    month.work(StaffCategory::Second, span((8, 0), (14, 0)));
    assert!(month.is_enough());
    month.work(StaffCategory::Second, span((14, 0), (14, 1)));
    assert!(!month.is_enough());
    assert_eq!(month.tenths(), Some(399));
}

#[test]
fn nobody_is_with_children_without_a_check_of_honorability_that_holds() {
    let check = |issued, checked| HonorabilityCheck { issued_on: issued, checked_on: checked };
    let seen = check(date(2025, 10, 1), date(2025, 11, 3));
    assert!(seen.holds_on(date(2025, 11, 3)) && seen.holds_on(date(2028, 11, 2)));
    assert!(!seen.holds_on(date(2025, 11, 2)) && !seen.holds_on(date(2028, 11, 3)));
    assert!(!check(date(2025, 5, 3), date(2025, 11, 3)).is_acceptable());
    assert!(check(date(2025, 5, 4), date(2025, 11, 3)).is_acceptable());
    let credentials =
        Credentials { checks: vec![seen, check(date(2028, 6, 1), date(2028, 9, 1))], ..Credentials::default() };
    assert_eq!(credentials.check_due_on(date(2026, 11, 22)), Some(date(2031, 9, 1)));
    assert_eq!(credentials.check_due_on(date(2025, 1, 1)), None);
}

#[test]
fn a_broken_moment_names_every_single_change_that_mends_it() {
    let mut day =
        CareDay::new(rules(RatioMode::FiveOrEight, true), &[PlacesBand { span: span((8, 0), (18, 0)), places: 12 }]);
    for _ in 0..4 {
        day.add(Present::Walking, span((8, 0), (12, 0)));
    }
    day.add(Present::Adult(StaffCategory::Second), span((7, 45), (12, 15)));
    let broken = day.next_breach(Minute::of(time(7, 45, 0, 0))).unwrap();
    assert_eq!(broken.span, span((8, 0), (12, 0)));
    assert_eq!(day.mends(&broken), [Mend::OneAdultMore, Mend::OneWalkingLess]);
    day.add(Present::Adult(StaffCategory::Second), span((8, 0), (12, 0)));
    assert_eq!(day.next_breach(Minute::of(time(7, 45, 0, 0))), None);
}

#[derive(Debug, Clone)]
struct Case {
    rules: StaffRules,
    places: u16,
    present: Vec<(Present, Span)>,
}

fn spans() -> impl Strategy<Value = Span> {
    (0_u16..1440, 1_u16..400).prop_map(|(from, length)| {
        let from = Minute::new(from).unwrap();
        Span::new(from, from.plus(length)).unwrap()
    })
}

fn cases() -> impl Strategy<Value = Case> {
    let rules = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(six, apart, micro, alone, own)| StaffRules {
            mode: if six { RatioMode::Six } else { RatioMode::FiveOrEight },
            rounding: if apart { RatioRounding::Apart } else { RatioRounding::Together },
            micro_creche: micro,
            alone_is_first_category: alone,
            familiarisation_takes_an_adult: own,
        },
    );
    let who = prop_oneof![
        4 => Just(Present::NotWalking),
        6 => Just(Present::Walking),
        1 => Just(Present::Familiarising),
        1 => Just(Present::Adult(StaffCategory::First)),
        2 => Just(Present::Adult(StaffCategory::Second)),
    ];
    (rules, 0_u16..40, proptest::collection::vec((who, spans()), 0..40)).prop_map(|(rules, places, present)| Case {
        rules,
        places,
        present,
    })
}

impl Case {
    fn day(&self) -> CareDay {
        let whole = Span::new(Minute::new(0).unwrap(), Minute::END).unwrap();
        let mut day = CareDay::new(self.rules, &[PlacesBand { span: whole, places: self.places }]);
        for (present, span) in &self.present {
            day.add(*present, *span);
        }
        day
    }
    /// Counts everybody anew, for one minute.
    fn naive(&self, minute: Minute) -> (Group, Team) {
        let (mut group, mut team) = (Group::default(), Team::default());
        for (present, _) in self.present.iter().filter(|(_, span)| span.contains(minute)) {
            match present {
                Present::NotWalking => group.not_walking += 1,
                Present::Walking => group.walking += 1,
                Present::Familiarising => group.familiarising += 1,
                Present::Adult(StaffCategory::First) => team.first += 1,
                Present::Adult(StaffCategory::Second) => team.second += 1,
            }
        }
        (group, team)
    }
}

proptest! {
    #[test]
    fn every_minute_of_the_steps_is_what_counting_everybody_anew_gives(case in cases()) {
        let day = case.day();
        for step in day.steps() {
            for number in step.span.from().number()..step.span.until().number() {
                let minute = Minute::new(number).unwrap();
                let (group, team) = case.naive(minute);
                prop_assert_eq!((step.group, step.team), (group, team));
                prop_assert_eq!(&step.breaches, &case.rules.breaches(group, team, case.places));
                prop_assert_eq!(step.breaches.is_empty(), case.rules.is_legal(group, team, case.places));
            }
        }
        for number in (0..1440).step_by(7) {
            let minute = Minute::new(number).unwrap();
            let step = day.at(minute);
            prop_assert!(step.span.contains(minute));
            prop_assert_eq!((step.group, step.team), case.naive(minute));
        }
    }

    #[test]
    fn one_adult_more_never_hurts_and_one_child_more_never_helps(case in cases(), extra in spans(), first in any::<bool>(), kind in 0..3) {
        let before = case.day();
        let legal = |day: &CareDay, number: u16| day.at(Minute::new(number).unwrap()).breaches.is_empty();
        let mut staffed = before.clone();
        staffed.add(Present::Adult(if first { StaffCategory::First } else { StaffCategory::Second }), extra);
        let mut fuller = before.clone();
        fuller.add([Present::NotWalking, Present::Walking, Present::Familiarising][kind as usize], extra);
        for number in (0..1440).step_by(11) {
            prop_assert!(!legal(&before, number) || legal(&staffed, number));
            prop_assert!(legal(&before, number) || !legal(&fuller, number));
        }
    }

    #[test]
    fn a_time_that_changes_leaves_what_the_new_one_alone_would(case in cases(), old in spans(), new in spans(), first in any::<bool>()) {
        let mut altered = case.day();
        altered.add(Present::Walking, old);
        altered.alter(Present::Walking, Some(old), Some(new));
        let mut made = case.day();
        made.add(Present::Walking, new);
        prop_assert_eq!(altered.steps().collect::<Vec<_>>(), made.steps().collect::<Vec<_>>());
        let illegal = made.steps().filter(|step| !step.breaches.is_empty()).map(|step| u64::from(step.span.minutes())).sum::<u64>();
        prop_assert_eq!(altered.illegal_minutes(), illegal);
        altered.alter(Present::Walking, Some(new), first.then_some(old));
        prop_assert_eq!(altered.illegal_minutes() > 0, altered.steps().any(|step| !step.breaches.is_empty()));
    }

    #[test]
    fn what_is_taken_back_leaves_no_trace(case in cases(), extra in spans()) {
        let before = case.day();
        let mut changed = before.clone();
        changed.add(Present::Walking, extra);
        changed.remove(Present::Walking, extra);
        prop_assert_eq!(before.steps().collect::<Vec<_>>(), changed.steps().collect::<Vec<_>>());
    }

    #[test]
    fn a_mend_makes_its_moment_legal(case in cases()) {
        let day = case.day();
        for step in day.steps().filter(|step| !step.breaches.is_empty()) {
            for mend in day.mends(&step) {
                let mut mended = day.clone();
                match mend {
                    Mend::OneAdultMore => mended.add(Present::Adult(StaffCategory::Second), step.span),
                    Mend::OneOfFirstCategoryMore => mended.add(Present::Adult(StaffCategory::First), step.span),
                    Mend::FirstInPlaceOfSecond => {
                        mended.add(Present::Adult(StaffCategory::First), step.span);
                        mended.remove(Present::Adult(StaffCategory::Second), step.span);
                    }
                    Mend::OneWalkingLess => mended.remove(Present::Walking, step.span),
                    Mend::OneNotWalkingLess => mended.remove(Present::NotWalking, step.span),
                    Mend::OneFamiliarisingLess => mended.remove(Present::Familiarising, step.span),
                }
                prop_assert_eq!(mended.at(step.span.from()).breaches, vec![]);
            }
        }
    }
}

mod rostering {
    use super::*;
    use crate::staff::roster::{House, Lack, Person, SessionRoster, is_on_a_step};
    use crate::{Period, Refusal};

    fn graduate() -> Person {
        let period = Period { from: date(2020, 6, 30), until: None };
        let qualification = Qualification::AuxiliaireDePuericulture;
        Person {
            credentials: Credentials {
                qualifications: vec![DatedQualification { qualification, period }],
                checks: vec![HonorabilityCheck { issued_on: date(2026, 9, 1), checked_on: date(2026, 9, 7) }],
            },
            ..Person::default()
        }
    }

    /// R5.
    #[test]
    fn nobody_is_rostered_without_a_check_that_holds_that_day() {
        let morning = span((8, 0), (12, 30));
        assert_eq!(graduate().refusals(date(2026, 11, 23), morning), []);
        let day = date(2026, 9, 6);
        assert_eq!(graduate().refusals(day, morning), [Refusal::NoHonorabilityCheck { date: day }]);
        let day = date(2029, 9, 7);
        assert_eq!(graduate().refusals(day, morning), [Refusal::NoHonorabilityCheck { date: day }]);
    }

    #[test]
    fn a_person_is_in_one_place_at_a_time_and_not_while_absent_or_out_of_contract() {
        let day = date(2026, 11, 23);
        let mut person = graduate();
        person.shifts.push((day, span((8, 0), (12, 30))));
        assert_eq!(person.refusals(day, span((12, 30), (17, 0))), []);
        let [Refusal::ShiftOverlaps { from, until, .. }] = person.refusals(day, span((12, 0), (17, 0)))[..] else {
            panic!("overlap")
        };
        assert_eq!((from, until), (time(8, 0, 0, 0), time(12, 30, 0, 0)));
        person.absences.push(Period { from: day, until: Some(date(2026, 11, 24)) });
        person.contracts.push(Period { from: date(2026, 12, 1), until: None });
        assert_eq!(
            person.refusals(date(2026, 11, 24), span((8, 0), (9, 0))),
            [Refusal::StaffAbsent { date: date(2026, 11, 24) }, Refusal::OutsideContract { date: date(2026, 11, 24) }]
        );
    }

    #[test]
    fn shifts_begin_and_end_on_the_half_hour() {
        assert!(is_on_a_step(time(7, 30, 0, 0)) && is_on_a_step(time(12, 0, 0, 0)));
        assert!(!is_on_a_step(time(7, 45, 0, 0)));
    }

    #[test]
    fn a_session_lacks_adults_from_the_minute_the_second_leaves() {
        let minute = |hour, minute| Minute::of(time(hour, minute, 0, 0));
        let both = Team { first: 1, second: 1 };
        let roster = SessionRoster {
            rules: rules(RatioMode::FiveOrEight, true),
            house: vec![stays(minute(8, 30), both), stays(minute(11, 30), Team { second: 0, ..both })],
            walking: vec![1, 2],
            familiarising: vec![],
        };
        assert_eq!(roster.lack(&[1, 2], Present::Walking), None);
        assert_eq!(roster.group([1, 2, 3]), group(1, 2));
        assert_eq!(
            roster.lack(&[1, 2, 3], Present::Walking),
            Some(Lack { at: time(11, 30, 0, 0), present: 1, required: 2 })
        );
    }

    fn stays(from: Minute, team: Team) -> House {
        House { from, team, out: vec![] }
    }

    #[test]
    fn who_is_out_on_an_outing_leaves_the_house_with_those_who_stay() {
        let minute = |hour, minute| Minute::of(time(hour, minute, 0, 0));
        let (three, one) = (Team { first: 2, second: 1 }, Team { first: 1, second: 0 });
        let roster = SessionRoster {
            rules: rules(RatioMode::FiveOrEight, true),
            house: vec![
                stays(minute(8, 30), three),
                House { from: minute(9, 30), team: one, out: vec![1, 2, 3, 4] },
                stays(minute(11, 0), three),
            ],
            walking: (1..=12).collect(),
            familiarising: vec![],
        };
        let taken: Vec<u16> = (1..=6).collect();
        assert_eq!(roster.lack(&taken, Present::Walking), None, "three stay with one, in a micro-crèche");
        assert_eq!(roster.room(&taken, 0, 0).children, 1);
        let taken: Vec<u16> = (1..=7).collect();
        let lack = Lack { at: time(9, 30, 0, 0), present: 1, required: 2 };
        assert_eq!(roster.lack(&taken, Present::Walking), Some(lack), "the fourth who stays asks for the second adult");
        assert_eq!(roster.room(&taken, 0, 0).children, 0);
    }

    #[test]
    fn what_a_site_has_not_said_is_assumed_and_a_later_setting_takes_over_on_its_day() {
        use crate::sites::SiteKind;
        use crate::staff::ratio::RatioSetting;
        let said =
            RatioSetting { from: date(2026, 12, 1), mode: RatioMode::Six, assumed: false, ..RatioSetting::unsaid() };
        assert!(RatioSetting::on(&[said], date(2026, 11, 30)).assumed);
        assert_eq!(RatioSetting::on(&[said], date(2026, 12, 1)), said);
        let alone = |kind, day| said.rules(kind, day).alone_is_first_category;
        assert!(!alone(SiteKind::MicroCreche, date(2026, 8, 31)) && alone(SiteKind::MicroCreche, date(2026, 9, 1)));
        assert!(!alone(SiteKind::Creche, date(2026, 9, 1)));
    }
}

/// What the planner is told fits, fits: it may be told less, never more.
mod room {
    use super::*;
    use crate::staff::roster::{House, SessionRoster};

    proptest! {
        #[test]
        fn children_who_fit_in_the_room_are_never_refused_by_the_ratio(
            (six, apart, micro) in (any::<bool>(), any::<bool>(), any::<bool>()),
            (first, second) in (0_u16..4, 0_u16..4),
            (taken, walking) in (0_u16..14, 0_u16..14),
            more in proptest::collection::vec(any::<bool>(), 0..20),
        ) {
            let rules = StaffRules {
                mode: if six { RatioMode::Six } else { RatioMode::FiveOrEight },
                rounding: if apart { RatioRounding::Apart } else { RatioRounding::Together },
                micro_creche: micro,
                alone_is_first_category: false,
                familiarisation_takes_an_adult: false,
            };
            let seats: Vec<u16> = (1..=taken).collect();
            let roster = SessionRoster {
                rules,
                house: vec![House { from: Minute::new(480).unwrap(), team: Team { first, second }, out: vec![] }],
                walking: (1..=walking.min(taken)).collect(),
                familiarising: vec![],
            };
            let room = roster.room(&seats, 0, 0);
            let (mut children, mut units, mut group) = (0_u16, 0_u32, roster.group(seats.iter().copied()));
            for walks in more {
                let load = if walks { 5 } else { 8 };
                if children + 1 > room.children || room.units.is_some_and(|left| units + load > left) {
                    break;
                }
                (children, units) = (children + 1, units + load);
                group.add(if walks { Present::Walking } else { Present::NotWalking });
                prop_assert!(roster.fewest_adults() >= rules.required(group), "{group:?}");
            }
        }
    }
}

mod importing {
    use std::collections::BTreeSet;

    use super::*;
    use crate::staff::import::{RowProblem, WrongHead, name_key, read, read_weekly_minutes};

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split(';').map(str::to_owned).collect()).collect()
    }
    fn cap(label: &str) -> Option<Qualification> {
        (label == "CAP petite enfance").then_some(Qualification::CapPetiteEnfance)
    }

    #[test]
    fn a_sheet_becomes_people_and_each_bad_row_says_all_its_reasons() {
        let text = "Nom;PRENOM;Qualification;Attestation du;Vérifiée le;Heures par semaine;Contrat du\n\
                    L'Hôte;Zoé;CAP petite enfance;01/09/2026;07/09/2026;17,5;2026-09-07\n\
                    =1+1;;dompteuse;;31/02/2026;;\n\
                    '=CMD();Ali;;01/01/2026;01/09/2026;;\n\
                    L’HOTE;zoe;;;;;\n\
                    Tendron;Élise;;;;;\n\
                    ;;;;;;\n";
        let known = BTreeSet::from([name_key("Elise", "TENDRON")]);
        let read = read(&rows(text), &known, date(2026, 11, 23), cap).unwrap();
        let zoe = read[0].person.clone().unwrap();
        assert_eq!((zoe.given_name.as_str(), zoe.family_name.as_str()), ("Zoé", "L'Hôte"));
        assert_eq!(zoe.qualification, Some((Qualification::CapPetiteEnfance, date(2026, 11, 23))));
        assert_eq!(zoe.contract.unwrap().0, 1050);
        let wrong = |index: usize| read[index].person.clone().unwrap_err();
        assert_eq!(
            wrong(1),
            [RowProblem::NoGivenName, RowProblem::Formula, RowProblem::UnknownQualification, RowProblem::NotADate]
        );
        assert_eq!(wrong(2), [RowProblem::Formula, RowProblem::CertificateTooOld]);
        assert_eq!(wrong(3), [RowProblem::TwiceInFile]);
        assert_eq!(wrong(4), [RowProblem::AlreadyThere]);
        assert_eq!((read.len(), read[4].line), (5, 6));
    }

    #[test]
    fn a_sheet_without_names_is_no_team() {
        assert_eq!(read(&rows("a;b\n1;2"), &BTreeSet::new(), date(2026, 11, 23), cap), Err(WrongHead));
        assert_eq!(read(&[], &BTreeSet::new(), date(2026, 11, 23), cap), Err(WrongHead));
    }

    #[test]
    fn weekly_hours_are_read_as_people_write_them() {
        let minutes = ["35", "17,5", "17.25", "17h30", "35 h"].map(read_weekly_minutes);
        assert_eq!(minutes, [Some(2100), Some(1050), Some(1035), Some(1050), Some(2100)]);
        assert_eq!(["", "0", "49", "h", "-3", "1,234", "99999999"].map(read_weekly_minutes), [None; 7]);
    }
}

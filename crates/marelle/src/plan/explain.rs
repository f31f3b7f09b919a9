//! `marelle plan explain`: what a plan does for one family, in sentences.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use domain::{Date, HalfDay};
use i18n::{Language, Text};
use planner::exchange::{
    Band, Booking, Bundle, CellName, Change, Family, FamilyPlan, Instance, PRICE_UNIT, Plan, Refusal, RefusalReason,
    Request, Seating, Wrong,
};

use super::{BROKEN, Failure, files, say};

#[derive(Args)]
pub(super) struct Options {
    /// The week.
    instance: PathBuf,
    /// The plan.
    plan: PathBuf,
    /// The family's id in the week.
    family: String,
    /// The language of the sentences.
    #[arg(long, value_enum, default_value = "fr")]
    language: LanguageName,
}

#[derive(Clone, Copy, ValueEnum)]
enum LanguageName {
    Fr,
    En,
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let instance = files::read(&options.instance, |input| {
        serde_json::from_reader::<_, Instance>(input).map_err(|error| Wrong::new("", error.to_string()))
    });
    // What is wrong with a week is said by the planner's own reader, which names the path.
    let problem = files::read(&options.instance, |input| planner::exchange::read_instance(input))?;
    let instance = instance?;
    let plan = files::plan(&options.plan)?;
    if let Err(wrong) = planner::check(&problem, &plan) {
        let Failure { line, .. } = Failure::new(format!("{}: {wrong}", options.plan.display()));
        say(&format!("BROKEN {line}"))?;
        return Ok(ExitCode::from(BROKEN));
    }
    let Some(family) = instance.families.iter().find(|family| family.id == options.family) else {
        return Err(Failure::new(format!("{}: no family {:?}", options.instance.display(), options.family)));
    };
    let language = match options.language {
        LanguageName::Fr => Language::French,
        LanguageName::En => Language::English,
    };
    for line in (Speaker { text: Text::new(language), instance: &instance, plan: &plan }).family(family) {
        say(&line)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts a plan into words.
struct Speaker<'a> {
    text: Text,
    instance: &'a Instance,
    plan: &'a Plan,
}

impl Speaker<'_> {
    fn family(&self, family: &Family) -> Vec<String> {
        let t = &self.text;
        let nothing =
            FamilyPlan { id: family.id.clone(), familiarisation: None, bookings: Vec::new(), refusals: Vec::new() };
        let plan = self.plan.families.iter().find(|plan| plan.id == family.id).unwrap_or(&nothing);
        let mut lines = vec![t.planner_family(
            &family.id,
            family.children,
            count(family.requests.len()),
            count(plan.bookings.len()),
        )];
        if let Some(session) = &plan.familiarisation {
            lines.push(t.planner_familiarisation(&session.site, self.when(&[session.band])));
        }
        let mut sessions = 0;
        for request in &family.requests {
            let booking = plan.bookings.iter().find(|booking| booking.request == request.id);
            if let Some((booking, bundle)) =
                booking.and_then(|booking| Some((booking, request.bundles.get(booking.bundle)?)))
            {
                sessions += count(bundle.bands.len());
                lines.push(self.served(request, booking, bundle));
            } else {
                let refusal = plan.refusals.iter().find(|refusal| refusal.request == request.id);
                lines.push(self.refused(request, refusal));
            }
        }
        let minimum = family.minimum.sessions;
        if minimum > 0 {
            lines.push(if sessions >= minimum {
                t.planner_minimum_reached(minimum)
            } else {
                t.planner_minimum_missed(minimum, sessions)
            });
        }
        lines
    }

    fn served(&self, request: &Request, booking: &Booking, bundle: &Bundle) -> String {
        let (purpose, when) = (self.purpose(&request.purpose), self.when(&bundle.bands));
        match booking.role {
            Seating::Regular => self.text.planner_served(&request.id, purpose, &booking.site, when),
            Seating::Emergency => self.text.planner_served_emergency(&request.id, purpose, &booking.site, when),
        }
    }

    fn refused(&self, request: &Request, refusal: Option<&Refusal>) -> String {
        let t = &self.text;
        let mut sentences = vec![match refusal.map(|refusal| refusal.reason) {
            None => t.planner_reason_unknown(),
            Some(RefusalReason::NoSiteInReach) => t.planner_reason_no_site_in_reach(),
            Some(RefusalReason::NoSiteOpen) => t.planner_reason_no_site_open(),
            Some(RefusalReason::RegularSeatsTaken) => t.planner_reason_regular_seats_taken(),
            Some(RefusalReason::HeadCountReached) => t.planner_reason_head_count_reached(),
            Some(RefusalReason::StaffMissing) => t.planner_reason_staff_missing(),
            Some(RefusalReason::WeekFull) => t.planner_reason_week_full(),
            Some(RefusalReason::ReserveTaken) => t.planner_reason_reserve_taken(),
            Some(RefusalReason::NoFamiliarisationBefore) => t.planner_reason_no_familiarisation_before(),
            Some(RefusalReason::AnotherPlaceAtThatTime) => t.planner_reason_another_place_at_that_time(),
            Some(RefusalReason::ThirdSite) => t.planner_reason_third_site(),
            Some(RefusalReason::MostSessions) => t.planner_reason_most_sessions(),
            Some(RefusalReason::KeptForAvip) => t.planner_reason_kept_for_avip(),
            Some(RefusalReason::CostsMoreThanItBrings) => t.planner_reason_costs_more_than_it_brings(),
        }];
        if let Some(Refusal { reason, cell, instead, .. }) = refusal {
            if let Some(cell) = cell {
                sentences.extend(self.cell(*reason, cell));
            }
            sentences.extend(instead.as_ref().map(|change| self.change(change)));
        }
        t.planner_refused(&request.id, self.purpose(&request.purpose), sentences.join(" "))
    }

    /// Which cell refuses, what a place is worth there and what its places go to.
    fn cell(&self, reason: RefusalReason, cell: &CellName) -> Vec<String> {
        let t = &self.text;
        let mut sentences = vec![t.planner_cell(&cell.site, self.when(&[cell.band]))];
        let about_seats = matches!(
            reason,
            RefusalReason::RegularSeatsTaken
                | RefusalReason::HeadCountReached
                | RefusalReason::StaffMissing
                | RefusalReason::WeekFull
                | RefusalReason::ReserveTaken
        );
        if !about_seats {
            return sentences;
        }
        let price = self.plan.prices.iter().find(|price| price.site == cell.site && price.band == cell.band);
        let price = price.map_or(0, |price| match reason {
            RefusalReason::ReserveTaken => price.reserve.saturating_add(price.head_count),
            // A walking child takes five units of staff.
            _ => price.regular.saturating_add(price.head_count).saturating_add(price.staff_units.saturating_mul(5)),
        });
        let tenths = price.saturating_mul(10) / PRICE_UNIT;
        sentences.push(if tenths > 0 { t.planner_price(t.tenths(tenths)) } else { t.planner_no_price() });
        let purposes = self.purposes_in(cell, reason == RefusalReason::ReserveTaken);
        sentences.push(if purposes.is_empty() {
            t.planner_taken_by_nobody()
        } else {
            let counts: Vec<String> =
                purposes.iter().map(|(purpose, count)| t.planner_purpose_count(purpose, *count)).collect();
            t.planner_taken_by(counts.join(", "))
        });
        sentences
    }

    /// For what families use the places of a cell, the most frequent first: counts, never names.
    fn purposes_in(&self, cell: &CellName, reserve: bool) -> Vec<(String, i64)> {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        let families: BTreeMap<&str, &Family> =
            self.instance.families.iter().map(|family| (family.id.as_str(), family)).collect();
        for plan in &self.plan.families {
            let Some(family) = families.get(plan.id.as_str()) else { continue };
            if reserve
                && plan
                    .familiarisation
                    .as_ref()
                    .is_some_and(|session| session.site == cell.site && session.band == cell.band)
            {
                *counts.entry(self.text.planner_taken_by_familiarisation()).or_default() += 1;
            }
            for booking in &plan.bookings {
                if booking.site != cell.site || (reserve && booking.role == Seating::Regular) {
                    continue;
                }
                let Some(request) = family.requests.iter().find(|request| request.id == booking.request) else {
                    continue;
                };
                if request.bundles.get(booking.bundle).is_some_and(|bundle| bundle.bands.contains(&cell.band)) {
                    *counts.entry(self.purpose(&request.purpose)).or_default() += 1;
                }
            }
        }
        let mut counts: Vec<(String, i64)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    }

    fn change(&self, change: &Change) -> String {
        let t = &self.text;
        match change {
            Change::OneMoreSeat { site, bands } => t.planner_change_one_more_seat(site, self.when(bands)),
            Change::AnotherBand { site, band } => t.planner_change_another_band(site, self.when(&[*band])),
            Change::FamiliarisationFirst { site, band } => {
                t.planner_change_familiarisation_first(site, self.when(&[*band]))
            }
        }
    }

    /// Half-days in words; both of one date are the whole day.
    fn when(&self, bands: &[i64]) -> String {
        let t = &self.text;
        let known: Vec<&Band> = self.instance.bands.iter().filter(|band| bands.contains(&band.id)).collect();
        let mut words = Vec::new();
        for (place, band) in known.iter().enumerate() {
            let same_date = |other: &&&Band| other.date == band.date;
            let is_whole_day = known.iter().filter(same_date).count() == 2
                && ["morning", "afternoon"]
                    .iter()
                    .all(|half| known.iter().filter(same_date).any(|band| band.half_day == *half));
            let word = match (band.date.parse::<Date>(), band.half_day.parse::<HalfDay>()) {
                (Ok(date), Ok(_)) if is_whole_day => {
                    if known[..place].iter().any(|before| before.date == band.date) {
                        continue;
                    }
                    t.planner_whole_day(t.date_long(date))
                }
                (Ok(date), Ok(half_day)) => t.date_half_day(date, half_day),
                (Ok(date), Err(_)) => format!("{}, {}", t.date_long(date), band.half_day),
                (Err(_), _) => format!("{}, {}", band.date, band.half_day),
            };
            words.push(word);
        }
        t.list_and(&words)
    }

    /// A purpose in words; one that Marelle does not know stays as it is written.
    fn purpose(&self, purpose: &str) -> String {
        let known = match purpose {
            // Words of the public example weeks.
            "interview" => "job_interview",
            "job_start" => "first_days_of_job",
            "language_class" => "french_lesson",
            "job_search" => return self.text.planner_purpose_job_search(),
            other => other,
        };
        let word = format!("purpose-{}", known.replace('_', "-"));
        self.text.find(&word).unwrap_or_else(|| purpose.replace('_', " "))
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use planner::generator::{Generator, Geography, Size};

    fn speaker<'a>(language: Language, instance: &'a Instance, plan: &'a Plan) -> Speaker<'a> {
        Speaker { text: Text::new(language), instance, plan }
    }

    fn empty() -> (Instance, Plan) {
        let instance = Generator::new(Size { sites: 1, families: 1 }, Geography::Radial, 1).instance();
        let format = instance.format.clone();
        let plan = Plan {
            format,
            objective: 0,
            bound: 0.0,
            prices: Vec::new(),
            week_proof: None,
            families: Vec::new(),
            report: None,
        };
        (instance, plan)
    }

    #[test]
    fn half_days_are_said_as_people_say_them() {
        let (week, plan) = empty();
        let french = speaker(Language::French, &week, &plan);
        assert_eq!(french.when(&[2]), "mardi 24 novembre au matin");
        assert_eq!(french.when(&[2, 3]), "mardi 24 novembre 2026 toute la journée");
        let english = speaker(Language::English, &week, &plan);
        assert_eq!(english.when(&[1, 2, 3]).matches(" and ").count(), 1);
        assert!(english.when(&[2, 3]).ends_with(", all day"), "{}", english.when(&[2, 3]));
    }

    #[test]
    fn purposes_are_words_in_both_languages() {
        let (week, plan) = empty();
        let french = speaker(Language::French, &week, &plan);
        let english = speaker(Language::English, &week, &plan);
        for (purpose, fr, en) in [
            ("training", "Formation", "Training"),
            ("language_class", "Cours de français", "French lesson"),
            ("job_search", "Recherche d’emploi", "Looking for work"),
            ("circus_school", "circus school", "circus school"),
        ] {
            assert_eq!((french.purpose(purpose).as_str(), english.purpose(purpose).as_str()), (fr, en));
        }
    }
}

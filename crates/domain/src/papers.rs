//! Papers of a child's admission: what a site asks for, by when, and what is missing on a day (`rules.md` 2.7).
//!
//! Of a document only dates are kept here; the document itself, if anybody keeps it, lies elsewhere and goes at the end of the care contract
//! (R.2324-39-1 CSP). Of vaccines only which doses were seen: neither a reason nor an illness. What the team must know of a child's health
//! lies behind a wall of its own ([`HealthCard`]).

mod vaccines;

use serde::{Deserialize, Serialize};

pub use self::vaccines::{Dose, ELEVEN_FROM, MENINGOCOCCI_FROM, Vaccine, doses_due};
use crate::places::days_after;
use crate::time::day_of_age;
use crate::{Date, word_list};

/// Days after admission by which the medical certificate is there (R.2324-39-1 CSP). The same is asked of the other papers (assumed).
pub const DUE_DAYS: i32 = 15;
/// Months before admission from which on a certificate may date (R.2324-39-1 CSP: less than two months old).
pub const CERTIFICATE_MONTHS: i32 = 2;
/// Months of provisional admission when a compulsory vaccine is missing.
pub const PROVISIONAL_MONTHS: i32 = 3;
/// Days before its end from which on a provisional admission is announced.
pub const ANNOUNCED_DAYS: i32 = 30;
/// Days after admission on which a parent is reminded of the certificate.
pub const REMINDED_AFTER: [i32; 2] = [7, 12];
/// Birthdays that end the public money for a place: of any child, and of a child with a recognised disability (`rules.md` 2.6, W15).
pub const MONEY_ENDS_AT: [i32; 2] = [4, 6];
/// Days before such a birthday from which on it is announced (assumed).
pub const BIRTHDAY_ANNOUNCED_DAYS: i32 = 90;

word_list! {
    /// What a site may ask for at admission.
    PaperKind {
        /// A doctor's certificate that nothing speaks against care in a group.
        Certificate = "certificate",
        /// Proof of the compulsory vaccines.
        Vaccines = "vaccines",
        /// Somebody to call when the parents do not answer.
        EmergencyContact = "emergency_contact",
        /// Who may fetch the child.
        PickUp = "pick_up",
        /// Care and medicines, under the conditions the parents were told (R.2324-39-1 II CSP).
        CareAndMedicines = "care_and_medicines",
        /// To be taken to hospital in an emergency.
        Hospital = "hospital",
        /// To go out with the group.
        Outing = "outing",
        /// To be photographed.
        Photo = "photo",
        /// The house rules, read and signed.
        HouseRules = "house_rules",
    }
}

impl PaperKind {
    /// Whether a parent answers it with yes or no. A no is an answer: the paper is not missing.
    pub const fn is_authorisation(self) -> bool {
        matches!(self, Self::CareAndMedicines | Self::Hospital | Self::Outing | Self::Photo | Self::HouseRules)
    }
    /// Whether it says something of the child's health: it goes at the end of the care contract.
    pub const fn is_of_health(self) -> bool {
        matches!(self, Self::Certificate | Self::Vaccines)
    }
}

word_list! {
    /// What happens once the certificate is overdue (W3).
    AfterDue {
        /// Those who look are told.
        Warn = "warn",
        /// No new place is given until it is there; who runs the site may set that aside with a reason.
        Block = "block",
    }
}

/// What a site asks for, from one day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperSetting {
    /// The first day it holds.
    pub from: Date,
    /// The papers.
    pub asked: Vec<PaperKind>,
    /// What happens once the certificate is overdue.
    pub after_due: AfterDue,
    /// Months of provisional admission while a vaccine is missing.
    pub provisional_months: i32,
    /// Whether nobody has checked it against the house rules yet.
    pub assumed: bool,
}

impl PaperSetting {
    /// The setting of a day: the one that starts last among those that have started; `None` while the site keeps no papers here.
    pub fn on(settings: &[Self], day: Date) -> Option<&Self> {
        settings.iter().filter(|setting| setting.from <= day).max_by_key(|setting| setting.from)
    }
    /// Since when a site keeps its papers here: what was handed over before is not asked for a second time before a delay of its own.
    pub fn kept_since(settings: &[Self]) -> Option<Date> {
        settings.iter().map(|setting| setting.from).min()
    }
    /// What is proposed to a site that has said nothing (assumed).
    pub fn proposed(from: Date) -> Self {
        let asked = PaperKind::ALL.iter().copied().filter(|kind| *kind != PaperKind::PickUp).collect();
        Self { from, asked, after_due: AfterDue::Warn, provisional_months: PROVISIONAL_MONTHS, assumed: true }
    }
}

/// What is known of a child's papers at a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Papers {
    /// First day of care.
    pub admitted_on: Date,
    /// Since when the site keeps papers here.
    pub kept_since: Date,
    /// Birth day.
    pub birth: Date,
    /// The day the certificate was signed, once it was seen: of several the latest.
    pub certificate: Option<Date>,
    /// The doses that were seen.
    pub doses: Vec<Dose>,
    /// When the vaccines were found wanting, where somebody wrote that down.
    pub wanting_since: Option<Date>,
    /// A doctor says that a vaccine must not be given (that it is so, never why).
    pub contraindicated: bool,
    /// The other papers that are there, or answered.
    pub in_hand: Vec<PaperKind>,
}

/// Where one paper stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Standing {
    /// Nothing is missing.
    Fine,
    /// Missing, and due later.
    Awaited {
        /// The day it has to be there.
        by: Date,
    },
    /// A vaccine is missing: the admission is provisional.
    Provisional {
        /// The day it ends.
        until: Date,
    },
    /// Missing, and due (W3).
    Overdue {
        /// The day it was due.
        since: Date,
    },
    /// The certificate was too old on the day of admission: another is needed.
    TooOld {
        /// Not signed before this day.
        not_before: Date,
        /// The day another has to be there.
        by: Date,
    },
}

impl Standing {
    /// The day it is, or was, due; none for what is fine.
    pub const fn due(self) -> Option<Date> {
        match self {
            Self::Fine => None,
            Self::Awaited { by }
            | Self::Provisional { until: by }
            | Self::Overdue { since: by }
            | Self::TooOld { by, .. } => Some(by),
        }
    }
    /// Whether the day it was due has come.
    pub fn is_overdue(self, day: Date) -> bool {
        self.due().is_some_and(|due| due <= day)
    }
    /// Its name, as the API and the words of the screens have it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Awaited { .. } => "awaited",
            Self::Provisional { .. } => "provisional",
            Self::Overdue { .. } => "overdue",
            Self::TooOld { .. } => "too_old",
        }
    }
}

/// A paper that is due and without which the site gives no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocking {
    /// Which.
    pub kind: PaperKind,
    /// Since when.
    pub since: Date,
}

impl Papers {
    /// From when on delays run: the first day of care, or the day the site began to keep papers here.
    pub fn starts(&self) -> Date {
        self.admitted_on.max(self.kept_since)
    }
    /// The day papers are due.
    pub fn due(&self) -> Date {
        days_after(self.starts(), DUE_DAYS)
    }
    /// The first day a certificate may be dated.
    pub fn certificate_not_before(&self) -> Date {
        day_of_age(self.admitted_on, -CERTIFICATE_MONTHS)
    }

    /// The certificate on a day (T20).
    pub fn certificate_on(&self, day: Date) -> Standing {
        let (by, not_before) = (self.due(), self.certificate_not_before());
        match self.certificate {
            Some(signed) if signed < not_before => Standing::TooOld { not_before, by },
            Some(_) => Standing::Fine,
            None if day < by => Standing::Awaited { by },
            None => Standing::Overdue { since: by },
        }
    }

    /// The doses that are due on a day and were not seen, each with the day it was due.
    pub fn missing_doses(&self, day: Date) -> Vec<(Dose, Date)> {
        doses_due(self.birth, day).into_iter().filter(|(dose, _)| !self.doses.contains(dose)).collect()
    }

    /// The vaccines on a day: what is missing makes the admission provisional for some months from when it was found, else from the first
    /// day of care; a dose that fell due later has its months from that day (T22).
    pub fn vaccines_on(&self, day: Date, provisional_months: i32) -> Standing {
        let missing = self.missing_doses(day);
        let Some((_, due)) = missing.first().filter(|_| !self.contraindicated) else { return Standing::Fine };
        let found = self.wanting_since.unwrap_or_else(|| self.starts()).max(*due);
        let until = day_of_age(found, provisional_months);
        if day < until { Standing::Provisional { until } } else { Standing::Overdue { since: until } }
    }

    /// Any paper on a day.
    pub fn standing(&self, kind: PaperKind, setting: &PaperSetting, day: Date) -> Standing {
        match kind {
            PaperKind::Certificate => self.certificate_on(day),
            PaperKind::Vaccines => self.vaccines_on(day, setting.provisional_months),
            _ if self.in_hand.contains(&kind) => Standing::Fine,
            _ if day < self.due() => Standing::Awaited { by: self.due() },
            _ => Standing::Overdue { since: self.due() },
        }
    }

    /// Every paper the site asks for, in the order of the list.
    pub fn asked(&self, setting: &PaperSetting, day: Date) -> Vec<(PaperKind, Standing)> {
        let kinds = PaperKind::ALL.iter().filter(|kind| setting.asked.contains(kind));
        kinds.map(|kind| (*kind, self.standing(*kind, setting, day))).collect()
    }

    /// Why the site gives no place today: an overdue certificate where it chose so, or a provisional admission that has ended.
    pub fn blocking(&self, setting: &PaperSetting, day: Date) -> Option<Blocking> {
        let overdue = |kind: PaperKind| {
            let standing = self.standing(kind, setting, day);
            let since = standing.due().filter(|due| setting.asked.contains(&kind) && *due <= day)?;
            Some(Blocking { kind, since })
        };
        let certificate = overdue(PaperKind::Certificate).filter(|_| setting.after_due == AfterDue::Block);
        certificate.or_else(|| overdue(PaperKind::Vaccines))
    }
}

/// The next birthday that ends the public money for a child's place, when it is near or has just passed (W15).
pub fn money_ends(birth: Date, day: Date) -> Option<(i32, Date)> {
    MONEY_ENDS_AT.into_iter().map(|years| (years, day_of_age(birth, 12 * years))).find(|(_, on)| {
        days_after(*on, -BIRTHDAY_ANNOUNCED_DAYS) <= day && day <= days_after(*on, BIRTHDAY_ANNOUNCED_DAYS)
    })
}

/// What the team on duty must know of a child's health, and nothing else: what to avoid, and where the protocol and the treatment lie.
#[derive(Clone, PartialEq, Eq)]
pub struct HealthCard {
    /// What the child does not bear, in a few words.
    pub allergy: Option<String>,
    /// Whether a doctor wrote an individual protocol (PAI).
    pub care_plan: bool,
    /// Where the protocol lies.
    pub plan_place: Option<String>,
    /// Where the emergency treatment lies.
    pub treatment_place: Option<String>,
}

impl HealthCard {
    /// Letters of an allergy at most: it stands on a tile.
    pub const MOST_ALLERGY: usize = 60;
    /// Letters of a place at most.
    pub const MOST_PLACE: usize = 200;
    /// Whether there is nothing to know.
    pub const fn is_empty(&self) -> bool {
        self.allergy.is_none() && !self.care_plan && self.plan_place.is_none() && self.treatment_place.is_none()
    }
}

impl std::fmt::Debug for HealthCard {
    // It must not reach a log by mistake.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HealthCard")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn papers() -> Papers {
        Papers {
            admitted_on: date(2026, 11, 2),
            kept_since: date(2025, 1, 1),
            birth: date(2025, 6, 15),
            certificate: None,
            doses: Vec::new(),
            wanting_since: None,
            contraindicated: false,
            in_hand: Vec::new(),
        }
    }

    fn setting() -> PaperSetting {
        PaperSetting { after_due: AfterDue::Block, ..PaperSetting::proposed(date(2025, 1, 1)) }
    }

    fn every_dose() -> Vec<Dose> {
        Dose::all()
    }

    #[test]
    fn a_certificate_is_awaited_for_fifteen_days_and_then_overdue() {
        // T20
        let papers = papers();
        assert_eq!(papers.certificate_on(date(2026, 11, 2)), Standing::Awaited { by: date(2026, 11, 17) });
        assert_eq!(papers.certificate_on(date(2026, 11, 16)), Standing::Awaited { by: date(2026, 11, 17) });
        assert_eq!(papers.certificate_on(date(2026, 11, 17)), Standing::Overdue { since: date(2026, 11, 17) });
    }

    #[test]
    fn a_certificate_older_than_two_months_at_admission_is_none() {
        // T20
        let with = |signed| Papers { certificate: Some(signed), ..papers() }.certificate_on(date(2026, 11, 3));
        let too_old = Standing::TooOld { not_before: date(2026, 9, 2), by: date(2026, 11, 17) };
        assert_eq!(with(date(2026, 9, 1)), too_old);
        assert!(!too_old.is_overdue(date(2026, 11, 16)) && too_old.is_overdue(date(2026, 11, 17)));
        assert_eq!(with(date(2026, 9, 2)), Standing::Fine);
        assert_eq!(with(date(2026, 11, 10)), Standing::Fine, "handed in after admission");
    }

    #[test]
    fn a_missing_dose_makes_the_admission_provisional_for_three_months() {
        // T22
        let on = date(2025, 12, 20);
        let of = |vaccine| {
            doses_due(date(2025, 6, 15), on).into_iter().filter(move |(dose, _)| dose.vaccine == vaccine).count()
        };
        assert_eq!((of(Vaccine::MeningococcusB), of(Vaccine::MeningococcusAcwy)), (2, 1));
        let second = Dose { vaccine: Vaccine::MeningococcusB, number: 2 };
        let seen: Vec<Dose> = every_dose().into_iter().filter(|dose| *dose != second).collect();
        let child = Papers { admitted_on: on, doses: seen, ..papers() };
        assert_eq!(child.missing_doses(on), [(second, date(2025, 11, 15))]);
        assert_eq!(child.vaccines_on(on, 3), Standing::Provisional { until: date(2026, 3, 20) });
        assert_eq!(child.vaccines_on(date(2026, 3, 20), 3), Standing::Overdue { since: date(2026, 3, 20) });
        let told = Papers { wanting_since: Some(date(2026, 1, 5)), ..child.clone() };
        assert_eq!(
            told.vaccines_on(on, 3),
            Standing::Provisional { until: date(2026, 4, 5) },
            "from when it was found"
        );
        assert_eq!(Papers { contraindicated: true, ..child }.vaccines_on(date(2026, 4, 1), 3), Standing::Fine);
    }

    #[test]
    fn a_dose_that_falls_due_during_care_has_its_own_three_months() {
        let last = Dose { vaccine: Vaccine::Mmr, number: 2 };
        let seen = every_dose().into_iter().filter(|dose| *dose != last).collect();
        // What was found long ago and mended since does not count against it.
        let child = Papers { doses: seen, wanting_since: Some(date(2026, 11, 2)), ..papers() };
        assert_eq!(child.vaccines_on(date(2026, 12, 14), 3), Standing::Fine, "17 months old");
        assert_eq!(child.vaccines_on(date(2026, 12, 15), 3), Standing::Provisional { until: date(2027, 3, 15) });
    }

    #[test]
    fn older_children_owe_what_was_compulsory_when_they_were_born() {
        let kinds = |birth| {
            let mut kinds: Vec<Vaccine> =
                doses_due(birth, date(2026, 11, 1)).into_iter().map(|(dose, _)| dose.vaccine).collect();
            kinds.sort_unstable();
            kinds.dedup();
            kinds
        };
        assert_eq!(kinds(date(2017, 12, 31)), []);
        assert_eq!(kinds(date(2023, 6, 30)), [Vaccine::Hexavalent, Vaccine::Pneumococcus, Vaccine::Mmr]);
        assert_eq!(kinds(date(2023, 7, 1)).len(), 5);
    }

    #[test]
    fn nothing_blocks_before_it_is_due_nor_what_the_site_does_not_ask() {
        let child = Papers { doses: every_dose(), ..papers() };
        let on = date(2026, 11, 17);
        let blocks = Some(Blocking { kind: PaperKind::Certificate, since: on });
        assert_eq!(child.blocking(&setting(), on), blocks);
        assert_eq!(child.blocking(&setting(), date(2026, 11, 16)), None);
        assert_eq!(child.blocking(&PaperSetting { after_due: AfterDue::Warn, ..setting() }, on), None);
        let not_asked = PaperSetting { asked: vec![PaperKind::Photo], ..setting() };
        assert_eq!(Papers { doses: vec![], ..child.clone() }.blocking(&not_asked, date(2028, 1, 1)), None);
        assert_eq!(child.blocking(&setting(), date(2028, 1, 1)), blocks);
    }

    #[test]
    fn a_provisional_admission_that_has_ended_blocks_whatever_the_site_chose() {
        let child = Papers { certificate: Some(date(2026, 11, 1)), ..papers() };
        let warns = PaperSetting { after_due: AfterDue::Warn, ..setting() };
        assert_eq!(child.blocking(&warns, date(2027, 2, 1)), None);
        let ended = Some(Blocking { kind: PaperKind::Vaccines, since: date(2027, 2, 2) });
        assert_eq!(child.blocking(&warns, date(2027, 2, 2)), ended);
    }

    #[test]
    fn a_site_that_begins_to_keep_papers_gives_everybody_fifteen_days() {
        let known = Papers { admitted_on: date(2025, 1, 6), kept_since: date(2026, 11, 2), ..papers() };
        assert_eq!(known.certificate_on(date(2026, 11, 3)), Standing::Awaited { by: date(2026, 11, 17) });
        assert_eq!(known.vaccines_on(date(2026, 11, 3), 3), Standing::Provisional { until: date(2027, 2, 2) });
    }

    #[test]
    fn a_no_is_an_answer_and_what_is_not_asked_is_not_listed() {
        let asked = PaperSetting { asked: vec![PaperKind::Photo, PaperKind::Outing], ..setting() };
        let child = Papers { in_hand: vec![PaperKind::Photo], ..papers() };
        let due = date(2026, 11, 17);
        let lines = [(PaperKind::Outing, Standing::Awaited { by: due }), (PaperKind::Photo, Standing::Fine)];
        assert_eq!(child.asked(&asked, date(2026, 11, 2)), lines);
    }

    #[test]
    fn the_fourth_and_the_sixth_birthday_are_announced() {
        let birth = date(2022, 12, 1);
        assert_eq!(money_ends(birth, date(2026, 9, 1)), None);
        assert_eq!(money_ends(birth, date(2026, 9, 2)), Some((4, date(2026, 12, 1))));
        assert_eq!(money_ends(birth, date(2028, 11, 1)), Some((6, date(2028, 12, 1))));
    }
}

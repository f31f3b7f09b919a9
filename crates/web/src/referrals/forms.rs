//! What a referral must hold, whoever writes it: a page's form or a program.

use db::consents::NewConsent;
use db::families::{NewChild, NewParent};
use db::referrals::{Answer, NewReferral, Prescriber};
use domain::consents::{ConsentKind, REFERRAL_TEXT_VERSION};
use domain::families::{SafeContact, SituationKind, SpokenLanguage};
use domain::geography::Communes;
use domain::places::{CareKind, Need, Purpose, RhythmPattern, days_after};
use domain::referrals::{Decision, RefusalReason, Urgency};
use domain::sites::PrescriberKind;
use domain::{Date, Period, SiteId};
use i18n::{Language, Text};

use crate::forms;
use crate::problem::{FieldProblem, Problem};

/// Most children of one referral.
pub const MOST_CHILDREN: usize = 6;
/// Age in years from which a child is no child of ours: a date typed wrong.
const OLDEST_YEARS: i32 = 12;

/// A referral as it was written, every word well-formed, not yet judged as a whole.
#[derive(Debug, Clone)]
pub struct Written {
    /// Who refers, when she has no account.
    pub prescriber: Option<WrittenPrescriber>,
    /// Where.
    pub site: SiteId,
    /// As typed: a name, a postcode or an INSEE code.
    pub commune: String,
    /// Whether the family must be protected.
    pub protected: bool,
    /// The parent's given name.
    pub given_name: String,
    /// Her family name.
    pub family_name: String,
    /// As typed.
    pub phone: Option<String>,
    /// As typed.
    pub email: Option<String>,
    /// Language spoken.
    pub language: SpokenLanguage,
    /// How she may safely be contacted.
    pub safe_contact: SafeContact,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
    /// Her situations today.
    pub situations: Vec<SituationKind>,
    /// The children, with the path of each in the form.
    pub children: Vec<(usize, NewChild)>,
    /// Why.
    pub purpose: Purpose,
    /// What is needed.
    pub need: Need,
    /// How far the family can travel.
    pub travel_limit_km: Option<i32>,
    /// How fast.
    pub urgency: Urgency,
    /// A few words.
    pub message: Option<String>,
    /// Language in which the consent was read.
    pub consent_language: SpokenLanguage,
    /// Whether it was read aloud and given.
    pub consent_given: bool,
}

/// Who refers without an account.
#[derive(Debug, Clone)]
pub struct WrittenPrescriber {
    /// Kind of organisation.
    pub kind: PrescriberKind,
    /// Its name.
    pub organisation: String,
    /// Her name.
    pub name: String,
    /// As typed.
    pub email: Option<String>,
    /// As typed.
    pub phone: Option<String>,
}

/// Keeps what is wrong, in the order of the form.
#[derive(Debug, Default)]
pub struct Wrong(Vec<FieldProblem>);

impl Wrong {
    /// Notes that something is wrong with a field.
    pub fn note(&mut self, field: impl Into<String>, code: &str) {
        self.0.push(FieldProblem { field: field.into(), code: code.to_owned(), message: String::new() });
    }
    /// Everything at once, or nothing.
    pub fn finish(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::fields(self.0)) }
    }
    /// A name: needed, not too long, with at least one letter.
    pub fn name(&mut self, field: impl Into<String>, value: &str, most: usize) -> String {
        let value = value.trim();
        if value.is_empty() {
            self.note(field, "required");
        } else if value.chars().count() > most {
            self.note(field, "too_long");
        } else if !value.chars().any(char::is_alphanumeric) || value.chars().any(char::is_control) {
            self.note(field, "invalid");
        }
        value.to_owned()
    }
    fn optional(&mut self, field: &str, value: Option<&str>, most: usize) -> Option<String> {
        let value = value.map(str::trim).filter(|value| !value.is_empty())?;
        if value.chars().count() > most {
            self.note(field, "too_long");
        }
        Some(value.to_owned())
    }
    fn phone(&mut self, field: &str, value: Option<&str>) -> Option<String> {
        let value = value.map(str::trim).filter(|value| !value.is_empty())?;
        let read = forms::phone(value);
        if read.is_none() {
            self.note(field, "not_a_phone");
        }
        read
    }
    fn email(&mut self, field: &str, value: Option<&str>) -> Option<String> {
        let value = value.map(str::trim).filter(|value| !value.is_empty())?;
        let read = forms::email(value);
        if read.is_none() {
            self.note(field, "not_an_email");
        }
        read
    }
}

impl Written {
    /// The command, or every field that is wrong. `account` is who is signed in: her name and organisation stand for the typed ones.
    pub fn command(self, account: Option<Prescriber>, today: Date) -> Result<NewReferral, Problem> {
        let mut wrong = Wrong::default();
        let prescriber = match (account, &self.prescriber) {
            (Some(account), _) => account,
            (None, Some(typed)) => typed.read(&mut wrong),
            (None, None) => return Err(Problem::field("prescriber", "required")),
        };
        if self.protected && prescriber.person.is_none() {
            // Protection names persons: it asks for a professional we know.
            wrong.note("protected", "invalid");
        }
        let commune = Communes::shipped().resolve(&self.commune).map(|commune| commune.code.clone());
        if commune.is_none() {
            wrong.note("commune", if self.commune.trim().is_empty() { "required" } else { "not_a_commune" });
        }
        let parent = NewParent {
            given_name: wrong.name("parent.given_name", &self.given_name, 80),
            family_name: wrong.name("parent.family_name", &self.family_name, 80),
            phone: wrong.phone("parent.phone", self.phone.as_deref()),
            email: wrong.email("parent.email", self.email.as_deref()),
            language: self.language,
            safe_contact: self.safe_contact,
            interpreter: self.interpreter,
        };
        let typed = |value: &Option<String>| value.as_deref().is_some_and(|value| !value.trim().is_empty());
        if !typed(&self.phone) && !typed(&self.email) {
            wrong.note("parent.phone", "phone_or_email");
        }
        let mut children = Vec::new();
        for (index, child) in self.children {
            let path = |field: &str| format!("children[{index}].{field}");
            let given_name = wrong.name(path("given_name"), &child.given_name, 80);
            let family_name = wrong.name(path("family_name"), &child.family_name, 80);
            if child.birth_date > days_after(today, 300) {
                wrong.note(path("birth_date"), "in_the_future");
            } else if domain::time::age_in_months(child.birth_date, today) >= 12 * OLDEST_YEARS {
                wrong.note(path("birth_date"), "not_in_range");
            }
            children.push(NewChild { given_name, family_name, birth_date: child.birth_date });
        }
        if children.is_empty() {
            wrong.note("children[0].given_name", "required");
        } else if children.len() > MOST_CHILDREN {
            wrong.note("children", "too_many");
        }
        check_need(&self.need, today, &mut wrong);
        if self.travel_limit_km.is_some_and(|kilometres| !(0..=200).contains(&kilometres)) {
            wrong.note("travel_limit_km", "not_in_range");
        }
        let message = wrong.optional("message", self.message.as_deref(), 2000);
        if !self.consent_given {
            wrong.note("consent.read_aloud", "must_be_ticked");
        }
        wrong.finish()?;
        Ok(NewReferral {
            site: self.site,
            commune: commune.unwrap_or_default(),
            protected: self.protected,
            parent,
            situations: self.situations,
            children,
            purpose: self.purpose,
            urgency: self.urgency,
            need: self.need,
            travel_limit_km: self.travel_limit_km,
            message,
            consent: NewConsent {
                kind: ConsentKind::Referral,
                text_version: REFERRAL_TEXT_VERSION.to_owned(),
                language: self.consent_language,
                read_aloud: true,
                recorded_by: prescriber.person,
                recorded_name: Some(prescriber.name.clone()),
            },
            prescriber,
        })
    }
}

impl WrittenPrescriber {
    fn read(&self, wrong: &mut Wrong) -> Prescriber {
        let prescriber = Prescriber {
            organisation: None,
            person: None,
            kind: self.kind,
            organisation_name: wrong.name("prescriber.organisation", &self.organisation, 160),
            name: wrong.name("prescriber.name", &self.name, 120),
            email: wrong.email("prescriber.email", self.email.as_deref()),
            phone: wrong.phone("prescriber.phone", self.phone.as_deref()),
        };
        let typed = |value: &Option<String>| value.as_deref().is_some_and(|value| !value.trim().is_empty());
        if !typed(&self.email) && !typed(&self.phone) {
            wrong.note("prescriber.email", "phone_or_email");
        }
        prescriber
    }
}

fn check_need(need: &Need, today: Date, wrong: &mut Wrong) {
    match need {
        Need::Appointment(appointment) => {
            if appointment.date < today {
                wrong.note("need.appointment.starts_at", "in_the_past");
            }
            if appointment.ends_at <= appointment.starts_at {
                wrong.note("need.appointment.ends_at", "until_before_from");
            }
        }
        Need::HalfDays(days) | Need::AnyHalfDay(days) => {
            if days.is_empty() || days.len() > 60 {
                wrong.note("need.half_days", if days.is_empty() { "required" } else { "too_many" });
            }
            if days.iter().any(|day| day.date < today) {
                wrong.note("need.half_days", "in_the_past");
            }
        }
        Need::Rhythm(rhythm) => {
            if rhythm.until < rhythm.from {
                wrong.note("need.rhythm.until", "until_before_from");
            }
            match &rhythm.pattern {
                RhythmPattern::Fixed(slots) if slots.is_empty() || slots.len() > 14 => {
                    wrong.note("need.rhythm.half_days", "required");
                }
                RhythmPattern::Any { count, .. } if !(1..=14).contains(count) => {
                    wrong.note("need.rhythm.count", "not_in_range");
                }
                _ => {}
            }
        }
        Need::Every { from, until } => {
            if until < from {
                wrong.note("need.every.until", "until_before_from");
            }
        }
    }
}

/// A site's answer as it was written.
#[derive(Debug, Clone)]
pub struct WrittenAnswer {
    /// Yes, no, or a question.
    pub decision: Decision,
    /// Why not.
    pub reason: Option<RefusalReason>,
    /// The message or the question.
    pub message: Option<String>,
    /// First day of the admission (today when nothing is said).
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// Kind of care (occasional when nothing is said).
    pub care_kind: Option<CareKind>,
}

impl WrittenAnswer {
    /// The answer, or every field that is wrong.
    pub fn answer(self, today: Date) -> Result<Answer, Problem> {
        let mut wrong = Wrong::default();
        let message = wrong.optional("message", self.message.as_deref(), 2000);
        match self.decision {
            Decision::Accept => {
                let from = self.from.unwrap_or(today);
                let period = Period::new(from, self.until);
                if period.is_none() {
                    wrong.note("until", "until_before_from");
                }
                wrong.finish()?;
                Ok(Answer::Accept {
                    care_kind: self.care_kind.unwrap_or(CareKind::Occasional),
                    period: period.unwrap_or(Period { from, until: None }),
                    message,
                })
            }
            Decision::Refuse => {
                if self.reason.is_none() {
                    wrong.note("reason_code", "required");
                } else if self.reason == Some(RefusalReason::Other) && message.is_none() {
                    wrong.note("message", "required");
                }
                wrong.finish()?;
                Ok(Answer::Refuse { reason: self.reason.unwrap_or(RefusalReason::Other), message })
            }
            Decision::Ask => {
                if message.is_none() {
                    wrong.note("message", "required");
                }
                wrong.finish()?;
                Ok(Answer::Ask { message: message.unwrap_or_default() })
            }
        }
    }
}

/// The message a refusal begins with, before anybody changes it.
pub fn refusal_template(reason: RefusalReason) -> String {
    Text::new(Language::French).word("referrals-refusal-message", reason.as_str())
}

//! What may be noted of a file, as it was written: the same for the page and for programs.

use db::papers::NewPaper;
use domain::papers::{Dose, PaperKind};
use domain::places::days_after;
use domain::{Date, Period, Word, word_list};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::forms::{self, Submitted};
use crate::problem::{FieldProblem, Problem};

word_list! {
    /// What is noted.
    What {
        Certificate = "certificate", Doses = "doses", Wanting = "wanting", Contraindication = "contraindication",
        Answer = "answer", Contact = "contact",
    }
}

/// Years back to which a date of a file reaches.
const YEARS_BACK: i32 = 8;

/// Something to note. Which fields are needed depends on `what`; the others stay away.
#[derive(Debug, Clone, Default, Deserialize, garde::Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[garde(allow_unvalidated)]
pub(crate) struct WrittenPaper {
    /// `certificate` (`signed_on`), `doses` (`doses`, `seen_on`), `wanting` (`since`), `contraindication`, `answer` (`paper`, `granted`,
    /// `from`, `until`) or `contact` (`name`, `phone`, `relation`).
    #[schema(pattern = "^(certificate|doses|wanting|contraindication|answer|contact)$")]
    pub(crate) what: String,
    /// The site, where the child has contracts at several.
    #[schema(value_type = Option<String>, format = "uuid")]
    pub(crate) site_id: Option<domain::SiteId>,
    /// The day the certificate was signed.
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) signed_on: Option<Date>,
    /// Doses, `mmr-1`.
    #[schema(max_items = 20)]
    pub(crate) doses: Vec<String>,
    /// The day the doses were seen; today when nothing is said.
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) seen_on: Option<Date>,
    /// The day a vaccine was found missing.
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) since: Option<Date>,
    /// Which authorisation.
    #[schema(pattern = "^(care_and_medicines|hospital|outing|photo|house_rules)$")]
    pub(crate) paper: Option<String>,
    /// Yes or no.
    pub(crate) granted: Option<bool>,
    /// The first day the answer holds; today when nothing is said.
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) from: Option<Date>,
    /// The last one.
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) until: Option<Date>,
    /// Name of somebody to call.
    #[schema(max_length = 120)]
    pub(crate) name: Option<String>,
    /// Her number.
    #[schema(max_length = 40)]
    pub(crate) phone: Option<String>,
    /// What she is to the child.
    #[schema(max_length = 80)]
    pub(crate) relation: Option<String>,
}

#[derive(Default)]
struct Wrong(Vec<FieldProblem>);

impl Wrong {
    fn note(&mut self, field: &str, code: &str) {
        self.0.push(FieldProblem { field: field.to_owned(), code: code.to_owned(), message: String::new() });
    }
    /// A day that is not to come, and not before the child could be known.
    fn past(&mut self, field: &str, day: Option<Date>, today: Date) -> Date {
        match day {
            None => self.note(field, "required"),
            Some(day) if day > today => self.note(field, "in_the_future"),
            Some(day) if day < days_after(today, -366 * YEARS_BACK) => self.note(field, "not_in_range"),
            Some(_) => {}
        }
        day.unwrap_or(today)
    }
    fn words(&mut self, field: &str, text: Option<String>, most: usize, needed: bool) -> Option<String> {
        let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        match &text {
            None if needed => self.note(field, "required"),
            Some(text) if text.chars().count() > most => self.note(field, "too_long"),
            _ => {}
        }
        text
    }
}

impl WrittenPaper {
    /// What is to be noted, or every field that is wrong.
    pub(crate) fn read(self, today: Date) -> Result<NewPaper, Problem> {
        let mut wrong = Wrong::default();
        let new = match What::read(&self.what) {
            None => {
                wrong.note("what", if self.what.is_empty() { "required" } else { "not_a_choice" });
                NewPaper::Contraindication { seen_on: today }
            }
            Some(What::Certificate) => {
                NewPaper::Certificate { signed_on: wrong.past("signed_on", self.signed_on, today) }
            }
            Some(What::Doses) => {
                let mut doses: Vec<Dose> = self.doses.iter().filter_map(|dose| Dose::read(dose)).collect();
                if doses.len() != self.doses.len() {
                    wrong.note("doses", "not_a_choice");
                } else if doses.is_empty() {
                    wrong.note("doses", "required");
                }
                doses.sort_unstable();
                doses.dedup();
                let seen_on = wrong.past("seen_on", Some(self.seen_on.unwrap_or(today)), today);
                NewPaper::Doses { doses, seen_on }
            }
            Some(What::Wanting) => NewPaper::Wanting { since: wrong.past("since", self.since, today) },
            Some(What::Contraindication) => NewPaper::Contraindication { seen_on: today },
            Some(What::Answer) => {
                let kind = self.paper.as_deref().and_then(PaperKind::read).filter(|kind| kind.is_authorisation());
                if kind.is_none() {
                    wrong.note("paper", if self.paper.is_none() { "required" } else { "not_a_choice" });
                }
                if self.granted.is_none() {
                    wrong.note("granted", "required");
                }
                let from = self.from.unwrap_or(today);
                if from < days_after(today, -366 * YEARS_BACK) || from > days_after(today, 366) {
                    wrong.note("from", "not_in_range");
                }
                let period = Period::new(from, self.until);
                if period.is_none() {
                    wrong.note("until", "until_before_from");
                }
                NewPaper::Answer {
                    kind: kind.unwrap_or(PaperKind::Photo),
                    granted: self.granted.unwrap_or_default(),
                    period: period.unwrap_or(Period { from, until: None }),
                }
            }
            Some(What::Contact) => {
                let (name, typed) =
                    (wrong.words("name", self.name, 120, true), wrong.words("phone", self.phone, 40, true));
                let phone = typed.as_deref().and_then(forms::phone);
                if typed.is_some() && phone.is_none() {
                    wrong.note("phone", "not_a_phone");
                }
                NewPaper::Contact {
                    name: name.unwrap_or_default(),
                    phone: phone.unwrap_or_default(),
                    relation: wrong.words("relation", self.relation, 80, false),
                    from: today,
                }
            }
        };
        if wrong.0.is_empty() { Ok(new) } else { Err(Problem::fields(wrong.0)) }
    }

    /// The same from a form of the page.
    pub(crate) fn of_form(form: &Submitted) -> Result<Self, Problem> {
        let mut read = form.read();
        let (what, _) = (read.text("what", 40), read.optional_text("site", 36));
        let (signed_on, seen_on) = (read.optional_date("signed_on"), read.optional_date("seen_on"));
        let doses = read.words::<Dose>("doses");
        let (since, paper) = (read.optional_date("since"), read.optional_text("paper", 40));
        let granted = read.optional_word::<YesNo>("granted");
        let (from, until) = (read.optional_date("from"), read.optional_date("until"));
        let (name, phone) = (read.optional_text("name", 120), read.optional_text("phone", 40));
        let relation = read.optional_text("relation", 80);
        read.finish()?;
        Ok(Self {
            what: what.take()?,
            site_id: None,
            signed_on: signed_on.take()?,
            doses: doses.take()?.into_iter().map(Dose::named).collect(),
            seen_on: seen_on.take()?,
            since: since.take()?,
            paper: paper.take()?,
            granted: granted.take()?.map(|answer| answer == YesNo::Yes),
            from: from.take()?,
            until: until.take()?,
            name: name.take()?,
            phone: phone.take()?,
            relation: relation.take()?,
        })
    }
}

word_list! {
    /// An answer.
    YesNo { Yes = "yes", No = "no" }
}

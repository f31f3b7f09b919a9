//! What a run says, in the reader's words; and what a published plan tells families, in theirs.

use std::collections::BTreeMap;

use db::places::PlaceRequest;
use db::plans::{NearestChange, PlanWords, PromiseTold, PromiseWords, Tidings, Unserved};
use domain::SiteId;
use domain::places::{DatedHalfDay, Need};
use domain::plans::{ProposalRole, UnservedReason, WhatIf};
use i18n::{Language, Text};

use crate::app::App;
use crate::context::Context;
use crate::parents::words::{screen_language, sms};

/// How close to the best possible plan this one is proved to be.
pub(super) fn of_bound(t: Text, per_mille: Option<i64>) -> String {
    match per_mille {
        Some(1000) => t.plans_bound_best(),
        Some(share) => t.plans_bound_at_least(t.tenths(share)),
        None => t.plans_bound_unknown(),
    }
}

fn half_days(t: Text, days: &[DatedHalfDay]) -> String {
    let words: Vec<String> = days.iter().map(|day| t.date_half_day(day.date, day.half_day)).collect();
    t.list_and(&words)
}

/// Why a request is not served.
pub(super) fn reason(cx: &Context, unserved: &Unserved) -> String {
    if unserved.reason == UnservedReason::Rules && !unserved.refusals.is_empty() {
        let sentences: Vec<String> = unserved.refusals.iter().take(2).map(|refusal| cx.sentence(refusal)).collect();
        return sentences.join(" ");
    }
    cx.t.word("plan-unserved", unserved.reason.as_str())
}

/// The nearest change that would have served it.
pub(super) fn change(
    t: Text,
    names: &BTreeMap<SiteId, String>,
    change: &NearestChange,
    request: Option<&PlaceRequest>,
) -> String {
    let fixed = request.is_some_and(|request| matches!(request.need, Need::Appointment(_)));
    let name = |site: &SiteId| names.get(site).cloned().unwrap_or_default();
    match change {
        NearestChange::OneMoreSeat { site, half_days: days } => {
            t.plans_change_one_more_seat(name(site), half_days(t, days))
        }
        NearestChange::AnotherHalfDay { site, half_day } if fixed => {
            t.plans_change_move_appointment(name(site), half_days(t, &[*half_day]))
        }
        NearestChange::AnotherHalfDay { site, half_day } => {
            t.plans_change_another_half_day(name(site), half_days(t, &[*half_day]))
        }
        NearestChange::FamiliarisationFirst { site, half_day } => {
            t.plans_change_familiarisation_first(name(site), half_days(t, &[*half_day]))
        }
    }
}

/// The question of a run.
pub(super) fn what_if(t: Text, names: &BTreeMap<SiteId, String>, question: &WhatIf) -> String {
    let name = names.get(&question.site()).cloned().unwrap_or_default();
    match question {
        WhatIf::OpenSession { date, half_day, .. } => t.plans_what_if_open(name, t.date_half_day(*date, *half_day)),
        WhatIf::OneAdultMore { .. } => t.plans_what_if_adult(name),
        WhatIf::OneSeatMore { .. } => t.plans_what_if_seat(name),
    }
}

/// The words of this room's messages; links lead to the parents' own pages.
pub(crate) struct Words {
    home: String,
}

impl Words {
    /// Words whose links lead to this installation.
    pub(crate) fn new(app: &App) -> Self {
        Self { home: app.link("/family") }
    }
}

impl PlanWords for Words {
    fn message(&self, tidings: &Tidings) -> (String, String) {
        let language = screen_language(tidings.contact.language);
        let t = Text::new(language);
        let body = if tidings.contact.neutral {
            t.plans_parent_neutral(&self.home)
        } else if tidings.places.is_empty() {
            t.plans_parent_not_yet(&tidings.site_name, t.date_medium(tidings.monday), &self.home)
        } else {
            let own_site = |name: &str| name == tidings.site_name;
            let words: Vec<String> = tidings
                .places
                .iter()
                .map(|place| {
                    let when = t.date_half_day(place.date, place.half_day);
                    let first = place.role == ProposalRole::Familiarisation;
                    let when = if first { t.plans_parent_first_session(when) } else { when };
                    if own_site(&place.site_name) { when } else { t.plans_parent_elsewhere(when, &place.site_name) }
                })
                .collect();
            t.plans_parent_places(&tidings.site_name, t.list_and(&words), &self.home)
        };
        (language.as_str().to_owned(), sms(&body))
    }
    fn call(&self, tidings: &Tidings) -> (String, String) {
        let t = Text::new(Language::French);
        let reference = &tidings.contact.reference;
        let body = if tidings.places.is_empty() {
            t.plans_call_not_yet(reference, t.date_medium(tidings.monday))
        } else {
            let words: Vec<String> =
                tidings.places.iter().map(|place| t.date_half_day(place.date, place.half_day)).collect();
            t.plans_call_places(reference, t.list_and(&words))
        };
        ("fr".to_owned(), body)
    }
}

impl PromiseWords for Words {
    fn promised(&self, told: &PromiseTold) -> (String, String) {
        let language = screen_language(told.contact.language);
        let t = Text::new(language);
        let body = if told.contact.neutral {
            t.plans_parent_neutral(&self.home)
        } else {
            t.plans_parent_promised(
                &told.site_name,
                t.date_medium(told.week_of),
                t.date_long(told.answer_on),
                &self.home,
            )
        };
        (language.as_str().to_owned(), sms(&body))
    }
    fn promised_call(&self, told: &PromiseTold) -> (String, String) {
        let t = Text::new(Language::French);
        let (week, day) = (t.date_medium(told.week_of), t.date_long(told.answer_on));
        ("fr".to_owned(), t.plans_call_promised(&told.contact.reference, week, day))
    }
    fn broken(&self, told: &PromiseTold) -> (String, String) {
        let language = screen_language(told.contact.language);
        let t = Text::new(language);
        let body = if told.contact.neutral {
            t.plans_parent_neutral(&self.home)
        } else {
            t.plans_parent_broken(&told.site_name, t.date_medium(told.week_of), &self.home)
        };
        (language.as_str().to_owned(), sms(&body))
    }
    fn broken_call(&self, told: &PromiseTold) -> (String, String) {
        let t = Text::new(Language::French);
        ("fr".to_owned(), t.plans_call_broken(&told.contact.reference, t.date_medium(told.week_of)))
    }
}

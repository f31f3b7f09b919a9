//! Families: the ones told in `world/families.json`, one by one.

use domain::families::{SafeContact, SituationKind, SpokenLanguage};
use domain::places::{CareKind, Purpose};
use domain::{HalfDay, time::DayOfWeek};
use serde::Deserialize;

/// A family of the world.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Family {
    pub(crate) site: String,
    /// Who referred it.
    pub(crate) prescriber: String,
    pub(crate) commune: String,
    pub(crate) parents: Vec<Parent>,
    pub(crate) children: Vec<Child>,
    /// E-mail (before the @) of the counsellor who follows it.
    pub(crate) counsellor: Option<String>,
    /// Where it lives is nobody's business: what only the people named may read, and who they are.
    pub(crate) shield: Option<Shield>,
    /// Days ago it was referred.
    pub(crate) referred: i32,
    pub(crate) care: Option<Care>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parent {
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) language: SpokenLanguage,
    #[serde(default = "normal")]
    pub(crate) safe_contact: SafeContact,
    #[serde(default)]
    pub(crate) interpreter: bool,
    pub(crate) situations: Vec<SituationKind>,
}

fn normal() -> SafeContact {
    SafeContact::Normal
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Child {
    pub(crate) given_name: String,
    /// The parent's when not told.
    pub(crate) family_name: Option<String>,
    pub(crate) born: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shield {
    pub(crate) address: String,
    pub(crate) danger_note: String,
    /// E-mails (before the @) of the people named.
    pub(crate) named: Vec<String>,
}

/// How the children come.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Care {
    pub(crate) kind: CareKind,
    pub(crate) purpose: Purpose,
    pub(crate) weekly: Vec<(DayOfWeek, HalfDay)>,
    /// Last day of the accompaniment, when it is over or its end is known.
    pub(crate) until: Option<String>,
}

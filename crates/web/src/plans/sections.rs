//! The pages of one run, as tabs.

use domain::PlanRunId;
use i18n::Text;

use crate::shared::view;

/// A page of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// The plan itself.
    Plan,
    /// How groups fare.
    Fairness,
    /// What other weights would do.
    Sensitivity,
    /// Where a half-day more would serve most.
    Siting,
}

/// The tabs of a run.
pub(super) fn of(t: Text, run: PlanRunId, current: Section) -> Vec<view::Tab> {
    let tab = |section: Section, path: &str, label: String| view::Tab {
        label,
        href: format!("/plans/{run}{path}"),
        current: section == current,
        count: String::new(),
    };
    vec![
        tab(Section::Plan, "", t.fairness_section_plan()),
        tab(Section::Fairness, "/fairness", t.fairness_section_fairness()),
        tab(Section::Sensitivity, "/sensitivity", t.sensitivity_section()),
        tab(Section::Siting, "/siting", t.siting_section()),
    ]
}

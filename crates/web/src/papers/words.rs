//! How a paper's standing is said.

use domain::papers::{Dose, PaperKind, Standing};
use i18n::Text;

use crate::shared::view;

/// The badge of a standing: its tone, and when.
pub(crate) fn badge(t: Text, standing: Standing) -> view::Badge {
    let (tone, word) = match standing {
        Standing::Fine => ("done", t.papers_fine()),
        Standing::Awaited { by } => ("waiting", t.papers_awaited(t.date_medium(by))),
        Standing::Provisional { until } => ("special", t.papers_provisional(t.date_medium(until))),
        Standing::Overdue { since } => ("urgent", t.papers_overdue(t.date_medium(since))),
        Standing::TooOld { not_before, by } => {
            ("urgent", t.papers_too_old(t.date_medium(not_before), t.date_medium(by)))
        }
    };
    view::Badge { tone, word }
}

/// The name of a paper.
pub(crate) fn paper(t: Text, kind: PaperKind) -> String {
    t.word("paper", kind.as_str())
}

/// The name of a dose.
pub(crate) fn dose(t: Text, dose: Dose) -> String {
    t.papers_dose(t.word("vaccine", dose.vaccine.as_str()), i64::from(dose.number))
}

/// The places where a parent's answer is waited for.
pub(crate) fn bring(t: Text, kind: PaperKind) -> String {
    match kind {
        PaperKind::Certificate => t.parents_papers_bring_certificate(),
        PaperKind::Vaccines => t.parents_papers_bring_vaccines(),
        PaperKind::EmergencyContact => t.parents_papers_bring_emergency_contact(),
        PaperKind::PickUp => t.parents_papers_bring_pick_up(),
        PaperKind::CareAndMedicines
        | PaperKind::Hospital
        | PaperKind::Outing
        | PaperKind::Photo
        | PaperKind::HouseRules => t.parents_papers_bring_answer(),
    }
}

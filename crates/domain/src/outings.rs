//! Children and adults who leave the house together for a while (R4, R.2324-43-2): two adults and one for five children, whatever their age
//! (a micro-crèche: from the fourth child on), while the group left behind is legal too.

use serde::{Deserialize, Serialize};

use crate::staff::StaffCategory;
use crate::staff::day::{CareDay, Present, Span};
use crate::staff::ratio::{Breach, CHILDREN_FOR_ONE_ON_OUTING, Group, MICRO_CRECHE_TWO_FROM, StaffRules, Team};
use crate::{Date, Refusal};

/// Who is away, and how many adults that asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Away {
    /// From when until when.
    pub span: Span,
    /// The children.
    pub group: Group,
    /// The adults who count and are there the whole time.
    pub team: Team,
    /// Adults needed.
    pub required: u16,
}

impl Away {
    /// Those who leave. An adult counts who works during the whole outing.
    pub fn new(rules: StaffRules, span: Span, children: &[Present], adults: &[(StaffCategory, Span)]) -> Self {
        let (mut group, mut team) = (Group::default(), Team::default());
        for child in children {
            group.add(*child);
        }
        for (category, shift) in adults {
            if shift.shared(span) == Some(span) {
                team.add(*category);
            }
        }
        Self { span, group, team, required: rules.required_on_outing(group) }
    }
    /// Whether R4 is kept.
    pub const fn is_legal(&self) -> bool {
        self.team.adults() >= self.required
    }
}

/// Most children whom so many adults may take out.
pub const fn most_children(rules: StaffRules, adults: u16) -> u16 {
    match adults {
        0 => 0,
        1 if rules.micro_creche => MICRO_CRECHE_TWO_FROM - 1,
        1 => 0,
        _ => adults.saturating_mul(CHILDREN_FOR_ONE_ON_OUTING),
    }
}

/// Takes those who are away out of the day of the house. What of them is not there is not taken out.
pub fn leave(day: &mut CareDay, away: Span, children: &[(Present, Span)], adults: &[(StaffCategory, Span)]) {
    for (child, stay) in children {
        if let Some(gone) = stay.shared(away) {
            day.remove(*child, gone);
        }
    }
    for (category, shift) in adults {
        if let Some(gone) = shift.shared(away) {
            day.remove(Present::Adult(*category), gone);
        }
    }
}

/// What is against an outing: R4 for those who leave, R2 and R3 for those who stay. `day` is the house with everybody in it.
pub fn refusals(
    day: &CareDay,
    date: Date,
    span: Span,
    children: &[(Present, Span)],
    adults: &[(StaffCategory, Span)],
) -> Vec<Refusal> {
    let rules = day.rules();
    let kinds: Vec<Present> = children.iter().map(|(child, _)| *child).collect();
    let away = Away::new(rules, span, &kinds, adults);
    let mut refusals = Vec::new();
    if !away.is_legal() {
        refusals.push(Refusal::OutingTooFewStaff {
            date,
            children: away.group.children(),
            present: away.team.adults(),
            required: away.required,
            at_most: most_children(rules, away.team.adults()),
        });
    }
    let mut house = day.clone();
    leave(&mut house, span, children, adults);
    let left = house.steps().filter(|step| step.span.overlaps(span)).find_map(|step| {
        let at = step.span.shared(span)?.from().time();
        let short = step
            .breaches
            .iter()
            .any(|breach| matches!(breach, Breach::FewerThanTwo { .. } | Breach::TooFewStaff { .. }));
        let (children, present, required) = (step.group.children(), step.team.adults(), step.required);
        short.then_some(Refusal::OutingLeavesTooFew { date, at, children, present, required })
    });
    refusals.extend(left);
    refusals
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::sites::SiteKind;
    use crate::staff::day::{Minute, PlacesBand};
    use crate::staff::ratio::RatioSetting;

    const DAY: Date = date(2026, 11, 23);

    fn span(from: u16, until: u16) -> Span {
        Span::new(Minute::new(from).unwrap(), Minute::new(until).unwrap()).unwrap()
    }

    fn rules(kind: SiteKind) -> StaffRules {
        RatioSetting::unsaid().rules(kind, DAY)
    }

    fn house(kind: SiteKind, children: &[(Present, Span)], adults: &[(StaffCategory, Span)]) -> CareDay {
        let mut day = CareDay::new(rules(kind), &[PlacesBand { span: span(480, 1080), places: 30 }]);
        for (child, stay) in children {
            day.add(*child, *stay);
        }
        for (category, shift) in adults {
            day.add(Present::Adult(*category), *shift);
        }
        day
    }

    fn adults(count: usize) -> Vec<(StaffCategory, Span)> {
        vec![(StaffCategory::First, span(480, 1080)); count]
    }

    fn children(count: usize) -> Vec<(Present, Span)> {
        vec![(Present::Walking, span(510, 735)); count]
    }

    fn ask(kind: SiteKind, all: (usize, usize), away: (usize, usize)) -> Vec<String> {
        let (staying, leaving) = (children(all.0), children(away.0));
        let day = house(kind, &staying, &adults(all.1));
        refusals(&day, DAY, span(570, 660), &leaving, &adults(away.1)).iter().map(Refusal::rule).collect()
    }

    #[test]
    fn t15_eleven_children_need_three_adults_on_an_outing() {
        let away =
            |count: usize| Away::new(rules(SiteKind::Creche), span(570, 660), &[Present::Walking; 11], &adults(count));
        assert_eq!(away(2).required, 3, "one for five, though one for six indoors gives two");
        assert!(!away(2).is_legal() && away(3).is_legal());
    }

    #[test]
    fn two_adults_whatever_the_number_and_in_a_micro_creche_from_the_fourth_child_on() {
        for (kind, children, alone) in
            [(SiteKind::Creche, 1, false), (SiteKind::MicroCreche, 3, true), (SiteKind::MicroCreche, 4, false)]
        {
            let expected: &[&str] = if alone { &[] } else { &["outing_too_few_staff"] };
            assert_eq!(ask(kind, (children, 1), (children, 1)), expected, "{kind:?} {children}");
            assert_eq!(ask(kind, (children, 2), (children, 2)), Vec::<String>::new());
        }
    }

    #[test]
    fn the_group_left_behind_must_be_legal_too() {
        assert_eq!(ask(SiteKind::MicroCreche, (9, 3), (4, 2)), ["outing_leaves_too_few"], "five stay with one adult");
        assert_eq!(
            ask(SiteKind::MicroCreche, (7, 3), (4, 2)),
            Vec::<String>::new(),
            "three stay with one: a micro-crèche may"
        );
        assert_eq!(ask(SiteKind::MicroCreche, (4, 2), (4, 2)), Vec::<String>::new(), "nobody stays");
        assert_eq!(ask(SiteKind::MicroCreche, (10, 3), (5, 1)), ["outing_too_few_staff"], "the others keep two");
    }

    #[test]
    fn who_works_a_part_of_the_outing_does_not_count_for_it() {
        let day = house(SiteKind::MicroCreche, &children(4), &adults(2));
        let two = [(StaffCategory::First, span(480, 1080)), (StaffCategory::First, span(480, 600))];
        let said = refusals(&day, DAY, span(570, 660), &children(4), &two);
        assert!(matches!(said[0], Refusal::OutingTooFewStaff { present: 1, required: 2, at_most: 3, .. }), "{said:?}");
    }

    proptest! {
        /// One adult more on the outing never hurts those who leave, one child less never hurts either; and `most_children` is what R4 allows.
        #[test]
        fn one_adult_more_or_one_child_less_never_hurts(count in 0_usize..25, team in 0_usize..8, micro in any::<bool>()) {
            let kind = if micro { SiteKind::MicroCreche } else { SiteKind::Creche };
            let legal = |count: usize, team: usize| Away::new(rules(kind), span(570, 660), &vec![Present::Walking; count], &adults(team)).is_legal();
            if legal(count, team) {
                prop_assert!(legal(count, team + 1));
                prop_assert!(count == 0 || legal(count - 1, team));
            }
            let most = usize::from(most_children(rules(kind), u16::try_from(team).unwrap()));
            prop_assert_eq!(legal(count, team), count <= most);
        }
    }
}

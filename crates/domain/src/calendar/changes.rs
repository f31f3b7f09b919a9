//! Changing opening rules: a rule is corrected from a day on, never for the past, and every change can be tried before it is made.

use super::OpeningRule;
use crate::places::days_after;
use crate::{Date, OpeningRuleId};

/// What somebody does to the opening rules of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleChange {
    /// New rules.
    Add(Vec<OpeningRule>),
    /// A rule reads otherwise from the first day of `new` on; before that day it stays as it was.
    Correct {
        /// The rule.
        rule: OpeningRuleId,
        /// How it reads from its `period.from` on.
        new: OpeningRule,
    },
    /// A rule holds for the last time.
    End {
        /// The rule.
        rule: OpeningRuleId,
        /// Its last day; before its first day, the rule never held.
        last_day: Date,
    },
}

impl RuleChange {
    /// The first day on which the change can show.
    pub fn first_day(&self) -> Option<Date> {
        match self {
            Self::Add(rules) => rules.iter().map(|rule| rule.period.from).min(),
            Self::Correct { new, .. } => Some(new.period.from),
            Self::End { last_day, .. } => last_day.tomorrow().ok(),
        }
    }
}

/// The rules after the change; `None` when the rule that is changed is not among them.
pub fn changed_rules(rules: &[OpeningRule], change: &RuleChange) -> Option<Vec<OpeningRule>> {
    let mut after = rules.to_vec();
    let ended = |after: &mut Vec<OpeningRule>, rule: OpeningRuleId, last_day: Date| -> Option<()> {
        let place = after.iter().position(|other| other.id == rule)?;
        if last_day < after[place].period.from {
            after.remove(place);
        } else if after[place].period.until.is_none_or(|until| last_day < until) {
            after[place].period.until = Some(last_day);
        }
        Some(())
    };
    match change {
        RuleChange::Add(new) => after.extend(new),
        RuleChange::Correct { rule, new } => {
            ended(&mut after, *rule, days_after(new.period.from, -1))?;
            after.push(*new);
        }
        RuleChange::End { rule, last_day } => ended(&mut after, *rule, *last_day)?,
    }
    Some(after)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;
    use crate::calendar::PeriodKind;
    use crate::id::Id;
    use crate::sites::Seats;
    use crate::time::DayOfWeek;
    use crate::{HalfDay, Period, PremisesId};

    fn rule(number: u128, from: Date) -> OpeningRule {
        OpeningRule {
            id: OpeningRuleId::from_uuid(uuid::Uuid::from_u128(number)),
            premises: PremisesId::from_uuid(uuid::Uuid::from_u128(1)),
            weekday: DayOfWeek::Monday,
            period_kind: PeriodKind::Always,
            half_day: HalfDay::Morning,
            starts_at: time(8, 30, 0, 0),
            ends_at: time(12, 15, 0, 0),
            seats: Seats { regular: 6, adaptation: 1, emergency: 0 },
            period: Period { from, until: None },
        }
    }

    #[test]
    fn a_correction_leaves_the_days_before_it_as_they_were() {
        let old = rule(1, date(2026, 1, 1));
        let new = rule(2, date(2026, 12, 1));
        let after = changed_rules(&[old], &RuleChange::Correct { rule: old.id, new }).unwrap();
        assert_eq!(after[0].period, Period { from: date(2026, 1, 1), until: Some(date(2026, 11, 30)) });
        assert_eq!(after[1], new);
    }

    #[test]
    fn a_correction_from_the_first_day_or_before_replaces_the_rule() {
        let old = rule(1, date(2026, 12, 1));
        let new = rule(2, date(2026, 12, 1));
        assert_eq!(changed_rules(&[old], &RuleChange::Correct { rule: old.id, new }).unwrap(), [new]);
    }

    #[test]
    fn a_rule_that_ended_is_not_prolonged_by_ending_it_later() {
        let mut old = rule(1, date(2026, 1, 1));
        old.period.until = Some(date(2026, 6, 30));
        let change = RuleChange::End { rule: old.id, last_day: date(2026, 12, 31) };
        assert_eq!(changed_rules(&[old], &change).unwrap(), [old]);
        assert_eq!(changed_rules(&[], &change), None);
    }
}

//! How groups of families fare in a plan: shares, waiting, distance, and an alarm when a group is served far less than the others.
//!
//! Groups of too few families are not shown, and never could be found by subtraction: with one hidden group the smallest of the others
//! is hidden too. What is too few and what is far are dated settings, in a file of their own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{WeightsStatus, WrongWeights};
use crate::time::holding_on;
use crate::{Date, Period, word_list};

/// The settings that are shipped, as a file.
pub const SHIPPED_SETTINGS: &str = include_str!("../../../../data/fairness-settings.json");

word_list! {
    /// What families are grouped by.
    Dimension {
        /// How many children the family has.
        Children = "children",
        /// Whether it has a car.
        Car = "car",
        /// Whether it never had a place before.
        FirstTime = "first_time",
        /// Whether it lives in a priority district (QPV).
        PriorityDistrict = "priority_district",
        /// Who referred it.
        Prescriber = "prescriber",
        /// The language of its first parent.
        Language = "language",
    }
}

/// What is too few, and what is far; from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FairnessSettings {
    /// The first day on which they hold.
    pub from: Date,
    /// The last one.
    pub until: Option<Date>,
    /// Whether they were agreed upon.
    pub status: WeightsStatus,
    /// Who says so.
    pub source: String,
    /// Groups of fewer families are hidden.
    pub smallest_group: usize,
    /// A served share so many points below that of the others is far.
    pub alarm_points: i64,
    /// And so many tenths of a standard deviation, so that chance alone rarely rings.
    pub alarm_deviations_tenths: i64,
    /// Fewer requests of a group say nothing.
    pub fewest_requests: u32,
    /// Fewer weeks say nothing about a site's history.
    pub fewest_weeks: usize,
}

impl FairnessSettings {
    /// Reads a file of settings.
    pub fn read(text: &str) -> Result<Vec<Self>, WrongWeights> {
        serde_json::from_str(text).map_err(|error| WrongWeights(error.to_string()))
    }
    /// The shipped settings of a day.
    pub fn on(day: Date) -> Result<Self, WrongWeights> {
        let all = Self::read(SHIPPED_SETTINGS)?;
        holding_on(&all, day, |known| Period { from: known.from, until: known.until })
            .cloned()
            .ok_or_else(|| WrongWeights(format!("no fairness settings hold on {day}")))
    }
}

/// How one family fares.
#[derive(Debug, Clone, Default)]
pub struct FamilyLine {
    /// The group it is in.
    pub groups: BTreeMap<Dimension, String>,
    /// Requests it made for the week.
    pub requests: u32,
    /// Those that are served.
    pub served: u32,
    /// Minimums its sites ask.
    pub minimum_due: u32,
    /// Those it reaches.
    pub minimum_reached: u32,
    /// Whole weeks each request has waited.
    pub weeks: Vec<i32>,
    /// Kilometres of road to the site, for each half-day.
    pub kilometres: Vec<f64>,
    /// Seats that would have done more for it.
    pub envies: u32,
}

/// How a group fares.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct GroupFigures {
    /// Families.
    pub families: usize,
    /// Their requests.
    pub requests: u32,
    /// Those that are served.
    pub served: u32,
    /// Minimums that are asked.
    pub minimum_due: u32,
    /// Those that are reached.
    pub minimum_reached: u32,
    /// Half of the requests have waited no longer.
    pub weeks_median: Option<i32>,
    /// Nine of ten have waited no longer.
    pub weeks_p90: Option<i32>,
    /// None has waited longer.
    pub weeks_most: Option<i32>,
    /// Half of the half-days are no farther.
    pub kilometres_median: Option<f64>,
    /// Seats that would have done more for the group.
    pub envies: u32,
}

impl GroupFigures {
    fn of<'a>(lines: impl Iterator<Item = &'a FamilyLine>) -> Self {
        let mut figures = Self::default();
        let (mut weeks, mut kilometres) = (Vec::new(), Vec::new());
        for line in lines {
            figures.families += 1;
            figures.requests += line.requests;
            figures.served += line.served;
            figures.minimum_due += line.minimum_due;
            figures.minimum_reached += line.minimum_reached;
            figures.envies += line.envies;
            weeks.extend(&line.weeks);
            kilometres.extend(&line.kilometres);
        }
        weeks.sort_unstable();
        kilometres.sort_by(f64::total_cmp);
        figures.weeks_median = at(&weeks, 50);
        figures.weeks_p90 = at(&weeks, 90);
        figures.weeks_most = weeks.last().copied();
        figures.kilometres_median = at(&kilometres, 50);
        figures
    }
    /// Served requests in tenths of a percent, to the nearest.
    pub fn share_per_mille(&self) -> Option<i64> {
        let (served, requests) = (i64::from(self.served), i64::from(self.requests));
        (requests > 0).then(|| (served * 2000 + requests) / (2 * requests))
    }
}

/// The value that so many percent of them do not pass (nearest rank).
fn at<T: Copy>(sorted: &[T], percent: usize) -> Option<T> {
    sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1)).copied()
}

/// A group whose share is far below that of everybody, all in tenths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Alarm {
    /// Its share.
    pub share: i64,
    /// Everybody's.
    pub all: i64,
    /// Below this it rings.
    pub threshold: i64,
}

/// One group of a dimension.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// Its name: a word, a language, an organisation.
    pub name: String,
    /// Its figures; `None` when it has too few families, or would be found by subtraction.
    pub figures: Option<GroupFigures>,
    /// Whether it has too few families itself.
    pub too_few: bool,
    /// When it is served far less than everybody.
    pub alarm: Option<Alarm>,
}

/// How the groups of a plan fare.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Everybody together; `None` when they are too few.
    pub all: Option<GroupFigures>,
    /// By what they are grouped, in the order of the list.
    pub dimensions: Vec<(Dimension, Vec<Group>)>,
}

/// The panel of some families.
pub fn panel(lines: &[FamilyLine], settings: &FairnessSettings) -> Panel {
    let all = GroupFigures::of(lines.iter());
    let dimensions = Dimension::ALL
        .iter()
        .map(|dimension| {
            let mut names: BTreeMap<&str, Vec<&FamilyLine>> = BTreeMap::new();
            for line in lines {
                if let Some(name) = line.groups.get(dimension) {
                    names.entry(name).or_default().push(line);
                }
            }
            let sizes: Vec<usize> = names.values().map(Vec::len).collect();
            let hidden = hidden(&sizes, settings.smallest_group);
            let groups = names
                .into_iter()
                .zip(hidden)
                .map(|((name, lines), hidden)| {
                    let figures = GroupFigures::of(lines.iter().copied());
                    Group {
                        name: name.to_owned(),
                        too_few: figures.families < settings.smallest_group,
                        alarm: alarm(&figures, &all, settings).filter(|_| !hidden),
                        figures: (!hidden).then_some(figures),
                    }
                })
                .collect();
            (*dimension, groups)
        })
        .collect();
    Panel { all: (all.families >= settings.smallest_group).then_some(all), dimensions }
}

/// Which groups of these sizes are hidden: the small ones, and others until what is hidden cannot be told from the total.
pub fn hidden(sizes: &[usize], smallest: usize) -> Vec<bool> {
    let mut hidden: Vec<bool> = sizes.iter().map(|size| *size < smallest).collect();
    loop {
        let of = |wanted: bool| sizes.iter().zip(&hidden).enumerate().filter(move |(_, (_, is))| **is == wanted);
        let (count, families) = of(true).fold((0, 0), |(count, sum), (_, (size, _))| (count + 1, sum + size));
        let next = of(false).min_by_key(|(_, (size, _))| **size).map(|(position, _)| position);
        match next {
            Some(next) if count > 0 && (count == 1 || families < smallest) => hidden[next] = true,
            _ => return hidden,
        }
    }
}

/// An alarm when a group's share is below everybody's by more than the points and more than the deviations of the settings.
///
/// The deviation is that of a lottery: served requests drawn without return from all of them, whoever asked.
pub fn alarm(group: &GroupFigures, all: &GroupFigures, settings: &FairnessSettings) -> Option<Alarm> {
    if group.requests < settings.fewest_requests.max(1) || all.requests <= group.requests {
        return None;
    }
    let (share, of_all) = (group.share_per_mille()?, all.share_per_mille()?);
    let (drawn, whole) = (f64::from(group.requests), f64::from(all.requests));
    let chance = f64::from(all.served) / whole;
    let deviation = (chance * (1.0 - chance) / drawn * (whole - drawn) / (whole - 1.0)).sqrt() * 1000.0;
    let by_chance = (deviation * settings.alarm_deviations_tenths as f64 / 10.0).ceil();
    let threshold = of_all - (settings.alarm_points * 10).max(by_chance as i64);
    (share < threshold).then_some(Alarm { share, all: of_all, threshold })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn settings() -> FairnessSettings {
        FairnessSettings::on(date(2026, 11, 23)).unwrap()
    }

    fn families(name: &str, count: usize, requests: u32, served: u32) -> Vec<FamilyLine> {
        let groups = BTreeMap::from([(Dimension::Car, name.to_owned())]);
        vec![FamilyLine { groups, requests, served, ..FamilyLine::default() }; count]
    }

    fn car(panel: &Panel) -> &[Group] {
        &panel.dimensions.iter().find(|(dimension, _)| *dimension == Dimension::Car).unwrap().1
    }

    #[test]
    fn a_share_is_told_to_the_nearest_tenth_of_a_percent() {
        let share = |served, requests| GroupFigures { requests, served, ..GroupFigures::default() }.share_per_mille();
        assert_eq!(
            (share(16, 21), share(2, 3), share(1, 3), share(5, 5)),
            (Some(762), Some(667), Some(333), Some(1000))
        );
        assert_eq!(share(0, 0), None);
    }

    #[test]
    fn the_shipped_settings_say_that_they_are_assumed_and_hold_today() {
        assert_eq!(settings().status, WeightsStatus::Assumed);
        assert_eq!(settings().smallest_group, 5);
        assert!(FairnessSettings::on(date(2020, 1, 1)).is_err(), "they are dated");
    }

    #[test]
    fn a_group_of_four_families_is_hidden_and_cannot_be_found_by_subtraction() {
        assert_eq!(hidden(&[4, 9, 20], 5), [true, true, false], "with the nine hidden, four could be three or eight");
        assert_eq!(hidden(&[2, 3, 20], 5), [true, true, false]);
        assert_eq!(hidden(&[1, 2, 20, 6], 5), [true, true, false, true], "three families are too few together");
        assert_eq!(hidden(&[5, 9], 5), [false, false]);
        assert_eq!(hidden(&[4], 5), [true]);
        let mut lines = families("no", 4, 1, 0);
        lines.extend(families("yes", 30, 1, 1));
        let panel = panel(&lines, &settings());
        assert!(car(&panel).iter().all(|group| group.figures.is_none()));
        assert_eq!(car(&panel).iter().map(|group| group.too_few).collect::<Vec<_>>(), [true, false]);
        assert_eq!(panel.all.unwrap().families, 34);
    }

    #[test]
    fn fewer_than_five_families_in_all_are_not_shown() {
        assert_eq!(panel(&families("no", 4, 3, 1), &settings()).all, None);
    }

    #[test]
    fn an_alarm_rings_when_a_group_is_served_far_less_and_chance_is_no_excuse() {
        let mut lines = families("no", 20, 2, 0);
        lines.extend(families("yes", 60, 2, 2));
        let shown = panel(&lines, &settings());
        let rung = car(&shown)[0].alarm.unwrap();
        assert_eq!((rung.share, rung.all), (0, 750));
        assert!(rung.threshold <= 600, "never above everybody's share less fifteen points");
        assert_eq!(car(&shown)[1].alarm, None);
    }

    #[test]
    fn no_alarm_for_few_requests_or_for_what_chance_does() {
        let mut few = families("no", 5, 1, 0);
        few.extend(families("yes", 60, 1, 1));
        assert_eq!(car(&panel(&few, &settings()))[0].alarm, None, "five requests say nothing");
        // Ten of 20 where everybody has 27 of 40: 17 points below, but less than two deviations.
        let group = GroupFigures { families: 10, requests: 10, served: 5, ..GroupFigures::default() };
        let all = GroupFigures { families: 40, requests: 40, served: 27, ..GroupFigures::default() };
        assert_eq!(alarm(&group, &all, &settings()), None);
        let lower = GroupFigures { served: 2, ..group };
        assert!(alarm(&lower, &all, &settings()).is_some());
    }

    #[test]
    fn waiting_is_told_by_the_middle_and_by_those_who_wait_longest() {
        let line = FamilyLine { weeks: vec![9, 0, 1, 2, 1, 1, 2, 3, 0, 4], ..FamilyLine::default() };
        let figures = GroupFigures::of([line].iter());
        assert_eq!((figures.weeks_median, figures.weeks_p90, figures.weeks_most), (Some(1), Some(4), Some(9)));
        assert_eq!(GroupFigures::of([FamilyLine::default()].iter()).weeks_median, None);
    }
}

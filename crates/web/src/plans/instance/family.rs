//! One family of the instance: its requests, what it can reach, its minimum.

use std::collections::{BTreeMap, BTreeSet};

use db::places::facts::Child;
use db::plans::{WaitingRequest, WeekFacts};
use domain::geography::{Communes, road_kilometres};
use domain::places::babies::half_days_in_week;
use domain::places::{BabySettings, CareKind, day_number, days_after};
use domain::plans::Weights;
use domain::*;
use planner::exchange::{Bundle, Family, Minimum, Reach, Request};

use super::asked::Asked;
use super::ledger::{LedgerFamily, LedgerRequest, LeftOut};
use super::questions::Group;
use super::seats::{Place, load};
use super::{MOST_BUNDLES, Narrowed};

/// A bundle while it is judged.
pub(super) struct Judged {
    pub(super) bands: Vec<i64>,
    pub(super) penalty: i64,
    pub(super) allowed: BTreeSet<usize>,
}

/// A question while it is judged.
pub(super) struct Question<'a> {
    pub(super) asked: &'a [&'a WaitingRequest],
    pub(super) bundles: Vec<Judged>,
    pub(super) refusals: Vec<Refusal>,
    /// Whether it asks anything of this week at all.
    pub(super) this_week: bool,
}

/// Makes one family of the instance.
pub(super) struct FamilyOf<'a> {
    pub(super) facts: &'a WeekFacts,
    pub(super) weights: &'a Weights,
    pub(super) places: &'a [Place<'a>],
    pub(super) narrowed: &'a Narrowed,
    pub(super) group: &'a Group<'a>,
}

impl FamilyOf<'_> {
    pub(super) fn child(&self, id: ChildId) -> Option<&Child> {
        self.facts.children.get(&id)
    }

    pub(super) fn family(&mut self, left_out: &mut Vec<LeftOut>) -> Option<(Family, LedgerFamily)> {
        let group = self.group;
        let mut questions: Vec<Question<'_>> = group.questions.iter().map(|asked| self.judge(asked)).collect();
        let mut reach: BTreeSet<usize> =
            questions.iter().flat_map(|question| &question.bundles).flat_map(|bundle| bundle.allowed.clone()).collect();
        self.settle(&mut questions, &mut reach);
        let mut requests = Vec::new();
        let mut lines = Vec::new();
        for question in questions.into_iter().filter(|question| question.this_week) {
            if question.bundles.is_empty() {
                left_out.extend(question.asked.iter().map(|waiting| LeftOut {
                    request: waiting.request.id,
                    child: waiting.request.child,
                    refusals: question.refusals.clone(),
                }));
            } else if let Some((request, line)) = self.request(&question, &reach) {
                requests.push(request);
                lines.push(line);
            }
        }
        if requests.is_empty() {
            return None;
        }
        let children: i64 = i64::try_from(group.children.len()).unwrap_or(1);
        let usual = self.usual_place(&reach);
        let most: usize = requests
            .iter()
            .map(|request| request.bundles.iter().map(|bundle| bundle.bands.len()).max().unwrap_or(0))
            .sum();
        let family = Family {
            id: group.name.clone(),
            children,
            staff_load: group.children.iter().map(|child| load(self.facts, *child, self.facts.monday)).sum(),
            available: if group.of_reserve { Vec::new() } else { self.available(&reach) },
            usual_site: usual.map(|place| self.places[place].name.clone()),
            minimum: self.minimum(usual, &reach, most),
            most_sessions: self.most_sessions(),
            avip: self.avip(),
            reach: reach
                .iter()
                .map(|place| Reach {
                    site: self.places[*place].name.clone(),
                    cost_per_day: self.cost(&self.places[*place]),
                    familiar: !group.of_reserve && self.familiar(&self.places[*place]),
                })
                .collect(),
            requests,
        };
        let line = LedgerFamily {
            name: group.name.clone(),
            family: group.family,
            children: group.children.clone(),
            requests: lines,
        };
        Some((family, line))
    }

    pub(super) fn familiar(&self, place: &Place<'_>) -> bool {
        self.group.children.iter().all(|child| self.child(*child).is_some_and(|child| child.knows(place.site.id)))
    }

    pub(super) fn kilometres(&self, place: &Place<'_>) -> f64 {
        let home = self.group.children.first().and_then(|child| self.child(*child)).and_then(|child| {
            Communes::shipped().find(&child.commune).map(|commune| (commune.latitude, commune.longitude))
        });
        let Some(home) = home else { return 0.0 };
        let at = place
            .sessions
            .first()
            .and_then(|slot| place.site.premises.get(&slot.facts.premises).copied())
            .unwrap_or(place.site.at);
        road_kilometres(home.0, home.1, at.0, at.1)
    }

    fn cost(&self, place: &Place<'_>) -> i64 {
        // Half the girth of the Earth at most: far inside an i64.
        (self.kilometres(place) * f64::from(self.weights.kilometre)).round() as i64
    }

    fn request(&self, question: &Question<'_>, reach: &BTreeSet<usize>) -> Option<(Request, LedgerRequest)> {
        let first = &question.asked.first()?.request;
        let children = i64::try_from(question.asked.len()).unwrap_or(1);
        let most = question.bundles.iter().map(|bundle| bundle.bands.len()).max()?;
        let critical = self.weights.is_critical(first.purpose) && question.asked.iter().all(|one| one.attested);
        let waited = day_number(self.facts.now.date(&jiff::tz::TimeZone::UTC))
            - day_number(first.created_at.date(&jiff::tz::TimeZone::UTC));
        let whole = self.weights.worth(first.purpose, most);
        let more = if critical { i64::from(self.weights.critical) } else { 0 } + self.weights.waited(waited);
        let mut bundles: Vec<Bundle> = question
            .bundles
            .iter()
            .map(|bundle| Bundle {
                bands: bundle.bands.clone(),
                penalty: (whole - self.weights.worth(first.purpose, bundle.bands.len()) + bundle.penalty) * children,
            })
            .collect();
        bundles.sort_by(|one, other| (one.penalty, &one.bands).cmp(&(other.penalty, &other.bands)));
        bundles.truncate(MOST_BUNDLES);
        let request = Request {
            id: first.id.to_string(),
            purpose: first.purpose.as_str().to_owned(),
            value: (whole + more) * children,
            critical,
            emergency_allowed: self.group.of_reserve || (critical && self.emergency_is_possible(&bundles, reach)),
            bundles,
        };
        let line = LedgerRequest {
            name: request.id.clone(),
            requests: question.asked.iter().map(|waiting| waiting.request.id).collect(),
            purpose: first.purpose,
            kind: first.kind,
            asked_at: first.created_at,
        };
        Some((request, line))
    }

    /// Whether every bundle of one half-day could be taken in the emergency seat of every site that does not know the children.
    fn emergency_is_possible(&self, bundles: &[Bundle], reach: &BTreeSet<usize>) -> bool {
        let single = || bundles.iter().filter_map(|bundle| bundle.bands.first().filter(|_| bundle.bands.len() == 1));
        single().next().is_some()
            && reach.iter().map(|place| &self.places[*place]).filter(|place| !self.familiar(place)).all(|place| {
                single().filter_map(|band| place.slot(*band)).all(|slot| {
                    slot.takes_emergency
                        && self.group.children.iter().filter_map(|child| self.child(*child)).all(|child| {
                            let asked = Asked { facts: self.facts, place, child };
                            asked.refusals(slot, CareKind::Emergency, &[]).is_empty()
                        })
                })
            })
    }

    /// Half-days on which the children may have their first session, wherever they are not known.
    fn available(&self, reach: &BTreeSet<usize>) -> Vec<i64> {
        let unknown: Vec<&Place<'_>> =
            reach.iter().map(|place| &self.places[*place]).filter(|place| !self.familiar(place)).collect();
        let bands: BTreeSet<i64> = unknown.iter().flat_map(|place| &place.sessions).map(|slot| slot.band).collect();
        bands
            .into_iter()
            .filter(|band| {
                unknown.iter().filter_map(|place| Some((place, place.slot(*band)?))).all(|(place, slot)| {
                    slot.takes_familiarisation
                        && !self.group.kept_free.contains(&slot.facts.half_day())
                        && self.group.children.iter().filter_map(|child| self.child(*child)).all(|child| {
                            let asked = Asked { facts: self.facts, place, child };
                            asked.refusals(slot, CareKind::Familiarisation, &[]).is_empty()
                        })
                })
            })
            .collect()
    }

    /// The place of the site the children came to most often before.
    fn usual_place(&self, reach: &BTreeSet<usize>) -> Option<usize> {
        let mut counts: BTreeMap<SiteId, usize> = BTreeMap::new();
        for child in self.group.children.iter().filter_map(|child| self.child(*child)) {
            for own in child.places.iter().filter(|own| own.confirmed && own.place.date < self.facts.monday) {
                *counts.entry(own.place.site).or_default() += 1;
            }
        }
        let (site, _) = counts.into_iter().max_by_key(|(site, count)| (*count, std::cmp::Reverse(*site)))?;
        reach.iter().copied().find(|place| self.places[*place].site.id == site)
    }

    /// What is left this week of the half-days that the youngest may have ([`BabySettings`]); a buffer knows no such limit.
    fn most_sessions(&self) -> Option<i64> {
        let (monday, sunday) = (self.facts.monday, days_after(self.facts.monday, 6));
        let buffer = |waiting: &&WaitingRequest| waiting.request.kind == CareKind::Buffer;
        if self.group.questions.iter().flatten().any(buffer) {
            return None;
        }
        self.group
            .children
            .iter()
            .filter_map(|child| self.child(*child))
            .filter_map(|child| {
                // A birthday within the week is looked at when the whole week is (see `refused_together`).
                let settings = BabySettings::of(child.birth_date, sunday)?;
                let held = half_days_in_week(child.places.iter().map(|own| &own.place), monday);
                Some(i64::from((settings.most_half_days_a_week - held).max(0)))
            })
            .min()
    }

    /// What is missing this week to the half-days a month that the site asks (S5: two), for children it has admitted.
    fn minimum(&self, usual: Option<usize>, reach: &BTreeSet<usize>, most: usize) -> Minimum {
        let Some(place) = usual.or_else(|| reach.iter().next().copied()) else { return Minimum::default() };
        let site = self.places[place].site.id;
        let month = self.facts.monday.first_of_month();
        let asked = self.facts.rules.policy_on(site, self.facts.monday).and_then(|policy| policy.minimum_per_month);
        let admitted = |child: &ChildId| {
            self.child(*child)
                .is_some_and(|child| child.ties(site).admitted.iter().any(|period| period.contains(self.facts.monday)))
        };
        let Some(asked) = asked.filter(|_| !self.group.of_reserve && self.group.children.iter().all(admitted)) else {
            return Minimum::default();
        };
        let booked = self
            .group
            .children
            .iter()
            .map(|child| self.facts.month_places.get(&(*child, site, month)).copied().unwrap_or(0))
            .min()
            .unwrap_or(0);
        let weeks_left = (day_number(month.last_of_month()) - day_number(self.facts.monday)) / 7 + 1;
        let missing = (asked - booked).max(0);
        let this_week = (missing + weeks_left - 1) / weeks_left.max(1);
        let sessions = i64::from(this_week).min(i64::try_from(most).unwrap_or(0));
        Minimum { sessions, reward: if sessions > 0 { i64::from(self.weights.minimum) } else { 0 } }
    }
}

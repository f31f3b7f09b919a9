//! The share of the week that an AVIP site keeps for families on a path to work.
//!
//! Of the half-days of children that are left, a share ([`AvipSettings`]) is not given to other families. No seat stays empty for it while somebody waits:
//! no more is kept than families on such a path could take, and what they did not take in the plan is released before it is shown.

use db::plans::WeekFacts;
use domain::families::SituationKind;
use domain::plans::AvipSettings;
use planner::exchange::{Family, FamilyPlan, Instance, Plan, RefusalReason, Site, WeekOthers};

use super::family::FamilyOf;

impl FamilyOf<'_> {
    /// Whether the family is on an AVIP path in this week: a parent of each child looks for work, and a prescriber referred it to one of the sites that have
    /// the label, which accepted.
    pub(super) fn avip(&self) -> bool {
        let monday = self.facts.monday;
        let labelled = || self.facts.sites.iter().filter(|site| site.avip);
        labelled().next().is_some()
            && self.group.children.iter().filter_map(|child| self.child(*child)).all(|child| {
                let looks = child
                    .situations
                    .iter()
                    .any(|(kind, period)| *kind == SituationKind::JobSeeker && period.contains(monday));
                let referred = |site| child.ties(site).referred.iter().any(|period| period.contains(monday));
                looks && labelled().any(|site| referred(site.id))
            })
    }
}

/// Half-days of children that a site can give this week: regular seats that are left and that somebody asks for. The reserve is not shared out.
fn given_at_most(site: &Site, families: &[Family]) -> i64 {
    let here = || families.iter().filter(|family| family.reach.iter().any(|reach| reach.site == site.id));
    let asked_on = |family: &Family, band: i64| {
        family.requests.iter().flat_map(|request| &request.bundles).any(|bundle| bundle.bands.contains(&band))
    };
    let by_band: i64 = site
        .cells
        .iter()
        .map(|cell| {
            let asked = here().filter(|family| asked_on(family, cell.band)).map(|family| family.children).sum();
            cell.head_count.min(cell.regular).max(0).min(asked)
        })
        .sum();
    by_band.min(families.iter().map(|family| wanted(family, site)).sum())
}

/// Half-days of children that a family could take at a site at most.
fn wanted(family: &Family, site: &Site) -> i64 {
    let open = |band: &i64| site.cells.iter().any(|cell| cell.band == *band);
    let longest = |bundles: &[planner::exchange::Bundle]| {
        let here = bundles.iter().filter(|bundle| bundle.bands.iter().all(open));
        here.map(|bundle| bundle.bands.len()).max().unwrap_or(0)
    };
    let sessions: usize = family.requests.iter().map(|request| longest(&request.bundles)).sum();
    let sessions = i64::try_from(sessions).unwrap_or(i64::MAX);
    let reaches = family.reach.iter().any(|reach| reach.site == site.id);
    if reaches { family.children * sessions.min(family.most_sessions.unwrap_or(i64::MAX)) } else { 0 }
}

/// Half-days of children that a plan gives a family at a site.
fn given(family: &Family, week: &FamilyPlan, site: &Site) -> i64 {
    let of_booking = |booking: &planner::exchange::Booking| {
        let request = family.requests.iter().find(|request| request.id == booking.request);
        request.and_then(|request| request.bundles.get(booking.bundle)).map_or(0, |bundle| bundle.bands.len())
    };
    let bookings = week.bookings.iter().filter(|booking| booking.site == site.id);
    let sessions: usize = bookings.map(of_booking).sum::<usize>()
        + usize::from(week.familiarisation.as_ref().is_some_and(|first| first.site == site.id));
    family.children * i64::try_from(sessions).unwrap_or(0)
}

/// Keeps the share of each labelled site of the week.
pub fn keep_avip_share(facts: &WeekFacts, instance: &mut Instance) {
    let Some(settings) = AvipSettings::on(facts.monday) else { return };
    let Instance { sites, families, .. } = instance;
    for site in sites {
        // Several places of one site are called by its id and a number.
        let id = site.id.split('#').next().unwrap_or_default();
        if !facts.sites.iter().any(|known| known.avip && known.id.to_string() == id) {
            continue;
        }
        let given = given_at_most(site, families);
        let wanted: i64 = families.iter().filter(|family| family.avip).map(|family| wanted(family, site)).sum();
        let kept = (given * settings.share_percent / 100).min(wanted);
        if kept > 0 {
            let bands = site.cells.iter().map(|cell| cell.band).collect();
            site.week_others = vec![WeekOthers { bands, limit: given - kept }];
        }
    }
}

/// Gives back what was kept and not taken, when somebody was refused for it; whether there was anything.
pub fn release_avip_share(instance: &mut Instance, plan: &Plan) -> bool {
    let refused = |week: &FamilyPlan| week.refusals.iter().any(|one| one.reason == RefusalReason::KeptForAvip);
    if !plan.families.iter().any(refused) {
        return false;
    }
    let Instance { sites, families, .. } = instance;
    let mut released = false;
    for site in sites.iter_mut().filter(|site| !site.week_others.is_empty()) {
        let given_at_most = given_at_most(site, families);
        let taken: i64 = families
            .iter()
            .filter(|family| family.avip)
            .filter_map(|family| Some((family, plan.families.iter().find(|week| week.id == family.id)?)))
            .map(|(family, week)| given(family, week, site))
            .sum();
        for limit in site.week_others.iter_mut().filter(|limit| limit.limit < given_at_most - taken) {
            limit.limit = given_at_most - taken;
            released = true;
        }
    }
    released
}

#[cfg(test)]
mod tests {
    use planner::exchange::{Bundle, Cell, FORMAT, Minimum, Reach, Request, Weights};
    use planner::{Progress, Settings, solve};

    use super::*;

    /// A site with four seats on Monday morning and one on Tuesday morning, and who wants which.
    fn week(wishes: &[(&str, bool, i64, i64)]) -> Instance {
        let cell =
            |band, seats| Cell { band, regular: seats, reserve: 0, head_count: seats, staff_units: 200, minutes: None };
        Instance {
            format: FORMAT.to_owned(),
            name: "avip".to_owned(),
            bands: [(0, "2026-11-30"), (1, "2026-12-01")]
                .map(|(id, date)| planner::exchange::Band { id, date: date.to_owned(), half_day: "morning".to_owned() })
                .to_vec(),
            weights: Weights::default(),
            sites: vec![Site {
                id: "site".to_owned(),
                x_km: 0.0,
                y_km: 0.0,
                cells: vec![cell(0, 4), cell(1, 1)],
                week_minutes: Vec::new(),
                week_others: Vec::new(),
            }],
            families: wishes
                .iter()
                .map(|(id, avip, value, band)| Family {
                    id: (*id).to_owned(),
                    children: 1,
                    staff_load: 8,
                    available: Vec::new(),
                    usual_site: None,
                    minimum: Minimum::default(),
                    most_sessions: None,
                    avip: *avip,
                    reach: vec![Reach { site: "site".to_owned(), cost_per_day: 0, familiar: true }],
                    requests: vec![Request {
                        id: "wish".to_owned(),
                        purpose: "job".to_owned(),
                        value: *value,
                        critical: false,
                        emergency_allowed: false,
                        bundles: vec![Bundle { bands: vec![*band], penalty: 0 }],
                    }],
                })
                .collect(),
        }
    }

    fn solved(instance: &Instance) -> Plan {
        let problem = instance.problem().unwrap();
        let settings = Settings { seed: 1, threads: 1, rounds: Some(1) };
        solve(&problem, &settings, &|_: &Progress| true).plan(&problem)
    }

    fn served(plan: &Plan) -> Vec<&str> {
        plan.families.iter().filter(|week| !week.bookings.is_empty()).map(|week| week.id.as_str()).collect()
    }

    #[test]
    fn a_family_on_a_path_is_counted_for_what_it_could_take_here() {
        let mut instance = week(&[("path", true, 10, 0), ("other", false, 10, 0)]);
        let site = instance.sites[0].clone();
        assert_eq!((given_at_most(&site, &instance.families), wanted(&instance.families[0], &site)), (2, 1));
        instance.families[0].requests[0].bundles.push(Bundle { bands: vec![0, 1], penalty: 0 });
        assert_eq!(wanted(&instance.families[0], &site), 2, "the longest of its bundles");
        instance.families[0].requests[0].bundles.push(Bundle { bands: vec![0, 1, 2], penalty: 0 });
        assert_eq!(wanted(&instance.families[0], &site), 2, "that are open here");
        instance.families[0].most_sessions = Some(1);
        assert_eq!(wanted(&instance.families[0], &site), 1);
        instance.families[0].reach.clear();
        assert_eq!(wanted(&instance.families[0], &site), 0);
    }

    #[test]
    fn no_seat_stays_empty_for_a_share_that_nobody_on_a_path_takes() {
        // Two families on a path want the one seat of Tuesday: two half-days are kept, and one of them could not be used.
        let wishes = [
            ("a", false, 90, 0),
            ("b", false, 80, 0),
            ("c", false, 70, 0),
            ("d", false, 60, 0),
            ("path", true, 40, 1),
            ("second", true, 30, 1),
        ];
        let mut instance = week(&wishes);
        instance.sites[0].week_others = vec![WeekOthers { bands: vec![0, 1], limit: 3 }];
        let first = solved(&instance);
        assert_eq!(served(&first), ["a", "b", "c", "path"]);
        assert!(release_avip_share(&mut instance, &first));
        let then = solved(&instance);
        assert_eq!(served(&then), ["a", "b", "c", "d", "path"]);
        assert!(!release_avip_share(&mut instance, &then), "nobody is refused for the share any more");
        assert_eq!(instance.sites[0].week_others[0].limit, 4, "what the path takes stays kept");
    }
}

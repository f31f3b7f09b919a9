//! First come, first served: what the telephone does with the same seats, to be compared with a plan.
//!
//! Each request, in the order in which it was asked, takes what is best for its family among what is left at that moment, and
//! nobody moves for anybody afterwards.

use std::collections::HashMap;

use crate::exchange::{
    Booking, Cell, CellName, FORMAT, Familiarisation, Family, FamilyPlan, Instance, Plan, Refusal, RefusalReason,
    Request, Seating,
};

/// What is left of an instance while requests are served one after the other.
struct Left<'a> {
    instance: &'a Instance,
    /// Position of each band in the order of time.
    when: HashMap<i64, usize>,
    cells: HashMap<&'a str, HashMap<i64, Cell>>,
    minutes: Vec<(usize, Vec<i64>, i64)>,
    others: Vec<(usize, Vec<i64>, i64)>,
}

/// A family's week so far.
#[derive(Default, Clone)]
struct Week {
    busy: Vec<i64>,
    sites: Vec<String>,
    familiarisation: Option<Familiarisation>,
    bookings: Vec<Booking>,
    refusals: Vec<Refusal>,
}

/// How one request could be served.
struct Way {
    gain: i64,
    site: String,
    bundle: usize,
    role: Seating,
    familiarisation: Option<i64>,
}

/// Serves the requests in the order given: positions of a family and of a request of it. What is not named is not served.
pub fn first_come(instance: &Instance, order: &[(usize, usize)]) -> Plan {
    let mut left = Left::of(instance);
    let mut weeks: Vec<Week> = vec![Week::default(); instance.families.len()];
    for (family_at, request_at) in order {
        let Some(family) = instance.families.get(*family_at) else { continue };
        let Some(request) = family.requests.get(*request_at) else { continue };
        let Some(week) = weeks.get_mut(*family_at) else { continue };
        match left.best(family, request, week) {
            Ok(way) => left.take(family, request, week, way),
            Err(refusal) => week.refusals.push(refusal),
        }
    }
    let families = instance
        .families
        .iter()
        .zip(weeks)
        .filter(|(_, week)| !week.bookings.is_empty() || !week.refusals.is_empty())
        .map(|(family, week)| FamilyPlan {
            id: family.id.clone(),
            familiarisation: week.familiarisation,
            bookings: week.bookings,
            refusals: week.refusals,
        })
        .collect();
    Plan {
        format: FORMAT.to_owned(),
        objective: i64::MIN,
        bound: f64::INFINITY,
        prices: Vec::new(),
        week_proof: None,
        families,
        report: None,
    }
}

impl<'a> Left<'a> {
    fn of(instance: &'a Instance) -> Self {
        let when = instance.bands.iter().enumerate().map(|(position, band)| (band.id, position)).collect();
        let mut cells = HashMap::new();
        let (mut minutes, mut others) = (Vec::new(), Vec::new());
        for (position, site) in instance.sites.iter().enumerate() {
            let of_site = site.cells.iter().map(|cell| (cell.band, *cell)).collect();
            cells.insert(site.id.as_str(), of_site);
            minutes.extend(site.week_minutes.iter().map(|row| (position, row.bands.clone(), row.limit)));
            others.extend(site.week_others.iter().map(|row| (position, row.bands.clone(), row.limit)));
        }
        Self { instance, when, cells, minutes, others }
    }

    fn cell(&self, site: &str, band: i64) -> Option<&Cell> {
        self.cells.get(site).and_then(|cells| cells.get(&band))
    }

    /// What stops so many children and families on a band, if anything does.
    fn stops(&self, site: &str, band: i64, family: &Family, reserve: bool) -> Option<RefusalReason> {
        let Some(cell) = self.cell(site, band) else { return Some(RefusalReason::NoSiteOpen) };
        if reserve && cell.reserve < 1 {
            Some(RefusalReason::ReserveTaken)
        } else if !reserve && cell.regular < family.children {
            Some(RefusalReason::RegularSeatsTaken)
        } else if cell.head_count < family.children {
            Some(RefusalReason::HeadCountReached)
        } else if cell.staff_units < family.staff_load {
            Some(RefusalReason::StaffMissing)
        } else {
            None
        }
    }

    /// The limit by week that so many children on these bands would pass, if any.
    fn week_stops(&self, site: &str, bands: &[i64], family: &Family) -> Option<RefusalReason> {
        let here = |position: usize| self.instance.sites.get(position).is_some_and(|known| known.id == site);
        let over = |rows: &[(usize, Vec<i64>, i64)], of_a_child: &dyn Fn(i64) -> i64| {
            rows.iter().filter(|(position, ..)| here(*position)).any(|(_, row, limit)| {
                let wanted: i64 = bands.iter().filter(|band| row.contains(band)).map(|band| of_a_child(*band)).sum();
                wanted > 0 && family.children * wanted > *limit
            })
        };
        if over(&self.minutes, &|band| self.cell(site, band).and_then(|cell| cell.minutes).unwrap_or(0)) {
            Some(RefusalReason::WeekFull)
        } else if !family.avip && over(&self.others, &|_| 1) {
            Some(RefusalReason::KeptForAvip)
        } else {
            None
        }
    }

    fn before(&self, one: i64, other: i64) -> bool {
        self.when.get(&one) < self.when.get(&other)
    }

    fn best(&self, family: &Family, request: &Request, week: &Week) -> Result<Way, Refusal> {
        let mut best: Option<Way> = None;
        // The wall that was met nearest to a seat: the last in the order in which the walls stand.
        let mut wall: Option<(RefusalReason, Option<CellName>)> = None;
        for reach in &family.reach {
            for (position, bundle) in request.bundles.iter().enumerate() {
                match self.way(family, request, week, &reach.site, reach.familiar, &bundle.bands) {
                    Ok((role, familiarisation)) => {
                        let mut days: Vec<&str> = bundle
                            .bands
                            .iter()
                            .filter_map(|band| self.when.get(band).and_then(|at| self.instance.bands.get(*at)))
                            .map(|band| band.date.as_str())
                            .collect();
                        days.sort_unstable();
                        days.dedup();
                        let weights = self.instance.weights;
                        let usual = family.usual_site.as_deref() == Some(reach.site.as_str());
                        let mut gain = request.value
                            - bundle.penalty
                            - reach.cost_per_day * i64::try_from(days.len()).unwrap_or(0);
                        gain += if usual { weights.usual_site } else { 0 };
                        gain -= if role == Seating::Emergency { weights.emergency } else { 0 };
                        gain -= if familiarisation.is_some() { weights.familiarisation } else { 0 };
                        let second = !week.sites.is_empty() && !week.sites.contains(&reach.site);
                        gain -= if second { weights.second_site } else { 0 };
                        if gain > 0 && best.as_ref().is_none_or(|best| gain > best.gain) {
                            let site = reach.site.clone();
                            best = Some(Way { gain, site, bundle: position, role, familiarisation });
                        } else if gain <= 0 {
                            wall = Some((RefusalReason::CostsMoreThanItBrings, None));
                        }
                    }
                    Err((reason, band)) => {
                        let cell = band.map(|band| CellName { site: reach.site.clone(), band });
                        if wall.as_ref().is_none_or(|(known, _)| *known == RefusalReason::NoSiteOpen) {
                            wall = Some((reason, cell));
                        }
                    }
                }
            }
        }
        best.ok_or_else(|| {
            let (reason, cell) = wall.unwrap_or((RefusalReason::NoSiteInReach, None));
            Refusal { request: request.id.clone(), reason, cell, instead: None }
        })
    }

    /// How a bundle could be served at a site, with the familiarisation session it needs first.
    fn way(
        &self,
        family: &Family,
        request: &Request,
        week: &Week,
        site: &str,
        familiar: bool,
        bands: &[i64],
    ) -> Result<(Seating, Option<i64>), (RefusalReason, Option<i64>)> {
        if let Some(band) = bands.iter().find(|band| self.cell(site, **band).is_none()) {
            return Err((RefusalReason::NoSiteOpen, Some(*band)));
        }
        if let Some(band) = bands.iter().find(|band| week.busy.contains(band)) {
            return Err((RefusalReason::AnotherPlaceAtThatTime, Some(*band)));
        }
        if !week.sites.iter().any(|known| known == site) && week.sites.len() >= 2 {
            return Err((RefusalReason::ThirdSite, None));
        }
        let sessions = week.busy.len() + bands.len();
        let too_many = |more: usize| {
            family.most_sessions.is_some_and(|most| i64::try_from(sessions + more).is_ok_and(|many| many > most))
        };
        if too_many(0) {
            return Err((RefusalReason::MostSessions, None));
        }
        if let Some(reason) = self.week_stops(site, bands, family) {
            return Err((reason, None));
        }
        let regular =
            bands.iter().find_map(|band| self.stops(site, *band, family, false).map(|why| (why, Some(*band))));
        let done =
            |known: &Familiarisation| known.site == site && bands.iter().all(|band| self.before(known.band, *band));
        let mut refused = (RefusalReason::NoFamiliarisationBefore, None);
        if familiar || week.familiarisation.as_ref().is_some_and(done) {
            return match regular {
                None => Ok((Seating::Regular, None)),
                Some(refused) => Err(refused),
            };
        }
        if week.familiarisation.is_none() {
            let with = |band: i64| bands.iter().copied().chain([band]).collect::<Vec<i64>>();
            let first = self.instance.bands.iter().map(|band| band.id).find(|band| {
                family.available.contains(band)
                    && !week.busy.contains(band)
                    && bands.iter().all(|wanted| self.before(*band, *wanted))
                    && self.stops(site, *band, family, true).is_none()
                    && self.week_stops(site, &with(*band), family).is_none()
            });
            match (first, regular) {
                // The familiarisation session counts too: the children come.
                (Some(_), None) if too_many(1) => refused = (RefusalReason::MostSessions, None),
                (Some(band), None) => return Ok((Seating::Regular, Some(band))),
                (Some(_), Some(known)) => refused = known,
                (None, _) => {}
            }
        }
        if let [band] = bands
            && request.emergency_allowed
        {
            return match self.stops(site, *band, family, true) {
                None => Ok((Seating::Emergency, None)),
                Some(why) => Err((why, Some(*band))),
            };
        }
        Err(refused)
    }

    fn take(&mut self, family: &Family, request: &Request, week: &mut Week, way: Way) {
        let Some(bundle) = request.bundles.get(way.bundle) else { return };
        if !week.sites.contains(&way.site) {
            week.sites.push(way.site.clone());
        }
        if let Some(band) = way.familiarisation {
            self.sit(family, &way.site, band, true);
            week.busy.push(band);
            week.familiarisation = Some(Familiarisation { site: way.site.clone(), band });
        }
        for band in &bundle.bands {
            self.sit(family, &way.site, *band, way.role == Seating::Emergency);
            week.busy.push(*band);
        }
        week.bookings.push(Booking { request: request.id.clone(), site: way.site, role: way.role, bundle: way.bundle });
    }

    fn sit(&mut self, family: &Family, site: &str, band: i64, reserve: bool) {
        let instance = self.instance;
        let Some(position) = instance.sites.iter().position(|known| known.id == site) else { return };
        let Some(cell) = self.cells.get_mut(site).and_then(|cells| cells.get_mut(&band)) else { return };
        if reserve {
            cell.reserve -= 1;
        } else {
            cell.regular -= family.children;
        }
        cell.head_count -= family.children;
        cell.staff_units -= family.staff_load;
        let minutes = family.children * cell.minutes.unwrap_or(0);
        for (at, row, limit) in &mut self.minutes {
            if *at == position && row.contains(&band) {
                *limit -= minutes;
            }
        }
        for (at, row, limit) in self.others.iter_mut().filter(|_| !family.avip) {
            if *at == position && row.contains(&band) {
                *limit -= family.children;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Band, Bundle, Minimum, Reach, Site, Weights};

    fn instance() -> Instance {
        let bands = [("2026-11-30", "morning"), ("2026-11-30", "afternoon"), ("2026-12-01", "morning")];
        let cell = |band| Cell { band, regular: 1, reserve: 1, head_count: 2, staff_units: 80, minutes: None };
        let family = |id: &str, familiar: bool, value: i64, bundles: &[&[i64]]| Family {
            id: id.to_owned(),
            children: 1,
            staff_load: 8,
            available: vec![0, 1, 2],
            usual_site: None,
            minimum: Minimum::default(),
            most_sessions: None,
            avip: false,
            reach: vec![Reach { site: "s".to_owned(), cost_per_day: 1, familiar }],
            requests: vec![Request {
                id: format!("{id}-r"),
                purpose: "training".to_owned(),
                value,
                critical: false,
                emergency_allowed: false,
                bundles: bundles.iter().map(|bands| Bundle { bands: bands.to_vec(), penalty: 0 }).collect(),
            }],
        };
        Instance {
            format: FORMAT.to_owned(),
            name: "small".to_owned(),
            bands: bands
                .iter()
                .zip(0..)
                .map(|((date, half_day), id)| Band { id, date: (*date).to_owned(), half_day: (*half_day).to_owned() })
                .collect(),
            weights: Weights::default(),
            sites: vec![Site {
                id: "s".to_owned(),
                x_km: 0.0,
                y_km: 0.0,
                cells: (0..3).map(cell).collect(),
                week_minutes: Vec::new(),
                week_others: Vec::new(),
            }],
            families: vec![
                family("early", true, 10, &[&[0]]),
                family("urgent", true, 500, &[&[0]]),
                family("new", false, 50, &[&[2]]),
            ],
        }
    }

    #[test]
    fn who_asks_first_is_served_first_whatever_it_is_worth() {
        let plan = first_come(&instance(), &[(0, 0), (1, 0)]);
        assert_eq!(plan.families[0].bookings.len(), 1);
        assert_eq!(plan.families[1].refusals[0].reason, RefusalReason::RegularSeatsTaken);
        let other_way = first_come(&instance(), &[(1, 0), (0, 0)]);
        assert_eq!(other_way.families[1].bookings.len(), 1);
    }

    #[test]
    fn a_family_the_site_does_not_know_comes_once_before() {
        let plan = first_come(&instance(), &[(2, 0)]);
        let week = &plan.families[0];
        assert_eq!(week.familiarisation, Some(Familiarisation { site: "s".to_owned(), band: 0 }));
        assert_eq!(week.bookings[0].role, Seating::Regular);
        let mut shut = instance();
        shut.families[2].available.clear();
        let plan = first_come(&shut, &[(2, 0)]);
        assert_eq!(plan.families[0].refusals[0].reason, RefusalReason::NoFamiliarisationBefore);
    }
}

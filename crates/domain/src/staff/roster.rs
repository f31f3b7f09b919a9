//! Who may be rostered when, and what a session's roster allows.

use super::Credentials;
use super::day::{Minute, Present, Span};
use super::ratio::{Group, RatioMode, RatioRounding, StaffRules, Team};
use crate::{Date, Period, Refusal, Time};

/// Minutes of the steps in which shifts begin and end.
pub const SHIFT_STEP: u16 = 30;

/// Whether a shift may begin or end at this time: on the hour, or half past.
pub fn is_on_a_step(time: Time) -> bool {
    time.second() == 0 && Minute::of(time).number().is_multiple_of(SHIFT_STEP)
}

/// What is known of a person when a shift is given to her.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// Qualifications and checks.
    pub credentials: Credentials,
    /// Contracts; without any (a volunteer, an external) none is asked for.
    pub contracts: Vec<Period>,
    /// Days she is absent.
    pub absences: Vec<Period>,
    /// Shifts she has.
    pub shifts: Vec<(Date, Span)>,
    /// Her last day in the team.
    pub ended_on: Option<Date>,
}

impl Person {
    /// Whether she is absent that day.
    pub fn is_absent_on(&self, day: Date) -> bool {
        self.absences.iter().any(|absence| absence.contains(day))
    }

    /// What stands against a shift; empty when nothing does.
    pub fn refusals(&self, date: Date, span: Span) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if !self.credentials.may_be_with_children_on(date) {
            refusals.push(Refusal::NoHonorabilityCheck { date });
        }
        if self.is_absent_on(date) {
            refusals.push(Refusal::StaffAbsent { date });
        }
        let covered = self.contracts.is_empty() || self.contracts.iter().any(|contract| contract.contains(date));
        if !covered || self.ended_on.is_some_and(|last| last < date) {
            refusals.push(Refusal::OutsideContract { date });
        }
        let other = self.shifts.iter().find(|(day, other)| *day == date && other.overlaps(span));
        if let Some((_, other)) = other {
            refusals.push(Refusal::ShiftOverlaps { date, from: other.from().time(), until: other.until().time() });
        }
        refusals
    }
}

/// Who is at the house from a minute on, until the next: those who are out on an outing look after nobody there, and nobody there after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    /// From when on.
    pub from: Minute,
    /// The adults who stay.
    pub team: Team,
    /// Seats of children who are out.
    pub out: Vec<u16>,
}

/// Who is rostered during one session, as the booking rules read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRoster {
    /// The rules of the day.
    pub rules: StaffRules,
    /// Who stays at the house, from which minute on, over the whole session.
    pub house: Vec<House>,
    /// Seats of children who walk.
    pub walking: Vec<u16>,
    /// Seats of children in familiarisation.
    pub familiarising: Vec<u16>,
}

/// Adults who are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lack {
    /// From when on.
    pub at: Time,
    /// Adults there.
    pub present: u16,
    /// Adults needed.
    pub required: u16,
}

/// Fortieths of an adult: what one adult gives, and what a child takes of it (1 for 5, 1 for 8).
pub const STAFF_UNITS: u32 = 40;
const NOT_WALKING_UNITS: u32 = 8;
const WALKING_UNITS: u32 = 5;

/// What is left beside some children.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Children more.
    pub children: u16,
    /// Fortieths of an adult, where children take different shares.
    pub units: Option<u32>,
}

impl SessionRoster {
    /// The children in some taken seats.
    pub fn group(&self, taken: impl IntoIterator<Item = u16>) -> Group {
        let mut group = Group::default();
        for seat in taken {
            group.add(if self.familiarising.contains(&seat) {
                Present::Familiarising
            } else if self.walking.contains(&seat) {
                Present::Walking
            } else {
                Present::NotWalking
            });
        }
        group
    }
    /// Those of them who stay.
    fn staying(&self, house: &House, taken: &[u16]) -> Group {
        self.group(taken.iter().copied().filter(|seat| !house.out.contains(seat)))
    }
    /// Fewest adults at the house at any minute.
    pub fn fewest_adults(&self) -> u16 {
        self.house.iter().map(|house| house.team.adults()).min().unwrap_or(0)
    }
    /// Children who surely fit beside those in the taken seats, whatever they are: counted for who shares seats out before the children are
    /// known. `spared` adults are kept back for first sessions that take an adult of their own; `more` adults are thought of as there.
    pub fn room(&self, taken: &[u16], spared: u16, more: u16) -> Room {
        let at = |house: &House| {
            self.room_beside(self.staying(house, taken), house.team.adults().saturating_add(more), spared)
        };
        let least = |one: Room, other: Room| Room {
            children: one.children.min(other.children),
            units: one.units.zip(other.units).map(|(one, other)| one.min(other)),
        };
        let nobody = || self.room_beside(self.group(taken.iter().copied()), more, spared);
        self.house.iter().map(at).reduce(least).unwrap_or_else(nobody)
    }
    fn room_beside(&self, group: Group, adults: u16, spared: u16) -> Room {
        let by_count = match adults {
            0 => 0,
            1 if self.rules.micro_creche => super::ratio::MICRO_CRECHE_TWO_FROM - 1,
            1 => 0,
            _ => u16::MAX,
        };
        let own =
            if self.rules.familiarisation_takes_an_adult { group.familiarising.saturating_add(spared) } else { 0 };
        let shared = adults.saturating_sub(own);
        let together = u32::from(shared) * STAFF_UNITS;
        let (by_ratio, units) = match (self.rules.mode, self.rules.rounding) {
            (RatioMode::Six, _) => (shared.saturating_mul(6), None),
            (RatioMode::FiveOrEight, RatioRounding::Together) => (u16::MAX, Some(together)),
            // Five a head, with one adult for what both roundings waste.
            (RatioMode::FiveOrEight, RatioRounding::Apart) => {
                (shared.saturating_sub(1).saturating_mul(5).max(shared.min(1)), None)
            }
        };
        let children = group.children();
        let taken_units = u32::from(group.not_walking + group.familiarising) * NOT_WALKING_UNITS
            + u32::from(group.walking) * WALKING_UNITS;
        Room {
            children: by_count.min(by_ratio).saturating_sub(children),
            units: units.map(|units| units.saturating_sub(taken_units)),
        }
    }
    /// The first minute with too few adults at the house for the children of the taken seats who stay, and one more.
    pub fn lack(&self, taken: &[u16], one_more: Present) -> Option<Lack> {
        self.house.iter().find_map(|house| {
            let mut group = self.staying(house, taken);
            group.add(one_more);
            let (present, required) = (house.team.adults(), self.rules.required(group));
            (present < required).then(|| Lack { at: house.from.time(), present, required })
        })
    }
}

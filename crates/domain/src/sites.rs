//! Organisations, sites, premises, authorisations and the booking policy of a site.

use serde::{Deserialize, Serialize};

use crate::{Period, Time, word_list};

word_list! {
    /// What an organisation is.
    OrganisationKind {
        Operator = "operator", Prescriber = "prescriber", TrainingBody = "training_body", Funder = "funder",
        Municipality = "municipality",
    }
}

word_list! {
    /// What kind of prescriber (list of `peers.md`, plus RPE, PMI, PLIE and local associations).
    PrescriberKind {
        FranceTravail = "france_travail", Plie = "plie", Rpe = "rpe", MissionLocale = "mission_locale", Pmi = "pmi",
        CapEmploi = "cap_emploi", Cidff = "cidff", Ccas = "ccas", Departement = "departement", Caf = "caf", Msa = "msa",
        Ase = "ase", Afpa = "afpa", E2c = "e2c", Epide = "epide", Pjj = "pjj", Spip = "spip", Chrs = "chrs", Cada = "cada",
        Siae = "siae", SocialCentre = "social_centre", MaisonDeLEmploi = "maison_de_l_emploi", Odc = "odc",
        TrainingBody = "training_body", LocalAssociation = "local_association", Other = "other",
    }
}

word_list! {
    /// What kind of childcare service a site is (R.2324-46 CSP and the five schemes).
    SiteKind {
        MicroCreche = "micro_creche", Creche = "creche", HalteGarderie = "halte_garderie", Itinerant = "itinerant",
        /// Children next door while the parents are in a workshop.
        ParentsOnSite = "parents_on_site",
    }
}

word_list! {
    /// The class of a seat.
    SeatClass { Regular = "regular", Adaptation = "adaptation", Emergency = "emergency" }
}

word_list! {
    /// Who may book, and whether the answer is immediate.
    BookingMode { Instant = "instant", OnRequest = "on_request", ProfessionalsOnly = "professionals_only" }
}

word_list! {
    /// How a seat that is free again is offered to those who wait for it.
    OfferMode {
        /// To one family, kept for it until it answers or the time is over; then to the next.
        OneAtATime = "one_at_a_time",
        /// To several families at once: the first yes has it.
        FirstYes = "first_yes",
    }
}

/// The seats of a session, by class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Seats {
    /// Seats for children who have been familiarised.
    pub regular: u16,
    /// Seats for children in familiarisation.
    pub adaptation: u16,
    /// Seats kept for emergencies.
    pub emergency: u16,
}

impl Seats {
    /// Seats of one class.
    pub fn of(self, class: SeatClass) -> u16 {
        match class {
            SeatClass::Regular => self.regular,
            SeatClass::Adaptation => self.adaptation,
            SeatClass::Emergency => self.emergency,
        }
    }
    /// All seats together.
    pub fn total(self) -> u16 {
        self.regular + self.adaptation + self.emergency
    }
    /// The class of a numbered seat (numbers start at 1: regular first, then adaptation, then emergency).
    pub fn class_of(self, seat: u16) -> Option<SeatClass> {
        if seat == 0 {
            None
        } else if seat <= self.regular {
            Some(SeatClass::Regular)
        } else if seat <= self.regular + self.adaptation {
            Some(SeatClass::Adaptation)
        } else if seat <= self.total() {
            Some(SeatClass::Emergency)
        } else {
            None
        }
    }
    /// The seat numbers of a class.
    pub fn numbers(self, class: SeatClass) -> std::ops::RangeInclusive<u16> {
        let start = match class {
            SeatClass::Regular => 0,
            SeatClass::Adaptation => self.regular,
            SeatClass::Emergency => self.regular + self.adaptation,
        };
        start + 1..=start + self.of(class)
    }
}

/// How the seats of one class stand in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassStanding {
    /// The class.
    pub class: SeatClass,
    /// All seats of the class.
    pub total: u16,
    /// Seats booked or held.
    pub taken: u16,
    /// Seats left, without borrowing from another class.
    pub free: u16,
}

impl Seats {
    /// How each class stands, from the numbers of the taken seats.
    ///
    /// A child whose number lies beyond the seats there are (an override, or fewer seats since) still takes room: one free seat
    /// less, regular ones first.
    pub fn standing(self, taken: &[u16]) -> [ClassStanding; 3] {
        let mut beyond = taken.iter().filter(|seat| self.class_of(**seat).is_none()).count();
        [SeatClass::Regular, SeatClass::Adaptation, SeatClass::Emergency].map(|class| {
            let (total, numbers) = (self.of(class), self.numbers(class));
            let of_class = taken.iter().filter(|seat| numbers.contains(seat)).count();
            let left = usize::from(total).saturating_sub(of_class);
            let lost = beyond.min(left);
            beyond -= lost;
            let small = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
            ClassStanding { class, total, taken: small(of_class), free: small(left - lost) }
        })
    }
}

impl Seats {
    /// Where the children who hold `taken` seats sit when the session gets `new` seats: `(old number, new number)`, everybody in a
    /// seat of the same class. `None` when a class becomes too small: a human decides.
    ///
    /// A child whose number lay beyond the seats (an override) stays beyond them.
    pub fn moved_to(self, new: Self, taken: &[u16]) -> Option<Vec<(u16, u16)>> {
        let mut moved = Vec::with_capacity(taken.len());
        let mut used: Vec<u16> = Vec::with_capacity(taken.len());
        let mut seats = taken.to_vec();
        seats.sort_unstable();
        let mut beyond = new.total();
        for class in [SeatClass::Regular, SeatClass::Adaptation, SeatClass::Emergency] {
            let of_class = || seats.iter().copied().filter(|seat| self.class_of(*seat) == Some(class));
            // First those who keep their place in the class, then the others on what is left of it.
            let place = |seat: u16| new.numbers(class).start() + (seat - self.numbers(class).start());
            for seat in of_class().filter(|seat| new.numbers(class).contains(&place(*seat))) {
                used.push(place(seat));
                moved.push((seat, place(seat)));
            }
            for seat in of_class().filter(|seat| !new.numbers(class).contains(&place(*seat))) {
                let free = new.numbers(class).find(|number| !used.contains(number))?;
                used.push(free);
                moved.push((seat, free));
            }
        }
        for seat in seats.iter().copied().filter(|seat| self.class_of(*seat).is_none()) {
            beyond = beyond.saturating_add(1);
            moved.push((seat, beyond));
        }
        Some(moved)
    }
}

/// The booking rules of a site, valid for a period; a decision uses the policy of the session's own date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SitePolicy {
    /// When these rules hold.
    pub period: Period,
    /// Who may book and how the answer comes.
    pub booking_mode: BookingMode,
    /// Only children of families a prescriber referred to this site (accepted) may come.
    pub referral_required: bool,
    /// Youngest age on the day of care, in completed months.
    pub minimum_age_months: i32,
    /// The child may come until the day before reaching this age, in completed months.
    pub maximum_age_months: i32,
    /// A booking is possible until this many hours before the session starts.
    pub notice_hours: i32,
    /// A booking is possible at most this many days ahead.
    pub horizon_days: i32,
    /// Most half-days a child may hold in one ISO week; `None` is no cap.
    pub fair_share_per_week: Option<i32>,
    /// Fewest half-days a child should come in a month (computed, shown, warned, never blocking); `None` is none.
    pub minimum_per_month: Option<i32>,
    /// Both half-days of one date only with a dated situation "employed" or "in training".
    pub full_day_needs_situation: bool,
    /// An emergency may take an adaptation seat when no emergency seat is left.
    pub emergency_borrows_adaptation: bool,
    /// An adaptation may take an emergency seat when no adaptation seat is left.
    pub adaptation_borrows_emergency: bool,
    /// A child comes alone for a half-day only once it has been through its first steps here; the emergency seat aside, by a named override.
    #[serde(default)]
    pub familiarisation_required: bool,
    /// Free adaptation and emergency seats open to regular bookings from this many hours before the session; `None` is never.
    pub reserve_released_hours: Option<i32>,
    /// How long a seat is kept while a parent chooses, in hours.
    pub hold_hours: i32,
    /// How a freed seat is offered; `None` while the site has not chosen.
    pub offer_mode: Option<OfferMode>,
    /// Kinds of care the site offers.
    pub care_kinds: Vec<crate::places::CareKind>,
}

impl SitePolicy {
    /// How a freed seat is offered: to one family at a time where the site has not chosen (assumed: nobody is disappointed).
    pub fn offers(&self) -> OfferMode {
        self.offer_mode.unwrap_or(OfferMode::OneAtATime)
    }
}

/// Authorised places during a part of the day (modulated capacity, `rules.md` 2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorisationBand {
    /// Start of the band.
    pub from: Time,
    /// End of the band.
    pub until: Time,
    /// Authorised places in the band.
    pub places: u16,
}

/// Most children present at the same instant: `ceil(115 % × authorised places)`, in integers (R.2324-27 CSP, `rules.md` 2.4).
pub fn instant_maximum(authorised_places: u16) -> u16 {
    u16::try_from((115 * u32::from(authorised_places)).div_ceil(100)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instant_limit_is_the_table_of_the_law() {
        let table = [
            (6, 7),
            (8, 10),
            (9, 11),
            (10, 12),
            (12, 14),
            (16, 19),
            (20, 23),
            (24, 28),
            (25, 29),
            (30, 35),
            (39, 45),
            (40, 46),
            (59, 68),
            (60, 69),
        ];
        for (places, most) in table {
            assert_eq!(instant_maximum(places), most, "{places} authorised places");
        }
    }

    #[test]
    fn children_keep_their_class_when_the_seats_change() {
        let seats = |regular, adaptation, emergency| Seats { regular, adaptation, emergency };
        // One more regular seat moves the adaptation seat up.
        assert_eq!(seats(6, 1, 0).moved_to(seats(7, 1, 0), &[1, 7]), Some(vec![(1, 1), (7, 8)]));
        // Fewer regular seats: who sat on the last one takes a free one.
        assert_eq!(seats(6, 1, 0).moved_to(seats(5, 1, 0), &[1, 6, 7]), Some(vec![(1, 1), (6, 2), (7, 6)]));
        // Nobody loses a seat or changes class silently.
        assert_eq!(seats(2, 1, 0).moved_to(seats(1, 1, 0), &[1, 2]), None);
        assert_eq!(seats(2, 1, 0).moved_to(seats(3, 0, 0), &[3]), None);
        // A child beyond the seats stays beyond them, on nobody's number.
        assert_eq!(seats(2, 0, 0).moved_to(seats(4, 0, 0), &[1, 3]), Some(vec![(1, 1), (3, 5)]));
    }

    #[test]
    fn a_child_beyond_the_seats_still_takes_room() {
        let seats = Seats { regular: 2, adaptation: 1, emergency: 0 };
        let free = |taken: &[u16]| seats.standing(taken).map(|class| class.free);
        assert_eq!(free(&[]), [2, 1, 0]);
        assert_eq!(free(&[1, 3]), [1, 0, 0]);
        assert_eq!(free(&[1, 4]), [0, 1, 0]);
        assert_eq!(free(&[1, 2, 4, 5]), [0, 0, 0]);
    }

    #[test]
    fn seats_are_numbered_regular_then_adaptation_then_emergency() {
        let seats = Seats { regular: 6, adaptation: 1, emergency: 0 };
        assert_eq!(seats.class_of(6), Some(SeatClass::Regular));
        assert_eq!(seats.class_of(7), Some(SeatClass::Adaptation));
        assert_eq!(seats.class_of(8), None);
        assert_eq!(seats.numbers(SeatClass::Adaptation).collect::<Vec<_>>(), vec![7]);
        assert_eq!(seats.numbers(SeatClass::Emergency).count(), 0);
    }
}

//! What a tablet writes down at a site, with or without a network.
//!
//! A tablet adds facts and never changes one. Each has an id of the tablet's own making and a number that grows on this tablet, so that
//! sending twice writes once. The site's record is the union of what the tablets sent: whatever the order, however often, the same
//! facts add up to the same day. What contradicts itself is kept, and named by [`crate::attendance::conflicts`].

use serde::{Deserialize, Serialize};

use crate::places::AbsenceReason;
use crate::{AttendanceFactId, BookingId, Instant, PersonId, PickUpPersonId, word_list};

/// Hours for which an opened tablet works without a network; then what it knows of the children is gone from it.
pub const HOURS_WITHOUT_NETWORK: i64 = 12;
/// Minutes for which a code that pairs a tablet may be typed in.
pub const PAIRING_MINUTES: i64 = 10;
/// Wrong PINs in a row after which a person waits at a tablet.
pub const PIN_TRIES: i32 = 5;
/// Minutes a person waits then.
pub const PIN_WAIT_MINUTES: i64 = 15;
/// Digits of a PIN.
pub const PIN_DIGITS: usize = 6;
/// Facts of one batch at most.
pub const MOST_FACTS: usize = 500;
/// Characters of a sentence about a child's day at most.
pub const MOST_WORDS: usize = 200;
/// A fact this many hours away from its session is not of this session: a clock that was reset, not one that is wrong.
pub const HOURS_AROUND: i64 = 36;

word_list! {
    /// How much of a meal a child ate.
    Eaten { All = "all", Most = "most", Little = "little", Nothing = "nothing" }
}

word_list! {
    /// Why heads were counted.
    CountedFor {
        /// At any moment.
        Check = "check",
        /// A drill (`rules.md` 2.9: at least one a year).
        Drill = "drill",
        /// The house was left in earnest.
        Evacuation = "evacuation",
        /// Before the door is locked.
        EndOfDay = "end_of_day",
    }
}

/// Who fetches a child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Fetched {
    /// A parent.
    Parent,
    /// Somebody on the child's list.
    Listed {
        /// Who.
        person: PickUpPersonId,
    },
    /// Somebody who is not on the list, by decision of whoever was at the door, who says why (R6).
    Other {
        /// Who it was and why.
        words: String,
    },
}

/// What was noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Noted {
    /// The child came.
    Arrived {
        /// Of which booking.
        booking: BookingId,
    },
    /// The child was fetched.
    Left {
        /// Of which booking.
        booking: BookingId,
        /// By whom, when it was asked.
        #[serde(default)]
        fetched: Option<Fetched>,
    },
    /// The child does not come.
    Absent {
        /// Of which booking.
        booking: BookingId,
        /// Why.
        #[serde(default)]
        reason: Option<AbsenceReason>,
    },
    /// A meal.
    Meal {
        /// Of which booking.
        booking: BookingId,
        /// How much.
        eaten: Eaten,
    },
    /// The child fell asleep.
    Asleep {
        /// Of which booking.
        booking: BookingId,
    },
    /// The child woke.
    Awake {
        /// Of which booking.
        booking: BookingId,
    },
    /// A sentence about the child's day.
    Note {
        /// Of which booking.
        booking: BookingId,
        /// The sentence.
        words: String,
    },
    /// The heads were counted.
    Counted {
        /// How many were counted.
        counted: u16,
        /// How many the tablet expected.
        expected: u16,
        /// Why.
        reason: CountedFor,
    },
    /// An earlier fact did not happen: a wrong tap.
    Undone {
        /// Which.
        fact: AttendanceFactId,
    },
}

impl Noted {
    /// The booking it is about.
    pub const fn booking(&self) -> Option<BookingId> {
        match self {
            Self::Arrived { booking }
            | Self::Left { booking, .. }
            | Self::Absent { booking, .. }
            | Self::Meal { booking, .. }
            | Self::Asleep { booking }
            | Self::Awake { booking }
            | Self::Note { booking, .. } => Some(*booking),
            Self::Counted { .. } | Self::Undone { .. } => None,
        }
    }
    /// What a sentence must not be: empty, or longer than [`MOST_WORDS`].
    pub fn check(&self) -> Result<(), NotTaken> {
        let words = match self {
            Self::Note { words, .. } | Self::Left { fetched: Some(Fetched::Other { words }), .. } => words,
            _ => return Ok(()),
        };
        let count = words.trim().chars().count();
        if (1..=MOST_WORDS).contains(&count) { Ok(()) } else { Err(NotTaken::Words) }
    }
}

/// A fact of a tablet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TabletFact {
    /// Made by the tablet.
    pub id: AttendanceFactId,
    /// Grows by one with each fact of this tablet.
    pub counter: i64,
    /// When it happened, by the server's clock as the tablet knew it.
    pub at: Instant,
    /// Who had opened the tablet.
    pub by: PersonId,
    /// What.
    pub noted: Noted,
}

word_list! {
    /// Why a fact was not taken. The others of its batch are.
    NotTaken {
        /// No such booking at the site of this tablet.
        UnknownBooking = "unknown_booking",
        /// Nobody who works, or worked, at this site.
        UnknownPerson = "unknown_person",
        /// The fact it takes back is not known yet: it is sent again later.
        UnknownFact = "unknown_fact",
        /// Days away from the session.
        WrongTime = "wrong_time",
        /// Another fact has this id.
        IdTaken = "id_taken",
        /// A sentence that is empty or too long.
        Words = "words",
        /// A count of heads stands: it is counted again.
        NotToBeUndone = "not_to_be_undone",
        /// Not to be read.
        Unreadable = "unreadable",
    }
}

impl NotTaken {
    /// Whether sending it again may help.
    pub const fn may_be_sent_again(self) -> bool {
        matches!(self, Self::UnknownFact)
    }
}

/// Whether a time may be of a session: a clock some hours wrong is kept (and named), a clock that was reset is not.
pub fn is_near(at: Instant, starts: Instant, ends: Instant) -> bool {
    starts.plus_hours(-HOURS_AROUND) <= at && at <= ends.plus_hours(HOURS_AROUND)
}

//! Feature tests through the router, on both engines: one module a room.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod access_matrix;
mod accounts;
mod asking;
mod attendance;
mod audit;
mod board;
mod calendar;
mod desk;
mod directory;
mod drills;
mod familiarisation;
mod families;
mod foundation;
mod messages;
mod offers;
mod openapi;
mod outings;
mod papers;
mod parents;
mod places;
mod plans;
mod plans_first_steps;
mod plans_studied;
mod promises;
mod referrals;
mod register;
mod reminders;
mod sites;
mod staff;
mod tablet;

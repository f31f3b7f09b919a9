//! A site's opening rules, closures and calendar on screen; every change is shown before it is made. The school calendar.

mod closures;
mod month;
mod rota;
mod rules;
mod school;

use db::directory::{self, Premises};
use domain::sites::{SeatClass, Seats};
use domain::*;
use i18n::Text;

use crate::context::Context;
use crate::problem::Problem;
use crate::shared::view;

pub(crate) use closures::*;
pub(crate) use month::*;
pub(crate) use rota::*;
pub(crate) use rules::*;
pub(crate) use school::*;

async fn premises_of(cx: &Context, id: SiteId) -> Result<Vec<Premises>, Problem> {
    Ok(cx.app.db().read(move |conn| directory::premises_of(conn, &[id])).await?)
}

fn premises_choices(all: &[Premises], today: Date) -> Vec<view::Choice> {
    all.iter()
        .filter(|place| place.ended_on.is_none_or(|last| last >= today))
        .map(|place| view::Choice { value: place.id.to_string(), label: place.name.clone(), ..view::Choice::default() })
        .collect()
}

fn premises_name(all: &[Premises], id: PremisesId) -> String {
    all.iter().find(|place| place.id == id).map(|place| place.name.clone()).unwrap_or_default()
}

fn seats_words(t: Text, seats: Seats) -> String {
    let words: Vec<String> = [SeatClass::Regular, SeatClass::Adaptation, SeatClass::Emergency]
        .into_iter()
        .filter(|class| seats.of(*class) > 0)
        .map(|class| match class {
            SeatClass::Regular => t.calendar_seats_regular(seats.of(class)),
            SeatClass::Adaptation => t.calendar_seats_adaptation(seats.of(class)),
            SeatClass::Emergency => t.calendar_seats_emergency(seats.of(class)),
        })
        .collect();
    words.join(" · ")
}

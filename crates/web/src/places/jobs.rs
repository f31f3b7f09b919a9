//! What the worker does for this room: an option runs out, a family hears of a seat that is kept for it.

use db::jobs::Due;
use db::places::bookings::{Offered, RELEASE_HOLD, TELL_OFFER};
use db::places::offers::{Offer, OfferWords, offer_letter_due};
use i18n::{Language, Text};

use crate::app::App;
use crate::parents::words::{screen_language, sms};

/// Runs a job of this room, in one transaction with its end; `false` when it is another room's.
///
/// Either kind may run twice with the effect of once.
pub async fn run(app: &App, due: &Due) -> db::Result<bool> {
    if due.kind != RELEASE_HOLD && due.kind != TELL_OFFER {
        return Ok(false);
    }
    let offered: Offered = serde_json::from_str(&due.payload)?;
    let (due, words) = (due.clone(), Words { link: app.link("/family") });
    app.db()
        .write(move |tx| {
            if due.kind == RELEASE_HOLD {
                tx.release_hold_in_time(offered.hold)?;
            } else if let Some(offer) = offer_letter_due(tx.conn, offered.hold, tx.now)? {
                tx.tell_offer(&offer, &words)?;
            }
            tx.finish_job(due.id)
        })
        .await?;
    Ok(true)
}

/// The words of an offer. The link is the parents' own page: whoever has not opened it on her phone asks there for a new one.
struct Words {
    link: String,
}

impl OfferWords for Words {
    fn message(&self, offer: &Offer) -> (String, String) {
        let language = screen_language(offer.contact.language);
        let t = Text::new(language);
        let until = t.instant_long(offer.expires_at, &offer.zone);
        let body = if offer.contact.neutral {
            t.places_sms_offer_neutral(until, &self.link)
        } else {
            t.places_sms_offer(&offer.site_name, t.date_half_day(offer.date, offer.half_day), until, &self.link)
        };
        (language.as_str().to_owned(), sms(&body))
    }
    fn call(&self, offer: &Offer) -> (String, String) {
        let t = Text::new(Language::French);
        let until = t.instant_long(offer.expires_at, &offer.zone);
        let when = t.date_half_day(offer.date, offer.half_day);
        ("fr".to_owned(), t.places_call_offer(&offer.contact.reference, when, until))
    }
}

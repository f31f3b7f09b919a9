//! What the worker does for this room: an option runs out, a family hears of a seat that is kept for it or taken away.
//!
//! Each may run twice with the effect of once.

use db::Tx;
use db::jobs::Due;
use db::places::bookings::{Freed, Offered};
use db::places::cancellations::{Cancellation, CancellationWords};
use db::places::news::{News, news_due};
use db::places::offering::{AskedFamily, Round};
use db::places::offers::{AskedLetter, AskedWords, Offer, OfferWords, offer_letter_due};
use i18n::{Language, Text};

use crate::app::App;
use crate::parents::words::{screen_language, sms};

/// An option has run out.
pub(crate) fn release_hold(_: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let offered: Offered = serde_json::from_str(&due.payload)?;
    tx.release_hold_in_time(offered.hold)
}

/// A seat is free, and the time to undo is over.
pub(crate) fn offer_seats(_: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let freed: Freed = serde_json::from_str(&due.payload)?;
    let order = super::order::order(tx.conn, freed.session, tx.now)?;
    tx.offer_seats(freed.session, &order)
}

/// Nobody of those who were asked together said yes in time.
pub(crate) fn end_round(_: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let round: Round = serde_json::from_str(&due.payload)?;
    tx.end_round(round.round)
}

/// A family is asked about a seat beside others.
pub(crate) fn tell_asked(app: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let asked: AskedFamily = serde_json::from_str(&due.payload)?;
    tx.tell_asked(asked.offer, &Words::new(app))
}

/// Who referred a child hears that it has its place, or a promise.
pub(crate) fn tell_prescribers(app: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let news: News = serde_json::from_str(&due.payload)?;
    let (referrals, answer_on) = news_due(tx.conn, news, tx.now)?;
    referrals
        .into_iter()
        .try_for_each(|referral| crate::referrals::letters::place_news(app, tx, referral, news.kind, answer_on))
}

/// Another family was faster.
pub(crate) fn tell_taken(app: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let asked: AskedFamily = serde_json::from_str(&due.payload)?;
    tx.tell_taken(asked.offer, &Words::new(app))
}

/// The site stopped the round a family was asked in.
pub(crate) fn tell_taken_back(app: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let asked: AskedFamily = serde_json::from_str(&due.payload)?;
    tx.tell_taken_back(asked.offer, &Words::new(app))
}

/// A seat is kept for a family that waited for one.
pub(crate) fn tell_offer(app: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let offered: Offered = serde_json::from_str(&due.payload)?;
    match offer_letter_due(tx.conn, offered.hold, tx.now)? {
        Some(offer) => tx.tell_offer(&offer, &Words::new(app)),
        None => Ok(()),
    }
}

/// The site took a place away, and nobody took that back.
pub(crate) fn tell_cancelled(app: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let offered: Offered = serde_json::from_str(&due.payload)?;
    tx.tell_cancelled(&[offered.hold], &Words::new(app)).map(drop)
}

/// The words of this room's messages. The links are the parents' own pages: whoever has not opened them on her phone asks there for
/// a new link.
pub(crate) struct Words {
    home: String,
    ask: String,
}

impl Words {
    /// Words whose links lead to this installation.
    pub(crate) fn new(app: &App) -> Self {
        Self { home: app.link("/family"), ask: app.link("/family/ask") }
    }
}

impl OfferWords for Words {
    fn message(&self, offer: &Offer) -> (String, String) {
        let language = screen_language(offer.contact.language);
        let t = Text::new(language);
        let until = t.instant_long(offer.expires_at, &offer.zone);
        let body = if offer.contact.neutral {
            t.places_sms_offer_neutral(until, &self.home)
        } else {
            t.places_sms_offer(&offer.site_name, t.date_half_day(offer.date, offer.half_day), until, &self.home)
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

impl CancellationWords for Words {
    fn message(&self, cancelled: &Cancellation) -> (String, String) {
        let language = screen_language(cancelled.contact.language);
        let t = Text::new(language);
        let body = if cancelled.contact.neutral {
            t.places_sms_cancelled_neutral(&self.ask)
        } else {
            let when = t.date_half_day(cancelled.date, cancelled.half_day);
            t.places_sms_cancelled(&cancelled.site_name, when, &self.ask)
        };
        (language.as_str().to_owned(), sms(&body))
    }
    fn call(&self, cancelled: &Cancellation) -> (String, String) {
        let t = Text::new(Language::French);
        let when = t.date_half_day(cancelled.date, cancelled.half_day);
        ("fr".to_owned(), t.places_call_cancelled(&cancelled.contact.reference, when))
    }
}

impl Words {
    /// What a family was asked is over; neutral words say no more than that.
    fn no_longer(&self, letter: &AskedLetter, words: impl Fn(Text, String) -> String) -> (String, String) {
        let language = screen_language(letter.contact.language);
        let t = Text::new(language);
        let body = if letter.contact.neutral {
            t.places_sms_taken_neutral(&self.home)
        } else {
            words(t, t.date_half_day(letter.offer.date, letter.offer.half_day))
        };
        (language.as_str().to_owned(), sms(&body))
    }
}

impl AskedWords for Words {
    fn asked(&self, letter: &AskedLetter) -> (String, String) {
        let language = screen_language(letter.contact.language);
        let t = Text::new(language);
        let until = t.instant_long(letter.offer.expires_at, &letter.zone);
        let when = t.date_half_day(letter.offer.date, letter.offer.half_day);
        let body = if letter.contact.neutral {
            t.places_sms_asked_neutral(until, &self.home)
        } else {
            t.places_sms_asked(&letter.site_name, when, until, &self.home)
        };
        (language.as_str().to_owned(), sms(&body))
    }
    fn asked_call(&self, letter: &AskedLetter) -> (String, String) {
        let t = Text::new(Language::French);
        let until = t.instant_long(letter.offer.expires_at, &letter.zone);
        let when = t.date_half_day(letter.offer.date, letter.offer.half_day);
        ("fr".to_owned(), t.places_call_asked(&letter.contact.reference, when, until))
    }
    fn taken(&self, letter: &AskedLetter) -> (String, String) {
        self.no_longer(letter, |t, when| t.places_sms_taken(&letter.site_name, when, &self.home))
    }
    fn taken_back(&self, letter: &AskedLetter) -> (String, String) {
        self.no_longer(letter, |t, when| t.places_sms_taken_back(&letter.site_name, when, &self.home))
    }
    fn taken_call(&self, letter: &AskedLetter) -> (String, String) {
        let t = Text::new(Language::French);
        let when = t.date_half_day(letter.offer.date, letter.offer.half_day);
        ("fr".to_owned(), t.places_call_taken(&letter.contact.reference, when))
    }
    fn taken_back_call(&self, letter: &AskedLetter) -> (String, String) {
        let t = Text::new(Language::French);
        let when = t.date_half_day(letter.offer.date, letter.offer.half_day);
        ("fr".to_owned(), t.places_call_taken_back(&letter.contact.reference, when))
    }
}

//! What the worker does for this room: it reminds families of their places.

use db::Tx;
use db::jobs::Due;
use db::messages::reminders::{PlaceLetter, PlaceReminder, PlaceReminderWords};
use i18n::{Language, Text};

use crate::app::App;
use crate::parents::words::{screen_language, sms};

/// A family is reminded of a day's places.
pub(crate) fn remind_of_place(app: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let reminder: PlaceReminder = serde_json::from_str(&due.payload)?;
    tx.remind_of_place(&reminder, &Words { base: app.link("") })
}

struct Words {
    base: String,
}

impl PlaceReminderWords for Words {
    fn message(&self, letter: &PlaceLetter, token: &str) -> (String, String) {
        let language = screen_language(letter.contact.language);
        let t = Text::new(language);
        let (day, time) = (t.date_figures(letter.date), t.time_figures(letter.starts_at));
        let link = format!("{}/l/{token}", self.base);
        let body = if letter.contact.neutral {
            t.parents_sms_reminder_neutral(day, time, &link)
        } else {
            t.parents_sms_reminder(day, time, letter.names.join(", "), &link)
        };
        (language.as_str().to_owned(), sms(&body))
    }
    fn call(&self, letter: &PlaceLetter) -> (String, String) {
        let t = Text::new(Language::French);
        let when = t.date_figures(letter.date);
        ("fr".to_owned(), t.parents_call_reminder(&letter.contact.reference, when, t.time(letter.starts_at)))
    }
}

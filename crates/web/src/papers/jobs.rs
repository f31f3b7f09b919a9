//! What the worker does for this room: it reminds parents, without a word of health.

use db::Tx;
use db::jobs::Due;
use db::papers::reminders::{Reminder, ReminderLetter, ReminderWords};
use i18n::{Language, Text};

use crate::app::App;
use crate::parents::words::{screen_language, sms};

/// A parent is reminded of a paper.
pub(crate) fn remind(app: &App, tx: &mut Tx<'_>, due: &Due) -> db::Result<()> {
    let reminder: Reminder = serde_json::from_str(&due.payload)?;
    let today = tx.now.date(&app.settings().time_zone);
    tx.remind_of_paper(&reminder, today, &Words { link: app.link("/family/papers") })
}

struct Words {
    link: String,
}

impl ReminderWords for Words {
    fn message(&self, letter: &ReminderLetter) -> (String, String) {
        let language = screen_language(letter.contact.language);
        let t = Text::new(language);
        let due = t.date_medium(letter.due);
        let body = if letter.contact.neutral {
            t.parents_sms_paper_neutral(due, &self.link)
        } else {
            t.parents_sms_paper(&letter.site_name, due, &self.link)
        };
        (language.as_str().to_owned(), sms(&body))
    }
    fn call(&self, letter: &ReminderLetter) -> (String, String) {
        let t = Text::new(Language::French);
        ("fr".to_owned(), t.parents_call_paper(&letter.contact.reference, t.date_medium(letter.due)))
    }
}

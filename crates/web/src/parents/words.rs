//! What leaves by SMS, and how a place is written on a page.

use db::links::{Letter, LinkWords, ParentContact, Sender};
use db::parents::OwnPlace;
use domain::families::SpokenLanguage;
use domain::links::LinkSending;
use domain::{Date, Instant, ParentId, SiteId};
use i18n::{Language, Text};

use crate::app::App;
use crate::shared::view;

/// Where "leave this page fast" leads: the weather, like any other page.
pub const ELSEWHERE: &str = "https://meteofrance.com";

/// The words of messages to parents and about them.
#[derive(Debug, Clone)]
pub struct Words {
    base_url: String,
}

impl Words {
    /// Words whose links lead to this installation.
    pub fn new(app: &App) -> Self {
        Self { base_url: app.settings().base_url.clone() }
    }
    /// Words whose links begin with an address, for the demo world.
    pub fn at(base_url: impl Into<String>) -> Self {
        Self { base_url: base_url.into() }
    }
}

impl LinkWords for Words {
    fn link(&self, contact: &ParentContact, sender: Option<&Sender>, token: &str) -> Letter {
        let language = screen_language(contact.language);
        let t = Text::new(language);
        let link = format!("{}/l/{token}", self.base_url);
        let body = match sender {
            _ if contact.neutral => t.parents_sms_link_neutral(&link),
            Some(sender) => t.parents_sms_link(&sender.name, &link),
            None => t.parents_sms_link_nobody(&link),
        };
        Letter { language: language.as_str().to_owned(), subject: None, body: sms(&body) }
    }
    fn call(&self, contact: &ParentContact) -> Letter {
        let t = Text::new(Language::French);
        Letter { language: "fr".to_owned(), subject: None, body: t.parents_call_line(&contact.reference) }
    }
    fn number_closed(&self, contact: &ParentContact) -> Letter {
        let t = Text::new(Language::French);
        Letter {
            language: "fr".to_owned(),
            subject: Some(t.parents_number_closed_subject(&contact.reference)),
            body: t.parents_number_closed_body(&contact.reference),
        }
    }
}

/// Sends a parent the link to her pages, in a transaction of the caller: on acceptance of a referral, or from the family's page.
pub fn send_parent_link(
    tx: &mut db::Tx<'_>,
    app: &App,
    parent: ParentId,
    site: Option<SiteId>,
    by: &db::audit::Signature,
) -> db::Result<LinkSending> {
    tx.send_link_to_parent(parent, site, false, by, &Words::new(app))
}

/// The language of the screens for somebody who speaks this one; French when we do not speak it.
pub fn screen_language(spoken: SpokenLanguage) -> Language {
    match spoken {
        SpokenLanguage::English => Language::English,
        SpokenLanguage::Arabic => Language::Arabic,
        _ => Language::French,
    }
}

/// A text as telephones take it cheaply: no typographic apostrophe, no special space, no direction mark that would cling to a link.
pub fn sms(text: &str) -> String {
    text.chars()
        .filter(|letter| !matches!(letter, '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}'))
        .map(|letter| match letter {
            '\u{2019}' => '\'',
            '\u{a0}' | '\u{202f}' => ' ',
            other => other,
        })
        .collect()
}

/// A telephone as it is read and dialled: French numbers by pairs.
pub fn phone(number: &str) -> view::Phone {
    let shown = match number.strip_prefix("+33").filter(|rest| rest.len() == 9 && rest.is_ascii()) {
        Some(rest) => {
            let national = format!("0{rest}");
            let pairs: Vec<&str> = (0..5).map(|pair| &national[pair * 2..pair * 2 + 2]).collect();
            pairs.join("\u{a0}")
        }
        None => number.to_owned(),
    };
    view::Phone { shown, dialled: number.to_owned() }
}

/// A place as a page shows it.
#[derive(Debug, Clone, Default)]
pub struct PlaceCard {
    /// The hold or booking.
    pub id: String,
    /// First name of the child.
    pub child: String,
    /// "Tomorrow, Thursday 26 November in the morning".
    pub day: String,
    /// The same inside a sentence.
    pub when: String,
    /// "8:30 – 12:15".
    pub hours: String,
    /// `morning` or `afternoon`: chooses the picture.
    pub half: &'static str,
    /// Name of the site.
    pub place: String,
    /// Where to go.
    pub address: String,
    /// The site's telephone.
    pub phone: Option<view::Phone>,
    /// "about 4 km away", or empty.
    pub distance: String,
    /// "Held for you until 14:00", or empty.
    pub until: String,
    /// Whether she still has to say yes.
    pub hold: bool,
}

impl PlaceCard {
    /// The card of a place, for a reader and a present.
    pub fn of(t: Text, place: &OwnPlace, now: Instant) -> Self {
        let zone = domain::time::time_zone(&place.site.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let today = now.date(&zone);
        let until = place.expires_at.filter(|_| place.is_hold()).map(|until| {
            let civil = until.civil(&zone);
            let time = t.time(civil.time());
            if civil.date() == today {
                t.parents_answer_until(time)
            } else {
                t.parents_answer_until(t.instant_long(until, &zone))
            }
        });
        Self {
            id: place.id.to_string(),
            child: place.child.given_name.clone(),
            day: capital(&near_day(t, place.date, today).map_or_else(
                || t.date_half_day(place.date, place.half_day),
                |near| format!("{near}{}{}", comma(t), t.date_half_day(place.date, place.half_day)),
            )),
            when: t.date_half_day(place.date, place.half_day),
            hours: t.time_range(place.starts_at, place.ends_at),
            half: place.half_day.as_str(),
            place: place.site.name.clone(),
            address: place.address.clone(),
            phone: place.site.phone.as_deref().map(phone),
            distance: String::new(),
            until: until.unwrap_or_default(),
            hold: place.is_hold(),
        }
    }
}

/// The same text with its first letter as a capital, where it begins a line.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// "Today", "Tomorrow", or nothing.
pub fn near_day(t: Text, date: Date, today: Date) -> Option<String> {
    if date == today {
        Some(t.day_today())
    } else if date == domain::places::days_after(today, 1) {
        Some(t.day_tomorrow())
    } else {
        None
    }
}

fn comma(t: Text) -> &'static str {
    if t.language() == Language::Arabic { "، " } else { ", " }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_numbers_are_read_by_pairs_and_others_as_they_are() {
        assert_eq!(phone("+33467000000").shown, "04\u{a0}67\u{a0}00\u{a0}00\u{a0}00");
        assert_eq!(phone("+213555123456").shown, "+213555123456");
        assert_eq!(phone("+33").shown, "+33");
    }

    #[test]
    fn a_text_message_keeps_to_the_cheap_alphabet() {
        assert_eq!(sms("l\u{2019}heure\u{a0}: \u{2068}https://x/l/a\u{2069}"), "l'heure : https://x/l/a");
    }
}

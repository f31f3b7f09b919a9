//! What a family's people must be, whoever writes them.

use db::families::{NewChild, NewParent};
use domain::Date;
use domain::families::{SafeContact, SpokenLanguage};
use domain::places::days_after;

use crate::forms;
use crate::problem::Problem;
use crate::referrals::forms::Wrong;

/// A parent as she was written.
#[derive(Debug, Clone)]
pub struct WrittenParent {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// As typed.
    pub phone: Option<String>,
    /// As typed.
    pub email: Option<String>,
    /// Language spoken.
    pub language: SpokenLanguage,
    /// How she may safely be contacted.
    pub safe_contact: SafeContact,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
}

impl WrittenParent {
    /// The parent, or every field that is wrong.
    pub fn read(self) -> Result<NewParent, Problem> {
        let mut wrong = Wrong::default();
        let typed =
            |value: Option<String>| value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let (phone, email) = (typed(self.phone), typed(self.email));
        let parent = NewParent {
            given_name: wrong.name("given_name", &self.given_name, 80),
            family_name: wrong.name("family_name", &self.family_name, 80),
            phone: phone.as_deref().and_then(forms::phone),
            email: email.as_deref().and_then(forms::email),
            language: self.language,
            safe_contact: self.safe_contact,
            interpreter: self.interpreter,
        };
        if phone.is_some() && parent.phone.is_none() {
            wrong.note("phone", "not_a_phone");
        }
        if email.is_some() && parent.email.is_none() {
            wrong.note("email", "not_an_email");
        }
        if phone.is_none() && email.is_none() {
            wrong.note("phone", "phone_or_email");
        }
        wrong.finish()?;
        Ok(parent)
    }
}

/// A child, or every field that is wrong.
pub fn child(given_name: &str, family_name: &str, birth_date: Date, today: Date) -> Result<NewChild, Problem> {
    let mut wrong = Wrong::default();
    let child = NewChild {
        given_name: wrong.name("given_name", given_name, 80),
        family_name: wrong.name("family_name", family_name, 80),
        birth_date,
    };
    if birth_date > days_after(today, 300) {
        wrong.note("birth_date", "in_the_future");
    } else if domain::time::age_in_months(birth_date, today) >= 12 * 12 {
        wrong.note("birth_date", "not_in_range");
    }
    wrong.finish()?;
    Ok(child)
}

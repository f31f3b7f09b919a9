//! What a parent is written of a paper that is missing: once for each cause, and never a word of health.

use diesel::prelude::*;
use domain::messages::MessageTemplate;
use domain::papers::{ANNOUNCED_DAYS, DUE_DAYS, PaperKind, REMINDED_AFTER, Standing};
use domain::places::days_after;
use domain::*;
use serde::{Deserialize, Serialize};

use super::missing::{Missing, missing_at};
use crate::links::{ParentContact, parent_contact};
use crate::places::offers::parent_to_tell;
use crate::schema::{paper_reminder, paper_setting, site};
use crate::{Conn, Result, Stored, Tx, stored};

/// The job that reminds a parent; its payload is [`Reminder`].
pub const REMIND_OF_PAPER: &str = "papers.remind";

word_list! {
    /// Why a parent is reminded.
    ReminderCause {
        /// The certificate, a week after admission.
        FirstWeek = "first_week",
        /// The certificate, some days before it is due.
        LastDays = "last_days",
        /// The provisional admission ends soon.
        ProvisionalEnds = "provisional_ends",
    }
}

/// A reminder to write.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reminder {
    /// Of whom.
    pub child: ChildId,
    /// At which site.
    pub site: SiteId,
    /// Why.
    pub cause: ReminderCause,
    /// The day it is due.
    pub due: Date,
}

/// A reminder as its words need it.
#[derive(Debug, Clone)]
pub struct ReminderLetter {
    /// How the family may be written to.
    pub contact: ParentContact,
    /// The site's name.
    pub site_name: String,
    /// The day it is due.
    pub due: Date,
}

/// How the floor above words a reminder: language tag and text.
pub trait ReminderWords {
    /// The text message; no word of health in any, and a neutral one names no site, no child and no childcare.
    fn message(&self, letter: &ReminderLetter) -> (String, String);
    /// The line for the site when nothing may be written.
    fn call(&self, letter: &ReminderLetter) -> (String, String);
}

/// What a parent is to be reminded of on a day.
fn cause(missing: &Missing, today: Date) -> Option<(ReminderCause, Date)> {
    match (missing.kind?, missing.standing) {
        (PaperKind::Certificate, Standing::Awaited { by } | Standing::TooOld { by, .. }) if today < by => {
            let reached = |after: i32| days_after(by, after - DUE_DAYS) <= today;
            let [first, last] = REMINDED_AFTER;
            match (reached(first), reached(last)) {
                (_, true) => Some((ReminderCause::LastDays, by)),
                (true, false) => Some((ReminderCause::FirstWeek, by)),
                (false, false) => None,
            }
        }
        (PaperKind::Vaccines, Standing::Provisional { until }) => {
            (days_after(until, -ANNOUNCED_DAYS) <= today).then_some((ReminderCause::ProvisionalEnds, until))
        }
        _ => None,
    }
}

/// Whether the cause still stands: the paper may have come since the job was planned.
fn still_stands(conn: &mut Conn, reminder: &Reminder, today: Date) -> Result<bool> {
    let missing = missing_at(conn, reminder.site, today)?;
    let same =
        |one: &Missing| one.child.id == reminder.child && cause(one, today).is_some_and(|(_, due)| due == reminder.due);
    Ok(missing.iter().any(same))
}

impl Tx<'_> {
    /// Plans what parents are to be reminded of today, each once for its cause.
    pub fn plan_paper_reminders(&mut self, today: Date) -> Result<()> {
        let sites: Vec<Stored<SiteId>> = paper_setting::table
            .inner_join(site::table)
            .filter(site::ended_on.is_null().or(site::ended_on.assume_not_null().ge(stored(today))))
            .distinct()
            .select(paper_setting::site_id)
            .load(self.conn)?;
        for site in sites.into_iter().map(Stored::value) {
            for missing in missing_at(self.conn, site, today)? {
                let Some((cause, due)) = cause(&missing, today) else { continue };
                let reminder = Reminder { child: missing.child.id, site, cause, due };
                let known: i64 = paper_reminder::table
                    .find((stored(reminder.child), stored(site), cause.as_str(), stored(due)))
                    .count()
                    .get_result(self.conn)?;
                if known > 0 {
                    continue;
                }
                diesel::insert_into(paper_reminder::table)
                    .values((
                        paper_reminder::child_id.eq(stored(reminder.child)),
                        paper_reminder::site_id.eq(stored(site)),
                        paper_reminder::cause.eq(cause.as_str()),
                        paper_reminder::due_date.eq(stored(due)),
                        paper_reminder::created_at.eq(stored(self.now)),
                    ))
                    .execute(self.conn)?;
                self.plan_job(REMIND_OF_PAPER, &reminder, self.now, None)?;
            }
        }
        Ok(())
    }

    /// Reminds a parent, unless the paper has come meanwhile or there is nobody to write to.
    pub fn remind_of_paper(&mut self, reminder: &Reminder, today: Date, words: &dyn ReminderWords) -> Result<()> {
        self.audited = true;
        let Some(parent) = parent_to_tell(self.conn, reminder.child)? else { return Ok(()) };
        if !still_stands(self.conn, reminder, today)? {
            return Ok(());
        }
        let site_name: String = site::table.find(stored(reminder.site)).select(site::name).first(self.conn)?;
        let letter = ReminderLetter { contact: parent_contact(self.conn, parent)?, site_name, due: reminder.due };
        let written = (|| words.message(&letter), || words.call(&letter));
        self.tell_family(&letter.contact, reminder.site, MessageTemplate::PaperReminder, written)
    }
}

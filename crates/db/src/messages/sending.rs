//! Handing messages over: a program hands each over at most once.
//!
//! Before the gateway hears of a message, a transaction of its own notes that it is handed over; the answer is noted in a second one. A
//! worker that dies between the two leaves a message handed over without an answer: it is then unknown, stands on a list for people, and no
//! program touches it again. Only where it is certain that nothing was taken is it tried again.

use diesel::prelude::*;
use domain::families::SafeContact;
use domain::messages::{Channel, DropReason, MessageClass, MessageTemplate, WAKING_HOURS, without_secrets};
use domain::*;
use jiff::tz::TimeZone;

use crate::installation::{InstallationKind, installation};
use crate::portable::StoredOption;
use crate::schema::{family, message, parent};
use crate::{Conn, Result, Stored, Tx, stored};

/// A message on its way.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Its id: the gateway's reference of it, by which receipts name it.
    pub id: MessageId,
    /// How it leaves.
    pub channel: Channel,
    /// Telephone number or e-mail address.
    pub recipient: String,
    /// Subject of an e-mail.
    pub subject: Option<String>,
    /// The whole text.
    pub body: String,
}

/// What a carrier says of a message it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handing {
    /// It was taken, under this name of the gateway's own.
    Taken(Option<String>),
    /// It was looked at and refused for good, in words for the operator: it will not leave.
    Refused(String),
    /// It is certain that nothing was taken (nobody there, come back later): it is tried again.
    NotTaken(String),
    /// It may have been taken: nobody tries again but a person.
    Unknown(String),
}

/// What is to be done with a message that is due.
#[derive(Debug, Clone)]
pub enum Due {
    /// To be carried now; it is noted as handed over.
    Carry(Outgoing),
    /// Not before then.
    Later(Instant),
    /// Nothing: it left, was given up, or was dropped.
    Nothing,
}

/// What is known of a message that is due.
struct Waiting {
    channel: Channel,
    recipient: String,
    subject: Option<String>,
    body: String,
    class: MessageClass,
    template: MessageTemplate,
    parent: Option<ParentId>,
    useful_until: Option<Instant>,
    handed_at: Option<Instant>,
}

/// What is known of the one it is for.
struct Addressee {
    phone: Option<String>,
    closed: bool,
    call_only: bool,
    stopped: bool,
    left_alone_until: Option<Date>,
}

impl Tx<'_> {
    /// Decides what becomes of a message whose job is due, and notes that it is handed over.
    pub fn hand_over(&mut self, id: MessageId, zone: &TimeZone) -> Result<Due> {
        self.audited = true;
        let Some(mut waiting) = waiting(self.conn, id)? else { return Ok(Due::Nothing) };
        if waiting.handed_at.is_some() {
            // A worker was here before, and nobody heard of it since.
            self.message_unknown(id, "the program stopped while it handed the message over")?;
            return Ok(Due::Nothing);
        }
        if waiting.useful_until.is_some_and(|until| until < self.now) {
            return self.drop_message(id, DropReason::TooLate);
        }
        if let Some(parent_id) = waiting.parent {
            let addressee = self.addressee(parent_id)?;
            if let Some(reason) = held_back(&waiting, &addressee, self.now.date(zone)) {
                return self.drop_message(id, reason);
            }
            // A number that was corrected while the message waited is the one meant.
            if let (Channel::Sms, Some(phone)) = (waiting.channel, addressee.phone) {
                waiting.recipient = phone;
            }
            if waiting.class.may_wait()
                && let Some(later) = self.not_yet(parent_id, &waiting, zone)?
            {
                if waiting.useful_until.is_some_and(|until| until < later) {
                    return self.drop_message(id, DropReason::TooLate);
                }
                return Ok(Due::Later(later));
            }
        }
        // The condition is in the update: of two workers one hands over.
        let mine = diesel::update(message::table.find(stored(id)).filter(message::handed_at.is_null()))
            .set((message::handed_at.eq(Some(stored(self.now))), message::recipient.eq(&waiting.recipient)))
            .execute(self.conn)?;
        if mine != 1 {
            return Ok(Due::Nothing);
        }
        let Waiting { channel, recipient, subject, body, .. } = waiting;
        Ok(Due::Carry(Outgoing { id, channel, recipient, subject, body }))
    }

    /// The parent's row, locked: of two messages that may wait, one sees the other.
    fn addressee(&mut self, id: ParentId) -> Result<Addressee> {
        type Row = (
            Option<String>,
            Option<Stored<Instant>>,
            Stored<SafeContact>,
            Option<Stored<Instant>>,
            Option<Stored<Date>>,
        );
        diesel::update(parent::table.find(stored(id))).set(parent::revision.eq(parent::revision)).execute(self.conn)?;
        let (phone, closed, safe_contact, stopped, left_alone): Row = parent::table
            .inner_join(family::table)
            .filter(parent::id.eq(stored(id)))
            .select((
                parent::phone,
                parent::phone_closed_at,
                parent::safe_contact,
                parent::stopped_at,
                family::left_alone_until,
            ))
            .first(self.conn)?;
        Ok(Addressee {
            phone,
            closed: closed.is_some(),
            call_only: safe_contact.value() == SafeContact::CallOnly,
            stopped: stopped.is_some(),
            left_alone_until: left_alone.value(),
        })
    }

    /// When a message that may wait may leave: in waking hours, and not on a day on which one left by the same way. The reminder of
    /// tomorrow's place has the day to itself.
    fn not_yet(&mut self, id: ParentId, waiting: &Waiting, zone: &TimeZone) -> Result<Option<Instant>> {
        let civil = self.now.civil(zone);
        let (today, hour) = (civil.date(), civil.hour());
        let (wakes, sleeps) = WAKING_HOURS;
        let morning = |day: Date| Instant::of_civil(day, domain::Time::constant(wakes, 0, 0, 0), zone);
        let tomorrow = morning(places::days_after(today, 1));
        if hour < wakes {
            return Ok(morning(today));
        }
        if hour >= sleeps {
            return Ok(tomorrow);
        }
        let reminds =
            matches!(waiting.template, MessageTemplate::PlaceReminder | MessageTemplate::PlaceReminderNeutral);
        if !reminds && super::reminders::eve_is_due(self.conn, id, places::days_after(today, 1))? {
            return Ok(tomorrow);
        }
        let Some(midnight) = Instant::of_civil(today, domain::Time::midnight(), zone) else { return Ok(None) };
        let today: i64 = message::table
            .filter(message::parent_id.eq(stored(id)).and(message::channel.eq(stored(waiting.channel))))
            .filter(message::class.eq_any([stored(MessageClass::Reminder), stored(MessageClass::Campaign)]))
            .filter(message::handed_at.ge(stored(midnight)))
            .count()
            .get_result(self.conn)?;
        Ok(if today > 0 { tomorrow } else { None })
    }

    fn drop_message(&mut self, id: MessageId, reason: DropReason) -> Result<Due> {
        self.forget_secrets_of_message(id)?;
        diesel::update(message::table.find(stored(id)))
            .set((message::dropped_at.eq(Some(stored(self.now))), message::drop_reason.eq(Some(stored(reason)))))
            .execute(self.conn)?;
        Ok(Due::Nothing)
    }

    /// Notes what the carrier said.
    pub fn handed_over(&mut self, id: MessageId, handing: &Handing) -> Result<()> {
        self.audited = true;
        match handing {
            Handing::Taken(reference) => {
                self.forget_secrets_of_message(id)?;
                let row = message::table.find(stored(id));
                diesel::update(row.clone()).set(message::reference.eq(reference)).execute(self.conn)?;
                diesel::update(row.filter(message::sent_at.is_null()))
                    .set((
                        message::sent_at.eq(Some(stored(self.now))),
                        message::unknown_at.eq(None::<Stored<Instant>>),
                        message::failure.eq(None::<String>),
                    ))
                    .execute(self.conn)?;
            }
            Handing::Refused(words) => self.message_failed(id, words)?,
            Handing::NotTaken(words) => {
                diesel::update(message::table.find(stored(id)).filter(message::sent_at.is_null()))
                    .set((message::handed_at.eq(None::<Stored<Instant>>), message::failure.eq(Some(words))))
                    .execute(self.conn)?;
            }
            Handing::Unknown(words) => self.message_unknown(id, words)?,
        }
        Ok(())
    }

    /// Notes that nobody knows whether a message was taken. A receipt that came in between has said more.
    fn message_unknown(&mut self, id: MessageId, words: &str) -> Result<()> {
        self.forget_secrets_of_message(id)?;
        diesel::update(
            message::table.find(stored(id)).filter(message::sent_at.is_null().and(message::failed_at.is_null())),
        )
        .set((message::unknown_at.eq(Some(stored(self.now))), message::failure.eq(Some(words))))
        .execute(self.conn)?;
        Ok(())
    }

    /// Notes that a message will not leave: somebody has to look.
    pub fn message_failed(&mut self, id: MessageId, words: &str) -> Result<()> {
        self.forget_secrets_of_message(id)?;
        diesel::update(message::table.find(stored(id)).filter(message::delivered_at.is_null()))
            .set((message::failed_at.eq(Some(stored(self.now))), message::failure.eq(Some(words))))
            .execute(self.conn)?;
        Ok(())
    }

    /// Takes the tokens out of a message's text: its links are rights that are the addressee's alone from now on. A database marked as a
    /// demonstration keeps them: its outbox is its telephone.
    fn forget_secrets_of_message(&mut self, id: MessageId) -> Result<()> {
        if installation(self.conn)?.is_some_and(|installation| installation.kind == InstallationKind::Demo) {
            return Ok(());
        }
        let row = message::table.find(stored(id));
        let body: Option<String> = row.clone().select(message::body).first(self.conn).optional()?;
        if let Some(kept) = body.as_deref().map(without_secrets).filter(|kept| Some(kept) != body.as_ref()) {
            diesel::update(row).set(message::body.eq(kept)).execute(self.conn)?;
        }
        Ok(())
    }
}

/// Why a message is not to be sent to the one it is for.
fn held_back(waiting: &Waiting, addressee: &Addressee, today: Date) -> Option<DropReason> {
    let by_phone = matches!(waiting.channel, Channel::Sms);
    if by_phone && addressee.closed {
        return Some(DropReason::NumberClosed);
    }
    if addressee.call_only {
        return Some(DropReason::CallOnly);
    }
    if !waiting.class.may_wait() {
        return None;
    }
    if addressee.stopped {
        return Some(DropReason::OptedOut);
    }
    addressee.left_alone_until.filter(|until| today <= *until).map(|_| DropReason::Paused)
}

/// A message that was not handed over with an answer, nor given up.
fn waiting(conn: &mut Conn, id: MessageId) -> Result<Option<Waiting>> {
    type Row = (
        (Stored<Channel>, String, Option<String>, String, Stored<MessageClass>, Stored<MessageTemplate>),
        (Option<Stored<ParentId>>, Option<Stored<Instant>>, Option<Stored<Instant>>),
    );
    let row: Option<Row> = message::table
        .find(stored(id))
        .filter(message::sent_at.is_null().and(message::failed_at.is_null()))
        .filter(message::dropped_at.is_null().and(message::unknown_at.is_null()))
        .select((
            (message::channel, message::recipient, message::subject, message::body, message::class, message::template),
            (message::parent_id, message::useful_until, message::handed_at),
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|((channel, recipient, subject, body, class, template), (parent, useful_until, handed_at))| Waiting {
        channel: channel.value(),
        recipient,
        subject,
        body,
        class: class.value(),
        template: template.value(),
        parent: parent.value(),
        useful_until: useful_until.value(),
        handed_at: handed_at.value(),
    }))
}

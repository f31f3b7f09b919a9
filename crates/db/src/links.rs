//! Links sent to phones and mailboxes: only the SHA-256 of a token is stored, opening binds it to one browser.

use diesel::prelude::*;
use domain::access::Action;
use domain::families::{SafeContact, SpokenLanguage};
use domain::links::{LinkPurpose, LinkSending, MOST_LINKS_AN_HOUR, token_text};
use domain::messages::{Channel, MessageTemplate};
use domain::*;

use crate::audit::{ActorKind, Entry, Signature};
use crate::error::OrNotFound;
use crate::messages::NewMessage;
use crate::portable::StoredOption;
use crate::schema::{family, link_token, parent, site, web_session};
use crate::{Conn, Error, Result, Stored, Tx, stored};

/// Whom, or what, a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkHolder {
    /// A parent's pages.
    Parent(ParentId),
    /// The places of a parent's family on one day, to answer for.
    Day(ParentId, Date),
    /// A referral, to answer it.
    Referral(ReferralId),
}

/// A link just made: the only moment its token is known.
#[derive(Debug, Clone)]
pub struct IssuedLink {
    /// The link.
    pub id: LinkTokenId,
    /// The token itself, for the message; never stored.
    pub token: String,
}

/// A link that was made, found by its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownLink {
    /// The link.
    pub id: LinkTokenId,
    /// What it opens.
    pub purpose: LinkPurpose,
    /// Whose pages.
    pub parent: Option<ParentId>,
    /// Which referral.
    pub referral: Option<ReferralId>,
    /// Of which day the places.
    pub day: Option<Date>,
    /// Until when it may be opened.
    pub expires_at: Instant,
    /// When it was first opened.
    pub used_at: Option<Instant>,
    /// When it was taken back.
    pub revoked_at: Option<Instant>,
    /// SHA-256 of the browser that opened it.
    pub browser_hash: Option<String>,
}

impl KnownLink {
    /// Whether this browser may open the link now.
    pub fn opens(&self, browser_hash: &str, now: Instant) -> bool {
        let valid = self.revoked_at.is_none() && now < self.expires_at;
        let reachable = match &self.used_at {
            None => true,
            Some(_) => self.purpose.reopens() && self.browser_hash.as_deref() == Some(browser_hash),
        };
        valid && reachable
    }
}

type Row = (
    Stored<LinkTokenId>,
    Stored<LinkPurpose>,
    Option<Stored<ParentId>>,
    Option<Stored<ReferralId>>,
    Option<Stored<Date>>,
    Stored<Instant>,
    Option<Stored<Instant>>,
    Option<Stored<Instant>>,
    Option<String>,
);

macro_rules! columns {
    () => {
        (
            link_token::id,
            link_token::purpose,
            link_token::parent_id,
            link_token::referral_id,
            link_token::day,
            link_token::expires_at,
            link_token::used_at,
            link_token::revoked_at,
            link_token::browser_hash,
        )
    };
}

fn known((id, purpose, parent, referral, day, expires_at, used_at, revoked_at, browser_hash): Row) -> KnownLink {
    KnownLink {
        id: id.value(),
        purpose: purpose.value(),
        parent: parent.value(),
        referral: referral.value(),
        day: day.value(),
        expires_at: expires_at.value(),
        used_at: used_at.value(),
        revoked_at: revoked_at.value(),
        browser_hash,
    }
}

/// The link of a token; reading it changes nothing.
pub fn link_by_token(conn: &mut Conn, token: &str) -> Result<Option<KnownLink>> {
    let hash = crate::idempotency::sha256(token.as_bytes());
    let row: Option<Row> =
        link_token::table.filter(link_token::token_hash.eq(hash)).select(columns!()).first(conn).optional()?;
    Ok(row.map(known))
}

/// The last link of a parent that this browser opened: how a phone whose session has ended is known again.
pub fn link_of_browser(conn: &mut Conn, browser_hash: &str) -> Result<Option<KnownLink>> {
    let row: Option<Row> = link_token::table
        .filter(link_token::browser_hash.eq(browser_hash).and(link_token::parent_id.is_not_null()))
        .filter(link_token::revoked_at.is_null().and(link_token::day.is_null()))
        .order((link_token::used_at.desc(), link_token::id.desc()))
        .select(columns!())
        .first(conn)
        .optional()?;
    Ok(row.map(known))
}

/// The language a parent speaks, for the first page she sees.
pub fn parent_language(conn: &mut Conn, id: ParentId) -> Result<SpokenLanguage> {
    let language: Stored<SpokenLanguage> =
        parent::table.find(stored(id)).select(parent::language).first(conn).or_not_found()?;
    Ok(language.value())
}

/// How a parent may be written to.
#[derive(Debug, Clone)]
pub struct ParentContact {
    /// The parent.
    pub parent: ParentId,
    /// The family.
    pub family: FamilyId,
    /// The number people can say on the telephone.
    pub reference: String,
    /// Language spoken.
    pub language: SpokenLanguage,
    /// Whether a message may say what it is about: not for a protected family, nor where somebody else may read it.
    pub neutral: bool,
    /// Whether nothing may be written at all.
    pub call_only: bool,
    /// Telephone, if known.
    pub phone: Option<String>,
    /// When somebody answered that the number is not hers.
    pub phone_closed_at: Option<Instant>,
}

/// How a parent may be written to. For messages only: whoever calls this has the right to send one.
pub fn parent_contact(conn: &mut Conn, id: ParentId) -> Result<ParentContact> {
    type ContactRow = (
        Stored<FamilyId>,
        String,
        bool,
        Stored<SpokenLanguage>,
        Stored<SafeContact>,
        Option<String>,
        Option<Stored<Instant>>,
    );
    let (family_id, reference, protected, language, safe_contact, phone, closed): ContactRow = parent::table
        .inner_join(family::table)
        .filter(parent::id.eq(stored(id)))
        .select((
            parent::family_id,
            family::reference,
            family::protected,
            parent::language,
            parent::safe_contact,
            parent::phone,
            parent::phone_closed_at,
        ))
        .first(conn)
        .or_not_found()?;
    let safe_contact = safe_contact.value();
    Ok(ParentContact {
        parent: id,
        family: family_id.value(),
        reference,
        language: language.value(),
        neutral: protected || safe_contact == SafeContact::Neutral,
        call_only: safe_contact == SafeContact::CallOnly,
        phone,
        phone_closed_at: closed.value(),
    })
}

/// A site as a message names it.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The site.
    pub site: SiteId,
    /// Who runs it.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its mailbox.
    pub email: Option<String>,
}

/// The site that writes to a parent: the given one, or else the one her family was last tied to.
pub fn sender_for(conn: &mut Conn, family_id: FamilyId, wanted: Option<SiteId>) -> Result<Option<Sender>> {
    use crate::schema::link;
    type SenderRow = (Stored<SiteId>, Stored<OrganisationId>, String, Option<String>);
    let wanted = match wanted {
        Some(site_id) => Some(stored(site_id)),
        None => link::table
            .filter(link::family_id.eq(stored(family_id)).and(link::site_id.is_not_null()))
            .order((link::from_date.desc(), link::id.desc()))
            .select(link::site_id.assume_not_null())
            .first(conn)
            .optional()?,
    };
    let Some(wanted) = wanted else { return Ok(None) };
    let row: Option<SenderRow> = site::table
        .find(wanted)
        .select((site::id, site::organisation_id, site::name, site::email))
        .first(conn)
        .optional()?;
    Ok(row.map(|(site_id, organisation, name, email)| Sender {
        site: site_id.value(),
        organisation: organisation.value(),
        name,
        email,
    }))
}

/// A written message: language tag and text.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Language it is written in.
    pub language: String,
    /// Subject, for an e-mail.
    pub subject: Option<String>,
    /// The text.
    pub body: String,
}

/// How the floor above words what leaves: this floor knows no sentences.
pub trait LinkWords {
    /// The message that carries the link. A neutral one names no site, no child, and no childcare.
    fn link(&self, contact: &ParentContact, sender: Option<&Sender>, token: &str) -> Letter;
    /// The line for the site when nothing may be written to the parent.
    fn call(&self, contact: &ParentContact) -> Letter;
    /// The message to the site when somebody says that a number is not the parent's.
    fn number_closed(&self, contact: &ParentContact) -> Letter;
}

impl Tx<'_> {
    /// Makes a link. The token is answered once; its hash is what stays.
    pub fn create_link_token(
        &mut self,
        purpose: LinkPurpose,
        holder: LinkHolder,
        expires_at: Instant,
    ) -> Result<IssuedLink> {
        let token = token_text(&self.random_bytes::<20>());
        let id: LinkTokenId = self.new_id();
        let (parent_id, referral_id, day) = match holder {
            LinkHolder::Parent(id) => (Some(stored(id)), None, None),
            LinkHolder::Day(id, day) => (Some(stored(id)), None, Some(stored(day))),
            LinkHolder::Referral(id) => (None, Some(stored(id)), None),
        };
        diesel::insert_into(link_token::table)
            .values((
                link_token::id.eq(stored(id)),
                link_token::token_hash.eq(crate::idempotency::sha256(token.as_bytes())),
                link_token::purpose.eq(stored(purpose)),
                link_token::parent_id.eq(parent_id),
                link_token::referral_id.eq(referral_id),
                link_token::day.eq(day),
                link_token::created_at.eq(stored(self.now)),
                link_token::expires_at.eq(stored(expires_at)),
            ))
            .execute(self.conn)?;
        Ok(IssuedLink { id, token })
    }

    /// Opens a link for a browser: the first one gets it; later only that one, where the purpose allows it.
    ///
    /// Of many browsers at once one changes the row; the others find it changed.
    pub fn open_link(&mut self, token: &str, browser_hash: &str, request: Option<&str>) -> Result<KnownLink> {
        let link = link_by_token(self.conn, token)?.ok_or(Error::NotFound)?;
        if !link.opens(browser_hash, self.now) {
            return Err(Refusal::LinkNotUsable.into());
        }
        if link.used_at.is_none() {
            let row = link_token::table.filter(link_token::id.eq(stored(link.id)));
            let changed =
                diesel::update(row.filter(link_token::used_at.is_null().and(link_token::revoked_at.is_null())))
                    .set((
                        link_token::used_at.eq(Some(stored(self.now))),
                        link_token::browser_hash.eq(Some(browser_hash)),
                    ))
                    .execute(self.conn)?;
            if changed != 1 {
                // Somebody was faster; the same browser twice (a double tap) is still welcome.
                let again = link_by_token(self.conn, token)?.ok_or(Error::NotFound)?;
                if !again.opens(browser_hash, self.now) {
                    return Err(Refusal::LinkNotUsable.into());
                }
            }
        }
        let mut entry = Entry::done(Action::SignIn, "link_token", link.id);
        if let Some(id) = link.parent {
            // A tap on the link is the sign of life of the number.
            diesel::update(parent::table.find(stored(id)))
                .set(parent::phone_confirmed_at.eq(Some(stored(self.now))))
                .execute(self.conn)?;
            entry = entry.family(parent_contact(self.conn, id)?.family);
        }
        self.audit(&by_link(link.parent, request), entry)?;
        Ok(link)
    }

    /// Sends a parent the link to her pages, as she may safely be reached.
    ///
    /// `checked` says that a professional has checked the number with her: it opens a closed number again.
    pub fn send_link_to_parent(
        &mut self,
        id: ParentId,
        site_id: Option<SiteId>,
        checked: bool,
        by: &Signature,
        words: &dyn LinkWords,
    ) -> Result<LinkSending> {
        let mut contact = parent_contact(self.conn, id)?;
        let sender = sender_for(self.conn, contact.family, site_id)?;
        if checked && contact.phone_closed_at.take().is_some() {
            diesel::update(parent::table.find(stored(id)))
                .set(parent::phone_closed_at.eq(None::<Stored<Instant>>))
                .execute(self.conn)?;
        }
        let sending = self.send_link(id, &contact, sender.as_ref(), words)?;
        let mut entry = Entry::done(Action::ManageFamily, "parent", id)
            .family(contact.family)
            .detail(serde_json::json!({ "link": sending.as_str() }));
        if let Some(sender) = &sender {
            entry = entry.site(sender.site);
        }
        self.audit(by, entry)?;
        Ok(sending)
    }

    fn send_link(
        &mut self,
        id: ParentId,
        contact: &ParentContact,
        sender: Option<&Sender>,
        words: &dyn LinkWords,
    ) -> Result<LinkSending> {
        if contact.call_only {
            self.ask_for_a_call(contact, sender, words)?;
            return Ok(LinkSending::CallOnly);
        }
        let Some(phone) = &contact.phone else { return Ok(LinkSending::NoPhone) };
        if contact.phone_closed_at.is_some() {
            return Ok(LinkSending::NumberClosed);
        }
        let hour_ago = stored(self.now.plus_hours(-1));
        let recent: i64 = link_token::table
            .filter(link_token::parent_id.eq(stored(id)).and(link_token::created_at.gt(hour_ago)))
            .filter(link_token::purpose.eq(stored(LinkPurpose::ParentHome)))
            .count()
            .get_result(self.conn)?;
        if recent >= MOST_LINKS_AN_HOUR {
            return Ok(LinkSending::TooMany);
        }
        let purpose = LinkPurpose::ParentHome;
        let until = self.now.plus_hours(purpose.hours());
        let link = self.create_link_token(purpose, LinkHolder::Parent(id), until)?;
        let letter = words.link(contact, sender, &link.token);
        self.send_message(&NewMessage {
            channel: Channel::Sms,
            recipient: phone.clone(),
            language: letter.language,
            subject: None,
            body: letter.body,
            template: if contact.neutral { MessageTemplate::ParentLinkNeutral } else { MessageTemplate::ParentLink },
            intent: None,
            useful_until: None,
            parent: Some(id),
            family: Some(contact.family),
            organisation: sender.map(|sender| sender.organisation),
            site: sender.map(|sender| sender.site),
        })?;
        Ok(LinkSending::Sent)
    }

    /// One waiting line for the site, whoever asks and however often within the hour.
    fn ask_for_a_call(
        &mut self,
        contact: &ParentContact,
        sender: Option<&Sender>,
        words: &dyn LinkWords,
    ) -> Result<()> {
        use crate::schema::message;
        let waiting: i64 = message::table
            .filter(
                message::family_id
                    .eq(stored(contact.family))
                    .and(message::template.eq(stored(MessageTemplate::ParentCall))),
            )
            .filter(message::created_at.gt(stored(self.now.plus_hours(-1))))
            .count()
            .get_result(self.conn)?;
        if waiting > 0 {
            return Ok(());
        }
        let letter = words.call(contact);
        self.send_message(&NewMessage {
            channel: Channel::Call,
            recipient: contact.phone.clone().unwrap_or_default(),
            language: letter.language,
            subject: None,
            body: letter.body,
            template: MessageTemplate::ParentCall,
            intent: None,
            useful_until: None,
            parent: Some(contact.parent),
            family: Some(contact.family),
            organisation: sender.map(|sender| sender.organisation),
            site: sender.map(|sender| sender.site),
        })?;
        Ok(())
    }

    /// A new link for a phone that cannot open the old one: sent to the number on file, and nowhere else.
    pub fn renew_link(
        &mut self,
        link: &KnownLink,
        request: Option<&str>,
        words: &dyn LinkWords,
    ) -> Result<LinkSending> {
        let Some(id) = link.parent.filter(|_| link.revoked_at.is_none()) else {
            self.audit(
                &by_link(link.parent, request),
                Entry::denied(Action::SignIn, "link_token", Some(link.id.to_string())),
            )?;
            return Ok(LinkSending::NumberClosed);
        };
        self.send_link_to_parent(id, None, false, &by_link(link.parent, request), words)
    }

    /// "This is not me": nothing more is written to the number, its links and open pages end, the site is told. Nobody is deleted.
    pub fn close_number(&mut self, id: ParentId, by: &Signature, words: &dyn LinkWords) -> Result<()> {
        let contact = parent_contact(self.conn, id)?;
        let now = Some(stored(self.now));
        let first_time = diesel::update(parent::table.find(stored(id)).filter(parent::phone_closed_at.is_null()))
            .set((parent::phone_confirmed_at.eq(None::<Stored<Instant>>), parent::phone_closed_at.eq(now.clone())))
            .execute(self.conn)?;
        diesel::update(
            link_token::table.filter(link_token::parent_id.eq(stored(id)).and(link_token::revoked_at.is_null())),
        )
        .set(link_token::revoked_at.eq(now))
        .execute(self.conn)?;
        diesel::delete(web_session::table.filter(web_session::parent_id.eq(stored(id)))).execute(self.conn)?;
        let sender = sender_for(self.conn, contact.family, None)?;
        if let Some((sender, email)) = sender.as_ref().and_then(|sender| Some((sender, sender.email.clone()?)))
            && first_time > 0
        {
            let letter = words.number_closed(&contact);
            self.send_message(&NewMessage {
                channel: Channel::Email,
                recipient: email,
                language: letter.language,
                subject: letter.subject,
                body: letter.body,
                template: MessageTemplate::NumberClosed,
                intent: None,
                useful_until: None,
                parent: None,
                family: Some(contact.family),
                organisation: Some(sender.organisation),
                site: Some(sender.site),
            })?;
        }
        let mut entry = Entry::done(Action::SignIn, "parent", id)
            .family(contact.family)
            .detail(serde_json::json!({ "number": "closed" }));
        if let Some(sender) = sender {
            entry = entry.site(sender.site);
        }
        self.audit(by, entry)
    }
}

/// How the audit names somebody who holds a link.
pub fn by_link(parent: Option<ParentId>, request: Option<&str>) -> Signature {
    Signature { kind: ActorKind::Link, parent, request: request.map(str::to_owned), ..Signature::system() }
}

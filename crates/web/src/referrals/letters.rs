//! What leaves because of a referral, in words: e-mails to sites and prescribers, a text message to the parent.
//!
//! An e-mail names no family: it says that something waits, and where. A text message to a parent names neither the prescriber nor
//! why she was referred; a neutral one names nothing at all.

use db::Tx;
use db::messages::NewMessage;
use db::places::news::NewsKind;
use db::referrals::Notice;
use domain::ReferralId;
use domain::families::{SafeContact, SpokenLanguage};
use domain::messages::{Channel, MessageTemplate};
use domain::referrals::Decision;
use i18n::{Language, Text};

use crate::app::App;
use crate::shared::view;

/// The language in which professionals are written to.
const FRENCH: Text = Text::new(Language::French);

fn email(notice: &Notice, to: &str, template: MessageTemplate, subject: String, body: String) -> NewMessage {
    NewMessage {
        channel: Channel::Email,
        recipient: to.to_owned(),
        language: FRENCH.language().as_str().to_owned(),
        subject: Some(subject),
        body,
        template,
        intent: None,
        useful_until: None,
        parent: None,
        family: Some(notice.referral.family),
        organisation: None,
        site: Some(notice.referral.site),
    }
}

/// The way back to a referral for who sent it: her page, or a link that works without an account.
fn follow_address(app: &App, tx: &mut Tx<'_>, notice: &Notice) -> db::Result<String> {
    let referral = &notice.referral;
    if referral.prescriber.organisation.is_some() {
        return Ok(app.link(&format!("/referrals/{}", referral.id)));
    }
    let token = tx.create_follow_link(referral.id)?;
    Ok(app.link(&format!("/referrals/follow/{token}")))
}

/// To the site: a referral waits. The link answers without an account.
fn to_site(app: &App, tx: &mut Tx<'_>, notice: &Notice, reminder: bool) -> db::Result<()> {
    let referral = &notice.referral;
    let token = tx.create_answer_link(referral.id)?;
    let address = app.link(&format!("/answer/{token}"));
    let (number, organisation) = (&referral.number, &referral.prescriber.organisation_name);
    let urgency = FRENCH.word("urgency", referral.urgency.as_str()).to_lowercase();
    let (template, subject, body) = if reminder {
        let body = FRENCH.referrals_mail_reminder_body(number, organisation, address);
        (MessageTemplate::ReferralReminder, FRENCH.referrals_mail_reminder_subject(number), body)
    } else {
        let children = FRENCH.count_children(notice.children.len());
        let body = FRENCH.referrals_mail_sent_body(
            &referral.prescriber.name,
            organisation,
            children,
            urgency,
            number,
            address,
        );
        (MessageTemplate::ReferralSent, FRENCH.referrals_mail_sent_subject(number, organisation), body)
    };
    for to in &notice.site_emails {
        tx.send_message(&email(notice, to, template, subject.clone(), body.clone()))?;
    }
    Ok(())
}

/// A referral was sent: the site is asked, the prescriber gets her receipt.
pub fn sent(app: &App, tx: &mut Tx<'_>, id: ReferralId, follow_token: &str) -> db::Result<()> {
    let notice = db::referrals::notice(tx, id)?;
    to_site(app, tx, &notice, false)?;
    if let Some(to) = &notice.referral.prescriber.email {
        let address = app.link(&format!("/referrals/follow/{follow_token}"));
        let number = &notice.referral.number;
        let subject = FRENCH.referrals_mail_receipt_subject(number);
        let body = FRENCH.referrals_mail_receipt_body(number, &notice.site_name, address);
        tx.send_message(&email(&notice, to, MessageTemplate::ReferralReceipt, subject, body))?;
    }
    Ok(())
}

/// The site is reminded.
pub fn reminded(app: &App, tx: &mut Tx<'_>, id: ReferralId) -> db::Result<()> {
    let notice = db::referrals::notice(tx, id)?;
    to_site(app, tx, &notice, true)
}

/// The site answered: who sent the referral is told, and the parent when it is a yes or a no.
pub fn answered(app: &App, tx: &mut Tx<'_>, id: ReferralId, decision: Decision) -> db::Result<()> {
    let notice = db::referrals::notice(tx, id)?;
    if let Some(to) = notice.referral.prescriber.email.clone() {
        let address = follow_address(app, tx, &notice)?;
        let (number, site) = (&notice.referral.number, &notice.site_name);
        let (template, subject, body) = match decision {
            Decision::Accept => (
                MessageTemplate::ReferralAccepted,
                FRENCH.referrals_mail_accepted_subject(number, site),
                FRENCH.referrals_mail_accepted_body(site, number, address),
            ),
            Decision::Refuse => {
                let reason = notice
                    .referral
                    .refusal_reason
                    .map(|reason| FRENCH.word("refusal-reason", reason.as_str()))
                    .unwrap_or_default();
                (
                    MessageTemplate::ReferralRefused,
                    FRENCH.referrals_mail_refused_subject(number, site),
                    FRENCH.referrals_mail_refused_body(site, number, reason, address),
                )
            }
            Decision::Ask => (
                MessageTemplate::ReferralAsked,
                FRENCH.referrals_mail_asked_subject(number, site),
                FRENCH.referrals_mail_asked_body(site, number, address),
            ),
        };
        tx.send_message(&email(&notice, &to, template, subject, body))?;
    }
    if decision == Decision::Ask { Ok(()) } else { to_parent(tx, &notice, decision == Decision::Accept) }
}

/// The prescriber replied: the site is told.
pub fn replied(app: &App, tx: &mut Tx<'_>, id: ReferralId) -> db::Result<()> {
    let notice = db::referrals::notice(tx, id)?;
    let token = tx.create_answer_link(id)?;
    let address = app.link(&format!("/answer/{token}"));
    let number = &notice.referral.number;
    let subject = FRENCH.referrals_mail_replied_subject(number);
    let body = FRENCH.referrals_mail_replied_body(number, &notice.referral.prescriber.name, address);
    for to in &notice.site_emails {
        tx.send_message(&email(&notice, to, MessageTemplate::ReferralReplied, subject.clone(), body.clone()))?;
    }
    Ok(())
}

/// Nobody answered in time: who sent the referral is told.
pub fn expired(app: &App, tx: &mut Tx<'_>, id: ReferralId) -> db::Result<()> {
    let notice = db::referrals::notice(tx, id)?;
    if let Some(to) = notice.referral.prescriber.email.clone() {
        let address = follow_address(app, tx, &notice)?;
        let (number, site) = (&notice.referral.number, &notice.site_name);
        let subject = FRENCH.referrals_mail_expired_subject(number);
        let body = FRENCH.referrals_mail_expired_body(site, number, address);
        tx.send_message(&email(&notice, &to, MessageTemplate::ReferralExpired, subject, body))?;
    }
    Ok(())
}

/// The language of the interface nearest to the one spoken.
pub fn interface_language(spoken: SpokenLanguage) -> Language {
    match spoken {
        SpokenLanguage::English => Language::English,
        SpokenLanguage::Arabic => Language::Arabic,
        _ => Language::French,
    }
}

/// A text message to the parent, as safely as she asked: nothing when only calls are safe.
fn to_parent(tx: &mut Tx<'_>, notice: &Notice, accepted: bool) -> db::Result<()> {
    let Some(to) = notice.parent_phone.clone() else { return Ok(()) };
    let t = Text::new(interface_language(notice.parent_language));
    let call = notice.site_phone.as_deref().map(view::Phone::of).map_or_else(String::new, |phone| phone.shown);
    let (template, words) = match (notice.parent_contact, accepted) {
        (SafeContact::CallOnly, _) => return Ok(()),
        (SafeContact::Neutral, _) => (MessageTemplate::ReferralParentNeutral, t.referrals_parent_sms_neutral()),
        (SafeContact::Normal, true) => {
            (MessageTemplate::ReferralParentAccepted, t.referrals_parent_sms_accepted(&notice.site_name))
        }
        (SafeContact::Normal, false) => {
            (MessageTemplate::ReferralParentRefused, t.referrals_parent_sms_refused(&notice.site_name))
        }
    };
    let body = if call.is_empty() { words } else { format!("{words} {}", t.referrals_parent_sms_call(call)) };
    tx.send_message(&NewMessage {
        channel: Channel::Sms,
        recipient: to,
        language: t.language().as_str().to_owned(),
        subject: None,
        body,
        template,
        intent: None,
        useful_until: None,
        parent: Some(notice.referral.parent),
        family: Some(notice.referral.family),
        organisation: None,
        site: Some(notice.referral.site),
    })?;
    Ok(())
}

/// To who referred a family: it has its place, a promise, or no longer one. Not where and when: that is the family's life.
pub fn place_news(
    app: &App,
    tx: &mut Tx<'_>,
    id: ReferralId,
    kind: NewsKind,
    answer_on: Option<domain::Date>,
) -> db::Result<()> {
    let notice = db::referrals::notice(tx, id)?;
    let Some(to) = notice.referral.prescriber.email.clone() else { return Ok(()) };
    let address = follow_address(app, tx, &notice)?;
    let number = &notice.referral.number;
    let (template, subject, body) = match (kind, answer_on) {
        (NewsKind::Promised, Some(day)) => (
            MessageTemplate::ReferralPlacePromised,
            FRENCH.referrals_mail_promised_subject(number),
            FRENCH.referrals_mail_promised_body(number, FRENCH.date_long(day), address),
        ),
        (NewsKind::Broken, _) => (
            MessageTemplate::ReferralPlaceBroken,
            FRENCH.referrals_mail_broken_subject(number),
            FRENCH.referrals_mail_broken_body(number, address),
        ),
        _ => (
            MessageTemplate::ReferralPlaceConfirmed,
            FRENCH.referrals_mail_confirmed_subject(number),
            FRENCH.referrals_mail_confirmed_body(number, address),
        ),
    };
    tx.send_message(&email(&notice, &to, template, subject, body)).map(drop)
}

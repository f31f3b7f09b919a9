//! The outbox: what left, to whom, in which words, and what somebody still has to say on the telephone.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use db::messages::outbox::{Message, OutboxFilter, outbox as read_outbox};
use domain::MessageId;
use domain::messages::{Channel, MessageProgress};
use i18n::{Language, Text};

use crate::asked::Asked;
use crate::context::Context;
use crate::forms::percent;
use crate::problem::Problem;
use crate::shared::view;

/// Messages on one page.
const ON_A_PAGE: usize = 30;

#[derive(Template)]
#[template(path = "messages/outbox.html")]
struct OutboxPage {
    t: Text,
    layout: view::Layout,
    lead: String,
    words: String,
    tabs: Vec<view::Tab>,
    messages: Vec<Line>,
    searching: bool,
    paging: Option<view::Paging>,
}

/// A message on the page.
struct Line {
    id: String,
    kind: &'static str,
    icon: &'static str,
    channel: String,
    recipient: String,
    language: &'static str,
    direction: &'static str,
    subject: String,
    body: Vec<Piece>,
    badge: view::Badge,
    when: String,
    from: String,
    failure: String,
}

/// A part of a text: words, or an address to follow.
struct Piece {
    text: String,
    href: String,
}

/// `GET /outbox`.
pub(super) async fn outbox(cx: Context, asked: Asked) -> Result<Response, Problem> {
    let mut read = asked.read_loosely();
    let (channel, before) = (read.optional_word::<Channel>("channel"), read.optional_word::<MessageId>("before"));
    let words = read.optional_text("q", 100);
    read.finish()?;
    let (channel, before, words) = (channel.take()?, before.take()?, words.take()?.unwrap_or_default());
    let filter = OutboxFilter { channel, words: words.clone(), before, limit: ON_A_PAGE + 1 };
    let actor = cx.actor().clone();
    let mut found = cx.app.db().read(move |conn| read_outbox(conn, &actor, &filter)).await?;
    let more = found.len() > ON_A_PAGE;
    found.truncate(ON_A_PAGE);
    let address = |channel: Option<Channel>, before: Option<MessageId>| {
        let mut parts = Vec::new();
        parts.extend(channel.map(|channel| format!("channel={channel}")));
        parts.extend((!words.is_empty()).then(|| format!("q={}", percent(&words))));
        parts.extend(before.map(|before| format!("before={before}")));
        if parts.is_empty() { "/outbox".to_owned() } else { format!("/outbox?{}", parts.join("&")) }
    };
    let tab = |choice: Option<Channel>| view::Tab {
        label: choice.map_or_else(|| cx.t.messages_all(), |choice| cx.t.word("channel", choice.as_str())),
        href: address(choice, None),
        current: choice == channel,
        count: String::new(),
    };
    let tabs = [None].into_iter().chain(Channel::ALL.iter().copied().map(Some)).map(tab).collect();
    let paging = (more || before.is_some()).then(|| view::Paging {
        words: String::new(),
        previous: before.map(|_| address(channel, None)).unwrap_or_default(),
        next: found.last().filter(|_| more).map(|last| address(channel, Some(last.id))).unwrap_or_default(),
    });
    let page = OutboxPage {
        t: cx.t,
        layout: cx.layout().await,
        lead: if cx.frame.demo { cx.t.messages_lead_demo() } else { cx.t.messages_lead() },
        searching: !words.is_empty() || channel.is_some(),
        tabs,
        messages: found.into_iter().map(|message| line(&cx, message)).collect(),
        paging,
        words,
    };
    let html = page.render().map_err(|error| Problem::broken(&error.to_string()))?;
    Ok(Html(html).into_response())
}

fn line(cx: &Context, message: Message) -> Line {
    let t = cx.t;
    let (tone, word) = match (message.channel, message.progress) {
        (Channel::Call, _) => ("special", t.messages_to_call()),
        (_, progress) => {
            let tone = match progress {
                MessageProgress::Sent | MessageProgress::Delivered => "done",
                MessageProgress::Failed => "refused",
                MessageProgress::Unknown => "warning",
                MessageProgress::Dropped => "neutral",
                MessageProgress::Waiting | MessageProgress::HandedOver => "waiting",
            };
            (tone, t.word("message-progress", progress.as_str()))
        }
    };
    let (kind, icon) = match message.channel {
        Channel::Sms => ("sms", "phone"),
        Channel::Email => ("email", "letter"),
        Channel::Call => ("call", "phone"),
    };
    let language = Language::negotiate(&message.language);
    Line {
        id: message.id.to_string(),
        kind,
        icon,
        channel: t.word("channel", message.channel.as_str()),
        recipient: message.recipient,
        language: language.as_str(),
        direction: language.direction(),
        subject: message.subject.unwrap_or_default(),
        body: pieces(&message.body, cx.frame.demo),
        badge: view::Badge { tone, word },
        when: t.instant_long(message.since, &cx.frame.zone),
        from: message.site_name.unwrap_or_default(),
        failure: message
            .drop_reason
            .map(|reason| t.word("drop-reason", reason.as_str()))
            .or(message.failure)
            .unwrap_or_default(),
    }
}

/// Cuts a text at its links. A link is a right: outside a demonstration nobody but its addressee gets to follow it.
fn pieces(body: &str, follow: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = body;
    while let Some(at) = [rest.find("http://"), rest.find("https://")].into_iter().flatten().min() {
        let (before, link) = rest.split_at(at);
        let end = link.find(char::is_whitespace).unwrap_or(link.len());
        let (link, after) = link.split_at(end);
        let bare = link.trim_end_matches(['.', ',', ';', ')', '»']);
        pieces.push(Piece { text: before.to_owned(), href: String::new() });
        if follow {
            pieces.push(Piece { text: bare.to_owned(), href: bare.to_owned() });
        } else {
            let host: Vec<&str> = bare.splitn(4, '/').take(3).collect();
            pieces.push(Piece { text: format!("{}/…", host.join("/")), href: String::new() });
        }
        pieces.push(Piece { text: link[bare.len()..].to_owned(), href: String::new() });
        rest = after;
    }
    pieces.push(Piece { text: rest.to_owned(), href: String::new() });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &str, follow: bool) -> Vec<(String, String)> {
        pieces(body, follow).into_iter().map(|piece| (piece.text, piece.href)).collect()
    }

    #[test]
    fn a_link_can_be_followed_in_a_demonstration() {
        let link = "http://127.0.0.1:8080/f/abc";
        assert_eq!(
            shown(&format!("Votre page : {link}. À bientôt"), true),
            [("Votre page : ", ""), (link, link), (".", ""), (" À bientôt", "")]
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
    }

    #[test]
    fn a_link_of_a_real_message_is_not_shown() {
        let shown = shown("https://marelle.example.org/f/secret", false);
        assert_eq!(shown, [("https://marelle.example.org/…".to_owned(), String::new())]);
    }
}

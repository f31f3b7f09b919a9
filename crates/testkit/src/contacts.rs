//! How parents are reached in a test, and what has left.

use diesel::prelude::*;
use domain::access::Action;
use domain::families::{SafeContact, SpokenLanguage};
use domain::{ParentId, Word};

use crate::TestApp;

/// A message of the outbox.
#[derive(Debug, Clone, diesel::Queryable)]
pub struct Outgoing {
    /// `sms`, `email` or `call`.
    pub channel: String,
    /// Number or address.
    pub recipient: String,
    /// Language tag.
    pub language: String,
    /// The text.
    pub body: String,
    /// Which message.
    pub template: String,
    /// The site that sends it.
    pub site: Option<String>,
}

impl TestApp {
    /// Says how a parent may be reached.
    #[expect(clippy::expect_used, reason = "a test whose world cannot be built fails")]
    pub async fn reach(&self, parent: ParentId, language: SpokenLanguage, contact: SafeContact, protected: bool) {
        use db::schema::{family, parent as parents};
        self.db
            .write(move |tx| {
                let row = parents::table.find(parent.to_string());
                let family_id: String = row.clone().select(parents::family_id).first(tx.conn)?;
                diesel::update(row)
                    .set((parents::language.eq(language.text()), parents::safe_contact.eq(contact.text())))
                    .execute(tx.conn)?;
                diesel::update(family::table.find(family_id)).set(family::protected.eq(protected)).execute(tx.conn)?;
                let line = db::audit::Entry::done(Action::ManageFamily, "parent", parent);
                tx.audit(&db::audit::Signature::system(), line)
            })
            .await
            .expect("the parent is there");
    }

    /// Everything kept for repeated requests.
    #[expect(clippy::expect_used, reason = "a test's read")]
    pub async fn stored_answers(&self) -> String {
        use db::schema::idempotency;
        let answers = self.db.read(|conn| Ok(idempotency::table.select(idempotency::answer).load::<String>(conn)?));
        answers.await.expect("the answers read").concat()
    }

    /// When a browser's session was written last.
    #[expect(clippy::expect_used, reason = "a test's read")]
    pub async fn last_session_write(&self) -> Option<String> {
        use db::schema::web_session;
        let written = web_session::table.select(diesel::dsl::max(web_session::last_seen_at));
        self.db.read(move |conn| Ok(written.first(conn)?)).await.expect("the sessions read")
    }

    /// When a token was used last, as far as that was noted.
    #[expect(clippy::expect_used, reason = "a test's read")]
    pub async fn token_last_used(&self, token: &str) -> Option<String> {
        use db::schema::api_token;
        let row = api_token::table.filter(api_token::token_hash.eq(db::idempotency::sha256(token.as_bytes())));
        self.db
            .read(move |conn| Ok(row.select(api_token::last_used_at).first(conn)?))
            .await
            .expect("the token is there")
    }

    /// Everything that has left, the oldest first.
    #[expect(clippy::expect_used, reason = "a test's read")]
    pub async fn outbox(&self) -> Vec<Outgoing> {
        use db::schema::message;
        self.db
            .read(|conn| {
                let columns = (
                    message::channel,
                    message::recipient,
                    message::language,
                    message::body,
                    message::template,
                    message::site_id,
                );
                Ok(message::table.order((message::created_at, message::id)).select(columns).load::<Outgoing>(conn)?)
            })
            .await
            .expect("the outbox reads")
    }

    /// How a place request stands.
    #[expect(clippy::expect_used, reason = "a test's read")]
    pub async fn request_outcome(&self, request: domain::PlaceRequestId) -> String {
        use db::schema::place_request;
        let row = place_request::table.find(request.to_string()).select(place_request::outcome);
        let outcome: Option<String> =
            self.db.read(move |conn| Ok(row.first(conn)?)).await.expect("the request is there");
        outcome.unwrap_or_default()
    }

    /// The family of a child.
    #[expect(clippy::expect_used, reason = "a test's read")]
    pub async fn family_of(&self, child: domain::ChildId) -> domain::FamilyId {
        use db::schema::child as children;
        let row = children::table.find(child.to_string()).select(children::family_id);
        let family: String = self.db.read(move |conn| Ok(row.first(conn)?)).await.expect("the child is there");
        family.parse().expect("an id")
    }
}

//! Who carries messages away from a real installation: a mail server for e-mails, a folder for text messages.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use async_trait::async_trait;
use domain::messages::Channel;
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use web::messages::{Carrier, Handing, Outgoing};

use crate::serve::Sending;
use crate::start;

/// What the options ask for.
pub(crate) fn carrier(sending: &Sending) -> anyhow::Result<Arc<dyn Carrier>> {
    let mail = match &sending.smtp_url {
        None => None,
        Some(url) => {
            let transport =
                AsyncSmtpTransport::<Tokio1Executor>::from_url(url).context("--smtp-url does not read")?.build();
            let from = sending.mail_from.parse().with_context(|| format!("--mail-from {:?}", sending.mail_from))?;
            Some(Mail { transport, from })
        }
    };
    if mail.is_none() || sending.sms_folder.is_none() {
        tracing::warn!("without --smtp-url and --sms-folder, messages stay on the outbox page");
    }
    if let Some(folder) = &sending.sms_folder {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        start::owner_only(folder, 0o700)?;
    }
    Ok(Arc::new(Carriers { mail, sms_folder: sending.sms_folder.clone() }))
}

struct Carriers {
    mail: Option<Mail>,
    sms_folder: Option<PathBuf>,
}

struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

#[async_trait]
impl Carrier for Carriers {
    async fn carry(&self, message: &Outgoing) -> Handing {
        match (message.channel, &self.mail, &self.sms_folder) {
            (Channel::Email, Some(mail), _) => mail.carry(message).await,
            (Channel::Sms, _, Some(folder)) => put_down(folder.clone(), message.clone()).await,
            // No way out was configured: the outbox page is where it is read.
            _ => Handing::Taken(None),
        }
    }
}

impl Mail {
    async fn carry(&self, message: &Outgoing) -> Handing {
        match self.letter(message) {
            Err(words) => Handing::Refused(words.to_owned()),
            Ok(letter) => match self.transport.send(letter).await {
                Ok(_) => Handing::Taken(None),
                Err(error) => answer(&error),
            },
        }
    }

    fn letter(&self, message: &Outgoing) -> Result<lettre::Message, &'static str> {
        // Errors of the mail server may repeat the address: they are told without it.
        let to: Mailbox = message.recipient.parse().map_err(|_| "the e-mail address does not read")?;
        lettre::Message::builder()
            .message_id(Some(format!("<{}@marelle>", message.id)))
            .from(self.from.clone())
            .to(to)
            .subject(message.subject.clone().unwrap_or_default())
            .body(message.body.clone())
            .map_err(|_| "the e-mail cannot be written")
    }
}

/// What is certain of a letter a mail server did not simply take. Its answer says whether it did (5xx: never; 4xx: not now); where there is none,
/// the letter may have been taken, unless nobody was there.
fn answer(error: &lettre::transport::smtp::Error) -> Handing {
    match error.status() {
        Some(code) if error.is_permanent() => Handing::Refused(format!("the mail server answered {code}")),
        Some(code) => Handing::NotTaken(format!("the mail server answered {code}")),
        None if error.is_client() => Handing::Refused("the e-mail does not fit the mail server".to_owned()),
        None if error.to_string().starts_with("Connection error") => {
            Handing::NotTaken("the mail server cannot be reached".to_owned())
        }
        None => Handing::Unknown("the mail server did not answer".to_owned()),
    }
}

/// One file a message, there whole or not at all; the same message carried twice is the same file.
async fn put_down(folder: PathBuf, message: Outgoing) -> Handing {
    let text = serde_json::json!({ "id": message.id.to_string(), "to": message.recipient, "text": message.body });
    let write = move || -> std::io::Result<()> {
        let (part, whole) = (folder.join(format!("{}.part", message.id)), folder.join(format!("{}.json", message.id)));
        let mut file = std::fs::File::create(&part)?;
        file.write_all(text.to_string().as_bytes())?;
        file.sync_all()?;
        std::fs::rename(part, whole)
    };
    match tokio::task::spawn_blocking(write).await {
        Ok(Ok(())) => Handing::Taken(None),
        // A file is there whole or not at all, and the same message is the same file.
        Ok(Err(error)) => Handing::NotTaken(format!("the folder of text messages: {}", error.kind())),
        Err(_) => Handing::NotTaken("the folder of text messages cannot be written".to_owned()),
    }
}

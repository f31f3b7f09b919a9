//! Who carries messages away from a real installation: a mail server for e-mails, a folder for text messages.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use async_trait::async_trait;
use domain::messages::Channel;
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use web::messages::{Carrier, Outgoing};

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
    async fn carry(&self, message: &Outgoing) -> Result<(), String> {
        match (message.channel, &self.mail, &self.sms_folder) {
            (Channel::Email, Some(mail), _) => mail.carry(message).await,
            (Channel::Sms, _, Some(folder)) => put_down(folder.clone(), message.clone()).await,
            // No way out was configured: the outbox page is where it is read.
            _ => Ok(()),
        }
    }
}

impl Mail {
    async fn carry(&self, message: &Outgoing) -> Result<(), String> {
        // Errors of the mail server may repeat the address: they are told without it.
        let to: Mailbox = message.recipient.parse().map_err(|_| "the e-mail address does not read".to_owned())?;
        let letter = lettre::Message::builder()
            .message_id(Some(format!("<{}@marelle>", message.id)))
            .from(self.from.clone())
            .to(to)
            .subject(message.subject.clone().unwrap_or_default())
            .body(message.body.clone())
            .map_err(|_| "the e-mail cannot be written".to_owned())?;
        self.transport.send(letter).await.map(drop).map_err(|error| match error.status() {
            Some(code) => format!("the mail server answered {code}"),
            None => "the mail server cannot be reached".to_owned(),
        })
    }
}

/// One file a message, there whole or not at all; the same message carried twice is the same file.
async fn put_down(folder: PathBuf, message: Outgoing) -> Result<(), String> {
    let text = serde_json::json!({ "id": message.id.to_string(), "to": message.recipient, "text": message.body });
    let write = move || -> std::io::Result<()> {
        let (part, whole) = (folder.join(format!("{}.part", message.id)), folder.join(format!("{}.json", message.id)));
        let mut file = std::fs::File::create(&part)?;
        file.write_all(text.to_string().as_bytes())?;
        file.sync_all()?;
        std::fs::rename(part, whole)
    };
    match tokio::task::spawn_blocking(write).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(format!("the folder of text messages: {}", error.kind())),
        Err(_) => Err("the folder of text messages cannot be written".to_owned()),
    }
}

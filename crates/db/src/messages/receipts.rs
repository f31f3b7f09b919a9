//! What a gateway tells of a message afterwards: late, twice, in any order. What is known only grows.

use diesel::prelude::*;
use domain::messages::ReceiptKind;
use domain::*;

use crate::schema::message;
use crate::{Error, Result, Stored, Tx, stored};

impl Tx<'_> {
    /// Takes a receipt: a message that is on the telephone stays there, whatever is told of it later. Of a message that was never handed
    /// over nothing can be known: such a receipt is of somebody else's.
    pub fn take_receipt(&mut self, id: MessageId, kind: ReceiptKind, words: Option<&str>) -> Result<()> {
        self.audited = true;
        let handed: Option<Option<Stored<Instant>>> =
            message::table.find(stored(id)).select(message::handed_at).first(self.conn).optional()?;
        if handed.flatten().is_none() {
            return Err(Error::NotFound);
        }
        let now = Some(stored(self.now));
        let row = message::table.find(stored(id)).filter(message::delivered_at.is_null());
        match kind {
            ReceiptKind::Delivered => {
                diesel::update(row.clone().filter(message::sent_at.is_null()))
                    .set(message::sent_at.eq(now.clone()))
                    .execute(self.conn)?;
                diesel::update(row)
                    .set((
                        message::delivered_at.eq(now),
                        message::unknown_at.eq(None::<Stored<Instant>>),
                        message::failed_at.eq(None::<Stored<Instant>>),
                        message::failure.eq(None::<String>),
                    ))
                    .execute(self.conn)?;
            }
            ReceiptKind::Failed => {
                diesel::update(row.filter(message::failed_at.is_null()))
                    .set((
                        message::failed_at.eq(now),
                        message::unknown_at.eq(None::<Stored<Instant>>),
                        message::failure.eq(words),
                    ))
                    .execute(self.conn)?;
            }
        }
        Ok(())
    }
}

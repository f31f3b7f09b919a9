//! Messages that leave the house.

use crate::word_list;

word_list! {
    /// How a message leaves.
    Channel {
        /// A text message to a telephone.
        Sms = "sms",
        /// An e-mail.
        Email = "email",
        /// A line for the site: somebody has to call, nothing may be written.
        Call = "call",
    }
}

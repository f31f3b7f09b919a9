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

/// Letters and digits in a row from which a part of an address is taken for a secret: tokens have 32, codes of a page far fewer.
const SECRET_LENGTH: usize = 20;

/// A text with the secret parts of its links left out, as it may be kept once it has left: whoever reads it later follows nothing.
pub fn without_secrets(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = [rest.find("http://"), rest.find("https://")].into_iter().flatten().min() {
        let (before, link) = rest.split_at(at);
        let end = link.find(char::is_whitespace).unwrap_or(link.len());
        let (link, after) = link.split_at(end);
        kept.push_str(before);
        for (place, part) in link.split('/').enumerate() {
            if place > 0 {
                kept.push('/');
            }
            // Scheme and host stand first: they are never secret, however long.
            kept.push_str(&if place < 3 { part.to_owned() } else { without_secret(part) });
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// A part of an address with each long run of letters and digits left out.
fn without_secret(part: &str) -> String {
    part.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric())
        .map(|run| {
            let word = run.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
            if word.len() < SECRET_LENGTH { run.to_owned() } else { format!("…{}", &run[word.len()..]) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_has_left_is_kept_without_its_token() {
        let token = crate::links::token_text(&[7; 20]);
        assert_eq!(
            without_secrets(&format!(
                "Les Marronniers : https://m.fr/l/{token}. À bientôt, https://m.fr/x?key={token}"
            )),
            "Les Marronniers : https://m.fr/l/…. À bientôt, https://m.fr/x?key=…"
        );
    }

    #[test]
    fn words_hosts_and_addresses_without_a_secret_stay() {
        let text = "Anticonstitutionnellement : https://a-very-long-name-of-a-host.example.org/referrals/0198a3c4-0000-7000-8000-000000000001 (12)";
        assert_eq!(without_secrets(text), text);
    }
}

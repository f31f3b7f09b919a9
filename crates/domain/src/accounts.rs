//! Passwords and attempts to sign in.

use crate::word_list;

/// Fewest characters of a password.
pub const SHORTEST_PASSWORD: usize = 12;
/// Most characters of a password: more is refused before it is hashed.
pub const LONGEST_PASSWORD: usize = 200;
/// Wrong answers after which an account waits [`LOCK_SECONDS`] before each further try.
pub const MOST_FAILURES: i32 = 10;
/// How long a locked account waits.
pub const LOCK_SECONDS: i64 = 15 * 60;
/// Days an invitation can be accepted.
pub const INVITATION_DAYS: i64 = 7;
/// Longest life of an API token, in days.
pub const LONGEST_TOKEN_DAYS: i32 = 365;

word_list! {
    /// Why a password is not taken.
    PasswordWeakness {
        /// Fewer than [`SHORTEST_PASSWORD`] characters.
        TooShort = "password_too_short",
        /// More than [`LONGEST_PASSWORD`] characters.
        TooLong = "too_long",
        /// It holds the person's address or name.
        Personal = "password_personal",
        /// It is made of a few characters or of a run of the keyboard.
        Guessable = "password_guessable",
    }
}

/// Runs that people type when they are asked for something long.
const RUNS: [&str; 10] = [
    "motdepasse",
    "password",
    "azertyuiop",
    "qwertyuiop",
    "qsdfghjklm",
    "asdfghjkl",
    "1234567890",
    "0123456789",
    "abcdefghij",
    "marelle",
];

/// What is wrong with a password, if anything. `personal` are the person's address and names.
pub fn password_weakness(password: &str, personal: &[&str]) -> Option<PasswordWeakness> {
    let length = password.chars().count();
    if length < SHORTEST_PASSWORD {
        return Some(PasswordWeakness::TooShort);
    }
    if length > LONGEST_PASSWORD {
        return Some(PasswordWeakness::TooLong);
    }
    let folded = password.to_lowercase();
    let mut own = personal
        .iter()
        .flat_map(|text| [*text, text.split('@').next().unwrap_or_default()])
        .map(str::to_lowercase)
        .filter(|text| text.chars().count() >= 4);
    if own.any(|text| folded.contains(&text)) {
        return Some(PasswordWeakness::Personal);
    }
    // What is left once the well-known runs are taken out must still be worth guessing.
    let rest = RUNS.iter().fold(folded, |rest, run| rest.replace(run, ""));
    let mut distinct: Vec<char> = rest.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    (distinct.len() < 5).then_some(PasswordWeakness::Guessable)
}

/// Seconds an account waits after its n-th wrong answer in a row: nothing for slips of the fingers, then longer and longer.
pub fn wait_after(failures: i32) -> i64 {
    match failures {
        ..=3 => 0,
        4..MOST_FAILURES => 1 << (failures - 3),
        _ => LOCK_SECONDS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sentence_is_a_password_and_a_run_of_the_keyboard_is_none() {
        assert_eq!(password_weakness("quatre chats gris dorment", &["amel@exemple.fr"]), None);
        assert_eq!(password_weakness("L'été à Lunel !", &["amel@exemple.fr"]), None);
        for guessable in ["aaaaaaaaaaaaaaa", "azertyuiop12", "123456789012", "motdepasse2026", "Marelle-1234567890"] {
            assert_eq!(password_weakness(guessable, &[]), Some(PasswordWeakness::Guessable), "{guessable}");
        }
    }

    #[test]
    fn a_password_does_not_hold_the_address_or_the_name() {
        assert_eq!(
            password_weakness("nadia.benali-lunel", &["nadia.benali@exemple.fr"]),
            Some(PasswordWeakness::Personal)
        );
        assert_eq!(
            password_weakness("les chats de BENALI", &["x@exemple.fr", "Benali"]),
            Some(PasswordWeakness::Personal)
        );
        // Two letters of a short name are no reason.
        assert_eq!(password_weakness("les chats de Zoé dorment", &["Zoé"]), None);
    }

    #[test]
    fn the_bounds_of_length_belong_to_what_is_taken() {
        assert_eq!(password_weakness("trois chats", &[]), Some(PasswordWeakness::TooShort));
        assert_eq!(password_weakness("trois chats!", &[]), None);
        assert_eq!(password_weakness(&"abcdéf".repeat(34), &[]), Some(PasswordWeakness::TooLong));
    }

    #[test]
    fn three_slips_cost_nothing_and_ten_a_quarter_of_an_hour() {
        assert_eq!((1..=3).map(wait_after).sum::<i64>(), 0);
        assert!((4..MOST_FAILURES).map(wait_after).is_sorted());
        assert_eq!((wait_after(4), wait_after(9)), (2, 64));
        assert_eq!((wait_after(10), wait_after(500)), (LOCK_SECONDS, LOCK_SECONDS));
    }
}

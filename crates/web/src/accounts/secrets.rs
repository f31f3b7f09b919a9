//! Passwords as argon2id hashes, and the six digits of a second factor.

use argon2::password_hash::PasswordHasher as _;
use argon2::{Argon2, PasswordVerifier as _};
use domain::Instant;
use tokio::sync::Semaphore;
use totp_rs::{Builder, Secret, Totp};

use crate::app::App;
use crate::problem::Problem;

/// Hashing takes a processor and 19 MB for a moment: two at once, the others wait.
static PERMITS: Semaphore = Semaphore::const_new(2);

/// A hash of no password: unknown addresses are compared with it, so that they take as long as known ones.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IG5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The hash of a password, with a salt of its own.
pub async fn hash(app: &App, password: String) -> Result<String, Problem> {
    let salt = app.db().random_bytes::<16>();
    let _permit = PERMITS.acquire().await.map_err(|error| Problem::broken(&error.to_string()))?;
    tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).map(|hash| hash.to_string())
    })
    .await
    .map_err(|error| Problem::broken(&error.to_string()))?
    .map_err(|error| Problem::broken(&error.to_string()))
}

/// Whether this is the password of the hash. Without a hash it takes as long, and it is not.
pub(crate) async fn verify(password: String, hash: Option<String>) -> Result<bool, Problem> {
    let _permit = PERMITS.acquire().await.map_err(|error| Problem::broken(&error.to_string()))?;
    tokio::task::spawn_blocking(move || {
        let right = Argon2::default().verify_password(password.as_bytes(), hash.as_deref().unwrap_or(NOBODY)).is_ok();
        right && hash.is_some()
    })
    .await
    .map_err(|error| Problem::broken(&error.to_string()))
}

/// A fresh secret of a second factor, in base 32.
pub(crate) fn new_totp_secret(app: &App) -> String {
    Secret::from(app.db().random_bytes::<20>()).to_base32()
}

/// The second factor of a secret: six digits, thirty seconds, one step of grace on either side.
fn totp(secret: &str, account: &str) -> Option<Totp> {
    Builder::new()
        .with_secret(Secret::try_from_base32(secret).ok()?)
        .with_skew(1)
        .with_account_name(account.replace(':', " "))
        .with_issuer(Some("Marelle"))
        .build()
        .ok()
}

/// The step whose digits these are, if they are right now.
pub(crate) fn totp_step(secret: &str, code: &str, now: Instant) -> Option<i64> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let seconds = u64::try_from(now.timestamp().as_second()).ok()?;
    let step = totp(secret, "")?.check(&digits, seconds)?;
    i64::try_from(step).ok()
}

/// The digits at an instant: for tests and the demonstration.
pub fn totp_code(secret: &str, now: Instant) -> Option<String> {
    let seconds = u64::try_from(now.timestamp().as_second()).ok()?;
    Some(totp(secret, "")?.generate(seconds).to_string())
}

/// The address an authenticator reads, and its picture as SVG.
pub(crate) fn totp_picture(secret: &str, account: &str) -> Option<String> {
    let url = totp(secret, account)?.to_url().ok()?;
    let code = qrcode::QrCode::new(url.as_bytes()).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (index, colour) in code.to_colors().into_iter().enumerate() {
        if colour == qrcode::Color::Dark {
            path.push_str(&format!("M{},{}h1v1h-1z", index % width + 4, index / width + 4));
        }
    }
    let side = width + 8;
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"240\" height=\"240\" \
         shape-rendering=\"crispEdges\" aria-hidden=\"true\" focusable=\"false\"><rect width=\"{side}\" height=\"{side}\" \
         fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_hash_of_nobody_is_read_and_is_never_right() {
        assert!(argon2::password_hash::phc::PasswordHash::new(NOBODY).is_ok(), "it takes as long as a real one");
        assert!(!verify("anything at all".to_owned(), None).await.unwrap());
    }

    #[test]
    fn a_code_holds_for_its_step_and_one_on_either_side() {
        let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
        let now = Instant::new("2026-11-23T07:00:00Z".parse().unwrap());
        let code = totp_code(secret, now).unwrap();
        let step = totp_step(secret, &code, now).unwrap();
        assert_eq!(totp_step(secret, &code, now.plus_seconds(30)), Some(step));
        assert_eq!(totp_step(secret, &format!("{} {}", &code[..3], &code[3..]), now), Some(step));
        assert_eq!(totp_step(secret, &code, now.plus_seconds(90)), None);
    }

    #[test]
    fn the_picture_holds_no_script_and_no_style() {
        let picture = totp_picture("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "nadia@exemple.fr").unwrap();
        assert!(picture.starts_with("<svg") && !picture.contains("style") && !picture.contains("script"));
    }
}

//! People and their way in: the landing page, signing in and out, one's own account, people and invitations, the first run.

mod landing;
pub mod secrets;
mod sign_in;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/", Action::SignIn, landing::home)
        .get("/sign-in", Action::SignIn, sign_in::show)
        .post("/sign-in", Action::SignIn, sign_in::with_password)
        .get("/sign-in/code", Action::SignIn, sign_in::show_code)
        .post("/sign-in/code", Action::SignIn, sign_in::with_code)
        .post("/sign-in/demo", Action::SignIn, sign_in::as_demo_role)
        .post("/sign-out", Action::SignIn, sign_in::out)
}

//! People and their way in: the landing page, signing in and out, one's own account, people and invitations, the first run.

pub mod api;
mod first_run;
mod invitation;
mod landing;
mod own;
mod people;
pub mod secrets;
mod sign_in;

use domain::access::Action;

use crate::routes::Routes;

/// The room's routes.
pub fn routes() -> Routes {
    Routes::default()
        .get("/", Action::SignIn, landing::home)
        .get("/first-run", Action::SignIn, first_run::show)
        .post("/first-run", Action::SignIn, first_run::open)
        .get("/sign-in", Action::SignIn, sign_in::show)
        .post("/sign-in", Action::SignIn, sign_in::with_password)
        .get("/sign-in/code", Action::SignIn, sign_in::show_code)
        .post("/sign-in/code", Action::SignIn, sign_in::with_code)
        .post("/sign-in/demo", Action::SignIn, sign_in::as_demo_role)
        .post("/sign-out", Action::SignIn, sign_in::out)
        .get("/invitation/{token}", Action::SignIn, invitation::show)
        .post("/invitation/{token}", Action::SignIn, invitation::accept)
        .get("/account", Action::ManageOwnAccount, own::show)
        .post("/account/name", Action::ManageOwnAccount, own::rename)
        .post("/account/password", Action::ManageOwnAccount, own::change_password)
        .post("/account/role", Action::ManageOwnAccount, own::choose_role)
        .get("/account/second-factor", Action::ManageOwnAccount, own::show_second_factor)
        .post("/account/second-factor", Action::ManageOwnAccount, own::set_second_factor)
        .post("/account/sessions/end", Action::ManageOwnAccount, own::end_session)
        .post("/account/sessions/end-others", Action::ManageOwnAccount, own::end_other_sessions)
        .post("/account/tokens", Action::ManageOwnAccount, own::make_token)
        .post("/account/tokens/{id}/revoke", Action::ManageOwnAccount, own::revoke_token)
        .get("/people", Action::ManagePeople, people::list)
        .get("/people/invite", Action::ManagePeople, people::show_invite)
        .post("/people/invite", Action::ManagePeople, people::invite)
        .post("/people/invitations/{id}/revoke", Action::ManagePeople, people::revoke_invitation)
        .get("/people/{id}", Action::ManagePeople, people::show)
        .post("/people/{id}/end", Action::ManagePeople, people::set_end)
        .post("/people/{id}/end-now", Action::ManagePeople, people::end_now)
        .post("/people/{id}/disable", Action::ManagePeople, people::disable)
        .post("/people/{id}/enable", Action::ManagePeople, people::enable)
        .post("/people/{id}/renew", Action::ManagePeople, people::renew)
        .get("/api/v1/me", Action::SignIn, api::me)
}

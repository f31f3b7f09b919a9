//! Who may do what: one printable table of role × action → relations.
//!
//! The table is plain data. `db::access` gives each [`Relation`] exactly one SQL fragment; the web floor refuses a route
//! without an [`Action`]; the matrix proof and `docs/access.md` are made from the same rows.

use crate::word_list;

word_list! {
    /// What a member of an organisation may be.
    Role {
        /// Runs the installation of an operator: organisations, sites, people, rules.
        Administrator = "administrator",
        /// Runs one or more sites.
        SiteManager = "site_manager",
        /// Looks after the children of a site.
        Staff = "staff",
        /// Refers families.
        Prescriber = "prescriber",
        /// Follows pathways.
        Counsellor = "counsellor",
        /// Pays and gets counts.
        Funder = "funder",
        /// A parent, through a link sent to her phone.
        Parent = "parent",
        /// Nobody in particular.
        Public = "public",
    }
}

word_list! {
    /// What must tie the actor to the object.
    Relation {
        /// The actor's own family.
        OwnFamily = "own_family",
        /// The object belongs to a site of the actor's memberships (an administrator: every site of the organisation).
        MySite = "my_site",
        /// The child is expected at my site today.
        MySiteToday = "my_site_today",
        /// My organisation referred the family.
        MyReferrals = "my_referrals",
        /// I follow the parent.
        MyCaseload = "my_caseload",
        /// The object belongs to my organisation.
        MyOrganisation = "my_organisation",
        /// Counts only.
        Aggregates = "aggregates",
        /// I am named for this protected family.
        Named = "named",
        /// Nothing: the object is public, or about the actor.
        Anyone = "anyone",
    }
}

/// One cell of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Who.
    pub role: Role,
    /// Does what.
    pub action: Action,
    /// On which objects: any of these relations is enough.
    pub relations: &'static [Relation],
    /// Whether the grant also holds for a protected family (otherwise only [`Relation::Named`] does).
    pub protected: bool,
}

macro_rules! access_table {
    ($($(#[$meta:meta])* $action:ident = $text:literal { $($role:ident: [$($relation:ident),+] $($protected:ident)?),* $(,)? })+) => {
        word_list! {
            /// Everything somebody can do.
            Action { $($(#[$meta])* $action = $text),+ }
        }
        /// The whole table.
        pub const TABLE: &[Grant] = &[
            $($(Grant {
                role: Role::$role,
                action: Action::$action,
                relations: &[$(Relation::$relation),+],
                protected: access_table!(@protected $($protected)?),
            },)*)+
        ];
    };
    (@protected protected) => { true };
    (@protected) => { false };
}

access_table! {
    // Everybody.
    /// Read the public directory and free half-days.
    SeeDirectory = "see_directory" { Public: [Anyone], Parent: [Anyone], Administrator: [Anyone], SiteManager: [Anyone], Staff: [Anyone], Prescriber: [Anyone], Counsellor: [Anyone], Funder: [Anyone] }
    /// Sign in, open a link, sign out.
    SignIn = "sign_in" { Public: [Anyone], Parent: [Anyone], Administrator: [Anyone], SiteManager: [Anyone], Staff: [Anyone], Prescriber: [Anyone], Counsellor: [Anyone], Funder: [Anyone] }
    /// See and end one's own sessions, password, second factor, tokens.
    ManageOwnAccount = "manage_own_account" { Administrator: [Anyone], SiteManager: [Anyone], Staff: [Anyone], Prescriber: [Anyone], Counsellor: [Anyone], Funder: [Anyone] }

    // Sites and calendar.
    /// See a site's settings, rules and sessions.
    SeeSite = "see_site" { Administrator: [MyOrganisation], SiteManager: [MySite], Staff: [MySite] }
    /// Create and change organisations.
    ManageOrganisations = "manage_organisations" { Administrator: [MyOrganisation] }
    /// Create and change sites, premises, authorisations, opening rules, closures, policies.
    ManageSites = "manage_sites" { Administrator: [MyOrganisation], SiteManager: [MySite] }
    /// Change the school calendar.
    ManageCalendar = "manage_calendar" { Administrator: [MyOrganisation] }
    /// Pair tablets with a site, give PINs, take tablets back.
    ManageTablets = "manage_tablets" { SiteManager: [MySite] }
    /// Invite people, give and end memberships.
    ManagePeople = "manage_people" { Administrator: [MyOrganisation] }

    // Referrals.
    /// Refer a family.
    SendReferral = "send_referral" { Public: [Anyone], Prescriber: [Anyone], Counsellor: [Anyone], SiteManager: [Anyone] }
    /// Follow one's own referrals: status only.
    FollowReferral = "follow_referral" { Prescriber: [MyReferrals] protected, Counsellor: [MyReferrals] protected }
    /// Open a referral: its status for who sent it, the file for the site it came to.
    OpenReferral = "open_referral" { SiteManager: [MySite], Prescriber: [MyReferrals] protected, Counsellor: [MyReferrals] protected }
    /// Read a referral that came to the site.
    SeeReferral = "see_referral" { SiteManager: [MySite] }
    /// Accept, refuse or ask.
    AnswerReferral = "answer_referral" { SiteManager: [MySite] }

    // Families.
    /// See a family's contact and situation.
    SeeFamily = "see_family" { SiteManager: [MySite], Counsellor: [MyCaseload] }
    /// Change a family's contact and situation.
    ManageFamily = "manage_family" { SiteManager: [MySite], Counsellor: [MyCaseload] }
    /// See a child's name, age and places.
    SeeChild = "see_child" { SiteManager: [MySite] protected, Staff: [MySiteToday] protected, Parent: [OwnFamily] protected }

    // The admission file.
    /// See which papers of a child's admission are there and which are missing.
    SeePapers = "see_papers" { SiteManager: [MySite] protected, Parent: [OwnFamily] protected }
    /// Note papers that were seen, answers of parents, people to call; say what a site asks for.
    ManagePapers = "manage_papers" { SiteManager: [MySite] protected }
    /// Read what a team on duty must know of a child's health: at its site, on its day, each time with a line in the audit.
    SeeHealth = "see_health" { SiteManager: [MySite] protected, Staff: [MySiteToday] protected, Parent: [OwnFamily] protected }
    /// Write down what a team on duty must know of a child's health.
    ManageHealth = "manage_health" { SiteManager: [MySite] protected }

    // Places.
    /// Ask for a place.
    RequestPlace = "request_place" { Parent: [OwnFamily] protected, SiteManager: [MySite] protected, Counsellor: [MyCaseload] }
    /// Confirm or give back a hold or booking.
    ManageOwnPlaces = "manage_own_places" { Parent: [OwnFamily] protected, SiteManager: [MySite] protected, Counsellor: [MyCaseload] }
    /// See the week board.
    SeeBoard = "see_board" { SiteManager: [MySite] protected, Staff: [MySite] protected }
    /// Book, move, cancel on the board.
    ManageBookings = "manage_bookings" { SiteManager: [MySite] protected }
    /// Override a rule with a reason.
    OverrideRule = "override_rule" { SiteManager: [MySite] protected }

    // Familiarisation.
    /// See the first steps of children at a site, say how each went.
    RecordFamiliarisation = "record_familiarisation" { SiteManager: [MySite] protected, Staff: [MySite] protected }
    /// Choose steps and referent, place the visits, end a familiarisation.
    PlanFamiliarisation = "plan_familiarisation" { SiteManager: [MySite] protected }

    // Plans.
    /// Plan the week: start a run, see what it proposes, change and publish it.
    PlanWeek = "plan_week" { SiteManager: [MySite] protected }
    /// Read the weights of a territory; who has all of its sites adopts others.
    AdoptWeights = "adopt_weights" { Administrator: [MyOrganisation], SiteManager: [MySite] }

    // Staff.
    /// See who is in the team, with qualifications, checks and contracts.
    SeeStaff = "see_staff" { Administrator: [MyOrganisation], SiteManager: [MySite] }
    /// Change the team, its roster, how the adults are counted; keep the week's sheet.
    ManageStaff = "manage_staff" { Administrator: [MyOrganisation], SiteManager: [MySite] }
    /// See the roster: who works when, and whether the adults are enough.
    SeeRoster = "see_roster" { Administrator: [MyOrganisation], SiteManager: [MySite], Staff: [MySite] }

    // Attendance.
    /// See and record arrivals, departures, absences.
    RecordAttendance = "record_attendance" { SiteManager: [MySite] protected, Staff: [MySite] protected }
    /// Write down an evacuation or shelter drill.
    RecordDrill = "record_drill" { SiteManager: [MySite], Staff: [MySite] }
    /// Plan an outing, and see who goes.
    PlanOuting = "plan_outing" { SiteManager: [MySite] protected, Staff: [MySite] protected }

    // Parents' pages.
    /// A parent's own home, requests and places.
    SeeOwnFamily = "see_own_family" { Parent: [OwnFamily] protected }
    /// Say with a face how a visit of one's child's first steps was.
    AnswerFirstSteps = "answer_first_steps" { Parent: [OwnFamily] protected }

    // Oversight.
    /// Read the audit of one's organisation.
    SeeAudit = "see_audit" { Administrator: [MyOrganisation] }
    /// See the messages that left (demo: all of them).
    SeeOutbox = "see_outbox" { Administrator: [MyOrganisation], SiteManager: [MySite] }
    /// See the desk of the day.
    SeeDesk = "see_desk" { Administrator: [MyOrganisation], SiteManager: [MySite], Staff: [MySite], Prescriber: [MyReferrals], Counsellor: [MyCaseload], Funder: [Aggregates] }
    /// See counts without names.
    SeeCounts = "see_counts" { Administrator: [MyOrganisation], SiteManager: [MySite], Funder: [Aggregates] }
}

impl Action {
    /// Whether what is read under this action names parents or children: each such read leaves a line in the audit.
    pub const fn shows_families(self) -> bool {
        matches!(
            self,
            Self::FollowReferral
                | Self::OpenReferral
                | Self::SeeReferral
                | Self::AnswerReferral
                | Self::SeeFamily
                | Self::ManageFamily
                | Self::SeeChild
                | Self::SeePapers
                | Self::ManagePapers
                | Self::SeeHealth
                | Self::ManageHealth
                | Self::RequestPlace
                | Self::ManageOwnPlaces
                | Self::SeeBoard
                | Self::ManageBookings
                | Self::OverrideRule
                | Self::RecordFamiliarisation
                | Self::PlanFamiliarisation
                | Self::PlanWeek
                | Self::RecordAttendance
                | Self::PlanOuting
                | Self::SeeOwnFamily
                | Self::SeeOutbox
                | Self::SeeDesk
        )
    }
}

/// The relations that let `role` do `action`; empty when it may not.
pub fn relations(role: Role, action: Action) -> impl Iterator<Item = (Relation, bool)> {
    TABLE
        .iter()
        .filter(move |grant| grant.role == role && grant.action == action)
        .flat_map(|grant| grant.relations.iter().map(|relation| (*relation, grant.protected)))
}

/// Whether the role may do the action on at least some object.
pub fn may(role: Role, action: Action) -> bool {
    relations(role, action).next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_stands_twice() {
        for (index, grant) in TABLE.iter().enumerate() {
            assert!(
                !TABLE[..index].iter().any(|other| other.role == grant.role && other.action == grant.action),
                "{grant:?}"
            );
        }
    }

    #[test]
    fn nobody_but_the_public_roles_acts_without_a_relation_on_families() {
        for grant in TABLE {
            if matches!(grant.action, Action::SeeFamily | Action::ManageFamily | Action::SeeChild) {
                assert!(!grant.relations.contains(&Relation::Anyone), "{grant:?}");
            }
        }
    }
}

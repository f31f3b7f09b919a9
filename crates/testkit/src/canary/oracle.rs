//! Who may read what, written a second time: from the written rules (the sentences of the access table, the threat model), for
//! words instead of queries. It shares no line with `db::access`; where the two disagree, one of them is wrong.

use domain::access::Role;

use super::world::{Caller, Member, Tie, Window, World};

/// What decides who may read a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    /// Everybody: the directory.
    Public,
    /// A body's own telephone and mail: whoever signs in.
    Professional,
    /// How a site works inside: those who work there, and the administrators.
    SiteInternal(usize),
    /// Names of a professional.
    PersonName(usize),
    /// Mail of a professional.
    PersonContact(usize),
    /// Devices and tokens.
    OwnAccount(usize),
    /// What only the family has.
    OwnFamily(usize),
    /// What an organisation's administrators manage.
    ManagedBy(usize),
    /// Telephone, mail, situation, notes.
    FamilyContact(usize),
    /// Names of the parents.
    ParentName(usize),
    /// Names of the children.
    ChildIdentity(usize),
    /// The family's number, and that it exists.
    FamilyNumber(usize),
    /// Address and danger of a protected family.
    Shield(usize),
    /// That a referral exists, and its state.
    ReferralStatus(usize),
    /// Who referred.
    ReferralSender(usize),
    /// What the prescriber wrote.
    ReferralText(usize),
    /// What the site answered.
    ReferralAnswer(usize),
    /// Bookings, requests, admissions: the child's timetable.
    Place {
        /// Whose.
        family: usize,
        /// Where; `None` is anywhere.
        site: Option<usize>,
    },
    /// Presence and absence.
    Attendance {
        /// Whose.
        family: usize,
        /// Where.
        site: usize,
    },
    /// Reasons the site keeps to itself.
    StaffOnly {
        /// Where.
        site: usize,
    },
    /// What those who run a site keep to themselves.
    RunBy(usize),
    /// A child's papers and its health at a site.
    Papers {
        /// Whose.
        family: usize,
        /// Where.
        site: usize,
    },
    /// A message that left.
    Message {
        /// To which family.
        family: Option<usize>,
        /// For which organisation.
        organisation: Option<usize>,
        /// For which site.
        site: Option<usize>,
    },
    /// A detail of the audit.
    AuditDetail(usize),
}

/// The rules over one world.
#[derive(Debug, Clone, Copy)]
pub struct Oracle<'a> {
    world: &'a World,
}

impl<'a> Oracle<'a> {
    /// The rules over a world.
    pub fn new(world: &'a World) -> Self {
        Self { world }
    }

    /// Whether this caller may read a field of this class.
    pub fn may_read(&self, caller: &Caller, class: &Class) -> bool {
        let who = Who { world: self.world, caller, member: self.member(caller) };
        who.reads(class)
    }

    /// The role a caller holds today; none when it ended, has not begun, or the person was shut out (T5).
    fn member(&self, caller: &Caller) -> Option<Member> {
        let (person, which) = caller.person?;
        let person = &self.world.people[person];
        let member = person.members[which];
        (!person.disabled && member.window == Window::Now).then_some(member)
    }
}

struct Who<'a> {
    world: &'a World,
    caller: &'a Caller,
    member: Option<Member>,
}

impl Who<'_> {
    fn is(&self, role: Role) -> bool {
        self.member.is_some_and(|member| member.role == role)
    }
    fn person(&self) -> Option<usize> {
        self.member.and(self.caller.person).map(|(person, _)| person)
    }
    /// A membership without a site holds for every site of its organisation.
    fn at_site(&self, site: usize) -> bool {
        self.member.is_some_and(|member| match member.site {
            Some(mine) => mine == site,
            None => self.world.sites[site] == member.organisation,
        })
    }
    fn manages(&self, site: usize) -> bool {
        self.is(Role::SiteManager) && self.at_site(site)
    }
    fn works_at(&self, site: usize) -> bool {
        (self.is(Role::SiteManager) || self.is(Role::Staff)) && self.at_site(site)
    }
    fn administers(&self, organisation: usize) -> bool {
        let Some(member) = self.member else { return false };
        member.role == Role::Administrator
            && (member.organisation == organisation || self.world.operators[organisation] == Some(member.organisation))
    }
    /// Whether a tie of the family that holds today satisfies something.
    fn tied(&self, family: usize, wanted: impl Fn(&Tie) -> bool) -> bool {
        self.world.families[family].ties.iter().any(|(tie, window)| *window == Window::Now && wanted(tie))
    }
    fn named(&self, family: usize) -> bool {
        self.person().is_some_and(|person| self.tied(family, |tie| *tie == Tie::Named(person)))
    }
    fn own(&self, family: usize) -> bool {
        self.caller.parent.is_some_and(|(_, own)| own == family)
    }
    fn protected(&self, family: usize) -> bool {
        self.world.families[family].protected
    }
    /// A manager of a site the family was taken in at, or waits at.
    fn receives(&self, family: usize) -> bool {
        self.tied(family, |tie| matches!(tie, Tie::Admission(site) if self.manages(*site)))
    }
    fn follows(&self, family: usize) -> bool {
        self.is(Role::Counsellor)
            && self.person().is_some_and(|person| self.tied(family, |tie| *tie == Tie::Caseload(person)))
    }
    /// Those who refer for an organisation follow what it sent, whoever of them sent it (T5).
    fn refers_for(&self, organisation: usize) -> bool {
        self.member.is_some_and(|member| {
            matches!(member.role, Role::Prescriber | Role::Counsellor) && member.organisation == organisation
        })
    }
    fn referred(&self, family: usize) -> bool {
        self.tied(family, |tie| matches!(tie, Tie::Referral(organisation) if self.refers_for(*organisation)))
            || self
                .world
                .referrals
                .iter()
                .any(|referral| referral.family == family && self.refers_for(referral.organisation))
    }
    /// A manager knows which referrals came to her site and who sent them (the board would show her the child)...
    fn receives_referral(&self, referral: usize) -> bool {
        self.manages(self.world.referrals[referral].site)
    }
    /// ...and reads what they say; of a protected family, only one who is named.
    fn answers(&self, referral: usize) -> bool {
        let family = self.world.referrals[referral].family;
        self.receives_referral(referral) && (!self.protected(family) || self.named(family))
    }
    fn answers_for(&self, family: usize) -> bool {
        self.world
            .referrals
            .iter()
            .enumerate()
            .any(|(number, referral)| referral.family == family && self.answers(number))
    }
    /// Contact and situation: the manager who receives the family and the counsellor who follows it; of a protected family, only
    /// those named, in one of these two professions.
    fn contact(&self, family: usize) -> bool {
        let profession = self.is(Role::SiteManager) || self.is(Role::Counsellor);
        if self.protected(family) {
            return profession && self.named(family);
        }
        self.receives(family) || self.follows(family) || self.answers_for(family)
    }

    /// Those who read a family's contact know who else accompanies it or is named for it.
    fn accompanied_with(&self, person: usize) -> bool {
        (0..self.world.families.len()).any(|family| {
            self.tied(family, |tie| *tie == Tie::Named(person) || *tie == Tie::Caseload(person)) && self.contact(family)
        })
    }

    fn reads(&self, class: &Class) -> bool {
        match *class {
            Class::Public => true,
            Class::Professional => self.member.is_some(),
            Class::SiteInternal(site) => {
                (self.is(Role::Administrator) || self.is(Role::SiteManager) || self.is(Role::Staff))
                    && self.at_site(site)
            }
            Class::PersonName(person) => {
                self.person() == Some(person)
                    || self.world.people[person].members.iter().any(|member| {
                        self.administers(member.organisation)
                            || self.member.is_some_and(|mine| mine.organisation == member.organisation)
                    })
                    || self.world.referrals.iter().enumerate().any(|(number, referral)| {
                        referral.person == person && self.reads(&Class::ReferralSender(number))
                    })
                    || self.accompanied_with(person)
            }
            Class::PersonContact(person) => {
                self.person() == Some(person)
                    || self.world.people[person].members.iter().any(|member| self.administers(member.organisation))
            }
            Class::OwnAccount(person) => self.person() == Some(person),
            Class::OwnFamily(family) => self.own(family),
            Class::ManagedBy(organisation) => self.administers(organisation),
            Class::FamilyContact(family) => self.own(family) || self.contact(family),
            Class::ParentName(family) => self.own(family) || self.contact(family) || self.referred(family),
            // The board and the door need the child's name, protected or not; so does whoever referred it.
            Class::ChildIdentity(family) => {
                let facts = &self.world.families[family];
                self.own(family)
                    || self.contact(family)
                    || self.referred(family)
                    || self.receives(family)
                    || facts.booked_at.iter().chain(&facts.asked_at).any(|site| self.works_at(*site))
                    || (self.named(family)
                        && (self.is(Role::SiteManager) || self.is(Role::Staff) || self.is(Role::Counsellor)))
            }
            // Whoever has a referral in hand can say which family it is about without a name.
            Class::FamilyNumber(family) => {
                self.reads(&Class::ChildIdentity(family))
                    || (0..self.world.referrals.len())
                        .any(|number| self.world.referrals[number].family == family && self.receives_referral(number))
            }
            // P3: persons named for it, in a profession that reads families. Not the household's own pages, not administrators.
            Class::Shield(family) => self.named(family) && (self.is(Role::SiteManager) || self.is(Role::Counsellor)),
            Class::ReferralStatus(referral) | Class::ReferralSender(referral) => {
                let facts = &self.world.referrals[referral];
                self.refers_for(facts.organisation) || self.receives_referral(referral) || self.own(facts.family)
            }
            Class::ReferralText(referral) | Class::ReferralAnswer(referral) => {
                self.refers_for(self.world.referrals[referral].organisation) || self.answers(referral)
            }
            // Knowing a family from one site opens nothing at another.
            Class::Place { family, site } => {
                let follows = self.follows(family) && (!self.protected(family) || self.named(family));
                self.own(family)
                    || follows
                    || match site {
                        Some(site) => self.works_at(site),
                        None => self.receives(family),
                    }
                    || (self.named(family) && (self.is(Role::SiteManager) || self.is(Role::Counsellor)))
            }
            Class::Attendance { family, site } => self.own(family) || self.works_at(site),
            Class::StaffOnly { site } => self.works_at(site),
            Class::RunBy(site) => self.manages(site),
            // R7: the parents, who runs the site; staff on duty, which nobody of the world is.
            Class::Papers { family, site } => self.own(family) || self.manages(site),
            Class::Message { family, organisation, site } => {
                let open = family.is_none_or(|family| !self.protected(family) || self.named(family));
                let site_of_administrator = |site| self.is(Role::Administrator) && self.at_site(site);
                let mine = organisation.is_some_and(|organisation| {
                    self.administers(organisation) && self.member.is_some_and(|member| member.site.is_none())
                }) || site.is_some_and(|site| self.manages(site) || site_of_administrator(site));
                open && mine
            }
            Class::AuditDetail(organisation) => self.administers(organisation),
        }
    }
}

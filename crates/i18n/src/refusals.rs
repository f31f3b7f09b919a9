//! A refusal as a sentence, in the reader's language: one wording for professionals, one for parents.
//!
//! Both matches name every variant, so that a rule without a sentence does not compile.

use domain::refusal::Warning;
use domain::{Date, HalfDay, Instant, Refusal};
use jiff::tz::TimeZone;

use crate::Text;

/// For a professional: the rule, and what would make it possible. `zone` is the site's.
pub fn sentence(text: Text, refusal: &Refusal, zone: &TimeZone) -> String {
    let say = Say { text, zone };
    match refusal {
        Refusal::SeatsFull { class, date, half_day } => {
            text.refusal_seats_full(say.word("seat-class", class.as_str()), say.when(*date, *half_day))
        }
        Refusal::ChildAlreadyPlaced { date, half_day } => text.refusal_child_already_placed(say.when(*date, *half_day)),
        Refusal::TooYoung { minimum_months, from } => {
            text.refusal_too_young(text.age_months(*minimum_months), text.date_long(*from))
        }
        Refusal::TooOld { maximum_months, since } => {
            text.refusal_too_old(text.age_months(*maximum_months), text.date_long(*since))
        }
        Refusal::NotReferred => text.refusal_not_referred(),
        Refusal::FullDayNeedsSituation { date } => text.refusal_full_day_needs_situation(text.date_long(*date)),
        Refusal::SiteClosed { date, half_day } => text.refusal_site_closed(say.when(*date, *half_day)),
        Refusal::OutsideHours { date, half_day } => text.refusal_outside_hours(say.when(*date, *half_day)),
        Refusal::NoticeTooShort { hours, latest } => {
            text.refusal_notice_too_short(text.count_hours(*hours), say.instant(*latest))
        }
        Refusal::TooFarAhead { days, opens_on } => {
            text.refusal_too_far_ahead(text.count_days(*days), text.date_long(*opens_on))
        }
        Refusal::FairShareReached { limit, week_of } => {
            text.refusal_fair_share_reached(text.count_half_days(*limit), text.date_medium(*week_of))
        }
        Refusal::BabyWeekFull { limit, under_months, week_of } => text.refusal_baby_week_full(
            text.age_months(*under_months),
            text.count_half_days(*limit),
            text.date_medium(*week_of),
        ),
        Refusal::SessionCancelled { date, half_day } => text.refusal_session_cancelled(say.when(*date, *half_day)),
        Refusal::SessionStarted { date, half_day } => text.refusal_session_started(say.when(*date, *half_day)),
        Refusal::SessionPast { date, half_day } => text.refusal_session_past(say.when(*date, *half_day)),
        Refusal::CareKindNotOffered { kind } => {
            text.refusal_care_kind_not_offered(say.word("care-kind", kind.as_str()))
        }
        Refusal::ProfessionalsOnly => text.refusal_professionals_only(),
        Refusal::InstantLimit { authorised_places, maximum } => {
            text.refusal_instant_limit(text.count_children(*maximum), text.refusal_count_places(*authorised_places))
        }
        Refusal::OutsideAuthorisation { date } => text.refusal_outside_authorisation(text.date_long(*date)),
        Refusal::NotAdmitted { date } => text.refusal_not_admitted(text.date_long(*date)),
        Refusal::NotYetFamiliar { emergency: false, .. } => text.refusal_not_yet_familiar(),
        Refusal::NotYetFamiliar { emergency: true, .. } => text.refusal_not_yet_familiar_emergency(),
        Refusal::NothingWithinTravel { kilometres, nearest: None } => text.refusal_nothing_within_travel(*kilometres),
        Refusal::NothingWithinTravel { kilometres, nearest: Some(nearest) } => {
            text.refusal_nothing_within_travel_nearest(*kilometres, *nearest)
        }
        Refusal::HoldExpired { expired_at } => text.refusal_hold_expired(say.instant(*expired_at)),
        Refusal::AlreadyReleased => text.refusal_already_released(),
        Refusal::AlreadyConfirmed => text.refusal_already_confirmed(),
        Refusal::AlreadyAnswered => text.refusal_already_answered(),
        Refusal::ReferralExpired => text.refusal_referral_expired(),
        Refusal::OverrideNeedsReason => text.refusal_override_needs_reason(),
        Refusal::OverrideNotAllowed => text.refusal_override_not_allowed(),
        Refusal::ChangedMeanwhile => text.refusal_changed_meanwhile(),
        Refusal::BookingsInTheWay { count } => text.refusal_bookings_in_the_way(text.refusal_count_bookings(*count)),
        Refusal::ImpossibleTime => text.refusal_impossible_time(),
        Refusal::AlreadyRecorded => text.refusal_already_recorded(),
        Refusal::PeriodConflict => text.refusal_period_conflict(),
        Refusal::EmailTaken => text.refusal_email_taken(),
        Refusal::LinkNotUsable => text.refusal_link_not_usable(),
        Refusal::PlanNotFinished => text.refusal_plan_not_finished(),
        Refusal::PlanAsksWhatIf => text.refusal_plan_asks_what_if(),
        Refusal::PlanPublished => text.refusal_plan_published(),
        Refusal::PlanNothingToPlan { week_of } => text.refusal_plan_nothing_to_plan(text.date_medium(*week_of)),
        Refusal::PlanMoveImpossible => text.refusal_plan_move_impossible(),
        Refusal::OfferTaken { date, half_day } => text.refusal_offer_taken(say.when(*date, *half_day)),
        Refusal::PromiseStands => text.refusal_promise_stands(),
        Refusal::LastAdministrator { organisation, last_day } => {
            text.refusal_last_administrator(organisation, text.date_long(*last_day))
        }
        Refusal::FewerThanTwoStaff { date, half_day, at, present } => text.refusal_fewer_than_two_staff(
            say.when(*date, *half_day),
            text.time(*at),
            text.refusal_count_adults(*present),
        ),
        Refusal::TooFewStaff { date, half_day, at, present, required } => text.refusal_too_few_staff(
            say.when(*date, *half_day),
            text.time(*at),
            text.refusal_count_adults(*required),
            text.refusal_count_adults(*present),
        ),
        Refusal::NoHonorabilityCheck { date } => text.refusal_no_honorability_check(text.date_long(*date)),
        Refusal::ShiftOverlaps { date, from, until } => {
            text.refusal_shift_overlaps(text.date_long(*date), text.time(*from), text.time(*until))
        }
        Refusal::StaffAbsent { date } => text.refusal_staff_absent(text.date_long(*date)),
        Refusal::OutsideContract { date } => text.refusal_outside_contract(text.date_long(*date)),
        Refusal::OutingTooFewStaff { date, children, present, required, at_most } => text.refusal_outing_too_few_staff(
            text.date_long(*date),
            text.count_children(*children),
            text.refusal_count_adults(*required),
            text.refusal_count_adults(*present),
            text.count_children(*at_most),
        ),
        Refusal::OutingLeavesTooFew { date, at, children, present, required } => text.refusal_outing_leaves_too_few(
            text.date_long(*date),
            text.time(*at),
            text.count_children(*children),
            text.refusal_count_adults(*present),
            text.refusal_count_adults(*required),
        ),
        Refusal::OutingOverlaps { date, from, until } => {
            text.refusal_outing_overlaps(text.date_long(*date), text.time(*from), text.time(*until))
        }
        Refusal::FamiliarisationUnderWay => text.refusal_familiarisation_under_way(),
        Refusal::VisitNotNext => text.refusal_visit_not_next(),
        Refusal::ReferentNotFree { date, with_another_child: true } => {
            text.refusal_referent_with_another_child(text.date_long(*date))
        }
        Refusal::ReferentNotFree { date, with_another_child: false } => {
            text.refusal_referent_not_there(text.date_long(*date))
        }
        Refusal::PaperOverdue { since } => text.refusal_paper_overdue(text.date_long(*since)),
        Refusal::CertificateTooOld { not_before } => text.refusal_certificate_too_old(text.date_long(*not_before)),
    }
}

/// For a parent: simple words, one idea, and what to do next. `zone` is the site's.
pub fn sentence_for_parent(text: Text, refusal: &Refusal, zone: &TimeZone) -> String {
    let say = Say { text, zone };
    match refusal {
        Refusal::SeatsFull { date, half_day, class: _ } => text.refusal_parent_seats_full(say.when(*date, *half_day)),
        Refusal::ChildAlreadyPlaced { date, half_day } => {
            text.refusal_parent_child_already_placed(say.when(*date, *half_day))
        }
        Refusal::TooYoung { from, minimum_months: _ } => text.refusal_parent_too_young(text.date_long(*from)),
        Refusal::TooOld { since, maximum_months: _ } => text.refusal_parent_too_old(text.date_long(*since)),
        Refusal::NotReferred => text.refusal_parent_not_referred(),
        Refusal::FullDayNeedsSituation { date } => text.refusal_parent_full_day_needs_situation(text.date_long(*date)),
        Refusal::SiteClosed { date, half_day } => text.refusal_parent_site_closed(say.when(*date, *half_day)),
        Refusal::OutsideHours { date, half_day } => text.refusal_parent_outside_hours(say.when(*date, *half_day)),
        Refusal::NoticeTooShort { latest, hours: _ } => text.refusal_parent_notice_too_short(say.instant(*latest)),
        Refusal::TooFarAhead { opens_on, days: _ } => text.refusal_parent_too_far_ahead(text.date_long(*opens_on)),
        Refusal::FairShareReached { limit, week_of } => {
            text.refusal_parent_fair_share_reached(text.count_half_days(*limit), text.date_medium(*week_of))
        }
        Refusal::BabyWeekFull { limit, under_months, week_of } => text.refusal_parent_baby_week_full(
            text.age_months(*under_months),
            text.count_half_days(*limit),
            text.date_medium(*week_of),
        ),
        Refusal::SessionCancelled { date, half_day } => {
            text.refusal_parent_session_cancelled(say.when(*date, *half_day))
        }
        Refusal::SessionStarted { date, half_day } => text.refusal_parent_session_started(say.when(*date, *half_day)),
        Refusal::SessionPast { date, half_day } => text.refusal_parent_session_past(say.when(*date, *half_day)),
        Refusal::CareKindNotOffered { kind } => {
            text.refusal_parent_care_kind_not_offered(say.word("care-kind", kind.as_str()))
        }
        Refusal::ProfessionalsOnly => text.refusal_parent_professionals_only(),
        Refusal::InstantLimit { authorised_places: _, maximum: _ } => text.refusal_parent_instant_limit(),
        Refusal::OutsideAuthorisation { date } => text.refusal_parent_outside_authorisation(text.date_long(*date)),
        Refusal::NotAdmitted { date } => text.refusal_parent_not_admitted(text.date_long(*date)),
        Refusal::NotYetFamiliar { .. } => text.refusal_parent_not_yet_familiar(),
        Refusal::NothingWithinTravel { kilometres, nearest: None } => {
            text.refusal_parent_nothing_within_travel(*kilometres)
        }
        Refusal::NothingWithinTravel { kilometres, nearest: Some(nearest) } => {
            text.refusal_parent_nothing_within_travel_nearest(*kilometres, *nearest)
        }
        Refusal::HoldExpired { expired_at } => text.refusal_parent_hold_expired(say.instant(*expired_at)),
        Refusal::AlreadyReleased => text.refusal_parent_already_released(),
        Refusal::AlreadyConfirmed => text.refusal_parent_already_confirmed(),
        Refusal::AlreadyAnswered => text.refusal_parent_already_answered(),
        Refusal::ReferralExpired => text.refusal_parent_referral_expired(),
        Refusal::OverrideNeedsReason => text.refusal_parent_override_needs_reason(),
        Refusal::OverrideNotAllowed => text.refusal_parent_override_not_allowed(),
        Refusal::ChangedMeanwhile => text.refusal_parent_changed_meanwhile(),
        Refusal::BookingsInTheWay { count } => {
            text.refusal_parent_bookings_in_the_way(text.refusal_count_bookings(*count))
        }
        Refusal::ImpossibleTime => text.refusal_parent_impossible_time(),
        Refusal::AlreadyRecorded => text.refusal_parent_already_recorded(),
        Refusal::PeriodConflict => text.refusal_parent_period_conflict(),
        Refusal::EmailTaken => text.refusal_parent_email_taken(),
        Refusal::LinkNotUsable => text.refusal_parent_link_not_usable(),
        Refusal::PlanNotFinished => text.refusal_parent_plan_not_finished(),
        Refusal::PlanAsksWhatIf => text.refusal_parent_plan_asks_what_if(),
        Refusal::PlanPublished => text.refusal_parent_plan_published(),
        Refusal::PlanNothingToPlan { week_of: _ } => text.refusal_parent_plan_nothing_to_plan(),
        Refusal::PlanMoveImpossible => text.refusal_parent_plan_move_impossible(),
        Refusal::OfferTaken { date, half_day } => text.refusal_parent_offer_taken(say.when(*date, *half_day)),
        Refusal::PromiseStands => text.refusal_parent_promise_stands(),
        Refusal::LastAdministrator { organisation, last_day: _ } => {
            text.refusal_parent_last_administrator(organisation)
        }
        Refusal::FewerThanTwoStaff { date, half_day, .. } => {
            text.refusal_parent_fewer_than_two_staff(say.when(*date, *half_day))
        }
        Refusal::TooFewStaff { date, half_day, .. } => text.refusal_parent_too_few_staff(say.when(*date, *half_day)),
        Refusal::NoHonorabilityCheck { date } => text.refusal_parent_no_honorability_check(text.date_long(*date)),
        Refusal::ShiftOverlaps { date, from: _, until: _ } => text.refusal_parent_shift_overlaps(text.date_long(*date)),
        Refusal::StaffAbsent { date } => text.refusal_parent_staff_absent(text.date_long(*date)),
        Refusal::OutsideContract { date } => text.refusal_parent_outside_contract(text.date_long(*date)),
        Refusal::OutingTooFewStaff { date, .. } => text.refusal_parent_outing_too_few_staff(text.date_long(*date)),
        Refusal::OutingLeavesTooFew { date, .. } => text.refusal_parent_outing_leaves_too_few(text.date_long(*date)),
        Refusal::OutingOverlaps { date, .. } => text.refusal_parent_outing_overlaps(text.date_long(*date)),
        Refusal::FamiliarisationUnderWay => text.refusal_parent_familiarisation_under_way(),
        Refusal::VisitNotNext => text.refusal_parent_visit_not_next(),
        Refusal::ReferentNotFree { date, .. } => text.refusal_parent_referent_not_free(text.date_long(*date)),
        Refusal::PaperOverdue { since } => text.refusal_parent_paper_overdue(text.date_long(*since)),
        Refusal::CertificateTooOld { not_before } => {
            text.refusal_parent_certificate_too_old(text.date_long(*not_before))
        }
    }
}

/// What a professional is told and that stops nothing.
pub fn warning_sentence(text: Text, warning: &Warning) -> String {
    match warning {
        // The domain's way to say that nothing at all was offered.
        Warning::WeeklyPresence { week_of, per_mille: i64::MAX } => {
            text.warning_weekly_presence_without_capacity(text.date_medium(*week_of))
        }
        Warning::WeeklyPresence { week_of, per_mille } => {
            text.warning_weekly_presence(text.date_medium(*week_of), text.tenths(*per_mille))
        }
        Warning::BelowMinimumFrequency { month, booked, minimum } => text.warning_below_minimum_frequency(
            capitalised(&text.month_year(*month)),
            text.count_half_days(*booked),
            text.number(i64::from(*minimum)),
        ),
        Warning::FirstCategoryShare { month, tenths } => text.warning_first_category_share(
            capitalised(&text.month_year(*month)),
            text.tenths(i64::try_from(*tenths).unwrap_or(i64::MAX)),
        ),
        Warning::NoFirstCategory { date, at } => text.warning_no_first_category(text.date_long(*date), text.time(*at)),
        Warning::HonorabilityDue { name, due: Some(due) } => text.warning_honorability_due(name, text.date_long(*due)),
        Warning::HonorabilityDue { name, due: None } => text.warning_honorability_missing(name),
        Warning::NoDrill { last: Some(last) } => text.warning_no_drill(text.date_long(*last)),
        Warning::NoDrill { last: None } => text.warning_no_drill_ever(),
        Warning::NoShelterDrill { last: Some(last) } => text.warning_no_shelter_drill(text.date_long(*last)),
        Warning::NoShelterDrill { last: None } => text.warning_no_shelter_drill_ever(),
        Warning::AuthorisationEnds { on, months } => {
            text.warning_authorisation_ends(text.date_long(*on), text.number(i64::from(*months)))
        }
        Warning::DirectsTooMany { name, sites } => text.warning_directs_too_many(name, text.number(i64::from(*sites))),
        Warning::DirectionTooShort { percent } => text.warning_direction_too_short(text.number(i64::from(*percent))),
        Warning::HealthReferentShort { quarter, minutes, required } => text.warning_health_referent_short(
            text.count_minutes(*minutes),
            text.month_year(*quarter),
            text.number(i64::from(*required / 60)),
        ),
        Warning::AloneNotFirstCategory { date, at } => {
            text.warning_alone_not_first_category(text.date_long(*date), text.time(*at))
        }
        Warning::PaperDue { due, overdue: true } => text.warning_paper_overdue(text.date_long(*due)),
        Warning::PaperDue { due, overdue: false } => text.warning_paper_due(text.date_long(*due)),
    }
}

struct Say<'a> {
    text: Text,
    zone: &'a TimeZone,
}

impl Say<'_> {
    fn when(&self, date: Date, half_day: HalfDay) -> String {
        self.text.date_half_day(date, half_day)
    }
    fn instant(&self, instant: Instant) -> String {
        self.text.instant_long(instant, self.zone)
    }
    /// The name of a word inside a sentence; lists hold it as a label, with a capital.
    fn word(&self, prefix: &str, word: &str) -> String {
        first_letter(&self.text.word(prefix, word), |letter| letter.to_lowercase().to_string())
    }
}

fn capitalised(text: &str) -> String {
    first_letter(text, |letter| letter.to_uppercase().to_string())
}

fn first_letter(text: &str, change: impl Fn(char) -> String) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| change(first) + letters.as_str())
}

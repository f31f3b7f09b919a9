//! The tables, as both engines have them (checked by a test that selects from each on both).

diesel::table! {
    installation (id) {
        id -> Integer,
        kind -> Text,
        seed -> Nullable<BigInt>,
        created_at -> Text,
    }
}

diesel::table! {
    organisation (id) {
        id -> Text,
        kind -> Text,
        prescriber_kind -> Nullable<Text>,
        name -> Text,
        commune -> Nullable<Text>,
        operator_id -> Nullable<Text>,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        created_at -> Text,
        ended_on -> Nullable<Text>,
        revision -> BigInt,
    }
}

diesel::table! {
    person (id) {
        id -> Text,
        given_name -> Text,
        family_name -> Text,
        email -> Text,
        language -> Text,
        password_hash -> Nullable<Text>,
        totp_secret -> Nullable<Text>,
        totp_last_step -> Nullable<BigInt>,
        failed_attempts -> Integer,
        locked_until -> Nullable<Text>,
        created_at -> Text,
        disabled_at -> Nullable<Text>,
    }
}

diesel::table! {
    membership (id) {
        id -> Text,
        person_id -> Text,
        organisation_id -> Text,
        site_id -> Nullable<Text>,
        role -> Text,
        from_date -> Text,
        until_date -> Nullable<Text>,
        created_at -> Text,
    }
}

diesel::table! {
    invitation (id) {
        id -> Text,
        email -> Text,
        organisation_id -> Text,
        site_id -> Nullable<Text>,
        role -> Text,
        until_date -> Nullable<Text>,
        token_hash -> Text,
        created_at -> Text,
        created_by -> Nullable<Text>,
        expires_at -> Text,
        accepted_at -> Nullable<Text>,
        revoked_at -> Nullable<Text>,
    }
}

diesel::table! {
    web_session (id) {
        id -> Text,
        data -> Text,
        person_id -> Nullable<Text>,
        parent_id -> Nullable<Text>,
        device -> Nullable<Text>,
        created_at -> Text,
        last_seen_at -> Text,
        expires_at -> Text,
    }
}

diesel::table! {
    api_token (id) {
        id -> Text,
        token_hash -> Text,
        membership_id -> Nullable<Text>,
        parent_id -> Nullable<Text>,
        name -> Text,
        scopes -> Text,
        created_at -> Text,
        expires_at -> Text,
        revoked_at -> Nullable<Text>,
        last_used_at -> Nullable<Text>,
    }
}

diesel::table! {
    link_token (id) {
        id -> Text,
        token_hash -> Text,
        purpose -> Text,
        parent_id -> Nullable<Text>,
        referral_id -> Nullable<Text>,
        person_id -> Nullable<Text>,
        day -> Nullable<Text>,
        created_at -> Text,
        expires_at -> Text,
        used_at -> Nullable<Text>,
        revoked_at -> Nullable<Text>,
        browser_hash -> Nullable<Text>,
    }
}

diesel::table! {
    site (id) {
        id -> Text,
        organisation_id -> Text,
        kind -> Text,
        name -> Text,
        commune -> Text,
        latitude -> Double,
        longitude -> Double,
        time_zone -> Text,
        school_zone -> Text,
        holiday_region -> Text,
        opens_on_public_holidays -> Bool,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        description -> Nullable<Text>,
        avip -> Bool,
        free_of_charge -> Bool,
        created_at -> Text,
        ended_on -> Nullable<Text>,
        revision -> BigInt,
    }
}

diesel::table! {
    premises (id) {
        id -> Text,
        site_id -> Text,
        name -> Text,
        address -> Text,
        commune -> Text,
        setup_minutes -> Integer,
        created_at -> Text,
        ended_on -> Nullable<Text>,
    }
}

diesel::table! {
    authorisation (id) {
        id -> Text,
        site_id -> Text,
        number -> Nullable<Text>,
        from_date -> Text,
        until_date -> Nullable<Text>,
        created_at -> Text,
    }
}

diesel::table! {
    authorisation_band (id) {
        id -> Text,
        authorisation_id -> Text,
        starts_at -> Text,
        ends_at -> Text,
        places -> Integer,
    }
}

diesel::table! {
    opening_rule (id) {
        id -> Text,
        site_id -> Text,
        premises_id -> Text,
        weekday -> Text,
        period_kind -> Text,
        half_day -> Text,
        starts_at -> Text,
        ends_at -> Text,
        seats_regular -> Integer,
        seats_adaptation -> Integer,
        seats_emergency -> Integer,
        from_date -> Text,
        until_date -> Nullable<Text>,
        created_at -> Text,
        ended_at -> Nullable<Text>,
    }
}

diesel::table! {
    closure (id) {
        id -> Text,
        site_id -> Text,
        premises_id -> Nullable<Text>,
        from_date -> Text,
        until_date -> Text,
        half_day -> Nullable<Text>,
        reason -> Text,
        note -> Nullable<Text>,
        created_at -> Text,
        created_by -> Nullable<Text>,
        ended_at -> Nullable<Text>,
    }
}

diesel::table! {
    school_holiday (id) {
        id -> Text,
        zone -> Text,
        site_id -> Nullable<Text>,
        name -> Text,
        from_date -> Text,
        until_date -> Text,
        school_year -> Text,
        source -> Text,
        assumed -> Bool,
        created_at -> Text,
    }
}

diesel::table! {
    site_policy (id) {
        id -> Text,
        site_id -> Text,
        from_date -> Text,
        until_date -> Nullable<Text>,
        booking_mode -> Text,
        referral_required -> Bool,
        minimum_age_months -> Integer,
        maximum_age_months -> Integer,
        notice_hours -> Integer,
        horizon_days -> Integer,
        fair_share_per_week -> Nullable<Integer>,
        minimum_per_month -> Nullable<Integer>,
        full_day_needs_situation -> Bool,
        emergency_borrows_adaptation -> Bool,
        adaptation_borrows_emergency -> Bool,
        familiarisation_required -> Bool,
        reserve_released_hours -> Nullable<Integer>,
        hold_hours -> Integer,
        offer_mode -> Nullable<Text>,
        care_kinds -> Text,
        created_at -> Text,
    }
}

diesel::table! {
    session (id) {
        id -> Text,
        site_id -> Text,
        premises_id -> Text,
        opening_rule_id -> Nullable<Text>,
        date -> Text,
        half_day -> Text,
        starts_at -> Text,
        ends_at -> Text,
        starts_instant -> Text,
        seats_regular -> Integer,
        seats_adaptation -> Integer,
        seats_emergency -> Integer,
        revision -> BigInt,
        created_at -> Text,
        cancelled_at -> Nullable<Text>,
        cancel_reason -> Nullable<Text>,
        decision_needed -> Nullable<Text>,
        kept_at -> Nullable<Text>,
    }
}

diesel::table! {
    family (id) {
        id -> Text,
        reference -> Text,
        commune -> Text,
        protected -> Bool,
        car -> Nullable<Bool>,
        priority_district -> Nullable<Bool>,
        note -> Nullable<Text>,
        left_alone_until -> Nullable<Text>,
        created_at -> Text,
        revision -> BigInt,
    }
}

diesel::table! {
    family_shield (family_id) {
        family_id -> Text,
        address -> Nullable<Text>,
        danger_note -> Nullable<Text>,
        updated_at -> Text,
    }
}

diesel::table! {
    parent (id) {
        id -> Text,
        family_id -> Text,
        given_name -> Text,
        family_name -> Text,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        language -> Text,
        safe_contact -> Text,
        interpreter -> Bool,
        phone_confirmed_at -> Nullable<Text>,
        phone_closed_at -> Nullable<Text>,
        stopped_at -> Nullable<Text>,
        created_at -> Text,
        revision -> BigInt,
    }
}

diesel::table! {
    child (id) {
        id -> Text,
        family_id -> Text,
        given_name -> Text,
        family_name -> Text,
        birth_date -> Text,
        walks_since -> Nullable<Text>,
        created_at -> Text,
        revision -> BigInt,
    }
}

diesel::table! {
    situation (id) {
        id -> Text,
        parent_id -> Text,
        kind -> Text,
        from_date -> Text,
        until_date -> Nullable<Text>,
        source -> Text,
        recorded_by -> Nullable<Text>,
        created_at -> Text,
        withdrawn_at -> Nullable<Text>,
    }
}

diesel::table! {
    consent (id) {
        id -> Text,
        parent_id -> Text,
        kind -> Text,
        text_version -> Text,
        language -> Text,
        read_aloud -> Bool,
        given_at -> Text,
        recorded_by -> Nullable<Text>,
        recorded_name -> Nullable<Text>,
        withdrawn_at -> Nullable<Text>,
    }
}

diesel::table! {
    link (id) {
        id -> Text,
        family_id -> Text,
        kind -> Text,
        organisation_id -> Nullable<Text>,
        site_id -> Nullable<Text>,
        person_id -> Nullable<Text>,
        from_date -> Text,
        until_date -> Nullable<Text>,
        created_at -> Text,
    }
}

diesel::table! {
    referral (id) {
        id -> Text,
        number -> Text,
        family_id -> Text,
        parent_id -> Text,
        organisation_id -> Nullable<Text>,
        prescriber_kind -> Text,
        prescriber_organisation_name -> Text,
        prescriber_name -> Text,
        prescriber_email -> Nullable<Text>,
        prescriber_phone -> Nullable<Text>,
        person_id -> Nullable<Text>,
        site_id -> Text,
        purpose -> Text,
        urgency -> Text,
        need -> Text,
        message -> Nullable<Text>,
        travel_limit_km -> Nullable<Integer>,
        sent_at -> Text,
        seen_at -> Nullable<Text>,
        reminded_at -> Nullable<Text>,
        reminders -> Integer,
        asked_at -> Nullable<Text>,
        accepted_at -> Nullable<Text>,
        refused_at -> Nullable<Text>,
        refusal_reason -> Nullable<Text>,
        expired_at -> Nullable<Text>,
        first_attended_at -> Nullable<Text>,
        ended_at -> Nullable<Text>,
        end_reason -> Nullable<Text>,
        revision -> BigInt,
    }
}

diesel::table! {
    referral_child (referral_id, child_id) {
        referral_id -> Text,
        child_id -> Text,
    }
}

diesel::table! {
    referral_event (id) {
        id -> Text,
        referral_id -> Text,
        kind -> Text,
        at -> Text,
        by_person_id -> Nullable<Text>,
        by_name -> Nullable<Text>,
        reason_code -> Nullable<Text>,
        message -> Nullable<Text>,
    }
}

diesel::table! {
    admission (id) {
        id -> Text,
        child_id -> Text,
        site_id -> Text,
        referral_id -> Nullable<Text>,
        care_kind -> Text,
        from_date -> Text,
        until_date -> Nullable<Text>,
        created_at -> Text,
        ended_at -> Nullable<Text>,
    }
}

diesel::table! {
    place_request (id) {
        id -> Text,
        child_id -> Text,
        site_id -> Nullable<Text>,
        purpose -> Text,
        care_kind -> Text,
        need -> Text,
        travel_limit_km -> Nullable<Integer>,
        asked_by -> Text,
        asked_by_person_id -> Nullable<Text>,
        attested -> Bool,
        created_at -> Text,
        answered_at -> Nullable<Text>,
        outcome -> Nullable<Text>,
        refusals -> Nullable<Text>,
        proposals -> Nullable<Text>,
        withdrawn_at -> Nullable<Text>,
        answer_by -> Nullable<Text>,
        revision -> BigInt,
    }
}

diesel::table! {
    place_request_site (place_request_id, site_id) {
        place_request_id -> Text,
        site_id -> Text,
    }
}

diesel::table! {
    booking (id) {
        id -> Text,
        session_id -> Text,
        seat_no -> Integer,
        child_id -> Text,
        site_id -> Text,
        date -> Text,
        half_day -> Text,
        place_request_id -> Nullable<Text>,
        care_kind -> Text,
        purpose -> Text,
        created_at -> Text,
        created_by -> Nullable<Text>,
        expires_at -> Nullable<Text>,
        confirmed_at -> Nullable<Text>,
        released_at -> Nullable<Text>,
        release_reason -> Nullable<Text>,
        released_by -> Nullable<Text>,
        override_rule -> Nullable<Text>,
        override_reason -> Nullable<Text>,
        moved_from -> Nullable<Text>,
        proposal -> Nullable<Integer>,
    }
}

diesel::table! {
    plan_weights (id) {
        id -> Text,
        organisation_id -> Nullable<Text>,
        version -> Integer,
        name -> Text,
        status -> Text,
        content -> Text,
        created_at -> Text,
        adopted_by -> Nullable<Text>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    plan_run (id) {
        id -> Text,
        organisation_id -> Text,
        week_of -> Text,
        seed -> BigInt,
        weights_id -> Text,
        asked_by -> Nullable<Text>,
        budget_seconds -> Integer,
        compare_with -> Text,
        what_if -> Nullable<Text>,
        follows -> Nullable<Text>,
        instance -> Nullable<Text>,
        ledger -> Nullable<Text>,
        stage -> Nullable<Text>,
        value -> Nullable<BigInt>,
        bound -> Nullable<Double>,
        round -> Nullable<BigInt>,
        created_at -> Text,
        started_at -> Nullable<Text>,
        finished_at -> Nullable<Text>,
        cancelled_at -> Nullable<Text>,
        failed_at -> Nullable<Text>,
        failure -> Nullable<Text>,
        published_at -> Nullable<Text>,
        published_by -> Nullable<Text>,
        published_alternative -> Nullable<Integer>,
        revision -> BigInt,
    }
}

diesel::table! {
    plan_run_site (plan_run_id, site_id) {
        plan_run_id -> Text,
        site_id -> Text,
    }
}

diesel::table! {
    plan_alternative (plan_run_id, number) {
        plan_run_id -> Text,
        number -> Integer,
        kind -> Text,
        seed -> BigInt,
        rounds -> Nullable<BigInt>,
        bound -> Nullable<Double>,
        figures -> Text,
        plan -> Text,
    }
}

diesel::table! {
    plan_booking (id) {
        id -> Text,
        plan_run_id -> Text,
        alternative -> Integer,
        family_id -> Text,
        child_id -> Text,
        place_request_id -> Nullable<Text>,
        site_id -> Text,
        session_id -> Nullable<Text>,
        date -> Text,
        half_day -> Text,
        together -> Integer,
        role -> Text,
        care_kind -> Text,
        purpose -> Text,
        locked_at -> Nullable<Text>,
        moved_at -> Nullable<Text>,
        booking_id -> Nullable<Text>,
        lost -> Nullable<Text>,
    }
}

diesel::table! {
    plan_refusal (id) {
        id -> Text,
        plan_run_id -> Text,
        alternative -> Integer,
        child_id -> Text,
        place_request_id -> Text,
        reason -> Text,
        session_id -> Nullable<Text>,
        instead -> Nullable<Text>,
        refusals -> Nullable<Text>,
    }
}

diesel::table! {
    plan_promise (id) {
        id -> Text,
        place_request_id -> Text,
        kind -> Text,
        week_of -> Text,
        answer_on -> Text,
        per_mille -> Nullable<Integer>,
        sample -> Nullable<Integer>,
        assumed -> Bool,
        given_at -> Text,
        kept_at -> Nullable<Text>,
        withdrawn_at -> Nullable<Text>,
        broken_at -> Nullable<Text>,
    }
}

diesel::table! {
    seat_offer (id) {
        id -> Text,
        round_id -> Text,
        session_id -> Text,
        site_id -> Text,
        date -> Text,
        half_day -> Text,
        seat_no -> Integer,
        place_request_id -> Text,
        child_id -> Text,
        offered_at -> Text,
        expires_at -> Text,
        answer -> Nullable<Text>,
        answered_at -> Nullable<Text>,
        booking_id -> Nullable<Text>,
    }
}

diesel::table! {
    plan_rule (id) {
        id -> Text,
        site_id -> Text,
        from_week -> Text,
        sharing -> Text,
        reason -> Text,
        chosen_by -> Nullable<Text>,
        created_at -> Text,
    }
}

diesel::table! {
    plan_study (id) {
        id -> Text,
        kind -> Text,
        plan_run_id -> Nullable<Text>,
        site_id -> Nullable<Text>,
        asked_by -> Nullable<Text>,
        asked_at -> Text,
        found_at -> Nullable<Text>,
        found -> Nullable<Text>,
    }
}

diesel::table! {
    attendance_fact (id) {
        id -> Text,
        booking_id -> Text,
        kind -> Text,
        at -> Text,
        recorded_at -> Text,
        recorded_by -> Nullable<Text>,
        corrects_id -> Nullable<Text>,
        reason -> Nullable<Text>,
        absence_reason -> Nullable<Text>,
        withdrawn -> Bool,
        tablet_id -> Nullable<Text>,
        counter -> Nullable<BigInt>,
        fetched_by -> Nullable<Text>,
        fetched_words -> Nullable<Text>,
        by_rule -> Bool,
    }
}

diesel::table! {
    familiarisation_template (id) {
        id -> Text,
        site_id -> Text,
        name -> Text,
        at_start -> Bool,
        created_at -> Text,
        created_by -> Nullable<Text>,
        withdrawn_at -> Nullable<Text>,
    }
}

diesel::table! {
    familiarisation_template_step (id) {
        id -> Text,
        template_id -> Text,
        position -> Integer,
        minutes -> Integer,
        parent_is -> Text,
        meal -> Bool,
        nap -> Bool,
    }
}

diesel::table! {
    familiarisation (id) {
        id -> Text,
        site_id -> Text,
        child_id -> Text,
        template_name -> Text,
        at_start -> Bool,
        referent_id -> Nullable<Text>,
        begun_at -> Text,
        begun_by -> Nullable<Text>,
        finished_at -> Nullable<Text>,
        stopped_at -> Nullable<Text>,
        reason -> Nullable<Text>,
        revision -> BigInt,
    }
}

diesel::table! {
    familiarisation_step (id) {
        id -> Text,
        familiarisation_id -> Text,
        position -> Integer,
        minutes -> Integer,
        parent_is -> Text,
        meal -> Bool,
        nap -> Bool,
    }
}

diesel::table! {
    familiarisation_visit (id) {
        id -> Text,
        familiarisation_id -> Text,
        step_id -> Nullable<Text>,
        booking_id -> Text,
        referent_id -> Nullable<Text>,
        starts_at -> Text,
        ends_at -> Text,
        outcome -> Nullable<Text>,
        apart -> Nullable<Text>,
        play -> Nullable<Text>,
        rest -> Nullable<Text>,
        sentence -> Nullable<Text>,
        decided_at -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        parent_face -> Nullable<Text>,
    }
}

diesel::table! {
    pick_up_person (id) {
        id -> Text,
        child_id -> Text,
        name -> Text,
        relation -> Nullable<Text>,
        phone -> Nullable<Text>,
        forbidden -> Bool,
        from_date -> Text,
        until_date -> Nullable<Text>,
        created_at -> Text,
        created_by -> Nullable<Text>,
        ended_at -> Nullable<Text>,
    }
}

diesel::table! {
    tablet (id) {
        id -> Text,
        site_id -> Text,
        name -> Text,
        token_hash -> Text,
        key_half -> Text,
        paired_at -> Text,
        paired_by -> Nullable<Text>,
        seen_at -> Nullable<Text>,
        revoked_at -> Nullable<Text>,
    }
}

diesel::table! {
    tablet_code (code_hash) {
        code_hash -> Text,
        site_id -> Text,
        name -> Text,
        made_by -> Nullable<Text>,
        created_at -> Text,
        expires_at -> Text,
        used_at -> Nullable<Text>,
    }
}

diesel::table! {
    tablet_pin (person_id) {
        person_id -> Text,
        pin_hash -> Text,
        set_at -> Text,
    }
}

diesel::table! {
    tablet_opening (token_hash) {
        token_hash -> Text,
        tablet_id -> Text,
        person_id -> Text,
        opened_at -> Text,
        expires_at -> Text,
    }
}

diesel::table! {
    tablet_try (tablet_id, person_id) {
        tablet_id -> Text,
        person_id -> Text,
        failures -> Integer,
        locked_until -> Nullable<Text>,
    }
}

diesel::table! {
    care_note (id) {
        id -> Text,
        booking_id -> Text,
        kind -> Text,
        at -> Text,
        eaten -> Nullable<Text>,
        words -> Nullable<Text>,
        withdraws_id -> Nullable<Text>,
        recorded_at -> Text,
        recorded_by -> Text,
        tablet_id -> Text,
        counter -> BigInt,
    }
}

diesel::table! {
    head_count (id) {
        id -> Text,
        site_id -> Text,
        at -> Text,
        counted -> Integer,
        expected -> Integer,
        reason -> Text,
        recorded_at -> Text,
        recorded_by -> Text,
        tablet_id -> Text,
        counter -> BigInt,
    }
}

diesel::table! {
    staff_member (id) {
        id -> Text,
        organisation_id -> Text,
        site_id -> Nullable<Text>,
        person_id -> Nullable<Text>,
        given_name -> Text,
        family_name -> Text,
        created_at -> Text,
        ended_on -> Nullable<Text>,
        removed_at -> Nullable<Text>,
        added_in -> Nullable<Text>,
        revision -> BigInt,
    }
}

diesel::table! {
    staff_qualification (id) {
        id -> Text,
        staff_member_id -> Text,
        qualification -> Text,
        from_date -> Text,
        until_date -> Nullable<Text>,
        created_at -> Text,
        created_by -> Nullable<Text>,
        withdrawn_at -> Nullable<Text>,
    }
}

diesel::table! {
    staff_check (id) {
        id -> Text,
        staff_member_id -> Text,
        issued_on -> Text,
        checked_on -> Text,
        checked_by -> Text,
        created_at -> Text,
        created_by -> Nullable<Text>,
        withdrawn_at -> Nullable<Text>,
    }
}

diesel::table! {
    staff_contract (id) {
        id -> Text,
        staff_member_id -> Text,
        weekly_minutes -> Integer,
        from_date -> Text,
        until_date -> Nullable<Text>,
        created_at -> Text,
        created_by -> Nullable<Text>,
        withdrawn_at -> Nullable<Text>,
    }
}

diesel::table! {
    staff_absence (id) {
        id -> Text,
        staff_member_id -> Text,
        kind -> Text,
        from_date -> Text,
        until_date -> Text,
        created_at -> Text,
        created_by -> Nullable<Text>,
        withdrawn_at -> Nullable<Text>,
    }
}

diesel::table! {
    shift (id) {
        id -> Text,
        staff_member_id -> Text,
        site_id -> Text,
        premises_id -> Text,
        date -> Text,
        starts_at -> Text,
        ends_at -> Text,
        opens -> Bool,
        closes -> Bool,
        created_at -> Text,
        created_by -> Nullable<Text>,
        added_in -> Text,
        removed_at -> Nullable<Text>,
        removed_in -> Nullable<Text>,
    }
}

diesel::table! {
    ratio_setting (id) {
        id -> Text,
        site_id -> Text,
        from_date -> Text,
        mode -> Text,
        rounding -> Text,
        familiarisation_takes_an_adult -> Bool,
        assumed -> Bool,
        created_at -> Text,
        created_by -> Nullable<Text>,
    }
}

diesel::table! {
    surplus_sheet (id) {
        id -> Text,
        site_id -> Text,
        week_of -> Text,
        content -> Text,
        kept_at -> Text,
        kept_by -> Nullable<Text>,
    }
}

diesel::table! {
    closing_setting (id) {
        id -> Text,
        site_id -> Text,
        from_date -> Text,
        minutes -> Integer,
        assumed -> Bool,
        created_at -> Text,
        created_by -> Nullable<Text>,
    }
}

diesel::table! {
    drill (id) {
        id -> Text,
        site_id -> Text,
        date -> Text,
        kind -> Text,
        minutes -> Nullable<Integer>,
        counted -> Integer,
        present -> Integer,
        remark -> Nullable<Text>,
        head_count_id -> Nullable<Text>,
        recorded_at -> Text,
        recorded_by -> Nullable<Text>,
        withdrawn_at -> Nullable<Text>,
        withdrawn_by -> Nullable<Text>,
    }
}

diesel::table! {
    outing (id) {
        id -> Text,
        site_id -> Text,
        premises_id -> Text,
        date -> Text,
        leaves_at -> Text,
        returns_at -> Text,
        destination -> Text,
        created_at -> Text,
        created_by -> Nullable<Text>,
        override_role -> Nullable<Text>,
        override_reason -> Nullable<Text>,
        cancelled_at -> Nullable<Text>,
        cancelled_by -> Nullable<Text>,
    }
}

diesel::table! {
    outing_child (outing_id, booking_id) {
        outing_id -> Text,
        booking_id -> Text,
    }
}

diesel::table! {
    outing_adult (outing_id, staff_member_id) {
        outing_id -> Text,
        staff_member_id -> Text,
    }
}

diesel::table! {
    direction (id) {
        id -> Text,
        site_id -> Text,
        staff_member_id -> Text,
        percent -> Integer,
        from_date -> Text,
        until_date -> Nullable<Text>,
        created_at -> Text,
        created_by -> Nullable<Text>,
        withdrawn_at -> Nullable<Text>,
        withdrawn_by -> Nullable<Text>,
    }
}

diesel::table! {
    health_referent_time (id) {
        id -> Text,
        site_id -> Text,
        date -> Text,
        minutes -> Integer,
        remark -> Nullable<Text>,
        recorded_at -> Text,
        recorded_by -> Nullable<Text>,
        withdrawn_at -> Nullable<Text>,
        withdrawn_by -> Nullable<Text>,
    }
}

diesel::table! {
    paper_setting (id) {
        id -> Text,
        site_id -> Text,
        from_date -> Text,
        asked -> Text,
        after_due -> Text,
        provisional_months -> Integer,
        assumed -> Bool,
        created_at -> Text,
        created_by -> Nullable<Text>,
    }
}

diesel::table! {
    paper (id) {
        id -> Text,
        child_id -> Text,
        site_id -> Text,
        kind -> Text,
        word -> Nullable<Text>,
        number -> Nullable<Integer>,
        granted -> Nullable<Bool>,
        name -> Nullable<Text>,
        phone -> Nullable<Text>,
        relation -> Nullable<Text>,
        from_date -> Text,
        until_date -> Nullable<Text>,
        created_at -> Text,
        created_by -> Nullable<Text>,
        withdrawn_at -> Nullable<Text>,
        withdrawn_by -> Nullable<Text>,
    }
}

diesel::table! {
    health_card (id) {
        id -> Text,
        child_id -> Text,
        site_id -> Text,
        allergy -> Nullable<Text>,
        care_plan -> Bool,
        plan_place -> Nullable<Text>,
        treatment_place -> Nullable<Text>,
        created_at -> Text,
        created_by -> Nullable<Text>,
        withdrawn_at -> Nullable<Text>,
    }
}

diesel::table! {
    paper_reminder (child_id, site_id, cause, due_date) {
        child_id -> Text,
        site_id -> Text,
        cause -> Text,
        due_date -> Text,
        created_at -> Text,
    }
}

diesel::table! {
    place_answer (id) {
        id -> Text,
        booking_id -> Text,
        parent_id -> Text,
        comes -> Bool,
        travel -> Nullable<Text>,
        at -> Text,
    }
}

diesel::table! {
    message (id) {
        id -> Text,
        channel -> Text,
        recipient -> Text,
        language -> Text,
        subject -> Nullable<Text>,
        body -> Text,
        template -> Text,
        class -> Text,
        intent -> Nullable<Text>,
        family_id -> Nullable<Text>,
        parent_id -> Nullable<Text>,
        organisation_id -> Nullable<Text>,
        site_id -> Nullable<Text>,
        created_at -> Text,
        sent_at -> Nullable<Text>,
        useful_until -> Nullable<Text>,
        handed_at -> Nullable<Text>,
        reference -> Nullable<Text>,
        unknown_at -> Nullable<Text>,
        delivered_at -> Nullable<Text>,
        failed_at -> Nullable<Text>,
        failure -> Nullable<Text>,
        dropped_at -> Nullable<Text>,
        drop_reason -> Nullable<Text>,
        settled_at -> Nullable<Text>,
        settled_by -> Nullable<Text>,
    }
}

diesel::table! {
    job (id) {
        id -> Text,
        kind -> Text,
        payload -> Text,
        deduplication -> Nullable<Text>,
        created_at -> Text,
        run_at -> Text,
        attempts -> Integer,
        claimed_until -> Nullable<Text>,
        done_at -> Nullable<Text>,
        failed_at -> Nullable<Text>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    audit (id) {
        id -> Text,
        at -> Text,
        actor_kind -> Text,
        person_id -> Nullable<Text>,
        parent_id -> Nullable<Text>,
        role -> Nullable<Text>,
        organisation_id -> Nullable<Text>,
        action -> Text,
        object_kind -> Text,
        object_id -> Nullable<Text>,
        family_id -> Nullable<Text>,
        site_id -> Nullable<Text>,
        outcome -> Text,
        rule -> Nullable<Text>,
        detail -> Nullable<Text>,
        request_id -> Nullable<Text>,
    }
}

diesel::table! {
    idempotency (key, actor) {
        key -> Text,
        actor -> Text,
        fingerprint -> Text,
        answer -> Text,
        created_at -> Text,
    }
}

diesel::table! {
    parameter (id) {
        id -> Text,
        key -> Text,
        value -> Text,
        from_date -> Text,
        until_date -> Nullable<Text>,
        status -> Text,
        source -> Text,
    }
}

diesel::table! {
    search_word (word, entity, entity_id) {
        entity -> Text,
        entity_id -> Text,
        word -> Text,
    }
}

diesel::table! {
    sequence (name) {
        name -> Text,
        value -> BigInt,
    }
}

diesel::joinable!(membership -> person (person_id));
diesel::joinable!(membership -> organisation (organisation_id));
diesel::joinable!(membership -> site (site_id));
diesel::joinable!(invitation -> organisation (organisation_id));
diesel::joinable!(invitation -> site (site_id));
diesel::joinable!(web_session -> person (person_id));
diesel::joinable!(web_session -> parent (parent_id));
diesel::joinable!(api_token -> membership (membership_id));
diesel::joinable!(api_token -> parent (parent_id));
diesel::joinable!(link_token -> parent (parent_id));
diesel::joinable!(link_token -> referral (referral_id));
diesel::joinable!(link_token -> person (person_id));
diesel::joinable!(site -> organisation (organisation_id));
diesel::joinable!(premises -> site (site_id));
diesel::joinable!(authorisation -> site (site_id));
diesel::joinable!(authorisation_band -> authorisation (authorisation_id));
diesel::joinable!(opening_rule -> site (site_id));
diesel::joinable!(opening_rule -> premises (premises_id));
diesel::joinable!(closure -> site (site_id));
diesel::joinable!(closure -> premises (premises_id));
diesel::joinable!(school_holiday -> site (site_id));
diesel::joinable!(site_policy -> site (site_id));
diesel::joinable!(session -> site (site_id));
diesel::joinable!(session -> premises (premises_id));
diesel::joinable!(session -> opening_rule (opening_rule_id));
diesel::joinable!(family_shield -> family (family_id));
diesel::joinable!(parent -> family (family_id));
diesel::joinable!(child -> family (family_id));
diesel::joinable!(situation -> parent (parent_id));
diesel::joinable!(consent -> parent (parent_id));
diesel::joinable!(link -> family (family_id));
diesel::joinable!(link -> organisation (organisation_id));
diesel::joinable!(link -> site (site_id));
diesel::joinable!(link -> person (person_id));
diesel::joinable!(referral -> family (family_id));
diesel::joinable!(referral -> parent (parent_id));
diesel::joinable!(referral -> organisation (organisation_id));
diesel::joinable!(referral -> person (person_id));
diesel::joinable!(referral -> site (site_id));
diesel::joinable!(referral_child -> referral (referral_id));
diesel::joinable!(referral_child -> child (child_id));
diesel::joinable!(referral_event -> referral (referral_id));
diesel::joinable!(admission -> child (child_id));
diesel::joinable!(admission -> site (site_id));
diesel::joinable!(admission -> referral (referral_id));
diesel::joinable!(place_request -> child (child_id));
diesel::joinable!(place_request -> site (site_id));
diesel::joinable!(place_request_site -> place_request (place_request_id));
diesel::joinable!(place_request_site -> site (site_id));
diesel::joinable!(booking -> session (session_id));
diesel::joinable!(booking -> child (child_id));
diesel::joinable!(booking -> site (site_id));
diesel::joinable!(booking -> place_request (place_request_id));
diesel::joinable!(attendance_fact -> booking (booking_id));
diesel::joinable!(care_note -> booking (booking_id));
diesel::joinable!(care_note -> tablet (tablet_id));
diesel::joinable!(head_count -> tablet (tablet_id));
diesel::joinable!(familiarisation_template -> site (site_id));
diesel::joinable!(familiarisation_template_step -> familiarisation_template (template_id));
diesel::joinable!(familiarisation -> site (site_id));
diesel::joinable!(familiarisation -> child (child_id));
diesel::joinable!(familiarisation -> staff_member (referent_id));
diesel::joinable!(familiarisation_step -> familiarisation (familiarisation_id));
diesel::joinable!(familiarisation_visit -> familiarisation (familiarisation_id));
diesel::joinable!(familiarisation_visit -> familiarisation_step (step_id));
diesel::joinable!(familiarisation_visit -> booking (booking_id));
diesel::joinable!(familiarisation_visit -> staff_member (referent_id));
diesel::joinable!(pick_up_person -> child (child_id));
diesel::joinable!(tablet -> site (site_id));
diesel::joinable!(tablet_code -> site (site_id));
diesel::joinable!(tablet_opening -> tablet (tablet_id));
diesel::joinable!(tablet_opening -> person (person_id));
diesel::joinable!(tablet_pin -> person (person_id));
diesel::joinable!(staff_qualification -> staff_member (staff_member_id));
diesel::joinable!(staff_check -> staff_member (staff_member_id));
diesel::joinable!(staff_contract -> staff_member (staff_member_id));
diesel::joinable!(staff_absence -> staff_member (staff_member_id));
diesel::joinable!(shift -> staff_member (staff_member_id));
diesel::joinable!(staff_member -> organisation (organisation_id));
diesel::joinable!(staff_member -> site (site_id));
diesel::joinable!(staff_member -> person (person_id));
diesel::joinable!(shift -> site (site_id));
diesel::joinable!(shift -> premises (premises_id));
diesel::joinable!(ratio_setting -> site (site_id));
diesel::joinable!(surplus_sheet -> site (site_id));
diesel::joinable!(paper_setting -> site (site_id));
diesel::joinable!(paper -> child (child_id));
diesel::joinable!(paper -> site (site_id));
diesel::joinable!(health_card -> child (child_id));
diesel::joinable!(health_card -> site (site_id));
diesel::joinable!(paper_reminder -> child (child_id));
diesel::joinable!(closing_setting -> site (site_id));
diesel::joinable!(drill -> site (site_id));
diesel::joinable!(drill -> head_count (head_count_id));
diesel::joinable!(drill -> person (recorded_by));
diesel::joinable!(outing -> site (site_id));
diesel::joinable!(outing -> premises (premises_id));
diesel::joinable!(outing_child -> outing (outing_id));
diesel::joinable!(outing_child -> booking (booking_id));
diesel::joinable!(outing_adult -> outing (outing_id));
diesel::joinable!(outing_adult -> staff_member (staff_member_id));
diesel::joinable!(direction -> site (site_id));
diesel::joinable!(direction -> staff_member (staff_member_id));
diesel::joinable!(health_referent_time -> site (site_id));
diesel::joinable!(place_answer -> booking (booking_id));
diesel::joinable!(place_answer -> parent (parent_id));
diesel::joinable!(message -> parent (parent_id));
diesel::joinable!(message -> family (family_id));
diesel::joinable!(message -> organisation (organisation_id));
diesel::joinable!(message -> site (site_id));
diesel::joinable!(plan_weights -> organisation (organisation_id));
diesel::joinable!(plan_run -> organisation (organisation_id));
diesel::joinable!(plan_run -> plan_weights (weights_id));
diesel::joinable!(plan_run_site -> plan_run (plan_run_id));
diesel::joinable!(plan_run_site -> site (site_id));
diesel::joinable!(plan_alternative -> plan_run (plan_run_id));
diesel::joinable!(plan_booking -> plan_run (plan_run_id));
diesel::joinable!(plan_booking -> child (child_id));
diesel::joinable!(plan_booking -> site (site_id));
diesel::joinable!(plan_booking -> session (session_id));
diesel::joinable!(plan_booking -> place_request (place_request_id));
diesel::joinable!(plan_booking -> booking (booking_id));
diesel::joinable!(plan_refusal -> plan_run (plan_run_id));
diesel::joinable!(plan_refusal -> child (child_id));
diesel::joinable!(plan_refusal -> place_request (place_request_id));
diesel::joinable!(plan_refusal -> session (session_id));
diesel::joinable!(plan_promise -> place_request (place_request_id));
diesel::joinable!(seat_offer -> place_request (place_request_id));
diesel::joinable!(seat_offer -> child (child_id));
diesel::joinable!(seat_offer -> session (session_id));
diesel::joinable!(seat_offer -> site (site_id));
diesel::joinable!(plan_weights -> person (adopted_by));
diesel::joinable!(plan_rule -> site (site_id));
diesel::joinable!(plan_rule -> person (chosen_by));
diesel::joinable!(plan_study -> plan_run (plan_run_id));
diesel::joinable!(plan_study -> site (site_id));

diesel::allow_tables_to_appear_in_same_query!(
    installation,
    organisation,
    person,
    membership,
    invitation,
    web_session,
    api_token,
    link_token,
    site,
    premises,
    authorisation,
    authorisation_band,
    opening_rule,
    closure,
    school_holiday,
    site_policy,
    session,
    family,
    family_shield,
    parent,
    child,
    situation,
    consent,
    link,
    referral,
    referral_child,
    referral_event,
    admission,
    place_request,
    place_request_site,
    booking,
    plan_weights,
    plan_run,
    plan_run_site,
    plan_alternative,
    plan_booking,
    plan_refusal,
    plan_promise,
    seat_offer,
    plan_rule,
    plan_study,
    staff_member,
    staff_qualification,
    staff_check,
    staff_contract,
    staff_absence,
    shift,
    ratio_setting,
    surplus_sheet,
    paper_setting,
    paper,
    health_card,
    paper_reminder,
    closing_setting,
    drill,
    outing,
    outing_child,
    place_answer,
    outing_adult,
    direction,
    health_referent_time,
    attendance_fact,
    care_note,
    head_count,
    familiarisation_template,
    familiarisation_template_step,
    familiarisation,
    familiarisation_step,
    familiarisation_visit,
    pick_up_person,
    tablet,
    tablet_code,
    tablet_opening,
    tablet_pin,
    tablet_try,
    message,
    job,
    audit,
    idempotency,
    parameter,
    search_word,
    sequence,
);

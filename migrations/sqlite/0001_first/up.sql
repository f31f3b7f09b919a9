-- The first schema. Text forms: ids 36 characters, days 10, instants 27 (UTC, microseconds), times of day 5.

CREATE TABLE installation (
  id INTEGER PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  seed INTEGER,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  CHECK (id = 1),
  CHECK (kind IN ('demo', 'real'))
) STRICT;

CREATE TABLE organisation (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  kind TEXT NOT NULL,
  prescriber_kind TEXT,
  name TEXT NOT NULL,
  commune TEXT,
  operator_id TEXT CHECK (length(operator_id) = 36),
  phone TEXT,
  email TEXT,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  ended_on TEXT CHECK (length(ended_on) = 10),
  revision INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  email TEXT NOT NULL,
  language TEXT NOT NULL,
  password_hash TEXT,
  totp_secret TEXT,
  totp_last_step INTEGER,
  failed_attempts INTEGER NOT NULL,
  locked_until TEXT CHECK (length(locked_until) = 27),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  disabled_at TEXT CHECK (length(disabled_at) = 27),
  UNIQUE (email)
) STRICT;

CREATE TABLE membership (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  person_id TEXT NOT NULL CHECK (length(person_id) = 36) REFERENCES person,
  organisation_id TEXT NOT NULL CHECK (length(organisation_id) = 36) REFERENCES organisation,
  site_id TEXT CHECK (length(site_id) = 36) REFERENCES site,
  role TEXT NOT NULL,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT CHECK (length(until_date) = 10),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  CHECK (until_date IS NULL OR until_date >= date(from_date, '-1 day'))
) STRICT;

CREATE TABLE invitation (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  email TEXT NOT NULL,
  organisation_id TEXT NOT NULL CHECK (length(organisation_id) = 36) REFERENCES organisation,
  site_id TEXT CHECK (length(site_id) = 36) REFERENCES site,
  role TEXT NOT NULL,
  until_date TEXT CHECK (length(until_date) = 10),
  token_hash TEXT NOT NULL,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36),
  expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
  accepted_at TEXT CHECK (length(accepted_at) = 27),
  revoked_at TEXT CHECK (length(revoked_at) = 27),
  UNIQUE (token_hash)
) STRICT;

CREATE TABLE web_session (
  id TEXT PRIMARY KEY NOT NULL,
  data TEXT NOT NULL,
  person_id TEXT CHECK (length(person_id) = 36) REFERENCES person,
  parent_id TEXT CHECK (length(parent_id) = 36) REFERENCES parent,
  device TEXT,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  last_seen_at TEXT NOT NULL CHECK (length(last_seen_at) = 27),
  expires_at TEXT NOT NULL CHECK (length(expires_at) = 27)
) STRICT;

CREATE TABLE api_token (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  token_hash TEXT NOT NULL,
  membership_id TEXT CHECK (length(membership_id) = 36) REFERENCES membership,
  parent_id TEXT CHECK (length(parent_id) = 36) REFERENCES parent,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
  revoked_at TEXT CHECK (length(revoked_at) = 27),
  last_used_at TEXT CHECK (length(last_used_at) = 27),
  UNIQUE (token_hash)
) STRICT;

CREATE TABLE link_token (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  token_hash TEXT NOT NULL,
  purpose TEXT NOT NULL,
  parent_id TEXT CHECK (length(parent_id) = 36) REFERENCES parent,
  referral_id TEXT CHECK (length(referral_id) = 36) REFERENCES referral,
  person_id TEXT CHECK (length(person_id) = 36) REFERENCES person,
  day TEXT CHECK (length(day) = 10),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
  used_at TEXT CHECK (length(used_at) = 27),
  revoked_at TEXT CHECK (length(revoked_at) = 27),
  browser_hash TEXT,
  UNIQUE (token_hash)
) STRICT;

CREATE TABLE site (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  organisation_id TEXT NOT NULL CHECK (length(organisation_id) = 36) REFERENCES organisation,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  commune TEXT NOT NULL,
  latitude REAL NOT NULL,
  longitude REAL NOT NULL,
  time_zone TEXT NOT NULL,
  school_zone TEXT NOT NULL,
  holiday_region TEXT NOT NULL,
  opens_on_public_holidays INTEGER NOT NULL CHECK (opens_on_public_holidays IN (0, 1)),
  phone TEXT,
  email TEXT,
  description TEXT,
  avip INTEGER NOT NULL CHECK (avip IN (0, 1)),
  free_of_charge INTEGER NOT NULL CHECK (free_of_charge IN (0, 1)),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  ended_on TEXT CHECK (length(ended_on) = 10),
  revision INTEGER NOT NULL
) STRICT;

CREATE TABLE premises (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  commune TEXT NOT NULL,
  setup_minutes INTEGER NOT NULL DEFAULT 0 CHECK (setup_minutes BETWEEN 0 AND 240),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  ended_on TEXT CHECK (length(ended_on) = 10)
) STRICT;

CREATE TABLE authorisation (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  number TEXT,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT CHECK (length(until_date) = 10),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  CHECK (until_date IS NULL OR until_date >= from_date)
) STRICT;

CREATE TABLE authorisation_band (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  authorisation_id TEXT NOT NULL CHECK (length(authorisation_id) = 36) REFERENCES authorisation,
  starts_at TEXT NOT NULL CHECK (length(starts_at) = 5),
  ends_at TEXT NOT NULL CHECK (length(ends_at) = 5),
  places INTEGER NOT NULL,
  CHECK (places > 0),
  CHECK (starts_at < ends_at)
) STRICT;

CREATE TABLE opening_rule (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  premises_id TEXT NOT NULL CHECK (length(premises_id) = 36) REFERENCES premises,
  weekday TEXT NOT NULL,
  period_kind TEXT NOT NULL,
  half_day TEXT NOT NULL,
  starts_at TEXT NOT NULL CHECK (length(starts_at) = 5),
  ends_at TEXT NOT NULL CHECK (length(ends_at) = 5),
  seats_regular INTEGER NOT NULL,
  seats_adaptation INTEGER NOT NULL,
  seats_emergency INTEGER NOT NULL,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT CHECK (length(until_date) = 10),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  ended_at TEXT CHECK (length(ended_at) = 27),
  CHECK (starts_at < ends_at),
  CHECK (half_day IN ('morning', 'afternoon')),
  CHECK (seats_regular >= 0 AND seats_adaptation >= 0 AND seats_emergency >= 0),
  CHECK (until_date IS NULL OR until_date >= from_date)
) STRICT;

CREATE TABLE closure (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  premises_id TEXT CHECK (length(premises_id) = 36) REFERENCES premises,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT NOT NULL CHECK (length(until_date) = 10),
  half_day TEXT,
  reason TEXT NOT NULL,
  note TEXT,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36),
  ended_at TEXT CHECK (length(ended_at) = 27),
  CHECK (until_date >= from_date)
) STRICT;

CREATE TABLE school_holiday (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  zone TEXT NOT NULL,
  site_id TEXT CHECK (length(site_id) = 36) REFERENCES site,
  name TEXT NOT NULL,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT NOT NULL CHECK (length(until_date) = 10),
  school_year TEXT NOT NULL,
  source TEXT NOT NULL,
  assumed INTEGER NOT NULL CHECK (assumed IN (0, 1)),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  CHECK (until_date >= from_date)
) STRICT;

CREATE TABLE site_policy (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT CHECK (length(until_date) = 10),
  booking_mode TEXT NOT NULL,
  referral_required INTEGER NOT NULL CHECK (referral_required IN (0, 1)),
  minimum_age_months INTEGER NOT NULL,
  maximum_age_months INTEGER NOT NULL,
  notice_hours INTEGER NOT NULL,
  horizon_days INTEGER NOT NULL,
  fair_share_per_week INTEGER,
  minimum_per_month INTEGER,
  full_day_needs_situation INTEGER NOT NULL CHECK (full_day_needs_situation IN (0, 1)),
  emergency_borrows_adaptation INTEGER NOT NULL CHECK (emergency_borrows_adaptation IN (0, 1)),
  adaptation_borrows_emergency INTEGER NOT NULL CHECK (adaptation_borrows_emergency IN (0, 1)),
  familiarisation_required INTEGER NOT NULL CHECK (familiarisation_required IN (0, 1)),
  reserve_released_hours INTEGER,
  hold_hours INTEGER NOT NULL,
  offer_mode TEXT,
  care_kinds TEXT NOT NULL,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  CHECK (minimum_age_months >= 0 AND maximum_age_months > minimum_age_months),
  CHECK (hold_hours > 0),
  CHECK (until_date IS NULL OR until_date >= from_date)
) STRICT;

CREATE TABLE session (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  premises_id TEXT NOT NULL CHECK (length(premises_id) = 36) REFERENCES premises,
  opening_rule_id TEXT CHECK (length(opening_rule_id) = 36) REFERENCES opening_rule,
  date TEXT NOT NULL CHECK (length(date) = 10),
  half_day TEXT NOT NULL,
  starts_at TEXT NOT NULL CHECK (length(starts_at) = 5),
  ends_at TEXT NOT NULL CHECK (length(ends_at) = 5),
  starts_instant TEXT NOT NULL CHECK (length(starts_instant) = 27),
  seats_regular INTEGER NOT NULL,
  seats_adaptation INTEGER NOT NULL,
  seats_emergency INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  cancelled_at TEXT CHECK (length(cancelled_at) = 27),
  cancel_reason TEXT,
  decision_needed TEXT,
  kept_at TEXT CHECK (length(kept_at) = 27),
  UNIQUE (premises_id, date, half_day),
  CHECK (half_day IN ('morning', 'afternoon')),
  CHECK (starts_at < ends_at),
  CHECK (seats_regular >= 0 AND seats_adaptation >= 0 AND seats_emergency >= 0)
) STRICT;

CREATE TABLE family (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  reference TEXT NOT NULL,
  commune TEXT NOT NULL,
  protected INTEGER NOT NULL CHECK (protected IN (0, 1)),
  car INTEGER CHECK (car IN (0, 1)),
  priority_district INTEGER CHECK (priority_district IN (0, 1)),
  note TEXT,
  left_alone_until TEXT CHECK (length(left_alone_until) = 10),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  revision INTEGER NOT NULL,
  UNIQUE (reference)
) STRICT;

CREATE TABLE family_shield (
  family_id TEXT PRIMARY KEY NOT NULL CHECK (length(family_id) = 36) REFERENCES family,
  address TEXT,
  danger_note TEXT,
  updated_at TEXT NOT NULL CHECK (length(updated_at) = 27)
) STRICT;

CREATE TABLE parent (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  family_id TEXT NOT NULL CHECK (length(family_id) = 36) REFERENCES family,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  phone TEXT,
  email TEXT,
  language TEXT NOT NULL,
  safe_contact TEXT NOT NULL,
  interpreter INTEGER NOT NULL CHECK (interpreter IN (0, 1)),
  phone_confirmed_at TEXT CHECK (length(phone_confirmed_at) = 27),
  phone_closed_at TEXT CHECK (length(phone_closed_at) = 27),
  stopped_at TEXT CHECK (length(stopped_at) = 27),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  revision INTEGER NOT NULL
) STRICT;

CREATE TABLE child (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  family_id TEXT NOT NULL CHECK (length(family_id) = 36) REFERENCES family,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  birth_date TEXT NOT NULL CHECK (length(birth_date) = 10),
  walks_since TEXT CHECK (length(walks_since) = 10),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  revision INTEGER NOT NULL
) STRICT;

CREATE TABLE situation (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  parent_id TEXT NOT NULL CHECK (length(parent_id) = 36) REFERENCES parent,
  kind TEXT NOT NULL,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT CHECK (length(until_date) = 10),
  source TEXT NOT NULL,
  recorded_by TEXT CHECK (length(recorded_by) = 36),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  withdrawn_at TEXT CHECK (length(withdrawn_at) = 27),
  CHECK (until_date IS NULL OR until_date >= from_date)
) STRICT;

CREATE TABLE consent (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  parent_id TEXT NOT NULL CHECK (length(parent_id) = 36) REFERENCES parent,
  kind TEXT NOT NULL,
  text_version TEXT NOT NULL,
  language TEXT NOT NULL,
  read_aloud INTEGER NOT NULL CHECK (read_aloud IN (0, 1)),
  given_at TEXT NOT NULL CHECK (length(given_at) = 27),
  recorded_by TEXT CHECK (length(recorded_by) = 36),
  recorded_name TEXT,
  withdrawn_at TEXT CHECK (length(withdrawn_at) = 27)
) STRICT;

CREATE TABLE link (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  family_id TEXT NOT NULL CHECK (length(family_id) = 36) REFERENCES family,
  kind TEXT NOT NULL,
  organisation_id TEXT CHECK (length(organisation_id) = 36) REFERENCES organisation,
  site_id TEXT CHECK (length(site_id) = 36) REFERENCES site,
  person_id TEXT CHECK (length(person_id) = 36) REFERENCES person,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT CHECK (length(until_date) = 10),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  CHECK (until_date IS NULL OR until_date >= from_date)
) STRICT;

CREATE TABLE referral (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  number TEXT NOT NULL,
  family_id TEXT NOT NULL CHECK (length(family_id) = 36) REFERENCES family,
  parent_id TEXT NOT NULL CHECK (length(parent_id) = 36) REFERENCES parent,
  organisation_id TEXT CHECK (length(organisation_id) = 36) REFERENCES organisation,
  prescriber_kind TEXT NOT NULL,
  prescriber_organisation_name TEXT NOT NULL,
  prescriber_name TEXT NOT NULL,
  prescriber_email TEXT,
  prescriber_phone TEXT,
  person_id TEXT CHECK (length(person_id) = 36) REFERENCES person,
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  purpose TEXT NOT NULL,
  urgency TEXT NOT NULL,
  need TEXT NOT NULL,
  message TEXT,
  travel_limit_km INTEGER,
  sent_at TEXT NOT NULL CHECK (length(sent_at) = 27),
  seen_at TEXT CHECK (length(seen_at) = 27),
  reminded_at TEXT CHECK (length(reminded_at) = 27),
  reminders INTEGER NOT NULL,
  asked_at TEXT CHECK (length(asked_at) = 27),
  accepted_at TEXT CHECK (length(accepted_at) = 27),
  refused_at TEXT CHECK (length(refused_at) = 27),
  refusal_reason TEXT,
  expired_at TEXT CHECK (length(expired_at) = 27),
  first_attended_at TEXT CHECK (length(first_attended_at) = 27),
  ended_at TEXT CHECK (length(ended_at) = 27),
  end_reason TEXT,
  revision INTEGER NOT NULL,
  UNIQUE (number),
  CHECK (accepted_at IS NULL OR refused_at IS NULL)
) STRICT;

CREATE TABLE referral_child (
  referral_id TEXT NOT NULL CHECK (length(referral_id) = 36) REFERENCES referral,
  child_id TEXT NOT NULL CHECK (length(child_id) = 36) REFERENCES child,
  PRIMARY KEY (referral_id, child_id)
) STRICT;

CREATE TABLE referral_event (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  referral_id TEXT NOT NULL CHECK (length(referral_id) = 36) REFERENCES referral,
  kind TEXT NOT NULL,
  at TEXT NOT NULL CHECK (length(at) = 27),
  by_person_id TEXT CHECK (length(by_person_id) = 36),
  by_name TEXT,
  reason_code TEXT,
  message TEXT
) STRICT;

CREATE TABLE admission (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  child_id TEXT NOT NULL CHECK (length(child_id) = 36) REFERENCES child,
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  referral_id TEXT CHECK (length(referral_id) = 36) REFERENCES referral,
  care_kind TEXT NOT NULL,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT CHECK (length(until_date) = 10),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  ended_at TEXT CHECK (length(ended_at) = 27),
  CHECK (until_date IS NULL OR until_date >= from_date)
) STRICT;

CREATE TABLE place_request (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  child_id TEXT NOT NULL CHECK (length(child_id) = 36) REFERENCES child,
  site_id TEXT CHECK (length(site_id) = 36) REFERENCES site,
  purpose TEXT NOT NULL,
  care_kind TEXT NOT NULL,
  need TEXT NOT NULL,
  travel_limit_km INTEGER,
  asked_by TEXT NOT NULL,
  asked_by_person_id TEXT CHECK (length(asked_by_person_id) = 36),
  attested INTEGER NOT NULL DEFAULT 0 CHECK (attested IN (0, 1)),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  answered_at TEXT CHECK (length(answered_at) = 27),
  outcome TEXT,
  refusals TEXT,
  proposals TEXT,
  withdrawn_at TEXT CHECK (length(withdrawn_at) = 27),
  answer_by TEXT CHECK (length(answer_by) = 10),
  revision INTEGER NOT NULL
) STRICT;

CREATE TABLE place_request_site (
  place_request_id TEXT NOT NULL CHECK (length(place_request_id) = 36) REFERENCES place_request,
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  PRIMARY KEY (place_request_id, site_id)
) STRICT;

CREATE TABLE booking (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  session_id TEXT NOT NULL CHECK (length(session_id) = 36) REFERENCES session,
  seat_no INTEGER NOT NULL,
  child_id TEXT NOT NULL CHECK (length(child_id) = 36) REFERENCES child,
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  date TEXT NOT NULL CHECK (length(date) = 10),
  half_day TEXT NOT NULL,
  place_request_id TEXT CHECK (length(place_request_id) = 36) REFERENCES place_request,
  care_kind TEXT NOT NULL,
  purpose TEXT NOT NULL,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36),
  expires_at TEXT CHECK (length(expires_at) = 27),
  confirmed_at TEXT CHECK (length(confirmed_at) = 27),
  released_at TEXT CHECK (length(released_at) = 27),
  release_reason TEXT,
  released_by TEXT CHECK (length(released_by) = 36),
  override_rule TEXT,
  override_reason TEXT,
  moved_from TEXT CHECK (length(moved_from) = 36),
  proposal INTEGER,
  CHECK (seat_no > 0),
  CHECK (half_day IN ('morning', 'afternoon')),
  CHECK (confirmed_at IS NOT NULL OR expires_at IS NOT NULL),
  CHECK (override_rule IS NULL OR override_reason IS NOT NULL)
) STRICT;

CREATE TABLE plan_weights (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  organisation_id TEXT CHECK (length(organisation_id) = 36) REFERENCES organisation,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  content TEXT NOT NULL,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  adopted_by TEXT CHECK (length(adopted_by) = 36) REFERENCES person,
  reason TEXT,
  CHECK (version > 0)
) STRICT;

CREATE TABLE plan_run (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  organisation_id TEXT NOT NULL CHECK (length(organisation_id) = 36) REFERENCES organisation,
  week_of TEXT NOT NULL CHECK (length(week_of) = 10),
  seed INTEGER NOT NULL,
  weights_id TEXT NOT NULL CHECK (length(weights_id) = 36) REFERENCES plan_weights,
  asked_by TEXT CHECK (length(asked_by) = 36),
  budget_seconds INTEGER NOT NULL,
  compare_with TEXT NOT NULL,
  what_if TEXT,
  follows TEXT CHECK (length(follows) = 36) REFERENCES plan_run,
  instance TEXT,
  ledger TEXT,
  stage TEXT,
  value INTEGER,
  bound REAL,
  round INTEGER,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  started_at TEXT CHECK (length(started_at) = 27),
  finished_at TEXT CHECK (length(finished_at) = 27),
  cancelled_at TEXT CHECK (length(cancelled_at) = 27),
  failed_at TEXT CHECK (length(failed_at) = 27),
  failure TEXT,
  published_at TEXT CHECK (length(published_at) = 27),
  published_by TEXT CHECK (length(published_by) = 36),
  published_alternative INTEGER,
  revision INTEGER NOT NULL,
  CHECK (budget_seconds > 0),
  CHECK (published_at IS NULL OR (finished_at IS NOT NULL AND what_if IS NULL))
) STRICT;

CREATE TABLE plan_run_site (
  plan_run_id TEXT NOT NULL CHECK (length(plan_run_id) = 36) REFERENCES plan_run,
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  PRIMARY KEY (plan_run_id, site_id)
) STRICT;

CREATE TABLE plan_alternative (
  plan_run_id TEXT NOT NULL CHECK (length(plan_run_id) = 36) REFERENCES plan_run,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  seed INTEGER NOT NULL,
  rounds INTEGER,
  bound REAL,
  figures TEXT NOT NULL,
  plan TEXT NOT NULL,
  PRIMARY KEY (plan_run_id, number),
  CHECK (number > 0)
) STRICT;

CREATE TABLE plan_booking (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  plan_run_id TEXT NOT NULL CHECK (length(plan_run_id) = 36) REFERENCES plan_run,
  alternative INTEGER NOT NULL,
  family_id TEXT NOT NULL CHECK (length(family_id) = 36) REFERENCES family,
  child_id TEXT NOT NULL CHECK (length(child_id) = 36) REFERENCES child,
  place_request_id TEXT CHECK (length(place_request_id) = 36) REFERENCES place_request,
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  session_id TEXT CHECK (length(session_id) = 36) REFERENCES session,
  date TEXT NOT NULL CHECK (length(date) = 10),
  half_day TEXT NOT NULL,
  together INTEGER NOT NULL,
  role TEXT NOT NULL,
  care_kind TEXT NOT NULL,
  purpose TEXT NOT NULL,
  locked_at TEXT CHECK (length(locked_at) = 27),
  moved_at TEXT CHECK (length(moved_at) = 27),
  booking_id TEXT CHECK (length(booking_id) = 36) REFERENCES booking,
  lost TEXT,
  CHECK (half_day IN ('morning', 'afternoon'))
) STRICT;

CREATE TABLE plan_refusal (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  plan_run_id TEXT NOT NULL CHECK (length(plan_run_id) = 36) REFERENCES plan_run,
  alternative INTEGER NOT NULL,
  child_id TEXT NOT NULL CHECK (length(child_id) = 36) REFERENCES child,
  place_request_id TEXT NOT NULL CHECK (length(place_request_id) = 36) REFERENCES place_request,
  reason TEXT NOT NULL,
  session_id TEXT CHECK (length(session_id) = 36) REFERENCES session,
  instead TEXT,
  refusals TEXT
) STRICT;

CREATE TABLE plan_promise (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  place_request_id TEXT NOT NULL CHECK (length(place_request_id) = 36) REFERENCES place_request,
  kind TEXT NOT NULL,
  week_of TEXT NOT NULL CHECK (length(week_of) = 10),
  answer_on TEXT NOT NULL CHECK (length(answer_on) = 10),
  per_mille INTEGER,
  sample INTEGER,
  assumed INTEGER NOT NULL CHECK (assumed IN (0, 1)),
  given_at TEXT NOT NULL CHECK (length(given_at) = 27),
  kept_at TEXT CHECK (length(kept_at) = 27),
  withdrawn_at TEXT CHECK (length(withdrawn_at) = 27),
  broken_at TEXT CHECK (length(broken_at) = 27)
) STRICT;

CREATE TABLE seat_offer (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  round_id TEXT NOT NULL CHECK (length(round_id) = 36),
  session_id TEXT NOT NULL CHECK (length(session_id) = 36) REFERENCES session,
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  date TEXT NOT NULL CHECK (length(date) = 10),
  half_day TEXT NOT NULL,
  seat_no INTEGER NOT NULL CHECK (seat_no > 0),
  place_request_id TEXT NOT NULL CHECK (length(place_request_id) = 36) REFERENCES place_request,
  child_id TEXT NOT NULL CHECK (length(child_id) = 36) REFERENCES child,
  offered_at TEXT NOT NULL CHECK (length(offered_at) = 27),
  expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
  answer TEXT,
  answered_at TEXT CHECK (length(answered_at) = 27),
  booking_id TEXT CHECK (length(booking_id) = 36) REFERENCES booking,
  CHECK ((answer IS NULL) = (answered_at IS NULL))
) STRICT;

CREATE TABLE plan_rule (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  from_week TEXT NOT NULL CHECK (length(from_week) = 10),
  sharing TEXT NOT NULL,
  reason TEXT NOT NULL,
  chosen_by TEXT CHECK (length(chosen_by) = 36) REFERENCES person,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27)
) STRICT;

CREATE TABLE plan_study (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  kind TEXT NOT NULL,
  plan_run_id TEXT CHECK (length(plan_run_id) = 36) REFERENCES plan_run,
  site_id TEXT CHECK (length(site_id) = 36) REFERENCES site,
  asked_by TEXT CHECK (length(asked_by) = 36),
  asked_at TEXT NOT NULL CHECK (length(asked_at) = 27),
  found_at TEXT CHECK (length(found_at) = 27),
  found TEXT,
  CHECK ((plan_run_id IS NULL) <> (site_id IS NULL)),
  CHECK ((found_at IS NULL) = (found IS NULL))
) STRICT;

CREATE TABLE pick_up_person (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  child_id TEXT NOT NULL CHECK (length(child_id) = 36) REFERENCES child,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  relation TEXT,
  phone TEXT,
  forbidden INTEGER NOT NULL CHECK (forbidden IN (0, 1)),
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT CHECK (length(until_date) = 10),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36) REFERENCES person,
  ended_at TEXT CHECK (length(ended_at) = 27),
  CHECK (until_date IS NULL OR until_date >= from_date)
) STRICT;

CREATE TABLE familiarisation_template (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  at_start INTEGER NOT NULL CHECK (at_start IN (0, 1)),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36) REFERENCES person,
  withdrawn_at TEXT CHECK (length(withdrawn_at) = 27)
) STRICT;

CREATE TABLE familiarisation_template_step (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  template_id TEXT NOT NULL CHECK (length(template_id) = 36) REFERENCES familiarisation_template,
  position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 12),
  minutes INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 600),
  parent_is TEXT NOT NULL CHECK (parent_is IN ('with', 'next_door', 'away')),
  meal INTEGER NOT NULL CHECK (meal IN (0, 1)),
  nap INTEGER NOT NULL CHECK (nap IN (0, 1)),
  UNIQUE (template_id, position)
) STRICT;

CREATE TABLE familiarisation (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  child_id TEXT NOT NULL CHECK (length(child_id) = 36) REFERENCES child,
  template_name TEXT NOT NULL CHECK (length(template_name) BETWEEN 1 AND 80),
  at_start INTEGER NOT NULL CHECK (at_start IN (0, 1)),
  referent_id TEXT CHECK (length(referent_id) = 36) REFERENCES staff_member,
  begun_at TEXT NOT NULL CHECK (length(begun_at) = 27),
  begun_by TEXT CHECK (length(begun_by) = 36) REFERENCES person,
  finished_at TEXT CHECK (length(finished_at) = 27),
  stopped_at TEXT CHECK (length(stopped_at) = 27),
  reason TEXT CHECK (length(reason) BETWEEN 1 AND 300),
  revision INTEGER NOT NULL,
  CHECK (finished_at IS NULL OR stopped_at IS NULL),
  CHECK (stopped_at IS NULL OR reason IS NOT NULL)
) STRICT;

CREATE TABLE familiarisation_step (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  familiarisation_id TEXT NOT NULL CHECK (length(familiarisation_id) = 36) REFERENCES familiarisation,
  position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 12),
  minutes INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 600),
  parent_is TEXT NOT NULL CHECK (parent_is IN ('with', 'next_door', 'away')),
  meal INTEGER NOT NULL CHECK (meal IN (0, 1)),
  nap INTEGER NOT NULL CHECK (nap IN (0, 1)),
  UNIQUE (familiarisation_id, position)
) STRICT;

CREATE TABLE familiarisation_visit (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  familiarisation_id TEXT NOT NULL CHECK (length(familiarisation_id) = 36) REFERENCES familiarisation,
  step_id TEXT CHECK (length(step_id) = 36) REFERENCES familiarisation_step,
  booking_id TEXT NOT NULL UNIQUE CHECK (length(booking_id) = 36) REFERENCES booking,
  referent_id TEXT CHECK (length(referent_id) = 36) REFERENCES staff_member,
  starts_at TEXT NOT NULL CHECK (length(starts_at) = 5),
  ends_at TEXT NOT NULL CHECK (length(ends_at) = 5),
  outcome TEXT CHECK (outcome IN ('validated', 'repeated', 'missed')),
  apart TEXT CHECK (apart IN ('well', 'mixed', 'hard')),
  play TEXT CHECK (play IN ('well', 'mixed', 'hard')),
  rest TEXT CHECK (rest IN ('well', 'mixed', 'hard')),
  sentence TEXT,
  decided_at TEXT CHECK (length(decided_at) = 27),
  decided_by TEXT CHECK (length(decided_by) = 36) REFERENCES person,
  parent_face TEXT CHECK (parent_face IN ('well', 'mixed', 'hard')),
  CHECK (starts_at < ends_at),
  CHECK ((outcome IS NULL) = (decided_at IS NULL)),
  CHECK ((outcome IS NULL) = (step_id IS NULL)),
  CHECK ((outcome IS NULL OR outcome = 'missed') = (sentence IS NULL)),
  CHECK (sentence IS NULL OR apart IS NOT NULL OR play IS NOT NULL OR rest IS NOT NULL)
) STRICT;

CREATE TABLE tablet (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  token_hash TEXT NOT NULL,
  key_half TEXT NOT NULL CHECK (length(key_half) = 64),
  paired_at TEXT NOT NULL CHECK (length(paired_at) = 27),
  paired_by TEXT CHECK (length(paired_by) = 36) REFERENCES person,
  seen_at TEXT CHECK (length(seen_at) = 27),
  revoked_at TEXT CHECK (length(revoked_at) = 27),
  UNIQUE (token_hash)
) STRICT;

CREATE TABLE tablet_code (
  code_hash TEXT PRIMARY KEY NOT NULL,
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  made_by TEXT CHECK (length(made_by) = 36) REFERENCES person,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
  used_at TEXT CHECK (length(used_at) = 27)
) STRICT;

CREATE TABLE tablet_pin (
  person_id TEXT PRIMARY KEY NOT NULL CHECK (length(person_id) = 36) REFERENCES person,
  pin_hash TEXT NOT NULL,
  set_at TEXT NOT NULL CHECK (length(set_at) = 27)
) STRICT;

CREATE TABLE tablet_opening (
  token_hash TEXT PRIMARY KEY NOT NULL,
  tablet_id TEXT NOT NULL CHECK (length(tablet_id) = 36) REFERENCES tablet,
  person_id TEXT NOT NULL CHECK (length(person_id) = 36) REFERENCES person,
  opened_at TEXT NOT NULL CHECK (length(opened_at) = 27),
  expires_at TEXT NOT NULL CHECK (length(expires_at) = 27)
) STRICT;

CREATE TABLE tablet_try (
  tablet_id TEXT NOT NULL CHECK (length(tablet_id) = 36) REFERENCES tablet,
  person_id TEXT NOT NULL CHECK (length(person_id) = 36) REFERENCES person,
  failures INTEGER NOT NULL CHECK (failures >= 0),
  locked_until TEXT CHECK (length(locked_until) = 27),
  PRIMARY KEY (tablet_id, person_id)
) STRICT;

CREATE TABLE attendance_fact (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  booking_id TEXT NOT NULL CHECK (length(booking_id) = 36) REFERENCES booking,
  kind TEXT NOT NULL,
  at TEXT NOT NULL CHECK (length(at) = 27),
  recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
  recorded_by TEXT CHECK (length(recorded_by) = 36),
  corrects_id TEXT CHECK (length(corrects_id) = 36) REFERENCES attendance_fact,
  reason TEXT,
  absence_reason TEXT,
  withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
  tablet_id TEXT CHECK (length(tablet_id) = 36) REFERENCES tablet,
  counter INTEGER,
  fetched_by TEXT CHECK (length(fetched_by) = 36) REFERENCES pick_up_person,
  fetched_words TEXT CHECK (length(fetched_words) BETWEEN 1 AND 200),
  by_rule INTEGER NOT NULL DEFAULT 0 CHECK (by_rule IN (0, 1)),
  CHECK (corrects_id IS NULL OR reason IS NOT NULL),
  CHECK ((tablet_id IS NULL) = (counter IS NULL))
) STRICT;

CREATE TABLE care_note (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  booking_id TEXT NOT NULL CHECK (length(booking_id) = 36) REFERENCES booking,
  kind TEXT NOT NULL CHECK (kind IN ('meal', 'asleep', 'awake', 'note')),
  at TEXT NOT NULL CHECK (length(at) = 27),
  eaten TEXT CHECK (eaten IN ('all', 'most', 'little', 'nothing')),
  words TEXT CHECK (length(words) BETWEEN 1 AND 200),
  withdraws_id TEXT CHECK (length(withdraws_id) = 36) REFERENCES care_note,
  recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
  recorded_by TEXT NOT NULL CHECK (length(recorded_by) = 36) REFERENCES person,
  tablet_id TEXT NOT NULL CHECK (length(tablet_id) = 36) REFERENCES tablet,
  counter INTEGER NOT NULL,
  CHECK (withdraws_id IS NOT NULL OR (kind = 'meal') = (eaten IS NOT NULL)),
  CHECK (withdraws_id IS NOT NULL OR (kind = 'note') = (words IS NOT NULL))
) STRICT;

CREATE TABLE head_count (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  at TEXT NOT NULL CHECK (length(at) = 27),
  counted INTEGER NOT NULL CHECK (counted >= 0),
  expected INTEGER NOT NULL CHECK (expected >= 0),
  reason TEXT NOT NULL CHECK (reason IN ('check', 'drill', 'evacuation', 'end_of_day')),
  recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
  recorded_by TEXT NOT NULL CHECK (length(recorded_by) = 36) REFERENCES person,
  tablet_id TEXT NOT NULL CHECK (length(tablet_id) = 36) REFERENCES tablet,
  counter INTEGER NOT NULL
) STRICT;

CREATE TABLE staff_member (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  organisation_id TEXT NOT NULL CHECK (length(organisation_id) = 36) REFERENCES organisation,
  site_id TEXT CHECK (length(site_id) = 36) REFERENCES site,
  person_id TEXT CHECK (length(person_id) = 36) REFERENCES person,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  ended_on TEXT CHECK (length(ended_on) = 10),
  removed_at TEXT CHECK (length(removed_at) = 27),
  added_in TEXT CHECK (length(added_in) = 36),
  revision INTEGER NOT NULL,
  CHECK (given_name <> '' AND family_name <> '')
) STRICT;

CREATE TABLE staff_qualification (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  staff_member_id TEXT NOT NULL CHECK (length(staff_member_id) = 36) REFERENCES staff_member,
  qualification TEXT NOT NULL,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT CHECK (length(until_date) = 10),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36),
  withdrawn_at TEXT CHECK (length(withdrawn_at) = 27),
  CHECK (until_date IS NULL OR until_date >= from_date)
) STRICT;

CREATE TABLE staff_check (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  staff_member_id TEXT NOT NULL CHECK (length(staff_member_id) = 36) REFERENCES staff_member,
  issued_on TEXT NOT NULL CHECK (length(issued_on) = 10),
  checked_on TEXT NOT NULL CHECK (length(checked_on) = 10),
  checked_by TEXT NOT NULL,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36),
  withdrawn_at TEXT CHECK (length(withdrawn_at) = 27),
  CHECK (checked_on >= issued_on)
) STRICT;

CREATE TABLE staff_contract (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  staff_member_id TEXT NOT NULL CHECK (length(staff_member_id) = 36) REFERENCES staff_member,
  weekly_minutes INTEGER NOT NULL CHECK (weekly_minutes BETWEEN 1 AND 2880),
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT CHECK (length(until_date) = 10),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36),
  withdrawn_at TEXT CHECK (length(withdrawn_at) = 27),
  CHECK (until_date IS NULL OR until_date >= from_date)
) STRICT;

CREATE TABLE staff_absence (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  staff_member_id TEXT NOT NULL CHECK (length(staff_member_id) = 36) REFERENCES staff_member,
  kind TEXT NOT NULL,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT NOT NULL CHECK (length(until_date) = 10),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36),
  withdrawn_at TEXT CHECK (length(withdrawn_at) = 27),
  CHECK (until_date >= from_date)
) STRICT;

CREATE TABLE shift (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  staff_member_id TEXT NOT NULL CHECK (length(staff_member_id) = 36) REFERENCES staff_member,
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  premises_id TEXT NOT NULL CHECK (length(premises_id) = 36) REFERENCES premises,
  date TEXT NOT NULL CHECK (length(date) = 10),
  starts_at TEXT NOT NULL CHECK (length(starts_at) = 5 AND substr(starts_at, 4, 2) IN ('00', '30')),
  ends_at TEXT NOT NULL CHECK (length(ends_at) = 5 AND substr(ends_at, 4, 2) IN ('00', '30')),
  opens INTEGER NOT NULL CHECK (opens IN (0, 1)),
  closes INTEGER NOT NULL CHECK (closes IN (0, 1)),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36),
  added_in TEXT NOT NULL CHECK (length(added_in) = 36),
  removed_at TEXT CHECK (length(removed_at) = 27),
  removed_in TEXT CHECK (length(removed_in) = 36),
  CHECK (starts_at < ends_at),
  CHECK ((removed_at IS NULL) = (removed_in IS NULL))
) STRICT;

CREATE TABLE ratio_setting (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  mode TEXT NOT NULL CHECK (mode IN ('five_or_eight', 'six')),
  rounding TEXT NOT NULL CHECK (rounding IN ('together', 'apart')),
  familiarisation_takes_an_adult INTEGER NOT NULL CHECK (familiarisation_takes_an_adult IN (0, 1)),
  assumed INTEGER NOT NULL CHECK (assumed IN (0, 1)),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36)
) STRICT;

CREATE TABLE surplus_sheet (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  week_of TEXT NOT NULL CHECK (length(week_of) = 10),
  content TEXT NOT NULL,
  kept_at TEXT NOT NULL CHECK (length(kept_at) = 27),
  kept_by TEXT CHECK (length(kept_by) = 36)
) STRICT;

CREATE TABLE closing_setting (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  minutes INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 600),
  assumed INTEGER NOT NULL CHECK (assumed IN (0, 1)),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36)
) STRICT;

CREATE TABLE drill (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  date TEXT NOT NULL CHECK (length(date) = 10),
  kind TEXT NOT NULL CHECK (kind IN ('fire_evacuation', 'shelter', 'other')),
  minutes INTEGER CHECK (minutes BETWEEN 0 AND 600),
  counted INTEGER NOT NULL CHECK (counted >= 0),
  present INTEGER NOT NULL CHECK (present >= 0),
  remark TEXT CHECK (length(remark) BETWEEN 1 AND 500),
  head_count_id TEXT CHECK (length(head_count_id) = 36) REFERENCES head_count,
  recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
  recorded_by TEXT CHECK (length(recorded_by) = 36) REFERENCES person,
  withdrawn_at TEXT CHECK (length(withdrawn_at) = 27),
  withdrawn_by TEXT CHECK (length(withdrawn_by) = 36)
) STRICT;

CREATE TABLE outing (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  premises_id TEXT NOT NULL CHECK (length(premises_id) = 36) REFERENCES premises,
  date TEXT NOT NULL CHECK (length(date) = 10),
  leaves_at TEXT NOT NULL CHECK (length(leaves_at) = 5),
  returns_at TEXT NOT NULL CHECK (length(returns_at) = 5),
  destination TEXT NOT NULL CHECK (length(destination) BETWEEN 1 AND 200),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36),
  override_role TEXT,
  override_reason TEXT,
  cancelled_at TEXT CHECK (length(cancelled_at) = 27),
  cancelled_by TEXT CHECK (length(cancelled_by) = 36),
  CHECK (leaves_at < returns_at),
  CHECK ((override_role IS NULL) = (override_reason IS NULL))
) STRICT;

CREATE TABLE outing_child (
  outing_id TEXT NOT NULL CHECK (length(outing_id) = 36) REFERENCES outing,
  booking_id TEXT NOT NULL CHECK (length(booking_id) = 36) REFERENCES booking,
  PRIMARY KEY (outing_id, booking_id)
) STRICT;

CREATE TABLE outing_adult (
  outing_id TEXT NOT NULL CHECK (length(outing_id) = 36) REFERENCES outing,
  staff_member_id TEXT NOT NULL CHECK (length(staff_member_id) = 36) REFERENCES staff_member,
  PRIMARY KEY (outing_id, staff_member_id)
) STRICT;

CREATE TABLE direction (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  staff_member_id TEXT NOT NULL CHECK (length(staff_member_id) = 36) REFERENCES staff_member,
  percent INTEGER NOT NULL CHECK (percent BETWEEN 1 AND 100),
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT CHECK (length(until_date) = 10),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36),
  withdrawn_at TEXT CHECK (length(withdrawn_at) = 27),
  withdrawn_by TEXT CHECK (length(withdrawn_by) = 36),
  CHECK (until_date IS NULL OR until_date >= from_date)
) STRICT;

CREATE TABLE health_referent_time (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  date TEXT NOT NULL CHECK (length(date) = 10),
  minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
  remark TEXT CHECK (length(remark) BETWEEN 1 AND 200),
  recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 27),
  recorded_by TEXT CHECK (length(recorded_by) = 36),
  withdrawn_at TEXT CHECK (length(withdrawn_at) = 27),
  withdrawn_by TEXT CHECK (length(withdrawn_by) = 36)
) STRICT;

CREATE TABLE place_answer (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  booking_id TEXT NOT NULL CHECK (length(booking_id) = 36) REFERENCES booking,
  parent_id TEXT NOT NULL CHECK (length(parent_id) = 36) REFERENCES parent,
  comes INTEGER NOT NULL CHECK (comes IN (0, 1)),
  travel TEXT,
  at TEXT NOT NULL CHECK (length(at) = 27),
  CHECK (comes = 1 OR travel IS NULL)
) STRICT;

CREATE TABLE message (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  channel TEXT NOT NULL,
  recipient TEXT NOT NULL,
  language TEXT NOT NULL,
  subject TEXT,
  body TEXT NOT NULL,
  template TEXT NOT NULL,
  class TEXT NOT NULL,
  intent TEXT,
  family_id TEXT CHECK (length(family_id) = 36) REFERENCES family,
  parent_id TEXT CHECK (length(parent_id) = 36) REFERENCES parent,
  organisation_id TEXT CHECK (length(organisation_id) = 36) REFERENCES organisation,
  site_id TEXT CHECK (length(site_id) = 36) REFERENCES site,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  sent_at TEXT CHECK (length(sent_at) = 27),
  useful_until TEXT CHECK (length(useful_until) = 27),
  handed_at TEXT CHECK (length(handed_at) = 27),
  reference TEXT,
  unknown_at TEXT CHECK (length(unknown_at) = 27),
  delivered_at TEXT CHECK (length(delivered_at) = 27),
  failed_at TEXT CHECK (length(failed_at) = 27),
  failure TEXT,
  dropped_at TEXT CHECK (length(dropped_at) = 27),
  drop_reason TEXT,
  settled_at TEXT CHECK (length(settled_at) = 27),
  settled_by TEXT CHECK (length(settled_by) = 36),
  CHECK ((dropped_at IS NULL) = (drop_reason IS NULL)),
  UNIQUE (intent)
) STRICT;

CREATE TABLE job (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  deduplication TEXT,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  run_at TEXT NOT NULL CHECK (length(run_at) = 27),
  attempts INTEGER NOT NULL,
  claimed_until TEXT CHECK (length(claimed_until) = 27),
  done_at TEXT CHECK (length(done_at) = 27),
  failed_at TEXT CHECK (length(failed_at) = 27),
  last_error TEXT
) STRICT;

CREATE TABLE audit (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  at TEXT NOT NULL CHECK (length(at) = 27),
  actor_kind TEXT NOT NULL,
  person_id TEXT CHECK (length(person_id) = 36),
  parent_id TEXT CHECK (length(parent_id) = 36),
  role TEXT,
  organisation_id TEXT CHECK (length(organisation_id) = 36),
  action TEXT NOT NULL,
  object_kind TEXT NOT NULL,
  object_id TEXT,
  family_id TEXT CHECK (length(family_id) = 36),
  site_id TEXT CHECK (length(site_id) = 36),
  outcome TEXT NOT NULL,
  rule TEXT,
  detail TEXT,
  request_id TEXT,
  CHECK (outcome IN ('done', 'read', 'refused', 'denied'))
) STRICT;

CREATE TABLE idempotency (
  key TEXT NOT NULL,
  actor TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  answer TEXT NOT NULL,
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  PRIMARY KEY (key, actor)
) STRICT;

CREATE TABLE parameter (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT CHECK (length(until_date) = 10),
  status TEXT NOT NULL,
  source TEXT NOT NULL,
  CHECK (status IN ('verified', 'assumed'))
) STRICT;

CREATE TABLE search_word (
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL CHECK (length(entity_id) = 36),
  word TEXT NOT NULL,
  PRIMARY KEY (word, entity, entity_id)
) STRICT;

CREATE TABLE sequence (
  name TEXT PRIMARY KEY NOT NULL,
  value INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX one_child_per_seat ON booking (session_id, seat_no) WHERE released_at IS NULL;
CREATE UNIQUE INDEX one_place_per_child ON booking (child_id, date, half_day) WHERE released_at IS NULL AND confirmed_at IS NOT NULL;
-- Whole: the seats of a session that were just given back are counted too, and no partial index helps there.
CREATE INDEX booking_by_session ON booking (session_id);
CREATE INDEX booking_by_child ON booking (child_id, date);
CREATE INDEX booking_by_site_day ON booking (site_id, date);
-- Partial: a site books most of its places itself, and the count of those rows would tell the planner that the index is useless.
CREATE INDEX booking_by_request ON booking (place_request_id) WHERE place_request_id IS NOT NULL;
CREATE INDEX session_by_site_day ON session (site_id, date);
CREATE INDEX session_by_day ON session (date, half_day);
CREATE INDEX site_by_place ON site (latitude, longitude, kind, ended_on, id);
CREATE INDEX site_by_kind ON site (kind, latitude, longitude, ended_on, id);
CREATE INDEX site_by_organisation ON site (organisation_id);
CREATE INDEX premises_by_site ON premises (site_id);
CREATE INDEX authorisation_by_site ON authorisation (site_id);
CREATE INDEX band_by_authorisation ON authorisation_band (authorisation_id);
CREATE INDEX opening_rule_by_site ON opening_rule (site_id);
CREATE INDEX closure_by_site ON closure (site_id);
CREATE INDEX site_policy_by_site ON site_policy (site_id);
CREATE INDEX membership_by_person ON membership (person_id);
CREATE INDEX membership_by_organisation ON membership (organisation_id);
CREATE INDEX parent_by_family ON parent (family_id);
CREATE INDEX parent_by_phone ON parent (phone);
CREATE INDEX child_by_family ON child (family_id);
CREATE INDEX child_by_birth ON child (birth_date);
CREATE INDEX link_token_by_referral ON link_token (referral_id);
CREATE INDEX situation_by_parent ON situation (parent_id);
CREATE INDEX link_by_family ON link (family_id, kind);
CREATE INDEX link_by_site ON link (site_id, family_id);
CREATE INDEX link_by_organisation ON link (organisation_id, family_id);
CREATE INDEX link_by_person ON link (person_id, family_id);
CREATE INDEX referral_by_site ON referral (site_id, sent_at);
CREATE INDEX referral_by_organisation ON referral (organisation_id, sent_at);
CREATE INDEX referral_by_family ON referral (family_id);
CREATE INDEX referral_child_by_child ON referral_child (child_id);
CREATE INDEX referral_event_by_referral ON referral_event (referral_id, at);
CREATE INDEX admission_by_child ON admission (child_id);
CREATE INDEX admission_by_site ON admission (site_id);
CREATE INDEX place_request_by_child ON place_request (child_id);
CREATE INDEX place_request_by_site ON place_request (site_id, answered_at);
CREATE INDEX place_request_site_by_site ON place_request_site (site_id);
CREATE INDEX attendance_by_booking ON attendance_fact (booking_id, recorded_at);
CREATE INDEX care_note_by_booking ON care_note (booking_id, at);
CREATE INDEX head_count_by_site ON head_count (site_id, at);
CREATE INDEX tablet_by_site ON tablet (site_id);
CREATE INDEX tablet_code_by_site ON tablet_code (site_id, created_at);
CREATE INDEX familiarisation_template_by_site ON familiarisation_template (site_id);
CREATE INDEX familiarisation_by_child ON familiarisation (child_id);
CREATE INDEX familiarisation_by_site ON familiarisation (site_id, begun_at);
CREATE UNIQUE INDEX one_familiarisation_at_a_time ON familiarisation (site_id, child_id) WHERE finished_at IS NULL AND stopped_at IS NULL;
CREATE INDEX familiarisation_visit_by_path ON familiarisation_visit (familiarisation_id);
CREATE INDEX pick_up_person_by_child ON pick_up_person (child_id);
CREATE INDEX place_answer_by_booking ON place_answer (booking_id, at);
CREATE INDEX message_by_time ON message (created_at);
CREATE INDEX message_by_parent ON message (parent_id, channel, handed_at);
CREATE INDEX job_by_run ON job (done_at, run_at);
CREATE UNIQUE INDEX one_waiting_job ON job (kind, deduplication) WHERE done_at IS NULL AND deduplication IS NOT NULL;
CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_by_family ON audit (family_id, at);
CREATE INDEX web_session_by_person ON web_session (person_id);
CREATE INDEX search_by_entity ON search_word (entity, entity_id);
CREATE INDEX school_holiday_by_zone ON school_holiday (zone, from_date);
CREATE INDEX plan_rule_by_site ON plan_rule (site_id, from_week);
CREATE INDEX plan_study_by_run ON plan_study (plan_run_id, kind) WHERE plan_run_id IS NOT NULL;
CREATE INDEX plan_study_by_site ON plan_study (site_id, kind) WHERE site_id IS NOT NULL;
CREATE INDEX plan_run_by_organisation ON plan_run (organisation_id, created_at);
CREATE INDEX plan_run_by_site ON plan_run_site (site_id, plan_run_id);
CREATE INDEX plan_booking_by_run ON plan_booking (plan_run_id, alternative);
CREATE INDEX plan_refusal_by_run ON plan_refusal (plan_run_id, alternative);
CREATE INDEX plan_refusal_by_request ON plan_refusal (place_request_id);
CREATE INDEX plan_booking_by_request ON plan_booking (place_request_id) WHERE place_request_id IS NOT NULL;
CREATE UNIQUE INDEX one_promise_per_request ON plan_promise (place_request_id, kind) WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX one_winner_of_a_round ON seat_offer (round_id) WHERE answer = 'accepted';
CREATE INDEX seat_offer_by_site_day ON seat_offer (site_id, date) WHERE answer IS NULL;
CREATE INDEX seat_offer_by_session ON seat_offer (session_id);
CREATE INDEX seat_offer_by_request ON seat_offer (place_request_id);
CREATE UNIQUE INDEX one_version_of_weights ON plan_weights (COALESCE(organisation_id, ''), version);
CREATE INDEX staff_member_by_site ON staff_member (site_id);
CREATE INDEX staff_member_by_organisation ON staff_member (organisation_id);
CREATE INDEX staff_qualification_by_member ON staff_qualification (staff_member_id);
CREATE INDEX staff_check_by_member ON staff_check (staff_member_id);
CREATE INDEX staff_contract_by_member ON staff_contract (staff_member_id);
CREATE INDEX staff_absence_by_member ON staff_absence (staff_member_id);
CREATE UNIQUE INDEX one_account_per_member ON staff_member (organisation_id, COALESCE(site_id, ''), person_id) WHERE person_id IS NOT NULL AND removed_at IS NULL;
CREATE UNIQUE INDEX one_shift_at_a_time ON shift (staff_member_id, date, starts_at) WHERE removed_at IS NULL;
CREATE INDEX shift_by_site_day ON shift (site_id, date) WHERE removed_at IS NULL;
CREATE INDEX shift_by_added ON shift (added_in);
CREATE INDEX shift_by_removed ON shift (removed_in) WHERE removed_in IS NOT NULL;
CREATE UNIQUE INDEX one_ratio_from_a_day ON ratio_setting (site_id, from_date);
CREATE INDEX surplus_sheet_by_site ON surplus_sheet (site_id, week_of);
CREATE UNIQUE INDEX one_closing_from_a_day ON closing_setting (site_id, from_date);
CREATE INDEX drill_by_site ON drill (site_id, date);
CREATE INDEX outing_by_site_day ON outing (site_id, date);
CREATE INDEX outing_child_by_booking ON outing_child (booking_id);
CREATE INDEX direction_by_member ON direction (staff_member_id);
CREATE INDEX direction_by_site ON direction (site_id);
CREATE INDEX health_referent_time_by_site ON health_referent_time (site_id, date);

CREATE TABLE paper_setting (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  asked TEXT NOT NULL,
  after_due TEXT NOT NULL CHECK (after_due IN ('warn', 'block')),
  provisional_months INTEGER NOT NULL CHECK (provisional_months BETWEEN 1 AND 12),
  assumed INTEGER NOT NULL CHECK (assumed IN (0, 1)),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36)
) STRICT;

-- What was seen, answered or said of a child's admission file. Added and withdrawn, never changed. Nothing here says why.
CREATE TABLE paper (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  child_id TEXT NOT NULL CHECK (length(child_id) = 36) REFERENCES child,
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  kind TEXT NOT NULL CHECK (kind IN ('certificate', 'dose', 'wanting', 'contraindication', 'answer', 'contact')),
  word TEXT,
  number INTEGER,
  granted INTEGER CHECK (granted IN (0, 1)),
  name TEXT,
  phone TEXT,
  relation TEXT,
  from_date TEXT NOT NULL CHECK (length(from_date) = 10),
  until_date TEXT CHECK (length(until_date) = 10),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36) REFERENCES person,
  withdrawn_at TEXT CHECK (length(withdrawn_at) = 27),
  withdrawn_by TEXT CHECK (length(withdrawn_by) = 36) REFERENCES person,
  CHECK (until_date IS NULL OR until_date >= from_date),
  CHECK (kind <> 'dose' OR (word IS NOT NULL AND number IS NOT NULL)),
  CHECK (kind <> 'answer' OR (word IS NOT NULL AND granted IS NOT NULL)),
  CHECK (kind <> 'contact' OR (name IS NOT NULL AND phone IS NOT NULL))
) STRICT;

-- The health wall: a table of its own, read by nothing but its own room.
CREATE TABLE health_card (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36),
  child_id TEXT NOT NULL CHECK (length(child_id) = 36) REFERENCES child,
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  allergy TEXT CHECK (length(allergy) BETWEEN 1 AND 60),
  care_plan INTEGER NOT NULL CHECK (care_plan IN (0, 1)),
  plan_place TEXT CHECK (length(plan_place) BETWEEN 1 AND 200),
  treatment_place TEXT CHECK (length(treatment_place) BETWEEN 1 AND 200),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  created_by TEXT CHECK (length(created_by) = 36) REFERENCES person,
  withdrawn_at TEXT CHECK (length(withdrawn_at) = 27)
) STRICT;

-- What a parent was reminded of, once for each cause.
CREATE TABLE paper_reminder (
  child_id TEXT NOT NULL CHECK (length(child_id) = 36) REFERENCES child,
  site_id TEXT NOT NULL CHECK (length(site_id) = 36) REFERENCES site,
  cause TEXT NOT NULL,
  due_date TEXT NOT NULL CHECK (length(due_date) = 10),
  created_at TEXT NOT NULL CHECK (length(created_at) = 27),
  PRIMARY KEY (child_id, site_id, cause, due_date)
) STRICT;

CREATE UNIQUE INDEX one_paper_setting_from_a_day ON paper_setting (site_id, from_date);
CREATE INDEX paper_by_child ON paper (child_id, site_id);
CREATE INDEX paper_by_site ON paper (site_id);
CREATE UNIQUE INDEX one_health_card ON health_card (child_id, site_id) WHERE withdrawn_at IS NULL;
CREATE INDEX health_card_by_site ON health_card (site_id);

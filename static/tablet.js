// The tablet of a site: who is here, with or without a network. Words stand in the page; rules come with the day.

import { asleep, expectedAt, isLate, needed, nextChange, outingOf, presence, withFacts } from "./tablet-day.js";
import { drawOutings, goesOut } from "./tablet-outings.js";
import { button, el, lists, picture, say, several, words } from "./tablet-page.js";
import * as store from "./tablet-store.js";

const API = "/api/v1/tablet";
const UNDO = 10_000;
const LOCK = 120_000;
const AGAIN = 20_000;
const BATCH = 100;

const root = document.querySelector("#app");
const bar = document.querySelector("header.bar");
const tabs = document.querySelector("nav.tabs");
const sheet = document.querySelector("[data-sheet]");
const undoBar = document.querySelector("[data-undo]");
const { assets, mostWords, pinDigits, codeLength } = document.body.dataset;

/** What is known while the tablet is open; nothing of it is left when it is locked. */
let open;
let people = { site: "", items: [] };
let view = "today";
let online = navigator.onLine;
let ahead = 0;
let lastSync;
let lastTouch = Date.now();
let adults;
const seen = new Set();

const now = () => Date.now() + ahead;
const time = (at) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: open?.day?.zone || undefined }).format(
    typeof at === "number" ? at : Date.parse(at),
  );

// Speaking with the site.

class Gone extends Error {}

/** Asks the site; `undefined` when it cannot be reached. The server's clock is the one facts are dated by. */
async function ask(path, { body, headers } = {}) {
  let response;
  try {
    response = await fetch(API + path, {
      method: body ? "POST" : "GET",
      headers: {
        ...(body && { "content-type": "application/json", "idempotency-key": crypto.randomUUID() }),
        ...headers,
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
      cache: "no-store",
    });
  } catch {
    setOnline(false);
    return undefined;
  }
  if (response.status >= 500) return undefined;
  setOnline(true);
  const answer = await response.json().catch(() => ({}));
  if (response.status === 401 && answer.type?.endsWith("tablet_revoked")) throw new Gone();
  if (answer.now) {
    ahead = Date.parse(answer.now) - Date.now();
    await store.put("ahead", ahead);
  }
  return { status: response.status, answer };
}

/** The tablet was taken back: it forgets everything. */
async function gone() {
  open = undefined;
  sheet.close();
  const wasPaired = await store.get("paired");
  await store.forget();
  for (const name of await caches.keys()) if (name.startsWith("marelle-tablet")) await caches.delete(name);
  pairing(wasPaired ? words.unpaired : "");
}

const safely =
  (work) =>
  async (...values) => {
    try {
      return await work(...values);
    } catch (error) {
      if (error instanceof Gone) return gone();
      if (error.name === "QuotaExceededError") return tell(words.storageFull);
      throw error;
    }
  };

function setOnline(is) {
  if (online !== is) {
    online = is;
    head();
  }
}

let syncing = false;
let wanted = false;
/** Sends what waits and fetches the day again. May be called at any moment, any number of times. */
const sync = safely(async () => {
  if (!open) return;
  if (syncing) {
    // What was written down meanwhile goes with the next round.
    wanted = true;
    return;
  }
  syncing = true;
  wanted = false;
  const mine = open;
  try {
    const unsent = (await store.facts(mine.key)).filter(({ taken, refused }) => !taken && !refused);
    for (let from = 0; from < unsent.length; from += BATCH) {
      const batch = unsent.slice(from, from + BATCH);
      const facts = batch.map(({ id, counter, at, by, noted }) => ({ id, counter, at, by, noted }));
      const sent = await ask("/facts", { body: { facts } });
      if (sent?.status !== 200) return;
      for (const [place, item] of sent.answer.items.entries())
        if (item.taken) await store.answered(batch[place].counter, { taken: true });
        else if (!item.again) await store.answered(batch[place].counter, { refused: item.message });
    }
    const before = (await store.facts(mine.key)).filter(({ taken }) => taken).map(({ counter }) => counter);
    const fresh = await ask("/day", { headers: { "x-tablet-opening": mine.opening } });
    if (fresh?.status === 200) {
      await store.keep(mine.key, "day", fresh.answer);
      await store.drop(before);
      lastSync = Date.now();
      await store.put("lastSync", lastSync);
      if (open === mine) open.day = fresh.answer;
    }
  } finally {
    syncing = false;
    if (open === mine) {
      open.facts = await store.facts(mine.key);
      draw();
      if (wanted && online) setTimeout(sync);
    }
  }
});

/** Writes a fact down, shows it, and sends it when that is possible. */
const note = safely(async (noted, said) => {
  const fact = await store.add(open.key, { at: new Date(now()).toISOString(), by: open.person, noted });
  open.facts.push(fact);
  draw();
  if (said) offerUndo(said, [fact]);
  sync();
  return fact;
});

let undoTimer;
function offerUndo(said, facts) {
  clearTimeout(undoTimer);
  undoBar.replaceChildren(
    el("p", {}, said),
    button(
      words.undo,
      async () => {
        undoBar.replaceChildren(el("p", {}, words.undone));
        for (const { id } of facts) await note({ kind: "undone", fact: id });
        undoTimer = setTimeout(() => undoBar.replaceChildren(), 2000);
      },
      { "data-key": "undo" },
    ),
  );
  undoTimer = setTimeout(() => undoBar.replaceChildren(), UNDO);
}

const tell = (text) => undoBar.replaceChildren(el("p", {}, text));

// Before the tablet is open.

function bare(...children) {
  bar.hidden = tabs.hidden = true;
  undoBar.replaceChildren();
  root.className = "bare";
  root.replaceChildren(...children);
}

function pairing(message = "") {
  const code = el("input", { id: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: Number(codeLength) + 4, dir: "ltr", required: true });
  const problem = el("p", { class: "problem", role: "alert" }, message);
  const pair = safely(async (event) => {
    event.preventDefault();
    const paired = await ask("/pair", { body: { code: code.value } });
    if (!paired) problem.textContent = words.pairOffline;
    else if (paired.status !== 201) problem.textContent = words.pairWrong;
    else {
      await store.put("paired", true);
      navigator.storage?.persist?.();
      await locked();
    }
  });
  bare(
    el("form", { class: "card", onsubmit: pair, novalidate: true }, el("h1", {}, words.pairHeading), el("p", {}, words.pairLead), problem, el("label", { for: "code" }, words.pairCode), code, el("button", { class: "primary" }, words.pairButton)),
  );
  code.focus();
}

const locked = safely(async () => {
  open = undefined;
  sheet.close();
  await store.tidy(now());
  people = (await store.keptForLock("people")) ?? people;
  drawPeople();
  const fresh = await ask("/people");
  if (fresh?.status === 200) {
    people = fresh.answer;
    await store.keepForLock("people", people);
    if (!open && !root.querySelector("[data-pin]")) drawPeople();
  }
});

function drawPeople() {
  const known = people.items.filter(({ has_pin }) => has_pin);
  bare(
    el("h1", {}, people.site || words.who),
    people.site ? el("p", {}, words.who) : undefined,
    known.length
      ? el("ul", { class: "people" }, known.map((person) => el("li", {}, button(person.name, () => drawPin(person)))))
      : el("p", {}, words.whoNone),
  );
}

function drawPin(person, message = "") {
  let pin = "";
  const dots = el("p", { class: "dots", "aria-live": "polite", dir: "ltr" });
  const problem = el("p", { class: "problem", role: "alert" }, message);
  const show = () => {
    dots.textContent = "●".repeat(pin.length) + "○".repeat(Number(pinDigits) - pin.length);
  };
  const type = (digit) => {
    if (pin.length === Number(pinDigits)) return;
    pin += digit;
    show();
    if (pin.length === Number(pinDigits)) tryPin(person, pin, problem, dots);
  };
  const erase = () => {
    pin = pin.slice(0, -1);
    show();
  };
  const digit = (number) => button(String(number), () => type(String(number)));
  const pad = el("div", { class: "pad", dir: "ltr" }, [1, 2, 3, 4, 5, 6, 7, 8, 9].map(digit), button(words.pinErase, erase, { class: "quiet" }), digit(0));
  const card = el("div", { class: "card", "data-pin": true, tabindex: "-1" }, el("h1", {}, say("pinOf", { name: person.name })), problem, dots, pad, button(words.pinBack, drawPeople, { class: "quiet" }));
  card.addEventListener("keydown", (event) => {
    if (/^\d$/.test(event.key)) type(event.key);
    else if (event.key === "Backspace") erase();
    else if (event.key === "Escape") drawPeople();
  });
  show();
  bare(card);
  card.focus();
}

const tryPin = safely(async (person, pin, problem, dots) => {
  problem.textContent = "";
  dots.textContent = words.opening;
  const asked = await ask("/open", { body: { person_id: person.id, pin } });
  let result;
  if (asked?.status === 200) result = await store.opening(person.id, pin, asked.answer);
  else if (asked) {
    const last = asked.answer.errors?.some(({ code }) => code === "wrong_pin_last");
    return drawPin(person, asked.status === 429 ? words.pinLocked : last ? words.pinLast : words.pinWrong);
  } else {
    result = await store.reopening(person.id, pin, now());
    if (!result) return drawPin(person, words.pinNeedsNetwork);
    if (!result.key) return drawPin(person, result.left === 1 ? words.pinLast : words.pinWrong);
  }
  open = { ...result, person: person.id, day: await store.kept(result.key, "day"), facts: await store.facts(result.key) };
  lastTouch = Date.now();
  view = "today";
  draw();
  root.focus();
  sync();
});

// The day.

/** The sessions of a day with every fact this tablet has; `0` is today. */
function dayWithFacts(number) {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: open.day?.zone || undefined }).format(now());
  const days = open.day?.days ?? [];
  const first = days.findIndex(({ date }) => date === today);
  const day = first < 0 ? undefined : days[first + number];
  if (!day) return undefined;
  const facts = open.facts.filter(({ refused }) => !refused);
  return { ...day, sessions: day.sessions.map((session) => ({ ...session, children: session.children.map((child) => withFacts(child, facts)) })) };
}

const everybody = (day) => day?.sessions.flatMap((session) => session.children.map((child) => ({ child, session }))) ?? [];
const here = (day) => everybody(day).filter(({ child }) => presence(child).state === "here");
/** Those of them who are out, by the hours that were planned; the others are at the house. */
const out = (day) => here(day).filter(({ child }) => outingOf(day, child, now()));
const atHouse = (day) => here(day).filter(({ child }) => !outingOf(day, child, now()));

function head() {
  if (!open) return;
  bar.hidden = tabs.hidden = false;
  bar.querySelector("[data-site]").textContent = people.site;
  bar.querySelector("[data-clock]").textContent = time(now());
  const waits = open.facts.filter(({ taken, refused }) => !taken && !refused).length;
  const line = [
    online ? words.online : words.offline,
    waits === 0 ? words.waitingNone : several("waiting", waits),
    lastSync ? say("lastSync", { time: time(lastSync + ahead) }) : words.neverSync,
  ];
  const net = bar.querySelector("[data-net]");
  net.dataset.state = online ? (waits ? "waiting" : "fine") : "offline";
  net.textContent = line.join(" · ");
  for (const tab of tabs.children)
    if (tab.dataset.view === view) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
}

function draw() {
  if (!open) return;
  const focused = document.activeElement?.dataset?.key;
  head();
  root.className = view;
  const day = dayWithFacts(view === "tomorrow" ? 1 : 0);
  const drawn = { today: drawDay, tomorrow: drawDay, evacuation: drawEvacuation, end: drawEnd }[view](day);
  root.replaceChildren(...[drawRefused(), ...drawn].filter(Boolean));
  if (focused) root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function drawRefused() {
  const refused = open.facts.filter(({ refused }) => refused);
  if (!refused.length) return undefined;
  const name = ({ noted }) => everybody(dayWithFacts(0)).find(({ child }) => child.booking === noted.booking)?.child.name ?? "";
  const dismiss = async (counter) => {
    await store.drop([counter]);
    open.facts = await store.facts(open.key);
    draw();
  };
  return el(
    "section",
    { class: "refused" },
    el("h2", {}, words.refusedTitle),
    el("p", {}, words.refusedLead),
    el("ul", {}, refused.map((fact) => el("li", {}, el("span", {}, `${time(fact.at)} ${name(fact)} : ${fact.refused}`), button(words.refusedDismiss, () => dismiss(fact.counter))))),
  );
}

function drawRatio(day) {
  if (!open.day?.needed?.length) return undefined;
  const children = atHouse(day).map(({ child }) => child);
  const away = out(day).length;
  const wanted = needed(open.day.needed, children);
  const planned = open.day.staff?.findLast(({ from }) => Date.parse(from) <= now())?.count;
  const count = adults ?? planned ?? wanted;
  const missing = wanted - count;
  const set = (value) => {
    adults = Math.max(0, value);
    draw();
  };
  const change = nextChange(day, now());
  const later = change && expectedAt(day, change);
  const asked = several("needed", wanted);
  const line = missing > 0 ? say("ratioShort", { missing: several("missing", missing), needed: asked }) : say("ratioFine", { needed: asked });
  return el(
    "section",
    { class: missing > 0 ? "ratio short" : "ratio", role: missing > 0 ? "alert" : undefined },
    el("p", { class: "heads" }, [several("heads", children.length), away ? several("out", away) : undefined].filter(Boolean).join(" · ")),
    el("p", { class: "adults" }, el("span", {}, words.adults), button("−", () => set(count - 1), { "aria-label": words.adultsFewer, "data-key": "fewer" }), el("output", {}, String(count)), button("+", () => set(count + 1), { "aria-label": words.adultsMore, "data-key": "more" })),
    el("p", { class: "verdict" }, line),
    later?.length ? el("p", { class: "next" }, say("ratioNext", { time: time(change), expected: several("expected", later.length), needed: several("needed", needed(open.day.needed, later)) })) : undefined,
  );
}

function drawDay(day) {
  if (!day) return [el("p", { class: "empty" }, open.day ? words.dayClosed : words.pinNeedsNetwork)];
  if (!everybody(day).length) return [el("p", { class: "empty" }, words.dayNone)];
  const today = view === "today";
  return [
    today ? drawRatio(day) : undefined,
    drawOutings(day, today ? now() : undefined, time),
    ...day.sessions
      .filter(({ children }) => children.length)
      .map((session) =>
        el(
          "section",
          {},
          el("h2", {}, `${time(session.starts)} – ${time(session.ends)}`, el("small", {}, [session.premises, session.set_up ? say("setUp", { time: time(session.set_up) }) : undefined].filter(Boolean).join(" · "))),
          el("ul", { class: "tiles" }, session.children.map((child) => tile(child, session, day, today))),
        ),
      ),
  ];
}

function stateWords(child, session, outing) {
  const state = presence(child);
  const sleeps = asleep(child);
  if (state.state === "here" && outing) return say("outUntil", { time: time(outing.returns) });
  if (state.state === "here") return sleeps ? say("asleep", { time: time(sleeps) }) : say("here", { time: time(state.since) });
  if (state.state === "left") return say("left", { time: time(state.until) });
  if (state.state === "absent") return words.absent;
  return isLate(child, session, now()) ? words.late : words.expected;
}

function tile(child, session, day, today) {
  const { state } = presence(child);
  const outing = today && state === "here" ? outingOf(day, child, now()) : undefined;
  const late = state === "expected" && isLate(child, session, now());
  const arrive = () => note({ kind: "arrived", booking: child.booking }, say("doneArrived", { name: child.name }));
  const main =
    state === "expected"
      ? button(words.arrive, arrive, { class: "primary", "data-key": `do ${child.booking}`, "aria-label": `${words.arrive} : ${child.name}` })
      : state === "here"
        ? button(words.leave, () => drawFetching(child), { class: "primary", "data-key": `do ${child.booking}`, "aria-label": `${words.leave} : ${child.name}` })
        : undefined;
  return el(
    "li",
    { class: `tile ${state}${late ? " late" : ""}${outing ? " out" : ""}`, "data-booking": child.booking },
    picture(child.picture),
    el("p", { class: "name" }, child.name),
    el("p", { class: "state" }, stateWords(child, session, outing)),
    goesOut(day, child, today ? now() : undefined, time),
    child.visit ? el("p", { class: "visit" }, say("visit", { from: time(child.visit.starts), until: time(child.visit.ends) })) : undefined,
    healthMark(child),
    child.conflicts.length ? el("p", { class: "conflict" }, `${words.conflictLead} : ${child.conflicts.map((one) => lists.conflicts.get(one)).join(", ")}`) : undefined,
    today ? el("div", { class: "acts" }, main, button(words.more, () => drawChild(child), { "data-key": `more ${child.booking}`, "aria-label": say("moreOf", { name: child.name }) })) : undefined,
  );
}

/** What must be seen at once: what the child does not bear, and that there is a care plan. The rest is one tap away. */
function healthMark({ health }) {
  if (!health) return undefined;
  const said = [health.allergy && `${words.healthAllergy} : ${health.allergy}`, health.care_plan && words.healthPlan].filter(Boolean);
  return el("p", { class: "health" }, said.join(" · ") || words.health);
}

function healthCard({ health }) {
  if (!health) return undefined;
  const lines = [
    [words.healthAllergy, health.allergy],
    [words.healthPlan, health.care_plan && (health.plan_place || words.healthPlanNowhere)],
    [words.healthTreatment, health.treatment_place],
  ];
  return el("section", { class: "health-card" }, el("h3", {}, words.health), el("ul", {}, lines.filter(([, text]) => text).map(([label, text]) => el("li", {}, el("strong", {}, `${label} : `), text))));
}

// What is asked beside the tiles.

function showSheet(title, ...children) {
  sheet.replaceChildren(el("h2", { id: "sheet-title" }, title), ...children.flat().filter(Boolean), button(words.close, () => sheet.close(), { class: "quiet close" }));
  sheet.setAttribute("aria-labelledby", "sheet-title");
  if (!sheet.open) sheet.showModal();
}

function drawFetching(child) {
  const leave = (fetched) => {
    sheet.close();
    note({ kind: "left", booking: child.booking, fetched }, say("doneLeft", { name: child.name }));
  };
  const may = child.pick_up.filter(({ forbidden }) => !forbidden);
  const mayNot = child.pick_up.filter(({ forbidden }) => forbidden);
  const why = el("input", { id: "why", maxlength: mostWords, autocomplete: "off" });
  const other = (event) => {
    event.preventDefault();
    if (why.value.trim()) leave({ who: "other", words: why.value.trim() });
    else why.focus();
  };
  showSheet(
    say("whoFetches", { name: child.name }),
    mayNot.map(({ name, relation }) => el("p", { class: "stop" }, el("strong", {}, [name, relation].filter(Boolean).join(", ")), el("span", {}, words.fetchForbidden))),
    el(
      "div",
      { class: "choices" },
      button(words.fetchParent, () => leave({ who: "parent" }), { class: "primary" }),
      may.map(({ id, name, relation }) => button([name, relation].filter(Boolean).join(", "), () => leave({ who: "listed", person: id }))),
    ),
    el("details", {}, el("summary", {}, words.fetchOther), el("form", { onsubmit: other }, el("label", { for: "why" }, words.fetchOtherWords), el("p", { class: "hint" }, words.fetchOtherHint), why, el("button", {}, words.fetchConfirm))),
  );
}

/** The child's other places of the day at which it is expected. */
function otherHalves(child) {
  const all = everybody(dayWithFacts(0)).filter(({ child: other }) => child.also?.includes(other.booking));
  return all.filter(({ child: other }) => presence(other).state === "expected").map(({ child: other }) => other.booking);
}

function drawChild(child) {
  const { state } = presence(child);
  const done = (noted, said = say("doneCare", { name: child.name })) => {
    sheet.close();
    note({ ...noted, booking: child.booking }, said);
  };
  const sleeps = asleep(child);
  const sentence = el("input", { id: "sentence", maxlength: mostWords, autocomplete: "off" });
  const send = (event) => {
    event.preventDefault();
    if (sentence.value.trim()) done({ kind: "note", words: sentence.value.trim() });
    else sentence.focus();
  };
  const written = ({ kind, at, eaten, words: text }) => {
    const said = { arrived: words.arrive, left: words.leave, absent: words.absent, meal: `${words.meal} : ${lists.eaten.get(eaten)}`, asleep: words.fallAsleep, awake: words.wake, note: text };
    return el("li", {}, el("time", {}, time(at)), ` ${said[kind]}`);
  };
  const history = [...child.marks, ...child.notes].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const cares = state === "here" || state === "left";
  // One tap notes the absence of one half-day; with the box ticked, of the child's other places of the day too.
  const others = otherHalves(child);
  const allDay = others.length ? el("input", { type: "checkbox", id: "all-day" }) : undefined;
  const away = async (reason) => {
    const bookings = allDay?.checked ? [child.booking, ...others] : [child.booking];
    sheet.close();
    const facts = [];
    for (const booking of bookings) facts.push(await note({ kind: "absent", reason, booking }));
    if (facts.every(Boolean)) offerUndo(say("doneAbsent", { name: child.name }), facts);
  };
  showSheet(
    child.name,
    healthCard(child),
    state === "expected" ? el("fieldset", {}, el("legend", {}, say("absentWhy", { name: child.name })), el("div", { class: "choices" }, [...lists.absences].map(([value, label]) => button(label, () => away(value)))), allDay ? el("label", { class: "all-day" }, allDay, ` ${words.absentAllDay}`) : undefined) : undefined,
    cares ? el("fieldset", {}, el("legend", {}, words.meal), el("div", { class: "choices" }, [...lists.eaten].map(([value, label]) => button(label, () => done({ kind: "meal", eaten: value }))))) : undefined,
    cares ? el("fieldset", {}, el("legend", {}, words.sleep), el("div", { class: "choices" }, sleeps ? button(words.wake, () => done({ kind: "awake" })) : button(words.fallAsleep, () => done({ kind: "asleep" })))) : undefined,
    cares ? el("form", { onsubmit: send }, el("label", { for: "sentence" }, words.note), el("p", { class: "hint" }, words.noteHint), sentence, el("button", {}, words.noteSave)) : undefined,
    el("section", {}, el("h3", {}, words.history), history.length ? el("ol", { class: "history" }, history.map(written)) : el("p", {}, words.historyNone)),
  );
}

function drawEvacuation(day) {
  const [house, away] = [atHouse(day), out(day)];
  const present = new Set([...house, ...away].map(({ child }) => child.booking));
  for (const booking of seen) if (!present.has(booking)) seen.delete(booking);
  const tick = (booking) => {
    if (!seen.delete(booking)) seen.add(booking);
    draw();
  };
  // An outing may not have left: whoever is seen at the house is counted, and was to be counted.
  const expected = house.length + away.filter(({ child }) => seen.has(child.booking)).length;
  const reasons = el("select", { id: "reason" }, [...lists.counts].filter(([value]) => value !== "end_of_day").map(([value, label]) => el("option", { value }, label)));
  const save = async () => {
    const noted = { kind: "counted", counted: seen.size, expected, reason: root.querySelector("#reason").value };
    seen.clear();
    await note(noted);
    tell(words.evacuationSaved);
  };
  const ticks = (all) => el("ul", { class: "ticks" }, all.map(({ child }) => el("li", {}, button(child.name, () => tick(child.booking), { "aria-pressed": String(seen.has(child.booking)), "data-key": `tick ${child.booking}` }))));
  return [
    el("h1", {}, words.evacuation),
    el("p", { class: "lead" }, words.evacuationLead),
    el("p", { class: "count", role: "status" }, say("evacuationCount", { counted: seen.size, expected })),
    ticks(house),
    away.length ? el("section", { class: "away" }, el("h2", {}, several("out", away.length)), drawOutings(day, now(), time, true), el("p", {}, words.outLead), ticks(away)) : undefined,
    el("div", { class: "foot" }, el("label", { for: "reason" }, words.countedWhy), reasons, button(words.evacuationSave, save, { class: "primary" }), button(words.print, () => print(), { class: "quiet" })),
  ];
}

function drawEnd(day) {
  const left = here(day);
  const sign = async () => {
    await note({ kind: "counted", counted: left.length, expected: 0, reason: "end_of_day" });
    tell(words.endSigned);
  };
  return [
    el("h1", {}, words.dayEnd),
    left.length ? el("section", { class: "ratio short" }, el("h2", {}, words.endStill), el("ul", {}, left.map(({ child }) => el("li", {}, child.name)))) : el("p", { class: "lead" }, words.endNobody),
    el("p", {}, words.endLead),
    button(words.endSign, sign, { class: "primary", "data-key": "sign" }),
  ];
}

// What happens by itself.

for (const tab of tabs.children)
  tab.addEventListener("click", () => {
    view = tab.dataset.view;
    draw();
  });
bar.querySelector("[data-lock]").addEventListener("click", () => locked());
addEventListener("online", () => (open ? sync() : locked()));
addEventListener("offline", () => setOnline(false));
document.addEventListener("visibilitychange", () => document.hidden || sync());
for (const event of ["pointerdown", "keydown"]) addEventListener(event, () => (lastTouch = Date.now()), { capture: true });
setInterval(() => {
  if (!open) return;
  const over = Date.parse(open.until) <= now();
  if (over || Date.now() - lastTouch > LOCK) locked();
  else head();
}, 1000);
setInterval(() => open && sync(), AGAIN);
setInterval(() => open && !sheet.open && draw(), 60_000);

async function start() {
  if ("serviceWorker" in navigator) {
    const files = ["tablet.js", "tablet-day.js", "tablet-outings.js", "tablet-page.js", "tablet-store.js", "tablet.css", "animals.svg", "logo.svg"].map((name) => `${assets}/${name}`);
    navigator.serviceWorker.register("/tablet/worker.js", { scope: "/tablet/" }).catch(() => undefined);
    navigator.serviceWorker.ready.then((worker) => worker.active.postMessage({ files }));
  }
  ahead = (await store.get("ahead")) ?? 0;
  lastSync = await store.get("lastSync");
  if (await store.get("paired")) await locked();
  else pairing();
}
safely(start)();

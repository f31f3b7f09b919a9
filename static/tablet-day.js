// What the facts of a day add up to. Nothing here touches the page, the network or the clock.

/** Two people who note the same event do so within this many milliseconds of one another. */
const QUARTER = 15 * 60 * 1000;

/** Marks and notes of a child with the facts that are still on this tablet: a set, whatever the order. */
export function withFacts(child, facts) {
  const marks = new Map(child.marks.map((mark) => [mark.id, mark]));
  const notes = new Map(child.notes.map((note) => [note.id, note]));
  const undone = new Set();
  for (const { id, at, noted } of facts) {
    if (noted.kind === "undone") undone.add(noted.fact);
    else if (noted.booking !== child.booking) continue;
    else if (["arrived", "left", "absent"].includes(noted.kind)) marks.set(id, { id, kind: noted.kind, at });
    else notes.set(id, { id, kind: noted.kind, at, eaten: noted.eaten, words: noted.words });
  }
  const standing = (all) => [...all.values()].filter(({ id }) => !undone.has(id)).sort(byTime);
  // A departure that a rule supposed gives way to what somebody saw.
  const seen = standing(marks).some(({ kind, by_rule }) => kind === "left" && !by_rule);
  return { ...child, marks: standing(marks).filter(({ by_rule }) => !(by_rule && seen)), notes: standing(notes) };
}

const ORDER = { arrived: 0, left: 1, absent: 2 };
const byTime = (one, other) =>
  Date.parse(one.at) - Date.parse(other.at) || (ORDER[one.kind] ?? 0) - (ORDER[other.kind] ?? 0) || (one.id < other.id ? -1 : 1);

/** Where a child is: who came is not absent, and the last one through the door decides. */
export function presence({ marks }) {
  const arrived = marks.find(({ kind }) => kind === "arrived");
  const last = marks.findLast(({ kind }) => kind !== "absent");
  if (arrived && last.kind === "left") return { state: "left", since: arrived.at, until: last.at };
  if (arrived) return { state: "here", since: arrived.at };
  if (marks.some(({ kind }) => kind === "absent")) return { state: "absent" };
  return { state: "expected" };
}

/** Since when a child sleeps, or nothing. */
export function asleep({ notes }) {
  const last = notes.findLast(({ kind }) => kind === "asleep" || kind === "awake");
  return last?.kind === "asleep" ? last.at : undefined;
}

/** Expected for a quarter of an hour, and nobody has seen the child. */
export const isLate = (child, session, now) =>
  presence(child).state === "expected" && now - Date.parse((child.visit ?? session).starts) >= QUARTER;

/** How many adults some children need: read off the table the site's rules gave, so that the rule stands in one place. */
export function needed(table, children) {
  if (!table?.length) return undefined;
  const walking = children.filter(({ walks }) => walks).length;
  const row = table[Math.min(children.length - walking, table.length - 1)];
  return row[Math.min(walking, row.length - 1)];
}

/** The outing a child is on at a moment, by the hours that were planned. A day kept before there were outings has none. */
export const outingOf = (day, child, at) =>
  day.outings?.find(({ children, leaves, returns }) => children.includes(child.booking) && Date.parse(leaves) <= at && at < Date.parse(returns));

/** Children who will be at the house at a moment, as far as anybody knows: who is here and is not due to leave, and who is expected. */
export function expectedAt(day, at) {
  return day.sessions
    .filter(({ starts, ends }) => Date.parse(starts) <= at && at < Date.parse(ends))
    .flatMap(({ children }) => children)
    .filter((child) => !["absent", "left"].includes(presence(child).state) && !outingOf(day, child, at));
}

/** The next moment of the day at which a session starts or ends, or an outing leaves or comes back. */
export function nextChange(day, now) {
  const sessions = day.sessions.flatMap(({ starts, ends }) => [Date.parse(starts), Date.parse(ends)]);
  const outings = (day.outings ?? []).flatMap(({ leaves, returns }) => [Date.parse(leaves), Date.parse(returns)]);
  return [...sessions, ...outings].filter((at) => at > now).sort((one, other) => one - other)[0];
}

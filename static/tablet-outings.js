// The outings of a day: where to, from when until when, which children and which adults. The hours are those that were planned.

import { presence } from "./tablet-day.js";
import { el, say, several, words } from "./tablet-page.js";

const during = ({ leaves, returns }, at) => at !== undefined && Date.parse(leaves) <= at && at < Date.parse(returns);
const over = ({ returns }, at) => at !== undefined && Date.parse(returns) <= at;

/** A child's line about its next outing of the day, while it has not left; `at` is nothing for a day to come. */
export function goesOut(day, child, at, time) {
  const outing = day.outings?.find((one) => one.children.includes(child.booking) && !during(one, at) && !over(one, at));
  const { state } = presence(child);
  if (!outing || state === "absent" || state === "left") return undefined;
  return el("p", { class: "goes-out" }, say("outingOfChild", { from: time(outing.leaves), until: time(outing.returns) }));
}

/** The outings of a day that are not over, `away` those alone that have left; `at` is nothing for a day to come. */
export function drawOutings(day, at, time, away = false) {
  const left = (day.outings ?? []).filter((outing) => (away ? during(outing, at) : !over(outing, at)));
  if (!left.length) return undefined;
  const children = new Map(day.sessions.flatMap((session) => session.children).map((child) => [child.booking, child]));
  const line = (outing) => {
    const among = outing.children.map((booking) => children.get(booking)).filter(Boolean);
    const names = among.filter((child) => !["absent", "left"].includes(presence(child).state)).map(({ name }) => name);
    return el(
      "li",
      { class: during(outing, at) ? "outing now" : "outing" },
      el("p", { class: "where" }, el("strong", {}, say("outingHours", { from: time(outing.leaves), until: time(outing.returns) })), ` ${outing.destination}`),
      el("p", {}, el("strong", {}, `${several("outingChildren", names.length)} : `), names.join(", ")),
      el("p", {}, el("strong", {}, `${several("outingAdults", outing.adults.length)} : `), outing.adults.join(", ")),
    );
  };
  return el("section", { class: "outings" }, away ? undefined : el("h2", {}, words.outings), el("ul", {}, left.map(line)));
}

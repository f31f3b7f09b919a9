// What the tablet's page is made of: its words, which stand in the page, and elements. Nothing here knows a child.

const { assets } = document.body.dataset;

export const words = {};
export const lists = {};
for (const line of document.querySelector("#words").content.children)
  if (line.dataset.word) words[line.dataset.word] = line.textContent;
  else (lists[line.dataset.list] ??= new Map()).set(line.dataset.value, line.textContent);
/** A word with its values put in. */
export const say = (name, values = {}) =>
  Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words[name]);

const plural = new Intl.PluralRules(document.documentElement.lang);
/** A number of something: `{count} adulte`, `{count} adultes`, as the language of the page has it. */
export const several = (name, count) => say(name + (plural.select(count) === "one" ? "One" : "Many"), { count });

const SVG = "http://www.w3.org/2000/svg";
/** An element with its attributes, listeners (`onclick`) and children. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, value);
  made.append(...children.flat().filter((child) => child !== undefined && child !== false));
  return made;
}
export function picture(number) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "picture");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${assets}/animals.svg#animal-${number}`);
  svg.append(use);
  return svg;
}
export const button = (label, onclick, attributes = {}) => el("button", { type: "button", onclick, ...attributes }, label);

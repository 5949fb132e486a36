/** The page's language, and its texts in it. */

import { TEXTS } from "./texts.js";

const LANGUAGES = ["fi", "sv", "en"];

let current = preferred(navigator.languages);

/** The first of ours among a browser's languages, else Finnish. */
function preferred(tags) {
  const codes = tags.map((tag) => tag.split("-")[0]);
  return codes.find((code) => LANGUAGES.includes(code)) ?? "fi";
}

export function language() {
  return current;
}

export function speak(chosen) {
  current = chosen;
}

/** The text in the page's language with {names} filled in; an unknown key gives "". */
export function say(key, values = {}) {
  const text = TEXTS[key]?.[current] ?? "";
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** As say, in the form for this number. */
export function sayCount(key, n) {
  return say(`${key}.${n === 1 ? "one" : "other"}`, { n });
}

/** Put the page's own texts into its elements: data-text names a content, data-label a name for assistive software. */
export function translatePage() {
  document.documentElement.lang = current;
  document.title = say("page.title");
  for (const each of document.querySelectorAll("[data-text]")) each.textContent = say(each.dataset.text);
  for (const each of document.querySelectorAll("[data-label]")) each.setAttribute("aria-label", say(each.dataset.label));
  for (const each of document.querySelectorAll("nav button")) each.setAttribute("aria-pressed", each.value === current);
}

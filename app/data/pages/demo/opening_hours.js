/** The network's opening hours, "Monday 08:00:00 - 16:00:00, …", in the page's language. */

import { language, say } from "./language.js";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const SPAN = /^(\w+) (\d\d):(\d\d)(?::\d\d)? - (?:(\w+) )?(\d\d):(\d\d)(?::\d\d)?$/;

/** Days in a row with the same hours are one; hours of any other form are shown as they came. */
export function hoursText(hours) {
  const spans = hours.split(", ").map(parsed);
  if (spans.some((span) => span === null)) return hours;
  return merged(spans).map(spanText).join(", ");
}

function parsed(text) {
  const match = SPAN.exec(text);
  if (!match || !DAYS.includes(match[1]) || (match[4] && !DAYS.includes(match[4]))) return null;
  const [, day, hourFrom, minuteFrom, dayTo, hourTo, minuteTo] = match;
  const ends = dayTo && dayTo !== day ? dayTo : null;
  return { first: day, last: day, ends, from: clock(hourFrom, minuteFrom), to: clock(hourTo, minuteTo) };
}

function clock(hour, minute) {
  return language() === "en" ? `${hour}:${minute}` : `${Number(hour)}.${minute}`;
}

function merged(spans) {
  const groups = [];
  for (const span of spans) {
    const group = groups.at(-1);
    const follows = group && DAYS.indexOf(span.first) === DAYS.indexOf(group.last) + 1;
    const isSame = group && !group.ends && !span.ends && group.from === span.from && group.to === span.to;
    if (follows && isSame) group.last = span.last;
    else groups.push({ ...span });
  }
  return groups;
}

function spanText({ first, last, ends, from, to }) {
  const days = first === last ? day(first) : `${day(first)}–${day(last)}`;
  return ends ? `${days} ${from} – ${day(ends)} ${to}` : `${days} ${from}–${to}`;
}

function day(name) {
  return say(`day.${name}`);
}

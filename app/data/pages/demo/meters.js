/** The ten 3X10D sliders. One that nobody has touched is not answered, wherever its thumb stands. */

import { element } from "./dom.js";
import { say, sayCount } from "./language.js";

const METERS = [
  "working_studying",
  "family",
  "friends",
  "health",
  "improvement_of_strengths",
  "housing",
  "finance",
  "self_esteem",
  "resilience",
  "life_satisfaction",
];
const MIDDLE = "5";

export function addMeters() {
  document.getElementById("meters").append(...METERS.map(meterField));
  showMeters();
}

/** As the interface takes them, a list of one value for each answered meter. */
export function answeredMeters() {
  const answered = METERS.map(slider).filter((each) => each.dataset.answered);
  return Object.fromEntries(answered.map((each) => [each.name, [Number(each.value)]]));
}

export function clearMeters() {
  for (const each of METERS.map(slider)) clear(each);
  showMeters();
}

/** Say of each slider where it stands, in the page's language. */
export function showMeters() {
  for (const each of METERS.map(slider)) show(each);
  const count = Object.keys(answeredMeters()).length;
  document.getElementById("meters-chosen").textContent = count ? sayCount("meters.chosen", count) : "";
}

function slider(meter) {
  return document.getElementById(`meter-${meter}`);
}

function meterField(meter) {
  const id = `meter-${meter}`;
  const input = element("input", {
    type: "range", id, name: meter, min: 0, max: 10, step: 1, value: MIDDLE, "aria-describedby": `${id}-hint`,
  });
  const remove = element("button", { type: "button", class: "quiet small", hidden: true });
  const answer = () => {
    input.dataset.answered = true;
    showMeters();
  };
  input.addEventListener("input", answer);
  input.addEventListener("click", answer);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    answer();
  });
  remove.addEventListener("click", () => {
    clear(input);
    showMeters();
    input.focus();
  });
  return element("div", { class: "meter" },
    element("div", { class: "meter-head" },
      element("label", { for: id, "data-text": `meter.${meter}` }),
      element("output", { for: id, "aria-live": "off" }),
      remove,
    ),
    element("p", { class: "hint", id: `${id}-hint`, "data-text": `meter.${meter}.hint` }),
    input,
    element("div", { class: "meter-ends", "aria-hidden": "true" },
      element("span", { "data-text": "meter.low" }),
      element("span", { "data-text": "meter.high" }),
    ),
  );
}

function clear(input) {
  delete input.dataset.answered;
  input.value = MIDDLE;
}

function show(input) {
  const isAnswered = Boolean(input.dataset.answered);
  const [output, remove] = [input.parentElement.querySelector("output"), input.parentElement.querySelector("button")];
  const value = input.value;
  output.textContent = isAnswered ? say("meter.value", { value }) : say("meter.unanswered");
  input.setAttribute("aria-valuetext", isAnswered ? say("meter.spoken", { value }) : say("meter.unanswered"));
  remove.hidden = !isAnswered;
  remove.textContent = say("meter.clear");
  remove.setAttribute("aria-label", say("meter.clear.of", { meter: say(`meter.${input.name}`) }));
}

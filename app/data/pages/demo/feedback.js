/** Thumbs up and down, for a service or for the whole answer. */

import { element } from "./dom.js";
import { plainWords } from "./failures.js";
import { say } from "./language.js";
import { Failure, giveFeedback } from "./service_client.js";

const SVG = "http://www.w3.org/2000/svg";
const THUMB = "M2 11h4v10H2zM8 21h9.5a2 2 0 0 0 1.9-1.4l2.4-7A2 2 0 0 0 20 10h-5.5l.9-4.6A2 2 0 0 0 13.4 3L8 10z";

/** serviceName tells users of assistive software which service the buttons score; null for the whole answer. */
export function feedback(recommendationId, { serviceId = null, serviceName = null } = {}) {
  const question = say(serviceId ? "feedback.service" : "feedback.whole");
  const outcome = element("span", { role: "status", class: "outcome" });
  const buttons = [["feedback.up", 1], ["feedback.down", -1]].map(([key, score]) => {
    const button = element("button", { type: "button", class: "thumb", "aria-pressed": "false" }, thumb(score), say(key));
    button.addEventListener("click", () => send(score, button));
    return button;
  });

  async function send(score, pressed) {
    try {
      await giveFeedback(recommendationId, score, serviceId);
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      outcome.textContent = plainWords(failure);
      return;
    }
    for (const each of buttons) each.setAttribute("aria-pressed", each === pressed);
    outcome.textContent = say("status.thanks");
  }

  const name = serviceName ? `${question} ${serviceName}` : question;
  return element("div", { class: "feedback", role: "group", "aria-label": name },
    element("span", { "aria-hidden": "true" }, question), buttons, outcome);
}

function thumb(score) {
  const image = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  image.setAttribute("viewBox", "0 0 24 24");
  image.setAttribute("aria-hidden", "true");
  if (score < 0) image.classList.add("down");
  path.setAttribute("d", THUMB);
  image.append(path);
  return image;
}

/** An answer of service_packages or recommend_service on the page. */

import { disclosure, element, quotation } from "./dom.js";
import { feedback } from "./feedback.js";
import { lifeEventName } from "./form.js";
import { say, sayCount } from "./language.js";
import { serviceCard } from "./service_card.js";

const EMERGENCY_NUMBER = "112";

/** Of a need, the first service shows how to get in touch; of others that unfolds, so that all needs can be seen. */
const CONTACTS_SHOWN = 1;

const results = document.getElementById("results");

/** Show the answer; gives its heading, and what to announce of it. */
export function showResults(answer) {
  const id = answer.auroraai_recommendation_id;
  const heading = element("h2", { id: "results-heading", tabindex: -1 }, say("results.heading"));
  const number = answer.urgent ? answer.emergency_number || EMERGENCY_NUMBER : "";
  const isEmpty = countServices(answer) === 0 && !answer.needs?.length;
  results.replaceChildren(...[
    heading,
    number && urgentBox(number),
    element("p", {}, isEmpty ? say("results.none") : summaryOf(answer)),
    answer.needs ? packages(answer, id) : serviceList(answer.recommended_services, id, "h3"),
    !isEmpty && feedback(id),
    answer.generated_by && element("p", { class: "hint" }, say("results.made", answer.generated_by)),
  ].flat().filter((part) => part));
  results.hidden = false;
  return { heading, announcement: urgentText(number) + (isEmpty ? say("results.none") : summaryOf(answer)) };
}

export function hideResults() {
  results.hidden = true;
  results.replaceChildren();
}

function countServices(answer) {
  if (!answer.needs) return answer.recommended_services.length;
  return answer.needs.reduce((total, need) => total + need.services.length, 0);
}

function summaryOf(answer) {
  const services = sayCount("results.services", countServices(answer));
  return answer.needs ? `${sayCount("results.needs", answer.needs.length)} ${services}` : services;
}

function urgentText(number) {
  return number ? `${say("urgent.heading")} ${say("urgent.call", { number })}. ` : "";
}

function urgentBox(number) {
  return element("section", { class: "urgent", "aria-labelledby": "urgent-heading" },
    element("h3", { id: "urgent-heading" }, say("urgent.heading")),
    element("p", {}, say("urgent.text")),
    element("p", {}, element("a", { class: "call", href: `tel:${number}` }, say("urgent.call", { number }))),
  );
}

function serviceList(services, id, heading, contactsShown = Infinity) {
  return element("ol", { class: "services" },
    services.map((service, position) => element("li", {}, serviceCard(service, id, heading, position < contactsShown))));
}

function packages(answer, id) {
  const events = answer.life_events ?? [];
  const next = answer.next_needs ?? [];
  return [
    answer.needs.length > 1 && overview(answer.needs),
    events.length > 0 && element("p", {}, say("results.events"), " ", events.map((event) => event.name).join(", ")),
    answer.needs.map((need) => needSection(need, events, id)),
    next.length > 0 && nextSection(next, events, id),
  ].flat();
}

function overview(needs) {
  return element("ol", { class: "overview" },
    needs.map((need) => element("li", {}, element("div", {},
      element("a", { href: `#need-${need.rank}` }, need.name), " ", need.clause && quotation(need.clause)))));
}

function needSection(need, events, id) {
  const headingId = `need-${need.rank}`;
  return element("section", { class: `need ${need.urgency}`, "aria-labelledby": headingId },
    element("p", { class: "urgency" }, say(`need.urgency.${need.urgency}`)),
    element("h3", { id: headingId, tabindex: -1 }, need.name),
    origin(need, events),
    servicesOf(need, id, "h4"),
  );
}

/** What of the person's answers the need was seen in. */
function origin(need, events) {
  if (need.source === "text") return need.clause && element("p", { class: "origin" }, say("need.clause"), " ", quotation(need.clause));
  if (need.source === "meter") return element("p", { class: "origin" }, say("need.meter", { meter: say(`meter.${need.meter}`) }));
  const event = events.find((each) => each.life_event === need.life_event)?.name || lifeEventName(need.life_event);
  return element("p", { class: "origin" }, event ? say("need.event", { event }) : say("need.event.unnamed"));
}

function servicesOf(need, id, heading) {
  if (need.services.length === 0) return element("p", {}, say("need.nothing"));
  return serviceList(need.services, id, heading, need.urgency === "urgent" ? Infinity : CONTACTS_SHOWN);
}

function nextSection(next, events, id) {
  return element("section", { class: "next", "aria-labelledby": "next-heading" },
    element("h3", { id: "next-heading" }, say("results.next")),
    element("p", { class: "hint" }, say("results.next.hint")),
    next.map((need) => disclosure(need.name, origin(need, events), servicesOf(need, id, "h4"))),
  );
}

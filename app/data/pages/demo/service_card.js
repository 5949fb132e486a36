/** One suggested service. */

import { channelItem } from "./channel.js";
import { disclosure, element } from "./dom.js";
import { feedback } from "./feedback.js";
import { language, say } from "./language.js";
import { why } from "./why.js";

const AREA_KEYS = { Nationwide: "service.nationwide", NationwideExceptAlandIslands: "service.mainland" };
const CHANNELS_SHOWN = 3;

/** heading is the level that fits where the card stands, such as "h4". */
export function serviceCard(service, recommendationId, heading, isContactShown) {
  const lang = service.language;
  const { service_id: serviceId, service_name: serviceName, explanation } = service;
  return element("article", { class: "service" },
    element(heading, { lang }, serviceName),
    facts(service, lang),
    element("p", { lang }, service.service_description_summary),
    explanation && isTelling(explanation) && element("p", { class: "reason", lang: language() }, explanation.sentence),
    service.service_channels.length > 0 && contact(service, lang, isContactShown),
    more(service, lang),
    explanation && why(explanation, lang),
    feedback(recommendationId, { serviceId, serviceName }),
  );
}

/** One that names nothing of what the person told says nothing to them. */
function isTelling({ clause, meters, life_events: lifeEvents = [] }) {
  return Boolean(clause) || meters.length > 0 || lifeEvents.length > 0;
}

function facts(service, lang) {
  const provider = service.provider_type && say(`provider.${service.provider_type}`);
  return element("ul", { class: "facts" },
    [
      service.responsible_organization && element("span", { lang }, service.responsible_organization.name),
      provider,
      areaText(service),
      say(`service.${service.charge_type}`),
    ].filter((fact) => fact).map((fact) => element("li", {}, fact)),
  );
}

/** The names of few areas, whichever language of them there is. */
function areaText(service) {
  const names = service.areas.flatMap((area) => (area.municipalities.length ? area.municipalities : [area]))
    .map(({ name }) => (name.find((each) => each.language === language()) ?? name[0])?.value)
    .filter((name) => name);
  if (names.length > 0 && names.length <= 3) return names.join(", ");
  return say(AREA_KEYS[service.area_type] ?? "");
}

function contact(service, lang, isShown) {
  const all = service.service_channels;
  const first = all.length > CHANNELS_SHOWN + 1 ? all.slice(0, CHANNELS_SHOWN) : all;
  const rest = all.slice(first.length);
  const channels = [
    channelList(first, lang),
    rest.length > 0 && disclosure(say("service.channels.more", { n: rest.length }), channelList(rest, lang)),
  ];
  if (!isShown) return disclosure(say("service.channels"), channels);
  return element("div", {}, element("p", { class: "label" }, say("service.channels")), channels);
}

function channelList(channels, lang) {
  return element("ul", { class: "channels" }, channels.map((channel) => channelItem(channel, lang)));
}

function more(service, lang) {
  const texts = [
    ["", service.service_description],
    ["service.instruction", service.user_instruction],
    ["service.requirements", service.requirements.join("\n")],
    ["service.charge", service.charge_additional_info],
  ].filter(([, text]) => text);
  return texts.length > 0 && disclosure(say("service.more"), texts.map(([key, text]) => [
    key && element("p", { class: "label" }, say(key)),
    element("p", { lang, class: "as-written" }, text),
  ]));
}

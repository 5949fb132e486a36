/** A way to use a service: whom to call or write to, where to go, when. */

import { degreesOf } from "./coordinates.js";
import { element, outwardLink } from "./dom.js";
import { say } from "./language.js";
import { hoursText } from "./opening_hours.js";

const NUMBER_AT_END = /^(.*?)(\+?\(?\d[\d\s()-]*)$/s;
const MAP = "https://www.openstreetmap.org";

/** lang is the language of the channel's own texts. */
export function channelItem(channel, lang) {
  const summary = channel.service_channel_description_summary;
  return element("li", { class: "channel" },
    element("p", { class: "channel-name" },
      element("span", { class: "kind" }, say(`channel.${channel.service_channel_type}`)), " ",
      element("span", { lang }, channel.service_channel_name),
    ),
    summary && element("p", { lang, class: "channel-summary" }, summary),
    element("ul", { class: "contacts" },
      channel.phone_numbers.map((text) => element("li", { lang }, phone(text))),
      channel.emails.map((text) => element("li", {}, element("a", { href: `mailto:${encodeURIComponent(text)}` }, text))),
      channel.web_pages.map((address, position) => webPage(channel, address, position, lang)),
      place(channel, lang),
      channel.service_hours.length > 0 && hours(channel.service_hours),
    ),
  );
}

/** What stands before the number says what it is for. */
function phone(text) {
  const match = NUMBER_AT_END.exec(text.trim());
  if (!match) return [text];
  const [, purpose, number] = match;
  return [purpose, element("a", { href: `tel:${number.replace(/[^\d+]/g, "")}` }, number)];
}

function webPage(channel, address, position, lang) {
  const name = channel.service_channel_name;
  const label = channel.web_pages.length > 1
    ? say("channel.open.nth", { name, n: position + 1 })
    : say("channel.open", { name });
  return element("li", { lang }, outwardLink(address, label, say("channel.new_tab")));
}

function place(channel, lang) {
  const { address, location } = channel;
  if (!address && !location) return null;
  const map = mapAddress(address, location);
  return element("li", {},
    address && element("span", { lang }, address), " ",
    outwardLink(map, say("channel.map"), say("channel.new_tab")),
  );
}

function mapAddress(address, location) {
  if (!location) return `${MAP}/search?query=${encodeURIComponent(address)}`;
  const { latitude, longitude } = degreesOf(Number(location.latitude), Number(location.longitude));
  const [north, east] = [latitude.toFixed(5), longitude.toFixed(5)];
  return `${MAP}/?mlat=${north}&mlon=${east}#map=17/${north}/${east}`;
}

function hours(texts) {
  return element("li", {}, say("channel.hours"), " ", texts.map(hoursText).join("; "));
}

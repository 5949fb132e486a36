/** Why a service was suggested: the evidence behind the one sentence. */

import { disclosure, element, quotation } from "./dom.js";
import { language, say } from "./language.js";

/** A smaller one would read 0 %. */
const LEAST_SHARE = 0.005;

/**
 * lang is the language in which the service is shown: sentences of its description in another are not on the page.
 * What was written, or stands in the phrasebook, may be in any.
 */
export function why(explanation, lang) {
  const { kind, phrase, clause, meters, shares } = explanation;
  const sentences = (explanation.description_sentences ?? []).filter((sentence) => sentence.language === lang);
  return disclosure(say("why.summary"),
    element("dl", {},
      clause && entry("why.clause", quotation(clause)),
      sentences.length > 0 && entry("why.sentences", sentences.map(({ text }) => element("p", { lang }, text))),
      kind && entry("why.kind", element("span", { lang: language() }, kind)),
      phrase && entry("why.phrase", quotation(phrase)),
      meters.length > 0 && entry("why.meters", meters.map((meter) => say(`meter.${meter}`)).join(", ")),
      entry("why.shares", element("ul", {}, Object.entries(shares).filter(([, part]) => part >= LEAST_SHARE).map(share))),
    ),
  );
}

function entry(key, content) {
  return [element("dt", {}, say(key)), element("dd", {}, content)];
}

function share([evidence, part]) {
  const percent = Math.round(part * 100);
  return element("li", {}, say("why.share", { name: say(`why.share.${evidence}`) || evidence, percent }));
}

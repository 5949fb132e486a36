/** The only place that makes elements. Data becomes text and attributes, never markup. */

/**
 * An element with attributes and children: a text becomes a text node, a list its members. Children that are null, false
 * or "" are left out, and so are attributes that are null or false: callers say what they have.
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    made.setAttribute(attribute, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child));
  return made;
}

/** A section that opens: its summary is focusable and says whether it is open. */
export function disclosure(summary, ...content) {
  return element("details", {}, element("summary", {}, summary), ...content);
}

/** Somebody's own words, in whatever language. The commas and "and" that tie a clause to its neighbours belong to no quotation. */
export function quotation(words) {
  const quoted = words.replace(/^(?:ja|sekä|mutta|och|samt|men|and|but)\s+(?=\S)/i, "").replace(/[\s,;.]+$/, "");
  return element("q", { lang: "" }, quoted);
}

/** A link that leaves the page as it is; addresses other than http and https give null. */
export function outwardLink(address, label, newTab) {
  if (!/^https?:\/\//i.test(address)) return null;
  return element(
    "a",
    { href: address, target: "_blank", rel: "noopener noreferrer" },
    label,
    " ",
    element("span", { class: "new-tab", lang: document.documentElement.lang }, newTab),
  );
}

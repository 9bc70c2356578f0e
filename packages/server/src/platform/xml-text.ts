/** Reads the little of XML that replies of S3-compatible services hold: texts of elements without attributes. */

/** The text of the first element of that name; null when there is none. */
export function textIn(xml: string, name: string): string | null {
  return textsIn(xml, name).next().value ?? null;
}

/** What is between the tags of each element of that name, in order; elements inside are left as they are. */
export function* textsIn(xml: string, name: string): Generator<string, undefined> {
  const [opening, closing] = [`<${name}>`, `</${name}>`];
  for (let at = xml.indexOf(opening); at !== -1; at = xml.indexOf(opening, at)) {
    const end = xml.indexOf(closing, at);
    if (end === -1) return;
    yield xml.slice(at + opening.length, end);
    at = end;
  }
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** With characters in place of what stands for them. */
export function decodeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]{1,4}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}

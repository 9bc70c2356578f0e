/** Reads escapes of a JSON text in its bytes. */

const SHORT = new Uint8Array(128);
for (const [name, text] of Object.entries({ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' })) {
  SHORT[name.charCodeAt(0)] = text.charCodeAt(0);
}
for (const sign of '"\\/') SHORT[sign.charCodeAt(0)] = sign.charCodeAt(0);

const U = 0x75;
const SHORT_BYTES = 2;
const LONG_BYTES = 6;

/** The code unit that the escape at `at` stands for; `at` is the place of its backslash. */
export function escapedUnit(bytes: Uint8Array, at: number): number {
  const sign = bytes[at + 1] ?? 0;
  if (sign !== U) return SHORT[sign] ?? 0;
  return Number.parseInt(Buffer.from(bytes.subarray(at + 2, at + LONG_BYTES)).toString('latin1'), 16);
}

export function escapeBytes(bytes: Uint8Array, at: number): number {
  return bytes[at + 1] === U ? LONG_BYTES : SHORT_BYTES;
}

/**
 * Writes a unit of an escape as UTF-8 and returns the place after it. Half a surrogate pair becomes U+FFFD: whole pairs are
 * not escaped.
 */
export function writeUnit(target: Uint8Array, at: number, unit: number): number {
  if (unit < 0x80) {
    target[at] = unit;
    return at + 1;
  }
  const code = unit >= 0xd800 && unit <= 0xdfff ? 0xfffd : unit;
  if (code < 0x800) {
    target[at] = 0xc0 | (code >> 6);
    target[at + 1] = 0x80 | (code & 0x3f);
    return at + 2;
  }
  target[at] = 0xe0 | (code >> 12);
  target[at + 1] = 0x80 | ((code >> 6) & 0x3f);
  target[at + 2] = 0x80 | (code & 0x3f);
  return at + 3;
}

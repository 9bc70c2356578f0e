/**
 * JSON without rounding: a number that a double does not hold, and -0, which `JSON.stringify` writes as 0, becomes a
 * `RawNumber` with its digits, which are written as they were. Used for everything that holds imported rows; pure.
 */

declare const brand: unique symbol;

/** Made by `JSON.rawJSON`. */
export interface RawNumber {
  readonly [brand]: 'RawNumber';
  /** The number as it was written. */
  readonly rawJSON: string;
}

interface JsonWithSources {
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): boolean;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
}

/** TypeScript's library does not know these members yet. */
const json = JSON as unknown as JsonWithSources;

/** Text without it has no number that needs a look: 16 digits or more, an exponent, or zero with a sign. */
const MAY_BE_INEXACT = /[:,[\s](?:-?(?:[\d.]{16}|[\d.]+[eE])|-[0.]+(?![\d.]))/;

/** As `JSON.parse`, but no number is rounded. @throws SyntaxError */
export function parseExact(text: string): unknown {
  if (!MAY_BE_INEXACT.test(` ${text}`)) return JSON.parse(text);
  return json.parse(text, (_, value, { source }) => {
    const isRounded = typeof value === 'number' && source !== undefined && !isExact(value, source);
    return isRounded ? json.rawJSON(source) : value;
  });
}

/** Whether printing the number gives the value that was written, if not its spelling: 1.0 and 1e2 are 1 and 100. */
function isExact(value: number, source: string): boolean {
  if (Object.is(value, -0)) return false;
  const printed = String(value);
  return printed === source || (Number.isFinite(value) && decimalOf(printed) === decimalOf(source));
}

const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Significant digits and the power of ten of the last of them; the sign is the same on both sides. */
function decimalOf(text: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  const digits = trimZeros(whole + fraction);
  if (digits.kept === '') return '0';
  return `${digits.kept}e${BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.dropped)}`;
}

/** Without zeros at either end; `dropped` counts those at the right. */
function trimZeros(digits: string): { readonly kept: string; readonly dropped: number } {
  let [from, to] = [0, digits.length];
  while (from < to && digits[from] === '0') from++;
  while (to > from && digits[to - 1] === '0') to--;
  return { kept: digits.slice(from, to), dropped: digits.length - to };
}

export function isRawNumber(value: unknown): value is RawNumber {
  return json.isRawJSON(value);
}

/** Whether it is zero with a sign, however it is written. */
export function isNegativeZero(value: unknown): boolean {
  return (
    isRawNumber(value) && Object.is(Number(value.rawJSON), -0) && !/[1-9]/.test(value.rawJSON.split(/e/i, 1)[0] ?? '')
  );
}

/** Whether the value or anything in it is a number that was kept as it was written. */
export function holdsRawNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isRawNumber(value) || Object.values(value).some(holdsRawNumber);
}

/** The value with what was written of such numbers as text; the same value when there are none. */
export function withDigitsAsText(value: unknown): unknown {
  if (!holdsRawNumber(value)) return value;
  if (isRawNumber(value)) return value.rawJSON;
  if (Array.isArray(value)) return value.map(withDigitsAsText);
  return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, withDigitsAsText(inner)]));
}

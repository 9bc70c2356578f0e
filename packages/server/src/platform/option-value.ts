/** Turns the texts of an option into its value, or explains what is wrong. Used for flags and environment variables. */
import type { OptionSpec } from './option-spec.ts';

export type OptionValue = string | number | boolean | readonly (string | number)[];

export type ParsedOption = { readonly value: OptionValue } | { readonly problem: string };

const HIGHEST_PORT = 65_535;

/**
 * The value of `texts`, one per occurrence. A problem is the second half of a sentence that begins with the name of the
 * flag or variable, and says what to give instead.
 */
export function parseOptionValue(option: OptionSpec, texts: readonly string[]): ParsedOption {
  const [first = ''] = texts;
  if (option.kind !== 'list' && texts.length > 1) return { problem: 'is given more than once; give it once' };
  if (texts.some((text) => text.trim() === '')) return { problem: `is empty; give ${wantedValue(option)}` };
  if (option.kind === 'list') return parseList(option, texts);
  const value = parseOne(option, first);
  return value === null ? mismatch(option, first) : { value };
}

/** Null when the option does not accept the text. */
function parseOne(option: OptionSpec, text: string): string | number | true | null {
  switch (option.kind) {
    case 'path':
      return text;
    case 'text':
      return option.shape === undefined ? text : option.shape.read(text);
    case 'integer':
      return parseInteger(text, option.minimum, option.maximum, option.as);
    case 'port':
      return parseInteger(text, 0, HIGHEST_PORT);
    case 'choice':
      return option.values.includes(text) ? text : null;
    case 'flag':
      return text === '1' || text === 'true' ? true : null;
    case 'list':
      if ('values' in option) return option.values.includes(text) ? text : null;
      return text === '' ? null : option.shape.read(text);
  }
}

function parseList(option: OptionSpec & { kind: 'list' }, texts: readonly string[]): ParsedOption {
  const elements = option.isCommaSeparated ? texts.flatMap((text) => text.split(',')) : texts;
  const values = new Set<string | number>();
  for (const element of elements.map((text) => text.trim())) {
    const value = parseOne(option, element);
    if (value === null || value === true) return mismatch(option, element);
    values.add(value);
  }
  return { value: [...values] };
}

function parseInteger(
  text: string,
  minimum: number,
  maximum = Number.MAX_SAFE_INTEGER,
  as = (value: number) => value,
): number | null {
  const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return value >= minimum && value <= maximum ? as(value) : null;
}

function mismatch(option: OptionSpec, text: string): ParsedOption {
  const shown = option.isSecret === true ? 'this' : JSON.stringify(text);
  return { problem: `cannot be ${shown}; give ${wantedValue(option)}` };
}

/** The expected value of an option in words: `a whole number from 0 to 65535`. */
export function wantedValue(option: OptionSpec): string {
  switch (option.kind) {
    case 'text':
      return option.shape?.words ?? 'a text';
    case 'path':
      return 'a path';
    case 'integer':
      return `a whole number from ${option.minimum}${option.maximum === undefined ? '' : ` to ${option.maximum}`}`;
    case 'port':
      return `a whole number from 0 to ${HIGHEST_PORT}`;
    case 'choice':
      return `one of ${option.values.join(', ')}`;
    case 'flag':
      return '1, or leave it out';
    case 'list':
      return 'values' in option ? `one or more of ${option.values.join(', ')}` : option.shape.words;
  }
}

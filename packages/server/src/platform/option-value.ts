/** Turns the text of an option into its value, or says what is wrong with it. Used for flags and environment alike. */
import type { OptionSpec } from './option-spec.ts';

export type OptionValue = string | number | boolean | readonly string[];

export type ParsedOption = { readonly value: OptionValue } | { readonly problem: string };

/**
 * The value of `texts`, each of which was given once. A problem is the second half of a sentence that begins with the
 * name of the flag or variable, and says what to give instead.
 */
export function parseOptionValue(option: OptionSpec, texts: readonly string[]): ParsedOption {
  const [first = ''] = texts;
  if (option.kind !== 'list' && texts.length > 1) return { problem: 'is given more than once; give it once' };
  if (texts.some((text) => text.trim() === '')) return { problem: `is empty; give ${wantedValue(option)}` };
  switch (option.kind) {
    case 'text':
    case 'path':
      return option.shape === null || option.shape.pattern.test(first) ? { value: first } : mismatch(option, first);
    case 'integer':
    case 'port':
      return isIntegerWithin(first, option.minimum, option.maximum)
        ? { value: Number(first) }
        : mismatch(option, first);
    case 'choice':
      return option.values.includes(first) ? { value: first } : mismatch(option, first);
    case 'flag':
      return first === '1' || first === 'true' ? { value: true } : mismatch(option, first);
    case 'list':
      return parseList(option, texts);
  }
}

function parseList(option: OptionSpec & { kind: 'list' }, texts: readonly string[]): ParsedOption {
  const elements = option.isCommaSeparated ? texts.flatMap((text) => text.split(',')) : texts;
  const trimmed = elements.map((element) => element.trim());
  for (const element of trimmed) {
    const isAllowed =
      option.values?.includes(element) ?? (element !== '' && option.shape?.pattern.test(element) !== false);
    if (!isAllowed) return mismatch(option, element);
  }
  return { value: [...new Set(trimmed)] };
}

function isIntegerWithin(text: string, minimum: number, maximum: number): boolean {
  return /^[0-9]{1,16}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum;
}

function mismatch(option: OptionSpec, text: string): ParsedOption {
  const shown = option.isSecret ? '' : ` ${JSON.stringify(text)}`;
  return { problem: `cannot be${shown || ' this'}; give ${wantedValue(option)}` };
}

/** What an option wants, in words: `a whole number from 0 to 65535`. */
export function wantedValue(option: OptionSpec): string {
  switch (option.kind) {
    case 'text':
      return option.shape?.words ?? 'a text';
    case 'path':
      return 'a path';
    case 'integer':
    case 'port':
      return option.maximum === Number.MAX_SAFE_INTEGER
        ? `a whole number from ${option.minimum}`
        : `a whole number from ${option.minimum} to ${option.maximum}`;
    case 'choice':
      return `one of ${option.values.join(', ')}`;
    case 'flag':
      return '1, or leave it out';
    case 'list':
      return option.values === null ? (option.shape?.words ?? 'a text') : `one or more of ${option.values.join(', ')}`;
  }
}

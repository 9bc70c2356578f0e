/**
 * The values of a command's options: the command line first, then the environment, then the defaults. The only place
 * that reads the environment. Never throws for invalid input.
 */
import { nearestName } from './nearest-name.ts';
import type { OptionSpec, OptionSpecs, OptionValues } from './option-spec.ts';
import { type OptionValue, parseOptionValue, wantedValue } from './option-value.ts';

/** Texts by flag (without dashes), one per occurrence; a flag without a value has the text `1`. */
export type FlagTexts = { readonly [flag: string]: readonly string[] };

export type Environment = { readonly [name: string]: string | undefined };

/** The environment of this process. */
export function readEnvironment(): Environment {
  return process.env;
}

/** The flag of an option without its dashes: `time-zone` for `timeZone`. */
export function flagOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * The checked values of `options`. A problem is one sentence that names the flag or the variable and says what to do.
 */
export function readOptions<O extends OptionSpecs>(
  options: O,
  flags: FlagTexts,
  environment: Environment,
): { readonly values: OptionValues<O> } | { readonly problem: string } {
  const values: Record<string, OptionValue | null> = {};
  for (const [name, option] of Object.entries<OptionSpec>(options)) {
    const read = readOption({ name, option }, options, { flags, environment });
    if ('problem' in read) return read;
    values[name] = read.value;
  }
  // The loop fills exactly the names that OptionValues derives from the same options, and the parser keeps to the kinds.
  return { values: values as OptionValues<O> };
}

interface NamedOption {
  readonly name: string;
  readonly option: OptionSpec;
}

interface Given {
  readonly flags: FlagTexts;
  readonly environment: Environment;
}

function readOption(
  one: NamedOption,
  options: OptionSpecs,
  given: Given,
): { readonly value: OptionValue | null } | { readonly problem: string } {
  const { name, option } = one;
  const replaced = findReplaced(option, options);
  const clash = replaced === null ? null : findClash(one, replaced, given);
  if (clash !== null) return { problem: clash };
  // A flag takes precedence over a variable: here the option that this one would replace.
  const isOutweighed = replaced !== null && given.flags[flagOf(replaced.name)] !== undefined;
  const source = isOutweighed ? null : findSource(one, given);
  if (source === null && option.isRequired === true) return { problem: missing(one) };
  const texts = source?.texts ?? defaultTexts(option);
  if (texts === null) return { value: option.kind === 'flag' ? false : null };
  const parsed = parseOptionValue(option, texts);
  return 'value' in parsed ? parsed : { problem: `${source?.name ?? `the default of ${name}`} ${parsed.problem}` };
}

function findReplaced({ insteadOf: name }: OptionSpec, options: OptionSpecs): NamedOption | null {
  const option = name === undefined ? undefined : options[name];
  return name === undefined || option === undefined ? null : { name, option };
}

/** The problem when an option and the one that it replaces are both given, with the same precedence. */
function findClash(one: NamedOption, other: NamedOption, { flags, environment }: Given): string | null {
  const typed = [one, other].filter(({ name }) => flags[flagOf(name)] !== undefined);
  if (typed.length === 2) return `--${flagOf(one.name)} and --${flagOf(other.name)} are both given; give one of them`;
  if (typed.length === 1) return null;
  const set = [one, other].filter(({ option: { env } }) => env !== undefined && environment[env] !== undefined);
  return set.length === 2 ? `${one.option.env} and ${other.option.env} are both set; unset one of them` : null;
}

function findSource({ name, option: { env } }: NamedOption, { flags, environment }: Given) {
  const flag = flagOf(name);
  const texts = flags[flag];
  if (texts !== undefined) return { name: `--${flag}`, texts };
  const text = env === undefined ? undefined : environment[env];
  return env === undefined || text === undefined ? null : { name: env, texts: [text] };
}

/** Null when the option has no default. */
function defaultTexts(option: OptionSpec): readonly string[] | null {
  if (option.kind === 'list') return option.default ?? [];
  return option.kind === 'flag' || option.default === undefined ? null : [String(option.default)];
}

function missing({ name, option }: NamedOption): string {
  const variable = option.env === undefined ? '' : ` (or set ${option.env})`;
  return `--${flagOf(name)} is missing; give ${wantedValue(option)}${variable}`;
}

/** Variables of `parley-pull`, which may be set on the same machine. */
const VARIABLES_OF_PULL: ReadonlySet<string> = new Set(['PARLEY_URL', 'PARLEY_CUSTOMER', 'PARLEY_KEY']);

/**
 * The problem when the environment has a variable that begins with `PARLEY_` and is not in `known`: a misspelt one would
 * otherwise silently have no effect. Null when there is none.
 */
export function findUnknownVariable(environment: Environment, known: ReadonlySet<string>): string | null {
  const unknown = Object.keys(environment).find((name) => isOurs(name) && !known.has(name));
  if (unknown === undefined) return null;
  const nearest = nearestName(unknown, known);
  const hint = nearest === null ? `the options are ${[...known].join(', ')}.` : `did you mean ${nearest}?`;
  return `the environment holds ${unknown}, which is not an option: ${hint} Unset it if it is not needed.`;
}

function isOurs(name: string): boolean {
  return name.startsWith('PARLEY_') && !VARIABLES_OF_PULL.has(name);
}

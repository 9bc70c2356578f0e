/**
 * Options of one run: the command line first, then the environment, then the defaults of the table. The only place that
 * reads the environment. Never throws for what a person typed.
 */
import { nearestName } from './nearest-name.ts';
import type { CommandName, OptionSpec } from './option-spec.ts';
import { OPTIONS, type OptionValues } from './option-table.ts';
import { type OptionValue, parseOptionValue, wantedValue } from './option-value.ts';

/** Texts by flag (without dashes), each as often as it was given; a flag that takes no value has the text `1`. */
export type FlagTexts = { readonly [flag: string]: readonly string[] };

export type Environment = { readonly [name: string]: string | undefined };

/** The environment of this process. */
export function readEnvironment(): Environment {
  return process.env;
}

/** The options of a command in the order of the table, by their names there. */
export function optionsOf(command: CommandName): readonly (readonly [name: string, option: OptionSpec])[] {
  const all: readonly (readonly [string, OptionSpec])[] = Object.entries(OPTIONS);
  return all.filter(([, option]) => option.commands[command] !== undefined);
}

/**
 * The checked options of `command`. A problem is one whole sentence that names the flag or the variable and says what to
 * do. Variables that begin with `PARLEY_` and are none of ours are a problem too: a misspelt one would otherwise be
 * silently without effect.
 */
export function readOptions<C extends CommandName>(
  command: C,
  flags: FlagTexts,
  environment: Environment,
): { readonly values: OptionValues<C> } | { readonly problem: string } {
  const unknown = findUnknownVariable(environment);
  if (unknown !== null) return { problem: unknown };
  const values: Record<string, OptionValue | null> = {};
  for (const [name, option] of optionsOf(command)) {
    const clash = findClash(option, flags, environment);
    if (clash !== null) return { problem: clash };
    const source = findSource(option, flags, environment);
    if (source === null) {
      if (option.commands[command] === 'required') return { problem: missing(option) };
      values[name] = option.default;
      continue;
    }
    const parsed = parseOptionValue(option, source.texts);
    if ('problem' in parsed) return { problem: `${source.name} ${parsed.problem}` };
    values[name] = parsed.value;
  }
  // The loop fills exactly the names that OptionValues derives from the same table, and the parser keeps to the kinds.
  return { values: values as OptionValues<C> };
}

/** What is wrong when an option and the one that it stands for are both given, and neither weighs more. */
function findClash(option: OptionSpec, flags: FlagTexts, environment: Environment): string | null {
  const other = findReplaced(option);
  if (other === null) return null;
  if (flags[option.flag] !== undefined && flags[other.flag] !== undefined) {
    return `--${option.flag} and --${other.flag} are both given; give one of them`;
  }
  if (flags[option.flag] !== undefined || flags[other.flag] !== undefined) return null;
  const areBothSet = [option, other].every(({ env }) => env !== null && environment[env] !== undefined);
  return areBothSet ? `${option.env} and ${other.env} are both set; unset one of them` : null;
}

function findReplaced({ insteadOf }: OptionSpec): OptionSpec | null {
  const all: readonly OptionSpec[] = Object.values(OPTIONS);
  return insteadOf === undefined ? null : (all.find(({ flag }) => flag === insteadOf) ?? null);
}

function findSource(option: OptionSpec, flags: FlagTexts, environment: Environment) {
  const replaced = findReplaced(option);
  // What was typed weighs more than what is set: here the option that this one would stand for.
  if (replaced !== null && flags[replaced.flag] !== undefined) return null;
  const texts = flags[option.flag];
  if (texts !== undefined) return { name: `--${option.flag}`, texts };
  const text = option.env === null ? undefined : environment[option.env];
  return text === undefined ? null : { name: option.env ?? '', texts: [text] };
}

function missing(option: OptionSpec): string {
  const variable = option.env === null ? '' : ` (or set ${option.env})`;
  return `--${option.flag} is missing; give ${wantedValue(option)}${variable}`;
}

/** Variables of `parley-pull`, which may be set for the same person or machine. */
const VARIABLES_OF_PULL: ReadonlySet<string> = new Set(['PARLEY_URL', 'PARLEY_CUSTOMER', 'PARLEY_KEY']);

function findUnknownVariable(environment: Environment): string | null {
  const all: readonly OptionSpec[] = Object.values(OPTIONS);
  const known = new Set(all.map((option) => option.env).filter((name) => name !== null));
  const unknown = Object.keys(environment).find((name) => isOurs(name) && !known.has(name));
  if (unknown === undefined) return null;
  const nearest = nearestName(unknown, known);
  const hint = nearest === null ? `the options are ${[...known].join(', ')}.` : `did you mean ${nearest}?`;
  return `the environment holds ${unknown}, which is no option: ${hint} Unset it if nothing is meant.`;
}

function isOurs(name: string): boolean {
  return name.startsWith('PARLEY_') && !VARIABLES_OF_PULL.has(name);
}

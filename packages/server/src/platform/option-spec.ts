/** The description of a command's option, and the types of the resulting values. */

interface OptionBase {
  /** One sentence for help and documentation. */
  readonly sentence: string;
  /** Name of the environment variable; without it the option is for the command line only. */
  readonly env?: `PARLEY_${string}`;
  /** Whether the option is required. */
  readonly isRequired?: true;
  /** Its value must never be printed. */
  readonly isSecret?: true;
  /** Name of the option of the same command that it replaces: only one of the two may be given. */
  readonly insteadOf?: string;
}

/** The shape of a text. */
export interface Shape<T extends string | number> {
  /** The expected value in words: `a whole number`. */
  readonly words: string;
  /** The value of a text; null when the text is not of this shape. */
  readonly read: (text: string) => T | null;
}

/** A text that matches `pattern` is its own value. */
export function matching(pattern: RegExp, words: string): Shape<string> {
  return { words, read: (text) => (pattern.test(text) ? text : null) };
}

type TextOption = OptionBase & {
  readonly kind: 'text';
  readonly shape?: Shape<string | number>;
  readonly default?: string;
};
type PathOption = OptionBase & { readonly kind: 'path'; readonly default?: string };
type IntegerOption = OptionBase & {
  readonly kind: 'integer';
  readonly minimum: number;
  /** 2^53-1 when omitted. */
  readonly maximum?: number;
  /** What it counts: `chats`. */
  readonly unit?: string;
  readonly default?: number;
  /** Converts the number to the command's type. */
  readonly as?: (value: number) => number;
};
type PortOption = OptionBase & { readonly kind: 'port'; readonly default?: number };
type FlagOption = OptionBase & { readonly kind: 'flag' };
type ChoiceOption = OptionBase & {
  readonly kind: 'choice';
  readonly values: readonly string[];
  readonly default?: string;
};
type ListOption = OptionBase & {
  readonly kind: 'list';
  /** Whether commas separate elements; otherwise only repeating the flag gives several. */
  readonly isCommaSeparated: boolean;
  /** Empty when omitted. */
  readonly default?: readonly string[];
  /** Each element: one of these values, or a text of this shape. */
} & ({ readonly values: readonly string[] } | { readonly shape: Shape<string | number> });

export type OptionSpec = TextOption | PathOption | IntegerOption | PortOption | FlagOption | ChoiceOption | ListOption;

/** The options of a command in the order of its help. The flag is the name with hyphens: `--time-zone` for `timeZone`. */
export type OptionSpecs = { readonly [name: string]: OptionSpec };

type TextValue<O> = O extends { readonly values: readonly (infer V)[] }
  ? V
  : O extends { readonly shape: Shape<infer V> }
    ? V
    : string;

type Value<O extends OptionSpec> = O['kind'] extends 'flag'
  ? boolean
  : O['kind'] extends 'list'
    ? readonly TextValue<O>[]
    : O extends { readonly as: (value: number) => infer V }
      ? V
      : O['kind'] extends 'integer' | 'port'
        ? number
        : TextValue<O>;

type IsAlwaysThere<O extends OptionSpec> = O extends
  | { readonly kind: 'flag' | 'list' }
  | { readonly isRequired: true }
  | { readonly default: string | number }
  ? true
  : false;

/** The checked options of a command; null where one is absent and has no default. */
export type OptionValues<O extends OptionSpecs> = {
  readonly [K in keyof O]: IsAlwaysThere<O[K]> extends true ? Value<O[K]> : Value<O[K]> | null;
};

/** What is said of an option in the table, whatever its kind. Read by everything that derives from the table; holds no option. */

export type CommandName =
  | 'serve'
  | 'demo'
  | 'project create'
  | 'project list'
  | 'key create'
  | 'key list'
  | 'key revoke'
  | 'import'
  | 'mirror'
  | 'export'
  | 'sample'
  | 'erase'
  | 'redact'
  | 'audit'
  | 'doctor'
  | 'rebuild'
  | 'move';

interface OptionBase {
  /** Spelling on the command line, without the dashes. */
  readonly flag: string;
  /** Name of the environment variable; null when it is for the command line only. */
  readonly env: string | null;
  /** Of a number; null when it counts nothing. */
  readonly unit: string | null;
  /** One sentence for help and documentation. */
  readonly sentence: string;
  /** Whether its value must never be printed. */
  readonly isSecret: boolean;
  /** Flag of the option that it stands for: of the two a command gets one. */
  readonly insteadOf?: string;
  /** The commands that take it, and whether they can do without. */
  readonly commands: { readonly [C in CommandName]?: 'required' | 'optional' };
}

type TextOption = OptionBase & {
  readonly kind: 'text' | 'path';
  /** What the whole text must match, with words for it. */
  readonly shape: { readonly pattern: RegExp; readonly words: string } | null;
  readonly default: string | null;
};
type IntegerOption = OptionBase & {
  readonly kind: 'integer' | 'port';
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number | null;
};
type FlagOption = OptionBase & { readonly kind: 'flag'; readonly default: false };
type ChoiceOption = OptionBase & {
  readonly kind: 'choice';
  readonly values: readonly string[];
  readonly default: string | null;
};
type ListOption = OptionBase & {
  readonly kind: 'list';
  /** The only values that an element may have; null when any text will do. */
  readonly values: readonly string[] | null;
  /** What each element must match, with words for it. */
  readonly shape: { readonly pattern: RegExp; readonly words: string } | null;
  /** Whether commas part the elements of one text; when not, only repeating the flag makes several. */
  readonly isCommaSeparated: boolean;
  readonly default: readonly string[];
};

export type OptionSpec = TextOption | IntegerOption | FlagOption | ChoiceOption | ListOption;

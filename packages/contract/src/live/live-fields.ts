/** Fields that several bodies of the live protocol and of the desk have. */
import { type Static, Type } from 'typebox';
import { NEVER_NULL } from '../envelope-parts.ts';
import { type FieldFacts, field, ID_UNIT, type Privacy } from '../field.ts';

/** Version of the live protocol: of commands, of the events of streams, and of tokens. */
export const LIVE_PROTOCOL = 1;

/** Longest text of a message, in characters. */
export const LONGEST_TEXT = 4_000;
/** Longest address of a page that is kept; a longer one is dropped. */
export const LONGEST_URL = 2_048;
/** Longest title of a page that is kept; a longer one is cut. */
export const LONGEST_TITLE = 500;
/** Of what is dropped or cut, so that no message is refused for where it was written. */
const LONGEST_SENT = 16_384;
/** Largest body of a command, in bytes. */
export const LARGEST_COMMAND = 65_536;

type More = Partial<Pick<FieldFacts, 'absent' | 'unit' | 'zone'>> & { readonly privacy?: Privacy };

function facts(description: string, example: unknown, more: More) {
  return field({ description, absent: NEVER_NULL, example, privacy: 'open', ...more });
}

export const versionField = Type.Literal(LIVE_PROTOCOL, facts('Version of the protocol.', LIVE_PROTOCOL, {}));

/** An id of ours. */
export const idField = (description: string, example: number, more: More = {}) =>
  Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    ...facts(description, example, { unit: ID_UNIT, ...more }),
  });

/** An id that is made by whoever needs one. */
export const uuidField = (description: string, example: string) =>
  Type.String({
    pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
    ...facts(description, example, { unit: 'UUID' }),
  });

/** Greatest number that people may give to what they make: the next ones stay numbers. */
const GREATEST_GIVEN = 999_999_999;

/** An id that whoever makes something gives it. */
export const givenIdField = (description: string, example: number, more: More = {}) =>
  Type.Integer({ minimum: 1, maximum: GREATEST_GIVEN, ...facts(description, example, { unit: ID_UNIT, ...more }) });

export const seqField = (description: string, example = 3) =>
  Type.Integer({ minimum: 0, ...facts(description, example, { unit: 'ordinal' }) });

export const textField = (description: string, example: string, longest: number, more: More = {}) =>
  Type.String({ maxLength: longest, ...facts(description, example, { unit: 'text', ...more }) });

export const flagField = (description: string, example: boolean, more: More = {}) =>
  Type.Boolean(facts(description, example, more));

export const secondsField = (description: string, example: number, more: More = {}) =>
  Type.Integer({ minimum: 0, ...facts(description, example, { unit: 'seconds', ...more }) });

/** One line that a person or a program gives; never empty. */
export const lineField = (description: string, example: string, longest: number, more: More = {}) =>
  Type.String({
    minLength: 1,
    maxLength: longest,
    pattern: '^[^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u0020\\u007f][^\\u0000-\\u001f\\u007f]*$',
    ...facts(description, example, { unit: 'text', ...more }),
  });

export const choiceField = <V extends string>(values: readonly V[], description: string, example: V, more: More = {}) =>
  Type.Unsafe<V>({ type: 'string', enum: [...values], ...facts(description, example, more) });

/** What the visitor has before them. */
export const Page = Type.Object(
  {
    url: textField('Its address.', 'https://shop.example.com/cart', LONGEST_SENT, { privacy: 'content' }),
    title: textField('Its title.', 'Cart', LONGEST_SENT, { absent: '"" when it has none', privacy: 'content' }),
  },
  {
    title: 'page',
    additionalProperties: false,
    ...facts(
      'The page that the visitor looks at.',
      { url: 'https://shop.example.com/cart', title: 'Cart' },
      {
        absent: 'may be left out',
        privacy: 'content',
      },
    ),
  },
);
export type Page = Static<typeof Page>;

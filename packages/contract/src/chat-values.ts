/** The kinds of values in a chat of the log, each with its value for none. Used by `chat.ts` and its parts. */
import { type TEnum, type TInteger, type TNull, type TObject, type TString, type TUnion, Type } from 'typebox';
import { type FieldFacts, field, ID_UNIT, type Privacy } from './field.ts';

export const PROJECT_ZONE = "the project's time zone";
export const NEVER_NULL = 'never null';
const ZERO_WHEN_NONE = '0 when there is none';
const EMPTY_WHEN_NONE = '"" when there is none';
const NULL_WHEN_NOT_HAPPENED = 'null when it has not happened';

export const SEARCHED = { isSearched: true } as const;

export function id(
  privacy: Privacy,
  description: string,
  example: number,
  more: Pick<FieldFacts, 'isSearched'> = {},
): TInteger {
  return Type.Integer({
    minimum: 0,
    ...field({ description, absent: ZERO_WHEN_NONE, example, unit: ID_UNIT, privacy, ...more }),
  });
}

type TextFacts = Pick<FieldFacts, 'unit' | 'belongsTo' | 'isSearched'>;

export function text(privacy: Privacy, description: string, example: string, more: TextFacts = {}): TString {
  return Type.String(field({ description, absent: EMPTY_WHEN_NONE, example, unit: 'text', privacy, ...more }));
}

export function wallTime(
  description: string,
  example: string,
  absent = NULL_WHEN_NOT_HAPPENED,
): TUnion<[TString, TNull]> {
  return Type.Union(
    [Type.String(), Type.Null()],
    field({ description, absent, example, unit: 'YYYY-MM-DD HH:MM:SS', zone: PROJECT_ZONE, privacy: 'open' }),
  );
}

export function seconds(description: string, absent: string, example: number): TUnion<[TInteger, TNull]> {
  return Type.Union(
    [Type.Integer(), Type.Null()],
    field({ description, absent, example, unit: 'seconds', privacy: 'open' }),
  );
}

/** Marks a closed set of words for captured chats; an imported row keeps whatever text it came with. */
export interface CapturedWords {
  readonly 'x-imported': 'any text';
}

/** Marks objects of captured chats; of an imported row, one of another shape stays as it was given. */
export interface CapturedShape {
  readonly 'x-imported': 'any object';
}

export function inCapturedShape<S extends TObject>(schema: S): S & CapturedShape {
  return Object.assign(schema, { 'x-imported': 'any object' } as const);
}

export function words<V extends string[]>(values: readonly [...V], facts: FieldFacts): TEnum<V> & CapturedWords {
  return Object.assign(Type.Enum(values, field(facts)), { 'x-imported': 'any text' } as const);
}

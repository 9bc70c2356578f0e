/** What the value of a query parameter must look like. Used by the tables of parameters and by everything made from them. */
import { REASON_WORDS } from './removal-reason.ts';

/** Any other value is refused. */
export type ParameterKind =
  /** `^[0-9]{1,16}$`, from `minimum` to `maximum`. */
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum: number }
  /** As integer, from 0. */
  | { readonly kind: 'id' }
  /** As id; of a sorted list what it is sorted by, a dot and the id: `600.1042`, or `none.1042` where a chat has none. */
  | { readonly kind: 'place' }
  /** `YYYY-MM-DD`, a day that exists. */
  | { readonly kind: 'date' }
  /** One of the values, in this spelling unless case is ignored. */
  | {
      readonly kind: 'choice';
      readonly values: readonly string[];
      readonly ignoresCase: boolean;
    }
  /** A list of the values with commas between them, each at most once; `itemsAre` names them in a sentence. */
  | { readonly kind: 'list'; readonly values: readonly string[]; readonly itemsAre: string }
  /** 0 or 1. */
  | { readonly kind: 'flag' }
  /** Not empty, at most `maximumLength` UTF-16 code units. */
  | { readonly kind: 'text'; readonly maximumLength: number }
  /** As text, with something in it that can be looked for. */
  | { readonly kind: 'search'; readonly maximumLength: number }
  /** Why something is removed, see `isReason`. */
  | { readonly kind: 'reason' }
  /** An IANA name, case ignored. */
  | { readonly kind: 'timeZone' }
  /** ISO 8601 with seconds and an offset or Z. */
  | { readonly kind: 'instant' }
  /** An hour of the week: `1-14` is Monday, from two to three in the afternoon. */
  | { readonly kind: 'weekdayHour' };

/** A day of the week from 1, Monday, to 7, and an hour from 00 to 23. */
export const WEEKDAY_HOUR = /^[1-7]-(?:[01][0-9]|2[0-3])$/;

/** The place of a row: what it is sorted by, when the list is sorted, and its id. */
export const PLACE = /^(?:(-?[0-9]{1,16}|none)\.)?([0-9]{1,16})$/;

/** What a value of that kind must be, in words that follow "must be". */
export function describeKind(value: ParameterKind): string {
  switch (value.kind) {
    case 'integer':
      return `a whole number from ${value.minimum} to ${value.maximum}, written in digits only`;
    case 'id':
      return `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, written in digits only`;
    case 'place':
      return `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, written in digits only, or the place that the Link of a sorted list has`;
    case 'date':
      return 'a day that exists, written YYYY-MM-DD';
    case 'choice':
      // Signs alone are not seen between commas.
      return `one of ${value.values.map((one) => (/^\w/.test(one) ? one : `"${one}"`)).join(', ')}`;
    case 'list':
      return `a list of ${value.itemsAre}, each at most once, with commas between them`;
    case 'flag':
      return '0 or 1';
    case 'text':
      return `a text of 1 to ${value.maximumLength} characters`;
    case 'search':
      return `a text of 1 to ${value.maximumLength} characters with at least one letter, digit or emoji`;
    case 'reason':
      return REASON_WORDS;
    case 'timeZone':
      return 'the name of an IANA time zone, for example Europe/Budapest';
    case 'instant':
      return 'an instant in ISO 8601 with Z or an offset, for example 2023-01-20T11:50:43Z';
    case 'weekdayHour':
      return 'a day of the week from 1, Monday, to 7 and an hour from 00 to 23, for example 5-14';
  }
}

/** Parts of the schemas of all replies. Used by `envelope.ts` and `sync-envelope.ts` only. */
import { type TProperties, Type } from 'typebox';
import { field } from './field.ts';

export const NEVER_NULL = 'never null';

/** `errors` of every reply that is a success. */
export const noErrors = Type.Array(Type.Unknown(), {
  maxItems: 0,
  ...field({
    description: 'Always empty in a success.',
    absent: 'never null, always []',
    example: [],
    privacy: 'open',
  }),
});

/** A body, or an object in one, with its own name. */
export function reply<P extends TProperties>($id: string, description: string, properties: P, example: unknown) {
  return Type.Object(properties, {
    $id,
    additionalProperties: false,
    ...field({ description, absent: NEVER_NULL, example, privacy: 'open' }),
  });
}

export const count = (description: string, unit: string) =>
  Type.Integer({
    minimum: 0,
    ...field({ description, absent: '0 when there are none', example: 1, unit, privacy: 'open' }),
  });

/** A text that says nothing about a visitor or contact. */
export const plainText = (description: string, absent: string, example: string) =>
  Type.String(field({ description, absent, example, unit: 'text', privacy: 'open' }));

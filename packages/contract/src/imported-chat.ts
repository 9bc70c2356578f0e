/**
 * A chat that was imported as a row of another system's log. Its schema is derived from that of a captured chat: every
 * member except the id may be null, times are unchanged texts, closed sets of words become any text, and transfers and
 * attachments of another shape are as they were given.
 */
import { type Static, type TArray, type TObject, type TSchema, type TUnion, type TUnsafe, Type } from 'typebox';
import { Chat } from './chat.ts';
import { TranscriptMessage, Transfer } from './chat-parts.ts';
import type { CapturedShape, CapturedWords } from './chat-values.ts';

type Members<S> = S extends TObject<infer P> ? P : never;

/** The type of a value in an imported row, given its schema in a captured chat. */
type ImportedValue<S> = S extends CapturedWords
  ? string
  : S extends CapturedShape & TObject<infer P>
    ? { [K in keyof P]?: unknown }
    : S extends TObject<infer P>
      ? { [K in keyof P]: ImportedValue<P[K]> | null }
      : S extends TArray<infer I>
        ? ImportedValue<I>[]
        : S extends TUnion<infer U>
          ? ImportedValue<U[number]>
          : S extends TSchema
            ? Static<S>
            : never;

/** The member that an imported chat always has: without it a row is refused. */
const NEVER_NULL = ['chatId'] as const satisfies readonly (keyof Chat)[];
type NeverNull = (typeof NEVER_NULL)[number];

type ChatMembers = Members<typeof Chat>;

interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly $id?: string;
  readonly description?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

const NULL_AS_GIVEN = 'null where the row had null';

/** The schema of an imported row, made from that of a captured chat. */
function importedForm(schema: JsonSchema, neverNull: readonly string[] = []): JsonSchema {
  const { anyOf, items, properties } = schema;
  if (schema['x-imported'] === 'any object') return anyObject(schema);
  if ('x-imported' in schema) {
    const { enum: _, ...facts } = schema;
    return { type: 'string', ...facts, description: `${schema.description} An imported row may have any other text.` };
  }
  if (anyOf !== undefined) return asGiven({ ...schema, anyOf: anyOf.map((member) => importedForm(member)) });
  if (items !== undefined) return { ...schema, items: importedForm(items) };
  if (properties === undefined) return asGiven(schema);
  const members = Object.entries(properties).map(([key, member]) => {
    const form = importedForm(member);
    return [key, neverNull.includes(key) ? form : orNull(form)];
  });
  return { ...schema, ...importedName(schema), properties: Object.fromEntries(members) };
}

const isFact = ([keyword]: readonly [string, unknown]) => /^(x-.*|description|examples)$/.test(keyword);

/** Any object: the members say what they hold when the row has them as the log does. */
function anyObject({ properties = {}, required: _, ...schema }: JsonSchema): JsonSchema {
  const members = Object.entries(properties).map(([key, member]) => {
    const facts = Object.fromEntries(Object.entries(asGiven(member)).filter(isFact));
    return [key, { ...facts, 'x-absent': 'left out when the row has another shape' }];
  });
  const description = `${schema.description} One of another shape is as the imported row has it.`;
  return { ...schema, $id: `Imported${schema.$id}`, description, properties: Object.fromEntries(members) };
}

function importedName({ $id, description }: JsonSchema): JsonSchema {
  if ($id === undefined) return {};
  return { $id: `Imported${$id}`, description: `${description} As an imported row has it, with its nulls.` };
}

/** The other system does not say in which zone a time is. */
function asGiven(schema: JsonSchema): JsonSchema {
  if ((schema['x-zone'] ?? 'none') === 'none') return schema;
  return {
    ...schema,
    description: `${schema.description} In an imported row any text, as it came.`,
    'x-zone': 'not said',
  };
}

/** Annotations of a property stay beside `anyOf`. */
function orNull(schema: JsonSchema): JsonSchema {
  const { anyOf } = schema;
  const isNever = schema['x-absent'] === 'never null';
  if (schema.type === 'null' || anyOf?.some(({ type }) => type === 'null'))
    return isNever ? { ...schema, 'x-absent': NULL_AS_GIVEN } : schema;
  const facts = Object.entries(schema).filter(isFact);
  const form = Object.entries(schema).filter((entry) => !isFact(entry));
  return {
    anyOf: [...(anyOf ?? [Object.fromEntries(form)]), { type: 'null' }],
    ...Object.fromEntries(facts),
    'x-absent': isNever ? NULL_AS_GIVEN : `${schema['x-absent']}; ${NULL_AS_GIVEN}`,
  };
}

function importedSchema<T>(schema: TSchema, neverNull: readonly string[] = []): TUnsafe<T> {
  return Type.Unsafe<T>(importedForm(schema as JsonSchema, neverNull));
}

export type ImportedTranscriptMessage = ImportedValue<typeof TranscriptMessage>;
export const ImportedTranscriptMessage = importedSchema<ImportedTranscriptMessage>(TranscriptMessage);

export type ImportedTransfer = ImportedValue<typeof Transfer>;
export const ImportedTransfer = importedSchema<ImportedTransfer>(Transfer);

export type ImportedChat = {
  [K in keyof ChatMembers]: ImportedValue<ChatMembers[K]> | (K extends NeverNull ? never : null);
};
export const ImportedChat = importedSchema<ImportedChat>(Chat, NEVER_NULL);

/** A chat of the log, whichever way it came in. */
export type LoggedChat = Chat | ImportedChat;

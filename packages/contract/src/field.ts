/** The description of a property: used by every schema here, checked by `field.test.ts`. */
import type { TSchemaOptions } from 'typebox';

/**
 * `open`: numbers, times, outcomes, and ids and names of the contact centre's own agents and queues. `identity`: tells who
 * the visitor or contact is. `content`: what people wrote or where they were: texts, pages, attachments, reasons.
 * A key with `chats:metadata` sees what is `open`; a redaction empties everything else but ids.
 */
export type Privacy = 'open' | 'identity' | 'content';

/**
 * Whose redaction empties a value. `contact`: that of the contact. `sender`: that of the contact if the contact sent the
 * message. `message`: that of the contact, and that of the message alone.
 */
export type BelongsTo = 'contact' | 'sender' | 'message';

/** What a reader must know about a property beyond its JSON type. `unit` and `zone` are left out where they do not apply. */
export interface FieldFacts {
  readonly description: string;
  /** The value when there is none: "never null", "null while the chat is open", `"" when unknown`. */
  readonly absent: string;
  readonly example: unknown;
  readonly privacy: Privacy;
  /** `contact` when left out. Ignored for open properties. */
  readonly belongsTo?: BelongsTo;
  readonly unit?: string;
  readonly zone?: string;
  /** Whether `q` looks for words in it. */
  readonly isSearched?: boolean;
}

/** Unit of numbers and texts that name something; a redaction keeps them. */
export const ID_UNIT = 'id';

/**
 * Turns the facts into JSON Schema annotations: `description`, `examples`, `x-absent`, `x-unit`, `x-zone`, `x-privacy`,
 * `x-belongs-to` where it is not the contact, and `x-searched` where `q` finds its words.
 */
export function field(facts: FieldFacts): TSchemaOptions {
  return {
    description: facts.description,
    examples: [facts.example],
    'x-absent': facts.absent,
    'x-unit': facts.unit ?? 'none',
    'x-zone': facts.zone ?? 'none',
    'x-privacy': facts.privacy,
    ...(facts.belongsTo === undefined ? {} : { 'x-belongs-to': facts.belongsTo }),
    ...(facts.isSearched === true ? { 'x-searched': true } : {}),
  };
}

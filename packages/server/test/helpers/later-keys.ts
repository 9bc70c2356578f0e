/** Rows of the source page as rows of today's contract. Used by tests that compare whole rows. */
import { CHAT_KEYS, Chat } from '@parley/contract';

interface JsonSchema {
  readonly type?: string;
  readonly anyOf?: readonly JsonSchema[];
}

const NOTHING: ReadonlyMap<string | undefined, unknown> = new Map<string, unknown>([
  ['null', null],
  ['string', ''],
  ['integer', 0],
  ['array', []],
]);

/** The row, and after its own keys those that the contract has gained since, each with what stands for none. */
export function withLaterKeys<R extends object>(row: R): R {
  const later = CHAT_KEYS.filter((key) => !Object.hasOwn(row, key)).map((key) => {
    const schema = Chat.properties[key] as JsonSchema;
    const types = (schema.anyOf ?? [schema]).map(({ type }) => type);
    const type = types.includes('null') ? 'null' : types[0];
    if (!NOTHING.has(type)) throw new TypeError(`nothing is known to stand for none of ${key}`);
    return [key, NOTHING.get(type)];
  });
  return { ...row, ...Object.fromEntries(later) };
}

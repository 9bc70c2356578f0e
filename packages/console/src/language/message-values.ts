/** Reads from a message's own text which values it needs. Types only. Messages know plain values, numbers, plurals and tags. */
import type { ReactNode } from 'react';

type Category = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';

/** The names in braces, each with what may stand for it. Braces after a plural's category hold text, and no name. */
type ValuesIn<Message extends string> = Message extends `${infer Before}{${infer After}`
  ? (Before extends `${string}${Category} ` ? unknown : ValueAt<After>) & ValuesIn<After>
  : unknown;

type ValueAt<After extends string> = After extends `${infer Inside}}${string}`
  ? Inside extends `${infer Name}, ${string}`
    ? Readonly<Record<Name, number>>
    : Readonly<Record<Inside, string | number>>
  : unknown;

/** The names of `<link>…</link>`. */
type TagsIn<Message extends string> = Message extends `${string}<${infer Tag}>${string}</${string}>${infer After}`
  ? Readonly<Record<Tag, (children: ReactNode) => ReactNode>> & TagsIn<After>
  : unknown;

/** `{ count: number }` of `{count, plural, one {# chat} other {# chats}}`. */
export type ValuesOf<Message extends string> = ValuesIn<Message>;

/** The same for a message that elements are put into. A counted value stays a number. */
export type RichValuesOf<Message extends string> = TagsIn<Message> & {
  readonly [Name in keyof ValuesIn<Message>]: ValuesIn<Message>[Name] extends number ? number : ReactNode;
};

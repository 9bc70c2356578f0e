/** The bodies of the change feed, the digest, erasure and redaction. Used by the list of operations and by clients. */
import { type Static, Type } from 'typebox';
import { ChatInReply } from './chat-in-reply.ts';
import { count, NEVER_NULL, noErrors, plainText, reply } from './envelope-parts.ts';
import { field, ID_UNIT } from './field.ts';
import { LONGEST_REASON } from './removal-reason.ts';

const id = (description: string, example: number) =>
  Type.Integer({ minimum: 0, ...field({ description, absent: NEVER_NULL, example, unit: ID_UNIT, privacy: 'open' }) });
const revision = Type.Integer({
  minimum: 1,
  ...field({
    description:
      'Raised by every committed change of the chat; of two states the one with the larger revision is newer.',
    absent: NEVER_NULL,
    example: 9,
    unit: 'ordinal',
    privacy: 'open',
  }),
});
const isTrue = (description: string) =>
  Type.Literal(true, field({ description, absent: NEVER_NULL, example: true, privacy: 'open' }));

/** The element of the feed for a chat that was erased. */
export const ErasedChat = reply(
  'ErasedChat',
  'A chat that was erased: remove it from the copy.',
  {
    chatId: id('The chat.', 7),
    projectId: id('Its project.', 822),
    ext: reply(
      'ErasedChatExt',
      'Says that it was erased, and when.',
      {
        deleted: isTrue('Marks an erased chat.'),
        deletedAt: Type.String(
          field({
            description: 'When it was erased.',
            absent: NEVER_NULL,
            example: '2023-01-20T11:50:43.000Z',
            unit: 'ISO 8601, milliseconds',
            zone: 'UTC',
            privacy: 'open',
          }),
        ),
        revision,
      },
      { deleted: true, deletedAt: '2023-01-20T11:50:43.000Z', revision: 9 },
    ),
  },
  { chatId: 7, projectId: 822, ext: { deleted: true, deletedAt: '2023-01-20T11:50:43.000Z', revision: 9 } },
);
export type ErasedChat = Static<typeof ErasedChat>;

/** The element of the feed for a changed chat that no longer matches the filters. */
export const LeftChat = reply(
  'LeftChat',
  'A changed chat that no longer matches the filters: remove it from a copy made with these filters.',
  {
    chatId: id('The chat.', 7),
    projectId: id('Its project.', 822),
    ext: reply(
      'LeftChatExt',
      'Says that it no longer matches.',
      { left: isTrue('Marks a chat that no longer matches.'), revision },
      { left: true, revision: 9 },
    ),
  },
  { chatId: 7, projectId: 822, ext: { left: true, revision: 9 } },
);
export type LeftChat = Static<typeof LeftChat>;

/** One element of the feed: a chat with `ext`, or a mark that one is gone. */
export const ChatChangeInReply = Type.Union([ChatInReply, ErasedChat, LeftChat], {
  $id: 'ChatChangeInReply',
  ...field({
    description: 'A changed chat in its latest state, always with ext; or a mark that one is gone.',
    absent: NEVER_NULL,
    example: { chatId: 7, projectId: 822, ext: { left: true, revision: 9 } },
    privacy: 'open',
  }),
});
export type ChatChangeInReply = Static<typeof ChatChangeInReply>;

export const ChatChangesReply = reply(
  'ChatChangesReply',
  'A page of the change feed.',
  {
    response: Type.Array(
      ChatChangeInReply,
      field({
        description: 'The changes, in the order of their commits.',
        absent: '[] when there are none',
        example: [],
        privacy: 'open',
      }),
    ),
    responseCount: count('Number of elements in response.', 'changes'),
    errors: noErrors,
  },
  { response: [{ chatId: 7, projectId: 822, ext: { left: true, revision: 9 } }], responseCount: 1, errors: [] },
);
export type ChatChangesReply = Static<typeof ChatChangesReply>;

const checksum = Type.String({
  pattern: '^[0-9a-f]{16}$',
  ...field({
    description:
      'Sum modulo 2^64 of the first 8 bytes, read as a big-endian number, of the SHA-256 of each chat as the log prints it in JSON without ext.',
    absent: '0000000000000000 without chats',
    example: '9f86d081884c7d65',
    unit: '16 hexadecimal digits',
    privacy: 'open',
  }),
});

const DigestDay = reply(
  'DigestDay',
  'The chats of one day.',
  {
    date: Type.String({
      pattern: '^\\d{4,6}-\\d\\d-\\d\\d$',
      ...field({
        description: 'The day on which they started.',
        absent: NEVER_NULL,
        example: '2023-01-20',
        unit: 'YYYY-MM-DD',
        zone: "the project's, or tz",
        privacy: 'open',
      }),
    }),
    count: count('Its chats.', 'chats'),
    checksum,
  },
  { date: '2023-01-20', count: 1, checksum: '9f86d081884c7d65' },
);

export const ChatDigest = reply(
  'ChatDigest',
  'Count and checksum of the log.',
  {
    cursor: plainText(
      'Place in the change feed from before the first chat was read: a copy that was drained to here has these numbers, unless a chat changed meanwhile.',
      NEVER_NULL,
      'p1.bm8gcmVhbCBjdXJzb3I',
    ),
    count: count('Chats in the log that the filters select.', 'chats'),
    checksum,
    days: Type.Array(
      DigestDay,
      field({
        description: 'The same for each day that has chats, in order.',
        absent: '[] without chats',
        example: [],
        privacy: 'open',
      }),
    ),
  },
  { cursor: 'p1.bm8gcmVhbCBjdXJzb3I', count: 0, checksum: '0000000000000000', days: [{}] },
);
export type ChatDigest = Static<typeof ChatDigest>;

export const ChatDigestReply = reply(
  'ChatDigestReply',
  'The digest.',
  { response: ChatDigest, errors: noErrors },
  { response: {}, errors: [] },
);
export type ChatDigestReply = Static<typeof ChatDigestReply>;

export const ErasedChatReply = reply(
  'ErasedChatReply',
  'The chat was erased.',
  { response: ErasedChat, errors: noErrors },
  { response: { chatId: 7, projectId: 822 }, errors: [] },
);
export type ErasedChatReply = Static<typeof ErasedChatReply>;

const reason = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: LONGEST_REASON,
    ...field({
      description:
        'Why, for the audit log, on one line. Never what was written or by whom: the reason stays when the content is gone.',
      absent: 'left out when none is given',
      example: 'a card number',
      unit: 'text',
      privacy: 'open',
    }),
  }),
);
const onlyThese = (description: string, example: unknown) => ({
  additionalProperties: false,
  ...field({ description, absent: NEVER_NULL, example, privacy: 'open' }),
});

/** What to remove: the content of one message, of a chat, or of a contact. */
export const RedactionRequest = Type.Union(
  [
    Type.Object(
      {
        chatId: id('The chat.', 7),
        seq: Type.Integer({
          minimum: 1,
          ...field({
            description: 'ext.seq of the message.',
            absent: NEVER_NULL,
            example: 3,
            unit: 'ordinal',
            privacy: 'open',
          }),
        }),
        reason,
      },
      onlyThese('One message.', { chatId: 7, seq: 3 }),
    ),
    Type.Object(
      {
        chatId: id('The chat.', 7),
        whole: isTrue('Everything that people left in it, so that a forgotten seq does not empty a chat.'),
        reason,
      },
      onlyThese('All of a chat.', { chatId: 7, whole: true }),
    ),
    Type.Object(
      {
        contactId: Type.Integer({
          minimum: 1,
          ...field({
            description: 'contactId of the chats.',
            absent: NEVER_NULL,
            example: 6,
            unit: ID_UNIT,
            privacy: 'identity',
          }),
        }),
        reason,
      },
      onlyThese('All chats of a contact.', { contactId: 6 }),
    ),
  ],
  {
    $id: 'RedactionRequest',
    ...field({
      description: 'What to remove.',
      absent: NEVER_NULL,
      example: { chatId: 7, seq: 3 },
      privacy: 'open',
    }),
  },
);
export type RedactionRequest = Static<typeof RedactionRequest>;

export const RedactionReply = reply(
  'RedactionReply',
  'How much was removed.',
  {
    response: reply(
      'RedactionCounts',
      'How much was removed.',
      {
        chats: count('Chats whose content changed.', 'chats'),
        messages: count('Messages whose text was removed now and not before.', 'messages'),
      },
      { chats: 1, messages: 1 },
    ),
    errors: noErrors,
  },
  { response: { chats: 1, messages: 1 }, errors: [] },
);
export type RedactionReply = Static<typeof RedactionReply>;

/** A chat in a reply: with `include=ext` it and its messages have one more key. Used by the bodies of replies. */
import { type Static, type TObject, type TProperties, type TSchema, type TSchemaOptions, Type } from 'typebox';
import { CHAT_KEYS, Chat, EXAMPLE_MESSAGES } from './chat.ts';
import { ChatExt, ImportedFacts, MessageExt } from './chat-ext.ts';
import { TranscriptMessage, Transfer } from './chat-parts.ts';
import { completeExample } from './complete-example.ts';
import { field, type Privacy } from './field.ts';
import { ImportedChat, ImportedTranscriptMessage, ImportedTransfer } from './imported-chat.ts';

function named($id: string, description: string, example: unknown, privacy: Privacy = 'open'): TSchemaOptions {
  return { $id, ...field({ description, absent: 'never null', example, privacy }) };
}

/**
 * The object with `added` in place of its own members of the same names, new ones last. One object rather than `allOf`,
 * because type generators cannot narrow a member of one part of `allOf` by the other part.
 */
function withMembers<S extends TSchema, A extends TProperties>(object: S, added: A, options: TSchemaOptions) {
  type Members = Omit<Static<S>, keyof A> & Static<TObject<A>>;
  const { properties } = object as { readonly properties?: TProperties };
  return Type.Unsafe<Members>(Type.Object({ ...properties, ...added }, options));
}

const messageExt = { ext: Type.Optional(MessageExt) };
const MessageInReply = withMembers(
  TranscriptMessage,
  messageExt,
  named('MessageInReply', 'A message in a reply.', { message: 'Hi there', name: 'Visitor' }, 'content'),
);
const ImportedMessageInReply = withMembers(
  ImportedTranscriptMessage,
  messageExt,
  named('ImportedMessageInReply', 'A message of an imported chat.', { message: 'Hi there', name: null }, 'content'),
);

const CapturedExt = withMembers(
  ChatExt,
  {
    imported: Type.Null(
      field({ description: 'The chat was captured here.', absent: 'always null', example: null, privacy: 'open' }),
    ),
  },
  named('CapturedExt', 'Additional facts of a chat that was captured here.', { revision: 3, imported: null }),
);
const ImportedExt = withMembers(
  ChatExt,
  { imported: ImportedFacts },
  named('ImportedExt', 'Additional facts of an imported chat.', { revision: 3, imported: { extra: {}, missing: [] } }),
);

export const ChatPreview = Type.Object(
  {
    text: Type.String(
      field({
        description:
          'The beginning of what the visitor wrote first, with `q` the stretch of the first text that holds something of it, around the first hit: at most 200 UTF-16 units, no character cut. Where it is not known who wrote what, the beginning of visitorTranscript.',
        absent: '"" when there is none',
        example: 'Hi there',
        unit: 'text',
        privacy: 'content',
        belongsTo: 'message',
      }),
    ),
    messageCount: Type.Union(
      [Type.Integer({ minimum: 0 }), Type.Null()],
      field({
        description: 'Number of messages.',
        absent: 'null for an imported row without a transcript',
        example: 3,
        unit: 'messages',
        privacy: 'open',
      }),
    ),
    hits: Type.Array(
      Type.Object(
        {
          start: Type.Integer({
            minimum: 0,
            ...field({
              description: 'Where it begins.',
              absent: 'never null',
              example: 0,
              unit: 'UTF-16 units',
              privacy: 'content',
            }),
          }),
          end: Type.Integer({
            minimum: 0,
            ...field({
              description: 'Where it ends, exclusive.',
              absent: 'never null',
              example: 2,
              unit: 'UTF-16 units',
              privacy: 'content',
            }),
          }),
        },
        {
          additionalProperties: false,
          ...field({
            description: 'A stretch of text.',
            absent: 'never null',
            example: { start: 0, end: 2 },
            privacy: 'content',
          }),
        },
      ),
      field({
        description: 'What `q` found in text, in its order.',
        absent: '[] without q',
        example: [],
        privacy: 'content',
      }),
    ),
  },
  {
    $id: 'ChatPreview',
    additionalProperties: false,
    ...field({
      description: 'How a chat looks in a list.',
      absent: 'only with include=preview',
      example: { text: 'Hi there', messageCount: 3, hits: [] },
      privacy: 'open',
    }),
  },
);
export type ChatPreview = Static<typeof ChatPreview>;

const preview = { preview: Type.Optional(ChatPreview) };

function transcriptOf<M extends TSchema>(message: M) {
  return Type.Array(
    message,
    field({
      description: 'The messages in order of sending.',
      absent: '[] when there are none',
      example: EXAMPLE_MESSAGES,
      privacy: 'content',
    }),
  );
}

function orNull<S extends TSchema>(list: S) {
  return Type.Union(
    [list, Type.Null()],
    field({
      description: 'The messages in order of sending.',
      absent: '[] when there are none; null where the row had null',
      example: [],
      privacy: 'content',
    }),
  );
}

/** A whole chat, that of the source page. */
export const EXAMPLE_CHAT = completeExample(Chat);
const CapturedChatInReply = withMembers(
  Chat,
  { transcript: transcriptOf(MessageInReply), ext: Type.Optional(CapturedExt), ...preview },
  named('CapturedChatInReply', 'A chat that was captured here, in a reply.', EXAMPLE_CHAT),
);
const ImportedChatInReply = withMembers(
  ImportedChat,
  { transcript: orNull(transcriptOf(ImportedMessageInReply)), ext: Type.Optional(ImportedExt), ...preview },
  named('ImportedChatInReply', 'An imported chat in a reply.', EXAMPLE_CHAT),
);

export const ChatInReply = Type.Union(
  [CapturedChatInReply, ImportedChatInReply],
  named(
    'ChatInReply',
    'A whole chat in a reply; with include=ext, ext.imported is null unless it was imported.',
    EXAMPLE_CHAT,
  ),
);
export type ChatInReply = Static<typeof ChatInReply>;

function allOptional(properties: TProperties): TProperties {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, Type.Optional(schema)]));
}

const { properties: anyMembers } = ImportedChatInReply as unknown as { readonly properties: TProperties };
const { preview: _, ...membersWithoutPreview } = anyMembers;
const ChatFields = Type.Object(allOptional({ ...membersWithoutPreview, ext: ChatExt }), {
  additionalProperties: false,
  minProperties: 1,
  // With ext and nothing missing it is a whole chat.
  maxProperties: CHAT_KEYS.length,
  ...named('ChatFields', 'The keys of a chat that fields= asked for, and no others.', {
    chatId: 1,
    disposition: 'Completed',
  }),
});
const PreviewedFields = Type.Object(
  { ...allOptional({ ...membersWithoutPreview, ext: ChatExt }), preview: ChatPreview },
  {
    additionalProperties: false,
    maxProperties: CHAT_KEYS.length + 1,
    ...named('PreviewedFields', 'The keys of a chat that fields= asked for, and its preview.', {
      chatId: 1,
      preview: { text: 'Hi there', messageCount: 3, hits: [] },
    }),
  },
);

/** As a type it is a whole chat: whoever asks for `fields` knows which. */
export const RequestedChat = Type.Unsafe<ChatInReply>(
  Type.Union(
    [ChatInReply, ChatFields, PreviewedFields],
    named('RequestedChat', 'A whole chat, or with fields= only the requested keys of it.', EXAMPLE_CHAT),
  ),
);

export const TransferInReply = Type.Union(
  [Transfer, ImportedTransfer],
  named('TransferInReply', 'A transfer of a captured or of an imported chat.', { chatId: 7, kind: 'queue' }),
);

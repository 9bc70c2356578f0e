/**
 * What visitors and agents ask for by a command, each kind once. A command has the members of `HEADER`, most those of `ORDER`, and those of its kind.
 */
import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import { NEVER_NULL, noErrors, reply } from '../envelope-parts.ts';
import { field } from '../field.ts';
import { MOST_ATTACHMENTS } from './attachment-types.ts';
import {
  choiceField,
  flagField,
  idField,
  LONGEST_TEXT,
  lineField,
  Page,
  seqField,
  textField,
  uuidField,
  versionField,
} from './live-fields.ts';

/** What an agent says of being ready for chats. */
export const PRESENCES = ['online', 'busy', 'away'] as const;
export type Presence = (typeof PRESENCES)[number];

const COMMAND_ID = '6f1d2a5e-9c1b-4e0a-8a54-0d6c6c1f2b11';

const HEADER = {
  v: versionField,
  id: uuidField(
    'Made by the sender. The same id again changes nothing, and is answered as the first time. A message has it as its own id in the log.',
    COMMAND_ID,
  ),
};
/** Of commands that are carried out in the order of their tab. */
const ORDER = {
  tab: Type.Optional(
    lineField('Which page or program sends it; with `cseq` its commands are taken in their order.', 'tab-1', 64, {
      absent: 'left out by a sender that keeps no order',
    }),
  ),
  cseq: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      ...field({
        description:
          'Number of the command in its tab: 1, 2, 3 … A number is used once; one that was refused counts too.',
        absent: 'left out by a sender that keeps no order',
        example: 1,
        unit: 'ordinal',
        privacy: 'open',
      }),
    }),
  ),
};

const CHAT_ID = { chatId: idField('The chat.', 12) };
const TEXT = Type.String({
  minLength: 0,
  maxLength: LONGEST_TEXT,
  ...field({
    description: 'What is said.',
    absent: '"" with files only',
    example: 'Hi there',
    unit: 'text',
    privacy: 'content',
  }),
});
const MESSAGE_ID = {
  messageId: lineField('The message, by its id in the log.', COMMAND_ID, 200),
};
const FORCE = {
  isForced: Type.Optional(flagField('Whoever has it: for supervisors.', true, { absent: 'false when left out' })),
};
const FILES = {
  attachmentIds: Type.Optional(
    Type.Array(uuidField('A file that was uploaded before.', COMMAND_ID), {
      maxItems: MOST_ATTACHMENTS,
      uniqueItems: true,
      ...field({
        description: 'Files that were uploaded before, by the same sender, each for one message.',
        absent: 'none when left out',
        example: [],
        privacy: 'content',
      }),
    }),
  ),
};
const READ = { ...CHAT_ID, seq: seqField('Number of the last event that was shown.') };

function unordered<const T extends string, P extends TProperties>(type: T, description: string, properties: P) {
  return Type.Object(
    {
      type: Type.Literal(
        type,
        field({ description: 'What is asked for.', absent: NEVER_NULL, example: type, privacy: 'open' }),
      ),
      ...HEADER,
      ...properties,
    },
    { additionalProperties: false, ...field({ description, absent: NEVER_NULL, example: { type }, privacy: 'open' }) },
  );
}

function command<const T extends string, P extends TProperties>(type: T, description: string, properties: P) {
  return unordered(type, description, { ...ORDER, ...properties });
}

/** What a visitor may ask for. `typing` and `read` leave no trace in the log. */
export const VISITOR_COMMANDS = {
  'message.send': command('message.send', 'Says something. The first message begins a chat.', {
    text: TEXT,
    ...FILES,
    page: Type.Optional(Page),
  }),
  'page.view': command('page.view', 'Says which page the visitor has come to; recorded while there is a chat.', {
    page: Page,
  }),
  'visitor.describe': unordered('visitor.describe', 'Says who the visitor is, as a form before the chat asks.', {
    name: Type.Optional(lineField('Their name.', 'Anna', 200, { absent: 'stays when left out', privacy: 'identity' })),
    email: Type.Optional(
      lineField('Their address.', 'anna@example.com', 320, { absent: 'stays when left out', privacy: 'identity' }),
    ),
  }),
  'chat.end': command('chat.end', 'Ends the chat.', {}),
  typing: unordered('typing', 'Tells the agent that the visitor is writing.', {}),
  read: unordered('read', 'Tells the agent up to where the visitor has read.', READ),
} as const satisfies Record<string, TSchema>;
export type VisitorCommandType = keyof typeof VISITOR_COMMANDS;
export type VisitorCommandOf<T extends VisitorCommandType> = Static<(typeof VISITOR_COMMANDS)[T]>;
export type VisitorCommand = { [T in VisitorCommandType]: VisitorCommandOf<T> }[VisitorCommandType];

/** What an agent may ask for. */
export const DESK_COMMANDS = {
  'presence.set': unordered('presence.set', 'Says whether chats may be offered.', {
    presence: choiceField(PRESENCES, 'Offers come while it is `online`.', 'online'),
  }),
  'chat.accept': command('chat.accept', 'Takes a chat: one that is offered, or one that waits.', CHAT_ID),
  'chat.decline': command('chat.decline', 'Says no to an offer.', CHAT_ID),
  'message.send': command('message.send', "Says something to the visitor, in a chat of one's own.", {
    ...CHAT_ID,
    text: TEXT,
    ...FILES,
  }),
  'message.edit': command('message.edit', "Changes the text of a message of one's own.", {
    ...CHAT_ID,
    ...MESSAGE_ID,
    text: Type.String({
      minLength: 1,
      maxLength: LONGEST_TEXT,
      ...field({
        description: 'What is said instead.',
        absent: NEVER_NULL,
        example: 'Hello',
        unit: 'text',
        privacy: 'content',
      }),
    }),
  }),
  'note.add': command('note.add', 'Writes a note that the visitor never sees.', {
    ...CHAT_ID,
    text: Type.String({
      minLength: 1,
      maxLength: LONGEST_TEXT,
      ...field({
        description: 'The note.',
        absent: NEVER_NULL,
        example: 'Asked before.',
        unit: 'text',
        privacy: 'content',
      }),
    }),
  }),
  'chat.transfer': command('chat.transfer', 'Gives the chat to another agent, who is asked first, or to a queue.', {
    ...CHAT_ID,
    toAgentId: Type.Optional(idField('The agent.', 661, { absent: 'left out with toQueueId' })),
    toQueueId: Type.Optional(idField('The queue.', 3804, { absent: 'left out with toAgentId' })),
    reason: Type.Optional(textField('Why.', 'Billing', 500, { absent: '"" when left out', privacy: 'content' })),
    ...FORCE,
  }),
  'chat.park': command('chat.park', 'Keeps the chat without attending to it.', CHAT_ID),
  'chat.close': command('chat.close', 'Ends the chat.', { ...CHAT_ID, ...FORCE }),
  'spam.mark': command('spam.mark', 'Marks the chat as spam, and ends it.', CHAT_ID),
  'spam.unmark': command('spam.unmark', 'Takes the mark back.', CHAT_ID),
  'contact.identify': command('contact.identify', 'Says who the visitor is, or corrects it.', {
    ...CHAT_ID,
    visitorName: Type.Optional(
      lineField('Their name.', 'Anna', 200, { absent: 'stays when left out', privacy: 'identity' }),
    ),
    contactId: Type.Optional(idField('The contact.', 12, { absent: 'stays when left out', privacy: 'identity' })),
    entityId: Type.Optional(idField('The record.', 7, { absent: 'stays when left out', privacy: 'identity' })),
  }),
  'ticket.open': command('ticket.open', 'Opens a ticket for the chat, and gives it the next number.', {
    ...CHAT_ID,
    ticketTypeId: idField('Its type, as the project lists them.', 5),
  }),
  typing: unordered('typing', 'Tells the visitor that the agent is writing.', CHAT_ID),
  read: unordered('read', 'Tells the visitor up to where the agent has read.', READ),
} as const satisfies Record<string, TSchema>;
export type DeskCommandType = keyof typeof DESK_COMMANDS;
export type DeskCommandOf<T extends DeskCommandType> = Static<(typeof DESK_COMMANDS)[T]>;
export type DeskCommand = { [T in DeskCommandType]: DeskCommandOf<T> }[DeskCommandType];

export const COMMAND_EXAMPLE = { v: 1, id: COMMAND_ID, tab: 'tab-1', cseq: 1, type: 'message.send', text: 'Hi there' };
export const DESK_COMMAND_EXAMPLE = { ...COMMAND_EXAMPLE, chatId: 12, text: 'Good afternoon' };

export const VisitorCommand = Type.Union(Object.values(VISITOR_COMMANDS), {
  $id: 'VisitorCommand',
  ...field({
    description: 'One of the commands of visitors.',
    absent: NEVER_NULL,
    example: COMMAND_EXAMPLE,
    privacy: 'content',
  }),
});
export const DeskCommand = Type.Union(Object.values(DESK_COMMANDS), {
  $id: 'DeskCommand',
  ...field({
    description: 'One of the commands of agents.',
    absent: NEVER_NULL,
    example: DESK_COMMAND_EXAMPLE,
    privacy: 'content',
  }),
});

const DONE = { re: COMMAND_ID, chatId: 12, seq: 3, isRepeated: false };

export const CommandDone = reply(
  'CommandDone',
  'What came of the command.',
  {
    re: uuidField('Id of the command.', COMMAND_ID),
    chatId: Type.Union(
      [Type.Integer({ minimum: 0 }), Type.Null()],
      field({
        description: 'The chat.',
        absent: 'null when it is about none',
        example: 12,
        unit: 'id',
        privacy: 'open',
      }),
    ),
    seq: seqField('Number of the last event of the chat by then; 0 without a chat.'),
    isRepeated: flagField('Whether the command had been carried out before.', false),
  },
  DONE,
);
export type CommandDone = Static<typeof CommandDone>;

export const CommandReply = reply(
  'CommandReply',
  'The command is done, and stays done whatever happens to the server.',
  { response: CommandDone, errors: noErrors },
  { response: DONE, errors: [] },
);
export type CommandReply = Static<typeof CommandReply>;

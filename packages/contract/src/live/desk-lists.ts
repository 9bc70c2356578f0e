/** The lists from which agents choose: types of tickets, and replies that are said often. */
import { type Static, type TSchema, Type } from 'typebox';
import { noErrors, reply } from '../envelope-parts.ts';
import { field } from '../field.ts';
import { idField, LONGEST_TEXT, lineField } from './live-fields.ts';

function listOf<S extends TSchema>($id: string, description: string, item: S, example: unknown) {
  const list = field({ description: 'By id.', absent: '[] when there are none', example: [], privacy: 'open' });
  return reply(
    $id,
    description,
    { response: Type.Array(item, list), errors: noErrors },
    { response: [example], errors: [] },
  );
}
function oneOf<S extends TSchema>($id: string, item: S, example: unknown) {
  return reply($id, 'As it is now.', { response: item, errors: noErrors }, { response: example, errors: [] });
}

const colorField = (description: string, example: string) =>
  Type.String({
    pattern: '^(#[0-9a-fA-F]{6})?$',
    ...field({ description, absent: '"" for none', example, unit: '#RRGGBB', privacy: 'open' }),
  });

const TYPE_REQUEST = { label: 'Complaint', fgColor: '#ffffff', bgColor: '#b3261e' };
const TYPE = { ticketTypeId: 5, ...TYPE_REQUEST };
const TYPE_SETTINGS = {
  label: lineField('What it is called.', TYPE.label, 200),
  fgColor: colorField('Colour of its text.', TYPE.fgColor),
  bgColor: colorField('Colour behind it.', TYPE.bgColor),
};
export const DeskTicketType = reply(
  'DeskTicketType',
  'A type of tickets. A chat keeps the type as it was when the ticket was opened.',
  { ticketTypeId: idField('The type, for good.', TYPE.ticketTypeId), ...TYPE_SETTINGS },
  TYPE,
);
export type DeskTicketType = Static<typeof DeskTicketType>;
export const DeskTicketTypeRequest = reply(
  'DeskTicketTypeRequest',
  'A type of tickets to be made.',
  TYPE_SETTINGS,
  TYPE_REQUEST,
);
export type DeskTicketTypeRequest = Static<typeof DeskTicketTypeRequest>;
export const DeskTicketTypeReply = oneOf('DeskTicketTypeReply', DeskTicketType, TYPE);
export const DeskTicketTypesReply = listOf('DeskTicketTypesReply', 'The types of tickets.', DeskTicketType, TYPE);

const CANNED_REQUEST = { shortcut: 'hours', text: 'We answer from nine to five.' };
const CANNED = { replyId: 3, ...CANNED_REQUEST };
const CANNED_SETTINGS = {
  shortcut: lineField('What agents type to find it.', CANNED.shortcut, 50),
  text: Type.String({
    minLength: 1,
    maxLength: LONGEST_TEXT,
    ...field({
      description: 'What is said.',
      absent: 'never null',
      example: CANNED.text,
      unit: 'text',
      privacy: 'open',
    }),
  }),
};
export const CannedReply = reply(
  'CannedReply',
  'A reply that is said often.',
  { replyId: idField('The reply.', CANNED.replyId), ...CANNED_SETTINGS },
  CANNED,
);
export type CannedReply = Static<typeof CannedReply>;
export const CannedReplyRequest = reply('CannedReplyRequest', 'A reply to be kept.', CANNED_SETTINGS, CANNED_REQUEST);
export type CannedReplyRequest = Static<typeof CannedReplyRequest>;
export const CannedReplyReply = oneOf('CannedReplyReply', CannedReply, CANNED);
export const CannedRepliesReply = listOf('CannedRepliesReply', 'The replies that are kept.', CannedReply, CANNED);
export const DeletedCannedReply = reply(
  'DeletedCannedReply',
  'The reply is gone.',
  {
    response: Type.Object(
      {},
      {
        additionalProperties: false,
        ...field({ description: 'Nothing.', absent: 'never null', example: {}, privacy: 'open' }),
      },
    ),
    errors: noErrors,
  },
  { response: {}, errors: [] },
);
export const TICKET_TYPE_REQUEST = TYPE_REQUEST;
export const CANNED_REPLY_REQUEST = CANNED_REQUEST;

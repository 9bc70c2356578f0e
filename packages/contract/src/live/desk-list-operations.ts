/** The operations on the lists from which agents choose. Part of the list of operations. */
import type { ErrorName } from '../errors.ts';
import { IN_A_PROJECT, json, KEYED, NO_PARAMETERS, type Operation, UNCACHED_HEADERS } from '../operation.ts';
import {
  CANNED_REPLY_REQUEST,
  CannedRepliesReply,
  CannedReplyReply,
  CannedReplyRequest,
  DeletedCannedReply,
  DeskTicketTypeReply,
  DeskTicketTypeRequest,
  DeskTicketTypesReply,
  TICKET_TYPE_REQUEST,
} from './desk-lists.ts';

const READING: readonly ErrorName[] = [...KEYED, ...IN_A_PROJECT, ...NO_PARAMETERS, 'notAcceptable'];
const CHANGING: readonly ErrorName[] = [...READING, 'foreignOrigin', 'outcomeUnknown'];
const WITH_BODY: readonly ErrorName[] = [...CHANGING, 'unsupportedMediaType', 'malformedBody'];

const LIST = {
  tag: 'Desk',
  isConditional: false,
  since: '0.1.0',
  requestHeaders: ['Prefer'],
} as const satisfies Partial<Operation>;
const SETTING_UP = { ...LIST, scopes: ['admin'] } as const satisfies Partial<Operation>;
const SEEING = {
  ...LIST,
  scopes: ['chats:answer', 'chats:read'],
  requestBody: null,
} as const satisfies Partial<Operation>;

const TYPES = '/v2/projects/{projectid}/desk/ticket-types';
const REPLIES = '/v2/projects/{projectid}/desk/replies';

export const LIST_TICKET_TYPES = {
  ...SEEING,
  operationId: 'listTicketTypes',
  method: 'GET',
  path: TYPES,
  summary: 'List the types of tickets',
  description: 'The types that a ticket may have, by id.',
  success: { description: 'The types.', contents: json(DeskTicketTypesReply), headers: UNCACHED_HEADERS },
  errors: READING,
  exampleTarget: '/v2/projects/822/desk/ticket-types',
} as const satisfies Operation;

export const CREATE_TICKET_TYPE = {
  ...SETTING_UP,
  operationId: 'createTicketType',
  method: 'POST',
  path: TYPES,
  summary: 'Make a type of tickets',
  description: 'Agents choose it when they open a ticket.',
  requestBody: { description: 'The type.', schema: DeskTicketTypeRequest, example: TICKET_TYPE_REQUEST },
  success: { description: 'The type as it is now.', contents: json(DeskTicketTypeReply), headers: UNCACHED_HEADERS },
  errors: WITH_BODY,
  exampleTarget: '/v2/projects/822/desk/ticket-types',
} as const satisfies Operation;

export const CHANGE_TICKET_TYPE = {
  ...SETTING_UP,
  operationId: 'changeTicketType',
  method: 'PATCH',
  path: `${TYPES}/{ticketTypeId}`,
  summary: 'Change a type of tickets',
  description: 'Tickets that were opened before keep the type as it was.',
  requestBody: { description: 'The type as it is to be.', schema: DeskTicketTypeRequest, example: TICKET_TYPE_REQUEST },
  success: { description: 'The type as it is now.', contents: json(DeskTicketTypeReply), headers: UNCACHED_HEADERS },
  errors: [...WITH_BODY, 'ticketTypeNotFound'],
  exampleTarget: '/v2/projects/822/desk/ticket-types/5',
} as const satisfies Operation;

export const LIST_CANNED_REPLIES = {
  ...SEEING,
  operationId: 'listCannedReplies',
  method: 'GET',
  path: REPLIES,
  summary: 'List the replies that are said often',
  description: 'The replies that are kept for the agents of the project, by id.',
  success: { description: 'The replies.', contents: json(CannedRepliesReply), headers: UNCACHED_HEADERS },
  errors: READING,
  exampleTarget: '/v2/projects/822/desk/replies',
} as const satisfies Operation;

export const CREATE_CANNED_REPLY = {
  ...SETTING_UP,
  operationId: 'createCannedReply',
  method: 'POST',
  path: REPLIES,
  summary: 'Keep a reply',
  description: 'Agents find it by its shortcut.',
  requestBody: { description: 'The reply.', schema: CannedReplyRequest, example: CANNED_REPLY_REQUEST },
  success: { description: 'The reply as it is now.', contents: json(CannedReplyReply), headers: UNCACHED_HEADERS },
  errors: [...WITH_BODY, 'alreadyExists'],
  exampleTarget: '/v2/projects/822/desk/replies',
} as const satisfies Operation;

export const CHANGE_CANNED_REPLY = {
  ...SETTING_UP,
  operationId: 'changeCannedReply',
  method: 'PATCH',
  path: `${REPLIES}/{replyId}`,
  summary: 'Change a reply that is kept',
  description: 'What was said with it before stays.',
  requestBody: { description: 'The reply as it is to be.', schema: CannedReplyRequest, example: CANNED_REPLY_REQUEST },
  success: { description: 'The reply as it is now.', contents: json(CannedReplyReply), headers: UNCACHED_HEADERS },
  errors: [...WITH_BODY, 'cannedReplyNotFound', 'alreadyExists'],
  exampleTarget: '/v2/projects/822/desk/replies/3',
} as const satisfies Operation;

export const DELETE_CANNED_REPLY = {
  ...SETTING_UP,
  operationId: 'deleteCannedReply',
  method: 'DELETE',
  path: `${REPLIES}/{replyId}`,
  summary: 'Delete a reply that is kept',
  description: 'Removes it from the list of all agents.',
  requestBody: null,
  success: { description: 'The reply is gone.', contents: json(DeletedCannedReply), headers: UNCACHED_HEADERS },
  errors: [...CHANGING, 'cannedReplyNotFound'],
  exampleTarget: '/v2/projects/822/desk/replies/3',
} as const satisfies Operation;

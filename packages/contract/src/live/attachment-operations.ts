/** The operations by which files of live chats are uploaded and read. Part of the list of operations. */
import { Type } from 'typebox';
import type { ErrorName } from '../errors.ts';
import { field } from '../field.ts';
import type { ReplyHeader } from '../headers.ts';
import { IN_A_PROJECT, json, KEYED, type Operation, UNCACHED_HEADERS } from '../operation.ts';
import { ATTACHMENT_REQUEST, AttachmentReply, AttachmentRequest } from './attachment-envelope.ts';
import { ATTACHMENT_TYPES } from './attachment-types.ts';
import { OF_LIVE, OF_VISITORS, WITH_BODY } from './live-operations.ts';

const FILE = Type.String({
  format: 'binary',
  ...field({ description: 'The file.', absent: 'never null', example: '', privacy: 'content' }),
});
const UPLOAD = { mediaType: 'application/octet-stream', description: 'The file itself.', schema: FILE, example: '' };
const RESERVE = { description: 'The file.', schema: AttachmentRequest, example: ATTACHMENT_REQUEST };
const RESERVED = { description: 'The attachment.', contents: json(AttachmentReply), headers: UNCACHED_HEADERS };

const RESERVING: readonly ErrorName[] = [
  'protocolVersion',
  'attachmentsOff',
  'attachmentTypeRefused',
  'attachmentMismatch',
  'attachmentTooLarge',
  'attachmentTaken',
];
const UPLOADING: readonly ErrorName[] = [
  'outcomeUnknown',
  'attachmentsOff',
  'filesUnavailable',
  'attachmentNotFound',
  'attachmentSize',
  'attachmentMismatch',
  'attachmentTaken',
  'tooManyStreams',
];
const PARAMETERS: readonly ErrorName[] = ['malformedValue', 'unknownParameter', 'repeatedParameter'];

const FILE_HEADERS: readonly ReplyHeader[] = [
  'ETag',
  'Cache-Control',
  'Vary',
  'Accept-Ranges',
  'Content-Disposition',
  'Content-Security-Policy',
  'Cross-Origin-Resource-Policy',
];
const FILE_SENT = {
  description: 'The file.',
  contents: Object.keys(ATTACHMENT_TYPES).map((mediaType) => ({ mediaType, schema: FILE })),
  headers: FILE_HEADERS,
};
const READING: readonly ErrorName[] = [
  ...PARAMETERS,
  'attachmentsOff',
  'filesUnavailable',
  'attachmentNotFound',
  'rangeNotSatisfiable',
  'httpVersionNotSupported',
];

const THE_SAME_ID = 'The same id again is answered by the same attachment.';
const SAFE =
  'It comes as a download under its name, never as a page: with `nosniff` and a policy that forbids everything. Range and HEAD work.';
const PUT_FILE =
  'The raw file as the body, with as many bytes as were reserved. Size, media type, end of the name and content must agree. The same file again is answered as the first time; another is refused once the first is complete. What breaks off leaves nothing, and may be sent again.';

export const RESERVE_VISITOR_ATTACHMENT = {
  ...OF_LIVE,
  needsStreamToken: true,
  operationId: 'reserveVisitorAttachment',
  method: 'POST',
  path: '/v2/live/attachments',
  summary: 'Reserve an attachment as a visitor',
  description: `Says which file is about to come, and where it goes. ${THE_SAME_ID} Needs a stream token as \`Authorization: Bearer\`.`,
  requestHeaders: ['Origin', 'Prefer'],
  requestBody: RESERVE,
  success: RESERVED,
  errors: [...WITH_BODY, ...RESERVING, 'tokenRefused', 'identityNeeded', 'tooManyUploads'],
  exampleTarget: '/v2/live/attachments',
} as const satisfies Operation;

export const UPLOAD_VISITOR_ATTACHMENT = {
  ...OF_LIVE,
  needsStreamToken: true,
  operationId: 'uploadVisitorAttachment',
  method: 'PUT',
  path: '/v2/live/attachments/{attachmentId}',
  summary: 'Upload a file as a visitor',
  description: `${PUT_FILE} Needs a stream token as \`Authorization: Bearer\`.`,
  requestHeaders: ['Origin', 'Prefer'],
  requestBody: UPLOAD,
  success: RESERVED,
  errors: [...OF_VISITORS, ...UPLOADING, 'tokenRefused', 'identityNeeded'],
  exampleTarget: '/v2/live/attachments/7b0f3a86-6b0e-4a63-8a53-1f0d1f4f2c5a',
} as const satisfies Operation;

export const READ_LINKED_ATTACHMENT = {
  ...OF_LIVE,
  operationId: 'readLinkedAttachment',
  method: 'GET',
  path: '/v2/live/attachments/{attachmentId}',
  summary: 'Get a file by its link',
  description: `What the streams of visitors and agents give as the address of a file, for whoever has it, for a day. ${SAFE}`,
  requestHeaders: ['If-None-Match', 'Range', 'If-Range', 'Prefer'],
  requestBody: null,
  success: FILE_SENT,
  isConditional: true,
  isRanged: true,
  errors: [
    ...OF_VISITORS.filter((name) => !['parameterNotExpected', 'notAcceptable', 'originNotAllowed'].includes(name)),
    ...READING,
    'attachmentLinkRefused',
  ],
  exampleTarget: '/v2/live/attachments/7b0f3a86-6b0e-4a63-8a53-1f0d1f4f2c5a?token=pa1.eyJ0Ijoi.c2lnbmF0dXJl',
} as const satisfies Operation;

const DESK = { tag: 'Desk', isConditional: false, since: '0.1.0' } as const satisfies Partial<Operation>;
const BY_KEY: readonly ErrorName[] = [...KEYED, ...IN_A_PROJECT, ...PARAMETERS];
const CHANGING: readonly ErrorName[] = [...BY_KEY, 'notAcceptable', 'foreignOrigin', 'agentNeeded', 'agentNotFound'];

export const RESERVE_DESK_ATTACHMENT = {
  ...DESK,
  scopes: ['chats:answer'],
  operationId: 'reserveDeskAttachment',
  method: 'POST',
  path: '/v2/projects/{projectid}/desk/attachments',
  summary: 'Reserve an attachment as an agent',
  description: `Says which file is about to come, and where it goes. ${THE_SAME_ID} A person acts as the agent that they are; a key says with \`actAs\` for whom.`,
  requestHeaders: ['Prefer'],
  requestBody: RESERVE,
  success: RESERVED,
  errors: [...CHANGING, ...RESERVING, 'unsupportedMediaType', 'malformedBody', 'outcomeUnknown'],
  exampleTarget: '/v2/projects/822/desk/attachments?actAs=660',
} as const satisfies Operation;

export const UPLOAD_DESK_ATTACHMENT = {
  ...DESK,
  scopes: ['chats:answer'],
  operationId: 'uploadDeskAttachment',
  method: 'PUT',
  path: '/v2/projects/{projectid}/desk/attachments/{attachmentId}',
  summary: 'Upload a file as an agent',
  description: PUT_FILE,
  requestHeaders: ['Prefer'],
  requestBody: UPLOAD,
  success: RESERVED,
  errors: [...CHANGING, ...UPLOADING],
  exampleTarget: '/v2/projects/822/desk/attachments/7b0f3a86-6b0e-4a63-8a53-1f0d1f4f2c5a?actAs=660',
} as const satisfies Operation;

export const GET_ATTACHMENT = {
  ...DESK,
  scopes: ['chats:read', 'chats:answer'],
  operationId: 'getAttachment',
  method: 'GET',
  path: '/v2/projects/{projectid}/attachments/{attachmentId}',
  summary: 'Get a file of a chat',
  description: `The permanent address that the log has. Who may read the log may read every file of it; an agent those of the chats that they have or are asked about. ${SAFE}`,
  requestHeaders: ['If-None-Match', 'Range', 'If-Range', 'Prefer'],
  requestBody: null,
  success: FILE_SENT,
  isConditional: true,
  isRanged: true,
  errors: [...BY_KEY, ...READING.filter((name) => !BY_KEY.includes(name)), 'agentNeeded', 'agentNotFound'],
  exampleTarget: '/v2/projects/822/attachments/7b0f3a86-6b0e-4a63-8a53-1f0d1f4f2c5a',
} as const satisfies Operation;

/** Bodies of the requests and replies by which files are uploaded. */
import { type Static, Type } from 'typebox';
import { noErrors, reply } from '../envelope-parts.ts';
import { field } from '../field.ts';
import { flagField, lineField, textField, uuidField, versionField } from './live-fields.ts';

/** UTF-16 units of a name that is sent; what is kept is shorter. */
const LONGEST_NAME = 1_000;
const LONGEST_MEDIA_TYPE = 200;

export const ATTACHMENT_REQUEST = {
  v: 1,
  id: '0d3c6f62-4a53-4d0b-9f43-0a4a5a0b7c11',
  name: 'invoice.pdf',
  mediaType: 'application/pdf',
  bytes: 48_213,
};

export const AttachmentRequest = reply(
  'AttachmentRequest',
  'The file that is to be uploaded.',
  {
    v: versionField,
    id: uuidField('Made by the sender. The same id again is answered by the same attachment.', ATTACHMENT_REQUEST.id),
    name: lineField(
      'Name of the file. Folders and characters that are not shown are left out; it is never the name of a file here.',
      ATTACHMENT_REQUEST.name,
      LONGEST_NAME,
      { privacy: 'content' },
    ),
    mediaType: lineField(
      'Type of the file. It must be one that is taken, and agree with the end of the name and with the content.',
      ATTACHMENT_REQUEST.mediaType,
      LONGEST_MEDIA_TYPE,
    ),
    bytes: Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      ...field({
        description: 'Size of the file. The upload must have as many.',
        absent: 'never null',
        example: ATTACHMENT_REQUEST.bytes,
        unit: 'bytes',
        privacy: 'open',
      }),
    }),
  },
  ATTACHMENT_REQUEST,
);
export type AttachmentRequest = Static<typeof AttachmentRequest>;

const RESERVED = {
  attachmentId: '7b0f3a86-6b0e-4a63-8a53-1f0d1f4f2c5a',
  uploadUrl: '/v2/live/attachments/7b0f3a86-6b0e-4a63-8a53-1f0d1f4f2c5a',
  isComplete: false,
};

export const ReservedAttachment = reply(
  'ReservedAttachment',
  'An attachment before it is sent.',
  {
    attachmentId: uuidField('The attachment, as a message names it.', RESERVED.attachmentId),
    uploadUrl: textField('Where the file goes by PUT: a path of this server.', RESERVED.uploadUrl, 2_048),
    isComplete: flagField('Whether the file is here already, so that a message may name it.', false),
  },
  RESERVED,
);
export type ReservedAttachment = Static<typeof ReservedAttachment>;

export const AttachmentReply = reply(
  'AttachmentReply',
  'The attachment as it is now.',
  { response: ReservedAttachment, errors: noErrors },
  { response: RESERVED, errors: [] },
);
export type AttachmentReply = Static<typeof AttachmentReply>;

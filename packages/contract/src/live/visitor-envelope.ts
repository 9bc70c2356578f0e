/** How a visitor comes in: tokens for the page, and what the page has to know. */
import { type Static, Type } from 'typebox';
import { NEVER_NULL, noErrors, reply } from '../envelope-parts.ts';
import { field } from '../field.ts';
import {
  choiceField,
  flagField,
  idField,
  LONGEST_TEXT,
  lineField,
  Page,
  secondsField,
  seqField,
  textField,
  versionField,
} from './live-fields.ts';
import { CHAT_PHASES } from './live-frames.ts';

const SITE_KEY = 'pk_5hC0Zk2qv7JtWc1x';
const VISITOR_TOKEN = 'pv1.bm8gcmVhbCB2aXNpdG9y';
const STREAM_TOKEN = 'ps1.bm8gcmVhbCBzdHJlYW0';
const LONGEST_TOKEN = 8_192;

export const siteKeyField = lineField('The public key of the site, as its snippet has it.', SITE_KEY, 64);

const tokenField = (description: string, example: string, absent = NEVER_NULL) =>
  Type.String({
    minLength: 1,
    maxLength: LONGEST_TOKEN,
    ...field({ description, absent, example, unit: 'text', privacy: 'identity' }),
  });

export const VISITOR_REQUEST = { v: 1, site: SITE_KEY };

export const VisitorRequest = reply(
  'VisitorRequest',
  'A visitor who comes, or comes back.',
  {
    v: versionField,
    site: siteKeyField,
    visitorToken: Type.Optional(
      tokenField(
        'The token that the visitor got the last time.',
        VISITOR_TOKEN,
        'left out by somebody who comes for the first time',
      ),
    ),
    identity: Type.Optional(
      tokenField(
        'A JWT by which the site says who the visitor is: `sub`, `aud` (the key of the site), `exp` within an hour, and `name` and `email` if known.',
        'eyJhbGciOiJIUzI1NiJ9.e30.c2ln',
        'left out for somebody who is not signed in at the site',
      ),
    ),
    page: Type.Optional(Page),
  },
  VISITOR_REQUEST,
);
export type VisitorRequest = Static<typeof VisitorRequest>;

export const ChatNow = Type.Object(
  {
    chatId: idField('The chat.', 12),
    seq: seqField('Number of its last event.'),
    phase: choiceField(CHAT_PHASES, 'Where it stands.', 'active'),
  },
  {
    title: 'chatNow',
    additionalProperties: false,
    ...field({
      description: 'The last chat of the visitor.',
      absent: 'null before the first',
      example: { chatId: 12, seq: 3, phase: 'active' },
      privacy: 'open',
    }),
  },
);

const VISITOR = {
  visitorToken: VISITOR_TOKEN,
  streamToken: STREAM_TOKEN,
  streamSeconds: 900,
  visitorId: '2f0f8a4e-3b1c-4f57-9f8e-1d7a9a4f0c11',
  isVerified: false,
  chat: null,
  site: { name: 'Shop', isOpen: true, opensAt: null, isVerifiedOnly: false, longestText: LONGEST_TEXT },
};

export const Visitor = reply(
  'Visitor',
  'The visitor, and what they need to take part.',
  {
    visitorToken: tokenField('To be kept by the page for half a year: it is who the visitor is.', VISITOR_TOKEN),
    streamToken: tokenField('Goes with commands and streams, as `Authorization: Bearer`.', STREAM_TOKEN),
    streamSeconds: secondsField(
      'For how long it is valid. Before that the page asks for another.',
      VISITOR.streamSeconds,
    ),
    visitorId: lineField('The visitor, on this site.', VISITOR.visitorId, 64, { privacy: 'identity' }),
    isVerified: flagField('Whether the site has said who it is.', false),
    chat: Type.Union(
      [ChatNow, Type.Null()],
      field({ description: 'Their last chat.', absent: 'null before the first', example: null, privacy: 'open' }),
    ),
    site: Type.Object(
      {
        name: textField('Its name.', 'Shop', 200),
        isOpen: flagField('Whether people answer now.', true),
        opensAt: Type.Union(
          [Type.String(), Type.Null()],
          field({
            description: 'When they will.',
            absent: 'null while it is open, and when it never opens',
            example: null,
            zone: 'UTC',
            privacy: 'open',
          }),
        ),
        isVerifiedOnly: flagField('Whether only visitors may write who are known to the site.', false),
        longestText: Type.Integer({
          ...field({
            description: 'Longest text of a message.',
            absent: NEVER_NULL,
            example: LONGEST_TEXT,
            unit: 'characters',
            privacy: 'open',
          }),
        }),
      },
      {
        title: 'siteNow',
        additionalProperties: false,
        ...field({ description: 'The site as it is now.', absent: NEVER_NULL, example: VISITOR.site, privacy: 'open' }),
      },
    ),
  },
  VISITOR,
);
export type Visitor = Static<typeof Visitor>;

export const VisitorReply = reply(
  'VisitorReply',
  'What the page of the visitor keeps.',
  { response: Visitor, errors: noErrors },
  { response: VISITOR, errors: [] },
);
export type VisitorReply = Static<typeof VisitorReply>;

/** The bodies of people and their sessions. Used by the list of operations and by clients. */
import { type Static, Type } from 'typebox';
import {
  givenName,
  instantField,
  instantOrNull,
  loginField,
  ownPasswordField,
  projectIdsField,
  queueIdsField,
  roleField,
} from './access-fields.ts';
import { count, NEVER_NULL, noErrors, plainText, reply } from './envelope-parts.ts';
import { field } from './field.ts';

const flag = (description: string, example: boolean) =>
  Type.Boolean(field({ description, absent: NEVER_NULL, example, privacy: 'open' }));

const ACCESS = { role: roleField, projectIds: projectIdsField, queueIds: queueIdsField };

const PERSON = {
  login: 'ben',
  name: 'Ben Nagy',
  role: 'supervisor',
  projectIds: [822],
  queueIds: null,
  hasPassword: true,
  createdAt: '2026-11-27T10:00:00Z',
  disabledAt: null,
};

export const Person = reply(
  'Person',
  'Somebody who signs in.',
  {
    login: loginField,
    name: plainText('Their name.', NEVER_NULL, PERSON.name),
    ...ACCESS,
    hasPassword: flag('Whether they have a password; without one they sign in by links.', true),
    createdAt: instantField('When they were added.', PERSON.createdAt),
    disabledAt: instantOrNull('Since when they may not sign in.', 'null while they may', PERSON.createdAt),
  },
  PERSON,
);
export type Person = Static<typeof Person>;

export const PeopleReply = reply(
  'PeopleReply',
  'The people of the tenant.',
  {
    response: Type.Array(
      Person,
      field({
        description: 'Those within the limits of whoever asks, by login.',
        absent: '[] when there are none',
        example: [],
        privacy: 'open',
      }),
    ),
    errors: noErrors,
  },
  { response: [PERSON], errors: [] },
);
export type PeopleReply = Static<typeof PeopleReply>;

export const PersonReply = reply(
  'PersonReply',
  'The person as they are now.',
  { response: Person, errors: noErrors },
  { response: PERSON, errors: [] },
);
export type PersonReply = Static<typeof PersonReply>;

export const PERSON_REQUEST = {
  login: 'ben',
  name: PERSON.name,
  role: 'supervisor',
  projectIds: [822],
  queueIds: null,
};

export const PersonRequest = reply(
  'PersonRequest',
  'Somebody to be added.',
  {
    login: Type.String({
      minLength: 1,
      maxLength: 64,
      ...field({
        description:
          'Name to sign in with: letters, digits and . _ @ + -, beginning with a letter or digit. Kept in lower case.',
        absent: NEVER_NULL,
        example: PERSON.login,
        unit: 'text',
        privacy: 'open',
      }),
    }),
    name: givenName('Their name, as others see it.', PERSON.name),
    ...ACCESS,
    ownPassword: ownPasswordField,
  },
  PERSON_REQUEST,
);
export type PersonRequest = Static<typeof PersonRequest>;

export const PersonChange = reply(
  'PersonChange',
  'What is to change of a person; what is left out stays.',
  {
    name: Type.Optional(givenName('Their name, as others see it.', PERSON.name)),
    role: Type.Optional(roleField),
    projectIds: Type.Optional(projectIdsField),
    queueIds: Type.Optional(queueIdsField),
    isDisabled: Type.Optional(flag('Whether they may not sign in any more.', false)),
    ownPassword: ownPasswordField,
  },
  { role: 'supervisor' },
);
export type PersonChange = Static<typeof PersonChange>;

const LINK = {
  login: 'ben',
  link: 'https://acme.example.com/#link=mF0o4ZrXxkR7bq1s3vJ5nT8wYcE2aHdLgUeKpQiVtBs',
  expiresAt: '2026-11-27T11:00:00Z',
};

export const PersonLinkReply = reply(
  'PersonLinkReply',
  'A link that signs somebody in once.',
  {
    response: Type.Object(
      {
        login: loginField,
        link: Type.String(
          field({
            description: 'The link. It is shown only here, and ends earlier ones.',
            absent: NEVER_NULL,
            example: LINK.link,
            unit: 'text',
            privacy: 'identity',
          }),
        ),
        expiresAt: instantField('Until when it works.', LINK.expiresAt),
      },
      {
        additionalProperties: false,
        ...field({ description: 'The link.', absent: NEVER_NULL, example: LINK, privacy: 'identity' }),
      },
    ),
    errors: noErrors,
  },
  { response: LINK, errors: [] },
);
export type PersonLinkReply = Static<typeof PersonLinkReply>;

export const PersonLinkRequest = reply(
  'PersonLinkRequest',
  'Who asks for the link.',
  { ownPassword: ownPasswordField },
  {},
);
export type PersonLinkRequest = Static<typeof PersonLinkRequest>;

const SESSION = {
  sessionId: '5f2c9a01b3d4e6f7',
  createdAt: '2026-11-27T10:00:00Z',
  seenAt: '2026-11-27T10:20:00Z',
  expiresAt: '2026-12-11T10:00:00Z',
  isOwn: false,
};

export const PersonSession = reply(
  'PersonSession',
  'A browser in which somebody is signed in.',
  {
    sessionId: plainText(
      'Names the session among those of the person; nobody can sign in by it.',
      NEVER_NULL,
      SESSION.sessionId,
    ),
    createdAt: instantField('When they signed in.', SESSION.createdAt),
    seenAt: instantField('When it was last used, to the minute.', SESSION.seenAt),
    expiresAt: instantField('When it ends at the latest.', SESSION.expiresAt),
    isOwn: flag('Whether the request comes from this session.', false),
  },
  SESSION,
);
export type PersonSession = Static<typeof PersonSession>;

export const PersonSessionsReply = reply(
  'PersonSessionsReply',
  'Where somebody is signed in.',
  {
    response: Type.Array(
      PersonSession,
      field({
        description: 'Their sessions, the last used first.',
        absent: '[] when there are none',
        example: [],
        privacy: 'open',
      }),
    ),
    errors: noErrors,
  },
  { response: [SESSION], errors: [] },
);
export type PersonSessionsReply = Static<typeof PersonSessionsReply>;

export const EndedSessionsReply = reply(
  'EndedSessionsReply',
  'How many sessions were ended.',
  {
    response: Type.Object(
      { sessions: count('Sessions that were ended.', 'sessions') },
      {
        additionalProperties: false,
        ...field({ description: 'The count.', absent: NEVER_NULL, example: { sessions: 1 }, privacy: 'open' }),
      },
    ),
    errors: noErrors,
  },
  { response: { sessions: 1 }, errors: [] },
);
export type EndedSessionsReply = Static<typeof EndedSessionsReply>;

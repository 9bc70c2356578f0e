/** The bodies around signing in. Used by the list of operations and by clients. */
import { type Static, Type } from 'typebox';
import { NEVER_NULL, noErrors, plainText, reply } from './envelope-parts.ts';
import { field, ID_UNIT } from './field.ts';
import { ROLES, type Role, SCOPES, type Scope } from './scopes.ts';

const PERSON = {
  tenant: 'acme',
  login: 'anna',
  name: 'Anna Kis',
  role: 'supervisor',
  scopes: ['chats:read'],
  projectIds: null,
  queueIds: null,
  expiresAt: '2026-12-11T10:00:00Z',
} as const;

export const Identity = reply(
  'Identity',
  'Who sends a request, and what they may do.',
  {
    tenant: plainText('The tenant.', NEVER_NULL, PERSON.tenant),
    login: Type.Union(
      [Type.String(), Type.Null()],
      field({ description: 'Name to sign in with.', absent: 'null for a key', example: PERSON.login, privacy: 'open' }),
    ),
    name: plainText('Name of the person, or of the key.', NEVER_NULL, PERSON.name),
    role: Type.Unsafe<Role | null>({
      enum: [...ROLES, null],
      ...field({ description: 'What the person is.', absent: 'null for a key', example: PERSON.role, privacy: 'open' }),
    }),
    scopes: Type.Array(
      Type.Unsafe<Scope>({ type: 'string', enum: [...SCOPES] }),
      field({
        description: 'What they may do; `admin` includes all others.',
        absent: NEVER_NULL,
        example: PERSON.scopes,
        privacy: 'open',
      }),
    ),
    projectIds: Type.Union(
      [Type.Array(Type.Integer({ minimum: 0 })), Type.Null()],
      field({
        description: 'The projects that they may see.',
        absent: 'null for every project of the tenant',
        example: [822],
        unit: ID_UNIT,
        privacy: 'open',
      }),
    ),
    queueIds: Type.Union(
      [Type.Array(Type.Integer({ minimum: 0 })), Type.Null()],
      field({
        description: 'They see only chats that were in one of these queues at any time.',
        absent: 'null for every chat',
        example: [3803],
        unit: ID_UNIT,
        privacy: 'open',
      }),
    ),
    expiresAt: Type.Union(
      [Type.String({ format: 'date-time' }), Type.Null()],
      field({
        description: 'When the session or the key ends at the latest, in UTC.',
        absent: 'null for a key that does not expire',
        example: PERSON.expiresAt,
        privacy: 'open',
      }),
    ),
  },
  PERSON,
);
export type Identity = Static<typeof Identity>;

export const SessionReply = reply(
  'SessionReply',
  'Who sends the request.',
  { response: Identity, errors: noErrors },
  { response: PERSON, errors: [] },
);
export type SessionReply = Static<typeof SessionReply>;

export const EndedSessionReply = reply(
  'EndedSessionReply',
  'The browser is signed out.',
  {
    response: Type.Object(
      {},
      {
        additionalProperties: false,
        ...field({ description: 'Nothing.', absent: NEVER_NULL, example: {}, privacy: 'open' }),
      },
    ),
    errors: noErrors,
  },
  { response: {}, errors: [] },
);

const text = (description: string, example: string, maxLength: number) =>
  Type.String({
    minLength: 1,
    maxLength,
    ...field({ description, absent: NEVER_NULL, example, unit: 'text', privacy: 'identity' }),
  });

const variant = (description: string, example: Readonly<Record<string, string>>) => ({
  additionalProperties: false,
  ...field({ description, absent: NEVER_NULL, example, privacy: 'identity' }),
});

const BY_PASSWORD = { tenant: 'acme', login: 'anna', password: 'a long password' };
const BY_LINK = { link: 'mF0o4ZrXxkR7bq1s3vJ5nT8wYcE2aHdLgUeKpQiVtBs' };

/** How somebody signs in: with a password, or with a link that works once. */
export const SessionRequest = Type.Union(
  [
    Type.Object(
      {
        tenant: text('The tenant.', BY_PASSWORD.tenant, 64),
        login: text('Name to sign in with; upper and lower case are the same.', BY_PASSWORD.login, 64),
        password: text('The password.', BY_PASSWORD.password, 1_000),
      },
      variant('With a password.', BY_PASSWORD),
    ),
    Type.Object(
      { link: text('What follows `#link=` in the link.', BY_LINK.link, 200) },
      variant('With a link.', BY_LINK),
    ),
  ],
  {
    $id: 'SessionRequest',
    ...field({ description: 'How to sign in.', absent: NEVER_NULL, example: BY_PASSWORD, privacy: 'identity' }),
  },
);
export type SessionRequest = Static<typeof SessionRequest>;

/** Fields that say what a key or a person may do and see. Used by the schemas of keys, people and sessions. */
import { Type } from 'typebox';
import { NEVER_NULL, plainText } from './envelope-parts.ts';
import { field, ID_UNIT } from './field.ts';
import { ROLES, type Role, SCOPES, type Scope } from './scopes.ts';

/** Most projects or queues that a key or a person is limited to. */
const MOST_LIMITS = 100;

const ids = (description: string, absent: string, example: readonly number[]) =>
  Type.Union(
    [
      Type.Array(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), {
        maxItems: MOST_LIMITS,
        uniqueItems: true,
      }),
      Type.Null(),
    ],
    field({ description, absent, example, unit: ID_UNIT, privacy: 'open' }),
  );

export const projectIdsField = ids(
  'The projects that they may see.',
  'null for every project of the tenant, later ones too',
  [822],
);

export const queueIdsField = ids(
  'They see only chats that were in one of these queues at any time.',
  'null for every chat',
  [3803],
);

export const scopesField = Type.Array(Type.Unsafe<Scope>({ type: 'string', enum: [...SCOPES] }), {
  minItems: 1,
  uniqueItems: true,
  ...field({
    description: 'What they may do; `admin` includes all others.',
    absent: NEVER_NULL,
    example: ['chats:read'],
    privacy: 'open',
  }),
});

export const roleField = Type.Unsafe<Role>({
  type: 'string',
  enum: [...ROLES],
  ...field({ description: 'What the person may do.', absent: NEVER_NULL, example: 'supervisor', privacy: 'open' }),
});

/** A name that people give, on one line. */
export const givenName = (description: string, example: string) =>
  Type.String({
    minLength: 1,
    maxLength: 200,
    pattern: '^[^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u0020\\u007f][^\\u0000-\\u001f\\u007f]*$',
    ...field({ description, absent: NEVER_NULL, example, unit: 'text', privacy: 'open' }),
  });

export const instantField = (description: string, example: string) =>
  Type.String({
    format: 'date-time',
    ...field({ description, absent: NEVER_NULL, example, zone: 'UTC', privacy: 'open' }),
  });

export const instantOrNull = (description: string, absent: string, example: string) =>
  Type.Union(
    [Type.String({ format: 'date-time' }), Type.Null()],
    field({ description, absent, example, zone: 'UTC', privacy: 'open' }),
  );

/** What a signed-in person sends again with a change that gives rights to somebody. */
export const ownPasswordField = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 1_000,
    ...field({
      description:
        'The password of the person who asks; needed with a session. Somebody without a password leaves it out, and must have signed in within the last hour.',
      absent: 'left out with a key, and by somebody without a password',
      example: 'a long password',
      unit: 'text',
      privacy: 'identity',
    }),
  }),
);

export const loginField = plainText('Name to sign in with, in lower case.', NEVER_NULL, 'ben');

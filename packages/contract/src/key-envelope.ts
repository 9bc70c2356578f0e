/** The bodies of API keys. Used by the list of operations and by clients. */
import { type Static, Type } from 'typebox';
import {
  givenName,
  instantField,
  instantOrNull,
  ownPasswordField,
  projectIdsField,
  queueIdsField,
  scopesField,
} from './access-fields.ts';
import { NEVER_NULL, noErrors, plainText, reply } from './envelope-parts.ts';
import { field } from './field.ts';

const startField = Type.Unsafe<'id' | 'offset'>({
  type: 'string',
  enum: ['id', 'offset'],
  ...field({
    description: 'How the key reads the parameter start: as the chat to begin at, or as a number of rows to skip.',
    absent: NEVER_NULL,
    example: 'id',
    privacy: 'open',
  }),
});

const addressesField = Type.Array(Type.String({ minLength: 1, maxLength: 50 }), {
  maxItems: 50,
  ...field({
    description: 'Addresses and CIDR ranges that the key may be used from.',
    absent: '[] for any address',
    example: ['192.0.2.0/24'],
    privacy: 'open',
  }),
});

const ACCESS = { scopes: scopesField, projectIds: projectIdsField, queueIds: queueIdsField };

const KEY = {
  prefix: 'pk4Fz81QxLm0',
  name: 'warehouse',
  scopes: ['chats:read'],
  projectIds: [822],
  queueIds: null,
  startSemantics: 'id',
  allowedIps: [],
  createdAt: '2026-11-27T10:00:00Z',
  expiresAt: '2027-11-27T10:00:00Z',
  revokedAt: null,
  lastUsedAt: null,
};

const MEMBERS = {
  prefix: plainText('First characters of the key, by which it is known.', NEVER_NULL, KEY.prefix),
  name: plainText('What it is for.', NEVER_NULL, KEY.name),
  ...ACCESS,
  startSemantics: startField,
  allowedIps: addressesField,
  createdAt: instantField('When it was made.', KEY.createdAt),
  expiresAt: instantOrNull('When it ends by itself.', 'null when it does not', KEY.expiresAt),
  revokedAt: instantOrNull('When it was revoked.', 'null while it was not', '2026-11-28T10:00:00Z'),
  lastUsedAt: instantOrNull('When it was last used, to the minute.', 'null before its first use', KEY.createdAt),
};

export const ApiKey = reply('ApiKey', 'An API key, without its secret part.', MEMBERS, KEY);
export type ApiKey = Static<typeof ApiKey>;

export const ApiKeysReply = reply(
  'ApiKeysReply',
  'The keys of the tenant.',
  {
    response: Type.Array(
      ApiKey,
      field({
        description: 'The keys within the limits of whoever asks, the oldest first; revoked ones too.',
        absent: '[] when there are none',
        example: [],
        privacy: 'open',
      }),
    ),
    errors: noErrors,
  },
  { response: [KEY], errors: [] },
);
export type ApiKeysReply = Static<typeof ApiKeysReply>;

export const ApiKeyReply = reply(
  'ApiKeyReply',
  'The key as it is now.',
  { response: ApiKey, errors: noErrors },
  { response: KEY, errors: [] },
);
export type ApiKeyReply = Static<typeof ApiKeyReply>;

const SECRET = 'pk4Fz81QxLm0aB3dE6gH9jK2mN5pQ8sT1vW4yZ7b';

export const NewApiKey = reply(
  'NewApiKey',
  'An API key with its secret part.',
  { key: plainText('The whole key. It is shown only here; the store holds a digest.', NEVER_NULL, SECRET), ...MEMBERS },
  { key: SECRET, ...KEY },
);

export const NewApiKeyReply = reply(
  'NewApiKeyReply',
  'The new key, this once.',
  { response: NewApiKey, errors: noErrors },
  { response: { key: SECRET, ...KEY }, errors: [] },
);
export type NewApiKeyReply = Static<typeof NewApiKeyReply>;

export const KEY_REQUEST = {
  name: KEY.name,
  scopes: ['chats:read'],
  projectIds: [822],
  queueIds: null,
  expiresAt: null,
};

export const ApiKeyRequest = reply(
  'ApiKeyRequest',
  'A key to be made.',
  {
    name: givenName('What the key is for, to recognise it later.', KEY.name),
    ...ACCESS,
    startSemantics: Type.Optional(startField),
    allowedIps: Type.Optional(addressesField),
    expiresAt: instantOrNull(
      'When the key ends by itself, in ISO 8601 with Z or an offset.',
      'null for never',
      KEY.expiresAt,
    ),
    ownPassword: ownPasswordField,
  },
  KEY_REQUEST,
);
export type ApiKeyRequest = Static<typeof ApiKeyRequest>;

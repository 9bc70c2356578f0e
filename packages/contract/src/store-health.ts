/** What the server knows of its store without reading it through. Used by the list of operations and by clients. */
import { type Static, Type } from 'typebox';
import { instantField, instantOrNull } from './access-fields.ts';
import { count, NEVER_NULL, noErrors, plainText, reply } from './envelope-parts.ts';
import { field, ID_UNIT } from './field.ts';

const PROJECT = { projectid: 822, chatCount: 25, unindexedChats: 0, chatsWithoutFacts: 0 };

export const ProjectHealth = reply(
  'ProjectHealth',
  'What waits to be done in a project.',
  {
    projectid: Type.Integer({
      minimum: 0,
      ...field({ description: 'The project.', absent: NEVER_NULL, example: 822, unit: ID_UNIT, privacy: 'open' }),
    }),
    chatCount: count('Chats in its log.', 'chats'),
    unindexedChats: count('Chats whose words are not in the index yet: searches read each of them.', 'chats'),
    chatsWithoutFacts: count('Chats that are not measured yet: statistics read each of them.', 'chats'),
  },
  PROJECT,
);

const HEALTH = {
  version: '0.1.0',
  node: '24.21.0',
  database: 'SQLite 3.53.4',
  tablesVersion: 12,
  storeBytes: 52_428_800,
  scrubDueSince: null,
  damagedCopies: 0,
  lostChats: 0,
  projects: [PROJECT],
  checkedAt: '2026-11-27T10:00:00Z',
};

export const StoreHealth = reply(
  'StoreHealth',
  'How the store is.',
  {
    version: plainText('Version of Parley.', NEVER_NULL, HEALTH.version),
    node: plainText('Version of Node that it runs on.', NEVER_NULL, HEALTH.node),
    database: plainText('The database and its version.', NEVER_NULL, HEALTH.database),
    tablesVersion: Type.Integer({
      minimum: 1,
      ...field({ description: 'Version of the tables.', absent: NEVER_NULL, example: 12, privacy: 'open' }),
    }),
    storeBytes: Type.Union(
      [Type.Integer({ minimum: 0 }), Type.Null()],
      field({
        description: 'Size of the store.',
        absent: 'null when it holds other tenants too',
        example: HEALTH.storeBytes,
        unit: 'bytes',
        privacy: 'open',
      }),
    ),
    scrubDueSince: instantOrNull(
      'Since when erased or redacted bytes wait to leave the files.',
      'null when none wait',
      HEALTH.checkedAt,
    ),
    damagedCopies: count(
      "Damaged copies of the tenant's chats that readers found since the server started, and that are made again.",
      'copies',
    ),
    lostChats: count(
      "Damaged copies of the tenant's chats that readers found since the server started, and of which nothing true is left.",
      'copies',
    ),
    projects: Type.Array(
      ProjectHealth,
      field({
        description: 'The projects of the tenant, by projectid.',
        absent: '[] when there are none',
        example: [],
        privacy: 'open',
      }),
    ),
    checkedAt: instantField('When the server looked.', HEALTH.checkedAt),
  },
  HEALTH,
);
export type StoreHealth = Static<typeof StoreHealth>;

export const StoreHealthReply = reply(
  'StoreHealthReply',
  'How the store is.',
  { response: StoreHealth, errors: noErrors },
  { response: HEALTH, errors: [] },
);
export type StoreHealthReply = Static<typeof StoreHealthReply>;

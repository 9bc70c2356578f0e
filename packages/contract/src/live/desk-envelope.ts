/** The bodies by which queues, agents and sites are set up. */
import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import { NEVER_NULL, noErrors, reply } from '../envelope-parts.ts';
import { Calendar, SlaPolicy } from '../event-parts.ts';
import { field } from '../field.ts';
import { PRESENCES } from './live-commands.ts';
import { choiceField, flagField, givenIdField, idField, lineField } from './live-fields.ts';
import { siteKeyField } from './visitor-envelope.ts';

/** How a queue chooses whom to ask. */
export const STRATEGIES = ['least-busy', 'longest-idle', 'round-robin', 'manual'] as const;
export type Strategy = (typeof STRATEGIES)[number];
/** How much of a visitor's address is kept: all of it, its network, or nothing. */
export const ADDRESS_PRIVACIES = ['full', 'network', 'none'] as const;
export type AddressPrivacy = (typeof ADDRESS_PRIVACIES)[number];
export const IDENTITY_ALGORITHMS = ['HS256', 'RS256'] as const;

const MOST_MEMBERS = 1_000;

const idsField = (description: string, example: readonly number[]) =>
  Type.Array(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), {
    maxItems: MOST_MEMBERS,
    uniqueItems: true,
    ...field({ description, absent: '[] for nobody', example, unit: 'id', privacy: 'open' }),
  });
const orNull = <S extends TSchema>(schema: S, description: string, absent: string, example: unknown) =>
  Type.Union([schema, Type.Null()], field({ description, absent, example, privacy: 'open' }));

function listOf<S extends TSchema>($id: string, description: string, item: S, example: unknown) {
  return reply(
    $id,
    description,
    {
      response: Type.Array(
        item,
        field({ description: 'By id.', absent: '[] when there are none', example: [], privacy: 'open' }),
      ),
      errors: noErrors,
    },
    { response: [example], errors: [] },
  );
}
function oneOf<S extends TSchema>($id: string, item: S, example: unknown) {
  return reply($id, 'As it is now.', { response: item, errors: noErrors }, { response: example, errors: [] });
}
/** What may be left out of a request. */
function optional<P extends TProperties>(properties: P): { [K in keyof P]: ReturnType<typeof Type.Optional<P[K]>> } {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, Type.Optional(schema)])) as never;
}

const QUEUE = {
  queueId: 3803,
  name: 'Chat',
  strategy: 'least-busy',
  memberIds: [660],
  waitingLimitSeconds: null,
  calendar: null,
  slaPolicy: { policyId: 'standard-1', firstResponseSeconds: 60 },
};
const QUEUE_NAME = { name: lineField('What it is called.', QUEUE.name, 200) };
const QUEUE_SETTINGS = {
  strategy: choiceField(STRATEGIES, 'How it chooses whom to ask.', 'least-busy'),
  memberIds: idsField('The agents who may be asked.', [660]),
  waitingLimitSeconds: orNull(
    Type.Integer({ minimum: 1, maximum: 86_400 }),
    'A visitor who leaves within this time is Lost, after it the chat is Missed.',
    'null for no limit',
    60,
  ),
  calendar: orNull(Calendar, 'When people answer.', 'null for always', null),
  slaPolicy: orNull(
    SlaPolicy,
    'What chats that begin from now on promise. Other targets need another `policyId`.',
    'null for nothing',
    QUEUE.slaPolicy,
  ),
};
export const DeskQueue = reply(
  'DeskQueue',
  'A queue.',
  { queueId: idField('The queue.', 3803), ...QUEUE_NAME, ...QUEUE_SETTINGS },
  QUEUE,
);
export type DeskQueue = Static<typeof DeskQueue>;
export const DeskQueueReply = oneOf('DeskQueueReply', DeskQueue, QUEUE);
export const DeskQueuesReply = listOf('DeskQueuesReply', 'The queues of the project.', DeskQueue, QUEUE);
export const QUEUE_REQUEST = { name: 'Chat', memberIds: [660] };
export const DeskQueueRequest = reply(
  'DeskQueueRequest',
  'A queue to be made; what is left out is `least-busy`, without members, always open, without a limit or a policy.',
  {
    queueId: Type.Optional(givenIdField('Its number, for good.', 3803, { absent: 'the next when left out' })),
    ...QUEUE_NAME,
    ...optional(QUEUE_SETTINGS),
  },
  QUEUE_REQUEST,
);
export type DeskQueueRequest = Static<typeof DeskQueueRequest>;
export const DeskQueueChange = reply(
  'DeskQueueChange',
  'What is to change of a queue; what is left out stays.',
  optional({ ...QUEUE_NAME, ...QUEUE_SETTINGS }),
  { memberIds: [660, 661] },
);
export type DeskQueueChange = Static<typeof DeskQueueChange>;

const AGENT = {
  agentId: 660,
  login: 'john',
  name: 'John Smith',
  capacity: 30,
  presence: 'away',
  isConnected: false,
  taken: 0,
};
const capacityField = Type.Integer({
  minimum: 0,
  maximum: 1_000,
  ...field({
    description: 'Room for chats: a web chat takes 10 units, one of another channel 5.',
    absent: NEVER_NULL,
    example: 30,
    unit: 'units',
    privacy: 'open',
  }),
});
export const DeskAgent = reply(
  'DeskAgent',
  'Somebody who answers chats.',
  {
    agentId: idField('Their number, which the log names them by.', AGENT.agentId),
    login: lineField('Name that they sign in with.', AGENT.login, 64),
    name: lineField('Their name, as visitors see it.', AGENT.name, 200),
    capacity: capacityField,
    presence: choiceField(PRESENCES, 'What they chose.', 'away'),
    isConnected: flagField('Whether they have a stream.', false),
    taken: Type.Integer({
      minimum: 0,
      ...field({ description: 'Room that their chats take.', absent: '0', example: 0, unit: 'units', privacy: 'open' }),
    }),
  },
  AGENT,
);
export type DeskAgent = Static<typeof DeskAgent>;
export const DeskAgentReply = oneOf('DeskAgentReply', DeskAgent, AGENT);
export const DeskAgentsReply = listOf('DeskAgentsReply', 'The agents of the project.', DeskAgent, AGENT);
export const AGENT_REQUEST = { login: 'john' };
export const DeskAgentRequest = reply(
  'DeskAgentRequest',
  'A person who is to answer chats.',
  {
    login: lineField('Name that they sign in with; the person need not exist yet.', AGENT.login, 64),
    agentId: Type.Optional(givenIdField('Their number, for good.', 660, { absent: 'the next when left out' })),
    name: Type.Optional(
      lineField('Their name, as visitors see it.', AGENT.name, 200, { absent: 'that of the person when left out' }),
    ),
    capacity: Type.Optional(capacityField),
  },
  AGENT_REQUEST,
);
export type DeskAgentRequest = Static<typeof DeskAgentRequest>;
export const DeskAgentChange = reply(
  'DeskAgentChange',
  'What is to change of an agent; what is left out stays.',
  optional({ name: lineField('Their name, as visitors see it.', AGENT.name, 200), capacity: capacityField }),
  { capacity: 40 },
);
export type DeskAgentChange = Static<typeof DeskAgentChange>;

const SITE = {
  siteId: 1,
  siteKey: 'pk_5hC0Zk2qv7JtWc1x',
  name: 'Shop',
  queueId: 3803,
  allowedOrigins: ['https://shop.example.com'],
  addressPrivacy: 'network',
  keptParameters: [],
  isNamedInLog: true,
  isVerifiedOnly: false,
  identity: null,
};
const originField = Type.String({
  maxLength: 300,
  pattern: '^https?://[a-z0-9.\\-\\[\\]:]+$',
  ...field({
    description: 'Scheme and host, without a path.',
    absent: NEVER_NULL,
    example: SITE.allowedOrigins[0],
    unit: 'origin',
    privacy: 'open',
  }),
});
const SITE_NAME = {
  name: lineField('What visitors read above the chat.', SITE.name, 200),
  queueId: idField('Where its chats wait.', SITE.queueId),
};
const SITE_SETTINGS = {
  allowedOrigins: Type.Array(originField, {
    maxItems: 100,
    uniqueItems: true,
    ...field({
      description: "Where its pages are, beside this server's own.",
      absent: '[] for no other',
      example: SITE.allowedOrigins,
      privacy: 'open',
    }),
  }),
  addressPrivacy: choiceField(ADDRESS_PRIVACIES, 'How much of the address of a visitor is kept.', 'network'),
  keptParameters: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
    maxItems: 100,
    uniqueItems: true,
    ...field({
      description:
        'Query parameters that are kept of the addresses of pages; others are dropped, as they may hold secrets.',
      absent: '[] for none',
      example: ['utm_source'],
      privacy: 'open',
    }),
  }),
  isNamedInLog: flagField('Whether the log has its name as `pageName`.', true),
  isVerifiedOnly: flagField('Whether only visitors may write whom the site has said who they are.', false),
};
const IDENTITY = Type.Object(
  {
    algorithm: choiceField(IDENTITY_ALGORITHMS, 'How the site signs.', 'HS256'),
    key: Type.String({
      minLength: 32,
      maxLength: 10_000,
      ...field({
        description: 'The common secret, or the public key as PEM. It is never sent back.',
        absent: NEVER_NULL,
        example: 'a secret of at least 32 characters',
        unit: 'text',
        privacy: 'identity',
      }),
    }),
  },
  {
    title: 'siteIdentity',
    additionalProperties: false,
    ...field({
      description: 'How the site says who its visitors are.',
      absent: 'null for not at all',
      example: { algorithm: 'HS256' },
      privacy: 'identity',
    }),
  },
);
export const DeskSite = reply(
  'DeskSite',
  'A place where visitors write: a web site, or one of its parts.',
  {
    siteId: idField('The site.', SITE.siteId),
    siteKey: siteKeyField,
    ...SITE_NAME,
    ...SITE_SETTINGS,
    identity: orNull(
      Type.Object(
        { algorithm: choiceField(IDENTITY_ALGORITHMS, 'How the site signs.', 'HS256') },
        { additionalProperties: false },
      ),
      'How the site says who its visitors are.',
      'null for not at all',
      null,
    ),
  },
  SITE,
);
export type DeskSite = Static<typeof DeskSite>;
export const DeskSiteReply = oneOf('DeskSiteReply', DeskSite, SITE);
export const DeskSitesReply = listOf('DeskSitesReply', 'The sites of the project.', DeskSite, SITE);
export const SITE_REQUEST = { name: 'Shop', queueId: 3803, allowedOrigins: ['https://shop.example.com'] };
const SITE_IDENTITY = {
  identity: orNull(IDENTITY, 'How the site says who its visitors are.', 'null for not at all', null),
};
export const DeskSiteRequest = reply(
  'DeskSiteRequest',
  'A site to be made; what is left out is: no other origins, the network of addresses, no query parameters, named in the log, open to everybody.',
  { ...SITE_NAME, ...optional({ ...SITE_SETTINGS, ...SITE_IDENTITY }) },
  SITE_REQUEST,
);
export type DeskSiteRequest = Static<typeof DeskSiteRequest>;
export const DeskSiteChange = reply(
  'DeskSiteChange',
  'What is to change of a site; what is left out stays.',
  optional({ ...SITE_NAME, ...SITE_SETTINGS, ...SITE_IDENTITY }),
  { allowedOrigins: ['https://shop.example.com', 'https://www.shop.example.com'] },
);
export type DeskSiteChange = Static<typeof DeskSiteChange>;

/** The operations of agents, and those by which queues, agents and sites are set up. Part of the list of operations. */
import type { ErrorName } from '../errors.ts';
import { IN_A_PROJECT, json, KEYED, NO_PARAMETERS, type Operation, UNCACHED_HEADERS } from '../operation.ts';
import {
  AGENT_REQUEST,
  DeskAgentChange,
  DeskAgentReply,
  DeskAgentRequest,
  DeskAgentsReply,
  DeskQueueChange,
  DeskQueueReply,
  DeskQueueRequest,
  DeskQueuesReply,
  DeskSiteChange,
  DeskSiteReply,
  DeskSiteRequest,
  DeskSitesReply,
  QUEUE_REQUEST,
  SITE_REQUEST,
} from './desk-envelope.ts';
import { CommandReply, DESK_COMMAND_EXAMPLE, DeskCommand } from './live-commands.ts';
import { COMMAND_REFUSALS, eventStream, STREAM_HEADERS } from './live-operations.ts';

const IN_PROJECT: readonly ErrorName[] = [...KEYED, ...IN_A_PROJECT, 'notAcceptable'];
const CHANGING: readonly ErrorName[] = [
  ...IN_PROJECT,
  ...NO_PARAMETERS,
  'foreignOrigin',
  'outcomeUnknown',
  'unsupportedMediaType',
  'malformedBody',
];
const OF_PARAMETERS: readonly ErrorName[] = ['malformedValue', 'unknownParameter', 'repeatedParameter'];

const DESK = {
  tag: 'Desk',
  isConditional: false,
  since: '0.1.0',
  requestHeaders: ['Prefer'],
} as const satisfies Partial<Operation>;
const ANSWERING = { ...DESK, scopes: ['chats:answer'] } as const satisfies Partial<Operation>;
const SETTING_UP = { ...DESK, scopes: ['admin'] } as const satisfies Partial<Operation>;
const SEEING = {
  ...DESK,
  scopes: ['chats:answer', 'chats:read'],
  requestBody: null,
} as const satisfies Partial<Operation>;

const ROOT = '/v2/projects/{projectid}/desk';

export const SEND_DESK_COMMAND = {
  ...ANSWERING,
  operationId: 'sendDeskCommand',
  method: 'POST',
  path: `${ROOT}/commands`,
  summary: 'Act as an agent',
  description:
    'Carries out one command, once: the same id again is answered as the first time. Answered after it is stored for good, never before. A person acts as the agent that they are; a key says with `actAs` for whom.',
  requestBody: { description: 'The command.', schema: DeskCommand, example: DESK_COMMAND_EXAMPLE },
  success: { description: 'It is done.', contents: json(CommandReply), headers: UNCACHED_HEADERS },
  errors: [
    ...CHANGING.filter((name) => name !== 'parameterNotExpected'),
    ...OF_PARAMETERS,
    ...COMMAND_REFUSALS,
    'agentNeeded',
    'agentNotFound',
    'queueNotFound',
    'supervisorNeeded',
    'messageNotFound',
    'ticketTypeNotFound',
    'chatNotYours',
    'chatTaken',
    'offerGone',
    'chatHeldByBot',
    'agentFull',
  ],
  exampleTarget: '/v2/projects/822/desk/commands?actAs=660',
} as const satisfies Operation;

export const GET_DESK_EVENTS = {
  ...ANSWERING,
  operationId: 'getDeskEvents',
  method: 'GET',
  path: `${ROOT}/events`,
  summary: "Follow an agent's chats",
  description:
    'A stream of server-sent events: what the agent has to do, and the events of each chat that they have or are asked about. While it is open the agent is connected. A person follows the agent that they are; a key says with `actAs` whom.',
  requestHeaders: ['Last-Event-ID', 'Prefer'],
  requestBody: null,
  success: { description: 'The stream.', contents: eventStream, headers: STREAM_HEADERS },
  errors: [
    ...IN_PROJECT,
    ...OF_PARAMETERS,
    'agentNeeded',
    'agentNotFound',
    'tooManyStreams',
    'httpVersionNotSupported',
  ],
  exampleTarget: '/v2/projects/822/desk/events?actAs=660',
} as const satisfies Operation;

const QUEUES = `${ROOT}/queues` as const;
const AGENTS = `${ROOT}/agents` as const;
const SITES = `${ROOT}/sites` as const;
const READING: readonly ErrorName[] = [...IN_PROJECT, ...NO_PARAMETERS];

export const LIST_DESK_QUEUES = {
  ...SEEING,
  operationId: 'listDeskQueues',
  method: 'GET',
  path: QUEUES,
  summary: 'List the queues',
  description: 'The queues of the project, by id.',
  success: { description: 'The queues.', contents: json(DeskQueuesReply), headers: UNCACHED_HEADERS },
  errors: READING,
  exampleTarget: '/v2/projects/822/desk/queues',
} as const satisfies Operation;

export const CREATE_DESK_QUEUE = {
  ...SETTING_UP,
  operationId: 'createDeskQueue',
  method: 'POST',
  path: QUEUES,
  summary: 'Make a queue',
  description: 'Chats wait in it until one of its members takes them.',
  requestBody: { description: 'The queue.', schema: DeskQueueRequest, example: QUEUE_REQUEST },
  success: { description: 'The queue as it is now.', contents: json(DeskQueueReply), headers: UNCACHED_HEADERS },
  errors: [...CHANGING, 'alreadyExists', 'agentNotFound'],
  exampleTarget: '/v2/projects/822/desk/queues',
} as const satisfies Operation;

export const CHANGE_DESK_QUEUE = {
  ...SETTING_UP,
  operationId: 'changeDeskQueue',
  method: 'PATCH',
  path: `${QUEUES}/{queueId}`,
  summary: 'Change a queue',
  description: 'Chats that began before keep the hours and the policy that they began with.',
  requestBody: { description: 'What is to change.', schema: DeskQueueChange, example: { memberIds: [660, 661] } },
  success: { description: 'The queue as it is now.', contents: json(DeskQueueReply), headers: UNCACHED_HEADERS },
  errors: [...CHANGING, 'queueNotFound', 'agentNotFound'],
  exampleTarget: '/v2/projects/822/desk/queues/3803',
} as const satisfies Operation;

export const LIST_DESK_AGENTS = {
  ...SEEING,
  operationId: 'listDeskAgents',
  method: 'GET',
  path: AGENTS,
  summary: 'List the agents',
  description: 'The agents of the project, by id, with who is connected and how much they have to do.',
  success: { description: 'The agents.', contents: json(DeskAgentsReply), headers: UNCACHED_HEADERS },
  errors: READING,
  exampleTarget: '/v2/projects/822/desk/agents',
} as const satisfies Operation;

export const CREATE_DESK_AGENT = {
  ...SETTING_UP,
  operationId: 'createDeskAgent',
  method: 'POST',
  path: AGENTS,
  summary: 'Make somebody an agent',
  description:
    'The person of that login answers chats of the project from now on. Their role must let them: `agent`, `supervisor` or `admin`.',
  requestBody: { description: 'Who.', schema: DeskAgentRequest, example: AGENT_REQUEST },
  success: { description: 'The agent as they are now.', contents: json(DeskAgentReply), headers: UNCACHED_HEADERS },
  errors: [...CHANGING, 'alreadyExists', 'personNotFound'],
  exampleTarget: '/v2/projects/822/desk/agents',
} as const satisfies Operation;

export const CHANGE_DESK_AGENT = {
  ...SETTING_UP,
  operationId: 'changeDeskAgent',
  method: 'PATCH',
  path: `${AGENTS}/{agentId}`,
  summary: 'Change an agent',
  description: 'Chats that they have stay with them, also when there is less room than these take.',
  requestBody: { description: 'What is to change.', schema: DeskAgentChange, example: { capacity: 40 } },
  success: { description: 'The agent as they are now.', contents: json(DeskAgentReply), headers: UNCACHED_HEADERS },
  errors: [...CHANGING, 'agentNotFound'],
  exampleTarget: '/v2/projects/822/desk/agents/660',
} as const satisfies Operation;

export const LIST_DESK_SITES = {
  ...SETTING_UP,
  operationId: 'listDeskSites',
  method: 'GET',
  path: SITES,
  summary: 'List the sites',
  description: 'Where visitors write, by id.',
  requestBody: null,
  success: { description: 'The sites.', contents: json(DeskSitesReply), headers: UNCACHED_HEADERS },
  errors: READING,
  exampleTarget: '/v2/projects/822/desk/sites',
} as const satisfies Operation;

export const CREATE_DESK_SITE = {
  ...SETTING_UP,
  operationId: 'createDeskSite',
  method: 'POST',
  path: SITES,
  summary: 'Make a site',
  description: 'Gives it the key by which its pages name it.',
  requestBody: { description: 'The site.', schema: DeskSiteRequest, example: SITE_REQUEST },
  success: { description: 'The site as it is now.', contents: json(DeskSiteReply), headers: UNCACHED_HEADERS },
  errors: [...CHANGING, 'queueNotFound'],
  exampleTarget: '/v2/projects/822/desk/sites',
} as const satisfies Operation;

export const CHANGE_DESK_SITE = {
  ...SETTING_UP,
  operationId: 'changeDeskSite',
  method: 'PATCH',
  path: `${SITES}/{siteId}`,
  summary: 'Change a site',
  description: 'Holds for whatever comes from now on, also from pages that are open.',
  requestBody: { description: 'What is to change.', schema: DeskSiteChange, example: { isVerifiedOnly: false } },
  success: { description: 'The site as it is now.', contents: json(DeskSiteReply), headers: UNCACHED_HEADERS },
  errors: [...CHANGING, 'siteNotFound', 'queueNotFound'],
  exampleTarget: '/v2/projects/822/desk/sites/1',
} as const satisfies Operation;

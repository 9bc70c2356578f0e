/** The operations by which a tenant is administered: projects, keys, people, and how the store is. Part of the list of operations. */
import type { ErrorName } from './errors.ts';
import { ApiKeyReply, ApiKeyRequest, ApiKeysReply, KEY_REQUEST, NewApiKeyReply } from './key-envelope.ts';
import { json, KEYED, NO_PARAMETERS, type Operation, UNCACHED_HEADERS } from './operation.ts';
import {
  EndedSessionsReply,
  PERSON_REQUEST,
  PeopleReply,
  PersonChange,
  PersonLinkReply,
  PersonLinkRequest,
  PersonReply,
  PersonRequest,
  PersonSessionsReply,
} from './people-envelope.ts';
import { PROJECT_REQUEST, ProjectChange, ProjectReply, ProjectRequest } from './project-envelope.ts';
import { StoreHealthReply } from './store-health.ts';

const READING: readonly ErrorName[] = [...KEYED, 'scopeMissing', ...NO_PARAMETERS, 'notAcceptable'];
const CHANGING: readonly ErrorName[] = [...READING, 'foreignOrigin', 'outcomeUnknown'];
const WITH_BODY: readonly ErrorName[] = [...CHANGING, 'unsupportedMediaType', 'malformedBody'];
/** What gives rights to somebody is confirmed by whoever asks, and stays within their own limits. */
const GIVING: readonly ErrorName[] = [
  ...WITH_BODY,
  'beyondOwnLimits',
  'passwordRefused',
  'signInAgain',
  'tooManySignIns',
];

const ADMIN = {
  tag: 'Administration',
  requestHeaders: ['Prefer'],
  isConditional: false,
  scopes: ['admin'],
  since: '0.1.0',
} as const satisfies Partial<Operation>;
const READ = { ...ADMIN, method: 'GET', requestBody: null } as const;
const REMOVE = { ...ADMIN, method: 'DELETE', requestBody: null } as const;

export const CREATE_PROJECT = {
  ...ADMIN,
  operationId: 'createProject',
  method: 'POST',
  path: '/v2/projects',
  summary: 'Add a project',
  description: 'Adds a project to the tenant. Needs somebody who is limited to no projects or queues.',
  requestBody: { description: 'The project.', schema: ProjectRequest, example: PROJECT_REQUEST },
  success: { description: 'The project as it is now.', contents: json(ProjectReply), headers: UNCACHED_HEADERS },
  errors: [...WITH_BODY, 'beyondOwnLimits', 'alreadyExists'],
  exampleTarget: '/v2/projects',
} as const satisfies Operation;

export const CHANGE_PROJECT = {
  ...ADMIN,
  operationId: 'changeProject',
  method: 'PATCH',
  path: '/v2/projects/{projectid}',
  summary: 'Change the time zone of a project',
  description:
    'Sets the time zone in which times are printed and days begin. Its chats are rebuilt over time, and older cursors end. Needs somebody who is limited to no queues.',
  requestBody: {
    description: 'What is to change.',
    schema: ProjectChange,
    example: { timeZone: 'Europe/Budapest' },
  },
  success: { description: 'The project as it is now.', contents: json(ProjectReply), headers: UNCACHED_HEADERS },
  errors: [...WITH_BODY, 'projectNotFound', 'beyondOwnLimits'],
  exampleTarget: '/v2/projects/822',
} as const satisfies Operation;

export const LIST_API_KEYS = {
  ...READ,
  operationId: 'listApiKeys',
  path: '/v2/keys',
  summary: 'List the API keys',
  description: 'The keys of the tenant that may see no more than whoever asks, without their secret parts.',
  success: { description: 'The keys.', contents: json(ApiKeysReply), headers: UNCACHED_HEADERS },
  errors: READING,
  exampleTarget: '/v2/keys',
} as const satisfies Operation;

export const CREATE_API_KEY = {
  ...ADMIN,
  operationId: 'createApiKey',
  method: 'POST',
  path: '/v2/keys',
  summary: 'Make an API key',
  description:
    'Makes a key that may see no more than whoever asks, and sends it this once. With a session the password of the person is needed.',
  requestBody: { description: 'The key.', schema: ApiKeyRequest, example: KEY_REQUEST },
  success: { description: 'The key, this once.', contents: json(NewApiKeyReply), headers: UNCACHED_HEADERS },
  errors: GIVING,
  exampleTarget: '/v2/keys',
} as const satisfies Operation;

export const REVOKE_API_KEY = {
  ...REMOVE,
  operationId: 'revokeApiKey',
  path: '/v2/keys/{prefix}',
  summary: 'Revoke an API key',
  description: 'Ends a key for good: at its next request, and within five seconds where a long reply runs.',
  success: { description: 'The key as it is now.', contents: json(ApiKeyReply), headers: UNCACHED_HEADERS },
  errors: [...CHANGING, 'keyNotFound'],
  exampleTarget: '/v2/keys/pk4Fz81QxLm0',
} as const satisfies Operation;

export const LIST_PEOPLE = {
  ...READ,
  operationId: 'listPeople',
  path: '/v2/people',
  summary: 'List the people',
  description: 'The people of the tenant who may see no more than whoever asks.',
  success: { description: 'The people.', contents: json(PeopleReply), headers: UNCACHED_HEADERS },
  errors: READING,
  exampleTarget: '/v2/people',
} as const satisfies Operation;

const A_LINK = 'A link that signs them in once, within an hour.';

export const CREATE_PERSON = {
  ...ADMIN,
  operationId: 'createPerson',
  method: 'POST',
  path: '/v2/people',
  summary: 'Add a person',
  description:
    'Adds somebody who may see no more than whoever asks, and sends a link that signs them in once. With a session the password of whoever asks is needed.',
  requestBody: { description: 'The person.', schema: PersonRequest, example: PERSON_REQUEST },
  success: { description: A_LINK, contents: json(PersonLinkReply), headers: UNCACHED_HEADERS },
  errors: [...GIVING, 'alreadyExists'],
  exampleTarget: '/v2/people',
} as const satisfies Operation;

export const CHANGE_PERSON = {
  ...ADMIN,
  operationId: 'changePerson',
  method: 'PATCH',
  path: '/v2/people/{login}',
  summary: 'Change what a person may do and see',
  description:
    'Anything but a new name signs the person out everywhere. The last administrator stays one. Whatever may give rights needs, with a session, the password of whoever asks; another name and `isDisabled: true` do not.',
  requestBody: { description: 'What is to change.', schema: PersonChange, example: { role: 'supervisor' } },
  success: { description: 'The person as they are now.', contents: json(PersonReply), headers: UNCACHED_HEADERS },
  errors: [...GIVING, 'personNotFound', 'lastAdministrator'],
  exampleTarget: '/v2/people/ben',
} as const satisfies Operation;

export const CREATE_PERSON_LINK = {
  ...ADMIN,
  operationId: 'createPersonLink',
  method: 'POST',
  path: '/v2/people/{login}/links',
  summary: 'Make a link that signs a person in',
  description:
    'Works once, within an hour, and ends earlier links of the person. With a session the password of whoever asks is needed.',
  requestBody: { description: 'Who asks.', schema: PersonLinkRequest, example: {} },
  success: { description: A_LINK, contents: json(PersonLinkReply), headers: UNCACHED_HEADERS },
  errors: [...GIVING, 'personNotFound', 'personDisabled'],
  exampleTarget: '/v2/people/ben/links',
} as const satisfies Operation;

export const LIST_PERSON_SESSIONS = {
  ...READ,
  operationId: 'listPersonSessions',
  path: '/v2/people/{login}/sessions',
  summary: 'List where a person is signed in',
  description: 'The sessions of the person that are in force.',
  success: { description: 'The sessions.', contents: json(PersonSessionsReply), headers: UNCACHED_HEADERS },
  errors: [...READING, 'personNotFound'],
  exampleTarget: '/v2/people/ben/sessions',
} as const satisfies Operation;

export const END_PERSON_SESSIONS = {
  ...REMOVE,
  operationId: 'endPersonSessions',
  path: '/v2/people/{login}/sessions',
  summary: 'Sign a person out everywhere',
  description: 'Ends all sessions and links of the person, who may sign in again.',
  success: { description: 'How many ended.', contents: json(EndedSessionsReply), headers: UNCACHED_HEADERS },
  errors: [...CHANGING, 'personNotFound'],
  exampleTarget: '/v2/people/ben/sessions',
} as const satisfies Operation;

export const END_PERSON_SESSION = {
  ...REMOVE,
  operationId: 'endPersonSession',
  path: '/v2/people/{login}/sessions/{sessionId}',
  summary: 'Sign a person out in one browser',
  description: 'Ends one session of the person. One that has ended already is none.',
  success: { description: 'How many ended.', contents: json(EndedSessionsReply), headers: UNCACHED_HEADERS },
  errors: [...CHANGING, 'personNotFound', 'sessionNotFound'],
  exampleTarget: '/v2/people/ben/sessions/5f2c9a01b3d4e6f7',
} as const satisfies Operation;

export const GET_STORE_HEALTH = {
  ...READ,
  operationId: 'getStoreHealth',
  path: '/v2/health',
  summary: 'See how the store is',
  description:
    'What the server knows without reading the store through: sizes, what waits to be done, and damage that readers found. `parley doctor` reads everything. Needs somebody who is limited to no projects or queues.',
  success: { description: 'How the store is.', contents: json(StoreHealthReply), headers: UNCACHED_HEADERS },
  errors: [...READING, 'beyondOwnLimits'],
  exampleTarget: '/v2/health',
} as const satisfies Operation;

/** The operations around signing in. Used by the list of operations. */
import type { ErrorName } from './errors.ts';
import { ANY_REQUEST, json, KEYED, NO_PARAMETERS, type Operation, UNCACHED_HEADERS } from './operation.ts';
import { EndedSessionsReply, PersonSessionsReply } from './people-envelope.ts';
import { EndedSessionReply, SessionReply, SessionRequest } from './session-envelope.ts';

const PATH = '/v2/session';

export const START_SESSION = {
  operationId: 'startSession',
  method: 'POST',
  path: PATH,
  tag: 'Session',
  summary: 'Sign in',
  description:
    'Starts a session of a person, by password or by a link that works once, and sends its cookie. The API then takes the cookie as it takes a key. Requests other than GET need the headers that browsers send with them, and must come from a page of this server.',
  requestHeaders: ['Sec-Fetch-Site', 'Prefer'],
  requestBody: {
    description: 'Who signs in, and by what.',
    schema: SessionRequest,
    example: { tenant: 'acme', login: 'anna', password: 'a long password' },
  },
  success: {
    description: 'Signed in.',
    contents: json(SessionReply),
    headers: [...UNCACHED_HEADERS, 'Set-Cookie'],
  },
  isConditional: false,
  errors: [
    ...ANY_REQUEST,
    ...NO_PARAMETERS,
    'notAcceptable',
    'unsupportedMediaType',
    'malformedBody',
    'signInRefused',
    'foreignOrigin',
    'tooManySignIns',
    'outcomeUnknown',
  ],
  scopes: null,
  since: '0.1.0',
  exampleTarget: PATH,
} as const satisfies Operation;

export const GET_SESSION = {
  operationId: 'getSession',
  method: 'GET',
  path: PATH,
  tag: 'Session',
  summary: 'See who you are',
  description: 'Who sends the request: the person of the session, or the key.',
  requestHeaders: ['Prefer'],
  requestBody: null,
  success: { description: 'Who sends the request.', contents: json(SessionReply), headers: UNCACHED_HEADERS },
  isConditional: false,
  errors: [...KEYED, ...NO_PARAMETERS, 'notAcceptable'],
  scopes: [],
  since: '0.1.0',
  exampleTarget: PATH,
} as const satisfies Operation;

export const END_SESSION = {
  operationId: 'endSession',
  method: 'DELETE',
  path: PATH,
  tag: 'Session',
  summary: 'Sign out',
  description: 'Ends the session of the cookie, and removes the cookie. Succeeds without a session too.',
  requestHeaders: ['Sec-Fetch-Site', 'Prefer'],
  requestBody: null,
  success: {
    description: 'Signed out.',
    contents: json(EndedSessionReply),
    headers: [...UNCACHED_HEADERS, 'Set-Cookie'],
  },
  isConditional: false,
  errors: [...ANY_REQUEST, ...NO_PARAMETERS, 'notAcceptable', 'foreignOrigin', 'outcomeUnknown'],
  scopes: null,
  since: '0.1.0',
  exampleTarget: PATH,
} as const satisfies Operation;

const READING: readonly ErrorName[] = [...KEYED, ...NO_PARAMETERS, 'notAcceptable'];
const OWN = {
  tag: 'Session',
  requestHeaders: ['Prefer'],
  requestBody: null,
  isConditional: false,
  scopes: [],
  since: '0.1.0',
} as const satisfies Partial<Operation>;

export const LIST_OWN_SESSIONS = {
  ...OWN,
  operationId: 'listOwnSessions',
  method: 'GET',
  path: '/v2/sessions',
  summary: 'See where you are signed in',
  description: 'The sessions in force of the person who asks. A key has none.',
  success: { description: 'The sessions.', contents: json(PersonSessionsReply), headers: UNCACHED_HEADERS },
  errors: READING,
  exampleTarget: '/v2/sessions',
} as const satisfies Operation;

export const END_OWN_SESSIONS = {
  ...OWN,
  operationId: 'endOwnSessions',
  method: 'DELETE',
  path: '/v2/sessions',
  summary: 'Sign out everywhere',
  description: 'Ends all sessions and links of the person who asks, this session included.',
  success: { description: 'How many ended.', contents: json(EndedSessionsReply), headers: UNCACHED_HEADERS },
  errors: [...READING, 'foreignOrigin', 'outcomeUnknown'],
  exampleTarget: '/v2/sessions',
} as const satisfies Operation;

export const END_OWN_SESSION = {
  ...OWN,
  operationId: 'endOwnSession',
  method: 'DELETE',
  path: '/v2/sessions/{sessionId}',
  summary: 'Sign out in another browser',
  description: 'Ends one session of the person who asks. One that has ended already is none.',
  success: { description: 'How many ended.', contents: json(EndedSessionsReply), headers: UNCACHED_HEADERS },
  errors: [...READING, 'foreignOrigin', 'outcomeUnknown', 'sessionNotFound'],
  exampleTarget: '/v2/sessions/5f2c9a01b3d4e6f7',
} as const satisfies Operation;

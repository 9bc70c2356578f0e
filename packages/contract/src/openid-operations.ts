/** The operations around signing in by an OpenID Connect provider. Used by the list of operations. */
import { OpenidRequest, OpenidStartReply, SignInWaysReply } from './openid-envelope.ts';
import { ANY_REQUEST, json, NO_PARAMETERS, type Operation, UNCACHED_HEADERS } from './operation.ts';

export const GET_SIGN_IN_WAYS = {
  operationId: 'getSignInWays',
  method: 'GET',
  path: '/v2/session/ways',
  tag: 'Session',
  summary: 'See how people can sign in',
  description: 'What the page for signing in offers besides a password. Needs no key.',
  requestHeaders: ['Prefer'],
  requestBody: null,
  success: { description: 'How people can sign in.', contents: json(SignInWaysReply), headers: UNCACHED_HEADERS },
  isConditional: false,
  errors: [...ANY_REQUEST, ...NO_PARAMETERS, 'notAcceptable'],
  scopes: null,
  since: '0.1.0',
  exampleTarget: '/v2/session/ways',
} as const satisfies Operation;

export const START_OPENID = {
  operationId: 'startOpenid',
  method: 'POST',
  path: '/v2/session/openid',
  tag: 'Session',
  summary: 'Sign in by OpenID Connect',
  description:
    'Begins to sign a person in by the provider that the operator has named, or to connect an account there to a person: the reply says where the browser goes, and its cookie binds the attempt to this browser for ten minutes. The provider sends the browser back to `/openid/callback` of this server, which starts the session. Who somebody is there is known by issuer and subject only, never by a mail address.',
  requestHeaders: ['Sec-Fetch-Site', 'Prefer'],
  requestBody: {
    description: 'What signing in is for.',
    schema: OpenidRequest,
    example: { returnTo: '/projects/822/chats' },
  },
  success: {
    description: 'Where the browser goes.',
    contents: json(OpenidStartReply),
    headers: [...UNCACHED_HEADERS, 'Set-Cookie'],
  },
  isConditional: false,
  errors: [
    ...ANY_REQUEST,
    ...NO_PARAMETERS,
    'notAcceptable',
    'unsupportedMediaType',
    'malformedBody',
    'foreignOrigin',
    'signInRefused',
    'openidNotOffered',
    'openidUnreachable',
  ],
  scopes: null,
  since: '0.1.0',
  exampleTarget: '/v2/session/openid',
} as const satisfies Operation;

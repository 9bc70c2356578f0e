/** The table of handlers: what does not compile, which keys reach a handler, and what the handler is given. */
import { OPERATIONS, type OperationId, pathParametersOf } from '@parley/contract';
import { SCOPES } from '@parley/contract/scopes';
import { afterAll, describe, expect, test } from 'vitest';
import { AccessWatch } from '../../src/http/access-watch.ts';
import { Authenticator } from '../../src/http/authenticator.ts';
import { CostlyReplies } from '../../src/http/costly-replies.ts';
import { DEFAULT_EDGE } from '../../src/http/edge-options.ts';
import {
  type OperationHandler,
  type OperationHandlers,
  type OperationRequest,
  operationRoutes,
} from '../../src/http/operation-routes.ts';
import { RateLimits } from '../../src/http/rate-limits.ts';
import { type ApiRequest, jsonReply } from '../../src/http/route.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { SYSTEM_TIMERS } from '../../src/platform/timers.ts';
import { ReadTally } from '../../src/services/audit/read-tally.ts';
import { bootServer, type TestKey } from '../helpers/boot-server.ts';

const server = await bootServer();
afterAll(() => server[Symbol.asyncDispose]());
await server.makeProject(822);
const keys = await Promise.all(
  SCOPES.map(async (scope) => [scope, await server.makeKey({ scopes: [scope] })] as const),
);

/** Stands for every handler: notes what it is given. */
const given: { readonly operationId: OperationId; readonly parts: Readonly<Record<string, unknown>> }[] = [];
const note = async ({ operationId, ...parts }: { readonly operationId: OperationId }) => {
  given.push({ operationId, parts });
  return jsonReply({});
};
const handlers = Object.fromEntries(
  OPERATIONS.map(({ operationId }) => [operationId, note]),
) as unknown as OperationHandlers;
const logger = createLogger('error', { write: () => undefined });
const { keys: keyStore, users } = server.store;
const authenticator = new Authenticator({ keys: keyStore, users, clock: server.clock, logger, tenantDomains: [] });
const routes = operationRoutes(handlers, {
  store: server.store,
  authenticator,
  rates: new RateLimits(DEFAULT_EDGE, server.clock),
  costly: new CostlyReplies(DEFAULT_EDGE),
  accessWatch: new AccessWatch({ timers: SYSTEM_TIMERS, logger }),
  reads: new ReadTally(server.store.audit, server.clock),
});

function requestOf(key: TestKey | null, parameters: ApiRequest['query']['parameters'] = []): ApiRequest {
  return {
    isHead: false,
    needsLength: false,
    address: '',
    isFormatOfPath: false,
    host: '',
    headers: key === null ? {} : { authorization: `Bearer ${key.key}` },
    ip: '127.0.0.1',
    query: { parameters, refused: null },
    signal: AbortSignal.abort(),
    cut: () => undefined,
    readBody: async () => new Uint8Array(),
    openBody: () => expect.unreachable('no body is read'),
  };
}

/** What stands in the paths. */
const PATH_TEXTS: Readonly<Record<string, string>> = {
  projectid: '822',
  chatId: '7',
  viewId: '3',
  queueId: '4',
  agentId: '5',
  siteId: '6',
  ticketTypeId: '8',
  replyId: '9',
  login: 'anna',
  prefix: 'pk4Fz81QxLm0',
  sessionId: 'a',
};

/** What the handler of the operation is given, or the code of the error that comes before it. */
async function ask(operationId: OperationId, request: ApiRequest, pathTexts = PATH_TEXTS) {
  given.length = 0;
  const route = routes.find(({ name }) => name === operationId);
  const refusal = await route?.handle(request, pathTexts).then(
    () => null,
    (error: Error) => error.message,
  );
  expect(given).toHaveLength(refusal === null ? 1 : 0);
  return refusal ?? given[0]?.parts ?? {};
}

test('each operation has a route of its name, method and path', () => {
  expect(routes.map(({ name, method, path }) => ({ name, method, path }))).toEqual(
    OPERATIONS.map(({ operationId: name, method, path }) => ({ name, method, path })),
  );
});

describe.each(OPERATIONS.map((operation) => [operation.operationId, operation] as const))('%s', (_, operation) => {
  const { operationId, scopes } = operation;

  test('is reached with the scopes of the contract and with no others', async () => {
    for (const [scope, key] of keys) {
      const isAllowed = scopes === null || scopes.length === 0 || scope === 'admin' || scopes.includes(scope);
      const reached = await ask(operationId, requestOf(key));
      expect(typeof reached === 'string' ? reached : 'reached', scope).toBe(
        isAllowed ? 'reached' : 'error.scope_missing',
      );
    }
    const reached = await ask(operationId, requestOf(null));
    expect(typeof reached === 'string' ? reached : 'reached').toBe(scopes === null ? 'reached' : 'error.unauthorized');
  });

  test('is given what its path names', async () => {
    for (const [scope, key] of keys) {
      const parts = await ask(operationId, requestOf(key));
      if (typeof parts === 'string' || scopes === null) continue;
      const names = pathParametersOf(operation);
      expect(parts).toMatchObject({
        principal: { actor: { keyPrefix: key.prefix } },
        ...(names.includes('projectid') ? { project: { projectId: 822 } } : {}),
        ...(names.includes('chatId') ? { chatId: 7 } : {}),
        ...(names.includes('viewId') ? { viewId: 3 } : {}),
        ...(scopes.includes('chats:metadata') ? { isMetadataOnly: scope === 'chats:metadata' } : {}),
      });
    }
  });
});

test('no key reaches a project by what is no id, and no chat', async () => {
  const [, key = null] = keys.find(([scope]) => scope === 'admin') ?? [];
  for (const text of ['', 'x', '-1', '1.0', '9007199254740992', '00000000000000001']) {
    expect(await ask('getChat', requestOf(key), { projectid: text, chatId: '7' })).toBe('error.project_not_found');
    expect(await ask('getChat', requestOf(key), { projectid: '822', chatId: text })).toBe('error.chat_not_found');
  }
});

test('filters on what is hidden from a key are refused before the handler, names of no filter are left to it', async () => {
  const [, key = null] = keys.find(([scope]) => scope === 'chats:metadata') ?? [];
  for (const operationId of ['getChatLog', 'getChatChanges'] as const) {
    expect(await ask(operationId, requestOf(key, [['CONTACTID', 'x']]))).toBe('error.filter_not_allowed');
    expect(await ask(operationId, requestOf(key, [['queueId', 'x']]))).toMatchObject({ isMetadataOnly: true });
  }
  expect(await ask('getChat', requestOf(key, [['contactId', 'x']]))).toMatchObject({ isMetadataOnly: true });
});

/** What must not compile. Each case fails the check of types when it does. */
export const NOT_COMPILED = {
  anOperationWithoutHandler({ redact: _, ...others }: OperationHandlers): OperationHandlers {
    // @ts-expect-error
    return others;
  },
  aHandlerWithoutOperation(all: OperationHandlers): OperationHandlers {
    // @ts-expect-error
    return { ...all, getWeather: all.getHealth };
  },
  aHandlerOfAnotherOperation(all: OperationHandlers): OperationHandlers {
    // @ts-expect-error
    return { ...all, getHealth: all.eraseChat };
  },
  aChatOfAPathWithout(request: OperationRequest<'getChatLog'>) {
    // @ts-expect-error
    return request.chatId;
  },
  aProjectOfAPathWithout(request: OperationRequest<'listProjects'>) {
    // @ts-expect-error
    return request.project;
  },
  aPrincipalWithoutKey(request: OperationRequest<'getHealth'>) {
    // @ts-expect-error
    return request.principal;
  },
  aMetadataKeyOfAnOperationThatRefusesIt(request: OperationRequest<'getChatDigest'>) {
    // @ts-expect-error
    return request.isMetadataOnly;
  },
  aBodyThatTheContractDoesNotDescribe(): OperationHandler<'getHealth'> {
    // @ts-expect-error
    return async () => jsonReply({ status: 'fine' });
  },
};

/** Requests for property tests of the API: every operation and parameter, with values that fit and values that do not. */
import { OPERATIONS, type Operation, type ParameterKind, parametersOf, type QueryParameter } from '@parley/contract';
import fc from 'fast-check';

export type RequestKey = 'none' | 'reader' | 'metadata' | 'writer' | 'admin' | 'unknown';

export interface ArbitraryRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly key: RequestKey;
  readonly body: string | null;
}

/** Ids of which some exist; those of chats are few, because requests erase them. */
const idText = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 60 }).map(String) },
  fc.constantFrom('0', '007', '-1', '1.0', '1e3', 'x', '9007199254740991', '9007199254740992', '', ' 1', '+1'),
);
const projectText = fc.oneof({ weight: 9, arbitrary: fc.constant('822') }, idText);
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => text.isWellFormed()),
  fc.constantFrom('', '0', '-1', '1e9', 'null', 'a,b', '../..', "' OR 1=1 --", '\u0000', '%', '=cmd', 'x'.repeat(600)),
);
const dayText = fc
  .tuple(fc.integer({ min: 2019, max: 2030 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
  .map(([year, month, day]) => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);

function fitting(kind: ParameterKind, { name, example }: QueryParameter): fc.Arbitrary<string> {
  switch (kind.kind) {
    case 'integer':
      // A reader who waits would be waited for.
      return name === 'wait' ? fc.constant('0') : fc.integer({ min: kind.minimum, max: 50 }).map(String);
    case 'id':
      return idText;
    case 'place':
      return fc.oneof(idText, fc.constantFrom('600.12', 'none.12', '-4.1', '1735725600000.7', '.5', '5.'));
    case 'date':
      return dayText;
    case 'choice':
      return fc.constantFrom(
        ...kind.values,
        ...(kind.ignoresCase ? kind.values.map((value) => value.toLowerCase()) : []),
      );
    case 'list':
      return fc
        .uniqueArray(fc.constantFrom(...kind.values), { minLength: 1, maxLength: 5 })
        .map((list) => list.join(','));
    case 'flag':
      return fc.constantFrom('0', '1');
    case 'text':
      return fc.constantFrom(example, 'webchat', 'telegram');
    case 'search':
      return fc.constantFrom(example, 'hello', '"thank you" -refund', 'ord', '東京', '-a');
    case 'reason':
      return fc.constantFrom(example, 'a', '東京');
    case 'timeZone':
      return fc.constantFrom('UTC', 'Europe/Budapest', 'america/new_york', 'Asia/Kolkata', 'Etc/GMT+12');
    case 'instant':
      return dayText.map((day) => `${day}T10:00:00Z`);
    case 'weekdayHour':
      return fc.constantFrom(example, '1-00', '7-23');
  }
}

function pairOf(parameter: QueryParameter): fc.Arbitrary<string> {
  const value = fc.oneof(
    { weight: 8, arbitrary: fitting(parameter.value, parameter) },
    { weight: 1, arbitrary: anyText.filter((text) => parameter.name !== 'wait' || !/^[0-9]+$/.test(text)) },
  );
  const name = fc.oneof(
    { weight: 9, arbitrary: fc.constant(parameter.name) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(parameter.name.toUpperCase(), `${parameter.name}x`, `${parameter.name}[]`),
    },
  );
  return fc.tuple(name, value).map(([key, text]) => `${key}=${encodeURIComponent(text)}`);
}

function queryOf({ operationId }: (typeof OPERATIONS)[number]): fc.Arbitrary<string> {
  const odd = fc.constantFrom('nonsense=1', '_=5', 'projectid=822', '=1', 'a=%ff', '&&', 'limit');
  const known = parametersOf(operationId).map(pairOf);
  const pair = known.length === 0 ? odd : fc.oneof({ weight: 15, arbitrary: fc.oneof(...known) }, odd);
  const most = known.length === 0 ? 1 : 4;
  return fc.array(pair, { maxLength: most }).map((pairs) => (pairs.length === 0 ? '' : `?${pairs.join('&')}`));
}

const headers = fc.record(
  {
    accept: fc.constantFrom(
      '*/*',
      'application/json',
      'application/x-ndjson',
      'text/csv',
      'text/html',
      'q;q=x',
      '',
      'a/b;q=0',
    ),
    prefer: fc.constantFrom('handling=lenient', 'count=exact', 'count=exact, handling=lenient', 'x', ''),
    'if-none-match': fc.constantFrom('*', 'W/"a"', '"', ''),
    'accept-encoding': fc.constantFrom('gzip', 'identity', 'gzip;q=0', '*', 'br'),
    'sec-fetch-site': fc.constantFrom('same-origin', 'same-origin', 'none', 'cross-site', 'x'),
    origin: fc.constantFrom('https://other.example', 'null', ''),
    cookie: fc.constantFrom('parley_session=x', `parley_session=${'a'.repeat(43)}`, ';;=', ''),
    'content-type': fc.constantFrom('application/json', 'text/plain', 'application/json; charset=utf-8', ''),
  },
  { requiredKeys: [] },
);

const redaction = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ chatId: fc.nat(45), seq: fc.integer({ min: 1, max: 3 }) }).map((one) => JSON.stringify(one)),
  },
  { weight: 1, arbitrary: fc.record({ contactId: fc.nat(80) }).map((one) => JSON.stringify(one)) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.constantFrom('', '{', '[]', '{"chatId":7}', '{"contactId":"6"}', 'x'.repeat(5_000)) },
);

const signIn = fc.oneof(
  { weight: 3, arbitrary: fc.constant(JSON.stringify({ tenant: 'acme', login: 'anna', password: 'a long password' })) },
  {
    weight: 2,
    arbitrary: fc.record({ tenant: anyText, login: anyText, password: anyText }).map((one) => JSON.stringify(one)),
  },
  { weight: 1, arbitrary: fc.record({ link: anyText }).map((one) => JSON.stringify(one)) },
  { weight: 1, arbitrary: fc.json() },
);

/** A member that fits beside one that need not. */
const orAny = (fitting: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 6, arbitrary: fitting }, anyText, fc.constant(null));
const projectIds = orAny(fc.constantFrom(null, [822], [], [999]));
const queueIds = orAny(fc.constantFrom(null, [3803], []));
const login = orAny(fc.constantFrom('ben', 'carla', 'dora@example.com', 'É'));
const name = orAny(fc.constantFrom('warehouse', 'Ben Nagy', '日本語'));
const timeZone = orAny(fc.constantFrom('Europe/Budapest', 'utc', 'Mars/Base'));
const access = { projectIds, queueIds };
const bodyOf = (members: Readonly<Record<string, fc.Arbitrary<unknown>>>, optional: readonly string[] = []) =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .record(members, { requiredKeys: Object.keys(members).filter((member) => !optional.includes(member)) })
        .map((one) => JSON.stringify(one)),
    },
    { weight: 1, arbitrary: fc.json() },
  );
const scopes = orAny(fc.constantFrom(['chats:read'], ['admin'], ['chats:metadata', 'chats:write'], []));
const role = orAny(fc.constantFrom('supervisor', 'analyst', 'admin'));
const expiresAt = orAny(fc.constantFrom(null, '2030-01-01T00:00:00Z', '2020-01-01T00:00:00Z', 'soon'));
const query = orAny(fc.constantFrom('', 'disposition=Missed', 'q=hello&tz=UTC', 'limit=5', 'colour=blue', '%'));
const isShared = orAny(fc.constantFrom(true, true, false));
/** Whom the fuzz changes is never who it signs in as. */
const BODIES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  startSession: signIn,
  startOpenid: bodyOf({ returnTo: orAny(fc.constantFrom('/', '/projects/822/chats', '//evil', 'x')), link: anyText }, [
    ...['returnTo', 'link'],
  ]),
  redact: redaction,
  createProject: bodyOf({ projectid: orAny(fc.integer({ min: 900, max: 990 })), name, timeZone }),
  changeProject: bodyOf({ timeZone }),
  createApiKey: bodyOf({ name, scopes, ...access, expiresAt }),
  createPerson: bodyOf({ login, name, role, ...access }),
  changePerson: bodyOf({ name, role, ...access, isDisabled: orAny(fc.boolean()) }, [
    ...['name', 'role', 'projectIds', 'queueIds', 'isDisabled'],
  ]),
  createPersonLink: bodyOf({ ownPassword: anyText }, ['ownPassword']),
  createView: bodyOf({ name, query, isShared }),
  changeView: bodyOf({ name, query }, ['name', 'query']),
};

function requestTo(operation: (typeof OPERATIONS)[number]): fc.Arbitrary<ArbitraryRequest> {
  const path = fc
    .tuple(projectText, idText)
    .map(([project, chat]) => fillPath(operation, encodeURIComponent(project), encodeURIComponent(chat)));
  const method = fc.oneof(
    { weight: 15, arbitrary: fc.constant(operation.method as string) },
    { weight: 1, arbitrary: fc.constantFrom('HEAD', 'PUT', 'OPTIONS', 'PATCH') },
  );
  const key: fc.Arbitrary<RequestKey> = fc.oneof(
    { weight: 12, arbitrary: fc.constant(usualKey(operation)) },
    { weight: 3, arbitrary: fc.constantFrom<RequestKey>('none', 'metadata', 'writer', 'unknown') },
  );
  const body = operation.requestBody === null ? fc.constant(null) : (BODIES[operation.operationId] ?? fc.json());
  const matched = operation.requestHeaders.includes('If-Match') ? { 'if-match': 'VERSION' } : {};
  const typed = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...matched };
  const sent =
    operation.requestBody === null && !('if-match' in typed)
      ? headers
      : fc.oneof({ weight: 4, arbitrary: fc.constant(typed) }, headers);
  return fc
    .record({ path, query: queryOf(operation), method, headers: sent, key, body })
    .map(({ path: place, query, ...rest }) => ({ ...rest, target: place + query }));
}

function usualKey({ scopes }: Operation): RequestKey {
  if (scopes?.includes('admin') === true) return 'admin';
  return scopes?.includes('chats:write') === true ? 'writer' : 'reader';
}

/** `PREFIX`, `SESSION` and `"VERSION"` stand for what the test has made. */
function fillPath({ path }: Operation, project: string, id: string): string {
  return path
    .replace('{projectid}', project)
    .replace('{chatId}', id)
    .replace('{viewId}', id)
    .replace('{attachmentId}', id === '7' ? '00000000-0000-4000-8000-000000000000' : id)
    .replace('{login}', 'ben')
    .replace('{prefix}', id === '7' ? 'pk' : 'PREFIX')
    .replace('{sessionId}', id === '7' ? 'x' : 'SESSION');
}

/** `count` requests; the same seed gives the same ones. Each operation comes as often as any other. */
export function arbitraryRequests(seed: number, count: number): readonly ArbitraryRequest[] {
  return fc.sample(fc.oneof(...OPERATIONS.map(requestTo)), { seed, numRuns: count });
}

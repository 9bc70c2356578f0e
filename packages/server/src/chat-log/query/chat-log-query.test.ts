/** Reading of the log's parameters: each reading, each refusal by table, and that nothing bad ever widens a result. */
import {
  errorBody,
  PRESENCE_NAMES,
  parametersOf,
  type QueryParameter,
  RANGES,
  type RangeEnd,
  SELECTION_NAMES,
  VALUE_FIELDS,
} from '@parley/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { projectId } from '../../model/ids.ts';
import { instant } from '../../model/instant.ts';
import { Zone } from '../../model/zone.ts';
import { type ChatLogInput, readChatLogQuery, readChatQuery, refuseForMetadata } from './chat-log-query.ts';
import type { ChatSelection } from './chat-selection.ts';
import { decodeQueryString, type QueryPair } from './query-string.ts';

const BUDAPEST = new Zone('Europe/Budapest');
const PARAMETERS = parametersOf('getChatLog');
const FILTERS = PARAMETERS.filter((parameter) => parameter.role === 'filter');

function read(parameters: readonly QueryPair[], changes: Partial<ChatLogInput> = {}) {
  return readChatLogQuery({
    parameters,
    projectId: projectId(822),
    zone: BUDAPEST,
    startSemantics: 'id',
    isLenient: false,
    ...changes,
  });
}

function readText(raw: string, changes: Partial<ChatLogInput> = {}) {
  const decoded = decodeQueryString(raw);
  return 'refused' in decoded ? decoded : read(decoded.parameters, changes);
}

function accepted(raw: string, changes: Partial<ChatLogInput> = {}) {
  const result = readText(raw, changes);
  if ('refused' in result) throw new TypeError(`${raw} was refused: ${JSON.stringify(result.refused)}`);
  return result;
}

test('no parameters are the whole log', () => {
  expect(accepted('')).toEqual({
    query: {
      selection: {},
      direction: 'ASC',
      sorted: null,
      from: null,
      offset: 0,
      limit: null,
      format: null,
      fields: null,
      withExt: false,
      preview: null,
      withEnd: false,
      printZone: null,
      timestamps: null,
      csv: { delimiter: ',', hasMark: false, isRaw: false },
      parquet: { isNested: false, withUtc: false, codec: 'snappy' },
      dateRange: null,
      hasFilters: false,
      canonical: '',
      linkParameters: [],
    },
    warnings: [],
  });
});

const SELECTIONS: readonly (readonly [raw: string, selection: ChatSelection])[] = [
  ['userId=0', { lastAgent: 0 } as ChatSelection],
  ['USERID=660', { lastAgent: 660 } as ChatSelection],
  ['userId=007', { lastAgent: 7 } as ChatSelection],
  ['userId=9007199254740991', { lastAgent: 9007199254740991 } as ChatSelection],
  ['agentId=1', { agentId: 1 } as ChatSelection],
  ['queueId=2', { queueId: 2 } as ChatSelection],
  ['entityId=3&contactId=4&ticketId=5', { entityId: 3, contactId: 4, ticketId: 5 }],
  ['type=webchat', { type: 'webchat' }],
  ['disposition=In+progress', { disposition: 'In progress' }],
  ['slaStatus=Out%20of%20SLA', { slaStatus: 'Out of SLA' }],
  ['isSPAM=1', { isSpam: true }],
  ['startedFrom=2023-01-20T12:00:00%2B01:00', { startedFrom: instant(Date.UTC(2023, 0, 20, 11)) }],
  [
    'startDate=2023-01-20&startedFrom=2023-01-20T12:00:00Z&startedBefore=2023-02-01T00:00:00Z',
    { startedFrom: instant(Date.UTC(2023, 0, 20, 12)), startedBefore: instant(Date.UTC(2023, 0, 20, 23)) },
  ],
  ['isspam=0', { isSpam: false }],
  ['status=open', { isOpen: true }],
  ['status=closed', { isOpen: false }],
  ['notuserid=007&notType=viber', { notUserId: 7, notType: 'viber' }],
  ['userId=7&notUserId=7', { lastAgent: 7, notUserId: 7 } as ChatSelection],
  ['without=ticketId,userId', { without: ['userId', 'ticketId'] }],
  ['minduration=60&maxDuration=060', { minDuration: 60, maxDuration: 60 }],
  ['minMessageCount=0&without=maxResponseTime', { minMessageCount: 0, without: ['maxResponseTime'] }],
  ['with=slaStatus&with=type&without=agentId', { with: ['type', 'slaStatus'], without: ['agentId'] }],
];
test.each(SELECTIONS)('%s selects', (raw, selection) => {
  const { query } = accepted(raw);
  expect(query.selection).toEqual(selection);
  expect(query.hasFilters).toBe(true);
});

test.each([
  ['start=0', { from: { chatId: 0, isInclusive: true }, offset: 0 }],
  ['start=5', { from: { chatId: 5, isInclusive: true }, offset: 0 }],
  ['after=5', { from: { chatId: 5, isInclusive: false }, offset: 0 }],
  ['sort=duration', { sorted: { by: 'duration', after: null }, from: null }],
  ['sort=duration&after=0600.05', { sorted: { by: 'duration', after: { value: 600, chatId: 5 } } }],
  ['sort=duration&after=none.5', { sorted: { by: 'duration', after: { value: null, chatId: 5 } } }],
  ['sort=firstResponseTime&after=-4.5', { sorted: { by: 'firstResponseTime', after: { value: -4, chatId: 5 } } }],
  ['offset=5', { from: null, offset: 5 }],
  ['limit=1', { limit: 1 }],
  ['num=50', { limit: 50 }],
  ['limit=50&num=050', { limit: 50 }],
  ['direction=desc', { direction: 'DESC' }],
  ['direction=Asc', { direction: 'ASC' }],
  ['format=csv-messages', { format: 'csv-messages' }],
  ['format=parquet-messages&utc=1', { format: 'parquet-messages' }],
  ['raw=1', { csv: { delimiter: ',', hasMark: false, isRaw: true } }],
  ['raw=0', { csv: { delimiter: ',', hasMark: false, isRaw: false } }],
  ['delimiter=%3B&bom=1', { csv: { delimiter: ';', hasMark: true, isRaw: false } }],
  ['include=ext', { withExt: true, withEnd: false }],
  ['include=end,ext', { withExt: true, withEnd: true }],
  ['include=preview', { withExt: false, preview: { search: null } }],
  ['fields=disposition,chatId', { fields: ['chatId', 'disposition'] }],
  ['timestamps=normalized', { timestamps: 'normalized' }],
  ['timestamps=raw', { timestamps: 'raw' }],
])('%s is no filter and is read', (raw, expected) => {
  const { query } = accepted(raw);
  expect(query).toMatchObject(expected);
  expect(query.hasFilters).toBe(false);
});

test('a key that reads start as an offset skips rows', () => {
  expect(accepted('start=100', { startSemantics: 'offset' }).query).toMatchObject({ from: null, offset: 100 });
  expect(accepted('after=100', { startSemantics: 'offset' }).query).toMatchObject({ offset: 0 });
  expect(readText('start=1&offset=1', { startSemantics: 'offset' })).toMatchObject({
    refused: { error: 'conflictingParameters' },
  });
});

test.each([
  ['startDate=2023-01-20', '2023-01-20', '2023-01-19T23:00Z', '2023-01-20T23:00Z'],
  ['endDate=2023-01-20', null, null, '2023-01-20T23:00Z'],
  ['startDate=2023-01-20&endDate=2023-01-20', '2023-01-20', '2023-01-19T23:00Z', '2023-01-20T23:00Z'],
  ['startDate=2023-01-20&endDate=2023-01-22', '2023-01-20', '2023-01-19T23:00Z', '2023-01-22T23:00Z'],
  ['startDate=2023-03-26', '2023-03-26', '2023-03-25T23:00Z', '2023-03-26T22:00Z'],
  ['startDate=2023-01-20&tz=america/new_york', '2023-01-20', '2023-01-20T05:00Z', '2023-01-21T05:00Z'],
  ['startDate=2024-02-29', '2024-02-29', '2024-02-28T23:00Z', '2024-02-29T23:00Z'],
])('%s selects whole days of the zone', (raw, from, startedFrom, startedBefore) => {
  const { query } = accepted(raw);
  const { selection } = query;
  expect(selection.startedFrom ?? null).toBe(startedFrom === null ? null : Date.parse(startedFrom));
  expect(selection.startedBefore).toBe(Date.parse(startedBefore));
  expect(query.dateRange?.from).toBe(from);
  expect(query.hasFilters).toBe(true);
});

test('the range tells the days and the zone in which they were read', () => {
  expect(accepted('startDate=2023-01-20').query.dateRange).toEqual({
    from: '2023-01-20',
    to: '2023-01-20',
    zoneName: 'Europe/Budapest',
  });
  const { query } = accepted('endDate=2023-01-20&tz=UTC');
  expect(query.dateRange).toEqual({ from: null, to: '2023-01-20', zoneName: 'UTC' });
  expect(query.printZone?.name).toBe('UTC');
});

test('the first and the last day of the calendar can be asked for', () => {
  for (const tz of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC']) {
    expect(accepted(`startDate=0000-01-01&endDate=9999-12-31&tz=${tz}`).query.hasFilters).toBe(true);
  }
});

const NEVER_VALID = ['', ' ', ' 2', '2 ', '-1', '+1', '1.5', '1.0', '1e3', '0x10', 'Infinity', 'NaN', '٣', '1,2', '%'];
const TOO_BIG = ['9007199254740992', '9007199254740993', '9999999999999999', '99999999999999999', '0'.repeat(17)];
const DATES = [
  '2023-02-30',
  '2023-2-3',
  '2023/02/20',
  '2023-13-01',
  '2023-00-10',
  '2023-01-00',
  '2023-01-20T00:00:00Z',
];
const WORDS = ['true', 'ASCENDING', 'completed', 'null', 'webchat\ud800', 'x'.repeat(201), '"', '\u0000'];

function isWrongFor({ value: kind }: QueryParameter, text: string): boolean {
  if (kind.kind === 'instant' && text.endsWith('T00:00:00Z')) return false;
  if (kind.kind !== 'text' && kind.kind !== 'search') return true;
  if (kind.kind === 'search' && !/[\p{L}\p{N}]/u.test(text)) return true;
  return text === '' || text.length > kind.maximumLength || !text.isWellFormed();
}

const REFUSALS = PARAMETERS.flatMap((parameter) =>
  [...NEVER_VALID, ...TOO_BIG, ...DATES, ...WORDS, '2']
    .filter((text) => isWrongFor(parameter, text))
    .filter((text) => text !== '2' || !['id', 'integer', 'place'].includes(parameter.value.kind))
    .map((text) => [parameter.name, text] as const),
);
test.each(REFUSALS)('%s=%j is refused and named', (name, text) => {
  const result = read([[name, text]]);
  expect(result).toMatchObject({ refused: { error: 'malformedValue', property: name } });
  expect(read([[name.toUpperCase(), text]], { isLenient: true })).toEqual(result);
});

test.each(PARAMETERS.map(({ name, example, value }) => [name, example, value.kind] as const))(
  '%s is refused when it repeats a value',
  (name, example, kind) => {
    expect(read([[name, example]])).toHaveProperty('query');
    const twice = read([
      [name, example],
      [name.toUpperCase(), example],
    ]);
    const error = kind === 'list' ? 'malformedValue' : 'repeatedParameter';
    expect(twice).toMatchObject({ refused: { error, property: name } });
  },
);

test.each([
  ['limit=0', 'malformedValue', 'limit'],
  ['num=0', 'malformedValue', 'num'],
  ['start=1&after=1', 'conflictingParameters', 'after'],
  ['after=1&offset=1', 'conflictingParameters', 'offset'],
  ['offset=0&start=0', 'conflictingParameters', 'offset'],
  ['sort=duration&start=0', 'conflictingParameters', 'start'],
  ['sort=duration&offset=0', 'conflictingParameters', 'offset'],
  ['sort=duration&after=5', 'malformedValue', 'after'],
  ['after=600.5', 'malformedValue', 'after'],
  ['sort=Duration', 'malformedValue', 'sort'],
  ['limit=10&num=20', 'conflictingParameters', 'num'],
  ['format=csv-messages&fields=chatId', 'conflictingParameters', 'fields'],
  ['format=parquet-messages&fields=chatId', 'conflictingParameters', 'fields'],
  ['format=parquet-messages&nested=1', 'conflictingParameters', 'nested'],
  ['format=csv&nested=1', 'conflictingParameters', 'nested'],
  ['compression=zstd&format=json', 'conflictingParameters', 'compression'],
  ['format=parquet&compression=gzip', 'malformedValue', 'compression'],
  ['utc=1&format=xlsx', 'conflictingParameters', 'utc'],
  ['format=parquet&nested=2', 'malformedValue', 'nested'],
  ['startDate=2023-01-21&endDate=2023-01-20', 'reversedDates', 'startDate'],
  ['projectid=823', 'malformedValue', 'projectid'],
  ['projectid=', 'malformedValue', 'projectid'],
  ['projectId=822.0', 'malformedValue', 'projectid'],
  ['projectid=822&projectId=822', 'repeatedParameter', 'projectid'],
  ['fields=chatId,chatId', 'malformedValue', 'fields'],
  ['fields=chatId,', 'malformedValue', 'fields'],
  ['fields=chatid', 'malformedValue', 'fields'],
  ['include=all', 'malformedValue', 'include'],
  ['tz=%2B01:00', 'malformedValue', 'tz'],
  ['tz=Europe/Atlantis', 'malformedValue', 'tz'],
  ['tz=local', 'malformedValue', 'tz'],
  ['isSPAM=2', 'malformedValue', 'isSPAM'],
  ['slaStatus=', 'malformedValue', 'slaStatus'],
  ['direction=up', 'malformedValue', 'direction'],
  ['cursor=x', 'unknownParameter', 'cursor'],
  ['constructor=1', 'unknownParameter', 'constructor'],
  ['__proto__=1', 'unknownParameter', '__proto__'],
  ['tic%E2%84%AAetId=1', 'unknownParameter', 'tic\u212aetId'],
  ['userId%20=1', 'unknownParameter', 'userId '],
])('%s is refused', (raw, error, property) => {
  const result = readText(raw);
  expect(result).toMatchObject({ refused: { error, property } });
});

test.each([
  ['user_id=1', 'userId'],
  ['useridd=1', 'userId'],
  ['start_date=2023-01-20', 'startDate'],
  ['enddat=2023-01-20', 'endDate'],
  ['disposal=Lost', 'disposition'],
  ['zzzzzzzzzzzzzzz=1', 'startDate'],
])('%s is unknown and the answer names %s', (raw, nearest) => {
  const result = readText(raw);
  if (!('refused' in result)) throw new TypeError('was accepted');
  expect(errorBody(result.refused.error, result.refused).errors[0].message).toContain(nearest);
});

test.each([
  ['fields=disposition,chatid', '"chatid"; the nearest known one is chatId.'],
  ['fields=disposition,elsewhere', '"elsewhere"; known are chatId, '],
  ['fields=chatId,,type', 'an empty item.'],
  ['fields=type,type', 'one that repeats an item.'],
  ['fields=', 'but it is empty.'],
  ['limit=ten', 'but it is "ten".'],
])('%s is answered with %s', (raw, words) => {
  const result = readText(raw);
  if (!('refused' in result)) throw new TypeError('was accepted');
  expect(errorBody(result.refused.error, result.refused).errors[0].message).toContain(words);
});

test('what every request may carry is ignored, with or without lenience', () => {
  const { query, warnings } = accepted('_=1674215443&projectid=822&userId=1&_=2');
  expect(query.selection).toEqual({ lastAgent: 1 });
  expect(warnings).toEqual([]);
});

test('lenience ignores unknown names only, and lists them', () => {
  const { query, warnings } = accepted('colour=red&userId=1&%0D%0Ax=2', { isLenient: true });
  expect(query.selection).toEqual({ lastAgent: 1 });
  expect(query.linkParameters).toEqual([['userId', '1']]);
  expect(warnings).toEqual(['unknown parameter ignored: colour', 'unknown parameter ignored: %0D%0Ax']);
  expect(readText('limit=a', { isLenient: true })).toHaveProperty('refused');
  expect(readText('userId=1&userId=1', { isLenient: true })).toHaveProperty('refused');
  const many = Array.from({ length: 500 }, (_, index) => `x${index}=1`).join('&');
  expect(accepted(many, { isLenient: true }).warnings).toHaveLength(21);
});

test('the link keeps everything but where the page began', () => {
  const { query } = accepted('START=5&limit=2&USERID=007&startdate=2023-01-20&projectid=822&include=ext');
  expect(query.linkParameters).toEqual([
    ['limit', '2'],
    ['userId', '007'],
    ['startDate', '2023-01-20'],
    ['projectid', '822'],
    ['include', 'ext'],
  ]);
});

test('the canonical text is the same for the same meaning and another for every other', () => {
  const same = ['userId=7&limit=5', 'LIMIT=05&userid=7', 'num=5&userId=007', 'limit=5&num=5&userId=7&_=3'];
  expect(new Set(same.map((raw) => accepted(raw).query.canonical)).size).toBe(1);
  expect(accepted('start=5', { startSemantics: 'offset' }).query.canonical).toBe(accepted('offset=5').query.canonical);
  const different = [
    '',
    'limit=5',
    'start=5',
    'after=5',
    'sort=duration',
    'sort=duration&direction=DESC',
    'sort=duration&after=600.5',
    'sort=duration&after=none.5',
    'offset=5',
    'userId=5',
    'type=a%26limit%3D5',
    'type=a&limit=5',
  ];
  expect(new Set(different.map((raw) => accepted(raw).query.canonical)).size).toBe(different.length);
});

test.each(FILTERS.map(({ name, example }) => [name, example] as const))(
  '%s restricts the selection',
  (name, example) => {
    const { query } = accepted(`${name}=${encodeURIComponent(example)}`);
    expect(query.hasFilters).toBe(true);
    expect(query.canonical).not.toBe('');
  },
);

test('whatever comes in never throws, and no given filter is ever missing from what is accepted', () => {
  const garbage = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom(...NEVER_VALID, ...WORDS));
  const good = fc.constantFrom(...PARAMETERS).map(({ name, example }): QueryPair => [name, example]);
  const bad = fc.tuple(fc.constantFrom(...PARAMETERS.map(({ name }) => name)), garbage);
  const unknown = fc.tuple(fc.string({ unit: 'binary' }), garbage);
  const pairs = fc.array(fc.oneof({ weight: 12, arbitrary: good }, bad, unknown), { maxLength: 5 });
  let acceptedWithFilters = 0;
  fc.assert(
    fc.property(pairs, fc.boolean(), (parameters, isLenient) => {
      const result = read(parameters, { isLenient });
      if ('refused' in result) {
        expect(errorBody(result.refused.error, result.refused).errors[0].errorcode).toBe(400);
        return;
      }
      const names = parameters.map(([name]) => name.toLowerCase());
      const given = FILTERS.filter(({ name }) => names.includes(name.toLowerCase()));
      if (given.length > 0) acceptedWithFilters += 1;
      for (const { name, example } of given) {
        const text = parameters.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1] ?? example;
        const alone = read([[name, text]]);
        const expected = 'query' in alone ? alone.query.selection : null;
        // An end date beside a start date gives the start date another meaning; its bounds are tested above.
        if (!name.endsWith('Date')) expect(result.query.selection).toMatchObject({ ...expected });
        else expect(result.query.selection.startedBefore).toBeDefined();
      }
    }),
    { seed: 3, numRuns: 3000 },
  );
  expect(acceptedWithFilters).toBeGreaterThan(200);
});

test('a single chat takes the parameters of its printing only', () => {
  const input = { projectId: projectId(822), isLenient: false };
  const { parameters } = { parameters: [['include', 'ext'] as const, ['tz', 'UTC'] as const] };
  expect(readChatQuery({ ...input, parameters })).toMatchObject({
    query: { withExt: true, printZone: { name: 'UTC' } },
  });
  expect(readChatQuery({ ...input, parameters: [['limit', '1']] })).toMatchObject({
    refused: { error: 'unknownParameter', property: 'limit' },
  });
});

test('what a chat cannot both have and lack is refused', () => {
  expect(readText('with=type,ticketId&without=ticketId')).toMatchObject({
    refused: { error: 'conflictingParameters', property: 'without', slots: { reason: 'both name ticketId' } },
  });
});

test('a range whose ends are the wrong way round is refused, whichever number it is of', () => {
  for (const [first, { number, end }] of Object.entries<RangeEnd>(RANGES)) {
    if (end === 'max') continue;
    const second = first.replace('min', 'max');
    expect(readText(`${second}=9&${first}=10`), number).toMatchObject({
      refused: { error: 'reversedRange', property: first, slots: { first, least: '10', second, most: '9' } },
    });
    expect(readText(`${first}=10&${second}=10`)).toHaveProperty('query');
  }
});

test('of all filters a key for metadata may not use those of content, however they are turned', () => {
  const refused = SELECTION_NAMES.filter((name) => refuseForMetadata([[name.toUpperCase(), 'x']]) !== null);
  expect(refused).toEqual(['entityId', 'contactId', 'pageName', 'q', 'notEntityId', 'notContactId', 'notPageName']);
  for (const name of PRESENCE_NAMES) {
    const hidden = VALUE_FIELDS.filter((field) => refuseForMetadata([[name, `ticketId,${field}`]]) !== null);
    expect(hidden).toEqual(['entityId', 'contactId', 'pageName']);
  }
  expect(refuseForMetadata([['without', 'ticketId,contactId']])).toEqual({
    error: 'filterNotAllowed',
    property: 'without',
    slots: { name: 'contactId' },
  });
});

test('a key for metadata may not filter by content', () => {
  for (const [name, property] of [
    ['CONTACTID', 'contactId'],
    ['entityId', 'entityId'],
  ] as const) {
    expect(
      refuseForMetadata([
        ['limit', '1'],
        [name, 'x'],
      ]),
    ).toMatchObject({ error: 'filterNotAllowed', property });
  }
  expect(
    refuseForMetadata([
      ['userId', '1'],
      ['quantity', '1'],
    ]),
  ).toBeNull();
});

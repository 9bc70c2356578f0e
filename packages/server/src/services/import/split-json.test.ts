import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonSplitter } from './split-json.ts';

interface Part {
  readonly line: number;
  readonly text: string;
  readonly problem: string | null;
}

function split(chunks: readonly Uint8Array[], maxRowBytes?: number): Part[] {
  const splitter = new JsonSplitter(maxRowBytes);
  const parts = [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.finish()];
  return parts.map(({ line, bytes, problem }) => ({ line, text: Buffer.from(bytes).toString(), problem }));
}

function splitText(text: string, maxRowBytes?: number): Part[] {
  return split([Buffer.from(text)], maxRowBytes);
}

/** Lines and texts of the rows; fails when there is any problem. */
function rowsOf(text: string): [number, string][] {
  return splitText(text).map((part) => {
    expect(part.problem).toBeNull();
    return [part.line, part.text];
  });
}

describe('rows one a line', () => {
  test('with any line end, blank lines and no last line end', () => {
    expect(rowsOf('{"a":1}\r\n\n  \r\n{"a":"x\\ny"}\n{"a":3}')).toEqual([
      [1, '{"a":1}'],
      [4, '{"a":"x\\ny"}'],
      [5, '{"a":3}'],
    ]);
  });

  test('after a byte order mark', () => {
    expect(rowsOf('\uFEFF{"a":1}\n{"a":2}\n')).toEqual([
      [1, '{"a":1}'],
      [2, '{"a":2}'],
    ]);
  });

  test.each([
    ['a string that is not closed', '{"a":"x'],
    ['an object that is not closed', '{"a":[1,2'],
    ['a bracket of the wrong kind', '{"a":[1}'],
    ['no JSON', 'hello {'],
    ['an object that ends in a key', '{"a":1,'],
    ['text after an object', '{"a":1} x'],
  ])('where the first is broken by %s leave the next ones whole', (_, broken) => {
    expect(rowsOf(`${broken}\n{"a":2}\n{"a":3}\n`)).toEqual([
      [1, broken],
      [2, '{"a":2}'],
      [3, '{"a":3}'],
    ]);
  });

  test('where the first is cut after a comma of an array are all there in the end', () => {
    expect(rowsOf('{"a":[1,\n{"a":2}\n')).toEqual([
      [1, '{"a":[1,'],
      [2, '{"a":2}'],
    ]);
  });
});

describe('rows in brackets', () => {
  test('of an array, on one line and over many', () => {
    expect(rowsOf('[{"a":1},{"a":"],[\\""}, 5,"x",[[]]]')).toEqual([
      [1, '{"a":1}'],
      [1, '{"a":"],[\\""}'],
      [1, '5'],
      [1, '"x"'],
      [1, '[[]]'],
    ]);
    expect(rowsOf('\n[\n  {\n    "a": 1\n  },\n  {\n    "a": 2 }\n]\n')).toEqual([
      [3, '{\n    "a": 1\n  }'],
      [6, '{\n    "a": 2 }'],
    ]);
    expect(rowsOf('[]')).toEqual([]);
  });

  test('of a reply, whatever stands before and after', () => {
    expect(rowsOf('{"response":[{"a":1},{"a":2}],"errors":[]}')).toEqual([
      [1, '{"a":1}'],
      [1, '{"a":2}'],
    ]);
    expect(
      rowsOf('{\n "info": [{"response":[9]}],\n "x": "response",\n "response" :\n [\n  {"a": 1}\n ],\n "n": {}\n}\n'),
    ).toEqual([[6, '{"a": 1}']]);
    expect(rowsOf('{"errors":[],\n"response":[{"a":1}]}')).toEqual([[2, '{"a":1}']]);
    expect(rowsOf('{"response":[],"errors":[]}')).toEqual([]);
  });

  test('of a reply with one chat', () => {
    expect(rowsOf('{"response": {"a": [1]}, "errors": []}')).toEqual([[1, '{"a": [1]}']]);
  });

  test('of several replies one after the other', () => {
    expect(rowsOf('{"response":[1],"errors":[]}\n{"errors":[],"response":[2,3]}\n[4]{\n"response":[5]}')).toEqual([
      [1, '1'],
      [2, '2'],
      [2, '3'],
      [3, '4'],
      [4, '5'],
    ]);
  });

  test('of objects over several lines one after the other', () => {
    expect(rowsOf('{\n"a": 1\n}\n{\n"a": 2\n}\n')).toEqual([
      [1, '{\n"a": 1\n}'],
      [4, '{\n"a": 2\n}'],
    ]);
  });
});

describe('what is wrong', () => {
  test.each<[string, Part[]]>([
    ['', [{ line: 1, text: '', problem: 'the file is empty' }]],
    [' \n\n', [{ line: 1, text: '', problem: 'the file is empty' }]],
    [
      '[{"a":1},\n{"a":',
      [
        { line: 1, text: '{"a":1}', problem: null },
        { line: 2, text: '{"a":', problem: 'the file ends inside this row' },
      ],
    ],
    [
      '{"response":[{"a":1}\n',
      [
        { line: 1, text: '{"a":1}', problem: null },
        { line: 2, text: '', problem: 'the file ends before its last bracket: it is truncated' },
      ],
    ],
    [
      '[1,,2,]',
      [
        { line: 1, text: '1', problem: null },
        { line: 1, text: '', problem: 'a row is missing before this comma' },
        { line: 1, text: '2', problem: null },
        { line: 1, text: '', problem: 'a row is missing after the last comma' },
      ],
    ],
    [
      '{"response":null,"errors":[]}',
      [
        { line: 1, text: '', problem: '"response" must be an array of chats or one chat' },
        { line: 1, text: 'null', problem: null },
      ],
    ],
    [
      '[1}2]',
      [
        { line: 1, text: '1', problem: null },
        { line: 1, text: '}', problem: null },
        { line: 1, text: '2', problem: null },
      ],
    ],
  ])('%j', (text, parts) => {
    expect(splitText(text)).toEqual(parts);
  });

  test.each([
    ['UTF-16 little endian', Buffer.from('\uFEFF[1]', 'utf16le')],
    ['UTF-16 big endian', Buffer.from('\uFEFF[1]', 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from('[1]', 'utf16le')],
    ['UTF-32', Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x5b])],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1])],
  ])('%s is refused as a whole', (_, bytes) => {
    const parts = split([bytes]);
    expect(parts).toHaveLength(1);
    expect(parts[0]?.problem).toMatch(/UTF-8|unpack/);
  });

  test('a row over the limit is a problem of that row alone, with its beginning kept', () => {
    const long = `{"a":"${'x'.repeat(2 ** 20)}"}`;
    for (const text of [`{"a":1}\n${long}\n{"a":2}\n`, `[{"a":1},\n${long},\n{"a":2}]`, `${long}\n{"a":2}`]) {
      const parts = splitText(text, 2 ** 20);
      const problems = parts.filter(({ problem }) => problem !== null);
      expect(problems).toEqual([
        { line: text.startsWith(long) ? 1 : 2, text: long.slice(0, 65_536), problem: 'is longer than 1 MiB' },
      ]);
      expect(parts.at(-1)).toMatchObject({ text: '{"a":2}', problem: null });
    }
  });
});

const anyRow = fc.jsonValue({ maxDepth: 3 }).map((value) => ({ chatId: 1, value }));
const anyText = fc.oneof(
  fc.array(anyRow).map((rows) => rows.map((row) => JSON.stringify(row)).join('\r\n')),
  fc.tuple(fc.array(anyRow), fc.constantFrom(0, 2)).map(([rows, indent]) => JSON.stringify(rows, null, indent)),
  fc
    .tuple(fc.array(anyRow), fc.constantFrom(0, 1))
    .map(([response, indent]) => JSON.stringify({ errors: [1], response, n: '[{' }, null, indent)),
  fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '\n', ' ', 'a', '"response"') }),
);

describe('any chunks', () => {
  test('of the same bytes give the same parts', () => {
    fc.assert(
      fc.property(anyText, fc.array(fc.nat(40)), (text, sizes) => {
        const bytes = Buffer.from(text);
        const chunks: Uint8Array[] = [];
        let from = 0;
        for (const size of sizes) {
          chunks.push(bytes.subarray(from, from + size));
          from += size;
        }
        chunks.push(bytes.subarray(from));
        expect(split(chunks, 100)).toEqual(split([bytes], 100));
      }),
      { seed: 20230120, numRuns: 2_000 },
    );
  });

  test('of a valid file give every row once, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1 }), fc.constantFrom(0, 2), (rows, indent) => {
        const texts = [
          rows.map((row) => JSON.stringify(row)).join('\n'),
          JSON.stringify(rows, null, indent),
          JSON.stringify({ response: rows, errors: [] }, null, indent),
        ];
        for (const text of texts) {
          const found = rowsOf(text).map(([, row]) => JSON.parse(row));
          expect(found).toEqual(JSON.parse(JSON.stringify(rows)));
        }
      }),
      { seed: 20230120, numRuns: 300 },
    );
  });
});

describe('rows with and beside a key response', () => {
  test('a row with a key response of its own is a row', () => {
    const own = (id: number) => `{"chatId":${id},"transcript":[],"response":[{"chatId":9}]}`;
    const wanted = [
      [1, own(5)],
      [2, own(6)],
    ];
    expect(rowsOf(`${own(5)}\n${own(6)}\n`)).toEqual(wanted);
    expect(rowsOf('{\n"chatId":5,\n"response":[]\n}\n')).toEqual([[1, '{\n"chatId":5,\n"response":[]\n}']]);
  });

  test('an object with its chatId after response is refused by name', () => {
    const [part, ...more] = splitText('{"response":[],"chatId":5}\n');
    expect(part?.problem).toMatch(/needs its chatId before it/);
    expect(more).toEqual([]);
  });

  test('the rows of a second key response are read too', () => {
    expect(rowsOf('{"response":[{"chatId":7}],\n"x":{"response":[1]},"response":[{"chatId":8}],"errors":[]}')).toEqual([
      [1, '{"chatId":7}'],
      [2, '{"chatId":8}'],
    ]);
  });

  test.each([
    ['after', '{"response":[],"errors":[{"errorcode":403,"errormessage":"error.no_right"}]}'],
    ['before', '{"errors":[{"errorcode":403,"errormessage":"error.no_right"}],"response":[]}'],
  ])('the error of a saved error reply that stands %s the rows is told', (_, text) => {
    expect(splitText(text)).toEqual([
      { line: 1, text: '', problem: 'the saved reply reports an error: error.no_right' },
    ]);
  });
});

describe('objects one after another without line ends', () => {
  test('are rows each, with blanks between them too', () => {
    expect(rowsOf('{"chatId":31}{"chatId":32} \t{"a":"}{"}\n{"chatId":33}{"chatId":34}')).toEqual([
      [1, '{"chatId":31}'],
      [1, '{"chatId":32}'],
      [1, '{"a":"}{"}'],
      [2, '{"chatId":33}'],
      [2, '{"chatId":34}'],
    ]);
  });

  test('may be longer together than the longest row', () => {
    const rows = Array.from({ length: 100 }, (_, at) => `{"chatId":${at}}`);
    expect(splitText(rows.join(''), 20)).toEqual(rows.map((text) => ({ line: 1, text, problem: null })));
  });

  test('are the same rows however the bytes come', () => {
    const text = '{"chatId":1}{"a":"x"} {"chatId":2,"response":[1]}\n\n{"b":[1,2]}oops\n{"c":1}';
    const whole = splitText(text);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        const chunks = places.slice(1).map((end, at) => Buffer.from(text.slice(places[at], end)));
        expect(split(chunks)).toEqual(whole);
      }),
      { seed: 8 },
    );
  });
});

describe('files that are something else are refused by name', () => {
  test.each([
    ['CSV', 'chatId,sessionId,type\n1,a,b\n2,c,d\n'],
    ['CSV', '"id";"created_at";"visitor name"\n1;2;3\n'],
    ['HTML', '\n<!DOCTYPE html>\n<html><body>Log in</body></html>'],
    ['XML', '<?xml version="1.0"?>\n<chats/>'],
    ['ZIP', 'PK\u0003\u0004...'],
    ['Parquet', 'PAR1....'],
    ['SQLite', 'SQLite format 3'],
  ])('%s: %s', (name, text) => {
    const parts = splitText(text);
    expect(parts).toHaveLength(1);
    expect(parts[0]?.problem).toMatch(new RegExp(`^the file is .*${name}`));
  });

  test('text whose first line is no table is read line by line, so that rows after it are found', () => {
    expect(rowsOf('Hello, Ann, how are you?\n{"chatId":1}\n')).toEqual([
      [1, 'Hello, Ann, how are you?'],
      [2, '{"chatId":1}'],
    ]);
  });
});

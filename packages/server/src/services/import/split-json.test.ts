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
      [1, '{"a":1}\r'],
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
    ['two objects', '{"a":1} {"b":2}'],
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
      rowsOf('{\n "errors": [{"response":[9]}],\n "x": "response",\n "response" :\n [\n  {"a": 1}\n ],\n "n": {}\n}\n'),
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

import { expect, test } from 'vitest';
import { parseExact } from '../../chat-log/input/exact-json.ts';
import { adaptRow } from './adapt-row.ts';

test('a row that gets another project number keeps each digit of its numbers', () => {
  const row = '{"chatId":9,"projectId":1,"externalId":12345678901234567891,"price":1e400,"ext":{"a":1}}';
  const adapted = adaptRow(parseExact(row), { sourceProjectId: 1, localProjectId: 822, hasExt: true });
  expect(JSON.stringify(adapted)).toBe('{"chatId":9,"projectId":822,"externalId":12345678901234567891,"price":1e400}');
});

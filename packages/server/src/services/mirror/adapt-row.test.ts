import { expect, test } from 'vitest';
import { adaptRow } from './adapt-row.ts';

test('a row that gets another project number keeps each digit of its numbers', () => {
  const row = '{"chatId":9,"projectId":1,"externalId":12345678901234567891,"price":1e400,"ext":{"a":1}}';
  const adapted = adaptRow(Buffer.from(row), { sourceProjectId: 1, localProjectId: 822, hasExt: true });
  expect(Buffer.from(adapted).toString()).toBe(
    '{"chatId":9,"projectId":822,"externalId":12345678901234567891,"price":1e400}',
  );
});

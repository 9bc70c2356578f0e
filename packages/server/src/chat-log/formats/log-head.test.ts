import { expect, test } from 'vitest';
import { isLogHead } from './log-head.ts';

test.each([
  ['NDJSON', '{"chatId":1,"projectId":822}\n'],
  ['NDJSON of an empty log with its end', '{"end":true,"rows":0}\n'],
  ['JSON', '{"response":[{"chatId":1}'],
  ['CSV', 'chatId,projectId,entityId\r\n1,822,0\r\n'],
  ['CSV with a byte order mark and semicolons', '\uFEFFchatId;projectId\r\n'],
  ['chosen columns', 'type,chatId\r\nwebchat,1\r\n'],
  ['Parquet', 'PAR1\u0015\u0004'],
])('%s is a log', (_, head) => {
  expect(isLogHead(head)).toBe(true);
});

test.each([
  ['a manifest of npm', '{\n  "name": "parley",\n  "type": "module"\n}\n'],
  ['one on a line', '{"name":"parley","type":"module"}'],
  ['another CSV', 'id,name\r\n1,chatId\r\n'],
  ['text', 'chatId is a number\n'],
  ['a program', '\u007fELF'],
])('%s is none', (_, head) => {
  expect(isLogHead(head)).toBe(false);
});

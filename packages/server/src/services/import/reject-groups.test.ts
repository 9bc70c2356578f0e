import { expect, test } from 'vitest';
import { describeRejectGroups, RejectGroups } from './reject-groups.ts';

test('rejects are grouped by reason, with the place of the first of each', () => {
  const groups = new RejectGroups();
  groups.add({ field: 'transcript[3].date', reason: 'must be text or null' }, 'line 2');
  groups.add({ field: '', reason: "is not valid JSON: Unexpected token 'a'" }, 'line 3');
  groups.add({ field: 'transcript[14].date', reason: 'must be text or null' }, 'line 5');
  groups.add({ field: '', reason: 'is not valid JSON: Unterminated string\u001b[31m' }, 'line 6');
  groups.add({ field: 'chatId', reason: '7 belonged to a chat that was erased' }, 'line 8');
  groups.add({ field: 'chatId', reason: '12 belonged to a chat that was erased' }, 'line 9');
  expect(describeRejectGroups(groups)).toEqual([
    'reject     2 with: transcript[…].date must be text or null; first in line 2',
    'reject     2 with: is not valid JSON: …; first in line 3',
    'reject     2 with: chatId … belonged to a chat that was erased; first in line 8',
  ]);
});

test('the sentence of a group is true of every row in it, and keeps what they share', () => {
  const groups = new RejectGroups();
  groups.add({ field: '', reason: 'is 90 bytes as a document, more than --max-document-bytes allows: 80' }, 'line 1');
  groups.add({ field: '', reason: 'is 97 bytes as a document, more than --max-document-bytes allows: 80' }, 'line 2');
  groups.add({ field: 'projectId', reason: 'is 1, but the import goes into 822' }, 'line 3');
  groups.add({ field: 'projectId', reason: 'is 2, but the import goes into 822' }, 'line 4');
  groups.add({ field: '', reason: 'is no chat, but reports an error: error.no_right' }, 'line 5');
  groups.add({ field: '', reason: 'is no chat, but reports an error: error.no_right' }, 'line 6');
  expect(groups.all.map(({ reason }) => reason)).toEqual([
    'is … bytes as a document, more than --max-document-bytes allows: 80',
    'projectId is …, but the import goes into 822',
    'is no chat, but reports an error: error.no_right',
  ]);
});

test('texts of the file do not steer a terminal, and are cut', () => {
  const groups = new RejectGroups();
  groups.add({ field: '', reason: `is\u001b[2J not\r\n valid ${'x'.repeat(1_000)}` }, 'line 1');
  const [line = ''] = describeRejectGroups(groups);
  expect(line).not.toMatch(/\p{Cc}/u);
  expect(line.length).toBeLessThan(300);
});

test('of very many reasons the first are told apart and the others counted', () => {
  const groups = new RejectGroups();
  for (let at = 0; at < 1_000; at++) groups.add({ field: 'x'.repeat(at), reason: 'is wrong' }, `line ${at}`);
  expect(groups.all).toHaveLength(21);
  expect(groups.all.at(-1)).toEqual({ count: 980, reason: 'other reasons', firstPlace: 'line 20' });
});

/** What the documents say of events and of hidden members is what the schemas say. */
import { expect, test } from 'vitest';
import { EVENT_SCHEMAS } from './chat-event.ts';
import { eventsTable, hiddenMembers } from './field-reference.ts';

test('the table of events has a row for each, with all members, optional ones in italics', () => {
  const rows = eventsTable().split('\n').slice(2);
  expect(rows.map((row) => /^\| `([^`]+)`/.exec(row)?.[1])).toEqual(Object.keys(EVENT_SCHEMAS));
  for (const [index, { properties }] of Object.values(EVENT_SCHEMAS).entries()) {
    const names = Object.keys(properties).filter((name) => name !== 'type' && name !== 'at');
    for (const name of names) expect(rows[index]).toContain(`\`${name}\``);
  }
  const [started = ''] = rows;
  expect(started).toContain(', `sessionId`, *`pageName`*,');
  expect(started).toContain('*`contactId`* id');
  expect(started).toContain('*`startedBy`* agent, *`queue`*, *`ticket`*');
});

test('the list of hidden members has the whole of what is closed and the closed part of what is open', () => {
  const [chat = '', ext = '', explain = ''] = hiddenMembers().split('\n');
  const pathsIn = (line: string) => [...line.matchAll(/`([^`]+)`/g)].map(([, path]) => path);
  expect(pathsIn(chat)).toEqual(
    expect.arrayContaining(['entityId', 'contactId', 'sessionId', 'visitorName', 'transcript', 'transfers[].reason']),
  );
  expect(pathsIn(chat)).not.toContain('transcript[].message');
  expect(pathsIn(chat)).not.toContain('firstAgentName');
  expect(pathsIn(ext)).toEqual(expect.arrayContaining(['ext.participants', 'ext.imported.extra']));
  expect(pathsIn(explain)).toEqual(expect.arrayContaining(['turns[].openedBy', 'numbers[].from.messageId']));
});

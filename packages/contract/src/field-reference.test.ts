/** What the documents say of events and of hidden members is what the schemas say. */
import { expect, test } from 'vitest';
import { Chat } from './chat.ts';
import { EVENT_SCHEMAS } from './chat-event.ts';
import { Transfer } from './chat-parts.ts';
import { eventsTable, hiddenMembers } from './field-reference.ts';
import { SCOPE_MEANINGS } from './scopes.ts';

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
  // The scope says that these stay.
  expect(SCOPE_MEANINGS['chats:metadata']).toContain('ids and names of agents and queues');
  const ofAgentsAndQueues = Object.keys({ ...Chat.properties, ...Transfer.properties }).filter((name) =>
    /(Agent|Queue)(Id|Name)?$/.test(name),
  );
  expect(ofAgentsAndQueues.length).toBeGreaterThan(12);
  for (const name of ofAgentsAndQueues) expect(chat).not.toContain(name);
  expect(pathsIn(ext)).toEqual(expect.arrayContaining(['ext.participants', 'ext.imported.extra']));
  expect(pathsIn(explain)).toEqual(expect.arrayContaining(['turns[].openedBy', 'numbers[].from.messageId']));
});

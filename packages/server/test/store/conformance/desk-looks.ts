/** What a server finds of the desk within a second when nobody has told it. */
import { describe, expect, test } from 'vitest';
import { queueId } from '../../../src/model/ids.ts';
import { actAsAgent } from '../../../src/services/desk/act-as-agent.ts';
import type { Follower } from '../../../src/services/desk/follower.ts';
import { LiveHub } from '../../../src/services/desk/live-hub.ts';
import { writeAsVisitor } from '../../../src/services/desk/write-as-visitor.ts';
import type { ProjectStore } from '../../../src/store/chat-store.ts';
import type { QueueSettings } from '../../../src/store/desk-store.ts';
import { AT, SCOPE, ZONE } from '../../helpers/conformance-fixture.ts';
import { ManualTimers } from '../../helpers/manual-timers.ts';
import { makeProject } from '../../helpers/open-project.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';

const QUEUE: QueueSettings = { queueId: 3803, name: 'Chat', strategy: 'manual', calendar: null, slaPolicy: null };
const OTHER: QueueSettings = { ...QUEUE, queueId: 3804, name: 'Billing' };
const AGENT = { agentId: 1, name: 'Agent 1' };
const SETTINGS = { ...AGENT, login: 'agent1', capacity: 30 };

interface Found {
  readonly isWide: boolean;
  readonly isQueued: boolean;
  readonly chats: number;
}
const NOTHING: Found = { isWide: false, isQueued: false, chats: 0 };

function says(project: ProjectStore, person: string) {
  return writeAsVisitor(project, {
    person,
    start: { channel: 'webchat', sessionId: `webchat-plugin/customer/${person}` },
    queue: QUEUE,
    message: { name: 'Visitor', messageId: crypto.randomUUID(), text: 'hello' },
    at: AT,
    command: null,
  });
}

/** What agent 1 sees another of, and of what kind it is. Chat 1 is theirs. */
const CHANGES: readonly (readonly [string, (project: ProjectStore) => Promise<unknown>, Partial<Found>])[] = [
  ['they are away', ({ desk }) => desk.setPresence(1, 'away'), { isWide: true }],
  ['they have more room', ({ desk }) => desk.saveAgent({ ...SETTINGS, capacity: 40 }, AT), { isWide: true }],
  ['they answer in another queue', ({ desk }) => desk.setMembers(queueId(OTHER.queueId), [1]), { isWide: true }],
  ['their visitor has a name', ({ desk }) => desk.saveContact('p', { name: 'Jane' }), { isWide: true }],
  ['their visitor is gone', ({ desk }) => desk.notePerson('p', 'here', AT), { isWide: true }],
  [
    'their chat has left them',
    (project) =>
      actAsAgent(project, {
        chatId: 1 as never,
        agent: AGENT,
        action: { type: 'close', isForced: false },
        at: AT,
        command: null,
      }),
    { isWide: true, chats: 1 },
  ],
  ['their visitor writes', (project) => says(project, 'p'), { chats: 1 }],
  ['somebody else waits', (project) => says(project, 'q'), { isQueued: true }],
  ['their queue has another name', ({ desk }) => desk.saveQueue({ ...QUEUE, name: 'Sales' }), { isQueued: true }],
];

export function describeDeskLooks(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: a server that nobody has told finds that`, () => {
    test.each(CHANGES)('%s', async (_, change, found) => {
      await using installation = await make();
      await using store = await installation.open();
      const project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
      await prepare(project);
      const timers = new ManualTimers();
      await using hub = new LiveHub({ store, timers, onError: (error) => expect.unreachable(String(error)) });
      using follower = hub.open();
      const scope = { tenantId: project.tenantId, projectId: project.projectId };
      follower.join({ ...scope, kind: 'agent', agentId: 1 });
      follower.join({ ...scope, kind: 'queue', queueId: QUEUE.queueId });
      follower.join({ ...scope, kind: 'chat', chatId: 1 as never });
      await look(timers);
      follower.takeNews();
      await look(timers);
      // As long as nothing changes nobody is woken.
      expect(newsOf(follower)).toEqual(NOTHING);
      await change(project);
      await look(timers);
      expect(newsOf(follower)).toMatchObject(found);
      await look(timers);
      expect(newsOf(follower)).toEqual(NOTHING);
    });
  });
}

async function prepare(project: ProjectStore): Promise<void> {
  await project.desk.saveQueue(QUEUE);
  await project.desk.saveQueue(OTHER);
  await project.desk.saveAgent(SETTINGS, AT);
  await project.desk.setPresence(1, 'online');
  await project.desk.noteAgent(1, 'here', null);
  await project.desk.notePerson('p', 'here', null);
  await project.desk.setMembers(queueId(QUEUE.queueId), [1]);
  await says(project, 'p');
  await actAsAgent(project, { chatId: 1 as never, agent: AGENT, action: { type: 'accept' }, at: AT, command: null });
}

/** Until the hub has looked, and waits again. */
async function look(timers: ManualTimers): Promise<void> {
  await timers.whenPending(1);
  timers.pass(1_000);
  await timers.whenPending(1);
}

function newsOf(follower: Follower): Found {
  const { isWide, isQueued, chatIds } = follower.takeNews();
  return { isWide, isQueued, chats: chatIds.size };
}

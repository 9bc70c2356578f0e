/** What the desk must do on every store, however many servers work on it. */
import type { Chat, ChatExt } from '@parley/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChatEvent } from '../../../src/model/event.ts';
import { type ChatId, queueId } from '../../../src/model/ids.ts';
import { type Instant, instant } from '../../../src/model/instant.ts';
import { lifecycleAfter } from '../../../src/model/lifecycle/lifecycle.ts';
import { type AgentAction, actAsAgent } from '../../../src/services/desk/act-as-agent.ts';
import type { LiveChanged, Place } from '../../../src/services/desk/change-live-chat.ts';
import { fireTimers } from '../../../src/services/desk/fire-timers.ts';
import type { LiveFrame } from '../../../src/services/desk/live-frame.ts';
import { LiveHub } from '../../../src/services/desk/live-hub.ts';
import { routeWaiting } from '../../../src/services/desk/route-waiting.ts';
import { followVisitor } from '../../../src/services/desk/visitor-stream.ts';
import { endAsVisitor, writeAsVisitor } from '../../../src/services/desk/write-as-visitor.ts';
import type { ChatStore, ProjectStore } from '../../../src/store/chat-store.ts';
import type { CommandKey, DueTimer, QueueSettings } from '../../../src/store/desk-store.ts';
import { AT, SCOPE, ZONE } from '../../helpers/conformance-fixture.ts';
import { ManualTimers } from '../../helpers/manual-timers.ts';
import { makeProject, openProject } from '../../helpers/open-project.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';

const QUEUE: QueueSettings = {
  queueId: 3803,
  name: 'Chat',
  strategy: 'least-busy',
  calendar: null,
  slaPolicy: null,
};
const agentOf = (agentId: number) => ({ agentId, name: `Agent ${agentId}` });
const after = (seconds: number): Instant => instant(AT + seconds * 1000);

export function describeDesk(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name}: desk`, () => {
    let installation: StoreUnderTest;
    let store: ChatStore;
    let project: ProjectStore;
    let alerts: DueTimer[];
    beforeEach(async () => {
      installation = await make();
      store = await installation.open();
      project = await makeProject(store, { ...SCOPE, name: 'Support', zone: ZONE, createdAt: AT });
      await project.desk.saveQueue(QUEUE);
      alerts = [];
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await installation[Symbol.asyncDispose]();
    });

    /** Agents 1 to `count`, who are online with room for three live chats each. */
    const hire = async (count: number) => {
      const ids = Array.from({ length: count }, (_, at) => at + 1);
      for (const agentId of ids) {
        await project.desk.saveAgent({ ...agentOf(agentId), login: `agent${agentId}`, capacity: 30 }, AT);
        await project.desk.setPresence(agentId, 'online');
        await project.desk.noteAgent(agentId, 'a', null);
      }
      await project.desk.setMembers(queueId(QUEUE.queueId), ids);
      return ids;
    };
    const says = (person: string, seconds: number, command: CommandKey | null = null, queue = QUEUE) =>
      writeAsVisitor(project, {
        person,
        start: { channel: 'webchat', sessionId: `webchat-plugin/customer/${person}` },
        queue,
        message: { name: 'Visitor', messageId: `${person}-${seconds}`, text: 'hello' },
        at: after(seconds),
        command,
      });
    const begin = async (person: string, seconds: number, queue = QUEUE): Promise<ChatId> => {
      const changed = await says(person, seconds, null, queue);
      if ('refused' in changed) throw new TypeError('a first message was refused');
      return changed.chatId;
    };
    const act = (
      chatId: ChatId,
      agentId: number,
      seconds: number,
      action: AgentAction,
      where: Place & ProjectStore = project,
    ) => actAsAgent(where, { chatId, agent: agentOf(agentId), action, at: after(seconds), command: null });
    const write = (chatId: ChatId, agentId: number, seconds: number) =>
      act(chatId, agentId, seconds, {
        type: 'write',
        message: { messageId: `a-${seconds}`, text: 'good morning' },
      });
    const fire = (seconds: number, where = project) =>
      fireTimers(where, after(seconds), {
        reminder: { name: 'Bot', text: 'Are you still there?' },
        newMessageId: () => `r-${seconds}`,
        alert: (timer) => alerts.push(timer),
      });
    const lifecycleOf = async (id: ChatId) =>
      lifecycleAfter((await project.chats.readEvents(id)) as readonly ChatEvent[]);
    const phaseOf = async (id: ChatId) => (await lifecycleOf(id)).phase;
    const typesOf = async (id: ChatId) => (await project.chats.readEvents(id)).map(({ body }) => body.type);
    const documentOf = async (id: ChatId) => {
      const stored = await project.chats.read(id);
      const ext = JSON.parse(stored?.extJson ?? '{}') as { chat: ChatExt };
      return { ...(JSON.parse(stored?.chatJson ?? '{}') as Chat), closeReason: ext.chat.closeReason };
    };

    test('a person has one chat until it is closed for good, and then another that names it', async () => {
      await hire(1);
      const first = await begin('p', 0);
      expect(await begin('p', 1)).toBe(first);
      await act(first, 1, 2, { type: 'accept' });
      await act(first, 1, 3, { type: 'close', isForced: false });
      expect(await begin('p', 4)).toBe(first);
      expect(await phaseOf(first)).toBe('active');
      await act(first, 1, 5, { type: 'close', isForced: false });
      await fire(305);
      expect(await phaseOf(first)).toBe('closed');
      const second = await begin('p', 306);
      expect(second).not.toBe(first);
      const [started] = await project.chats.readEvents(second);
      expect(started?.body).toMatchObject({ type: 'chat.started', previousChatId: first });
    });

    test('first messages of one person at the same time begin one chat', async () => {
      const changed = await Promise.all(Array.from({ length: 8 }, (_, at) => says('p', at)));
      expect(new Set(changed.map((one) => ('refused' in one ? one.refused : one.chatId))).size).toBe(1);
      expect(await project.chats.count({})).toBe(1);
    });

    test('a repeated command changes nothing and is answered as before', async () => {
      const key = (cseq: number, id = `c${cseq}`): CommandKey => ({ sender: 'v:p', id, tab: 't', cseq });
      const first = await says('p', 0, key(1));
      const again = await Promise.all([1, 2, 3].map(() => says('p', 0, key(1))));
      const answer = (one: LiveChanged) => ('refused' in one ? one : { chatId: one.chatId, seq: one.seq });
      for (const one of again) expect(one).toMatchObject({ ...answer(first), isRepeated: true });
      const second = await says('p', 1, key(2));
      expect(await says('p', 0, key(1))).toMatchObject({ ...answer(first), isRepeated: true });
      expect(await says('p', 1, key(2))).toMatchObject({ ...answer(second), isRepeated: true });
      const { transcript } = await documentOf(('chatId' in second ? second.chatId : 0) as ChatId);
      expect(transcript?.map(({ id }) => id)).toEqual(['p-0', 'p-1']);
    });

    test('commands of a tab are taken in their order alone; other tabs do not wait', async () => {
      const key = (tab: string, cseq: number, id = `${tab}${cseq}`): CommandKey => ({ sender: 'v:p', id, tab, cseq });
      expect(await says('p', 0, key('t', 2))).toEqual({ refused: { resendFrom: 1 } });
      await says('p', 1, key('t', 1));
      expect(await says('p', 2, key('t', 3))).toEqual({ refused: { resendFrom: 2 } });
      expect(await says('p', 3, key('u', 1))).toMatchObject({ isRepeated: false });
      await says('p', 4, key('t', 2));
      expect(await says('p', 5, key('t', 1, 'other'))).toEqual({ refused: 'stale-command' });
    });

    test('a command that is refused, or changes nothing, has had its turn', async () => {
      const key = (cseq: number): CommandKey => ({ sender: 'v:p', id: `c${cseq}`, tab: 't', cseq });
      const end = (seconds: number, cseq: number) =>
        endAsVisitor(project, { person: 'p', at: after(seconds), command: key(cseq) });
      expect(await end(0, 1)).toEqual({ refused: 'chat-not-found' });
      const id = await says('p', 1, key(2));
      await end(2, 3);
      const late = await end(3, 4);
      expect(late).toMatchObject({ isRepeated: false });
      expect(await end(3, 4)).toEqual({ ...late, isRepeated: true });
      expect(await says('p', 4, key(5))).toMatchObject({ chatId: 'chatId' in id ? id.chatId : 0, isRepeated: false });
    });

    test('two who take a chat at once: one has it, the other is told who', async () => {
      await hire(2);
      const id = await begin('p', 0);
      const both = await Promise.all([1, 2].map((agentId) => act(id, agentId, 1, { type: 'accept' })));
      const owner = (await lifecycleOf(id)).chat.handling.owner?.agentId;
      const loser = both.findIndex((one) => 'refused' in one) + 1;
      expect(both[loser - 1]).toEqual({ refused: { why: 'already-taken', holderId: owner } });
      expect(owner).toBe(3 - loser);
    });

    test('nobody takes more than there is room for', async () => {
      await hire(1);
      const ids = await Promise.all(Array.from({ length: 6 }, (_, at) => begin(`p${at}`, at)));
      const taken = await Promise.all(ids.map((id) => act(id, 1, 10, { type: 'accept' })));
      expect(taken.filter((one) => 'refused' in one)).toEqual(
        Array.from({ length: 3 }, () => ({ refused: { fullAgentId: 1 } })),
      );
      const [agent] = await project.desk.listAgents();
      expect(agent?.taken).toBe(30);
    });

    test('a hundred chats, five agents, two servers: each is offered to one, nobody gets too many', async () => {
      await hire(5);
      await using other = await installation.open('tool');
      const beside = await openProject(other, SCOPE);
      const ids = await Promise.all(Array.from({ length: 100 }, (_, at) => begin(`p${at}`, at / 100)));
      await Promise.all([project, beside, project, beside].map((where) => routeWaiting(where, after(2))));
      const asked = await Promise.all(ids.map(async (id) => (await lifecycleOf(id)).offer?.agent.agentId));
      const counts = Map.groupBy(
        asked.filter((one) => one !== undefined),
        (one) => one,
      );
      expect([...counts].map(([, chats]) => chats.length)).toEqual([3, 3, 3, 3, 3]);
      // The oldest are asked for first.
      const waiting = ids.filter((_, at) => asked[at] === undefined);
      expect((await project.desk.findWaiting(queueId(QUEUE.queueId), 1_000)).map((one) => one.chatId)).toEqual(waiting);
    });

    test('an offer that is let pass goes back to its old place, and to somebody else', async () => {
      await hire(2);
      const [first, second] = [await begin('p', 0), await begin('q', 1)];
      await routeWaiting(project, after(2));
      const asked = (await lifecycleOf(first)).offer?.agent.agentId ?? 0;
      await act(first, asked, 3, { type: 'decline' });
      expect((await project.desk.findWaiting(queueId(QUEUE.queueId), 9)).map((one) => one.chatId)).toEqual([first]);
      await routeWaiting(project, after(4));
      expect((await lifecycleOf(first)).offer?.agent.agentId).toBe(3 - asked);
      expect(await phaseOf(second)).toBe('offered');
      expect((await documentOf(first)).transferCount).toBe(0);
    });

    test('an agent who says nothing twice gets no more offers, until there is a sign of life', async () => {
      await hire(1);
      const id = await begin('p', 0);
      for (const seconds of [1, 100]) {
        expect(await routeWaiting(project, after(seconds))).toBe(1);
        await fire(seconds + 20);
      }
      expect(await routeWaiting(project, after(300))).toBe(0);
      await project.desk.setPresence(1, 'online');
      expect(await routeWaiting(project, after(300))).toBe(1);
      expect(await phaseOf(id)).toBe('offered');
    });

    test('a transfer counts when it is taken; until then the first agent keeps the chat', async () => {
      await hire(3);
      const id = await begin('p', 0);
      await act(id, 1, 1, { type: 'accept' });
      const give = (to: number, seconds: number) =>
        act(id, 1, seconds, { type: 'transferToAgent', to: agentOf(to), reason: 'knows more', isForced: false });
      await give(2, 2);
      expect((await lifecycleOf(id)).chat.handling.owner?.agentId).toBe(1);
      await act(id, 2, 3, { type: 'decline' });
      expect(await phaseOf(id)).toBe('active');
      await give(3, 4);
      await act(id, 3, 5, { type: 'accept' });
      expect(await act(id, 1, 6, { type: 'park' })).toEqual({ refused: { why: 'not-yours', holderId: 3 } });
      const chat = await documentOf(id);
      expect(chat).toMatchObject({ transferCount: 1, firstAgent: 1, lastAgent: 3 });
      expect(chat.transfers).toMatchObject([{ fromAgent: 1, toAgent: 3, reason: 'knows more' }]);
      expect((await project.desk.listAgents()).map(({ taken }) => taken)).toEqual([0, 0, 10]);
    });

    test('a timer fires once, on however many servers, and after a restart', async () => {
      await hire(1);
      const id = await begin('p', 0);
      await act(id, 1, 1, { type: 'accept' });
      await write(id, 1, 2);
      await store[Symbol.asyncDispose]();
      store = await installation.open();
      project = await openProject(store, SCOPE);
      await using other = await installation.open('tool');
      const beside = await openProject(other, SCOPE);
      await Promise.all([fire(182), fire(182, beside), fire(182), fire(182, beside)]);
      await fire(183);
      expect((await typesOf(id)).filter((type) => type === 'message.sent')).toHaveLength(3);
      await says('p', 190);
      await fire(490);
      await fire(491);
      expect(alerts.map(({ kind }) => kind)).toEqual(['alert']);
    });

    test('a chat that fails keeps no timer of another from firing', async () => {
      const [bad, good] = [await begin('p', 0), await begin('q', 1)];
      const failing: ProjectStore = {
        ...project,
        desk: {
          ...project.desk,
          change: (change) =>
            'chatId' in change.of && change.of.chatId === bad
              ? Promise.reject(new TypeError('damaged'))
              : project.desk.change(change),
        },
      };
      await expect(fire(700, failing)).rejects.toThrow('damaged');
      expect([await phaseOf(bad), await phaseOf(good)]).toEqual(['queued', 'closing']);
    });

    test('what was due while no server ran is dated when it was due', async () => {
      await hire(1);
      const id = await begin('p', 0);
      await act(id, 1, 1, { type: 'accept' });
      await write(id, 1, 2);
      while ((await fire(100_000)) > 0);
      expect(await documentOf(id)).toMatchObject({ disposition: 'Completed', duration: 602, closeReason: 'idle' });
    });

    test('an agent who is gone for a minute loses the chat; one who comes back in time does not', async () => {
      await hire(1);
      const id = await begin('p', 0);
      await act(id, 1, 1, { type: 'accept' });
      await project.desk.noteAgent(1, 'a', after(10));
      await project.desk.noteAgent(1, 'a', null);
      await fire(70);
      expect(await phaseOf(id)).toBe('active');
      await project.desk.noteAgent(1, 'a', after(80));
      await fire(139);
      expect(await phaseOf(id)).toBe('active');
      await fire(140);
      expect(await phaseOf(id)).toBe('queued');
      expect(await documentOf(id)).toMatchObject({ transferCount: 0, lastAgent: 1 });
    });

    test('a visitor who leaves the queue is Lost, and one who comes back in time is not', async () => {
      const id = await begin('p', 0);
      await project.desk.notePerson('p', 'a', after(10));
      await project.desk.notePerson('p', 'a', null);
      await fire(100);
      expect(await phaseOf(id)).toBe('queued');
      await project.desk.notePerson('p', 'a', after(110));
      await fire(200);
      expect(await phaseOf(id)).toBe('closing');
      await fire(500);
      expect(await documentOf(id)).toMatchObject({ disposition: 'Lost', closeReason: 'abandoned', duration: 200 });
    });

    test('a visitor who ends an answered chat has no doubt about it', async () => {
      await hire(1);
      const id = await begin('p', 0);
      await act(id, 1, 1, { type: 'accept' });
      await write(id, 1, 7);
      await endAsVisitor(project, { person: 'p', at: after(10), command: null });
      await endAsVisitor(project, { person: 'p', at: after(11), command: null });
      await fire(310);
      expect(await documentOf(id)).toMatchObject({
        disposition: 'Completed',
        closeReason: 'visitor',
        duration: 10,
        firstResponseTime: 7,
      });
      expect(await endAsVisitor(project, { person: 'p', at: after(400), command: null })).toEqual({
        refused: 'chat-not-found',
      });
    });

    test('the example of the source page, played at the desk, has its numbers', async () => {
      await hire(1);
      const slaPolicy = { policyId: 'standard-1', firstResponseSeconds: 60 };
      await project.desk.saveQueue({ ...QUEUE, slaPolicy });
      const id = await begin('p', 0, { ...QUEUE, slaPolicy });
      await routeWaiting(project, after(1));
      await act(id, 1, 3, { type: 'accept' });
      await write(id, 1, 7);
      await write(id, 1, 120);
      await act(id, 1, 198, { type: 'close', isForced: false });
      expect(await documentOf(id)).toMatchObject({ disposition: 'In progress', duration: null });
      await fire(198 + 300);
      expect(await documentOf(id)).toMatchObject({
        duration: 198,
        firstResponseTime: 7,
        averageResponseTime: 7,
        responseCount: 1,
        sumResponseTime: 7,
        lastVisitorMessageAgentResponseTime: 7,
        slaStatus: 'Within SLA',
        disposition: 'Completed',
      });
    });

    test('who follows a chat gets its events from any of them on, and those of another server too', async () => {
      await hire(1);
      const id = await begin('p', 0);
      await using other = await installation.open('tool');
      const beside = await openProject(other, SCOPE);
      const timers = new ManualTimers();
      await using hub = new LiveHub({ store, timers, onError: (error) => expect.unreachable(String(error)) });
      const stop = new AbortController();
      const frames = followVisitor(project, hub, {
        person: 'p',
        position: new Map([[id, 1]]),
        heartbeatMs: 25_000,
        signal: stop.signal,
        linkFile: (attachment) => attachment,
      });
      const next = async () => {
        const { value } = (await frames.next()) as IteratorResult<LiveFrame, undefined>;
        return value?.name === 'chat' ? `${value.position} ${value.data.type}` : value?.name;
      };
      expect(await next()).toBe(`${id}.2 message.sent`);
      const hinted = next();
      await act(id, 1, 1, { type: 'accept' }, { ...project, tell: (hint) => hub.tell(hint) });
      expect(await hinted).toBe(`${id}.3 agent.accepted`);
      const unhinted = next();
      await act(id, 1, 2, { type: 'close', isForced: false }, beside);
      await timers.whenPending(2);
      timers.pass(1_000);
      expect(await unhinted).toBe(`${id}.4 chat.closed`);
      const last = next();
      stop.abort();
      expect(await last).toBeUndefined();
    });

    test('out of hours a chat waits for the opening, and is answered then', async () => {
      const day: [string, string][] = [['09:00', '17:00']];
      const calendar = {
        timeZone: 'Europe/Budapest',
        monday: day,
        tuesday: day,
        wednesday: day,
        thursday: day,
        friday: day,
        saturday: [],
        sunday: [],
        holidays: [],
      };
      await hire(1);
      await project.desk.saveQueue({ ...QUEUE, calendar });
      // Midnight of a Thursday in UTC: 1:00 in Budapest.
      const id = await begin('p', 0);
      await fire(0);
      expect(await phaseOf(id)).toBe('offline');
      expect(await routeWaiting(project, after(1))).toBe(0);
      await fire(8 * 3_600);
      expect(await phaseOf(id)).toBe('queued');
      expect(await routeWaiting(project, after(8 * 3_600))).toBe(1);
    });

    test('a parked chat frees its place, and comes back to its agent when the visitor writes', async () => {
      await hire(2);
      const id = await begin('p', 0);
      await act(id, 2, 1, { type: 'accept' });
      await write(id, 2, 2);
      await act(id, 2, 3, { type: 'park' });
      expect((await project.desk.listAgents())[1]?.taken).toBe(0);
      await says('p', 4);
      expect((await lifecycleOf(id)).offer?.agent.agentId).toBe(2);
    });

    test('nothing of a chat that is closed for good is left at the desk', async () => {
      await hire(1);
      const id = await begin('p', 0);
      await act(id, 1, 1, { type: 'accept' });
      await act(id, 1, 2, { type: 'markSpam' });
      expect(await phaseOf(id)).toBe('closed');
      expect(await project.desk.findDueTimers(after(1_000_000), 9)).toEqual([]);
      expect((await project.desk.listAgents())[0]?.taken).toBe(0);
      expect(await documentOf(id)).toMatchObject({ isSPAM: 1, closeReason: 'spam' });
      await act(id, 1, 3, { type: 'unmarkSpam' });
      expect(await documentOf(id)).toMatchObject({ isSPAM: 0 });
    });
  });
}

/** A chat that is played over HTTP at set seconds, by a visitor and three agents, and what the log has of it. Never used outside tests. */
import type { Chat, ChatExt } from '@parley/contract';
import { encodeEventLine } from '../../src/chat-log/input/event-format.ts';
import type { ChatEvent } from '../../src/model/event.ts';
import type { ChatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { fireTimers } from '../../src/services/desk/fire-timers.ts';
import { markMissedTargets } from '../../src/services/desk/mark-missed-targets.ts';
import { routeWaiting } from '../../src/services/desk/route-waiting.ts';
import type { ProjectStore } from '../../src/store/chat-store.ts';
import type { TestServer } from './boot-server.ts';
import { doneOf, type TestAgent, type TestDesk, TestVisitor } from './live-people.ts';

/** Second, who, what, and the members of the command. Timers that are due by then fire before. Besides the people: `route` offers. */
export type Step = readonly [
  seconds: number,
  who: 'visitor' | 'agent1' | 'agent2' | 'agent3' | 'time' | 'route' | 'stream' | 'desk',
  what?: string,
  more?: Readonly<Record<string, unknown>>,
];

export interface PlayedChat {
  readonly chat: Chat;
  readonly ext: ChatExt;
  /** In the event format. */
  readonly line: ReturnType<typeof encodeEventLine>;
}

export interface Stage {
  readonly server: TestServer;
  readonly project: ProjectStore;
  readonly desk: TestDesk;
  /** Milliseconds of second 0. */
  readonly startMs: number;
  readonly visitor?: Readonly<Record<string, unknown>>;
}

/** Before the stream token of a page ends. */
const RENEW_SECONDS = 800;

/** Plays the steps, then lets everything end that would; the last chat that was played. */
export async function play(stage: Stage, steps: readonly Step[]): Promise<PlayedChat> {
  const { server, project, desk, startMs } = stage;
  server.clock.set(startMs);
  let visitor = await TestVisitor.come(server, desk.siteKey, stage.visitor);
  let [chatId, cameAt] = [0, 0];
  for (const [seconds, who, what = '', more = {}] of steps) {
    server.clock.set(startMs + seconds * 1_000);
    const at = instant(server.clock.nowMs());
    await passTime(stage, at);
    if (seconds - cameAt > RENEW_SECONDS && who === 'visitor') {
      cameAt = seconds;
      visitor = await TestVisitor.come(server, desk.siteKey, { visitorToken: visitor.visitor.visitorToken });
    }
    if (who === 'route') await routeWaiting(project, at);
    else if (who === 'stream')
      await project.desk.notePerson(
        personOf(await project.desk.findLiveChat(chatId as ChatId)),
        's',
        what === 'gone' ? at : null,
      );
    else if (who === 'desk') await project.desk.noteAgent(Number(what), 's', more.isGone === true ? at : null);
    else if (who === 'visitor') chatId = doneOf(await visitor.send({ type: what, ...more })).chatId ?? chatId;
    else if (who !== 'time')
      doneOf(await agentOf(desk, who).send({ type: what, ...(what === 'presence.set' ? {} : { chatId }), ...more }));
  }
  await passTime(stage, instant(startMs + 10 * 86_400_000));
  const stored = await project.chats.read(chatId as ChatId);
  if (stored === null) throw new TypeError('nothing was played');
  const events = (await project.chats.readEvents(chatId as ChatId)) as readonly ChatEvent[];
  return {
    chat: JSON.parse(stored.chatJson),
    ext: JSON.parse(stored.extJson).chat,
    line: encodeEventLine(chatId as ChatId, events),
  };
}

function agentOf({ agents }: TestDesk, who: string): TestAgent {
  const agent = agents[Number(who.slice(-1)) - 1];
  if (agent === undefined) throw new TypeError(`there is no ${who}`);
  return agent;
}

function personOf(chat: { readonly person: string } | null): string {
  if (chat === null) throw new TypeError('the visitor has no chat');
  return chat.person;
}

/** What is due fires in its order, targets of the service level too. */
async function passTime({ server, project }: Stage, at: ReturnType<typeof instant>): Promise<void> {
  let reminders = 0;
  const parts = {
    reminder: { name: 'Parley', text: 'Are you still there?' },
    newMessageId: () => `00000000-0000-4000-8000-b${String(reminders++).padStart(11, '0')}`,
    alert: () => undefined,
  };
  for (;;) {
    const [next] = await project.desk.findDueTimers(at, 1);
    const until = next?.fireAt ?? at;
    while ((await markMissedTargets(server.store, until)) > 0);
    while ((await fireTimers(project, until, parts)) > 0);
    if (next === undefined) return;
  }
}

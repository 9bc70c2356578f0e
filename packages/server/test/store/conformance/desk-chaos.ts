/** The desk in a storm: whatever order things happen in, what was acknowledged is in the log, once, in its order. */
import { describe, expect, test } from 'vitest';
import type { Lifecycle } from '../../../src/model/lifecycle/lifecycle.ts';
import type { ProjectDesk } from '../../../src/store/desk-store.ts';
import { sql } from '../../../src/store/sql/sql.ts';
import { DeskChaos, type WrapDesk } from '../../helpers/desk-chaos.ts';
import { times } from '../../helpers/long-tests.ts';
import type { StoreUnderTest } from '../../helpers/store-under-test.ts';

/** Of one seed; the check of everything takes time with the number of its chats. */
const STEPS_OF_SEED = 400;
const STEPS_OF_CONTROL = 400;

/** A desk that does one thing wrong, and how the checker says so. */
const WRONG: readonly { readonly name: string; readonly says: RegExp; readonly wrap: WrapDesk }[] = [
  { name: 'carries out every copy', says: /doubled|was answered/, wrap: changing(withoutKey) },
  { name: 'keeps no order of tabs', says: /out of its order/, wrap: changing(withoutNumber) },
  {
    name: 'lets agents take anything',
    says: /has \d+ of 20/,
    wrap: (desk) => ({ ...desk, saveAgent: (agent, at) => desk.saveAgent({ ...agent, capacity: 1_000 }, at) }),
  },
  { name: 'gives a chat to two agents', says: /two agents|has \d+ by the log/, wrap: changing(asIfNobodyHadIt) },
  { name: 'acknowledges what it has not done', says: /is lost|was answered/, wrap: acknowledging },
  { name: 'begins a chat for each tab', says: /open chats|comes after/, wrap: changing(byTab) },
];

export function describeDeskChaos(
  name: string,
  make: () => Promise<StoreUnderTest>,
  seeds: { usual: number; long: number },
): void {
  describe(`${name}: desk in a storm`, () => {
    for (let seed = 1; seed <= times(seeds.long, seeds.usual); seed++) {
      test(`seed ${seed}: nothing is lost, doubled, out of order or given to two`, async () => {
        const chaos = await storm(make, seed, STEPS_OF_SEED);
        expect(chaos.faults).toEqual([]);
        // A storm in which nothing happens would find nothing.
        for (const kind of ['done', 'refused', 'doubled', 'lost after', 'late copy', 'sent too early']) {
          expect(chaos.counts.get(kind) ?? 0, kind).toBeGreaterThan(5);
        }
      });
    }

    test.each([
      ['a fact', sql`UPDATE chat_fact SET message_count = message_count + 1`],
      ['what finds a chat', sql`UPDATE chat SET last_agent = last_agent + 1`],
    ])('%s that is not what its events give is found', async (_, damage) => {
      await using installation = await make();
      await using chaos = new DeskChaos(installation, 1);
      await chaos.open();
      await chaos.hire();
      await chaos.run(20);
      expect(chaos.faults).toEqual([]);
      await installation.query(damage);
      await chaos.inspect();
      expect(chaos.faults).not.toEqual([]);
    });

    test.each(WRONG)('a desk that $name is found', async ({ wrap, says }) => {
      const found: string[] = [];
      for (let seed = 1; seed <= 5 && !found.some((fault) => says.test(fault)); seed++) {
        found.push(...(await storm(make, seed, STEPS_OF_CONTROL, wrap)).faults);
      }
      expect(found.join('\n')).toMatch(says);
    });
  });
}

async function storm(make: () => Promise<StoreUnderTest>, seed: number, steps: number, wrap?: WrapDesk) {
  await using installation = await make();
  await using chaos = new DeskChaos(installation, seed, wrap);
  await chaos.open();
  await chaos.hire();
  await chaos.run(steps);
  if (chaos.faults.length === 0) await chaos.end();
  return chaos;
}

type Change = Parameters<ProjectDesk['change']>[0];

function changing(alter: (change: Change) => Change): WrapDesk {
  return (desk) => ({ ...desk, change: (change) => desk.change(alter(change as Change) as never) });
}

let copies = 0;
function withoutKey({ command, ...change }: Change): Change {
  return { ...change, command: command && { ...command, id: `${command.id} ${copies++}`, cseq: null } };
}

function withoutNumber({ command, ...change }: Change): Change {
  return { ...change, command: command && { ...command, cseq: null } };
}

function asIfNobodyHadIt(change: Change): Change {
  const withoutOwner = ({ chat, ...live }: Lifecycle): Lifecycle => ({
    ...live,
    phase: 'queued',
    chat: { ...chat, handling: { ...chat.handling, owner: null } },
  });
  return {
    ...change,
    decide: (view) => change.decide(view.chat?.phase === 'active' ? { ...view, chat: withoutOwner(view.chat) } : view),
  };
}

function acknowledging(desk: ProjectDesk): ProjectDesk {
  let calls = 0;
  return {
    ...desk,
    async change(change) {
      calls++;
      const chatId = 'chatId' in change.of ? change.of.chatId : null;
      if (chatId === null || change.command === null || calls % 10 > 0) return desk.change(change);
      return { chatId, seq: 1, isRepeated: false, touched: { person: null, agentIds: [], queueIds: [] } };
    },
  };
}

function byTab(change: Change): Change {
  const { of, command } = change;
  return 'person' in of && command !== null ? { ...change, of: { person: `${of.person} ${command.tab}` } } : change;
}

/** Changes a project of its own in every way that there is, by a seed. Used by tests that read a log while it changes. */
import { EVENT_FORMAT, type WireEvent } from '@parley/contract';
import { decodeEventLine } from '../../src/chat-log/input/event-format.ts';
import type { ChatEvent, EventBody } from '../../src/model/event.ts';
import { chatId } from '../../src/model/ids.ts';
import { instant } from '../../src/model/instant.ts';
import { SeededRandom } from '../../src/services/sample/seeded-random.ts';
import type { ProjectStore } from '../../src/store/chat-store.ts';
import type { TestServer } from './boot-server.ts';
import { startRequest } from './sample-import.ts';

/** Ids of the first import: the others up to the last of them are free for imports below the highest. */
const IMPORTED_IDS = Array.from({ length: 150 }, (_, at) => (at + 1) * 3);
const APPENDED = 150;
/** Later than the clock of the server, so that no target falls due by itself. */
const FIRST_DAY_MS = Date.UTC(2026, 1, 2);
const LATER_MS = Date.UTC(2026, 1, 9);
const DAY_SECONDS = 86_400;
const AGENTS = [660, 661, 662].map((agentId) => ({ agentId, name: `Agent ${agentId}` }));
const QUEUES = [3803, 3804].map((queueId) => ({ queueId, name: `Queue ${queueId}`, waitingLimitSeconds: 60 }));
const TICKET_TYPE = {
  fieldId: null,
  valueId: 1,
  label: 'Request',
  exportValue: 'Request',
  params: [],
  fgColor: '',
  bgColor: '',
  sort: null,
  status: null,
  system: 0,
  fieldValueId: null,
};
const TICKETS = [15, 16].map((ticketId) => ({ ticketId, ticketNo: `822-${ticketId}`, ticketType: TICKET_TYPE }));

type Draft = { readonly type: WireEvent['type'] } & Readonly<Record<string, unknown>>;

/** What happens in a chat, with the seconds after its start: each filter finds some of such chats and leaves some out. */
function drawChat(random: SeededRandom, isOpen: boolean): readonly (readonly [seconds: number, draft: Draft])[] {
  const agent = random.pick(AGENTS);
  const started: Draft = {
    type: 'chat.started',
    channel: random.pick(['webchat', 'viber']),
    sessionId: random.uuid(),
    contactId: random.integer(0, 2),
    entityId: random.integer(0, 2),
    queue: random.pick(QUEUES),
    slaPolicy: { policyId: 'standard', firstResponseSeconds: 60 },
    ...(random.chance(0.6) ? { ticket: random.pick(TICKETS) } : {}),
  };
  const question = { type: 'message.sent', sender: 'visitor', name: 'V', messageId: 'q', text: 'hello' } as const;
  const answer = { type: 'message.sent', sender: 'agent', name: agent.name, messageId: 'a', text: 'hello' } as const;
  const answeredAt = random.pick([30, 300]);
  return [
    [0, started],
    [1, question],
    ...(random.chance(0.7) ? ([[20, { type: 'agent.accepted', agent }]] as const) : []),
    ...(random.chance(0.7) ? ([[answeredAt, { ...answer, senderId: agent.agentId }]] as const) : []),
    ...(random.chance(0.3) ? ([[310, { type: 'chat.transferred', toAgent: random.pick(AGENTS) }]] as const) : []),
    ...(random.chance(0.3) ? ([[320, { type: 'spam.marked' }]] as const) : []),
    ...(isOpen ? [] : ([[400, { type: 'chat.closed', reason: random.pick(['agent', 'visitor_left']) }]] as const)),
  ];
}

function drawLine(random: SeededRandom, id: number, isOpen: boolean): unknown {
  const startMs = FIRST_DAY_MS + random.integer(0, 6 * DAY_SECONDS - 1) * 1_000;
  const events = drawChat(random, isOpen).map(([seconds, { type, ...rest }]) => {
    return { type, at: new Date(startMs + seconds * 1_000).toISOString(), ...rest };
  });
  return { format: EVENT_FORMAT, chatId: id, events };
}

function drawEvents(random: SeededRandom, isOpen: boolean): readonly ChatEvent[] {
  const decoded = decodeEventLine(drawLine(random, 1, isOpen));
  if ('problem' in decoded) throw new TypeError(`${decoded.problem.field} ${decoded.problem.reason}`);
  return decoded.events;
}

/** Changes a project of its own, always in the same way. */
export class LogWriter {
  readonly path: string;
  readonly counts = { added: 0, continued: 0, closed: 0, removed: 0, filledIn: 0, replaced: 0 };
  readonly #server: TestServer;
  readonly #project: ProjectStore;
  readonly #random: SeededRandom;
  readonly #imported = new Set<number>(IMPORTED_IDS);
  readonly #captured = new Set<number>();
  readonly #open = new Set<number>();
  readonly #gaps = new Set(IMPORTED_IDS.flatMap((id) => [id - 2, id - 1]));
  readonly #changes = [
    { weight: 5, run: () => this.#add() },
    { weight: 3, run: () => this.#continue() },
    { weight: 2, run: () => this.#close() },
    { weight: 3, run: () => this.#remove() },
    { weight: 2, run: () => this.#fillIn() },
    { weight: 1, run: () => this.#replace() },
  ];

  private constructor(server: TestServer, project: ProjectStore) {
    this.#server = server;
    this.#project = project;
    this.path = `/v2/projects/${project.projectId}/chats`;
    this.#random = new SeededRandom(5, project.projectId);
  }

  /** A project of imported chats with gaps between their ids, and of captured ones above them, half of those open. */
  static async make(server: TestServer, projectId: number): Promise<LogWriter> {
    const project = await server.makeProject(projectId);
    const writer = new LogWriter(server, project);
    await server.importChats(
      project,
      IMPORTED_IDS.map((id) => drawLine(writer.#random, id, writer.#random.chance(0.2))),
    );
    await writer.add(APPENDED);
    return writer;
  }

  /** A few changes at once, and now and then a while of joining beside them. */
  async act(): Promise<void> {
    const count = this.#random.integer(2, 5);
    const changes = Array.from({ length: count }, () => this.#random.pickWeighted(this.#changes).run());
    const joining = this.#random.chance(0.5)
      ? this.#server.store.maintenance.compact(this.#random.integer(1, 20))
      : null;
    await Promise.all([...changes, joining]);
  }

  async remove(...ids: readonly number[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#erase(id)));
  }

  async add(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.#add()));
  }

  async #add(): Promise<void> {
    const isOpen = this.#random.chance(0.5);
    const result = await this.#project.chats.append(startRequest(drawEvents(this.#random, isOpen)));
    if ('refused' in result) throw new TypeError(result.refused);
    this.#captured.add(result.chatId);
    if (isOpen) this.#open.add(result.chatId);
    this.counts.added += 1;
  }

  async #continue(): Promise<void> {
    const id = this.#random.pick([...this.#open]);
    const messageId = `m${this.counts.continued}`;
    await this.#append(
      id,
      this.#random.pick<EventBody>([
        { type: 'message.sent', sender: 'visitor', name: 'V', messageId, text: 'still here' },
        { type: 'chat.transferred', toAgent: this.#random.pick(AGENTS) },
        { type: 'chat.transferred', toQueue: this.#random.pick(QUEUES) },
        { type: 'contact.identified', contactId: this.#random.integer(1, 2), entityId: this.#random.integer(1, 2) },
        { type: 'ticket.linked', ticket: this.#random.pick(TICKETS) },
        { type: this.#random.pick(['spam.marked', 'spam.unmarked'] as const) },
      ]),
    );
    this.counts.continued += 1;
  }

  async #close(): Promise<void> {
    const id = this.#random.pick([...this.#open]);
    this.#open.delete(id);
    await this.#append(id, { type: 'chat.closed', reason: 'agent' });
    this.counts.closed += 1;
  }

  #remove(): Promise<void> {
    return this.#erase(this.#random.pick([...this.#imported, ...this.#captured]));
  }

  async #fillIn(): Promise<void> {
    const id = this.#random.pick([...this.#gaps]);
    this.#gaps.delete(id);
    const { createdBelowHighest } = await this.#import(id);
    this.#imported.add(id);
    this.counts.filledIn += createdBelowHighest;
  }

  async #replace(): Promise<void> {
    await this.#import(this.#random.pick([...this.#imported]));
    this.counts.replaced += 1;
  }

  #import(id: number) {
    return this.#server.importChats(this.#project, [drawLine(this.#random, id, this.#random.chance(0.2))]);
  }

  async #append(id: number, body: EventBody): Promise<void> {
    const at = instant(LATER_MS + this.#random.integer(0, DAY_SECONDS) * 1_000);
    const events = [{ at, offsetMinutes: 60, body }];
    const result = await this.#project.chats.append({ chatId: chatId(id), events });
    // A chat that another change of the same act erases may be gone first.
    if ('refused' in result && this.#captured.has(id)) throw new TypeError(`${id}: ${result.refused}`);
  }

  async #erase(id: number): Promise<void> {
    for (const ids of [this.#imported, this.#captured, this.#open]) ids.delete(id);
    const erased = await this.#project.privacy.eraseChat(chatId(id), instant(LATER_MS), 'operator');
    if (erased === null) throw new TypeError(`${id} was not there`);
    this.counts.removed += 1;
  }
}

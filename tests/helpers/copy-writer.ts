/** Changes a project's log in every way there is, always the same for a seed: for tests of consumers. Never used outside tests. */

import type { ParleyClient } from '@parley/client';
import { ParleyError } from '@parley/client';
import type { ChatEvent } from '../../packages/server/src/model/event.ts';
import { chatId } from '../../packages/server/src/model/ids.ts';
import { sampleChats } from '../../packages/server/src/services/sample/generate-sample.ts';
import { SeededRandom } from '../../packages/server/src/services/sample/seeded-random.ts';
import type { ProjectStore } from '../../packages/server/src/store/chat-store.ts';
import type { TestServer } from '../../packages/server/test/helpers/boot-server.ts';
import { sampleEvents, startRequest } from '../../packages/server/test/helpers/sample-import.ts';

/** A chat that goes on: its events still to come. */
interface OpenChat {
  readonly id: number;
  readonly rest: readonly ChatEvent[];
}

export class LogWriter {
  readonly counts = { started: 0, continued: 0, imported: 0, erased: 0, redacted: 0 };
  readonly #server: TestServer;
  readonly #client: ParleyClient;
  readonly #project: ProjectStore;
  readonly #random: SeededRandom;
  readonly #events: readonly (readonly ChatEvent[])[];
  readonly #open: OpenChat[] = [];
  readonly #ids: number[] = [];
  #importedId: number;
  readonly #changes = [
    { weight: 4, run: () => this.start() },
    { weight: 8, run: () => this.continue() },
    { weight: 2, run: () => this.import() },
    { weight: 2, run: () => this.erase() },
    { weight: 2, run: () => this.redact() },
  ];

  /** `client` may write. Imported chats take ids from `importedFrom` down, below those that are captured. */
  constructor(server: TestServer, client: ParleyClient, project: ProjectStore, seed: number, importedFrom = 900) {
    this.#server = server;
    this.#client = client;
    this.#project = project;
    this.#random = new SeededRandom(seed, project.projectId);
    this.#events = sampleEvents(40, seed);
    this.#importedId = importedFrom;
  }

  /** One change, drawn. */
  act(): Promise<void> {
    return this.#random.pickWeighted(this.#changes).run();
  }

  async start(): Promise<void> {
    const events = this.#random.pick(this.#events);
    const started = await this.#project.chats.append(startRequest(events, 1));
    if ('refused' in started) throw new TypeError(started.refused);
    this.#ids.push(started.chatId);
    this.#open.push({ id: started.chatId, rest: events.slice(1) });
    this.counts.started += 1;
  }

  /** Up to three more events of a chat, in the end the one that closes it. */
  async continue(): Promise<void> {
    if (this.#open.length === 0) return this.start();
    const at = this.#random.integer(0, this.#open.length - 1);
    const chat = this.#open[at];
    if (chat === undefined) return;
    const count = this.#random.integer(1, 3);
    this.#open.splice(at, 1);
    const events = chat.rest.slice(0, count);
    if (events.length === 0) return;
    const appended = await this.#project.chats.append({ chatId: chatId(chat.id), events });
    if ('refused' in appended) throw new TypeError(appended.refused);
    this.#open.push({ id: chat.id, rest: chat.rest.slice(count) });
    this.counts.continued += 1;
  }

  /** Below every id that there is: readers by chatId never meet it. */
  async import(): Promise<void> {
    const id = this.#importedId;
    this.#importedId -= 1;
    const [chat] = sampleChats({ chats: 1, seed: id, projectId: this.#project.projectId });
    await this.#server.importChats(this.#project, [{ ...(chat as object), chatId: id }]);
    this.#ids.push(id);
    this.counts.imported += 1;
  }

  async erase(): Promise<void> {
    if (this.#ids.length < 5) return this.start();
    const [id = 0] = this.#ids.splice(this.#random.integer(0, this.#ids.length - 1), 1);
    const open = this.#open.findIndex((chat) => chat.id === id);
    if (open !== -1) this.#open.splice(open, 1);
    await this.#client.erase(this.#project.projectId, id);
    this.counts.erased += 1;
  }

  async redact(): Promise<void> {
    if (this.#ids.length === 0) return this.start();
    const id = this.#random.pick(this.#ids);
    const chat = await this.#client.chat(this.#project.projectId, id, { include: ['ext'] });
    const seq = chat.transcript?.map(({ ext }) => ext?.seq ?? 0).find((number) => number > 0);
    if (seq === undefined) return;
    try {
      await this.#client.redact(this.#project.projectId, { chatId: id, seq });
    } catch (error) {
      if (!(error instanceof ParleyError && error.status === 404)) throw error;
    }
    this.counts.redacted += 1;
  }
}

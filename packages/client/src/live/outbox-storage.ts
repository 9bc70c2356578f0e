/** Where an outbox keeps what is not acknowledged yet. */

/** A command as it is kept: without tab and number, which belong to the page that sends it. */
export interface KeptCommand {
  readonly id: string;
  readonly type: string;
  readonly [member: string]: unknown;
}

/** One outbox of one visitor or agent. Calls do not overlap those of another program. */
export interface OutboxStorage {
  /** In the order in which they were added. */
  readonly load: () => Promise<readonly KeptCommand[]>;
  /** Resolves when it is kept. */
  readonly add: (command: KeptCommand) => Promise<void>;
  /** Does nothing when there is none with that id. */
  readonly remove: (id: string) => Promise<void>;
  readonly clear: () => Promise<void>;
}

/** Keeps commands as long as the program runs. */
export class MemoryOutboxStorage implements OutboxStorage {
  readonly #commands = new Map<string, KeptCommand>();

  readonly load = async (): Promise<readonly KeptCommand[]> => [...this.#commands.values()];

  readonly add = async (command: KeptCommand): Promise<void> => {
    this.#commands.set(command.id, command);
  };

  readonly remove = async (id: string): Promise<void> => {
    this.#commands.delete(id);
  };

  readonly clear = async (): Promise<void> => this.#commands.clear();
}

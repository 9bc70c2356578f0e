/** Where an outbox keeps what is not acknowledged yet. */

/** A command as it is kept: without tab and number, which belong to the page that sends it. */
export interface KeptCommand {
  readonly id: string;
  readonly type: string;
  readonly [member: string]: unknown;
}

/** The outboxes of one visitor or agent. Any call may reject or never settle: what is in an open page is sent nevertheless. */
export interface OutboxStorage {
  /** Whether what is kept outlives the program. */
  readonly isLasting: boolean;
  /**
   * What earlier programs have left, in its order; it is for this one to send. `onLeft`: what another has left
   * since, as it ends. May be called again after `release`.
   */
  readonly load: (onLeft: (commands: readonly KeptCommand[]) => void) => Promise<readonly KeptCommand[]>;
  /** Resolves when it is kept. `order` grows from command to command; one that was not kept may be added again, after others. */
  readonly add: (command: KeptCommand, order: number) => Promise<void>;
  /** Does nothing when there is none with that id. */
  readonly remove: (id: string) => Promise<void>;
  /** Removes what this program has added or loaded. */
  readonly clear: () => Promise<void>;
  /** The program may never run again: others may send what it has left. */
  readonly release?: () => void;
}

/** Keeps commands as long as the program runs. */
export class MemoryOutboxStorage implements OutboxStorage {
  readonly isLasting = false;
  readonly #commands = new Map<string, { readonly command: KeptCommand; readonly order: number }>();

  readonly load = async (): Promise<readonly KeptCommand[]> => {
    return [...this.#commands.values()].sort((a, b) => a.order - b.order).map(({ command }) => command);
  };

  readonly add = async (command: KeptCommand, order: number): Promise<void> => {
    this.#commands.set(command.id, { command, order });
  };

  readonly remove = async (id: string): Promise<void> => {
    this.#commands.delete(id);
  };

  readonly clear = async (): Promise<void> => this.#commands.clear();
}

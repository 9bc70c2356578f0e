/** Which tabs of a browser are alive: each holds a lock as long as it is, and says so when it comes. */
import type { BrowserParts, Channel } from './browser-parts.ts';

export interface TabLifeOptions {
  readonly parts: BrowserParts;
  /** What the tabs share. */
  readonly name: string;
  readonly tabId: string;
  /** A tab is gone that was alive. It resolves when what it has left is taken; meanwhile no other tab is called for it. */
  readonly onGone: (tabId: string) => Promise<void>;
}

export class TabLife implements Disposable {
  readonly #options: TabLifeOptions;
  readonly #prefix: string;
  readonly #channel: Channel;
  readonly #end = new AbortController();
  readonly #watched = new Set<string>();

  private constructor(options: TabLifeOptions) {
    this.#options = options;
    this.#prefix = `${options.name} tab `;
    this.#channel = options.parts.openChannel(`${options.name} tabs`);
    this.#channel.onmessage = ({ data }) => this.#watch(String(data));
  }

  /** Resolves when this tab counts as alive. Rejects where locks are forbidden. */
  static async begin(options: TabLifeOptions): Promise<TabLife> {
    const life = new TabLife(options);
    await life.#hold();
    const { held = [] } = await options.parts.locks.query();
    for (const { name = '' } of held) {
      if (name.startsWith(life.#prefix)) life.#watch(name.slice(life.#prefix.length));
    }
    life.#channel.postMessage(options.tabId);
    return life;
  }

  /** Acts unless that tab is alive; meanwhile no other tab does. */
  async ifGone(tabId: string, act: () => Promise<unknown>): Promise<void> {
    const { locks } = this.#options.parts;
    await locks.request(this.#prefix + tabId, { ifAvailable: true }, async (lock) => {
      if (lock !== null) await act();
    });
  }

  /** This tab does not count as alive any more. */
  [Symbol.dispose](): void {
    this.#end.abort();
    this.#channel.close();
  }

  #hold(): Promise<void> {
    const { parts, tabId } = this.#options;
    const { signal } = this.#end;
    return new Promise((resolve, reject) => {
      const holding = () => {
        resolve();
        return new Promise<void>((release) => {
          if (signal.aborted) release();
          signal.addEventListener('abort', () => release());
        });
      };
      parts.locks.request(this.#prefix + tabId, { signal }, holding).catch(reject);
    });
  }

  #watch(tabId: string): void {
    if (tabId === this.#options.tabId || this.#watched.has(tabId)) return;
    this.#watched.add(tabId);
    const gone = async () => {
      this.#watched.delete(tabId);
      await this.#options.onGone(tabId);
    };
    const { signal } = this.#end;
    // The waiting ends with this tab, or the lock is refused as all others.
    this.#options.parts.locks.request(this.#prefix + tabId, { signal }, gone).catch(() => undefined);
  }
}

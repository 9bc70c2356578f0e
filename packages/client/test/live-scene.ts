/** A desk with a site on a real server, and what the tests of live chats do with it. */
import { bootServer, type TestServer } from '../../server/test/helpers/boot-server.ts';
import { makeDesk } from '../../server/test/helpers/live-people.ts';
import {
  LiveAgent,
  type LiveAgentOptions,
  type LiveEnvironment,
  LiveVisitor,
  type LiveVisitorOptions,
} from '../src/live/index.ts';

export const PROJECT = 822;

export interface LiveScene extends AsyncDisposable {
  readonly server: TestServer;
  readonly site: string;
  /** The `number`th agent of the desk, not started. */
  readonly agent: (number: number, options?: Partial<LiveAgentOptions>) => LiveAgent;
  readonly visitor: (options?: Partial<LiveVisitorOptions>) => LiveVisitor;
  /** What the log has of the chat. */
  readonly logged: (chatId: number) => Promise<{ readonly transcript: readonly { readonly message: string }[] }>;
}

/** Waits take a tenth of their time, and are not by chance. */
export const HASTY: Partial<LiveEnvironment> = {
  random: () => 0.5,
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds / 10);
    return () => clearTimeout(timer);
  },
};

export async function makeLiveScene(visitorLimits = 0, site: object = {}): Promise<LiveScene> {
  const server = await bootServer({ edge: { visitorLimits } });
  await server.makeProject(PROJECT);
  const desk = await makeDesk(server, PROJECT, { agents: 2, site });
  const reader = await server.makeKey({ scopes: ['chats:read'] });
  const answering = await server.makeKey({ scopes: ['chats:answer'] });
  const open: Disposable[] = [];
  const kept = <T extends Disposable>(one: T): T => {
    open.push(one);
    return one;
  };
  return {
    server,
    site: desk.siteKey,
    agent: (number, options = {}) =>
      kept(
        new LiveAgent({
          url: server.url,
          projectId: PROJECT,
          key: answering,
          actAs: number,
          environment: HASTY,
          ...options,
        }),
      ),
    visitor: (options = {}) =>
      kept(new LiveVisitor({ url: server.url, site: desk.siteKey, environment: HASTY, ...options })),
    logged: async (chatId) =>
      JSON.parse((await server.get(`/v2/projects/${PROJECT}/chats/${chatId}`, { key: reader })).text).response,
    [Symbol.asyncDispose]: async () => {
      for (const one of open) one[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

interface Watched {
  readonly subscribe: (listener: () => void) => () => void;
}

/** Resolves with the first value that is not null, looked for now and after each change. */
export function whenever<W extends Watched, T>(
  watched: W,
  find: (watched: W) => T | null | undefined | false,
): Promise<T> {
  return new Promise((resolve) => {
    const look = () => {
      const found = find(watched);
      if (found === null || found === undefined || found === false) return;
      stop();
      resolve(found);
    };
    const stop = watched.subscribe(look);
    look();
  });
}

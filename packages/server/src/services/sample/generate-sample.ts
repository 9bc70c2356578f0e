/** Chats of a fictional contact centre, for demos, tests and benchmarks. Reads no clock and no randomness. */
import type { EventFormatLine } from '@parley/contract';
import { sampleChat } from './sample-chat.ts';
import { SampleProject, type SampleProjectOptions } from './sample-project.ts';
import { SeededRandom } from './seeded-random.ts';

const OPEN_STREAM = 6;
/** Only the newest chats may still be open; about half of them are. */
const NEWEST = 16;

export interface SampleOptions extends SampleProjectOptions {
  readonly chats: number;
  /** Whole number; the same seed gives the same chats. */
  readonly seed: number;
}

/** Yields the chats by rising id, each started later than the one before. @throws RangeError when an option is out of range. */
export function* sampleChats(options: SampleOptions): Generator<EventFormatLine, void, undefined> {
  const { chats, seed } = options;
  const project = new SampleProject(options);
  for (let index = 0; index < chats; index++) {
    const isNew = index >= Math.max(chats - NEWEST, Math.floor(chats / 2));
    const staysOpen = isNew && new SeededRandom(seed, index, OPEN_STREAM).chance(0.5);
    yield sampleChat(seed, index, project, staysOpen);
  }
}

/** The body of one kind of event by its name, for code that handles each kind separately. */
import type { EventType } from '@parley/contract';
import type { EventBody } from './event.ts';

export type BodyOf<T extends EventType> = Extract<EventBody, { type: T }>;

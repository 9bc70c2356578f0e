/** Numbers by whose range chats are found: one entry each, from which `min…` and `max…` are made. */
import type { ChatKey } from './chat.ts';

export interface NumberFilter {
  /** What is counted, after "Chats whose". */
  readonly what: string;
  readonly unit: string;
  readonly example: string;
  /** The key of the chat that shows it; null when none does. A number says nothing about who wrote what. */
  readonly field: ChatKey | null;
}

/** In the order in which they are documented. */
export const NUMBER_FILTERS = {
  firstResponseTime: { what: 'firstResponseTime', unit: 'seconds', example: '60', field: 'firstResponseTime' },
  averageResponseTime: { what: 'averageResponseTime', unit: 'seconds', example: '60', field: 'averageResponseTime' },
  maxResponseTime: { what: 'maxResponseTime (in `ext`)', unit: 'seconds', example: '300', field: null },
  duration: { what: 'duration', unit: 'seconds', example: '600', field: 'duration' },
  messageCount: { what: 'number of messages', unit: 'messages', example: '10', field: null },
  transferCount: { what: 'transferCount', unit: 'transfers', example: '1', field: 'transferCount' },
} as const satisfies Readonly<Record<string, NumberFilter>>;

export type NumberName = keyof typeof NUMBER_FILTERS;

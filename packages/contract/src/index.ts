/** What other packages may use of the contract. */
export * from './chat.ts';
export * from './chat-event.ts';
export * from './chat-ext.ts';

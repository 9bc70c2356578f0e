/** `@parley/client/live`: takes part in live chats, as a visitor or as an agent. */
export { BrowserTabs } from './browser-tabs.ts';
export type { ChatMessage, ChatPhase, LiveChat } from './chat-model.ts';
export type { StreamState } from './followed-stream.ts';
export { IndexedOutboxStorage } from './indexed-outbox-storage.ts';
export { IndexedVisitorStates } from './indexed-visitor-states.ts';
export { type DeskCommandType, LiveAgent, type LiveAgentOptions } from './live-agent.ts';
export type { Refusal } from './live-call.ts';
export type { LiveEnvironment, PageChange } from './live-environment.ts';
export type { LiveEvents } from './live-session.ts';
export type * from './live-types.ts';
export { LiveVisitor, type LiveVisitorOptions } from './live-visitor.ts';
export type { Sending, Settled } from './outbox.ts';
export { type KeptCommand, MemoryOutboxStorage, type OutboxStorage } from './outbox-storage.ts';
export type { ChatEvent, HiddenEvent, StreamFrame } from './stream-frames.ts';
export { MemoryVisitorStates, type VisitorState, type VisitorStates } from './visitor-states.ts';
export type { VisitorPage } from './visitor-tokens.ts';

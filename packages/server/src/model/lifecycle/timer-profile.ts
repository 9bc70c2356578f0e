/** How long a live chat waits for what, by channel. Source: docs/spec/chat-lifecycle.md. */

/** Each wait: what it counts from, and what happens when it is over. */
export const WAITS = {
  offerSeconds: { after: 'it was offered', result: 'the offer ends' },
  queueSeconds: { after: 'it began to wait, or the opening hours began', result: 'it is closed: `no_answer`' },
  visitorGoneWaitingSeconds: {
    after: 'the last page of the visitor was gone, while nobody has the chat',
    result: 'it is closed: the visitor left',
  },
  visitorGoneSeconds: {
    after: 'the last page of the visitor was gone, while an agent has the chat',
    result: 'it is closed: the visitor left',
  },
  remindSeconds: { after: "the agent's last word", result: 'a bot reminds the visitor, once' },
  parkSeconds: { after: "the agent's last word", result: 'it is parked' },
  quietSeconds: { after: "the agent's last word", result: 'it is closed: `idle`' },
  quietUnansweredSeconds: {
    after: "the visitor's last word, or since the agent has it",
    result: 'it is closed: `idle_unanswered`',
  },
  alertSeconds: { after: "the visitor's last word, or since the agent has it", result: 'supervisors are told' },
  agentSilentSeconds: {
    after: "the visitor's last word, or since the agent has it",
    result: 'it is taken from the agent, and waits',
  },
  agentGoneSeconds: {
    after: 'the last page of the agent was gone, or since the agent has it or is asked',
    result: 'it waits again, or goes back to whoever gave it',
  },
  graceSeconds: { after: 'the close', result: 'it is closed for good' },
  oldestSeconds: { after: 'its beginning', result: 'it is closed' },
} as const satisfies Readonly<Record<string, { readonly after: string; readonly result: string }>>;

/** Whole seconds for each wait; null where nothing waits. */
export type TimerProfile = Readonly<Record<keyof typeof WAITS, number | null>>;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** For channels on which the visitor looks at the chat. */
export const LIVE_PROFILE: TimerProfile = {
  offerSeconds: 20,
  queueSeconds: 10 * MINUTE,
  visitorGoneWaitingSeconds: 90,
  visitorGoneSeconds: 10 * MINUTE,
  remindSeconds: 3 * MINUTE,
  quietSeconds: 10 * MINUTE,
  quietUnansweredSeconds: HOUR,
  alertSeconds: 5 * MINUTE,
  agentSilentSeconds: null,
  agentGoneSeconds: 60,
  parkSeconds: null,
  graceSeconds: 5 * MINUTE,
  oldestSeconds: DAY,
};

/** For channels on which people answer when they find the time. */
export const MAIL_PROFILE: TimerProfile = {
  offerSeconds: 30,
  queueSeconds: DAY,
  visitorGoneWaitingSeconds: null,
  visitorGoneSeconds: null,
  remindSeconds: null,
  quietSeconds: DAY,
  quietUnansweredSeconds: 2 * DAY,
  alertSeconds: 30 * MINUTE,
  agentSilentSeconds: null,
  agentGoneSeconds: 60,
  parkSeconds: 15 * MINUTE,
  graceSeconds: 5 * MINUTE,
  oldestSeconds: 7 * DAY,
};

export function profileOf(channel: string): TimerProfile {
  return channel === 'webchat' ? LIVE_PROFILE : MAIL_PROFILE;
}

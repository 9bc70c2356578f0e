/** A sample chat under construction: keeps the time, picks the sentences and collects the events. */
import type { Agent, WireEvent } from '@parley/contract';
import { type Instant, instant } from '../../model/instant.ts';
import { type ChatFacts, fillTemplate, type LineKind } from './phrases.ts';
import { type SampleContact, sampleFacts } from './sample-contact.ts';
import type { SampleProject } from './sample-project.ts';
import { NIGHT_QUEUE_ID, type SampleQueue } from './sample-queues.ts';
import type { SeededRandom } from './seeded-random.ts';

type WithoutTime<E> = E extends WireEvent ? Omit<E, 'at'> : never;
type DraftEvent = WithoutTime<WireEvent>;

const EMOJI = ['😀', '👍', '🙏', '😡', '❤️', '🎉', '😅', '👋🏽', '📦', '🤷‍♀️'] as const;
const SITE_PATHS = [
  'delivery',
  'orders',
  'basket',
  'stores',
  'warranty',
  'help',
  'offers/autumn',
  'products/4711',
] as const;
const SOURCES = ['newsletter', 'search', 'social', 'leaflet', 'partner'] as const;
const ATTACHMENTS = [
  { type: 'image', extension: 'jpg' },
  { type: 'image', extension: 'png' },
  { type: 'file', extension: 'pdf' },
  { type: 'audio', extension: 'ogg' },
  { type: 'video', extension: 'mp4' },
] as const;

export class ChatDraft {
  readonly random: SeededRandom;
  readonly project: SampleProject;
  readonly contact: SampleContact;
  readonly facts: ChatFacts;
  readonly startedAt: Instant;
  /** Queue that the chat is in now. */
  queue: SampleQueue;
  /** Agent who owns the chat now. */
  agent: Agent | null = null;
  isBotIn = false;
  #atMs: number;
  #page: number;
  /** Campaign parameters of the URL; lost when the visitor opens another page. */
  #campaign: string;
  readonly #timed: { readonly atMs: number; readonly event: WireEvent }[] = [];
  readonly #visitorMessageIds: string[] = [];

  constructor(random: SeededRandom, project: SampleProject, contact: SampleContact, startedAt: Instant) {
    this.random = random;
    this.project = project;
    this.contact = contact;
    this.facts = sampleFacts(contact, random);
    this.startedAt = startedAt;
    this.#atMs = startedAt;
    this.#page = random.integer(0, SITE_PATHS.length - 1);
    this.#campaign = random.chance(0.4) ? `?utm_source=${random.pick(SOURCES)}&utm_content=${random.digits(6)}` : '';
    this.queue = this.#pickQueue();
  }

  #pickQueue(): SampleQueue {
    const hour = Number(this.wallTime().slice(11, 13));
    const isDay = hour >= 8 && hour < 19;
    const nightQueue = this.project.queues.find(({ queue }) => queue.queueId === NIGHT_QUEUE_ID);
    if (!isDay && nightQueue !== undefined && this.random.chance(0.8)) return nightQueue;
    return this.random.pickWeighted(this.project.queues);
  }

  /** ISO text of an instant with milliseconds and the offset of the project's zone. */
  isoTime(atMs = this.#atMs): string {
    const whole = this.project.zone.isoTimeAt(instant(atMs));
    return `${whole.slice(0, 19)}.${String(atMs % 1000).padStart(3, '0')}${whole.slice(19)}`;
  }

  wallTime(): string {
    return this.project.zone.isoTimeAt(instant(this.#atMs));
  }

  get atMs(): number {
    return this.#atMs;
  }

  /** Lets time pass, mostly near `lowSeconds`. */
  wait(lowSeconds: number, highSeconds: number): void {
    this.#atMs += Math.floor(this.random.skewed(lowSeconds, highSeconds) * 1000) + 1;
  }

  add(event: DraftEvent): void {
    this.addAt(this.#atMs, event);
  }

  /** Adds an event at another instant than now; `events` sorts it. */
  addAt(atMs: number, event: DraftEvent): void {
    this.#timed.push({ atMs, event: { ...event, at: this.isoTime(atMs) } as WireEvent });
  }

  /** The events by time; those of one instant keep their order. */
  events(): readonly WireEvent[] {
    return this.#timed.sort((left, right) => left.atMs - right.atMs).map(({ event }) => event);
  }

  pageUrl(): string {
    return `https://shop.example.com/${this.contact.phrases.language}/${SITE_PATHS[this.#page]}${this.#campaign}`;
  }

  pageTitle(): string {
    const titles = this.contact.phrases.pageTitles;
    return titles[this.#page % titles.length] ?? '';
  }

  turnPage(): void {
    this.#campaign = '';
    this.#page = (this.#page + this.random.integer(1, SITE_PATHS.length - 1)) % SITE_PATHS.length;
  }

  /** A sentence of that kind in the contact's language, sometimes with a second one or an emoji. */
  sentence(kind: LineKind, secondKind?: LineKind | undefined): string {
    const { phrases } = this.contact;
    const agentName = this.agent?.name ?? '';
    const say = (which: LineKind) =>
      fillTemplate(this.random.pick(phrases.lines[which]), this.facts, agentName, phrases.dateForm, this.random);
    const text = secondKind === undefined ? say(kind) : `${say(kind)} ${say(secondKind)}`;
    return this.random.chance(0.07) ? `${text} ${this.random.pick(EMOJI)}` : text;
  }

  visitorSays(text: string): void {
    const messageId = this.random.uuid();
    this.#visitorMessageIds.push(messageId);
    const isWeb = this.contact.channel === 'webchat';
    this.add({
      type: 'message.sent',
      sender: 'visitor',
      name: this.contact.name,
      messageId,
      text,
      ...(isWeb ? { pageUrl: this.pageUrl(), pageTitle: this.pageTitle() } : { sentAt: this.#providerTime() }),
      ...this.#someAttachments(0.05),
    });
  }

  /** Messengers timestamp a message in whole seconds before it arrives; some of their clocks are wrong. */
  #providerTime(): string {
    const skewMs = this.random.chance(0.01) ? this.random.integer(5_000, 90_000) : -this.random.integer(0, 1500);
    return this.isoTime(Math.floor(Math.max(this.#atMs + skewMs, this.startedAt) / 1000) * 1000);
  }

  agentSays(text: string): void {
    if (this.agent === null) throw new TypeError('no agent has accepted this sample chat');
    const { agentId, name } = this.agent;
    const messageId = this.random.uuid();
    this.add({
      type: 'message.sent',
      sender: 'agent',
      senderId: agentId,
      name,
      messageId,
      text,
      ...this.#someAttachments(0.02),
    });
  }

  botSays(text: string): void {
    this.add({ type: 'message.sent', sender: 'bot', name: 'Parley Bot', messageId: this.random.uuid(), text });
  }

  /** Id of one of the visitor's messages; null when there is none yet. */
  someVisitorMessageId(): string | null {
    return this.#visitorMessageIds.length === 0 ? null : this.random.pick(this.#visitorMessageIds);
  }

  #someAttachments(share: number): { attachments?: { type: string; payload: { url: string } }[] } {
    if (!this.random.chance(share)) return {};
    const { type, extension } = this.random.pick(ATTACHMENTS);
    return {
      attachments: [{ type, payload: { url: `https://files.example.com/${this.random.uuid()}.${extension}` } }],
    };
  }
}

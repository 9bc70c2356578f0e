/** A line between messages: what happened there, and when. */
import type { CloseReason, ExplainedTarget } from '@parley/contract';
import type { ReactNode } from 'react';
import { WebLink } from '../frame/web-link.tsx';
import type { PlainTextId, TextIdWith } from '../language/catalogue.ts';
import type { LanguageState } from '../language/language-context.ts';
import { useFormats, useText } from '../language/language-context.ts';
import { plainText } from '../text/plain-text.ts';
import type { ChatMoment, ShownTransfer } from './chat-moments.ts';
import classes from './transcript.module.css';

const JOINED: Readonly<Record<'queue' | 'agent' | 'bot', TextIdWith<'name'>>> = {
  queue: 'moments.queue',
  agent: 'moments.agent',
  bot: 'moments.bot',
};
const CLOSED: Readonly<Record<CloseReason, PlainTextId>> = {
  agent: 'moments.closedByAgent',
  visitor: 'moments.closedByVisitor',
  visitor_left: 'moments.visitorLeft',
  idle: 'moments.closedIdle',
  system: 'moments.closedBySystem',
  bot_resolved: 'moments.resolvedByBot',
  abandoned: 'moments.abandoned',
  agent_silent: 'moments.agentSilent',
  no_answer: 'moments.noAnswer',
  out_of_hours: 'moments.outOfHours',
  idle_unanswered: 'moments.idleUnanswered',
  no_visitor_reply: 'moments.noVisitorReply',
  max_age: 'moments.maxAge',
  spam: 'moments.spam',
};
const TARGETS: Readonly<Record<ExplainedTarget['target'], PlainTextId>> = {
  firstResponse: 'targets.firstResponse',
  nextResponse: 'targets.nextResponse',
  waiting: 'targets.waiting',
  close: 'targets.close',
};

export function MomentLine({ moment }: { readonly moment: ChatMoment }) {
  const text = useText();
  const formats = useFormats();
  return (
    <p className={moment.kind === 'due' ? classes.due : classes.moment} data-moment={moment.kind}>
      <span>{wordsOf(moment, { text, formats })}</span>
      {moment.time !== '' && <time dateTime={new Date(moment.at).toISOString()}>{moment.time}</time>}
    </p>
  );
}

function wordsOf(moment: ChatMoment, { text, formats }: Pick<LanguageState, 'text' | 'formats'>): ReactNode {
  switch (moment.kind) {
    case 'queue':
    case 'agent':
    case 'bot':
      return text.rich(JOINED[moment.kind], { name: <bdi>{moment.name === '' ? moment.id : moment.name}</bdi> });
    case 'handOff':
      return text('moments.handOff');
    case 'transfer':
      return <TransferWords transfer={moment.transfer} />;
    case 'page':
      return text.rich('moments.page', { page: <WebLink address={moment.url} name={moment.title} /> });
    case 'closed':
      return text(moment.reason === null ? 'moments.closed' : CLOSED[moment.reason]);
    case 'due': {
      const { target, seconds, status } = moment.target;
      const values = { target: text(TARGETS[target]), duration: formats.duration(seconds) };
      return text(status === 'missed' ? 'moments.dueMissed' : 'moments.dueRunning', values);
    }
  }
}

function TransferWords({ transfer }: { readonly transfer: ShownTransfer }) {
  const text = useText();
  const toAgent = plainText(transfer.toAgentName);
  const isToQueue = toAgent === '';
  const reason = plainText(transfer.reason);
  const from = <bdi>{plainText(transfer.fromAgentName) || plainText(transfer.fromQueueName) || '–'}</bdi>;
  const to = <bdi>{toAgent || plainText(transfer.toQueueName) || '–'}</bdi>;
  return (
    <>
      {text.rich(isToQueue ? 'moments.toQueue' : 'moments.toAgent', { from, to })}
      {reason !== '' && <> {text.rich('moments.reason', { reason: <bdi>{reason}</bdi> })}</>}
    </>
  );
}

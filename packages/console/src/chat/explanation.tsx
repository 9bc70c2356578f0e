/** Where each number comes from: its rule, the two instants, the messages. */
import { Loader } from '@mantine/core';
import type { ChatExplanation, ExplainedNumber, ExplainedPoint } from '@parley/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { FailureNotice } from '../frame/failure-notice.tsx';
import { useFormats, useText } from '../language/language-context.ts';
import { ServerText } from '../language/server-text.tsx';
import classes from './explanation.module.css';
import { numberLabel, numberText } from './number-labels.ts';
import { TargetTable } from './target-table.tsx';
import { TurnTable } from './turn-table.tsx';

interface ExplanationProps {
  readonly query: UseQueryResult<ChatExplanation>;
  /** The number that somebody asked about; null when nobody did. */
  readonly asked: string | null;
  readonly onMessage: (messageId: string) => void;
}

export function Explanation({ query: { data, error, refetch }, asked, onMessage }: ExplanationProps) {
  const text = useText();
  if (data === undefined) {
    return (
      <div className={classes.notice}>
        {error === null ? (
          <Loader aria-label={text('numbers.loading')} />
        ) : (
          <FailureNotice error={error} onRetry={() => void refetch()} />
        )}
      </div>
    );
  }
  return (
    <div className={classes.explanation}>
      <p className={classes.zone}>{text('numbers.zone', { zone: data.timeZone })}</p>
      {data.numbers.map((number) => (
        <ExplainedRow
          key={number.name}
          number={number}
          timeZone={data.timeZone}
          isAsked={number.name === asked}
          onMessage={onMessage}
        />
      ))}
      <TurnTable turns={data.turns} timeZone={data.timeZone} onMessage={onMessage} />
      <TargetTable targets={data.slaTargets} timeZone={data.timeZone} />
    </div>
  );
}

interface ExplainedRowProps {
  readonly number: ExplainedNumber;
  readonly timeZone: string;
  readonly isAsked: boolean;
  readonly onMessage: (messageId: string) => void;
}

function ExplainedRow({ number, timeZone, isAsked, onMessage }: ExplainedRowProps) {
  const text = useText();
  const formats = useFormats();
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isAsked) element.current?.scrollIntoView({ block: 'center' });
  }, [isAsked]);
  const [first, last] = [number.from, number.to]
    .filter((point) => point !== null)
    .map((point) => <Point key={point.what} point={point} timeZone={timeZone} onMessage={onMessage} />);
  return (
    <section ref={element} className={classes.number} data-asked={isAsked}>
      <h3 className={classes.name}>
        {text(numberLabel(number.name))}
        <bdi className={classes.value}>{numberText(number, { text, formats })}</bdi>
      </h3>
      <p className={classes.rule}>
        <ServerText>{number.rule}</ServerText>
      </p>
      {first !== undefined && (
        <p className={classes.points}>
          {last === undefined ? first : text.rich('numbers.points', { from: first, to: last })}
        </p>
      )}
    </section>
  );
}

interface PointProps extends Pick<ExplainedRowProps, 'timeZone' | 'onMessage'> {
  readonly point: ExplainedPoint;
}

function Point({ point: { what, messageId, at }, timeZone, onMessage }: PointProps) {
  const formats = useFormats();
  const text = useText();
  const content = text.rich('numbers.point', {
    what: <ServerText>{what}</ServerText>,
    time: formats.time(at, timeZone),
  });
  if (messageId === null) return content;
  return (
    <button type="button" className={classes.link} onClick={() => onMessage(messageId)}>
      {content}
    </button>
  );
}

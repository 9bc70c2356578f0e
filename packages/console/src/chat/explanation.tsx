/** Where each number comes from: its rule, the two instants, the messages. */
import { Loader } from '@mantine/core';
import type { ChatExplanation, ExplainedNumber, ExplainedPoint } from '@parley/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { FailureNotice } from '../frame/failure-notice.tsx';
import { timeInZone } from '../text/wall-times.ts';
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
  if (data === undefined) {
    return (
      <div className={classes.notice}>
        {error === null ? (
          <Loader aria-label="Loading the explanation" />
        ) : (
          <FailureNotice error={error} onRetry={() => void refetch()} />
        )}
      </div>
    );
  }
  return (
    <div className={classes.explanation}>
      <p className={classes.zone}>Times of day in {data.timeZone}.</p>
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
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isAsked) element.current?.scrollIntoView({ block: 'center' });
  }, [isAsked]);
  const points = [number.from, number.to].filter((point) => point !== null);
  return (
    <section ref={element} className={classes.number} data-asked={isAsked}>
      <h3 className={classes.name}>
        {numberLabel(number.name)}
        <bdi className={classes.value}>{numberText(number)}</bdi>
      </h3>
      <p className={classes.rule}>{number.rule}</p>
      {points.length > 0 && (
        <p className={classes.points}>
          {points.map((point, index) => (
            <span key={point.what}>
              {index > 0 && ' to '}
              <Point point={point} timeZone={timeZone} onMessage={onMessage} />
            </span>
          ))}
        </p>
      )}
    </section>
  );
}

interface PointProps extends Pick<ExplainedRowProps, 'timeZone' | 'onMessage'> {
  readonly point: ExplainedPoint;
}

function Point({ point: { what, messageId, at }, timeZone, onMessage }: PointProps) {
  const text = `${what}, ${timeInZone(at, timeZone)}`;
  if (messageId === null) return text;
  return (
    <button type="button" className={classes.link} onClick={() => onMessage(messageId)}>
      {text}
    </button>
  );
}

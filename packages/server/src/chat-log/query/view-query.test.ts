import { describe, expect, test } from 'vitest';
import { projectId } from '../../model/ids.ts';
import { Zone } from '../../model/zone.ts';
import { refuseHiddenInView, refuseViewQuery } from './view-query.ts';

const PROJECT = { projectId: projectId(822), zone: new Zone('Europe/Budapest') };

describe('a view', () => {
  test.each([
    '',
    'disposition=Missed&slaStatus=Out+of+SLA',
    'q=%C3%A1rv%C3%ADz&tz=UTC&direction=DESC',
    'without=agentId',
  ])('may hold %s', (query) => expect(refuseViewQuery(query, PROJECT)).toBeNull());

  test.each([
    ['colour=blue', 'unknownParameter', 'colour'],
    ['disposition=Gone', 'malformedValue', 'disposition'],
    ['limit=10', 'unknownParameter', 'limit'],
    ['after=10', 'unknownParameter', 'after'],
    ['format=csv', 'unknownParameter', 'format'],
    ['fields=chatId', 'unknownParameter', 'fields'],
    ['status=open&status=closed', 'repeatedParameter', 'status'],
    ['startDate=2026-02-01&endDate=2026-01-01', 'reversedDates', 'startDate'],
    ['q=%ff', 'malformedQuery', 'q'],
  ])('is refused with %s', (query, error, property) => {
    expect(refuseViewQuery(query, PROJECT)).toMatchObject({ error, property });
  });

  test('shows readers of numbers only filters that they may use', () => {
    expect(refuseHiddenInView('disposition=Missed')).toBeNull();
    expect(refuseHiddenInView('q=anna')).toMatchObject({ error: 'filterNotAllowed', property: 'q' });
  });
});

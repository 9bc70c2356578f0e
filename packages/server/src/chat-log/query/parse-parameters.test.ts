/** The check of parameters for operations that take none, and that a refusal never echoes a whole long input. */
import { errorBody } from '@parley/contract';
import { expect, test } from 'vitest';
import { projectId } from '../../model/ids.ts';
import { parseParameters } from './parse-parameters.ts';

test('an operation without parameters accepts none', () => {
  const input = { projectId: null, isLenient: false };
  expect(parseParameters('listProjects', { ...input, parameters: [] })).toMatchObject({ warnings: [] });
  expect(parseParameters('listProjects', { ...input, parameters: [['_', '1']] })).toMatchObject({ warnings: [] });
  expect(parseParameters('listProjects', { ...input, parameters: [['projectid', '1']] })).toMatchObject({
    refused: { error: 'parameterNotExpected', property: 'projectid' },
  });
  expect(
    parseParameters('explainChat', { projectId: projectId(5), isLenient: false, parameters: [['projectid', '5']] }),
  ).toMatchObject({ warnings: [] });
});

test('a long name or value is cut in the answer', () => {
  for (const pair of [['x'.repeat(9000), '1'] as const, ['userId', 'x'.repeat(9000)] as const]) {
    const read = parseParameters('getChatLog', { projectId: null, isLenient: false, parameters: [pair] });
    if (!('refused' in read)) throw new TypeError('was accepted');
    expect(JSON.stringify(errorBody(read.refused.error, read.refused)).length).toBeLessThan(1200);
  }
});

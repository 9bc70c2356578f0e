/** What a command says about an error is something that can be done with the options of a command. */
import { expect, test } from 'vitest';
import { COMMAND_ADVICE, commandMessage } from './command-advice.ts';
import { ERRORS, type ErrorDefinition, type ErrorName } from './errors.ts';

const ALL = Object.entries(ERRORS) as [ErrorName, ErrorDefinition][];
const OF_REQUESTS =
  /request|header|parameter|body|cursor|Accept|Prefer|Retry-After|HTTP|Host|GET |UTF-8|URL|JSON|path|address,|=|pages of|pages that/i;

test.each(ALL)('%s never tells a command to do something with a request', (name, { whatToDo }) => {
  const advice = COMMAND_ADVICE[name] ?? whatToDo;
  expect(advice).toMatch(/^[A-Z].*[.]$/);
  expect(advice).not.toMatch(OF_REQUESTS);
});

test('the check sees that requests are spoken of', () => {
  expect(ERRORS.unknownParameter.whatToDo).toMatch(OF_REQUESTS);
  expect(ERRORS.unauthorized.whatToDo).toMatch(OF_REQUESTS);
  expect(ERRORS.busy.whatToDo).toMatch(OF_REQUESTS);
});

test('what happened stays, what to do is that of a command', () => {
  const slots = { name: 'qq', hint: 'the nearest known one is q' };
  expect(commandMessage({ error: 'unknownParameter', property: 'qq', slots })).toBe(
    'There is no parameter qq here; the nearest known one is q. Correct the name of the filter, or leave the filter out.',
  );
  const dates = { startDate: '2026-02-02', endDate: '2026-02-01' };
  expect(commandMessage({ error: 'reversedDates', property: 'startDate', slots: dates })).toMatch(/ Swap the two\.$/);
});

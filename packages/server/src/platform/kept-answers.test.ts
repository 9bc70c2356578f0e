import { expect, test } from 'vitest';
import { KeptAnswers } from './kept-answers.ts';

/** Answers with how often it was asked. */
function counting() {
  const asked = { version: 1, times: 0 };
  const answers = new KeptAnswers(() => asked.version);
  const ask = async () => {
    asked.times += 1;
    return asked.times;
  };
  return { asked, answers, ask };
}

test('an answer is kept while nothing changes, and asked for again after any change', async () => {
  const { asked, answers, ask } = counting();
  expect(await answers.ask('a', ask)).toBe(1);
  expect(await answers.ask('a', ask)).toBe(1);
  expect(await answers.ask('b', ask)).toBe(2);
  asked.version = 2;
  expect(await answers.ask('a', ask)).toBe(3);
  expect(await answers.ask('b', ask)).toBe(4);
  asked.version = 1;
  expect(await answers.ask('a', ask)).toBe(5);
});

test('what changes while a question is asked is not missed by the next one', async () => {
  const { asked, answers, ask } = counting();
  const first = answers.ask('a', async () => {
    asked.version = 2;
    return ask();
  });
  expect(await answers.ask('a', ask)).toBe(2);
  expect(await first).toBe(1);
  expect(await answers.ask('a', ask)).toBe(2);
});

test('a failure is not kept', async () => {
  const { answers, ask } = counting();
  const fail = () => Promise.reject(new RangeError('no answer'));
  await expect(answers.ask('a', fail)).rejects.toThrow(RangeError);
  expect(await answers.ask('a', ask)).toBe(1);
});

test('only so many are kept, whoever asks for whatever', async () => {
  const { asked, answers, ask } = counting();
  for (let name = 0; name < 1_000; name += 1) await answers.ask(String(name), ask);
  expect(await answers.ask('0', ask)).toBe(1_001);
  expect(await answers.ask('0', ask)).toBe(1_001);
  expect(asked.times).toBe(1_001);
});

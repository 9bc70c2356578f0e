import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSearch, stringifySearch } from './search-text.ts';

describe('parameters of the address', () => {
  test.each(['662E41', '900719925474099312', '0017', '"123"', 'true', 'null', '1e3', '[1]', ''])(
    'the value %s stays what it is',
    (value) => {
      const written = stringifySearch({ agentId: value });
      expect(parseSearch(written)).toEqual({ agentId: value });
      expect(new URLSearchParams(written).get('agentId')).toBe(value);
    },
  );

  test('are written so that people can read them', () => {
    expect(stringifySearch({ disposition: 'In progress', tz: 'Europe/Budapest', at: '10:15' })).toBe(
      '?disposition=In+progress&tz=Europe/Budapest&at=10:15',
    );
    expect(stringifySearch({})).toBe('');
  });

  test('keep their first value when a name comes twice', () => {
    expect(parseSearch('?queueId=1&queueId=2')).toEqual({ queueId: '1' });
  });

  test('of any names and values survive', () => {
    const texts = fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(texts, (given) => {
        expect({ ...parseSearch(stringifySearch(given)) }).toEqual({ ...given });
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  test('that are broken are read as far as they go', () => {
    expect(parseSearch('?a=%zz&b=1&&=x')).toEqual({ a: '%zz', b: '1', '': 'x' });
  });
});

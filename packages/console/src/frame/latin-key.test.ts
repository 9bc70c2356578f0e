import { expect, test } from 'vitest';
import { latinKey } from './latin-key.ts';

test.each([
  ['j', 'KeyJ', false, 'j'],
  // A Latin keyboard with another order counts as it is labelled.
  ['j', 'KeyC', false, 'j'],
  ['/', 'Digit7', true, '/'],
  ['?', 'Minus', true, '?'],
  ['ArrowDown', 'ArrowDown', false, 'ArrowDown'],
  ['Enter', 'Enter', false, 'Enter'],
  ['ت', 'KeyJ', false, 'j'],
  ['ξ', 'KeyJ', false, 'j'],
  ['Ν', 'KeyN', true, 'N'],
  ['؟', 'Slash', true, '?'],
  ['ظ', 'Slash', false, '/'],
  ['J', 'KeyJ', false, 'j'],
  ['ü', 'BracketLeft', false, 'ü'],
])('%s of the key %s (shift: %s) is %s', (key, code, shiftKey, pressed) => {
  expect(latinKey({ key, code, shiftKey })).toBe(pressed);
});

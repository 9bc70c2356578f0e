import { expect, test } from 'vitest';
import { decodeXml, textIn, textsIn } from './xml-text.ts';

test('texts of elements are found in order, and none where an element does not end', () => {
  const xml = '<a><b>1</b><c><b>2</b></c><b></b><b>3';
  expect([...textsIn(xml, 'b')]).toEqual(['1', '2', '']);
  expect(textIn(xml, 'c')).toBe('<b>2</b>');
  expect(textIn(xml, 'd')).toBeNull();
});

test('characters that stand for others are decoded once', () => {
  expect(decodeXml('&quot;a&amp;lt;&#x41;&#66;&apos;')).toBe('"a&lt;AB\'');
  expect(decodeXml('&no; &#9999999; & &constructor;')).toBe('&no; &#9999999; & &constructor;');
});

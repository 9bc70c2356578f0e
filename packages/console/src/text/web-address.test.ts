import { expect, test } from 'vitest';
import { webAddress } from './web-address.ts';

test('addresses of the web may be links', () => {
  expect(webAddress('https://example.com/a b?c=d#e')).toBeNull();
  expect(webAddress('https://example.com/a%20b?c=d#e')).toBe('https://example.com/a%20b?c=d#e');
  expect(webAddress('HTTP://EXAMPLE.com')).toBe('http://example.com/');
});

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'blob:https://example.com/1',
  '//example.com',
  'https:example.com',
  'https:///example.com',
  '/settings',
  'https://user@example.com',
  'https://example.com:secret@example.org/',
  'http://',
  '',
])('%j stays text', (text) => {
  expect(webAddress(text)).toBeNull();
});

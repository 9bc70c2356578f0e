import { expect, test } from 'vitest';
import { WatermarkGauge } from './watermark.ts';

test('a feed that is held back has a lag from the first moment, and none only when nothing holds it', () => {
  let nowMs = 1_000;
  const gauge = new WatermarkGauge(() => nowMs);
  expect(gauge.observe(7n, 7n)).toBe(0);
  expect(gauge.observe(7n, 8n)).toBe(1);
  nowMs += 0.4;
  expect(gauge.observe(7n, 9n)).toBe(1);
  nowMs += 250;
  expect(gauge.observe(7n, 9n)).toBe(250);
  expect(gauge.observe(8n, 9n)).toBe(1);
  expect(gauge.observe(9n, 9n)).toBe(0);
});

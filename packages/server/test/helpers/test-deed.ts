/** What tests do that the audit log notes. For tests only. */
import type { NotedDeed } from '../../src/model/audit.ts';
import { instant } from '../../src/model/instant.ts';

/** By the operator, at that time in milliseconds since 1970. */
export function testDeed(atMs = 0): NotedDeed {
  return { at: instant(atMs), actor: 'operator', action: 'person.changed', target: 'test' };
}

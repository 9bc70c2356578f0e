/** Limits are compared by what they let somebody see, over every combination of two projects and two queues. */
import { describe, expect, test } from 'vitest';
import { type AccessLimits, isUnlimited, isWithin } from './access-limits.ts';
import { projectId, queueId } from './ids.ts';

const SETS = [null, [], [1], [2], [1, 2]] as const;
const LIMITS: readonly AccessLimits[] = SETS.flatMap((projects) =>
  SETS.map((queues) => ({
    projectIds: projects?.map(projectId) ?? null,
    queueIds: queues?.map(queueId) ?? null,
  })),
);

/** Chats by project and the queue that they were in; 9 stands for what nobody is limited to, null for no queue. */
const CHATS = [1, 2, 9].flatMap((project) => [1, 2, 9, null].map((queue) => ({ project, queue })));

function seen({ projectIds, queueIds }: AccessLimits): ReadonlySet<string> {
  const visible = CHATS.filter(
    ({ project, queue }) =>
      (projectIds === null || projectIds.some((id) => id === project)) &&
      (queueIds === null || queueIds.some((id) => id === queue)),
  );
  return new Set(visible.map(({ project, queue }) => `${project}/${queue}`));
}

type Rule = typeof isWithin;

/** Pairs for which the rule lets somebody give more than they see themselves. */
function widened(rule: Rule): readonly (readonly [AccessLimits, AccessLimits])[] {
  const pairs = LIMITS.flatMap((own) => LIMITS.map((asked) => [own, asked] as const));
  return pairs.filter(([own, asked]) => rule(own, asked) && !seen(asked).isSubsetOf(seen(own)));
}

describe('limits within others', () => {
  test('let nobody see more', () => {
    expect(widened(isWithin)).toEqual([]);
  });

  test('are refused only where a part of them is wider', () => {
    for (const own of LIMITS) {
      expect(isWithin(own, own)).toBe(true);
      const narrower = LIMITS.filter((asked) => isWithin(own, asked)).length;
      const options = (ids: readonly unknown[] | null) => (ids === null ? SETS.length : 2 ** ids.length);
      expect(narrower).toBe(options(own.projectIds) * options(own.queueIds));
    }
  });

  test('a rule that takes null for nothing, forgets queues or takes one common id is found', () => {
    const wrong: readonly Rule[] = [
      (own, asked) => isWithin(own, { ...asked, projectIds: asked.projectIds ?? [] }),
      (own, asked) => isWithin({ ...own, queueIds: null }, asked),
      (own, asked) =>
        own.projectIds === null || (asked.projectIds?.some((id) => own.projectIds?.includes(id)) ?? false),
    ];
    for (const rule of wrong) expect(widened(rule)).not.toEqual([]);
  });

  test('are none when neither part is there', () => {
    expect(LIMITS.filter(isUnlimited)).toEqual([{ projectIds: null, queueIds: null }]);
  });
});

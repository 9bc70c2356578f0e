/** `GET /v2/health`: what the server knows of its store. */
import packageJson from '../../../../package.json' with { type: 'json' };
import { instant, utcText } from '../../../model/instant.ts';
import type { Clock } from '../../../platform/clock.ts';
import { readStoreHealth } from '../../../services/doctor/store-health.ts';
import type { DamageWatch } from '../../../services/doctor/watch-damage.ts';
import type { ChatStore } from '../../../store/chat-store.ts';
import type { OperationHandler } from '../../operation-routes.ts';
import { requireNoParameters } from '../../read-query.ts';
import { jsonReply } from '../../route.ts';
import { requireUnlimited } from '../admin/refuse-limits.ts';

interface HealthDeps {
  readonly store: ChatStore;
  readonly clock: Clock;
  readonly damage: Pick<DamageWatch, 'countOf'>;
}

export function getStoreHealth({ store, clock, damage }: HealthDeps): OperationHandler<'getStoreHealth'> {
  return async (request) => {
    requireNoParameters(request);
    requireUnlimited(request.principal, 'see how the store is');
    const health = await readStoreHealth(store, damage, request.principal.tenantId);
    const response = {
      version: packageJson.version,
      node: process.versions.node,
      database: health.database,
      tablesVersion: health.tablesVersion,
      storeBytes: health.storeBytes,
      scrubDueSince: health.scrubDueSince === null ? null : utcText(health.scrubDueSince),
      damagedCopies: health.damage.mended,
      lostChats: health.damage.lost,
      projects: health.projects.map(({ projectId, ...counts }) => ({ projectid: projectId, ...counts })),
      checkedAt: utcText(instant(clock.nowMs())),
    };
    return jsonReply({ response, errors: [] });
  };
}

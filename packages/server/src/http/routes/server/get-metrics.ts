/** `GET /metrics`: measurements of the process for Prometheus, for any key. */

import type { Authenticator } from '../../principal.ts';
import type { Reply, Route } from '../../route.ts';
import type { ServerMetrics } from '../../server-metrics.ts';

export function getMetrics(authenticator: Authenticator, metrics: ServerMetrics): Route {
  return {
    operationId: 'getMetrics',
    method: 'GET',
    path: '/metrics',
    handle: async (request) => {
      await authenticator.authenticate(request);
      return metricsReply(metrics);
    },
  };
}

/** The same without a key, on the loopback port. */
export async function metricsReply(metrics: ServerMetrics): Promise<Reply> {
  return {
    status: 200,
    headers: { 'content-type': metrics.contentType, 'cache-control': 'no-store' },
    body: { kind: 'text', text: await metrics.print() },
  };
}

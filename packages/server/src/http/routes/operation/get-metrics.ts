/** `GET /metrics`: measurements of the process for Prometheus, for any key. */
import type { Answer, Route } from '../../answer.ts';
import type { Authenticator } from '../../principal.ts';
import type { ServerMetrics } from '../../server-metrics.ts';

export function getMetrics(authenticator: Authenticator, metrics: ServerMetrics): Route {
  return {
    operationId: 'getMetrics',
    method: 'GET',
    path: '/metrics',
    handle: async (request) => {
      await authenticator.authenticate(request);
      return answerMetrics(metrics);
    },
  };
}

/** The same answer as the route without a key gives on the loopback port. */
export async function answerMetrics(metrics: ServerMetrics): Promise<Answer> {
  return {
    status: 200,
    headers: { 'content-type': metrics.contentType, 'cache-control': 'no-store' },
    body: { kind: 'text', text: await metrics.print() },
  };
}

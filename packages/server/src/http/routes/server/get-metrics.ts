/** `GET /metrics`: the process's metrics for Prometheus, for any key. */
import type { OperationHandler } from '../../operation-routes.ts';
import type { Reply } from '../../route.ts';
import type { ServerMetrics } from '../../server-metrics.ts';

export function getMetrics(metrics: ServerMetrics): OperationHandler<'getMetrics'> {
  return () => metricsReply(metrics);
}

/** Also served without a key on the loopback port. */
export async function metricsReply(metrics: ServerMetrics): Promise<Reply> {
  return {
    status: 200,
    headers: { 'content-type': metrics.contentType, 'cache-control': 'no-store' },
    body: { kind: 'text', text: await metrics.print() },
  };
}

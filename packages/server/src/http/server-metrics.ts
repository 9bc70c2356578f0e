/** The process's metrics for Prometheus. No label holds a tenant, a key or personal data. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export class ServerMetrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<'operation' | 'status'>;
  readonly #seconds: Histogram<'operation'>;
  readonly #watermarkLag: Gauge;
  readonly #damage: Counter<'kind' | 'fate'>;

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    const registers = [this.#registry];
    this.#requests = new Counter({
      name: 'parley_http_requests_total',
      help: 'Requests answered, by operation and status.',
      labelNames: ['operation', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'parley_http_request_duration_seconds',
      help: 'From the arrival of a request to the last byte of its reply.',
      labelNames: ['operation'],
      buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60],
      registers,
    });
    this.#watermarkLag = new Gauge({
      name: 'parley_feed_watermark_lag_seconds',
      help: 'How long the oldest open transaction of the database cluster has held back the change feed; 0 on SQLite.',
      registers,
    });
    this.#damage = new Counter({
      name: 'parley_store_damage_total',
      help: 'Readings that found a stored copy damaged, by kind of copy and whether it could be made again from events.',
      labelNames: ['kind', 'fate'],
      registers,
    });
  }

  countDamage(kind: string, isLost: boolean): void {
    this.#damage.inc({ kind, fate: isLost ? 'lost' : 'mended' });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** In Prometheus' text format. */
  print(): Promise<string> {
    return this.#registry.metrics();
  }

  setWatermarkLag(seconds: number): void {
    this.#watermarkLag.set(seconds);
  }

  countRequest(operation: string, status: number, seconds: number): void {
    this.#requests.inc({ operation, status: String(status) });
    this.#seconds.observe({ operation }, seconds);
  }
}

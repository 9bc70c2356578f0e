/** What goes beyond one project of live chats: sites by their keys, servers, and who has something to do. */
import { type ProjectScope, projectId, type TenantId } from '../../../model/ids.ts';
import type { Instant } from '../../../model/instant.ts';
import type { FoundSite, LiveHint, LiveStore } from '../../live-store.ts';
import type { Database } from '../database.ts';
import { sql } from '../sql.ts';
import { forgetCommands } from './command-rows.ts';
import { noteServerGone } from './note-presence.ts';
import { findSite } from './site-rows.ts';

const MOST_FORGOTTEN = 1_000;

export class LiveTable implements LiveStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  findSite(siteKey: string): Promise<FoundSite | null> {
    return findSite(this.#database.live, siteKey);
  }

  beat(server: string, at: Instant): Promise<boolean> {
    return this.#database.write(null, async (transaction) => {
      const known = await transaction.run(sql`UPDATE live_server SET seen_at = ${at} WHERE server = ${server}`);
      if (known > 0) return true;
      await transaction.run(sql`INSERT INTO live_server (server, seen_at) VALUES (${server}, ${at})`);
      return false;
    });
  }

  async reapServers(before: Instant, at: Instant): Promise<void> {
    const { live } = this.#database;
    const rows = await live.all({ server: 'text' }, sql`SELECT server FROM live_server WHERE seen_at < ${before}`);
    for (const { server } of rows) {
      await this.#database.write(null, async (transaction) => {
        // Only one server buries it, and none that has come back.
        const gone = await transaction.run(
          sql`DELETE FROM live_server WHERE server = ${server} AND seen_at < ${before}`,
        );
        if (gone > 0) await noteServerGone(transaction, server, at);
      });
    }
  }

  async findBusy(at: Instant): Promise<readonly ProjectScope[]> {
    const rows = await this.#database.live.all(
      { tenant: 'text', project_id: 'int' },
      sql`SELECT tenant, project_id FROM project AS p
        WHERE EXISTS (SELECT 1 FROM live_timer AS t WHERE t.project_row = p.project_row AND is_fired = 0 AND fire_at <= ${at})
          OR EXISTS (SELECT 1 FROM live_chat AS l WHERE l.project_row = p.project_row AND phase = 'queued')`,
    );
    return rows.map((row) => ({ tenantId: row.tenant as TenantId, projectId: projectId(row.project_id) }));
  }

  purgeCommands(before: Instant): Promise<boolean> {
    return this.#database.write(null, (transaction) => forgetCommands(transaction, before, MOST_FORGOTTEN));
  }

  publish(hint: LiveHint): void {
    this.#database.hints.publish(JSON.stringify(hint));
  }

  listen(listener: (hint: LiveHint) => void): void {
    this.#database.hints.listen((text) => listener(JSON.parse(text) as LiveHint));
  }
}

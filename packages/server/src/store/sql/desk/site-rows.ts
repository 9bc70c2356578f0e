/** Sites of a project. */
import { projectId, type TenantId } from '../../../model/ids.ts';
import type { FoundSite, SiteSettings } from '../../live-store.ts';
import type { Statements } from '../database.ts';
import { type Sql, sql } from '../sql.ts';

export async function listSites(statements: Statements, projectRow: number): Promise<readonly SiteSettings[]> {
  const rows = await statements.all(
    { settings: 'text' },
    sql`SELECT settings FROM desk_site WHERE project_row = ${projectRow} ORDER BY site_id`,
  );
  return rows.map((row) => JSON.parse(statements.dialect.decodeText(row.settings)) as SiteSettings);
}

/** null when no project has a site of that key. */
export async function findSite(statements: Statements, siteKey: string): Promise<FoundSite | null> {
  const row = await statements.get(
    { tenant: 'text', project_id: 'int', settings: 'text' },
    sql`SELECT tenant, project_id, settings FROM desk_site JOIN project USING (project_row) WHERE site_key = ${siteKey}`,
  );
  if (row === null) return null;
  const site = JSON.parse(statements.dialect.decodeText(row.settings)) as SiteSettings;
  return { scope: { tenantId: row.tenant as TenantId, projectId: projectId(row.project_id) }, site };
}

export function siteSaved({ dialect }: Statements, projectRow: number, site: SiteSettings): Sql {
  const settings = dialect.encodeText(JSON.stringify(site));
  return sql`INSERT INTO desk_site (project_row, site_id, site_key, settings)
    VALUES (${projectRow}, ${site.siteId}, ${site.siteKey}, ${settings})
    ON CONFLICT (project_row, site_id) DO UPDATE SET settings = excluded.settings`;
}

/** The step from a checked option to a tenant's id. Used by the commands. */
import { type TenantId, tenantId } from '../model/ids.ts';

/** @throws TypeError when the table of options let something through that is no tenant: the two must agree. */
export function readTenant(text: string): TenantId {
  const id = tenantId(text);
  if (id === null) throw new TypeError(`not a tenant: ${text}`);
  return id;
}

import type { components } from '../api/schema';

type Schemas = components['schemas'];

export type AuditEntry = Schemas['AuditEntry'];
export type AuditDetail = Schemas['AuditDetail'];
export type AuditChange = Schemas['AuditChange'];
export type AuditValue = Schemas['AuditValue'];
export type AuditObject = Schemas['AuditObject'];
export type AuditChoices = Schemas['AuditChoices'];

/** What a row says of one of its own fields; '' for nothing. */
export function said(entry: AuditEntry, field: string): string {
  const change = entry.changes.find(
    one => one.path.length === 1 && one.path[0] === field
  );
  return change?.after?.text || change?.before?.text || '';
}

import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { useList } from '../api/hooks';
import {
  DataTable,
  IColumn,
  ISort,
  ITab,
  LocalTime,
  kindWord,
  useJx,
  useTrans
} from '../ui';
import { AuditFilters, NO_FILTERS, auditQuery, isFiltered } from './filters';
import { AuditEntry, said } from './records';
import { AuditRow } from './row';
import { AuditUser } from './user';
import { AuditLink, changeText } from './value';
import { describeAction } from './words';

const MADE_FROM: Record<string, string[]> = {
  specification: ['instance', 'session', 'review'],
  instance: ['session', 'review'],
  session: ['review'],
  workflow: ['review']
};
/** The kind that the rows are of, where it has none of its own. */
const ROWS_OF: Record<string, string> = { workflow: 'session' };

/** The Audit tab of an object's page. */
export function auditTab(
  kind: string,
  id: string,
  trans: TranslationBundle
): ITab {
  return {
    id: 'audit',
    label: trans.__('Audit'),
    render: () => <AuditTab kind={kind} id={id} />
  };
}

/** Who did what with an object, and when; filtered by the server. */
export function AuditTab(props: { kind: string; id: string }): JSX.Element {
  const { kind, id } = props;
  const jx = useJx();
  const trans = useTrans();
  const [filters, setFilters] = React.useState(NO_FILTERS);
  const [sort, setSort] = React.useState<ISort>({
    key: 'at',
    descending: true
  });
  const dependsOn = [
    ROWS_OF[kind] ?? kind,
    ...(filters.related ? MADE_FROM[kind] : [])
  ];
  const query = {
    ...auditQuery(filters),
    sort: `${sort.descending ? '-' : ''}${sort.key}`
  };
  const list = useList<AuditEntry>(
    'audit',
    { kind, id, ...query },
    (page, signal) =>
      jx.api.get('/audit/{kind}/{object_id}', {
        path: { kind, object_id: id },
        query: { ...query, ...page },
        signal
      }),
    { dependsOn }
  );
  const changes = (row: AuditEntry) =>
    row.changes.map(one => changeText(one, trans)).join('; ');
  const words = (row: AuditEntry) =>
    describeAction(
      row.object.kind,
      row.action,
      field => said(row, field),
      trans
    );
  const columns: IColumn<AuditEntry>[] = [
    {
      id: 'at',
      header: trans.__('When'),
      width: 200,
      sort: 'at',
      required: true,
      cell: row => <LocalTime at={row.at} />
    },
    {
      id: 'action',
      header: trans.__('Action'),
      width: 136,
      grow: 1,
      required: true,
      title: words,
      cell: words
    },
    ...(filters.related || kind in ROWS_OF
      ? [
          {
            id: 'object',
            header: trans.__('Of'),
            width: 200,
            grow: 2,
            required: true,
            title: (row: AuditEntry) => row.object.name ?? row.object.id,
            cell: (row: AuditEntry) => (
              <span className="jx-LinkAndMore">
                <span>{kindWord(row.object.kind, trans)}</span>
                <AuditLink object={row.object} />
              </span>
            )
          }
        ]
      : []),
    {
      id: 'user',
      header: trans.__('User'),
      width: 136,
      required: true,
      title: row => row.actor,
      cell: row => <AuditUser entry={row} />
    },
    {
      id: 'changes',
      header: trans.__('Changes'),
      width: 168,
      grow: 3,
      title: changes,
      cell: changes
    }
  ];
  return (
    <div className="jx-ListPage">
      <AuditFilters
        kind={kind}
        id={id}
        value={filters}
        onChange={patch => setFilters(now => ({ ...now, ...patch }))}
        dependsOn={dependsOn}
      />
      <DataTable<AuditEntry>
        id="audit"
        label={trans.__('Audit trail')}
        columns={columns}
        list={list}
        sort={sort}
        onSort={setSort}
        rowName={row => trans.__('row %1', row.seq)}
        expand={row => <AuditRow kind={kind} id={id} entry={row} />}
        countLabel={(total, written) =>
          trans._n('%2 row', '%2 rows', total, written)
        }
        empty={
          isFiltered(filters)
            ? {
                title: trans.__('No row matches'),
                action: {
                  label: trans.__('Show all'),
                  onClick: () =>
                    setFilters({ ...NO_FILTERS, related: filters.related })
                }
              }
            : {
                title: trans.__('Nothing was written of it yet'),
                text: trans.__('Every change of it will stand here.')
              }
        }
      />
    </div>
  );
}

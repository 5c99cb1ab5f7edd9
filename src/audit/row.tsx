import * as React from 'react';

import { useOne } from '../api/hooks';
import {
  Banner,
  CopyId,
  ErrorState,
  FactList,
  FactTable,
  LocalTime,
  Skeleton,
  kindWord,
  useJx,
  useTrans
} from '../ui';
import type { AuditChange, AuditDetail, AuditEntry } from './records';
import { said } from './records';
import { AuditUser } from './user';
import { AuditLink, Value, sides } from './value';
import { describeAction, fieldName } from './words';

/** All that one row says. */
export function AuditRow(props: {
  kind: string;
  id: string;
  entry: AuditEntry;
}): JSX.Element {
  const { kind, id, entry } = props;
  const jx = useJx();
  const trans = useTrans();
  const query = useOne<AuditDetail>(
    'audit',
    `${kind}:${id}`,
    signal =>
      jx.api.get('/audit/{kind}/{object_id}/rows/{seq}', {
        path: { kind, object_id: id, seq: String(entry.seq) },
        signal
      }),
    { part: [entry.seq] }
  );
  const row = query.data;
  if (!row) {
    return query.error ? (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Skeleton lines={3} />
    );
  }
  const left = row.change_count - row.changes.length;
  return (
    <div className="jx-AuditRow">
      {!row.whole && (
        <Banner tone="error">
          {trans.__('This row was changed after it was written.')}
        </Banner>
      )}
      <FactList
        facts={[
          [
            trans.__('Action'),
            describeAction(
              row.object.kind,
              row.action,
              field => said(row, field),
              trans
            )
          ],
          [trans.__('User'), <AuditUser entry={row} />],
          [
            trans.__('When'),
            <>
              <LocalTime at={row.at} /> <code>{row.at}</code>
            </>
          ],
          [
            trans.__('Of'),
            <>
              {kindWord(row.object.kind, trans)}{' '}
              <AuditLink object={row.object} />
            </>
          ],
          [
            trans.__('Row'),
            <>
              {row.seq}{' '}
              <CopyId
                id={row.hash}
                label={trans.__('Copy the hash of this row')}
              />{' '}
              {trans.__('after')}{' '}
              <CopyId
                id={row.previous_hash}
                label={trans.__('Copy the hash of the row before it')}
              />
            </>
          ]
        ]}
      />
      {row.changes.length > 0 ? (
        <FactTable
          label={trans.__('What changed')}
          rows={row.changes}
          rowKey={(_, index) => index}
          columns={[
            {
              header: trans.__('Field'),
              isHeader: true,
              cell: one => fieldName(one.path, trans)
            },
            ...(row.changes.some(one => one.before)
              ? [
                  {
                    header: trans.__('Before'),
                    cell: (one: AuditChange) => (
                      <Value value={sides(one, trans)[0]} />
                    )
                  }
                ]
              : []),
            ...(row.changes.some(one => one.after)
              ? [
                  {
                    header: row.changes.some(one => one.before)
                      ? trans.__('After')
                      : trans.__('Value'),
                    cell: (one: AuditChange) => (
                      <Value value={sides(one, trans)[1]} />
                    )
                  }
                ]
              : [])
          ]}
        />
      ) : (
        <p className="jx-Note">{trans.__('No field was changed.')}</p>
      )}
      {left > 0 && (
        <p className="jx-Note">
          {trans._n(
            '%1 more field is in the export.',
            '%1 more fields are in the export.',
            left
          )}
        </p>
      )}
    </div>
  );
}

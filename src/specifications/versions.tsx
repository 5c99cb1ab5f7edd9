import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { useList } from '../api/hooks';
import type { components } from '../api/schema';
import {
  ActionButton,
  Bytes,
  CopyId,
  DataTable,
  IColumn,
  RelativeTime,
  exactTime,
  useJx,
  useTrans,
  permits
} from '../ui';
import { CommandIDs } from './commandids';
import { DiffView } from './diffview';

type Specification = components['schemas']['SpecificationRecord'];
type Version = components['schemas']['SpecificationVersionRecord'];

/** The committed versions, any two of which can be compared. */
export function VersionsTab(props: {
  specification: Specification;
  onCommit: () => void;
}): JSX.Element {
  const { specification } = props;
  const { id, newest_version: newest } = specification;
  const jx = useJx();
  const trans = useTrans();
  const [compared, setCompared] = React.useState<[number, number] | null>(null);
  const list = useList(
    'specification',
    { versions: id },
    (page, signal) =>
      jx.api.get('/specifications/{specification_id}/versions', {
        path: { specification_id: id },
        query: page,
        signal
      }),
    { dependsOn: ['specification'] }
  );
  if (compared) {
    return (
      <div className="jx-Compare">
        <ActionButton
          label={trans.__('Back to the versions')}
          onClick={() => setCompared(null)}
        />
        <DiffView
          id={id}
          newest={newest}
          left={compared[0]}
          right={compared[1]}
          onChange={(left, right) => setCompared([left, right])}
        />
      </div>
    );
  }
  const imported = list.loaded.some(one => one.row.origin);
  const columns: IColumn<Version>[] = [
    {
      id: 'number',
      header: trans.__('Version'),
      width: 100,
      required: true,
      cell: row => (
        <>
          {row.number}
          {row.number === newest && (
            <span className="jx-Tag">{trans.__('newest')}</span>
          )}
        </>
      )
    },
    {
      id: 'comment',
      header: trans.__('Comment'),
      width: 160,
      grow: 1,
      required: true,
      title: row => row.comment,
      cell: row =>
        row.comment || <span className="jx-quiet">{trans.__('none')}</span>
    },
    ...(imported
      ? [
          {
            id: 'origin',
            header: trans.__('Imported from'),
            width: 160,
            title: (row: Version) => originText(row, trans, true),
            cell: (row: Version) => originText(row, trans)
          }
        ]
      : []),
    {
      id: 'time',
      header: trans.__('Committed'),
      width: 96,
      cell: row => <RelativeTime at={row.created_at} />
    },
    {
      id: 'who',
      header: trans.__('By'),
      width: 96,
      title: row => row.creator,
      cell: row => row.creator
    },
    {
      id: 'files',
      header: trans.__('Files'),
      width: 56,
      align: 'right',
      title: row => row.files.map(one => String(one.path)).join('\n'),
      cell: row => row.files.length || ''
    },
    {
      id: 'size',
      header: trans.__('Size'),
      width: 72,
      align: 'right',
      cell: row => <Bytes size={row.body_size} />
    },
    {
      id: 'hash',
      header: trans.__('Hash'),
      width: 104,
      cell: row => (
        <CopyId id={row.body_sha256} label={trans.__('Copy the hash')} />
      )
    }
  ];
  return (
    <DataTable<Version>
      id="specification-versions"
      label={trans.__('Versions')}
      columns={columns}
      list={list}
      rowName={row => trans.__('version %1', row.number)}
      menu="specification-version"
      onOpen={row => setCompared([Math.max(1, row.number - 1), row.number])}
      selectionActions={rows => [
        {
          label: trans.__('Compare'),
          disabled:
            rows.length === 2
              ? null
              : trans.__('Select two versions to compare'),
          onClick: () => {
            const [left, right] = rows
              .map(row => row.number)
              .sort((a, b) => a - b);
            setCompared([left, right]);
          }
        },
        {
          label: trans.__('Export'),
          onClick: () =>
            void jx.commands.execute(CommandIDs.exportBundle, {
              id,
              versions: rows.map(row => row.number)
            })
        }
      ]}
      countLabel={(total, written) =>
        trans._n('%2 version', '%2 versions', total, written)
      }
      empty={{
        title: trans.__('Nothing has been committed yet'),
        text: trans.__(
          'A version is the saved state of the notebook; sessions run the newest one.'
        ),
        action:
          specification.path && permits(specification, 'editor')
            ? { label: trans.__('Commit version…'), onClick: props.onCommit }
            : undefined
      }}
    />
  );
}

/** What the file said of an imported version; '' for one made here. */
function originText(
  version: Version,
  trans: TranslationBundle,
  whole = false
): string {
  const { origin } = version;
  if (!origin) {
    return '';
  }
  return whole
    ? trans.__(
        'The file says: version %1 of %2, committed by %3 at %4',
        origin.number,
        origin.specification,
        origin.creator,
        exactTime(new Date(origin.created_at))
      )
    : trans.__('v%1 by %2', origin.number, origin.creator);
}

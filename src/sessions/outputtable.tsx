import * as React from 'react';

import { Bytes, FactTable, useJx, useTrans } from '../ui';
import { aliasColumn } from './alias';
import { ArtifactCell, VersionCell } from './artifactcells';
import { isOver, SessionDetail } from './records';

/** What a session wrote, with the ids that prove it, and to be downloaded. */
export function OutputTable(props: {
  session: SessionDetail;
  outputs: SessionDetail['outputs'];
}): JSX.Element {
  const { session } = props;
  const jx = useJx();
  const trans = useTrans();
  return (
    <FactTable
      label={trans.__('Outputs')}
      rows={props.outputs}
      rowKey={one => one.alias}
      columns={[
        aliasColumn(trans.__('Output'), 'outputs'),
        {
          header: trans.__('Artifact'),
          cell: ({ artifact }) => <ArtifactCell artifact={artifact} />
        },
        {
          header: trans.__('Version'),
          cell: ({ version, partial, optional }) =>
            version ? (
              <VersionCell version={version} />
            ) : partial ? (
              <span
                title={trans.__(
                  'The session did not succeed, so this is no version of the artifact.'
                )}
              >
                {trans.__('partial')}
              </span>
            ) : !isOver(session) ? (
              trans.__('not yet')
            ) : optional ? (
              trans.__('not written (optional)')
            ) : (
              trans.__('not written')
            )
        },
        {
          header: trans.__('File'),
          cell: one => (
            <span className="jx-ellipsis" title={one.filename ?? ''}>
              {one.filename}
            </span>
          )
        },
        {
          header: trans.__('Size'),
          align: 'right',
          cell: one => (one.size === null ? null : <Bytes size={one.size} />)
        },
        {
          header: trans.__('Get it'),
          cell: one => {
            const href = one.version
              ? jx.api.url('/artifact-versions/{version_id}/content', {
                  version_id: one.version.id
                })
              : one.partial
                ? jx.api.url('/sessions/{session_id}/partial-outputs/{alias}', {
                    session_id: session.id,
                    alias: one.alias
                  })
                : null;
            return (
              href &&
              !one.version?.deleted && (
                <a
                  href={href}
                  download
                  aria-label={trans.__('Download %1', one.alias)}
                >
                  {trans.__('Download')}
                </a>
              )
            );
          }
        }
      ]}
    />
  );
}

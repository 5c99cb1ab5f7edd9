import * as React from 'react';

import { CopyId, FactTable, Section, useTrans } from '../ui';
import { aliasColumn } from './alias';
import { ArtifactCell, VersionCell } from './artifactcells';
import { OutputTable } from './outputtable';
import { isOver, SessionDetail } from './records';

/** What went in and came out, each with the ids that prove it. */
export function InputsOutputs(props: { session: SessionDetail }): JSX.Element {
  const { session } = props;
  const trans = useTrans();
  return (
    <div className="jx-Panel">
      <Section title={trans.__('Inputs')}>
        {session.inputs.length ? (
          <FactTable
            label={trans.__('Inputs')}
            rows={session.inputs}
            rowKey={one => one.alias}
            columns={[
              aliasColumn(trans.__('Input'), 'inputs'),
              {
                header: trans.__('Artifact'),
                cell: ({ version }) =>
                  version ? (
                    <ArtifactCell artifact={version.artifact} />
                  ) : (
                    <strong>{trans.__('Not configured')}</strong>
                  )
              },
              {
                header: trans.__('Version'),
                cell: ({ version }) =>
                  version && <VersionCell version={version} />
              },
              {
                header: 'sha256',
                cell: one =>
                  one.sha256 && (
                    <CopyId
                      id={one.sha256}
                      label={trans.__('Copy the sha256 of %1', one.alias)}
                    />
                  )
              },
              {
                header: trans.__('In the run'),
                cell: one =>
                  one.changed_by_run ? (
                    <strong className="jx-mod-warn-text">
                      {trans.__('changed by the run')}
                    </strong>
                  ) : one.was_read ? (
                    trans.__('read')
                  ) : one.configured && isOver(session) ? (
                    trans.__('not read')
                  ) : (
                    ''
                  )
              }
            ]}
          />
        ) : (
          <p>{trans.__('This code declares no inputs.')}</p>
        )}
      </Section>
      <Section title={trans.__('Outputs')}>
        {session.outputs.length ? (
          <OutputTable session={session} outputs={session.outputs} />
        ) : (
          <p>{trans.__('This code declares no outputs.')}</p>
        )}
      </Section>
    </div>
  );
}

import * as React from 'react';

import { CopyId, FactTable, ObjectLink, Section, useJx, useTrans } from '../ui';
import { Alias } from './alias';
import { OutputTable } from './outputtable';
import { isOver, SessionDetail } from './records';

/** What went in and came out, each with the ids that prove it. */
export function InputsOutputs(props: { session: SessionDetail }): JSX.Element {
  const { session } = props;
  const jx = useJx();
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
              {
                header: trans.__('Input'),
                isHeader: true,
                cell: one => (
                  <Alias
                    alias={one.alias}
                    description={one.description}
                    code={`jx.input("${one.alias}")`}
                  />
                )
              },
              {
                header: trans.__('Artifact'),
                cell: ({ version }) =>
                  version ? (
                    <>
                      <ObjectLink
                        {...version.artifact}
                        onOpen={() =>
                          void jx.open('artifact', version.artifact.id)
                        }
                      />
                      <CopyId
                        id={version.artifact.id}
                        label={trans.__("Copy the artifact's id")}
                      />
                    </>
                  ) : (
                    <strong>{trans.__('Not configured')}</strong>
                  )
              },
              {
                header: trans.__('Version'),
                cell: ({ version }) =>
                  version && (
                    <>
                      <span title={version.name}>
                        {version.deleted ? (
                          <del>{trans.__('v%1, deleted', version.number)}</del>
                        ) : (
                          trans.__('v%1', version.number)
                        )}
                      </span>
                      <CopyId
                        id={version.id}
                        label={trans.__("Copy the version's id")}
                      />
                    </>
                  )
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

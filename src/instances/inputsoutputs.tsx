import * as React from 'react';

import type { components } from '../api/schema';
import { aliasColumn } from '../sessions/alias';
import { ArtifactCell } from '../sessions/artifactcells';
import { FactTable, Section, useTrans } from '../ui';

type Instance = components['schemas']['InstanceDetail'];

/** What is bound to the inputs, and what receives the outputs. */
export function InputsOutputsTab(props: { instance: Instance }): JSX.Element {
  const { inputs, outputs } = props.instance;
  const trans = useTrans();
  const versions = (count: number) =>
    count
      ? trans._n('%1 version', '%1 versions', count)
      : trans.__('no versions yet');
  return (
    <div className="jx-Panel">
      <Section title={trans.__('Inputs')}>
        {inputs.length ? (
          <FactTable
            label={trans.__('Inputs')}
            rows={inputs}
            rowKey={one => one.alias}
            columns={[
              aliasColumn(trans.__('Input'), 'inputs'),
              {
                header: trans.__('Artifact'),
                cell: one =>
                  one.artifact ? (
                    <ArtifactCell artifact={one.artifact} />
                  ) : (
                    <strong>{trans.__('Not configured')}</strong>
                  )
              },
              {
                header: trans.__('Versions'),
                cell: one => one.artifact && versions(one.version_count)
              },
              {
                header: trans.__('Description'),
                cell: one => one.description
              }
            ]}
          />
        ) : (
          <p>{trans.__('This code declares no inputs.')}</p>
        )}
        {inputs.length > 0 && (
          <p className="jx-quiet">
            {trans.__(
              'Inputs were chosen for good when the instance was made. Each run picks a version of them.'
            )}
          </p>
        )}
      </Section>
      <Section title={trans.__('Outputs')}>
        {outputs.length ? (
          <FactTable
            label={trans.__('Outputs')}
            rows={outputs}
            rowKey={one => one.alias}
            columns={[
              aliasColumn(trans.__('Output'), 'outputs'),
              {
                header: trans.__('Artifact'),
                cell: one => <ArtifactCell artifact={one.artifact} />
              },
              {
                header: trans.__('Versions'),
                cell: one => versions(one.version_count)
              },
              {
                header: trans.__('Description'),
                cell: one =>
                  [one.description, one.optional && trans.__('optional')]
                    .filter(Boolean)
                    .join(' · ')
              }
            ]}
          />
        ) : (
          <p>{trans.__('This code declares no outputs.')}</p>
        )}
      </Section>
    </div>
  );
}

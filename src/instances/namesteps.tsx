import * as React from 'react';

import { FolderField } from '../folders/picker';
import { RuntimeField } from '../runtimes/picker';
import { SaidFields, SnippetButton, TextField, useTrans } from '../ui';
import { snippet } from '../specifications/signature';
import { nameOf, outputName } from './wizard';
import type { IStepProps } from './wizardpage';

/** Step 3: the artifacts that receive the outputs. */
export function OutputsStep(props: IStepProps): JSX.Element {
  const { state, set, error } = props;
  const trans = useTrans();
  const { outputs } = state.specification!.signature;
  if (!outputs.length) {
    return <p>{trans.__('This specification has no outputs.')}</p>;
  }
  return (
    <>
      <p className="jx-Dialog-text">
        {trans.__(
          'Each output gets an artifact of its own, without versions until a run writes one.'
        )}
      </p>
      {outputs.map(one => {
        const name = outputName(state, one.alias, trans);
        return (
          <TextField
            key={one.alias}
            label={one.alias}
            required
            value={name}
            error={
              error(`outputs.${one.alias}`) ??
              (name.trim()
                ? null
                : trans.__('Name the artifact that receives %1.', one.alias))
            }
            extra={
              <>
                <span className="jx-WizardInput-path">
                  {[trans.__('output'), trans.__('artifact')].join(' › ')}
                </span>
                <SnippetButton code={snippet('outputs', one.alias)} />
              </>
            }
            description={[
              one.description,
              one.optional && trans.__('A run may leave it out.')
            ]
              .filter(Boolean)
              .join(' · ')}
            onChange={text =>
              set({ outputs: { ...state.outputs, [one.alias]: text } })
            }
          />
        );
      })}
    </>
  );
}

/** Step 4: what the instance is called and where it runs. */
export function NameStep(props: IStepProps): JSX.Element {
  const { state, set, error } = props;
  const trans = useTrans();
  const name = nameOf(state, trans);
  return (
    <>
      <TextField
        label={trans.__('Name')}
        required
        value={name}
        error={
          error('name') ??
          (name.trim() ? null : trans.__('Give the instance a name.'))
        }
        onChange={text => set({ name: text })}
      />
      <SaidFields value={state} error={error} set={set} />
      <RuntimeField
        manage
        value={state.runtime}
        error={error('runtime_id')}
        onChange={runtime => set({ runtime })}
      />
      <FolderField
        kind="instance"
        value={state.folder}
        error={error('folder_id')}
        onChange={folder => set({ folder })}
      />
    </>
  );
}

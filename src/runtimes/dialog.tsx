import { KernelSpecAPI } from '@jupyterlab/services';
import { addIcon, closeIcon } from '@jupyterlab/ui-components';
import { useQuery } from '@tanstack/react-query';
import * as React from 'react';

import { IJupyterExt } from '../tokens';
import {
  ActionButton,
  CheckField,
  IForm,
  SelectField,
  TextField,
  showForm,
  useJx,
  useTrans
} from '../ui';
import {
  IRuntimeForm,
  Runtime,
  canUseCache,
  runtimeBody,
  runtimeErrors,
  runtimeForm
} from './form';

/** Make a runtime, or change one from now on; null: given up. */
export function editRuntime(
  jx: IJupyterExt,
  runtime: Runtime | null
): Promise<Runtime | null> {
  const { api, trans } = jx;
  return showForm<IRuntimeForm, Runtime>(jx, {
    title: runtime
      ? trans.__('Edit the runtime %1', runtime.name)
      : trans.__('New runtime'),
    accept: runtime ? trans.__('Save changes') : trans.__('Create runtime'),
    wide: true,
    initial: runtimeForm(runtime),
    validate: form => runtimeErrors(form, trans),
    submit: form =>
      runtime
        ? api.put('/runtimes/{runtime_id}', {
            path: { runtime_id: runtime.id },
            body: runtimeBody(form)
          })
        : api.post('/runtimes', { body: runtimeBody(form) }),
    render: form => <RuntimeFields form={form} editing={!!runtime} />
  });
}

/** The kernels that this server can start, by display name. */
export function useKernelNames(): { value: string; label: string }[] {
  const jx = useJx();
  const query = useQuery({
    queryKey: ['kernelspecs', 'list'],
    queryFn: () => KernelSpecAPI.getSpecs(jx.api.settings)
  });
  const specs = Object.values(query.data?.kernelspecs ?? {});
  return specs
    .flatMap(spec =>
      spec ? [{ value: spec.name, label: spec.display_name }] : []
    )
    .sort((a, b) => a.label.localeCompare(b.label));
}

function RuntimeFields(props: {
  form: IForm<IRuntimeForm>;
  editing: boolean;
}): JSX.Element {
  const { value, set, error } = props.form;
  const trans = useTrans();
  const kernels = useKernelNames();
  const known = kernels.some(one => one.value === value.kernelspec);
  return (
    <>
      {props.editing && (
        <p className="jx-Dialog-text">
          {trans.__(
            'Sessions from now on run this way; earlier ones keep what they ran with.'
          )}
        </p>
      )}
      <TextField
        label={trans.__('Name')}
        required
        value={value.name}
        error={error('name')}
        onChange={name => set({ name })}
      />
      <TextField
        label={trans.__('Description')}
        value={value.description}
        error={error('description')}
        onChange={description => set({ description })}
      />
      <div className="jx-Pair">
        <SelectField
          label={trans.__('Kernel')}
          value={value.kernelspec}
          options={[
            { value: '', label: trans.__('The one the notebook names') },
            ...kernels,
            ...(value.kernelspec && !known
              ? [{ value: value.kernelspec, label: value.kernelspec }]
              : [])
          ]}
          error={error('kernelspec')}
          onChange={kernelspec => set({ kernelspec })}
        />
        <SelectField
          label={trans.__('Working folder')}
          value={value.working_folder}
          options={[
            { value: 'isolated', label: trans.__('Its own, with the inputs') },
            { value: 'notebook', label: trans.__('The notebook’s folder') }
          ]}
          error={error('working_folder')}
          description={
            value.working_folder === 'notebook'
              ? trans.__(
                  'Relative paths work as in the editor; files that aren’t declared are not kept.'
                )
              : trans.__(
                  'Only inputs and accompanying files are there: it can be run again.'
                )
          }
          onChange={folder =>
            set({ working_folder: folder as IRuntimeForm['working_folder'] })
          }
        />
      </div>
      <Variables form={props.form} />
      <div className="jx-Pair">
        <TextField
          label={trans.__('Kernel start at most')}
          value={value.start_timeout}
          error={error('start_timeout')}
          onChange={text => set({ start_timeout: text })}
        />
        <TextField
          label={trans.__('Each cell at most')}
          placeholder={trans.__('no limit')}
          value={value.cell_timeout}
          error={error('cell_timeout')}
          onChange={text => set({ cell_timeout: text })}
        />
        <TextField
          label={trans.__('Whole run at most')}
          placeholder={trans.__('no limit')}
          value={value.run_timeout}
          error={error('run_timeout')}
          onChange={text => set({ run_timeout: text })}
        />
      </div>
      <div className="jx-Pair">
        <TextField
          label={trans.__('Retries after a crash')}
          value={value.retries}
          error={error('retries')}
          onChange={text => set({ retries: text })}
        />
        <TextField
          label={trans.__('CPUs')}
          value={value.cpus}
          error={error('cpus')}
          onChange={text => set({ cpus: text })}
        />
        <TextField
          label={trans.__('Memory')}
          placeholder={trans.__('no limit')}
          value={value.memory}
          error={error('memory')}
          onChange={text => set({ memory: text })}
        />
      </div>
      {canUseCache(value) && (
        <CheckField
          label={trans.__('Reuse results')}
          value={value.use_cache}
          error={error('use_cache')}
          description={trans.__(
            'A run of the same code, data and values as an earlier one takes its result instead of computing it again. A run can say otherwise.'
          )}
          onChange={use_cache => set({ use_cache })}
        />
      )}
    </>
  );
}

function Variables(props: { form: IForm<IRuntimeForm> }): JSX.Element {
  const { value, set, error } = props.form;
  const trans = useTrans();
  const change = (at: number, patch: Partial<IRuntimeForm['env'][0]>) =>
    set({
      env: value.env.map((one, i) => (i === at ? { ...one, ...patch } : one))
    });
  return (
    <fieldset className="jx-Fieldset">
      <legend>{trans.__('Environment variables')}</legend>
      {value.env.map((one, i) => {
        const problem = error(`env.${i}`) ?? error(`env.${one.name}`);
        return (
          <div key={i} className="jx-Variable">
            <input
              className="jx-Plain jx-mod-code"
              aria-label={trans.__('Name of variable %1', i + 1)}
              aria-invalid={problem ? true : undefined}
              placeholder="NAME"
              spellCheck={false}
              value={one.name}
              onChange={event => change(i, { name: event.target.value })}
            />
            <input
              className="jx-Plain jx-mod-code"
              aria-label={trans.__('Value of variable %1', i + 1)}
              placeholder={trans.__('value')}
              spellCheck={false}
              value={one.value}
              onChange={event => change(i, { value: event.target.value })}
            />
            <ActionButton
              iconOnly
              icon={closeIcon}
              label={trans.__('Remove variable %1', i + 1)}
              onClick={() => set({ env: value.env.filter((_, j) => j !== i) })}
            />
            {problem && (
              <div className="jx-Field-error" role="alert">
                {problem}
              </div>
            )}
          </div>
        );
      })}
      <ActionButton
        icon={addIcon}
        label={trans.__('Add a variable')}
        onClick={() => set({ env: [...value.env, { name: '', value: '' }] })}
      />
    </fieldset>
  );
}

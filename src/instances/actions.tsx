import * as React from 'react';

import type { components } from '../api/schema';
import { RuntimeField } from '../runtimes/picker';
import type { ITyped } from '../specifications/data';
import { IJupyterExt } from '../tokens';
import {
  FieldErrors,
  ParameterField,
  askNamed,
  confirmDelete,
  offerUndo,
  showForm
} from '../ui';

type Instance = components['schemas']['InstanceDetail'];

const get = (jx: IJupyterExt, id: string) =>
  jx.api.get('/instances/{instance_id}', { path: { instance_id: id } });

/** Edit name, description, note, tags and runtime; null: given up. */
export async function editInstance(
  jx: IJupyterExt,
  id: string
): Promise<Instance | null> {
  const instance = await get(jx, id);
  return askNamed(jx, {
    title: jx.trans.__('Edit the instance'),
    object: instance,
    more: { runtime_id: instance.runtime.id as string | null },
    save: body =>
      jx.api.patch('/instances/{instance_id}', {
        path: { instance_id: id },
        body
      }),
    render: ({ value, set, error }) => (
      <RuntimeField
        required
        value={value.runtime_id}
        error={error('runtime_id')}
        onChange={runtime_id => set({ runtime_id })}
      />
    )
  });
}

/** Change parameter values from now on; null: given up. */
export async function editParameters(
  jx: IJupyterExt,
  id: string
): Promise<Instance | null> {
  const { trans } = jx;
  const instance = await get(jx, id);
  const { parameters } = instance;
  return showForm<{ values: Record<string, ITyped> }, Instance>(jx, {
    title: trans.__('Parameters of %1', instance.name),
    accept: trans.__('Save changes'),
    wide: true,
    initial: {
      values: Object.fromEntries(
        parameters.map(one => [one.alias, { value: one.value, error: null }])
      )
    },
    validate: ({ values }) => {
      const errors: FieldErrors = {};
      for (const [alias, one] of Object.entries(values)) {
        if (one.error) {
          errors[`values.${alias}`] = one.error;
        }
      }
      return errors;
    },
    submit: ({ values }) =>
      jx.api.post('/instances/{instance_id}/parameters', {
        path: { instance_id: id },
        body: {
          values: Object.fromEntries(
            Object.entries(values).map(([alias, one]) => [alias, one.value])
          )
        }
      }),
    render: ({ value, set, error }) => (
      <>
        <p className="jx-Dialog-text">
          {trans.__(
            'These hold for sessions from now on and are kept as a new revision.'
          )}
        </p>
        {parameters.map(one => (
          <ParameterField
            key={one.alias}
            alias={one.alias}
            type={one.type}
            description={one.description}
            default={one.default}
            value={value.values[one.alias].value}
            choices={one.choices}
            minimum={one.minimum as number | null}
            maximum={one.maximum as number | null}
            error={
              error(`values.${one.alias}`) ?? error(`parameters.${one.alias}`)
            }
            onChange={(typed, problem) =>
              set({
                values: {
                  ...value.values,
                  [one.alias]: { value: typed, error: problem }
                }
              })
            }
          />
        ))}
      </>
    )
  });
}

/** Keep an ad-hoc instance among the others. */
export function promoteInstance(
  jx: IJupyterExt,
  id: string
): Promise<Instance> {
  return jx.api.patch('/instances/{instance_id}', {
    path: { instance_id: id },
    body: { ad_hoc: false }
  });
}

/** Delete it after showing what depends on it; true: deleted. */
export async function deleteInstance(
  jx: IJupyterExt,
  id: string
): Promise<boolean> {
  const { trans } = jx;
  const path = { instance_id: id };
  const [instance, dependents] = await Promise.all([
    get(jx, id),
    jx.api.get('/instances/{instance_id}/dependents', { path })
  ]);
  const agreed = await confirmDelete(jx, {
    title: trans.__('Delete %1?', instance.name),
    text: trans.__(
      'The instance can’t be run any more. Its sessions and the artifacts it wrote stay.'
    ),
    dependents
  });
  if (agreed) {
    await jx.api.delete('/instances/{instance_id}', { path });
    offerUndo(jx, instance.name, () =>
      jx.api.post('/instances/{instance_id}/restore', { path })
    );
  }
  return agreed;
}

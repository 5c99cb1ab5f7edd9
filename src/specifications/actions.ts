import { Notification } from '@jupyterlab/apputils';

import type { components } from '../api/schema';
import { askForCopy } from '../folders/copying';
import { IJupyterExt } from '../tokens';
import { confirm, confirmDelete, editNamed, offerUndo } from '../ui';

type Specification = components['schemas']['SpecificationRecord'];

const get = (jx: IJupyterExt, id: string) =>
  jx.api.get('/specifications/{specification_id}', {
    path: { specification_id: id }
  });

/** Ask, saying what freezes, and register; null: given up. */
export async function registerSpecification(
  jx: IJupyterExt,
  id: string
): Promise<Specification | null> {
  const { api, trans } = jx;
  const before = await get(jx, id);
  const { inputs, parameters, outputs } = before.signature;
  const agreed = await confirm(
    {
      title: trans.__('Register %1?', before.name),
      accept: trans.__('Register'),
      body: trans.__(
        'Its %1 and %2 (%3) freeze for good: instances rely on them. Code can still be committed as new versions. Instances can be made from then on.',
        trans._n('%1 input', '%1 inputs', inputs.length),
        trans._n('%1 output', '%1 outputs', outputs.length),
        trans._n('%1 parameter', '%1 parameters', parameters.length)
      )
    },
    trans
  );
  if (!agreed) {
    return null;
  }
  const after = await api.post('/specifications/{specification_id}/register', {
    path: { specification_id: id }
  });
  Notification.success(trans.__('%1 is registered', after.name), {
    autoClose: 6000,
    actions: [
      {
        label: trans.__('New instance…'),
        callback: () =>
          void jx.commands.execute('jupyter-ext:new-instance', {
            specification: id
          })
      }
    ]
  });
  return after;
}

/** Edit name, description and tags. */
export async function editSpecification(
  jx: IJupyterExt,
  id: string
): Promise<Specification | null> {
  const object = await get(jx, id);
  return editNamed(jx, {
    title: jx.trans.__('Edit the specification'),
    object,
    save: body =>
      jx.api.patch('/specifications/{specification_id}', {
        path: { specification_id: id },
        body
      })
  });
}

/** Keep an ad-hoc specification among the others. */
export async function promoteSpecification(
  jx: IJupyterExt,
  id: string
): Promise<Specification> {
  return jx.api.patch('/specifications/{specification_id}', {
    path: { specification_id: id },
    body: { ad_hoc: false }
  });
}

/** Delete it after showing what depends on it; true: deleted. */
export async function deleteSpecification(
  jx: IJupyterExt,
  id: string
): Promise<boolean> {
  const { api, trans } = jx;
  const path = { specification_id: id };
  const [object, dependents] = await Promise.all([
    get(jx, id),
    api.get('/specifications/{specification_id}/dependents', { path })
  ]);
  const agreed = await confirmDelete(jx, {
    title: trans.__('Delete %1?', object.name),
    text: trans.__(
      'The specification and its versions are no longer listed. The notebook itself is not touched.'
    ),
    dependents
  });
  if (agreed) {
    await api.delete('/specifications/{specification_id}', { path });
    offerUndo(jx, object.name, () =>
      api.post('/specifications/{specification_id}/restore', { path })
    );
  }
  return agreed;
}

/** Make a draft with the newest version's body; null: given up. */
export async function copySpecification(
  jx: IJupyterExt,
  id: string
): Promise<Specification | null> {
  const { api, trans } = jx;
  return askForCopy(jx, {
    kind: 'specification',
    object: await get(jx, id),
    text: trans.__(
      'The copy is a draft with the newest version’s body, accompanying files and signature. Instances and sessions aren’t copied.'
    ),
    copy: body =>
      api.post('/specifications/{specification_id}/copy', {
        path: { specification_id: id },
        body
      })
  });
}

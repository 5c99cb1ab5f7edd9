import * as React from 'react';

import type { components } from '../api/schema';
import { IJupyterExt } from '../tokens';
import { SelectField, TextField, shortName, showForm } from '../ui';
import { explain } from './explaining';
import { objectPath } from './paths';

type Sharing = components['schemas']['SharingRecord'];

/** Ask for whom and why, then reserve; null: given up. */
export async function reserveObject(
  jx: IJupyterExt,
  kind: string,
  id: string
): Promise<Sharing | null> {
  const { trans } = jx;
  const path = objectPath(kind, id);
  const [{ user }, sharing] = await Promise.all([
    jx.api.get('/status'),
    jx.api.get('/sharing/{kind}/{object_id}', { path })
  ]);
  if (sharing.why_not) {
    await explain(jx, trans.__('Reserve'), sharing.why_not);
    return null;
  }
  return showForm(jx, {
    title: trans.__('Reserve “%1”', shortName(sharing.name)),
    accept: trans.__('Reserve'),
    initial: { label: '', group: '' },
    submit: form =>
      jx.api.put('/sharing/{kind}/{object_id}/reservation', {
        path,
        body: { label: form.label, ...(form.group && { group: form.group }) }
      }),
    render: ({ value, set, error }) => (
      <>
        <p className="jx-Dialog-text">
          {trans.__(
            'Others can look at it, but neither change nor run it, until you unreserve it.'
          )}
        </p>
        <SelectField
          label={trans.__('For')}
          value={value.group}
          options={[
            { value: '', label: trans.__('me') },
            ...(user.groups ?? []).map(name => ({
              value: name,
              label: trans.__('everybody in %1', name)
            }))
          ]}
          error={error('group')}
          onChange={group => set({ group })}
        />
        <TextField
          label={trans.__('Label')}
          description={trans.__('What others see beside your name.')}
          value={value.label}
          error={error('label')}
          onChange={label => set({ label })}
        />
      </>
    )
  });
}

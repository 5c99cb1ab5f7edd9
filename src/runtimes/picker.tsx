import { addIcon, editIcon } from '@jupyterlab/ui-components';
import { useQuery } from '@tanstack/react-query';
import * as React from 'react';

import { ActionButton, SelectField, useJx, useTrans, useUser } from '../ui';
import { editRuntime } from './dialog';
import type { Runtime } from './form';

/** All runtimes, the default first. */
export function useRuntimes(): Runtime[] {
  const jx = useJx();
  const query = useQuery({
    queryKey: ['runtime', 'list', { picker: true }],
    queryFn: ({ signal }) =>
      jx.api.get('/runtimes', { query: { limit: 200 }, signal }),
    meta: { dependsOn: ['runtime'] }
  });
  return query.data?.items ?? [];
}

/** The choice of a runtime; null is the default one. */
export function RuntimeField(props: {
  value: string | null;
  onChange: (id: string | null) => void;
  error?: string | null;
  /** One is chosen already, and stays chosen: null is no choice. */
  required?: boolean;
  /** Offers to make and edit one: not where a dialog is open already. */
  manage?: boolean;
}): JSX.Element {
  const { value, onChange } = props;
  const jx = useJx();
  const trans = useTrans();
  const runtimes = useRuntimes();
  const user = useUser();
  const standard = runtimes.find(one => one.is_default);
  const chosen = runtimes.find(one => one.id === value) ?? null;
  const shown = chosen ?? standard ?? null;
  return (
    <div className="jx-RuntimeField">
      <SelectField
        label={trans.__('Runtime')}
        value={value ?? ''}
        error={props.error}
        description={shown ? <RuntimeFacts runtime={shown} /> : undefined}
        options={[
          ...(props.required
            ? []
            : [
                {
                  value: '',
                  label: standard
                    ? trans.__('%1 (default)', standard.name)
                    : trans.__('Default')
                }
              ]),
          ...runtimes
            .filter(one => props.required || !one.is_default)
            .map(one => ({ value: one.id, label: one.name })),
          ...(value && !chosen ? [{ value, label: value }] : [])
        ]}
        onChange={id => onChange(id || null)}
      />
      {props.manage && (
        <div className="jx-RuntimeField-tools">
          <ActionButton
            icon={addIcon}
            label={trans.__('New runtime…')}
            onClick={async () => {
              const made = await editRuntime(jx, null);
              if (made) {
                await jx.queries.invalidateQueries({ queryKey: ['runtime'] });
                onChange(made.id);
              }
            }}
          />
          {shown && (
            <ActionButton
              label={trans.__('Details')}
              onClick={() => void jx.open('runtime', shown.id)}
            />
          )}
          {shown && shown.owner === user && (
            <ActionButton
              icon={editIcon}
              label={trans.__('Edit…')}
              onClick={async () => {
                if (await editRuntime(jx, shown)) {
                  await jx.queries.invalidateQueries({ queryKey: ['runtime'] });
                }
              }}
            />
          )}
        </div>
      )}
    </div>
  );
}

/** What a runtime means, in a line. */
function RuntimeFacts(props: { runtime: Runtime }): JSX.Element {
  const { runtime } = props;
  const trans = useTrans();
  const facts = [
    runtime.description,
    runtime.kernelspec
      ? trans.__('kernel %1', runtime.kernelspec)
      : trans.__('the notebook’s own kernel'),
    runtime.working_folder === 'notebook'
      ? trans.__('in the notebook’s folder')
      : trans.__('in a folder of its own'),
    runtime.use_cache && trans.__('reuses results')
  ];
  return <>{facts.filter(Boolean).join(' · ')}</>;
}

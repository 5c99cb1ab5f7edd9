import * as React from 'react';

import { useList } from '../api/hooks';
import { CommandIDs as SpecificationCommands } from '../specifications/commandids';
import { RegisteredMark } from '../specifications/registered';
import {
  ActionButton,
  DataTable,
  IColumn,
  ListBar,
  RelativeTime,
  refusal,
  useJx,
  useTrans
} from '../ui';
import { Specification } from './wizard';
import type { IStepProps } from './wizardpage';

/** Step 1: one of the registered specifications. */
export function SpecificationStep(
  props: IStepProps & { onUse: (specification: Specification) => void }
): JSX.Element {
  const { state, onUse } = props;
  const jx = useJx();
  const trans = useTrans();
  const [search, setSearch] = React.useState('');
  const [drafts, setDrafts] = React.useState(false);
  const query = (status: 'registered' | 'draft') => ({
    q: search.trim(),
    status,
    sort: 'name'
  });
  const shown = query(drafts ? 'draft' : 'registered');
  const list = useList<Specification>('specification', shown, (page, signal) =>
    jx.api.get('/specifications', { query: { ...shown, ...page }, signal })
  );
  const hidden = useList<Specification>(
    'specification',
    { ...query('draft'), count: true },
    (_, signal) =>
      jx.api.get('/specifications', {
        query: { ...query('draft'), limit: 1 },
        signal
      })
  );
  const columns: IColumn<Specification>[] = [
    {
      id: 'use',
      header: '',
      width: 64,
      required: true,
      cell: row =>
        drafts ? (
          <ActionButton
            label={trans.__('Open')}
            onClick={() => jx.open('specification', row.id)}
          />
        ) : (
          <ActionButton
            label={trans.__('Use')}
            primary={row.id === state.specification?.id}
            disabled={refusal(row, 'runner', trans)}
            onClick={() => onUse(row)}
          />
        )
    },
    {
      id: 'name',
      header: trans.__('Name'),
      width: 180,
      grow: 2,
      required: true,
      title: row => `${row.name}\n${row.description}`.trim(),
      cell: row => row.name
    },
    {
      id: 'version',
      header: trans.__('Version'),
      width: 64,
      align: 'right',
      cell: row => row.newest_version || ''
    },
    {
      id: 'path',
      header: trans.__('File'),
      width: 140,
      grow: 1,
      title: row => row.path,
      cell: row => row.path
    },
    {
      id: 'changed',
      header: trans.__('Changed'),
      width: 96,
      cell: row => <RelativeTime at={row.updated_at} />
    }
  ];
  const count = hidden.total ?? 0;
  return (
    <div className="jx-SpecificationStep">
      <ListBar
        label={trans.__('specifications')}
        search={search}
        onSearch={setSearch}
      />
      {drafts ? (
        <div className="jx-SpecificationStep-note">
          <RegisteredMark registered={false} compact />
          <span>
            {trans.__(
              'These are drafts. Open one and register it to make instances of it.'
            )}
          </span>
          <ActionButton
            label={trans.__('Back to the registered ones')}
            onClick={() => setDrafts(false)}
          />
        </div>
      ) : (
        count > 0 && (
          <div className="jx-SpecificationStep-note">
            <span>
              {trans._n(
                '%1 draft is hidden: it isn’t registered yet.',
                '%1 drafts are hidden: they aren’t registered yet.',
                count
              )}
            </span>
            <ActionButton
              label={trans.__('Show drafts')}
              onClick={() => setDrafts(true)}
            />
          </div>
        )
      )}
      <DataTable<Specification>
        key={String(drafts)}
        id="wizard-specifications"
        label={
          drafts ? trans.__('Drafts') : trans.__('Registered specifications')
        }
        columns={columns}
        list={list}
        rowName={row => row.name}
        onOpen={row =>
          drafts ? void jx.open('specification', row.id) : onUse(row)
        }
        countLabel={(total, written) =>
          trans._n('%2 specification', '%2 specifications', total, written)
        }
        empty={
          search
            ? {
                title: trans.__('No specification matches “%1”', search),
                action: {
                  label: trans.__('Show all'),
                  onClick: () => setSearch('')
                }
              }
            : {
                title: trans.__('No specification is registered yet'),
                text: trans.__(
                  'Commit a notebook, then register its specification: instances are made of registered ones.'
                ),
                action: {
                  label: trans.__('New specification…'),
                  onClick: () =>
                    void jx.commands.execute(SpecificationCommands.create)
                }
              }
        }
      />
    </div>
  );
}

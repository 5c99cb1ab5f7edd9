import { editIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useList } from '../api/hooks';
import type { components } from '../api/schema';
import { aliasColumn } from '../sessions/alias';
import {
  ActionButton,
  ChangedValue,
  EmptyState,
  ErrorState,
  FactTable,
  ParameterType,
  Section,
  Skeleton,
  Timeline,
  refusal,
  formatValue,
  sameValue,
  useJx,
  useTrans
} from '../ui';
import { CommandIDs } from './commandids';
import { changesOf } from './revisions';

type Instance = components['schemas']['InstanceDetail'];
type Revision = components['schemas']['RevisionRecord'];

const SHOWN = 100;

/** The values from now on, and what they were before. */
export function ParametersTab(props: { instance: Instance }): JSX.Element {
  const { instance } = props;
  const jx = useJx();
  const trans = useTrans();
  if (!instance.parameters.length) {
    return (
      <EmptyState title={trans.__('This code declares no parameters')}>
        {trans.__('Parameters are declared in the notebook’s Signature tab.')}
      </EmptyState>
    );
  }
  return (
    <div className="jx-Panel">
      <Section
        title={trans.__('Values')}
        aside={
          <ActionButton
            icon={editIcon}
            label={trans.__('Edit…')}
            disabled={refusal(instance, 'editor', trans)}
            onClick={() =>
              jx.commands.execute(CommandIDs.editParameters, {
                id: instance.id
              })
            }
          />
        }
      >
        <FactTable
          label={trans.__('Parameters')}
          rows={instance.parameters}
          rowKey={one => one.alias}
          columns={[
            aliasColumn(trans.__('Parameter'), 'parameters'),
            { header: trans.__('Type'), cell: one => one.type },
            {
              header: trans.__('Value'),
              cell: one =>
                sameValue(one.value, one.default) ? (
                  <code>{shown(one.type, one.value)}</code>
                ) : (
                  <ChangedValue
                    type={one.type}
                    value={one.value}
                    default={one.default}
                  />
                )
            },
            {
              header: trans.__('Description'),
              cell: one => one.description
            }
          ]}
        />
      </Section>
      <Revisions instance={instance} />
    </div>
  );
}

function shown(type: ParameterType, value: unknown): string {
  return formatValue(type, value) || '""';
}

function Revisions(props: { instance: Instance }): JSX.Element {
  const { id, parameters } = props.instance;
  const jx = useJx();
  const trans = useTrans();
  const list = useList<Revision & { id: string }>(
    'instance',
    { revisions: id },
    async (page, signal) => {
      const answer = await jx.api.get('/instances/{instance_id}/parameters', {
        path: { instance_id: id },
        query: { offset: page.offset, limit: SHOWN },
        signal
      });
      return {
        ...answer,
        items: answer.items.map(one => ({ ...one, id: String(one.number) }))
      };
    }
  );
  const rows = list.loaded.map(one => one.row);
  const typeOf = (alias: string) =>
    parameters.find(one => one.alias === alias)?.type ?? 'json';
  return (
    <Section title={trans.__('Revisions')}>
      {list.isLoading ? (
        <Skeleton lines={2} />
      ) : list.error && !rows.length ? (
        <ErrorState error={list.error} onRetry={list.retry} />
      ) : (
        <Timeline
          label={trans.__('Revisions of the parameters')}
          entries={rows.map((row, i) => {
            const before = rows[i + 1]?.values;
            const changes = before ? changesOf(row.values, before) : [];
            return {
              id: row.id,
              at: row.created_at,
              title: trans.__('Revision %1 by %2', row.number, row.creator),
              body: before ? (
                changes.map(({ alias, from, to }) => (
                  <div key={alias}>
                    <code>{alias}</code>{' '}
                    <ChangedValue
                      type={typeOf(alias)}
                      value={to}
                      default={from}
                    />
                  </div>
                ))
              ) : row.number === 1 ? (
                <span className="jx-quiet">
                  {trans.__('With the instance')}
                </span>
              ) : undefined
            };
          })}
        />
      )}
    </Section>
  );
}

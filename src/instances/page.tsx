import { stopIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useOne } from '../api/hooks';
import type { components } from '../api/schema';
import { auditTab } from '../audit/audittab';
import { FolderLink } from '../folders/link';
import { graphTab } from '../lineage/graphtab';
import { SessionTable } from '../sessions/listpage';
import { countSessions } from '../sessions/instancecommands';
import { IPageProps } from '../tokens';
import {
  CopyId,
  IAction,
  LongText,
  ObjectLink,
  ObjectTools,
  ObjectView,
  RelativeTime,
  StandingFacts,
  instanceIcon,
  permits,
  refusal,
  useJx,
  useTrans
} from '../ui';
import { CommandIDs } from './commandids';
import { InputsOutputsTab } from './inputsoutputs';
import { ParametersTab } from './parameterstab';

type Instance = components['schemas']['InstanceDetail'];

/** The page of an instance. */
export function InstancePage(props: IPageProps): JSX.Element {
  const { id } = props;
  const jx = useJx();
  const trans = useTrans();
  const query = useOne(
    'instance',
    id,
    signal =>
      jx.api.get('/instances/{instance_id}', {
        path: { instance_id: id },
        signal
      }),
    { dependsOn: ['session', 'specification', 'artifact', 'runtime'] }
  );
  const { data } = query;
  const defaults = React.useMemo(
    () =>
      data && {
        version: data.specification_version,
        values: Object.fromEntries(
          data.parameters.map(one => [one.alias, one.default])
        )
      },
    [data]
  );
  const run = (command: string) => jx.commands.execute(command, { id });
  return (
    <ObjectView<Instance>
      query={query}
      page={props.page}
      noun={trans.__('instance')}
      title={one => one.name}
      restore={() =>
        jx.api.post('/instances/{instance_id}/restore', {
          path: { instance_id: id }
        })
      }
      described={one => one}
      tab={props.tab}
      setTab={props.setTab}
      mark={instanceIcon}
      meta={one => <Facts instance={one} />}
      actions={one => {
        const actions: IAction[] = [
          {
            label: trans.__('Run instance…'),
            primary: true,
            disabled: refusal(one, 'runner', trans),
            onClick: () => run(CommandIDs.run)
          }
        ];
        if (one.sessions.queued > 0) {
          actions.push({
            label: trans.__('Stop pending (%1)', one.sessions.queued),
            icon: stopIcon,
            disabled: refusal(one, 'editor', trans),
            onClick: () => run(CommandIDs.stopPending)
          });
        }
        return actions;
      }}
      extraActions={one => (
        <ObjectTools kind="instance" row={one} name={one.name} />
      )}
      tabs={one => [
        {
          id: 'sessions',
          label: trans.__('Sessions'),
          badge: countSessions(one),
          render: () => (
            <SessionTable
              id="instance-sessions"
              filters={{ instance_id: id }}
              withoutInstance
              defaults={defaults}
              empty={{
                title: trans.__('It has not run yet'),
                text: trans.__(
                  'A session is one run, kept with its code, data and report.'
                ),
                action: permits(one, 'runner')
                  ? {
                      label: trans.__('Run instance…'),
                      onClick: () => void run(CommandIDs.run)
                    }
                  : undefined
              }}
            />
          )
        },
        {
          id: 'io',
          label: trans.__('I/O'),
          render: () => <InputsOutputsTab instance={one} />
        },
        {
          id: 'parameters',
          label: trans.__('Parameters'),
          badge: one.parameters.length,
          render: () => <ParametersTab instance={one} />
        },
        graphTab('instance', id, trans),
        auditTab('instance', id, trans)
      ]}
    />
  );
}

function Facts(props: { instance: Instance }): JSX.Element {
  const { instance: one } = props;
  const jx = useJx();
  const trans = useTrans();
  return (
    <>
      {one.description && (
        <LongText className="jx-MetaText" text={one.description} />
      )}
      <div className="jx-MetaLine">
        <span className="jx-MetaPart">
          {trans.__('specification')}{' '}
          <ObjectLink
            {...one.specification}
            title={trans.__(
              'Open the specification %1',
              one.specification.name
            )}
            onOpen={() => void jx.open('specification', one.specification.id)}
          />{' '}
          {trans.__('v%1', one.specification_version)}
        </span>
        <span className="jx-MetaPart">
          {trans.__('runtime')}{' '}
          <ObjectLink
            {...one.runtime}
            title={trans.__('Open the runtime %1', one.runtime.name)}
            onOpen={() => void jx.open('runtime', one.runtime.id)}
          />
        </span>
        {one.ad_hoc && <span>{trans.__('ad hoc')}</span>}
        <FolderLink kind="instance" folder={one.folder_id} />
        <StandingFacts row={one} />
        <span>
          {trans.__('changed')} <RelativeTime at={one.updated_at} />
        </span>
        {one.tags.map(tag => (
          <span key={tag} className="jx-Tag">
            {tag}
          </span>
        ))}
        <CopyId id={one.id} />
      </div>
    </>
  );
}

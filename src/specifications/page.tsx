import * as React from 'react';

import { useList, useOne } from '../api/hooks';
import type { components } from '../api/schema';
import { auditTab } from '../audit/audittab';
import { FolderLink } from '../folders/link';
import { graphTab } from '../lineage/graphtab';
import { SessionTable } from '../sessions/listpage';
import { IPageProps } from '../tokens';
import {
  CopyId,
  DataTable,
  IAction,
  IColumn,
  LongText,
  NameCell,
  ObjectTools,
  ObjectView,
  RelativeTime,
  StandingFacts,
  refusal,
  useJx,
  useKeptSort,
  useTrans
} from '../ui';
import { CommandIDs } from './commandids';
import { RegisteredMark } from './registered';
import { SignatureTab } from './signaturetab';
import { VersionsTab } from './versions';

type Specification = components['schemas']['SpecificationRecord'];
type Instance = components['schemas']['InstanceRecord'];

/** The page of a specification. */
export function SpecificationPage(props: IPageProps): JSX.Element {
  const { id } = props;
  const jx = useJx();
  const trans = useTrans();
  const query = useOne(
    'specification',
    id,
    signal =>
      jx.api.get('/specifications/{specification_id}', {
        path: { specification_id: id },
        signal
      }),
    { dependsOn: ['instance', 'session'] }
  );
  const run = (command: string, args: object = { id }) =>
    jx.commands.execute(command, args as any);
  return (
    <ObjectView<Specification>
      query={query}
      page={props.page}
      noun={trans.__('specification')}
      title={one => one.name}
      restore={() =>
        jx.api.post('/specifications/{specification_id}/restore', {
          path: { specification_id: id }
        })
      }
      described={one => one}
      tab={props.tab}
      setTab={props.setTab}
      mark={one => <RegisteredMark registered={!!one.registered_at} />}
      meta={one => <Facts specification={one} />}
      actions={one => {
        const registered = !!one.registered_at;
        const actions: IAction[] = [];
        if (!registered) {
          actions.push({
            label: trans.__('Register…'),
            primary: true,
            disabled:
              refusal(one, 'editor', trans) ??
              (one.newest_version
                ? null
                : trans.__(
                    'Commit a version first: only that can be registered.'
                  )),
            onClick: () => run(CommandIDs.register)
          });
        }
        actions.push({
          label: trans.__('New instance…'),
          primary: registered,
          disabled: registered
            ? refusal(one, 'runner', trans)
            : trans.__('Only registered specifications can have instances.'),
          onClick: () => run(CommandIDs.newInstance, { specification: id })
        });
        return actions;
      }}
      extraActions={one => (
        <ObjectTools kind="specification" row={one} name={one.name} />
      )}
      tabs={one => [
        {
          id: 'versions',
          label: trans.__('Versions'),
          badge: one.newest_version,
          render: () => (
            <VersionsTab
              specification={one}
              onCommit={() => void run(CommandIDs.commit, { path: one.path })}
            />
          )
        },
        {
          id: 'signature',
          label: trans.__('Signature'),
          render: () => <SignatureTab specification={one} page={props.page} />
        },
        {
          id: 'instances',
          label: trans.__('Instances'),
          badge: one.instance_count,
          render: () => <InstancesTab specification={one} />
        },
        {
          id: 'sessions',
          label: trans.__('Sessions'),
          badge: one.session_count,
          render: () => <SessionsTab specification={one} />
        },
        graphTab('specification', id, trans),
        auditTab('specification', id, trans)
      ]}
    />
  );
}

function Facts(props: { specification: Specification }): JSX.Element {
  const { specification: one } = props;
  const jx = useJx();
  const trans = useTrans();
  return (
    <>
      {one.description && (
        <LongText className="jx-MetaText" text={one.description} />
      )}
      <div className="jx-MetaLine">
        <span>
          {one.newest_version
            ? trans.__('version %1', one.newest_version)
            : trans.__('no version yet')}
        </span>
        {one.ad_hoc && <span>{trans.__('ad hoc')}</span>}
        {one.path && (
          <button
            type="button"
            className="jx-Link jx-ellipsis"
            title={trans.__('Open %1', one.path)}
            onClick={() =>
              void jx.commands.execute(CommandIDs.openBody, { path: one.path })
            }
          >
            {one.path}
          </button>
        )}
        <FolderLink kind="specification" folder={one.folder_id} />
        <StandingFacts row={one} />
        <span>
          {trans.__('changed')} <RelativeTime at={one.updated_at} />
        </span>
        {one.registered_at && (
          <span>
            {trans.__('registered')} <RelativeTime at={one.registered_at} />
          </span>
        )}
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

function InstancesTab(props: { specification: Specification }): JSX.Element {
  const { id, registered_at: registered } = props.specification;
  const jx = useJx();
  const trans = useTrans();
  const [sort, setSort] = useKeptSort('specification-instances', {
    key: 'updated_at',
    descending: true
  });
  const by = `${sort.descending ? '-' : ''}${sort.key}`;
  const list = useList(
    'instance',
    { specification: id, by },
    (page, signal) =>
      jx.api.get('/instances', {
        query: { specification_id: id, ad_hoc: true, sort: by, ...page },
        signal
      }),
    { dependsOn: ['session'] }
  );
  const columns: IColumn<Instance>[] = [
    {
      id: 'name',
      header: trans.__('Name'),
      width: 200,
      grow: 1,
      sort: 'name',
      required: true,
      title: row => row.note || row.name,
      cell: row => <NameCell row={row} />
    },
    {
      id: 'runtime',
      header: trans.__('Runtime'),
      width: 112,
      title: row => row.runtime.name,
      cell: row => row.runtime.name
    },
    {
      id: 'last',
      header: trans.__('Last session'),
      width: 112,
      sort: 'last_session_at',
      cell: row => <RelativeTime at={row.last_session_at} />
    },
    {
      id: 'changed',
      header: trans.__('Changed'),
      width: 112,
      sort: 'updated_at',
      cell: row => <RelativeTime at={row.updated_at} />
    }
  ];
  return (
    <DataTable<Instance>
      id="specification-instances"
      label={trans.__('Instances')}
      columns={columns}
      list={list}
      sort={sort}
      onSort={setSort}
      rowName={row => row.name}
      menu="instance"
      onOpen={row => void jx.open('instance', row.id)}
      countLabel={(total, written) =>
        trans._n('%2 instance', '%2 instances', total, written)
      }
      empty={{
        title: trans.__('There are no instances yet'),
        text: registered
          ? trans.__('An instance binds real data to the inputs, and runs.')
          : trans.__('Register the specification, then make instances of it.'),
        action: registered
          ? {
              label: trans.__('New instance…'),
              onClick: () =>
                void jx.commands.execute(CommandIDs.newInstance, {
                  specification: id
                })
            }
          : undefined
      }}
    />
  );
}

function SessionsTab(props: { specification: Specification }): JSX.Element {
  const trans = useTrans();
  return (
    <SessionTable
      id="specification-sessions"
      filters={{ specification_id: props.specification.id }}
      withVersion
      empty={{
        title: trans.__('It has not run yet'),
        text: trans.__('Sessions of all its instances are listed here.')
      }}
    />
  );
}

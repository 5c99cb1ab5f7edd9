import * as React from 'react';

import { useList } from '../api/hooks';
import type { IPageProps } from '../tokens';
import {
  DataTable,
  Duration,
  IColumn,
  ListBar,
  NameCell,
  ObjectLink,
  RelativeTime,
  STARRED,
  StateBadge,
  shownState,
  starredQuery,
  useJx,
  useKeptSort,
  Whose,
  ownerColumn,
  useWhoseChips,
  useTrans,
  whoseQuery
} from '../ui';
import {
  changesLine,
  IDefaults,
  isOver,
  metricsLine,
  Session,
  shareDone
} from './records';
import { selectionActions } from './selected';

type Chip = 'active' | 'failed' | typeof STARRED | 'archived' | Whose;

const FAILED = ['FAILED', 'TIMED_OUT', 'CRASHED'] as const;

/** How the server is asked for what the chips say. */
export function chipQuery(chips: ReadonlySet<Chip>) {
  return {
    ...(chips.has('active') ? { active: true } : {}),
    ...(chips.has('failed') ? { state: [...FAILED] } : {}),
    ...starredQuery(chips),
    ...(chips.has('archived') ? { archived: true } : {}),
    ...whoseQuery(chips)
  };
}

/** All sessions: searched, filtered and sorted by the server. */
export function SessionsPage(props: IPageProps): JSX.Element {
  const trans = useTrans();
  const [search, setSearch] = React.useState('');
  const [chips, setChips] = React.useState<ReadonlySet<Chip>>(new Set());
  const whoseChips = useWhoseChips();
  React.useEffect(() => props.page.setTitle(trans.__('Sessions')), []);
  return (
    <div className="jx-ListPage">
      <ListBar
        label={trans.__('sessions')}
        search={search}
        onSearch={setSearch}
        chips={[
          { id: 'active', label: trans.__('Running') },
          { id: 'failed', label: trans.__('Failed') },
          { id: STARRED, label: trans.__('Starred') },
          { id: 'archived', label: trans.__('Archived') },
          ...whoseChips
        ]}
        chosen={chips}
        onChoose={chosen => setChips(chosen as ReadonlySet<Chip>)}
      />
      <SessionTable
        id="sessions"
        search={search}
        filters={chipQuery(chips)}
        filtered={!!search || chips.size > 0}
        onClear={() => {
          setSearch('');
          setChips(new Set());
        }}
      />
    </div>
  );
}

/** A table of sessions; those of one instance where `filters` say so. */
export function SessionTable(props: {
  id: string;
  search?: string;
  filters: {
    instance_id?: string;
    specification_id?: string;
    workflow_id?: string;
    active?: boolean;
    state?: Session['state'][];
    starred?: boolean;
    archived?: boolean;
  };
  /** Whether there may be more without search and filters. */
  filtered?: boolean;
  onClear?: () => void;
  /** In place of an empty table. */
  empty?: React.ComponentProps<typeof DataTable>['empty'];
  /** The rows are all of one instance: its name goes without saying. */
  withoutInstance?: boolean;
  /** The rows are all of one specification: of which of its versions is said. */
  withVersion?: boolean;
  /** What the parameters that differ differ from; the same as long as it is. */
  defaults?: IDefaults;
}): JSX.Element {
  const jx = useJx();
  const trans = useTrans();
  const [sort, setSort] = useKeptSort(props.id, {
    key: 'created_at',
    descending: true
  });
  const query = {
    q: props.search?.trim() ?? '',
    sort: `${sort.descending ? '-' : ''}${sort.key}`,
    ...props.filters
  };
  const list = useList<Session>('session', query, (page, signal) =>
    jx.api.get('/sessions', { query: { ...query, ...page }, signal })
  );
  const columns = React.useMemo(
    () =>
      sessionColumns(jx, props.defaults).filter(
        ({ id }) =>
          !(props.withoutInstance && id === 'instance') &&
          id !== (props.withVersion ? 'specification' : 'version')
      ),
    [jx, props.withoutInstance, props.withVersion, props.defaults]
  );
  return (
    <DataTable<Session>
      id={props.id}
      label={trans.__('Sessions')}
      columns={columns}
      list={list}
      rowName={session => session.name}
      sort={sort}
      onSort={setSort}
      onOpen={session => void jx.open('session', session.id)}
      menu="session"
      selectionActions={(rows, clear) => selectionActions(jx, rows, clear)}
      countLabel={(total, written) =>
        trans._n('%2 session', '%2 sessions', total, written)
      }
      empty={
        props.filtered
          ? {
              title: trans.__('No session matches'),
              action: props.onClear && {
                label: trans.__('Show all'),
                onClick: props.onClear
              }
            }
          : (props.empty ?? {
              title: trans.__('No sessions yet'),
              text: trans.__(
                'Run an instance, or press “Run as session” in a notebook.'
              ),
              action: {
                label: trans.__('Show instances'),
                onClick: () => void jx.open('instances', '')
              }
            })
      }
    />
  );
}

function sessionColumns(
  jx: ReturnType<typeof useJx>,
  defaults?: IDefaults
): IColumn<Session>[] {
  const { trans } = jx;
  return [
    {
      id: 'state',
      header: trans.__('State'),
      sort: 'state',
      width: 152, // a running one tells how far it is
      required: true,
      cell: session => (
        <StateBadge state={shownState(session)} progress={shareDone(session)} />
      )
    },
    {
      id: 'name',
      header: trans.__('Name'),
      sort: 'name',
      width: 140,
      grow: 2,
      required: true,
      title: session => session.note || session.name,
      cell: session => <NameCell row={session} />
    },
    {
      id: 'instance',
      header: trans.__('Instance'),
      sort: 'instance',
      width: 120,
      grow: 2,
      title: session => session.instance.name,
      cell: session => (
        <ObjectLink
          {...session.instance}
          onOpen={() => void jx.open('instance', session.instance.id)}
        />
      )
    },
    {
      id: 'version',
      header: trans.__('Version'),
      width: 64,
      align: 'right',
      cell: session => trans.__('v%1', session.specification_version)
    },
    {
      id: 'started',
      header: trans.__('Started'),
      sort: 'created_at',
      width: 96,
      cell: session => (
        <RelativeTime at={session.started_at ?? session.created_at} />
      )
    },
    {
      id: 'took',
      header: trans.__('Took'),
      sort: 'duration',
      width: 72,
      align: 'right',
      cell: session => (
        <Duration
          seconds={isOver(session) ? session.duration : undefined}
          start={session.started_at}
          end={session.ended_at}
        />
      )
    },
    {
      id: 'changes',
      header: trans.__('Parameters that differ'),
      width: 156,
      grow: 1,
      title: session => changesLine(session, defaults),
      cell: session => changesLine(session, defaults) || '–'
    },
    {
      id: 'metrics',
      header: trans.__('Metrics'),
      width: 120,
      grow: 1,
      title: metricsLine,
      cell: session => metricsLine(session) || '–'
    },
    {
      id: 'specification',
      header: trans.__('Specification'),
      sort: 'specification',
      width: 140,
      grow: 1,
      hidden: true,
      title: session => session.specification.name,
      cell: session =>
        `${session.specification.name} v${session.specification_version}`
    },
    {
      id: 'workflow',
      header: trans.__('Workflow'),
      width: 140,
      grow: 1,
      hidden: true,
      title: session => session.workflow.name,
      cell: session =>
        session.workflow.sessions > 1 ? (
          <ObjectLink
            {...session.workflow}
            onOpen={() => void jx.open('workflow', session.workflow.id)}
          />
        ) : (
          '–'
        )
    },
    {
      id: 'reproducible',
      header: trans.__('Reproducible'),
      width: 96,
      hidden: true,
      title: session =>
        session.stale
          ? trans.__("An input version was deleted: it can't be reproduced")
          : trans.__('Everything it was made from is still there'),
      cell: session => (session.stale ? trans.__('stale') : trans.__('robust'))
    },
    {
      id: 'tags',
      header: trans.__('Tags'),
      width: 120,
      hidden: true,
      title: session => session.tags.join(', '),
      cell: session => session.tags.join(', ')
    },
    ownerColumn(trans)
  ];
}

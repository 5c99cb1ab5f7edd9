import * as React from 'react';

import { useList } from '../api/hooks';
import type { components } from '../api/schema';
import { usePlace } from '../folders/place';
import { FolderTable } from '../folders/table';
import type { IJupyterExt, IPageProps } from '../tokens';
import {
  IColumn,
  ListBar,
  NameCell,
  ObjectLink,
  RelativeTime,
  SHARED,
  STARRED,
  StateShape,
  instanceIcon,
  stateWord,
  starredQuery,
  useJx,
  ownerColumn,
  useWhoseChips,
  useTrans,
  whoseQuery
} from '../ui';
import { CommandIDs } from './commandids';
import { InstanceSessions } from './sessions';

type Instance = components['schemas']['InstanceRecord'];

/** All instances; each unfolds to its sessions. */
export function InstancesPage(props: IPageProps): JSX.Element {
  const jx = useJx();
  const trans = useTrans();
  const [chips, setChips] = React.useState<ReadonlySet<string>>(new Set());
  const place = usePlace('instance', props, {
    key: 'last_session_at',
    descending: true
  });
  const { search, setSearch } = place;
  React.useEffect(() => props.page.setTitle(trans.__('Instances')), []);
  const whoseChips = useWhoseChips();
  const narrowed = { ...starredQuery(chips), ...whoseQuery(chips) };
  const shared = narrowed.whose === SHARED;
  const query = {
    ...place.query(narrowed),
    ad_hoc: chips.has('ad_hoc'),
    ...narrowed
  };
  const list = useList<Instance>(
    'instance',
    query,
    (page, signal) =>
      jx.api.get('/instances', { query: { ...query, ...page }, signal }),
    { enabled: place.tree !== null }
  );
  const columns = React.useMemo(() => instanceColumns(jx), [jx]);
  const create = () =>
    jx.commands.execute(
      CommandIDs.create,
      place.folder ? { folder: place.folder } : {}
    );
  return (
    <div className="jx-ListPage">
      <ListBar
        label={trans.__('instances')}
        search={search}
        onSearch={setSearch}
        chips={[
          {
            id: 'ad_hoc',
            label: trans.__('Ad hoc too'),
            title: trans.__('Those made by “Run as session” as well')
          },
          { id: STARRED, label: trans.__('Starred') },
          ...whoseChips
        ]}
        chosen={chips}
        onChoose={setChips}
        actions={[{ label: trans.__('New instance…'), onClick: create }]}
      />
      <FolderTable<Instance>
        place={place}
        everywhere={shared}
        below={chips.has(STARRED)}
        filtered={chips.size > 0}
        id="instances"
        label={trans.__('Instances')}
        columns={columns}
        list={list}
        icon={() => (
          <instanceIcon.react tag="span" width="32px" height="32px" />
        )}
        note={instance => <Counts instance={instance} />}
        expand={instance => <InstanceSessions instance={instance} />}
        countLabel={(total, written) =>
          trans._n('%2 instance', '%2 instances', total, written)
        }
        empty={
          query.q || narrowed.whose || narrowed.starred
            ? {
                title: trans.__('No instance matches'),
                action: {
                  label: trans.__('Show all'),
                  onClick: () => {
                    setSearch('');
                    setChips(new Set());
                  }
                }
              }
            : {
                title: trans.__('No instances yet'),
                text: trans.__(
                  'An instance is a registered specification with its data chosen.'
                ),
                action: {
                  label: trans.__('New instance…'),
                  onClick: () => void create()
                }
              }
        }
      />
    </div>
  );
}

function instanceColumns(jx: IJupyterExt): IColumn<Instance>[] {
  const { trans } = jx;
  return [
    {
      id: 'name',
      header: trans.__('Name'),
      sort: 'name',
      width: 160,
      grow: 2,
      required: true,
      title: instance => instance.note || instance.description || instance.name,
      cell: instance => <NameCell row={instance} />
    },
    {
      id: 'sessions',
      header: trans.__('Sessions'),
      width: 160,
      required: true,
      title: instance => countsText(jx, instance),
      cell: instance => <Counts instance={instance} />
    },
    {
      id: 'specification',
      header: trans.__('Specification'),
      width: 160,
      grow: 1,
      title: instance => instance.specification.name,
      cell: instance => (
        <span className="jx-LinkAndMore">
          <ObjectLink
            {...instance.specification}
            onOpen={() =>
              void jx.open('specification', instance.specification.id)
            }
          />
          <span>{trans.__('v%1', instance.specification_version)}</span>
        </span>
      )
    },
    {
      id: 'last',
      header: trans.__('Last run'),
      sort: 'last_session_at',
      width: 96,
      cell: instance => <RelativeTime at={instance.last_session_at} />
    },
    {
      id: 'runtime',
      header: trans.__('Runtime'),
      width: 120,
      title: instance => instance.runtime.name,
      cell: instance => instance.runtime.name
    },
    {
      id: 'tags',
      header: trans.__('Tags'),
      width: 120,
      title: instance => instance.tags.join(', '),
      cell: instance => instance.tags.join(', ')
    },
    {
      id: 'updated',
      header: trans.__('Changed'),
      sort: 'updated_at',
      width: 96,
      hidden: true,
      cell: instance => <RelativeTime at={instance.updated_at} />
    },
    ownerColumn(trans)
  ];
}

/** The states that there are sessions in, with their numbers. */
function countsOf(instance: Instance): [state: string, count: number][] {
  return Object.entries(instance.sessions).filter(([, count]) => count > 0);
}

function countsText(jx: IJupyterExt, instance: Instance): string {
  return countsOf(instance)
    .map(([state, count]) => `${count} ${stateWord(state, jx.trans)}`)
    .join(', ');
}

function Counts(props: { instance: Instance }): JSX.Element {
  const trans = useTrans();
  const counts = countsOf(props.instance);
  return (
    <span className="jx-Counts">
      {counts.length
        ? counts.map(([state, count]) => (
            <span key={state} className="jx-Counts-one">
              <StateShape state={state} label={stateWord(state, trans)} />
              {count}
            </span>
          ))
        : trans.__('none')}
    </span>
  );
}

import * as React from 'react';

import { useList } from '../api/hooks';
import type { components } from '../api/schema';
import { usePlace } from '../folders/place';
import { FolderTable } from '../folders/table';
import { IJupyterExt, IPageProps } from '../tokens';
import {
  IColumn,
  ListBar,
  NameCell,
  RelativeTime,
  SHARED,
  STARRED,
  specificationIcon,
  starredQuery,
  useJx,
  ownerColumn,
  useWhoseChips,
  useTrans,
  whoseQuery
} from '../ui';
import { CommandIDs } from './commandids';
import { RegisteredMark } from './registered';

type Specification = components['schemas']['SpecificationRecord'];

/** All specifications: searched, filtered and sorted by the server. */
export function SpecificationsPage(props: IPageProps): JSX.Element {
  const jx = useJx();
  const trans = useTrans();
  const [chips, setChips] = React.useState<ReadonlySet<string>>(new Set());
  const place = usePlace('specification', props, {
    key: 'updated_at',
    descending: true
  });
  const { search, setSearch } = place;
  React.useEffect(() => props.page.setTitle(trans.__('Specifications')), []);
  const whoseChips = useWhoseChips();
  const drafts = chips.has('draft');
  const registered = chips.has('registered');
  const narrowed = { ...starredQuery(chips), ...whoseQuery(chips) };
  const shared = narrowed.whose === SHARED;
  const query = {
    ...place.query(narrowed),
    status:
      drafts === registered
        ? ('all' as const)
        : drafts
          ? ('draft' as const)
          : ('registered' as const),
    ad_hoc: chips.has('ad_hoc'),
    ...narrowed
  };
  const list = useList<Specification>(
    'specification',
    query,
    (page, signal) =>
      jx.api.get('/specifications', { query: { ...query, ...page }, signal }),
    { enabled: place.tree !== null }
  );
  const columns = React.useMemo(() => specificationColumns(jx), [jx]);
  const here = place.folder ? { folder: place.folder } : {};
  const filtered = !!search || chips.size > 0;
  return (
    <div className="jx-ListPage">
      <ListBar
        label={trans.__('specifications')}
        search={search}
        onSearch={setSearch}
        chips={[
          { id: 'registered', label: trans.__('Registered') },
          { id: 'draft', label: trans.__('Drafts') },
          {
            id: 'ad_hoc',
            label: trans.__('Ad hoc'),
            title: trans.__('Those made by “Run as session” too')
          },
          { id: STARRED, label: trans.__('Starred') },
          ...whoseChips
        ]}
        chosen={chips}
        onChoose={setChips}
        actions={[
          {
            label: trans.__('Import…'),
            onClick: () => jx.commands.execute(CommandIDs.importBundle, here)
          },
          {
            label: trans.__('New specification…'),
            onClick: () => jx.commands.execute(CommandIDs.create, here)
          }
        ]}
      />
      <FolderTable<Specification>
        place={place}
        everywhere={shared}
        below={chips.has(STARRED)}
        filtered={chips.size > 0}
        id="specifications"
        label={trans.__('Specifications')}
        columns={columns}
        list={list}
        icon={() => (
          <specificationIcon.react tag="span" width="32px" height="32px" />
        )}
        note={row => (
          <>
            <RegisteredMark registered={!!row.registered_at} />{' '}
            {row.newest_version ? trans.__('v%1', row.newest_version) : ''}
          </>
        )}
        countLabel={(total, written) =>
          trans._n('%2 specification', '%2 specifications', total, written)
        }
        empty={
          filtered
            ? {
                title: trans.__('No specification matches'),
                action: {
                  label: trans.__('Show all'),
                  onClick: () => {
                    setSearch('');
                    setChips(new Set());
                  }
                }
              }
            : {
                title: trans.__('No specifications yet'),
                text: trans.__(
                  'Open a notebook and press “Commit version”, or start from nothing.'
                ),
                action: {
                  label: trans.__('New specification…'),
                  onClick: () =>
                    void jx.commands.execute(CommandIDs.create, here)
                }
              }
        }
      />
    </div>
  );
}

function specificationColumns({
  trans
}: IJupyterExt): IColumn<Specification>[] {
  return [
    {
      id: 'status',
      header: trans.__('Status'),
      width: 104,
      required: true,
      cell: row => <RegisteredMark registered={!!row.registered_at} />
    },
    {
      id: 'name',
      header: trans.__('Name'),
      width: 180,
      grow: 2,
      sort: 'name',
      required: true,
      title: row => row.note || row.name,
      cell: row => <NameCell row={row} />
    },
    {
      id: 'version',
      header: trans.__('Version'),
      width: 72,
      sort: 'version',
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
      id: 'instances',
      header: trans.__('Instances'),
      width: 72,
      align: 'right',
      cell: row => row.instance_count
    },
    {
      id: 'sessions',
      header: trans.__('Sessions'),
      width: 72,
      align: 'right',
      cell: row => row.session_count
    },
    {
      id: 'changed',
      header: trans.__('Changed'),
      width: 104,
      sort: 'updated_at',
      cell: row => <RelativeTime at={row.updated_at} />
    },
    {
      id: 'created',
      header: trans.__('Created'),
      width: 104,
      sort: 'created_at',
      hidden: true,
      cell: row => <RelativeTime at={row.created_at} />
    },
    ownerColumn(trans)
  ];
}

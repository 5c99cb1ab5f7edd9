import * as React from 'react';

import { useList } from '../api/hooks';
import { usePlace } from '../folders/place';
import { FolderTable } from '../folders/table';
import { IJupyterExt, IPageProps } from '../tokens';
import {
  Bytes,
  IColumn,
  ListBar,
  NameCell,
  RelativeTime,
  SHARED,
  STARRED,
  artifactIcon,
  starredQuery,
  useJx,
  ownerColumn,
  useWhoseChips,
  useTrans,
  whoseQuery
} from '../ui';
import { CommandIDs } from './commandids';
import { DropArea } from './drop';
import { kindWord } from './kinds';
import type { Artifact } from './picker';
import { addServerFiles, uploadInBackground } from './uploads';

/** All artifacts: searched and sorted by the server. */
export function ArtifactsPage(props: IPageProps): JSX.Element {
  const jx = useJx();
  const trans = useTrans();
  const place = usePlace('artifact', props, {
    key: 'updated_at',
    descending: true
  });
  const { search, setSearch } = place;
  const [chips, setChips] = React.useState<ReadonlySet<string>>(new Set());
  const whoseChips = useWhoseChips();
  React.useEffect(() => props.page.setTitle(trans.__('Artifacts')), []);
  const narrowed = { ...starredQuery(chips), ...whoseQuery(chips) };
  const shared = narrowed.whose === SHARED;
  const query = {
    ...place.query(narrowed),
    ...narrowed
  };
  const list = useList<Artifact>(
    'artifact',
    query,
    (page, signal) =>
      jx.api.get('/artifacts', { query: { ...query, ...page }, signal }),
    { enabled: place.tree !== null }
  );
  const columns = React.useMemo(() => artifactColumns(jx), [jx]);
  const folder = place.folder;
  const upload = () =>
    jx.commands.execute(CommandIDs.upload, folder ? { folder } : {});
  return (
    <DropArea
      className="jx-mod-page"
      label={trans.__('Drop files: each becomes a new artifact')}
      onPaths={paths => void addServerFiles(jx, paths, { folderId: folder })}
      onFiles={files =>
        files.forEach(
          file => void uploadInBackground(jx, file, { folderId: folder })
        )
      }
    >
      <div className="jx-ListPage">
        <ListBar
          label={trans.__('artifacts')}
          search={search}
          onSearch={setSearch}
          chips={[{ id: STARRED, label: trans.__('Starred') }, ...whoseChips]}
          chosen={chips}
          onChoose={setChips}
          actions={[{ label: trans.__('Upload a file…'), onClick: upload }]}
        />
        <FolderTable<Artifact>
          place={place}
          everywhere={shared}
          below={chips.has(STARRED)}
          filtered={chips.size > 0}
          id="artifacts"
          label={trans.__('Artifacts')}
          columns={columns}
          list={list}
          icon={() => (
            <artifactIcon.react tag="span" width="32px" height="32px" />
          )}
          note={row =>
            row.newest
              ? kindWord(row.newest, trans)
              : trans.__('no versions yet')
          }
          countLabel={(total, written) =>
            trans._n('%2 artifact', '%2 artifacts', total, written)
          }
          empty={
            search || chips.size
              ? {
                  title: trans.__('No artifact matches'),
                  action: {
                    label: trans.__('Show all'),
                    onClick: () => {
                      setSearch('');
                      setChips(new Set());
                    }
                  }
                }
              : {
                  title: trans.__('No artifacts yet'),
                  text: trans.__(
                    'Artifacts are the files that sessions read and write. Drop one here, or upload it.'
                  ),
                  action: {
                    label: trans.__('Upload a file…'),
                    onClick: () => void upload()
                  }
                }
          }
        />
      </div>
    </DropArea>
  );
}

function artifactColumns({ trans }: IJupyterExt): IColumn<Artifact>[] {
  return [
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
      id: 'kind',
      header: trans.__('Kind'),
      width: 80,
      title: row => row.newest?.media_type ?? '',
      cell: row => row.newest && kindWord(row.newest, trans)
    },
    {
      id: 'versions',
      header: trans.__('Versions'),
      width: 72,
      sort: 'versions',
      align: 'right',
      cell: row => row.version_count
    },
    {
      id: 'size',
      header: trans.__('Size'),
      width: 80,
      sort: 'size',
      align: 'right',
      cell: row => <Bytes size={row.newest?.size} />
    },
    {
      id: 'tags',
      header: trans.__('Tags'),
      width: 112,
      title: row => row.tags.join(', '),
      cell: row => row.tags.join(', ')
    },
    {
      id: 'newest',
      header: trans.__('Newest version'),
      width: 112,
      cell: row => <RelativeTime at={row.newest?.created_at} />
    },
    {
      id: 'changed',
      header: trans.__('Changed'),
      width: 104,
      sort: 'updated_at',
      cell: row => <RelativeTime at={row.updated_at} />
    },
    ownerColumn(trans)
  ];
}

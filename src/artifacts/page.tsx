import { downloadIcon } from '@jupyterlab/ui-components';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import * as React from 'react';

import { useList, useOne } from '../api/hooks';
import { auditTab } from '../audit/audittab';
import { FolderLink } from '../folders/link';
import { graphTab } from '../lineage/graphtab';
import { Renderers } from '../sessions/rendered';
import { IPageProps } from '../tokens';
import {
  ActionButton,
  Bytes,
  CopyId,
  DataTable,
  EmptyState,
  IColumn,
  LongText,
  ObjectLink,
  ObjectTools,
  ObjectView,
  RelativeTime,
  StandingFacts,
  artifactIcon,
  permits,
  refusal,
  useJx,
  useTrans
} from '../ui';
import { CommandIDs } from './commandids';
import { DropArea } from './drop';
import { kindWord } from './kinds';
import { Artifact, ArtifactVersion, VersionSelect } from './picker';
import { VersionPreview } from './preview';
import { addServerFiles, uploadInBackground } from './uploads';

/** The page of an artifact. */
export function artifactPage(rendermime: IRenderMimeRegistry | null) {
  return function Page(props: IPageProps): JSX.Element {
    return (
      <Renderers.Provider value={rendermime}>
        <ArtifactPage {...props} />
      </Renderers.Provider>
    );
  };
}

function ArtifactPage(props: IPageProps): JSX.Element {
  const { id } = props;
  const jx = useJx();
  const trans = useTrans();
  const [chosen, setChosen] = React.useState<ArtifactVersion | null>(null);
  const query = useOne(
    'artifact',
    id,
    signal =>
      jx.api.get('/artifacts/{artifact_id}', {
        path: { artifact_id: id },
        signal
      }),
    { dependsOn: ['session'] }
  );
  return (
    <DropArea
      className="jx-mod-page"
      label={trans.__('Drop a file: it becomes the newest version')}
      onPaths={paths => void addServerFiles(jx, paths, { artifactId: id })}
      onFiles={files =>
        files.forEach(
          file => void uploadInBackground(jx, file, { artifactId: id })
        )
      }
    >
      <ObjectView<Artifact>
        query={query}
        page={props.page}
        noun={trans.__('artifact')}
        title={one => one.name}
        restore={() =>
          jx.api.post('/artifacts/{artifact_id}/restore', {
            path: { artifact_id: id }
          })
        }
        described={one => one}
        tab={props.tab}
        setTab={props.setTab}
        mark={artifactIcon}
        meta={one => <Facts artifact={one} />}
        actions={one => [
          {
            label: trans.__('Upload version…'),
            primary: true,
            disabled: refusal(one, 'editor', trans),
            onClick: () =>
              jx.commands.execute(CommandIDs.upload, { artifact: id })
          }
        ]}
        extraActions={one => (
          <ObjectTools kind="artifact" row={one} name={one.name} />
        )}
        tabs={one => [
          {
            id: 'versions',
            label: trans.__('Versions'),
            badge: one.version_count,
            render: () => (
              <VersionsTab
                artifact={one}
                onPreview={version => {
                  setChosen(version);
                  props.setTab('preview');
                }}
              />
            )
          },
          {
            id: 'preview',
            label: trans.__('Preview'),
            render: () => (
              <PreviewTab
                artifact={one}
                version={chosen ?? one.newest ?? null}
                onChoose={setChosen}
              />
            )
          },
          graphTab('artifact', id, trans),
          auditTab('artifact', id, trans)
        ]}
      />
    </DropArea>
  );
}

function Facts(props: { artifact: Artifact }): JSX.Element {
  const { artifact: one } = props;
  const trans = useTrans();
  const origins: Record<Artifact['origin'], string> = {
    upload: trans.__('uploaded'),
    output: trans.__('output of an instance'),
    run: trans.__('made by a run'),
    copy: trans.__('copied')
  };
  return (
    <>
      {one.description && (
        <LongText className="jx-MetaText" text={one.description} />
      )}
      <div className="jx-MetaLine">
        <span>
          {one.newest
            ? trans.__('newest: v%1', one.newest.number)
            : trans.__('no versions yet')}
        </span>
        {one.newest && (
          <>
            <span>{kindWord(one.newest, trans)}</span>
            <Bytes size={one.newest.size} />
          </>
        )}
        <span>{origins[one.origin]}</span>
        <FolderLink kind="artifact" folder={one.folder_id} />
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

/** What may be done with a version is what may be done with its artifact. */
type Row = ArtifactVersion & Pick<Artifact, 'role' | 'reservation'>;

function VersionsTab(props: {
  artifact: Artifact;
  onPreview: (version: ArtifactVersion) => void;
}): JSX.Element {
  const { artifact } = props;
  const jx = useJx();
  const trans = useTrans();
  const { role, reservation } = artifact;
  const list = useList<Row>(
    'artifact',
    { versions: artifact.id, role, reservation },
    async (page, signal) => {
      const found = await jx.api.get('/artifacts/{artifact_id}/versions', {
        path: { artifact_id: artifact.id },
        query: page,
        signal
      });
      const items = found.items.map(one => ({ ...one, role, reservation }));
      return { ...found, items };
    },
    { dependsOn: ['artifact'] }
  );
  const struck = (row: ArtifactVersion, text: React.ReactNode) =>
    row.deleted_at ? <del>{text}</del> : text;
  const columns: IColumn<Row>[] = [
    {
      id: 'number',
      header: trans.__('Version'),
      width: 96,
      required: true,
      cell: row => (
        <>
          {struck(row, trans.__('v%1', row.number))}
          {row.deleted_at ? (
            <span className="jx-Tag">{trans.__('deleted')}</span>
          ) : (
            row.id === artifact.newest?.id && (
              <span className="jx-Tag">{trans.__('newest')}</span>
            )
          )}
        </>
      )
    },
    {
      id: 'name',
      header: trans.__('Name'),
      width: 140,
      grow: 1,
      required: true,
      title: row => row.name,
      cell: row => struck(row, row.name)
    },
    {
      id: 'file',
      header: trans.__('File'),
      width: 140,
      grow: 1,
      title: row => row.filename,
      cell: row => row.filename
    },
    {
      id: 'kind',
      header: trans.__('Kind'),
      width: 72,
      title: row => row.media_type,
      cell: row => kindWord(row, trans)
    },
    {
      id: 'size',
      header: trans.__('Size'),
      width: 72,
      align: 'right',
      cell: row => <Bytes size={row.size} />
    },
    {
      id: 'by',
      header: trans.__('Made by'),
      width: 128,
      title: row => row.session?.name ?? row.creator,
      cell: row =>
        row.session ? (
          <ObjectLink
            {...row.session}
            onOpen={() => void jx.open('session', row.session!.id)}
          />
        ) : (
          row.creator
        )
    },
    {
      id: 'time',
      header: trans.__('Created'),
      width: 104,
      cell: row => <RelativeTime at={row.created_at} />
    },
    {
      id: 'hash',
      header: 'sha256',
      width: 104,
      cell: row => (
        <CopyId id={row.sha256} label={trans.__('Copy the sha256')} />
      )
    }
  ];
  return (
    <DataTable<Row>
      id="artifact-versions"
      label={trans.__('Versions')}
      columns={columns}
      list={list}
      rowName={row => trans.__('version %1', row.number)}
      menu="artifact-version"
      onOpen={props.onPreview}
      countLabel={(total, written) =>
        trans._n('%2 version', '%2 versions', total, written)
      }
      empty={{
        title: trans.__('There are no versions yet'),
        text:
          artifact.origin === 'output'
            ? trans.__('A run of its instance writes the first one.')
            : trans.__('Upload a file, or drop one here.'),
        action: permits(artifact, 'editor')
          ? {
              label: trans.__('Upload version…'),
              onClick: () =>
                void jx.commands.execute(CommandIDs.upload, {
                  artifact: artifact.id
                })
            }
          : undefined
      }}
    />
  );
}

function PreviewTab(props: {
  artifact: Artifact;
  version: ArtifactVersion | null;
  onChoose: (version: ArtifactVersion | null) => void;
}): JSX.Element {
  const { artifact, version } = props;
  const jx = useJx();
  const trans = useTrans();
  if (!version) {
    return (
      <EmptyState title={trans.__('There is nothing to preview')}>
        {trans.__('The artifact has no versions yet.')}
      </EmptyState>
    );
  }
  return (
    <div className="jx-Preview">
      <div className="jx-Preview-bar">
        <VersionSelect
          aria-label={trans.__('Version')}
          artifact={artifact.id}
          value={version}
          onChange={props.onChoose}
        />
        {!version.deleted_at && (
          <ActionButton
            icon={downloadIcon}
            label={trans.__('Download')}
            onClick={() =>
              jx.commands.execute(CommandIDs.download, { id: version.id })
            }
          />
        )}
      </div>
      <VersionPreview key={version.id} version={version} />
    </div>
  );
}

import { useQuery } from '@tanstack/react-query';
import * as React from 'react';

import { routeUrl } from '../api/request';
import type { components } from '../api/schema';
import { Rendered, vegaType, withoutOptions } from '../sessions/rendered';
import {
  Banner,
  Bytes,
  CodeBlock,
  EmptyState,
  ErrorState,
  FactTable,
  Skeleton,
  formatCount,
  useJx,
  useTrans
} from '../ui';
import type { ArtifactVersion } from './picker';

type Preview = components['schemas']['Preview'];
/** What has to be known of a version to show it. */
export type IShownVersion = Pick<
  ArtifactVersion,
  'id' | 'kind' | 'filename' | 'deleted_at'
>;

/** What can be shown of a version without downloading it. */
export function VersionPreview(props: { version: IShownVersion }): JSX.Element {
  const { version } = props;
  const jx = useJx();
  const trans = useTrans();
  const isFolder = version.kind === 'folder';
  // The content never changes, only its being there.
  const query = useQuery({
    queryKey: ['artifact-preview', 'one', version.id, !!version.deleted_at],
    queryFn: ({ signal }) =>
      jx.api.get('/artifact-versions/{version_id}/preview', {
        path: { version_id: version.id },
        signal
      }),
    enabled: !isFolder && !version.deleted_at
  });
  if (version.deleted_at) {
    return (
      <EmptyState title={trans.__('This version was deleted')}>
        {trans.__('It stays listed; its content is gone.')}
      </EmptyState>
    );
  }
  if (isFolder) {
    return <Members version={version} />;
  }
  if (query.error) {
    return (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    );
  }
  return query.data ? (
    <Shown preview={query.data} version={version} />
  ) : (
    <Skeleton lines={8} />
  );
}

function Shown(props: {
  preview: Preview;
  version: IShownVersion;
}): JSX.Element {
  const { preview, version } = props;
  const jx = useJx();
  const trans = useTrans();
  const url = preview.url ? routeUrl(jx.api.settings, preview.url) : '';
  const name = version.filename;
  switch (preview.kind) {
    case 'table': {
      const rows = preview.rows ?? [];
      return (
        <>
          <FactTable
            label={name}
            rows={rows}
            rowKey={(_, i) => i}
            columns={(preview.columns ?? []).map((header, i) => ({
              header,
              cell: (row: string[]) => row[i],
              align: rows.every(row => isNumber(row[i])) ? 'right' : undefined
            }))}
          />
          <p className="jx-Preview-note">
            {preview.row_count && preview.row_count > rows.length
              ? trans.__(
                  'The first %1 of %2 rows.',
                  rows.length,
                  formatCount(preview.row_count)
                )
              : preview.truncated
                ? trans.__('The first %1 rows.', rows.length)
                : trans._n('%1 row', '%1 rows', rows.length)}
          </p>
        </>
      );
    }
    case 'image':
      return <img className="jx-Preview-image" src={url} alt={name} />;
    case 'text':
      return (
        <>
          {preview.truncated && (
            <Banner tone="quiet">
              {trans.__(
                'Only the beginning is shown. Download it for the rest.'
              )}
            </Banner>
          )}
          <CodeBlock text={preview.text ?? ''} label={name} />
        </>
      );
    case 'notebook':
    case 'html':
      return (
        <iframe
          className="jx-Preview-frame"
          title={trans.__('Preview of %1', name)}
          src={url}
          sandbox=""
          referrerPolicy="no-referrer"
        />
      );
    case 'vega-lite':
      return (
        <Rendered
          type={vegaType(preview.spec)}
          content={withoutOptions(preview.spec)}
          name={name}
        />
      );
    default:
      return (
        <EmptyState title={trans.__('There is no preview of this')}>
          {preview.reason ?? trans.__('Download it to look at it.')}
        </EmptyState>
      );
  }
}

function isNumber(text: string | undefined): boolean {
  return text === undefined || text === '' || !isNaN(Number(text));
}

/** The files of a folder version, each to be downloaded. */
function Members(props: { version: IShownVersion }): JSX.Element {
  const { version } = props;
  const jx = useJx();
  const trans = useTrans();
  const query = useQuery({
    queryKey: ['artifact-members', 'one', version.id],
    queryFn: ({ signal }) =>
      jx.api.get('/artifact-versions/{version_id}', {
        path: { version_id: version.id },
        signal
      })
  });
  if (query.error) {
    return (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    );
  }
  if (!query.data) {
    return <Skeleton lines={4} />;
  }
  return (
    <FactTable
      label={trans.__('Files of %1', version.filename)}
      rows={query.data.members ?? []}
      rowKey={one => one.path}
      columns={[
        { header: trans.__('File'), isHeader: true, cell: one => one.path },
        {
          header: trans.__('Size'),
          align: 'right',
          cell: one => <Bytes size={one.size} />
        },
        {
          header: trans.__('Get it'),
          cell: one => (
            <a
              href={jx.api.url(
                '/artifact-versions/{version_id}/content',
                { version_id: version.id },
                { member: one.path }
              )}
              download
              aria-label={trans.__('Download %1', one.path)}
            >
              {trans.__('Download')}
            </a>
          )
        }
      ]}
    />
  );
}

import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { VersionPreview } from '../artifacts/preview';
import { OnceSeen, ResultBody, resultUrl } from '../sessions/results';
import type { IJupyterExt } from '../tokens';
import { Bytes, ObjectLink, useJx, useTrans } from '../ui';
import { hidden, missing, undeclared } from './missing';
import {
  ComparedFile,
  ComparedLogged,
  ComparedOutput,
  ComparedResult,
  ComparedSession,
  Comparison,
  hasEnded,
  isOther
} from './records';
import { ComparisonTable, ICell, IHeadActions } from './table';

/** Bytes of a logged result that is shown beside others. */
const LARGEST = 1_000_000;

/** What the sessions left under the same name, beside each other. */
export function Outputs(props: {
  comparison: Comparison;
  onlyDiffering: boolean;
  head: IHeadActions;
}): JSX.Element {
  const { comparison } = props;
  const { sessions } = comparison;
  const jx = useJx();
  const trans = useTrans();
  return (
    <ComparisonTable
      wide
      label={trans.__('Outputs side by side')}
      sessions={sessions}
      onlyDiffering={props.onlyDiffering}
      head={props.head}
      sections={[
        {
          title: trans.__('Logged results'),
          empty: trans.__('None of them logged a result.'),
          more: comparison.more_results
            ? trans._n(
                '%1 further result is left out.',
                '%1 further results are left out.',
                comparison.more_results
              )
            : null,
          rows: comparison.results.map((row, place) => ({
            key: `${place} ${row.name}`,
            label: row.name,
            differs: row.differs,
            cells: row.cells.map((result, at) =>
              result
                ? resultCell(result, row, at, sessions, jx)
                : missing(sessions[at], trans.__('not logged'), trans)
            )
          }))
        },
        {
          title: trans.__('Outputs'),
          empty: trans.__('None of them has an output.'),
          rows: comparison.outputs.map(row => ({
            key: row.alias,
            label: row.alias,
            differs: row.differs,
            cells: row.cells.map((file, at) =>
              !file
                ? undeclared(sessions[at], trans)
                : file.hidden
                  ? hidden(trans)
                  : file.filename
                    ? fileCell(file, row, at, sessions, jx)
                    : missing(sessions[at], trans.__('not written'), trans)
            )
          }))
        }
      ]}
    />
  );
}

function resultCell(
  result: ComparedLogged,
  row: ComparedResult,
  at: number,
  sessions: ComparedSession[],
  jx: IJupyterExt
): ICell {
  const { trans } = jx;
  const session = sessions[at];
  const same = at > 0 && result.group === row.cells[0]?.group;
  return {
    other: isOther(row.cells, at, hasEnded(sessions[0])),
    content: (
      <div className="jx-Comparison-output">
        <div className="jx-Comparison-line">
          <span>{result.kind}</span>
          <Bytes size={result.size} />
          {download(resultUrl(jx, session.id, result), result.name, trans)}
        </div>
        {same ? (
          <p>{asInBase(trans)}</p>
        ) : (
          <ResultBody
            sessionId={session.id}
            result={result}
            largest={LARGEST}
          />
        )}
      </div>
    )
  };
}

function fileCell(
  file: ComparedFile,
  row: ComparedOutput,
  at: number,
  sessions: ComparedSession[],
  jx: IJupyterExt
): ICell {
  const { trans } = jx;
  const { version } = file;
  const session = sessions[at];
  const same = at > 0 && file.group === row.cells[0]?.group;
  const href = version
    ? jx.api.url('/artifact-versions/{version_id}/content', {
        version_id: version.id
      })
    : jx.api.url('/sessions/{session_id}/partial-outputs/{alias}', {
        session_id: session.id,
        alias: row.alias
      });
  return {
    other: isOther(row.cells, at, hasEnded(sessions[0])),
    content: (
      <div className="jx-Comparison-output">
        <div className="jx-Comparison-line">
          {version ? (
            <ObjectLink
              {...version.artifact}
              onOpen={() => void jx.open('artifact', version.artifact.id)}
            />
          ) : (
            <span className="jx-ellipsis" title={file.filename!}>
              {file.filename}
            </span>
          )}
          {version && <span>{trans.__('v%1', version.number)}</span>}
          <Bytes size={file.size} />
          {!version?.deleted && download(href, file.filename!, trans)}
        </div>
        {same ? (
          <p>{asInBase(trans)}</p>
        ) : version ? (
          <OnceSeen>
            {() => (
              <VersionPreview
                version={{
                  id: version.id,
                  kind: file.kind!,
                  filename: file.filename!,
                  deleted_at: version.deleted ? 'deleted' : null
                }}
              />
            )}
          </OnceSeen>
        ) : (
          <p>
            {trans.__(
              'Partial: the session did not succeed, so this is no version of the artifact.'
            )}
          </p>
        )}
      </div>
    )
  };
}

function asInBase(trans: TranslationBundle): string {
  return trans.__('The same content as in the base.');
}

function download(
  href: string,
  name: string,
  trans: TranslationBundle
): JSX.Element {
  return (
    <a href={href} download aria-label={trans.__('Download %1', name)}>
      {trans.__('Download')}
    </a>
  );
}

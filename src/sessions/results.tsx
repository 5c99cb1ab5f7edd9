import { useQuery } from '@tanstack/react-query';
import * as React from 'react';

import { keys } from '../api/queries';
import type { IJupyterExt } from '../tokens';
import {
  Bytes,
  CodeBlock,
  ErrorState,
  FactTable,
  Skeleton,
  formatCount,
  useJx,
  useTrans
} from '../ui';
import { useOnScreen } from './live';
import { Result, shortValue } from './records';
import { Rendered, vegaType, withoutOptions } from './rendered';

/** Above this a result is offered as a download, not shown. */
const MAX_SHOWN = 5_000_000;
const TABLE_ROWS = 50;

/** Logged results, each shown by its kind. */
export function ResultList(props: {
  sessionId: string;
  results: Result[];
}): JSX.Element {
  return (
    <ul className="jx-Results">
      {props.results.map(result => (
        <ResultItem
          key={result.id}
          sessionId={props.sessionId}
          result={result}
        />
      ))}
    </ul>
  );
}

function ResultItem(props: { sessionId: string; result: Result }): JSX.Element {
  const { result, sessionId } = props;
  const jx = useJx();
  const trans = useTrans();
  return (
    <li className="jx-Result">
      <div className="jx-Result-head">
        <h3 className="jx-ellipsis" title={result.name}>
          {result.name}
        </h3>
        <span className="jx-Result-kind">{result.kind}</span>
        <Bytes size={result.size} />
        <a
          href={resultUrl(jx, sessionId, result)}
          download
          aria-label={trans.__('Download %1', result.name)}
        >
          {trans.__('Download')}
        </a>
      </div>
      <ResultBody sessionId={sessionId} result={result} />
    </li>
  );
}

/** Where the content of a logged result is. */
export function resultUrl(
  jx: IJupyterExt,
  sessionId: string,
  result: Result
): string {
  return jx.api.url('/sessions/{session_id}/results/{result_id}', {
    session_id: sessionId,
    result_id: result.id
  });
}

/** What a logged result shows, asked for when it is first on screen. */
export function ResultBody(props: {
  sessionId: string;
  result: Result;
  /** In bytes. */
  largest?: number;
}): JSX.Element {
  const { result, sessionId, largest = MAX_SHOWN } = props;
  const jx = useJx();
  const trans = useTrans();
  if (result.size > largest) {
    return <p>{trans.__('Too large to be shown here.')}</p>;
  }
  return (
    <OnceSeen>
      {() =>
        result.kind === 'image' ? (
          <ResultImage url={resultUrl(jx, sessionId, result)} result={result} />
        ) : (
          <ResultContent sessionId={sessionId} result={result} />
        )
      }
    </OnceSeen>
  );
}

/** Makes its content when it first comes on screen; it then stays. */
export function OnceSeen(props: {
  children: () => React.ReactNode;
}): JSX.Element {
  const ref = React.useRef<HTMLDivElement>(null);
  const visible = useOnScreen(ref);
  const [seen, setSeen] = React.useState(false);
  React.useEffect(() => {
    if (visible) {
      setSeen(true);
    }
  }, [visible]);
  return (
    <div ref={ref}>{seen ? props.children() : <Skeleton lines={3} />}</div>
  );
}

/** In an image nothing is executed, SVG included. */
function ResultImage(props: { url: string; result: Result }): JSX.Element {
  const trans = useTrans();
  const [failed, setFailed] = React.useState(false);
  return failed ? (
    <p>{trans.__("The picture can't be shown; download it instead.")}</p>
  ) : (
    <img
      className="jx-Result-image"
      src={props.url}
      alt={props.result.name}
      onError={() => setFailed(true)}
    />
  );
}

function ResultContent(props: {
  sessionId: string;
  result: Result;
}): JSX.Element {
  const { sessionId, result } = props;
  const jx = useJx();
  const content = useQuery<unknown, Error>({
    queryKey: keys.one('result', result.id),
    gcTime: 60_000,
    queryFn: ({ signal }) =>
      jx.api.get('/sessions/{session_id}/results/{result_id}', {
        path: { session_id: sessionId, result_id: result.id },
        signal
      })
  });
  if (content.error) {
    return (
      <ErrorState
        error={content.error}
        onRetry={() => void content.refetch()}
      />
    );
  }
  if (content.data === undefined) {
    return <Skeleton lines={3} />;
  }
  return <ShownResult result={result} content={content.data} />;
}

function ShownResult(props: { result: Result; content: unknown }): JSX.Element {
  const { result, content } = props;
  const text =
    typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  switch (result.kind) {
    case 'table':
      return <ResultTable name={result.name} content={content} />;
    case 'html':
      return <CagedHtml name={result.name} html={text} />;
    case 'markdown':
      return (
        <Rendered type="text/markdown" content={text} name={result.name} />
      );
    case 'vega':
      return (
        <Rendered
          type={vegaType(content)}
          content={withoutOptions(content)}
          name={result.name}
        />
      );
    default:
      return <CodeBlock text={text} label={result.name} />;
  }
}

function ResultTable(props: { name: string; content: unknown }): JSX.Element {
  const trans = useTrans();
  const table = readTable(props.content);
  if (!table) {
    return (
      <CodeBlock
        text={JSON.stringify(props.content, null, 2)}
        label={props.name}
      />
    );
  }
  const rows = table.rows.slice(0, TABLE_ROWS);
  return (
    <>
      <FactTable
        label={props.name}
        rows={rows}
        rowKey={(_, i) => i}
        columns={table.columns.map((header, i) => ({
          header,
          cell: (row: unknown[]) => cellText(row[i]),
          align: rows.every(
            row => typeof row[i] === 'number' || row[i] === null
          )
            ? 'right'
            : undefined
        }))}
      />
      {table.total > rows.length && (
        <p className="jx-Result-more">
          {trans.__(
            'The first %1 of %2 rows; the download has more.',
            rows.length,
            formatCount(table.total)
          )}
        </p>
      )}
    </>
  );
}

/** A logged table; null where the content is something else. */
export function readTable(
  content: unknown
): { columns: string[]; rows: unknown[][]; total: number } | null {
  const { columns, rows, total } = (content ?? {}) as Record<string, unknown>;
  if (!Array.isArray(columns) || !Array.isArray(rows)) {
    return null;
  }
  return {
    columns: columns.map(String),
    rows: rows.filter(Array.isArray),
    total: typeof total === 'number' ? total : rows.length
  };
}

function cellText(value: unknown): string {
  return value === null || value === undefined ? '' : shortValue(value);
}

/** What a page from a run may do, were it shown: nothing but look. */
const CAGE = [
  "default-src 'none'",
  'img-src data: blob:',
  "style-src 'unsafe-inline'",
  'font-src data:'
].join('; ');

/** Foreign HTML in a frame of no origin, without scripts, off the network. */
export function CagedHtml(props: { name: string; html: string }): JSX.Element {
  const head =
    `<!DOCTYPE html><meta charset="utf-8">` +
    `<meta http-equiv="Content-Security-Policy" content="${CAGE}">` +
    `<style>body{font:13px sans-serif;background:#fff;color:#000}</style>`;
  return (
    <iframe
      className="jx-Result-frame"
      title={props.name}
      sandbox=""
      referrerPolicy="no-referrer"
      srcDoc={head + props.html}
    />
  );
}

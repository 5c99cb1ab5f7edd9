import { useQuery } from '@tanstack/react-query';
import * as React from 'react';

import { keys } from '../api/queries';
import { CommandIDs as ReplayIDs } from '../replays/commandids';
import {
  ActionButton,
  Banner,
  Bytes,
  cellTitle,
  CodeBlock,
  Duration,
  FactTable,
  formatDuration,
  ObjectLink,
  ProgressBar,
  Section,
  useJx,
  useTrans
} from '../ui';
import { failingCell, INotebook, plots } from './executed';
import { lastLines, printed, readJournal } from './journal';
import { useGrowingText, useOnScreen } from './live';
import { formatMetric, isOver, RunError, SessionDetail } from './records';
import { ResultList } from './results';

const TAIL_LINES = 12;

/** What matters most of a session, in each of its states. */
export function Overview(props: {
  session: SessionDetail;
  showTab: (tab: string) => void;
}): JSX.Element {
  const { session } = props;
  return (
    <div className="jx-Panel">
      {!isOver(session) ? (
        session.state === 'QUEUED' ? (
          <Queued session={session} />
        ) : (
          <Running session={session} />
        )
      ) : (
        <Finished {...props} />
      )}
    </div>
  );
}

function Queued(props: { session: SessionDetail }): JSX.Element {
  const trans = useTrans();
  const { progress, created_at } = props.session;
  const place = progress?.queue_position;
  return (
    <Section title={trans.__('Waiting to start')}>
      <p>
        {place
          ? trans.__('Place %1 in the queue.', place)
          : trans.__('In the queue.')}{' '}
        {progress?.waiting}
      </p>
      <p>
        {trans.__('Waiting for')} <Duration start={created_at} />
      </p>
    </Section>
  );
}

function Running(props: { session: SessionDetail }): JSX.Element {
  const trans = useTrans();
  const { session } = props;
  const { progress } = session;
  const total = progress?.cells_total ?? session.cells_total;
  const done = progress?.cells_done ?? session.cells_done ?? 0;
  const cell = progress?.cell;
  const started = progress?.started_at ?? session.started_at;
  const estimated = progress?.estimated_seconds;
  const text = total
    ? trans._n('%2/%1 cell', '%2/%1 cells', total, done)
    : phaseWord(progress?.phase, trans);
  return (
    <>
      {progress && !progress.responding && (
        <Banner tone="warning">
          {trans.__(
            'Nothing was heard of this session for a while. It may be busy, or its machine may be.'
          )}
        </Banner>
      )}
      <Section title={trans.__('Progress')}>
        <div className="jx-Live">
          <ProgressBar
            value={total ? done / total : null}
            label={trans.__('Cells done')}
            text={text}
          />
          <div className="jx-Live-facts">
            {cell ? (
              <span className="jx-Live-cell jx-ellipsis" title={cell.head}>
                {cell.number
                  ? trans.__('now: cell %1', cell.number)
                  : trans.__('now: the parameters cell')}{' '}
                {cell.head && <q>{cell.head.replace(/^#\s*/, '')}</q>}{' '}
                <Duration start={cell.started_at} />
              </span>
            ) : (
              <span>{phaseWord(progress?.phase, trans)}</span>
            )}
            {started && (
              <span>
                {trans.__('elapsed')} <Duration start={started} />
              </span>
            )}
            {!!estimated && (
              <span title={trans.__('From earlier sessions of the same code')}>
                {trans.__('estimated %1', formatDuration(estimated, trans))}
              </span>
            )}
          </div>
          {progress?.newest_output && (
            <div className="jx-Live-newest jx-ellipsis">
              <span>{trans.__('newest output')} ▸ </span>
              <code>{lastLines(progress.newest_output, 1)[0]}</code>
            </div>
          )}
        </div>
      </Section>
      <OutputTail session={session} />
    </>
  );
}

function phaseWord(
  phase: string | undefined,
  trans: ReturnType<typeof useTrans>
): string {
  switch (phase) {
    case 'running':
      return trans.__('between two cells');
    case 'saving':
      return trans.__('keeping what was written');
    case 'ending':
      return trans.__('coming to its end');
    default:
      return trans.__('starting the kernel');
  }
}

/** The last lines of what the run printed, as it comes. */
function OutputTail(props: { session: SessionDetail }): JSX.Element {
  const { id } = props.session;
  const jx = useJx();
  const trans = useTrans();
  const ref = React.useRef<HTMLDivElement>(null);
  const visible = useOnScreen(ref);
  const tail = useGrowingText(
    id,
    'journal',
    async (offset, limit, signal) => {
      const page = await readJournal(jx, id, offset, limit, signal);
      return { ...page, text: printed(page.events) };
    },
    { visible, size: 65_536 }
  );
  const lines = lastLines(tail.text, TAIL_LINES);
  return (
    <div ref={ref}>
      {lines.length > 0 && (
        <Section title={trans.__('Output')}>
          <CodeBlock
            text={lines.join('\n')}
            label={trans.__('The last lines that were printed')}
          />
        </Section>
      )}
    </div>
  );
}

function Finished(props: {
  session: SessionDetail;
  showTab: (tab: string) => void;
}): JSX.Element {
  const { session, showTab } = props;
  const jx = useJx();
  const trans = useTrans();
  const notebook = useExecutedNotebook(session);
  const metrics = Object.entries(session.metrics);
  const written = session.outputs.filter(one => one.version || one.partial);
  const pictures = notebook.data ? plots(notebook.data) : [];
  const bare =
    !metrics.length &&
    !written.length &&
    !session.results.length &&
    !pictures.length;
  return (
    <>
      {(session.error || session.reason) && (
        <Failure session={session} notebook={notebook.data} />
      )}
      {metrics.length > 0 && (
        <Section title={trans.__('Metrics')}>
          <dl className="jx-Metrics">
            {metrics.map(([name, value]) => (
              <div key={name} className="jx-Metrics-one">
                <dt title={name}>{name}</dt>
                <dd title={String(value)}>{formatMetric(value)}</dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
      {written.length > 0 && (
        <Section title={trans.__('Outputs')}>
          <FactTable
            label={trans.__('Outputs')}
            rowKey={one => one.alias}
            rows={written}
            columns={[
              {
                header: trans.__('Output'),
                isHeader: true,
                cell: one => <code>{one.alias}</code>
              },
              {
                header: trans.__('Artifact'),
                cell: one => (
                  <ObjectLink
                    {...one.artifact}
                    onOpen={() => void jx.open('artifact', one.artifact.id)}
                  />
                )
              },
              {
                header: trans.__('Version'),
                cell: one =>
                  one.version
                    ? `v${one.version.number}`
                    : trans.__('partial, kept here only')
              },
              {
                header: trans.__('Size'),
                align: 'right',
                cell: one => <Bytes size={one.size} />
              }
            ]}
          />
        </Section>
      )}
      {session.results.length > 0 && (
        <Section
          title={trans.__('Results')}
          aside={
            session.results.length > 4 && (
              <ActionButton
                label={trans.__('All %1 results', session.results.length)}
                onClick={() => showTab('output')}
              />
            )
          }
        >
          <ResultList
            sessionId={session.id}
            results={session.results.slice(0, 4)}
          />
        </Section>
      )}
      {pictures.length > 0 && (
        <Section title={trans.__('Plots')}>
          <div className="jx-Plots">
            {pictures.map((picture, i) => (
              <img
                key={i}
                src={picture.src}
                alt={
                  picture.alt ||
                  (picture.cellNumber
                    ? trans.__('Plot of cell %1', picture.cellNumber)
                    : trans.__('Plot of the parameters cell'))
                }
                title={cellTitle(picture.cellNumber, trans)}
              />
            ))}
          </div>
        </Section>
      )}
      {bare && !session.error && session.state === 'SUCCEEDED' && (
        <Section title={trans.__('Finished')}>
          <p>
            {trans.__(
              'It logged no metrics, results or outputs. What the notebook shows is in its report.'
            )}
          </p>
          {session.has_report && (
            <ActionButton
              label={trans.__('Open report')}
              primary
              onClick={() => showTab('report')}
            />
          )}
        </Section>
      )}
    </>
  );
}

/** Why it didn't succeed: the reason, the failing cell, its traceback. */
function Failure(props: {
  session: SessionDetail;
  notebook?: INotebook;
}): JSX.Element {
  const jx = useJx();
  const trans = useTrans();
  const { session, notebook } = props;
  const { error } = session;
  const cell = error && notebook ? failingCell(notebook, error) : null;
  const traceback = cell?.traceback ?? error?.traceback ?? [];
  return (
    <>
      {session.reason && !error && (
        <Banner tone={session.state === 'CANCELLED' ? 'quiet' : 'error'}>
          {session.reason}
        </Banner>
      )}
      {error && (
        <Section title={failureTitle(session, error, trans)}>
          {session.state === 'FAILED' && (
            <p className="jx-Failure">
              <strong>{error.ename}</strong>
              {error.evalue && `: ${error.evalue}`}
            </p>
          )}
          {cell && (
            <CodeBlock
              text={cell.source}
              label={trans.__('Source of the failing cell')}
            />
          )}
          {traceback.length > 0 && (
            <CodeBlock
              text={traceback.join('\n')}
              label={trans.__('Traceback')}
            />
          )}
          {error.cell_id && (
            <ActionButton
              label={trans.__('Open in replay at this cell')}
              onClick={() =>
                jx.commands.execute(ReplayIDs.replay, {
                  id: session.id,
                  cell: error.cell_id ?? ''
                })
              }
            />
          )}
        </Section>
      )}
    </>
  );
}

/** Where it failed; what was ended says why in its reason. */
function failureTitle(
  session: SessionDetail,
  error: RunError,
  trans: ReturnType<typeof useTrans>
): string {
  if (session.state !== 'FAILED' && session.reason) {
    return session.reason;
  }
  if (error.cell_index === null) {
    return trans.__('It failed');
  }
  return error.cell_number
    ? trans.__('Cell %1 failed', error.cell_number)
    : trans.__('The parameters cell failed');
}

/** The executed notebook, asked for only when the session is over. */
function useExecutedNotebook(session: SessionDetail) {
  const jx = useJx();
  return useQuery<INotebook | undefined>({
    queryKey: keys.one('notebook', session.id),
    enabled: isOver(session) && (session.has_report || !!session.error),
    retry: false,
    // Other than records it may be large: forgotten soon after it was shown.
    gcTime: 30_000,
    queryFn: async ({ signal }) => {
      const found: unknown = await jx.api.get(
        '/sessions/{session_id}/notebook',
        { path: { session_id: session.id }, signal }
      );
      return (
        typeof found === 'string' ? JSON.parse(found) : found
      ) as INotebook;
    }
  });
}

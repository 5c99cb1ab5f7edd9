import * as React from 'react';

import {
  ActionButton,
  Banner,
  IAction,
  LogView,
  Skeleton,
  cellTitle,
  describeError,
  useJx,
  useTrans
} from '../ui';
import { printed, readJournal } from './journal';
import { IGrowing, useGrowingText, useOnScreen } from './live';
import { isOver, SessionDetail } from './records';

const JOURNAL_PIECE = 1_000_000;

/** What the cells printed, what the kernel did, what the run noted. */
export function Logs(props: { session: SessionDetail }): JSX.Element {
  const { session } = props;
  const trans = useTrans();
  const [name, setName] = React.useState('output');
  const choices = [
    {
      name: 'output',
      label: trans.__('Output'),
      note: trans.__('What the cells printed.')
    },
    {
      name: 'kernel',
      label: trans.__('Kernel'),
      note: trans.__('What the process of the kernel printed by itself.')
    },
    {
      name: 'run',
      label: trans.__('Run'),
      note: trans.__('What the run noted about itself.')
    }
  ];
  const { label, note } = choices.find(one => one.name === name)!;
  return (
    <div className="jx-Logs">
      <div
        className="jx-Choice"
        role="group"
        aria-label={trans.__('Which log')}
      >
        {choices.map(one => (
          <ActionButton
            key={one.name}
            label={one.label}
            pressed={one.name === name}
            onClick={() => setName(one.name)}
          />
        ))}
        <span className="jx-Choice-note">{note}</span>
      </div>
      {name === 'output' ? (
        <OutputLog session={session} label={label} />
      ) : (
        <ProcessLog key={name} session={session} name={name} label={label} />
      )}
    </div>
  );
}

/** The text of all cells, from the journal. */
function OutputLog(props: {
  session: SessionDetail;
  label: string;
}): JSX.Element {
  const { session } = props;
  const jx = useJx();
  const trans = useTrans();
  const ref = React.useRef<HTMLDivElement>(null);
  const visible = useOnScreen(ref);
  const [whole, setWhole] = React.useState(false);
  const log = useGrowingText(
    session.id,
    'output',
    async (offset, limit, signal) => {
      const page = await readJournal(jx, session.id, offset, limit, signal);
      const text = printed(page.events, cell => `── ${cellTitle(cell, trans)}`);
      return { ...page, text };
    },
    { visible, size: JOURNAL_PIECE, whole }
  );
  return (
    <div className="jx-Logs-one" ref={ref}>
      <Log
        {...props}
        log={log}
        earlier={
          log.start > 0 && {
            label: trans.__('Load all'),
            onClick: () => setWhole(true)
          }
        }
        onDownload={() => downloadText(log.text, `${session.name} output.txt`)}
      />
    </div>
  );
}

/** A log that is a file: of the kernel's process, or of the run. */
function ProcessLog(props: {
  session: SessionDetail;
  name: string;
  label: string;
}): JSX.Element {
  const { session, name } = props;
  const jx = useJx();
  const trans = useTrans();
  const ref = React.useRef<HTMLDivElement>(null);
  const visible = useOnScreen(ref);
  const path = { session_id: session.id, name };
  const log = useGrowingText(
    session.id,
    name,
    async (offset, limit, signal) => {
      const page = await jx.api.get('/sessions/{session_id}/logs/{name}', {
        path,
        query: { offset, limit },
        signal
      });
      return { ...page, more: offset >= 0 && page.next < page.size };
    },
    { visible }
  );
  const url = jx.api.url('/sessions/{session_id}/logs/{name}/file', path);
  return (
    <div className="jx-Logs-one" ref={ref}>
      <Log
        {...props}
        log={log}
        earlier={
          log.start > 0 && {
            label: trans.__('Load earlier'),
            onClick: log.earlier
          }
        }
        onDownload={() => download(url)}
      />
    </div>
  );
}

function Log(props: {
  session: SessionDetail;
  label: string;
  log: IGrowing;
  earlier: IAction | false;
  onDownload: () => void;
}): JSX.Element {
  const { log, earlier, session } = props;
  const trans = useTrans();
  return (
    <>
      {!!log.error && (
        <Banner
          tone="error"
          actions={
            <ActionButton label={trans.__('Retry')} onClick={log.retry} />
          }
        >
          {describeError(log.error, trans).message}
        </Banner>
      )}
      {log.isLoading ? (
        <Skeleton lines={8} />
      ) : (
        <LogView
          text={log.text}
          label={trans.__('%1 log', props.label)}
          live={!isOver(session)}
          emptyText={
            isOver(session)
              ? trans.__('Nothing was written.')
              : trans.__('Nothing was written yet.')
          }
          actions={[
            ...(earlier ? [earlier] : []),
            ...(log.text
              ? [{ label: trans.__('Download'), onClick: props.onDownload }]
              : [])
          ]}
        />
      )}
    </>
  );
}

/** Let the browser fetch a file; the server names it. */
export function download(href: string, name = ''): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  document.body.appendChild(link);
  link.click();
  link.remove();
}

function downloadText(text: string, name: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  download(href, name);
  window.setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

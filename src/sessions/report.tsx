import * as React from 'react';

import { useOne } from '../api/hooks';
import { isAbort, request } from '../api/request';
import { Review, reviewWord } from '../reviews/records';
import {
  ActionBar,
  ActionButton,
  BarToggle,
  EmptyState,
  ErrorState,
  Skeleton,
  useJx,
  useTrans
} from '../ui';
import { download } from './logs';
import { isOver, SessionDetail } from './records';

/** The report, caged, with or without its code. */
export function Report(props: { session: SessionDetail }): JSX.Element {
  const { session } = props;
  const jx = useJx();
  const trans = useTrans();
  const [code, setCode] = React.useState(true);
  const [review, setReview] = React.useState('');
  const [interactive, setInteractive] = React.useState(false);
  const reviews = useOne<Review[]>(
    'session',
    session.id,
    signal =>
      jx.api.get('/sessions/{session_id}/reviews', {
        path: { session_id: session.id },
        signal
      }),
    { part: ['reviews'], dependsOn: ['review'] }
  );
  if (!session.has_report) {
    return (
      <EmptyState
        title={
          isOver(session)
            ? trans.__('There is no report')
            : trans.__('The report comes at the end')
        }
      >
        {isOver(session)
          ? trans.__('The session ended before its notebook was kept.')
          : trans.__('It is made from the notebook when the session is over.')}
      </EmptyState>
    );
  }
  const path = { session_id: session.id };
  const chosen = reviews.data?.find(one => one.id === review);
  const shown = { code, ...(chosen ? { review: chosen.id } : {}) };
  const url = (query: Record<string, string | boolean>) =>
    jx.api.url('/sessions/{session_id}/report', path, query);
  return (
    <div className="jx-Report">
      <div className="jx-Report-bar">
        <BarToggle label={trans.__('Code')} value={code} onChange={setCode} />
        <BarToggle
          label={trans.__('Interactive')}
          title={trans.__(
            "Lets the notebook's own scripts run, shut off from JupyterLab and the network"
          )}
          value={interactive}
          onChange={setInteractive}
        />
        {!!reviews.data?.length && (
          <label>
            {trans.__('With review')}
            <select
              className="jp-mod-styled"
              value={chosen?.id ?? ''}
              onChange={event => setReview(event.target.value)}
            >
              <option value="">{trans.__('none')}</option>
              {reviews.data.map(one => (
                <option key={one.id} value={one.id}>
                  {trans.__('%1, %2', one.number, reviewWord(one.state, trans))}
                </option>
              ))}
            </select>
          </label>
        )}
        <ActionBar label={trans.__('Downloads')}>
          <ActionButton
            label={trans.__('Download HTML')}
            onClick={() =>
              download(url({ ...shown, interactive, download: true }))
            }
          />
          <ActionButton
            label={trans.__('Download notebook')}
            onClick={() =>
              download(jx.api.url('/sessions/{session_id}/notebook', path))
            }
          />
          {session.pdf_available && (
            <ActionButton
              label={trans.__('Download PDF')}
              onClick={() =>
                download(url({ ...shown, format: 'pdf', download: true }))
              }
            />
          )}
        </ActionBar>
      </div>
      <Frame
        key={`${code} ${interactive} ${chosen?.id} ${chosen?.updated_at}`}
        url={url({ ...shown, interactive })}
        interactive={interactive}
        title={trans.__('Report of %1', session.name)}
        path={`sessions/${session.id}/report`}
        query={{ ...shown, interactive }}
      />
    </div>
  );
}

/**
 * A frame of no origin. It is asked for by hand first: an error of the
 * server is shown in our words, not as its JSON in the frame.
 */
export function Frame(props: {
  url: string;
  interactive: boolean;
  title: string;
  path: string;
  query: Record<string, boolean | string>;
}): JSX.Element {
  const jx = useJx();
  const trans = useTrans();
  const [ready, setReady] = React.useState(false);
  const [shown, setShown] = React.useState(false);
  const [error, setError] = React.useState<unknown>(null);
  const [attempt, setAttempt] = React.useState(0);
  React.useEffect(() => {
    const abort = new AbortController();
    setError(null);
    request(jx.api.settings, props.path, {
      query: props.query,
      signal: abort.signal
    }).then(
      () => !abort.signal.aborted && setReady(true),
      reason => !isAbort(reason) && setError(reason)
    );
    return () => abort.abort();
  }, [props.url, attempt]);
  if (error) {
    return (
      <ErrorState
        title={trans.__('The report could not be made')}
        error={error}
        onRetry={() => setAttempt(attempt + 1)}
      />
    );
  }
  return (
    <div className="jx-Report-frame">
      {!shown && <Skeleton lines={8} />}
      {ready && (
        <iframe
          title={props.title}
          src={props.url}
          sandbox={props.interactive ? 'allow-scripts' : ''}
          referrerPolicy="no-referrer"
          className={shown ? undefined : 'jx-mod-hidden'}
          onLoad={() => setShown(true)}
        />
      )}
    </div>
  );
}

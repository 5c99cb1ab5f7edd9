import * as React from 'react';

import { RelativeTime } from './values';

export interface ITimelineEntry {
  id: string;
  /** ISO 8601, UTC. */
  at: string;
  title: React.ReactNode;
  body?: React.ReactNode;
  /** A StateShape or an icon in place of the dot. */
  mark?: React.ReactNode;
}

/** What happened, in its order: an audit trail, a list of revisions. */
export function Timeline(props: {
  entries: ITimelineEntry[];
  label: string;
}): JSX.Element {
  return (
    <ol className="jx-Timeline" aria-label={props.label}>
      {props.entries.map(entry => (
        <li key={entry.id} className="jx-Timeline-entry">
          <span className="jx-Timeline-mark" aria-hidden>
            {entry.mark ?? <span className="jx-Timeline-dot" />}
          </span>
          <div className="jx-Timeline-content">
            <div className="jx-Timeline-head">
              <span className="jx-Timeline-title">{entry.title}</span>
              <RelativeTime at={entry.at} />
            </div>
            {entry.body && <div className="jx-Timeline-body">{entry.body}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}

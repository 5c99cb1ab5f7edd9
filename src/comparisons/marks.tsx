import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { useTrans } from '../ui';
import type { ComparedSession } from './records';

/** One of the compared sessions by its number, in its colour. */
export function SessionMark(props: { at: number }): JSX.Element {
  const trans = useTrans();
  return (
    <span
      className={`jx-Comparison-mark jx-mod-session-${props.at}`}
      aria-label={trans.__('Session %1', props.at + 1)}
      role="img"
    >
      {props.at + 1}
    </span>
  );
}

/** A session by its number and name. */
export function NamedMark(props: {
  at: number;
  session: ComparedSession;
}): JSX.Element {
  const { at, session } = props;
  return (
    <span className="jx-Comparison-named">
      <SessionMark at={at} />
      <span className="jx-ellipsis" title={session.name}>
        {session.name}
      </span>
    </span>
  );
}

/** Of how many metrics nothing is shown. */
export function metricsLeftOut(
  count: number,
  trans: TranslationBundle
): string {
  return trans._n(
    '%1 further metric is left out.',
    '%1 further metrics are left out.',
    count
  );
}

/** Places of the sessions that have the same, those of the base first. */
export function byGroup(sessions: ComparedSession[]): number[][] {
  const found = new Map<number, number[]>();
  sessions.forEach(({ code_group }, place) => {
    found.set(code_group, [...(found.get(code_group) ?? []), place]);
  });
  return [...found.values()];
}

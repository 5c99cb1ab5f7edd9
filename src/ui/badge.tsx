import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { useTrans } from './context';

/** Shapes in a box of 12 by 12, so that colour is never the only sign. */
const SHAPES: Record<string, JSX.Element> = {
  queued: <circle cx="6" cy="6" r="4.25" className="jx-line" />,
  starting: (
    <>
      <circle cx="6" cy="6" r="4.25" className="jx-line" />
      <path d="M6 6V1.75A4.25 4.25 0 0 1 10.25 6Z" className="jx-fill" />
    </>
  ),
  running: (
    <>
      <circle cx="6" cy="6" r="4.25" className="jx-line" />
      <path d="M6 1.75a4.25 4.25 0 0 1 0 8.5Z" className="jx-fill" />
    </>
  ),
  succeeded: <circle cx="6" cy="6" r="5" className="jx-fill" />,
  failed: <path d="M2.5 2.5l7 7m0-7l-7 7" className="jx-line jx-mod-thick" />,
  crashed: <path d="M6 1l5.5 10H.5Z" className="jx-fill" />,
  cancelled: <path d="M1.5 1.5h9v9h-9Z" className="jx-fill" />,
  timed_out: (
    <>
      <path d="M4.5 .75h3" className="jx-line" />
      <circle cx="6" cy="7" r="4.25" className="jx-line" />
      <path d="M6 4.5V7l1.75 1" className="jx-line" />
    </>
  ),
  skipped: <path d="M2 6h8" className="jx-line jx-mod-thick" />,
  cached: (
    <>
      <path d="M2.2 7.4a4.1 4.1 0 1 0 .7-4" className="jx-line" />
      <path d="M1.2 1.6l.6 3.6 3.5-.9Z" className="jx-fill" />
    </>
  ),
  cancelling: <path d="M2 2h8v8H2Z" className="jx-line" />,
  unknown: <circle cx="6" cy="6" r="1.5" className="jx-fill" />
};

/** The word for a state, as shown everywhere. */
export function stateWord(state: string, trans: TranslationBundle): string {
  switch (state.toLowerCase()) {
    case 'queued':
      return trans.__('queued');
    case 'starting':
      return trans.__('starting');
    case 'running':
      return trans.__('running');
    case 'succeeded':
      return trans.__('succeeded');
    case 'failed':
      return trans.__('failed');
    case 'crashed':
      return trans.__('crashed');
    case 'cancelling':
      return trans.__('cancelling');
    case 'cancelled':
      return trans.__('cancelled');
    case 'timed_out':
      return trans.__('timed out');
    case 'skipped':
      return trans.__('skipped');
    case 'cached':
      return trans.__('cached');
    default:
      return state;
  }
}

/** The state of a session as shown: one that took another's result is *cached*. */
export function shownState(session: {
  state: string;
  cached_from: unknown;
}): string {
  return session.cached_from ? 'cached' : session.state;
}

/** Whether a state is one that will change by itself. */
export function isActive(state: string): boolean {
  return ['queued', 'starting', 'running', 'cancelling'].includes(
    state.toLowerCase()
  );
}

/** The circles and paths of a state's shape. */
export function stateDrawing(state: string): JSX.Element {
  return SHAPES[state.toLowerCase()] ?? SHAPES.unknown;
}

/** The shape and colour alone; give the word beside it or as its label. */
export function StateShape(props: {
  state: string;
  label?: string;
}): JSX.Element {
  const name = props.state.toLowerCase();
  const known = name in SHAPES ? name : 'unknown';
  return (
    <svg
      className={`jx-StateShape jx-mod-${known.replace('_', '-')}`}
      viewBox="0 0 12 12"
      width="12"
      height="12"
      role={props.label ? 'img' : undefined}
      aria-label={props.label}
      aria-hidden={props.label ? undefined : true}
      focusable="false"
    >
      {props.label && <title>{props.label}</title>}
      {stateDrawing(known)}
    </svg>
  );
}

/**
 * A state as shape, colour and word; while running, with its bar.
 *
 * `compact` leaves the word to the label: for lists in narrow places.
 */
export function StateBadge(props: {
  state: string;
  /** Done, 0 to 1; null or absent: not known. */
  progress?: number | null;
  compact?: boolean;
  title?: string;
}): JSX.Element {
  const trans = useTrans();
  const word = stateWord(props.state, trans);
  const running = props.state.toLowerCase() === 'running';
  const share = running ? (props.progress ?? null) : null;
  return (
    <span className="jx-StateBadge" title={props.title ?? word}>
      <StateShape
        state={props.state}
        label={props.compact ? word : undefined}
      />
      {!props.compact && <span className="jx-StateBadge-word">{word}</span>}
      {share !== null && (
        <ProgressBar value={share} label={word} compact={props.compact} />
      )}
    </span>
  );
}

/** A bar with its share in words; without a value it only says "going on". */
export function ProgressBar(props: {
  /** Done, 0 to 1; null: going on, no telling how far. */
  value: number | null;
  label: string;
  compact?: boolean;
  /** Instead of the percentage, such as `24/38`. */
  text?: string;
}): JSX.Element {
  const share =
    props.value === null ? null : Math.min(1, Math.max(0, props.value));
  const percent = share === null ? null : Math.floor(share * 100);
  return (
    <span className="jx-Progress">
      <span
        className="jx-Progress-track"
        role="progressbar"
        aria-label={props.label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent ?? undefined}
        aria-valuetext={props.text}
      >
        <span
          className={
            share === null
              ? 'jx-Progress-fill jx-mod-indeterminate'
              : 'jx-Progress-fill'
          }
          style={share === null ? undefined : { width: `${share * 100}%` }}
        />
      </span>
      {!props.compact && percent !== null && (
        <span className="jx-Progress-text" aria-hidden>
          {props.text ?? `${percent}%`}
        </span>
      )}
    </span>
  );
}

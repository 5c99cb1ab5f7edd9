import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useTrans } from './context';
import { describeError } from './describe';

export { describeError } from './describe';

export type Tone = 'info' | 'success' | 'warning' | 'error' | 'quiet';

/** A strip with a message and at most a few actions. */
export function Banner(props: {
  tone?: Tone;
  children: React.ReactNode;
  actions?: React.ReactNode;
  onClose?: () => void;
}): JSX.Element {
  const { tone = 'info' } = props;
  const trans = useTrans();
  return (
    <div
      className={`jx-Banner jx-mod-${tone}`}
      role={tone === 'error' ? 'alert' : 'status'}
    >
      <div className="jx-Banner-text">{props.children}</div>
      {props.actions && (
        <div className="jx-Banner-actions">{props.actions}</div>
      )}
      {props.onClose && (
        <Button
          minimal
          small
          aria-label={trans.__('Dismiss')}
          title={trans.__('Dismiss')}
          onClick={props.onClose}
        >
          ×
        </Button>
      )}
    </div>
  );
}

/** Nothing here yet: why, and the one next step. */
export function EmptyState(props: {
  title: string;
  children?: React.ReactNode;
  action?: { label: string; onClick: () => void };
}): JSX.Element {
  return (
    // In a low panel it scrolls, which must be possible by keyboard too.
    <div className="jx-EmptyState" tabIndex={props.action ? undefined : 0}>
      <div className="jx-EmptyState-title">{props.title}</div>
      {props.children && (
        <div className="jx-EmptyState-text">{props.children}</div>
      )}
      {props.action && (
        <Button
          className="jx-Button jp-mod-styled jp-mod-accept"
          onClick={props.action.onClick}
        >
          {props.action.label}
        </Button>
      )}
    </div>
  );
}

/** An error in place of content: what happened, Retry, details. */
export function ErrorState(props: {
  error: unknown;
  title?: string;
  onRetry?: () => void;
}): JSX.Element {
  const trans = useTrans();
  const { message, details } = describeError(props.error, trans);
  return (
    <div className="jx-ErrorState" role="alert">
      {props.title && <div className="jx-EmptyState-title">{props.title}</div>}
      <div className="jx-EmptyState-text">{message}</div>
      {details && (
        <details className="jx-ErrorState-details">
          <summary>{trans.__('Details')}</summary>
          <pre>{details}</pre>
        </details>
      )}
      {props.onRetry && (
        <Button className="jx-Button jp-mod-styled" onClick={props.onRetry}>
          {trans.__('Retry')}
        </Button>
      )}
    </div>
  );
}

/** Grey bars where text will be. */
export function Skeleton(props: { lines?: number }): JSX.Element {
  const trans = useTrans();
  return (
    <div
      className="jx-Skeleton"
      role="status"
      aria-label={trans.__('Loading')}
      aria-busy="true"
    >
      {Array.from({ length: props.lines ?? 3 }, (_, i) => (
        <div
          key={i}
          className="jx-Skeleton-line"
          style={{ width: `${90 - ((i * 37) % 50)}%` }}
        />
      ))}
    </div>
  );
}

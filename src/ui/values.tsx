import { TranslationBundle } from '@jupyterlab/translation';
import {
  Button,
  checkIcon,
  codeIcon,
  copyIcon,
  LabIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';

import { useTrans } from './context';

/** `3 min ago`, in JupyterLab's language. */
export function relativeTime(
  date: Date,
  now: number,
  trans: TranslationBundle
): string {
  const seconds = Math.round((date.getTime() - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 45) {
    return trans.__('now');
  }
  const format = relative();
  for (const [unit, length] of UNITS) {
    if (size >= length * 0.95) {
      return format.format(Math.round(seconds / length), unit);
    }
  }
  return format.format(Math.round(seconds / 60), 'minute');
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60]
];

function locale(): string | undefined {
  return document.documentElement.lang || undefined;
}

// Making a formatter takes longer than drawing a row.
const relative = once(
  () =>
    new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: 'short' })
);
const exact = once(
  () =>
    new Intl.DateTimeFormat(locale(), {
      dateStyle: 'medium',
      timeStyle: 'long'
    })
);

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** The exact local time, with its zone. */
export function exactTime(date: Date): string {
  return exact().format(date);
}

/** One clock for all times on the screen: a tick a second at most. */
const ticking = new Set<() => void>();
let clock = 0;

function useNow(interval: number): number {
  const [now, setNow] = React.useState(() => Date.now());
  React.useEffect(() => {
    const tick = () => {
      setNow(then => {
        const current = Date.now();
        return current - then >= interval - 50 ? current : then;
      });
    };
    ticking.add(tick);
    if (!clock) {
      clock = window.setInterval(() => ticking.forEach(f => f()), 1000);
    }
    return () => {
      ticking.delete(tick);
      if (!ticking.size) {
        window.clearInterval(clock);
        clock = 0;
      }
    };
  }, [interval]);
  return now;
}

/** When something was: relative, the exact local time on hover. */
export function RelativeTime(props: {
  /** ISO 8601, UTC; null shows a dash. */
  at: string | null | undefined;
}): JSX.Element {
  const trans = useTrans();
  const date = props.at ? new Date(props.at) : null;
  const age = date ? Date.now() - date.getTime() : 0;
  const now = useNow(Math.abs(age) < 3_600_000 ? 15_000 : 60_000);
  if (!date || isNaN(date.getTime())) {
    return <span className="jx-Value">–</span>;
  }
  return (
    <time
      className="jx-Value jx-Time"
      dateTime={props.at!}
      title={exactTime(date)}
    >
      {relativeTime(date, Math.max(now, Date.now() - 1000), trans)}
    </time>
  );
}

const local = once(
  () =>
    new Intl.DateTimeFormat(locale(), {
      dateStyle: 'medium',
      timeStyle: 'medium'
    })
);

/** When something was, exactly and local; the UTC that is kept on hover. */
export function LocalTime(props: {
  /** ISO 8601, UTC. */
  at: string;
}): JSX.Element {
  const date = new Date(props.at);
  return isNaN(date.getTime()) ? (
    <span className="jx-Value">{props.at}</span>
  ) : (
    <time
      className="jx-Value jx-Time"
      dateTime={props.at}
      title={`${date.toISOString().replace('T', ' ').replace('Z', '')} UTC`}
    >
      {local().format(date)}
    </time>
  );
}

/**
 * Seconds in words: `0.4 s`, `41 s`, `3 min 5 s`, `2 h 3 min`. Cut to the
 * unit, never rounded up; `jupyter_ext/durations.py` says the same.
 */
export function formatDuration(
  seconds: number,
  trans: TranslationBundle
): string {
  if (seconds > 0 && seconds < 0.1) {
    return trans.__('< 0.1 s');
  }
  if (seconds < 10) {
    return trans.__('%1 s', Math.floor(seconds * 10) / 10);
  }
  if (seconds < 60) {
    return trans.__('%1 s', Math.floor(seconds));
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    const rest = Math.floor(seconds % 60);
    return rest
      ? trans.__('%1 min %2 s', minutes, rest)
      : trans.__('%1 min', minutes);
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    const rest = minutes % 60;
    return rest
      ? trans.__('%1 h %2 min', hours, rest)
      : trans.__('%1 h', hours);
  }
  const days = Math.floor(hours / 24);
  return hours % 24
    ? trans.__('%1 d %2 h', days, hours % 24)
    : trans.__('%1 d', days);
}

/** How long something took, or has been going on: then it ticks. */
export function Duration(props: {
  seconds?: number | null;
  /** ISO 8601, UTC. */
  start?: string | null;
  end?: string | null;
}): JSX.Element {
  const trans = useTrans();
  const { start, end } = props;
  const live = !!start && !end && props.seconds === undefined;
  const now = useNow(live ? 1_000 : 3_600_000);
  let seconds = props.seconds ?? null;
  if (seconds === null && start) {
    const until = end ? new Date(end).getTime() : Math.max(now, Date.now());
    seconds = Math.max(0, (until - new Date(start).getTime()) / 1000);
    seconds = live ? Math.floor(seconds) : seconds;
  }
  return (
    <span className="jx-Value jx-mod-number">
      {seconds === null ? '–' : formatDuration(seconds, trans)}
    </span>
  );
}

/** The beginning of a name, where the words after it must be seen. */
export function shortName(name: string, most = 50): string {
  const characters = Array.from(name);
  return characters.length > most
    ? `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : name;
}

/** `1,200`: a number in full, its digits grouped. */
export function formatCount(count: number): string {
  return count.toLocaleString(locale());
}

/** `0 B`, `999 B`, `1.2 kB`, `64 MB`. */
export function formatBytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  const digits = unit === 0 || size >= 99.5 ? 0 : 1;
  return `${size.toFixed(digits).replace(/\.0$/, '')} ${units[unit]}`;
}

export function Bytes(props: { size: number | null | undefined }): JSX.Element {
  const { size } = props;
  return (
    <span
      className="jx-Value jx-mod-number"
      title={
        size === null || size === undefined
          ? undefined
          : `${formatCount(size)} B`
      }
    >
      {size === null || size === undefined ? '–' : formatBytes(size)}
    </span>
  );
}

/** A button that copies a text and says so for a moment. */
export function CopyButton(props: {
  text: string;
  label: string;
  icon?: LabIcon;
  children?: React.ReactNode;
}): JSX.Element {
  const trans = useTrans();
  const [copied, setCopied] = React.useState(false);
  React.useEffect(() => {
    if (copied) {
      const timer = window.setTimeout(() => setCopied(false), 1500);
      return () => window.clearTimeout(timer);
    }
  }, [copied]);
  const Icon = copied ? checkIcon : (props.icon ?? copyIcon);
  return (
    <Button
      minimal
      small
      className="jx-CopyButton"
      aria-label={props.label}
      title={copied ? trans.__('Copied') : props.label}
      onClick={event => {
        event.stopPropagation();
        void copyText(props.text).then(() => setCopied(true));
      }}
    >
      <Icon.react tag="span" width="14px" height="14px" />
      {props.children}
      <span className="jx-sr-only" role="status">
        {copied ? trans.__('Copied') : ''}
      </span>
    </Button>
  );
}

/** Copy by the clipboard interface, or the old way without https. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text);
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'jx-sr-only';
  document.body.appendChild(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

/** An id in short, the whole on hover, and a button that copies it. */
export function CopyId(props: {
  id: string;
  length?: number;
  label?: string;
}): JSX.Element {
  const trans = useTrans();
  return (
    <span className="jx-CopyId">
      <code title={props.id}>{props.id.slice(0, props.length ?? 8)}</code>
      <CopyButton
        text={props.id}
        label={props.label ?? trans.__('Copy the id')}
      />
    </span>
  );
}

/** Copies the line of code that reads or writes a declared alias. */
export function SnippetButton(props: {
  code: string;
  label?: string;
}): JSX.Element {
  const trans = useTrans();
  return (
    <CopyButton
      text={props.code}
      icon={codeIcon}
      label={props.label ?? trans.__('Copy the code: %1', props.code)}
    />
  );
}

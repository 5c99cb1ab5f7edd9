import * as React from 'react';

/** A stretch of text in one style; the names are JupyterLab's own classes. */
export interface ISpan {
  text: string;
  classes: string;
}

const COLORS = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white'
];

/** The style that a line of terminal output leaves to the next one. */
export interface IAnsiStyle {
  foreground: string;
  background: string;
  bold: boolean;
  underline: boolean;
  inverse: boolean;
}

export const PLAIN: IAnsiStyle = {
  foreground: '',
  background: '',
  bold: false,
  underline: false,
  inverse: false
};

// eslint-disable-next-line no-control-regex
const ESCAPE = /\x1b(?:\[([0-9;:]*)([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)/g;

/** Split one line at its colour codes; all other codes are dropped. */
export function parseAnsi(
  line: string,
  style: IAnsiStyle = PLAIN
): { spans: ISpan[]; style: IAnsiStyle } {
  const spans: ISpan[] = [];
  let from = 0;
  const push = (to: number) => {
    if (to > from) {
      spans.push({ text: line.slice(from, to), classes: classesOf(style) });
    }
  };
  for (const match of line.matchAll(ESCAPE)) {
    push(match.index!);
    from = match.index! + match[0].length;
    if (match[2] === 'm') {
      style = applyCodes(style, match[1]);
    }
  }
  push(line.length);
  return { spans, style };
}

function applyCodes(style: IAnsiStyle, codes: string): IAnsiStyle {
  const next = { ...style };
  const numbers = codes.split(/[;:]/).map(code => Number(code || 0));
  for (let i = 0; i < numbers.length; i++) {
    const code = numbers[i];
    if (code === 0) {
      Object.assign(next, PLAIN);
    } else if (code === 1) {
      next.bold = true;
    } else if (code === 4) {
      next.underline = true;
    } else if (code === 7) {
      next.inverse = true;
    } else if (code === 22) {
      next.bold = false;
    } else if (code === 24) {
      next.underline = false;
    } else if (code === 27) {
      next.inverse = false;
    } else if (code >= 30 && code <= 37) {
      next.foreground = COLORS[code - 30];
    } else if (code === 39) {
      next.foreground = '';
    } else if (code >= 40 && code <= 47) {
      next.background = COLORS[code - 40];
    } else if (code === 49) {
      next.background = '';
    } else if (code >= 90 && code <= 97) {
      next.foreground = `${COLORS[code - 90]}-intense`;
    } else if (code >= 100 && code <= 107) {
      next.background = `${COLORS[code - 100]}-intense`;
    } else if (code === 38 || code === 48) {
      // Of the 256 colours the first 16 have names; the rest stay plain.
      const named = numbers[i + 1] === 5 ? numbers[i + 2] : NaN;
      if (named < 16) {
        const color = COLORS[named % 8] + (named > 7 ? '-intense' : '');
        next[code === 38 ? 'foreground' : 'background'] = color;
      }
      i += numbers[i + 1] === 5 ? 2 : 4;
    }
  }
  return next;
}

function classesOf(style: IAnsiStyle): string {
  const { foreground, background, inverse } = style;
  return [
    foreground && `ansi-${foreground}-${inverse ? 'bg' : 'fg'}`,
    background && `ansi-${background}-${inverse ? 'fg' : 'bg'}`,
    inverse && !foreground && 'ansi-default-inverse-fg',
    inverse && !background && 'ansi-default-inverse-bg',
    style.bold && 'ansi-bold',
    style.underline && 'ansi-underline'
  ]
    .filter(Boolean)
    .join(' ');
}

/** A line with its colours, and what was searched for marked. */
export function AnsiLine(props: {
  spans: ISpan[];
  mark?: string;
}): JSX.Element {
  return (
    <>
      {props.spans.map((span, i) => (
        <span key={i} className={span.classes || undefined}>
          {props.mark ? (
            <Marked text={span.text} mark={props.mark} />
          ) : (
            span.text
          )}
        </span>
      ))}
    </>
  );
}

function Marked(props: { text: string; mark: string }): JSX.Element {
  const { text } = props;
  const mark = props.mark.toLowerCase();
  const lower = text.toLowerCase();
  const parts: React.ReactNode[] = [];
  let from = 0;
  for (;;) {
    const at = lower.indexOf(mark, from);
    if (at < 0) {
      break;
    }
    parts.push(
      text.slice(from, at),
      <mark key={at}>{text.slice(at, at + mark.length)}</mark>
    );
    from = at + mark.length;
  }
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  );
}

import { InputGroup, searchIcon } from '@jupyterlab/ui-components';
import { useVirtualizer } from '@tanstack/react-virtual';
import * as React from 'react';

import { ActionBar, IAction } from './actionbar';
import { AnsiLine, IAnsiStyle, ISpan, PLAIN, parseAnsi } from './ansi';
import { useTrans } from './context';

const LINE_HEIGHT = 18;

/** What stands on a terminal's line after its carriage returns. */
export function lastWritten(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  const at = text.lastIndexOf('\r');
  return at < 0 ? text : text.slice(at + 1);
}

/**
 * A log: only the lines on screen are in the DOM; search with a count and
 * next/previous; follows the end until one scrolls up.
 */
export function LogView(props: {
  text: string;
  label: string;
  /** More may come: offer to follow it. */
  live?: boolean;
  actions?: IAction[];
  /** In place of an empty log. */
  emptyText?: string;
}): JSX.Element {
  const trans = useTrans();
  const scroller = React.useRef<HTMLDivElement>(null);
  const [follow, setFollow] = React.useState(props.live ?? false);
  const [search, setSearch] = React.useState('');
  const [at, setAt] = React.useState(0);
  const lines = useAnsiLines(props.text);
  const needle = search.toLowerCase();
  const hits = React.useMemo(
    () =>
      needle
        ? lines.flatMap((line, i) =>
            line.plain.toLowerCase().includes(needle) ? [i] : []
          )
        : [],
    [lines, needle]
  );
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 10
  });
  React.useEffect(() => {
    if (follow && lines.length) {
      virtualizer.scrollToIndex(lines.length - 1, { align: 'end' });
    }
  }, [follow, lines.length]);
  React.useEffect(() => {
    setAt(0);
    if (hits.length) {
      setFollow(false);
      virtualizer.scrollToIndex(hits[0], { align: 'center' });
    }
  }, [needle]);
  const go = (step: number) => {
    if (hits.length) {
      const next = (at + step + hits.length) % hits.length;
      setAt(next);
      virtualizer.scrollToIndex(hits[next], { align: 'center' });
    }
  };
  const onScroll = () => {
    const node = scroller.current;
    if (node && follow) {
      const rest = node.scrollHeight - node.scrollTop - node.clientHeight;
      if (rest > 3 * LINE_HEIGHT) {
        setFollow(false);
      }
    }
  };
  const width = String(lines.length).length;
  return (
    <div className="jx-Log">
      <div className="jx-Log-bar">
        <InputGroup
          className="jx-Input jx-Log-search"
          type="search"
          rightIcon={searchIcon}
          aria-label={trans.__('Search in %1', props.label)}
          placeholder={trans.__('Search')}
          value={search}
          onChange={event => setSearch(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter') {
              event.preventDefault();
              go(event.shiftKey ? -1 : 1);
            }
          }}
        />
        {needle && (
          <span role="status" className="jx-Log-hits">
            {hits.length
              ? trans.__('%1 of %2 lines', at + 1, hits.length)
              : trans.__('No match')}
          </span>
        )}
        <ActionBar
          label={trans.__('Log')}
          actions={[
            ...(props.live
              ? [
                  {
                    label: trans.__('Follow'),
                    pressed: follow,
                    onClick: () => setFollow(!follow)
                  }
                ]
              : []),
            ...(props.actions ?? [])
          ]}
        />
      </div>
      <div
        className="jx-Log-lines"
        ref={scroller}
        role="log"
        aria-label={props.label}
        aria-live="off"
        tabIndex={0}
        onScroll={onScroll}
      >
        {!props.text && (
          <div className="jx-Log-empty">
            {props.emptyText ?? trans.__('Nothing was written.')}
          </div>
        )}
        <div
          className="jx-Log-body"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map(item => (
            <div
              key={item.key}
              data-index={item.index}
              ref={virtualizer.measureElement}
              className={
                hits[at] === item.index
                  ? 'jx-Log-line jx-mod-current'
                  : 'jx-Log-line'
              }
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <span
                className="jx-Log-number"
                aria-hidden
                style={{ width: `${width}ch` }}
              >
                {item.index + 1}
              </span>
              <span className="jx-Log-text">
                <AnsiLine spans={lines[item.index].spans} mark={search} />
              </span>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

interface ILine {
  spans: ISpan[];
  plain: string;
}

/** Parse a growing text: what was parsed before isn't parsed again. */
function useAnsiLines(text: string): ILine[] {
  const cache = React.useRef<{
    text: string;
    lines: ILine[];
    styles: IAnsiStyle[];
  }>({ text: '', lines: [], styles: [] });
  return React.useMemo(() => {
    const raw = text.split('\n');
    if (raw[raw.length - 1] === '') {
      raw.pop();
    }
    const old = cache.current;
    // The last line may have grown; those before it are final.
    const keep =
      old.text && text.startsWith(old.text)
        ? Math.max(0, old.lines.length - 1)
        : 0;
    const lines = old.lines.slice(0, keep);
    const styles = old.styles.slice(0, keep);
    for (let i = keep; i < raw.length; i++) {
      const parsed = parseAnsi(lastWritten(raw[i]), styles[i - 1] ?? PLAIN);
      lines.push({
        spans: parsed.spans,
        plain: parsed.spans.map(span => span.text).join('')
      });
      styles.push(parsed.style);
    }
    cache.current = { text, lines, styles };
    return lines;
  }, [text]);
}

/** A short text as it is: a traceback, a piece of code, a value. */
export function CodeBlock(props: { text: string; label: string }): JSX.Element {
  const lines = useAnsiLines(props.text);
  return (
    <pre
      className="jx-Code"
      tabIndex={0}
      aria-label={props.label}
      role="region"
    >
      {lines.map((line, i) => (
        <React.Fragment key={i}>
          <AnsiLine spans={line.spans} />
          {'\n'}
        </React.Fragment>
      ))}
    </pre>
  );
}

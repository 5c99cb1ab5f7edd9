import * as React from 'react';

import { useOne } from '../api/hooks';
import { ErrorState, SelectField, Skeleton, useJx, useTrans } from '../ui';
import {
  CellChange,
  ISegment,
  countChanges,
  foldCells,
  pairLines
} from './diff';

/** Two versions of a specification, cell by cell. */
export function DiffView(props: {
  id: string;
  newest: number;
  left: number;
  right: number;
  onChange: (left: number, right: number) => void;
}): JSX.Element {
  const { id, left, right, onChange } = props;
  const jx = useJx();
  const trans = useTrans();
  // Both are immutable: no change of the specification makes this old.
  const query = useOne(
    'specification-diff',
    id,
    signal =>
      jx.api.get('/specifications/{specification_id}/diff', {
        path: { specification_id: id },
        query: { left, right },
        signal
      }),
    { part: [left, right] }
  );
  const options = Array.from({ length: props.newest }, (_, i) => ({
    value: String(props.newest - i),
    label: trans.__('Version %1', props.newest - i)
  }));
  return (
    <div className="jx-Diff">
      <div className="jx-Diff-versions">
        <SelectField
          label={trans.__('Before')}
          value={String(left)}
          options={options}
          onChange={value => onChange(Number(value), right)}
        />
        <SelectField
          label={trans.__('After')}
          value={String(right)}
          options={options}
          onChange={value => onChange(left, Number(value))}
        />
      </div>
      {query.data ? (
        <DiffBody
          key={`${left}-${right}`}
          cells={query.data.cells}
          sentences={[...query.data.signature, ...query.data.files]}
        />
      ) : query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton lines={8} />
      )}
    </div>
  );
}

export function DiffBody(props: {
  cells: CellChange[];
  /** What changed in the signature and the files. */
  sentences: string[];
  /** Said where no cell changed. */
  same?: string;
}): JSX.Element {
  const { cells, sentences } = props;
  const trans = useTrans();
  const segments = React.useMemo(() => foldCells(cells, 0), [cells]);
  const [open, setOpen] = React.useState<Set<number>>(new Set());
  const counts = countChanges(cells);
  const words = [
    counts.changed &&
      trans._n('%1 cell changed', '%1 cells changed', counts.changed),
    counts.added && trans._n('%1 cell added', '%1 cells added', counts.added),
    counts.removed &&
      trans._n('%1 cell removed', '%1 cells removed', counts.removed)
  ].filter(Boolean);
  return (
    <>
      <p className="jx-Diff-summary" role="status">
        {words.length
          ? words.join(' · ')
          : (props.same ?? trans.__('The code is the same in both.'))}
      </p>
      {sentences.length > 0 && (
        <ul className="jx-Diff-sentences">
          {sentences.map(one => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
      <div className="jx-Diff-cells">
        {segments.map((segment, i) =>
          segment.kind === 'folded' && !open.has(i) ? (
            <Fold
              key={i}
              segment={segment}
              onOpen={() => setOpen(now => new Set([...now, i]))}
            />
          ) : (
            segment.cells.map((cell, j) => (
              <DiffCell key={`${i}-${j}`} cell={cell} />
            ))
          )
        )}
      </div>
    </>
  );
}

function Fold(props: { segment: ISegment; onOpen: () => void }): JSX.Element {
  const trans = useTrans();
  const count = props.segment.cells.length;
  return (
    <button type="button" className="jx-Diff-fold" onClick={props.onOpen}>
      {trans._n('⋯ %1 unchanged cell', '⋯ %1 unchanged cells', count)}
    </button>
  );
}

function DiffCell(props: { cell: CellChange }): JSX.Element {
  const { cell } = props;
  const trans = useTrans();
  const words: Record<CellChange['kind'], string> = {
    same: trans.__('unchanged'),
    added: trans.__('added'),
    removed: trans.__('removed'),
    changed: trans.__('changed')
  };
  const pairs =
    cell.kind === 'added'
      ? pairLines('', cell.right ?? '').map(one => ({ ...one, left: null }))
      : cell.kind === 'removed'
        ? pairLines(cell.left ?? '', '').map(one => ({ ...one, right: null }))
        : pairLines(cell.left ?? '', cell.right ?? '');
  const number = (n: number | null) => (n === null ? '' : `[${n}]`);
  return (
    <section
      className={`jx-Diff-cell jx-mod-${cell.kind}`}
      aria-label={trans.__(
        'Cell %1, %2',
        cell.right_number ?? cell.left_number ?? '',
        words[cell.kind]
      )}
    >
      <div className="jx-Diff-head">
        <span>{number(cell.left_number)}</span>
        <span>{number(cell.right_number)}</span>
        <span className="jx-Diff-kind">
          {cell.cell_type}
          {cell.kind !== 'same' && ` · ${words[cell.kind]}`}
        </span>
      </div>
      <div className="jx-Diff-sides" role="presentation">
        <Side
          label={trans.__('Before')}
          mark="-"
          lines={pairs.map(one => [one.left, one.same])}
        />
        <Side
          label={trans.__('After')}
          mark="+"
          lines={pairs.map(one => [one.right, one.same])}
        />
      </div>
    </section>
  );
}

function Side(props: {
  label: string;
  mark: '+' | '-';
  lines: [string | null, boolean][];
}): JSX.Element {
  return (
    <pre
      className="jx-Diff-side"
      role="group"
      aria-label={props.label}
      tabIndex={0}
    >
      {props.lines.map(([line, same], i) => (
        <span
          key={i}
          className={
            line === null
              ? 'jx-Diff-line jx-mod-gap'
              : same
                ? 'jx-Diff-line'
                : `jx-Diff-line jx-mod-${props.mark === '+' ? 'added' : 'removed'}`
          }
        >
          <span className="jx-Diff-mark" aria-hidden>
            {line !== null && !same ? props.mark : ' '}
          </span>
          {line ?? ''}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

import * as React from 'react';

import { formatMetric } from '../sessions/records';
import { EmptyState, Section, useTrans } from '../ui';
import { useFirst } from './first';
import { metricsLeftOut, NamedMark } from './marks';
import {
  ComparedMetric,
  ComparedSession,
  Comparison,
  share,
  spreadOf
} from './records';

const WIDTH = 360;
const HEIGHT = 150;
const EDGE = { left: 8, right: 28, top: 10, bottom: 10 };
/** Sessions as rows of a chart of single values. */
const ROW = 20;
/** Between the numbers of two lines. */
const LINE = 12;
/** Metrics that are drawn before one asks for more. */
const FIRST = 24;

/** Each metric as a picture: the values, and how they were come to. */
export function Charts(props: {
  comparison: Comparison;
  onlyDiffering: boolean;
}): JSX.Element {
  const { metrics, sessions, more_metrics, more_courses } = props.comparison;
  const trans = useTrans();
  const numbers = metrics.filter(row =>
    row.cells.some(value => typeof value === 'number')
  );
  const wanted = numbers.filter(row => row.differs || !props.onlyDiffering);
  const [shown, more] = useFirst(wanted, FIRST);
  if (!wanted.length) {
    return (
      <EmptyState title={trans.__('No metrics')}>
        {numbers.length
          ? trans.__('They are the same in all.')
          : trans.__('None of these sessions logged a number.')}
      </EmptyState>
    );
  }
  return (
    <div className="jx-Panel">
      <ul
        className="jx-Comparison-legend"
        aria-label={trans.__('The sessions of the charts')}
      >
        {sessions.map((session, at) => (
          <li key={session.id}>
            <NamedMark at={at} session={session} />
          </li>
        ))}
      </ul>
      <div className="jx-Comparison-charts">
        {shown.map(row => (
          <Section key={row.name} title={row.name}>
            <Values row={row} sessions={sessions} />
            {row.courses.some(one => one) && (
              <Courses row={row} sessions={sessions} />
            )}
          </Section>
        ))}
      </div>
      {more}
      {more_courses > 0 && (
        <p>
          {trans._n(
            'The steps of %1 further metric are left out.',
            'The steps of %1 further metrics are left out.',
            more_courses
          )}
        </p>
      )}
      {more_metrics > 0 && <p>{metricsLeftOut(more_metrics, trans)}</p>}
    </div>
  );
}

/** The last value of each session as a point between the lowest and highest. */
function Values(props: {
  row: ComparedMetric;
  sessions: ComparedSession[];
}): JSX.Element {
  const { row, sessions } = props;
  const trans = useTrans();
  const spread = spreadOf(row.cells);
  const x = (value: number) =>
    34 + share(value, spread?.low ?? 0, spread?.high ?? 0) * (WIDTH - 130);
  const said = sessions
    .map((session, at) => {
      const value = row.cells[at];
      return `${session.name} ${value === null ? '–' : formatMetric(value)}`;
    })
    .join(', ');
  return (
    <svg
      className="jx-Comparison-chart"
      viewBox={`0 0 ${WIDTH} ${sessions.length * ROW}`}
      width={WIDTH}
      height={sessions.length * ROW}
      role="img"
      aria-label={trans.__('%1: %2', row.name, said)}
    >
      {sessions.map((session, at) => {
        const value = row.cells[at];
        const y = at * ROW + ROW / 2;
        return (
          <g key={session.id} className={`jx-mod-session-${at}`}>
            <text className="jx-Comparison-number" x="14" y={y + 4}>
              {at + 1}
            </text>
            <line
              className="jx-Comparison-track"
              x1="26"
              x2={WIDTH - 88}
              y1={y}
              y2={y}
            />
            {typeof value === 'number' && (
              <circle cx={x(value)} cy={y} r="5">
                <title>{`${session.name}: ${value}`}</title>
              </circle>
            )}
            <text x={WIDTH - 4} y={y + 4} textAnchor="end">
              {value === null ? '–' : formatMetric(value)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** The values over their steps, a line for each session with its number. */
function Courses(props: {
  row: ComparedMetric;
  sessions: ComparedSession[];
}): JSX.Element {
  const { row, sessions } = props;
  const trans = useTrans();
  const courses = row.courses.map(one => one ?? { steps: [], values: [] });
  const steps = courses.flatMap(one => one.steps);
  const values = courses.flatMap(one => one.values);
  const [first, last] = [Math.min(...steps), Math.max(...steps)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (step: number) =>
    EDGE.left + share(step, first, last) * (WIDTH - EDGE.left - EDGE.right);
  const y = (value: number) =>
    HEIGHT -
    EDGE.bottom -
    share(value, low, high) * (HEIGHT - EDGE.top - EDGE.bottom);
  const labels = apart(
    courses.map(one =>
      one.values.length ? y(one.values[one.values.length - 1]) : null
    )
  );
  return (
    <figure className="jx-Comparison-courses">
      <svg
        className="jx-Comparison-chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        width={WIDTH}
        height={HEIGHT}
        role="img"
        aria-label={trans.__(
          '%1 over its steps, from %2 to %3',
          row.name,
          formatMetric(low),
          formatMetric(high)
        )}
      >
        <rect
          className="jx-Comparison-frame"
          x="0.5"
          y="0.5"
          width={WIDTH - 1}
          height={HEIGHT - 1}
        />
        {courses.map(({ steps, values }, at) =>
          steps.length ? (
            <g key={sessions[at].id} className={`jx-mod-session-${at}`}>
              <polyline
                points={steps
                  .map(
                    (step, i) =>
                      `${x(step).toFixed(1)},${y(values[i]).toFixed(1)}`
                  )
                  .join(' ')}
              >
                <title>{sessions[at].name}</title>
              </polyline>
              <text
                className="jx-Comparison-number"
                x={x(steps[steps.length - 1]) + 12}
                y={labels[at]! + 4}
              >
                {at + 1}
              </text>
            </g>
          ) : null
        )}
      </svg>
      <figcaption>
        {trans.__(
          'steps %1 to %2, values %3 to %4',
          first,
          last,
          formatMetric(low),
          formatMetric(high)
        )}
      </figcaption>
    </figure>
  );
}

/**
 * Heights moved as far as texts beside each other need, down and, where the
 * frame ends, up again; null: none.
 */
export function apart(heights: (number | null)[]): (number | null)[] {
  const placed = [...heights];
  const order = heights
    .map((height, at) => ({ height, at }))
    .filter((one): one is { height: number; at: number } => one.height !== null)
    .sort((a, b) => a.height - b.height)
    .map(({ at }) => at);
  let free = -Infinity;
  for (const at of order) {
    placed[at] = Math.max(placed[at]!, free);
    free = placed[at]! + LINE;
  }
  free = HEIGHT - EDGE.bottom;
  for (const at of order.reverse()) {
    placed[at] = Math.min(placed[at]!, free);
    free = placed[at]! - LINE;
  }
  return placed;
}

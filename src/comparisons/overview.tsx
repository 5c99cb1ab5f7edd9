import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { formatMetric, isOver } from '../sessions/records';
import type { IJupyterExt } from '../tokens';
import { Duration, ObjectLink, RelativeTime, useJx, useTrans } from '../ui';
import { metricsLeftOut } from './marks';
import {
  ComparedMetric,
  ComparedSession,
  Comparison,
  hasEnded,
  isOther,
  MetricValue,
  spreadOf
} from './records';
import { hidden, missing, undeclared } from './missing';
import { ComparisonTable, IHeadActions, IRow, ISection } from './table';

/** What the sessions ran with and what came out, row by row. */
export function Overview(props: {
  comparison: Comparison;
  onlyDiffering: boolean;
  head: IHeadActions;
}): JSX.Element {
  const { comparison } = props;
  const jx = useJx();
  const trans = useTrans();
  return (
    <ComparisonTable
      label={trans.__('The sessions side by side')}
      sessions={comparison.sessions}
      onlyDiffering={props.onlyDiffering}
      head={props.head}
      sections={[
        {
          title: trans.__('Metrics'),
          rows: comparison.metrics.map(row =>
            metricRow(row, comparison.sessions, trans)
          ),
          empty: trans.__('None of them logged a metric.'),
          more: comparison.more_metrics
            ? metricsLeftOut(comparison.more_metrics, trans)
            : null
        },
        parameters(comparison, trans),
        inputs(comparison, jx),
        facts(comparison.sessions, jx)
      ]}
    />
  );
}

function metricRow(
  row: ComparedMetric,
  sessions: ComparedSession[],
  trans: TranslationBundle
): IRow {
  const spread = spreadOf(row.cells);
  const base = row.cells[0];
  return {
    key: row.name,
    differs: row.differs,
    label: (
      <>
        <span className="jx-ellipsis" title={row.name}>
          {row.name}
        </span>
        {spread && (
          <span className="jx-Comparison-spread">
            {trans.__('spread %1', formatMetric(spread.high - spread.low))}
          </span>
        )}
      </>
    ),
    cells: row.cells.map((value, at) =>
      value === null
        ? missing(sessions[at], trans.__('not logged'), trans)
        : {
            other: hasEnded(sessions[0]) && value !== base,
            content: (
              <span className="jx-Comparison-metric">
                <span title={String(value)}>{formatMetric(value)}</span>
                {spread && value === spread.high && (
                  <span className="jx-Comparison-extreme">
                    {trans.__('▲ highest')}
                  </span>
                )}
                {spread && value === spread.low && (
                  <span className="jx-Comparison-extreme">
                    {trans.__('▼ lowest')}
                  </span>
                )}
                {at > 0 && <Change from={base} to={value} />}
              </span>
            )
          }
    )
  };
}

/** By how much a metric isn't what the base has. */
function Change(props: {
  from: MetricValue;
  to: MetricValue;
}): JSX.Element | null {
  const { from, to } = props;
  if (typeof from !== 'number' || typeof to !== 'number' || from === to) {
    return null;
  }
  const change = Number((to - from).toPrecision(6));
  return (
    <span className="jx-Comparison-change">
      {change > 0 ? '+' : '−'}
      {formatMetric(Math.abs(change))}
    </span>
  );
}

function parameters(
  comparison: Comparison,
  trans: TranslationBundle
): ISection {
  return {
    title: trans.__('Parameters'),
    empty: trans.__('None of them has a parameter.'),
    rows: comparison.parameters.map(row => ({
      key: row.alias,
      label: row.alias,
      differs: row.differs,
      cells: row.cells.map((cell, at) =>
        cell
          ? {
              other: isOther(row.cells, at, !comparison.sessions[0].deleted),
              content: (
                <>
                  <code className="jx-Values" title={cell.type}>
                    {cell.text === null
                      ? trans.__('no value')
                      : cell.text || '""'}
                    {cell.cut && '…'}
                  </code>
                  {cell.is_default && (
                    <span className="jx-Comparison-aside">
                      {trans.__('default')}
                    </span>
                  )}
                </>
              )
            }
          : undeclared(comparison.sessions[at], trans)
      )
    }))
  };
}

function inputs(comparison: Comparison, jx: IJupyterExt): ISection {
  const { trans } = jx;
  return {
    title: trans.__('Inputs'),
    empty: trans.__('None of them has an input.'),
    rows: comparison.inputs.map(row => ({
      key: row.alias,
      label: row.alias,
      differs: row.differs,
      cells: row.cells.map((cell, at) =>
        cell?.hidden
          ? hidden(trans)
          : cell
            ? {
                other: isOther(row.cells, at, !comparison.sessions[0].deleted),
                content: cell.version ? (
                  <>
                    <ObjectLink
                      {...cell.version.artifact}
                      onOpen={() =>
                        void jx.open('artifact', cell.version!.artifact.id)
                      }
                    />{' '}
                    <span title={cell.version.name}>
                      {cell.version.deleted
                        ? trans.__('v%1, deleted', cell.version.number)
                        : trans.__('v%1', cell.version.number)}
                    </span>
                  </>
                ) : (
                  trans.__('Not configured')
                )
              }
            : undeclared(comparison.sessions[at], trans)
      )
    }))
  };
}

/** What it ran, in what, and how long. */
function facts(sessions: ComparedSession[], jx: IJupyterExt): ISection {
  const { trans } = jx;
  const there = sessions.filter(one => !one.deleted);
  const row = (
    label: string,
    tell: (session: ComparedSession) => React.ReactNode,
    same?: (session: ComparedSession) => unknown
  ): IRow => ({
    key: label,
    label,
    differs: !!same && new Set(there.map(same)).size > 1,
    cells: sessions.map(session =>
      session.deleted
        ? { missing: true, content: trans.__('deleted') }
        : {
            other:
              !!same &&
              !sessions[0].deleted &&
              same(session) !== same(sessions[0]),
            content: tell(session)
          }
    )
  });
  return {
    title: trans.__('Session'),
    empty: '',
    rows: [
      row(
        trans.__('Instance'),
        ({ instance }) => (
          <ObjectLink
            {...instance}
            onOpen={() => void jx.open('instance', instance.id)}
          />
        ),
        one => one.instance.id
      ),
      row(
        trans.__('Code'),
        one => (
          <>
            <ObjectLink
              {...one.specification}
              onOpen={() => void jx.open('specification', one.specification.id)}
            />{' '}
            {trans.__('v%1', one.specification_version)}
          </>
        ),
        one => one.code_group
      ),
      row(
        trans.__('Runtime'),
        one => one.runtime,
        one => one.runtime
      ),
      row(trans.__('Started'), one => <RelativeTime at={one.started_at} />),
      row(trans.__('Took'), one => (
        <Duration
          seconds={isOver(one) ? one.duration : undefined}
          start={one.started_at}
          end={one.ended_at}
        />
      )),
      ...(there.some(one => one.reason)
        ? [
            row(
              trans.__('Reason'),
              one => one.reason ?? '–',
              one => one.reason
            )
          ]
        : [])
    ]
  };
}

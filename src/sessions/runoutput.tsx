import * as React from 'react';

import { EmptyState, FactTable, Section, useJx, useTrans } from '../ui';
import { OutputTable } from './outputtable';
import { formatMetric, isOver, SessionDetail } from './records';
import { ResultList } from './results';

/** Every metric, result and artifact, and all of it as one archive. */
export function RunOutput(props: { session: SessionDetail }): JSX.Element {
  const { session } = props;
  const jx = useJx();
  const trans = useTrans();
  const steps = new Map<string, number>();
  for (const one of session.metric_log) {
    steps.set(one.name, (steps.get(one.name) ?? 0) + 1);
  }
  const hasCourse = [...steps.values()].some(count => count > 1);
  const metrics = Object.entries(session.metrics);
  const written = session.outputs.filter(one => one.version || one.partial);
  if (!metrics.length && !session.results.length && !written.length) {
    return (
      <EmptyState
        title={
          isOver(session)
            ? trans.__('This session logged nothing')
            : trans.__('Nothing was logged yet')
        }
      >
        {trans.__(
          'Code logs with jx.metric("name", value), jx.table("name", rows), jx.image("name", figure) and the like.'
        )}
      </EmptyState>
    );
  }
  return (
    <div className="jx-Panel">
      {isOver(session) && (
        <p>
          <a
            className="jx-Button jx-mod-plain jx-DownloadLink"
            download
            href={jx.api.url('/sessions/{session_id}/run-output', {
              session_id: session.id
            })}
          >
            {trans.__('Download everything (zip)')}
          </a>
        </p>
      )}
      {metrics.length > 0 && (
        <Section title={trans.__('Metrics')}>
          <FactTable
            label={trans.__('Metrics')}
            rows={metrics}
            rowKey={([name]) => name}
            columns={[
              {
                header: trans.__('Metric'),
                isHeader: true,
                cell: ([name]) => name
              },
              {
                header: trans.__('Value'),
                align: 'right',
                cell: ([, value]) => (
                  <span className="jx-mod-number" title={String(value)}>
                    {formatMetric(value)}
                  </span>
                )
              },
              ...(hasCourse
                ? [
                    {
                      header: trans.__('Course'),
                      cell: ([name]: [string, unknown]) =>
                        (steps.get(name) ?? 0) > 1 ? (
                          <Course
                            name={name}
                            values={session.metric_log
                              .filter(one => one.name === name)
                              .map(one => one.value)}
                          />
                        ) : null
                    }
                  ]
                : [])
            ]}
          />
        </Section>
      )}
      {session.results.length > 0 && (
        <Section title={trans.__('Results')}>
          <ResultList sessionId={session.id} results={session.results} />
        </Section>
      )}
      {written.length > 0 && (
        <Section title={trans.__('Artifacts')}>
          <OutputTable session={session} outputs={written} />
        </Section>
      )}
    </div>
  );
}

/** The values of a metric over its steps as a small line. */
function Course(props: {
  name: string;
  values: (number | string)[];
}): JSX.Element {
  const trans = useTrans();
  const values = props.values.filter(
    (one): one is number => typeof one === 'number'
  );
  const low = Math.min(...values);
  const high = Math.max(...values);
  const points = values
    .map((value, i) => {
      const x = values.length > 1 ? (i / (values.length - 1)) * 116 + 2 : 60;
      const y = high > low ? 18 - ((value - low) / (high - low)) * 16 : 10;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
  return (
    <span className="jx-Course">
      <svg
        viewBox="0 0 120 20"
        width="120"
        height="20"
        role="img"
        aria-label={trans.__(
          '%1 over %2 values, from %3 to %4',
          props.name,
          values.length,
          formatMetric(values[0]),
          formatMetric(values[values.length - 1])
        )}
      >
        <polyline points={points} />
      </svg>
      <span>{trans.__('%1 to %2', formatMetric(low), formatMetric(high))}</span>
    </span>
  );
}

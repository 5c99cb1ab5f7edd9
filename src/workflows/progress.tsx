import * as React from 'react';

import {
  formatCount,
  ProgressBar,
  StateShape,
  stateWord,
  useTrans
} from '../ui';
import { counts, countsLine, present, State, Workflow } from './records';

/** How far all sessions are: by state, each a filter of the table, and cells. */
export function WorkflowProgress(props: {
  workflow: Workflow;
  chosen: ReadonlySet<State>;
  onChoose: (chosen: ReadonlySet<State>) => void;
}): JSX.Element {
  const { workflow, chosen } = props;
  const trans = useTrans();
  const all = counts(workflow);
  const { cells_done: done, cells_total: total } = workflow;
  return (
    <div className="jx-Workflow-progress">
      <div
        className="jx-Workflow-bar"
        role="img"
        aria-label={trans.__(
          '%1 sessions: %2',
          formatCount(present(workflow)),
          countsLine(workflow, trans)
        )}
      >
        {all.map(([state, count]) => (
          <span
            key={state}
            className={`jx-Workflow-part jx-mod-${state.toLowerCase().replace('_', '-')}`}
            style={{ flexGrow: count }}
            title={trans.__(
              '%1 %2',
              formatCount(count),
              stateWord(state, trans)
            )}
          />
        ))}
      </div>
      <div
        className="jx-ListBar-chips"
        role="group"
        aria-label={trans.__('Filter sessions by state')}
      >
        {all.map(([state, count]) => (
          <button
            key={state}
            type="button"
            className="jx-Chip jx-Workflow-count"
            aria-pressed={chosen.has(state)}
            onClick={() => {
              const next = new Set(chosen);
              if (!next.delete(state)) {
                next.add(state);
              }
              props.onChoose(next);
            }}
          >
            <StateShape state={state} />
            {trans.__('%1 %2', formatCount(count), stateWord(state, trans))}
          </button>
        ))}
        {total !== null && (
          <span className="jx-Workflow-cells">
            <ProgressBar
              value={total ? done / total : 1}
              label={trans.__('Cells done')}
              text={trans._n(
                '%2/%3 cell',
                '%2/%3 cells',
                total,
                formatCount(done),
                formatCount(total)
              )}
            />
          </span>
        )}
      </div>
    </div>
  );
}

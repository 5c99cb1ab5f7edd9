import * as React from 'react';

import { useTrans } from './context';

export interface IStep {
  id: string;
  label: string;
  state: 'done' | 'current' | 'todo' | 'invalid';
  /** Whether the step can be gone to now. */
  reachable: boolean;
}

/** The rail of a wizard: where one is, what is done, what is to come. */
export function Steps(props: {
  steps: IStep[];
  onSelect: (id: string) => void;
}): JSX.Element {
  const trans = useTrans();
  const words: Record<IStep['state'], string> = {
    done: trans.__('done'),
    current: trans.__('current'),
    todo: trans.__('to do'),
    invalid: trans.__('needs attention')
  };
  return (
    <nav className="jx-Steps" aria-label={trans.__('Steps')}>
      <ol>
        {props.steps.map((step, i) => (
          <li key={step.id}>
            <button
              type="button"
              className={`jx-Steps-step jx-mod-${step.state}`}
              aria-current={step.state === 'current' ? 'step' : undefined}
              disabled={!step.reachable && step.state !== 'current'}
              onClick={() => props.onSelect(step.id)}
            >
              <span className="jx-Steps-number" aria-hidden>
                {step.state === 'done'
                  ? '✓'
                  : step.state === 'invalid'
                    ? '!'
                    : i + 1}
              </span>
              <span className="jx-Steps-label">{step.label}</span>
              <span className="jx-sr-only">, {words[step.state]}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

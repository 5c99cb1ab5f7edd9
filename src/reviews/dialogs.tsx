import { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IFault } from './overlay';

/** What the server says of a save from an older revision. */
export interface IConflict {
  revision: number;
  cells: { id: string; theirs: string | null; yours: string | null }[];
}

/** Both texts of each cell in question. */
export class ConflictBody extends ReactWidget {
  constructor(
    private _conflict: IConflict,
    private _trans: TranslationBundle
  ) {
    super();
    this.addClass('jx-Dialog');
  }

  protected render(): JSX.Element {
    const trans = this._trans;
    return (
      <>
        <p>
          {trans.__(
            'Revision %1 was saved since you opened this review. “Keep mine” saves your text over it; their revision stays in the history.',
            this._conflict.revision
          )}
        </p>
        <table className="jx-Review-conflict">
          <thead>
            <tr>
              <th scope="col">{trans.__('Theirs')}</th>
              <th scope="col">{trans.__('Yours')}</th>
            </tr>
          </thead>
          <tbody>
            {this._conflict.cells.map(cell => (
              <tr key={cell.id}>
                <td>{cell.theirs ?? trans.__('(no text)')}</td>
                <td>{cell.yours ?? trans.__('(no text)')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </>
    );
  }
}

/** One sentence for each cell that isn't as the session left it. */
export function describeFault(fault: IFault, trans: TranslationBundle): string {
  switch (fault.what) {
    case 'missing':
      return trans.__('Cell %1 of the session is missing.', fault.number);
    case 'moved':
      return trans.__('Cell %1 was moved.', fault.number);
    case 'foreign':
      return trans.__('Cell %1 is new and isn’t text alone.', fault.number);
    default:
      return trans.__('Cell %1 was changed.', fault.number);
  }
}

export function FaultsBody(props: {
  faults: IFault[];
  trans: TranslationBundle;
}): JSX.Element {
  const { trans } = props;
  return (
    <>
      <p>
        {trans.__(
          'Nothing was saved. Restore puts the session’s cells back, keeps your text, and saves it.'
        )}
      </p>
      <ul>
        {props.faults.slice(0, 20).map((fault, i) => (
          <li key={i}>{describeFault(fault, trans)}</li>
        ))}
      </ul>
    </>
  );
}

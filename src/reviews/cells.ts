import type { INotebookModel } from '@jupyterlab/notebook';

import type { ICell } from './overlay';

type SharedNotebook = INotebookModel['sharedModel'];
type SharedCell = SharedNotebook['cells'][number];

/** The cells of a notebook as JSON: each is made anew only after it changed. */
export class CellReader {
  read(notebook: SharedNotebook): ICell[] {
    return notebook.cells.map(cell => this._read(cell));
  }

  private _read(cell: SharedCell): ICell {
    const known = this._known.get(cell);
    if (known) {
      return known;
    }
    if (!this._watched.has(cell)) {
      this._watched.add(cell);
      // Not its own signal, which says nothing of outputs that are cleared.
      const { ymodel } = cell as unknown as {
        ymodel: { observeDeep(changed: () => void): void };
      };
      ymodel.observeDeep(() => this._known.delete(cell));
    }
    const read = cell.toJSON() as unknown as ICell;
    this._known.set(cell, read);
    return read;
  }

  private _known = new WeakMap<SharedCell, ICell>();
  private _watched = new WeakSet<SharedCell>();
}

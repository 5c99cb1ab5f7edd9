import { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import { PromiseDelegate } from '@lumino/coreutils';
import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';

import type { ApiClient } from '../api/client';
import { CellReader } from './cells';
import {
  IBase,
  ICell,
  IFault,
  OWN,
  Overlay,
  Repair,
  faults,
  isText,
  markOf,
  overlayOf,
  repairs
} from './overlay';

type SharedNotebook = INotebookModel['sharedModel'];

/**
 * One open review: knows what is the session's, makes the overlay of what is
 * the reviewer's, and puts back at once what a command changed besides.
 */
export class ReviewDocument implements IDisposable {
  constructor(
    readonly id: string,
    readonly context: DocumentRegistry.IContext<INotebookModel>,
    private _api: ApiClient
  ) {
    void this._begin();
  }

  /** Whether everything is known that a save needs. */
  get ready(): Promise<void> {
    return this._ready.promise;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get base(): IBase | null {
    return this._base;
  }

  /** The revision that this was read from or, after that, saved as. */
  get revision(): number {
    const own = this.context.model.getMetadata(OWN) as any;
    const read = Number(own?.review?.revision ?? 0);
    if (read !== this._read) {
      // Read for the first time, or anew: revisions only grow.
      this._read = this._revision = read;
    }
    return this._revision;
  }

  savedAt: Date | null = null;

  /** Something was saved, read anew, or marked. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Something that only a session changes was changed, and put back. */
  get mended(): ISignal<this, IFault[]> {
    return this._mended;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this.context.model?.sharedModel?.changed.disconnect(this._look, this);
      this._ready.promise.catch(() => undefined);
      this._ready.reject(new Error('The review was closed.'));
      Signal.clearData(this);
    }
  }

  /** What is saved next is saved over this revision. */
  follow(revision: number): void {
    void this.revision; // what was read is known before it is left behind
    this._revision = revision;
  }

  saved(revision: number): void {
    this.follow(revision);
    this.savedAt = new Date();
    this._changed.emit();
  }

  faults(): IFault[] {
    return this._base ? faults(this._base, this._cells()) : [];
  }

  overlay(): Overlay {
    return overlayOf(this._base!, this.revision, this._cells());
  }

  /** Put back what isn't a reviewer's to change. */
  mend(): void {
    if (this._base) {
      this._apply(repairs(this._base, this._cells()));
    }
  }

  /** Strike a cell of the session's text out, or take that back. */
  strikeOut(at: number): void {
    const shared = this.context.model.sharedModel;
    const cell = shared.getCell(at);
    const { metadata } = cell;
    const own = { ...(metadata[OWN] as object) } as Record<string, unknown>;
    const struck = own.review === 'struck';
    shared.transact(() => {
      if (struck) {
        delete own.review;
        cell.deleteMetadata('editable');
      } else {
        own.review = 'struck';
        cell.setSource(this._base!.texts[cell.id]);
        cell.setMetadata('editable', false);
      }
      if (Object.keys(own).length) {
        cell.setMetadata(OWN, own as any);
      } else {
        cell.deleteMetadata(OWN);
      }
    });
    this._changed.emit();
  }

  /** Give a cell of text back what the session had. */
  restoreText(at: number): void {
    const cell = this.context.model.sharedModel.getCell(at);
    if (markOf(cell as any) === 'struck') {
      this.strikeOut(at);
    }
    const text = this._base!.texts[cell.id];
    cell.updateSource(0, cell.getSource().length, text);
  }

  private async _begin(): Promise<void> {
    try {
      await this.context.ready;
      const { base_sha256, texts } = await this._api.get(
        '/reviews/{review_id}/overlay',
        {
          path: { review_id: this.id }
        }
      );
      if (this._isDisposed) {
        return;
      }
      // As JupyterLab has it after reading: what it rewrites then is no change.
      this._base = {
        sha256: base_sha256,
        texts,
        cells: new Map(
          this._cells()
            .filter(cell => markOf(cell) !== 'inserted')
            .map(cell => [cell.id!, cell])
        )
      };
      this.context.model.sharedModel.changed.connect(this._look, this);
      this._watch();
      this._ready.resolve();
      this._changed.emit();
    } catch (error) {
      this._ready.promise.catch(() => undefined);
      this._ready.reject(error);
    }
  }

  private _cells(): ICell[] {
    return this._reader.read(this.context.model.sharedModel);
  }

  /** Listen to each cell that is locked; new ones are text or put back. */
  private _watch(): void {
    for (const cell of this.context.model.sharedModel.cells) {
      if (!this._watched.has(cell) && cell.cell_type !== 'markdown') {
        this._watched.add(cell);
        cell.changed.connect(this._onLocked, this);
      }
    }
  }

  private _onLocked(_: unknown, change: Record<string, unknown>): void {
    if (
      change.sourceChange ||
      change.outputsChange ||
      'executionCountChange' in change
    ) {
      this._mendSoon();
    }
  }

  /** The list of cells changed: is it still the session's with text put in? */
  private _look(_: SharedNotebook, change: { cellsChange?: unknown }): void {
    if (!change.cellsChange || this._mending || !this._base) {
      return;
    }
    this._watch();
    const { cells } = this.context.model.sharedModel;
    const known = cells.filter(cell => this._base!.cells.has(cell.id));
    const order = [...this._base.cells];
    const whole =
      known.length === order.length &&
      order.every(
        ([id, before], i) =>
          known[i].id === id && known[i].cell_type === before.cell_type
      ) &&
      cells.every(
        cell => this._base!.cells.has(cell.id) || cell.cell_type === 'markdown'
      );
    if (!whole) {
      this._mendSoon();
    }
  }

  /** After the command that did it: not in the middle of its transaction. */
  private _mendSoon(): void {
    if (this._mending) {
      return;
    }
    this._mending = true;
    window.setTimeout(() => {
      try {
        if (!this._isDisposed) {
          const found = this.faults();
          this.mend();
          this._watch();
          if (found.length) {
            this._mended.emit(found);
          }
        }
      } finally {
        this._mending = false;
      }
    }, 0);
  }

  private _apply(steps: Repair[]): void {
    const shared = this.context.model.sharedModel;
    shared.transact(() => {
      for (const step of steps) {
        if (step.kind === 'delete') {
          shared.deleteCell(step.at);
        } else if (step.kind === 'insert') {
          shared.insertCell(step.at, step.cell as any);
        } else {
          shared.moveCell(step.from, step.to);
        }
      }
    }, false);
  }

  private _base: IBase | null = null;
  private _changed = new Signal<this, void>(this);
  private _isDisposed = false;
  private _mended = new Signal<this, IFault[]>(this);
  private _mending = false;
  private _read = -1;
  private _reader = new CellReader();
  private _ready = new PromiseDelegate<void>();
  private _revision = 0;
  private _watched = new WeakSet<object>();
}

/** Whether a cell is one that may be struck out. */
export function isStrikable(base: IBase | null, id: string): boolean {
  return isText(base?.cells.get(id));
}

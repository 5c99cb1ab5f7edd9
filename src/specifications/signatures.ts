import { NotebookPanel } from '@jupyterlab/notebook';
import { IDisposable } from '@lumino/disposable';

import type { ApiClient } from '../api/client';
import { NotebookSignature } from './notebook';

/** One signature for each open notebook, for as long as it is open. */
export class NotebookSignatures implements IDisposable {
  constructor(private _api: ApiClient) {}

  of(panel: NotebookPanel): NotebookSignature {
    let signature = this._all.get(panel);
    if (!signature) {
      signature = new NotebookSignature({
        api: this._api,
        context: panel.context
      });
      const made = signature;
      this._all.set(panel, made);
      panel.disposed.connect(() => {
        this._all.delete(panel);
        made.dispose();
      });
    }
    return signature;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._all.forEach(one => one.dispose());
    this._all.clear();
  }

  private _all = new Map<NotebookPanel, NotebookSignature>();
  private _isDisposed = false;
}

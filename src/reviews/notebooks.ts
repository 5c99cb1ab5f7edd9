import { Notification } from '@jupyterlab/apputils';
import { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';

import type { IJupyterExt } from '../tokens';
import { Banner } from './banner';
import { drawOutputsLater } from './deferred';
import { describeFault } from './dialogs';
import { ReviewDocument } from './document';
import { ReviewDrive, reviewOf } from './drive';
import { IFault, markOf } from './overlay';

/** Makes a review of each notebook that is opened from the review drive. */
export class ReviewNotebooks implements DocumentRegistry.IWidgetExtension<
  NotebookPanel,
  INotebookModel
> {
  constructor(
    private _jx: IJupyterExt,
    private _drive: ReviewDrive
  ) {}

  createNew(
    panel: NotebookPanel,
    context: DocumentRegistry.IContext<INotebookModel>
  ): IDisposable | void {
    const id = reviewOf(context.path);
    if (id === null) {
      return;
    }
    withoutKernel(panel);
    drawOutputsLater(panel.content.rendermime);
    panel.addClass('jx-ReviewNotebook');
    let document = this._drive.documents.get(id);
    if (!document || document.isDisposed) {
      document = this._begin(id, context);
    }
    const banner = new Banner(this._jx, panel, document);
    panel.contentHeader.addWidget(banner);
    const marks = new Marks(panel, document);
    return new DisposableDelegate(() => {
      marks.dispose();
      banner.dispose();
    });
  }

  private _begin(
    id: string,
    context: DocumentRegistry.IContext<INotebookModel>
  ): ReviewDocument {
    const { trans } = this._jx;
    const document = new ReviewDocument(id, context, this._jx.api);
    this._drive.documents.set(id, document);
    document.ready.catch(error => {
      if (!document.isDisposed) {
        this._jx.reportError(trans.__('The review could not be read'), error);
      }
    });
    document.mended.connect((_, faults) => this._tell(faults));
    context.disposed.connect(() => {
      document.dispose();
      if (this._drive.documents.get(id) === document) {
        this._drive.documents.delete(id);
      }
    });
    return document;
  }

  private _tell(faults: IFault[]): void {
    const { trans } = this._jx;
    const what = faults.slice(0, 3).map(one => describeFault(one, trans));
    Notification.warning(
      [trans.__('Only text can change in a review.'), ...what]
        .concat(trans.__('It was put back.'))
        .join(' '),
      { autoClose: 6000 }
    );
  }
}

/** Nothing runs here: no kernel is started, chosen or offered. */
function withoutKernel(panel: NotebookPanel): void {
  const { sessionContext } = panel.context;
  // Set here, not when opening: a restored tab comes by its path alone.
  sessionContext.kernelPreference = {
    ...sessionContext.kernelPreference,
    shouldStart: false,
    canStart: false,
    autoStartDefault: false
  };
  sessionContext.startKernel = async () => false;
  sessionContext.changeKernel = async () => null;
  void panel.context.ready.then(() => {
    // A new cell is one of text.
    panel.content.notebookConfig = {
      ...panel.content.notebookConfig,
      defaultCell: 'markdown'
    };
  });
}

/** Shows at each cell what the review did to it, and which are locked. */
class Marks implements IDisposable {
  constructor(
    private _panel: NotebookPanel,
    private _document: ReviewDocument
  ) {
    _document.changed.connect(this._later, this);
    _panel.context.model.contentChanged.connect(this._later, this);
    void _panel.revealed.then(() => this._later());
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    window.clearTimeout(this._timer);
    this._document.changed.disconnect(this._later, this);
    this._panel.context.model?.contentChanged.disconnect(this._later, this);
  }

  private _later(): void {
    window.clearTimeout(this._timer);
    if (!this._isDisposed) {
      this._timer = window.setTimeout(() => this._show(), 200);
    }
  }

  private _show(): void {
    const { base } = this._document;
    if (!base || this._panel.isDisposed) {
      return;
    }
    for (const widget of this._panel.content.widgets) {
      const { model } = widget;
      const text = model.type === 'markdown';
      const own = !base.cells.has(model.id);
      const struck =
        !own && text && markOf(model.sharedModel as any) === 'struck';
      const edited =
        !own &&
        text &&
        !struck &&
        model.sharedModel.getSource() !== base.texts[model.id];
      widget.toggleClass('jx-mod-inserted', own);
      widget.toggleClass('jx-mod-edited', edited);
      widget.toggleClass('jx-mod-struck', struck);
      widget.toggleClass('jx-mod-locked', !own && !text);
    }
  }

  private _isDisposed = false;
  private _timer = 0;
}

import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Message } from '@lumino/messaging';
import * as React from 'react';

import { IJupyterExt } from '../tokens';
import { cellNumbers, EmptyState, JxWidget, signatureIcon } from '../ui';
import type { ISignatureActions } from './signatureview';
import { SignatureView } from './signatureview';
import { NotebookSignatures } from './signatures';

/** The right sidebar's tab: the signature of the notebook in front. */
export class SignaturePanel extends JxWidget {
  constructor(
    jx: IJupyterExt,
    private _options: {
      tracker: INotebookTracker;
      signatures: NotebookSignatures;
      actions: ISignatureActions;
      /** Offered when no notebook is open. */
      onNew: () => void;
    }
  ) {
    super(jx);
    this.id = 'jupyter-ext-signature';
    this.addClass('jx-SignaturePanel');
    this.title.icon = signatureIcon;
    this.title.caption = jx.trans.__('Signature');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', jx.trans.__('Signature'));
    const { tracker } = _options;
    tracker.currentChanged.connect(() => this.update());
  }

  protected onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this.update();
  }

  protected renderContent(): JSX.Element {
    const { tracker, signatures, actions, onNew } = this._options;
    const { trans } = this.jx;
    const panel = tracker.currentWidget;
    if (!panel) {
      return (
        <EmptyState
          title={trans.__('No notebook is open')}
          action={{
            label: trans.__('New specification…'),
            onClick: onNew
          }}
        >
          {trans.__(
            'Open a notebook to declare what goes in and what comes out of it.'
          )}
        </EmptyState>
      );
    }
    return (
      <SignatureView
        key={panel.id}
        signature={signatures.of(panel)}
        visible={this.isVisible}
        actions={actions}
        onCell={number => showCell(panel, number)}
      />
    );
  }
}

/** Bring a cell into view by its number and make it the active one. */
function showCell(panel: NotebookPanel, number: number): void {
  const { content } = panel;
  const index = cellNumbers(
    content.widgets.map(one => ({ metadata: one.model.metadata }))
  ).indexOf(number);
  if (index >= 0) {
    content.activeCellIndex = index;
    void content.scrollToItem(index, 'smart');
    panel.activate();
  }
}

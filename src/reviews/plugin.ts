import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';

import { IJupyterExt } from '../tokens';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { lazyPage, sessionIcon } from '../ui';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { ReviewClient } from './client';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { addReviewCommands } from './commands';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { ReviewDrive } from './drive';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { ReviewNotebooks } from './notebooks';
import { tellOfReviews } from './notifier';

/** Reviews: edited in the notebook editor, compared, talked about, signed. */
export const reviewsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-ext:reviews',
  description: 'Reviews of sessions in the notebook editor, and their pages.',
  autoStart: true,
  requires: [IJupyterExt, IDocumentManager],
  activate: (app: JupyterFrontEnd, jx: IJupyterExt, docs: IDocumentManager) => {
    const { contents, serverSettings } = app.serviceManager;
    const reviews = new ReviewClient(jx);
    const drive = new ReviewDrive(jx, serverSettings);
    contents.addDrive(drive);
    app.docRegistry.addWidgetExtension(
      'Notebook',
      new ReviewNotebooks(jx, drive)
    );
    jx.addPage({
      kind: 'review',
      icon: sessionIcon,
      label: jx.trans.__('Review'),
      render: lazyPage(async () => {
        const { reviewPage } = await import('./page');
        return reviewPage(reviews);
      })
    });
    addReviewCommands(jx, reviews, docs);
    tellOfReviews(jx, reviews);
  }
};

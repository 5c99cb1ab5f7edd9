import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import { IJupyterExt } from '../tokens';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { compareIcon, lazyPage } from '../ui';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { addComparisonCommands } from './commands';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { followSessions } from './following';

/** Sessions side by side. */
export const comparisonsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-ext:comparisons',
  description: 'Compares sessions: data, values, metrics, outputs, code.',
  autoStart: true,
  requires: [IJupyterExt],
  optional: [IRenderMimeRegistry],
  activate: (
    _: JupyterFrontEnd,
    jx: IJupyterExt,
    rendermime: IRenderMimeRegistry | null
  ) => {
    jx.addPage({
      kind: 'comparison',
      icon: compareIcon,
      label: jx.trans.__('Comparison'),
      render: lazyPage(async () => {
        const { comparisonPage } = await import('./page');
        return comparisonPage(rendermime);
      })
    });
    addComparisonCommands(jx);
    followSessions(jx);
  }
};

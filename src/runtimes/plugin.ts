import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { kernelIcon } from '@jupyterlab/ui-components';

import { IJupyterExt } from '../tokens';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { lazyPage } from '../ui';

/** Runtimes: where and how code runs. */
export const runtimesPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-ext:runtimes',
  description: 'The pages of runtimes.',
  autoStart: true,
  requires: [IJupyterExt],
  activate: (_: JupyterFrontEnd, jx: IJupyterExt) => {
    jx.addPage({
      kind: 'runtime',
      icon: kernelIcon,
      label: jx.trans.__('Runtime'),
      render: lazyPage(async () => (await import('./page')).RuntimePage)
    });
  }
};

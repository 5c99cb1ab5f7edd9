import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { IJupyterExt } from '../tokens';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { lazyPage, workflowIcon } from '../ui';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { WorkflowClient } from './client';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { addWorkflowCommands } from './commands';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- needed at once
import { WorkflowNotifier } from './notifier';
import { IWorkflows } from './tokens';

/** The sessions of one launch, seen, ended and run again as one. */
export const workflowsPlugin: JupyterFrontEndPlugin<IWorkflows> = {
  id: 'jupyter-ext:workflows',
  description: 'Shows the sessions that one launch started as one.',
  autoStart: true,
  provides: IWorkflows,
  requires: [IJupyterExt],
  activate: (_: JupyterFrontEnd, jx: IJupyterExt): IWorkflows => {
    const workflows = new WorkflowClient(jx);
    const notifier = new WorkflowNotifier(jx, workflows);
    jx.addPage({
      kind: 'workflow',
      icon: workflowIcon,
      label: jx.trans.__('Workflow'),
      render: lazyPage(async () => (await import('./page')).WorkflowPage)
    });
    addWorkflowCommands(jx, workflows, notifier);
    return notifier;
  }
};

import { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { artifactsPlugin } from './artifacts/plugin';
import { auditPlugin } from './audit/plugin';
import { comparisonsPlugin } from './comparisons/plugin';
import { corePlugin } from './core/plugin';
import { foldersPlugin } from './folders/plugin';
import { instancesPlugin } from './instances/plugin';
import { lineagePlugin } from './lineage/plugin';
import { replaysPlugin } from './replays/plugin';
import { reviewsPlugin } from './reviews/plugin';
import { runtimesPlugin } from './runtimes/plugin';
import { sessionsPlugin } from './sessions/plugin';
import { sharingPlugin } from './sharing/plugin';
import { sidebarPlugin } from './sidebar/plugin';
import { specificationsPlugin } from './specifications/plugin';
import { workflowsPlugin } from './workflows/plugin';

const plugins: JupyterFrontEndPlugin<any>[] = [
  corePlugin,
  sidebarPlugin,
  sessionsPlugin,
  replaysPlugin,
  specificationsPlugin,
  instancesPlugin,
  artifactsPlugin,
  foldersPlugin,
  reviewsPlugin,
  runtimesPlugin,
  lineagePlugin,
  auditPlugin,
  sharingPlugin,
  workflowsPlugin,
  comparisonsPlugin
];

export default plugins;

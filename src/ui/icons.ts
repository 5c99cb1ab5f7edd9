import { LabIcon } from '@jupyterlab/ui-components';

import actionsSvg from '../../style/icons/actions.svg';
import artifactSvg from '../../style/icons/artifact.svg';
import compareSvg from '../../style/icons/compare.svg';
import gridSvg from '../../style/icons/grid.svg';
import graphSvg from '../../style/icons/graph.svg';
import instanceSvg from '../../style/icons/instance.svg';
import moveSvg from '../../style/icons/move.svg';
import productSvg from '../../style/icons/product.svg';
import replaySvg from '../../style/icons/replay.svg';
import runSvg from '../../style/icons/run.svg';
import sessionSvg from '../../style/icons/session.svg';
import signatureSvg from '../../style/icons/signature.svg';
import specificationSvg from '../../style/icons/specification.svg';
import starSvg from '../../style/icons/star.svg';
import starredSvg from '../../style/icons/starred.svg';
import unlockSvg from '../../style/icons/unlock.svg';
import workflowSvg from '../../style/icons/workflow.svg';

export const actionsIcon = new LabIcon({
  name: 'jupyter-ext:actions',
  svgstr: actionsSvg
});

export const artifactIcon = new LabIcon({
  name: 'jupyter-ext:artifact',
  svgstr: artifactSvg
});

export const compareIcon = new LabIcon({
  name: 'jupyter-ext:compare',
  svgstr: compareSvg
});

export const gridIcon = new LabIcon({
  name: 'jupyter-ext:grid',
  svgstr: gridSvg
});

export const graphIcon = new LabIcon({
  name: 'jupyter-ext:graph',
  svgstr: graphSvg
});

export const instanceIcon = new LabIcon({
  name: 'jupyter-ext:instance',
  svgstr: instanceSvg
});

export const moveIcon = new LabIcon({
  name: 'jupyter-ext:move',
  svgstr: moveSvg
});

export const productIcon = new LabIcon({
  name: 'jupyter-ext:product',
  svgstr: productSvg
});

export const replayIcon = new LabIcon({
  name: 'jupyter-ext:replay',
  svgstr: replaySvg
});

export const runIcon = new LabIcon({
  name: 'jupyter-ext:run',
  svgstr: runSvg
});

export const sessionIcon = new LabIcon({
  name: 'jupyter-ext:session',
  svgstr: sessionSvg
});

export const signatureIcon = new LabIcon({
  name: 'jupyter-ext:signature',
  svgstr: signatureSvg
});

export const specificationIcon = new LabIcon({
  name: 'jupyter-ext:specification',
  svgstr: specificationSvg
});

export const starIcon = new LabIcon({
  name: 'jupyter-ext:star',
  svgstr: starSvg
});

export const starredIcon = new LabIcon({
  name: 'jupyter-ext:starred',
  svgstr: starredSvg
});

export const unlockIcon = new LabIcon({
  name: 'jupyter-ext:unlock',
  svgstr: unlockSvg
});

export const workflowIcon = new LabIcon({
  name: 'jupyter-ext:workflow',
  svgstr: workflowSvg
});

import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { ITab, Skeleton } from '../ui';

/** With its libraries, it comes when a graph is first looked at. */
const GraphView = React.lazy(async () => ({
  default: (await import('./graphview')).GraphView
}));

/** The Graph tab of an object's page. */
export function graphTab(
  kind: string,
  id: string,
  trans: TranslationBundle
): ITab {
  return {
    id: 'graph',
    label: trans.__('Graph'),
    render: () => <LazyGraph kind={kind} id={id} />
  };
}

export function LazyGraph(props: { kind: string; id: string }): JSX.Element {
  return (
    <React.Suspense fallback={<Skeleton lines={6} />}>
      <GraphView key={props.id} {...props} />
    </React.Suspense>
  );
}

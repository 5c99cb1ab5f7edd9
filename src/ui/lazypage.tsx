import * as React from 'react';

import type { IPageProps, IPageType } from '../tokens';
import { Skeleton } from './states';

/** A page whose code is loaded when it is first shown. */
export function lazyPage(
  load: () => Promise<React.ComponentType<IPageProps>>
): IPageType['render'] {
  const Page = React.lazy(async () => ({ default: await load() }));
  return function LazyPage(props: IPageProps): JSX.Element {
    return (
      <React.Suspense fallback={<Skeleton lines={6} />}>
        <Page {...props} />
      </React.Suspense>
    );
  };
}

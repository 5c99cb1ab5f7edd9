import * as React from 'react';

import { useOne } from '../api/hooks';
import { IPageProps } from '../tokens';
import { CopyId, ObjectView, useJx, useTrans } from '../ui';
import { LazyGraph } from './graphtab';
import { FIRST } from './model';
import { Lineage, kindIcon, nodeNote, nodeTitle } from './records';

/** A page that is a graph alone: of what has no page with tabs, a version. */
export function GraphPage(props: IPageProps): JSX.Element {
  const jx = useJx();
  const trans = useTrans();
  const [kind, id] = props.id.split(':');
  const query = useOne<Lineage>(
    'lineage',
    id,
    signal =>
      jx.api.get('/lineage/{kind}/{object_id}', {
        path: { kind, object_id: id ?? '' },
        query: { limit: FIRST },
        signal
      }),
    { part: ['both', 0, FIRST] }
  );
  return (
    <ObjectView<Lineage>
      query={query}
      page={props.page}
      noun={trans.__('object')}
      title={({ node }) => trans.__('Graph of %1', nodeTitle(node, trans))}
      mark={({ node }) => {
        const Icon = kindIcon(node.kind);
        return <Icon.react tag="span" width="16px" height="16px" />;
      }}
      meta={({ node }) => (
        <div className="jx-MetaLine">
          <span>{nodeNote(node, trans)}</span>
          <CopyId id={node.id} />
        </div>
      )}
    >
      {() => <LazyGraph kind={kind} id={id} />}
    </ObjectView>
  );
}

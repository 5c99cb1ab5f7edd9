import * as React from 'react';

import {
  ActionButton,
  Bytes,
  CopyId,
  FactList,
  RelativeTime,
  StateShape,
  formatCount,
  useJx,
  useTrans
} from '../ui';
import { CommandIDs } from './commandids';
import {
  LineageNode,
  SIDES,
  Side,
  nodeShape,
  nodeState,
  nodeTitle,
  nodeWord,
  pageKind
} from './records';

/** What is known of the selected node, and the way to its page. */
export function Details(props: {
  node: LineageNode;
  isRoot: boolean;
  /** How many links aren't shown. */
  left: Record<Side, number>;
  isBusy: boolean;
  onExpand: (side: Side) => void;
}): JSX.Element {
  const { node, isRoot, left, isBusy, onExpand } = props;
  const jx = useJx();
  const trans = useTrans();
  const shape = nodeShape(node);
  const state = nodeState(node, trans);
  const kind = pageKind(node.kind);
  return (
    <aside
      className="jx-GraphDetails"
      aria-label={trans.__('Details of what is selected')}
      tabIndex={0}
    >
      <div className="jx-GraphDetails-kind">
        {nodeWord(node.kind, trans)}
        {node.deleted && <span className="jx-Tag">{trans.__('deleted')}</span>}
      </div>
      <h2>
        {node.deleted ? (
          <del>{nodeTitle(node, trans)}</del>
        ) : (
          nodeTitle(node, trans)
        )}
      </h2>
      <div className="jx-GraphDetails-actions">
        <ActionButton
          label={trans.__('Open')}
          primary
          disabled={
            node.deleted && node.kind !== 'artifact_version'
              ? trans.__('It was deleted; only its place in the graph is left.')
              : null
          }
          onClick={() => jx.open(kind, node.object_id)}
        />
        {!isRoot && (
          <ActionButton
            label={trans.__('Its own graph')}
            onClick={() =>
              jx.commands.execute(CommandIDs.show, {
                kind: node.kind,
                id: node.id
              })
            }
          />
        )}
        {SIDES.filter(side => left[side] > 0).map(side => (
          <ActionButton
            key={side}
            label={
              side === 'upstream'
                ? trans.__('Made from: %1 more', formatCount(left[side]))
                : trans.__('Made from it: %1 more', formatCount(left[side]))
            }
            disabled={isBusy ? trans.__('They are on their way.') : null}
            onClick={() => onExpand(side)}
          />
        ))}
      </div>
      <FactList
        facts={[
          [
            trans.__('State'),
            state && (
              <span className="jx-StateBadge">
                {shape && <StateShape state={shape} />}
                {state}
              </span>
            )
          ],
          [
            node.kind === 'session'
              ? trans.__('Instance')
              : node.kind === 'specification_version'
                ? trans.__('Comment')
                : trans.__('Version'),
            node.detail && <bdi>{node.detail}</bdi>
          ],
          [
            trans.__('Size'),
            typeof node.size === 'number' && <Bytes size={node.size} />
          ],
          [trans.__('Type'), node.media_type],
          [trans.__('Created'), <RelativeTime at={node.created_at} />],
          [trans.__('By'), <bdi>{node.by}</bdi>],
          [trans.__('Made from'), formatCount(node.upstream)],
          [trans.__('Made from it'), formatCount(node.downstream)],
          [trans.__('Id'), <CopyId id={node.id} />]
        ]}
      />
    </aside>
  );
}

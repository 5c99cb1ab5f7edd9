import type { Node, NodeProps } from '@xyflow/react';
import * as React from 'react';

import { StateShape, TwoEnds, formatCount, useTrans } from '../ui';
import {
  LineageNode,
  Side,
  kindIcon,
  nodeNote,
  nodeShape,
  nodeTitle,
  nodeWord
} from './records';

/** What the canvas does for its nodes; the same object for all of them. */
export interface INodeActions {
  select: (id: string) => void;
  expand: (id: string, sides: Side[]) => void;
  /** The node that is to have the focus once it is drawn. */
  focus: React.MutableRefObject<string | null>;
}

export interface INodeData extends Record<string, unknown> {
  node: LineageNode;
  upstream: number;
  downstream: number;
  isRoot: boolean;
  isSelected: boolean;
  isBusy: boolean;
  actions: INodeActions;
}

export type GraphNode = Node<INodeData, 'object'>;

/** A node of the graph: a button, and one more for each side with more. */
export const NodeView = React.memo(function NodeView(
  props: NodeProps<GraphNode>
): JSX.Element {
  const { node, isRoot, isSelected, isBusy, actions } = props.data;
  const trans = useTrans();
  const main = React.useRef<HTMLButtonElement>(null);
  React.useEffect(() => {
    if (isSelected && actions.focus.current === node.id) {
      actions.focus.current = null;
      main.current?.focus({ preventScroll: true });
    }
  }, [isSelected]);
  const title = nodeTitle(node, trans);
  const note = nodeNote(node, trans);
  const shape = nodeShape(node);
  const Icon = kindIcon(node.kind);
  return (
    <div
      className={[
        'jx-GraphNode',
        isRoot && 'jx-mod-root',
        isSelected && 'jx-mod-selected',
        node.deleted && 'jx-mod-deleted'
      ]
        .filter(Boolean)
        .join(' ')}
    >
      <More {...props.data} side="upstream" count={props.data.upstream} />
      <button
        type="button"
        ref={main}
        className="jx-GraphNode-main"
        tabIndex={isSelected ? 0 : -1}
        aria-pressed={isSelected}
        aria-busy={isBusy || undefined}
        aria-label={trans.__(
          '%1 %2, %3',
          nodeWord(node.kind, trans),
          title,
          note
        )}
        title={`${title}\n${note}`}
        onClick={() => actions.select(node.id)}
      >
        <Icon.react tag="span" width="16px" height="16px" />
        <span className="jx-GraphNode-text">
          <span className="jx-GraphNode-name">
            <TwoEnds name={title} />
          </span>
          <span className="jx-GraphNode-note">
            {shape && <StateShape state={shape} />}
            <bdi className="jx-ellipsis">{note}</bdi>
          </span>
        </span>
      </button>
      <More {...props.data} side="downstream" count={props.data.downstream} />
    </div>
  );
});

function More(
  props: INodeData & { side: Side; count: number }
): JSX.Element | null {
  const { node, side, count, isSelected, isBusy, actions } = props;
  const trans = useTrans();
  if (!count) {
    return null;
  }
  const title = nodeTitle(node, trans);
  const number = formatCount(count);
  const label =
    side === 'upstream'
      ? trans.__('Show more of what %1 was made from: %2', title, number)
      : trans.__('Show more of what was made from %1: %2', title, number);
  return (
    <button
      type="button"
      className={`jx-GraphNode-more jx-mod-${side}`}
      tabIndex={isSelected ? 0 : -1}
      aria-label={label}
      title={label}
      disabled={isBusy}
      onClick={() => actions.expand(node.id, [side])}
    >
      +{number}
    </button>
  );
}

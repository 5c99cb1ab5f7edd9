import {
  NodeTypes,
  ReactFlow,
  ReactFlowInstance,
  ReactFlowProvider,
  ViewportPortal,
  getViewportForBounds
} from '@xyflow/react';
import * as React from 'react';

import { useTrans } from '../ui';
import { HEIGHT, IPlace, Places, WIDTH, towards } from './layout';
import { Links } from './links';
import { IGraph, hidden, openSides } from './model';
import { GraphNode, INodeActions, INodeData, NodeView } from './nodeview';

const NODE_TYPES: NodeTypes = { object: NodeView };
/** The whole graph, unless that were too small to read. */
const FIT = { padding: 0.12, maxZoom: 1 };
const SMALLEST = 0.1;
/** As small as names can be read. */
export const READABLE = 0.55;

/** What can be done with the canvas from outside. */
export interface ICanvasView {
  zoomIn: () => void;
  zoomOut: () => void;
  /** All of it, but not smaller than that. */
  fit: (smallest?: number) => void;
  /** These nodes, if they aren't in sight already. */
  show: (ids: string[]) => void;
}

/** The graph to look at: to move about in, by mouse and by keyboard. */
export function Canvas(props: {
  label: string;
  graph: IGraph;
  places: Places;
  root: string;
  selected: string;
  busy: ReadonlySet<string>;
  actions: INodeActions;
  onReady: (view: ICanvasView) => void;
}): JSX.Element {
  const { graph, places, root, selected, busy, actions } = props;
  const trans = useTrans();
  const flow = React.useRef<ReactFlowInstance<GraphNode> | null>(null);
  const wrapper = React.useRef<HTMLDivElement>(null);
  const left = React.useMemo(() => hidden(graph), [graph]);
  const nodes = useNodes(graph, places, id => ({
    node: graph.nodes.get(id)!,
    ...left.get(id)!,
    isRoot: id === root,
    isSelected: id === selected,
    isBusy: busy.has(id),
    actions
  }));

  const newest = React.useRef(places);
  newest.current = places;
  const view = React.useMemo<ICanvasView>(() => {
    const frame = (ids: string[], smallest: number, largest: number) => {
      if (!wrapper.current) {
        return; // the list is shown
      }
      const { offsetWidth, offsetHeight } = wrapper.current;
      const box = boxOf(ids.flatMap(id => newest.current.get(id) ?? []));
      void flow.current?.setViewport(
        getViewportForBounds(
          box,
          offsetWidth,
          offsetHeight,
          smallest,
          largest,
          FIT.padding
        ),
        { duration: still() ? 0 : 200 }
      );
    };
    return {
      zoomIn: () => void flow.current?.zoomIn(),
      zoomOut: () => void flow.current?.zoomOut(),
      fit: (smallest = SMALLEST) =>
        frame([...newest.current.keys()], smallest, FIT.maxZoom),
      show: ids => {
        const zoom = flow.current?.getZoom() ?? 1;
        const out = ids.filter(id => {
          const place = newest.current.get(id);
          return place && !isInSight(place, flow.current, wrapper.current);
        });
        // Where they are too many to be read at once, the first one counts.
        if (out.length) {
          const few = isReadable(
            ids.flatMap(id => newest.current.get(id) ?? []),
            wrapper.current
          );
          if (few || out[0] === ids[0]) {
            frame(few ? ids : [ids[0]], READABLE, Math.max(zoom, READABLE));
          }
        }
      }
    };
  }, []);
  React.useEffect(() => props.onReady(view), [view]);

  /** Select a node and bring it, and the focus, into sight. */
  const go = (id: string) => {
    const { x, y } = places.get(id)!;
    const zoom = flow.current!.getZoom();
    if (
      zoom < READABLE ||
      !isInSight({ x, y }, flow.current, wrapper.current)
    ) {
      void flow.current!.setCenter(x + WIDTH / 2, y + HEIGHT / 2, {
        zoom: Math.max(zoom, READABLE)
      });
    }
    actions.focus.current = id;
    actions.select(id);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const on = event.target as HTMLElement;
    const isNode = on.classList.contains('jx-GraphNode-main');
    const isMore = on.classList.contains('jx-GraphNode-more');
    if (!isNode && !isMore && on !== event.currentTarget) {
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || !places.size) {
      return;
    }
    const to =
      event.key === 'Home' ? root : towards(graph, places, selected, event.key);
    if (to !== null) {
      go(to);
    } else if (event.key === 'Enter' && !isMore) {
      actions.expand(selected, openSides(left.get(selected)));
    } else if (!event.key.startsWith('Arrow')) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className="jx-GraphCanvas"
      ref={wrapper}
      role="group"
      aria-label={props.label}
      aria-description={trans.__(
        'Arrow keys go from object to object, Home to the first one; Enter shows what is next to it.'
      )}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <ReactFlowProvider>
        <ReactFlow<GraphNode>
          nodes={nodes}
          nodeTypes={NODE_TYPES}
          onInit={instance => {
            flow.current = instance;
          }}
          fitView
          fitViewOptions={{ ...FIT, minZoom: READABLE }}
          minZoom={SMALLEST}
          maxZoom={2}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          elementsSelectable={false}
          edgesFocusable={false}
          onlyRenderVisibleElements
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          panActivationKeyCode={null}
          zoomOnDoubleClick={false}
        >
          <ViewportPortal>
            <Links graph={graph} places={places} selected={selected} />
          </ViewportPortal>
        </ReactFlow>
      </ReactFlowProvider>
    </div>
  );
}

/** The rectangle around nodes. */
function boxOf(places: IPlace[]) {
  const xs = places.map(one => one.x);
  const ys = places.map(one => one.y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return {
    x,
    y,
    width: Math.max(...xs) + WIDTH - x,
    height: Math.max(...ys) + HEIGHT - y
  };
}

function isInSight(
  { x, y }: IPlace,
  flow: ReactFlowInstance<GraphNode> | null,
  wrapper: HTMLElement | null
): boolean {
  if (!flow || !wrapper) {
    return false;
  }
  const box = wrapper.getBoundingClientRect();
  const from = flow.flowToScreenPosition({ x, y });
  const to = flow.flowToScreenPosition({ x: x + WIDTH, y: y + HEIGHT });
  return (
    from.x >= box.left &&
    to.x <= box.right &&
    from.y >= box.top &&
    to.y <= box.bottom
  );
}

/** Whether nodes can be read while all of them are in sight. */
function isReadable(places: IPlace[], wrapper: HTMLElement | null): boolean {
  const { width, height } = boxOf(places);
  const room = READABLE * (1 + 2 * FIT.padding);
  return (
    !!wrapper &&
    width * room <= wrapper.offsetWidth &&
    height * room <= wrapper.offsetHeight
  );
}

/** Whether somebody asked that nothing should move. */
function still(): boolean {
  return !!window.matchMedia?.('(prefers-reduced-motion: reduce)').matches;
}

/**
 * The nodes as React Flow wants them. One that says the same as before is the
 * same object, so that it isn't drawn again.
 */
function useNodes(
  graph: IGraph,
  places: Places,
  dataOf: (id: string) => INodeData
): GraphNode[] {
  const cache = React.useRef(new Map<string, GraphNode>());
  const fresh = new Map<string, GraphNode>();
  for (const id of graph.nodes.keys()) {
    const old = cache.current.get(id);
    const { x, y } = places.get(id)!;
    const data = dataOf(id);
    const isSame =
      old &&
      old.position.x === x &&
      old.position.y === y &&
      Object.keys(data).every(name => data[name] === old.data[name]);
    fresh.set(id, isSame ? old : nodeOf(id, { x, y }, data));
  }
  const before = [...cache.current.values()];
  const nodes = [...fresh.values()];
  const list = React.useRef<GraphNode[]>([]);
  if (
    nodes.length !== before.length ||
    nodes.some((one, i) => one !== before[i])
  ) {
    cache.current = fresh;
    list.current = nodes;
  }
  return list.current;
}

function nodeOf(
  id: string,
  position: { x: number; y: number },
  data: INodeData
): GraphNode {
  return {
    id,
    type: 'object',
    position,
    data,
    // Known beforehand: nothing has to be drawn to be measured.
    width: WIDTH,
    height: HEIGHT,
    measured: { width: WIDTH, height: HEIGHT },
    handles: [],
    domAttributes: { 'aria-roledescription': undefined }
  };
}

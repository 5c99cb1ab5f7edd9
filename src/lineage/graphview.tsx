import { useQueries } from '@tanstack/react-query';
import * as React from 'react';

import { OnScreen } from '../api/hooks';
import {
  ActionBar,
  ActionButton,
  Banner,
  ErrorState,
  Skeleton,
  describeError,
  formatCount,
  useJx,
  useTrans
} from '../ui';
import { Canvas, ICanvasView, READABLE } from './canvas';
import { Details } from './details';
import { exportGraph } from './exporting';
import { Places, place } from './layout';
import { LinkTable } from './linktable';
import { begin, hidden, merge, neighbours, next } from './model';
import type { INodeActions } from './nodeview';
import { answerOf, queryOf, useFreshness } from './queries';
import { Lineage, SIDES, Side, nodeTitle } from './records';

/** What an object or version was made from and what was made from it. */
export function GraphView(props: { kind: string; id: string }): JSX.Element {
  const { kind, id: root } = props;
  const jx = useJx();
  const trans = useTrans();
  const onScreen = React.useContext(OnScreen);
  const [asked, setAsked] = React.useState(() => begin(kind, root));
  const [chosen, setChosen] = React.useState(root);
  const [asList, setAsList] = React.useState(false);
  const [resets, setResets] = React.useState(0);
  const results = useQueries({
    queries: asked.map(one => queryOf(jx, one, onScreen))
  });
  useFreshness(jx, asked);
  const answers = useSame(
    results.flatMap(({ data }) => (data ? [data as Lineage] : []))
  );
  const graph = React.useMemo(() => merge(answers), [answers]);
  const anchor = React.useRef(root);
  const places = usePlaces(graph, anchor);
  const view = React.useRef<ICanvasView | null>(null);
  const frame = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    if (resets) {
      view.current?.fit(READABLE);
    }
  }, [resets]);
  // What a click loaded is brought into sight; for what an event brings
  // nothing jumps.
  const awaited = React.useRef<string | null>(null);
  const known = React.useRef(new Set<string>());
  React.useEffect(() => {
    const { current: id } = awaited;
    if (id !== null && graph.nodes.has(id)) {
      const fresh = SIDES.flatMap(side => neighbours(graph, id, side)).filter(
        one => !known.current.has(one)
      );
      if (fresh.length) {
        awaited.current = null;
        view.current?.show([id, ...fresh]);
      }
    }
    known.current = new Set(graph.nodes.keys());
  }, [places]);

  const busy = useSame(
    asked.flatMap((one, i) =>
      !results[i].data && results[i].isFetching ? [one.id] : []
    )
  );
  const busyIds = React.useMemo(() => new Set(busy), [busy]);
  const expand = (id: string, sides: Side[]) => {
    const node = graph.nodes.get(id);
    if (!node || busyIds.has(id)) {
      return;
    }
    anchor.current = awaited.current = id;
    const more = sides.flatMap(
      side => next(asked, one => answerOf(jx, one), node, side) ?? []
    );
    if (more.length) {
      setAsked([...asked, ...more]);
    } else if (sides.length) {
      // Links that are newer than the pages at hand, or a page that failed.
      asked.forEach((one, i) => one.id === id && void results[i].refetch());
    }
  };
  const latest = React.useRef(expand);
  latest.current = expand;
  const focus = React.useRef<string | null>(null);
  const actions = React.useMemo<INodeActions>(
    () => ({
      select: setChosen,
      expand: (id, sides) => latest.current(id, sides),
      focus
    }),
    []
  );

  if (!graph.nodes.has(root)) {
    const { error, refetch } = results[0];
    return error ? (
      <ErrorState
        title={trans.__('The graph could not be loaded')}
        error={error}
        onRetry={() => void refetch()}
      />
    ) : (
      <Skeleton lines={6} />
    );
  }
  const selected = graph.nodes.has(chosen) ? chosen : root;
  const label = trans.__(
    'Graph of %1',
    nodeTitle(graph.nodes.get(root)!, trans)
  );
  const failed = results.filter(one => one.error);
  const reset = () => {
    anchor.current = root;
    awaited.current = null;
    setAsked(begin(kind, root));
    setChosen(root);
    setResets(resets + 1);
  };
  const save = (form: 'svg' | 'png') =>
    exportGraph(
      form,
      { graph, places, root, element: frame.current! },
      trans
    ).catch(error =>
      jx.reportError(trans.__('The picture was not saved'), error)
    );
  return (
    <div className="jx-Graph" ref={frame}>
      <div className="jx-Graph-bar">
        <ActionBar
          label={trans.__('Actions of the graph')}
          actions={[
            ...(asList
              ? []
              : [
                  {
                    label: trans.__('Zoom in'),
                    onClick: () => view.current?.zoomIn()
                  },
                  {
                    label: trans.__('Zoom out'),
                    onClick: () => view.current?.zoomOut()
                  },
                  {
                    label: trans.__('Fit'),
                    onClick: () => view.current?.fit()
                  }
                ]),
            { label: trans.__('Reset'), onClick: reset },
            { label: trans.__('Export SVG'), onClick: () => save('svg') },
            { label: trans.__('Export PNG'), onClick: () => save('png') },
            {
              label: trans.__('As a list'),
              pressed: asList,
              onClick: () => setAsList(!asList)
            }
          ]}
        />
        <span className="jx-Graph-count" role="status">
          {graph.nodes.size === 1
            ? trans.__('Nothing is linked to it yet')
            : trans.__('%1 shown', formatCount(graph.nodes.size))}
        </span>
      </div>
      {failed.length > 0 && (
        <Banner
          tone="error"
          actions={
            <ActionButton
              label={trans.__('Retry')}
              onClick={() => failed.forEach(one => void one.refetch())}
            />
          }
        >
          {describeError(failed[0].error, trans).message}
        </Banner>
      )}
      <div className="jx-Graph-body">
        {asList ? (
          <LinkTable label={label} graph={graph} onSelect={setChosen} />
        ) : (
          <Canvas
            label={label}
            graph={graph}
            places={places}
            root={root}
            selected={selected}
            busy={busyIds}
            actions={actions}
            onReady={ready => {
              view.current = ready;
            }}
          />
        )}
        <Details
          node={graph.nodes.get(selected)!}
          isRoot={selected === root}
          left={hidden(graph).get(selected)!}
          isBusy={busyIds.has(selected)}
          onExpand={side => expand(selected, [side])}
        />
      </div>
    </div>
  );
}

/** Where the nodes stand; worked out anew only when there are others. */
function usePlaces(
  graph: ReturnType<typeof merge>,
  anchor: React.MutableRefObject<string>
): Places {
  const before = React.useRef<Places | null>(null);
  const shape = React.useMemo(
    () =>
      [...graph.nodes.keys(), ...graph.links.map(one => one.key)].join('\n'),
    [graph]
  );
  return React.useMemo(
    () => (before.current = place(graph, before.current, anchor.current)),
    [shape]
  );
}

/** The same array as before while its elements are the same. */
function useSame<T>(list: T[]): T[] {
  const kept = React.useRef(list);
  if (
    list.length !== kept.current.length ||
    list.some((one, i) => one !== kept.current[i])
  ) {
    kept.current = list;
  }
  return kept.current;
}

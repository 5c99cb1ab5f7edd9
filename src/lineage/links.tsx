import * as React from 'react';

import { useTrans } from '../ui';
import { Places, along, curve, wordShare } from './layout';
import type { IGraph } from './model';
import { linkWord } from './records';

/** All links as one drawing; those of the selected node in front, in words. */
export const Links = React.memo(function Links(props: {
  graph: IGraph;
  places: Places;
  selected: string;
}): JSX.Element {
  const { graph, places, selected } = props;
  const trans = useTrans();
  const marker = React.useId();
  const share = React.useMemo(() => wordShare(graph), [graph]);
  const near = graph.links.filter(
    one => one.source === selected || one.target === selected
  );
  return (
    <svg className="jx-GraphLinks" aria-hidden focusable="false">
      <defs>
        <marker
          id={marker}
          viewBox="0 0 8 8"
          refX="8"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          orient="auto"
        >
          <path d="M0 0L8 4L0 8Z" />
        </marker>
      </defs>
      <AllLinks graph={graph} places={places} marker={marker} />
      {near.map(link => (
        <path
          key={link.key}
          className="jx-mod-near"
          d={curve(places.get(link.source)!, places.get(link.target)!)}
        />
      ))}
      {near.map(link => {
        const at = along(
          places.get(link.source)!,
          places.get(link.target)!,
          share(link)
        );
        return (
          <text key={link.key} x={at.x} y={at.y - 3}>
            {linkWord(link, trans)}
          </text>
        );
      })}
    </svg>
  );
});

const AllLinks = React.memo(function AllLinks(props: {
  graph: IGraph;
  places: Places;
  marker: string;
}): JSX.Element {
  const { graph, places, marker } = props;
  return (
    <>
      {graph.links.map(link => (
        <path
          key={link.key}
          d={curve(places.get(link.source)!, places.get(link.target)!)}
          markerEnd={`url(#${marker})`}
        />
      ))}
    </>
  );
});

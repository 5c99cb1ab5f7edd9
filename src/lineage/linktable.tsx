import * as React from 'react';

import { FactTable, ObjectLink, useTrans } from '../ui';
import { IGraph, ILink } from './model';
import { linkWord, nodeTitle, nodeWord } from './records';

/** The graph in words: every link a row. */
export function LinkTable(props: {
  label: string;
  graph: IGraph;
  onSelect: (id: string) => void;
}): JSX.Element {
  const { graph, onSelect } = props;
  const trans = useTrans();
  const end = (id: string) => {
    const node = graph.nodes.get(id)!;
    const title = nodeTitle(node, trans);
    return (
      <span className="jx-LinkAndMore">
        <span>{nodeWord(node.kind, trans)}</span>
        {node.deleted && <span className="jx-Tag">{trans.__('deleted')}</span>}
        <ObjectLink
          name={title}
          title={trans.__('Select %1', title)}
          onOpen={() => onSelect(id)}
        />
      </span>
    );
  };
  return (
    <div className="jx-GraphTable">
      <FactTable<ILink>
        label={props.label}
        rows={graph.links}
        rowKey={link => link.key}
        columns={[
          { header: trans.__('From'), cell: link => end(link.source) },
          { header: trans.__('As'), cell: link => linkWord(link, trans) },
          { header: trans.__('To'), cell: link => end(link.target) }
        ]}
      />
    </div>
  );
}

import type { Lineage, LineageLink, LineageNode, Side } from './records';
import { SIDES } from './records';

/** How many neighbours come at first, and with each click after that. */
export const FIRST = 10;
export const MORE = 50;

/** What was asked of the server: a page of one side of a node, or of both. */
export interface IAsked {
  kind: string;
  id: string;
  side: Side | 'both';
  offset: number;
  limit: number;
}

export interface ILink extends LineageLink {
  key: string;
}

/** What has been loaded so far. */
export interface IGraph {
  nodes: Map<string, LineageNode>;
  links: ILink[];
}

/** All that is asked for at the beginning, and after a reset. */
export function begin(kind: string, id: string): IAsked[] {
  return [{ kind, id, side: 'both', offset: 0, limit: FIRST }];
}

/** All answers as one graph; each node and each link is in it once. */
export function merge(answers: Lineage[]): IGraph {
  const nodes = new Map<string, LineageNode>();
  const links = new Map<string, ILink>();
  for (const answer of answers) {
    for (const node of [answer.node, ...answer.neighbours]) {
      nodes.set(node.id, node);
    }
    for (const link of answer.links) {
      const key = `${link.source} ${link.target} ${link.kind}`;
      links.set(key, { ...link, key });
    }
  }
  return { nodes, links: [...links.values()] };
}

/** How many links of each node aren't shown. */
export function hidden(graph: IGraph): Map<string, Record<Side, number>> {
  const left = new Map<string, Record<Side, number>>();
  for (const { id, upstream, downstream } of graph.nodes.values()) {
    left.set(id, { upstream, downstream });
  }
  for (const { source, target } of graph.links) {
    left.get(source)!.downstream--;
    left.get(target)!.upstream--;
  }
  for (const one of left.values()) {
    one.upstream = Math.max(0, one.upstream);
    one.downstream = Math.max(0, one.downstream);
  }
  return left;
}

/**
 * The next page of one side of a node; null: all its pages were asked for.
 *
 * `answerTo` gives what came for a request, undefined while it is on its way.
 */
export function next(
  asked: IAsked[],
  answerTo: (one: IAsked) => Lineage | undefined,
  node: Pick<LineageNode, 'kind' | 'id'>,
  side: Side
): IAsked | null {
  const before = asked.filter(
    one => one.id === node.id && (one.side === side || one.side === 'both')
  );
  if (!before.length) {
    return { kind: node.kind, id: node.id, side, offset: 0, limit: FIRST };
  }
  const answer = answerTo(before[before.length - 1]);
  const offset =
    side === 'upstream' ? answer?.next_upstream : answer?.next_downstream;
  return offset === null || offset === undefined
    ? null
    : { kind: node.kind, id: node.id, side, offset, limit: MORE };
}

/** The shown neighbours of a node on one side. */
export function neighbours(graph: IGraph, id: string, side: Side): string[] {
  const found =
    side === 'upstream'
      ? graph.links.filter(one => one.target === id).map(one => one.source)
      : graph.links.filter(one => one.source === id).map(one => one.target);
  return [...new Set(found)].filter(one => one !== id);
}

/** Whether an answer says anything of one of these objects. */
export function tells(answer: Lineage, ids: Set<string>): boolean {
  return [answer.node, ...answer.neighbours].some(
    node => ids.has(node.id) || ids.has(node.object_id)
  );
}

/** The sides of a node that have more to show. */
export function openSides(left: Record<Side, number> | undefined): Side[] {
  return left ? SIDES.filter(side => left[side] > 0) : [];
}

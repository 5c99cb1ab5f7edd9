import type { Lineage, LineageLink, LineageNode } from '../records';

export function fakeNode(
  id: string,
  more: Partial<LineageNode> = {}
): LineageNode {
  return {
    kind: 'session',
    id,
    object_id: id,
    name: id,
    number: null,
    detail: '',
    state: 'SUCCEEDED',
    cached: false,
    size: null,
    media_type: null,
    by: 'ada',
    created_at: '2026-11-21T14:02:03Z',
    deleted: false,
    upstream: 0,
    downstream: 0,
    ...more
  };
}

export function fakeLink(
  source: string,
  target: string,
  more: Partial<LineageLink> = {}
): LineageLink {
  return { kind: 'run', source, target, aliases: [], ...more };
}

/** The answer about the first node, with the others and links to them. */
export function fakeLineage(
  nodes: LineageNode[],
  links: LineageLink[],
  more: Partial<Lineage> = {}
): Lineage {
  const [node, ...neighbours] = nodes;
  return {
    node,
    neighbours,
    links,
    next_upstream: null,
    next_downstream: null,
    ...more
  };
}

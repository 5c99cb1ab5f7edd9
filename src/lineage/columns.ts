/** A link as far as the layout cares. */
export interface IArrow {
  source: string;
  target: string;
}

/**
 * The column of each node, from 0 at the left: right of what it was made from,
 * and as near to what was made from it as that allows.
 *
 * A link that closes a circle is left out.
 */
export function columns(ids: string[], links: IArrow[]): Map<string, number> {
  const after = sides(ids, links, 'source', 'target');
  const before = sides(ids, links, 'target', 'source');
  const order = inOrder(ids, after);
  const at = new Map(order.map((id, i) => [id, i]));
  const column = new Map(ids.map(id => [id, 0]));
  const ahead = (id: string) =>
    after.get(id)!.filter(one => at.get(one)! > at.get(id)!);
  for (const id of order) {
    for (const one of ahead(id)) {
      column.set(one, Math.max(column.get(one)!, column.get(id)! + 1));
    }
  }
  for (const id of [...order].reverse()) {
    const next = ahead(id);
    const behind = before.get(id)!.filter(one => at.get(one)! < at.get(id)!);
    if (next.length && next.length >= behind.length) {
      column.set(id, Math.min(...next.map(one => column.get(one)!)) - 1);
    }
  }
  const first = Math.min(...column.values());
  return new Map([...column].map(([id, one]) => [id, one - first]));
}

/** The neighbours of each node on one side, each once. */
export function sides(
  ids: string[],
  links: IArrow[],
  near: keyof IArrow,
  far: keyof IArrow
): Map<string, string[]> {
  const found = new Map(ids.map(id => [id, new Set<string>()]));
  for (const link of links) {
    if (link.source !== link.target) {
      found.get(link[near])!.add(link[far]);
    }
  }
  return new Map([...found].map(([id, ones]) => [id, [...ones]]));
}

/** Each node before what was made from it, circles excepted. */
function inOrder(ids: string[], after: Map<string, string[]>): string[] {
  const seen = new Set<string>();
  const left: string[] = [];
  for (const id of ids) {
    // Depth first, without recursion: a chain may be as long as it likes.
    const path: [string, number][] = seen.has(id) ? [] : [[id, 0]];
    seen.add(id);
    while (path.length) {
      const top = path[path.length - 1];
      const next = after.get(top[0])![top[1]++];
      if (next === undefined) {
        left.push(top[0]);
        path.pop();
      } else if (!seen.has(next)) {
        seen.add(next);
        path.push([next, 0]);
      }
    }
  }
  return left.reverse();
}

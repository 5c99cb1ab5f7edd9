import { columns, sides } from './columns';
import { IGraph, neighbours } from './model';
import { round } from './svgtext';

export const WIDTH = 216;
export const HEIGHT = 46;
const BETWEEN_COLUMNS = 136;
const ROW = HEIGHT + 14;
const SWEEPS = 8;

export interface IPlace {
  /** The upper left corner. */
  x: number;
  y: number;
}

export type Places = Map<string, IPlace>;

/**
 * Where the nodes stand: what something was made from at its left, and each as
 * near to the height of its neighbours as there is room.
 *
 * The node `anchor` stays where it was, so that the eye doesn't lose it.
 *
 * A layout of our own, because the libraries for it take a second or more for
 * 500 nodes, in which the page stands still; this takes some milliseconds.
 */
export function place(
  graph: IGraph,
  before: Places | null = null,
  anchor: string | null = null
): Places {
  const ids = [...graph.nodes.keys()];
  const column = columns(ids, graph.links);
  const y = heights(ids, column, graph.links);
  const places: Places = new Map();
  for (const id of ids) {
    const x = column.get(id)! * (WIDTH + BETWEEN_COLUMNS);
    places.set(id, { x, y: Math.round(y.get(id)!) });
  }
  const was = anchor === null ? undefined : before?.get(anchor);
  const is = anchor === null ? undefined : places.get(anchor);
  if (was && is) {
    const [dx, dy] = [was.x - is.x, was.y - is.y];
    for (const one of places.values()) {
      one.x += dx;
      one.y += dy;
    }
  }
  return places;
}

function heights(
  ids: string[],
  column: Map<string, number>,
  links: IGraph['links']
): Map<string, number> {
  const after = sides(ids, links, 'source', 'target');
  const before = sides(ids, links, 'target', 'source');
  const stacks: string[][] = [];
  for (const id of ids) {
    (stacks[column.get(id)!] ??= []).push(id);
  }
  const y = new Map<string, number>();
  for (const stack of stacks) {
    stack.forEach((id, i) => y.set(id, (i - (stack.length - 1) / 2) * ROW));
  }
  const wish = (id: string, ...around: Map<string, string[]>[]) => {
    const found = around.flatMap(one => one.get(id)!);
    return found.length
      ? found.reduce((sum, one) => sum + y.get(one)!, 0) / found.length
      : y.get(id)!;
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forth = sweep % 2 === 0;
    // The last ones look to both sides.
    const around =
      sweep >= SWEEPS - 2 ? [before, after] : [forth ? before : after];
    for (const stack of forth ? stacks : [...stacks].reverse()) {
      const wished = stack
        .map((id, i) => ({ id, i, y: wish(id, ...around) }))
        .sort((a, b) => a.y - b.y || a.i - b.i);
      stack.splice(0, stack.length, ...wished.map(one => one.id));
      const given = spread(wished.map(one => one.y));
      stack.forEach((id, i) => y.set(id, given[i]));
    }
  }
  return y;
}

/** Heights at least a row apart, as near to the wished ones as can be. */
function spread(wished: number[]): number[] {
  // Of those that want to overlap, blocks are made, each at its mean.
  const blocks: { sum: number; count: number }[] = [];
  wished.forEach((y, i) => {
    blocks.push({ sum: y - i * ROW, count: 1 });
    for (;;) {
      const [one, next] = blocks.slice(-2);
      if (!next || one.sum / one.count <= next.sum / next.count) {
        break;
      }
      blocks.splice(-2, 2, {
        sum: one.sum + next.sum,
        count: one.count + next.count
      });
    }
  });
  return blocks
    .flatMap(({ sum, count }) => Array<number>(count).fill(sum / count))
    .map((y, i) => y + i * ROW);
}

/** The curve of a link, as the `d` of an SVG path. */
export function curve(source: IPlace, target: IPlace): string {
  const { from, to, pull } = ends(source, target);
  return (
    `M${round(from.x)},${round(from.y)}` +
    ` C${round(from.x + pull)},${round(from.y)}` +
    ` ${round(to.x - pull)},${round(to.y)}` +
    ` ${round(to.x)},${round(to.y)}`
  );
}

/** A point on that curve; 0 is its beginning, 1 its end. */
export function along(source: IPlace, target: IPlace, share: number): IPlace {
  const { from, to, pull } = ends(source, target);
  const rest = 1 - share;
  const [a, b, c, d] = [
    rest ** 3,
    3 * rest ** 2 * share,
    3 * rest * share ** 2,
    share ** 3
  ];
  return {
    x: a * from.x + b * (from.x + pull) + c * (to.x - pull) + d * to.x,
    y: a * from.y + b * from.y + c * to.y + d * to.y
  };
}

function ends(source: IPlace, target: IPlace) {
  const from = { x: source.x + WIDTH, y: source.y + HEIGHT / 2 };
  const to = { x: target.x, y: target.y + HEIGHT / 2 };
  const pull = Math.max(BETWEEN_COLUMNS / 2, Math.abs(to.x - from.x) / 2);
  return { from, to, pull };
}

/**
 * Where on a link its words stand: near the end at which fewer links meet, so
 * that the words of a fan don't cover each other.
 */
export function wordShare(
  graph: IGraph
): (link: { source: string; target: string }) => number {
  const leaving = new Map<string, number>();
  const arriving = new Map<string, number>();
  for (const { source, target } of graph.links) {
    leaving.set(source, (leaving.get(source) ?? 0) + 1);
    arriving.set(target, (arriving.get(target) ?? 0) + 1);
  }
  return ({ source, target }) =>
    leaving.get(source)! > arriving.get(target)!
      ? 0.56
      : leaving.get(source)! < arriving.get(target)!
        ? 0.44
        : 0.5;
}

/** The node to go to by an arrow key: a neighbour, or the next in a column. */
export function towards(
  graph: IGraph,
  places: Places,
  id: string,
  key: string
): string | null {
  const here = places.get(id);
  if (!here) {
    return null;
  }
  const nearest = (ids: string[]) =>
    ids
      .map(one => ({ one, away: Math.abs(places.get(one)!.y - here.y) }))
      .sort((a, b) => a.away - b.away)[0]?.one ?? null;
  const inColumn = (below: boolean) =>
    nearest(
      [...places]
        .filter(
          ([one, { x, y }]) =>
            one !== id &&
            Math.abs(x - here.x) < WIDTH / 2 &&
            (below ? y > here.y : y < here.y)
        )
        .map(([one]) => one)
    );
  switch (key) {
    case 'ArrowLeft':
      return nearest(neighbours(graph, id, 'upstream'));
    case 'ArrowRight':
      return nearest(neighbours(graph, id, 'downstream'));
    case 'ArrowUp':
      return inColumn(false);
    case 'ArrowDown':
      return inColumn(true);
    default:
      return null;
  }
}

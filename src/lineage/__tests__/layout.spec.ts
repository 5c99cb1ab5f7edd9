import {
  WIDTH,
  HEIGHT,
  along,
  curve,
  place,
  towards,
  wordShare
} from '../layout';
import { IGraph, merge } from '../model';
import { fakeLineage, fakeLink, fakeNode } from './fake';

function graphOf(...links: [string, string][]): IGraph {
  const ids = [...new Set(links.flat())];
  return merge([
    fakeLineage(
      ids.map(id => fakeNode(id)),
      links.map(([source, target]) => fakeLink(source, target))
    )
  ]);
}

/** An instance with its sessions, each with a version that it wrote. */
function fan(count: number): IGraph {
  const links: [string, string][] = [];
  for (let i = 0; i < count; i++) {
    links.push(['instance', `s${i}`], [`s${i}`, `v${i}`]);
  }
  return graphOf(...links);
}

it('puts what something was made from at its left, and nothing on top', () => {
  const graph = fan(20);
  const places = place(graph);

  for (const { source, target } of graph.links) {
    expect(places.get(source)!.x + WIDTH).toBeLessThan(places.get(target)!.x);
  }
  const all = [...places.values()];
  for (const [i, one] of all.entries()) {
    for (const other of all.slice(i + 1)) {
      expect(
        Math.abs(one.x - other.x) >= WIDTH ||
          Math.abs(one.y - other.y) >= HEIGHT
      ).toBe(true);
    }
  }
});

it('stands circles, loops and one node alone', () => {
  expect(place(graphOf(['a', 'b'], ['b', 'a'], ['b', 'b'])).size).toBe(2);
  const alone = merge([fakeLineage([fakeNode('a')], [])]);
  const { x, y } = place(alone).get('a')!;
  expect([x, y].every(Number.isFinite)).toBe(true);
});

it('leaves the node that was expanded where it was', () => {
  const before = place(fan(3));
  const after = place(fan(30), before, 's1');

  expect(after.get('s1')).toEqual(before.get('s1'));
  expect(place(fan(30)).get('s1')).not.toEqual(before.get('s1'));
});

it('puts data next to the session that it was used in, not at the far left', () => {
  const places = place(
    graphOf(
      ['spec', 'instance'],
      ['instance', 's1'],
      ['s1', 'v1'],
      ['v1', 's2'],
      ['spec2', 'code2'],
      ['code2', 's2']
    )
  );

  expect(places.get('code2')!.x).toBe(places.get('v1')!.x);
  expect(places.get('spec2')!.x).toBe(places.get('s1')!.x);
});

it('draws a link from one edge to the other', () => {
  const [source, target] = [
    { x: 0, y: 0 },
    { x: 400, y: 100 }
  ];
  expect(curve(source, target)).toMatch(
    new RegExp(`^M${WIDTH},${HEIGHT / 2} C.* 400,${100 + HEIGHT / 2}$`)
  );
  expect(along(source, target, 0)).toEqual({ x: WIDTH, y: HEIGHT / 2 });
  expect(along(source, target, 1)).toEqual({ x: 400, y: 100 + HEIGHT / 2 });
});

it('writes the words of a fan where its links are apart', () => {
  const share = wordShare(fan(3));
  expect(share({ source: 'instance', target: 's1' })).toBeGreaterThan(0.5);
  const back = wordShare(graphOf(['a', 'x'], ['b', 'x']));
  expect(back({ source: 'a', target: 'x' })).toBeLessThan(0.5);
});

it('goes by arrow keys to neighbours, and up and down in a column', () => {
  const graph = fan(3);
  const places = place(graph);
  const go = (from: string, key: string) => towards(graph, places, from, key);
  const column = ['s0', 's1', 's2'].sort(
    (a, b) => places.get(a)!.y - places.get(b)!.y
  );

  expect(go('instance', 'ArrowLeft')).toBeNull();
  expect(go('instance', 'ArrowRight')).toBe(column[1]);
  expect(go(column[0], 'ArrowDown')).toBe(column[1]);
  expect(go(column[1], 'ArrowUp')).toBe(column[0]);
  expect(go(column[0], 'ArrowUp')).toBeNull();
  expect(go(column[0], 'ArrowLeft')).toBe('instance');
  expect(go('s1', 'ArrowRight')).toBe('v1');
  expect(go('s1', 'x')).toBeNull();
});

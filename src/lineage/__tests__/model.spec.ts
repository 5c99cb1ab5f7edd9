import {
  IAsked,
  begin,
  hidden,
  merge,
  neighbours,
  next,
  tells
} from '../model';
import type { Lineage } from '../records';
import { fakeLineage, fakeLink, fakeNode } from './fake';

const ROOT = fakeNode('root', {
  kind: 'instance',
  downstream: 12,
  upstream: 1
});
const FIRST = fakeLineage(
  [ROOT, fakeNode('code', { downstream: 1 }), fakeNode('s1', { upstream: 3 })],
  [fakeLink('code', 'root'), fakeLink('root', 's1')],
  { next_downstream: 10 }
);

it('holds each node and each link once, however many answers name them', () => {
  const again = fakeLineage(
    [fakeNode('s1', { upstream: 3, name: 'newer' }), ROOT, fakeNode('data')],
    [fakeLink('root', 's1'), fakeLink('data', 's1', { kind: 'input' })]
  );

  const graph = merge([FIRST, again]);

  expect([...graph.nodes.keys()]).toEqual(['root', 'code', 's1', 'data']);
  expect(graph.nodes.get('s1')!.name).toBe('newer');
  expect(graph.links.map(one => [one.source, one.target])).toEqual([
    ['code', 'root'],
    ['root', 's1'],
    ['data', 's1']
  ]);
  expect(neighbours(graph, 's1', 'upstream')).toEqual(['root', 'data']);
  expect(neighbours(graph, 'root', 'downstream')).toEqual(['s1']);
});

it('tells two links of different kinds between the same nodes apart', () => {
  const graph = merge([
    fakeLineage(
      [fakeNode('a', { downstream: 2 }), fakeNode('b', { upstream: 2 })],
      [
        fakeLink('a', 'b', { kind: 'rerun' }),
        fakeLink('a', 'b', { kind: 'reused' })
      ]
    )
  ]);

  expect(graph.links).toHaveLength(2);
  expect(hidden(graph).get('a')!.downstream).toBe(0);
  expect(neighbours(graph, 'a', 'downstream')).toEqual(['b']);
});

it('counts what is not shown on each side of each node', () => {
  const left = hidden(merge([FIRST]));

  expect(left.get('root')).toEqual({ upstream: 0, downstream: 11 });
  expect(left.get('s1')).toEqual({ upstream: 2, downstream: 0 });
  expect(left.get('code')).toEqual({ upstream: 0, downstream: 0 });
});

it('asks for one page after the other, of one side', () => {
  const answers = new Map<IAsked, Lineage>();
  const answerTo = (one: IAsked) => answers.get(one);
  const asked = begin('instance', 'root');
  expect(asked).toEqual([
    { kind: 'instance', id: 'root', side: 'both', offset: 0, limit: 10 }
  ]);
  // Nothing is asked twice while it is on its way.
  expect(next(asked, answerTo, ROOT, 'downstream')).toBeNull();

  answers.set(asked[0], FIRST);
  expect(next(asked, answerTo, ROOT, 'upstream')).toBeNull();
  const second = next(asked, answerTo, ROOT, 'downstream')!;
  expect(second).toMatchObject({ side: 'downstream', offset: 10, limit: 50 });

  asked.push(second);
  answers.set(second, { ...FIRST, next_downstream: null });
  expect(next(asked, answerTo, ROOT, 'downstream')).toBeNull();

  expect(next(asked, answerTo, fakeNode('s1'), 'upstream')).toMatchObject({
    kind: 'session',
    id: 's1',
    side: 'upstream',
    offset: 0
  });
});

it('knows which answers a change makes old', () => {
  const version = fakeNode('v1', { kind: 'artifact_version', object_id: 'a1' });
  const answer = fakeLineage([ROOT, version], []);

  expect(tells(answer, new Set(['a1']))).toBe(true);
  expect(tells(answer, new Set(['root']))).toBe(true);
  expect(tells(answer, new Set(['elsewhere']))).toBe(false);
});

import {
  Signature,
  accepted,
  added,
  changed,
  emptySignature,
  freeAlias,
  moved,
  parseChoices,
  problemsOf,
  proposals,
  readFacts,
  removed,
  retyped,
  snippet
} from '../signature';

const parameter = (
  alias: string,
  type: string,
  value: unknown,
  rest: object = {}
) => ({
  alias,
  type,
  description: '',
  default: value,
  minimum: null,
  maximum: null,
  choices: [],
  ...rest
});

const input = (alias: string, required = false) => ({
  alias,
  description: '',
  required,
  collapsed: false
});

const output = (alias: string) => ({ alias, description: '', optional: false });

const signature: Signature = {
  inputs: [input('train'), input('reference')],
  parameters: [parameter('threshold', 'float', 0.4)],
  outputs: [output('scores')]
};

describe('the signature in a notebook’s metadata', () => {
  it('is empty where nothing is kept', () => {
    for (const value of [undefined, null, 'x', 3, [], { signature: [] }]) {
      expect(readFacts(value)).toEqual({
        specification: null,
        signature: emptySignature()
      });
    }
  });

  it('reads what is well-formed and leaves out the rest', () => {
    const facts = readFacts({
      specification: 'abc',
      signature: {
        inputs: [{ alias: 'train' }, { description: 'no alias' }, 'x'],
        parameters: [{ alias: 'n', type: 'integer', default: 3 }],
        outputs: 'none'
      }
    });
    expect(facts.specification).toBe('abc');
    expect(facts.signature).toEqual({
      inputs: [input('train')],
      parameters: [parameter('n', 'integer', 3)],
      outputs: []
    });
  });
});

describe('editing a signature', () => {
  it('adds with an alias that is free over all three lists', () => {
    const taken = { ...signature, outputs: [output('data')] };
    expect(freeAlias(taken, 'data')).toBe('data_2');
    expect(added(taken, 'inputs').inputs[2]).toEqual(input('data_2'));
  });

  it('changes, removes and moves one entry and nothing else', () => {
    expect(changed(signature, 'inputs', 1, { required: true }).inputs).toEqual([
      input('train'),
      input('reference', true)
    ]);
    expect(removed(signature, 'inputs', 0).inputs).toEqual([
      input('reference')
    ]);
    expect(moved(signature, 'inputs', 0, 1).inputs).toEqual([
      input('reference'),
      input('train')
    ]);
    expect(moved(signature, 'inputs', 0, 2)).toBe(signature);
    expect(signature.inputs).toHaveLength(2);
  });

  it('gives a retyped parameter a default of its new type', () => {
    const half = parameter('x', 'float', 0.5, { minimum: 0, maximum: 1 });
    expect(retyped(half, 'integer')).toMatchObject({
      default: 1,
      minimum: 0,
      maximum: 1
    });
    expect(retyped(half, 'string')).toMatchObject({
      default: '0.5',
      minimum: null,
      maximum: null
    });
    expect(retyped(parameter('x', 'string', 'a'), 'choice')).toMatchObject({
      default: 'a',
      choices: ['a']
    });
    expect(
      retyped(parameter('x', 'choice', 'b', { choices: ['a', 'b'] }), 'string')
    ).toMatchObject({ default: 'b', choices: [] });
    expect(retyped(parameter('x', 'string', 'yes'), 'boolean').default).toBe(
      false
    );
  });

  it('keeps the type of a choice that stays', () => {
    expect(parseChoices(' low \n2\n\n2\nhigh', [1, 2])).toEqual([
      'low',
      2,
      'high'
    ]);
  });

  it('has a line of code for every entry', () => {
    expect(snippet('inputs', 'train')).toBe('jx.input("train")');
    expect(snippet('parameters', 'n')).toBe('jx.parameter("n")');
    expect(snippet('outputs', 'scores')).toBe('jx.output("scores")');
  });
});

describe('what the code proposes', () => {
  const proposed: Signature = {
    inputs: [input('train'), input('extra')],
    parameters: [parameter('threshold', 'float', 0.5)],
    outputs: [output('scores'), output('plot')]
  };

  it('is what the signature lacks, and defaults that differ', () => {
    expect(
      proposals(proposed, signature).map(one => [one.kind, one.entry.alias])
    ).toEqual([
      ['new', 'extra'],
      ['changed', 'threshold'],
      ['new', 'plot']
    ]);
  });

  it('is no change where the code just reads a parameter', () => {
    const read = {
      ...emptySignature(),
      parameters: [parameter('threshold', 'string', null)]
    };
    expect(proposals(read, signature)).toEqual([]);
  });

  it('can be taken over, one or all, and is gone then', () => {
    const [extra] = proposals(proposed, signature);
    expect(accepted(signature, [extra]).inputs.map(one => one.alias)).toEqual([
      'train',
      'reference',
      'extra'
    ]);
    const all = accepted(signature, proposals(proposed, signature));
    expect(all.parameters[0].default).toBe(0.5);
    expect(proposals(proposed, all)).toEqual([]);
  });

  it('never turns a choice back into a string', () => {
    const chosen = {
      ...signature,
      parameters: [parameter('kind', 'choice', 'a', { choices: ['a', 'b'] })]
    };
    const [change] = proposals(
      { ...emptySignature(), parameters: [parameter('kind', 'string', 'b')] },
      chosen
    );
    expect(accepted(chosen, [change]).parameters[0]).toEqual(
      parameter('kind', 'choice', 'b', { choices: ['a', 'b'] })
    );
  });

  it('says nothing of an alias that is declared as something else', () => {
    const other = {
      ...signature,
      inputs: [...signature.inputs, input('plot')]
    };
    expect(
      proposals(proposed, other).some(one => one.entry.alias === 'plot')
    ).toBe(false);
  });
});

describe('problems', () => {
  it('belong to the entry whose field they name, and to no other', () => {
    const problems = [
      { field: 'inputs[1].alias', message: 'a' },
      { field: 'inputs[10].alias', message: 'b' },
      { field: 'inputs[1]', message: 'c' }
    ];
    expect(problemsOf(problems, 'inputs', 1).map(one => one.message)).toEqual([
      'a',
      'c'
    ]);
  });
});

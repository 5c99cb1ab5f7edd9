import { nullTranslator } from '@jupyterlab/translation';

import {
  IWizard,
  Instance,
  STEPS,
  Specification,
  createBody,
  emptyWizard,
  isChanged,
  isReachable,
  nameOf,
  outputName,
  stepErrors,
  stepOf,
  withInstance,
  withSpecification
} from '../wizard';

const trans = nullTranslator.load('jupyter_ext');

const specification = {
  id: 's1',
  name: 'scorecard',
  signature: {
    inputs: [
      { alias: 'train', description: '', required: true, collapsed: false },
      { alias: 'extra', description: '', required: false, collapsed: true }
    ],
    parameters: [
      {
        alias: 'threshold',
        type: 'float',
        description: '',
        default: 0.4,
        minimum: 0,
        maximum: 1,
        choices: []
      }
    ],
    outputs: [{ alias: 'scores', description: '', optional: false }]
  }
} as unknown as Specification;

const artifact = (name: string) => ({ id: `a-${name}`, name }) as any;

const begun = () => withSpecification(emptyWizard(), specification);

const filled = (): IWizard => ({
  ...begun(),
  inputs: { train: artifact('Q3 data'), extra: null }
});

const errors = (state: IWizard, step: (typeof STEPS)[number]) =>
  Object.keys(stepErrors(state, step, trans));

describe('a copy of an instance', () => {
  it('begins with its values, null among them', () => {
    const [threshold] = specification.signature.parameters;
    const options = { ...threshold, alias: 'options', type: 'json' };
    const added = { ...threshold, alias: 'added', default: 7 };
    const newer = {
      ...specification,
      signature: {
        ...specification.signature,
        parameters: [threshold, { ...options, default: { a: 1 } }, added]
      }
    } as Specification;
    const instance = {
      name: 'Third quarter',
      description: '',
      tags: [],
      runtime: { id: 'r1', deleted: false },
      inputs: [
        { alias: 'train', artifact: { id: 'a-Q3 data', name: 'Q3 data' } },
        { alias: 'extra', artifact: { id: 'a-hers', name: 'Hers' } }
      ],
      parameters: [
        { alias: 'threshold', value: 0 },
        { alias: 'options', value: null }
      ]
    } as any;

    const state = withInstance(
      emptyWizard(),
      instance,
      newer,
      [artifact('Q3 data')],
      trans
    );

    expect(createBody(state, trans, []).parameters).toEqual({
      threshold: 0,
      options: null,
      added: 7
    });
    expect(state.inputs.train?.name).toBe('Q3 data');
    // What can't be had isn't left out without a word.
    expect(state.inputs.extra).toBeNull();
    expect(state.lost).toEqual({ extra: 'Hers' });
  });
});

describe('the steps of the wizard', () => {
  it('propose names that the server takes, of whole characters', () => {
    const name = '😀'.repeat(200);
    const long = { ...specification, name } as Specification;
    const state = withSpecification(emptyWizard(), long);
    const proposed = [
      nameOf({ ...state, inputs: { train: artifact('Q3') } }, trans),
      outputName(state, 'scores', trans)
    ];
    for (const one of proposed) {
      expect(Array.from(one)).toHaveLength(200);
      expect(one).toMatch(/^(😀)+…$/u);
    }
  });

  it('begin with nothing chosen, whatever an input or output is called', () => {
    const signature = {
      inputs: [{ alias: 'constructor', required: true }],
      parameters: [],
      outputs: [{ alias: 'toString' }]
    };
    const state = withSpecification(emptyWizard(), {
      ...specification,
      signature
    } as unknown as Specification);
    expect(errors(state, 'inputs')).toEqual(['inputs.constructor']);
    expect(outputName(state, 'toString', trans)).toBe('scorecard · toString');
  });

  it('begin with the choice of a specification', () => {
    expect(errors(emptyWizard(), 'specification')).toEqual([
      'specification_id'
    ]);
    expect(isReachable(emptyWizard(), 'inputs', trans)).toBe(false);
    expect(isReachable(begun(), 'inputs', trans)).toBe(true);
  });

  it('let no one past a required input that is empty', () => {
    expect(errors(begun(), 'inputs')).toEqual(['inputs.train']);
    expect(isReachable(begun(), 'outputs', trans)).toBe(false);
    expect(errors(filled(), 'inputs')).toEqual([]);
    expect(isReachable(filled(), 'name', trans)).toBe(true);
  });

  it('let no one past a value that is none', () => {
    const wrong = {
      ...filled(),
      parameters: { threshold: { value: 'high', error: 'Type a number.' } }
    };
    expect(errors(wrong, 'inputs')).toEqual(['parameters.threshold']);
  });

  it('want a name for the instance and for each output', () => {
    const nameless = { ...filled(), name: ' ', outputs: { scores: '' } };
    expect(errors(nameless, 'outputs')).toEqual(['outputs.scores']);
    expect(errors(nameless, 'name')).toEqual(['name']);
  });

  it('show what the server refuses where it was typed', () => {
    expect(
      [
        'specification_id',
        'inputs.train',
        'parameters.threshold',
        'outputs.scores',
        'name',
        'runtime_id'
      ].map(stepOf)
    ).toEqual(['specification', 'inputs', 'inputs', 'outputs', 'name', 'name']);
  });
});

describe('what the wizard proposes', () => {
  it('is named after the specification and the first input', () => {
    expect(nameOf(begun(), trans)).toBe('scorecard');
    expect(nameOf(filled(), trans)).toBe('scorecard on Q3 data');
    expect(outputName(filled(), 'scores', trans)).toBe(
      'scorecard on Q3 data · scores'
    );
  });

  it('gives way to what was typed', () => {
    const state = { ...filled(), name: 'mine', outputs: { scores: 'out' } };
    expect(nameOf(state, trans)).toBe('mine');
    expect(outputName(state, 'scores', trans)).toBe('out');
  });

  it('is never longer than a name may be', () => {
    const long = {
      ...filled(),
      inputs: { train: artifact('x'.repeat(300)), extra: null }
    };
    expect(nameOf(long, trans)).toHaveLength(200);
    expect(outputName(long, 'scores', trans)).toHaveLength(200);
  });
});

describe('what is saved', () => {
  it('binds artifacts, leaves optional inputs empty, keeps values', () => {
    expect(createBody(filled(), trans, ['q3'])).toEqual({
      specification_id: 's1',
      name: 'scorecard on Q3 data',
      description: '',
      note: '',
      folder_id: null,
      copied_from: null,
      tags: ['q3'],
      runtime_id: null,
      inputs: { train: 'a-Q3 data', extra: null },
      outputs: { scores: 'scorecard on Q3 data · scores' },
      parameters: { threshold: 0.4 }
    });
  });

  it('takes note and tags of the instance that it is a copy of', () => {
    const instance = {
      id: 'i1',
      name: 'monthly',
      description: 'd',
      note: 'Agreed.\nBy Ada',
      tags: ['q3'],
      starred: true,
      runtime: { id: 'r1', name: 'here', deleted: false },
      inputs: [],
      parameters: []
    } as unknown as Instance;
    const state = withInstance(begun(), instance, specification, [], trans);
    const body = createBody(state, trans, ['q3']);
    expect(state.tags).toBe('q3');
    expect(body).toMatchObject({ note: 'Agreed.\nBy Ada', copied_from: 'i1' });
    expect(body).not.toHaveProperty('starred');
  });

  it('counts as a change only when something was chosen', () => {
    expect(isChanged(begun(), begun())).toBe(false);
    expect(isChanged(filled(), begun())).toBe(true);
  });

  it('keeps what was chosen for the same alias of another specification', () => {
    const other = { ...specification, id: 's2' };
    expect(withSpecification(filled(), other).inputs.train?.name).toBe(
      'Q3 data'
    );
  });
});

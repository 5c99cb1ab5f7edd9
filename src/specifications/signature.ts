import type { components } from '../api/schema';
import { sameValue } from '../ui/same';

export type Signature = components['schemas']['Signature'];
export type SignatureInput = components['schemas']['SignatureInput'];
export type SignatureParameter = components['schemas']['SignatureParameter'];
export type SignatureOutput = components['schemas']['SignatureOutput'];
export type Problem = components['schemas']['Problem'];
export type Hint = components['schemas']['Hint'];

/** The three lists of a signature. */
export type Part = 'inputs' | 'parameters' | 'outputs';

export const PARTS: readonly Part[] = ['inputs', 'parameters', 'outputs'];

export const PARAMETER_TYPES = [
  'string',
  'integer',
  'float',
  'boolean',
  'choice',
  'date',
  'json'
] as const;

/** Any entry of a signature; which list it is in says what it is. */
export type Entry = SignatureInput | SignatureParameter | SignatureOutput;

/** Where a notebook keeps its signature. */
export const METADATA_KEY = 'jupyter-ext';

/** What the metadata of a notebook says. */
export interface INotebookFacts {
  specification: string | null;
  signature: Signature;
}

export function emptySignature(): Signature {
  return { inputs: [], parameters: [], outputs: [] };
}

/** Read the metadata key; whatever isn't of the right shape is left out. */
export function readFacts(value: unknown): INotebookFacts {
  const facts = isObject(value) ? value : {};
  const signature = isObject(facts.signature) ? facts.signature : {};
  const list = (part: Part): Record<string, unknown>[] => {
    const entries = signature[part];
    return Array.isArray(entries)
      ? entries.filter(one => isObject(one) && typeof one.alias === 'string')
      : [];
  };
  return {
    specification:
      typeof facts.specification === 'string' ? facts.specification : null,
    signature: {
      inputs: list('inputs').map(one => ({
        alias: String(one.alias),
        description: text(one.description),
        required: one.required === true,
        collapsed: one.collapsed === true
      })),
      parameters: list('parameters').map(one => ({
        alias: String(one.alias),
        type: typeof one.type === 'string' ? one.type : 'string',
        description: text(one.description),
        default: one.default ?? null,
        minimum: one.minimum ?? null,
        maximum: one.maximum ?? null,
        choices: Array.isArray(one.choices) ? one.choices : []
      })),
      outputs: list('outputs').map(one => ({
        alias: String(one.alias),
        description: text(one.description),
        optional: one.optional === true
      }))
    }
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Every alias that is declared. */
export function aliases(signature: Signature): string[] {
  return PARTS.flatMap(part => signature[part].map(one => one.alias));
}

/** An alias that isn't taken: `input`, `input_2`, … */
export function freeAlias(signature: Signature, base: string): string {
  const taken = new Set(aliases(signature));
  for (let n = 1; ; n++) {
    const alias = n === 1 ? base : `${base}_${n}`;
    if (!taken.has(alias)) {
      return alias;
    }
  }
}

/** The signature with one more entry at the end of a list. */
export function added(
  signature: Signature,
  part: Part,
  entry: Partial<Entry> = {}
): Signature {
  const base = { inputs: 'data', parameters: 'parameter', outputs: 'result' };
  const whole = {
    alias: entry.alias ?? freeAlias(signature, base[part]),
    description: ''
  };
  switch (part) {
    case 'inputs':
      return {
        ...signature,
        inputs: [
          ...signature.inputs,
          { required: false, collapsed: false, ...whole, ...entry }
        ]
      };
    case 'parameters':
      return {
        ...signature,
        parameters: [
          ...signature.parameters,
          {
            type: 'string',
            default: '',
            minimum: null,
            maximum: null,
            choices: [],
            ...whole,
            ...entry
          }
        ]
      };
    case 'outputs':
      return {
        ...signature,
        outputs: [...signature.outputs, { optional: false, ...whole, ...entry }]
      };
  }
}

/** The signature with one entry changed. */
export function changed(
  signature: Signature,
  part: Part,
  index: number,
  patch: Partial<SignatureInput & SignatureParameter & SignatureOutput>
): Signature {
  return {
    ...signature,
    [part]: (signature[part] as Entry[]).map((one, i) =>
      i === index ? { ...one, ...patch } : one
    )
  };
}

/** The signature without one entry. */
export function removed(
  signature: Signature,
  part: Part,
  index: number
): Signature {
  return {
    ...signature,
    [part]: (signature[part] as Entry[]).filter((_, i) => i !== index)
  };
}

/** The signature with one entry at another place of its list. */
export function moved(
  signature: Signature,
  part: Part,
  from: number,
  to: number
): Signature {
  const list = [...(signature[part] as Entry[])];
  if (to < 0 || to >= list.length) {
    return signature;
  }
  const [entry] = list.splice(from, 1);
  list.splice(to, 0, entry);
  return { ...signature, [part]: list };
}

/**
 * What changes with a parameter's type: a default that is none of the new
 * type gives way to one that is; bounds and choices go where they mean nothing.
 */
export function retyped(
  parameter: SignatureParameter,
  type: string
): Partial<SignatureParameter> {
  const before = parameter.default;
  const number = Number(before);
  const isNumber =
    (typeof before === 'number' || typeof before === 'string') &&
    before !== '' &&
    Number.isFinite(number);
  const fresh: Record<string, unknown> = {
    string: before === null || typeof before === 'object' ? '' : String(before),
    integer: isNumber ? Math.round(number) : 0,
    float: isNumber ? number : 0,
    boolean: before === true || before === 'true',
    choice: parameter.choices.length ? parameter.choices[0] : '',
    date:
      typeof before === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(before)
        ? before
        : new Date().toISOString().slice(0, 10),
    json: before
  };
  const bounded = ['integer', 'float', 'date'].includes(type);
  const kept = bounded && (parameter.type === 'date') === (type === 'date');
  const choices =
    type !== 'choice'
      ? []
      : parameter.choices.length
        ? parameter.choices
        : before !== null && before !== '' && typeof before !== 'object'
          ? [before]
          : [];
  return {
    type,
    default:
      type === 'choice' && choices.length ? choices[0] : (fresh[type] ?? null),
    minimum: kept ? parameter.minimum : null,
    maximum: kept ? parameter.maximum : null,
    choices
  };
}

/** Something that the code says and the signature doesn't. */
export interface IProposal {
  part: Part;
  entry: Entry;
  /** New to the signature, or a parameter whose default differs. */
  kind: 'new' | 'changed';
}

/** A name under which a proposal can be remembered. */
export function proposalKey(proposal: IProposal): string {
  return JSON.stringify([proposal.part, proposal.kind, proposal.entry]);
}

/** What the code proposes beyond the signature as it stands. */
export function proposals(
  proposed: Signature,
  signature: Signature
): IProposal[] {
  const taken = new Set(aliases(signature));
  const found: IProposal[] = [];
  for (const part of PARTS) {
    for (const entry of proposed[part] as Entry[]) {
      if (!taken.has(entry.alias)) {
        found.push({ part, entry, kind: 'new' });
        continue;
      }
      const declared = signature.parameters.find(
        one => part === 'parameters' && one.alias === entry.alias
      );
      const said = entry as SignatureParameter;
      // A call of jx.parameter says no default; choices, dates and JSON can't be
      // told from strings by the code alone.
      if (
        declared &&
        said.default !== null &&
        !sameValue(declared.default, said.default)
      ) {
        found.push({ part, entry, kind: 'changed' });
      }
    }
  }
  return found;
}

/** The signature with proposals taken over. */
export function accepted(
  signature: Signature,
  chosen: readonly IProposal[]
): Signature {
  let next = signature;
  for (const { part, entry, kind } of chosen) {
    if (kind === 'new') {
      next = added(next, part, entry);
      continue;
    }
    const index = next.parameters.findIndex(one => one.alias === entry.alias);
    const said = entry as SignatureParameter;
    const declared = next.parameters[index];
    if (declared) {
      const keepsType = ['choice', 'date', 'json'].includes(declared.type);
      next = changed(next, 'parameters', index, {
        ...(keepsType ? {} : { type: said.type }),
        default: said.default
      });
    }
  }
  return next;
}

/** The line of code that reads or writes an alias. */
export function snippet(part: Part, alias: string): string {
  const verb = { inputs: 'input', parameters: 'parameter', outputs: 'output' };
  return `jx.${verb[part]}("${alias}")`;
}

/** Where an entry's field stands in a problem: `parameters[2].default`. */
export function fieldOf(part: Part, index: number, name?: string): string {
  return name ? `${part}[${index}].${name}` : `${part}[${index}]`;
}

/** The problem of one field, the first if there are several. */
export function problemAt(
  problems: readonly Problem[],
  field: string
): string | null {
  return problems.find(one => one.field === field)?.message ?? null;
}

/** The problems of an entry, all fields of it. */
export function problemsOf(
  problems: readonly Problem[],
  part: Part,
  index: number
): Problem[] {
  const field = fieldOf(part, index);
  return problems.filter(
    one => one.field === field || one.field.startsWith(`${field}.`)
  );
}

/** What the code says about an entry. */
export function hintsOf(
  hints: readonly Hint[],
  part: Part,
  alias: string
): Hint[] {
  const role = { inputs: 'input', parameters: 'parameter', outputs: 'output' };
  return hints.filter(one => one.alias === alias && one.role === role[part]);
}

/** Choices as one types them: one a line; a value that stays keeps its type. */
export function parseChoices(text: string, before: unknown[]): unknown[] {
  const known = new Map(before.map(one => [formatChoice(one), one]));
  return text
    .split('\n')
    .map(line => line.trim())
    .filter((line, i, all) => line !== '' && all.indexOf(line) === i)
    .map(line => (known.has(line) ? known.get(line) : line));
}

export function formatChoice(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

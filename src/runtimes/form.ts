import { TranslationBundle } from '@jupyterlab/translation';

import type { components } from '../api/schema';
import type { FieldErrors } from '../ui/formbody';

export type Runtime = components['schemas']['RuntimeRecord'];
export type RuntimeCreate = components['schemas']['RuntimeCreate'];

/** A runtime as it is typed. */
export interface IRuntimeForm {
  name: string;
  description: string;
  /** Empty: the kernel that the notebook names. */
  kernelspec: string;
  working_folder: Runtime['working_folder'];
  env: { name: string; value: string }[];
  start_timeout: string;
  cell_timeout: string;
  run_timeout: string;
  retries: string;
  cpus: string;
  memory: string;
  use_cache: boolean;
}

const TIME: Record<string, number> = {
  '': 1,
  s: 1,
  min: 60,
  h: 3600,
  d: 86400
};

const SIZE: Record<string, number> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40
};

/** `90`, `90 s`, `5 min`, `2 h`, `1 d` as seconds; null: none of these. */
export function parseTime(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)\s*(s|min|h|d|)$/.exec(text.trim());
  return found ? Number(found[1]) * TIME[found[2]] : null;
}

/** Seconds as one types them, in the largest unit that fits. */
export function formatTime(seconds: number | null): string {
  if (seconds === null) {
    return '';
  }
  for (const unit of ['d', 'h', 'min']) {
    if (seconds >= TIME[unit] && seconds % TIME[unit] === 0) {
      return `${seconds / TIME[unit]} ${unit}`;
    }
  }
  return `${seconds} s`;
}

/** `512 MB`, `2 GB`, `1.5 GiB` as bytes; null: none of these. */
export function parseSize(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim());
  const unit =
    found &&
    Object.keys(SIZE).find(
      name => name.toLowerCase() === found[2].toLowerCase()
    );
  return unit ? Math.round(Number(found[1]) * SIZE[unit]) : null;
}

/** Bytes as one types them, exactly. */
export function formatSize(bytes: number | null): string {
  if (bytes === null) {
    return '';
  }
  for (const unit of ['TiB', 'TB', 'GiB', 'GB', 'MiB', 'MB']) {
    const count = bytes / SIZE[unit];
    if (count >= 1 && Number.isInteger(count * 100)) {
      return `${count} ${unit}`;
    }
  }
  return `${bytes} B`;
}

/** The form of a runtime, or of a new one. */
export function runtimeForm(runtime: Runtime | null): IRuntimeForm {
  return {
    name: runtime?.name ?? '',
    description: runtime?.description ?? '',
    kernelspec: runtime?.kernelspec ?? '',
    working_folder: runtime?.working_folder ?? 'isolated',
    env: Object.entries(runtime?.env ?? {}).map(([name, value]) => ({
      name,
      value: value ?? ''
    })),
    start_timeout: formatTime(runtime?.start_timeout ?? 60),
    cell_timeout: formatTime(runtime?.cell_timeout ?? null),
    run_timeout: formatTime(runtime?.run_timeout ?? null),
    retries: String(runtime?.retries ?? 0),
    cpus: String(runtime?.cpus ?? 1),
    memory: formatSize(runtime?.memory ?? null),
    use_cache: runtime?.use_cache ?? false
  };
}

/** Whether results may be reused: not where undeclared files are about. */
export function canUseCache(runtime: {
  working_folder: Runtime['working_folder'];
}): boolean {
  return runtime.working_folder === 'isolated';
}

/** What can't be sent, by field. */
export function runtimeErrors(
  form: IRuntimeForm,
  trans: TranslationBundle
): FieldErrors {
  const errors: FieldErrors = {};
  if (!form.name.trim()) {
    errors.name = trans.__('Give the runtime a name.');
  }
  const times = ['start_timeout', 'cell_timeout', 'run_timeout'] as const;
  for (const field of times) {
    const text = form[field].trim();
    if (text === '' && field !== 'start_timeout') {
      continue;
    }
    if (!parseTime(text)) {
      errors[field] = trans.__('Give a time, such as 90 s, 5 min or 2 h.');
    }
  }
  if (!/^\d+$/.test(form.retries.trim()) || Number(form.retries) > 10) {
    errors.retries = trans.__('A whole number from 0 to 10.');
  }
  if (!(Number(form.cpus) > 0)) {
    errors.cpus = trans.__('A number greater than 0, such as 1 or 0.5.');
  }
  if (form.memory.trim() && parseSize(form.memory) === null) {
    errors.memory = trans.__('Give a size, such as 512 MB or 2 GB.');
  }
  form.env.forEach(({ name, value }, i) => {
    if (!name && !value) {
      return;
    }
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      errors[`env.${i}`] = trans.__(
        'A name is letters, digits and _, and doesn’t begin with a digit.'
      );
    } else if (form.env.findIndex(one => one.name === name) < i) {
      errors[`env.${i}`] = trans.__('%1 is already set above.', name);
    }
  });
  return errors;
}

/** The form as the server takes it; it has no errors. */
export function runtimeBody(form: IRuntimeForm): RuntimeCreate {
  return {
    name: form.name.trim(),
    description: form.description,
    kernelspec: form.kernelspec || null,
    working_folder: form.working_folder,
    env: Object.fromEntries(
      form.env.filter(one => one.name).map(one => [one.name, one.value])
    ),
    start_timeout: parseTime(form.start_timeout) ?? 60,
    cell_timeout: parseTime(form.cell_timeout),
    run_timeout: parseTime(form.run_timeout),
    retries: Number(form.retries),
    cpus: Number(form.cpus),
    memory: form.memory.trim() ? parseSize(form.memory) : null,
    use_cache: form.use_cache && canUseCache(form)
  };
}

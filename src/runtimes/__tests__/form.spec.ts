import { nullTranslator } from '@jupyterlab/translation';

import {
  formatSize,
  formatTime,
  parseSize,
  parseTime,
  runtimeBody,
  runtimeErrors,
  runtimeForm
} from '../form';

const trans = nullTranslator.load('jupyter_ext');

describe('times and sizes', () => {
  it('are read as people type them', () => {
    expect([parseTime('90'), parseTime('5 min'), parseTime('2h')]).toEqual([
      90, 300, 7200
    ]);
    expect([parseTime(''), parseTime('soon'), parseTime('-3')]).toEqual([
      null,
      null,
      null
    ]);
    expect([parseSize('512 MB'), parseSize('2gib')]).toEqual([
      512e6,
      2 * 2 ** 30
    ]);
    expect([parseSize('2'), parseSize('2 miles')]).toEqual([null, null]);
  });

  it('come back as the same value', () => {
    for (const seconds of [1, 59.5, 60, 90, 3600, 5400, 86400]) {
      expect(parseTime(formatTime(seconds))).toBe(seconds);
    }
    for (const bytes of [2 ** 24, 512e6, 2 ** 31, 16777217, 3e12]) {
      expect(parseSize(formatSize(bytes))).toBe(bytes);
    }
  });
});

describe('the form of a runtime', () => {
  it('begins with what the server would choose, but for the name', () => {
    const form = runtimeForm(null);
    expect(Object.keys(runtimeErrors(form, trans))).toEqual(['name']);
    expect(runtimeBody({ ...form, name: ' big ' })).toEqual({
      name: 'big',
      description: '',
      kernelspec: null,
      working_folder: 'isolated',
      env: {},
      start_timeout: 60,
      cell_timeout: null,
      run_timeout: null,
      retries: 0,
      cpus: 1,
      memory: null,
      use_cache: false
    });
  });

  it('reuses results only where nothing undeclared is about', () => {
    const form = { ...runtimeForm(null), name: 'x', use_cache: true };
    expect(runtimeBody(form).use_cache).toBe(true);
    expect(runtimeBody({ ...form, working_folder: 'notebook' }).use_cache).toBe(
      false
    );
  });

  it('marks each wrong field', () => {
    const form = {
      ...runtimeForm(null),
      name: 'x',
      start_timeout: '',
      cell_timeout: 'long',
      retries: '11',
      cpus: '0',
      memory: 'much',
      env: [
        { name: 'A', value: '1' },
        { name: '2B', value: '1' },
        { name: 'A', value: '2' },
        { name: '', value: '' }
      ]
    };
    expect(Object.keys(runtimeErrors(form, trans)).sort()).toEqual([
      'cell_timeout',
      'cpus',
      'env.1',
      'env.2',
      'memory',
      'retries',
      'start_timeout'
    ]);
  });
});

import type { Reporter, TestCase } from '@playwright/test/reporter';
import { stripVTControlCharacters } from 'util';

const LONGEST = 400;

/** Says at the very end, in a line each, why stories failed. */
export default class Failures implements Reporter {
  onTestEnd(test: TestCase): void {
    this._ended.add(test);
  }

  onEnd(): void {
    for (const test of this._ended) {
      for (const { error, retry } of test.results) {
        if (error) {
          const text = error.message ?? error.value ?? '';
          const line = stripVTControlCharacters(text).replace(/\s+/g, ' ');
          console.log(
            `${test.title} (try ${retry + 1}): ${line.slice(0, LONGEST)}`
          );
        }
      }
    }
  }

  private _ended = new Set<TestCase>();
}
